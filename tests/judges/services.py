# SPDX-License-Identifier: GPL-3.0-or-later
"""What the judges of the higher levels share: an authority with its services on loopback, the command
line with a key of it, and how a case is said."""

import contextlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

import harness  # noqa: E402
import judges  # noqa: E402

SERVER = os.path.abspath(os.environ.get("SUPPORT_PKI_SERVER", "build/tests/support/support-pki-server"))


class Workshop:
    """A folder with key files of every kind, and the program."""

    def __init__(self, folder, server):
        self.folder = folder
        self.at = json.loads(server.stdout.readline())
        self.root = folder / "root.pem"
        self.services = ["--tsa", self.at["tsa"], "--trust", self.root]
        self.env = harness.environment(folder)
        (folder / "password").chmod(0o600)

    def ctl(self, *arguments):
        """Complaints: what the program said when it failed."""
        done = judges.run(harness.CTL, *arguments, env=self.env, cwd=self.folder)
        return [] if done.returncode == 0 else [f"{arguments[0]}: {done.stdout.decode()}"]

    def sign(self, source, target, key, level, *more):
        return self.ctl("sign", source, "-o", target, "--p12", self.folder / f"user-{key}.p12", "--password-file",
                        self.folder / "password", "--level", level, *([] if level == "B-B" else self.services), *more)

    def timestamp(self, source, target):
        return self.ctl("timestamp", source, "-o", target, "--tsa", self.at["tsa"])


@contextlib.contextmanager
def workshop():
    with tempfile.TemporaryDirectory(prefix="vermilion-judges-") as folder:
        server = subprocess.Popen([SERVER, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            yield Workshop(pathlib.Path(folder), server)
        finally:
            server.communicate()


def is_there(tap, judge, name):
    """Whether a judge can be asked; says so where not, as a failure where it must be there."""
    reason = judge.reason()
    if reason:
        must = os.environ.get("REQUIRE_JAVA_JUDGES")
        tap.say(name, [reason] if must else [], None if must else reason)
    return not reason
