#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""compare: two versions of a file as they are seen, with pictures; JSON key by key, exit status."""

import harness


class Compare(harness.Case):
    def setUp(self):
        super().setUp()
        self.p12, self.pem = self.identity()
        self.source = self.pdf(pages=3)
        self.signed = self.dir / "signed.pdf"
        self.sign(self.source, self.signed, self.p12)

    def append(self, number, body):
        """A further version in which one object is another; its table is a classic one."""
        data = self.signed.read_bytes()
        previous = int(data.rsplit(b"startxref", 1)[1].split()[0])
        offset = len(data)
        data += f"{number} 0 obj\n{body}\nendobj\n".encode()
        xref = len(data)
        data += (f"xref\n{number} 1\n{offset:010} 00000 n \ntrailer\n<< /Size 90 /Root 1 0 R /Prev {previous} >>\n"
                 f"startxref\n{xref}\n%%EOF\n").encode()
        self.signed.write_bytes(data)

    def change_page_two(self):
        content = "BT /F1 12 Tf 72 700 Td (Party B signs here 2) Tj ET"
        self.append(7, f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")

    def test_invisible_signature(self):
        out, _ = self.ctl("compare", "signed.pdf", "--revision", "1")
        self.assertIn("Every page looks as it did.", out)
        (report,) = self.json("compare", "signed.pdf", "--revision", "1")
        self.assertEqual(list(report), ["file", "before", "after", "same", "drawn", "pages"])
        self.assertEqual((report["before"], report["after"], report["same"]),
                         ({"revision": 1, "pages": 3}, {"revision": 2, "pages": 3}, True))
        self.assertLessEqual(report["drawn"], 1)

    def test_changed_page(self):
        self.change_page_two()
        (report,) = self.json("compare", "signed.pdf", "--revision", "2", exit=1)
        self.assertEqual([page["look"] for page in report["pages"]], ["same", "different", "same"])
        self.assertEqual((report["same"], report["drawn"]), (False, 1))
        page = report["pages"][1]
        self.assertEqual(list(page), ["page", "before", "look", "regions", "covers"])
        self.assertEqual(list(page["regions"][0]), ["kind", "x", "y", "width", "height"])
        self.assertAlmostEqual(page["regions"][0]["y"], 130, delta=10)
        out, _ = self.ctl("compare", "signed.pdf", "--revision", "2", exit=1)
        self.assertIn("Page 2: Looks different\n   changed: at ", out)
        out, _ = self.ctl("compare", "signed.pdf", "--revision", "2", exit=1, language="zh_CN")
        self.assertIn("第 2 页：外观不同", out)
        self.ctl("compare", "signed.pdf", "--revision", "1", "--with", "2")

    def test_covered(self):
        self.append(4, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources "
                       "<< /Font << /F1 3 0 R >> >> /Annots [<< /Type /Annot /Subtype /Square /Rect [60 690 300 720] "
                       "/IC [1 1 1] /C [1 1 1] >>] >>")
        (report,) = self.json("compare", "signed.pdf", "--revision", "2", exit=1)
        (cover,) = report["pages"][0]["covers"]
        self.assertEqual((cover["what"], cover["field"], cover["by"]), ("content", None, "Square"))
        out, _ = self.ctl("compare", "signed.pdf", "--revision", "2", exit=1)
        self.assertIn("Something new hides part of the page", out)

    def test_pictures(self):
        self.change_page_two()
        self.ctl("compare", "signed.pdf", "--revision", "2", "--pictures", "look", exit=1)
        names = sorted(path.name for path in (self.dir / "look").iterdir())
        self.assertEqual(names, ["page-2-after.png", "page-2-before.png", "page-2-overlay.png"])
        for name in names:
            head = (self.dir / "look" / name).read_bytes()[:24]
            self.assertEqual((head[1:4], int.from_bytes(head[16:20], "big")), (b"PNG", 1190))
        (self.dir / "file").write_text("in the way")
        self.ctl("compare", "signed.pdf", "--revision", "2", "--pictures", "file", exit=8)

    def test_usage(self):
        for arguments in ([], ["signed.pdf"], ["signed.pdf", "--revision", "0"], ["signed.pdf", "--revision", "3"],
                          ["signed.pdf", "--revision", "2", "--with", "1"], ["a", "b", "--revision", "1"]):
            with self.subTest(" ".join(arguments)):
                self.ctl("compare", *arguments, exit=2)

    def test_unreadable(self):
        (self.dir / "no.pdf").write_text("no PDF")
        self.ctl("compare", "no.pdf", "--revision", "1", exit=4)
        self.ctl("compare", "nowhere.pdf", "--revision", "1", exit=4)


if __name__ == "__main__":
    harness.main()
