#include "test.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "captured.h"

#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "web/listen.h"

/* A folder for sockets. */
struct folder {
	struct arena *arena;
	char path[64];
};

static int
folder_make(void **state)
{
	static const char pattern[] = "/tmp/fourways-listen-XXXXXX";
	struct folder *folder = calloc(1, sizeof(*folder));

	if (folder == NULL)
		return -1;
	memcpy(folder->path, pattern, sizeof(pattern));
	folder->arena = arena_new(4096);
	*state = folder;
	return mkdtemp(folder->path) == NULL ? -1 : 0;
}

static int
folder_drop(void **state)
{
	struct folder *folder = *state;

	(void)unlink(arena_printf(folder->arena, "%s/s", folder->path));
	(void)rmdir(folder->path);
	arena_free(folder->arena);
	free(folder);
	return 0;
}

static int
listen_quietly(const char *address, bool https, struct listen_socket *out,
    struct captured *said)
{
	int code;

	captured_begin(said);
	code = listen_open(address, https, out);
	captured_end(said);
	return code;
}

static bool
is_listening(int fd)
{
	int on = 0;
	socklen_t len = sizeof(on);

	assert_int_equal(getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &on, &len),
	    0);
	return on != 0;
}

static void
a_port_of_the_kernels_choice_is_named_in_the_url(void **state)
{
	struct listen_socket tcp;
	struct captured said;
	int64_t port;

	assert_int_equal(listen_quietly("127.0.0.1:0", false, &tcp, &said), 0);
	assert_true(text_starts(tcp.url, "http://127.0.0.1:"));
	assert_true(text_int(tcp.url + strlen("http://127.0.0.1:"), 1, 65535,
	    &port));
	assert_int_equal(tcp.family, AF_INET);
	assert_true(tcp.loopback);
	assert_true(is_listening(tcp.fd));
	assert_int_equal(close(tcp.fd), 0);
	assert_int_equal(listen_quietly("127.0.0.1:0", true, &tcp, &said), 0);
	assert_true(text_starts(tcp.url, "https://127.0.0.1:"));
	assert_int_equal(close(tcp.fd), 0);
}

static void
an_ipv6_address_stands_in_brackets(void **state)
{
	struct listen_socket tcp;
	struct captured said;
	int probe = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6,
		.sin6_addr = IN6ADDR_LOOPBACK_INIT };
	int code = bind(probe, (const struct sockaddr *)&in6, sizeof(in6));

	if (probe != -1)
		(void)close(probe);
	if (code == -1)
		skip(); /* no IPv6 on this machine */
	assert_int_equal(listen_quietly("[::1]:0", false, &tcp, &said), 0);
	assert_true(text_starts(tcp.url, "http://[::1]:"));
	assert_int_equal(tcp.family, AF_INET6);
	assert_true(tcp.loopback);
	assert_int_equal(close(tcp.fd), 0);
}

static void
a_port_in_use_is_said_with_what_to_do(void **state)
{
	ARENA(arena);
	struct listen_socket first;
	struct listen_socket second;
	struct captured said;

	assert_int_equal(listen_quietly("127.0.0.1:0", false, &first, &said),
	    0);
	assert_int_equal(listen_quietly(first.url + strlen("http://"), false,
	    &second, &said), EX_UNAVAILABLE);
	assert_string_equal(said.text, arena_printf(arena, "fourways: cannot "
	    "listen on %s: it is in use; stop the program that has it or "
	    "choose another with --listen or --admin-listen\n",
	    first.url + strlen("http://")));
	assert_int_equal(close(first.fd), 0);
}

static void
an_address_of_another_machine_is_refused(void **state)
{
	struct listen_socket tcp;
	struct captured said;

	assert_int_equal(listen_quietly("192.0.2.1:0", false, &tcp, &said),
	    EX_UNAVAILABLE);
	assert_non_null(strstr(said.text, "cannot listen on 192.0.2.1:0"));
}

