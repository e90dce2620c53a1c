# SPDX-License-Identifier: GPL-3.0-or-later
"""Signed files of which the time and the revocation are known to the second: what expired or was revoked
before or after what is proven, answers and lists of every kind, time-stamp authorities, chains.

Who signs says so on day 10, is time-stamped then, and what proves that nobody was revoked is of day 11;
it is judged on day 14. Every scenario tells what is different."""

import proofs
from der import integer, seq, tlv
from proofs import (ASKED, CERTS, HOLD, LISTS, NOCHECK, REMOVE, REPUDIATE, SIGN, Certificate, Pdf, answer, authority,
                    certificate, entry, extension, name, policies, purposes, revocation_list, token, usage)

SCENES = {}
BIT = {"user": 1, "authority": 2, "indirect": 4, "attribute": 5}


def scene(label, expected, **how):
    assert label not in SCENES, label
    SCENES[label] = (expected, how)


class World:
    """Root, an authority below it, a signer and a time-stamp authority; each may be another."""

    def __init__(self, root=None, ca=None, signer=None, tsa=None, tsa2=None):
        self.root = (root or (lambda w: authority("Root", end=9000, start=-9000)))(self)
        self.ca = (ca or (lambda w: authority("CA", self.root)))(self)
        self.signer = (signer or (lambda w: person(w)))(self)
        self.tsa = (tsa or (lambda w: clock(w)))(self)
        self.tsa2 = (tsa2 or (lambda w: clock(w, "TSA 2", end=2000)))(self)
        self.chain = [self.ca]


def person(w, *extra, bits=(SIGN, REPUDIATE), asked=ASKED, issuer=None, subject="Signer", **how):
    return Certificate(subject, issuer or w.ca, extra=[usage(*bits), *asked, *extra], **{"end": 300, **how})


def signer(*extra, **how):
    return lambda w: person(w, *extra, **how)


def clock(w, subject="TSA", kinds=("stamp",), critical=True, issuer=None, **how):
    eku = [purposes(*kinds, critical=critical)] if kinds else []
    return Certificate(subject, issuer or w.ca, extra=[usage(SIGN), *eku, *ASKED], **{"end": 300, **how})


def tsa(**how):
    return lambda w: clock(w, **how)


def root_only(w, until=60):
    """The chain, and what the root says."""
    return [certificate(w.root), *map(certificate, w.chain), revocation_list(w.root, 11, until)]


def base(w):
    """What is there besides what tells of the signer."""
    return [*root_only(w), answer(w.tsa, 11, 18)]


def good(w):
    return [*base(w), answer(w.signer, 11, 18)]


def told(*makers):
    """Instead of the answer about the signer."""
    return lambda w: [*base(w), *(make(w) for make in makers)]


def listed(day, until, *entries, **how):
    """entries: (day, reason) of the signer."""
    return lambda w: revocation_list(w.ca, day, until, [entry(w.signer, *each) for each in entries], **how)


def said(day, until, *more, **how):
    return lambda w: answer(w.signer, day, until, *more, **how)


def scope(*flags, where=None):
    """An issuingDistributionPoint with these flags, for the point of this address; "some": for some reasons."""
    named = [tlv(0xA0, tlv(0xA0, proofs.uri(where)))] if where else []
    return seq(*named, *(tlv(0x83, b"\x06\x40") if flag == "some" else tlv(0x80 + BIT[flag], b"\xff")
                         for flag in flags))


def build(how):
    """(PDF, certificates to trust)"""
    w = World(**{key: how[key] for key in ("root", "ca", "signer", "tsa", "tsa2") if key in how})
    if "chain" in how:
        w.chain = how["chain"](w)
    pdf = Pdf()
    stamps = [(lambda value, one=one: one(w, value)) if callable(one) else
              (lambda value, one=one: token(w.tsa, value, one, [w.ca])) for one in how.get("stamps", (10,))]
    pdf.sign(w.signer, how.get("signed", 10), w.chain, stamps, how.get("md", "sha256"),
             how.get("archival", lambda w: ())(w))
    things = how.get("proofs", good)(w)
    if things:
        pdf.add_store(things)
    for step in how.get("later", ()):
        step(w, pdf)
    trusted = how.get("trust", lambda w: [w.root])(w)
    return bytes(pdf.data), [one.der for one in trusted]


