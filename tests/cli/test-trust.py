#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""trust list, add, show, remove: the same roots that the window shows."""

import hashlib
import ssl
import unittest

import harness
import proofs
from der import explicit, integer, oid, seq, tlv


class Trust(harness.Case):
    def setUp(self):
        super().setUp()
        _, self.pem = self.identity()
        self.hex = hashlib.sha256(ssl.PEM_cert_to_DER_cert(self.pem.read_text())).hexdigest()

    def test_add_list_show_remove(self):
        self.assertEqual(self.ctl("trust", "list"), ("", ""))
        spaced = ":".join(self.hex[i:i + 2] for i in range(0, 64, 2)).upper()
        self.ctl("trust", "add", self.pem, "--sha256", spaced)
        (root,) = self.json("trust", "list")
        self.assertEqual((root["sha256"], root["source"], root["origin"]), (self.hex, "file", self.pem.name))
        self.assertRegex(root["added"], r"^20\d\d-")
        self.assertEqual(self.ctl("trust", "list")[0], f"{self.hex}\t王小明\n")
        self.assertIn("BEGIN CERTIFICATE", self.ctl("trust", "show", self.hex[:12])[0])
        self.ctl("trust", "remove", self.hex[:8])
        self.assertEqual(self.ctl("trust", "list"), ("", ""))

    def test_forms(self):
        """Of each form of file every certificate may be chosen, and what is none is refused whole."""
        one, two = proofs.authority("One").der, proofs.authority("Two").der
        pem = "".join(map(ssl.DER_cert_to_PEM_cert, (one, two)))
        p7b = seq(oid("1.2.840.113549.1.7.2"), explicit(0, seq(
            integer(1), tlv(0x31), seq(oid("1.2.840.113549.1.7.1")), tlv(0xA0, one, two), tlv(0x31))))
        key = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\n-----END PRIVATE KEY-----\n"
        many = "".join(ssl.DER_cert_to_PEM_cert(proofs.authority(f"Root {n}").der) for n in range(150)) + pem
        good = {"a.pem": pem.encode(), "a.der": two, "a.p7b": p7b, "many.pem": many.encode(),
                "text.pem": b"Subject: Two\n" + pem.encode()}
        bad = {"key.pem": key.encode(), "empty.pem": b"", "garbage.der": bytes(range(256)), "cut.der": two[:-1],
               "behind.der": two + b"x", "cut.p7b": p7b[:-9], "cut.pem": pem.encode()[:-60],
               "huge.der": b"\x30\x84\x7f\xff\xff\xff" + two}
        chosen = hashlib.sha256(two).hexdigest()
        for name, data in good.items():
            with self.subTest(name=name):
                (self.dir / name).write_bytes(data)
                self.ctl("trust", "add", self.dir / name, "--sha256", chosen)
                self.assertEqual([root["subject"] for root in self.json("trust", "list")], ["CN=Two"])
                self.ctl("trust", "remove", chosen)
                self.ctl("verify", self.pdf(), "--trust", self.dir / name, exit=3)
        for name, data in bad.items():
            with self.subTest(name=name):
                (self.dir / name).write_bytes(data)
                _, said = self.ctl("trust", "add", self.dir / name, "--sha256", chosen, exit=2)
                self.assertNotIn("MIGH", said)
                self.ctl("verify", self.pdf(), "--trust", self.dir / name, exit=2)
        self.assertEqual(self.ctl("trust", "list"), ("", ""))

    def test_authorities_of_this_computer(self):
        """Off until somebody says so; no file of --trust brings them in."""
        self.assertRegex(self.ctl("trust", "system")[0], r"^off\t")
        self.ctl("trust", "system", "maybe", exit=2)
        self.ctl("trust", "system", "on", "off", exit=2)
        if self.ctl("trust", "system")[0] == "off\t-\n":
            self.skipTest("this computer has no collection of authorities")
        self.ctl("trust", "system", "on")
        self.assertRegex(self.ctl("trust", "system")[0], r"^on\t/")
        self.assertEqual(self.ctl("trust", "list"), ("", ""))
        self.ctl("trust", "system", "off")
        self.assertRegex(self.ctl("trust", "system")[0], r"^off\t")

    def test_only_with_the_right_fingerprint(self):
        other = ("0" if self.hex[0] != "0" else "1") + self.hex[1:]
        for more in ([], ["--sha256", other], ["--sha256", self.hex[:32]], ["--sha256", "no"]):
            self.ctl("trust", "add", self.pem, *more, exit=2)
        self.ctl("trust", "add", self.password_file, "--sha256", self.hex, exit=2)
        for word in ("show", "remove"):
            self.ctl("trust", word, exit=2)
            self.ctl("trust", word, self.hex, exit=2)
        self.assertEqual(self.ctl("trust", "list"), ("", ""))


if __name__ == "__main__":
    harness.main()
