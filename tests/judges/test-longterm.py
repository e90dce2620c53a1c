#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Levels B-LT and B-LTA, at signing and by extending, judged by qpdf and by pyHanko: every certificate
proven by what the file holds, offline, and nothing but proofs and time-stamps added."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

import harness  # noqa: E402
import judges  # noqa: E402

SERVER = os.path.abspath(os.environ.get("SUPPORT_PKI_SERVER", "build/tests/support/support-pki-server"))
KEYS = ["rsa2048", "p256"]
# name → (level at signing, levels to extend to one after the other)
WAYS = {"B-LT": ("B-LT", []), "B-LTA": ("B-LTA", []), "B-T extended to B-LT": ("B-T", ["B-LT"]),
        "B-T extended to B-LTA": ("B-T", ["B-LTA"]), "B-B extended to B-LTA": ("B-B", ["B-LTA"]),
        "B-LTA renewed twice": ("B-LTA", ["B-LTA", "B-LTA"])}
# What pyHanko's long-term process says where it does not apply: it insists on a signature-time-stamp.
UNSTAMPED = "SIG_CONSTRAINTS_FAILURE"


class Workshop:
    def __init__(self, folder, server):
        self.folder = folder
        self.at = json.loads(server.stdout.readline())
        self.root = folder / "root.pem"
        self.services = ["--tsa", self.at["tsa"], "--trust", self.root]
        self.env = harness.environment(folder)
        (folder / "password").chmod(0o600)

    def ctl(self, *arguments):
        done = judges.run(harness.CTL, *arguments, env=self.env, cwd=self.folder)
        return [] if done.returncode == 0 else [f"{arguments[0]}: {done.stdout.decode()}"]

    def make(self, source, key, way):
        """(path, complaints)"""
        level, steps = WAYS[way]
        path = self.folder / f"{key} {way}.pdf"
        services = [] if level == "B-B" else self.services
        problems = self.ctl("sign", source, "-o", path, "--p12", self.folder / f"user-{key}.p12", "--password-file",
                            self.folder / "password", "--level", level, *services)
        for number, step in enumerate(steps):
            target = path.with_suffix(f".{number}.pdf")
            problems += self.ctl("extend", path, "-o", target, "--level", step, *self.services)
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


def run(shop, say):
    (shop.folder / "in.pdf").write_bytes(harness.make_pdf(pages=2))
    made = {}
    for key in KEYS:
        for way in WAYS:
            path, problems = shop.make(shop.folder / "in.pdf", key, way)
            say(f"{key} {way}: made", problems)
            if not problems:
                made[f"{key} {way}"] = (path, way)
                say(f"{key} {way}: qpdf", judges.qpdf(path))
    pyhanko = judges.PyHanko()
    if pyhanko.reason():
        missed = [pyhanko.reason()] if os.environ.get("REQUIRE_JUDGES") else []
        say("pyHanko", missed, None if missed else pyhanko.reason())
        return
    answers = pyhanko.ask([path for path, _ in made.values()], [shop.root], longterm=True)
    for name, (path, way) in made.items():
        say(f"{name}: pyHanko", judge_answer(answers[str(path)], way))


def main():
    count = failed = 0

    def say(name, problems, skip=None):
        nonlocal count, failed
        count += 1
        failed += bool(problems)
        for problem in problems:
            for line in str(problem).splitlines():
                print("#", line)
        print(f"{'not ok' if problems else 'ok'} {count} {name}" + (f" # SKIP {skip}" if skip else ""), flush=True)

    with tempfile.TemporaryDirectory(prefix="vermilion-longterm-") as folder:
        server = subprocess.Popen([SERVER, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            run(Workshop(pathlib.Path(folder), server), say)
        finally:
            server.communicate()
    print(f"1..{count}")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
