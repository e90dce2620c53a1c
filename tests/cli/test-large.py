#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of more than ten thousand million bytes, which a cross-reference table has not the digits
for. Their bulk is a hole, so they take no room on the disk, and what is signed of them takes none."""

import json
import os
import shutil
import subprocess
import unittest

import harness

GIB = 1 << 30
DIGITS = 10**10  # the first offset of eleven digits
SMALL = 64 << 10  # KiB of memory, as the kernel counts them
HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
BULK = 4  # the number of the object that is the hole
BEHIND = (
    b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
    b"2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\nendobj\n",
    b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Bulk 4 0 R >>\nendobj\n",
)


def table(offsets):
    rows = b"".join(b"%010d 00000 n \n" % offsets[number] for number in sorted(offsets))
    return b"xref\n0 5\n0000000000 65535 f \n" + rows + b"trailer\n<< /Size 5 /Root 1 0 R >>\n"


def stream(offsets, start):
    rows = bytes(7) + b"".join(b"\1" + offset.to_bytes(6, "big") for _, offset in sorted((offsets | {5: start}).items()))
    head = b"<< /Type /XRef /Size 6 /W [1 6 0] /Root 1 0 R /Length %d >>" % len(rows)
    return b"5 0 obj\n" + head + b"\nstream\n" + rows + b"\nendstream\nendobj\n"


def make(path, first, with_stream):
    """The object behind the hole begins at byte `first`."""
    opening, close = b"4 0 obj\n<< /Length %010d >>\nstream\n", b"\nendstream\nendobj\n"
    at = len(HEAD) + len(opening % 0)
    length = first - at - len(close)
    offsets = {BULK: len(HEAD)}
    with open(path, "wb") as out:
        out.write(HEAD + opening % length)
        out.seek(at + length)
        out.write(close)
        for number, body in enumerate(BEHIND, 1):
            offsets[number] = out.tell()
            out.write(body)
        start = out.tell()
        out.write((stream(offsets, start) if with_stream else table(offsets)) + b"startxref\n%d\n%%%%EOF\n" % start)


@unittest.skipIf("ASAN_OPTIONS" in os.environ, "thirty gigabytes are hashed without sanitizers")
class Large(harness.Case):
    def setUp(self):
        super().setUp()
        self.p12, self.certificate = self.identity()
        self.source = self.dir / "large.pdf"

    def make(self, first, with_stream):
        try:
            make(self.source, first, with_stream)
        except OSError as problem:
            self.skipTest(f"the file system holds no such file: {problem}")
        if self.source.stat().st_blocks * 512 > GIB:
            self.skipTest("the file system keeps no holes")

    def measured(self, *arguments):
        """Standard output. The memory that it took is bounded."""
        process = subprocess.Popen([harness.CTL, *map(str, arguments)], cwd=self.dir, stdout=subprocess.PIPE,
                                   env=harness.environment(self.dir / "data"))
        out = process.stdout.read().decode()
        process.stdout.close()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0, out)
        self.assertLess(used.ru_maxrss, SMALL)
        return out

    def qpdf(self, path, *what):
        done = subprocess.run(["qpdf", *what, path], capture_output=True, text=True)
        self.assertIn(done.returncode, (0, 3), done.stderr)
        return done.stdout

    def offsets(self, path):
        """By another reader."""
        shown = self.qpdf(path, "--show-xref").splitlines()
        return [int(line.split("offset = ")[1].split()[0]) for line in shown if "offset = " in line]

    def sign_large(self, source, target):
        """What was appended."""
        size = source.stat().st_size
        self.measured("sign", source, "-o", target, "--p12", self.p12, "--password-file", self.password_file)
        self.assertLess(target.stat().st_blocks * 512, GIB)
        with open(target, "rb") as file:
            file.seek(size)
            appended = file.read()
        self.assertLess(len(appended), 64 << 10)
        return appended

    def test_table_of_ten_digits_goes_on_as_a_stream(self):
        """The base ends before the eleventh digit is needed, what is appended begins behind it. Then once
        more behind that."""
        self.make(DIGITS - sum(map(len, BEHIND)) - 10, with_stream=False)
        signed, again = self.dir / "signed.pdf", self.dir / "again.pdf"
        for source, target in ((self.source, signed), (signed, again)):
            appended = self.sign_large(source, target)
            self.assertIn(b"/Type /XRef", appended)
            self.assertNotIn(b"\nxref\n", appended)
            if shutil.which("qpdf"):
                self.assertGreater(max(self.offsets(target)), DIGITS)
                self.assertIn("/AcroForm", self.qpdf(target, "--show-object=1"))
        said = self.measured("verify", again, "--trust", self.certificate)
        self.assertEqual(said.count("Intact?   yes"), 2, said)

    def test_objects_behind_what_programs_count_to(self):
        """Two and four gibibytes, and the digits of a table, which leaves no form but the other."""
        for first in (2 * GIB, 4 * GIB, DIGITS):
            for with_stream in (False, True)[first == DIGITS:]:
                with self.subTest(f"{first}, {'stream' if with_stream else 'table'}"):
                    self.make(first + 1, with_stream)
                    [found] = json.loads(self.measured("revisions", self.source, "--json"))["revisions"]
                    self.assertEqual(found["end"], self.source.stat().st_size)
                    if shutil.which("qpdf"):
                        self.assertEqual(min(self.offsets(self.source)[:3]), first + 1)


if __name__ == "__main__":
    harness.main()
