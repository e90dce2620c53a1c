#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a screen reader finds in each state of the journey."""

import importlib
import json
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from e2e import CONTRACT, Session, main, time, wait_for
from journey import no_complaints
from reader import assert_named, assert_typed_into

identity = importlib.import_module("test-identity")
reviews = importlib.import_module("test-reviews")


def test_every_focusable_has_a_name():
    with Session() as session:
        session.add_seal()
        session.add_identity()
        contract = session.folder / "contract.pdf"
        shutil.copy(CONTRACT, contract)
        program = session.start(contract)
        program.expect_document()
        assert_named(program, "a document")
        program.key("ctrl+e", "Return")
        program.expect("stamp-added")
        time.sleep(0.3)
        assert_named(program, "a selected stamp")
        program.key("ctrl+Return")
        program.expect("finish-shown")
        time.sleep(0.3)
        assert_named(program, "the last sheet")
        program.type("secret")
        program.key("Return")
        program.expect("signed")
        program.expect("verdict")
        time.sleep(0.3)
        assert_named(program, "the verdict")
        program.key("alt+3", "alt+4", "alt+5")
        time.sleep(0.3)
        assert_named(program, "the rooms")


def test_stamp_says_where_it_is():
    with Session(language="zh_CN") as session:
        session.add_seal()
        contract = session.folder / "contract.pdf"
        shutil.copy(CONTRACT, contract)
        program = session.start(contract)
        program.expect_document()
        program.key("ctrl+e", "Return")
        place = program.expect(r"stamp-added (\d+) (\S+) (\S+) (\S+)")
        x, y, width = (float(place.group(number)) for number in (2, 3, 4))
        stamp = program.find("image", f"^公章，第 {place.group(1)} 页")

        def says(x, y):
            wanted = (f"公章，第 {place.group(1)} 页，距左 {x:.0f} 毫米，距上 {y:.0f} 毫米，"
                      f"宽 {width:.0f} 毫米")
            wait_for(f"“{wanted}”, not “{stamp.name}”", lambda: stamp.name == wanted)
        says(x, y)
        program.key("shift+Right")
        says(x + 10, y)
        program.key("Page_Down")
        wait_for("第 2 页", lambda: "第 2 页" in stamp.name)


def test_many_files_are_verified():
    with Session() as session:
        contract = session.folder / "contract.pdf"
        shutil.copy(CONTRACT, contract)
        (session.folder / "broken.pdf").write_bytes(b"no PDF")
        program = session.start("--verify", contract, session.folder / "broken.pdf")
        program.find("label", "^2 files verified$")
        assert_named(program, "batch verification")
        no_complaints(program)


def test_operator_reads_and_rejects():
    with Session() as session:
        platform = reviews.Platform(session)
        platform.wait_in_line("王小明", reviews.photo)
        program = reviews.open_room(session, platform)
        reviews.enter(program, 1)
        program.key("j")
        program.expect("review 2 open", 20)
        assert_named(program, "who is judged")
        program.key("r")
        program.find("text", "^Why it is rejected")
        assert_named(program, "the reason")
        program.key("Escape", "alt+4")
        program.expect("identity in none", 20)
        reviews.press(program, "^My Account…$")
        program.find("frame", "account")
        assert_named(program, "the account")
        no_complaints(program)


class Portal(BaseHTTPRequestHandler):
    """As much of an OpenID Connect provider as a platform asks before anybody is there."""

    def do_GET(self):
        here = f"http://{self.headers['Host']}"
        answer = json.dumps({
            "issuer": here, "authorization_endpoint": f"{here}/authorize", "token_endpoint": f"{here}/token",
            "jwks_uri": f"{here}/keys", "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


def open_portal(session):
    portal = ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    threading.Thread(target=portal.serve_forever, daemon=True).start()
    secret = session.folder / "secret"
    secret.write_text("of the client\n")
    secret.chmod(0o600)
    return ["--portal-issuer", f"http://127.0.0.1:{portal.server_address[1]}", "--portal-client-id", "vermilion",
            "--portal-secret-file", secret, "--portal-name", "政务服务网"]


def test_login_and_platforms():
    """Of a platform that a portal vouches at: what is typed goes where it is wanted."""
    with Session() as session:
        identity.catch_links(session)
        platform = reviews.Platform(session, open_portal(session))
        platform.operator.token = ""
        program = reviews.open_room(session, platform)
        program.key("alt+4")
        program.expect("identity out none", 20)
        reviews.press(program, "^Get Verified…$")
        assert_typed_into(program, "^Login$")
        program.find("push button", "^Log In with 政务服务网$")
        assert_named(program, "the login")
        reviews.press(program, "^Log In with")
        program.expect("portal ", 20)
        assert_named(program, "the digits of the portal")
        program.key("Escape")
        wait_for("the end of the login", lambda: not program.find("push button", "^Another Way$", all=True))
        reviews.press(program, "^Platform…$")
        program.find("text", "^Address, such as")
        assert_named(program, "the platforms")
        no_complaints(program)


if __name__ == "__main__":
    main([test_every_focusable_has_a_name, test_stamp_says_where_it_is, test_many_files_are_verified,
          test_operator_reads_and_rejects, test_login_and_platforms])
