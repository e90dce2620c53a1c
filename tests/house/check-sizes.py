#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""No file past 800 lines, no function past 100, every source with its licence line."""

import re

from house import ROOT, Tap, tracked

MAX_FILE = 800
MAX_FUNCTION = 100
SPDX = "SPDX-License-Identifier: GPL-3.0-or-later"


def functions(lines):
    """(first line number, length) of each function: GNU style puts its braces in column 0."""
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
        elif line == "}" and start is not None:
            yield start, number - start + 1
            start = None


def long_functions(path):
    for start, length in functions(path.read_text().splitlines()):
        if length > MAX_FUNCTION:
            yield f"{path.relative_to(ROOT)}:{start}: function of {length} lines"


def main():
    tap = Tap()
    code = tracked("src/**/*.[ch]", "tests/**/*.[ch]", "data/**/*.[ch]")
    tap.result("files are at most 800 lines", [
        f"{path.relative_to(ROOT)}: {count} lines" for path in code
        if (count := len(path.read_text().splitlines())) > MAX_FILE])
    tap.result("functions are at most 100 lines",
               [problem for path in code if path.suffix == ".c" for problem in long_functions(path)])
    licensed = code + tracked("*.py", "*.sh", "**/meson.build", "meson.build", "run", "check",
                              ".ci/run", "ui/**/*.ui", "src/**/*.css", "data/sql/*.sql")
    tap.result("every source names its licence", [
        str(path.relative_to(ROOT)) for path in licensed
        if SPDX not in "\n".join(path.read_text().splitlines()[:5])])
    notes = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    tap.result("no notes to oneself", [
        f"{path.relative_to(ROOT)}:{number}" for path in code if "check-" not in path.name
        for number, line in enumerate(path.read_text().splitlines(), 1) if notes.search(line)])
    names = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*\.[ch]$")
    misnamed = []
    for path in tracked("src/**/*.[ch]"):
        layer = path.relative_to(ROOT / "src").parts[0]
        if path.name == "main.c":
            continue
        # platform.h is the one header of the platform that its users see.
        if not names.match(path.name) or not path.name.startswith((layer + "-", layer + ".")):
            misnamed.append(f"{path.relative_to(ROOT)}: not {layer}-<noun>")
    tap.result("files are named after their layer and noun", misnamed)
    tap.done()


if __name__ == "__main__":
    main()
