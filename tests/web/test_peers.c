#include "test.h"

#include <arpa/inet.h>

#include "base/util.h"
#include "web/peers.h"

static const uint8_t key[16] = "sixteen bytes, s";

static struct peers *
three_workers(void)
{
	return peers_new(3, key);
}

static int
bucket4(const struct peers *peers, const char *text, uint16_t port)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_port = htons(port) };

	assert_int_equal(inet_pton(AF_INET, text, &in.sin_addr), 1);
	return peers_bucket(peers, (const struct sockaddr *)&in);
}

static int
bucket6(const struct peers *peers, const char *text, uint16_t port)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6,
		.sin6_port = htons(port) };

	assert_int_equal(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
	return peers_bucket(peers, (const struct sockaddr *)&in6);
}

static void
an_address_has_one_bucket_whatever_its_port(void **state)
{
	struct peers *peers = three_workers();
	int bucket = bucket4(peers, "192.0.2.7", 1024);

	assert_in_range(bucket, 0, PEERS_BUCKETS - 1);
	assert_int_equal(bucket4(peers, "192.0.2.7", 65535), bucket);
	assert_int_not_equal(bucket4(peers, "192.0.2.8", 1024), bucket);
	assert_int_not_equal(bucket4(peers, "192.0.3.7", 1024), bucket);
}

static void
an_ipv6_network_of_64_bits_is_one_address(void **state)
{
	struct peers *peers = three_workers();
	int bucket = bucket6(peers, "2001:db8:1:2::1", 1024);

	assert_in_range(bucket, 0, PEERS_BUCKETS - 1);
	assert_int_equal(bucket6(peers, "2001:db8:1:2:ffff:1:2:3", 9), bucket);
	assert_int_not_equal(bucket6(peers, "2001:db8:1:3::1", 1024), bucket);
	assert_int_not_equal(bucket6(peers, "2001:db9:1:2::1", 1024), bucket);
}

/* A listener on [::] sees IPv4 clients as ::ffff:a.b.c.d (RFC 4291, 2.5.5.2),
 * all of one /64. */
static void
an_ipv4_client_of_an_ipv6_listener_counts_for_itself(void **state)
{
	struct peers *peers = three_workers();

	assert_int_not_equal(bucket6(peers, "::ffff:192.0.2.7", 1),
	    bucket6(peers, "::ffff:198.51.100.9", 1));
	assert_int_equal(bucket6(peers, "::ffff:192.0.2.7", 1),
	    bucket4(peers, "192.0.2.7", 1));
}

static void
addresses_spread_over_the_buckets(void **state)
{
	struct peers *peers = three_workers();
	uint8_t seen[PEERS_BUCKETS] = { 0 };
	int distinct = 0;

	for (uint32_t i = 0; i < 2000; i++) {
		struct sockaddr_in in = { .sin_family = AF_INET,
			.sin_addr.s_addr = htonl(0x0a000000 + i) };
		int bucket =
		    peers_bucket(peers, (const struct sockaddr *)&in);

		distinct += seen[bucket] == 0;
		seen[bucket] = 1;
	}
	/* 2,000 balls in 16,384 boxes hit about 1,883. */
	assert_in_range(distinct, 1800, 2000);
}

static void
who_does_not_know_the_key_does_not_know_the_bucket(void **state)
{
	static const uint8_t other[16] = "another sixteen.";
	struct peers *ours = three_workers();
	struct peers *theirs = peers_new(3, other);
	static const char *const addresses[] = { "192.0.2.1", "192.0.2.2",
		"192.0.2.3", "192.0.2.4" };
	int same = 0;

	for (size_t i = 0; i < countof(addresses); i++)
		same += bucket4(ours, addresses[i], 1) ==
		    bucket4(theirs, addresses[i], 1);
	assert_true(same < 2);
}

static void
a_peer_without_an_address_is_never_limited(void **state)
{
	struct peers *peers = three_workers();
	struct sockaddr local = { .sa_family = AF_UNIX };

	assert_int_equal(peers_bucket(peers, &local), PEERS_NONE);
	for (int i = 0; i < 10; i++)
		assert_true(peers_enter(peers, 0, PEERS_NONE, 1));
	peers_leave(peers, 0, PEERS_NONE);
}

static void
the_limit_counts_over_all_workers(void **state)
{
	struct peers *peers = three_workers();
	int bucket = bucket4(peers, "192.0.2.7", 1);
	int other = bucket4(peers, "192.0.2.8", 1);

	for (size_t worker = 0; worker < 3; worker++)
		assert_true(peers_enter(peers, worker, bucket, 3));
	assert_false(peers_enter(peers, 0, bucket, 3));
	assert_true(peers_enter(peers, 0, other, 3));
}