def moment(label):
    """When the scenario is judged, in seconds since 1970."""
    return proofs.at(SCENES[label][1].get("at", 14))


def stamped(day, by="tsa2", **how):
    """A document time-stamp, with an answer about its authority before it."""
    def step(w, pdf):
        pdf.add_store([answer(getattr(w, by), day, day + 7)])
        pdf.stamp(getattr(w, by), day, w.chain, **how)
    return step


def stored(*makers):
    return lambda w, pdf: pdf.add_store([make(w) for make in makers])


def by(who, day, **how):
    """A signature time-stamp of this authority."""
    return lambda w, value: token(getattr(w, who), value, day, w.chain, **how)


PASSED = "trusted total-passed - "
UNKNOWN = "unknown indeterminate TRY_LATER "
REVOKED = "revoked total-failed REVOKED "
UNPROVEN = "revoked indeterminate REVOKED_NO_POE "
HELD = "suspended indeterminate TRY_LATER "
EXPIRED = "expired indeterminate OUT_OF_BOUNDS_NO_POE "
OVER = "expired indeterminate OUT_OF_BOUNDS_NOT_REVOKED "
FLAWED = "untrusted indeterminate CHAIN_CONSTRAINTS_FAILURE "
STRANGE = "untrusted indeterminate NO_CERTIFICATE_CHAIN_FOUND "
WEAK = "unknown indeterminate CRYPTO_CONSTRAINTS_FAILURE "

# Ends and beginnings
scene("plain", PASSED + "B-LT 10")
scene("bare", PASSED + "B-B -", stamps=())
scene("archived", PASSED + "B-LTA 10", later=[stamped(12)])
scene("nothing-embedded", UNKNOWN + "B-T -", proofs=lambda w: [])
scene("expired-unproven", OVER + "B-B -", stamps=(), signer=signer(end=12))
scene("expired-after", PASSED + "B-LT 10", signer=signer(end=12))
scene("expired-before", EXPIRED + "B-LT 10", signer=signer(end=9))
scene("expired-that-second", PASSED + "B-LT 10", signer=signer(end=10), proofs=told(said(10, 18)))
scene("expired-a-second-before", OVER + "B-LT 10", signer=signer(end=10 - 1 / 86400), proofs=told(said(9.5, 18)))
scene("not-yet", "expired total-failed NOT_YET_VALID B-LT 10", signer=signer(start=10.5))
scene("begins-that-second", PASSED + "B-LT 10", signer=signer(start=10))
scene("authority-expired-after", PASSED + "B-LTA 10", ca=lambda w: authority("CA", w.root, end=400), at=500,
      tsa2=lambda w: clock(w, "TSA 2", issuer=w.root, end=2000),
      later=[stamped(12), stored(lambda w: revocation_list(w.root, 450, 460))])
scene("authority-expired-before", EXPIRED + "B-LT -", ca=lambda w: authority("CA", w.root, end=9))
scene("root-expired", EXPIRED + "B-LT -", root=lambda w: authority("Root", end=12))
scene("until-2051", PASSED + "B-LT 10", signer=signer(end=9200))
scene("fraction-in-validity", PASSED + "B-LT 10", signer=signer(
    end_tlv=proofs.general_time(proofs.at(300), ".5")))
scene("judged-before-signing", "unknown indeterminate TRY_LATER B-LT -", at=5)
scene("judged-between", PASSED + "B-LTA 10", later=[stamped(30)], at=14)
scene("judged-long-after", "unknown indeterminate TRY_LATER B-LT -", at=200, tsa=tsa(end=20))

