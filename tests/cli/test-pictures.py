#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only looks like the mark of a signature is named: in text, in JSON and in every form of report."""

import json
import math
import shutil
import subprocess

import harness

SEAL = "a seal picture that belongs to no signature — a picture, not a signature"
STAMP = "/Annots [ << /Type /Annot /Subtype /Stamp /F 4 /Name /Approved /Rect [400 500 500 600] >> ]"
VR = "{http://uri.etsi.org/19102/v1.4.1#}"


def star(x, y, radius):
    points = [(x + r * math.sin(i * math.pi / 5), y + r * math.cos(i * math.pi / 5))
              for i in range(10) for r in [radius if i % 2 == 0 else radius * 0.382]]
    return f"{points[0][0]:.2f} {points[0][1]:.2f} m " + " ".join(f"{a:.2f} {b:.2f} l" for a, b in points[1:]) + " h f"


def ring(x, y, radius):
    k = radius * 0.5523
    return (f"{x + radius} {y} m {x + radius} {y + k} {x + k} {y + radius} {x} {y + radius} c "
            f"{x - k} {y + radius} {x - radius} {y + k} {x - radius} {y} c "
            f"{x - radius} {y - k} {x - k} {y - radius} {x} {y - radius} c "
            f"{x + k} {y - radius} {x + radius} {y - k} {x + radius} {y} c S")


def drawing(x=300, y=300):
    """A seal of lines, in the midst of a page's text."""
    return f"Signed) Tj ET q .8 .06 .1 rg .8 .06 .1 RG 3 w {ring(x, y, 56)} {star(x, y, 20)} Q BT /F1 9 Tf (page"


class Pictures(harness.Case):
    def found(self, *arguments, exit=0):
        return self.json("verify", *arguments, "--pictures", "--offline", exit=exit)[0]["pictures"]

    def test_unsigned_file(self):
        self.pdf("seal.pdf", pages=2, text=drawing(), extra=STAMP)
        found = self.found("seal.pdf", exit=3)
        self.assertEqual(found["pages_seen"], 2)
        self.assertEqual([(each["kind"], each["page"]) for each in found["items"]],
                         [("seal", 1), ("stamp", 1), ("seal", 2), ("stamp", 2)])
        for value, wanted in zip(found["items"][0]["rect"], (243, 243, 357, 357)):
            self.assertAlmostEqual(value, wanted, delta=3)
        out, _ = self.ctl("verify", "seal.pdf", "--pictures", "--offline", exit=3)
        self.assertIn("This file is not signed. It shows pictures of seals; a picture is not a signature.", out)
        self.assertIn(f"Page 2: {SEAL}", out)
        self.assertIn("Page 1: a stamp that belongs to no signature", out)
        out, _ = self.ctl("verify", "seal.pdf", "--pictures", "--offline", exit=3, language="zh_CN")
        self.assertIn("第 2 页：不属于任何签名的印章图片——这是一张图片，不是签名", out)

    def test_several_on_a_page(self):
        """Each is told from the others: by the part of the page, or by its place where that is not enough."""
        stamp = "<< /Type /Annot /Subtype /Stamp /F 4 /Name /Approved /Rect [%d %d %d %d] >>"
        places = [(20, 700), (30, 600), (400, 20)]
        stamps = " ".join(stamp % (x, y, x + 60, y + 60) for x, y in places)
        for turn, language, wanted in (
                ("", "en", ["18 mm from the left and 40 mm from the top", "21 mm from the left", "at the bottom right"]),
                ("/Rotate 180", "en", ["at the top left"]),
                ("", "zh_CN", ["右下方"])):
            with self.subTest(turn=turn, language=language):
                self.pdf("stamps.pdf", extra=f"{turn} /Annots [ {stamps} ]")
                out, _ = self.ctl("verify", "stamps.pdf", "--pictures", "--offline", exit=3, language=language)
                lines = [line for line in out.splitlines() if line.strip().startswith("· ")]
                self.assertEqual((len(lines), len(set(lines))), (3, 3), out)
                for words in wanted:
                    self.assertTrue(any(words in line for line in lines), (words, lines))

    def test_nobody_pays_who_did_not_ask(self):
        self.pdf("seal.pdf", text=drawing(), extra=STAMP)
        (answer,) = self.json("verify", "seal.pdf", "--offline", exit=3)
        self.assertNotIn("pictures", answer)
        self.assertNotIn("picture", self.ctl("verify", "seal.pdf", "--offline", exit=3)[0])

    def test_a_signature_has_its_own_mark(self):
        """Its seal is told of with it; the one beside it is named, and the verdict stays what it is."""
        p12, pem = self.identity()
        self.ctl("seal", "draw", "贵州山水科技有限公司", "-o", "seal.png")
        self.sign(self.pdf("plain.pdf"), self.dir / "honest.pdf", p12, "--seal", "seal.png", "--at", "1:100,200")
        self.sign(self.pdf("seal.pdf", text=drawing()), self.dir / "beside.pdf", p12, "--seal", "seal.png",
                  "--at", "1:20,40")
        self.assertEqual(self.found("honest.pdf", "--trust", pem), {"pages_seen": 1, "items": []})
        found = self.found("beside.pdf", "--trust", pem)
        self.assertEqual([(each["kind"], each["page"]) for each in found["items"]], [("seal", 1)])
        out, _ = self.ctl("verify", "beside.pdf", "--pictures", "--offline", "--trust", pem)
        self.assertIn("Not everything that looks like a seal here is a signature.", out)
        self.assertIn("PASSED", out)

    def test_reports(self):
        self.pdf("seal.pdf", text=drawing())
        for form in ("html", "json", "xml", "pdf"):
            self.ctl("verify", "seal.pdf", "--offline", "--report", f"r.{form}", exit=3)
        page = (self.dir / "r.html").read_text()
        self.assertIn("It shows pictures of seals; a picture is not a signature.", page)
        self.assertIn(f"Page 1: {SEAL}", page)
        (file,) = json.loads((self.dir / "r.json").read_text())["files"]
        self.assertEqual([each["kind"] for each in file["pictures"]["items"]], ["seal"])
        xml = (self.dir / "r.xml").read_text()
        self.assertIn("<Type>urn:vermilion:picture:seal</Type><Value>Page 1: a seal picture", xml)
        if shutil.which("pdftotext"):
            text = subprocess.run(["pdftotext", "-layout", self.dir / "r.pdf", "-"], capture_output=True, text=True).stdout
            self.assertIn("a picture is not a signature", " ".join(text.split()))
            self.assertIn("a picture that is no signature", " ".join(text.split()))

    def test_many_pages(self):
        """Only so many are drawn, and that is said."""
        self.pdf("long.pdf", pages=70)
        self.assertEqual(self.found("long.pdf", exit=3), {"pages_seen": 60, "items": []})
        out, _ = self.ctl("verify", "long.pdf", "--pictures", "--offline", exit=3)
        self.assertIn("Seal pictures were looked for on 60 pages of 70, the first and the last ones.", out)

    def test_files_that_nobody_can_draw(self):
        (self.dir / "none.pdf").write_bytes(b"no PDF")
        self.assertIn("error", self.json("verify", "none.pdf", "--pictures", "--offline", exit=4)[0])


if __name__ == "__main__":
    harness.main()
