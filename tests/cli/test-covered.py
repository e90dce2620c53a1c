#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Additions that a signature permits and that hide what was signed: they pass nowhere, and where
they are is said in words. What only lies beside it, or lets it through, is no cause for alarm."""

import resource
import subprocess
import time

import harness
from attacks import WIDGET, add, append, body, changed, document, stream, swap, write

# "You owe 100" in letters of 24 points: "You" begins at 50, "100" at 155, all of it between 695 and 722.
WHITE, BLACK, YELLOW, RED = b"1 1 1 rg", b"0 g", b"1 1 0 rg", b"1 0 0 rg"
FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 %d %d]/Resources<</Font<</F1 7 0 R>>/ExtGState<</M<</BM/Multiply>>/H<</ca 0.5>>>>>>"


def picture(width, height, content):
    return stream(FORM % (width, height), content)


def block(width, height, colour=WHITE, more=b""):
    return picture(width, height, b"%s 0 0 %d %d re f %s" % (colour, width, height, more))


QUADS = b"/QuadPoints[50 730 250 730 50 690 250 690]"


def note(kind, rect, look=None, more=b"", page=3):
    """An annotation on a page of the contract."""
    return lambda pdf: {
        **(changed(pdf, 3, (b"31 0 R]", b"31 0 R 60 0 R]")) if page == 3 else {33: b"[60 0 R]"}),
        60: b"<</Type/Annot/Subtype/%s/Rect[%s]/P %d 0 R/F 4%s>>" % (
            kind, b" ".join(b"%d" % each for each in rect), page, (b"/AP<</N 61 0 R>>" if look else b"") + more),
        **({61: look} if look else {})}


class Covered(harness.Case):
    def setUp(self):
        super().setUp()
        self.p12, self.pem = self.identity()
        (self.dir / "in.pdf").write_bytes(write(document()))
        self.n = 0

    def signed(self, *options, source="in.pdf", field="first"):
        self.n += 1
        out = self.dir / f"signed{self.n}.pdf"
        self.sign(self.dir / source, out, self.p12, *(("--field", field) if field else ()), *options)
        return out.read_bytes()

    def verify(self, data, **how):
        path = self.dir / "judged.pdf"
        path.write_bytes(data)
        out, _ = self.ctl("verify", "--offline", "--trust", self.pem, path, **how)
        return out

    def judge(self, data, exit):
        path = self.dir / "judged.pdf"
        path.write_bytes(data)
        [answer] = self.json("verify", "--offline", "--trust", self.pem, path, exit=exit)
        return answer

    def assertCovered(self, data, page, what, by):
        answer = self.judge(data, 5)
        [signature, *_] = answer["signatures"]
        self.assertEqual((answer["indication"], signature["sub_indication"]), ("indeterminate", "SIG_CONSTRAINTS_FAILURE"))
        self.assertEqual((signature["integrity"], signature["changes"]["verdict"]), ("intact", "permitted"))
        covers = signature["changes"]["covers"]
        self.assertIn((page, what, by), [(each["page"], each["what"], each["by"]) for each in covers])

    def test_comments_over_the_text(self):
        pdf = self.signed("--certify", "3")
        for name, change in {
                "white": note(b"FreeText", (50, 690, 250, 730), block(200, 40)),
                "black": note(b"Circle", (50, 690, 250, 730), block(200, 40, BLACK)),
                "marked": note(b"Highlight", (50, 690, 250, 730), block(200, 40, BLACK), QUADS),
                "one word in a large one": note(b"Stamp", (0, 0, 595, 842), picture(595, 842, b"1 g 153 694 45 28 re f")),
                "another sum": note(b"Square", (153, 694, 200, 724), block(47, 30, WHITE,
                                    b"0 g BT /F1 24 Tf 2 6 Td (900) Tj ET")),
                "one figure": note(b"FreeText", (154, 694, 168, 724), block(14, 30, WHITE,
                                   b"0 g BT /F1 24 Tf 0 6 Td (9) Tj ET")),
                "ink": note(b"Ink", (50, 690, 250, 730), picture(200, 40, b"1 g 0 G 0 0 200 40 re f 3 w 0 20 m 200 20 l S")),
        }.items():
            with self.subTest(name):
                kind = change(pdf)[60].split(b"/Subtype/")[1].split(b"/")[0].decode()
                self.assertCovered(append(pdf, change(pdf)), 1, "content", kind)

    def test_what_hides_nothing(self):
        pdf = self.signed("--certify", "3")
        for name, change in {
                "beside": note(b"FreeText", (300, 690, 400, 730), block(100, 40)),
                "margin": note(b"Text", (10, 700, 30, 720)),
                "highlighted": note(b"Highlight", (50, 690, 250, 730), picture(200, 40, b"/M gs 1 1 0 rg 0 0 200 40 re f"), QUADS),
                "tinted": note(b"Highlight", (50, 690, 250, 730), picture(200, 40, b"/H gs 1 1 0 rg 0 0 200 40 re f"), QUADS),
                "underlined": note(b"Underline", (50, 690, 250, 730), picture(200, 40, b"1 0 0 RG 1 w 0 6 m 200 6 l S"), QUADS),
                "struck out": note(b"StrikeOut", (50, 690, 250, 730), picture(200, 40, b"1 0 0 RG 2 w 0 18 m 200 18 l S"), QUADS),
                "seal": note(b"Stamp", (50, 650, 150, 750), picture(100, 100, b"/M gs 0.8 0 0 RG 5 w 5 5 90 90 re S 0.8 0 0 rg 30 30 40 40 re f")),
                "initials": note(b"Ink", (50, 690, 250, 730), picture(200, 40, b"0 0 1 RG 2 w 0 0 m 20 40 l 40 0 l 60 40 l 200 3 l S")),
                "popup": note(b"Popup", (50, 690, 250, 730)),
        }.items():
            with self.subTest(name):
                answer = self.judge(append(pdf, change(pdf)), 0)
                self.assertEqual(answer["signatures"][0]["changes"]["covers"], [])

    def test_in_words(self):
        pdf = self.signed("--certify", "3")
        change = note(b"FreeText", (40, 690, 250, 730), block(210, 40), page=4)
        data = append(pdf, change(pdf))
        out = self.verify(data, exit=5)
        self.assertIn("CAUTION: Signed content on page 2 is covered by something added later", out)
        self.assertIn("✗ Page 2: Something new hides part of the page", out)
        self.assertNotIn("PASSED", out)
        out = self.verify(data, exit=5, language="zh_CN")
        self.assertIn("注意：第 2 页上已签署的内容被后来添加的东西遮住", out)
        report, sound = self.dir / "report.html", self.dir / "sound.pdf"
        sound.write_bytes(pdf)
        self.ctl("verify", "--offline", "--trust", self.pem, self.dir / "judged.pdf", sound, "--report", report, exit=5)
        self.assertEqual(report.read_text().count("Signed content on page 2 is covered by something added later"), 3)

    def test_page_by_the_list(self):
        """Of the page that has it, whatever it says itself."""
        pdf = self.signed("--certify", "3")
        bodies = note(b"FreeText", (40, 690, 250, 730), block(210, 40), page=4)(pdf)
        bodies[60] = bodies[60].replace(b"/P 4 0 R", b"/P 3 0 R")
        self.assertCovered(append(pdf, bodies), 2, "content", "FreeText")

    def test_seen_by_some(self):
        """What one reader draws and another leaves out is not said to hide nothing."""
        pdf = self.signed("--certify", "3")
        for kind, more in (b"Highlight", b""), (b"Polygon", b""), (b"StrikeOut", b"/QuadPoints[1 2]"), (b"Square", b"/F 36"):
            with self.subTest(kind.decode()):
                bodies = note(kind, (50, 690, 250, 730), block(200, 40), more)(pdf)
                bodies[60] = bodies[60].replace(b"/F 4/AP", b"/AP") if b"/F" in more else bodies[60]
                answer = self.judge(append(pdf, bodies), 5)
                self.assertEqual(answer["signatures"][0]["sub_indication"], "TRY_LATER")
        self.assertIn("UNCERTAIN", self.verify(append(pdf, bodies), exit=5))

    def openssl(self, *arguments, data=b""):
        return subprocess.run(["openssl", *map(str, arguments)], input=data, capture_output=True, check=True).stdout

    def signed_over(self, pdf, look, rect=b"50 690 250 730"):
        """With a second signature that shows what it likes."""
        key, certificate = self.dir / "key.pem", self.dir / "certificate.pem"
        self.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate,
                     "-days", "30", "-subj", "/CN=Second", "-addext", "keyUsage=digitalSignature")
        room = 4000
        data = append(pdf, {
            **changed(pdf, 3, (b"31 0 R]", b"31 0 R 60 0 R]")), 8: body(pdf, 8).replace(b"29 0 R", b"29 0 R 60 0 R"),
            60: b"<</Type/Annot/Subtype/Widget/P 3 0 R/F 4/FT/Sig/T(cover)/Rect[%s]/V 62 0 R/AP<</N 61 0 R>>>>" % rect,
            61: look, 62: b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 %s %s %s]"
                          b"/Contents<%s>>>" % (b"A" * 10, b"B" * 10, b"C" * 10, b"0" * room)})
        gap = data.index(b"<" + b"0" * room)
        tail = gap + room + 2
        for letter, number in (b"A", gap), (b"B", tail), (b"C", len(data) - tail):
            data = data.replace(letter * 10, b"%-10d" % number)
        cms = self.openssl("cms", "-sign", "-binary", "-md", "sha256", "-signer", certificate, "-inkey", key,
                           "-outform", "DER", data=data[:gap] + data[tail:])
        self.pem.write_bytes(self.pem.read_bytes() + certificate.read_bytes())
        return data[:gap + 1] + cms.hex().encode().ljust(room, b"0") + data[tail - 1:]

    def test_signatures_over_the_text(self):
        """A second signer's picture over what the first one signed, where new fields are permitted at all."""
        for options in ((), ("--certify", "3")):
            pdf = self.signed(*options)
            with self.subTest(f"covering {' '.join(options)}"):
                self.assertCovered(self.signed_over(pdf, block(200, 40)), 1, "content", "Widget")
            with self.subTest(f"seen through {' '.join(options)}"):
                data = self.signed_over(pdf, picture(200, 40, b"0 0 1 RG 2 w 0 0 m 20 40 l 40 0 l 60 40 l 200 3 l S"))
                self.assertEqual(self.judge(data, 0)["signatures"][0]["changes"]["covers"], [])
            with self.subTest(f"on blank paper {' '.join(options)}"):
                self.judge(self.signed_over(pdf, block(200, 40), b"300 600 500 640"), 0)

    def test_a_field_that_nobody_signed(self):
        pdf = self.signed()
        self.assertCovered(append(pdf, {
            **changed(pdf, 3, (b"31 0 R]", b"31 0 R 60 0 R]")), 8: body(pdf, 8).replace(b"29 0 R", b"29 0 R 60 0 R"),
            60: b"<</Type/Annot/Subtype/Widget/P 3 0 R/F 4/FT/Sig/T(cover)/Rect[50 690 250 730]/AP<</N 61 0 R>>>>",
            61: block(200, 40)}), 1, "content", "Widget")

    def form(self, **more):
        """Signed with an empty text field and an image field over "You owe 100"."""
        bodies = document()
        bodies[3] = swap(bodies[3], b"31 0 R]", b"31 0 R 60 0 R 62 0 R]")
        bodies[8] = swap(bodies[8], b"29 0 R]", b"29 0 R 60 0 R 62 0 R]")
        bodies[60] = WIDGET + b"/FT/Tx/T(Sum)/DA(/F1 12 Tf 0 g)/Rect[150 690 230 730]/AP<</N 61 0 R>>>>"
        bodies[61] = picture(80, 40, more.get("empty", b""))
        bodies[62] = WIDGET + b"/FT/Btn/Ff 65536/T(Photo)/Rect[50 690 150 730]/AP<</N 63 0 R>>>>"
        bodies[63] = picture(100, 40, b"")
        (self.dir / "form.pdf").write_bytes(write(bodies))
        return self.signed(*more.get("options", ()), source="form.pdf")

    def fill(self, pdf, number, look, value=b""):
        return append(pdf, {**changed(pdf, number, (b"/AP<</N %d 0 R>>" % (number + 1), b"/AP<</N 70 0 R>>" + value)), 70: look})

    def test_a_field_filled_over_the_text(self):
        for options in ((), ("--certify", "2")):
            pdf = self.form(options=options)
            for name, number, look, value in (
                    ("another sum", 60, block(80, 40, WHITE, b"0 g BT /F1 24 Tf 5 10 Td (900) Tj ET"), b"/V(900)"),
                    ("no value", 60, block(80, 40), b"")):
                with self.subTest(name, options=options):
                    self.assertCovered(self.fill(pdf, number, look, value), 1, "content", "Widget")
            # The look of a button is no value, and changes for nobody.
            self.judge(self.fill(pdf, 62, block(100, 40, BLACK)), 1)

    def test_a_field_filled_in(self):
        """What is written beside the text, in a frame or in place of what the field itself said."""
        written = b"/Tx BMC BT /F1 10 Tf 60 2 Td (ok) Tj ET EMC"
        pdf = self.form()
        for name, source, number, look, value in (
                ("beside", pdf, 60, picture(80, 40, written), b"/V(ok)"),
                ("framed", pdf, 60, picture(80, 40, b"0 0 1 RG 1 1 78 38 re S " + written), b"/V(ok)"),
                ("tinted", pdf, 60, picture(80, 40, b"/H gs 0.8 0.9 1 rg 0 0 80 40 re f 0 g " + written), b"/V(ok)"),
                ("on a ground that it had", self.form(empty=b"1 g 0 0 80 40 re f"), 60,
                 block(80, 40, WHITE, b"0 g " + written), b"/V(ok)"),
                ("on a ground and another value", self.form(empty=b"1 g 0 0 80 40 re f 0 g BT /F1 24 Tf 5 10 Td (700) Tj ET"), 60,
                 block(80, 40, WHITE, b"0 g BT /F1 24 Tf 5 10 Td (900) Tj ET"), b"/V(900)")):
            with self.subTest(name):
                self.assertFilled(self.fill(source, number, look, value))
        with self.subTest("in place of a value"):
            self.assertFilled(append(pdf, {**changed(pdf, 9, (b"10 0 R", b"70 0 R"), (b"/V(100)", b"/V(7000)")),
                                           70: block(100, 20, WHITE, b"0 g BT /F1 12 Tf 2 5 Td (7000) Tj ET")}))

    def assertFilled(self, data):
        [signature] = self.judge(data, 0)["signatures"]
        self.assertEqual((signature["changes"]["verdict"], signature["changes"]["covers"]), ("permitted", []))

    def test_sealed_on_every_page(self):
        """A long contract that both parties sealed page by page: nothing is hidden, and it is said in two lines."""
        self.ctl("seal", "draw", "北京长城建筑有限公司", "--save", "公章")
        first, second = self.dir / "first.pdf", self.dir / "second.pdf"
        self.sign(self.pdf(pages=120), first, self.p12, "--seal", "公章", "--at", "all:20,200")
        self.sign(first, second, self.p12, "--seal", "公章", "--at", "all:100,200")
        text = self.verify(second.read_bytes())
        self.assertIn("PASSED", text)
        self.assertIn("· Page 1: A signature was added", text)
        self.assertIn("· Pages 2–120: A picture was added", text)
        self.assertNotIn("more", text)

    def test_cost(self):
        """A mark on each of many pages is compared once, not once for each signature."""
        source = self.pdf(pages=30)
        pages = [number for number in range(4, 64, 2)]
        self.signed("--certify", "3", source=source.name, field=None)
        pdf = (self.dir / f"signed{self.n}.pdf").read_bytes()
        bodies = {200 + page: b"<</Type/Annot/Subtype/FreeText/Rect[300 300 350 350]/P %d 0 R/F 4/AP<</N 400 0 R>>>>" % page
                  for page in pages}
        bodies[400] = block(50, 50)
        for page in pages[1:]:
            bodies[page] = add(body(pdf, page), b"/Annots[%d 0 R]" % (200 + page))
        begun, used = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        answer = self.judge(append(pdf, bodies, info=b"null"), 0)
        self.assertEqual(answer["signatures"][0]["changes"]["covers"], [])
        self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - used, 10, time.monotonic() - begun)


if __name__ == "__main__":
    harness.main()