# Revocation
scene("revoked-before", REVOKED + "B-LT 10", proofs=told(said(11, 18, 8, 1)))
scene("revoked-that-second", REVOKED + "B-LT 10", proofs=told(said(11, 18, 10, 1)))
scene("revoked-a-second-after", PASSED + "B-LT 10", proofs=told(said(11, 18, 10 + 1 / 86400, 1)))
scene("revoked-after", PASSED + "B-LT 10", proofs=told(said(11, 18, 10.5, 1)))
scene("revoked-after-by-list", PASSED + "B-LT 10", proofs=told(listed(11, 18, (10.5, 1))))
scene("revoked-unproven", UNPROVEN + "B-B -", stamps=(), proofs=told(said(11, 18, 10.5, 1)))
scene("revoked-between", UNPROVEN + "B-LT 10", signed=6, proofs=told(said(11, 18, 8, 1)))
scene("superseded-before", REVOKED + "B-LT 10", proofs=told(listed(11, 18, (8, 4))))
scene("compromised-before-revoked", PASSED + "B-LT 10", proofs=told(listed(11, 18, (10.5, 1, 8))))
scene("revoked-no-reason", REVOKED + "B-LT 10", proofs=told(listed(11, 18, (8,))))
scene("good-and-revoked", REVOKED + "B-LT 10", proofs=told(said(11, 18), listed(11, 18, (8, 1))))
scene("authority-revoked-before", "revoked indeterminate REVOKED_CA_NO_POE B-LT -", proofs=lambda w: [
    *root_only(w)[:-1], revocation_list(w.root, 11, 60, [entry(w.ca, 8, 2)]), answer(w.tsa, 11, 18),
    answer(w.signer, 11, 18)])
scene("authority-revoked-after-archived", PASSED + "B-LTA 10", at=30, later=[
    stamped(12), stored(lambda w: revocation_list(w.root, 21, 60, [entry(w.ca, 20, 2)]))],
    tsa2=lambda w: clock(w, "TSA 2", issuer=w.root, end=2000))
scene("authority-revoked-after", "revoked indeterminate REVOKED_CA_NO_POE B-LT -", at=30, proofs=lambda w: [
    *good(w), revocation_list(w.root, 21, 60, [entry(w.ca, 20, 2)])])

# Holds
scene("held", HELD + "B-LT 10", proofs=told(said(11, 18, 8, HOLD)))
scene("held-by-list", HELD + "B-LT 10", proofs=told(listed(11, 18, (8, HOLD))))
scene("held-after", PASSED + "B-LT 10", proofs=told(said(11, 18, 10.5, HOLD)))
scene("held-when-used-and-lifted", HELD + "B-LT 10", proofs=told(listed(9, 15, (8, HOLD)), listed(11, 18, number=2)))
scene("held-and-lifted-before", PASSED + "B-LT 10", proofs=told(listed(7, 8, (6, HOLD)), listed(9, 18, number=2)))
scene("held-then-revoked", REVOKED + "B-LT 10", proofs=told(listed(7, 8, (6, HOLD)), listed(9, 18, (6, 1), number=2)))
scene("lifted-by-delta", PASSED + "B-LT 10", proofs=told(
    listed(7, 18, (6, HOLD)), listed(9, 18, (9, REMOVE), number=2, base=1)))
scene("lifted-by-delta-later", HELD + "B-LT 10", proofs=told(
    listed(7, 18, (6, HOLD)), listed(11, 18, (11, REMOVE), number=2, base=1)))

# Lists
scene("list", PASSED + "B-LT 10", proofs=told(listed(11, 18)))
scene("list-before-proof", PASSED + "B-LT 10", proofs=told(listed(8, 15)))
scene("list-stale", UNKNOWN + "B-LT 10", proofs=told(listed(1, 5)))
scene("list-of-the-future", UNKNOWN + "B-LT 10", proofs=told(listed(20, 30)))
scene("list-without-next", PASSED + "B-LT 10", proofs=told(listed(11, None)))
scene("list-without-next-old", UNKNOWN + "B-LT 10", proofs=told(listed(5, None)))
scene("delta-alone", UNKNOWN + "B-LT 10", proofs=told(listed(11, 18, number=2, base=1)))
scene("delta-with-base", PASSED + "B-LT 10", proofs=told(listed(7, 18), listed(11, 18, number=2, base=1)))
scene("delta-revokes", REVOKED + "B-LT 10", proofs=told(listed(7, 18), listed(11, 18, (8, 1), number=2, base=1)))
scene("delta-of-another-base", UNKNOWN + "B-LT 10", proofs=told(
    listed(1, 2, number=1), listed(11, 18, number=9, base=5)))
