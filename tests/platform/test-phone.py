#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The phone's page in a real browser of a phone's width, from the code on a screen to a certificate."""

import http.client
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

import harness  # noqa: E402
from browser import CHROMIUM, Browser  # noqa: E402
from person import Api, new_request  # noqa: E402

class Phone(harness.Case):
    def setUp(self):
        super().setUp()
        if not CHROMIUM:
            self.skipTest("no Chromium here")
        daemon = subprocess.Popen([os.environ["VERMILIOND"], "--data", self.dir / "platform", "--listen",
                                   "127.0.0.1:0", "--open-registration"], stdout=subprocess.PIPE, text=True)
        self.addCleanup(daemon.stdout.close)
        self.addCleanup(daemon.wait, 30)
        self.addCleanup(daemon.terminate)
        self.url = re.match(r"listening on (\S+)", daemon.stdout.readline())[1]
        holder = tempfile.TemporaryDirectory(prefix="vermilion-browser-", ignore_cleanup_errors=True)
        self.addCleanup(holder.cleanup)
        self.browser = Browser(holder.name)
        self.addCleanup(self.browser.close)

    def apply(self):
        """The desktop's side, which waits; (process, address for the phone, match code)."""
        number = self.dir / "id-number"
        number.write_text("52010219900101001X\n")
        number.chmod(0o600)
        password = ["--password-file", self.password_file]
        self.ctl("platform", "register", "wang", "--url", self.url, "--name", "王小明", "--id-number-file", number,
                 *password)
        self.ctl("platform", "login", "wang", *password)
        process = subprocess.Popen([harness.CTL, "platform", "apply", "-o", self.dir / "own.p12", "--accept",
                                    *password], stdout=subprocess.PIPE, text=True,
                                   env=harness.environment(self.dir / "data"))
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait, 60)
        self.addCleanup(process.terminate)
        said = ""
        while "enter there" not in said:
            line = process.stdout.readline()
            self.assertTrue(line, said)
            said += line
        return process, re.search(r"http\S+", said)[0], re.search(r"enter there: (\d+)", said)[1]

    def enter(self, code):
        """With wide digits, as a keyboard for Chinese may write them."""
        wide = "".join(chr(ord(digit) + 0xfee0) for digit in code)
        self.browser.run(f"document.getElementById('code').value = '{wide}';"
                         "document.getElementById('code').dispatchEvent(new InputEvent('input'));"
                         "document.querySelector('#code-form button').click()")

    def test_from_code_to_certificate(self):
        process, address, code = self.apply()
        browser = self.browser
        browser.ask("Page.navigate", url=address)
        browser.wait("!document.getElementById('code-form').hidden")
        text = browser.run("document.body.innerText")
        self.assertIn("王小明", text)
        self.assertIn("Trial", text)
        self.assertIn("w****g", text)
        self.assertIn("can sign contracts in this name", text)
        self.assertEqual(browser.run("location.hash"), "", "the secret stays in the history")
        self.assertLessEqual(browser.run("document.documentElement.scrollWidth"), 360)
        self.enter("0000" if code != "0000" else "1111")
        browser.wait("document.getElementById('status').textContent.includes('2 more')")
        self.enter(code)
        browser.wait("document.getElementById('status').textContent.startsWith('Confirmed')")
        self.assertEqual(process.wait(60), 0)
        self.assertTrue((self.dir / "own.p12").exists())
        self.assertEqual(browser.problems, [], "the content policy or the network complained")

    def test_second_phone_and_no_camera(self):
        process, address, code = self.apply()
        browser = self.browser
        page, secret = address.split("#")
        browser.ask("Page.navigate", url=page)
        browser.wait("!document.getElementById('secret-form').hidden")
        browser.run(f"document.getElementById('secret').value = '{secret}';"
                    "document.querySelector('#secret-form button').click()")
        browser.wait("!document.getElementById('code-form').hidden")
        browser.ask("Page.navigate", url="about:blank")
        browser.ask("Page.navigate", url=address)
        browser.run("sessionStorage.clear()")
        browser.ask("Page.navigate", url="about:blank")
        browser.ask("Page.navigate", url=address)
        browser.wait("document.getElementById('status').textContent.includes('Another phone')")
        self.assertFalse(browser.run("document.getElementById('secret-form').hidden"))
        self.assertIsNone(process.poll())

    def begin(self):
        """(person, identification) with the page open."""
        person = Api(self.url, "wang")
        person.accept_everything()
        identity = person.post("/v1/identity-sessions", {"request": new_request(self.dir)})
        self.browser.ask("Page.navigate", url=identity["verification_uri"])
        return person, identity

    def wait_for(self, words):
        self.browser.wait(f"document.getElementById('status').textContent.includes('{words}')")

    def state(self, person, identity):
        return person.get(f"/v1/identity-sessions/{identity['id']}")["state"]

    def test_lost_answers(self):
        browser = self.browser
        browser.meet("*/v1/phone/*", "lose", "lose", "lose")
        person, identity = self.begin()
        self.wait_for("cannot be reached")
        self.assertEqual(self.state(person, identity), "scanned")
        browser.run("document.getElementById('again').click()")
        browser.wait("!document.getElementById('code-form').hidden")
        browser.meet("*/v1/phone/confirm", "lose")
        self.enter(identity["match_code"])
        self.wait_for("Confirmed")
        self.assertEqual(self.state(person, identity), "passed")

    def test_nobody_of_ours_answers(self):
        """Too many requests, a proxy, and a network that wants a login; nothing reaches the platform."""
        browser = self.browser
        person, identity = self.begin()
        browser.wait("!document.getElementById('code-form').hidden")
        html = {"Content-Type": "text/html"}, "<h1>Welcome</h1>"
        browser.meet("*/v1/phone/confirm", (429, {"Retry-After": "2"}, "{}"), (502, *html), (200, *html),
                     stage="Request")
        self.enter(identity["match_code"])
        self.wait_for("did not come from the platform")
        self.assertGreaterEqual(browser.met[1] - browser.met[0], 2, "Retry-After was not honoured")
        self.assertFalse(browser.run("document.getElementById('code-form').hidden"))
        self.assertEqual(browser.run("document.getElementById('code').value"), identity["match_code"])
        browser.meet("*/v1/phone/confirm", (429, {"Retry-After": "60"}, "{}"), stage="Request")
        browser.run("document.getElementById('again').click()")
        self.wait_for("busy")
        self.assertRegex(browser.run("document.getElementById('again').textContent"), r"in (60|5\d) s")
        self.assertTrue(browser.run("document.querySelector('#code-form button').disabled"))
        self.assertEqual(self.state(person, identity), "scanned")

    def test_page_comes_back(self):
        browser = self.browser
        person, identity = self.begin()
        browser.wait("!document.getElementById('code-form').hidden")
        browser.run("document.documentElement.style.fontSize = '34px'")
        self.assertLessEqual(browser.run("document.documentElement.scrollWidth"), 360, "letters twice as large")
        self.enter("0000" if identity["match_code"] != "0000" else "1111")
        self.wait_for("2 more")
        browser.ask("Page.reload")
        self.wait_for("2 more")
        browser.run(f"location.hash = '{identity['verification_uri'].split('#')[1]}'")
        browser.wait("!location.hash")
        self.wait_for("2 more")
        browser.ask("Page.navigate", url="about:blank")
        browser.run("history.back()")
        browser.wait("document.getElementById('code-form') && !document.getElementById('code-form').hidden")
        self.enter(identity["match_code"])
        self.wait_for("Confirmed")
        browser.ask("Page.reload")
        self.wait_for("Confirmed")
        self.assertNotIn(identity["match_code"], browser.run("JSON.stringify(sessionStorage)"))

    def test_told_what_happens_on_the_computer(self):
        person, identity = self.begin()
        path = f"/v1/identity-sessions/{identity['id']}"
        self.browser.wait("!document.getElementById('code-form').hidden")
        fresh = person.post(path + "/refresh")
        self.wait_for("no longer valid")
        self.browser.ask("Page.navigate", url=fresh["verification_uri"])
        self.browser.wait("!document.getElementById('code-form').hidden")
        person.send("DELETE", path)
        self.wait_for("This was cancelled")
        self.assertTrue(self.browser.run("document.getElementById('code-form').hidden"))

    def test_two_networks(self):
        """A phone that left one network for another sends its request again, and is answered as before."""
        person = Api(self.url, "wang")
        person.accept_everything()
        identity = person.post("/v1/identity-sessions", {"request": new_request(self.dir)})
        body = json.dumps({"secret": identity["verification_uri"].split("#")[1]})
        tokens = set()
        for address in ("127.0.0.1", "127.0.0.2"):
            link = http.client.HTTPConnection(self.url.split("//")[1], source_address=(address, 0), timeout=30)
            self.addCleanup(link.close)
            link.request("POST", "/v1/phone/scan", body, {"Content-Type": "application/json",
                                                          "Idempotency-Key": "one-key-of-a-phone"})
            answer = link.getresponse()
            self.assertEqual(answer.status, 200)
            tokens.add(json.loads(answer.read())["token"])
        self.assertEqual(len(tokens), 1)


if __name__ == "__main__":
    harness.main()
