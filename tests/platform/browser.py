#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real browser of a phone's width, with a camera that shows a moving figure."""

import base64
import json
import os
import shutil
import subprocess
import time

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# A desktop's keyring would ask on a screen that nobody looks at, and the first page wait for it without end.
PROFILE = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-pipe",
           "--disable-background-networking", "--lang=en", "--use-fake-device-for-media-stream",
           "--password-store=basic"]


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
        self.fates, self.met = [], []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.ask("Page.enable")
        self.ask("Log.enable")
        self.ask("Emulation.setDeviceMetricsOverride", width=360, height=640, deviceScaleFactor=2, mobile=True)

    def meet(self, pattern, *fates, stage="Response"):
        """What becomes of the next requests to these addresses: "lose" is lost on its way, (status, headers,
        body) stands in for the answer; all that come after are well. With the stage Response the platform
        has answered by then. met: when each came."""
        self.fates, self.met = list(fates), []
        self.ask("Fetch.enable", patterns=[{"urlPattern": pattern, "requestStage": stage}])

    def tell(self, method, **parameters):
        """Without waiting for what it says to that."""
        self.number += 1
        question = {"id": self.number, "method": method, "params": parameters, "sessionId": self.session}
        os.write(self.out, json.dumps(question).encode() + b"\0")

    def decide(self, request):
        self.met.append(time.monotonic())
        fate = self.fates.pop(0) if self.fates else None
        if not fate:
            self.tell("Fetch.continueRequest", requestId=request)
        elif fate == "lose":
            self.tell("Fetch.failRequest", requestId=request, errorReason="ConnectionReset")
        else:
            status, headers, body = fate
            self.tell("Fetch.fulfillRequest", requestId=request, responseCode=status,
                      responseHeaders=[{"name": name, "value": value} for name, value in headers.items()],
                      body=base64.b64encode(body.encode()).decode())

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
        number = self.number
        question = {"id": number, "method": method, "params": parameters}
        if self.session:
            question["sessionId"] = self.session
        os.write(self.out, json.dumps(question).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("method") == "Log.entryAdded":
                self.problems.append(answer["params"]["entry"]["text"])
            if answer.get("method") == "Fetch.requestPaused":
                self.decide(answer["params"]["requestId"])
            if answer.get("id") == number:
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
