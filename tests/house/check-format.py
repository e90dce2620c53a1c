#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every .c file is as clang-format writes it. Headers are tables aligned by hand."""

import re
import shutil
import subprocess

from house import ROOT, Tap, tracked

VIOLATION = re.compile(r"^(.+):(\d+):\d+: .*\[-Wclang-format-violations\]$", re.M)


def main():
    tap = Tap()
    tool = shutil.which("clang-format-14") or shutil.which("clang-format")
    if tool is None:
        tap.skip("clang-format", "clang-format is not installed")
        tap.done()
    names = [str(path.relative_to(ROOT)) for path in tracked("src/**/*.c", "tests/**/*.c", "data/**/*.c")]
    # One run for all of them: starting it takes longer than reading a file.
    done = subprocess.run([tool, "--style=file", "--dry-run", *names], capture_output=True, text=True,
                          check=True, cwd=ROOT)
    first = {}
    for name, line in VIOLATION.findall(done.stderr):
        first.setdefault(name, line)
    tap.result("clang-format", [f"{name}:{line}: run clang-format -i on it"
                                for name, line in first.items()])
    tap.done()


if __name__ == "__main__":
    main()
