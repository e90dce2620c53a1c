#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From "not verified" to a certificate and a signature with it: the window against the platform of
this computer, and a real browser where the phone would be."""

import contextlib
import importlib
import json
import os
import shutil
import sqlite3
import sys
import tempfile

from e2e import CTL, Failure, ROOT, Session, children, main, needs, time, wait_for
from journey import check_signed, drag_seal, no_complaints, open_contract, prepare
from reader import assert_named, assert_typed_into

keys = importlib.import_module("test-keys")

sys.path.insert(0, str(ROOT / "tests/platform"))

import browser  # noqa: E402

PASSWORD = "eine gute Nacht 7"
NEW_PASSWORD = "drei Laternen am Hafen 4"
KEY_PASSWORD = "ein Schloss mit 19 Riegeln"


def fill(program, name, text):
    """Into the entry of a row with this title."""
    field = program.find("text", name)
    field.queryEditableText().setTextContents(text)


def press(program, name):
    """The one of that name that can be pressed."""
    import pyatspi

    def look():
        return next((node for node in program.seek("push button", name)
                     if node.getState().contains(pyatspi.STATE_SENSITIVE)), None)
    program.press(wait_for(f"button “{name}”", look))


def choose(program, name, title):
    """A page of a window."""
    time.sleep(0.4)
    program.click(*program.centre(program.find("page tab", f"^{name}$"), title))
    time.sleep(0.4)


def click_all(program, role, name, title):
    """All that can be clicked."""
    import pyatspi

    for node in program.find(role, name, all=True):
        if node.getState().contains(pyatspi.STATE_SENSITIVE):
            program.click(*program.centre(node, title))


def open_identity(session):
    program = session.start()
    program.key("alt+4")
    program.expect("room identity", 20)
    program.expect("identity out none", 20)
    return program


def register(program, name="王小明"):
    press(program, "Get Verified")
    # Whoever is new is asked for their name first, and can type it at once.
    assert_typed_into(program, "Name as in your identity document")
    fill(program, "Name as in your identity document", name)
    fill(program, "Number of the identity document", "52010219900101001X")
    fill(program, "Login: a telephone number", "wangxiaoming")
    program.find("push button", "^Show Text$")
    fill(program, "New password", PASSWORD)
    for node in program.find("text", "The same password again", all=True):
        node.queryEditableText().setTextContents(PASSWORD)
    press(program, "^Register$")
    program.expect("logged-in", 30)


def agree(program, typed=None):
    """Until the next page; typed: its first entry, of which the accessible tree does not say that it has the keys."""
    program.expect("apply-step agreements")
    program.find("check box", "I have read and accept")
    time.sleep(0.5)
    assert_begins_on_page(program)
    click_all(program, "check box", "I have read and accept", "Digital identity")
    press(program, "^Next$")
    program.expect("apply-step confirm")
    if typed:
        assert_typed_into(program, typed)
    else:
        assert_begins_on_page(program)


def assert_begins_on_page(program):
    """Whoever works with keys is where the page begins: not nowhere, and not at what gives all of it up."""
    import pyatspi

    def focused():
        # The window on top comes last.
        for window in reversed(children(program.application())):
            found = pyatspi.findDescendant(window, lambda node: node.getState().contains(pyatspi.STATE_FOCUSED))
            if found:
                return found
        return None
    node = wait_for("the focus", focused)
    if node.name in ("Close", "Log Out"):
        raise Failure("the focus is where all of it is given up")
    if node.getRole() == pyatspi.ROLE_SCROLL_PANE:
        raise Failure("the focus is on the page and on nothing of it")


def lock(program):
    for name in ("Password for the key", "The same password again"):
        for node in program.find("text", name, all=True):
            node.queryEditableText().setTextContents(KEY_PASSWORD)
    press(program, "^Next$")
    program.expect("apply-step code")
    program.expect("identification waiting")
    assert_begins_on_page(program)
    if not numbers(program):
        raise Failure("there is no number with the code")


def shows(node):
    import pyatspi
    return node.queryComponent().getExtents(pyatspi.WINDOW_COORDS).width > 0


def numbers(program):
    return [node for node in program.find("label", r"^\d{4}$", all=True) if shows(node)]


def read_number(program):
    """Alone, once a phone has read the code."""
    number = wait_for("the number", lambda: numbers(program))[0].name
    if [node for node in program.find("image", "Code for the phone", all=True) if shows(node)]:
        raise Failure("the code is still there")
    return number


def address_of(session, program):
    """Of the phone's page, from whoever opens links on this desktop."""
    import pyatspi

    # No phone gets to what it says: the code does not stand in front of what to do instead.
    code = next(node for node in program.find("image", "Code for the phone", all=True) if shows(node))
    if code.queryComponent().getExtents(pyatspi.WINDOW_COORDS).width > 120:
        raise Failure("a code that no phone can use is as large as one that it can")
    press(program, "Open the Phone’s Page Here")
    opened = session.folder / "opened"
    return wait_for("the page to be opened", lambda: opened.exists() and opened.read_text().strip())


