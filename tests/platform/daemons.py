# SPDX-License-Identifier: GPL-3.0-or-later
"""Several processes of the platform on one PostgreSQL, for the tests of what they are together."""

import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

import harness  # noqa: E402


class Case(harness.Case):
    """A new database for each test, and N processes on it, each with a folder as on a host of its own."""

    N = 2
    OPTIONS = []

    def setUp(self):
        super().setUp()
        server, name = os.environ["VERMILION_TEST_DATABASE"], self._testMethodName
        subprocess.run(["psql", server, "-qc", f"CREATE DATABASE {name}"], check=True)
        self.database = server.replace("/postgres?", f"/{name}?")
        self.processes, self.urls = [], []
        for number in range(self.N):
            folder = self.dir / f"host-{number}"
            # What a process needs of another is in the database, and the keys were copied once.
            if number:
                shutil.copytree(self.dir / "host-0", folder)
            self.start(folder)

    def start(self, folder, **how):
        """Starts a process; how: as subprocess.Popen() takes it."""
        process = subprocess.Popen([os.environ["VERMILIOND"], "--data", folder, "--listen", "127.0.0.1:0",
                                    "--database", self.database, "--open-registration",
                                    "--public-url", "https://seal.example", *self.OPTIONS],
                                   stdout=subprocess.PIPE, text=True, errors="replace", **how)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait, 30)
        self.addCleanup(process.kill)
        while "listening" not in (line := process.stdout.readline()):
            self.assertTrue(line)
        self.processes.append(process)
        self.urls.append(f"http://127.0.0.1:{(folder / 'port').read_text().strip()}")

    def query(self, text):
        """What the database answers, as text."""
        return subprocess.run(["psql", self.database, "-Atc", text], check=True, capture_output=True,
                              text=True).stdout.strip()

    def count(self, table):
        return int(self.query(f"SELECT COUNT(*) FROM {table}"))
