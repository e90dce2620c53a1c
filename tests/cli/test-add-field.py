#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""add-field: a field for somebody else to sign in."""
import subprocess

import harness


class AddField(harness.Case):
    def setUp(self):
        super().setUp()
        self.p12, self.pem = self.identity()
        self.source = self.pdf(pages=3)

    def assertSound(self, name):
        done = subprocess.run(["qpdf", "--check", name], cwd=self.dir, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_is_there_and_can_be_signed_in(self):
        before = self.source.read_bytes()
        self.ctl("add-field", self.source, "-o", "with.pdf", "--field", "Buyer", "--at", "last:100,200,60", "--height", "25",
                 "--lock", "all")
        self.assertTrue((self.dir / "with.pdf").read_bytes().startswith(before))
        self.assertSound("with.pdf")
        self.assertIn("Buyer\tsignature\tempty\tpage 3", self.ctl("fields", "with.pdf")[0])
        self.assertIn("not signed", subprocess.run(["pdfsig", "with.pdf"], cwd=self.dir, capture_output=True,
                                                   text=True).stdout.lower())
        self.sign("with.pdf", "signed.pdf", self.p12, "--field", "Buyer")
        signature = self.verify("signed.pdf")
        self.assertEqual((signature["field"], signature["locked_fields"]), ("Buyer", "all"))

    def verify(self, path, exit=0):
        report, = self.json("verify", path, "--trust", self.pem, "--offline", exit=exit)
        return report["signatures"][0]

    def test_after_a_signature(self):
        self.sign(self.source, "signed.pdf", self.p12)
        self.ctl("add-field", "signed.pdf", "-o", "more.pdf", "--field", "Seller", "--at", "1:20,200")
        changes = self.verify("more.pdf")["changes"]
        self.assertEqual((changes["verdict"], [item["kind"] for item in changes["items"]]),
                         ("permitted", ["signature-field-added"]))
        self.sign("more.pdf", "both.pdf", self.p12, "--field", "Seller")
        self.assertEqual(self.verify("both.pdf")["indication"], "total-passed")

    def test_refused_where_a_signature_forbids_it(self):
        for permits in "12":
            self.sign(self.source, f"certified{permits}.pdf", self.p12, "--certify", permits)
            with self.subTest(permits):
                _, err = self.ctl("add-field", f"certified{permits}.pdf", "-o", "no.pdf", "--at", "1:20,200", exit=5)
                self.assertIn("certified", err)
        self.sign(self.source, "locked.pdf", self.p12, "--lock", "all")
        self.ctl("add-field", "locked.pdf", "-o", "no.pdf", "--at", "1:20,200", exit=5)
        self.assertFalse((self.dir / "no.pdf").exists())

    def test_names(self):
        self.ctl("add-field", self.source, "-o", "one.pdf")
        self.ctl("add-field", "one.pdf", "-o", "two.pdf")
        out, _ = self.ctl("fields", "two.pdf")
        self.assertIn("Signature1\tsignature\tempty", out)
        self.assertIn("Signature2\tsignature\tempty", out)
        for name in ("Signature1", "", "a.b"):
            with self.subTest(name):
                self.ctl("add-field", "one.pdf", "-o", "no.pdf", "--field", name, exit=2)
        self.assertFalse((self.dir / "no.pdf").exists())

    def test_places_that_are_none(self):
        for place, exit in (("9:1,1", 2), ("all:1,1", 2), ("1:500,1", 2), ("1:nan,1", 2), ("1", 2)):
            with self.subTest(place):
                _, err = self.ctl("add-field", self.source, "-o", "no.pdf", "--at", place, exit=exit)
                self.assertNotEqual(err, "")
        self.ctl("add-field", self.source, "-o", "no.pdf", "--height", "20", exit=2)
        self.assertFalse((self.dir / "no.pdf").exists())

    def test_files(self):
        """The output is never overwritten unasked, and never the input."""
        self.ctl("add-field", self.source, "-o", "one.pdf")
        data = (self.dir / "one.pdf").read_bytes()
        self.ctl("add-field", self.source, "-o", "one.pdf", "--field", "Other", exit=8)
        self.assertEqual((self.dir / "one.pdf").read_bytes(), data)
        self.ctl("add-field", self.source, "-o", "one.pdf", "--field", "Other", "--overwrite")
        self.ctl("add-field", self.source, "-o", self.source, "--overwrite", exit=8)
        self.ctl("add-field", "missing.pdf", "-o", "no.pdf", exit=4)
        result, = self.json("add-field", self.source, "-o", "json.pdf")
        self.assertEqual(result["output"], "json.pdf")
        self.assertNotIn("error", {key for key, value in result.items() if value is not None})

    def test_encrypted(self):
        subprocess.run(["qpdf", "--encrypt", "open", "own", "256", "--", self.source, "locked.pdf"], cwd=self.dir, check=True)
        (self.dir / "secret").write_text("open\n")
        self.ctl("add-field", "locked.pdf", "-o", "no.pdf", exit=4)
        self.ctl("add-field", "locked.pdf", "-o", "with.pdf", "--field", "Buyer", "--at", "1:20,20", "--pdf-password-file",
                 "secret")
        done = subprocess.run(["qpdf", "--check", "--password=open", "with.pdf"], cwd=self.dir, capture_output=True)
        self.assertEqual(done.returncode, 0)
        self.ctl("sign", "with.pdf", "-o", "signed.pdf", "--p12", self.p12, "--password-file", self.password_file, "--field",
                 "Buyer", "--pdf-password-file", "secret")


if __name__ == "__main__":
    harness.main()