/* The caller closes the one too many, and closing is leaving. */
static void
a_refused_connection_is_counted_until_it_leaves(void **state)
{
	struct peers *peers = three_workers();
	int bucket = bucket4(peers, "192.0.2.7", 1);

	assert_true(peers_enter(peers, 0, bucket, 1));
	assert_false(peers_enter(peers, 1, bucket, 1));
	peers_leave(peers, 0, bucket);
	assert_false(peers_enter(peers, 2, bucket, 1));
	peers_leave(peers, 1, bucket);
	peers_leave(peers, 2, bucket);
	assert_true(peers_enter(peers, 0, bucket, 1));
}

static void
no_limit_is_no_limit(void **state)
{
	struct peers *peers = three_workers();
	int bucket = bucket4(peers, "192.0.2.7", 1);

	for (int i = 0; i < 1000; i++)
		assert_true(peers_enter(peers, 1, bucket, 0));
	assert_false(peers_enter(peers, 1, bucket, 1000));
}

static void
a_worker_that_died_takes_its_counts_with_it(void **state)
{
	struct peers *peers = three_workers();
	int bucket = bucket4(peers, "192.0.2.7", 1);

	assert_true(peers_enter(peers, 0, bucket, 0));
	assert_true(peers_enter(peers, 1, bucket, 0));
	assert_true(peers_enter(peers, 1, bucket, 0));
	peers_clear(peers, 1);
	assert_false(peers_enter(peers, 2, bucket, 1));
	peers_leave(peers, 2, bucket);
	peers_leave(peers, 0, bucket);
	assert_true(peers_enter(peers, 1, bucket, 1));
}

/* ---- who sent a request ---- */

static int
client4(const struct peers *peers, const char *peer, const char *proxy,
    const char *real_ip)
{
	struct sockaddr_in in = { .sin_family = AF_INET };

	assert_int_equal(inet_pton(AF_INET, peer, &in.sin_addr), 1);
	return peers_client(peers, (const struct sockaddr *)&in, proxy,
	    real_ip);
}

static int
client6(const struct peers *peers, const char *peer, const char *proxy,
    const char *real_ip)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

	assert_int_equal(inet_pton(AF_INET6, peer, &in6.sin6_addr), 1);
	return peers_client(peers, (const struct sockaddr *)&in6, proxy,
	    real_ip);
}

static void
only_the_trusted_proxy_says_who_the_client_is(void **state)
{
	struct peers *peers = three_workers();
	const struct sockaddr local = { .sa_family = AF_UNIX };
	int visitor = bucket4(peers, "192.0.2.7", 0);

	assert_int_equal(client4(peers, "127.0.0.1", "127.0.0.1",
	    "192.0.2.7"), visitor);
	assert_int_equal(client6(peers, "::1", "::1", "192.0.2.7"), visitor);
	assert_int_equal(client6(peers, "::ffff:127.0.0.1", "127.0.0.1",
	    "192.0.2.7"), visitor);
	assert_int_equal(peers_client(peers, &local, "unix", "192.0.2.7"),
	    visitor);
	assert_int_equal(client4(peers, "127.0.0.1", "127.0.0.1",
	    "2001:db8:1:2::9"), bucket6(peers, "2001:db8:1:2::1", 0));
	/* Anybody else may write into X-Real-IP what they like. */
	assert_int_equal(client4(peers, "192.0.2.9", "127.0.0.1",
	    "192.0.2.7"), bucket4(peers, "192.0.2.9", 0));
	assert_int_equal(client4(peers, "192.0.2.9", "", "192.0.2.7"),
	    bucket4(peers, "192.0.2.9", 0));
	assert_int_equal(client6(peers, "::ffff:192.0.2.9", "127.0.0.1",
	    "192.0.2.7"), bucket4(peers, "192.0.2.9", 0));
	assert_int_equal(peers_client(peers, &local, "127.0.0.1",
	    "192.0.2.7"), PEERS_NONE);
}

static void
a_proxy_that_does_not_say_leaves_the_client_unknown(void **state)
{
	static const char *const wrong[] = { NULL, "", "192.0.2", "nobody",
		"192.0.2.7, 192.0.2.8" };
	struct peers *peers = three_workers();

	for (size_t i = 0; i < countof(wrong); i++)
		assert_int_equal(client4(peers, "127.0.0.1", "127.0.0.1",
		    wrong[i]), PEERS_NONE);
}

