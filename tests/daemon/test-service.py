#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""vermiliond as a service: what it tells systemd, how it ends, what its unit lets it do, what it logs."""

import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "platform"))

import harness  # noqa: E402
from person import PASSWORD, Api  # noqa: E402

DAEMON = os.environ["VERMILIOND"]


class Service(harness.Case):
    def start(self, *options, **environment):
        process = subprocess.Popen([DAEMON, "--data", self.dir / "platform", "--listen", "127.0.0.1:0",
                                    "--open-registration", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   text=True, env=dict(os.environ, **environment))
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait, 30)
        self.addCleanup(process.kill)
        line = process.stdout.readline()
        return process, line and re.match(r"listening on (\S+)", line)[1]

    def test_tells_systemd(self):
        path = str(self.dir / "notify")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            notify.bind(path)
            notify.settimeout(30)
            process, url = self.start(NOTIFY_SOCKET=path)
            self.assertEqual(notify.recv(100), b"READY=1")
            with urllib.request.urlopen(url + "/healthz") as answer:
                self.assertEqual(answer.status, 200)
            process.send_signal(signal.SIGTERM)
            self.assertEqual(notify.recv(100), b"STOPPING=1")
            self.assertEqual(process.wait(30), 0)

    def test_unit(self):
        if not shutil.which("systemd-analyze"):
            self.skipTest("no systemd-analyze here")
        unit = pathlib.Path(os.environ["VERMILIOND_UNIT"]).read_text()
        copy = self.dir / "vermiliond.service"
        copy.write_text(re.sub(r"(?m)^ExecStart=\S+", f"ExecStart={DAEMON}", unit))
        told = subprocess.run(["systemd-analyze", "verify", copy], capture_output=True, text=True)
        self.assertEqual((told.returncode, told.stderr), (0, ""))
        told = subprocess.run(["systemd-analyze", "security", "--offline=true", "--threshold=20", copy],
                              capture_output=True, text=True)
        self.assertEqual(told.returncode, 0, told.stdout)

    def test_log_keeps_secrets(self):
        process, url = self.start(G_MESSAGES_DEBUG="vermilion-platform")
        person = Api(url, "wang")
        person.get("/v1/me")
        process.send_signal(signal.SIGTERM)
        log = "".join(process.communicate(timeout=30))
        self.assertIn('"operation":"getMe"', log)
        for secret in (PASSWORD, person.token, "52010219900101001"):
            self.assertNotIn(secret, log)

    def test_refusals(self):
        """What does not fit together is said at once, and nothing is made."""
        for options, said in ((["--identification", "guessing"], "trial, review or http"),
                              (["--identification", "http"], "address and key"),
                              (["--database", "postgresql://a:b@localhost/c"], "pgpass"),
                              (["--grant", "nobody"], "LOGIN=ROLE"),
                              (["--grant", "nobody=ca-operator"], "nobody logs in"),
                              (["surplus"], "not expected")):
            with self.subTest(options[0]):
                process, url = self.start(*options)
                self.assertFalse(url)
                self.assertIn(process.wait(30), (1, 2))
                self.assertIn(said, process.stderr.read())


if __name__ == "__main__":
    harness.main()
