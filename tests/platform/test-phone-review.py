#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The phone's page where somebody really looks: an operator of the platform, or a service outside."""

import base64
import hashlib
import hmac
import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

import harness  # noqa: E402
from browser import CHROMIUM, Browser  # noqa: E402
from person import Api, new_request  # noqa: E402

KEY = "a key of thirty-two characters!!"


class Service(http.server.BaseHTTPRequestHandler):
    """A service that verifies people: it takes the platform's signed question, and reports with a signed answer."""

    platform = None

    def log_message(self, *_):
        pass

    def answer(self, status, text, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    def do_GET(self):
        query = urllib.parse.urlsplit(self.path).query
        asked, _, signature = query.rpartition("&signature=")
        if not hmac.compare_digest(sign(asked), signature):
            self.answer(403, "not from the platform")
            return
        given = dict(urllib.parse.parse_qsl(asked))
        self.answer(200, f"""<!doctype html><h1>Verify {given["name"]}</h1><form method="post">
            <input type="hidden" name="session" value="{given["session"]}">
            <input type="hidden" name="attempt" value="{given["attempt"]}">
            <input type="hidden" name="document" value="{given["id_last_four"]}">
            <input type="hidden" name="return" value="{given["return"]}">
            <button id="yes">It is me</button></form>""", **{"Content-Type": "text/html; charset=utf-8"})

    def do_POST(self):
        given = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        body = json.dumps({"session": given["session"], "attempt": given["attempt"], "passed": True,
                           "id_last_four": given["document"]})
        now = int(time.time())
        request = urllib.request.Request(self.platform + "/v1/identity-reports", body.encode(), {
            "Content-Type": "application/json", "Vermilion-Signature": f"t={now},v1={sign(f'{now}.{body}')}"})
        with urllib.request.urlopen(request) as answer:
            assert answer.status == 204
        self.answer(303, "", Location=given["return"])


def sign(text):
    return hmac.new(KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


class Review(harness.Case):
    def setUp(self):
        super().setUp()
        if not CHROMIUM:
            self.skipTest("no Chromium here")
        holder = tempfile.TemporaryDirectory(prefix="vermilion-browser-", ignore_cleanup_errors=True)
        self.addCleanup(holder.cleanup)
        self.browser = Browser(holder.name)
        self.addCleanup(self.browser.close)

    def start(self, *options):
        daemon = subprocess.Popen([os.environ["VERMILIOND"], "--data", self.dir / "platform", "--listen",
                                   "127.0.0.1:0", "--open-registration", *options], stdout=subprocess.PIPE, text=True)
        self.addCleanup(daemon.stdout.close)
        self.addCleanup(daemon.wait, 30)
        self.addCleanup(daemon.terminate)
        self.url = re.match(r"listening on (\S+)", daemon.stdout.readline())[1]

    def begin(self):
        """(person, identification) with the page open and the match code entered."""
        person = Api(self.url, "wang")
        person.accept_everything()
        identity = person.post("/v1/identity-sessions", {"request": new_request(self.dir)})
        browser = self.browser
        browser.ask("Page.navigate", url=identity["verification_uri"])
        browser.wait("!document.getElementById('code-form').hidden")
        browser.run(f"document.getElementById('code').value = '{identity['match_code']}';"
                    "document.querySelector('#code-form button').click()")
        return person, identity

    def operator(self):
        operator = Api(self.url, "operator")
        subprocess.run([os.environ["VERMILIOND"], "--data", self.dir / "platform", "--grant",
                        "operator=ca-operator"], check=True)
        return operator

    def review(self, person, identity, verb, reason=None):
        operator = self.operator()
        waiting = operator.get("/v1/reviews")["items"]
        self.assertEqual([item["id"] for item in waiting], [identity["id"]])
        pictures = operator.get(f"/v1/reviews/{identity['id']}")["pictures"]
        operator.decide(f"/v1/reviews/{identity['id']}", verb, reason)
        return [base64.b64decode(item["jpeg"]) for item in pictures], person.get(
            f"/v1/identity-sessions/{identity['id']}")

    def finish(self, pictures):
        self.assertEqual(len(set(pictures)), 3)
        for picture in pictures:
            told = subprocess.run(["identify", "-format", "%m %w", "jpeg:-"], input=picture, check=True,
                                  capture_output=True).stdout.decode()
            self.assertRegex(told, r"^JPEG \d+$")
            self.assertLessEqual(int(told.split()[1]), 1280)
        self.assertEqual(self.browser.problems, [], "the content policy or the network complained")
        self.assertLessEqual(self.browser.run("document.documentElement.scrollWidth"), 360)

    def test_with_a_camera(self):
        self.start("--identification", "review")
        self.browser.ask("Browser.grantPermissions", permissions=["videoCapture"])
        person, identity = self.begin()
        for shot in range(3):
            self.browser.wait("!document.getElementById('shoot').hidden && !document.getElementById('shoot').disabled"
                              f" && document.querySelectorAll('#wanted .done').length === {shot}")
            time.sleep(0.3)  # the figure moves on
            self.browser.run("document.getElementById('shoot').click()")
        self.browser.wait("document.getElementById('status').textContent.startsWith('Sent')")
        self.assertIsNone(self.browser.run("document.getElementById('camera').srcObject"), "the camera goes on")
        pictures, after = self.review(person, identity, "accept")
        self.browser.wait("document.getElementById('status').textContent.startsWith('Confirmed')")
        self.finish(pictures)
        self.assertEqual(after["state"], "passed")

    def test_without_a_camera(self):
        self.start("--identification", "review")
        person, identity = self.begin()
        self.browser.wait("!document.getElementById('picture-form').hidden")
        root = self.browser.ask("DOM.getDocument")["root"]["nodeId"]
        node = self.browser.ask("DOM.querySelector", nodeId=root, selector="#file")["nodeId"]
        bad = self.dir / "no-picture.jpg"
        bad.write_text("this is no picture")
        self.browser.ask("DOM.setFileInputFiles", nodeId=node, files=[str(bad)])
        self.browser.wait("document.getElementById('status').textContent.includes('cannot be used')")
        for shot, colour in enumerate(("red", "green", "blue")):
            photo = self.dir / f"{colour}.png"
            subprocess.run(["convert", "-size", "3000x2000", f"xc:{colour}", str(photo)], check=True)
            self.browser.ask("DOM.setFileInputFiles", nodeId=node, files=[str(photo)])
            if shot < 2:
                self.assertIn("may not use the camera", self.browser.run("document.body.innerText"))
                self.browser.wait(f"document.querySelectorAll('#wanted .done').length === {shot + 1}")
        self.browser.wait("document.getElementById('status').textContent.startsWith('Sent')")
        pictures, after = self.review(person, identity, "reject", "three plain colours")
        self.browser.wait("document.getElementById('status').textContent.includes('three plain colours')")
        self.finish(pictures)
        self.assertEqual((after["state"], after["reason"]), ("failed", "three plain colours"))

    def test_at_a_service_outside(self):
        service = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
        self.addCleanup(service.server_close)
        self.addCleanup(service.shutdown)
        threading.Thread(target=service.serve_forever, daemon=True).start()
        key = self.dir / "identity.key"
        key.write_text(KEY + "\n")
        key.chmod(0o600)
        self.start("--identification", "http", "--identity-url", f"http://127.0.0.1:{service.server_port}/start",
                   "--identity-key-file", key)
        Service.platform = self.url
        person, identity = self.begin()
        self.browser.wait("!document.getElementById('outside').hidden")
        self.browser.run("document.getElementById('address').click()")
        self.browser.wait("document.querySelector('h1') && document.querySelector('h1').textContent === 'Verify 王小明'")
        self.browser.run("document.getElementById('yes').click()")
        self.browser.wait("document.getElementById('status') && "
                          "document.getElementById('status').textContent.startsWith('Confirmed')")
        self.assertEqual(person.get(f"/v1/identity-sessions/{identity['id']}")["state"], "passed")


if __name__ == "__main__":
    harness.main()
