#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms of as many fields as an authority's longest: filled in, they are judged to the end."""

import os
import re
import subprocess

import harness


def field(number, value=""):
    return (f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (f{number}) /Rect [0 0 10 10] /P 3 0 R /F 4{value} >>")


def make_form(count):
    kids = " ".join(f"{4 + i} 0 R" for i in range(count))
    return harness.assemble([
        f"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [{kids}] >> >>",
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [{kids}] >>",
        *map(field, range(count))])


def fill(signed, count):
    """Every field, in one revision."""
    out = bytearray(signed)
    offsets = []
    for i in range(count):
        offsets.append(len(out))
        out += f"{4 + i} 0 obj\n{field(i, f' /V (value {i})')}\nendobj\n".encode()
    start = len(out)
    root = re.findall(rb"/Root (\d+) 0 R", signed)[-1]
    size = re.findall(rb"/Size (\d+)", signed)[-1]
    previous = signed.rsplit(b"startxref", 1)[1].split()[0]
    out += b"xref\n4 %d\n" % count + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %b /Root %b 0 R /Prev %b >>\nstartxref\n%d\n%%%%EOF\n" % (size, root, previous, start)
    return bytes(out)


class Form(harness.Case):
    def cost(self, count):
        """CPU seconds of judging what was filled in, the least of some."""
        form, signed, filled = (self.dir / f"{name}-{count}.pdf" for name in ("form", "signed", "filled"))
        form.write_bytes(make_form(count))
        self.sign(form, signed, self.p12)
        filled.write_bytes(fill(signed.read_bytes(), count))
        seconds = []
        for _ in range(1 if "ASAN_OPTIONS" in os.environ else 3):
            process = subprocess.Popen([harness.CTL, "verify", filled, "--trust", self.certificate], cwd=self.dir,
                                       stdout=subprocess.DEVNULL, env=harness.environment(self.dir / "data"))
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            self.assertEqual(process.returncode, 0)
            seconds.append(used.ru_utime + used.ru_stime)
        return min(seconds)

    def test_filled_fields_cost_in_proportion(self):
        """Twice as many, behind what used to be dropped and read again and again, take about twice as long."""
        self.p12, self.certificate = self.identity()
        self.assertLess(self.cost(100000), 3 * self.cost(50000))


if __name__ == "__main__":
    harness.main()