def catch_links(session):
    """A browser of this desktop that only says what it was asked for."""
    applications = session.folder / "data/applications"
    applications.mkdir(parents=True)
    script = session.folder / "browser"
    script.write_text(f'#!/bin/sh\nprintf %s "$1" >{session.folder}/opened.new\nmv {session.folder}/opened.new {session.folder}/opened\n')
    script.chmod(0o755)
    (applications / "catcher.desktop").write_text(
        f"[Desktop Entry]\nType=Application\nName=Catcher\nExec={script} %u\n"
        "MimeType=x-scheme-handler/http;x-scheme-handler/https;\n")
    (session.folder / "config/mimeapps.list").write_text(
        "[Default Applications]\nx-scheme-handler/http=catcher.desktop\n")


def confirm_on_phone(program, address):
    with tempfile.TemporaryDirectory(prefix="vermilion-browser-", ignore_cleanup_errors=True) as folder:
        phone = browser.Browser(folder)
        try:
            phone.ask("Page.navigate", url=address)
            phone.wait("!document.getElementById('code-form').hidden")
            # Told by the platform: asking by itself, the window would look every ten seconds.
            before = time.monotonic()
            program.expect("identification scanned", 5)
            print(f"# the window knew {time.monotonic() - before:.2f} s after the phone")
            phone.run(f"document.getElementById('code').value = '{read_number(program)}';"
                      "document.querySelector('#code-form button').click()")
            phone.wait("document.getElementById('status').textContent.startsWith('Confirmed')")
        finally:
            phone.close()


def apply(session, program):
    agree(program)
    lock(program)
    confirm_on_phone(program, address_of(session, program))
    return program.expect("certificate ([0-9a-f]{64})", 30).group(1)


def open_database(session):
    """Of the platform of this computer."""
    (path,) = (session.folder / "data/vermilion").rglob("platform.db")
    return contextlib.closing(sqlite3.connect(path, timeout=10, isolation_level=None))


@contextlib.contextmanager
def stalled(session):
    """The platform of this computer writes nothing meanwhile: what is asked of it takes its time."""
    with open_database(session) as database:
        database.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            database.execute("ROLLBACK")


def give_up(program, session, button, event):
    """Closes a window while the platform is at what it asks for; button: a name, or keys do it."""
    program.mark()
    with stalled(session):
        if button:
            press(program, button)
        else:
            program.key("Return")
        time.sleep(0.3)
        program.key("Escape")
        program.expect(event, 5)


def give_up_log_in(program, session):
    """With a key: whoever closes the question for it is not logged in afterwards."""
    press(program, "^Log In with a Certificate…?$")
    program.find("text", "Password of the key").queryEditableText().setTextContents(KEY_PASSWORD)
    time.sleep(0.5)
    give_up(program, session, None, "login given-up")


