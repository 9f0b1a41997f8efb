#include "web/guard_fault.h"

const struct guard_answer guard_answers[] = {
	[FAULT_BAD_BYTE] = { 400, "The request holds a control character or one"
	    " outside ASCII. Such characters must be percent-encoded." },
	[FAULT_BAD_LINE_END] = { 400, "A line of the request does not end with a"
	    " carriage return and a line feed." },
	[FAULT_BAD_REQUEST_LINE] = { 400, "The first line of the request is not a"
	    " method, a path and an HTTP version with one space between." },
	[FAULT_BAD_VERSION] = { 505, "This server speaks HTTP/1.1 and HTTP/1.0"
	    " only." },
	[FAULT_BAD_METHOD] = { 400, "The request method holds a character that is"
	    " not allowed there." },
	[FAULT_UNKNOWN_METHOD] = { 501, "This server does not know that request"
	    " method in that version of HTTP." },
	[FAULT_BAD_TARGET] = { 400, "The address in the request must be a path that"
	    " begins with \"/\" and has neither tabs nor a \"#\"." },
	[FAULT_LONG_TARGET] = { 414, "The address is too long: 1,998 bytes are"
	    " allowed." },
	[FAULT_LONG_HEAD] = { 431, "The request headers are too large: 8,192 bytes"
	    " are allowed. Deleting this site’s cookies may help." },
	[FAULT_MANY_HEADERS] = { 431, "The request has too many headers: 23 are"
	    " allowed." },
	[FAULT_FOLDED] = { 400, "A request header goes on over a second line, which"
	    " is no longer allowed." },
	[FAULT_BAD_NAME] = { 400, "A request header has no name, or a name with a"
	    " character that is not allowed there." },
	[FAULT_INNER_TAB] = { 400, "The value of a request header holds a tab." },
	[FAULT_NO_HOST] = { 400, "The request has no Host header." },
	[FAULT_MANY_HOSTS] = { 400, "The request has more than one Host header." },
	[FAULT_LIKE_HOST] = { 400, "The request has a header whose name begins like"
	    " Host but is another. Please leave it out." },
	[FAULT_BAD_HOST] = { 400, "The Host header must be a host name or an"
	    " address, with or without a port." },
	[FAULT_CODED_BODY] = { 501, "This server does not take Transfer-Encoding."
	    " Please send the body with a Content-Length." },
	[FAULT_BAD_EXPECT] = { 417, "This server can only meet the expectation"
	    " \"100-continue\"." },
	[FAULT_BAD_LENGTH] = { 400, "The Content-Length header must be a number." },
	[FAULT_MANY_LENGTHS] = { 400, "The request has more than one Content-Length"
	    " header." },
	[FAULT_NO_LENGTH] = { 411, "The request must say how long its body is, in a"
	    " Content-Length header." },
	[FAULT_LONG_BODY] = { 413, "What was sent is too large: 65,536 bytes are"
	    " allowed." },
	[FAULT_NEEDLESS_BODY] = { 400, "A request with this method must not have a"
	    " body." },
};
