#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""veraPDF on files for archives and for everybody: what fulfils PDF/A or PDF/UA does so when it is
signed, sealed and time-stamped, and what does not is not made worse."""

import concurrent.futures
import os
import pathlib
import re

import judges
import services

ROOT = pathlib.Path(__file__).resolve().parents[2]
CORPUS = pathlib.Path(os.environ.get("VERMILION_CORPUS") or ROOT / "../shared/corpus") / "sign/pdfa-ua"
WAYS = ["invisible", "one mark", "two marks", "time-stamp", "B-LTA", "empty field"]


def flavour(path):
    """The part and level that its name promises: PDF_A-2b__…, PDF_UA-1__…, pdfa2u-…"""
    found = re.match(r"(?:PDF_A-|pdfa)(\d[a-z]?)|PDF_UA-(\d)", path.name)
    return found.group(1) or f"ua{found.group(2)}"


def make(shop, source, target, way):
    mark = ["--seal", shop.seal, "--at", "1:60,60,30"]
    if way == "time-stamp":
        return shop.timestamp(source, target)
    if way == "empty field":
        return shop.ctl("add-field", source, "-o", target, "--at", "1:60,60,30")
    if way == "B-LTA":
        return shop.sign(source, target, "p256", "B-LTA", *mark)
    more = {"invisible": [], "one mark": mark, "two marks": [*mark, "--at", "1:120,120,30"]}[way]
    return shop.sign(source, target, "p256", "B-B", *more)


def make_all(shop, tap, sources):
    """(source, way) → what was made of it."""
    cases = [(source, way) for source in sources for way in WAYS]
    targets = [shop.folder / f"{number:03}.pdf" for number in range(len(cases))]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        problems = list(pool.map(lambda case, target: make(shop, case[0], target, case[1]), cases, targets))
    made = {}
    for case, target, complaints in zip(cases, targets, problems):
        if complaints:
            tap.say(f"{case[0].stem} {case[1]}: made", complaints)
        else:
            made[case] = target
    return made


def complain(before, after):
    """Clauses that a file breaks now, and did not before; a file that veraPDF cannot read is always one."""
    if after.startswith("error"):
        return [after]
    return [f"breaks {each}" for each in sorted(set(after.split()) - set(before.split()))]


def main():
    tap = judges.Tap()
    sources = sorted(CORPUS.glob("*.pdf"))
    judge = judges.Java("verapdf", "PdfaJudge")
    if not sources:
        tap.say("corpus", skip=f"no corpus at {CORPUS}")
    elif services.is_there(tap, judge, "veraPDF"):
        with services.workshop() as shop:
            shop.seal = shop.folder / "seal.png"
            assert not shop.ctl("seal", "draw", "北京长城建筑有限公司", "-o", shop.seal)
            made = make_all(shop, tap, sources)
            paths = [(flavour(path), path) for path in sources]
            paths += [(flavour(case[0]), path) for case, path in made.items()]
            answers = dict(judge.ask(f"{kind}\t{path}" for kind, path in paths))
            for (source, way), path in made.items():
                tap.say(f"{source.stem} {way}", complain(answers[str(source)], answers[str(path)]))
    tap.end()


if __name__ == "__main__":
    main()
