# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates, revocation lists, OCSP answers, time-stamps and signed PDFs exactly as a scenario needs
them. Times are days, which may be broken, from the first of January 2026."""

import itertools

import der
from der import (DIGESTS, algorithm, boolean, digest, explicit, general_time, integer, named_bits, octets, oid, seq,
                 set_of, text, time, tlv)

START = 1767225600  # 2026-01-01
SIGN, REPUDIATE, CERTS, LISTS = 0, 1, 5, 6
EKU = {"server": "1.3.6.1.5.5.7.3.1", "client": "1.3.6.1.5.5.7.3.2", "mail": "1.3.6.1.5.5.7.3.4",
       "stamp": "1.3.6.1.5.5.7.3.8", "ocsp": "1.3.6.1.5.5.7.3.9", "document": "1.3.6.1.5.5.7.3.36",
       "any": "2.5.29.37.0"}
HOLD, REMOVE = 6, 8


def at(day):
    return START + round(day * 86400)


def name(common, country=""):
    """A Name; a string stands for its CN."""
    parts = ([seq(oid("2.5.4.6"), der.ascii(country, 0x13))] if country else []) + [seq(oid("2.5.4.3"), text(common))]
    return seq(*(tlv(0x31, part) for part in parts))


def extension(dotted, value, critical=False):
    return seq(oid(dotted), boolean(True) if critical else b"", octets(value))


def uri(address):
    return der.ascii(address, 0x86)


def constraints(ca=True, length=None):
    return extension("2.5.29.19", seq(boolean(True) if ca else b"", b"" if length is None else integer(length)), True)


def usage(*numbers):
    return extension("2.5.29.15", named_bits(*numbers), True)


def purposes(*names, critical=False):
    return extension("2.5.29.37", seq(*(oid(EKU[each]) for each in names)), critical)


def policies(*dotted):
    return extension("2.5.29.32", seq(*(seq(oid(each)) for each in dotted)))


def list_address(address):
    return extension("2.5.29.31", seq(seq(explicit(0, explicit(0, uri(address))))))


def access(ocsp=None, issuer=None):
    pairs = [("1.3.6.1.5.5.7.48.1", ocsp), ("1.3.6.1.5.5.7.48.2", issuer)]
    return extension("1.3.6.1.5.5.7.1.1", seq(*(seq(oid(kind), uri(where)) for kind, where in pairs if where)))


NOCHECK = extension("1.3.6.1.5.5.7.48.1.5", b"\x05\0")
ASKED = [access("http://ocsp.invalid/"), list_address("http://crl.invalid/")]
serials = {}


class Certificate:
    """extra: its extensions besides the key identifiers. kind: of its key."""

    def __init__(self, subject, issuer=None, *, extra=(), start=-400, end=1500, kind="p256", key=None, md="sha256",
                 serial=None, twin="", signed_by=None, start_tlv=None, end_tlv=None):
        self.subject, self.issuer = subject, issuer or self
        self.key = key or der.key(subject + twin, kind)
        self.name = name(subject)
        self.id = digest("sha1", self.key.public[3:] if self.key.public[1] < 128 else self.key.spki)[:20]
        signer = (signed_by or self.issuer).key
        self.serial = serial or int.from_bytes(digest("sha256", f"{subject}{twin}{start}{end}".encode())[:8], "big")
        self.end = end
        identifiers = [extension("2.5.29.14", octets(self.id)),
                       extension("2.5.29.35", seq(tlv(0x80, self.issuer.id)))]
        body = seq(explicit(0, integer(2)), integer(self.serial), signer.algorithm(md), self.issuer.name,
                   seq(start_tlv or time(at(start)), end_tlv or time(at(end))), self.name, self.key.spki,
                   explicit(3, seq(*identifiers, *extra)))
        self.der = seq(body, signer.algorithm(md), der.bits(signer.sign(body, md)))


def authority(subject, issuer=None, *, length=None, extra=(), asked=True, **how):
    more = [list_address("http://crl.invalid/")] if issuer and asked else []
    return Certificate(subject, issuer, extra=[constraints(True, length), usage(CERTS, LISTS), *more, *extra], **how)


def reason(code):
    return extension("2.5.29.21", tlv(0x0A, bytes([code])))


def invalid_since(day):
    return extension("2.5.29.24", general_time(at(day)))


def entry(certificate, day, code=None, invalid=None, more=()):
    extras = [reason(code)] if code is not None else []
    extras += [invalid_since(invalid)] if invalid is not None else []
    extras += more
    return seq(integer(certificate.serial), time(at(day)), seq(*extras) if extras else b"")


def revocation_list(issuer, day, until, entries=(), *, number=1, base=None, point=None, key=None, md="sha256",
                    expired_from=None, subject=None):
    """point: the content of its issuingDistributionPoint."""
    signer = key or issuer.key
    extras = [extension("2.5.29.20", integer(number)), extension("2.5.29.35", seq(tlv(0x80, issuer.id)))]
    extras += [extension("2.5.29.27", integer(base), True)] if base is not None else []
    extras += [extension("2.5.29.28", point, True)] if point is not None else []
    extras += [extension("2.5.29.60", general_time(at(expired_from)))] if expired_from is not None else []
    body = seq(integer(1), signer.algorithm(md), subject or issuer.name, time(at(day)),
               time(at(until)) if until is not None else b"",
               seq(*entries) if entries else b"", explicit(0, seq(*extras)))
    return "CRLs", seq(body, signer.algorithm(md), der.bits(signer.sign(body, md)))


def certificate_id(certificate, md="sha1"):
    issuer = certificate.issuer
    key = issuer.key.spki[issuer.key.spki.index(issuer.key.public):]
    plain = key[3:] if key[1] < 128 else key[2 + (key[1] & 127) + 1:]
    return seq(algorithm(DIGESTS[md]), octets(digest(md, issuer.name)), octets(digest(md, plain)),
               integer(certificate.serial))


def answer(certificate, day, until, revoked=None, code=None, *, by=None, unknown=False, produced=None, md="sha256",
           id_md="sha1", cutoff=None, with_certificate=True):
    """An OCSP answer about one certificate; by: its delegate, or the issuer."""
    signer = by or certificate.issuer
    status = b"\x80\0"
    if unknown:
        status = b"\x82\0"
    elif revoked is not None:
        status = tlv(0xA1, general_time(at(revoked)),
                     explicit(0, tlv(0x0A, bytes([code]))) if code is not None else b"")
    extras = []
    if cutoff is not None:
        extras.append(extension("1.3.6.1.5.5.7.48.1.6", general_time(at(cutoff))))
    single = seq(certificate_id(certificate, id_md), status, general_time(at(day)),
                 explicit(0, general_time(at(until))) if until is not None else b"",
                 explicit(1, seq(*extras)) if extras else b"")
    body = seq(explicit(1, signer.name), general_time(at(produced if produced is not None else day)), seq(single))
    basic = seq(body, signer.key.algorithm(md), der.bits(signer.key.sign(body, md)),
                explicit(0, seq(signer.der)) if with_certificate else b"")
    return "OCSPs", seq(tlv(0x0A, b"\0"),
                        explicit(0, seq(oid("1.3.6.1.5.5.7.48.1.1"), octets(basic))))


def certificate(one):
    return "Certs", one.der


def attribute(dotted, *values):
    return seq(oid(dotted), set_of(*values))


def signed_data(signer, content_type, content, attributes, certificates, md="sha256", inside=False, unsigned=b"",
                ess=True):
    """A CMS SignedData by one signer over content."""
    attributes = [attribute("1.2.840.113549.1.9.3", oid(content_type)),
                  attribute("1.2.840.113549.1.9.4", octets(digest(md, content))), *attributes]
    if ess:
        hashed = octets(digest(md, signer.der))
        named = algorithm(DIGESTS[md], null=False) if md != "sha256" else b""
        attributes.append(attribute("1.2.840.113549.1.9.16.2.47", seq(seq(seq(named, hashed)))))
    ordered = b"".join(sorted(attributes))
    plain = tlv(0x31, ordered)
    info = seq(integer(1), seq(signer.issuer.name, integer(signer.serial)), algorithm(DIGESTS[md], null=False),
               tlv(0xA0, ordered), signer.key.algorithm(md), octets(signer.key.sign(plain, md)),
               tlv(0xA1, unsigned) if unsigned else b"")
    inner = seq(oid(content_type), explicit(0, octets(content)) if inside else b"")
    return seq(oid("1.2.840.113549.1.7.2"), explicit(0, seq(
        integer(3 if inside else 1), tlv(0x31, algorithm(DIGESTS[md], null=False)), inner,
        tlv(0xA0, *(each.der for each in certificates)), tlv(0x31, info))))


counter = itertools.count(1)


def token(authority, data, day, chain=(), *, md="sha256", fraction="", accuracy=None):
    """A time-stamp token (RFC 3161) over data; accuracy: seconds."""
    info = seq(integer(1), oid("1.3.6.1.4.1.55555.1"), seq(algorithm(DIGESTS[md]), octets(digest(md, data))),
               integer(int.from_bytes(digest("sha256", data)[:6], "big")), general_time(at(day), fraction),
               seq(integer(accuracy)) if accuracy is not None else b"")
    return signed_data(authority, "1.2.840.113549.1.9.16.1.4", info, [], [authority, *chain], md, inside=True)


class Pdf:
    """One page, to which revisions are added."""

    def __init__(self):
        self.data = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self.size, self.previous, self.fields, self.store = 1, None, [], {}
        self.page, self.store_number = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>", None
        self.write({1: self.catalog(), 2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>", 3: self.page + b">>"})

    def catalog(self):
        form = b"/AcroForm<</SigFlags 3/Fields[%s]>>" % b" ".join(b"%d 0 R" % each for each in self.fields)
        store = b"/DSS %d 0 R" % self.store_number if self.store_number else b""
        return b"<</Type/Catalog/Pages 2 0 R/Extensions<</ESIC<</BaseVersion/1.7/ExtensionLevel 2>>>>" \
            + (form if self.fields else b"") + store + b">>"

    def write(self, objects):
        rows = []
        for number, body in sorted(objects.items()):
            rows.append((number, len(self.data)))
            self.data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
            self.size = max(self.size, number + 1)
        start = len(self.data)
        self.data += b"xref\n"
        if self.previous is None:
            self.data += b"0 1\n0000000000 65535 f \n"
        for number, offset in rows:
            self.data += b"%d 1\n%010d 00000 n \n" % (number, offset)
        before = b"" if self.previous is None else b"/Prev %d" % self.previous
        self.data += b"trailer\n<</Size %d/Root 1 0 R%s/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n" % (
            self.size, before, b"5a" * 16, b"5a" * 16, start)
        self.previous = start

    def add_signature(self, entries, make, room=40000):
        """make: the CMS over these bytes. The field is one without a picture, on the first page."""
        value, field = self.size, self.size + 1
        self.fields.append(field)
        hole = b"<" + b"0" * room + b">"
        body = b"<<%s/ByteRange[0 %s]/Contents%s>>" % (entries, b"*" * 35, hole)
        widget = b"<</Type/Annot/Subtype/Widget/FT/Sig/T(S%d)/V %d 0 R/F 132/Rect[0 0 0 0]/P 3 0 R>>" % (
            len(self.fields), value)
        first = len(self.data)
        self.write({1: self.catalog(), value: body, field: widget,
                    3: self.page + b"/Annots[%s]>>" % b" ".join(b"%d 0 R" % each for each in self.fields)})
        gap = self.data.index(hole, first)
        tail = gap + len(hole)
        numbers = b"%d %d %d" % (gap, tail, len(self.data) - tail)
        where = self.data.index(b"*" * 35, first)
        self.data[where:where + 35] = numbers.ljust(35)
        cms = make(bytes(self.data[:gap] + self.data[tail:])).hex().encode()
        assert len(cms) <= room, len(cms)
        self.data[gap + 1:gap + 1 + len(cms)] = cms

    def add_store(self, things):
        """things: pairs of a key of the DSS and DER."""
        objects = {}
        for key, body in things:
            number = self.size + len(objects)
            objects[number] = b"<</Length %d>>stream\n%s\nendstream" % (len(body), body)
            self.store.setdefault(key, []).append(number)
        self.store_number = self.size + len(objects)
        lists = b"".join(b"/%s[%s]" % (key.encode(), b" ".join(b"%d 0 R" % each for each in numbers))
                         for key, numbers in self.store.items())
        objects[self.store_number] = b"<</Type/DSS%s>>" % lists
        self.write({**objects, 1: self.catalog()})

    def sign(self, signer, day, chain=(), stamps=(), md="sha256", archival=(), claim=True):
        """stamps: make a token each of the signature value."""
        def make(data):
            more = []
            if archival:
                more.append(archive_attribute(archival))
            if not stamps:
                return signed_data(signer, "1.2.840.113549.1.7.1", data, more, [signer, *chain], md)
            bare = Recorder(signer.key)
            signed_data(Stand(signer, bare), "1.2.840.113549.1.7.1", data, more, [signer, *chain], md)
            tokens = [attribute("1.2.840.113549.1.9.16.2.14", stamp(bare.value)) for stamp in stamps]
            return signed_data(signer, "1.2.840.113549.1.7.1", data, more, [signer, *chain], md,
                               unsigned=b"".join(sorted(tokens)))
        said = b"/M(D:%s+00'00')" % f"{der.moment(at(day)):%Y%m%d%H%M%S}".encode() if claim else b""
        self.add_signature(b"/Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached" + said, make)

    def stamp(self, authority, day, chain=(), **how):
        self.add_signature(b"/Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161",
                           lambda data: token(authority, data, day, chain, **how))


def archive_attribute(things):
    """adbe-revocationInfoArchival."""
    lists = [body for key, body in things if key == "CRLs"]
    answers = [body for key, body in things if key == "OCSPs"]
    return attribute("1.2.840.113583.1.1.8", seq(explicit(0, seq(*lists)) if lists else b"",
                                                 explicit(1, seq(*answers)) if answers else b""))


class Recorder:
    """A key that remembers what it made."""

    def __init__(self, key):
        self.key, self.algorithm = key, key.algorithm

    def sign(self, data, md="sha256"):
        self.value = self.key.sign(data, md)
        return self.value


class Stand:
    """Somebody's certificate with another key."""

    def __init__(self, certificate, key):
        self.der, self.issuer, self.serial, self.key = certificate.der, certificate.issuer, certificate.serial, key
