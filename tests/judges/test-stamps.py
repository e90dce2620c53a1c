#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time-stamps inside a signature that the command line does not make: DSS writes them, ours and DSS
say whether each is over the right bytes, and what a content time-stamp does to a verdict is told."""

import json

import judges
import services

harness = services.harness

# name → (kind for DSS to make, key, our verdict, what each of our time-stamps is)
CONTENT, SIGNATURE, ARCHIVE = ("content", "intact"), ("signature", "intact"), ("archive", "intact")
PASSED = ("total-passed", None)
CASES = {
    "content": ("content", "rsa2048", PASSED, [CONTENT]),
    "content, signature": ("content-t", "rsa2048", PASSED, [SIGNATURE, CONTENT]),
    "other content": ("content-other", "rsa2048", PASSED, [("content", "broken")]),
    "archive": ("archive", "rsa2048", PASSED, [ARCHIVE, SIGNATURE]),
    # EN 319 102-1, 5.3.4: the content was there after the certificate's end, and the signature is younger.
    "revoked before the content": ("content", "revoked", ("total-failed", "REVOKED"), [CONTENT]),
    "expired before the content": ("content", "expired", ("total-failed", "EXPIRED"), [CONTENT]),
}
# What DSS calls them, and our word for it.
KINDS = {"CONTENT_TIMESTAMP": "content", "SIGNATURE_TIMESTAMP": "signature", "ARCHIVE_TIMESTAMP": "archive"}


def export(shop, name):
    """The same key under a password that Java can say."""
    target = shop.folder / f"java-{name}.p12"
    (shop.folder / "ascii").write_text("judge\n")
    pem = shop.folder / "key.pem"
    judges.run("openssl", "pkcs12", "-in", shop.folder / f"user-{name}.p12", "-passin",
               f"file:{shop.folder / 'password'}", "-nodes", "-out", pem)
    judges.run("openssl", "pkcs12", "-export", "-in", pem, "-out", target, "-passout", f"file:{shop.folder / 'ascii'}")
    pem.unlink()
    return target


def make(shop, maker, tap):
    """name → path"""
    source, made = shop.folder / "in.pdf", {}
    source.write_bytes(harness.make_pdf(pages=2))
    for key in sorted({case[1] for case in CASES.values()}):
        names = [name for name, case in CASES.items() if case[1] == key]
        paths = {name: shop.folder / f"{name}.pdf" for name in names}
        lines = [f"{CASES[name][0]}\t{source}\t{paths[name]}" for name in names]
        said = dict(maker.ask(lines, shop.at["tsa"], shop.root, export(shop, key), shop.folder / "ascii"))
        for name in names:
            answer = said.get(str(paths[name]), "nothing")
            tap.say(f"{name}: made", [] if answer == "made" else [f"DSS: {answer}"])
            if answer == "made":
                made[name] = paths[name]
    return made


def verify(shop, path):
    done = judges.run(harness.CTL, "verify", path, "--trust", shop.root, "--json", env=shop.env, cwd=shop.folder)
    return json.loads(done.stdout)["signatures"][0]


def complain(name, signature):
    _, _, verdict, stamps = CASES[name]
    found = (signature["indication"], signature["sub_indication"])
    problems = [] if found == verdict else [f"{found}, not {verdict}"]
    told = [(stamp["kind"], stamp["integrity"]) for stamp in signature["timestamps"]]
    if told != stamps:
        problems.append(f"time-stamps: {told}, not {stamps}")
    good = any(stamp == CONTENT for stamp in stamps)
    if (signature["time"]["not_before"] is not None) != good:
        problems.append(f"not before {signature['time']['not_before']}")
    return problems


def ask(shop, judge, made):
    """name → what DSS found. An archive time-stamp it does not look for in a PDF, but in its CMS."""
    lines, names, answers = [], {}, {name: [] for name in made}
    for name, path in made.items():
        if CASES[name][0] == "archive":
            content, der = judges.signed_parts(path)
            path.with_suffix(".bin").write_bytes(content)
            path = path.with_suffix(".p7s")
            path.write_bytes(der.rstrip(b"\0"))
        names[str(path)] = name
        lines.append(f"{path}\t{path.with_suffix('.bin')}" if path.suffix == ".p7s" else str(path))
    for path, *fields in judge.ask(lines, shop.root):
        answers[names[path]].append(tuple(fields))
    return answers


def compare(signature, answer):
    """DSS finds the same time-stamps, and thinks the same of each."""
    theirs = sorted((KINDS.get(kind, kind), intact == "true") for kind, intact in answer)
    ours = sorted((stamp["kind"], stamp["integrity"] == "intact") for stamp in signature["timestamps"])
    return [] if theirs == ours else [f"DSS: {theirs}, ours: {ours}"]


def main():
    tap = judges.Tap()
    maker, judge = judges.Java("dss", "StampMaker"), judges.Java("dss", "StampJudge")
    if services.is_there(tap, maker, "DSS") and services.is_there(tap, judge, "DSS"):
        with services.workshop() as shop:
            made = make(shop, maker, tap)
            verdicts = {name: verify(shop, path) for name, path in made.items()}
            answers = ask(shop, judge, made)
            for name in made:
                tap.say(name, complain(name, verdicts[name]))
                tap.say(f"{name}: DSS", compare(verdicts[name], answers[name]))
    tap.end()


if __name__ == "__main__":
    main()
