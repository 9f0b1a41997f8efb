/*
 * Where the courier may connect to: addresses, one by one, at the edges of
 * what is kept for special use.
 */
#include "test.h"

#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/util.h"
#include "courier/egress.h"

union any_address {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

static union any_address
address(const char *text)
{
	union any_address made = { .in = { .sin_family = AF_INET } };

	if (inet_pton(AF_INET, text, &made.in.sin_addr) == 1)
		return made;
	made = (union any_address){ .in6 = { .sin6_family = AF_INET6 } };
	if (inet_pton(AF_INET6, text, &made.in6.sin6_addr) != 1)
		fail_msg("\"%s\" is no address", text);
	return made;
}

static const char *const refused[] = {
	/* this network, this machine */
	"0.0.0.0", "0.0.0.1", "0.255.255.255", "127.0.0.0", "127.0.0.1",
	"127.1.2.3", "127.255.255.255", "::", "::1", "::2",
	/* private */
	"10.0.0.0", "10.0.0.1", "10.255.255.255", "172.16.0.0", "172.20.1.1",
	"172.31.255.255", "192.168.0.0", "192.168.1.1", "192.168.255.255",
	"fc00::", "fc00::1", "fd00::1", "fd12:3456:789a::1",
	"fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fec0::1", "feff::1",
	/* behind a provider's NAT */
	"100.64.0.0", "100.100.100.200", "100.127.255.255",
	/* link-local, and what clouds keep there */
	"169.254.0.0", "169.254.169.254", "169.254.255.255", "fe80::",
	"fe80::1", "febf::1", "fd00:ec2::254",
	/* multicast, broadcast, reserved */
	"224.0.0.0", "224.0.0.1", "239.255.255.255", "240.0.0.0",
	"255.255.255.254", "255.255.255.255", "ff00::", "ff02::1", "ff0e::1",
	/* documentation, measurements, protocols */
	"192.0.0.0", "192.0.0.8", "192.0.0.255", "192.0.2.1", "192.0.2.255",
	"198.51.100.7", "203.0.113.9", "198.18.0.0", "198.19.255.255",
	"192.88.99.1", "2001:db8::", "2001:db8::1",
	"2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "3fff::1",
	"3fff:fff:ffff::1", "2001:2::1", "2001:10::1", "2001:20::1",
	"2001:1ff::1", "100::1", "5f00::1", "3ffe::1",
	/* an IPv4 address in an IPv6 one: mapped, translated, NAT64, 6to4,
	 * Teredo, ISATAP-like, whatever it holds */
	"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
	"::ffff:8.8.8.8", "::127.0.0.1", "::8.8.8.8", "::ffff:0:127.0.0.1",
	"64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::8.8.8.8",
	"64:ff9b:1::10.0.0.1", "2002:7f00:1::", "2002:a00:1::1",
	"2002:808:808::1", "2001::1", "2001:0:7f00:1::",
	"fe80::5efe:127.0.0.1",
	/* what is not handed out */
	"1fff:ffff::1", "4000::1", "8000::1", "c000::1", "e000::1",
};

static const char *const allowed[] = {
	"1.0.0.0", "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0",
	"100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
	"169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0",
	"191.255.255.255", "192.0.1.0", "192.0.3.0", "192.88.98.255",
	"192.88.100.0", "192.167.255.255", "192.169.0.0", "198.17.255.255",
	"198.20.0.0", "198.51.99.255", "198.51.101.0", "203.0.112.255",
	"203.0.114.0", "223.255.255.255",
	"2000::1", "2001:200::1", "2001:4860:4860::8888", "2001:db7::1",
	"2001:db9::1", "2003::1", "2606:4700:4700::1111", "2a01:4f8::1",
	"3ffd::1", "3fff:1000::1",
};

static void
what_is_not_the_public_internet_is_refused(void **state)
{
	static_assert(countof(refused) >= 60, "a table worth the name");
	for (size_t i = 0; i < countof(refused); i++) {
		const union any_address one = address(refused[i]);

		if (egress_is_public(&one.any))
			fail_msg("%s may be connected to", refused[i]);
	}
}

static void
the_public_internet_is_allowed_up_to_its_edges(void **state)
{
	for (size_t i = 0; i < countof(allowed); i++) {
		const union any_address one = address(allowed[i]);

		if (!egress_is_public(&one.any))
			fail_msg("%s may not be connected to", allowed[i]);
		assert_false(egress_is_loopback(&one.any));
	}
}

static void
only_this_machine_is_loopback(void **state)
{
	size_t loopback = 0;

	for (size_t i = 0; i < countof(refused); i++) {
		const union any_address one = address(refused[i]);

		loopback += egress_is_loopback(&one.any);
	}
	/* 127.x four times and ::1; nothing that only wraps it */
	assert_int_equal(loopback, 5);
}

static void
another_family_is_refused(void **state)
{
	const struct sockaddr local = { .sa_family = AF_UNIX };
	const struct sockaddr none = { .sa_family = AF_UNSPEC };

	assert_false(egress_is_public(&local));
	assert_false(egress_is_loopback(&local));
	assert_false(egress_is_public(&none));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_the_public_internet_is_refused),
		cmocka_unit_test(
		    the_public_internet_is_allowed_up_to_its_edges),
		cmocka_unit_test(only_this_machine_is_loopback),
		cmocka_unit_test(another_family_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
