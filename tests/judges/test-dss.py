#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""DSS, the European Commission's library, on every level × every kind of key: intact, of the level that
was asked for, and passed where the file holds all proofs."""


import judges
import services

harness = services.harness
KEYS = {"rsa2048": [], "rsa3072": ["--digest", "sha512"], "pss": ["--pss"], "p256": [],
        "p384": ["--digest", "sha384"], "p521": ["--digest", "sha512"], "ed25519": []}
LEVELS = ["B-B", "B-T", "B-LT", "B-LTA"]
# Without an answer about revocation in the file nobody can say offline that it was not revoked.
UNPROVEN = ("INDETERMINATE", "CERTIFICATE_CHAIN_GENERAL_FAILURE")
# The list of algorithms in its standard policy (ETSI TS 119 312) does not have EdDSA.
UNLISTED = ("INDETERMINATE", "CRYPTO_CONSTRAINTS_FAILURE_NO_POE")


def complain(answers, levels, key):
    """What DSS has against the signatures of one file, of which the levels are known."""
    if len(answers) != len(levels):
        return [f"DSS sees {len(answers)} signatures, not {len(levels)}: {answers}"]
    problems = []
    for (level, indication, sub, intact, stamps, said), wanted in zip(answers, levels):
        verdict = UNPROVEN if wanted in ("B-B", "B-T") else UNLISTED if key == "ed25519" else ("TOTAL_PASSED", "-")
        found = (level, indication, sub, intact, stamps)
        if found != (f"PAdES-BASELINE-{wanted[2:]}", *verdict, "true", "true"):
            problems.append(f"DSS: {found} {said}")
    return problems


def make_all(shop, tap):
    """name → (path, levels of its signatures, kind of key)"""
    source, made = shop.folder / "in.pdf", {}
    source.write_bytes(harness.make_pdf(pages=2))
    for key, how in KEYS.items():
        for level in LEVELS:
            name = f"{key} {level}"
            target = shop.folder / f"{key}-{level}.pdf"
            problems = shop.sign(source, target, key, level, *how)
            tap.say(f"{name}: signed", problems)
            if not problems:
                made[name] = (target, [level], key)
    # Another signer behind one whose proofs are complete.
    target = shop.folder / "two.pdf"
    problems = shop.sign(shop.folder / "p256-B-LT.pdf", target, "rsa2048", "B-LTA")
    tap.say("two signers: signed", problems)
    if not problems:
        made["two signers"] = (target, ["B-LTA", "B-LTA"], "p256")
    return made


def main():
    tap = judges.Tap()
    judge = judges.Java("dss", "DssJudge")
    if services.is_there(tap, judge, "DSS"):
        with services.workshop() as shop:
            made = make_all(shop, tap)
            answers = {}
            for path, *fields in judge.ask((path for path, _, _ in made.values()), shop.root):
                answers.setdefault(path, []).append(fields)
            for name, (path, levels, key) in made.items():
                tap.say(f"{name}: DSS", complain(answers.get(str(path), []), levels, key))
    tap.end()


if __name__ == "__main__":
    main()