static int
network4(const struct peers *peers, const char *text)
{
	struct sockaddr_in in = { .sin_family = AF_INET };

	assert_int_equal(inet_pton(AF_INET, text, &in.sin_addr), 1);
	return peers_network(peers, (const struct sockaddr *)&in, "", NULL);
}

static int
network6(const struct peers *peers, const char *text)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

	assert_int_equal(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
	return peers_network(peers, (const struct sockaddr *)&in6, "", NULL);
}

/* REQ 11, 47 */
static void
a_network_is_256_addresses_or_a_48th_of_ipv6(void **state)
{
	struct peers *peers = three_workers();
	int four = network4(peers, "192.0.2.7");
	int six = network6(peers, "2001:db8:1:2::1");

	assert_in_range(four, 0, PEERS_BUCKETS - 1);
	assert_int_equal(network4(peers, "192.0.2.255"), four);
	assert_int_not_equal(network4(peers, "192.0.3.7"), four);
	assert_int_equal(network6(peers, "::ffff:192.0.2.9"), four);
	assert_int_equal(network6(peers, "2001:db8:1:ffff:1::"), six);
	assert_int_not_equal(network6(peers, "2001:db8:2:2::1"), six);
	assert_int_not_equal(bucket4(peers, "192.0.2.7", 0), four);
	assert_int_not_equal(bucket6(peers, "2001:db8:1::", 0),
	    network6(peers, "2001:db8:1::"));
}

static void
the_trusted_proxy_says_which_network_it_is(void **state)
{
	struct peers *peers = three_workers();
	struct sockaddr_in in = { .sin_family = AF_INET };
	const struct sockaddr *proxy = (const struct sockaddr *)&in;

	assert_int_equal(inet_pton(AF_INET, "127.0.0.1", &in.sin_addr), 1);
	assert_int_equal(peers_network(peers, proxy, "127.0.0.1",
	    "192.0.2.99"), network4(peers, "192.0.2.7"));
	assert_int_equal(peers_network(peers, proxy, "", "192.0.2.99"),
	    network4(peers, "127.0.0.1"));
	assert_int_equal(peers_network(peers, proxy, "127.0.0.1", NULL),
	    PEERS_NONE);
}

static bool
is_loopback(const char *text)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
		return peers_is_loopback((const struct sockaddr *)&in);
	assert_int_equal(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
	return peers_is_loopback((const struct sockaddr *)&in6);
}

static void
a_peer_on_this_machine_is_known_by_its_address(void **state)
{
	static const char *const here[] = { "127.0.0.1", "127.255.255.254",
		"::1", "::ffff:127.0.0.1" };
	static const char *const elsewhere[] = { "192.0.2.7", "10.0.0.1",
		"0.0.0.0", "128.0.0.1", "126.255.255.255", "::", "::2",
		"fe80::1", "::ffff:192.0.2.7", "::127.0.0.1",
		"2001:db8::7f00:1" };
	const struct sockaddr nowhere = { .sa_family = AF_UNIX };

	for (size_t i = 0; i < countof(here); i++)
		if (!is_loopback(here[i]))
			fail_msg("%s is this machine", here[i]);
	for (size_t i = 0; i < countof(elsewhere); i++)
		if (is_loopback(elsewhere[i]))
			fail_msg("%s is another machine", elsewhere[i]);
	assert_false(peers_is_loopback(&nowhere));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_has_one_bucket_whatever_its_port),
		cmocka_unit_test(an_ipv6_network_of_64_bits_is_one_address),
		cmocka_unit_test(
		    an_ipv4_client_of_an_ipv6_listener_counts_for_itself),
		cmocka_unit_test(addresses_spread_over_the_buckets),
		cmocka_unit_test(
		    who_does_not_know_the_key_does_not_know_the_bucket),
		cmocka_unit_test(a_peer_without_an_address_is_never_limited),
		cmocka_unit_test(the_limit_counts_over_all_workers),
		cmocka_unit_test(
		    a_refused_connection_is_counted_until_it_leaves),
		cmocka_unit_test(no_limit_is_no_limit),
		cmocka_unit_test(a_worker_that_died_takes_its_counts_with_it),
		cmocka_unit_test(only_the_trusted_proxy_says_who_the_client_is),
		cmocka_unit_test(
		    a_proxy_that_does_not_say_leaves_the_client_unknown),
		cmocka_unit_test(a_network_is_256_addresses_or_a_48th_of_ipv6),
		cmocka_unit_test(the_trusted_proxy_says_which_network_it_is),
		cmocka_unit_test(
		    a_peer_on_this_machine_is_known_by_its_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
