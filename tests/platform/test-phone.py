#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The phone's page in a real browser of a phone's width, from the code on a screen to a certificate."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

import harness  # noqa: E402

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PROFILE = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-pipe",
           "--disable-background-networking", "--lang=en"]


class Browser:
    """Chromium, spoken to over its debugging pipe: JSON messages that end with a zero byte."""

    def __init__(self, folder):
        to_browser, self.out = os.pipe()
        self.inp, from_browser = os.pipe()

        def descriptors():
            """The browser reads 3 and writes 4; neither end may be in the other's way."""
            reading, writing = os.dup(to_browser), os.dup(from_browser)
            while min(reading, writing) < 5:
                reading, writing = os.dup(reading), os.dup(writing)
            os.dup2(reading, 3)
            os.dup2(writing, 4)

        self.process = subprocess.Popen([CHROMIUM, *PROFILE, f"--user-data-dir={folder}", "about:blank"],
                                        preexec_fn=descriptors, close_fds=False, stderr=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, env=dict(os.environ, HOME=str(folder)))
        os.close(to_browser)
        os.close(from_browser)
        self.rest, self.number, self.session, self.problems = b"", 0, None, []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.ask("Page.enable")
        self.ask("Log.enable")
        self.ask("Emulation.setDeviceMetricsOverride", width=360, height=640, deviceScaleFactor=2, mobile=True)

    def read(self):
        while b"\0" not in self.rest:
            part = os.read(self.inp, 65536)
            if not part:
                raise EOFError("the browser has ended")
            self.rest += part
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def ask(self, method, **parameters):
        self.number += 1
        question = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            question["sessionId"] = self.session
        os.write(self.out, json.dumps(question).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("method") == "Log.entryAdded":
                self.problems.append(answer["params"]["entry"]["text"])
            if answer.get("id") == self.number:
                return answer["result"]

    def run(self, script):
        return self.ask("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

    def wait(self, script):
        for _ in range(300):
            if self.run(script):
                return
            time.sleep(0.1)
        raise AssertionError(f"{script} never came true: {self.run('document.body.innerText')}")

    def close(self):
        self.process.terminate()
        self.process.wait(30)
        os.close(self.inp)
        os.close(self.out)


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
