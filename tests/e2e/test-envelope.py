#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A copy that only chosen people can read: made from a document's menu, and opened by who may."""

import os
import shutil

from e2e import CTL, Failure, Session, children, main, wait_for
from journey import CONTRACT, no_complaints

PASSWORD = "secret"


def has_window(session, name):
    wait_for(f"the window “{name}”", lambda: session.output("xdotool", "search", "--onlyvisible", "--name", name))


def make_partner(session):
    """Somebody else, whose certificate was sent to us, and whose key was not."""
    word = session.folder / "word"
    word.write_text(PASSWORD)
    word.chmod(0o600)
    for name, kind in (("partner", "rsa2048"), ("signer", "ed25519"), ("author", "p256")):
        session.run(CTL, "keys", "create", f"合作方 {name}", "--kind", kind, "--password-file", word, "-o",
                    session.folder / f"{name}.p12", "--certificate", session.folder / f"{name}.pem")
    return word


def add(session, program, name):
    program.press(program.find("push button", "^Add Certificate…$"))
    has_window(session, "Choose the certificate file")
    program.type(str(session.folder / name))
    program.key("Return")
    program.keyboard_at("Encrypt a Copy")


def choose_signer(session, program):
    """Who signed the document is there, and is not chosen unasked."""
    import pyatspi
    (row,) = wait_for("who signed", lambda: program.find("list item", "^合作方 author \\(signed this document; not vouched", all=True))
    check = pyatspi.findDescendant(row, lambda node: node.getRole() == pyatspi.ROLE_CHECK_BOX)
    if check.getState().contains(pyatspi.STATE_CHECKED):
        raise Failure("somebody is written to whom nobody has chosen")
    program.click(*program.centre(check, "Encrypt a Copy"))
    wait_for("the choice", lambda: check.getState().contains(pyatspi.STATE_CHECKED))


def test_copy_for_certain_eyes():
    with Session() as session:
        session.add_identity("王小明", PASSWORD)
        word = make_partner(session)
        contract = session.folder / "contract.pdf"
        session.run(CTL, "sign", CONTRACT, "-o", contract, "--p12", session.folder / "author.p12", "--password-file", word)
        program = session.start(contract)
        program.expect_document()
        program.press(children(program.find(None, "^More about this document$"))[0])
        wait_for("the menu", lambda: program.find("menu item", "^Encrypt a Copy…$", all=True))
        program.key("Down", "Down", "Return")
        has_window(session, "Encrypt a Copy")
        add(session, program, "partner.pem")
        wait_for("the partner", lambda: program.find(None, "合作方 partner", all=True))
        choose_signer(session, program)
        add(session, program, "signer.pem")
        wait_for("what cannot be", lambda: program.find(None, "^Nothing can be encrypted to this certificate.$", all=True))
        add(session, program, "contract.pdf")
        wait_for("what is none", lambda: program.find(None, "could not be read", all=True))
        program.press(program.find("push button", "^Encrypt…$"))
        has_window(session, "Save the encrypted copy")
        program.key("Return")
        program.expect("encrypted")
        copy = session.folder / "contract.pdf.p7m"
        session.run(CTL, "decrypt", copy, "--p12", session.folder / "partner.p12", "--password-file", word, "-o",
                    session.folder / "theirs.pdf")
        if (session.folder / "theirs.pdf").read_bytes() != contract.read_bytes():
            raise Failure("the partner reads something else")
        session.run(CTL, "decrypt", copy, "--p12", session.folder / "author.p12", "--password-file", word, "-o",
                    session.folder / "author.pdf")
        no_complaints(program)
        program.kill()
        open_copy(session, copy, contract)


def open_copy(session, copy, contract):
    """A wrong password is told and asked again; what comes out is shown."""
    program = session.start(copy)
    program.expect("envelope ready")
    program.keyboard_at("contract.pdf.p7m")
    for password, event in (("no word", None), (PASSWORD, "decrypted")):
        program.type(password)
        program.key("Return")
        has_window(session, "Save the decrypted file")
        program.key("ctrl+a")
        program.type("opened.pdf")
        program.key("Return")
        if event is None:
            wait_for("what was wrong", lambda: program.find(None, "password is wrong|wrong password|does not open", all=True))
            program.keyboard_at("contract.pdf.p7m")
        else:
            program.expect(event)
    if (session.folder / "opened.pdf").read_bytes() != contract.read_bytes():
        raise Failure("something else came out")
    program.expect("page-painted")
    no_complaints(program)


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    main([test_copy_for_certain_eyes])