static void
an_address_that_is_none_is_a_mistake_in_the_call(void **state)
{
	static const char *const addresses[] = { "", "8080", "127.0.0.1",
		"127.0.0.1:", "localhost:8080", "127.0.0.1:http",
		"127.0.0.1:99999", "127.0.0.1:-1", "300.0.0.1:80", "[::1:80",
		"::1", "/run/fourways.sock",
		"a.very.long.name.that.is.longer.than.any.address.there.could.be:1" };
	struct listen_socket tcp;
	struct captured said;

	for (size_t i = 0; i < countof(addresses); i++) {
		if (listen_quietly(addresses[i], false, &tcp, &said) !=
		    EX_USAGE)
			fail_msg("\"%s\" was taken", addresses[i]);
		assert_true(text_starts(said.text, "fourways: cannot listen"));
		assert_string_equal(strchr(said.text, '\n'), "\n");
	}
}

static void
a_socket_file_is_for_the_group_and_named_as_given(void **state)
{
	struct folder *folder = *state;
	const char *address = arena_printf(folder->arena, "unix:%s/s",
	    folder->path);
	struct listen_socket local;
	struct captured said;
	struct stat st;

	assert_int_equal(listen_quietly(address, false, &local, &said), 0);
	assert_string_equal(local.url, address);
	assert_int_equal(local.family, AF_UNIX);
	assert_true(local.loopback);
	assert_int_equal(stat(address + strlen("unix:"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0660);
	assert_int_equal(close(local.fd), 0);
}

static void
a_stale_socket_file_is_replaced_and_a_live_one_is_not(void **state)
{
	struct folder *folder = *state;
	const char *address = arena_printf(folder->arena, "unix:%s/s",
	    folder->path);
	struct listen_socket first;
	struct listen_socket second;
	struct captured said;

	assert_int_equal(listen_quietly(address, false, &first, &said), 0);
	assert_int_equal(listen_quietly(address, false, &second, &said),
	    EX_UNAVAILABLE);
	assert_non_null(strstr(said.text, "it is in use"));
	assert_int_equal(close(first.fd), 0);
	assert_int_equal(listen_quietly(address, false, &second, &said), 0);
	assert_true(is_listening(second.fd));
	assert_int_equal(close(second.fd), 0);
}

static void
a_file_that_is_no_socket_is_left_alone(void **state)
{
	struct folder *folder = *state;
	const char *path = arena_printf(folder->arena, "%s/s", folder->path);
	struct listen_socket local;
	struct captured said;
	FILE *file = fopen(path, "we");
	struct stat st;

	assert_non_null(file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(listen_quietly(arena_printf(folder->arena, "unix:%s",
	    path), false, &local, &said), EX_UNAVAILABLE);
	assert_non_null(strstr(said.text, "it exists and is no socket"));
	assert_int_equal(stat(path, &st), 0);
	assert_true(S_ISREG(st.st_mode));
}

static void
a_socket_file_whose_path_does_not_fit_is_refused(void **state)
{
	struct folder *folder = *state;
	const char *address = arena_printf(folder->arena, "unix:%s/%0*d",
	    folder->path, 120, 1);
	struct listen_socket local;
	struct captured said;

	assert_int_equal(listen_quietly(address, false, &local, &said),
	    EX_USAGE);
	assert_non_null(strstr(said.text, "the path is too long"));
	assert_int_equal(listen_quietly("unix:/tmp/no/such/folder/s", false,
	    &local, &said), EX_UNAVAILABLE);
}

#define folder_test(name) \
	cmocka_unit_test_setup_teardown(name, folder_make, folder_drop)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_port_of_the_kernels_choice_is_named_in_the_url),
		cmocka_unit_test(an_ipv6_address_stands_in_brackets),
		cmocka_unit_test(a_port_in_use_is_said_with_what_to_do),
		cmocka_unit_test(an_address_of_another_machine_is_refused),
		cmocka_unit_test(
		    an_address_that_is_none_is_a_mistake_in_the_call),
		folder_test(a_socket_file_is_for_the_group_and_named_as_given),
		folder_test(
		    a_stale_socket_file_is_replaced_and_a_live_one_is_not),
		folder_test(a_file_that_is_no_socket_is_left_alone),
		folder_test(a_socket_file_whose_path_does_not_fit_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