scene("list-of-users", PASSED + "B-LT 10", proofs=told(listed(11, 18, point=scope("user"))))
scene("list-of-authorities", UNKNOWN + "B-LT 10", proofs=told(listed(11, 18, point=scope("authority"))))
scene("list-of-attributes", UNKNOWN + "B-LT 10", proofs=told(listed(11, 18, point=scope("attribute"))))
scene("list-of-this-point", PASSED + "B-LT 10", proofs=told(listed(11, 18, point=scope(where="http://crl.invalid/"))))
scene("list-of-other-point", UNKNOWN + "B-LT 10", proofs=told(listed(11, 18, point=scope(where="http://crl.invalid/2"))))
scene("list-of-some-reasons", UNKNOWN + "B-LT 10", proofs=told(listed(11, 18, point=scope("some"))))
scene("list-indirect", UNKNOWN + "B-T 10", proofs=told(
    lambda w: revocation_list(w.root, 11, 18, [entry(w.signer, 8, 1, more=[extension(
        "2.5.29.29", seq(tlv(0xA4, w.ca.name)), True)])], point=scope("indirect"))))
scene("list-by-another-key", UNKNOWN + "B-LT 10", proofs=told(
    lambda w: revocation_list(w.ca, 11, 18, key=w.tsa.key)))
scene("list-critical", UNKNOWN + "B-LT 10", proofs=told(
    lambda w: revocation_list(w.ca, 11, 18, [entry(w.tsa, 8, more=[extension("1.2.3.4", b"\x05\0", True)])])))
scene("list-sha1", UNKNOWN + "B-LT 10", proofs=told(listed(11, 18, md="sha1")))
scene("list-of-the-expired", UNKNOWN + "B-LT 10", signer=signer(end=10.5), proofs=told(listed(11, 18)))
scene("list-keeps-the-expired", PASSED + "B-LT 10", signer=signer(end=10.5), proofs=told(
    listed(11, 18, expired_from=0)))
scene("authority-may-not-list", UNKNOWN + "B-LT 10", proofs=told(listed(11, 18)),
      ca=lambda w: Certificate("CA", w.root, extra=[proofs.constraints(), usage(CERTS), *ASKED[1:]]))


def responder(w, *extra, kinds=("ocsp",), issuer=None, subject="Responder", asked=(), **how):
    eku = [purposes(*kinds)] if kinds else []
    return Certificate(subject, issuer or w.ca, extra=[usage(SIGN), *eku, *asked, *extra], **{"end": 300, **how})


def delegated(*extra, day=11, until=18, more=(), **how):
    """An answer of a delegate, and what is said of that."""
    def make(w):
        delegate = responder(w, *extra, **how)
        return [*base(w), answer(w.signer, day, until, by=delegate), *(each(w, delegate) for each in more)]
    return make


# Answers
scene("delegate-nocheck", PASSED + "B-LT 10", proofs=delegated(NOCHECK))
scene("delegate-unasked", UNKNOWN + "B-LT 10", proofs=delegated(asked=ASKED))
scene("delegate-listed", PASSED + "B-LT 10", proofs=delegated(asked=ASKED, more=[
    lambda w, delegate: revocation_list(w.ca, 11, 18, point=scope("user", where="http://crl.invalid/"))]))
scene("delegate-revoked", UNKNOWN + "B-LT 10", proofs=delegated(asked=ASKED, more=[
    lambda w, delegate: answer(delegate, 11, 18, 9, 1)]))
scene("delegate-of-another", UNKNOWN + "B-LT 10", proofs=lambda w: delegated(
    NOCHECK, issuer=authority("Other CA", w.root))(w))
