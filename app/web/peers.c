#include "web/peers.h"

#include <arpa/inet.h>
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

int
peers_bucket(const struct peers *peers, const struct sockaddr *peer)
{
	uint64_t prefix = 0;

	if (peer->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const void *)peer;

		prefix = in->sin_addr.s_addr;
	} else if (peer->sa_family == AF_INET6) {
		const struct sockaddr_in6 *in6 = (const void *)peer;

		/* An IPv4 client of an IPv6 listener is that client. */
		if (IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr))
			prefix = in6->sin6_addr.s6_addr32[3];
		else
			memcpy(&prefix, &in6->sin6_addr, sizeof(prefix));
	} else {
		return PEERS_NONE;
	}
	return (int)(mix(peers->key, prefix) % PEERS_BUCKETS);
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

int
peers_client(const struct peers *peers, const struct sockaddr *peer,
    const char *trusted_proxy, const char *real_ip)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

	if (!is_address(peer, trusted_proxy))
		return peers_bucket(peers, peer);
	if (real_ip == NULL)
		return PEERS_NONE;
	if (inet_pton(AF_INET, real_ip, &in.sin_addr) == 1)
		return peers_bucket(peers, (const void *)&in);
	if (inet_pton(AF_INET6, real_ip, &in6.sin6_addr) == 1)
		return peers_bucket(peers, (const void *)&in6);
	return PEERS_NONE;
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
