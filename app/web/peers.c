#include "web/peers.h"

#include <arpa/inet.h>
#include <endian.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <sys/mman.h>

#include "base/log.h"

struct peers {
	size_t workers;
	uint64_t key[2];
	atomic_uint_least16_t open[]; /* workers rows of PEERS_BUCKETS */
};

struct peers *
peers_new(size_t workers, const uint8_t key[16])
{
	size_t size = sizeof(struct peers) +
	    workers * PEERS_BUCKETS * sizeof(atomic_uint_least16_t);
	struct peers *peers = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (peers == MAP_FAILED)
		log_fatal("memory", "no shared memory for peers");
	peers->workers = workers;
	memcpy(peers->key, key, sizeof(peers->key));
	return peers;
}

static atomic_uint_least16_t *
counter(struct peers *peers, size_t worker, int bucket)
{
	return &peers->open[worker * PEERS_BUCKETS + (size_t)bucket];
}

void
peers_clear(struct peers *peers, size_t worker)
{
	for (int bucket = 0; bucket < PEERS_BUCKETS; bucket++)
		if (atomic_load(counter(peers, worker, bucket)) != 0)
			atomic_store(counter(peers, worker, bucket), 0);
}

/* A 64-bit mix of the address under the key (the finaliser of MurmurHash3):
 * enough that nobody can aim at a bucket without the key. */
static uint64_t
mix(const uint64_t key[2], uint64_t prefix)
{
	uint64_t h = prefix ^ key[0];

	h = (h ^ (h >> 33)) * 0xff51afd7ed558ccd;
	h = (h ^ (h >> 33) ^ key[1]) * 0xc4ceb9fe1a85ec53;
	return h ^ (h >> 33);
}

/* How many bits of an address tell a client, and how many its network: most
 * who have one address have a few more beside it. */
enum { CLIENT4 = 32, CLIENT6 = 64, NETWORK4 = 24, NETWORK6 = 48 };

static int
bucket_of(const struct peers *peers, const struct sockaddr *peer, bool network)
{
	uint64_t prefix = 0;
	uint32_t four = 0;
	bool is_four = peer->sa_family == AF_INET;

	if (is_four) {
		four = ((const struct sockaddr_in *)(const void *)peer)->
		    sin_addr.s_addr;
	} else if (peer->sa_family == AF_INET6) {
		const struct sockaddr_in6 *in6 = (const void *)peer;

		/* An IPv4 client of an IPv6 listener is that client. */
		is_four = IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr);
		four = in6->sin6_addr.s6_addr32[3];
		memcpy(&prefix, &in6->sin6_addr, sizeof(prefix));
	} else {
		return PEERS_NONE;
	}
	if (is_four)
		prefix = ntohl(four) >> (network ? CLIENT4 - NETWORK4 : 0);
	else
		prefix = be64toh(prefix) >> (network ? CLIENT6 - NETWORK6 : 0);
	/* A network is no client, whatever their bits. */
	return (int)(mix(peers->key, network ? ~prefix : prefix) %
	    PEERS_BUCKETS);
}

int
peers_bucket(const struct peers *peers, const struct sockaddr *peer)
{
	return bucket_of(peers, peer, false);
}

/* Whether a socket address is the one that a text names. */
static bool
is_address(const struct sockaddr *peer, const char *text)
{
	struct in6_addr wanted6;
	struct in_addr wanted;

	if (peer->sa_family == AF_UNIX)
		return strcmp(text, "unix") == 0;
	if (peer->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const void *)peer;

		return inet_pton(AF_INET, text, &wanted) == 1 &&
		    wanted.s_addr == in->sin_addr.s_addr;
	}
	if (peer->sa_family == AF_INET6) {
		const struct sockaddr_in6 *in6 = (const void *)peer;

		if (inet_pton(AF_INET6, text, &wanted6) == 1)
			return IN6_ARE_ADDR_EQUAL(&wanted6, &in6->sin6_addr);
		return inet_pton(AF_INET, text, &wanted) == 1 &&
		    IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr) &&
		    in6->sin6_addr.s6_addr32[3] == wanted.s_addr;
	}
	return false;
}

static int
find(const struct peers *peers, const struct sockaddr *peer,
    const char *trusted_proxy, const char *real_ip, bool network)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

	if (!is_address(peer, trusted_proxy))
		return bucket_of(peers, peer, network);
	if (real_ip == NULL)
		return PEERS_NONE;
	if (inet_pton(AF_INET, real_ip, &in.sin_addr) == 1)
		return bucket_of(peers, (const void *)&in, network);
	if (inet_pton(AF_INET6, real_ip, &in6.sin6_addr) == 1)
		return bucket_of(peers, (const void *)&in6, network);
	return PEERS_NONE;
}

int
peers_client(const struct peers *peers, const struct sockaddr *peer,
    const char *trusted_proxy, const char *real_ip)
{
	return find(peers, peer, trusted_proxy, real_ip, false);
}

int
peers_network(const struct peers *peers, const struct sockaddr *peer,
    const char *trusted_proxy, const char *real_ip)
{
	return find(peers, peer, trusted_proxy, real_ip, true);
}

bool
peers_is_loopback(const struct sockaddr *peer)
{
	const struct sockaddr_in *in = (const void *)peer;
	const struct sockaddr_in6 *in6 = (const void *)peer;
	in_addr_t four = 0;

	if (peer->sa_family == AF_INET)
		four = ntohl(in->sin_addr.s_addr);
	else if (peer->sa_family == AF_INET6 &&
	    IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr))
		four = ntohl(in6->sin6_addr.s6_addr32[3]);
	else if (peer->sa_family == AF_INET6)
		return IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr);
	return four >> 24 == IN_LOOPBACKNET;
}

bool
peers_enter(struct peers *peers, size_t worker, int bucket, int max)
{
	unsigned int open = 0;

	if (bucket == PEERS_NONE)
		return true;
	for (size_t i = 0; i < peers->workers; i++)
		open += atomic_load(counter(peers, i, bucket));
	atomic_fetch_add(counter(peers, worker, bucket), 1);
	return max == 0 || open < (unsigned int)max;
}

void
peers_leave(struct peers *peers, size_t worker, int bucket)
{
	if (bucket != PEERS_NONE)
		atomic_fetch_sub(counter(peers, worker, bucket), 1);
}
