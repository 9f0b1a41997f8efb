#include "crypto/passphrase.h"

#include "base/text.h"
#include "base/util.h"

/*
 * What people choose when they are asked for something long: a word or two
 * that everybody knows, put in a row, with a year behind it. Also the words
 * of this site. A passphrase made of nothing else is refused; beside a word
 * that is not here, each is welcome.
 */
static const char *const common_words[] = {
	/* this site */
	"fourways", "four", "ways", "backend", "back", "end", "stack",
	"stacks", "guide", "guides", "assessment", "recommendation", "booking",
	"book", "call", "discovery", "consultant", "consulting", "lead",
	"leads", "owner", "office", "python", "node", "nodejs", "dotnet",
	"java", "rust", "golang", "sqlite", "kore",
	/* what a passphrase is for */
	"password", "passwort", "passphrase", "passwd", "pass", "word",
	"phrase", "secret", "private", "login", "signin", "logon", "access",
	"account", "security", "secure", "admin", "administrator", "root",
	"user", "username", "guest", "test", "testing", "tester", "demo", "ever",
	"default", "changeme", "change", "system", "server",
	"database", "computer", "internet", "website", "business", "company",
	"master", "manager", "superuser", "temp", "temporary", "example",
	"sample", "hello", "world", "welcome", "letmein", "let", "open",
	"sesame", "enter", "key", "new", "old", "long", "very", "more",
	"this", "that", "the", "and", "for", "you", "your", "our", "is", "my",
	"in", "it", "to", "of", "not", "now", "please",
	/* the lists of what was found in breaches */
	"qwerty", "qwertz", "azerty", "qwertyuiop", "asdf", "asdfgh",
	"asdfghjkl", "zxcvbn", "zxcvbnm", "qazwsx", "wsxedc", "abc", "abcd",
	"abcdef", "aaa", "xxx", "iloveyou", "love", "lovely", "lover", "baby",
	"angel", "princess", "sunshine", "summer", "winter", "spring",
	"autumn", "monday", "friday", "sunday", "january", "december",
	"monkey", "dragon", "tiger", "eagle", "panther", "falcon", "wolf",
	"cat", "dog", "football", "baseball", "basketball", "soccer",
	"hockey", "liverpool", "arsenal", "chelsea", "barcelona", "yankees",
	"superman", "batman", "spiderman", "pokemon", "starwars", "matrix",
	"ninja", "samurai", "shadow", "killer", "hunter", "ranger", "soldier",
	"freedom", "whatever", "nothing", "trustno", "trust", "forever",
	"family", "friends", "mother", "father", "michael", "jordan",
	"michelle", "jessica", "jennifer", "daniel", "thomas", "robert",
	"charlie", "george", "william", "andrew", "joshua", "matthew",
	"jesus", "christ", "heaven", "god", "money", "lucky", "happy",
	"orange", "banana", "cookie", "cheese", "chocolate", "pepper",
	"ginger", "purple", "yellow", "silver", "golden", "diamond", "crystal",
	"flower", "butterfly", "rainbow", "mustang", "ferrari", "porsche",
	"mercedes", "harley", "google", "facebook", "microsoft", "windows",
	"linux", "apple", "samsung", "london", "berlin", "paris", "america",
	"england", "germany",
	/* one comic strip */
	"correct", "horse", "battery", "staple",
};

/* Rows of keys; a step to a neighbour is no choice. */
static const char *const key_rows[] = {
	"qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "qwertzuiop",
};

/* ---- repetition ---- */

/* The shortest length after which the text begins again, to its end: the
 * prefix function of Knuth, Morris and Pratt (SIAM J. Comput. 6, 1977). */
static size_t
period_of(const char *text, size_t len)
{
	size_t border[PASSPHRASE_BYTES_MAX] = { 0 };

	for (size_t i = 1; i < len; i++) {
		size_t k = border[i - 1];

		while (k > 0 && text[i] != text[k])
			k = border[k - 1];
		border[i] = text[i] == text[k] ? k + 1 : 0;
	}
	return len - border[len - 1];
}

