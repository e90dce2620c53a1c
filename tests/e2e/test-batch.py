#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many files at once: looked at before anybody is asked for a password, signed with one, and what
failed tried again alone."""

import json
import shutil
import subprocess

from e2e import BUILD, CONTRACT, CTL, Failure, Session, main, time, wait_for
from forms import write_form

PASSWORD = "secret"
SHEET = "Sign the files"


def prepare(session):
    session.add_seal()
    session.add_identity(password=PASSWORD)
    folder = session.folder / "合同"
    folder.mkdir()
    names = ["采购合同.pdf", "b.pdf", "保密协议（甲乙双方最终确认稿-第三版-含附件一至附件五）.pdf"]
    for name in names:
        shutil.copy(CONTRACT, folder / name)
    (folder / "broken.pdf").write_bytes(b"no PDF")
    return folder, [folder / name for name in [*names, "broken.pdf"]]


def copy(session, paths):
    """Onto the clipboard, as a file manager does it; xclip stays to hand it out."""
    text = "".join(f"{path.as_uri()}\r\n" for path in paths).encode()
    process = subprocess.Popen(["xclip", "-quiet", "-selection", "clipboard", "-t", "text/uri-list"],
                               env=session.env, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    session.children.append(process)
    process.stdin.write(text)
    process.stdin.close()
    wait_for("the clipboard", lambda: session.output(
        "xclip", "-o", "-selection", "clipboard", "-t", "TARGETS").find(b"text/uri-list") >= 0)


def begin(session, paths):
    program = session.start()
    program.key("alt+3")
    program.expect("room batch")
    copy(session, paths)
    program.key("ctrl+v")
    return program


def sign(program, password=PASSWORD):
    program.key("ctrl+Return")
    program.expect("batch-sheet")
    program.type(password)
    program.key("Return")


def check_signed(session, source, target):
    if not target.read_bytes().startswith(source.read_bytes()):
        raise Failure(f"{target.name} does not begin with the bytes of {source.name}")
    done = subprocess.run(["pdfsig", "-nocert", target], capture_output=True, text=True)
    if "Signature Validation: Signature is Valid." not in done.stdout:
        raise Failure(f"pdfsig: {done.stdout}")
    report = json.loads(session.output(CTL, "verify", "--json", target))
    signature, = report["signatures"]
    if (signature["integrity"], signature["coverage"]) != ("intact", "entire-file"):
        raise Failure(f"vermilionctl: {signature}")


def signed_name(path):
    return path.with_name(path.stem + "-signed.pdf")


def test_batch_is_signed_with_one_password():
    with Session() as session:
        folder, paths = prepare(session)
        before = {path: path.read_bytes() for path in paths}
        program = begin(session, paths)
        program.expect("batch-looked 3 1")
        program.find("label", "This is not a PDF file")
        program.find("push button", "Sign 3 Files")
        sign(program, "wrong")
        program.expect("batch-key-error")
        if any(signed_name(path).exists() for path in paths):
            raise Failure("something was written with a wrong password")
        time.sleep(0.3)
        program.type(PASSWORD)
        program.key("Return")
        program.expect("batch-signed 3 0")
        for path in paths[:3]:
            check_signed(session, path, signed_name(path))

        # The one that failed is mended, and signed alone.
        stamps = [signed_name(path).stat() for path in paths[:3]]
        shutil.copy(CONTRACT, paths[3])
        program.press(program.find("push button", "Retry Failed"))
        program.expect("batch-looked 1 0")
        sign(program)
        program.expect("batch-signed 4 0")
        check_signed(session, paths[3], signed_name(paths[3]))
        if stamps != [signed_name(path).stat() for path in paths[:3]]:
            raise Failure("what was signed before was written again")
        if any(path.read_bytes() != before[path] for path in paths[:3]):
            raise Failure("an input was changed")
        if program.complaints():
            raise Failure("\n".join(program.complaints()[:5]))


def test_seal_on_words():
    """Where the words are is told before signing; files without them are told, too."""
    with Session() as session:
        _, paths = prepare(session)
        program = begin(session, paths[:2])
        program.expect("batch-looked 2 0")
        time.sleep(0.3)
        program.click(*program.centre(program.find("combo box", "Position"), "Vermilion"))
        time.sleep(0.4)
        program.key("Down", "Down", "Return")
        program.find("label", "say first where the seal stands")
        program.type("nowhere to be read")
        program.expect("batch-looked 0 2")
        program.find("label", "The seal has no place in this document")
        program.key("ctrl+a")
        program.type("GNSS")
        program.expect("batch-looked 2 0")
        program.find("label", r"Ready · 1 seal, on page \d")
        sign(program)
        program.expect("batch-signed 2 0")
        for path in paths[:2]:
            check_signed(session, path, signed_name(path))
        if program.complaints():
            raise Failure("\n".join(program.complaints()[:5]))


def lock(path, password):
    subprocess.run(["qpdf", "--encrypt", password, "owner", "256", "--", CONTRACT, path], check=True)


def give(program, password):
    """The password of the first file that still needs one; it is tried on all that do."""
    program.press(program.find("push button", "Password…", all=True)[0])
    program.expect("password-asked")
    program.type(password)
    program.key("Return")


def test_passwords_come_first():
    """Asked for before the key: one for all, and what it does not open is asked for again."""
    with Session() as session:
        folder, paths = prepare(session)
        for path, password in zip(paths[1:3], ("one", "other")):
            lock(path, password)
        program = begin(session, paths[:3])
        program.expect("batch-looked 1 2")
        program.find("label", "Needs a password")
        give(program, "one")
        program.expect("batch-looked 2 1")
        program.find("label", "This password does not open the document")
        give(program, "other")
        program.expect("batch-looked 3 0")
        sign(program)
        program.expect("batch-signed 3 0")
        for path in paths[:3]:
            if not signed_name(path).read_bytes().startswith(path.read_bytes()):
                raise Failure(f"{path.name} was not signed as it is")
        program.press(program.find("push button", "Show in folder", all=True)[0])
        program.expect("reveal file://.*-signed.pdf")
        if program.complaints():
            raise Failure("\n".join(program.complaints()[:5]))


def scroll(program, times):
    """With the pointer at the edge of the sheet: over a row the wheel would be the row's."""
    x, y = program.origin(SHEET)
    program.session.xdo("mousemove", round(x + 6), round(y + 300))
    program.session.xdo("click", "--repeat", str(times), "5")
    time.sleep(0.5)


