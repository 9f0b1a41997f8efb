#ifndef COURIER_EGRESS_H
#define COURIER_EGRESS_H

#include <stdbool.h>

struct sockaddr;

/*
 * Where the courier may connect to when somebody's settings, or somebody's
 * name server, name the place: the public Internet and nothing else. What
 * stands behind a firewall with us (this machine, the network it is in, the
 * cloud's own addresses) would otherwise be asked in our name.
 *
 * It is the address that is judged, after the name was looked up and as the
 * connection is made, so that a name that points elsewhere the next moment
 * gains nothing.
 *
 * IPv4: all but what RFC 6890 and its successors keep for special use. IPv6:
 * global unicast (2000::/3) alone, without what is special there; so nothing
 * that wraps an IPv4 address (mapped, 6to4, Teredo, NAT64) passes, whatever
 * it wraps.
 */
bool egress_is_public(const struct sockaddr *address);

/* Whether it is this machine itself: 127.0.0.0/8 or ::1. */
bool egress_is_loopback(const struct sockaddr *address);

#endif
