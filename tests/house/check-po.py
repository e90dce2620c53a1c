#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Chinese is complete: every marked string of every source is in zh_CN.po, translated."""

import pathlib
import re
import shutil
import subprocess
import tempfile

from house import ROOT, Tap, tracked

MARK = re.compile(r'\b(?:_|N_|C_|NC_|ngettext|g_dngettext|g_dpgettext2)\s*\(\s*"|translatable="(?:yes|true)"')
KEYWORDS = ["_", "N_", "C_:1c,2", "NC_:1c,2", "ngettext:1,2", "g_dngettext:2,3"]


def marked_sources():
    return [path for path in tracked("src/**/*.c", "src/**/*.h", "ui/**/*.ui", "data/*.desktop.in",
                                     "data/*.metainfo.xml.in", "data/*.gschema.xml")
            if MARK.search(path.read_text()) or path.name.endswith((".desktop.in", ".metainfo.xml.in"))]


def listed():
    lines = (ROOT / "po/POTFILES").read_text().splitlines()
    return {line.strip() for line in lines if line.strip() and not line.startswith("#")}


def template(folder):
    pot = pathlib.Path(folder) / "vermilion.pot"
    subprocess.run(["xgettext", "--from-code=UTF-8", "--add-comments", "--force-po", "-o", str(pot),
                    *[f"--keyword={keyword}" for keyword in KEYWORDS], *(sorted(listed()) or ["/dev/null"])],
                   cwd=ROOT, check=True, capture_output=True)
    return pot


def straight(pot):
    """Messages with the apostrophe of typewriters, where the others have ’."""
    messages = ("".join(re.findall(r'"(.*)"', lines)) for lines in re.findall(r'^msgid ((?:".*"\n)+)', pot, re.M))
    return [message for message in messages if re.search(r"[A-Za-z]'[a-z ]", message)]


def main():
    tap = Tap()
    sources = {str(path.relative_to(ROOT)) for path in marked_sources()}
    tap.result("every source with strings is in POTFILES",
               sorted(sources - listed()) + sorted(f"{name} is gone" for name in listed()
                                                   if not (ROOT / name).exists()))
    if shutil.which("msgfmt") is None or shutil.which("xgettext") is None:
        tap.skip("apostrophes are typographic, and zh_CN is complete", "gettext is not installed")
        tap.done()
    with tempfile.TemporaryDirectory() as folder:
        tap.result("apostrophes are typographic", straight(template(folder).read_text()))
        merged = pathlib.Path(folder) / "zh_CN.po"
        subprocess.run(["msgmerge", "--no-fuzzy-matching", "-q", "-o", str(merged),
                        str(ROOT / "po/zh_CN.po"), str(template(folder))], check=True)
        missing = subprocess.run(["msgattrib", "--untranslated", "--no-obsolete", "--no-wrap",
                                  str(merged)], check=True, capture_output=True).stdout.decode()
        tap.result("zh_CN is complete", re.findall(r'^msgid "(.+)"$', missing, re.M))
        check = subprocess.run(["msgfmt", "--check", "-o", "/dev/null", str(ROOT / "po/zh_CN.po")],
                               capture_output=True)
        tap.result("zh_CN is well formed", check.stderr.decode().splitlines() if check.returncode else [])
        fuzzy = subprocess.run(["msgattrib", "--only-fuzzy", "--no-wrap", str(ROOT / "po/zh_CN.po")],
                               check=True, capture_output=True).stdout.decode()
        tap.result("zh_CN has no guesses", re.findall(r'^msgid "(.+)"$', fuzzy, re.M))
    tap.done()


if __name__ == "__main__":
    main()
