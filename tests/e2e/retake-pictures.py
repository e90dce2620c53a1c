#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes the pictures in data/screenshots anew, from the real window, in both languages; names on the command line, such
as verdict-zh, choose some. Whoever changes a screen that README.md shows runs it once, and looks at what it made."""

import gettext
import importlib
import re
import shutil
import subprocess
import sys

from e2e import BUILD, CONTRACT, Failure, ROOT, Session, missing, run_alone, time, wait_for

compare = importlib.import_module("test-compare")
identity = importlib.import_module("test-identity")
verdicts = importlib.import_module("test-verdicts")

FOLDER = ROOT / "data/screenshots"
SIZE = (1280, 860)
LANGUAGES = {"zh": "zh_CN", "en": "en"}
NAME = "采购合同-0421.pdf"
COMPANY = "贵州山水云图科技有限公司"


def fill_screen(session, program):
    window = wait_for("the window", program.windows)[0]
    session.run("xdotool", "windowsize", window, *SIZE)
    session.run("xdotool", "windowmove", window, 0, 0)


def open_window(session, path):
    """As large as the screen."""
    program = session.start(path)
    fill_screen(session, program)
    program.expect_document()
    time.sleep(1)
    return program


def take(program, name):
    """Once what moves on the screen has come to rest: nothing tells when that is."""
    time.sleep(1.5)
    if program.complaints():
        raise Failure(program.complaints())
    program.session.shot(FOLDER / f"{name}.png")


def drag_seal(program, path, seal, at, **more):
    x, y = program.centre(program.find("list item", seal), path.name)
    program.drag((x - 60, y), at, began="drag-prepared", **more)


def sealing(session, name):
    """One seal stands, the other one is under the pointer."""
    session.add_seal(COMPANY, "公章")
    session.add_seal(COMPANY, "合同专用章", "--row", "合同专用章")
    path = session.folder / NAME
    shutil.copy(CONTRACT, path)
    program = open_window(session, path)
    program.key("End")
    time.sleep(1)
    drag_seal(program, path, "公章", (550, 545))
    program.expect("stamp-added")
    program.key("Escape")
    drag_seal(program, path, "合同专用章", (550, 690), hold=lambda: take(program, name))


def raise_the_price(path, root):
    """Another total over the one that was agreed on."""
    pages = subprocess.run(["qpdf", "--show-pages", path], capture_output=True, check=True).stdout
    number = int(re.search(rb"page 1: (\d+) 0 R", pages)[1])
    total = (b"<< /Type /Annot /Subtype /FreeText /Rect [438 266 520 281] /Contents (928,300.00) /C [1 1 1] "
             b"/DA (/Helv 10.5 Tf 0 g) /Q 2 /BS << /W 0 >> >>")
    return number, compare.show(path, number)[:-2] + b" /Annots [ %s ] >>" % total


def open_judged(session, path):
    program = open_window(session, path)
    program.seen = 0
    program.expect("verdict", 60)
    return program


def changed(session):
    """Signed by two companies whose authority is known; then somebody laid another price over the agreed one."""
    workshop = verdicts.Workshop(session)
    workshop.trust()
    first = workshop.sign("first.pdf", level="B-T", at="3:34,142")
    path = workshop.sign(NAME, "chinese", first, "B-T", at="3:115,142")
    compare.append(path, raise_the_price)
    return path


def verdict(session, name):
    program = open_judged(session, changed(session))
    take(program, name)


def comparison(session, name):
    program = open_judged(session, changed(session))
    button = {"zh": "^有何更改$", "en": "^What Changed$"}[name[-2:]]
    program.press(program.find("push button", button, all=True)[0])
    program.expect("compare-page 1", 60)
    take(program, name)


class Applicant:
    """Somebody at the program who reads it in their own language, and calls things by their English names."""

    def __init__(self, program, language):
        self.program = program
        self.words = gettext.translation("vermilion", BUILD / "po", [LANGUAGES[language]], fallback=True)

    def said(self, text):
        return re.escape(self.words.gettext(text))

    def press(self, name):
        identity.press(self.program, f"^{self.said(name)}$")

    def fill(self, name, text):
        wanted = f"^{self.said(name)}"
        self.program.find("text", wanted)
        for node in self.program.find("text", wanted, all=True):
            node.queryEditableText().setTextContents(text)

    def tick_all(self, name):
        wanted = self.said(name).split("%s")[0]
        self.program.find("check box", wanted)
        time.sleep(1)
        for node in self.program.find("check box", wanted, all=True):
            self.program.click(*self.program.centre(node, f"^{self.said('Digital identity')}$"))


def identification(session, name):
    """The step of an application at which a phone is asked."""
    program = session.start()
    fill_screen(session, program)
    program.key("alt+4")
    program.expect("identity out none", 60)
    me = Applicant(program, name[-2:])
    me.press("Get Verified…")
    for field, text in (("Name as in your identity document", "王小明"), ("Number of the identity document", "52010219900101001X"),
                        ("Login: a telephone number or any name", "wangxiaoming"),
                        ("New password, at least eight characters", identity.PASSWORD),
                        ("The same password again", identity.PASSWORD)):
        me.fill(field, text)
    me.press("Register")
    program.expect("apply-step agreements", 60)
    me.tick_all("I have read and accept: %s")
    me.press("Next")
    program.expect("apply-step confirm", 60)
    for field in ("Password for the key", "The same password again"):
        me.fill(field, identity.KEY_PASSWORD)
    me.press("Next")
    program.expect("identification waiting", 60)
    take(program, name)


PICTURES = {"sealing": sealing, "verdict": verdict, "compare": comparison, "identification": identification}


def retake(name):
    picture, _, language = name.rpartition("-")
    with Session(*SIZE, language=LANGUAGES[language]) as session:
        PICTURES[picture](session, name)


if __name__ == "__main__":
    if missing() or shutil.which("import") is None:
        sys.exit(missing() or "import (ImageMagick) is not installed")
    names = sys.argv[1:] or [f"{picture}-{language}" for picture in PICTURES for language in LANGUAGES]
    for name in names:
        if name.rpartition("-")[0] not in PICTURES or name.rpartition("-")[2] not in LANGUAGES:
            sys.exit(f"no picture is called {name}")
    sys.exit(0 if all([run_alone(lambda: retake(name)) for name in names]) else 1)
