#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clocks that are wrong. A desktop whose clock is hours or a year off is served as any other, since what it signs for
the platform has the platform's time in it; what its own clock forbids, it says with a word about the clock. A platform
whose clock is set while it runs issues nothing and gives no time, and goes on once the clock is right again."""

import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

import harness  # noqa: E402

HOUR, YEAR = 3600, 365 * 86400
SERVICE = 7


class Skew(harness.Case):
    def setUp(self):
        super().setUp()
        self.shift = self.dir / "shift"
        environment = dict(os.environ, LD_PRELOAD=os.environ["CLOCK_SHIFT_LIBRARY"], CLOCK_SHIFT_FILE=str(self.shift))
        environment["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
        self.daemon = subprocess.Popen([os.environ["VERMILIOND"], "--data", self.dir / "platform", "--listen",
                                        "127.0.0.1:0", "--open-registration"], stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL, text=True, env=environment)
        self.addCleanup(self.daemon.stdout.close)
        self.addCleanup(self.daemon.wait, 30)
        self.addCleanup(self.daemon.kill)
        self.url = re.match(r"listening on (\S+)", self.daemon.stdout.readline())[1]
        self.id_number = self.dir / "id-number.txt"
        self.id_number.write_text("52010219900101001X\n")
        self.id_number.chmod(0o600)

    def ask(self, *arguments, seconds=0, exit=0):
        """vermilionctl with a clock that is so many seconds off."""
        return self.ctl(*arguments, exit=exit, prefix=(
            "env", f"LD_PRELOAD={os.environ['CLOCK_SHIFT_LIBRARY']}", f"CLOCK_SHIFT={seconds}"))

    def key(self):
        return ["--p12", self.dir / "own.p12", "--password-file", self.password_file]

    def join(self, seconds=0):
        """From nothing to a certificate."""
        shutil.rmtree(self.dir / "data", ignore_errors=True)
        (self.dir / "own.p12").unlink(missing_ok=True)
        self.ask("platform", "register", f"wang{abs(seconds)}{seconds < 0}", "--url", self.url, "--name", "王小明",
                 "--id-number-file", self.id_number, "--password-file", self.password_file, seconds=seconds)
        self.ask("platform", "login", f"wang{abs(seconds)}{seconds < 0}", "--password-file", self.password_file,
                 seconds=seconds)
        self.apply(seconds=seconds)

    def apply(self, **more):
        return self.ask("platform", "apply", "-o", self.dir / "own.p12", "--password-file", self.password_file,
                        "--confirm-here", "--accept", **more)

    def test_desktop(self):
        contract = self.pdf()
        words = {-7 * HOUR: "not valid yet", 7 * HOUR: None, 2 * YEAR: "has expired"}
        for seconds, said in words.items():
            self.join(seconds)
            root = self.dir / "root.pem"
            root.unlink(missing_ok=True)
            self.ask("platform", "root", "-o", root, seconds=seconds)
            self.ask("platform", "login", *self.key(), seconds=seconds)
            _, problem = self.ask("sign", contract, "-o", self.dir / f"{seconds}.pdf", *self.key(), seconds=seconds,
                                  exit=6 if said else 0)
            if said:
                self.assertIn(said, problem)
                self.assertIn("clock of this computer is wrong", problem)
                self.assertIn("date and time", problem)
            serial = re.search(r"[0-9A-F]{32}", self.ask("platform", "certificates", seconds=seconds)[0])[0]
            # A signed act: its time is the platform's, and so is the signature's.
            self.ask("platform", "revoke", serial, *self.key(), seconds=seconds)

    def test_platform(self):
        self.join()
        query, answer = self.dir / "q.tsq", self.dir / "a.tsr"
        subprocess.run(["openssl", "ts", "-query", "-digest", "00" * 32, "-sha256", "-out", query], check=True)

        def stamp():
            subprocess.run(["curl", "-sS", "-H", "Content-Type: application/timestamp-query", "--data-binary", f"@{query}",
                            "-o", answer, f"{self.url}/tsa"], check=True)
            return subprocess.run(["openssl", "ts", "-reply", "-in", answer, "-text"], check=True, capture_output=True,
                                  text=True).stdout

        self.assertIn("Granted", stamp())
        (self.dir / "own.p12").unlink()
        for seconds in (-2 * HOUR, 20 * 24 * HOUR):
            self.shift.write_text(f"{seconds}\n")
            self.assertIn("time source is not available", stamp())
            _, problem = self.apply(exit=SERVICE)
            self.assertIn("clock is not to be trusted", problem)
            self.shift.write_text("0\n")
            self.assertIn("Granted", stamp())
        self.apply()


if __name__ == "__main__":
    harness.main()
