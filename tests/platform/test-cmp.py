#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The platform asked by CMP, by a client that is none of ours: openssl cmp. Two processes on one database, and
each message goes to the other one than the message before."""

import base64
import concurrent.futures
import hashlib
import http.server
import os
import subprocess
import threading
import urllib.error
import urllib.request

import daemons
from person import Api, new_request

TYPE = "application/pkixcmp"


class Between(http.server.BaseHTTPRequestHandler):
    """Gives each message to the next process, keeps it, and may change it on its way."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        server = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server.sent.append(server.change(body))
        status, answer = post(server.urls[len(server.sent) % len(server.urls)], server.sent[-1])
        server.got.append(answer)
        self.send_response(status)
        self.send_header("Content-Type", TYPE)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args):
        pass


def post(url, body, path="/.well-known/cmp"):
    request = urllib.request.Request(url + path, body, {"Content-Type": TYPE})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as problem:
        with problem:
            return problem.code, problem.read()


class Cmp(daemons.Case):
    def setUp(self):
        super().setUp()
        self.between = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Between)
        self.between.urls, self.between.sent, self.between.got = self.urls, [], []
        self.between.change = lambda body: body
        thread = threading.Thread(target=self.between.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.between.server_close)
        self.addCleanup(self.between.shutdown)
        for name in ("root", "authority"):
            der = urllib.request.urlopen(f"{self.urls[0]}/ca/{name}.cer", timeout=30).read()
            subprocess.run(["openssl", "x509", "-inform", "DER", "-out", self.dir / f"{name}.pem"], input=der, check=True)
        self.person = Api(self.urls[0], "wang")
        self.person.accept_everything()

    def begin(self, request, person=None):
        return (person or self.person).post("/v1/identity-sessions", {"request": request})

    def pass_by_phone(self, identity):
        phone = self.person.post("/v1/phone/scan", {"secret": identity["verification_uri"].split("#")[1]})
        self.person.post("/v1/phone/confirm", {"token": phone["token"], "match_code": identity["match_code"]})

    def cmp(self, *options, path="", before=()):
        """Whether openssl was served, and what it said."""
        port = self.between.server_address[1]
        told = subprocess.run([*before, "openssl", "cmp", "-server", f"127.0.0.1:{port}", "-path", f".well-known/cmp{path}",
                               "-trusted", "root.pem", "-certout", "new.pem", "-total_timeout", "60", *options],
                              capture_output=True, text=True, cwd=self.dir, stdin=subprocess.DEVNULL, timeout=100)
        return told.returncode == 0, told.stdout + told.stderr

    def secret(self, identity):
        return ["-ref", identity["id"], "-secret", f"pass:{identity['cmp_secret']}"]

    def assertRefused(self, told, *words):
        done, text = told
        self.assertFalse(done, text)
        for word in words:
            self.assertIn(word, text)

    def certify(self):
        """What is in key.pem and new.pem from then on; its serial number."""
        request = new_request(self.dir)
        identity = self.begin(request)
        self.pass_by_phone(identity)
        done, text = self.cmp("-cmd", "p10cr", "-csr", "request.der", *self.secret(identity), "-implicit_confirm")
        self.assertTrue(done, text)
        return self.person.get("/v1/certificates")["items"][0]["serial"]

    def test_enrolment(self):
        request = new_request(self.dir)
        identity = self.begin(request)
        timer = threading.Timer(1, self.pass_by_phone, [identity])
        timer.start()
        self.addCleanup(timer.join)
        done, text = self.cmp("-cmd", "p10cr", "-csr", "request.der", *self.secret(identity), "-extracertsout", "extra.pem",
                              path="/p/person")
        self.assertTrue(done, text)
        for word in ("received POLLREP", "received PKICONF"):
            self.assertIn(word, text)
        certificates = self.person.get("/v1/certificates")["items"]
        self.assertEqual([each["state"] for each in certificates], ["active"])
        judged = subprocess.run(["openssl", "verify", "-CAfile", "root.pem", "-untrusted", "extra.pem", "new.pem"],
                                cwd=self.dir, capture_output=True, text=True)
        self.assertIn("new.pem: OK", judged.stdout)
        # The same bytes again, at whichever process: the same answer, and nothing is done twice. What was answered
        # before that is answered no more.
        before = self.count("evidence"), self.count("certificate"), self.count("cmp_transaction")
        for url in self.urls:
            self.assertEqual(post(url, self.between.sent[-1]), (200, self.between.got[-1]))
            for message in self.between.sent[:-1]:
                post(url, message)
        self.assertEqual((self.count("evidence"), self.count("certificate"), self.count("cmp_transaction")), before)
        self.assertRefused(self.cmp("-cmd", "p10cr", "-csr", "request.der", *self.secret(identity)),
                           "notAuthorized", "the identification is used", "/v1/identity-sessions")
        self.assertEqual(self.count("certificate WHERE person IS NOT NULL"), 1)

    def test_confirmed_at_once(self):
        self.certify()
        self.assertEqual(len(self.between.sent), 1)

    def test_at_once(self):
        """One message that comes twelve times at once, to both."""
        request = new_request(self.dir)
        identity = self.begin(request)
        self.pass_by_phone(identity)
        kept = []
        self.between.change = lambda body: kept.append(body) or b"held back"
        self.assertRefused(self.cmp("-cmd", "p10cr", "-csr", "request.der", *self.secret(identity)))
        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(lambda number: post(self.urls[number % 2], kept[0]), range(12)))
        self.assertEqual({status for status, _ in answers}, {200})
        self.assertEqual(len({answer for _, answer in answers}), 1)
        self.assertEqual(self.count("certificate WHERE person IS NOT NULL"), 1)

    def test_refusals(self):
        request = new_request(self.dir)
        identity = self.begin(request)
        self.pass_by_phone(identity)
        ask = ["-cmd", "p10cr", "-csr", "request.der", "-unprotected_errors"]
        before = self.count("evidence")
        wrong = ["-secret", "pass:" + "0" * 64]
        self.assertRefused(self.cmp(*ask, *self.secret(identity), *wrong), "received ERROR")
        self.assertRefused(self.cmp(*ask, "-ref", "f" * 32, *wrong), "received ERROR")
        self.assertRefused(self.cmp(*ask, "-unprotected_requests", "-subject", "/CN=any"), "received ERROR")
        # Another key than the one that the identification was opened for, and no key at all.
        (self.dir / "other").mkdir()
        new_request(self.dir / "other")
        self.assertRefused(self.cmp(*ask, *self.secret(identity), "-csr", "other/request.der"), "badCertTemplate",
                           "another key")
        tampered = bytearray((self.dir / "request.der").read_bytes())
        tampered[-1] ^= 1
        (self.dir / "tampered.der").write_bytes(tampered)
        self.assertRefused(self.cmp(*ask, *self.secret(identity), "-csr", "tampered.der"), "badPOP")
        # Every bit of it counts.
        self.between.change = lambda body: body[:-40] + bytes([body[-40] ^ 1]) + body[-39:]
        self.assertRefused(self.cmp(*ask, *self.secret(identity)), "received ERROR")
        good = self.between.sent[-1]
        for at in range(0, len(good), 7):
            status, _ = post(self.urls[at % 2], good[:at] + bytes([good[at] ^ 0x10]) + good[at + 1:])
            self.assertIn(status, (200, 400))
        # A thousand million rounds of a hash.
        place = good.index(bytes.fromhex("020201f4"))
        self.assertEqual(post(self.urls[0], good[:place] + bytes.fromhex("0202ffff") + good[place + 4:])[0], 400)
        for rubbish in (b"", b"0", b"0\x80\0\0", good + b"0", good[:-1], b"\xff" * 1000):
            self.assertEqual(post(self.urls[0], rubbish)[0], 400)
        self.assertEqual(post(self.urls[0], good + bytes(20000))[0], 413)
        self.assertEqual(self.count("evidence"), before)
        self.assertEqual(self.count("cmp_transaction"), 0)
        self.assertEqual(self.count("certificate WHERE person IS NOT NULL"), 0)
        # Over, before it came to anything.
        self.query("UPDATE identity_session SET expires = 1")
        self.between.change = lambda body: body
        self.assertRefused(self.cmp(*ask, *self.secret(identity)), "notAuthorized", "expired", "/v1/identity-sessions")

    def test_wrong_clock(self):
        """A message that says that it is from another time may be one that somebody has kept."""
        if "ASAN_OPTIONS" in os.environ:
            self.skipTest("what shifts a clock does not go before a sanitizer")
        serial = self.certify()
        own = ["-cert", "new.pem", "-key", "key.pem", "-untrusted", "authority.pem"]
        for seconds in (-400, 400):
            shift = ["env", f"LD_PRELOAD={os.environ['CLOCK_SHIFT_LIBRARY']}", f"CLOCK_SHIFT={seconds}"]
            done, text = self.cmp("-cmd", "rr", "-oldcert", "new.pem", "-revreason", "1", *own, before=shift)
            self.assertFalse(done, text)
            self.assertIn(b"set the clock", self.between.got[-1])
        self.assertEqual((self.person.get(f"/v1/certificates/{serial}")["state"], self.count("act")), ("active", 0))
        shift = [*shift[:2], "CLOCK_SHIFT=200"]
        done, text = self.cmp("-cmd", "rr", "-oldcert", "new.pem", "-revreason", "6", *own, before=shift)
        self.assertTrue(done, text)

    def test_given_up(self):
        request = new_request(self.dir)
        identity = self.begin(request)
        timer = threading.Timer(1, self.person.send, ["DELETE", f"/v1/identity-sessions/{identity['id']}"])
        timer.start()
        self.addCleanup(timer.join)
        self.assertRefused(self.cmp("-cmd", "p10cr", "-csr", "request.der", *self.secret(identity)), "cancelled")

    def state(self, serial):
        return self.person.get(f"/v1/certificates/{serial}")["state"]

    def evidence(self, kind):
        return self.count(f"evidence WHERE type = 'certificate-{kind}'")

    def test_suspension(self):
        serial = self.certify()
        own = ["-cert", "new.pem", "-key", "key.pem", "-untrusted", "authority.pem"]
        (self.dir / "old.pem").write_bytes((self.dir / "new.pem").read_bytes())
        revoke = ["-cmd", "rr", "-oldcert", "old.pem", "-revreason"]
        # With a reason that is none, or that nobody gives of their own certificate; and unsigned.
        for reason in ("-1", "2", "9"):
            self.assertRefused(self.cmp(*revoke, reason, *own), "rejection")
        self.assertRefused(self.cmp(*revoke, "8", *own), "notAuthorized", "/v1/identity-sessions")
        again = self.begin(self.request())
        self.assertRefused(self.cmp(*revoke, "6", *self.secret(again)), "notAuthorized")
        self.assertEqual((self.state(serial), self.count("act")), ("active", 0))
        done, text = self.cmp(*revoke, "6", *own)
        self.assertTrue(done, text)
        suspension = self.between.sent[-1]
        self.assertEqual((self.state(serial), self.evidence("suspended")), ("suspended", 1))
        kept = self.person.get("/v1/acts")["items"]
        self.assertEqual([(each["operation"], each["object"], each["certificate"]) for each in kept],
                         [("suspendCertificate", serial, serial)])
        act = self.person.get(f"/v1/acts/{kept[0]['id']}")
        self.assertEqual(base64.b64decode(act["signature"]), suspension)
        self.assertIn(hashlib.sha256(suspension).hexdigest(), act["statement"])
        # It is lifted by who was identified for its key, once they are.
        self.assertRefused(self.cmp(*revoke, "8", *own), "notAuthorized")
        self.assertRefused(self.cmp(*revoke, "8", *self.secret(again)), "on the phone")
        self.pass_by_phone(again)
        done, text = self.cmp(*revoke, "8", *self.secret(again))
        self.assertTrue(done, text)
        self.assertEqual((self.state(serial), self.evidence("restored")), ("active", 1))
        # What somebody has kept of the suspension suspends nothing again.
        for url in self.urls:
            post(url, suspension)
        self.query("DELETE FROM cmp_transaction")
        self.assertEqual((self.state(serial), self.evidence("suspended")), ("active", 1))
        done, text = self.cmp(*revoke, "1", *own)
        self.assertTrue(done, text)
        self.assertEqual((self.state(serial), self.evidence("revoked")), ("revoked", 1))
        self.assertRefused(self.cmp(*revoke, "1", *own), "rejection")
        self.assertRefused(self.cmp("-cmd", "kur", "-newkey", "key.pem", *own), "certRevoked")

    def request(self):
        """A PKCS#10 for the key that is there."""
        der = subprocess.run(["openssl", "req", "-new", "-key", "key.pem", "-subj", "/CN=any", "-outform", "DER"],
                             cwd=self.dir, check=True, capture_output=True).stdout
        return base64.b64encode(der).decode()

    def test_other_person(self):
        serial = self.certify()
        (self.dir / "victim.pem").write_bytes((self.dir / "new.pem").read_bytes())
        owner, self.person = self.person, Api(self.urls[0], "lihua")
        self.person.accept_everything()
        self.certify()
        own = ["-cert", "new.pem", "-key", "key.pem", "-untrusted", "authority.pem"]
        before = self.count("evidence"), self.count("act")
        self.assertRefused(self.cmp("-cmd", "rr", "-oldcert", "victim.pem", "-revreason", "1", *own), "badCertId")
        self.assertRefused(self.cmp("-cmd", "kur", "-oldcert", "victim.pem", "-newkey", "key.pem", *own), "badCertId")
        # A certificate that says the same, and is none of this platform's.
        subprocess.run(["openssl", "req", "-x509", "-key", "key.pem", "-subj", "/CN=any", "-out", "self.pem"], cwd=self.dir,
                       check=True, capture_output=True)
        self.assertRefused(self.cmp("-cmd", "rr", "-oldcert", "new.pem", "-revreason", "1", "-cert", "self.pem", "-key",
                                    "key.pem"), "received ERROR")
        self.assertEqual((self.count("evidence"), self.count("act")), before)
        self.person = owner
        self.assertEqual(self.state(serial), "active")

    def test_renewal(self):
        serial = self.certify()
        own = ["-cert", "new.pem", "-key", "key.pem", "-untrusted", "authority.pem"]
        (self.dir / "other").mkdir()
        new_request(self.dir / "other")
        self.assertRefused(self.cmp("-cmd", "kur", "-newkey", "other/key.pem", *own), "badCertTemplate",
                           "/v1/identity-sessions")
        self.assertEqual(self.count("act"), 0)
        done, text = self.cmp("-cmd", "kur", "-newkey", "key.pem", *own)
        self.assertTrue(done, text)
        self.assertIn("received PKICONF", text)
        renewed = next(each for each in self.person.get("/v1/certificates")["items"] if each["serial"] != serial)
        self.assertEqual((renewed["replaces"], renewed["state"]), (serial, "active"))
        self.assertEqual((self.evidence("renewed"), self.count("act")), (1, 1))
        # The same again, and what came before it.
        for url in self.urls:
            for message in self.between.sent:
                post(url, message)
        self.assertEqual((self.evidence("renewed"), self.count("act")), (1, 1))

    def test_templates(self):
        """ir and cr, whose proof of possession is their own."""
        for number, command in enumerate(("ir", "cr")):
            request = new_request(self.dir)
            identity = self.begin(request)
            ask = ["-cmd", command, "-newkey", "key.pem", "-subject", "/CN=any", *self.secret(identity)]
            self.pass_by_phone(identity)
            self.assertRefused(self.cmp(*ask, "-popo", "0"), "badPOP")
            done, text = self.cmp(*ask)
            self.assertTrue(done, text)
            self.assertEqual(self.count("certificate WHERE person IS NOT NULL"), number + 1)

    def test_secret(self):
        """Is told to who opened it, when they did."""
        request = new_request(self.dir)
        identity = self.begin(request)
        self.assertEqual(len(identity["cmp_secret"]), 64)
        self.assertNotIn("cmp_secret", self.person.get(f"/v1/identity-sessions/{identity['id']}"))
        self.assertNotEqual(self.begin(request)["cmp_secret"], identity["cmp_secret"])
        dump = subprocess.run(["pg_dump", self.database], capture_output=True, text=True, check=True).stdout
        self.assertNotIn(identity["cmp_secret"], dump)


if __name__ == "__main__":
    daemons.harness.main()