def give_up_change(program, session):
    press(program, "My Certificate")
    press(program, "^Change Password…$")
    fill(program, "Password until now", NEW_PASSWORD)
    for name in ("New password", "The same password again"):
        fill(program, name, PASSWORD)
    give_up(program, session, "^Change$", "password-given-up")
    program.find("label", "The password may have been changed")
    program.key("Escape", "Escape")


def change_password(program, session):
    """Of the account: in vain, for good, and then it is the one that opens it."""
    press(program, "My Certificate")
    press(program, "^Change Password…$")
    for old in ("wrong", PASSWORD):
        fill(program, "Password until now", old)
        fill(program, "New password", "kurz")
        program.find("label", "Too weak")
        fill(program, "New password", NEW_PASSWORD)
        fill(program, "The same password again", NEW_PASSWORD + "x")
        program.find("label", "The two passwords differ")
        fill(program, "The same password again", NEW_PASSWORD)
        press(program, "^Change$")
        if old == "wrong":
            program.expect("password-refused", 30)
            program.find("label", "This is not the password until now")
    program.expect("password-changed", 30)
    program.find("alert", "^Password changed$")
    press(program, "^Log Out$")
    program.expect("identity out none", 20)
    press(program, "Get Verified")
    give_up_log_in(program, session)
    fill(program, "^Login$", "wangxiaoming")
    fill(program, "Password of the account", NEW_PASSWORD)
    press(program, "^Log In$")
    program.expect("logged-in", 30)
    program.key("Escape")
    program.expect("identity in active", 30)
    give_up_change(program, session)


@needs(browser.CHROMIUM, "Chromium")
def test_from_nothing_to_a_signature():
    with Session() as session:
        catch_links(session)
        program = open_identity(session)
        register(program)
        sha256 = apply(session, program)
        program.expect("identity in active", 30)
        program.find("label", "Verified! Go on to your electronic seals")
        press(program, "Go to My Seals")
        program.expect("room seals")
        program.key("alt+4")
        program.expect("room identity")
        change_password(program, session)
        key = session.folder / f"data/vermilion/keys/{sha256[:16]}.p12"
        if key.stat().st_mode & 0o777 != 0o600:
            raise Failure(f"{key} can be read by others")
        if (session.folder / "data/vermilion/platforms.ini").stat().st_mode & 0o777 != 0o600:
            raise Failure("the session can be read by others")
        no_complaints(program)
        program.key("ctrl+q")
        program.process.wait(20)
        sign(session)


def begin_change(session, program, name):
    """Of the certificate, from the list of those that the person has."""
    press(program, "My Certificate")
    press(program, "^Change…$")
    agree(program)
    program.find("label", "Holder until now")
    assert_named(program, "who one is now")
    fill(program, "Name now, as in your identity document", name)
    program.find("label", f"^{name}, and an identifier")
    (session.folder / "opened").unlink(missing_ok=True)
    lock(program)
    program.find("label", f"^{name}$")
    assert_named(program, "the code for the phone")
    confirm_on_phone(program, address_of(session, program))


def assert_asleep(program, name):
    """Not only by its looks: a screen reader says so."""
    import pyatspi
    for node in program.find("push button", name, all=True):
        if node.getState().contains(pyatspi.STATE_SENSITIVE):
            raise Failure(f"“{node.name}” can be pressed meanwhile")


