#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys on tokens: what the sheet says and offers, and what is signed in the end."""

import os
import subprocess

from e2e import BUILD, CTL, Failure, Session, main, time
from journey import check_signed, drag_seal, no_complaints, open_contract, prepare

PIN = "246810"
FINAL_TRY, LOCKED, PAD = "20000", "40000", "100"
MOCK = BUILD / "tests/support/mock-pkcs11.so"


def set_key(session, key, value):
    session.run("gsettings", "set", "org.vermilion.Vermilion", key, value)


def plug_in(session, flags=None):
    """A SoftHSM token, or with flags the one that refuses; False where SoftHSM is missing."""
    folder = session.folder / "token"
    folder.mkdir()
    made = subprocess.run([str(BUILD / "tests/support/support-make-token"), str(folder)],
                          stdout=subprocess.PIPE, text=True)
    if made.returncode not in (0, 77):
        raise Failure("support-make-token failed")
    session.env.update(SOFTHSM2_CONF=str(folder / "softhsm2.conf"),
                       MOCK_PKCS11_PEM=str(folder / "mock.pem"),
                       MOCK_PKCS11_LOG=str(folder / "logins"))
    if flags is not None:
        session.env.update(MOCK_PKCS11_FLAGS=flags, SOFTHSM2_CONF=str(folder / "none.conf"))
        (folder / "none.conf").write_text(f"directories.tokendir = {folder}\n")
    set_key(session, "token-driver", str(MOCK) if flags else made.stdout.strip())
    return made.returncode == 0 or flags is not None


def open_sheet(session):
    contract = prepare(session, identity=False)
    program = open_contract(session, contract)
    drag_seal(program, contract)
    program.key("ctrl+Return")
    program.expect("finish-shown")
    return program


def type_secret(program, name, secret):
    field = program.find("text", name)
    field.queryEditableText().setTextContents(secret)
    program.press(program.find("push button", "^Sign$"))


def test_token_signs():
    with Session() as session:
        if not plug_in(session):
            print("# SoftHSM 2 is not installed")
            return
        program = open_sheet(session)
        type_secret(program, "PIN of the token “印章 token”", "111111")
        program.expect("sign-error keys_error")
        program.find("label", "The PIN is wrong")
        program.find("label", "A wrong PIN was entered before")
        type_secret(program, "PIN of the token", PIN)
        signature = check_signed(session, program.expect("signed (.+)", 20).group(1), pdfsig=False)
        if "CN=张三" not in signature["signer"]["subject"]:
            raise Failure(f"signed by {signature['signer']}")
        no_complaints(program)


def test_last_try_is_asked_about():
    with Session() as session:
        plug_in(session, FINAL_TRY)
        program = open_sheet(session)
        program.find("label", "Only one try is left: a wrong PIN locks the token")
        type_secret(program, "PIN of the token", "123456")
        program.expect("last-try-asked")
        if (session.folder / "token/logins").exists():
            raise Failure("the PIN was tried before the answer")
        program.press(program.find("push button", "Do not try"))
        time.sleep(0.3)
        if (session.folder / "token/logins").exists():
            raise Failure("the PIN was tried against the answer")
        program.press(program.find("push button", "^Sign$"))
        program.expect("last-try-asked")
        program.press(program.find("push button", "Use this PIN"))
        check_signed(session, program.expect("signed (.+)", 20).group(1))
        no_complaints(program)


def test_locked_token_is_named():
    with Session() as session:
        plug_in(session, LOCKED)
        program = open_sheet(session)
        program.find("label", "The token is locked: a wrong PIN was entered too often")
        import pyatspi
        if program.find("push button", "^Sign$").getState().contains(pyatspi.STATE_SENSITIVE):
            raise Failure("it would ask a locked token")
        no_complaints(program)


def test_pad_is_pointed_to():
    with Session() as session:
        plug_in(session, PAD)
        program = open_sheet(session)
        program.find("label", "The device of the token “.*” will ask for the PIN")
        program.press(program.find("push button", "^Sign$"))
        check_signed(session, program.expect("signed (.+)", 20).group(1))
        no_complaints(program)


def test_driver_is_named():
    """One that does not work says so in words, one that does shows its tokens; and it is forgotten."""
    with Session() as session:
        if not plug_in(session):
            print("# SoftHSM 2 is not installed")
            return
        driver = session.output("gsettings", "get", "org.vermilion.Vermilion",
                                "token-driver").decode().strip().strip("'")
        set_key(session, "token-driver", "")
        program = session.start()
        time.sleep(0.4)
        program.key("alt+4")
        program.expect("room identity")
        program.press(program.find("push button", "Tokens…"))
        program.expect("driver-looked")
        for path, event, words in ((CTL, r"driver-looked (?!-1)", "Not loaded"),
                                   (driver, "driver-looked -1 1", "^Loaded$")):
            program.mark()
            program.click(*program.centre(program.find("label", "^Path of the PKCS#11 driver$"),
                                          "Token driver"))
            program.key("ctrl+a")
            program.type(str(path))
            program.key("Return")
            program.expect(event)
            program.find("label", words)
        program.find("label", "印章 token")
        program.mark()
        program.press(program.find("push button", "Use this driver no more"))
        program.expect("driver-looked -1")
        if session.output("gsettings", "get", "org.vermilion.Vermilion",
                          "token-driver").decode().strip() != "''":
            raise Failure("the driver was not forgotten")
        no_complaints(program)


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    main([test_token_signs, test_last_try_is_asked_about, test_locked_token_is_named, test_pad_is_pointed_to, test_driver_is_named])
