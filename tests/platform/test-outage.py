#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""PostgreSQL is killed and comes back, and a disk fills up and is cleared, while people change things: whatever was
answered is there afterwards, nothing is half, the platform says meanwhile what is the matter and goes on by itself."""

import concurrent.futures
import json
import os
import pathlib
import shlex
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

import harness  # noqa: E402
from person import Api, new_request  # noqa: E402

UNAVAILABLE = "https://vermilion.example/problems/unavailable"
N_REQUESTS = 90
N_THREADS = 6
DISK = 8 << 20
PATIENCE = 60


class Outage(harness.Case):
    def start(self, folder, *more):
        self.process = subprocess.Popen([os.environ["VERMILIOND"], "--data", folder, "--listen", "127.0.0.1:0",
                                         "--open-registration", "--requests-per-second", "100000",
                                         "--public-url", "https://seal.example", *more],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(self.process.stdout.close)
        self.addCleanup(self.process.wait, 30)
        self.addCleanup(self.process.kill)
        self.assertTrue(self.process.stdout.readline())
        self.person = Api(f"http://127.0.0.1:{(folder / 'port').read_text().strip()}", "wang")
        self.person.accept_everything()
        self.body = {"request": new_request(self.dir)}
        self.refused = 0
        self.ids = {}

    def ask(self, number):
        """The id of what was made; None: it was refused, clearly."""
        try:
            return self.person.send("POST", "/v1/identity-sessions", self.body, key=f"once-{number}")["id"]
        except urllib.error.HTTPError as problem:
            with problem:
                told = json.loads(problem.read())
                self.assertEqual((problem.code, told["type"]), (503, UNAVAILABLE), told)
                self.assertGreater(int(problem.headers["Retry-After"]), 0)
            self.refused += 1
            return None

    def ask_until_done(self, number):
        begun = time.monotonic()
        while not (found := self.ask(number)):
            self.assertLess(time.monotonic() - begun, PATIENCE, f"request {number} is never answered")
            time.sleep(0.05)
        self.ids[number] = found

    def health(self):
        """The status of the answer and the matters that it names."""
        try:
            with urllib.request.urlopen(f"{self.person.url}/healthz", timeout=30) as answer:
                told = json.loads(answer.read())
                return answer.status, told.get("concerns", [])
        except urllib.error.HTTPError as problem:
            with problem:
                return problem.code, [json.loads(problem.read())["type"]]

    def wait_for(self, what, why):
        begun = time.monotonic()
        while not what():
            self.assertLess(time.monotonic() - begun, PATIENCE, why)
            time.sleep(0.02)

    def check(self, count):
        """Everything that was answered is there once, wholly, and is answered again as it was."""
        self.assertGreater(self.refused, 0)
        self.assertEqual(len(set(self.ids.values())), len(self.ids))
        self.assertEqual(count("identity_session"), len(self.ids))
        self.assertEqual(count("evidence WHERE type = 'identification-begun'"), len(self.ids))
        self.assertEqual(count("idempotency WHERE name LIKE 'once-%'"), len(self.ids))
        for number in list(self.ids)[::7]:
            self.assertEqual(self.ask(number), self.ids[number])
        self.assertIsNone(self.process.poll())

    def test_database_killed(self):
        if "VERMILION_TEST_DATABASE" not in os.environ:
            self.skipTest("no PostgreSQL here")
        server = os.environ["VERMILION_TEST_DATABASE"]
        control = shlex.split(os.environ["VERMILION_TEST_POSTGRES_CONTROL"])
        quietly = {"check": True, "stdout": subprocess.DEVNULL, "cwd": "/"}
        options = (pathlib.Path(control[-1]) / "postmaster.opts").read_text().split(None, 1)[1].replace('"', "")
        options = " ".join(word for word in shlex.split(options) if word not in ("-D", control[-1]))
        subprocess.run(["psql", server, "-qc", "CREATE DATABASE outage"], check=True)
        self.start(self.dir / "platform", "--database", server.replace("/postgres?", "/outage?"))
        with concurrent.futures.ThreadPoolExecutor(N_THREADS) as pool:
            pending = [pool.submit(self.ask_until_done, number) for number in range(N_REQUESTS)]
            self.wait_for(lambda: len(self.ids) > N_REQUESTS // 4, "nothing is answered")
            subprocess.run([*control, "-m", "immediate", "-w", "stop"], **quietly)
            try:
                self.wait_for(lambda: self.refused > 0, "nothing is refused")
                self.assertEqual(self.health(), (503, [UNAVAILABLE]))
            finally:
                subprocess.run([*control, "-o", options, "-l", f"{control[-1]}/../log", "-w", "start"], **quietly)
            for each in pending:
                each.result()
        self.assertEqual(self.health(), (200, []))
        self.check(lambda rows: int(subprocess.run(
            ["psql", server.replace("/postgres?", "/outage?"), "-Atc", f"SELECT COUNT(*) FROM {rows}"], check=True,
            capture_output=True, text=True).stdout))

    def test_password_changed(self):
        """The database's password is another one: who has written it into the file has not to start the platform anew."""
        if "VERMILION_TEST_DATABASE" not in os.environ:
            self.skipTest("no PostgreSQL here")
        server = os.environ["VERMILION_TEST_DATABASE"]
        rules = pathlib.Path(shlex.split(os.environ["VERMILION_TEST_POSTGRES_CONTROL"])[-1]) / "pg_hba.conf"
        passwords = self.dir / "pgpass"
        passwords.touch(0o600)

        def ask(sql):
            subprocess.run(["psql", server, "-qAt", "-v", "ON_ERROR_STOP=1", "-c", sql], check=True,
                           stdout=subprocess.DEVNULL)

        def set_password(word):
            ask(f"ALTER ROLE porter PASSWORD '{word}'")
            ask("SELECT pg_terminate_backend (pid, 5000) FROM pg_stat_activity WHERE usename = 'porter'")

        ask("CREATE ROLE porter LOGIN PASSWORD 'first'")
        ask("CREATE DATABASE rotated OWNER porter")
        rules.write_text("local rotated porter scram-sha-256\n" + rules.read_text())
        ask("SELECT pg_reload_conf ()")
        passwords.write_text("*:*:rotated:porter:first\n")
        os.environ["PGPASSFILE"] = str(passwords)
        self.addCleanup(os.environ.pop, "PGPASSFILE")
        self.start(self.dir / "rotated", "--database", server.replace("vermilion@/postgres?", "porter@/rotated?"))
        self.ask_until_done(1)
        set_password("second")
        self.wait_for(lambda: self.health() == (503, [UNAVAILABLE]), "the old password goes on")
        passwords.write_text("*:*:rotated:porter:second\n")
        self.wait_for(lambda: self.health() == (200, []), "the new password is not read")
        self.ask_until_done(2)
        self.assertEqual(self.ask(1), self.ids[1])

    def mount(self):
        folder = self.dir / "disk"
        folder.mkdir()
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", folder], capture_output=True,
                              check=False) if os.geteuid() == 0 else None
        if not done or done.returncode != 0:
            self.skipTest("no small file system can be mounted here")
        self.addCleanup(subprocess.run, ["umount", folder], check=True)
        return folder

    def fill(self, path):
        """All that is left, to the last byte."""
        with open(path, "wb", buffering=0) as file:
            for size in (1 << 16, 1 << 12, 1):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError:
                    pass

    def test_disk_full(self):
        disk = self.mount()
        self.start(disk / "platform")
        database = disk / "platform" / "platform.db"
        for number in range(8):
            self.ask_until_done(number)
        self.assertEqual(self.health(), (200, []))
        self.fill(disk / "full")
        late = []
        number = 8
        while len(late) < 5:
            found = self.ask(number)
            if found:
                self.ids[number] = found
            else:
                late.append(number)
            self.assertLess(number, 3000, "the disk is never full")
            number += 1
        # What is there is still told, and what is the matter.
        self.assertEqual(self.person.get("/v1/me")["login"], "wang")
        self.assertEqual(self.health(), (200, ["store"]))
        (disk / "full").unlink()
        self.assertEqual(self.health(), (200, []))
        for each in late:
            self.ask_until_done(each)
        connection = sqlite3.connect(database)
        try:
            self.check(lambda rows: connection.execute(f"SELECT COUNT(*) FROM {rows}").fetchone()[0])
            self.assertEqual(connection.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
        finally:
            connection.close()


if __name__ == "__main__":
    harness.main()
