#include "test.h"

#include <qrencode.h>

#include "base/arena.h"
#include "web/qr.h"

enum { QUIET = 4, SIDE_MAX = 177 + 2 * QUIET };

static const char uri[] = "otpauth://totp/Fourways:ann%40example.org?secret="
    "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Fourways&algorithm=SHA1"
    "&digits=6&period=30";

/* What a browser would draw: a cell for each module. */
struct picture {
	int side;
	unsigned char dark[SIDE_MAX][SIDE_MAX];
};

/* Draws the bars of the second path, the first being the light ground. */
static void
render(struct safe_html svg, struct picture *picture)
{
	const char *at = strstr(svg.data, "viewBox=\"0 0 ");
	int column;
	int row;
	int width;
	int used;

	memset(picture, 0, sizeof(*picture));
	assert_non_null(at);
	assert_int_equal(sscanf(at, "viewBox=\"0 0 %d", &picture->side), 1);
	assert_true(picture->side <= SIDE_MAX);
	at = strstr(at, "<path fill=\"#000\" d=\"");
	assert_non_null(at);
	at = strchr(at, 'M');
	while (sscanf(at, "M%d %dh%dv1h-%*dz%n", &column, &row, &width,
	    &used) == 3) {
		assert_true(column >= 0 && width > 0 && row >= 0);
		assert_true(column + width <= picture->side);
		assert_true(row < picture->side);
		memset(&picture->dark[row][column], 1, (size_t)width);
		at += used;
	}
	assert_string_equal(at, "\"/></svg>");
}

static void
every_module_of_the_code_is_drawn_and_nothing_else(void **state)
{
	ARENA(arena);
	QRcode *code = QRcode_encodeString8bit(uri, 0, QR_ECLEVEL_M);
	static struct picture picture;

	render(qr_svg(arena, uri), &picture);
	assert_non_null(code);
	assert_int_equal(picture.side, code->width + 2 * QUIET);
	for (int y = 0; y < picture.side; y++)
		for (int x = 0; x < picture.side; x++) {
			int row = y - QUIET;
			int column = x - QUIET;
			int inside = row >= 0 && row < code->width &&
			    column >= 0 && column < code->width;

			assert_int_equal(picture.dark[y][x], inside &&
			    (code->data[row * code->width + column] & 1) != 0);
		}
	QRcode_free(code);
}

static void
it_holds_nothing_of_the_text_and_has_a_name(void **state)
{
	ARENA(arena);
	const char *text = "</svg><script>alert(1)</script>\"'&";
	struct safe_html svg = qr_svg(arena, text);

	assert_int_equal(strlen(svg.data), svg.len);
	assert_null(strstr(svg.data, "script"));
	assert_null(strstr(svg.data, "alert"));
	assert_null(strstr(svg.data, "style"));
	assert_non_null(strstr(svg.data, "role=\"img\" "
	    "aria-label=\"QR code\""));
}

static void
the_longest_text_fits_and_a_longer_one_gives_nothing(void **state)
{
	ARENA(arena);
	static struct picture picture;
	char text[2332 + 1];

	memset(text, 0xc3, sizeof(text) - 1);
	text[2331] = '\0';
	render(qr_svg(arena, text), &picture);
	assert_int_equal(picture.side, SIDE_MAX);
	text[2331] = 'x';
	text[2332] = '\0';
	assert_int_equal(qr_svg(arena, text).len, 0);
	assert_int_equal(qr_svg(arena, "").len, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    every_module_of_the_code_is_drawn_and_nothing_else),
		cmocka_unit_test(it_holds_nothing_of_the_text_and_has_a_name),
		cmocka_unit_test(
		    the_longest_text_fits_and_a_longer_one_gives_nothing),
	};

	return cmocka_run_group_tests_name("qr", tests, NULL, NULL);
}
