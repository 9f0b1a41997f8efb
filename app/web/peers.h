#ifndef WEB_PEERS_H
#define WEB_PEERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

/*
 * How many connections a client address has open, over all workers of a role.
 * The counters lie in memory shared across the fork; each worker writes its
 * own row, so a worker that is killed takes its counts with it when the next
 * one clears the row. An address is an IPv4 address or an IPv6 /64 and is
 * kept only as a bucket of a keyed hash; two addresses may share a bucket,
 * which is rare (1 in 16,384) and costs them a shared limit.
 */
struct peers;

enum { PEERS_BUCKETS = 16384, PEERS_NONE = -1 };

/* For this many workers; before the fork. Fatal without memory. key is 16
 * random bytes. */
struct peers *peers_new(size_t workers, const uint8_t key[16]);

/* Clears a worker's row (0 to workers - 1); when the worker starts. */
void peers_clear(struct peers *peers, size_t worker);

/* The bucket of a peer, or PEERS_NONE where peers have no address. */
int peers_bucket(const struct peers *peers, const struct sockaddr *peer);

/*
 * The bucket of who sent a request: of the peer itself, or, where the peer is
 * the trusted proxy of site.yaml (its address, or "unix"), of the address that
 * the proxy names in X-Real-IP. PEERS_NONE where that is missing or no
 * address.
 */
int peers_client(const struct peers *peers, const struct sockaddr *peer,
    const char *trusted_proxy, const char *real_ip);

/* The same of the network that client is in: its /24, or its /48 of IPv6. */
int peers_network(const struct peers *peers, const struct sockaddr *peer,
    const char *trusted_proxy, const char *real_ip);

/* Whether a peer is on this machine, as its address says. */
bool peers_is_loopback(const struct sockaddr *peer);

/* Counts a connection; false when max (0: no limit) were open before it: it
 * is counted all the same, until peers_leave. */
bool peers_enter(struct peers *peers, size_t worker, int bucket, int max);
void peers_leave(struct peers *peers, size_t worker, int bucket);

#endif
