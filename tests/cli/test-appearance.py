#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""sign --appearance; appearance list, save, remove. Programs that others wrote paint the signed page
and read the QR code on it."""

import hashlib
import re
import shutil
import subprocess
import unittest

import harness

NAME = "北京长城建筑有限公司"
CODE_DPI = 300  # what an office scanner has
BOX_DPI = 100


class Appearance(harness.Case):
    def seal(self, title="公章"):
        self.ctl("seal", "draw", NAME, "--save", title)
        return title

    def paint(self, path, dpi, page=1):
        """The page as two programs show it: (name, PPM file)."""
        pictures = []
        if shutil.which("pdftoppm"):
            subprocess.run(["pdftoppm", "-r", str(dpi), "-f", str(page), "-l", str(page), "-singlefile",
                            path, self.dir / "poppler"], check=True, capture_output=True)
            pictures.append(("pdftoppm", self.dir / "poppler.ppm"))
        if shutil.which("mutool"):
            subprocess.run(["mutool", "draw", "-q", "-r", str(dpi), "-F", "ppm", "-o", self.dir / "mupdf.ppm",
                            path, str(page)], check=True, capture_output=True)
            pictures.append(("mutool", self.dir / "mupdf.ppm"))
        if not pictures:
            raise unittest.SkipTest("pdftoppm and mutool are missing")
        return pictures

    def read_code(self, picture):
        if not shutil.which("zbarimg"):
            raise unittest.SkipTest("zbarimg (zbar-tools) is missing")
        done = subprocess.run(["zbarimg", "--quiet", "--raw", picture], capture_output=True)
        return done.stdout.decode().rstrip("\n")

    def red_box(self, picture):
        """Where red is, in mm from the top left."""
        data = picture.read_bytes()
        width, height = map(int, data.split(b"\n", 3)[1].split())
        pixels = data[-3 * width * height:]
        red = [i for i in range(width * height)
               if pixels[3 * i] > 200 and pixels[3 * i + 1] < 80 and pixels[3 * i + 2] < 80]
        columns, rows = [i % width for i in red], [i // width for i in red]
        return [round(v * 25.4 / BOX_DPI) for v in (min(columns), min(rows), max(columns) + 1, max(rows) + 1)]

    def claimed_time(self, path):
        return re.findall(rb"/M ?\(D:(\d{14})", path.read_bytes())[-1].decode()

    def test_the_code_names_file_signer_and_time(self):
        p12, pem = self.identity()
        der = subprocess.run(["openssl", "x509", "-in", pem, "-outform", "DER"], check=True,
                             capture_output=True).stdout
        out = self.dir / "out"
        out.mkdir()
        sources = [self.pdf("one.pdf"), self.pdf("two.pdf", text="Another contract", pages=2)]
        self.ctl("sign", *sources, "--output-dir", out, "--p12", p12, "--password-file", self.password_file,
                 "--seal", self.seal(), "--appearance", "seal-text-qr", "--at", "last:20,150",
                 "--reason", "同意", "--location", "北京")
        for pages, source in enumerate(sources, 1):
            data, target = source.read_bytes(), out / source.name
            time = self.claimed_time(target)
            expected = "\n".join((
                "VERMILION 1", f"SHA256:{hashlib.sha256(data).hexdigest().upper()}", f"BYTES:{len(data)}",
                f"SIGNER:{hashlib.sha256(der).hexdigest().upper()}",
                f"TIME:{time[:4]}-{time[4:6]}-{time[6:8]}T{time[8:10]}:{time[10:12]}:{time[12:]}+00:00",
                "ONLY A CLAIM: VERIFY THE FILE"))
            self.assertTrue(target.read_bytes().startswith(data))
            for program, picture in self.paint(target, CODE_DPI, pages):
                with self.subTest(f"{source.name} by {program}"):
                    self.assertEqual(self.read_code(picture), expected)
            self.assertEqual(self.json("verify", target, "--trust", pem)[0]["indication"], "total-passed")

    def test_the_seal_stands_where_it_was_put(self):
        p12, _ = self.identity()
        title = self.seal()
        for style, at, box in (("seal", "1:30,100", [30, 100, 70, 140]),
                               ("seal-text-qr", "1:30,100,30", [30, 100, 60, 130]),
                               ("seal-text-under", "1:120,100", [120, 100, 160, 140]),
                               ("seal-text", "1:150,20", [112, 20, 152, 60])):  # all of it on the page
            self.sign(self.pdf(), "out.pdf", p12, "--seal", title, "--appearance", style, "--at", at, "--overwrite")
            for program, picture in self.paint(self.dir / "out.pdf", BOX_DPI):
                with self.subTest(f"{style} by {program}"):
                    self.assertEqual(self.red_box(picture), box)

    def test_each_built_in_style(self):
        p12, pem = self.identity()
        title = self.seal()
        for style in self.json("appearance", "list"):
            with self.subTest(style["name"]):
                seal = ["--seal", title] if "seal" in style["style"].split()[0] else []
                self.sign(self.pdf(), "out.pdf", p12, *seal, "--appearance", style["name"], "--at", "1:20,100",
                          "--reason", "Agreed", "--overwrite")
                data = (self.dir / "out.pdf").read_bytes()
                added = data[len((self.dir / "contract.pdf").read_bytes()):]
                self.assertNotIn(b"/BaseFont", added)
                self.assertEqual(added.count(b"/Font"), 1)  # the page's own
                self.assertEqual(self.json("verify", "out.pdf", "--trust", pem)[0]["indication"], "total-passed")

    def test_words_for_who_cannot_see(self):
        p12, _ = self.identity()
        self.sign(self.pdf(), "out.pdf", p12, "--seal", self.seal(), "--appearance", "seal-text", "--at",
                  "1:20,100", "--at", "1:20,200", "--reason", "Agreed")
        text = "公章\nSigned by: 王小明\nDate: ".encode("utf-16-be").hex()
        data = (self.dir / "out.pdf").read_bytes()
        self.assertIn(text, data.hex() + data.decode("latin-1").lower())

    def test_save_list_remove(self):
        self.ctl("appearance", "save", "合同", "--show", "seal,name,date", "--place", "under", "--date", "long")
        self.assertEqual(self.json("appearance", "list")[-1], {
            "name": "合同", "saved": True, "style": "show=seal,name,date place=under language=zh date=long"})
        self.ctl("appearance", "save", "合同", "--show", "labels,name", "--language", "en")
        self.assertTrue(self.ctl("appearance", "list")[0].endswith(
            "合同\tshow=labels,name place=beside language=en date=iso\n"))
        p12, _ = self.identity()
        self.sign(self.pdf(), "out.pdf", p12, "--appearance", "合同", "--at", "1:20,20")
        self.ctl("appearance", "remove", "合同")
        _, err = self.sign(self.pdf(), "no.pdf", p12, "--appearance", "合同", "--at", "1:20,20", exit=2)
        self.assertIn("There is no such appearance", err)
        _, err = self.ctl("appearance", "remove", "合同", exit=2, language="zh_CN")
        self.assertRegex(err, "没有这个签署外观")
        self.assertFalse((self.dir / "no.pdf").exists())

    def test_labels_in_the_language_of_the_terminal(self):
        styles = [self.ctl("appearance", "list", language=language)[0] for language in ("en", "zh_CN")]
        self.assertIn("language=en", styles[0])
        self.assertNotIn("language=en", styles[1])

    def test_arguments_that_are_wrong(self):
        p12, _ = self.identity()
        title = self.seal()
        for arguments in (["save", "x"], ["save", "x", "--show", "labels"], ["save", "x", "--show", "all"],
                          ["save", "x", "--show", "name", "--date", "short"], ["save", "--show", "name"],
                          ["save", "seal", "--show", "name"], ["save", "a[b", "--show", "name"], ["remove"],
                          ["list", "x"], ["draw"]):
            with self.subTest(" ".join(arguments)):
                self.ctl("appearance", *arguments, exit=2)
        for more in (["--appearance", "seal"], ["--appearance", "text", "--seal", title],
                     ["--appearance", "none", "--seal", title]):
            with self.subTest(" ".join(more)):
                self.sign(self.pdf(), "out.pdf", p12, *more, "--at", "1:20,20", exit=2)
        self.sign(self.pdf(), "out.pdf", p12, "--appearance", "text", exit=2)
        self.assertFalse((self.dir / "out.pdf").exists())

    def test_text_too_long_to_read(self):
        p12, _ = self.identity()
        _, err = self.sign(self.pdf(), "out.pdf", p12, "--appearance", "text", "--at", "1:20,20",
                           "--reason", "因" * 2000, exit=2)
        self.assertIn("does not fit", err)
        self.assertFalse((self.dir / "out.pdf").exists())

    def test_seal_by_title(self):
        p12, _ = self.identity()
        self.seal("合同 章")
        self.sign(self.pdf(), "out.pdf", p12, "--seal", "合同 章", "--at", "1:20,20")
        self.seal("合同 章")
        _, err = self.sign(self.pdf(), "two.pdf", p12, "--seal", "合同 章", "--at", "1:20,20", exit=2)
        self.assertIn("several of your seals", err)
        self.sign(self.pdf(), "two.pdf", p12, "--seal", self.json("seal", "list")[0]["id"], "--at", "1:20,20")
        self.sign(self.pdf(), "three.pdf", p12, "--seal", "财务章", "--at", "1:20,20", exit=4)


if __name__ == "__main__":
    harness.main()
