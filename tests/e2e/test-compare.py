#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What changed since a signature, page by page: the list, the pictures, the keys, and what is told where nothing is
to be seen."""

import re
import shutil
import subprocess
import time

from e2e import CONTRACT, CTL, Failure, Session, main, wait_for


def sign(session, source, target, *more):
    word = session.folder / "word"
    key = session.folder / "me.p12"
    if not key.exists():
        word.write_text("secret\n")
        word.chmod(0o600)
        session.run(CTL, "keys", "create", "王某", "-o", key, "--password-file", word)
    session.run(CTL, "sign", source, "-o", target, "--p12", key, "--password-file", word, *more)


def append(path, change):
    """A further version in which change() made another object of one: it gets the catalog's and the first page's
    number, and gives a number and a body."""
    data = path.read_bytes()
    root = int(re.findall(rb"/Root (\d+) 0 R", data)[-1])
    size = int(re.findall(rb"/Size (\d+)", data)[-1])
    previous = int(re.findall(rb"startxref\s+(\d+)", data)[-1])
    number, body = change(path, root)
    text = b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        number, len(data), size, root, previous, len(data) + len(text))
    path.write_bytes(data + text + table)


def show(path, number):
    return subprocess.run(["qpdf", f"--show-object={number}", path], capture_output=True, check=True).stdout.strip()


def run_something(path, root):
    return root, show(path, root)[:-2] + b" /OpenAction << /S /JavaScript /JS (x) >> >>"


def cover_the_page(path, root):
    """White laid over the upper half of the first page."""
    pages = subprocess.run(["qpdf", "--show-pages", path], capture_output=True, check=True).stdout
    number = int(re.search(rb"page 1: (\d+) 0 R", pages)[1])
    white = b"<< /Type /Annot /Subtype /Square /Rect [0 421 595 842] /IC [1 1 1] /C [1 1 1] >>"
    page = re.sub(rb"/Annots (\[.*?\]|\d+ 0 R)", b"", show(path, number))
    return number, page[:-2] + b" /Annots [ %s ] >>" % white


def changed(session, change, *more):
    path = session.folder / "changed.pdf"
    shutil.copy(CONTRACT, session.folder / "contract.pdf")
    sign(session, session.folder / "contract.pdf", path, *more)
    append(path, change)
    return path


def open_comparison(session, path):
    program = session.start(path)
    program.expect_document()
    program.press(program.find("push button", "^What Changed$"))
    program.expect("compare 1", 30)
    return program


def finish(program):
    if program.complaints():
        raise Failure(program.complaints())


def test_covered_page():
    with Session() as session:
        program = open_comparison(session, changed(session, cover_the_page))
        program.expect("compare-page 1")
        program.find("label", "^Something new hides part of the page$")
        program.find(None, "^Page 1, not permitted: ")
        program.find(None, "^Page 1 when it was signed$")
        program.find(None, "^Page 1 now$")
        for mode, label in (("Overlay", "^Gone, was there when signed$"), ("Slider", "^The page, left of the line")):
            program.click(*program.centre(program.find("push button", f"^{mode}$"), "Changes in"))
            program.find(None, label)
        finish(program)


def selected(program):
    import pyatspi
    for node in program.find("list item", all=True):
        if node.getState().contains(pyatspi.STATE_SELECTED) and ", " in (node.name or ""):
            return node.name
    return None


def test_keys_go_from_change_to_change():
    with Session() as session:
        program = open_comparison(session, changed(session, cover_the_page))
        program.expect("compare-page 1")
        first = wait_for("a chosen row", lambda: selected(program))
        for key, back in (("j", "k"), ("n", "p")):
            program.key(key)
            wait_for("the next row", lambda: selected(program) not in (None, first))
            program.key(back)
            wait_for("the first row again", lambda: selected(program) == first)
        program.key("ctrl+plus", "ctrl+minus", "ctrl+0")
        finish(program)


def test_nothing_to_be_seen():
    with Session() as session:
        program = open_comparison(session, changed(session, run_something))
        program.find(None, "^Nothing visible changed$")
        program.find(None, "^The whole document, not permitted: ")
        program.click(*program.centre(program.find("check box", "Pages without change"), "Changes in"))
        program.find(None, "no change: Looks the same$")
        finish(program)


def test_a_tab_like_others():
    with Session() as session:
        program = open_comparison(session, changed(session, run_something))
        program.find(None, "^Nothing visible changed$")
        program.key("ctrl+w")
        program.find("push button", "^What Changed$")
        program.press(program.find("push button", "^What Changed$"))
        program.mark()
        program.expect("compare 1", 30)
        program.key("ctrl+w", "ctrl+w")
        program.find(None, "^No document is open$")
        time.sleep(0.2)
        finish(program)


def test_a_mark_tells_what_is_known():
    """Over the picture of a signature stands what was found out about it; pressed, it leads to the card."""
    with Session() as session:
        session.add_seal("贵州山水科技有限公司", "公章")
        shutil.copy(CONTRACT, session.folder / "contract.pdf")
        path = session.folder / "sealed.pdf"
        sign(session, session.folder / "contract.pdf", path, "--seal", "公章", "--at", "1:20,20")
        program = session.start(path)
        program.expect_document()

        def press_mark():
            # It is made anew when more is known.
            for mark in program.find("push button", "王某", all=True):
                name = mark.name
                program.press(mark)
                return name
            return None
        name = wait_for("the mark", press_mark)
        for word in ("Who", "Trusted", "When"):
            if word not in name:
                raise Failure(f"no answer to “{word}?” in “{name}”")
        time.sleep(0.3)
        finish(program)


if __name__ == "__main__":
    main([test_covered_page, test_keys_go_from_change_to_change, test_nothing_to_be_seen, test_a_tab_like_others,
          test_a_mark_tells_what_is_known])
