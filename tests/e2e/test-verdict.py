#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What came after a signature: told sentence by sentence, with a way to its place and to the version that was
signed."""

import re
import shutil
import subprocess
import time

from e2e import CONTRACT, CTL, Failure, Session, main, wait_for
from journey import check_with_pdfsig


def sign(session, source, target):
    word = session.folder / "word"
    word.write_text("secret\n")
    word.chmod(0o600)
    session.run(CTL, "sign", source, "-o", target, "--p12", session.folder / "me.p12", "--password-file", word)


def make_key(session):
    word = session.folder / "word"
    word.write_text("secret\n")
    word.chmod(0o600)
    session.run(CTL, "keys", "create", "王某", "-o", session.folder / "me.p12", "--password-file", word)


def append_action(path):
    """A revision that nobody signed makes the document run something when it is opened."""
    data = path.read_bytes()
    root = int(re.findall(rb"/Root (\d+) 0 R", data)[-1])
    size = int(re.findall(rb"/Size (\d+)", data)[-1])
    previous = int(re.findall(rb"startxref\s+(\d+)", data)[-1])
    shown = subprocess.run(["qpdf", f"--show-object={root}", path], capture_output=True, check=True).stdout.strip()
    body = b"%d 0 obj\n%s /OpenAction << /S /JavaScript /JS (x) >> >>\nendobj\n" % (root, shown[:-2])
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        root, len(data), size, root, previous, len(data) + len(body))
    path.write_bytes(data + body + table)


def assert_said(program, pattern):
    program.find("label", pattern)


def test_later_signature_is_permitted():
    with Session() as session:
        make_key(session)
        once, twice = session.folder / "once.pdf", session.folder / "twice.pdf"
        shutil.copy(CONTRACT, session.folder / "contract.pdf")
        sign(session, session.folder / "contract.pdf", once)
        sign(session, once, twice)
        program = session.start(twice)
        program.expect_document()
        assert_said(program, "^1 change after it$")
        program.press(program.find("push button", "^Signed Version$"))
        program.expect("state ready twice-version 2")
        copy = next((session.folder / "cache").rglob("twice-version 2.pdf"))
        if copy.read_bytes() != once.read_bytes():
            raise Failure("the version is not what was signed")
        if program.complaints():
            raise Failure(program.complaints())


def test_change_that_nobody_permits():
    with Session() as session:
        make_key(session)
        changed = session.folder / "changed.pdf"
        shutil.copy(CONTRACT, session.folder / "contract.pdf")
        sign(session, session.folder / "contract.pdf", changed)
        append_action(changed)
        program = session.start(changed)
        program.expect_document()
        assert_said(program, "^Changed after signing$")
        assert_said(program, "A setting of the document was changed")
        wait_for("the mark of what is not permitted", lambda: program.find(None, "^not permitted$", all=True))
        if program.complaints():
            raise Failure(program.complaints())


def test_report_is_saved_in_four_forms():
    with Session() as session:
        make_key(session)
        signed = session.folder / "signed.pdf"
        shutil.copy(CONTRACT, session.folder / "contract.pdf")
        sign(session, session.folder / "contract.pdf", signed)
        program = session.start(signed)
        program.expect_document()
        assert_said(program, "^Intact\\?$")
        starts = {"pdf": b"%PDF-", "html": b"<!DOCTYPE html>", "json": b"{", "xml": b"<?xml"}
        # The second of the menu is the signed one.
        for downs, (form, start) in zip((0, 2, 3, 4), starts.items()):
            program.press(program.find("push button", "^Save Report$"))
            wait_for("the menu", lambda: program.find("menu item", "^Web Page…$", all=True))
            program.key(*["Down"] * downs, "Return")
            wait_for("the dialog", lambda: session.output("xdotool", "search", "--onlyvisible", "--name",
                                                          "Save the verification report"))
            program.key("Return")
            program.expect(f"report-exported {form}")
            report = session.folder / f"signed-verification.{form}"
            if not report.read_bytes().startswith(start):
                raise Failure(f"{report.name} is something else")
        if program.complaints():
            raise Failure(program.complaints())


def test_report_is_signed_by_the_user():
    """A wrong password is told and asked again; the report verifies like any signed file."""
    with Session() as session:
        make_key(session)
        session.add_identity("李某", password="my word")
        signed = session.folder / "signed.pdf"
        shutil.copy(CONTRACT, session.folder / "contract.pdf")
        sign(session, session.folder / "contract.pdf", signed)
        program = session.start(signed)
        program.expect_document()
        assert_said(program, "^Intact\\?$")
        program.press(program.find("push button", "^Save Report$"))
        wait_for("the menu", lambda: program.find("menu item", "^Web Page…$", all=True))
        program.key("Down", "Return")
        wait_for("the dialog", lambda: session.output("xdotool", "search", "--onlyvisible", "--name",
                                                      "Save the verification report"))
        program.key("Return")
        program.expect("report-sheet")
        time.sleep(0.4)
        program.type("no word")
        program.key("Return")
        program.expect("report-error keys_error")
        program.key("ctrl+a")
        program.type("my word")
        program.key("Return")
        program.expect("report-exported pdf", 30)
        report = session.folder / "signed-verification.pdf"
        check_with_pdfsig(report)
        shown = session.output("pdfsig", report).decode()
        if "李某" not in shown:
            raise Failure(f"signed by somebody else: {shown}")
        if program.complaints():
            raise Failure(program.complaints())


if __name__ == "__main__":
    main([test_later_signature_is_permitted, test_change_that_nobody_permits, test_report_is_saved_in_four_forms,
          test_report_is_signed_by_the_user])
