#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody new comes by an organisation's portal and leaves with a certificate: the window, a service
of its own, panva's certified oidc-provider as the portal, and the code on the screen read as a phone
reads it."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys

from e2e import BUILD, Failure, ROOT, Session, main, wait_for
from journey import no_complaints

for folder in ("tests/platform", "tests/judges"):
    sys.path.insert(0, str(ROOT / folder))
os.environ.setdefault("VERMILIOND", str(BUILD / "src/daemon/vermiliond"))

from person import Api, PASSWORD  # noqa: E402


def load(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


judge = load("judge_portal", ROOT / "tests/judges/test-portal.py")
identity = load("identity", ROOT / "tests/e2e/test-identity.py")


def start_services(session, *options):
    """The portal, and the platform that it belongs to; where that is."""
    port, door = judge.free_port(), judge.free_port()
    url = f"http://127.0.0.1:{door}"
    secret = session.folder / "secret"
    secret.write_text(judge.SECRET + "\n")
    secret.chmod(0o600)
    portal = subprocess.Popen(
        ["node", ROOT / "tests/judges/node/provider.mjs", judge.MODULES, str(port), f"{url}/portal/callback", "RS256"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=dict(os.environ, SECRET=judge.SECRET))
    session.children.append(portal)
    if "listening" not in portal.stdout.readline():
        raise Failure("the portal does not start")
    daemon = subprocess.Popen(
        [os.environ["VERMILIOND"], "--data", session.folder / "platform", "--listen", f"127.0.0.1:{door}",
         "--portal-issuer", f"http://127.0.0.1:{port}", "--portal-client-id", "vermilion", "--portal-secret-file",
         secret, "--portal-name", "政务服务网", *(options or ["--portal-registration"])], stdout=subprocess.PIPE, text=True)
    session.children.append(daemon)
    if "listening" not in daemon.stdout.readline():
        raise Failure("the platform does not start")
    return url


def meet(session, program, url):
    """By its address, and its root's fingerprint."""
    identity.press(program, "^Platform")
    program.find("text", "Address, such as").queryEditableText().setTextContents(url)
    identity.press(program, "^Connect and Test$")
    # Whoever has not compared it yet is led here, and not to a login at nobody's.
    program.find("push button", "^Connect to the Platform…$")
    program.find("label", "Fingerprint of the root that answers")
    program.mark()
    identity.press(program, "I Compared It")
    program.expect("platform ready", 30)
    program.key("Escape")
    wait_for("the dialog's end", lambda: not program.find("text", "Address, such as", all=True))


def enter(program, url, name):
    identity.press(program, "Get Verified")
    identity.press(program, "Log In with 政务服务网")
    address, code = program.expect(r"portal (\S+) (\d{4})", 30).groups()
    person = judge.Person()
    login = person.log_in(address, name).partition("#")[2]
    if person.enter(url, login, code) != "confirmed":
        raise Failure("the digits were not taken")
    program.expect("logged-in", 30)


def read_code(session):
    """Off the screen."""
    picture = session.folder / "screen.png"
    session.shot(picture)
    return re.search(rb"http\S+#\S+", session.output("zbarimg", "-q", "--raw", picture))


def confirm_on_phone(session, url, program):
    address = wait_for("the code", lambda: read_code(session), 20)[0].decode()
    phone = Api.__new__(Api)
    phone.url, phone.login, phone.token = url, None, None
    token = phone.post("/v1/phone/scan", {"secret": address.partition("#")[2]})["token"]
    phone.post("/v1/phone/confirm", {"token": token, "match_code": identity.read_number(program)})


def test_from_the_portal_to_a_certificate():
    if not judge.MODULES.is_dir() or not shutil.which("node") or not shutil.which("zbarimg"):
        if os.environ.get("REQUIRE_NODE_JUDGES"):
            raise Failure("oidc-provider is not there")
        print("# oidc-provider is not there")
        return
    with Session() as session:
        identity.catch_links(session)
        url = start_services(session)
        program = identity.open_identity(session)
        meet(session, program, url)
        enter(program, url, "wang")
        # The portal says a name and nothing of a number.
        identity.agree(program, typed="Number of the identity document")
        program.find("label", "^王小明, and an identifier")
        identity.fill(program, "Number of the identity document", "52010219900101001X")
        identity.lock(program)
        confirm_on_phone(session, url, program)
        program.expect("certificate ([0-9a-f]{64})", 30)
        program.find("label", "Verified! Go on to your electronic seals")
        program.key("Escape")
        program.expect("identity in active", 30)
        program.find("label", "^王小明 · valid until")
        # There is no password to be changed.
        identity.press(program, "My Certificate")
        program.find("page tab", "^Devices$")
        if [node for node in program.find("push button", "Change Password", all=True) if identity.shows(node)]:
            raise Failure("a password is offered that there is none of")
        no_complaints(program)


def needs_judge():
    """Whether the portal is there."""
    if judge.MODULES.is_dir() and shutil.which("node"):
        return True
    if os.environ.get("REQUIRE_NODE_JUDGES"):
        raise Failure("oidc-provider is not there")
    print("# oidc-provider is not there")
    return False


def open_account(session, program):
    """With the portal and a local account, to the ways into it."""
    url = start_services(session, "--open-registration")
    Api(url, "lilei")
    meet(session, program, url)
    identity.press(program, "Get Verified")
    identity.fill(program, "^Login$", "lilei")
    identity.fill(program, "Password of the account", PASSWORD)
    identity.press(program, "^Log In$")
    program.expect("logged-in", 30)
    program.expect("apply-step agreements", 30)
    program.key("Escape")
    identity.press(program, "^My Account…$")
    program.expect("ways 0", 30)
    identity.choose(program, "Ways In", "My account")
    return url


def test_linked_and_unlinked():
    """By the keyboard where there is a key for it; the portal's own pages are the person's browser."""
    if not needs_judge():
        return
    with Session() as session:
        identity.catch_links(session)
        program = identity.open_identity(session)
        url = open_account(session, program)
        program.find("label", "^Not linked. Linked, it logs you in")
        identity.press(program, "^Link…$")
        program.find("label", "^Your password first")
        # It can be typed at once, and Enter goes on.
        program.type("not the password")
        program.key("Return")
        program.find("label", "^This is not the account’s password")
        program.key("ctrl+a")
        program.type(PASSWORD)
        program.key("Return")
        address, code = program.expect(r"portal (\S+) (\d{4})", 30).groups()
        person = judge.Person()
        login = person.log_in(address, "li").partition("#")[2]
        if person.enter(url, login, code) != "used":
            raise Failure("the digits were not taken")
        program.expect("portal-linked", 30)
        program.expect("ways 1", 30)
        program.find("label", "Linked since")
        identity.press(program, "^Unlink…$")
        program.find("label", "^After that you log in as lilei with your password alone")
        program.key("Escape")
        wait_for("the question's end", lambda: not program.find("label", "^After that you log in", all=True))
        program.click(*program.centre(program.find("push button", "^Unlink…$"), "My account"))
        program.find("label", "^After that you log in")
        program.key("Tab", "Return")
        program.expect("portal-unlinked", 30)
        program.expect("ways 0", 30)
        # Who turns back leaves nothing behind.
        # The focus is on the offer again, and not at the door.
        program.key("Return")
        program.find("label", "^Your password first")
        program.type(PASSWORD)
        program.key("Return")
        program.expect(r"portal (\S+) (\d{4})", 30)
        program.find("label", "^This window goes on by itself")
        program.key("Escape")
        program.expect("portal-not-linked", 30)
        no_complaints(program)


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    main([test_from_the_portal_to_a_certificate, test_linked_and_unlinked])
