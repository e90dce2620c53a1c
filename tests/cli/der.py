# SPDX-License-Identifier: GPL-3.0-or-later
"""DER by hand, and two kinds of keys that come out the same every time: enough to make any certificate,
list, answer or time-stamp, right or wrong, at any time, without a program that would refuse to."""

import datetime
import hashlib
import random

DIGESTS = {"md5": "1.2.840.113549.2.5", "sha1": "1.3.14.3.2.26", "sha256": "2.16.840.1.101.3.4.2.1",
           "sha384": "2.16.840.1.101.3.4.2.2", "sha512": "2.16.840.1.101.3.4.2.3"}


def tlv(tag, *parts):
    body = b"".join(parts)
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def seq(*parts):
    return tlv(0x30, *parts)


def set_of(*parts):
    return tlv(0x31, *sorted(parts))


def integer(value, tag=0x02):
    return tlv(tag, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def boolean(value):
    return tlv(0x01, b"\xff" if value else b"\0")


def octets(value):
    return tlv(0x04, value)


def text(value):
    return tlv(0x0C, value.encode())


def ascii(value, tag=0x16):
    return tlv(tag, value.encode())


def bits(value, unused=0):
    return tlv(0x03, bytes([unused]), value)


def named_bits(*numbers):
    """A BIT STRING of flags without the zeros at its end (X.690, 11.2.2)."""
    top = max(numbers, default=-1)
    value = sum(1 << (top - number) for number in numbers)
    unused = (-(top + 1)) % 8
    return bits((value << unused).to_bytes((top + 8) // 8, "big"), unused) if numbers else bits(b"")


def oid(dotted):
    first, second, *rest = map(int, dotted.split("."))
    body = b""
    for arc in [first * 40 + second, *rest]:
        part = bytes([arc & 127])
        while arc := arc >> 7:
            part = bytes([arc & 127 | 128]) + part
        body += part
    return tlv(0x06, body)


def explicit(number, *parts):
    return tlv(0xA0 + number, *parts)


def moment(when):
    return datetime.datetime.fromtimestamp(when, datetime.timezone.utc)


def general_time(when, fraction=""):
    return ascii(f"{moment(when):%Y%m%d%H%M%S}{fraction}Z", 0x18)


def time(when):
    """RFC 5280, 4.1.2.5: UTCTime through 2049."""
    return ascii(f"{moment(when):%y%m%d%H%M%SZ}", 0x17) if moment(when).year < 2050 else general_time(when)


def algorithm(dotted, null=True):
    return seq(oid(dotted), b"\x05\0" if null else b"")


def digest(name, data):
    return hashlib.new(name, data).digest()


class Rsa:
    OIDS = {"md5": "1.2.840.113549.1.1.4", "sha1": "1.2.840.113549.1.1.5", "sha256": "1.2.840.113549.1.1.11",
            "sha384": "1.2.840.113549.1.1.12", "sha512": "1.2.840.113549.1.1.13"}

    def __init__(self, name, size):
        chance = random.Random(name)
        p, q = (self.prime(chance, size // 2) for _ in range(2))
        self.n, self.size = p * q, size // 8
        self.d = pow(65537, -1, (p - 1) * (q - 1))
        self.public = bits(seq(integer(self.n), integer(65537)))
        self.spki = seq(algorithm("1.2.840.113549.1.1.1"), self.public)

    @staticmethod
    def prime(chance, size):
        while True:
            n = chance.getrandbits(size) | 3 << size - 2 | 1
            if n % 65537 != 1 and all(n % small for small in (3, 5, 7, 11, 13, 17, 19, 23)) \
                    and all(pow(base, n - 1, n) == 1 for base in (2, 3, 5, 7)):
                return n

    def sign(self, data, name="sha256"):
        info = seq(algorithm(DIGESTS[name]), octets(digest(name, data)))
        padded = b"\0\1" + b"\xff" * (self.size - 3 - len(info)) + b"\0" + info
        return pow(int.from_bytes(padded, "big"), self.d, self.n).to_bytes(self.size, "big")

    def algorithm(self, name="sha256"):
        return algorithm(self.OIDS[name])


P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
     0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


POWERS = [G]
for _ in range(255):
    POWERS.append(add(POWERS[-1], POWERS[-1]))


def multiply(k):
    total = None
    for number, power in enumerate(POWERS):
        if k >> number & 1:
            total = add(total, power)
    return total


class P256:
    OIDS = {"sha1": "1.2.840.10045.4.1", "sha256": "1.2.840.10045.4.3.2", "sha384": "1.2.840.10045.4.3.3",
            "sha512": "1.2.840.10045.4.3.4"}

    def __init__(self, name):
        self.d = int.from_bytes(digest("sha256", name.encode()), "big") % N
        x, y = multiply(self.d)
        self.public = bits(b"\4" + x.to_bytes(32, "big") + y.to_bytes(32, "big"))
        self.spki = seq(seq(oid("1.2.840.10045.2.1"), oid("1.2.840.10045.3.1.7")), self.public)

    def sign(self, data, name="sha256"):
        """The number used once is drawn from the key and what is signed, as in RFC 6979."""
        h = digest(name, data)
        k = int.from_bytes(digest("sha256", self.d.to_bytes(32, "big") + h), "big") % N
        r = multiply(k)[0] % N
        value = int.from_bytes(h[:32], "big")
        return seq(integer(r), integer(pow(k, -1, N) * (value + r * self.d) % N))

    def algorithm(self, name="sha256"):
        return algorithm(self.OIDS[name], null=False)


keys = {}


def key(name, kind="p256"):
    """The same for the same name."""
    if (name, kind) not in keys:
        keys[name, kind] = P256(name) if kind == "p256" else Rsa(name, int(kind[3:]))
    return keys[name, kind]