def click(program, name, role="label"):
    program.click(*program.centre(program.find(role, name), SHEET))
    time.sleep(0.4)


def lock_those_ticked(program):
    scroll(program, 10)
    click(program, "^Changes afterwards$")
    scroll(program, 10)
    click(program, "^Locked form fields$")
    program.key("Down", "Down", "Return")
    time.sleep(0.6)


def test_fields_are_locked_one_by_one():
    """Offered are the fields of all files; a file that lacks one is named, and not signed."""
    with Session(1280, 1100) as session:
        session.add_identity(password=PASSWORD)
        paths = [session.folder / name for name in ("one.pdf", "two.pdf", "three.pdf")]
        for path, names in zip(paths, (["price", "name, given"], ["price", "remark"], ["remark"])):
            write_form(path, names)
        program = begin(session, paths)
        program.expect("batch-looked 3 0")
        program.key("ctrl+Return")
        program.expect("batch-sheet")
        lock_those_ticked(program)
        program.find("label", "^in 1 of 3 files$")
        click(program, "^price$", "check box")
        program.expect("batch-looked 2 1")
        program.find("label", "It has no form field “price”")
        program.find("label", "1 file cannot be signed in this way")
        # Whoever gives up the sheet gives up the lock.
        program.key("Escape")
        program.expect("batch-looked 3 0")
        program.key("ctrl+Return")
        program.expect("batch-sheet")
        lock_those_ticked(program)
        click(program, "^price$", "check box")
        program.expect("batch-looked 2 1")
        program.find("text", "Password of the key").queryEditableText().setTextContents(PASSWORD)
        program.press(program.find("push button", "^Sign$"))
        program.expect("batch-signed 2 0", 20)
        for path in paths[:2]:
            report = json.loads(session.output(CTL, "verify", "--json", signed_name(path)))
            if report["signatures"][0]["locked_fields"] != "include:price":
                raise Failure(f"{path.name}: {report['signatures'][0]['locked_fields']}")
        if signed_name(paths[2]).exists():
            raise Failure("signed, though the field to lock is not there")
        if program.complaints():
            raise Failure("\n".join(program.complaints()[:5]))