def suspend_once(program):
    """Pressed twice, it is asked about once."""
    press(program, "^My Certificate…$")
    button = program.find("push button", "^Suspend$")
    assert_begins_on_page(program)
    # Who can sign is not told how to go without.
    if program.find("label", "^To suspend or revoke it$", all=True):
        raise Failure("there is a key")
    program.press(button)
    # What is under way is shown so, and pressed again does nothing.
    button = program.find("push button", "^Suspending…$")
    for name in ("^Suspending…$", "^Renew…$", "^Revoke…$"):
        assert_asleep(program, name)
    time.sleep(0.4)  # GTK makes one of two that come at once
    program.press(button)
    program.find("text", "Password of the key")
    time.sleep(1)
    if (asked := len(program.find("text", "Password of the key", all=True))) != 1:
        raise Failure(f"it is asked about {asked} times")
    program.keyboard_at("^Sign This Step$")
    program.find("label", "^To be signed: this certificate is suspended: [0-9A-F]{32}")
    program.key("Escape")
    program.find("push button", "^Suspend$")
    if program.find("push button", "^Suspending…$", all=True):
        raise Failure("what was given up is still being done")
    program.key("Escape")


def stop_everything(program, certificates=1):
    """Without any key."""
    press(program, "^My Certificate…$")
    press(program, "^Suspend Everything…$")
    program.find("label", "From now on nobody relies on any certificate of yours")
    press(program, "^Suspend Everything( Suspend Everything)?$")
    program.expect(f"stopped {certificates}", 30)
    program.find("alert", f"^{certificates} certificates? suspended$")
    program.find("label", "suspended")


@needs(browser.CHROMIUM, "Chromium")
def test_certificate_is_changed():
    """Another name: before and after, the phone, the person's signature, and the record."""
    with Session() as session:
        catch_links(session)
        program = open_identity(session)
        register(program)
        old = apply(session, program)
        program.key("Escape")
        program.expect("identity in active")
        begin_change(session, program, "王晓明")
        program.find("label", "is kept with yours")
        program.find("label", "The change is made once you have signed it")
        assert_named(program, "the signature of the change")
        for password in ("wrong", KEY_PASSWORD):
            program.find("text", "Password of the key").queryEditableText().setTextContents(password)
            time.sleep(0.5)
            program.key("Return")
            if password == "wrong":
                program.expect("key-error", 30)
        new = program.expect("certificate ([0-9a-f]{64})", 60).group(1)
        if new == old:
            raise Failure("it is the same certificate")
        program.find("label", "The certificate is changed")
        program.key("Escape")
        program.expect("identity in active")
        program.find("label", "^王晓明 · valid until")
        program.find("label", "^王小明$")  # its key stays in the list
        program.find("label", "^revoked$")  # and is not called usable
        suspend_once(program)
        stop_everything(program)
        # What is agreed already is not asked: the page that begins has the keys all the same.
        program.press(program.find("push button", "^Restore…$", all=True)[-1])
        program.expect("apply-step confirm")
        time.sleep(0.5)
        assert_begins_on_page(program)
        program.key("Escape")
        press(program, "^My Certificate…$")
        log_in_too_often(program, session)
        no_complaints(program)


def log_in_too_often(program, session):
    """It is said when another try is worth it."""
    press(program, "^Log Out$")
    program.expect("identity out none", 20)
    with open_database(session) as database:
        database.execute("INSERT INTO login_failure (login, address, failures, last) "
                         "VALUES ('wangxiaoming', '127.0.0.1', 10, ?)", (int(time.time()),))
    press(program, "Get Verified")
    fill(program, "^Login$", "wangxiaoming")
    fill(program, "Password of the account", PASSWORD)
    press(program, "^Log In$")
    program.expect("login-error WireProblem")
    program.find("label", "^Too many tries")
    program.find("label", r"^Try again in \d+ (second|minute)s?\.$")


def ask_new_code(program, session):
    """While it is asked for nobody asks again, and the wheel turns."""
    import pyatspi

    def picture():
        # Beside the title: below it the seconds are counted.
        return session.run("import", "-window", "root", "-crop", "200x48+814+154", "-depth", "8", "ppm:-")

    def turns():
        before = picture()
        time.sleep(0.2)
        return picture() != before

    def is_asleep():
        return all(not node.getState().contains(pyatspi.STATE_SENSITIVE)
                   for node in program.find("push button", "^New Code$", all=True))
    wait_for("the page at rest", lambda: not turns())
    with stalled(session):
        press(program, "^New Code$")
        wait_for("the button to sleep", is_asleep)
        time.sleep(0.5)  # what else had changed with it
        wait_for("the wheel", turns, 2)
    program.expect("identification waiting", 20)
    wait_for("the wheel to stand", lambda: not turns())
    wait_for("the button", lambda: not is_asleep())