scene("delegate-expired", UNKNOWN + "B-LT 10", proofs=delegated(NOCHECK, end=9))
scene("delegate-expired-since", UNKNOWN + "B-LT 10", proofs=delegated(NOCHECK, end=12))
scene("delegate-expired-since-archived", PASSED + "B-LTA 10", proofs=delegated(NOCHECK, end=12), later=[stamped(11.5)])
scene("delegate-without-purpose", UNKNOWN + "B-LT 10", proofs=delegated(NOCHECK, kinds=()))
scene("delegate-of-any-purpose", UNKNOWN + "B-LT 10", proofs=delegated(NOCHECK, kinds=("any",)))
scene("signer-answers-for-itself", UNKNOWN + "B-LT 10", proofs=told(lambda w: answer(w.signer, 11, 18, by=w.signer)))
scene("answer-sha256-id", PASSED + "B-LT 10", proofs=told(said(11, 18, id_md="sha256")))
scene("answer-of-the-future", UNKNOWN + "B-LT 10", proofs=told(said(20, 30)))
scene("answer-stale", UNKNOWN + "B-LT 10", proofs=told(said(1, 5)))
scene("answer-without-next", PASSED + "B-LT 10", proofs=told(said(11, None)))
scene("answer-unknown", UNKNOWN + "B-LT 10", proofs=told(said(11, 18, unknown=True)))
scene("answer-unknown-and-list", UNKNOWN + "B-LT 10", proofs=told(said(11, 18, unknown=True), listed(11, 18)))
scene("answer-of-the-expired", UNKNOWN + "B-LT 10", signer=signer(end=10.5), proofs=told(said(11, 18)))
scene("answer-with-cutoff", PASSED + "B-LT 10", signer=signer(end=10.5), proofs=told(said(11, 18, cutoff=0)))
scene("answer-cut-off", UNKNOWN + "B-LT 10", signer=signer(end=10.5), proofs=told(said(11, 18, cutoff=10.7)))
scene("answer-sha1", UNKNOWN + "B-LT 10", proofs=told(said(11, 18, md="sha1")))
scene("answer-about-another", UNKNOWN + "B-T 10", proofs=told(
    lambda w: answer(person(w, serial=77, subject="Other"), 11, 18)))
scene("in-the-signature", PASSED + "B-T 10", archival=lambda w: [answer(w.signer, 9, 18), revocation_list(
    w.root, 9, 60)], proofs=lambda w: [], tsa=lambda w: Certificate("TSA", w.root, extra=[
        usage(SIGN), purposes("stamp", critical=True), *ASKED[1:]]), signed=10)

# Time-stamp authorities
scene("tsa-without-purpose", PASSED + "B-LT -", tsa=tsa(kinds=()))
scene("tsa-purpose-not-critical", PASSED + "B-LT -", tsa=tsa(critical=False))
scene("tsa-two-purposes", PASSED + "B-LT -", tsa=tsa(kinds=("stamp", "mail")))
scene("tsa-expired", EXPIRED + "B-LT -", at=20, tsa=tsa(end=15), signer=signer(end=15))
scene("tsa-expired-restamped", PASSED + "B-LTA 10", at=20, tsa=tsa(end=15), signer=signer(end=15), later=[stamped(12)])
scene("tsa-expired-restamped-late", OVER + "B-LTA 18", at=20, tsa=tsa(end=15), signer=signer(end=15),
      later=[stored(lambda w: answer(w.tsa2, 17, 30)), stamped(18)])
scene("tsa-compromised", UNPROVEN + "B-LT -", proofs=lambda w: [
    *root_only(w), answer(w.tsa, 11, 18, 10.5, 1), answer(w.signer, 11, 18, 10.7, 1)])
scene("tsa-superseded", UNPROVEN + "B-LT -", proofs=lambda w: [
    *root_only(w), answer(w.tsa, 11, 18, 10.5, 4), answer(w.signer, 11, 18, 10.7, 1)])
scene("tsa-compromised-restamped", PASSED + "B-LTA 10", at=20, later=[
    stamped(12), stored(lambda w: answer(w.tsa, 19, 30, 18, 1), lambda w: answer(w.signer, 19, 30, 18, 1))])
scene("tsa-stranger", PASSED + "B-LT -", tsa=lambda w: clock(w, issuer=authority("Other Root")),
      proofs=lambda w: [*good(w)])
scene("two-stamps", PASSED + "B-LT 10", stamps=(by("tsa", 13), by("tsa2", 10)), proofs=lambda w: [
    *good(w), answer(w.tsa2, 11, 18)])
scene("two-stamps-one-strange", "revoked indeterminate REVOKED_NO_POE B-LT 13", signed=9, proofs=lambda w: [
    *base(w), answer(w.signer, 14, 18, 12, 1), answer(w.tsa, 13, 18)], stamps=(by("tsa", 13), by("tsa2", 10)), at=15,
    tsa2=lambda w: clock(w, issuer=authority("Other Root")))
scene("stamp-before-claim", PASSED + "B-LT 10", signed=12)
scene("stamp-of-the-future", PASSED + "B-LT -", stamps=(20,))
scene("stamp-with-fraction", PASSED + "B-LT 10", stamps=(by("tsa", 10, fraction=".25"),))
scene("stamp-inaccurate", PASSED + "B-LT 10", stamps=(by("tsa", 10, accuracy=3600),),
      proofs=told(said(11, 18, 10 + 1800 / 86400, 1)))