static bool
is_repetition(const char *text, size_t len)
{
	char unit[PASSPHRASE_BYTES_MAX + 1];
	size_t period = period_of(text, len);

	if (period > len / 2)
		return false;
	memcpy(unit, text, period);
	unit[period] = '\0';
	return text_length(unit) < PASSPHRASE_LENGTH_MIN;
}

/* ---- rows of neighbours ---- */

static bool
are_keys_side_by_side(char a, char b)
{
	for (size_t i = 0; i < countof(key_rows); i++) {
		const char *at = strchr(key_rows[i], a);

		if (at == NULL)
			continue;
		if (at[1] == b || (at > key_rows[i] && at[-1] == b))
			return true;
	}
	return false;
}

static bool
are_neighbours(char a, char b)
{
	return (b - a <= 1 && a - b <= 1) || are_keys_side_by_side(a, b);
}

/* Whether three steps in four lead to a neighbour. */
static bool
is_sequence(const char *text, size_t len)
{
	size_t steps = 0;

	for (size_t i = 1; i < len; i++)
		steps += are_neighbours(text_lower(text[i - 1]), text_lower(text[i]));
	return steps * 4 >= (len - 1) * 3;
}

/* ---- common words ---- */

static bool
is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

/* The letter that a digit or sign usually stands for, or itself. */
static char
unmask(char c)
{
	static const char masks[] = "0134578@$!";
	static const char letters[] = "oieastbasi";
	const char *at = c == '\0' ? NULL : strchr(masks, c);

	return at == NULL ? text_lower(c) : letters[at - masks];
}

/* Whether a word begins here, in disguise or not. */
static bool
is_word_at(const char *text, const char *word)
{
	for (; *word != '\0'; text++, word++)
		if (text_lower(*text) != *word && unmask(*text) != *word)
			return false;
	return true;
}

/* What stands between words without making them harder to guess. */
static bool
is_filler(char c)
{
	return (c & 0x80) == 0 && !is_letter(text_lower(c));
}

/*
 * Whether the text falls apart into common words and filler, with a word at
 * least: reach[i] says that the first i bytes do, words[i] that a word is
 * among them.
 */
static bool
is_common(const char *text, size_t len)
{
	bool reach[PASSPHRASE_BYTES_MAX + 1] = { true };
	bool words[PASSPHRASE_BYTES_MAX + 1] = { false };

	for (size_t i = 0; i < len; i++) {
		if (!reach[i])
			continue;
		if (is_filler(text[i])) {
			reach[i + 1] = true;
			words[i + 1] |= words[i];
		}
		for (size_t w = 0; w < countof(common_words); w++) {
			size_t end = i + strlen(common_words[w]);

			if (is_word_at(text + i, common_words[w]))
				reach[end] = words[end] = true;
		}
	}
	return reach[len] && words[len];
}

const char *
passphrase_problem(const char *passphrase)
{
	size_t len = strlen(passphrase);

	if (len > PASSPHRASE_BYTES_MAX)
		return "Please keep the passphrase to 1,024 bytes; "
		    "this one is longer.";
	if (!text_is_utf8(passphrase, len))
		return "The passphrase is not valid UTF-8 text; please check "
		    "how your terminal or file encodes it.";
	if (text_length(passphrase) < PASSPHRASE_LENGTH_MIN)
		return "Please use at least 15 characters, for instance five "
		    "words that have nothing to do with each other.";
	if (is_repetition(passphrase, len))
		return "This passphrase repeats the same few characters; "
		    "please use five words that have nothing to do with each "
		    "other.";
	if (is_sequence(passphrase, len))
		return "This passphrase is a row of neighbouring letters, "
		    "digits or keys; please use five words that have nothing "
		    "to do with each other.";
	if (is_common(passphrase, len))
		return "This passphrase is made of words that are tried first; "
		    "please add some that have nothing to do with them.";
	return NULL;
}