def on_token(session):
    """The certificates on the token that are in this person's name, by their number."""
    listed = [json.loads(line) for line in session.run(CTL, "keys", "list", "--tokens", "--json").splitlines()]
    return [entry["certificate"]["serial"] for entry in listed
            if entry["certificate"] and entry["certificate"]["label"] == "王小明"]


def come_back_without_token(session, program):
    """Where the key waits is said before its token is there, and that it is there then."""
    program.key("Escape")
    there, away = session.folder / "token/tokens", session.folder / "away"
    there.rename(away)
    there.mkdir()
    program.find("label", "^A key of yours on the token “印章 token.*” waits for its certificate")
    program.mark()
    press(program, "^Go On…$")
    agree(program)
    program.find("label", "The key for this application is on the token “印章 token.*\nPlug it in to go on with it")
    program.find("label", "^Next: plug in the token with the key")
    there.rmdir()
    away.rename(there)
    program.find("label", "The key for this application is on the token “印章 token.*\nEnter its PIN")
    fill(program, "PIN of the token", keys.PIN)
    press(program, "^Next$")
    program.expect("identification waiting", 30)


@needs(browser.CHROMIUM, "Chromium")
@needs(shutil.which("softhsm2-util"), "SoftHSM 2")
def test_key_on_a_token():
    """Made there, where its certificate goes too; renewed there. The PIN is asked for, and no new password."""
    with Session() as session:
        keys.plug_in(session)
        catch_links(session)
        program = open_identity(session)
        register(program)
        agree(program)
        program.find("combo box", "Where the key is kept")
        program.find("text", "The same password again")
        # Behind what is confirmed, row by row.
        program.key(*["Tab"] * 5, "space")
        time.sleep(0.5)
        program.key("Down", "Return")
        program.find("label", "The key is made on the token and never leaves it")
        fill(program, "PIN of the token", keys.PIN)
        press(program, "^Next$")
        program.expect("identification waiting", 30)
        come_back_without_token(session, program)
        ask_new_code(program, session)
        confirm_on_phone(program, address_of(session, program))
        program.expect("certificate ([0-9a-f]{64})", 30)
        (first,) = on_token(session)
        if list((session.folder / "data/vermilion/keys").glob("*.p12")):
            raise Failure("there is a key in a file")
        program.key("Escape")
        program.expect("identity in active", 20)
        press(program, "^My Certificate…$")
        program.find("label", "^on a token$")
        press(program, "^Renew…$")
        program.expect("apply-step confirm")
        program.find("label", "plug in its token")
        fill(program, "PIN of the token", keys.PIN)
        press(program, "^Next$")
        program.expect("certificate ([0-9a-f]{64})", 30)
        if len(on_token(session)) != 1 or on_token(session) == [first]:
            raise Failure(on_token(session))
        no_complaints(program)


def sign(session):
    """With the certificate, in the window, as with any other."""
    program = open_contract(session, prepare(session, identity=False))
    drag_seal(program, session.folder / "采购合同.pdf")
    program.key("ctrl+Return")
    program.expect("finish-shown")
    program.find("text", "Password of the key").queryEditableText().setTextContents(KEY_PASSWORD)
    program.press(program.find("push button", "^Sign$"))
    signature = check_signed(session, program.expect("signed (.+)", 30).group(1))
    if "CN=王小明" not in signature["signer"]["subject"]:
        raise Failure(f"signed by {signature['signer']}")
    no_complaints(program)


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    main([test_from_nothing_to_a_signature, test_certificate_is_changed, test_key_on_a_token])
