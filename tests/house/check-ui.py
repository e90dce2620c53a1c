#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Equal names are law: the template of src/app/<screen>/x.c is ui/<screen>/x.ui."""

import re
import xml.etree.ElementTree as ElementTree

from house import ROOT, Tap, tracked

RESOURCE = re.compile(r'set_template_from_resource\s*\([^,]+,\s*(?:APP_RESOURCE\s*)?"([^"]+)"')


def main():
    tap = Tap()
    templates = {path.relative_to(ROOT / "ui").with_suffix("") for path in tracked("ui/**/*.ui")
                 if "<template" in path.read_text()}
    sources = {path.relative_to(ROOT / "src/app").with_suffix("") for path in tracked("src/app/**/*.c")}
    tap.result("every template has its source of the same name",
               [f"ui/{name}.ui has no src/app/{name}.c" for name in sorted(templates - sources)])
    problems = []
    for path in tracked("src/app/**/*.c"):
        name = path.relative_to(ROOT / "src/app").with_suffix("")
        for resource in RESOURCE.findall(path.read_text()):
            if not resource.endswith(f"{name}.ui"):
                problems.append(f"src/app/{name}.c loads {resource}")
            if name not in templates:
                problems.append(f"src/app/{name}.c has no ui/{name}.ui")
    tap.result("every source loads the template of its name", problems)
    bad = []
    for path in tracked("ui/**/*.ui"):
        for node in ElementTree.parse(path).iter("property"):
            text = (node.text or "").strip()
            shown = node.get("name") in {"label", "title", "subtitle", "tooltip-text", "description",
                                         "placeholder-text"}
            if shown and re.search(r"[A-Za-z]{2}", text) and node.get("translatable") is None:
                bad.append(f"{path.relative_to(ROOT)}: “{text}” is not translatable")
    tap.result("every string in a template is translatable", bad)
    tap.done()


if __name__ == "__main__":
    main()
