#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the world can do to a signing program: every case has its own message in both languages, its
exit status, and leaves no half file."""

import json
import os
import re
import shutil
import subprocess
import zlib

import harness
import tsa

NOBODY = 65534
PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
CATALOG = "<< /Type /Catalog /Pages 2 0 R >>"


def damaged():
    """name → bytes of files that are no PDF that can be signed."""
    good = harness.make_pdf()
    return {
        "text": b"Dear Sir or Madam,\n" * 100,
        "picture": b"\x89PNG\r\n\x1a\n" + bytes(500),
        "empty": b"",
        "truncated": good[:len(good) // 2],
        "cycle-self": harness.assemble([CATALOG, "<< /Type /Pages /Count 1 /Kids [2 0 R] >>"]),
        "cycle-parent": harness.assemble([CATALOG, "<< /Type /Pages /Count 2 /Kids [3 0 R 4 0 R] >>", PAGE,
                                          "<< /Type /Pages /Parent 2 0 R /Count 1 /Kids [2 0 R] >>"]),
        "no-root": harness.assemble(["<< >>"]),
    }


class Refusing(harness.Case):
    """Something to sign, something to sign with, and how a refusal must look."""

    def setUp(self):
        super().setUp()
        self.p12, self.pem = self.identity()
        self.source = self.pdf()

    def refuse(self, *arguments, exit, says, zh="[一-龥]", prefix=()):
        """The same failure in both languages: status, sentences, nothing written. Gives what it says."""
        before = {path: path.stat().st_size for path in self.dir.rglob("*") if path.is_file()}
        out, err = self.ctl(*arguments, exit=exit, prefix=prefix, timeout=60)
        self.assertEqual(out, "")
        self.assertRegex(err, says)
        self.assertRegex(err, r"(?m)^  Why: .+\n  What to do: .+\n  \(details: .+\)$")
        _, chinese = self.ctl(*arguments, exit=exit, prefix=prefix, language="zh_CN", timeout=60)
        self.assertRegex(chinese, zh)
        self.assertRegex(chinese, r"(?m)^  原因：.*[一-龥].*\n  办法：.*[一-龥].*\n  （详细信息：.+）$")
        after = {path: path.stat().st_size for path in self.dir.rglob("*") if path.is_file()}
        self.assertEqual(before, after, "nothing may be left behind")
        return err.splitlines()[0].split(": ", 1)[-1]

    def sign_refused(self, source, *more, exit=4, says=".", output="signed.pdf", p12=None, **how):
        return self.refuse("sign", source, "-o", output, "--p12", p12 or self.p12, "--password-file",
                           self.password_file, *more, exit=exit, says=says, **how)


class BadInput(Refusing):
    def test_damaged_files(self):
        for name, data in damaged().items():
            with self.subTest(name):
                path = self.dir / f"{name}.pdf"
                path.write_bytes(data)
                self.sign_refused(path)
                self.refuse("verify", path, exit=4, says=".")

    def test_each_has_words_of_its_own(self):
        """Not a PDF, empty, damaged, a directory: four different sentences."""
        said = set()
        for name in ("text", "empty", "truncated"):
            path = self.dir / f"{name}.pdf"
            path.write_bytes(damaged()[name])
            said.add(self.sign_refused(path))
        said.add(self.sign_refused(self.dir))
        self.assertEqual(len(said), 4, said)

    def test_repair(self):
        """Damaged and unsigned: offered, and signed when asked for. Damaged and signed: never."""
        good = harness.make_pdf()
        broken = self.dir / "broken.pdf"
        broken.write_bytes(good.replace(b"startxref", b"startxxxx"))
        _, err = self.sign(broken, "signed.pdf", self.p12, exit=4)
        self.assertIn("--repair", err)
        _, err = self.sign(broken, "signed.pdf", self.p12, "--repair")
        self.assertIn("a repaired copy of it was signed", err)
        (report,) = self.json("verify", "signed.pdf", "--trust", self.pem)
        self.assertEqual(report["indication"], "total-passed")
        out, _ = self.sign(broken, "told.pdf", self.p12, "--repair", "--json")
        self.assertIs(json.loads(out)["repaired"], True)
        out, _ = self.sign(self.pdf("good.pdf"), "sound.pdf", self.p12, "--json")
        self.assertIs(json.loads(out)["repaired"], False)
        signed = (self.dir / "signed.pdf").read_bytes()
        broken.write_bytes(signed.replace(b"startxref", b"startxxxx"))
        for more in ((), ("--repair",)):
            self.sign_refused(broken, *more, says="somebody signed it", output="again.pdf")
        self.assertEqual([path.name for path in self.dir.glob(".*")], [])

    def structures(self):
        """name → (a contract in that structure, what opens it)."""
        made = {"table": (self.source, ())}
        if shutil.which("qpdf") is None:
            return made
        word = self.dir / "word"
        word.write_text("secret\n")
        word.chmod(0o600)
        for name, how, open_with in (
                ("stream", ["--object-streams=generate"], ()),
                ("linearised", ["--linearize"], ()),
                ("encrypted", ["--encrypt", "secret", "secret", "256", "--"], ("--pdf-password-file", word))):
            subprocess.run(["qpdf", self.source, *how, self.dir / f"{name}.pdf"], check=True)
            made[name] = self.dir / f"{name}.pdf", open_with
        return made

    def test_newest_revision_lost(self):
        """Where only the last startxref is broken, or the file ends before it, the document is not
        taken for what it was before the last signature: no signature in it holds, and it is not
        signed."""
        for name, (source, open_with) in self.structures().items():
            once, twice = self.dir / f"{name}-1.pdf", self.dir / f"{name}-2.pdf"
            self.sign(source, once, self.p12, *open_with)
            self.sign(once, twice, self.p12, *open_with)
            for signed in (once, twice):
                good = signed.read_bytes()
                last = good.rindex(b"startxref")
                for how, data in (("name", good[:last] + b"startxxxx" + good[last + 9:]),
                                  ("number", good[:last + 10] + b"x" + good[last + 11:]),
                                  ("cut", good[:last])):
                    with self.subTest(f"{signed.stem} {how}"):
                        broken = self.dir / "broken.pdf"
                        broken.write_bytes(data)
                        says = "damaged, and somebody signed it"
                        out, _ = self.ctl("verify", broken, *open_with, exit=1)
                        self.assertIn(says, out)
                        self.assertIn("FAILED", out)
                        for more in ((), ("--repair",)):
                            self.sign_refused(broken, *open_with, *more, says=says, output="again.pdf")

    def test_newest_revision_lost_of_an_unsigned_file(self):
        """What was saved last is not left out of what is signed: it is repaired first."""
        good = self.source.read_bytes()
        later = good + b"5 0 obj\n<< /Length 3 >>\nstream\nq Q\nendstream\nendobj\n"
        broken = self.dir / "broken.pdf"
        broken.write_bytes(later)
        self.refuse("verify", broken, exit=4, says="damaged")
        _, err = self.sign(broken, "signed.pdf", self.p12, exit=4)
        self.assertIn("--repair", err)
        self.sign(broken, "signed.pdf", self.p12, "--repair")

    def test_missing_and_directory(self):
        self.sign_refused(self.dir / "missing.pdf")
        self.sign_refused(self.dir)
        self.sign_refused("/dev/null")

    def test_sparse_of_4_gigabytes(self):
        """With and without a header; looked at in seconds and without the memory."""
        for name, head in (("zeros", b""), ("header", b"%PDF-1.7\n"), ("whole", harness.make_pdf())):
            with self.subTest(name):
                path = self.dir / "sparse.pdf"
                path.write_bytes(head)
                os.truncate(path, 4 << 30)
                self.sign_refused(path)
                path.unlink()

    def as_nobody(self):
        """A prefix that runs the program as somebody whom permissions bind, and the program within reach."""
        if os.geteuid() != 0:
            return ()
        shutil.copy(harness.CTL, self.dir / "ctl")
        for path in [self.dir, *self.dir.rglob("*")]:
            os.chown(path, NOBODY, NOBODY)
        return ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "sh", "-c",
                'shift; exec ./ctl "$@"', "sh")

    def test_unreadable(self):
        prefix = self.as_nobody()
        secret = self.pdf("secret.pdf")
        secret.chmod(0)
        self.sign_refused("secret.pdf", prefix=prefix)
        key = shutil.copy(self.p12, self.dir / "secret.p12")
        os.chmod(key, 0)
        os.chown(key, 0, 0) if os.geteuid() == 0 else None
        self.sign_refused("contract.pdf", p12="secret.p12", exit=6, prefix=prefix)

    def test_folder_that_may_not_be_written(self):
        prefix = self.as_nobody()
        locked = self.dir / "locked"
        locked.mkdir(mode=0o555)
        locked.chmod(0o555)
        self.sign_refused("contract.pdf", output="locked/signed.pdf", exit=8, prefix=prefix)
        self.sign_refused("contract.pdf", output="missing/signed.pdf", exit=8, prefix=prefix)
        self.assertEqual(list(locked.iterdir()), [])

    def mount(self, options):
        folder = self.dir / "disk"
        folder.mkdir()
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", folder], capture_output=True)
        if done.returncode != 0:
            self.skipTest("no file system can be mounted here")
        self.addCleanup(subprocess.run, ["umount", folder], check=True)
        return folder

    def test_full_disk(self):
        folder = self.mount("size=16k")
        source = self.pdf("long.pdf", text="x" * 30000)
        self.sign_refused(source, output="disk/signed.pdf", exit=8, says="(?i)space|full")
        self.assertEqual(list(folder.iterdir()), [])

    def test_read_only_disk(self):
        self.mount("size=1m,ro")
        self.sign_refused(self.source, output="disk/signed.pdf", exit=8)

    def test_output_is_the_input(self):
        data = self.source.read_bytes()
        (self.dir / "link.pdf").symlink_to("contract.pdf")
        os.link(self.source, self.dir / "hard.pdf")
        for output in ("contract.pdf", "./contract.pdf", self.source, "link.pdf", "hard.pdf"):
            with self.subTest(str(output)):
                self.sign_refused("contract.pdf", output=output, exit=8, says="same file")
                self.assertEqual(self.source.read_bytes(), data)
        self.sign_refused("contract.pdf", output=".", exit=8)

    def test_key_files(self):
        def openssl(*arguments):
            subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, cwd=self.dir)
        openssl("pkcs12", "-export", "-nokeys", "-in", self.pem, "-out", "no-key.p12", "-passout",
                f"file:{self.password_file}")
        (self.dir / "text.p12").write_bytes(b"no key at all")
        said = [self.sign_refused(self.source, p12=self.dir / name, exit=6)
                for name in ("no-key.p12", "text.p12", "missing.p12")]
        self.password_file.write_text("wrong\n")
        said.append(self.sign_refused(self.source, exit=6, says="(?i)password"))
        self.assertEqual(len(set(said)), 4, said)

    def test_certificates_out_of_their_time(self):
        (self.dir / "ca.cnf").write_text(
            "[ca]\ndefault_ca=own\n[own]\nnew_certs_dir=.\ndatabase=index\nserial=number\ndefault_md=sha256\n"
            "policy=any\nrand_serial=yes\n[any]\ncommonName=supplied\n")
        (self.dir / "index").write_text("")
        subprocess.run(["openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-subj",
                        "/CN=Late", "-out", "csr.pem"], check=True, capture_output=True, cwd=self.dir)
        said = set()
        for name, begin, end in (("expired", "20200101000000Z", "20210101000000Z"),
                                 ("early", "20900101000000Z", "20910101000000Z")):
            subprocess.run(["openssl", "ca", "-batch", "-selfsign", "-config", "ca.cnf", "-keyfile", "key.pem", "-in",
                            "csr.pem", "-startdate", begin, "-enddate", end, "-out", "cert.pem", "-notext"],
                           check=True, capture_output=True, cwd=self.dir)
            subprocess.run(["openssl", "pkcs12", "-export", "-inkey", "key.pem", "-in", "cert.pem", "-out",
                            f"{name}.p12", "-passout", f"file:{self.password_file}"], check=True,
                           capture_output=True, cwd=self.dir)
            (self.dir / "index").write_text("")
            said.add(self.sign_refused(self.source, p12=self.dir / f"{name}.p12", exit=6))
        self.assertEqual(len(said), 2, said)

    def test_pictures(self):
        row = b"\0" + b"\xff" * 60000
        compress = zlib.compressobj(1)
        data = b"".join([compress.compress(row) for _ in range(20000)] + [compress.flush()])
        import importlib
        pictures = importlib.import_module("test-seals-keys")
        (self.dir / "huge.png").write_bytes(pictures.png_file(20000, 20000, data))
        (self.dir / "text.png").write_bytes(b"no picture")
        (self.dir / "white.png").write_bytes(pictures.png(200, 200))
        said = [self.sign_refused(self.source, "--seal", f"./{name}", "--at", "1:20,20")
                for name in ("huge.png", "text.png", "white.png", "missing.png")]
        self.assertEqual(len(set(said)), 4, said)

    def test_seals_that_are_none(self):
        self.sign_refused(self.source, "--seal", "no-such-seal", "--at", "1:20,20")

    def test_encrypted(self):
        subprocess.run(["qpdf", "--encrypt", "secret", "secret", "256", "--", self.source, self.dir / "locked.pdf"],
                       check=True)
        self.sign_refused("locked.pdf", says="(?i)encrypted|password|protected")


class BadService(Refusing):
    """The time-stamp service at fault: exit status 7, and nothing signed half-way."""

    def setUp(self):
        super().setUp()
        folder = self.dir / "tsa"
        folder.mkdir()
        service = tsa.serve(folder)
        self.address = service.__enter__()
        self.addCleanup(service.__exit__, None, None, None)

    def beside(self):
        """Everything but the home folder, where the network libraries keep a cache."""
        return {path.name for path in self.dir.iterdir()} - {"data"}

    def sign_stamped(self, way):
        before = self.beside()
        arguments = ["sign", self.source, "-o", "signed.pdf", "--p12", self.p12, "--password-file",
                     self.password_file, "--tsa", way if ":" in way else f"{self.address}/{way}"]
        _, err = self.ctl(*arguments, exit=7, timeout=60)
        self.assertRegex(err, r"(?m)^  Why: .+\n  What to do: .+\n  \(details: .+\)$")
        if way != "silent":
            _, chinese = self.ctl(*arguments, exit=7, language="zh_CN")
            self.assertRegex(chinese, r"(?m)^  原因：.*[一-龥].*\n  办法：.*[一-龥].*$")
        self.assertEqual(self.beside(), before)
        return err.splitlines()[0].split(": ", 1)[-1]

    def test_basic_authentication(self):
        """Name and password come from a file, and nothing that is said repeats them."""
        login = self.dir / "login"
        login.write_text("li:s@cret: 密\n")
        arguments = ["sign", self.source, "-o", "signed.pdf", "--p12", self.p12, "--password-file",
                     self.password_file, "--tsa", f"{self.address}/locked"]
        _, err = self.ctl(*arguments, exit=7)
        self.assertIn("401", err)
        self.ctl(*arguments, "--tsa-password-file", login)
        (report,) = self.json("verify", "signed.pdf", "--trust", self.pem)
        self.assertEqual(report["signatures"][0]["level"], "B-T")
        (self.dir / "signed.pdf").unlink()
        login.write_text("li:wrong\n")
        _, err = self.ctl(*arguments, "--tsa-password-file", login, exit=7)
        self.assertIn("401", err)
        self.assertNotIn("wrong", err)
        login.write_text("li\n")
        _, err = self.ctl(*arguments, "--tsa-password-file", login, exit=2)
        self.assertIn("NAME:PASSWORD", err)
        _, err = self.ctl(*arguments[:-1], "http://li:secret@127.0.0.1:1/", exit=2)
        self.assertIn("--tsa-password-file", err)
        self.assertNotIn("secret", err)

    def test_services_at_fault(self):
        said = {}
        for way in ("status-500", "garbage", "empty", "refused", "nonce", "imprint", "hang-up",
                    "http://127.0.0.1:1/", "nonsense://x/"):
            with self.subTest(way):
                said[way] = self.sign_stamped(way)
        different = [said[way] for way in ("status-500", "garbage", "refused", "nonce", "imprint",
                                           "http://127.0.0.1:1/")]
        self.assertEqual(len(set(different)), len(different), different)

    def test_service_that_never_answers(self):
        self.sign_stamped("silent")

    def test_the_second_service_is_tried(self):
        out, _ = self.sign(self.source, "signed.pdf", self.p12, "--tsa", f"{self.address}/status-500", "--tsa",
                           f"{self.address}/good")
        self.assertIn("level B-T", out)
        (report,) = self.json("verify", "signed.pdf", "--trust", self.pem, "--trust", self.dir / "tsa/tsa.pem")
        (signature,) = report["signatures"]
        self.assertEqual((signature["level"], signature["time"]["source"]), ("B-T", "signature-timestamp"))
        self.assertTrue(re.match(r"^\d{4}-", signature["time"]["proven"]))


if __name__ == "__main__":
    harness.main()
