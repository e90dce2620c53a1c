#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whoever signs a signed file harms nobody: what each earlier signature permitted before, it still permits after
one more signature without a mark, with one, and with two."""

import pathlib
import sys
import tempfile

from corpus import CORPUS, Tap, ask, rows, use_password

WORKER = sys.argv[1]
MARKS = ([], ["1", "10", "10", "20"], ["1", "10", "10", "20", "1", "60", "60", "20"])
FINE = ("none", "permitted")


def judge(path):
    """(field, whether nothing is wrong with what came after it) of each signature; None when it is not read."""
    status, text = ask(WORKER, "verify", path)
    lines = text.rstrip("\n").split("\n")
    if status != 0 or lines[0] != "ok":
        return None
    signatures = [line.split("\t") for line in lines[1:]]
    return [(each[0], each[9] in FINE) for each in signatures]


def check(source, folder):
    before = judge(source)
    output = folder / "again.pdf"
    problems, signed = [], 0
    for marks in MARKS if before else ():
        status, text = ask(WORKER, "sign", source, output, *marks)
        if status != 0 or not text.startswith("ok"):
            continue  # refused: harms nobody either
        signed += 1
        after = dict(judge(output) or [])
        problems += [f"{name}: harmed by a signature with {len(marks) // 4} marks"
                     for name, fine in before if fine and not after.get(name)]
        output.unlink()
    return problems, signed


def main():
    tap = Tap()
    manifest = rows("validate")
    if manifest is None:
        tap.skip("signing again", "no corpus")
        tap.done()
    total = 0
    with tempfile.TemporaryDirectory(prefix="vermilion-again-") as folder:
        for row in manifest:
            use_password(row)
            problems, signed = check(CORPUS / "validate" / row["file"], pathlib.Path(folder))
            total += signed
            tap.result(row["file"], problems)
    tap.result("most files take another signature", [] if total > len(manifest) else [f"only {total} did"])
    tap.done()


if __name__ == "__main__":
    main()
