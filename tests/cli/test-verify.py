#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""verify, revisions, extract, fields: JSON key by key, words, exit status."""

import hashlib

import harness

REPORT = ["file", "sha256", "size", "pages", "revisions", "indication", "signatures"]
SIGNATURE = ["number", "field", "kind", "sub_filter", "revision", "signer", "algorithm", "digest", "integrity",
             "coverage", "changes", "level", "form", "docmdp", "locked_fields", "trust", "chain",
             "alternatives", "time", "timestamps", "seals", "approval", "indication", "sub_indication", "explanation"]
SIGNER = ["subject", "issuer", "serial", "sha256", "not_before", "not_after"]
MOMENT = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"


class Verify(harness.Case):
    def setUp(self):
        super().setUp()
        self.p12, self.pem = self.identity()
        self.source = self.pdf(pages=2)
        self.signed = self.dir / "signed.pdf"
        self.sign(self.source, self.signed, self.p12, "--reason", "合同签署", "--location", "北京")

    def tamper(self, old, new):
        data = self.signed.read_bytes()
        self.assertIn(old, data)
        self.signed.write_bytes(data.replace(old, new, 1))

    def test_json(self):
        (report,) = self.json("verify", "signed.pdf", "--trust", self.pem)
        data = self.signed.read_bytes()
        self.assertEqual(list(report), REPORT)
        self.assertEqual(report["file"], "signed.pdf")
        self.assertEqual(report["sha256"], hashlib.sha256(data).hexdigest())
        self.assertEqual((report["size"], report["pages"]), (len(data), 2))
        self.assertEqual(report["revisions"], [{"number": 1, "end": len(self.source.read_bytes())},
                                               {"number": 2, "end": len(data)}])
        self.assertEqual(report["indication"], "total-passed")
        (signature,) = report["signatures"]
        self.assertEqual(list(signature), SIGNATURE)
        self.assertEqual(list(signature["signer"]), SIGNER)
        self.assertIn("王小明", signature["signer"]["subject"])
        self.assertRegex(signature["signer"]["not_before"], MOMENT)
        (link,) = signature["chain"]
        self.assertEqual(link, {"subject": signature["signer"]["subject"], "sha256": signature["signer"]["sha256"],
                                "status": "valid", "revocation": "root", "since": None, "source": None, "origin": None,
                                "produced": None})
        self.assertEqual(list(signature["time"]), ["claimed", "proven", "source", "not_before"])
        self.assertRegex(signature["time"]["claimed"], MOMENT)
        expected = {"number": 1, "kind": "signature", "sub_filter": "ETSI.CAdES.detached", "revision": 2,
                    "digest": "sha256", "integrity": "intact", "coverage": "entire-file",
                    "changes": {"verdict": "none", "items": [], "covers": []}, "level": "B-B", "docmdp": None,
                    "locked_fields": None, "trust": "trusted", "seals": [], "approval": None,
                    "indication": "total-passed", "sub_indication": None}
        self.assertEqual({key: signature[key] for key in expected}, expected)
        self.assertEqual((signature["time"]["proven"], signature["time"]["source"]), (None, "claimed"))
        self.assertEqual(signature["explanation"], "The document is unchanged, its signer is trusted.")

    def test_words(self):
        out, err = self.ctl("verify", "signed.pdf", "--trust", self.pem)
        lines = out.splitlines()
        self.assertEqual(err, "")
        self.assertEqual(lines[0], "signed.pdf: PASSED: every signature holds")
        self.assertRegex(lines[2], "^1. Signature “.+”$")
        self.assertEqual([line.split("?")[0].strip() for line in lines[3:7]],
                         ["Intact", "Who", "Trusted", "When"])
        self.assertIn("王小明, 北京长城建筑有限公司", lines[4])
        self.assertIn("not proven", lines[6])
        self.assertIn("合同签署", lines[7])

    def test_words_in_chinese(self):
        out, _ = self.ctl("verify", "signed.pdf", "--trust", self.pem, language="zh_CN")
        for words in ("通过：所有签名均有效", "是否完整：", "谁签署的：王小明，北京长城建筑有限公司", "是否可信：",
                      "何时签署：", "签署原因：合同签署", "签署地点：北京"):
            self.assertIn(words, out)

    def test_nobody_trusted(self):
        out, _ = self.ctl("verify", "signed.pdf", exit=5)
        self.assertIn("UNCERTAIN", out)
        (report,) = self.json("verify", "signed.pdf", exit=5)
        self.assertEqual(report["indication"], "indeterminate")
        self.assertEqual((report["signatures"][0]["trust"], report["signatures"][0]["sub_indication"]),
                         ("unknown", "NO_CERTIFICATE_CHAIN_FOUND"))

    def test_another_trusted(self):
        _, other = self.identity(stem="other", name="李四")
        (report,) = self.json("verify", "signed.pdf", "--trust", other, exit=5)
        self.assertEqual(report["signatures"][0]["trust"], "untrusted")
        self.ctl("verify", "signed.pdf", "--trust", other, "--trust", self.pem)

    def test_trusted_in_the_data_folder(self):
        folder = self.dir / "data/vermilion/trust"
        folder.mkdir(parents=True)
        (folder / "root.pem").write_bytes(self.pem.read_bytes())
        self.ctl("verify", "signed.pdf")

    def test_altered_page(self):
        self.tamper(b"Party A signs here", b"Party B signs here")
        out, _ = self.ctl("verify", "signed.pdf", "--trust", self.pem, exit=1)
        self.assertIn("FAILED", out)
        (report,) = self.json("verify", "signed.pdf", "--trust", self.pem, exit=1)
        signature = report["signatures"][0]
        self.assertEqual((report["indication"], signature["integrity"], signature["sub_indication"]),
                         ("total-failed", "broken", "HASH_FAILURE"))

    def test_altered_signature(self):
        data = self.signed.read_bytes()
        begin = data.rindex(b"/Contents") + 200
        self.signed.write_bytes(data[:begin] + (b"00" if data[begin:begin + 2] != b"00" else b"11") + data[begin + 2:])
        self.ctl("verify", "signed.pdf", "--trust", self.pem, exit=1)

    def test_something_appended(self):
        """Bytes that belong to no revision are not judged, and never passed."""
        with open(self.signed, "ab") as stream:
            stream.write(b"\n% something more\n")
        (report,) = self.json("verify", "signed.pdf", "--trust", self.pem, exit=5)
        signature = report["signatures"][0]
        self.assertEqual(signature["changes"]["verdict"], "not-analysed")
        self.assertEqual(signature["integrity"], "intact")

    def test_moments(self):
        self.ctl("verify", "signed.pdf", "--trust", self.pem, "--at", "2100-01-01", exit=5)
        (report,) = self.json("verify", "signed.pdf", "--trust", self.pem, "--at", "2100-01-01T08:00:00+08:00",
                              exit=5)
        self.assertEqual(report["signatures"][0]["trust"], "expired")

    def test_unsigned(self):
        out, _ = self.ctl("verify", self.source, exit=3)
        self.assertIn("NOT SIGNED", out)
        (report,) = self.json("verify", self.source, exit=3)
        self.assertEqual((report["indication"], report["signatures"]), ("no-signature", []))

    def test_unreadable(self):
        (self.dir / "text.pdf").write_text("no PDF")
        out, err = self.ctl("verify", "text.pdf", exit=4)
        self.assertEqual(out, "")
        self.assertIn("text.pdf: ", err)
        (report,) = self.json("verify", "text.pdf", exit=4)
        self.assertEqual(list(report), ["file", "error"])
        self.assertEqual(report["error"]["exit"], 4)

    def test_the_worst_of_several_counts(self):
        (self.dir / "text.pdf").write_text("no PDF")
        trust = ["--trust", self.pem]
        self.ctl("verify", "signed.pdf", "signed.pdf", *trust)
        self.ctl("verify", "signed.pdf", self.source, *trust, exit=3)
        self.ctl("verify", "text.pdf", "signed.pdf", *trust, exit=4)
        broken = self.dir / "broken.pdf"
        broken.write_bytes(self.signed.read_bytes().replace(b"Party A", b"Party B", 1))
        reports = self.json("verify", "text.pdf", "broken.pdf", self.source, *trust, exit=1)
        self.assertEqual(len(reports), 3)

    def test_many_are_told_in_their_order(self):
        """Judged at the same time, and said as if one after the other."""
        (self.dir / "text.pdf").write_text("no PDF")
        named = ["signed.pdf", str(self.source), "text.pdf"] * 60
        reports = self.json("verify", *named, "--trust", self.pem, exit=4)
        self.assertEqual([report["file"] for report in reports], named)
        self.assertEqual(["error" in report for report in reports], [False, False, True] * 60)
        out, err = self.ctl("verify", *named, "--trust", self.pem, exit=4)
        once, _ = self.ctl("verify", *named[:3], "--trust", self.pem, exit=4)
        self.assertEqual(out.count("text.pdf"), 0)
        self.assertEqual(out, once * 60)
        self.assertEqual(err.count("text.pdf: "), 60)

    def test_revisions_and_extract(self):
        data, signed = self.source.read_bytes(), self.signed.read_bytes()
        (answer,) = self.json("revisions", "signed.pdf")
        self.assertEqual(answer, {"file": "signed.pdf", "size": len(signed), "revisions": [
            {"number": 1, "end": len(data)}, {"number": 2, "end": len(signed)}]})
        out, _ = self.ctl("revisions", "signed.pdf")
        self.assertEqual(out.splitlines()[0], f"1\tends at byte {len(data)}\tadds {len(data)} bytes")
        out, _ = self.ctl("extract", "signed.pdf", "--revision", 1, "-o", "first.pdf")
        self.assertEqual((self.dir / "first.pdf").read_bytes(), data)
        self.ctl("extract", "signed.pdf", "--revision", 2, "-o", "second.pdf")
        self.assertEqual((self.dir / "second.pdf").read_bytes(), signed)
        _, err = self.ctl("extract", "signed.pdf", "--revision", 3, "-o", "third.pdf", exit=2)
        self.assertIn("number 2", err)
        self.ctl("extract", "signed.pdf", "--revision", 1, "-o", "no/such.pdf", exit=8)
        self.ctl("extract", "signed.pdf", "--revision", 1, "-o", "signed.pdf", exit=8)
        self.assertEqual(self.signed.read_bytes(), signed)

    def test_fields(self):
        out, _ = self.ctl("fields", "signed.pdf")
        self.assertRegex(out, "^.+\tsignature\tsigned")
        (answer,) = self.json("fields", "signed.pdf")
        self.assertEqual(list(answer), ["file", "fields"])
        self.assertEqual(list(answer["fields"][0]), ["name", "type", "signed", "page", "rect"])
        self.assertEqual(self.ctl("fields", self.source)[0], "There is no form in this file.\n")
        self.assertEqual(self.json("fields", self.source)[0]["fields"], [])


if __name__ == "__main__":
    harness.main()
