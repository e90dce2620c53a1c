#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What gives somebody the power to do something, a password, a token or the secret of a code, is in no log and no
database, whatever was answered and may be asked for again."""

import base64
import os
import pathlib
import secrets
import subprocess
import sys
import time
import urllib.error

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

import harness  # noqa: E402
from person import PASSWORD, Api, new_request  # noqa: E402

NEW_PASSWORD = "staple battery correct 9"
WRONG_PASSWORD = "no battery at all 7"


class Secrets(harness.Case):
    def start(self, *more):
        self.folder, self.log = self.dir / "platform", self.dir / "log"
        self.given = [self.secret_file("portal"), self.secret_file("metrics")]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [os.environ["VERMILIOND"], "--data", self.folder, "--listen", "127.0.0.1:0", "--open-registration",
                 "--portal-issuer", "http://127.0.0.1:9/op", "--portal-client-id", "vermilion",
                 "--portal-secret-file", self.dir / "portal", "--metrics-token-file", self.dir / "metrics", *more],
                stdout=log, stderr=log, env=dict(os.environ, G_MESSAGES_DEBUG="all"))
        self.addCleanup(self.process.wait, 30)
        self.addCleanup(self.process.kill)
        while b"listening on" not in self.log.read_bytes():
            self.assertIsNone(self.process.poll())
            time.sleep(0.1)
        self.url = f"http://127.0.0.1:{(self.folder / 'port').read_text().strip()}"

    def secret_file(self, name):
        text = secrets.token_hex(16)
        (self.dir / name).write_text(text)
        (self.dir / name).chmod(0o600)
        return text

    def refused(self, person, *request):
        with self.assertRaises(urllib.error.HTTPError) as problem:
            person.send(*request)
        problem.exception.close()

    def identify(self, person):
        """All that is given out on the way to a certificate, with what is asked for again."""
        request = new_request(self.dir)
        identity = person.post("/v1/identity-sessions", {"request": request})
        first = identity["verification_uri"].split("#")[1]
        path = f"/v1/identity-sessions/{identity['id']}/refresh"
        renewed = person.send("POST", path, None, "refresh")
        self.assertEqual(person.send("POST", path, None, "refresh"), renewed)
        secret = renewed["verification_uri"].split("#")[1]
        phone = person.send("POST", "/v1/phone/scan", {"secret": secret}, "scan")
        self.assertEqual(person.send("POST", "/v1/phone/scan", {"secret": secret}, "scan"), phone)
        self.refused(person, "POST", "/v1/phone/scan", {"secret": first}, "scan")
        person.post("/v1/phone/confirm", {"token": phone["token"], "match_code": renewed["match_code"]})
        issued = person.post("/v1/certificates", {"session": identity["id"], "request": request})
        return issued["serial"], [first, secret, phone["token"]]

    def journey(self):
        """Everything secret that was sent or answered."""
        person = Api(self.url, "wang")
        tokens = [person.token]
        self.refused(person, "POST", "/v1/sessions", {"login": "wang", "password": WRONG_PASSWORD})
        person.accept_everything()
        serial, secret = self.identify(person)
        person.act(self.dir, "suspendCertificate", f"/v1/certificates/{serial}/suspend", serial)
        challenge = base64.b64encode(os.urandom(32)).decode()
        visit = person.post("/v1/portal-logins", {"challenge": challenge, "device": "PC"})
        person.post("/v1/me/password", {"old_password": PASSWORD, "new_password": NEW_PASSWORD, "keep_sessions": True})
        tokens.append(person.post("/v1/sessions", {"login": "wang", "password": NEW_PASSWORD})["token"])
        ticket = visit["address"].rsplit("/", 1)[1].rsplit("#", 1)[-1].rsplit("=", 1)[-1]
        self.assertGreaterEqual(len(ticket), 16)
        key = "".join((self.dir / "key.pem").read_text().splitlines()[1:-1])
        return [PASSWORD, NEW_PASSWORD, WRONG_PASSWORD, person.id_number, ticket, key, *tokens, *secret, *self.given]

    def check(self, where, content, known):
        """known: found there, so that the search can find something."""
        self.assertTrue(known.encode() in content, where)
        for number, secret in enumerate(self.secret):
            for form in (secret, secret.encode().hex(), base64.b64encode(secret.encode()).decode()):
                self.assertFalse(form.encode() in content, f"{where}: secret {number}")

    def stop(self):
        self.process.terminate()
        self.assertEqual(self.process.wait(30), 0)

    def test_sqlite(self):
        self.start()
        self.secret = self.journey()
        self.check("log", self.log.read_bytes(), "createPortalLogin")
        memory = b"".join(path.read_bytes() for path in sorted(self.folder.glob("platform.db*")))
        self.check("database", memory, "identification-scanned")
        self.stop()
        self.check("database at rest", (self.folder / "platform.db").read_bytes(), "identification-scanned")
        subprocess.run([os.environ["VERMILIOND"], "--data", self.folder, "--backup", self.dir / "backup"], check=True,
                       stdout=subprocess.DEVNULL)
        self.check("backup", (self.dir / "backup").read_bytes(), "identification-scanned")

    def test_postgresql(self):
        server = os.environ["VERMILION_TEST_DATABASE"]
        subprocess.run(["psql", server, "-qc", "CREATE DATABASE secrets"], check=True)
        database = server.replace("/postgres?", "/secrets?")
        self.start("--database", database)
        self.secret = self.journey()
        self.check("log", self.log.read_bytes(), "createPortalLogin")
        tables = subprocess.run(["psql", database, "-Atc", "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"],
                                check=True, capture_output=True, text=True).stdout.split()
        self.assertIn("idempotency", tables)
        memory = b"".join(subprocess.run(["psql", database, "-Atc", f"SELECT * FROM {table}"], check=True,
                                         capture_output=True).stdout for table in tables)
        self.check("database", memory, "identification-scanned")
        self.stop()


if __name__ == "__main__":
    harness.main()
