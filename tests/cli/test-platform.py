#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From an account to a certificate and a signature against the platform's own services."""

import contextlib
import http.server
import json
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
import unittest
import urllib.error
import urllib.request

import harness

DAEMON = os.environ["VERMILIOND"]


def wide(text):
    """As a keyboard for Chinese may write it."""
    return "".join(chr(ord(letter) + 0xfee0) for letter in text)


WIDE_LOGIN = wide("wangxiaoming")


class Platform(harness.Case):
    def setUp(self):
        super().setUp()
        self.start(self.dir / "platform")
        self.id_number = self.dir / "id-number.txt"
        self.id_number.write_text(f"{wide('52010219900101001X')}\n")
        self.id_number.chmod(0o600)

    def start(self, folder):
        self.daemon = subprocess.Popen([DAEMON, "--data", folder, "--listen", "127.0.0.1:0",
                                        "--open-registration"], stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.stop, self.daemon)
        self.url = re.match(r"listening on (\S+)", self.daemon.stdout.readline())[1]

    def stop(self, daemon):
        daemon.terminate()
        self.assertEqual(daemon.wait(30), 0)
        daemon.stdout.close()

    def keep(self, *command, **more):
        """A program in the same surroundings, until the test ends."""
        program = subprocess.Popen(command, env={**harness.environment(self.dir / "data"), **self.env}, **more)
        self.addCleanup(program.wait, 30)
        self.addCleanup(program.kill)
        for pipe in (program.stdin, program.stdout):
            if pipe is not None:
                self.addCleanup(pipe.close)
        return program

    def ask(self, path, body):
        """As a phone."""
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), {
            "Content-Type": "application/json", "Idempotency-Key": path}, method="POST")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())

    def bus(self, *words):
        return subprocess.run(["dbus-send", "--session", "--print-reply", *words], env={**os.environ, **self.env},
                              check=True, stdout=subprocess.PIPE, text=True).stdout

    def register(self):
        self.ctl("platform", "register", WIDE_LOGIN, "--url", self.url, "--name", "王小明",
                 "--id-number-file", self.id_number, "--password-file", self.password_file)
        self.ctl("platform", "login", WIDE_LOGIN, "--password-file", self.password_file)

    def apply(self, *more, exit=0, name="own.p12"):
        return self.ctl("platform", "apply", "-o", self.dir / name, "--password-file",
                        self.password_file, "--confirm-here", *more, exit=exit)

    def test_enterprise(self):
        """A certificate in an enterprise's name, its members, and what is wrong on record."""
        code, name = "91110000802100433B", "贵州山水科技有限公司"
        self.register()
        self.ctl("platform", "claim", name, code, exit=5)
        self.apply("--accept")
        self.ctl("platform", "claim", name, code[:17] + "C", exit=2)
        # As an input method for Chinese types it.
        typed = wide(code.lower())
        self.assertIn("confirmed", self.ctl("platform", "claim", name, f"{typed[:8]} {typed[8:]}")[0])
        (enterprise,) = self.json("platform", "enterprises")
        self.assertEqual(enterprise, {"code": code, "name": name, "legal_representative": "王小明", "state": "confirmed",
                                      "reason": None, "roles": "legal-representative"})
        said, _ = self.ctl("platform", "apply", "-o", self.dir / "seal.p12", "--password-file",
                           self.password_file, "--confirm-here", "--enterprise", code)
        self.assertIn(f"for: {name}", said)
        self.assertIn(f"NTRCN-{code}", said)
        self.assertIn(f"vermilionctl sign CONTRACT.pdf -o SIGNED.pdf --p12 {self.dir / 'seal.p12'}", said)
        key = ["--p12", self.dir / "own.p12", "--password-file", self.password_file]
        _, refused = self.ctl("platform", "members", code, "wangxiaoming", "approver", exit=5)
        self.assertIn("Sign this step with your certificate", refused)
        self.ctl("platform", "members", code, "nobody", "approver", *key, exit=5)
        self.ctl("platform", "members", code, "wangxiaoming", "applicant", "auditor", *key, exit=2)
        self.ctl("platform", "members", code, "wangxiaoming", "applicant", "approver", *key)
        self.assertIn("wangxiaoming  applicant approver  王小明", self.ctl("platform", "members", typed)[0])
        (seen,) = self.json("platform", "members", code)
        self.ctl("platform", "members", code, "wangxiaoming", "applicant", *key, "--etag", seen["etag"])
        for roles in ([], ["auditor"]):
            _, refused = self.ctl("platform", "members", code, "wangxiaoming", *roles, *key, "--etag", seen["etag"],
                                  exit=5)
            self.assertIn("in the meantime", refused)
        self.assertIn("wangxiaoming  applicant  王小明", self.ctl("platform", "members", code)[0])
        self.ctl("platform", "members", code, "wangxiaoming", *key)
        self.assertNotIn("wangxiaoming", self.ctl("platform", "members", code)[0])
        _, refused = self.ctl("platform", "report", code, "名称有误", exit=5)
        self.assertIn("Sign this step with your certificate", refused)
        self.ctl("platform", "report", code, "名称有误", *key)
        self.assertIn("rejected", self.ctl("platform", "enterprises")[0])
        self.ctl("platform", "members", "12100000400000624D", exit=2)
        # On trial nothing waits that could be given up; what is asked is signed first.
        _, refused = self.ctl("platform", "withdraw", code, exit=5)
        self.assertIn("Sign this step with your certificate", refused)
        _, refused = self.ctl("platform", "withdraw", code, *key, exit=5)
        self.assertNotIn("Sign this step", refused)

    def test_from_nothing_to_a_signature(self):
        self.register()
        _, refused = self.apply(exit=5)
        self.assertIn("An agreement has to be accepted first", refused)
        self.assertFalse((self.dir / "own.p12").exists())
        waiting = self.dir / "own.p12.key"
        self.assertEqual(waiting.stat().st_mode & 0o777, 0o600)
        self.assertIn("ENCRYPTED PRIVATE KEY", waiting.read_text())
        said, _ = self.apply("--accept")
        self.assertIn("the key of the last time", said)
        self.assertIn("1. What the platform collects", said)
        self.assertIn("accepted: Privacy policy, version 1", said)
        self.assertEqual(list(self.dir.glob("own.p12.*")), [])
        self.assertIn("王小明", said)
        self.assertEqual((self.dir / "own.p12").stat().st_mode & 0o777, 0o600)
        # What was accepted stands: it is not read out and accepted again.
        again, _ = self.apply("--accept", name="again.p12")
        self.assertIn("accepted before: Privacy policy, version 1", again)
        self.assertNotIn("accepted: ", again)
        self.ctl("platform", "root", "-o", self.dir / "root.pem")
        # As /dev/stdout is: it is written into, and stays.
        out = self.dir / "stdout"
        out.symlink_to("/proc/self/fd/1")
        self.assertIn((self.dir / "root.pem").read_text(), self.ctl("platform", "root", "-o", out)[0])
        self.assertTrue(out.is_symlink())
        self.sign(self.pdf(), self.dir / "out.pdf", self.dir / "own.p12", "--level", "B-LTA", "--tsa",
                  self.url + "/tsa", "--trust", self.dir / "root.pem")
        [report] = self.json("verify", self.dir / "out.pdf", "--trust", self.dir / "root.pem", "--offline")
        self.assertEqual(report["indication"], "total-passed")
        first = report["signatures"][0]
        self.assertEqual(first["level"], "B-LTA")
        self.assertEqual(first["integrity"], "intact")
        self.assertEqual(first["trust"], "trusted")
        self.assertIn(first["time"]["source"], ("signature-timestamp", "document-timestamp"))

    def read_code(self, said):
        """What a reader of codes sees where the terminal shows half blocks."""
        lines = [line for line in said.splitlines() if line and set(line) <= set(" ▀▄█")]
        rows = [[char in half for char in line] for line in lines for half in ("▀█", "▄█")]
        picture = self.dir / "code.pgm"
        pixels = bytes(0 if dark else 255 for row in rows for _ in range(4) for dark in row for _ in range(4))
        picture.write_bytes(b"P5 %d %d 255\n" % (len(rows[0]) * 4, len(rows) * 4) + pixels)
        return subprocess.run(["zbarimg", "--quiet", "--raw", picture], capture_output=True,
                              text=True).stdout.strip()

    def test_code_is_drawn(self):
        if not shutil.which("zbarimg"):
            raise unittest.SkipTest("zbarimg (zbar-tools) is missing")
        self.register()
        said, _ = self.apply("--accept", "--qr")
        uri = re.search(r"open on your phone: (\S+)\nand enter there: \d{4}\n王小明, at (\S+)", said)
        self.assertEqual(self.read_code(said), uri[1])
        self.assertEqual(uri[2], self.url)
        self.assertIn("Passed. The certificate is being issued.", said)
        self.assertNotIn("\033", said)

    def test_login_given_up(self):
        """Ctrl+C while the platform answers leaves no session there that nobody knows here; a platform that says
        nothing does not hold anybody up."""
        self.register()
        url, asked, go_on = self.url, threading.Event(), threading.Event()

        class Slow(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                names = ("Content-Type", "Authorization", "Idempotency-Key")
                headers = {name: self.headers[name] for name in names if name in self.headers}
                request = urllib.request.Request(url + self.path, body or None, headers, method=self.command)
                with urllib.request.urlopen(request, timeout=30) as answer:
                    text = answer.read()
                if self.path == "/v1/sessions" and self.command == "POST":
                    asked.set()
                    go_on.wait(30)
                self.send_response(answer.status)
                for name in ("Content-Type", "ETag"):
                    if name in answer.headers:
                        self.send_header(name, answer.headers[name])
                self.send_header("Content-Length", str(len(text)))
                with contextlib.suppress(ConnectionError):  # nobody may be there any more
                    self.end_headers()
                    self.wfile.write(text)

            do_GET = do_DELETE = do_POST

            def log_message(self, *_):
                pass

        proxy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Slow)
        self.addCleanup(proxy.server_close)
        self.addCleanup(proxy.shutdown)
        threading.Thread(target=proxy.serve_forever).start()

        def running():
            with sqlite3.connect(self.dir / "platform/platform.db") as db:
                return db.execute("SELECT COUNT(*) FROM session WHERE ended IS NULL").fetchone()[0]

        def begin():
            asked.clear()
            go_on.clear()
            login = self.keep(harness.CTL, "platform", "login", "wangxiaoming", "--url",
                              f"http://127.0.0.1:{proxy.server_port}", "--password-file", self.password_file,
                              cwd=self.dir, stdout=subprocess.DEVNULL)
            self.assertTrue(asked.wait(60))
            return login

        before = running()
        for number in (signal.SIGINT, signal.SIGTERM):
            login = begin()
            self.assertEqual(running(), before + 1)
            login.send_signal(number)
            time.sleep(0.1)
            go_on.set()
            self.assertEqual(login.wait(30), -number)
            self.assertEqual(running(), before)
        login = begin()
        for _ in range(2):
            login.send_signal(signal.SIGINT)
            time.sleep(0.1)
        self.assertEqual(login.wait(30), -signal.SIGINT)
        go_on.set()

    def test_sessions(self):
        """Each login is listed and can be ended; a login in place of another, and logging out, leave none behind."""
        self.register()
        (here,) = self.json("platform", "sessions")
        self.assertTrue(here["current"])
        self.assertIn("(this login)", self.ctl("platform", "sessions")[0])
        self.ctl("platform", "login", "wangxiaoming", "--password-file", self.password_file)
        (again,) = self.json("platform", "sessions")
        self.assertNotEqual(again["id"], here["id"])
        token = self.ask("/v1/sessions", {"login": "wangxiaoming", "password": harness.PASSWORD, "device": "lost"})["token"]
        (lost,) = [each for each in self.json("platform", "sessions") if not each["current"]]
        self.assertEqual(lost["device"], "lost")
        self.ctl("platform", "sessions", "--end", lost["id"])
        request = urllib.request.Request(self.url + "/v1/me", headers={"Authorization": f"Bearer {token}"})
        with self.assertRaises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=30)
        refused.exception.close()
        self.ctl("platform", "sessions", "--end", lost["id"], exit=5)
        self.assertEqual(self.json("platform", "sessions"), [again])
        self.assertIn("logged out", self.ctl("platform", "logout")[0])
        self.assertNotIn("session=", next((self.dir / "data/vermilion").glob("*platform*")).read_text())
        self.assertNotIn("logged in", self.ctl("platform", "status")[0])
        self.ctl("platform", "sessions", exit=5)
        self.ctl("platform", "logout")
        with sqlite3.connect(self.dir / "platform/platform.db") as db:
            self.assertEqual(db.execute("SELECT COUNT(*) FROM session WHERE ended IS NULL").fetchone()[0], 0)

    def test_change(self):
        """Another name, by a new key, signed with the old one's."""
        self.register()
        self.apply("--accept")
        serial = self.ctl("platform", "certificates")[0].split()[0]
        change = ["platform", "change", serial, "-o", self.dir / "new.p12", "--new-password-file",
                  self.password_file, "--name", "王晓明", "--confirm-here"]
        _, refused = self.ctl(*change, exit=5)
        self.assertIn("Sign this step with your certificate", refused)
        self.assertIn("王小明", self.ctl("platform", "status")[0])
        said, _ = self.ctl(*change, "--p12", self.dir / "own.p12", "--password-file", self.password_file)
        self.assertRegex(said, "the certificate is for: .*王小明")
        self.assertIn("the certificate will be for: 王晓明", said)
        self.assertIn(f"{serial}: revoked", said)
        self.assertEqual((self.dir / "new.p12").stat().st_mode & 0o777, 0o600)
        newest, older = self.ctl("platform", "certificates")[0].splitlines()
        self.assertRegex(newest, "active .*王晓明")
        self.assertRegex(older, f"^{serial}  revoked .*王小明")
        self.assertIn("王晓明", self.ctl("platform", "status")[0])
        self.sign(self.pdf(), self.dir / "out.pdf", self.dir / "new.p12")
        self.ctl(*change[:2], exit=2)

    def test_signed_act_is_proven(self):
        """By openssl, which knows nothing of the platform but its root."""
        self.register()
        self.apply("--accept")
        serial = self.ctl("platform", "certificates")[0].split()[0]
        self.assertEqual(self.ctl("platform", "acts")[0], "")
        self.ctl("platform", "suspend", serial, "--p12", self.dir / "own.p12", "--password-file",
                 self.password_file)
        [act] = self.json("platform", "acts")
        self.assertEqual((act["operation"], act["object"], act["certificate"], act["login"]),
                         ("suspendCertificate", serial, serial, "wangxiaoming"))
        statement, signature = self.dir / "act.json", self.dir / "act.p7s"
        self.ctl("platform", "acts", act["id"], exit=2)
        self.ctl("platform", "acts", "nothing", "--statement", statement, "--signature", signature, exit=5)
        self.ctl("platform", "acts", act["id"], "--statement", statement, "--signature", signature)
        self.assertIn(serial, statement.read_text())
        self.assertIn("is suspended", self.ctl("platform", "status")[0])
        self.ctl("platform", "root", "-o", self.dir / "root.pem")
        check = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", signature, "-content", statement,
                 "-CAfile", self.dir / "root.pem", "-purpose", "any", "-out", os.devnull]
        done = subprocess.run(check, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        statement.write_text(statement.read_text().replace("active", "revoked"))
        self.assertNotEqual(subprocess.run(check, capture_output=True).returncode, 0)

    def test_suspended_is_not_signed_with(self):
        self.register()
        self.apply("--accept")
        self.ctl("platform", "root", "-o", self.dir / "root.pem")
        serial = self.ctl("platform", "certificates")[0].split()[0]
        key = ["--p12", self.dir / "own.p12", "--password-file", self.password_file]
        self.ctl("keys", "import", self.dir / "own.p12", "--password-file", self.password_file)
        states = lambda: [entry["state"] for entry in self.json("keys", "list")]  # noqa: E731
        self.assertEqual(states(), ["usable"])
        _, refused = self.ctl("platform", "suspend", serial, exit=5)
        self.assertIn("Sign this step with your certificate", refused)
        self.assertIn("active", self.ctl("platform", "certificates")[0])
        (seen,) = self.json("platform", "certificates")
        # What partners are given: to check by, and to encrypt to.
        handed = self.dir / "own.pem"
        self.ctl("platform", "certificates", "-o", handed)
        self.assertEqual(handed.read_text(), self.ctl("platform", "certificates", "--pem", serial)[0])
        said = subprocess.run(["openssl", "x509", "-in", handed, "-noout", "-serial"], check=True, stdout=subprocess.PIPE,
                              text=True).stdout
        self.assertIn(serial, said)
        for wrong in (["--pem", "00"], [serial], ["--pem", "--json"]):
            self.ctl("platform", "certificates", *wrong, exit=2)
        for step in ("suspend", "revoke"):
            _, refused = self.ctl("platform", step, serial, *key, "--etag", "0" * 16, exit=5)
            self.assertIn("in the meantime", refused)
        self.assertIn("suspended", self.ctl("platform", "suspend", serial, *key, "--etag", seen["etag"])[0])
        self.assertIn("no certificate of yours is active", self.ctl("platform", "certificates", "--pem", exit=2)[1])
        self.assertEqual(states(), ["suspended"])
        self.assertIn("\tsuspended\n", self.ctl("keys", "list")[0])
        self.sign(self.pdf(), self.dir / "out.pdf", self.dir / "own.p12", "--level", "B-LT", "--tsa",
                  self.url + "/tsa", "--trust", self.dir / "root.pem", exit=6)
        self.assertIn("suspended: 0", self.ctl("platform", "suspend", "--all")[0])
        self.ctl("platform", "renew", serial, *key, "-o", self.dir / "new.p12", exit=5)
        # It is given up while the phone goes on; the next time nobody is identified again.
        waits = self.keep(harness.CTL, "platform", "restore", serial, *key, cwd=self.dir, stdout=subprocess.PIPE, text=True)
        said = waits.stdout.readline()
        uri, code = re.search(r"#(\S+)", waits.stdout.readline())[1], re.search(r"(\d{4})$", waits.stdout.readline())[1]
        waits.terminate()
        waits.wait(30)
        self.assertIn("the certificate will be for", said)
        token = self.ask("/v1/phone/scan", {"secret": uri})["token"]
        self.assertEqual(self.ask("/v1/phone/confirm", {"token": token, "match_code": code})["state"], "passed")
        said, _ = self.ctl("platform", "restore", serial, *key)
        self.assertIn("The identification of the last time has passed.", said)
        self.assertEqual(list((self.dir / "data/vermilion").glob("restore-*")), [])
        self.assertEqual(states(), ["usable"])
        self.assertIn("active", self.ctl("platform", "certificates")[0])
        self.ctl("platform", "renew", serial, *key, "-o", self.dir / "new.p12")
        self.assertEqual((self.dir / "new.p12").stat().st_mode & 0o777, 0o600)
        self.sign(self.pdf(), self.dir / "renewed.pdf", self.dir / "new.p12")
        self.assertIn("revoked", self.ctl("platform", "revoke", serial, "--reason", "1", *key)[0])
        self.assertEqual(states(), ["revoked"])
        self.ctl("platform", "revoke", serial, exit=5)
        # A stolen key need not be made good first: suspended, it still ends itself, and nothing else.
        active = lambda: {entry["serial"] for entry in self.json("platform", "certificates") if entry["state"] == "active"}  # noqa: E731
        self.apply("--accept", name="third.p12")
        (serial,) = active()
        self.apply("--accept", name="fourth.p12")
        (other,) = active() - {serial}
        key = ["--p12", self.dir / "third.p12", "--password-file", self.password_file]
        self.ctl("platform", "suspend", serial, *key)
        self.ctl("platform", "revoke", other, *key, exit=5)
        self.assertIn("revoked", self.ctl("platform", "revoke", serial, "--reason", "1", *key)[0])

    def make_token(self):
        """An empty one; the options that name it."""
        tokens = self.dir / "tokens"
        tokens.mkdir()
        made = subprocess.run([os.environ["SUPPORT_MAKE_TOKEN"], tokens], stdout=subprocess.PIPE, text=True)
        if made.returncode == 77:
            self.skipTest("SoftHSM 2 is not installed")
        self.env["SOFTHSM2_CONF"] = str(tokens / "softhsm2.conf")
        subprocess.run(["softhsm2-util", "--init-token", "--free", "--label", "empty", "--pin", "1234", "--so-pin", "1234"],
                       check=True, stdout=subprocess.DEVNULL, env={**os.environ, **self.env})
        pin = self.dir / "pin"
        pin.write_text("1234\n")
        pin.chmod(0o600)
        return ["--token", "pkcs11:token=empty", "--module", made.stdout.strip(), "--password-file", pin]

    def test_key_on_a_token(self):
        """Made there, where it waits and stays; its certificate is put beside it, and renewed."""
        key = self.make_token()
        self.register()
        apply = ["platform", "apply", *key, "--confirm-here"]
        self.ctl(*apply, "-o", self.dir / "own.p12", exit=2)
        self.ctl(*apply, "--kind", "ed25519", exit=2)
        self.ctl(*apply, exit=5)  # agreements are wanting
        said, _ = self.ctl(*apply, "--accept")
        self.assertIn("the key of the last time", said)
        listed = ["keys", "list", "--tokens", "--module", key[3]]
        entry = lambda: [each for each in self.json(*listed) if each["token"] == "empty"]  # noqa: E731
        (first,) = entry()
        self.assertIn(first["uri"], said)
        self.assertEqual(first["certificate"]["label"], "王小明")
        self.ctl("platform", "root", "-o", self.dir / "root.pem")
        signed, again = self.dir / "out.pdf", self.dir / "again.pdf"
        self.ctl("sign", self.pdf(), "-o", signed, *key, "--level", "B-LTA", "--tsa", self.url + "/tsa", "--trust",
                 self.dir / "root.pem")
        [report] = self.json("verify", signed, "--trust", self.dir / "root.pem", "--offline")
        self.assertEqual(report["indication"], "total-passed")
        serial = self.ctl("platform", "certificates")[0].split()[0]
        self.ctl("platform", "renew", serial, *key, "-o", self.dir / "own.p12", exit=2)
        renewed = re.search("serial number ([0-9A-F]{32})", self.ctl("platform", "renew", serial, *key)[0])[1]
        self.assertNotEqual(renewed, serial)
        self.ctl("platform", "suspend", renewed, *key)
        self.ctl("platform", "restore", renewed, *key, "--confirm-here")
        # By the token alone: one certificate is the key's own.
        self.ctl("sign", self.pdf(), "-o", again, *key)
        [report] = self.json("verify", again, "--trust", self.dir / "root.pem", "--offline", exit=5)
        self.assertEqual(report["signatures"][0]["signer"]["serial"], renewed)
        self.change_on_the_token(renewed, key, entry)
        self.assertEqual(list(self.dir.glob("*.p12*")), [])

    def change_on_the_token(self, serial, key, entry):
        """A further key there takes the name of today; that of the old certificate signs it, and stays."""
        (older,) = entry()
        change = ["platform", "change", serial, "--name", "王晓明", *key, "--new-token", key[1], "--confirm-here"]
        new = ["--new-password-file", key[-1]]
        self.ctl(*change, *new, "-o", self.dir / "own.p12", exit=2)
        self.ctl(*change, *new, "--kind", "ed448", exit=2)
        wrong = self.dir / "wrong-pin"
        wrong.write_text("4321\n")
        self.ctl(*change, "--new-password-file", wrong, exit=6)
        self.assertEqual([each["uri"] for each in entry()], [older["uri"]])
        # Nobody is identified for it, and nothing is revoked: the key that was made waits.
        self.ctl(*change[:5], *change[-3:], "--module", key[3], *new, exit=5)
        said, _ = self.ctl(*change, *new)
        self.assertIn("the key of the last time", said)
        self.assertIn(f"{serial}: revoked", said)
        (newer,) = [each for each in entry() if each["uri"] != older["uri"]]
        self.assertIn(older["uri"], [each["uri"] for each in entry()])
        self.assertIn(newer["uri"], said)
        self.assertEqual(newer["certificate"]["label"], "王晓明")
        states = {each["serial"]: each["state"] for each in self.json("platform", "certificates")}
        self.assertEqual(states[newer["certificate"]["serial"]], "active")
        self.assertEqual(states[serial], "revoked")
        self.rekey_on_the_token(newer, key, entry)

    def rekey_on_the_token(self, old, key, entry):
        """The new key says whose place it takes; the old one counts on."""
        serial = old["certificate"]["serial"]
        self.ctl("platform", "apply", *key, "--replaces", "0" * 32, "--confirm-here", exit=5)
        before = entry()
        said, _ = self.ctl("platform", "apply", *key, "--replaces", serial, "--confirm-here")
        (new,) = [each for each in entry() if each not in before]
        self.assertIn(new["uri"], said)
        known = {each["serial"]: each for each in self.json("platform", "certificates")}
        self.assertEqual(known[new["certificate"]["serial"]]["replaces"], serial)
        self.assertEqual(known[serial]["state"], "active")

    def test_login_by_certificate(self):
        self.register()
        self.apply("--accept")
        (self.dir / "data/vermilion/platform.ini").unlink()
        wrong = self.dir / "wrong"
        wrong.write_text("not it\n")
        key = ["--p12", self.dir / "own.p12", "--url", self.url]
        self.ctl("platform", "login", *key, "--password-file", wrong, exit=6)
        self.ctl("platform", "login", "wangxiaoming", *key, "--password-file", self.password_file, exit=2)
        self.ctl("platform", "login", *key, "--password-file", self.password_file)
        self.assertIn("wangxiaoming", self.ctl("platform", "status")[0])
        # A certificate of somebody else's making says nothing here.
        stranger = self.dir / "stranger.p12"
        self.ctl("keys", "create", "x", "-o", stranger, "--password-file", self.password_file)
        _, refused = self.ctl("platform", "login", "--p12", stranger, "--password-file",
                              self.password_file, exit=5)
        self.assertIn("does not count here", refused)
        # Guessing is slowed, and it is said for how long.
        login = ["platform", "login", "wangxiaoming", "--url", self.url, "--password-file"]
        # Each wrong try makes the wait longer: of some, one comes before the last one's is over.
        refused = next(said for said in (self.ctl(*login, wrong, exit=None)[1] for _ in range(12))
                       if "Too many tries" in said)
        self.assertRegex(refused, r"What to do: Try again in \d+ (second|minute)s?\.")

    def test_nothing_secret_is_shown_or_open(self):
        self.register()
        memory = pathlib.Path(self.dir / "data/vermilion/platform.ini")
        self.assertEqual(memory.stat().st_mode & 0o777, 0o600)
        session = re.search(r"session=(\w+)", memory.read_text())[1]
        self.assertNotIn(session, self.ctl("platform", "status")[0])

    @unittest.skipUnless(shutil.which("gnome-keyring-daemon") and shutil.which("dbus-daemon"),
                         "gnome-keyring is not installed")
    def test_session_is_with_the_keyring(self):
        """Of a desktop that has one; and where it is locked one is logged out, and nothing waits."""
        memory = self.dir / "data/vermilion/platform.ini"
        self.register()
        self.assertIn("in a file", self.ctl("platform", "status")[0])
        token = re.search(r"^session=(\S+)$", memory.read_text(), re.M)[1]
        (self.dir / "runtime").mkdir(mode=0o700)
        bus = self.keep("dbus-daemon", "--session", "--nofork", "--print-address=1", stdout=subprocess.PIPE)
        self.env["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        self.env["XDG_RUNTIME_DIR"] = str(self.dir / "runtime")
        keyring = self.keep("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets",
                            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        keyring.stdin.write(b"opens it")
        keyring.stdin.close()
        while "true" not in self.bus("--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner",
                                     "string:org.freedesktop.secrets"):
            self.assertIsNone(keyring.poll())
        said, _ = self.ctl("platform", "status")
        self.assertIn("with your desktop’s keyring", said)
        self.assertIn("logged in as wangxiaoming", said)
        self.assertNotIn(token, memory.read_text())
        self.ctl("platform", "login", "wangxiaoming", "--password-file", self.password_file)
        self.assertNotIn("session=", memory.read_text())
        self.bus("--dest=org.freedesktop.secrets", "/org/freedesktop/secrets",
                 "org.freedesktop.Secret.Service.Lock",
                 "array:objpath:/org/freedesktop/secrets/collection/login")
        self.assertNotIn("logged in", self.ctl("platform", "status")[0])
        self.assertIn("keyring=true", memory.read_text())

    def test_another_root_is_another_platform(self):
        self.ctl("platform", "status", "--url", self.url)
        memory = pathlib.Path(self.dir / "data/vermilion/platform.ini")
        memory.write_text(re.sub(r"root=.", "root=x", memory.read_text()))
        _, refused = self.ctl("platform", "status", exit=7)
        self.assertIn("not the one that it was", refused)
        # It is asked for its root, and is not told by whom.
        heard = []

        class Impostor(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                heard.append((self.path, str(self.headers)))
                self.send_response(200)
                self.send_header("Content-Length", str(len(authority)))
                self.end_headers()
                self.wfile.write(authority)

            def log_message(self, *words):
                pass

        with urllib.request.urlopen(self.url + "/v1/authority", timeout=30) as answer:
            authority = answer.read()
        with http.server.HTTPServer(("127.0.0.1", 0), Impostor) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            memory.write_text(f"[platform]\nurl=http://127.0.0.1:{server.server_port}\nroot={'0' * 64}\nsession=geheim\n")
            self.ctl("platform", "status", exit=7)
            server.shutdown()
            thread.join()
        self.assertEqual([path for path, _ in heard], ["/v1/authority"])
        self.assertNotIn("geheim", heard[0][1])

    def test_root_is_trusted_once_compared(self):
        seen = self.ctl("platform", "root", "--url", self.url, "-o", self.dir / "root.pem")[0]
        sha256 = re.search(r"[0-9a-f]{64}", seen)[0]
        other = ("0" if sha256[0] != "0" else "1") + sha256[1:]
        trust = ["trust", "add", "--platform", self.url]
        self.ctl(*trust, exit=2)
        self.ctl(*trust, "--sha256", other, exit=2)
        self.assertEqual(self.ctl("trust", "list"), ("", ""))
        self.ctl(*trust, "--sha256", sha256)
        (root,) = self.json("trust", "list")
        self.assertEqual((root["sha256"], root["source"], root["origin"]), (sha256, "platform", self.url))

    def test_root_that_a_window_knew_otherwise(self):
        """What the desktop compared binds the command line; a slash makes no other address."""
        seen = self.ctl("platform", "root", "--url", self.url, "-o", self.dir / "root.pem")[0]
        sha256 = re.search(r"[0-9a-f]{64}", seen)[0]
        pins = pathlib.Path(self.dir / "data/vermilion/platforms.ini")
        pins.parent.mkdir(parents=True, exist_ok=True)
        for root, exit in ((sha256, 0), ("0" * 64, 7)):
            pins.write_text(f"[some]\naddress={self.url}/\nroot={root}\n")
            _, err = self.ctl("trust", "add", "--platform", self.url, "--sha256", sha256, exit=exit)
            if exit:
                self.assertIn("not the one that it was", err)
                self.assertIn("0" * 64, err)
                self.ctl("platform", "root", "--url", self.url, "-o", self.dir / "again.pem", exit=7)
                self.assertFalse((self.dir / "again.pem").exists())
            else:
                self.ctl("trust", "remove", sha256)
        self.assertEqual(self.ctl("trust", "list"), ("", ""))

    def test_usage(self):
        self.ctl("platform", "status", exit=2)
        self.ctl("platform", "login", "x", "--url", "http://127.0.0.1:1", "--password-file",
                 self.password_file, exit=7)
        self.ctl("platform", "register", "x", "--url", self.url, exit=2)
        # Help shows what a command takes, and nothing that is another's.
        for command, own in (("status", set()), ("root", {"--output"}),
                             ("register", {"--name", "--id-number-file", "--password-file"})):
            said, _ = self.ctl("platform", command, "--help")
            self.assertEqual(set(re.findall(r"--[a-z-]+", said)) - {"--help"}, own | {"--url", "--tls-authority"})
        self.ctl("platform", "apply", exit=2)
        self.ctl("platform", "certificates", "--json", exit=2)


if __name__ == "__main__":
    harness.main()
