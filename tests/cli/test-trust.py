#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""trust list, add, show, remove: the same roots that the window shows."""

import hashlib
import ssl
import unittest

import harness


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
