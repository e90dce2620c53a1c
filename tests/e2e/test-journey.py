#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job by hand: a contract opened, a seal dragged onto it, signed, verified by others; the
whole of it by keyboard too; and what must not be lost on the way."""

import json
import subprocess

from e2e import BUILD, CONTRACT, Failure, Session, main, time, wait_for
from journey import PASSWORD, check_signed, drag_seal, no_complaints, open_contract, prepare

def test_contract_is_sealed_by_hand():
    with Session() as session:
        contract = prepare(session)
        program = open_contract(session, contract)
        drag_seal(program, contract)
        program.key("ctrl+Return")
        program.expect("finish-shown")
        program.keyboard_at("Finish signing")
        program.type("wrong")
        program.key("Return")
        program.expect("sign-error")
        before = list(session.folder.glob("*.pdf"))
        if len(before) != 1:
            raise Failure(f"a wrong password left {before}")
        # The field has the keyboard and its text is selected: typing replaces it.
        time.sleep(0.3)
        program.type(PASSWORD)
        program.key("Return")
        path = program.expect("signed (.+)").group(1)
        program.expect(r"verdict (\d+) (\d+)")
        check_signed(session, path)
        if path != str(session.folder / "采购合同-signed.pdf"):
            raise Failure(f"an unexpected name: {path}")
        program.find("label", "Unchanged, but the signer vouches for itself")
        no_complaints(program)


def test_everything_by_keyboard():
    with Session() as session:
        contract = prepare(session)
        program = open_contract(session, contract)
        program.key("ctrl+e", "Return")
        first = program.expect(r"stamp-added (\d+) (\S+) (\S+)")
        x, y = float(first.group(2)), float(first.group(3))
        time.sleep(0.2)
        program.key("Right", "Right", "shift+Down", "ctrl+Left")
        stamp = program.find("image", r"^公章 on page 1, .* from left")
        wanted = f"{x + 2 - 0.1:.0f} mm from left, {y + 10:.0f} mm from top, 40 mm wide"
        wait_for(f"“{wanted}”, not “{stamp.name}”", lambda: wanted in stamp.name)
        program.key("alt+Up")
        wait_for("41 mm wide", lambda: "41 mm wide" in stamp.name)
        program.key("ctrl+d")
        second = program.expect(r"stamp-added (\d+)")
        if second.group(1) != "2":
            raise Failure(f"repeated on page {second.group(1)}")
        # Held keys are one step; this takes the second stamp back, and again brings it.
        program.key("ctrl+z")
        program.expect("stamp-removed")
        program.key("ctrl+shift+z")
        program.expect("stamp-added 2")
        program.key("ctrl+Return")
        program.expect("finish-shown")
        program.keyboard_at("Finish signing")
        program.type(PASSWORD)
        program.key("Return")
        check_signed(session, program.expect("signed (.+)").group(1))
        no_complaints(program)


def test_crash_loses_no_stamp():
    with Session() as session:
        contract = prepare(session)
        program = open_contract(session, contract)
        placed = drag_seal(program, contract)
        program.key("ctrl+d")
        program.expect("stamp-added 2")
        time.sleep(0.35)
        program.kill()
        program = open_contract(session, contract)
        again = program.expect(r"stamp-added (\d+) (\S+) (\S+) (\S+) (\S+)") \
            if not program.events() else None
        restored = [event for event in program.events() if event.startswith("restored")]
        if restored != ["restored 2 0"]:
            raise Failure(f"{program.events()}")
        stamps = [event for event in program.events() if event.startswith("stamp-added")]
        if again is None and stamps[0] != placed.string:
            raise Failure(f"{stamps[0]} is not {placed.string}")
        program.find("label", "2 stamps of last time are back")
        program.key("ctrl+z")
        program.expect("stamps 0")
        no_complaints(program)


def test_cancel_asks_and_can_be_undone():
    with Session() as session:
        contract = prepare(session)
        program = open_contract(session, contract)
        drag_seal(program, contract)
        program.key("ctrl+d")
        program.expect("stamp-added 2")
        cancel = program.find("push button", "^Cancel$")
        program.press(cancel)
        program.press(program.find("push button", "^Remove( Remove)?$"))
        program.expect("stamps 0")
        time.sleep(0.3)
        program.key("ctrl+z")
        program.expect("stamps 2")
        no_complaints(program)


def test_closing_asks():
    with Session() as session:
        contract = prepare(session)
        program = open_contract(session, contract)
        drag_seal(program, contract)
        program.key("ctrl+w")
        program.expect("close-asked")
        time.sleep(0.4)
        program.key("Escape")
        program.expect("close-answered cancel")
        time.sleep(0.3)
        program.key("ctrl+q")
        program.expect("close-asked")
        program.press(program.find("push button", "^Keep for next time( Keep for next time)?$"))
        program.expect("close-answered keep")
        wait_for("the program's end", lambda: program.process.poll() is not None)
        if program.process.returncode != 0:
            raise Failure(f"it ended with {program.process.returncode}")
        program = open_contract(session, contract)
        if "restored 1 0" not in program.events():
            raise Failure(f"{program.events()}")
        program.key("ctrl+w")
        program.expect("close-asked")
        program.press(program.find("push button", "^Discard( Discard)?$"))
        program.expect("close-answered discard")
        journals = list((session.folder / "data/vermilion/journal").glob("*"))
        if journals:
            raise Failure(f"left behind: {journals}")


def test_invisible_signature_is_a_choice():
    with Session() as session:
        contract = prepare(session)
        program = open_contract(session, contract)
        program.key("ctrl+Return")
        program.expect("finish-shown")
        sign = program.find("push button", "^Sign$")
        password = program.find("text", "Password of the key")
        password.queryEditableText().setTextContents(PASSWORD)
        import pyatspi
        if sign.getState().contains(pyatspi.STATE_SENSITIVE):
            raise Failure("it would sign invisibly without having been told to")
        time.sleep(0.4)
        box = program.find("check box", "Sign without a visible mark")
        program.click(*program.centre(box, "Finish signing"))
        wait_for("Sign", lambda: sign.getState().contains(pyatspi.STATE_SENSITIVE))
        program.press(sign)
        check_signed(session, program.expect("signed (.+)").group(1))


def test_stopping_leaves_nothing():
    """A time-stamp service that lets one wait: Stop ends it, and all is as before."""
    with Session() as session:
        contract = prepare(session)
        folder = session.folder / "pki"
        folder.mkdir()
        services = subprocess.Popen([str(BUILD / "tests/support/support-pki-server"), str(folder)],
                                    stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                    env=session.env)
        session.children.append(services)
        slow = json.loads(services.stdout.readline())["tsa_slow"]
        for key, value in (("time-stamp-service", slow), ("signature-level", "B-T")):
            session.run("gsettings", "set", "org.vermilion.Vermilion", key, value)
        program = open_contract(session, contract)
        drag_seal(program, contract)
        program.key("ctrl+Return")
        program.expect("finish-shown")
        program.keyboard_at("Finish signing")
        program.type(PASSWORD)
        program.key("Return")
        time.sleep(0.5)
        # It has the keyboard, so that Enter or Space stops.
        program.key("space")
        import pyatspi
        sign = program.find("push button", "^Sign$")
        wait_for("the form again", lambda: sign.getState().contains(pyatspi.STATE_VISIBLE)
                 and sign.getState().contains(pyatspi.STATE_SENSITIVE))
        files = sorted(path.name for path in session.folder.glob("*.pdf*"))
        if files != [contract.name]:
            raise Failure(f"left behind: {files}")
        if program.events()[-1].startswith("sign-error"):
            raise Failure("stopping is no error")
        program.find("image", "^公章 on page 1")
        no_complaints(program)


def test_password_of_a_file_is_asked_once():
    with Session() as session:
        contract = prepare(session)
        locked = session.folder / "加密.pdf"
        session.run("qpdf", "--encrypt", "letmein", "letmein", "256", "--", contract, locked)
        contract.unlink()
        program = session.start(locked)
        program.seen = 0
        program.expect("state needs-password")
        time.sleep(0.4)
        program.type("letmein")
        program.key("Return")
        program.expect_document()
        drag_seal(program, locked)
        program.key("ctrl+Return")
        program.expect("finish-shown")
        program.keyboard_at("Finish signing")
        program.type(PASSWORD)
        program.key("Return")
        program.expect("signed (.+)")
        state = program.expect("state (needs-password|ready|failed)").group(1)
        if state != "ready":
            raise Failure(f"the signed file is {state}")
        program.expect(r"verdict (\d+) (\d+)")
        no_complaints(program)


def test_damaged_file_is_repaired_beside_it():
    with Session() as session:
        whole = CONTRACT.read_bytes()
        at = whole.rindex(b"startxref")
        damaged = session.folder / "damaged.pdf"
        damaged.write_bytes(whole[:at] + b"startxxxx" + whole[at + 9:])
        program = session.start(damaged)
        program.expect_document()
        program.press(program.find("push button", "Make a Repaired Copy"))
        program.expect(r"state ready damaged-repaired\.pdf")
        copy = session.folder / "damaged-repaired.pdf"
        if subprocess.run(["qpdf", "--check", copy], capture_output=True).returncode != 0:
            raise Failure("qpdf finds the copy damaged")
        if damaged.read_bytes()[at:at + 9] != b"startxxxx":
            raise Failure("the damaged file was touched")
        no_complaints(program)


if __name__ == "__main__":
    main([test_contract_is_sealed_by_hand, test_everything_by_keyboard, test_crash_loses_no_stamp,
          test_cancel_asks_and_can_be_undone, test_closing_asks,
          test_invisible_signature_is_a_choice, test_stopping_leaves_nothing,
          test_password_of_a_file_is_asked_once, test_damaged_file_is_repaired_beside_it])
