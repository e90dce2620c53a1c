#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Levels B-LT and B-LTA, extending and time-stamping, against real services on loopback."""

import base64
import json
import os
import shutil
import subprocess
import unittest
from xml.etree import ElementTree

import harness

VR = "{http://uri.etsi.org/19102/v1.4.1#}"
SERVER = os.path.abspath(os.environ.get("SUPPORT_PKI_SERVER", "build/tests/support/support-pki-server"))


class Test(harness.Case):
    def setUp(self):
        super().setUp()
        self.pki = self.dir / "pki"
        self.pki.mkdir()
        self.server = subprocess.Popen([SERVER, self.pki], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.addCleanup(self.stop)
        self.at = json.loads(self.server.stdout.readline())
        self.trust = ["--trust", self.pki / "root.pem"]
        self.services = ["--tsa", self.at["tsa"], *self.trust]

    def stop(self):
        if self.server.returncode is None:
            self.server.communicate()

    def sign_by(self, name, source, target, *more, exit=0, **how):
        (self.pki / "password").chmod(0o600)
        return self.ctl("sign", source, "-o", target, "--p12", self.pki / f"{name}.p12", "--password-file",
                        self.pki / "password", *more, exit=exit, **how)

    def levels(self, path):
        """Of each signature; a time-stamp has none. All are intact."""
        report = json.loads(self.ctl("verify", path, "--json", *self.trust)[0])
        for each in report["signatures"]:
            self.assertEqual((each["integrity"], each["trust"]), ("intact", "trusted"))
        return [each["level"] for each in report["signatures"]]

    def test_sign(self):
        source = self.pdf()
        for level, found in (("B-LT", ["B-LT"]), ("B-LTA", ["B-LTA", "none"])):
            target = self.dir / f"{level}.pdf"
            out, _ = self.sign_by("user-p256", source, target, "--level", level, *self.services)
            self.assertIn(f"signed at level {level} by Zhao Liu", out)
            self.assertEqual(self.levels(target), found)
            self.assertTrue(target.read_bytes().startswith(source.read_bytes()))

    def verdict(self, path, *more, exit):
        (report,) = self.json("verify", path, *self.trust, *more, exit=exit)
        signature = report["signatures"][0]
        return signature["trust"], signature["sub_indication"], signature["chain"][0]

    def test_asked_or_not(self):
        """Issuers are asked, unless --offline is given or they are silent: then nothing is good."""
        target = self.dir / "b-b.pdf"
        self.sign_by("user-p256", self.pdf(), target)
        trust, sub, link = self.verdict(target, exit=0)
        self.assertEqual((trust, sub), ("trusted", None))
        self.assertEqual((link["revocation"], link["source"], link["origin"]), ("good", "ocsp", "online"))
        unknown = ("unknown", "TRY_LATER", "unknown", None)
        trust, sub, link = self.verdict(target, "--offline", exit=5)
        self.assertEqual((trust, sub, link["revocation"], link["origin"]), unknown)
        self.assertIn("could not be found out", self.ctl("verify", target, *self.trust, "--offline", exit=5)[0])
        self.stop()
        trust, sub, link = self.verdict(target, exit=5)
        self.assertEqual((trust, sub, link["revocation"], link["origin"]), unknown)

    def test_answers_are_in_the_report(self):
        """Those that were asked for are in no file: the XML form has them, and since when they are known."""
        target, report = self.dir / "b-b.pdf", self.dir / "r.xml"
        self.sign_by("user-p256", self.pdf(), target)
        self.ctl("verify", target, *self.trust, "--report", report)
        root = ElementTree.parse(report)
        answers = [each for each in root.iter(f"{VR}ValidationObject")
                   if each.findtext(f"{VR}ObjectType").endswith(":OCSPResponse")]
        self.assertGreater(len(answers), 0)
        for each in answers:
            self.assertEqual(each.findtext(f"{VR}POE/{VR}TypeOfProof"), "urn:etsi:019102:poetype:validation")
            self.assertLessEqual(each.findtext(f"{VR}POE/{VR}POETime"), root.findtext(f".//{VR}ValidationTime"))
            (self.dir / "answer").write_bytes(base64.b64decode(each.findtext(f".//{VR}base64")))
            said = subprocess.run(["openssl", "ocsp", "-respin", self.dir / "answer", "-noverify", "-resp_text"],
                                  capture_output=True, text=True).stdout
            self.assertIn("Cert Status: good", said)
        self.ctl("verify", target, *self.trust, "--offline", "--report", report, "--overwrite", exit=5)
        self.assertNotIn("OCSPResponse", report.read_text())

    def test_leaves_an_existing_output(self):
        """Before anything is asked or written; --overwrite replaces it, and never the input."""
        signed, target = self.dir / "b-b.pdf", self.dir / "taken.pdf"
        self.sign_by("user-p256", self.pdf(), signed)
        target.write_text("mine")
        for command in (("extend", signed, "--level", "B-T"), ("timestamp", signed)):
            _, err = self.ctl(*command, "-o", target, "--tsa", "http://127.0.0.1:1/", exit=8)
            self.assertIn("--overwrite", err)
            self.assertEqual(target.read_text(), "mine")
            self.ctl(*command, "-o", signed, "--overwrite", "--tsa", self.at["tsa"], exit=8)
        self.ctl("timestamp", signed, "-o", target, "--overwrite", "--tsa", self.at["tsa"])
        self.assertTrue(target.read_bytes().startswith(signed.read_bytes()))

    def test_at(self):
        """The certificate is of today; nobody could have signed with it last year."""
        target = self.dir / "b-b.pdf"
        self.sign_by("user-p256", self.pdf(), target)
        for moment in ("2020-01-01", "2090-01-01T00:00:00Z"):
            trust, sub, _ = self.verdict(target, "--at", moment, exit=5)
            self.assertEqual((trust, sub), ("expired", "OUT_OF_BOUNDS_NO_POE"))

    def test_several(self):
        names = [self.pdf(f"{i}.pdf") for i in range(3)]
        (self.dir / "out").mkdir()
        (self.pki / "password").chmod(0o600)
        self.ctl("sign", *names, "--output-dir", self.dir / "out", "--p12", self.pki / "user-rsa2048.p12",
                 "--password-file", self.pki / "password", "--level", "B-LT", *self.services)
        for name in names:
            self.assertEqual(self.levels(self.dir / "out" / name.name), ["B-LT"])

    def test_extend(self):
        source, signed = self.pdf(), self.dir / "signed.pdf"
        self.sign_by("user-p256", source, signed)
        for level, found in (("B-T", ["B-T", "none"]), ("B-LT", ["B-LT", "none"]),
                             ("B-LTA", ["B-LTA", "none", "none"])):
            out, _ = self.ctl("extend", signed, "-o", self.dir / "new.pdf", "--level", level, "--overwrite", *self.services)
            self.assertIn(f"extended to level {level}", out)
            self.assertEqual(self.levels(self.dir / "new.pdf"), found)
        self.ctl("extend", self.dir / "new.pdf", "-o", self.dir / "newer.pdf", "--level", "B-LTA", *self.services)
        self.assertEqual(self.levels(self.dir / "newer.pdf"), ["B-LTA", "none", "none", "none"])

    def test_nothing_to_do(self):
        source, signed = self.pdf(), self.dir / "signed.pdf"
        self.ctl("extend", source, "-o", self.dir / "new.pdf", "--level", "B-LT", exit=5)
        self.sign_by("user-p256", source, signed, "--level", "B-LT", *self.services)
        _, err = self.ctl("extend", signed, "-o", self.dir / "new.pdf", "--level", "B-LT", *self.trust, exit=5,
                          language="zh_CN")
        self.assertIn("已经达到这个级别", err)
        self.assertNothingBeside(source, signed, self.pki)

    def test_timestamp(self):
        source, stamped = self.pdf(), self.dir / "stamped.pdf"
        report = json.loads(self.ctl("timestamp", source, "-o", stamped, "--tsa", self.at["tsa"], "--json")[0])
        self.assertEqual(report["output"], str(stamped))
        found = json.loads(self.ctl("verify", stamped, "--json", *self.trust)[0])
        self.assertEqual([each["kind"] for each in found["signatures"]], ["document-timestamp"])

    def test_service_trouble(self):
        source, signed = self.pdf(), self.dir / "signed.pdf"
        self.sign_by("user-p256", source, signed)
        for fault in ("tsa_500", "tsa_garbage", "tsa_nonce"):
            _, err = self.ctl("timestamp", signed, "-o", self.dir / "new.pdf", "--tsa", self.at[fault], exit=7)
            self.assertIn(self.at[fault], err)
            self.ctl("extend", signed, "-o", self.dir / "new.pdf", "--level", "B-LTA", "--tsa", self.at[fault],
                     *self.trust, exit=7)
        self.assertNothingBeside(source, signed, self.pki)

    @unittest.skipIf(shutil.which("qpdf") is None, "qpdf is missing")
    def test_encrypted(self):
        source, sealed = self.pdf(), self.dir / "encrypted.pdf"
        (self.dir / "word").write_text("word\n")
        word = ["--pdf-password-file", self.dir / "word"]
        self.trust += word
        for bits in ("128", "256"):
            weak = ["--allow-weak-crypto"] if bits == "128" else []
            subprocess.run(["qpdf", *weak, "--encrypt", "word", "owner", bits, "--", source, sealed], check=True,
                           capture_output=True)
            self.sign_by("user-p256", sealed, self.dir / "lta.pdf", "--overwrite", "--level", "B-LTA",
                         *self.services, *word)
            self.assertEqual(self.levels(self.dir / "lta.pdf"), ["B-LTA", "none"])
            self.ctl("extend", self.dir / "lta.pdf", "-o", self.dir / "more.pdf", "--level", "B-LTA", "--overwrite", *self.services,
                     *word)
            self.assertEqual(self.levels(self.dir / "more.pdf"), ["B-LTA", "none", "none"])
            checked = subprocess.run(["qpdf", "--password=word", "--check", self.dir / "more.pdf"], capture_output=True)
            self.assertEqual(checked.returncode, 0)

    def test_revoked(self):
        source = self.pdf()
        _, err = self.sign_by("user-revoked", source, self.dir / "new.pdf", "--level", "B-LT", *self.services, exit=6)
        self.assertIn("has been revoked or suspended", err)
        self.assertIn(self.at["ocsp"], err)
        self.assertNothingBeside(source, self.pki)

    def test_self_signed(self):
        """Nobody issued it, so nobody can be asked about it: only the time-stamp's chain is proven."""
        source, (p12, pem) = self.pdf(), self.identity()
        self.sign(source, self.dir / "new.pdf", p12, "--level", "B-LT", *self.services)
        self.trust += ["--trust", pem]
        self.assertEqual(self.levels(self.dir / "new.pdf"), ["B-LT"])

    def test_silence(self):
        """Services that went away since: which certificate, and which address."""
        source, signed = self.pdf(), self.dir / "signed.pdf"
        self.sign_by("user-p256", source, signed, "--tsa", self.at["tsa"])
        self.stop()
        _, err = self.ctl("extend", signed, "-o", self.dir / "new.pdf", "--level", "B-LT", *self.trust, exit=7)
        self.assertIn("The service does not answer.", err)
        self.assertIn(self.at["crl"], err)
        self.assertNothingBeside(source, signed, self.pki)


if __name__ == "__main__":
    harness.main()
