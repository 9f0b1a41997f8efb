#include "courier/egress.h"

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/util.h"

/* The addresses that begin with these bits. */
struct block {
	uint8_t base[16];
	int bits;
};

static const struct block loopback4 = { { 127 }, 8 };

static const struct block special4[] = {
	{ { 0 }, 8 },             /* this network */
	{ { 10 }, 8 },            /* private */
	{ { 100, 64 }, 10 },      /* behind a provider's NAT */
	{ { 127 }, 8 },           /* loopback */
	{ { 169, 254 }, 16 },     /* link-local; a cloud's metadata */
	{ { 172, 16 }, 12 },      /* private */
	{ { 192, 0, 0 }, 24 },    /* protocol assignments */
	{ { 192, 0, 2 }, 24 },    /* documentation */
	{ { 192, 88, 99 }, 24 },  /* relays of 6to4 */
	{ { 192, 168 }, 16 },     /* private */
	{ { 198, 18 }, 15 },      /* measurements */
	{ { 198, 51, 100 }, 24 }, /* documentation */
	{ { 203, 0, 113 }, 24 },  /* documentation */
	{ { 224 }, 4 },           /* multicast */
	{ { 240 }, 4 },           /* reserved; broadcast */
};

static const struct block loopback6 = { { [15] = 1 }, 128 };
static const struct block global6 = { { 0x20 }, 3 };

/* Within global6. */
static const struct block special6[] = {
	{ { 0x20, 0x01 }, 23 },             /* assignments; Teredo */
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32 }, /* documentation */
	{ { 0x20, 0x02 }, 16 },             /* 6to4 */
	{ { 0x3f, 0xfe }, 16 },             /* 6bone, handed back */
	{ { 0x3f, 0xff }, 20 },             /* documentation */
};

static bool
is_in(const uint8_t address[16], const struct block *block)
{
	for (int bit = 0; bit < block->bits; bit++) {
		const int differs = address[bit / 8] ^ block->base[bit / 8];

		if (differs >> (7 - bit % 8) & 1)
			return false;
	}
	return true;
}

static bool
is_in_any(const uint8_t address[16], const struct block *blocks, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (is_in(address, &blocks[i]))
			return true;
	return false;
}

/* The bytes of an address, an IPv4 one's in front. false: another family. */
static bool
bytes_of(const struct sockaddr *address, uint8_t bytes[16])
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;

	if (address->sa_family == AF_INET) {
		memcpy(&in, address, sizeof(in));
		memcpy(bytes, &in.sin_addr.s_addr, 4);
		return true;
	}
	if (address->sa_family != AF_INET6)
		return false;
	memcpy(&in6, address, sizeof(in6));
	memcpy(bytes, in6.sin6_addr.s6_addr, 16);
	return true;
}

bool
egress_is_public(const struct sockaddr *address)
{
	uint8_t bytes[16] = { 0 };

	if (!bytes_of(address, bytes))
		return false;
	if (address->sa_family == AF_INET)
		return !is_in_any(bytes, special4, countof(special4));
	return is_in(bytes, &global6) &&
	    !is_in_any(bytes, special6, countof(special6));
}

bool
egress_is_loopback(const struct sockaddr *address)
{
	uint8_t bytes[16] = { 0 };

	if (!bytes_of(address, bytes))
		return false;
	return is_in(bytes, address->sa_family == AF_INET ? &loopback4 :
							    &loopback6);
}
