#!/usr/bin/python3
"""Sealing done once more, by another program: from the headers of app/crypto,
with hashlib and PyNaCl (Debian's python3-nacl), without a line of the C code.

    seal_vectors.py              prints fixtures/seal_vectors.h
    seal_vectors.py --check FILE says whether FILE is what it would print

Everything random comes from a stream that the C test has as well: the k-th
request, from 0 on in each vector, is answered with the first bytes of
BLAKE2b-512 of k as 64 bits, little-endian.
"""

import base64
import hashlib
import sys

from nacl import bindings as nacl

UUID = b"5b1f3c1e-6a0d-4c7e-9a53-0d5f1c2b3a49"
SECRET = bytes(range(1, 33))            # of the site, generation 3
TOKEN = bytes(range(100, 132))          # of a session, a link
KEK = bytes(range(200, 232))            # of a passphrase
PERSONAL = bytes(range(50, 82))         # an admin's secret key
ADMIN = 7
GENERATION = 3
HEAD = "Zoë Example <zoe@example.org>".encode()
BODY = b"x" * 256                       # a block, so two with its padding
FAR = 700                               # a number far into an epoch


class Stream:
    """The random bytes of one vector."""

    def __init__(self):
        self.requests = 0

    def take(self, size):
        assert size <= 64
        block = hashlib.blake2b(number(self.requests)).digest()
        self.requests += 1
        return block[:size]


def number(value):
    return value.to_bytes(8, "little")


def label(text):
    return text.encode().ljust(24, b"\0")


def keyed(key, text):
    return hashlib.blake2b(text, digest_size=32, key=key).digest()


def kdf(key, context, subkey):
    return hashlib.blake2b(b"", digest_size=32, key=key, salt=number(subkey),
                           person=context.encode()).digest()


def public_of(secret):
    return nacl.crypto_scalarmult_base(secret)


def sealed_box(stream, message, public):
    """crypto_box_seal: an ephemeral pair, the nonce a hash of both keys."""
    secret = stream.take(32)
    ephemeral = public_of(secret)
    nonce = hashlib.blake2b(ephemeral + public, digest_size=24).digest()
    return ephemeral + nacl.crypto_box(message, nonce, public, secret)


def aead(stream, plain, binding, key):
    nonce = stream.take(24)
    return b"\x01" + nonce + nacl.crypto_aead_xchacha20poly1305_ietf_encrypt(
        plain, binding, nonce, key)


def padded(text):
    return text + b"\x80" + b"\0" * (255 - len(text) % 256)


class Epoch:
    def __init__(self, stream, public):
        drawn = stream.take(48)
        self.chain, self.id = drawn[:32], drawn[32:]
        self.root = b"\x01" + sealed_box(stream, drawn, public)
        self.number = 0

    def step(self):
        key = keyed(self.chain, b"fourways message")
        self.chain = keyed(self.chain, b"fourways chain")
        self.number += 1
        return key

    def binding(self, name, kind, at):
        return label(name) + bytes([kind]) + UUID + self.id + number(at)

    def record(self, stream, kind, text):
        """The next record and its key."""
        at, key = self.number, self.step()
        bound = self.binding("fourways record 1", kind, at)
        return aead(stream, padded(text), bound, key), key


def leads():
    stream = Stream()
    epoch = Epoch(stream, public_of(SECRET))
    head, _ = epoch.record(stream, 1, HEAD)
    body, _ = epoch.record(stream, 2, BODY)
    yield "root", epoch.root
    yield "epoch", epoch.id
    yield "head", head
    yield "body", body
    while epoch.number < FAR:
        epoch.step()
    far, key = epoch.record(Stream(), 1, HEAD)
    yield "far", far
    wrap = kdf(SECRET, "fwoffice", 1)
    bound = epoch.binding("fourways record key 1", 1, FAR)
    yield "far_key", aead(Stream(), key, bound, wrap)


def office():
    index = kdf(SECRET, "fwoffice", 2)
    yield "index", keyed(index, b"ann@example.org")
    bound = label("fourways note 1") + b"note 4 of " + UUID
    note = kdf(SECRET, "fwoffice", 3)
    yield "note", aead(Stream(), padded(b"Calls back in May."), bound, note)


def sessions():
    session = kdf(TOKEN, "fwsessn1", 1)
    held = number(GENERATION) + public_of(SECRET) + SECRET + b"\0" * 72
    bound = label("fourways session 1") + session + number(ADMIN)
    yield "session_id", session
    yield "session", aead(Stream(), held, bound, kdf(TOKEN, "fwsessn1", 2))


def grants():
    bound = label("fourways personal key 1") + number(ADMIN)
    public = public_of(PERSONAL)
    about = number(ADMIN) + number(GENERATION)
    yield "personal", aead(Stream(), PERSONAL, bound, KEK)
    yield "recovery_public", public_of(hashlib.sha512(KEK).digest()[:32])
    yield "vouch", keyed(kdf(SECRET, "fwoffice", 4),
                         label("fourways vouch 1") + about + public)
    yield "grant", b"\x01" + sealed_box(
        Stream(), b"fourways grant 1" + about + SECRET, public)


def others():
    stream = Stream()
    epoch = Epoch(stream, public_of(SECRET))
    mail, _ = epoch.record(stream, 3, HEAD)
    yield "mail_root", epoch.root
    yield "mail", mail
    bound = label("fourways totp 1") + number(ADMIN)
    yield "totp", aead(Stream(), b"12345678901234567890", bound, KEK)
    # own_copy.h: the format byte is what it is bound to
    nonce = Stream().take(24)
    yield "own_copy", b"\x01" + nonce + \
        nacl.crypto_aead_xchacha20poly1305_ietf_encrypt(
            padded(HEAD), b"\x01", nonce, kdf(TOKEN, "own copy", 1))


def inputs():
    yield "secret", SECRET
    yield "public", public_of(SECRET)
    yield "kek", KEK
    yield "personal_secret", PERSONAL


def header():
    lines = ["/* Made by tests/unit/seal_vectors.py, not by hand; in hexadecimal. */"]
    text = base64.urlsafe_b64encode(TOKEN).decode().rstrip("=")
    lines.append(f'static const char v_token[] = "{text}";')
    for part in (inputs, leads, office, sessions, grants, others):
        for name, value in part():
            lines.append(f"static const char v_{name}[] =")
            digits = value.hex()
            rows = [digits[i:i + 64] for i in range(0, len(digits), 64)]
            lines += [f'    "{row}"' for row in rows]
            lines[-1] += ";"
    return "\n".join(lines) + "\n"


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "--check":
        with open(sys.argv[2], encoding="utf-8") as committed:
            same = committed.read() == header()
        print("1..1\n" + ("ok" if same else "not ok") +
              " 1 - the committed vectors are what this program makes")
        sys.exit(0 if same else 1)
    sys.stdout.write(header())


if __name__ == "__main__":
    main()