scene("stamp-sha1", PASSED + "B-LT -", stamps=(by("tsa", 10, md="sha1"),))
scene("archive-gap", EXPIRED + "B-LTA 400", at=410, signer=signer(end=300), later=[
    stored(lambda w: answer(w.tsa2, 399, 420), lambda w: revocation_list(w.root, 399, 420)), stamped(400)])
scene("archive-order", PASSED + "B-LTA 10", at=20, later=[stamped(15), stamped(13)])
scene("archive-by-stranger", EXPIRED + "B-LTA -", at=20, tsa=tsa(end=15), signer=signer(end=15), later=[stamped(12)],
      tsa2=lambda w: clock(w, "TSA 2", issuer=authority("Other Root")))

# Algorithms

def old(w):
    return [certificate(w.root), certificate(w.ca), answer(w.signer, -6099, -6090), answer(w.tsa, -6099, -6090),
            revocation_list(w.root, -6099, -6000)]


def aged(**how):
    """Signed and archived in 2009."""
    def make(kind="p256", md="sha256", ca_md="sha256"):
        return dict(
            ca=lambda w: authority("CA", w.root, start=-6500, end=100, md=ca_md),
            signer=lambda w: person(w, start=-6500, end=-5000, kind=kind, md=ca_md),
            tsa=lambda w: clock(w, start=-6500, end=-3000), tsa2=lambda w: clock(w, "TSA 2", start=-6500, issuer=w.root),
            md=md, signed=-6100, stamps=(-6100,), proofs=old, later=[stamped(-6098, "tsa2")])
    return make(**how)


scene("sha1-now", "trusted indeterminate CRYPTO_CONSTRAINTS_FAILURE B-LT 10", md="sha1")
scene("sha1-then", PASSED + "B-LTA -6100", **aged(md="sha1"))
scene("sha1-certificate-now", WEAK + "B-LT 10", signer=signer(md="sha1"))
scene("sha1-certificate-then", PASSED + "B-LTA -6100", **aged(ca_md="sha1"))
scene("rsa1024-now", WEAK + "B-LT 10", signer=signer(kind="rsa1024"))
scene("rsa1024-then", PASSED + "B-LTA -6100", **aged(kind="rsa1024"))
scene("md5-now", "trusted indeterminate CRYPTO_CONSTRAINTS_FAILURE B-LT 10", md="md5", signer=signer(kind="rsa2048"))
scene("md5-2009", "trusted indeterminate CRYPTO_CONSTRAINTS_FAILURE B-LTA -6100", **aged(md="md5", kind="rsa2048"))
scene("rsa2048", PASSED + "B-LT 10", signer=signer(kind="rsa2048"))


def subtree(*names, excluded=False):
    return extension("2.5.29.30", seq(tlv(0xA1 if excluded else 0xA0, *(seq(tlv(0xA4, each)) for each in names))), True)


# Chains
def below(*extra, **how):
    return lambda w: authority("CA", w.root, extra=extra, **how)


NOT_SIGNER = subtree(name("Signer"), excluded=True)
scene("names-permitted", PASSED + "B-LT 10", ca=below(subtree(name("Signer"), name("TSA"))))
scene("names-not-permitted", FLAWED + "B-LT -", ca=below(subtree(name("Somebody"))))
scene("names-excluded", FLAWED + "B-LT 10", ca=below(NOT_SIGNER))
scene("names-excluded-by-root", FLAWED + "B-LT 10", root=lambda w: authority("Root", extra=[NOT_SIGNER]))
EXPLICIT = extension("2.5.29.36", seq(tlv(0x80, b"\0")), True)
scene("policy-demanded", FLAWED + "B-LT -", ca=below(policies("1.2.3.4"), EXPLICIT))
scene("policy-met", PASSED + "B-LT 10", ca=below(policies("1.2.3.4"), EXPLICIT),
      signer=lambda w: person(w, policies("1.2.3.4")), tsa=lambda w: Certificate(
          "TSA", w.ca, extra=[usage(SIGN), purposes("stamp", critical=True), *ASKED, policies("1.2.3.4")]))
scene("any-policy-inhibited", FLAWED + "B-LT -", ca=below(
    policies("1.2.3.4"), EXPLICIT, extension("2.5.29.54", integer(0), True)),
    signer=lambda w: person(w, policies("2.5.29.32.0")))


