#include "web/listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sysexits.h>

#include "base/arena.h"
#include "base/text.h"

enum { LISTEN_BACKLOG = 4096, SOCKET_MODE = 0660 };

static int
refuse(const char *address, const char *why, int code)
{
	(void)fprintf(stderr, "fourways: cannot listen on %s: %s\n", address,
	    why);
	return code;
}

static int
refuse_errno(const char *address)
{
	if (errno == EADDRINUSE)
		return refuse(address, "it is in use; stop the program that "
		    "has it or choose another with --listen or "
		    "--admin-listen", EX_UNAVAILABLE);
	return refuse(address, strerror(errno), EX_UNAVAILABLE);
}

static bool
is_loopback(const struct sockaddr *sa)
{
	if (sa->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const void *)sa;

		return ntohl(in->sin_addr.s_addr) >> 24 == 127;
	}
	return IN6_IS_ADDR_LOOPBACK(
	    &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr);
}

static int
listen_on(const char *address, const struct sockaddr *sa, socklen_t len,
    struct listen_socket *out)
{
	static const int on = 1;

	out->family = sa->sa_family;
	out->fd = socket(sa->sa_family,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (out->fd == -1)
		return refuse_errno(address);
	if (setsockopt(out->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) ==
		-1 ||
	    bind(out->fd, sa, len) == -1 ||
	    listen(out->fd, LISTEN_BACKLOG) == -1) {
		int saved = errno;

		(void)close(out->fd);
		errno = saved;
		return refuse_errno(address);
	}
	return EX_OK;
}

static void
put_url(struct listen_socket *out, const char *url)
{
	memcpy(out->url, url, strlen(url) + 1);
}

static unsigned int
port_of(int fd)
{
	struct sockaddr_storage storage = { 0 };
	socklen_t len = sizeof(storage);
	struct sockaddr_in in;

	if (getsockname(fd, (struct sockaddr *)&storage, &len) == -1)
		return 0;
	/* The port stands at the same place in both families (RFC 3493). */
	memcpy(&in, &storage, sizeof(in));
	return ntohs(in.sin_port);
}

static int
open_tcp(const char *address, bool https, struct listen_socket *out)
{
	static const struct addrinfo hints = {
		.ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
	};
	ARENA(arena);
	const char *colon = strrchr(address, ':');
	struct addrinfo *found;
	int64_t port;
	char *host;
	int code;

	if (colon == NULL || colon - address > 64 ||
	    !text_int(colon + 1, 0, UINT16_MAX, &port))
		return refuse(address, "write it as 127.0.0.1:8080, "
		    "[::1]:8080 or unix:/path", EX_USAGE);
	host = arena_strndup(arena, address, (size_t)(colon - address));
	if (host[0] == '[' && host[strlen(host) - 1] == ']') {
		host++;
		host[strlen(host) - 1] = '\0';
	}
	if (getaddrinfo(host, colon + 1, &hints, &found) != 0)
		return refuse(address, "no such numeric address and port",
		    EX_USAGE);
	code = listen_on(address, found->ai_addr, found->ai_addrlen, out);
	out->loopback = is_loopback(found->ai_addr);
	freeaddrinfo(found);
	if (code == EX_OK)
		put_url(out, arena_printf(arena, "%s://%.*s:%u",
		    https ? "https" : "http", (int)(colon - address), address,
		    port_of(out->fd)));
	return code;
}

/* Whether something answers on this socket path. */
static bool
is_live(const struct sockaddr_un *sun)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool live = connect(fd, (const struct sockaddr *)sun, sizeof(*sun)) ==
	    0;

	(void)close(fd);
	return live;
}

static int
open_unix(const char *address, struct listen_socket *out)
{
	const char *path = address + strlen("unix:");
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	struct stat st;
	int code;

	if (strlen(path) >= sizeof(sun.sun_path) ||
	    strlen(address) >= sizeof(out->url))
		return refuse(path, "the path is too long", EX_USAGE);
	memcpy(sun.sun_path, path, strlen(path) + 1);
	if (lstat(path, &st) == 0) {
		if (!S_ISSOCK(st.st_mode))
			return refuse(path, "it exists and is no socket",
			    EX_UNAVAILABLE);
		if (is_live(&sun)) {
			errno = EADDRINUSE;
			return refuse_errno(path);
		}
		(void)unlink(path);
	}
	code = listen_on(path, (const struct sockaddr *)&sun, sizeof(sun), out);
	out->loopback = true;
	if (code == EX_OK && chmod(path, SOCKET_MODE) == -1)
		return refuse_errno(path);
	if (code == EX_OK)
		put_url(out, address);
	return code;
}

int
listen_open(const char *address, bool https, struct listen_socket *out)
{
	if (text_starts(address, "unix:"))
		return open_unix(address, out);
	return open_tcp(address, https, out);
}
