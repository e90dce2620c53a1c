# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the command line share: running it, making PDFs, and saying results as TAP.

Every test gets a folder of its own with a data folder of its own; the program runs in English
unless a test asks for Chinese.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

CTL = os.path.abspath(os.environ.get("VERMILIONCTL", "build/src/cli/vermilionctl"))
LOCALEDIR = os.environ.get("VERMILION_LOCALEDIR", "")
PASSWORD = "密码 correct horse"
identities = {}


def environment(home, language="en"):
    env = {key: value for key, value in os.environ.items()
           if not key.startswith(("LC_", "XDG_")) and key not in ("LANG", "LANGUAGE", "TZ")}
    env.update(LANG="C.UTF-8", LANGUAGE=language, TZ="UTC", XDG_DATA_HOME=str(home), HOME=str(home),
               DBUS_SESSION_BUS_ADDRESS="disabled:")  # the keyring of whoever runs this is none of ours
    return env


class Case(unittest.TestCase):
    """A test with a folder, and `ctl` to run the program in it."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory(prefix="vermilion-cli-")
        self.addCleanup(holder.cleanup)
        self.dir = pathlib.Path(holder.name)
        self.env = {}  # what a test adds
        self.password_file = self.dir / "password"
        self.password_file.write_text(PASSWORD + "\n")
        self.password_file.chmod(0o600)

    def ctl(self, *arguments, exit=0, language="en", stdin=subprocess.DEVNULL, prefix=(), timeout=120):
        """Runs it, insists on the exit status (None: any), and gives (stdout, stderr)."""
        done = subprocess.run([*prefix, CTL, *map(str, arguments)], cwd=self.dir, stdin=stdin,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout,
                              env={**environment(self.dir / "data", language), **self.env})
        out, err = done.stdout.decode(), done.stderr.decode()
        if exit is not None:
            self.assertEqual(done.returncode, exit, f"vermilionctl {arguments}\n{out}\n{err}")
        return out, err

    def json(self, *arguments, exit=0):
        out, _ = self.ctl(*arguments, "--json", exit=exit)
        return [json.loads(line) for line in out.splitlines()]

    def identity(self, kind="p256", name="王小明", organisation="北京长城建筑有限公司", stem=None):
        """(PKCS#12, certificate) of a test identity, made once for all tests of a script."""
        stem = stem or kind
        p12, pem = self.dir / f"{stem}.p12", self.dir / f"{stem}.pem"
        who = kind, name, organisation
        if who not in identities:
            self.ctl("keys", "create", name, "--organisation", organisation, "--kind", kind,
                     "--password-file", self.password_file, "-o", p12, "--certificate", pem)
            identities[who] = p12.read_bytes(), pem.read_bytes()
        p12.touch(0o600)
        p12.write_bytes(identities[who][0])
        pem.write_bytes(identities[who][1])
        return p12, pem

    def pdf(self, name="contract.pdf", **how):
        path = self.dir / name
        path.write_bytes(make_pdf(**how))
        return path

    def sign(self, source, target, p12, *more, exit=0, **how):
        return self.ctl("sign", source, "-o", target, "--p12", p12, "--password-file",
                        self.password_file, *more, exit=exit, **how)

    def assertNothingBeside(self, *known):
        """No temporary or half file was left in the test's folder."""
        names = {path.name for path in self.dir.iterdir()} - {"data", "password"}
        self.assertEqual(names, {pathlib.Path(path).name for path in known})


def make_pdf(pages=1, text="Party A signs here", box=(0, 0, 595, 842), extra="", version="1.7"):
    """A small PDF with a cross-reference table; extra goes into every page dictionary."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(pages))
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number in range(pages):
        content = f"BT /F1 12 Tf 72 {box[3] - 142} Td ({text} {number + 1}) Tj ET"
        bodies.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [{' '.join(map(str, box))}] {extra} "
                      f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>")
        bodies.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    return assemble(bodies, version)


def assemble(bodies, version="1.7"):
    out = bytearray(f"%PDF-{version}\n%\xe2\xe3\xcf\xd3\n".encode("latin-1"))
    offsets = []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(offsets) + 1}\n0000000000 65535 f \n".encode()
    for offset in offsets:
        out += f"{offset:010} 00000 n \n".encode()
    out += (f"trailer\n<< /Size {len(offsets) + 1} /Root 1 0 R /ID [<{'5a' * 16}> <{'5a' * 16}>] >>\n"
            f"startxref\n{start}\n%%EOF\n").encode()
    return bytes(out)


class TapResult(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.count = 0

    def say(self, good, test, remark="", details=""):
        self.count += 1
        for line in details.splitlines():
            print("#", line)
        print(f"{'ok' if good else 'not ok'} {self.count} {self.name(test)}{remark}", flush=True)

    @staticmethod
    def name(test):
        """`test_what_it_says` → what it says; a part of a test is named after both. A # would
        begin a directive of TAP."""
        part = getattr(test, "_message", None)
        if part is not None and getattr(test, "params", None):
            part = " ".join(map(str, test.params.values()))
        base = getattr(test, "test_case", test)._testMethodName.removeprefix("test_").replace("_", " ")
        return (base if part is None else f"{base}: {part}").replace("#", "№")

    def addSuccess(self, test):
        self.say(True, test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.say(False, test, details=self._exc_info_to_string(err, test))

    addError = addFailure

    def addSkip(self, test, reason):
        self.say(True, test, f" # SKIP {reason}")

    def addSubTest(self, test, subtest, err):
        if err is not None:
            super().addFailure(subtest, err)
            self.say(False, subtest, details=self._exc_info_to_string(err, subtest))
        else:
            self.say(True, subtest)


def main():
    """Runs the tests of the calling script; names on the command line choose some."""
    loader = unittest.TestLoader()
    module = sys.modules["__main__"]
    suite = (loader.loadTestsFromNames(sys.argv[1:], module) if len(sys.argv) > 1
             else loader.loadTestsFromModule(module))
    result = TapResult()
    suite.run(result)
    print(f"1..{result.count}")
    sys.exit(bool(result.failures))
