#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The XML form of a verification report is valid against the schema of ETSI TS 119 102-2 that DSS carries,
and DSS reads the verdicts out of it that the command line gives."""

import json
import os
import pathlib

import judges
import services

harness = services.harness
HOSTILE = "</ReasonElement><x a='\"&]]>\u202e\u0001" + "长" * 3000
# DSS's names for the verdicts; it has none for a file that cannot be read.
NAMES = {"total-passed": "TOTAL_PASSED", "total-failed": "TOTAL_FAILED", "indeterminate": "INDETERMINATE"}


def make_files(shop, tap):
    """Files of every level and fate."""
    source = shop.folder / "in.pdf"
    source.write_bytes(harness.make_pdf(pages=2))
    made = [source]
    for level in ("B-B", "B-T", "B-LT", "B-LTA"):
        target = shop.folder / f"{level}.pdf"
        tap.say(f"{level}: signed", shop.sign(source, target, "p256", level))
        made.append(target)
    for name, of, key, more in (("rsa.pdf", "in.pdf", "rsa2048", []), ("two.pdf", "B-LT.pdf", "rsa2048", []),
                                ("pss.pdf", "in.pdf", "rsa2048", ["--pss"]), ("ed.pdf", "in.pdf", "ed25519", []),
                                ("words.pdf", "in.pdf", "p256", ["--reason", HOSTILE.replace("\u0001", "")])):
        tap.say(f"{name}: signed", shop.sign(shop.folder / of, shop.folder / name, key, "B-B", *more))
        made.append(shop.folder / name)
    tap.say("stamped.pdf: time-stamped", shop.timestamp(source, shop.folder / "stamped.pdf"))
    broken = shop.folder / "broken.pdf"
    broken.write_bytes((shop.folder / "B-B.pdf").read_bytes().replace(b"Party A", b"Party B", 1))
    nothing = shop.folder / "nothing.pdf"
    nothing.write_bytes(b"no PDF")
    return [*made, shop.folder / "stamped.pdf", broken, nothing]


def corpus():
    """Other people's files, where they are there."""
    folder = os.environ.get("VERMILION_CORPUS")
    return sorted(pathlib.Path(folder).glob("validate/**/*.pdf")) if folder else []


def expect(answer):
    """The indications of one file's report, by the JSON answer on it."""
    if "indication" not in answer:
        return ["null"]
    return [NAMES[each["indication"]] for each in answer["signatures"]] or ["NO_SIGNATURE_FOUND"]


def report(shop, files, name, *more):
    """(path of the report, indications that it has to hold)"""
    path = shop.folder / name
    done = judges.run(harness.CTL, "verify", *files, "--json", *more, "--trust", shop.root, "--pictures", "--report",
                      path, env=shop.env, cwd=shop.folder)
    answers = [json.loads(line) for line in done.stdout.decode().splitlines() if line.startswith("{")]
    return path, [each for answer in answers for each in expect(answer)]


def main():
    tap = judges.Tap()
    judge = judges.Java("dss", "ReportJudge")
    if services.is_there(tap, judge, "the schema"):
        with services.workshop() as shop:
            files = make_files(shop, tap)
            reports = [report(shop, [each], f"{each.stem}.xml", "--offline") for each in files]
            reports.append(report(shop, files, "all.xml", "--offline"))
            reports.append(report(shop, files, "online.xml"))
            if corpus():
                reports.append(report(shop, corpus(), "corpus.xml", "--offline"))
            answers = {path: rest for path, *rest in judge.ask(path for path, _ in reports)}
            for path, wanted in reports:
                number, complaint, found = answers.get(str(path), ["?", "no answer", ""])
                problems = [] if number == "0" else [f"{number} complaints, the first: {complaint}"]
                if found.split() != wanted:
                    problems.append(f"DSS reads {found}, not {' '.join(wanted)}")
                tap.say(f"{path.name}: schema and verdicts", problems)
    tap.end()


if __name__ == "__main__":
    main()
