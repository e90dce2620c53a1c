#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The authority's keys on a SoftHSM token: made by its own program, used by vermiliond, asked by openssl."""

import glob
import os
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

import harness  # noqa: E402
from person import Api, new_request  # noqa: E402

MODULES = glob.glob("/usr/lib*/softhsm/libsofthsm2.so") + glob.glob("/usr/lib*/pkcs11/libsofthsm2.so")
PIN = "246810"


class Token(harness.Case):
    def setUp(self):
        super().setUp()
        if not MODULES:
            self.skipTest("no SoftHSM here")
        tokens = self.dir / "tokens"
        tokens.mkdir()
        config = self.dir / "softhsm2.conf"
        config.write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n")
        self.environment = dict(os.environ, SOFTHSM2_CONF=str(config))
        self.tool("softhsm2-util", "--init-token", "--free", "--label", "CA", "--so-pin", "87654321", "--pin", PIN)
        for number, name in enumerate(("authority", "ocsp", "tsa"), 1):
            self.add_key(name, f"0{number}")
        self.pin = self.dir / "pin"
        self.pin.touch(0o600)
        self.pin.write_text(PIN + "\n")

    def tool(self, *command):
        return subprocess.run(command, check=True, capture_output=True, text=True, env=self.environment,
                              cwd=self.dir).stdout

    def add_key(self, name, number):
        self.tool("openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "k.pem")
        self.tool("softhsm2-util", "--import", "k.pem", "--token", "CA", "--pin", PIN, "--label", name, "--id", number)
        (self.dir / "k.pem").unlink()

    def options(self, *more):
        return [os.environ["VERMILIOND"], "--data", self.dir / "platform", "--listen", "127.0.0.1:0",
                "--open-registration", "--ca-token", "pkcs11:token=CA", "--ca-token-module", MODULES[0],
                "--ca-pin-file", self.pin, *more]

    def start(self, *more):
        process = subprocess.Popen(self.options(*more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                   env=self.environment)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait, 30)
        self.addCleanup(process.kill)
        line = process.stdout.readline()
        self.assertTrue(line, process.stderr.read() if not line else "")
        return process, re.match(r"listening on (\S+)", line)[1]

    def refused(self, *more):
        told = subprocess.run(self.options(*more), capture_output=True, text=True, env=self.environment, timeout=60)
        self.assertEqual(told.returncode, 1)
        self.assertNotIn(PIN, told.stderr)
        return told.stderr

    def stop(self, process):
        process.terminate()
        self.assertEqual(process.wait(30), 0)

    def certify(self, url, login):
        person = Api(url, login)
        person.accept_everything()
        request = new_request(self.dir)
        identity = person.post("/v1/identity-sessions", {"request": request})
        phone = person.post("/v1/phone/scan", {"secret": identity["verification_uri"].split("#")[1]})
        person.post("/v1/phone/confirm", {"token": phone["token"], "match_code": identity["match_code"]})
        certificate = person.post("/v1/certificates", {"session": identity["id"], "request": request})
        return person, certificate

    def judge(self, url, certificate):
        """What openssl's own clients say of a certificate, its status and a time."""
        (self.dir / "person.b64").write_text(certificate["der"])
        self.tool("sh", "-ec", f"""
            for f in root authority; do
              curl -sf {url}/ca/$f.cer | openssl x509 -inform der -out $f.pem
              curl -sf {url}/crl/$f.crl | openssl crl -inform der -out $f-crl.pem
            done
            cat root-crl.pem authority-crl.pem >crls.pem
            base64 -d person.b64 | openssl x509 -inform der -out person.pem
            openssl verify -x509_strict -crl_check_all -CRLfile crls.pem -CAfile root.pem -untrusted authority.pem \
              -policy_check -explicit_policy -policy {certificate["policy"]} person.pem
            openssl ts -query -data person.pem -sha256 -cert -out q
            curl -sf -H 'Content-Type: application/timestamp-query' --data-binary @q {url}/tsa -o a
            openssl ts -verify -queryfile q -in a -CAfile root.pem -untrusted authority.pem""")
        return self.tool("openssl", "ocsp", "-issuer", "authority.pem", "-cert", "person.pem", "-url", f"{url}/ocsp",
                         "-CAfile", "root.pem", "-verify_other", "authority.pem")

    def files(self):
        return {path.name for path in (self.dir / "platform").rglob("*.key")}

    def test_all_keys(self):
        process, url = self.start()
        person, certificate = self.certify(url, "wang")
        self.assertIn("person.pem: good", self.judge(url, certificate))
        self.assertEqual(self.files(), {"root.key", "platform.key", "cmp.key"})
        serial = certificate["serial"]
        person.act(self.dir, "revokeCertificate", f"/v1/certificates/{serial}/revoke", serial, {"reason": 1})
        self.assertIn("person.pem: revoked", self.tool("openssl", "ocsp", "-issuer", "authority.pem", "-cert",
                                                       "person.pem", "-url", f"{url}/ocsp", "-noverify"))
        self.stop(process)
        # The root's key goes to where no network is, and the platform goes on.
        (self.dir / "platform" / "root").rename(self.dir / "safe")
        process, url = self.start("--name", "again")
        person, certificate = self.certify(url, "zhang")
        self.assertIn("person.pem: good", self.judge(url, certificate))
        self.stop(process)

    def test_away(self):
        """The token goes while the platform serves: each service says so in its own words, nothing is half made, and
        the same request gives the certificate once the token is back."""
        process, url = self.start()
        first, certificate = self.certify(url, "wang")
        self.assertIn("person.pem: good", self.judge(url, certificate))
        person = Api(url, "zhang")
        person.accept_everything()
        request = new_request(self.dir)
        identity = person.post("/v1/identity-sessions", {"request": request})
        phone = person.post("/v1/phone/scan", {"secret": identity["verification_uri"].split("#")[1]})
        person.post("/v1/phone/confirm", {"token": phone["token"], "match_code": identity["match_code"]})
        wanted = ("POST", "/v1/certificates", {"session": identity["id"], "request": request}, "the same request")
        (self.dir / "tokens").rename(self.dir / "pulled")
        for _ in range(3):
            with self.assertRaises(urllib.error.HTTPError) as refused:
                person.send(*wanted)
            with refused.exception as problem:
                self.assertEqual((problem.code, problem.headers["Retry-After"]), (503, "5"))
        self.assertEqual(person.get("/v1/certificates")["items"], [])
        self.assertIn("trylater", self.tool("sh", "-c", f"openssl ocsp -issuer authority.pem -cert person.pem -url {url}/ocsp "
                                            "-noverify 2>&1; :"))
        self.assertIn("system failure", self.tool("sh", "-c", "curl -sf -H 'Content-Type: application/timestamp-query' "
                                                  f"--data-binary @q {url}/tsa -o a; openssl ts -reply -in a -text"))
        self.tool("curl", "-sf", f"{url}/crl/authority.crl", "-o", "list.crl")
        (self.dir / "pulled").rename(self.dir / "tokens")
        certificate = person.send(*wanted)
        self.assertEqual(person.send(*wanted), certificate)
        self.assertEqual([each["serial"] for each in person.get("/v1/certificates")["items"]], [certificate["serial"]])
        self.assertIn("person.pem: good", self.judge(url, certificate))
        self.stop(process)

    def test_some_keys(self):
        process, url = self.start("--ca-token-keys", "authority")
        person, certificate = self.certify(url, "wang")
        self.assertIn("person.pem: good", self.judge(url, certificate))
        self.assertEqual(self.files(), {"root.key", "platform.key", "ocsp.key", "tsa.key", "cmp.key"})
        # With the authority's key away: stopped at once, and in no list until the token is back.
        (self.dir / "tokens").rename(self.dir / "pulled")
        serial = certificate["serial"]
        stopped = person.act(self.dir, "suspendCertificate", f"/v1/certificates/{serial}/suspend", serial)
        self.assertEqual(stopped["state"], "suspended")
        with self.assertRaises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{url}/crl/authority.crl", timeout=30)
        with refused.exception as problem:
            self.assertEqual((problem.code, problem.headers["Retry-After"]), (503, "5"))
        status = self.tool("openssl", "ocsp", "-issuer", "authority.pem", "-cert", "person.pem", "-url", f"{url}/ocsp",
                           "-CAfile", "root.pem", "-verify_other", "authority.pem")
        self.assertIn("person.pem: revoked", status)
        self.assertIn("certificateHold", status)
        (self.dir / "pulled").rename(self.dir / "tokens")
        told = self.tool("sh", "-c", f"curl -sf {url}/crl/authority.crl | openssl crl -inform der -noout -text")
        self.assertIn(serial, told)
        person, certificate = self.certify(url, "zhang")
        self.stop(process)
        # The rest moves to the token too: the offices are held by the new keys from the start on.
        process, url = self.start()
        self.assertIn("person.pem: good", self.judge(url, certificate))
        self.stop(process)

    def test_ceremony(self):
        """The root never touches the machine with the network: a request goes there, and a certificate back."""
        def errand(*options):
            told = subprocess.run([os.environ["VERMILIOND"], *options], capture_output=True, text=True, timeout=60,
                                  env=self.environment)
            self.assertEqual((told.returncode, told.stderr), (0, ""))

        online, offline, request = self.dir / "platform", self.dir / "offline", self.dir / "authority.csr"
        names = ["--name", "贵州平台", "--public-url", "http://seal.example"]
        errand(*self.options("--authority-request", request)[1:])
        self.tool("openssl", "req", "-inform", "DER", "-in", request, "-verify", "-noout")
        certify = ["--data", offline, *names, "--certify", request]
        errand(*certify)
        first = (offline / "authority.cer").read_bytes()
        errand(*certify)
        self.assertEqual((offline / "authority.cer").read_bytes(), first)
        for name in ("root.cer", "authority.cer", "root.crl", "root.crl.time"):
            shutil.copy(offline / name, online)
        process, _ = self.start(*names)
        url = f"http://127.0.0.1:{(online / 'port').read_text().strip()}"
        _, certificate = self.certify(url, "wang")
        self.assertIn("person.pem: good", self.judge(url, certificate))
        self.assertEqual(self.files(), {"platform.key", "cmp.key"})
        self.stop(process)
        request.write_bytes(b"rubbish")
        told = subprocess.run([os.environ["VERMILIOND"], *certify], capture_output=True, text=True, timeout=60)
        self.assertEqual(told.returncode, 1)
        self.assertIn("no PKCS#10", told.stderr)

    def test_refusals(self):
        """Nothing is half made, the reason is said, and the same folder starts once it is gone."""
        self.pin.write_text("999999")
        self.assertIn("CKR_PIN_INCORRECT", self.refused())
        self.pin.write_text(PIN)
        self.pin.chmod(0o644)
        self.assertIn("others may read the PIN", self.refused())
        self.pin.chmod(0o600)
        self.pin.rename(self.dir / "elsewhere")
        self.assertIn(f"the PIN cannot be read from {self.pin}: No such file", self.refused())
        (self.dir / "elsewhere").rename(self.pin)
        self.assertIn("no token fits", self.refused("--ca-token", "pkcs11:token=other"))
        self.assertIn("0 private keys", self.refused("--ca-token", "pkcs11:token=CA;id=%09"))
        self.assertIn("a PIN stands in the URI", self.refused("--ca-token", "pkcs11:token=CA?pin-value=1"))
        (self.dir / "tokens").rename(self.dir / "pulled")
        (self.dir / "tokens").mkdir()
        self.assertIn("no token fits", self.refused())
        (self.dir / "tokens").rmdir()
        (self.dir / "pulled").rename(self.dir / "tokens")
        process, url = self.start()
        _, certificate = self.certify(url, "wang")
        self.assertIn("person.pem: good", self.judge(url, certificate))
        self.stop(process)


if __name__ == "__main__":
    harness.main()
