#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Encrypted files through the program: each kind is signed and verified with its password, and what
its author does not permit is refused. Files encrypted to certificates, both ways with OpenSSL's program."""

import os
import pathlib
import shutil
import subprocess

import harness
import tsa

KINDS = ("40", "128 --use-aes=n", "128 --use-aes=y", "256 --force-R5", "256", "256 --cleartext-metadata")


class Encrypted(harness.Case):
    def setUp(self):
        super().setUp()
        if shutil.which("qpdf") is None:
            self.skipTest("qpdf is not installed")
        self.p12, self.pem = self.identity()
        self.source = self.pdf()

    def lock(self, kind="256", user="secret", owner="所有者", more=()):
        path = self.dir / "locked.pdf"
        subprocess.run(["qpdf", "--allow-weak-crypto", "--encrypt", user, owner, *kind.split(), *more, "--",
                        self.source, path], check=True)
        return path

    def word(self, password):
        path = self.dir / "pdf-password"
        path.touch(0o600)
        path.write_text(password + "\n")
        return ("--pdf-password-file", path)

    def assertSigned(self, password):
        """The program, pdfsig and qpdf agree."""
        (report,) = self.json("verify", "signed.pdf", "--trust", self.pem, *self.word(password))
        self.assertEqual(report["indication"], "total-passed")
        (signature,) = report["signatures"]
        self.assertEqual((signature["integrity"], signature["coverage"]), ("intact", "entire-file"))
        subprocess.run(["qpdf", "--check", f"--password={password}", self.dir / "signed.pdf"], check=True,
                       capture_output=True)
        if shutil.which("pdfsig"):
            said = subprocess.run(["pdfsig", "-nocert", "-upw", password, "-opw", password, self.dir / "signed.pdf"],
                                  capture_output=True).stdout.decode()
            self.assertIn("Signature is Valid", said)

    def test_every_kind(self):
        for kind in KINDS:
            for user in ("secret", ""):
                with self.subTest(f"{kind} “{user}”"):
                    locked = self.lock(kind, user, "owner")
                    self.sign(locked, "signed.pdf", self.p12, "--overwrite", "--reason", "同意",
                              *(self.word(user) if user else ()))
                    self.assertSigned(user or "owner")
                    data = locked.read_bytes()
                    self.assertTrue((self.dir / "signed.pdf").read_bytes().startswith(data))
                    self.assertNotIn("同意".encode("utf-16-be").hex().upper().encode(),
                                     (self.dir / "signed.pdf").read_bytes())

    def test_owner_and_chinese_passwords(self):
        locked = self.lock(user="密码")
        for password in ("密码", "所有者"):
            self.sign(locked, "signed.pdf", self.p12, "--overwrite", *self.word(password))
            self.assertSigned(password)

    def assertOpens(self, path, *typed):
        """By each of them, and by nothing like them; signed with the last."""
        for password in typed:
            with self.subTest(f"{path.name} {password!a}"):
                self.ctl("revisions", path, *self.word(password))
                self.ctl("revisions", path, *self.word(password + "x"), exit=4)
        self.sign(path, "signed.pdf", self.p12, "--overwrite", *self.word(typed[-1]))
        (report,) = self.json("verify", "signed.pdf", "--trust", self.pem, *self.word(typed[0]))
        self.assertEqual(report["indication"], "total-passed")

    def test_passwords_that_others_prepared(self):
        """AES-256 by pyHanko, which prepares a password by SASLprep (RFC 4013): however it is typed, it opens."""
        python = pathlib.Path(os.environ.get("VERMILION_JUDGES", "")) / "bin/python"
        if not python.exists():
            self.skipTest("pyHanko is not installed")
        make = ("import sys; from pyhanko.pdf_utils import writer, reader; "
                "w = writer.copy_into_new_writer(reader.PdfFileReader(open(sys.argv[1], 'rb'))); "
                "w.encrypt('the owner', sys.argv[3], pdf_mac=False); w.write(open(sys.argv[2], 'wb'))")
        words = [("\ufb01x", "fix"), ("\u2168", "IX"), ("p\u00e4ssword", "pa\u0308ssword"),
                 ("pa\u0308ssword", "p\u00e4ssword"), ("se\u00adcret", "secret"), ("a\u3000b\u00a0c", "a b c"),
                 ("\u5bc6\u7801", "\u5bc6\u7801"), ("\uff30\uff24\uff26", "PDF")]
        for number, (made, typed) in enumerate(words):
            path = self.dir / f"prepared{number}.pdf"
            subprocess.run([python, "-c", make, self.source, path, made], check=True)
            self.assertOpens(path, made, typed)

    def test_passwords_as_they_were_typed(self):
        """By qpdf, which takes bytes: UTF-8 composed or not, Latin-1, the encodings of Windows."""
        for kind in ("256", "256 --force-R5", "128 --use-aes=y", "128 --use-aes=n", "40"):
            for number, made in enumerate(("p\u00e4ssword", "pa\u0308ssword")):
                path = self.lock(kind, made).rename(self.dir / f"typed{number}.pdf")
                self.assertOpens(path, "p\u00e4ssword", "pa\u0308ssword")
            if kind.startswith("256"):
                continue
            for encoding, made in (("latin-1", "p\u00e4ssword"), ("cp1252", "10 \u20ac"), ("gb18030", "\u5bc6\u7801")):
                path = self.dir / f"{encoding}.pdf"
                subprocess.run([b"qpdf", b"--allow-weak-crypto", b"--password-mode=bytes", b"--encrypt",
                                made.encode(encoding), b"owner", *kind.encode().split(), b"--",
                                os.fsencode(self.source), os.fsencode(path)], check=True)
                self.assertOpens(path, made)

    def test_revision_5_prepared(self):
        """AES-256 as Acrobat 9 made it: SASLprep too, under the name of an older revision."""
        for made, typed in (("IX", "\u2168"), ("secret", "se\u00adcret"), ("a b", "a\u3000b")):
            self.assertOpens(self.lock("256 --force-R5", made), made, typed)
            self.assertSigned(made)
            (self.dir / "signed.pdf").unlink()

    def test_integrity_code(self):
        """ISO/TS 32004 by pyHanko: such a file is not damaged, and its code is not broken by signing."""
        python = pathlib.Path(os.environ.get("VERMILION_JUDGES", "")) / "bin/python"
        if not python.exists():
            self.skipTest("pyHanko is not installed")
        make = ("import sys; from pyhanko.pdf_utils import writer, reader; "
                "w = writer.copy_into_new_writer(reader.PdfFileReader(open(sys.argv[1], 'rb'))); "
                "w.encrypt('the owner', 'user'); w.write(open(sys.argv[2], 'w+b'))")
        coded = self.dir / "coded.pdf"
        subprocess.run([python, "-c", make, self.source, coded], check=True)
        self.assertIn(b"/AuthCode", coded.read_bytes())
        (report,) = self.json("verify", coded, *self.word("user"), exit=3)
        self.assertEqual(report["indication"], "no-signature")
        self.assertIn("integrity code (ISO/TS 32004)", report["explanation"])
        _, err = self.sign(coded, "signed.pdf", self.p12, *self.word("user"), exit=5)
        self.assertIn("an integrity code that a signature would break", err)
        self.assertFalse((self.dir / "signed.pdf").exists())

    def test_seal_on_words(self):
        """The words are found by another reader, which needs the password, too."""
        locked = self.lock()
        self.ctl("seal", "draw", "北京长城建筑有限公司", "-o", "seal.png")
        self.sign(locked, "signed.pdf", self.p12, "--seal", "./seal.png", "--keyword", "signs here",
                  *self.word("secret"))
        self.assertSigned("secret")

    def test_password_is_needed(self):
        locked = self.lock()
        for more in ((), self.word("wrong"), self.word("Secret")):
            for command in ("sign", "verify", "fields", "revisions"):
                with self.subTest(f"{command} {more}"):
                    arguments = ("-o", "signed.pdf", "--p12", self.p12, "--password-file",
                                 self.password_file) if command == "sign" else ()
                    _, err = self.ctl(command, locked, *arguments, *more, exit=4)
                    self.assertIn("A password is needed to open the PDF file.", err)
                    _, chinese = self.ctl(command, locked, *arguments, *more, exit=4, language="zh_CN")
                    self.assertIn("打开此 PDF 文件需要密码。", chinese)
        self.assertFalse((self.dir / "signed.pdf").exists())
        self.ctl("verify", locked, "--pdf-password-file", "missing", exit=6)

    def test_many_files_and_passwords(self):
        """Each password is tried on each file; what none opens says so, and keeps the others from nothing."""
        paths = []
        for number, user in enumerate(("first", "second", "none of these")):
            self.sign(self.lock(user=user), f"signed-{number}.pdf", self.p12, *self.word(user))
            paths.append(f"signed-{number}.pdf")
        self.sign(self.source, "open.pdf", self.p12)
        words = []
        for user in ("first", "second"):
            path = self.dir / f"password-{user}"
            path.touch(0o600)
            path.write_text(user + "\n")
            words += ["--pdf-password-file", path]
        reports = self.json("verify", *paths, "open.pdf", "--trust", self.pem, *words, exit=4)
        self.assertEqual([report.get("indication") for report in reports],
                         ["total-passed", "total-passed", None, "total-passed"])
        self.assertIn("error", reports[2])
        # The pages of each are in the report: their pictures need the same password.
        self.ctl("verify", *paths[:2], "--trust", self.pem, *words, "--report", "report.pdf")
        self.ctl("verify", paths[0], "--trust", self.pem, *words, "--report", "one.pdf")
        pages = [subprocess.run(["pdfimages", "-list", self.dir / name], capture_output=True, text=True,
                                check=True).stdout.count("image") for name in ("one.pdf", "report.pdf")]
        self.assertGreater(pages[0], 0)
        self.assertEqual(pages[1], 2 * pages[0])

    def test_listing_and_extracting(self):
        locked = self.lock()
        self.sign(locked, "signed.pdf", self.p12, *self.word("secret"), "--field", "Boss")
        self.assertIn("Boss\tsignature\tsigned", self.ctl("fields", "signed.pdf", *self.word("secret"))[0])
        (listed,) = self.json("revisions", "signed.pdf", *self.word("secret"))
        self.assertEqual(len(listed["revisions"]), 2)
        self.ctl("extract", "signed.pdf", "--revision", "1", "-o", "first.pdf", *self.word("secret"))
        self.assertEqual((self.dir / "first.pdf").read_bytes(), locked.read_bytes())

    def test_what_the_author_permits(self):
        refused = "The document may not be signed in this way"
        for flag, field, free in (("none", 5, 5), ("form", 0, 5), ("annotate", 0, 5), ("all", 0, 0)):
            for name, exit in (("Chef", field), (None, free)):
                with self.subTest(f"--modify={flag} {name}"):
                    self.source = self.dir / "form.pdf"
                    self.source.write_bytes(form())
                    locked = self.lock(user="", more=[f"--modify={flag}"])
                    more = ("--overwrite", *(("--field", name) if name else ()))
                    _, err = self.sign(locked, "signed.pdf", self.p12, *more, exit=exit)
                    self.assertEqual(refused in err, exit == 5, err)
                    self.sign(locked, "signed.pdf", self.p12, *more, *self.word("所有者"))
                    self.assertSigned("所有者")

    def test_long_term(self):
        """Each revision of an extension is encrypted, read again and signed over."""
        folder = self.dir / "tsa"
        folder.mkdir()
        with tsa.serve(folder) as address:
            self.sign(self.lock(), "first.pdf", self.p12, *self.word("secret"))
            self.ctl("timestamp", "first.pdf", "-o", "second.pdf", "--tsa", f"{address}/good", *self.word("secret"))
            self.ctl("timestamp", "first.pdf", "-o", "third.pdf", "--tsa", f"{address}/good", exit=4)
            self.ctl("extend", "second.pdf", "-o", "signed.pdf", "--level", "B-LTA", "--tsa", f"{address}/good",
                     "--trust", self.pem, "--trust", folder / "tsa.pem", *self.word("secret"))
        (report,) = self.json("verify", "signed.pdf", "--trust", self.pem, "--trust", folder / "tsa.pem",
                              *self.word("secret"))
        self.assertEqual([each["integrity"] for each in report["signatures"]], ["intact"] * 3)
        subprocess.run(["qpdf", "--check", "--password=secret", self.dir / "signed.pdf"], check=True,
                       capture_output=True)

    def test_certificates_are_said_to_be_no_password(self):
        path = self.dir / "locked.pdf"
        path.write_bytes(harness.make_pdf().replace(
            b"/Root 1 0 R", b"/Root 1 0 R /Encrypt << /Filter /Adobe.PubSec /V 2 >>"))
        _, err = self.sign(path, "signed.pdf", self.p12, *self.word("secret"), exit=4)
        self.assertIn("certificates", err)


