#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The phone's page in a real browser of a phone's width, from the code on a screen to a certificate."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

import harness  # noqa: E402
from browser import CHROMIUM, Browser  # noqa: E402

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
        self.browser.run(f"document.getElementById('code').value = '{code}';"
                         "document.querySelector('#code-form button').click()")

    def test_from_code_to_certificate(self):
        process, address, code = self.apply()
        browser = self.browser
        browser.ask("Page.navigate", url=address)
        browser.wait("!document.getElementById('code-form').hidden")
        text = browser.run("document.body.innerText")
        self.assertIn("王小明", text)
        self.assertIn("Trial", text)
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
        browser.wait("document.getElementById('status').textContent.includes('was used')")
        self.assertIsNone(process.poll())


if __name__ == "__main__":
    harness.main()
