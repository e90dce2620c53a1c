#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every function that a header offers is explained where it is defined, under its own name."""

import re

from house import ROOT, Tap, tracked

PROTOTYPE = re.compile(r"^(?!static|typedef|#)[A-Za-z_][\w ]*?[ *]+(\w+)\s*\([^;{]*\)[^;{]*;", re.M)
DEFINITION = re.compile(
    r"(?P<doc>/\*\*\n(?: \*[^\n]*\n)*? \*/\n)?^(?!static)[A-Za-z_][^\n;=]*\n"
    r"(?P<name>[a-z]\w+) \((?P<parameters>[^{;]*?)\)\n\{\n", re.M)
PARAMETER = re.compile(r"^ \* @(\w+):", re.M)


def offered():
    """The functions that headers declare."""
    return {name for path in tracked("src/**/*.h")
            for name in PROTOTYPE.findall(re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S))}


def main():
    tap = Tap()
    public, bare, other, strange = offered(), [], [], []
    for path in tracked("src/**/*.c"):
        for definition in DEFINITION.finditer(path.read_text()):
            name, doc = definition["name"], definition["doc"]
            where = f"{path.relative_to(ROOT)}: {name}()"
            if name not in public:
                continue
            if doc is None:
                bare.append(where)
                continue
            if not re.match(rf"/\*\*\n \* {name}:", doc):
                other.append(where)
            strange += [f"{where} has no “{parameter}”" for parameter in PARAMETER.findall(doc)
                        if not re.search(rf"\b{parameter}\b", definition["parameters"])]
    tap.result("every public function has a doc comment", bare)
    tap.result("a doc comment has the name of its function", other)
    tap.result("a doc comment speaks of parameters that are there", strange)
    tap.done()


if __name__ == "__main__":
    main()