def form():
    """A page and an empty signature field that nobody sees."""
    return harness.assemble([
        "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>",
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [4 0 R] >>",
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Chef) /Rect [0 0 0 0] /P 3 0 R >>"])


class Envelope(harness.Case):
    """Files encrypted to certificates."""

    def setUp(self):
        super().setUp()
        self.source = self.pdf()

    def decrypt(self, *arguments, exit=0):
        return self.ctl("decrypt", *arguments, "--password-file", self.password_file, exit=exit)

    def private(self, p12):
        """What OpenSSL's program wants."""
        key = p12.with_suffix(".key")
        subprocess.run(["openssl", "pkcs12", "-in", p12, "-passin", f"file:{self.password_file}", "-nodes", "-nocerts",
                        "-out", key], check=True, capture_output=True)
        return key

    def test_each_recipient_and_openssl(self):
        people = [self.identity(kind) for kind in ("rsa2048", "p256", "p384")]
        said, _ = self.ctl("encrypt", self.source, "-o", "out.p7m", *(part for _, pem in people for part in ("--to", pem)))
        self.assertEqual(said.count("王小明"), 6)
        self.assertNotIn(b"PDF", (self.dir / "out.p7m").read_bytes())
        for p12, pem in people:
            self.decrypt("out.p7m", "--p12", p12, "-o", "back.pdf", "--overwrite")
            self.assertEqual((self.dir / "back.pdf").read_bytes(), self.source.read_bytes())
            self.assertEqual((self.dir / "back.pdf").stat().st_mode & 0o777, 0o600)
            read = subprocess.run(["openssl", "cms", "-decrypt", "-inform", "DER", "-in", self.dir / "out.p7m", "-recip", pem,
                                   "-inkey", self.private(p12), "-binary"], check=True, capture_output=True).stdout
            self.assertEqual(read, self.source.read_bytes())

    def test_what_others_encrypt(self):
        p12, pem = self.identity()
        for cipher, remark in (("aes-256-gcm", ""), ("aes-128-cbc", "whether this file was changed")):
            with self.subTest(cipher):
                subprocess.run(["openssl", "cms", "-encrypt", f"-{cipher}", "-binary", "-stream", "-in", self.source, "-outform",
                                "DER", "-out", self.dir / "out.p7m", pem], check=True)
                _, said = self.decrypt("out.p7m", "--p12", p12, "-o", "back.pdf", "--overwrite")
                self.assertEqual((self.dir / "back.pdf").read_bytes(), self.source.read_bytes())
                self.assertIn(remark, said)

    def test_own_key_is_found(self):
        _, first = self.identity()
        p12, pem = self.identity("rsa2048")
        self.ctl("keys", "import", p12, "--password-file", self.password_file)
        self.ctl("encrypt", self.source, "-o", "out.p7m", "--to", first, "--to", pem)
        self.decrypt("out.p7m", "-o", "back.pdf")
        self.assertEqual((self.dir / "back.pdf").read_bytes(), self.source.read_bytes())
        (own,) = (path.stem for path in (self.dir / "data/vermilion/keys").glob("*.p12"))
        self.ctl("encrypt", self.source, "-o", "to-me.p7m", "--to", own)
        self.decrypt("to-me.p7m", "-o", "mine.pdf")

    def test_refusals(self):
        p12, pem = self.identity()
        other, _ = self.identity("rsa2048")
        _, signs = self.identity("ed25519")
        self.ctl("encrypt", self.source, "-o", "out.p7m", "--to", pem)
        whole = (self.dir / "out.p7m").read_bytes()
        (self.dir / "changed.p7m").write_bytes(whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:])
        known = {path.name for path in self.dir.iterdir()} - {"data", "password"}
        cases = (
            (6, "can only sign", ("encrypt", self.source, "-o", "new", "--to", signs)),
            (4, "does not exist", ("encrypt", self.source, "-o", "new", "--to", "nobody.cer")),
            (4, "does not exist", ("encrypt", "nothing.pdf", "-o", "new", "--to", pem)),
            (6, "could not be read", ("encrypt", self.source, "-o", "new", "--to", self.source)),
            (8, "already exists", ("encrypt", self.source, "-o", "out.p7m", "--to", pem)),
            (8, "same file", ("encrypt", self.source, "-o", self.source, "--to", pem, "--overwrite")),
            (8, "cannot be written", ("encrypt", self.source, "-o", "none/out.p7m", "--to", pem)),
            (2, "--to", ("encrypt", self.source, "-o", "new")),
            (6, "somebody else", ("decrypt", "out.p7m", "--p12", other, "-o", "new")),
            (6, "somebody else", ("decrypt", "out.p7m", "-o", "new")),
            (4, "changed or damaged", ("decrypt", "changed.p7m", "--p12", p12, "-o", "new")),
            (4, "no file that was encrypted", ("decrypt", self.source, "--p12", p12, "-o", "new")),
            (4, "no ordinary file", ("decrypt", "/dev/zero", "--p12", p12, "-o", "new")),
        )
        for status, words, arguments in cases:
            with self.subTest(words):
                more = ("--password-file", self.password_file) if arguments[0] == "decrypt" else ()
                self.assertIn(words, self.ctl(*arguments, *more, exit=status)[1])
        self.assertNothingBeside(*known)


if __name__ == "__main__":
    harness.main()
