#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""vermiliond is killed in the middle of each thing that a person does, at each kind of moment of its transaction, on
SQLite and on PostgreSQL, and started again. What was answered is there; what was not is there wholly or not at all;
the same request sent again has one effect, and says what the first would have said."""

import http.client
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import urllib.error

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

import harness  # noqa: E402
from person import PASSWORD, Api, new_request  # noqa: E402

LOST = (http.client.HTTPException, ConnectionError, urllib.error.URLError)
SQLITE = ("write 1", "write 4", "half 2", "sync 1", "synced 1", "answer 1")
POSTGRESQL = ("statement 2", "commit 1", "committed 1", "answer 1")
# What an office and an enterprise do goes the same ways through the store: a moment before and one after.
OFFICE_SQLITE = ("half 2", "synced 1")
OFFICE_POSTGRESQL = ("commit 1", "committed 1")
# Fewer would mean that the moment does not come.
LEAST = 6
CODE = "91110000802100433B"
PICTURES = [{"jpeg": "/9j/4AAQSkZJRgAB" + end} for end in ("AQ==", "Ag==", "Aw==")]


class Killed(harness.Case):
    def setUp(self):
        super().setUp()
        self.order = self.dir / "order"
        self.database, self.process = None, None
        self.identification = "trial"
        self.addCleanup(self.stop)

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait(30)
            self.process.stdout.close()

    def start(self):
        self.stop()
        environment = dict(os.environ, LD_PRELOAD=os.environ["PLATFORM_KILL"], KILL_ORDER=str(self.order))
        environment["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
        command = [os.environ["VERMILIOND"], "--data", self.folder, "--listen", "127.0.0.1:0", "--open-registration",
                   "--requests-per-second", "10000", "--public-url", "https://seal.example", "--identification", self.identification]
        self.process = subprocess.Popen(command + self.where(), stdout=subprocess.PIPE, text=True, env=environment)
        self.assertTrue(self.process.stdout.readline(), "it does not start again")
        self.url = f"http://127.0.0.1:{(self.folder / 'port').read_text().strip()}"

    def where(self):
        return ["--database", self.database] if self.database else []

    def rows(self, query):
        if self.database:
            told = subprocess.run(["psql", self.database, "-Atc", query], check=True, capture_output=True, text=True).stdout
            return told.split()
        connection = sqlite3.connect(self.folder / "platform.db")
        try:
            return [str(row[0]) for row in connection.execute(query)]
        finally:
            connection.close()

    def evidence(self):
        return self.rows("SELECT type FROM evidence ORDER BY seq")

    def new_platform(self, name):
        self.folder = self.dir / name
        shutil.copytree(self.made, self.folder) if self.made else None
        if self.server:
            subprocess.run(["psql", self.server, "-qc", f"CREATE DATABASE {name}"], check=True)
            self.database = self.server.replace("/postgres?", f"/{name}?")
        self.start()

    def do(self, api, moment, name, method, path, body=None, act=None, etag=None):
        """One thing, with a death in it; then, started again, the same once more."""
        before = self.evidence()
        answer = None
        if moment:
            self.order.write_text(moment)
        try:
            answer = api.at(self.url).send(method, path, body, key=name, act=act, etag=etag)
            answered = True
        except LOST as problem:
            self.assertFalse(isinstance(problem, urllib.error.HTTPError), f"{name}: {problem}")
            answered = False
        self.order.unlink(missing_ok=True)
        try:
            died = self.process.wait(0.3 if moment and moment.startswith("answer") else 0 if answered else 10) != 0
        except subprocess.TimeoutExpired:
            died = False
        self.assertEqual(died or answered, True)
        if died:
            self.deaths += 1
            self.start()
        added = self.evidence()[len(before):]
        if answered:
            self.assertTrue(added, f"{name}: answered, and lost")
        if died and method == "POST":
            again = api.at(self.url).send(method, path, body, key=name, act=act, etag=etag)
            if answered:
                self.assertEqual(again, answer, name)
            answer = again
        elif died and not added:
            api.at(self.url).send(method, path, body, act=act, etag=etag)
        api.url = self.url
        self.told.append((name, self.evidence()[len(before):]))
        return answer

    def journey(self, moment):
        """All that somebody does from an account to a suspended certificate; what was entered, step by step."""
        self.told, self.deaths = [], 0
        do = lambda *step, **more: self.do(api, moment, *step, **more)  # noqa: E731
        api = Api.__new__(Api)
        api.url, api.login, api.token = self.url, "wang", None
        do("account", "POST", "/v1/accounts", {"login": "wang", "password": PASSWORD, "name": "王小明",
                                               "id_number": "52010219900101001X"})
        api.token = api.send("POST", "/v1/sessions", {"login": "wang", "password": PASSWORD})["token"]
        other = api.send("POST", "/v1/sessions", {"login": "wang", "password": PASSWORD})
        for item in api.get("/v1/agreements")["items"]:
            if item["language"] == "en":
                consent = do(f"consent-{item['agreement']}", "POST", "/v1/consents",
                             {key: item[key] for key in ("agreement", "version", "language", "sha256")})
        identity = do("identify", "POST", "/v1/identity-sessions", {"request": self.request})
        identity = do("refresh", "POST", f"/v1/identity-sessions/{identity['id']}/refresh")
        phone = do("scan", "POST", "/v1/phone/scan", {"secret": identity["verification_uri"].split("#")[1]})
        do("confirm", "POST", "/v1/phone/confirm", {"token": phone["token"], "match_code": identity["match_code"]})
        certificate = do("certify", "POST", "/v1/certificates", {"session": identity["id"], "request": self.request})
        do("log-out", "DELETE", f"/v1/sessions/{other['id']}")
        lost = api.send("POST", "/v1/sessions", {"login": "wang", "password": PASSWORD})["id"]
        do("stop", "POST", "/v1/emergency-stop")
        self.assertEqual(self.rows(f"SELECT COUNT(*) FROM session WHERE id = '{lost}' AND ended IS NULL"), ["0"])
        do("withdraw", "DELETE", f"/v1/consents/{consent['id']}")
        do("password", "POST", "/v1/me/password", {"old_password": PASSWORD, "new_password": PASSWORD + " two"})
        self.assertEqual(api.get(f"/v1/certificates/{certificate['serial']}")["state"], "suspended")
        self.assertEqual(self.rows("SELECT state FROM certificate WHERE person IS NOT NULL"), ["suspended"])
        return self.told

    def review(self, person, request, **more):
        """Somebody is looked at; the id of what the operator decides on."""
        identity = person.post("/v1/identity-sessions", {"request": request, **more})
        phone = person.post("/v1/phone/scan", {"secret": identity["verification_uri"].split("#")[1]})
        person.post("/v1/phone/confirm", {"token": phone["token"], "match_code": identity["match_code"]})
        person.post("/v1/phone/pictures", {"token": phone["token"], "pictures": PICTURES})
        return identity["id"]

    def office(self, moment):
        """What an operator decides, what an enterprise's head decides, and what becomes of a certificate."""
        self.told, self.deaths = [], 0
        operator, person = Api(self.url, "boss"), Api(self.url, "wang")
        subprocess.run([os.environ["VERMILIOND"], "--data", self.folder, *self.where(), "--grant", "boss=ca-operator"],
                       check=True)
        person.accept_everything()
        self.serial = None

        def do(api, name, method, path, body=None, operation=None, thing=None):
            """A step, signed where there is a certificate to sign with, and an operation that is signed."""
            operator.url = person.url = self.url
            act = person.sign_act(self.dir, operation, thing, self.serial, body) if operation else None
            return self.do(api, moment, name, method, path, body, act)

        def decide(name, path, verb):
            operator.url = person.url = self.url
            return self.do(operator, moment, name, "POST", f"{path}/{verb}", etag=operator.look(path))

        passed = self.review(person, self.request)
        decide("accept", f"/v1/reviews/{passed}", "accept")
        self.serial = do(person, "certify", "POST", "/v1/certificates", {"session": passed, "request": self.request})["serial"]
        organisation = do(person, "claim", "POST", "/v1/organisations", {"name": "贵州某某有限公司", "credit_code": CODE})["id"]
        decide("confirm", f"/v1/organisation-claims/{organisation}", "confirm")
        members = f"/v1/organisations/{organisation}/members"
        do(person, "member", "POST", members, {"login": "boss", "roles": ["applicant"]}, "setMember", organisation)
        (member,) = [item["person"] for item in person.get(members)["items"] if item["login"] == "boss"]
        do(person, "no-member", "DELETE", f"{members}/{member}", None, "removeMember", f"{organisation}/{member}")
        certificates = "/v1/certificates"
        renewed = do(person, "renew", "POST", f"{certificates}/{self.serial}/renew", {"request": self.request},
                     "renewCertificate", self.serial)["serial"]
        operator.url = person.url = self.url
        named = self.review(person, self.request, name="王大明")
        decide("accept-name", f"/v1/reviews/{named}", "accept")
        changed = do(person, "change", "POST", f"{certificates}/{renewed}/change",
                     {"session": named, "request": self.request}, "changeCertificate", renewed)["serial"]
        do(person, "revoke", "POST", f"{certificates}/{changed}/revoke", {"reason": 1}, "revokeCertificate", changed)
        self.assertEqual(self.rows("SELECT COUNT(*) FROM membership WHERE ended IS NULL AND roles = 'applicant'"), ["0"])
        self.assertEqual(self.rows("SELECT COUNT(*) FROM identity_picture"), ["0"])
        states = self.rows("SELECT state FROM certificate WHERE person IS NOT NULL ORDER BY created, serial")
        self.told.append(("states", sorted(states)))
        return self.told

    def check(self, moments, journey):
        self.request = new_request(self.dir)
        self.made = None
        name = journey.__name__
        self.new_platform(f"whole_{name}")
        whole = journey(None)
        self.stop()
        self.made = self.dir / f"keys_{name}"
        shutil.copytree(self.folder, self.made, ignore=shutil.ignore_patterns("platform.db*"))
        for number, moment in enumerate(moments):
            self.new_platform(f"killed_{name}_{number}")
            told = journey(moment)
            self.assertEqual(told, whole, moment)
            self.assertGreaterEqual(self.deaths, LEAST, moment)
            print(f"# {moment}: died {self.deaths} times")
            self.stop()
            if not self.database:
                self.assertEqual(self.rows("PRAGMA integrity_check"), ["ok"])

    def test_looked_into(self):
        """Somebody who reads the database beside the platform, and goes, takes nothing of it along."""
        self.server, self.made = None, None
        self.new_platform("seen")
        for number in range(3):
            self.rows("SELECT COUNT(*) FROM account")
            Api(self.url, f"person{number}")
            self.assertTrue((self.folder / "platform.db-wal").exists())
        self.start()
        self.assertEqual(self.rows("SELECT login FROM account ORDER BY login"), ["person0", "person1", "person2"])

    def test_sqlite(self):
        self.server = None
        self.check(SQLITE, self.journey)

    def test_office_sqlite(self):
        self.server, self.identification = None, "review"
        self.check(OFFICE_SQLITE, self.office)

    def test_postgresql(self):
        if "VERMILION_TEST_DATABASE" not in os.environ:
            self.skipTest("no PostgreSQL here")
        self.server = os.environ["VERMILION_TEST_DATABASE"]
        self.check(POSTGRESQL, self.journey)
        self.identification = "review"
        self.check(OFFICE_POSTGRESQL, self.office)


if __name__ == "__main__":
    harness.main()