def test_signed_files_go_where_was_said():
    with Session() as session:
        folder, paths = prepare(session)
        target = session.folder / "已签"
        target.mkdir()
        session.run("gsettings", "set", "org.vermilion.Vermilion", "batch-folder", target.as_uri())
        (target / "b-signed.pdf").write_bytes(b"somebody's")
        program = begin(session, paths[:2])
        program.expect("batch-looked 2 0")
        program.find("label", str(target))
        sign(program)
        program.expect("batch-signed 2 0")
        check_signed(session, paths[0], target / signed_name(paths[0]).name)
        check_signed(session, paths[1], target / "b-signed-2.pdf")
        if (target / "b-signed.pdf").read_bytes() != b"somebody's":
            raise Failure("a file was replaced")


def test_goes_on_after_a_kill():
    """The queue, the rule and what is signed are there again; nothing is signed twice."""
    with Session() as session:
        folder, paths = prepare(session)
        program = begin(session, paths)
        program.expect("batch-looked 3 1")
        program.click(*program.centre(program.find("combo box", "Appearance"), "Vermilion"))
        time.sleep(0.4)
        program.key("Down", "Return")
        program.expect("batch-looked 3 1")
        sign(program)
        program.expect("batch-signed 3 0")
        time.sleep(0.6)
        program.kill()

        shutil.copy(CONTRACT, paths[3])
        program = session.start()
        program.key("alt+3")
        program.expect("batch-resumed 4")
        program.expect("room batch")
        time.sleep(0.4)
        if len(program.find("label", "^Signed · ", all=True)) != 3:
            raise Failure("what was signed is not known any more")
        program.find("label", "Seal with text beside it")
        sign(program)
        program.expect("batch-signed 4 0")
        check_signed(session, paths[3], signed_name(paths[3]))
        if list(folder.glob("*-signed-2.pdf")):
            raise Failure("a file was signed twice")
        if program.complaints():
            raise Failure("\n".join(program.complaints()[:5]))


def test_pin_pad_is_asked_once():
    """The PIN is typed on the device, and one login does for all files."""
    with Session() as session:
        _, paths = prepare(session)
        folder = session.folder / "token"
        folder.mkdir()
        if subprocess.run([BUILD / "tests/support/support-make-token", folder],
                          stdout=subprocess.DEVNULL).returncode not in (0, 77):
            raise Failure("support-make-token failed")
        session.env.update(MOCK_PKCS11_PEM=str(folder / "mock.pem"), MOCK_PKCS11_FLAGS="100",
                           MOCK_PKCS11_LOG=str(folder / "logins"))
        shutil.rmtree(session.folder / "data/vermilion/keys")
        session.run("gsettings", "set", "org.vermilion.Vermilion", "token-driver",
                    BUILD / "tests/support/mock-pkcs11.so")
        program = begin(session, paths[:3])
        program.expect("batch-looked 3 0")
        program.key("ctrl+Return")
        program.expect("batch-sheet")
        program.find("label", "The device of the token “.*” will ask for the PIN")
        program.press(program.find("push button", "^Sign$"))
        program.expect("batch-signed 3 0")
        for path in paths[:3]:
            check_signed(session, path, signed_name(path))
        logins = (folder / "logins").read_text().splitlines()
        if len(logins) != 1:
            raise Failure(f"{len(logins)} logins: {logins}")
        if program.complaints():
            raise Failure("\n".join(program.complaints()[:5]))


def test_same_files_are_there_once():
    with Session() as session:
        folder, paths = prepare(session)
        program = begin(session, paths)
        program.expect("batch-looked 3 1")
        program.key("ctrl+v")
        time.sleep(0.6)
        rows = program.find("list item", r"\.pdf\. ", all=True)
        if len(rows) != 4:
            raise Failure(f"{len(rows)} rows: {[row.name for row in rows]}")
        if program.complaints():
            raise Failure("\n".join(program.complaints()[:5]))


if __name__ == "__main__":
    if shutil.which("xclip") is None:
        print("1..0 # SKIP xclip is not installed")
    else:
        main([test_batch_is_signed_with_one_password, test_seal_on_words, test_passwords_come_first, test_fields_are_locked_one_by_one,
              test_signed_files_go_where_was_said, test_goes_on_after_a_kill, test_pin_pad_is_asked_once,
              test_same_files_are_there_once])