def lower(w):
    """Another authority below the first."""
    return authority("Lower CA", w.ca)


def of_lower(w):
    return person(w, issuer=lower(w))


def lower_proofs(w):
    return [*base(w), answer(w.signer, 11, 18), revocation_list(w.ca, 11, 18)]


scene("path-length", FLAWED + "B-LT 10", ca=below(length=0), signer=of_lower, chain=lambda w: [w.ca, lower(w)],
      proofs=lower_proofs)
scene("path-length-enough", PASSED + "B-LT 10", ca=below(length=1), signer=of_lower,
      chain=lambda w: [w.ca, lower(w)], proofs=lower_proofs)
scene("authority-without-constraints", FLAWED + "B-LT -", ca=lambda w: Certificate(
    "CA", w.root, extra=[usage(CERTS, LISTS), *ASKED[1:]]))
scene("authority-may-not-issue", FLAWED + "B-T -", ca=lambda w: Certificate(
    "CA", w.root, extra=[proofs.constraints(), usage(LISTS), *ASKED[1:]]))
scene("issued-by-a-person", FLAWED + "B-T 10", signer=lambda w: person(w, issuer=person(w, subject="Person")),
      chain=lambda w: [w.ca, w.signer.issuer])
scene("crossed", PASSED + "B-LT 10", root=lambda w: authority("Root"), chain=lambda w: [
    w.ca, authority("CA", authority("Bridge", w.root, twin="x"), key=w.ca.key), authority(
        "Bridge", w.ca, twin="x")])
scene("circle", STRANGE + "B-LT -", trust=lambda w: [authority("Elsewhere")], chain=lambda w: [
    w.ca, authority("Root", w.ca, key=w.root.key)])
scene("two-roots-of-one-name", PASSED + "B-LT 10", trust=lambda w: [authority("Root", twin="2"), w.root])
scene("root-of-that-name", STRANGE + "B-LT -", trust=lambda w: [authority("Root", twin="2")])
scene("anchor-below-the-root", PASSED + "B-LT 10", trust=lambda w: [w.ca])
scene("anchor-itself", PASSED + "B-LT 10", trust=lambda w: [w.signer, w.tsa])
scene("self-signed", STRANGE + "B-LT 10", signer=lambda w: Certificate("Signer", extra=[usage(SIGN)], end=300),
      proofs=base)
scene("self-signed-pinned", PASSED + "B-LT 10", trust=lambda w: [w.signer, w.root], proofs=base,
      signer=lambda w: Certificate("Signer", extra=[usage(SIGN)], end=300))
scene("thirty-authorities", STRANGE + "B-LT 10", chain=lambda w: long_chain(w)[:-1],
      signer=lambda w: person(w, issuer=long_chain(w)[-2]))
scene("critical-extension", FLAWED + "B-LT 10", signer=signer(extension("1.2.3.4", b"\x05\0", True)))
scene("no-proof-of-authority", UNKNOWN + "B-LT -", proofs=lambda w: [one for one in good(w) if one[0] != "CRLs"])
scene("authority-names-nobody", PASSED + "B-LT 10", ca=lambda w: authority("CA", w.root, asked=False),
      proofs=lambda w: [one for one in good(w) if one[0] != "CRLs"])


def long_chain(w):
    chain = [w.ca]
    for number in range(30):
        chain.append(authority(f"CA {number}", chain[-1]))
    return chain


# Uses of keys
scene("only-repudiation", PASSED + "B-LT 10", signer=signer(bits=(REPUDIATE,)))
scene("only-signature", PASSED + "B-LT 10", signer=signer(bits=(SIGN,)))
scene("only-encipherment", FLAWED + "B-LT 10", signer=signer(bits=(2,)))
scene("for-documents", PASSED + "B-LT 10", signer=signer(purposes("document")))
scene("for-mail", PASSED + "B-LT 10", signer=signer(purposes("mail")))
scene("for-any", PASSED + "B-LT 10", signer=signer(purposes("any")))
scene("for-servers", FLAWED + "B-LT 10", signer=signer(purposes("server")))
scene("for-servers-and-clients", PASSED + "B-LT 10", signer=signer(purposes("server", "client")))
scene("for-stamps", FLAWED + "B-LT 10", signer=signer(purposes("stamp", critical=True)))
