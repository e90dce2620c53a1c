#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The last step in detail: fields that are locked one by one, the algorithm, and documents that
cannot be signed at all."""

import json
import pathlib
import re

from e2e import CONTRACT, CTL, Failure, Session, main, time
from forms import write_form
from journey import check_with_pdfsig, no_complaints

PASSWORD = "secret"
TITLE = "Finish signing"


def open_sheet(session, document):
    program = session.start(document)
    program.expect_document()
    program.key("ctrl+Return")
    program.expect("finish-shown")
    program.keyboard_at(TITLE)
    return program


def click(program, name, role="label"):
    program.click(*program.centre(program.find(role, name), TITLE))
    time.sleep(0.4)


def scroll(program, times):
    """With the pointer at the edge of the sheet: over a row the wheel would be the row's."""
    x, y = program.origin(TITLE)
    program.session.xdo("mousemove", round(x + 8), round(y + 300))
    program.session.xdo("click", "--repeat", str(times), "5")
    time.sleep(0.5)


def test_ticked_fields_are_locked():
    with Session(1280, 1100) as session:
        session.add_identity(password=PASSWORD)
        form = session.folder / "form.pdf"
        write_form(form, ["price", "name, given", "remark"])
        program = open_sheet(session, form)
        click(program, "^Sign without a visible mark$")
        scroll(program, 8)
        click(program, "^Changes afterwards$")
        scroll(program, 8)
        click(program, "^Locked form fields$")
        program.key("Down", "Down", "Return")
        time.sleep(0.4)
        click(program, "^name, given$", "check box")
        program.find("text", "Password of the key").queryEditableText().setTextContents(PASSWORD)
        program.press(program.find("push button", "^Sign$"))
        path = program.expect("signed (.+)", 20).group(1)
        report = json.loads(session.output(CTL, "verify", "--json", path))
        locked = report["signatures"][0]["locked_fields"]
        if "name, given" not in str(locked) or "price" in str(locked):
            raise Failure(f"locked: {locked}")
        no_complaints(program)


def test_algorithm_is_chosen():
    with Session(1280, 1100) as session:
        session.add_identity(password=PASSWORD)
        program = open_sheet(session, CONTRACT)
        click(program, "^Sign without a visible mark$")
        scroll(program, 12)
        click(program, "^Advanced$")
        scroll(program, 12)
        click(program, "^Digest$")
        program.key("Down", "Down", "Down", "Return")
        program.find("text", "Password of the key").queryEditableText().setTextContents(PASSWORD)
        program.press(program.find("push button", "^Sign$"))
        path = program.expect("signed (.+)", 20).group(1)
        report = json.loads(session.output(CTL, "verify", "--json", path))
        if "512" not in report["signatures"][0]["digest"]:
            raise Failure(f"digest: {report['signatures'][0]['digest']}")
        no_complaints(program)


def test_padding_is_chosen():
    """RSASSA-PSS (RFC 4055), as OpenSSL sees it in the file."""
    with Session(1280, 1100) as session:
        secret = session.folder / "password"
        secret.write_text(PASSWORD)
        session.run(CTL, "keys", "create", "王某", "--kind", "rsa2048", "--password-file", secret)
        program = open_sheet(session, CONTRACT)
        click(program, "^Sign without a visible mark$")
        scroll(program, 12)
        click(program, "^Advanced$")
        scroll(program, 12)
        click(program, "^RSA with PSS padding$")
        program.find("text", "Password of the key").queryEditableText().setTextContents(PASSWORD)
        program.press(program.find("push button", "^Sign$"))
        path = program.expect("signed (.+)", 20).group(1)
        data = pathlib.Path(path).read_bytes()
        contents = re.search(rb"/Contents\s*<([0-9A-Fa-f]+)>", data).group(1)
        cms = session.folder / "signature.der"
        cms.write_bytes(bytes.fromhex(contents.decode()))
        said = session.output("openssl", "cms", "-cmsout", "-print", "-inform", "DER", "-in", cms).decode()
        if "rsassaPss" not in said[said.index("signerInfos"):]:
            raise Failure(said[-2000:])
        check_with_pdfsig(path)
        no_complaints(program)


def test_damaged_document_is_not_signed():
    with Session() as session:
        session.add_identity(password=PASSWORD)
        whole = CONTRACT.read_bytes()
        at = whole.rindex(b"startxref")
        damaged = session.folder / "damaged.pdf"
        damaged.write_bytes(whole[:at] + b"startxxxx" + whole[at + 9:])
        program = session.start(damaged)
        program.expect("cannot-be-signed")
        program.find("label", "This document cannot be signed")
        before = program.events()
        program.key("ctrl+Return")
        time.sleep(0.6)
        if any(event.startswith("finish-shown") for event in program.events()[len(before):]):
            raise Failure("a damaged document can be signed")
        program.press(program.find("push button", "Make a Repaired Copy", all=True)[-1])
        program.expect(r"state ready damaged-repaired\.pdf")
        no_complaints(program)


if __name__ == "__main__":
    main([test_ticked_fields_are_locked, test_algorithm_is_chosen, test_padding_is_chosen,
          test_damaged_document_is_not_signed])
