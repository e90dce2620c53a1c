#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""verify --report: four forms of one report, written safely, whatever the files say."""

import base64
import hashlib
import html.parser
import json
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree

import harness

VR = "{http://uri.etsi.org/19102/v1.4.1#}"
DS = "{http://www.w3.org/2000/09/xmldsig#}"
FORMS = ("pdf", "html", "json", "xml")
BIDI = "\u202e\u2066\u200f"
MARKUP = "</span><script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;"
VOID = {"meta", "br", "img"}


class Page(html.parser.HTMLParser):
    """What a browser would make of it: tags in balance, text, attributes."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.attributes, self.text, self.problems = [], [], [], "", []
        self.feed(text)
        self.close()
        if self.open:
            self.problems.append(f"never closed: {self.open}")

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *attribute) for attribute in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes nothing")

    def handle_data(self, data):
        self.text += data


class Report(harness.Case):
    def setUp(self):
        super().setUp()
        self.p12, self.pem = self.identity()
        self.signed = self.make("signed.pdf", "--reason", "合同签署", "--location", "北京")

    def make(self, name, *more):
        self.sign(self.pdf(f"in-{name}", pages=2), self.dir / name, self.p12, *more)
        return self.dir / name

    def report(self, form, *files, exit=0, **how):
        """The report's bytes; the command says the same as without one."""
        path = self.dir / f"report.{form}"
        arguments = [*(files or ["signed.pdf"]), "--trust", self.pem, "--offline"]
        plain, complaints = self.ctl("verify", *arguments, "--pictures", exit=exit, **how)
        out, err = self.ctl("verify", *arguments, "--report", path, "--overwrite", exit=exit, **how)
        self.assertEqual((out, err), (plain, complaints))
        return path.read_bytes()

    def page(self, *files, **how):
        text = self.report("html", *files, **how).decode()
        page = Page(text)
        self.assertEqual(page.problems, [])
        return page, text

    def text_of_pdf(self, name="report.pdf"):
        if not shutil.which("pdftotext"):
            self.skipTest("pdftotext is not there")
        return subprocess.run(["pdftotext", "-layout", self.dir / name, "-"], check=True, capture_output=True,
                              text=True).stdout

    def assertInert(self, page, text):
        """Nothing runs, nothing is loaded, and the policy lets in the style sheet alone."""
        self.assertFalse({"script", "iframe", "object", "embed", "link", "form", "base"} & set(page.tags))
        for tag, name, value in page.attributes:
            self.assertFalse(name.startswith("on"), (tag, name, value))
            if name == "src":
                self.assertEqual(tag, "img")
                self.assertRegex(value, r"^data:image/png;base64,[A-Za-z0-9+/]+=*$")
            if name == "href":
                self.assertRegex(value, r"^#f\d+$")
        self.assertNotIn("url(", text)
        self.assertNotIn("@import", text)
        style = re.search("<style>(.*?)</style>", text, re.S)[1]
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        policy = re.search('http-equiv=\'Content-Security-Policy\' content="(.*?)"', text)[1]
        self.assertEqual(policy, f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; "
                                 "form-action 'none'")

    def test_html(self):
        page, text = self.page()
        self.assertInert(page, text)
        for words in ("Valid — unchanged since it was signed", "王小明", "北京长城建筑有限公司", "合同签署", "Intact?",
                      "Who?", "Trusted?", "When?", "signed.pdf", "TOTAL-PASSED", "B-B"):
            self.assertIn(words, page.text)
        digest = hashlib.sha256(self.signed.read_bytes()).hexdigest()
        self.assertIn(digest, page.text.replace(" ", ""))

    def test_html_in_chinese(self):
        page, text = self.page(language="zh_CN")
        self.assertIn("<html lang='zh-CN'>", text)
        for words in ("核验报告", "签署人", "核验依据", "SHA-256 指纹"):
            self.assertIn(words, page.text)

    def test_json(self):
        (alone,) = self.json("verify", "signed.pdf", "--trust", self.pem, "--offline", "--pictures")
        found = json.loads(self.report("json"))
        self.assertEqual(list(found), ["report", "version", "program", "made", "judged", "issuers_asked", "trusted",
                                       "files"])
        self.assertEqual(found["files"], [alone])
        self.assertEqual([root["sha256"] for root in found["trusted"]], [alone["signatures"][0]["signer"]["sha256"]])
        self.assertFalse(found["issuers_asked"])

    def test_xml(self):
        root = ElementTree.fromstring(self.report("xml"))
        (report,) = root.findall(f"{VR}SignatureValidationReport")
        self.assertEqual(report.findtext(f".//{VR}MainIndication"), "urn:etsi:019102:mainindication:total-passed")
        self.assertEqual(report.findtext(f".//{VR}ReasonElement"), "合同签署")
        ranges = list(map(int, report.findtext(f".//{VR}ByteRange").split()))
        data = self.signed.read_bytes()
        covered = data[:ranges[1]] + data[ranges[2]:ranges[2] + ranges[3]]
        document = report.find(f"{VR}SignersDocument")
        self.assertEqual(base64.b64decode(document.findtext(f".//{DS}DigestValue")), hashlib.sha256(covered).digest())
        objects = {each.get("id"): each for each in root.iter(f"{VR}ValidationObject")}
        signer = objects[report.find(f".//{VR}SignerCertificate").get("VOReference")]
        der = base64.b64decode(signer.findtext(f".//{VR}base64"))
        self.assertEqual(signer.get("id"), "C-" + hashlib.sha256(der).hexdigest())
        self.assertEqual(base64.b64encode(der), b"".join(self.pem.read_bytes().splitlines()[1:-1]))
        for each in root.iter():
            for reference in each.get("VOReference", "").split():
                self.assertIn(reference, objects)

    def test_pdf(self):
        self.assertTrue(self.report("pdf").startswith(b"%PDF-"))
        self.assertEqual(self.json("verify", "report.pdf", exit=3)[0]["signatures"], [])
        text = self.text_of_pdf()
        for words in ("Valid — unchanged since it was signed", "王小明", "北京长城建筑有限公司", "合同签署", "Intact?",
                      "TOTAL-PASSED", "Page 1 of"):
            self.assertIn(words, text)
        digest = hashlib.sha256(self.signed.read_bytes()).hexdigest()
        self.assertIn(digest[:32], text.replace(" ", ""))

    def test_pdf_in_chinese(self):
        self.report("pdf", language="zh_CN")
        text = self.text_of_pdf().replace(" ", "")
        for words in ("核验报告", "签署人", "合同签署", "核验依据"):
            self.assertIn(words, text)

    def test_pdf_is_signed(self):
        key = ["--p12", self.p12, "--password-file", self.password_file]
        self.ctl("verify", "signed.pdf", "--trust", self.pem, "--report", "report.pdf", *key)
        (report,) = self.json("verify", "report.pdf", "--trust", self.pem)
        self.assertEqual((report["indication"], len(report["signatures"])), ("total-passed", 1))
        if shutil.which("pdfsig"):
            said = subprocess.run(["pdfsig", "-nocert", self.dir / "report.pdf"], capture_output=True, text=True).stdout
            self.assertIn("Signature is Valid", said)
            self.assertIn("Total document signed", said)

    def test_a_wrong_password_leaves_no_report(self):
        (self.dir / "wrong").write_text("wrong\n")
        self.ctl("verify", "signed.pdf", "--trust", self.pem, "--report", "report.pdf", "--p12", self.p12,
                 "--password-file", "wrong", exit=6)
        self.assertFalse((self.dir / "report.pdf").exists())

    def test_several_files(self):
        broken = self.make("broken.pdf")
        broken.write_bytes(broken.read_bytes().replace(b"Party A", b"Party B", 1))
        (self.dir / "none.pdf").write_bytes(b"no PDF")
        self.pdf("plain.pdf")
        files = ["signed.pdf", "broken.pdf", "none.pdf", "plain.pdf"]
        page, text = self.page(*files, exit=1)
        self.assertInert(page, text)
        self.assertIn("4 files, the worst: Altered", page.text)
        self.assertEqual([value for _, name, value in page.attributes if name == "href"],
                         [f"#f{number}" for number in range(1, 5)])
        found = json.loads(self.report("json", *files, exit=1))["files"]
        self.assertEqual([each.get("indication") for each in found],
                         ["total-passed", "total-failed", None, "no-signature"])
        self.assertIn("what", found[2]["error"])
        indications = [each.text.split(":")[-1] for each in
                       ElementTree.fromstring(self.report("xml", *files, exit=1)).iter(f"{VR}MainIndication")]
        self.assertEqual(indications, ["total-passed", "total-failed", "unreadable", "noSignatureFound"])
        self.report("pdf", *files, exit=1)
        text = self.text_of_pdf()
        for words in (*files, "4 files, the worst", "Not signed"):
            self.assertIn(words, text)

    def test_into_a_folder(self):
        """A report for each file, also of two that are called alike, and one on all; nothing is written half."""
        (self.dir / "other").mkdir()
        shutil.copy(self.signed, self.dir / "other/signed.pdf")
        (self.dir / "none.PDF").write_bytes(b"no PDF")
        files = ["signed.pdf", "other/signed.pdf", "none.PDF"]
        self.ctl("verify", *files, "--trust", self.pem, "--report", "reports/", "--p12", self.p12,
                 "--password-file", self.password_file, exit=4)
        made = {path.name: path for path in (self.dir / "reports").iterdir()}
        self.assertEqual(sorted(made), ["index.html", "none.report.pdf", "signed.report-2.pdf", "signed.report.pdf"])
        for name in ("signed.report.pdf", "signed.report-2.pdf"):
            (report,) = self.json("verify", made[name], "--trust", self.pem)
            self.assertEqual(report["indication"], "total-passed")
            text = subprocess.run(["pdftotext", made[name], "-"], capture_output=True, text=True).stdout
            self.assertNotIn("none.PDF", text)
        page = Page(made["index.html"].read_text())
        for name in files:
            self.assertIn(name, page.text)
        made["signed.report.pdf"].unlink()
        made["index.html"].write_text("mine")
        self.ctl("verify", *files, "--trust", self.pem, "--report", "reports", exit=8)
        self.assertFalse(made["signed.report.pdf"].exists())
        self.assertEqual(made["index.html"].read_text(), "mine")
        self.ctl("verify", "signed.pdf", "--trust", self.pem, "--report", "signed.pdf/", exit=8)

    def test_the_worst_file_comes_first(self):
        """In the table and in the sections, on the page and on paper, where rows lead to sections."""
        broken = self.make("broken.pdf")
        broken.write_bytes(broken.read_bytes().replace(b"Party A", b"Party B", 1))
        files = ["signed.pdf", "broken.pdf"]
        page, _ = self.page(*files, exit=1)
        self.assertEqual(re.findall("(broken|signed).pdf", page.text), ["broken", "signed", *["broken"] * 2, *["signed"] * 2])
        self.report("pdf", *files, exit=1)
        self.assertEqual(re.findall("(broken|signed).pdf", self.text_of_pdf())[:2], ["broken", "signed"])
        if shutil.which("pdfinfo"):
            said = subprocess.run(["pdfinfo", "-dests", self.dir / "report.pdf"], capture_output=True, text=True)
            self.assertEqual(re.findall('"(f[0-9]+)"', said.stdout), ["f1", "f2"])

    def rewrite_pages(self, path, n):
        """A further version, in which the first pages say something else."""
        data = path.read_bytes()
        offsets, body = [], b""
        for number in range(n):
            offsets.append(len(data) + len(body))
            text = b"BT /F1 12 Tf 72 300 Td (Party B pays it all) Tj ET"
            body += b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (5 + 2 * number, len(text), text)
        table = b"".join(b"%d 1\n%010d 00000 n \n" % (5 + 2 * number, at) for number, at in enumerate(offsets))
        last = {name: int(re.findall(pattern, data)[-1]) for name, pattern in
                (("size", rb"/Size (\d+)"), ("root", rb"/Root (\d+) 0 R"), ("before", rb"startxref\s+(\d+)"))}
        trailer = b"trailer\n<< /Size %(size)d /Root %(root)d 0 R /Prev %(before)d >>\n" % {
            name.encode(): value for name, value in last.items()}
        path.write_bytes(data + body + b"xref\n" + table + trailer + b"startxref\n%d\n%%%%EOF\n" % (len(data) + len(body)))

    def pictures(self):
        said = subprocess.run(["pdfimages", "-list", self.dir / "report.pdf"], capture_output=True, text=True).stdout
        return len(said.splitlines()) - 2

    def test_pages_before_and_after(self):
        """Those that look different stand side by side in the PDF, up to a number; the rest is counted."""
        if not shutil.which("pdfimages"):
            self.skipTest("pdfimages is not there")
        for n, more in ((1, None), (9, "3 more pages look different and are not shown")):
            path = self.dir / f"changed-{n}.pdf"
            self.sign(self.pdf(f"in-{n}.pdf", pages=10), path, self.p12)
            self.report("pdf", path)
            unchanged = self.pictures()
            self.assertNotIn("as it was signed", self.text_of_pdf())
            self.rewrite_pages(path, n)
            self.report("pdf", path, exit=1)
            text = self.text_of_pdf()
            shown = min(n, 6)
            self.assertEqual((len(re.findall(r"Page \d+ as it was signed", text)), len(re.findall(r"Page \d+ now", text))), (shown, shown))
            self.assertEqual(self.pictures(), unchanged + 2 * shown)
            self.assertEqual(more is not None and more in text, more is not None)
            page, html = self.page(path, exit=1)
            self.assertInert(page, html)
            captions = re.findall(r"Page \d+ as it was signed", page.text)
            self.assertEqual((page.tags.count("img"), len(captions)), (2 * shown, shown))
            self.assertEqual(more is not None and more in page.text, more is not None)
            for _, name, value in page.attributes:
                if name == "src":
                    self.assertTrue(base64.b64decode(value.split(",")[1]).startswith(b"\x89PNG"))
            self.assertLess(len(html), 16 << 20)

    def test_what_is_there_stays(self):
        for form in FORMS:
            with self.subTest(form):
                path = self.dir / f"there.{form}"
                path.write_bytes(b"precious")
                self.ctl("verify", "signed.pdf", "--report", path, exit=8)
                self.assertEqual(path.read_bytes(), b"precious")

    def test_the_input_is_never_the_output(self):
        data = self.signed.read_bytes()
        os.link(self.signed, self.dir / "link.pdf")
        os.symlink("signed.pdf", self.dir / "pointer.pdf")
        for name in ("signed.pdf", "link.pdf", "pointer.pdf"):
            with self.subTest(name):
                self.ctl("verify", "signed.pdf", "--report", name, "--overwrite", exit=8)
                self.assertEqual(self.signed.read_bytes(), data)

    def test_wrong_arguments(self):
        for arguments, english, chinese in (
                (["--report", "a.doc"], "ends in .pdf", "结尾"),
                (["--report", "a.html", "--p12", "k"], "can be signed", "才能签名"),
                (["--p12", "k"], "give --report OUT.pdf", "请给出 --report"),
                (["--report", "a.pdf", "--p12", "k", "--pem", "k"], "exclude one another", "只能选用一个")):
            with self.subTest(" ".join(arguments)):
                out, err = self.ctl("verify", "signed.pdf", *arguments, exit=2)
                self.assertEqual(out, "")
                self.assertIn(english, err)
                self.assertIn(chinese, self.ctl("verify", "signed.pdf", *arguments, exit=2, language="zh_CN")[1])

    def test_no_folder(self):
        for form in FORMS:
            with self.subTest(form):
                self.ctl("verify", "signed.pdf", "--trust", self.pem, "--report", f"nowhere/a.{form}", exit=8)

    def test_hostile_words(self):
        for what, words in (("markup", MARKUP), ("directions", f"a{BIDI}b"), ("length", "长" * 30000)):
            name = f"{what}.pdf"
            with self.subTest(what):
                self.make(name, "--reason", words, "--location", words, "--field", words[:60].replace(".", ""))
                page, text = self.page(name)
                self.assertInert(page, text)
                self.assertFalse(set(BIDI) & set(text))
                self.assertLess(len(text), 60000)
                xml = self.report("xml", name)
                self.assertFalse(set(BIDI) & set(xml.decode()))
                ElementTree.fromstring(xml)
                self.assertEqual(json.loads(self.report("json", name))["files"][0]["indication"], "total-passed")
                self.assertLess(len(self.report("pdf", name)), 2 << 20)
                if what == "markup":
                    self.assertIn("<script>alert(1)</script>", page.text)
                    self.assertNotIn("<script", text)


if __name__ == "__main__":
    harness.main()
