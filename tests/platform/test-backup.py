#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A platform goes into one file and comes back, on the other kind of database too; a spoilt file does nothing."""

import contextlib
import hashlib
import json
import os
import pathlib
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import time
import urllib.error

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

import harness  # noqa: E402
from person import PASSWORD, Api, new_request  # noqa: E402

DAEMON = os.environ["VERMILIOND"]
# What is left out, and why it may be: people log in again; pictures are not kept past their purpose.
LEFT_OUT = {"cmp_transaction", "challenge", "event", "session", "login_failure", "idempotency", "identity_picture",
            "portal_login", "schema_version"}


class Backup(harness.Case):
    def daemon(self, *options, exit=0):
        told = subprocess.run([DAEMON, *options], capture_output=True, text=True, timeout=60)
        self.assertEqual(told.returncode, exit, told.stderr)
        return told.stderr

    def run_platform(self, *options):
        process = subprocess.Popen([DAEMON, *options, "--listen", "127.0.0.1:0", "--open-registration",
                                    "--public-url", "https://seal.example"], stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait, 30)
        self.addCleanup(process.kill)
        self.assertTrue(process.stdout.readline())
        folder = options[options.index("--data") + 1]
        return process, f"http://127.0.0.1:{(folder / 'port').read_text().strip()}"

    def certify(self, person):
        self.request = new_request(self.dir)
        identity = person.post("/v1/identity-sessions", {"request": self.request})
        phone = person.post("/v1/phone/scan", {"secret": identity["verification_uri"].split("#")[1]})
        person.post("/v1/phone/confirm", {"token": phone["token"], "match_code": identity["match_code"]})
        return person.post("/v1/certificates", {"session": identity["id"], "request": self.request})["serial"]

    def populate(self, url):
        """Somebody with two certificates, one of them suspended, the other renewed."""
        person = Api(url, "wang")
        person.accept_everything()
        serials = [self.certify(person), self.certify(person)]
        renewed = person.act(self.dir, "renewCertificate", f"/v1/certificates/{serials[1]}/renew", serials[1],
                             {"request": self.request})["serial"]
        person.act(self.dir, "suspendCertificate", f"/v1/certificates/{renewed}/suspend", renewed)
        person.post("/v1/identity-sessions", {"request": new_request(self.dir)})
        return person, [*serials, renewed]

    def remembers(self, url, person, serials):
        again = person.at(url)
        again.token = None
        again.token = again.send("POST", "/v1/sessions", {"login": "wang", "password": PASSWORD}, "login")["token"]
        self.assertEqual({again.get(f"/v1/certificates/{serial}")["state"] for serial in serials},
                         {"suspended", "active"})
        self.assertEqual(len(again.get("/v1/consents")["items"]), 4)
        self.assertEqual(again.get(f"/v1/certificates/{serials[2]}")["replaces"], serials[1])

    def number_of_list(self, url):
        path = self.dir / "list.crl"
        Api.fetch(f"{url}/crl/authority.crl", path)
        text = subprocess.run(["openssl", "crl", "-inform", "DER", "-in", path, "-noout", "-crlnumber"], check=True,
                              capture_output=True, text=True).stdout
        return int(text.strip().split("=")[1], 16)

    def database(self, name):
        server = os.environ["VERMILION_TEST_DATABASE"]
        subprocess.run(["psql", server, "-qc", f"CREATE DATABASE {name}"], check=True)
        return server.replace("/postgres?", f"/{name}?")

    def test_there_and_back(self):
        """From a file to a server, from there to another file: the same people, the same certificates."""
        first, second, third = (self.dir / name for name in ("first", "second", "third"))
        address = self.database("there")
        process, url = self.run_platform("--data", first)
        person, serials = self.populate(url)
        number = self.number_of_list(url)
        self.daemon("--data", first, "--backup", self.dir / "a.backup")  # while it runs
        self.assertEqual(stat.S_IMODE((self.dir / "a.backup").stat().st_mode), 0o600)
        root = self.dir / "root.cer"
        Api.fetch(f"{url}/ca/root.cer", root)
        process.kill()
        told = self.daemon("--data", second, "--database", address, "--restore", self.dir / "a.backup")
        self.assertRegex(told, r"as it was at 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ; what was decided (.|\n)* counts as good again")
        process, url = self.run_platform("--data", second, "--database", address)
        self.remembers(url, person, serials)
        self.assertGreater(self.number_of_list(url), number + 1000)
        Api.fetch(f"{url}/ca/root.cer", self.dir / "root2.cer")
        self.assertEqual(root.read_bytes(), (self.dir / "root2.cer").read_bytes())
        other = Api(url, "another")  # keys that count upward go on
        self.assertTrue(other.get("/v1/me"))
        process.kill()
        self.daemon("--data", second, "--database", address, "--backup", self.dir / "b.backup")
        self.daemon("--data", third, "--restore", self.dir / "b.backup")
        _, url = self.run_platform("--data", third)
        self.remembers(url, person, serials)

    def test_spoilt(self):
        data = self.dir / "data"
        process, url = self.run_platform("--data", data)
        self.populate(url)
        process.kill()
        good = self.dir / "good.backup"
        self.daemon("--data", data, "--backup", good)
        lines = good.read_text().splitlines(keepends=True)
        spoilt = {
            "cut": "".join(lines[:-3]),
            "changed": "".join(lines).replace("王小明", "王大明"),
            "half a line": "".join(lines)[:-5],
            "another file": "%PDF-1.7\n",
            "empty": "",
        }
        for name, text in spoilt.items():
            with self.subTest(name):
                bad = self.dir / "bad.backup"
                bad.write_text(text)
                target = self.dir / name.replace(" ", "-")
                self.daemon("--data", target, "--restore", bad, exit=1)
                self.assertFalse(list(target.glob("*.key")))
        self.assertIn("exists", self.daemon("--data", data, "--backup", good, exit=1))
        self.assertIn("holds keys", self.daemon("--data", data, "--restore", good, exit=1))

    def sealed(self, name, lines):
        """A backup that somebody wrote: its sum is right."""
        text = "".join(lines)
        end = json.dumps({"lines": len(lines), "sha256": hashlib.sha256(text.encode()).hexdigest()}) + "\n"
        path = self.dir / f"{name}.backup"
        path.write_text(text + end)
        return path

    def test_later_version(self):
        bad = self.sealed("later", [json.dumps({"format": "vermilion-backup-1", "tables": 9999, "time": 0}) + "\n"])
        self.assertIn("later version", self.daemon("--data", self.dir / "x", "--restore", bad, exit=1))

    def test_of_other_kinds(self):
        head = json.dumps({"format": "vermilion-backup-1", "tables": 1, "time": 0}) + "\n"
        for number, line in enumerate(({"table": 7}, {"table": {}}, {"file": 7}, {"file": "a.key", "base64": []},
                                       {"file": "../a.key", "base64": "AAAA"}, {"table": "account", "row": 7}, {})):
            with self.subTest(line):
                bad = self.sealed(f"kind-{number}", [head, json.dumps(line) + "\n"])
                target = self.dir / f"kind-{number}"
                self.assertIn("vermiliond", self.daemon("--data", target, "--restore", bad, exit=1))
                self.assertFalse((self.dir / "a.key").exists())
        for name, end in (("number", {"lines": 1, "sha256": 7}), ("list", {"lines": [], "sha256": []})):
            bad = self.dir / f"{name}.backup"
            bad.write_text(head + json.dumps(end) + "\n")
            self.assertIn("cut off", self.daemon("--data", self.dir / "x", "--restore", bad, exit=1))

    def test_revoked_since(self):
        """What was ended after the backup is, by the last list, whoever kept that; by no other one."""
        data, backup, lists = self.dir / "data", self.dir / "a.backup", {}
        process, url = self.run_platform("--data", data)
        person, serials = self.populate(url)
        serials.append(self.certify(person))
        lists["old"] = self.dir / "old.crl"
        Api.fetch(f"{url}/crl/authority.crl", lists["old"])
        time.sleep(1)
        self.daemon("--data", data, "--backup", backup)
        person.act(self.dir, "revokeCertificate", f"/v1/certificates/{serials[3]}/revoke", serials[3], {"reason": 1})
        person.post("/v1/emergency-stop")
        states = {serial: person.get(f"/v1/certificates/{serial}") for serial in serials}
        last = self.dir / "last.crl"
        Api.fetch(f"{url}/crl/authority.crl", last)
        process.kill()
        other, other_url = self.run_platform("--data", self.dir / "other")
        lists["other"] = self.dir / "other.crl"
        Api.fetch(f"{other_url}/crl/authority.crl", lists["other"])
        other.kill()
        lists["changed"] = self.dir / "changed.crl"
        changed = bytearray(last.read_bytes())
        changed[-1] ^= 1
        lists["changed"].write_bytes(changed)
        lists["none"] = self.password_file
        target = self.dir / "target"
        for name, path in lists.items():
            self.assertIn("vermiliond: ", self.daemon("--data", target, "--restore", backup, "--revocation-list", path, exit=1))
            self.assertFalse(target.exists(), name)
        self.daemon("--data", target, "--revocation-list", last, exit=2)
        for where in ([], ["--database", self.database("since")]):
            told = self.daemon("--data", target, *where, "--restore", backup, "--revocation-list", last)
            self.assertIn("3 certificates are stopped by the revocation list", told)
            process, url = self.run_platform("--data", target, *where)
            again = person.at(url)
            again.token = None
            again.token = again.send("POST", "/v1/sessions", {"login": "wang", "password": PASSWORD}, "login")["token"]
            for serial, before in states.items():
                after = again.get(f"/v1/certificates/{serial}")
                for key in ("state", "reason", "since"):
                    self.assertEqual(after[key], before[key], key)
            process.kill()
            process.wait(30)
            shutil.rmtree(target)

    def test_into_another(self):
        """A platform that runs, on a server, is not written over; keys of another authority do not go with it."""
        address = self.database("taken")
        process, url = self.run_platform("--data", self.dir / "runs", "--database", address)
        person, serials = self.populate(url)
        self.daemon("--data", self.dir / "runs", "--database", address, "--backup", self.dir / "runs.backup")
        other, _ = self.run_platform("--data", self.dir / "other")
        self.daemon("--data", self.dir / "other", "--backup", self.dir / "other.backup")
        other.kill()
        for backup in ("runs.backup", "other.backup"):
            empty = self.dir / f"empty-{backup}"
            self.assertIn("not empty", self.daemon("--data", empty, "--database", address, "--restore",
                                                   self.dir / backup, exit=1))
            self.assertFalse(list(empty.glob("**/*.key")))
        self.remembers(url, person, serials)
        process.kill()
        rows = [line for line in (self.dir / "runs.backup").read_text().splitlines(keepends=True)[:-1]
                if "file" not in json.loads(line)]
        keys = [line for line in (self.dir / "other.backup").read_text().splitlines(keepends=True)[:-1]
                if "file" in json.loads(line)]
        self.assertTrue(keys)
        mixed = self.sealed("mixed", rows + keys)
        self.daemon("--data", self.dir / "mixed", "--restore", mixed)
        started = subprocess.run([os.environ["VERMILIOND"], "--data", self.dir / "mixed", "--listen", "127.0.0.1:0"],
                                 capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(started.returncode, 1)
        self.assertIn("is not the one that this database was filled with", started.stderr)

    def test_place(self):
        """In the data folder a backup would be a part of the next one, or of itself: it is refused there."""
        data, good = self.dir / "data", self.dir / "good.backup"
        process, _ = self.run_platform("--data", data)
        process.kill()
        (self.dir / "link").symlink_to(data)
        for path in (data / "a.backup", data / "root" / "a.backup", self.dir / "link" / "a.backup", data / "platform.db-old"):
            self.assertIn("is in the data folder", self.daemon("--data", data, "--backup", path, exit=1))
            self.assertFalse(path.exists())
        # What lies there besides, and is no key, would not come back.
        (data / "old.backup").write_bytes(b"x" * 1000000)
        self.assertIn("old.backup in the data folder is no key", self.daemon("--data", data, "--backup", good, exit=1))
        self.assertFalse(good.exists())
        (data / "old.backup").unlink()
        self.assertEqual(self.daemon("--data", data, "--backup", good), "")
        target = self.dir / "target"
        target.mkdir()
        (target / "a.backup").write_bytes(good.read_bytes())
        self.assertIn("is in the data folder", self.daemon("--data", target, "--restore", target / "a.backup", exit=1))
        self.assertEqual([path.name for path in target.iterdir()], ["a.backup"])

    def test_no_platform(self):
        """What is done to a platform makes none, whatever was mistyped, and brings none to another version."""
        mistyped, address = self.dir / "mistyped", self.database("nothing")
        backup = self.dir / "a.backup"
        for errand in (["--backup", backup], ["--grant", "wang=ca-operator"], ["--withdraw", "wang=ca-operator"]):
            for where in ([], ["--database", address]):
                self.assertIn("there is no platform in", self.daemon("--data", mistyped, *where, *errand, exit=1))
                self.assertFalse(mistyped.exists())
        data = self.dir / "data"
        process, url = self.run_platform("--data", data)
        Api(url, "wang")
        process.kill()
        process.wait(30)
        for errand in (["--backup", backup], ["--grant", "wang=ca-operator"]):
            self.assertIn("no platform in this database", self.daemon("--data", data, "--database", address, *errand, exit=1))
            self.assertEqual(subprocess.run(["psql", address, "-Atc", "\\dt"], check=True, capture_output=True,
                                            text=True).stdout, "")
        (data / "platform.db").rename(self.dir / "kept.db")
        self.assertIn("no database: name it", self.daemon("--data", data, "--backup", backup, exit=1))
        (self.dir / "kept.db").rename(data / "platform.db")
        with contextlib.closing(sqlite3.connect(data / "platform.db")) as db:
            db.execute("UPDATE schema_version SET version = 3")
            db.commit()
        for errand in (["--backup", backup], ["--grant", "wang=ca-operator"]):
            self.assertIn("is of version 3", self.daemon("--data", data, *errand, exit=1))
        with contextlib.closing(sqlite3.connect(data / "platform.db")) as db:
            self.assertEqual(db.execute("SELECT MAX (version) FROM schema_version").fetchall(), [(3,)])
        self.assertFalse(backup.exists())

    def test_late_failure(self):
        """A restore that fails at its last line leaves nothing; one that was killed lets nothing start."""
        data, good = self.dir / "data", self.dir / "good.backup"
        process, _ = self.run_platform("--data", data)
        process.kill()
        self.daemon("--data", data, "--backup", good)
        lines = good.read_text().splitlines(keepends=True)[:-1]
        late = self.sealed("late", [*lines, json.dumps({"file": "../a.key", "base64": "AAAA"}) + "\n"])
        for where in ([], ["--database", self.database("late")]):
            target = self.dir / "target"
            self.assertIn("name that is not taken", self.daemon("--data", target, *where, "--restore", late, exit=1))
            self.assertFalse(target.exists())
            target.mkdir()
            self.daemon("--data", target, *where, "--restore", late, exit=1)
            self.assertEqual(list(target.iterdir()), [])
            self.daemon("--data", target, *where, "--restore", good)
            self.assertTrue((target / "root/root.key").exists())
            shutil.rmtree(target)
        broken = self.dir / "broken"
        self.daemon("--data", broken, "--restore", good)
        (broken / ".restoring").touch()
        for options in (["--listen", "127.0.0.1:0"], ["--restore", good]):
            self.assertIn("a restore was broken off", self.daemon("--data", broken, *options, exit=1))

    def test_killed(self):
        """A restore that is killed in its middle leaves no row on the server: the same one goes on in a new folder."""
        data, good, target, address = self.dir / "data", self.dir / "good.backup", self.dir / "target", self.database("killed")
        process, url = self.run_platform("--data", data)
        person, serials = self.populate(url)
        process.kill()
        self.daemon("--data", data, "--backup", good)
        head = json.dumps({"format": "vermilion-backup-1", "tables": 9999, "time": 0}) + "\n"
        self.daemon("--data", target, "--database", address, "--restore", self.sealed("tables", [head]), exit=1)

        def ask(sql):
            return subprocess.run(["psql", address, "-Atc", sql], check=True, capture_output=True, text=True).stdout.strip()

        # Somebody holds one of its last tables; most of the rows are in by then.
        holder = subprocess.Popen(["psql", address, "-At"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        holder.stdin.write("BEGIN; LOCK TABLE consent IN EXCLUSIVE MODE; SELECT 'held';\n")
        holder.stdin.flush()
        while holder.stdout.readline() != "held\n":
            self.assertIsNone(holder.poll())
        restore = subprocess.Popen([DAEMON, "--data", target, "--database", address, "--restore", good])
        waits = "SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND relation = 'consent'::regclass"
        while ask(waits) != "1":
            self.assertIsNone(restore.poll())
            time.sleep(0.05)
        restore.kill()
        restore.wait(30)
        holder.communicate("ROLLBACK;\n")
        for options in (["--listen", "127.0.0.1:0"], ["--restore", good]):
            self.assertIn("remove that folder", self.daemon("--data", target, "--database", address, *options, exit=1))
        shutil.rmtree(target)
        self.daemon("--data", target, "--database", address, "--restore", good)
        _, url = self.run_platform("--data", target, "--database", address)
        self.remembers(url, person, serials)

    def test_nothing_forgotten(self):
        """Every column of every table is in a backup, or is left out with a reason."""
        data = self.dir / "data"
        process, url = self.run_platform("--data", data)
        process.kill()
        source = (pathlib.Path(__file__).resolve().parents[2] / "src/platform/store/platform-store-dump.c").read_text()
        known = {}
        for name, columns in re.findall(r'\{"([a-z_/]+)", "[a-z]+",\s*((?:"[^"]*"\s*)+)\}', source):
            names = re.findall(r"([a-z_0-9]+):[sib]", columns)
            known.setdefault(name.split("/")[0], set()).update(names)
        with sqlite3.connect(data / "platform.db") as db:
            tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND "
                                                   "name NOT LIKE 'sqlite%'")}
            self.assertEqual(tables - LEFT_OUT, set(known))
            for table in known:
                columns = {row[1] for row in db.execute(f"PRAGMA table_info({table})")}
                self.assertEqual(columns, known[table], table)


if __name__ == "__main__":
    harness.main()
