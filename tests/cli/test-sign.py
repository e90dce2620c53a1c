#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""sign: what it writes, says and returns when all is well, and where the seal comes to stand."""

import contextlib
import os
import pathlib
import re
import signal
import subprocess
import time

import harness

NAME = "北京长城建筑有限公司"
MM = 72 / 25.4


class Sign(harness.Case):
    def setUp(self):
        super().setUp()
        self.p12, self.pem = self.identity()

    def signed(self, source, *more, name="signed.pdf", **how):
        (self.dir / name).unlink(missing_ok=True)
        self.sign(source, name, self.p12, *more, **how)
        data = (self.dir / name).read_bytes()
        self.assertTrue(data.startswith(source.read_bytes()), "the input is a prefix of the output")
        return data

    def seal(self):
        self.ctl("seal", "draw", NAME, "--save", "公章")
        return self.json("seal", "list")[0]["id"]

    def rects(self, data):
        """/Rect of the widgets and stamps that signing appended, in file order."""
        added = data[data.index(b"%%EOF") + 5:]
        found = re.findall(rb"/Rect\s*\[\s*([-\d.]+)\s+([-\d.]+)\s+([-\d.]+)\s+([-\d.]+)\s*\]", added)
        return [tuple(map(float, rect)) for rect in found]

    def assertRect(self, rect, expected):
        for got, want in zip(rect, expected, strict=True):
            self.assertAlmostEqual(got, want, delta=0.5)

    def test_what_it_says(self):
        out, err = self.sign(self.pdf(), "signed.pdf", self.p12)
        self.assertEqual((out, err), (f"{self.dir}/contract.pdf: signed at level B-B by 王小明, written to "
                                      "signed.pdf\n", ""))
        out, _ = self.sign(self.pdf(), "签署.pdf", self.p12, language="zh_CN")
        self.assertIn("已签署，级别 B-B，签署人 王小明", out)

    def test_json(self):
        self.pdf()
        (answer,) = self.json("sign", "contract.pdf", "-o", "signed.pdf", "--p12", self.p12,
                              "--password-file", self.password_file)
        self.assertEqual(list(answer), ["file", "signed", "repaired", "output", "level", "signer", "error", "state",
                                        "problems"])
        self.assertIn("王小明", answer.pop("signer"))
        self.assertEqual(answer, {"file": "contract.pdf", "signed": True, "repaired": False, "output": "signed.pdf",
                                  "level": "B-B", "error": None, "state": "signed", "problems": []})

    def test_text_in_the_signature(self):
        data = self.signed(self.pdf(), "--reason", "合同签署", "--location", "北京", "--contact", "a@example.cn",
                           "--field", "甲方")
        for text in ("合同签署", "北京", "甲方"):
            encoded = b"\xfe\xff" + text.encode("utf-16-be")
            self.assertTrue(encoded in data or encoded.hex().encode() in data.lower(), text)
        report = self.json("verify", "signed.pdf", "--trust", self.pem)[0]
        self.assertEqual(report["signatures"][0]["field"], "甲方")

    def report(self, name):
        return self.json("verify", name, "--trust", self.pem)[0]["signatures"]

    def test_certify(self):
        for permission in (1, 2, 3):
            with self.subTest(permission):
                self.signed(self.pdf(), "--certify", permission, name=f"p{permission}.pdf")
                (signature,) = self.report(f"p{permission}.pdf")
                self.assertEqual((signature["docmdp"], signature["integrity"]), (permission, "intact"))
        _, err = self.sign("p1.pdf", "again.pdf", self.p12, exit=5)
        self.assertIn("certified it against this change", err)
        _, err = self.sign("p2.pdf", "again.pdf", self.p12, "--certify", "2", exit=5)
        self.assertIn("it is signed already", err)
        _, err = self.sign("p2.pdf", "again.pdf", self.p12, "--certify", "2", exit=5, language="zh_CN")
        self.assertIn("它已有签名", err)
        self.assertFalse((self.dir / "again.pdf").exists())
        self.signed(self.dir / "p2.pdf", name="again.pdf")

    def test_lock(self):
        source = self.dir / "form.pdf"
        source.write_bytes(harness.assemble([
            "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R 5 0 R] >> >>",
            "<< /Type /Pages /Count 1 /Kids [3 0 R] /MediaBox [0 0 595 842] >>",
            "<< /Type /Page /Parent 2 0 R /Annots [4 0 R 5 0 R] >>",
            *(f"<< /Type /Annot /Subtype /Widget /FT /Sig /T ({name}) /Rect [0 0 0 0] /F 4 /P 3 0 R "
              "/SV << /Type /SV /Ff 8 /Reasons [(agreed)] >> >>" for name in "AB")]))
        self.signed(source, "--field", "A", "--reason", "agreed", "--lock", "include:B", name="locked.pdf")
        self.assertEqual(self.report("locked.pdf")[0]["locked_fields"], "include:B")
        _, err = self.sign("locked.pdf", "again.pdf", self.p12, "--field", "B", "--reason", "agreed", exit=5)
        self.assertIn("locks the field", err)
        self.sign(source, "again.pdf", self.p12, "--field", "A", "--lock", "include:C", "--reason", "agreed", exit=2)
        _, err = self.sign(source, "again.pdf", self.p12, "--field", "A", "--reason", "seen", exit=5)
        self.assertIn("its author demands something else", err)
        self.assertIn("one of the reasons “agreed” (/SV Reasons)", err)
        _, err = self.sign(source, "again.pdf", self.p12, "--field", "A", exit=5, language="zh_CN")
        self.assertIn("其作者另有要求", err)
        self.assertFalse((self.dir / "again.pdf").exists())

    def test_chinese_file_names(self):
        source = self.pdf("采购合同（终稿）.pdf")
        (self.dir / "已签").mkdir()
        self.ctl("sign", source, "--output-dir", "已签", "--p12", self.p12, "--password-file", self.password_file)
        self.assertTrue((self.dir / "已签/采购合同（终稿）.pdf").exists())

    def test_several_files(self):
        self.pdf("a.pdf")
        self.pdf("c.pdf")
        (self.dir / "b.pdf").write_bytes(b"no PDF")
        (self.dir / "out").mkdir()
        arguments = ["sign", "a.pdf", "b.pdf", "c.pdf", "--output-dir", "out", "--p12", self.p12,
                     "--password-file", self.password_file]
        out, err = self.ctl(*arguments, exit=1)
        self.assertEqual(len(out.splitlines()), 2)
        self.assertIn("b.pdf: ", err)
        self.assertEqual({path.name for path in (self.dir / "out").iterdir()}, {"a.pdf", "c.pdf"})
        answers = self.json(*arguments, "--overwrite", exit=1)
        self.assertEqual([answer["signed"] for answer in answers], [True, False, True])
        self.assertEqual(list(answers[1]["error"]), ["exit", "what", "why", "remedy", "details"])
        self.assertEqual(answers[1]["error"]["exit"], 4)

    def test_an_existing_output_stays(self):
        target = self.dir / "signed.pdf"
        target.write_bytes(b"something old")
        source = self.pdf()
        _, err = self.sign(source, target, self.p12, exit=8)
        self.assertRegex(err, "already exists.*\n.*Why: .*left as it is.*\n.*What to do: .*--overwrite")
        _, err = self.sign(source, target, self.p12, exit=8, language="zh_CN")
        self.assertRegex(err, "已存在同名文件(.|\n)*--overwrite")
        (answer,) = self.json("sign", source, "-o", target, "--p12", self.p12, "--password-file", self.password_file,
                              exit=8)
        self.assertEqual((answer["signed"], answer["output"], answer["error"]["exit"]), (False, None, 8))
        target.unlink()
        target.symlink_to("nowhere.pdf")
        self.sign(source, target, self.p12, exit=8)
        self.assertTrue(target.is_symlink())
        self.assertNothingBeside(source, target, self.p12, self.pem)

    def test_overwrites_only_when_asked_and_with_something_sound(self):
        target = self.dir / "signed.pdf"
        target.write_bytes(b"something old")
        (self.dir / "bad.pdf").write_bytes(b"%PDF-1.7 nothing")
        self.sign("bad.pdf", target, self.p12, "--overwrite", exit=4)
        self.assertEqual(target.read_bytes(), b"something old")
        source = self.pdf()
        self.sign(source, target, self.p12, "--overwrite")
        self.assertTrue(target.read_bytes().startswith(source.read_bytes()))

    def test_the_input_is_never_overwritten(self):
        source = self.pdf()
        before = source.read_bytes()
        os.link(source, self.dir / "linked.pdf")
        (self.dir / "pointing.pdf").symlink_to(source)
        for target in (source, "linked.pdf", "pointing.pdf"):
            _, err = self.sign(source, target, self.p12, "--overwrite", exit=8)
            self.assertIn("same file as the input", err)
            self.assertEqual(source.read_bytes(), before)

    def test_digests(self):
        for digest in ("sha256", "sha384", "sha512"):
            with self.subTest(digest):
                self.signed(self.pdf(), "--digest", digest)
                report = self.json("verify", "signed.pdf", "--trust", self.pem)[0]
                self.assertEqual(report["signatures"][0]["digest"], digest)

    def openssl(self, *arguments):
        subprocess.run(["openssl", *map(str, arguments)], cwd=self.dir, check=True, capture_output=True)

    def test_pem(self):
        """A key in PEM, in one file with its certificate or in two, locked or not."""
        unlock = ["-in", self.p12, "-passin", f"file:{self.password_file}"]
        self.openssl("pkcs12", *unlock, "-nodes", "-out", "both.pem")
        self.openssl("pkey", "-in", "both.pem", "-out", "key.pem")
        self.openssl("pkey", "-in", "both.pem", "-aes256", "-passout", f"file:{self.password_file}", "-out",
                     "locked.pem")
        password = ["--password-file", self.password_file]
        for more in (["--pem", "both.pem"], ["--pem", "key.pem", "--certificate", self.pem],
                     ["--pem", "locked.pem", "--certificate", self.pem, *password]):
            with self.subTest(more[1]):
                (self.dir / "signed.pdf").unlink(missing_ok=True)
                self.ctl("sign", self.pdf(), "-o", "signed.pdf", *more)
                report = self.json("verify", "signed.pdf", "--trust", self.pem)[0]
                self.assertEqual(report["indication"], "total-passed")
        _, err = self.ctl("sign", self.pdf(), "-o", "x.pdf", "--pem", "key.pem", exit=6)
        self.assertIn("no certificate for its key", err)
        out, _ = self.ctl("keys", "import", "key.pem", "--certificate", self.pem, *password)
        self.assertIn("is now among yours as", out)

    def test_at(self):
        """X and Y are the seal's top left, in millimetres from the displayed page's."""
        data = self.signed(self.pdf(), "--seal", self.seal(), "--at", "1:100,50")
        x, y, side = 100 * MM, 842 - 50 * MM, 40 * MM
        self.assertRect(self.rects(data)[0], (x, y - side, x + side, y))

    def test_at_with_a_width(self):
        data = self.signed(self.pdf(), "--seal", self.seal(), "--at", "1:10,20,30")
        self.assertRect(self.rects(data)[0], (10 * MM, 842 - 50 * MM, 40 * MM, 842 - 20 * MM))

    def test_at_on_a_turned_and_cropped_page(self):
        """Displayed: the CropBox, a quarter turned clockwise, its user space unit doubled."""
        source = self.pdf(extra="/Rotate 90 /CropBox [100 100 400 500] /UserUnit 2")
        data = self.signed(source, "--seal", self.seal(), "--at", "1:20,30")
        unit = MM / 2  # user space units a millimetre
        # Displayed x runs along user y, displayed y along user x, both from the lower left corner.
        x, y, side = 100 + 30 * unit, 100 + 20 * unit, 40 * unit
        self.assertRect(self.rects(data)[0], (x, y, x + side, y + side))

    def test_pages(self):
        seal = self.seal()
        source = self.pdf(pages=5)
        for pages, count in (("1", 1), ("last", 1), ("all", 5), ("1,3-5", 4), ("2-last", 4), ("3,3,3", 1)):
            with self.subTest(pages):
                data = self.signed(source, "--seal", seal, "--at", f"{pages}:20,20")
                self.assertEqual(len(self.rects(data)), count)

    def test_several_places(self):
        data = self.signed(self.pdf(pages=2), "--seal", self.seal(), "--at", "1:20,20", "--at", "1:100,100",
                           "--at", "2:50,50")
        self.assertEqual(len(self.rects(data)), 3)

    def test_off_the_page(self):
        seal = self.seal()
        for place in ("1:-100,20", "1:500,20", "1:20,900"):
            _, err = self.sign(self.pdf(), "signed.pdf", self.p12, "--seal", seal, "--at", place, exit=2)
            self.assertIn("What to do", err)
            self.assertFalse((self.dir / "signed.pdf").exists())

    def words(self, text):
        """Centre of each word on the displayed pages, in points from the top left (pdftotext)."""
        done = subprocess.run(["pdftotext", "-bbox", self.dir / "contract.pdf", "-"], capture_output=True,
                              check=True).stdout.decode()
        found = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">%s<' % text, done)
        return [((float(a) + float(c)) / 2, (float(b) + float(d)) / 2) for a, b, c, d in found]

    def test_keyword(self):
        source = self.pdf(text="Party A signs")
        data = self.signed(source, "--seal", self.seal(), "--keyword", "signs")
        (x, y), = self.words("signs")
        side = 40 * MM
        self.assertRect(self.rects(data)[0], (x - side / 2, 842 - y - side / 2, x + side / 2, 842 - y + side / 2))

    def test_keyword_occurrences(self):
        seal = self.seal()
        source = self.pdf(pages=3, text="Seal here and Seal there")
        for keyword, count in (("Seal", 1), ("Seal:4", 1), ("Seal:all", 6), ("here:all", 6)):
            with self.subTest(keyword):
                self.assertEqual(len(self.rects(self.signed(source, "--seal", seal, "--keyword", keyword))), count)

    def test_keyword_that_is_not_there(self):
        seal = self.seal()
        for keyword in ("Party Z", "signs:2"):
            _, err = self.sign(self.pdf(), "signed.pdf", self.p12, "--seal", seal, "--keyword", keyword, exit=2)
            self.assertIn("were not found in the document", err)
        _, err = self.sign(self.pdf(), "signed.pdf", self.p12, "--seal", seal, "--keyword", "乙方", exit=2,
                           language="zh_CN")
        self.assertIn("没有找到盖章要依据的文字", err)

    def test_keyword_near_the_edge_keeps_the_seal_on_the_page(self):
        source = self.pdf(text="Edge", box=(0, 0, 595, 180))
        data = self.signed(source, "--seal", self.seal(), "--keyword", "Edge")
        x0, y0, x1, y1 = self.rects(data)[0]
        self.assertTrue(x0 >= -0.01 and y0 >= -0.01 and x1 <= 595.01 and y1 <= 180.01)

    def test_a_field_is_filled(self):
        bodies = [
            "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R 5 0 R] >> >>",
            "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [4 0 R 5 0 R] >>",
            "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Buyer) /Rect [100 100 200 160] /P 3 0 R /F 4 >>",
            "<< /Type /Annot /Subtype /Widget /FT /Tx /T (Note) /Rect [0 0 10 10] /P 3 0 R /F 4 >>",
        ]
        source = self.dir / "form.pdf"
        source.write_bytes(harness.assemble(bodies))
        self.signed(source, "--field", "Buyer")
        fields = self.json("fields", "signed.pdf")[0]["fields"]
        self.assertEqual([(field["name"], field["type"], field["signed"], field["page"]) for field in fields],
                         [("Buyer", "signature", True, 1), ("Note", "text", False, 1)])
        self.signed(source, "--field", "Buyer", "--seal", self.seal())
        self.sign(source, "no.pdf", self.p12, "--field", "Note", exit=2)
        self.sign("signed.pdf", "no.pdf", self.p12, "--field", "Buyer", exit=5)
        self.sign(source, "no.pdf", self.p12, "--field", "Seller", "--seal", self.seal(), exit=2)
        self.assertFalse((self.dir / "no.pdf").exists())

    def test_twice(self):
        self.signed(self.pdf())
        self.signed(self.dir / "signed.pdf", name="twice.pdf")
        signatures = self.json("verify", "twice.pdf", "--trust", self.pem)[0]["signatures"]
        self.assertEqual([signature["integrity"] for signature in signatures], ["intact", "intact"])
        self.assertEqual([signature["coverage"] for signature in signatures], ["entire-revision", "entire-file"])

    def large(self, size):
        """A sound PDF with a hole as a comment before its last lines, so that reading it takes a while."""
        source = self.pdf("large.pdf")
        head = source.read_bytes()
        with open(source, "r+b") as stream:
            stream.seek(0, os.SEEK_END)
            stream.write(b"%")
            stream.truncate(size)
            stream.seek(0, os.SEEK_END)
            stream.write(b"\n" + head[head.rindex(b"startxref"):])
        return source

    def start(self, source):
        env = harness.environment(self.dir)
        # Under the sanitizers freed memory would count too: they keep 256 MB of it by themselves.
        env["ASAN_OPTIONS"] = env.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=8"
        return subprocess.Popen([harness.CTL, "sign", source, "-o", self.dir / "out.pdf", "--p12", self.p12,
                                 "--password-file", self.password_file], env=env,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def test_large_file_in_little_memory(self):
        process = self.start(self.large(600 << 20))
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0, process.stderr.read())
        self.assertLess(usage.ru_maxrss, 300 << 10, "KB at the peak")
        process.stdout.close()
        process.stderr.close()

    def is_writing(self, process):
        """Whether it has its output open, with or without a name."""
        for link in pathlib.Path(f"/proc/{process.pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):
                target = os.readlink(link)
                if target.startswith(f"{self.dir}/") and ("#" in target or "out.pdf" in target):
                    return True
        return False

    def test_interrupted(self):
        """Ctrl+C in the middle of a large file leaves nothing, and the process ends by the signal."""
        process = self.start(self.large(3 << 29))
        while process.poll() is None and not self.is_writing(process):
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, out), (-signal.SIGINT, b""), err)
        self.assertEqual([path.name for path in self.dir.iterdir() if "out" in path.name], [])

    def test_certified_against_changes(self):
        """A certification that forbids everything (DocMDP, P 1) is respected."""
        bodies = [
            "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] /SigFlags 3 >> "
            "/Perms << /DocMDP 5 0 R >> >>",
            "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [4 0 R] >>",
            "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Author) /Rect [0 0 0 0] /P 3 0 R /F 132 /V 5 0 R >>",
            "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange [0 1 2 3] "
            "/Contents <00> /Reference [<< /Type /SigRef /TransformMethod /DocMDP "
            "/TransformParams << /Type /TransformParams /P 1 /V /1.2 >> >>] >>",
        ]
        (self.dir / "certified.pdf").write_bytes(harness.assemble(bodies))
        _, err = self.sign("certified.pdf", "signed.pdf", self.p12, exit=5)
        self.assertIn("What to do", err)
        self.assertFalse((self.dir / "signed.pdf").exists())


if __name__ == "__main__":
    harness.main()
