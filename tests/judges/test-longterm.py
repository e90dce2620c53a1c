#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Levels B-LT and B-LTA, at signing and by extending, judged by qpdf and by pyHanko: every certificate
proven by what the file holds, offline, and nothing but proofs and time-stamps added."""

import os

import judges
import services

harness = services.harness
KEYS = ["rsa2048", "p256"]
# name → (level at signing, levels to extend to one after the other)
WAYS = {"B-LT": ("B-LT", []), "B-LTA": ("B-LTA", []), "B-T extended to B-LT": ("B-T", ["B-LT"]),
        "B-T extended to B-LTA": ("B-T", ["B-LTA"]), "B-B extended to B-LTA": ("B-B", ["B-LTA"]),
        "B-LTA renewed twice": ("B-LTA", ["B-LTA", "B-LTA"])}
# What pyHanko's long-term process says where it does not apply: it insists on a signature-time-stamp.
UNSTAMPED = "SIG_CONSTRAINTS_FAILURE"


def make(shop, source, key, way):
    """(path, complaints)"""
    level, steps = WAYS[way]
    path = shop.folder / f"{key} {way}.pdf"
    problems = shop.sign(source, path, key, level)
    for number, step in enumerate(steps):
        target = path.with_suffix(f".{number}.pdf")
        problems += shop.ctl("extend", path, "-o", target, "--level", step, *shop.services)
        path = target
    return path, problems


def judge_answer(answer, way):
    if isinstance(answer, dict):
        return [answer["error"]]
    problems = [f"pyHanko: {verdict}" for verdict in answer
                if not verdict["bottom_line"] or verdict["changes"] not in ("NONE", "LTA_UPDATES")]
    expected = UNSTAMPED if way.startswith("B-B") else "OK"
    if way != "B-LT" and not way.endswith(" B-LT") and answer[0]["archive"] != expected:
        problems.append(f"pyHanko: long-term validation says {answer[0]['archive']}")
    return problems


def run(shop, tap):
    (shop.folder / "in.pdf").write_bytes(harness.make_pdf(pages=2))
    made = {}
    for key in KEYS:
        for way in WAYS:
            path, problems = make(shop, shop.folder / "in.pdf", key, way)
            tap.say(f"{key} {way}: made", problems)
            if not problems:
                made[f"{key} {way}"] = (path, way)
                tap.say(f"{key} {way}: qpdf", judges.qpdf(path))
    pyhanko = judges.PyHanko()
    if pyhanko.reason():
        missed = [pyhanko.reason()] if os.environ.get("REQUIRE_JUDGES") else []
        tap.say("pyHanko", missed, None if missed else pyhanko.reason())
        return
    answers = pyhanko.ask([path for path, _ in made.values()], [shop.root], longterm=True)
    for name, (path, way) in made.items():
        tap.say(f"{name}: pyHanko", judge_answer(answers[str(path)], way))


def main():
    tap = judges.Tap()
    with services.workshop() as shop:
        run(shop, tap)
    tap.end()


if __name__ == "__main__":
    main()
