#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every .c file is as clang-format writes it. Headers are tables aligned by hand."""

import shutil
import subprocess

from house import ROOT, Tap, tracked


def main():
    tap = Tap()
    tool = shutil.which("clang-format-14") or shutil.which("clang-format")
    if tool is None:
        tap.skip("clang-format", "clang-format is not installed")
        tap.done()
    problems = []
    for path in tracked("src/**/*.c", "tests/**/*.c", "data/**/*.c"):
        done = subprocess.run([tool, "--style=file", str(path)], capture_output=True, cwd=ROOT)
        if done.stdout != path.read_bytes():
            problems.append(f"{path.relative_to(ROOT)}: run clang-format -i on it")
    tap.result("clang-format", problems)
    tap.done()


if __name__ == "__main__":
    main()
