#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""seal draw, import, clean, inspect, list; keys create, import, list."""

import os
import stat
import struct
import subprocess
import termios
import zlib

import harness

NAME = "北京长城建筑有限公司"


def png(width, height, pixel=lambda x, y: (255, 255, 255)):
    rows = b"".join(b"\0" + bytes(v for x in range(width) for v in pixel(x, y)) for y in range(height))
    return png_file(width, height, zlib.compress(rows))


def png_file(width, height, data):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def red_disc(x, y):
    return (200, 20, 30) if (x - 60) ** 2 + (y - 60) ** 2 < 45 ** 2 else (250, 250, 247)


class Seals(harness.Case):
    def test_draw_in_each_form(self):
        for suffix, begins in ((".svg", b"<?xml"), (".png", b"\x89PNG"), (".pdf", b"%PDF-")):
            with self.subTest(suffix):
                out, err = self.ctl("seal", "draw", NAME, "-o", f"seal{suffix}")
                self.assertEqual((out, err), (f"{NAME}: 40.0 × 40.0 mm, written to seal{suffix}\n", ""))
                self.assertTrue((self.dir / f"seal{suffix}").read_bytes().startswith(begins))

    def test_options_change_the_face(self):
        faces = set()
        for more in ([], ["--row", "合同专用章"], ["--code", "1101080012345"], ["--no-star"],
                     ["--diameter", "42"]):
            self.ctl("seal", "draw", NAME, "-o", "seal.svg", *more)
            faces.add((self.dir / "seal.svg").read_bytes())
        self.assertEqual(len(faces), 5)
        self.assertIn("42.0 × 42.0 mm", self.ctl("seal", "draw", NAME, "--diameter", "42", "-o", "a.svg")[0])
        # Its own drawing is no picture that it reads; the way to use it is said.
        _, err = self.ctl("seal", "import", "a.svg", "--title", "公章", exit=4)
        self.assertIn("seal draw … --save NAME", err)

    def test_save_and_list(self):
        self.assertEqual(self.ctl("seal", "list"), ("", ""))
        self.ctl("seal", "draw", NAME, "--save", "公章")
        (seal,) = self.json("seal", "list")
        self.assertEqual(list(seal), ["id", "title", "origin", "created", "width", "height"])
        self.assertEqual((seal["title"], seal["origin"], seal["width"]), ("公章", "generated", 40))
        self.assertRegex(seal["id"], "^[a-z0-9-]+$")
        self.assertEqual(self.ctl("seal", "list")[0], f"{seal['id']}\t公章\t40.0 × 40.0 mm\n")

    def test_import_picture(self):
        (self.dir / "scan.png").write_bytes(png(120, 120, red_disc))
        self.ctl("seal", "import", "scan.png", "--title", "扫描章", "--width", "38")
        (seal,) = self.json("seal", "list")
        self.assertEqual((seal["title"], seal["origin"], round(seal["width"], 3)), ("扫描章", "picture", 38))
        self.ctl("seal", "import", "scan.png")
        self.assertEqual({seal["title"] for seal in self.json("seal", "list")}, {"扫描章", "scan"})

    def test_name_that_is_no_name(self):
        for name in ("", "   "):
            _, err = self.ctl("seal", "draw", name, "-o", "a.svg", exit=2)
            self.assertIn("What to do", err)
        self.ctl("seal", "draw", "长" * 200, "-o", "a.svg", exit=2)
        self.assertNothingBeside()

    def test_pictures_that_are_none(self):
        files = {
            "text.png": b"no picture", "empty.png": b"", "cut.png": png(50, 50, red_disc)[:60],
            "white.png": png(200, 200), "small.png": png(8, 8, red_disc), "huge.png": png_file(20000, 20000, zlib.compress(b"\0" * 60001)),
        }
        for name, data in files.items():
            with self.subTest(name):
                (self.dir / name).write_bytes(data)
                _, err = self.ctl("seal", "import", name, exit=4, timeout=20)
                self.assertIn(f"{name}: ", err)
                self.assertRegex(self.ctl("seal", "import", name, exit=4, language="zh_CN")[1],
                                 f"{name}: [一-龥]")
        self.ctl("seal", "import", "missing.png", exit=4)
        self.ctl("seal", "import", ".", exit=4)
        self.assertEqual(self.ctl("seal", "list")[0], "")

    def test_clean(self):
        """What is written is the ink alone: transparent outside, red inside, as another program sees it."""
        scan = self.dir / "scan.png"
        scan.write_bytes(png(120, 120, red_disc))
        out, err = self.ctl("seal", "clean", "scan.png", "-o", "ink.png")
        self.assertEqual((out, err), ("scan.png: its ink, written to ink.png\n", ""))
        pixels = subprocess.run(["convert", self.dir / "ink.png", "-depth", "8", "-format",
                                 "%w %h %[pixel:p{0,0}] %[pixel:p{46,46}]", "info:"], capture_output=True, check=True,
                                text=True).stdout
        width, height, corner, middle = pixels.split()
        self.assertTrue(88 <= int(width) <= 100 and width == height, pixels)
        self.assertTrue(corner.endswith(",0)") or corner == "none", pixels)
        self.assertRegex(middle, r"^s?rgba?\((1[89]|20|21)\d?,")
        # Cleaned once more it stays as it is, and the original is never the output.
        self.ctl("seal", "clean", "ink.png", "-o", "again.png")
        before = scan.read_bytes()
        (self.dir / "link.png").symlink_to(scan)
        for output in ("scan.png", "./scan.png", "link.png"):
            _, err = self.ctl("seal", "clean", "scan.png", "-o", output, exit=2)
            self.assertIn("stays as it is", err)
        self.assertEqual(scan.read_bytes(), before)
        self.ctl("seal", "clean", "scan.png", "-o", "no/such.png", exit=8)
        (self.dir / "white.png").write_bytes(png(200, 200))
        self.ctl("seal", "clean", "white.png", "-o", "none.png", exit=4)
        self.assertFalse((self.dir / "none.png").exists())
        self.assertEqual(self.ctl("seal", "list")[0], "")

    def test_inspect_a_picture(self):
        (self.dir / "scan.png").write_bytes(png(120, 120, red_disc))
        (facts,) = self.json("seal", "inspect", "scan.png")
        self.assertEqual(list(facts), ["file", "id", "title", "width", "height", "pixels", "shape", "ink", "colour", "remarks"])
        self.assertEqual((facts["file"], facts["id"], facts["width"], facts["shape"]), ("scan.png", None, 40, "round"))
        self.assertTrue(88 <= facts["pixels"]["width"] <= 100, facts)
        self.assertAlmostEqual(facts["pixels"]["dpi"], facts["pixels"]["width"] / 40 * 25.4, 3)
        self.assertTrue(0.6 < facts["ink"] < 0.8, facts)
        self.assertRegex(facts["colour"], "^#(b|c|d)")
        self.assertEqual(facts["remarks"], ["coarse", "much-ink"])
        (small,) = self.json("seal", "inspect", "scan.png", "--width", "11")
        self.assertEqual(small["remarks"], ["much-ink", "unusual-size"])
        text, _ = self.ctl("seal", "inspect", "scan.png")
        for words in ("40.0 × 40.0 mm", "dots per inch", "round, with a closed border", "will look coarse"):
            self.assertIn(words, text)
        self.assertIn("圆形", self.ctl("seal", "inspect", "scan.png", language="zh_CN")[0])
        self.ctl("seal", "inspect", "missing.png", exit=4)
        self.ctl("seal", "inspect", ".", exit=4)

    def test_forms_are_told_apart(self):
        def ink(inside):
            return lambda x, y: (200, 20, 30) if inside(x - 100, y - 100) else (250, 250, 247)
        forms = {
            "round": lambda x, y: 76 ** 2 < x * x + y * y < 80 ** 2,
            "oval": lambda x, y: 0.9 < (x / 90) ** 2 + (y / 60) ** 2 < 1,
            "rectangle": lambda x, y: 66 < max(abs(x), abs(y)) < 70,
            "other": lambda x, y: abs(y - 30 * (x % 40 > 20)) < 4 and abs(x) < 90,
        }
        for shape, inside in forms.items():
            with self.subTest(shape):
                (self.dir / "a.png").write_bytes(png(200, 200, ink(inside)))
                (facts,) = self.json("seal", "inspect", "a.png")
                self.assertEqual(facts["shape"], shape)

    def test_inspect_ones_own(self):
        for more in ([], ["--diameter", "42", "--row", "合同专用章"]):
            self.ctl("seal", "draw", NAME, "--save", "公章", *more)
        _, err = self.ctl("seal", "inspect", "公章", exit=2)
        self.assertIn("give the id of one", err)
        for seal in self.json("seal", "list"):
            (facts,) = self.json("seal", "inspect", seal["id"])
            self.assertEqual((facts["file"], facts["id"], facts["title"], facts["pixels"], facts["shape"]),
                             (None, seal["id"], "公章", None, "round"))
            self.assertEqual((facts["width"], facts["colour"], facts["remarks"]), (seal["width"], "#ff0000", []))
        self.assertIn("in outlines, sharp at any size", self.ctl("seal", "inspect", seal["id"])[0])
        _, err = self.ctl("seal", "inspect", "私章", exit=4)
        self.assertIn("There is no such seal", err)

    def test_output_folder_missing(self):
        _, err = self.ctl("seal", "draw", NAME, "-o", "no/such/seal.svg", exit=8)
        self.assertIn("cannot be written", err)


class Keys(harness.Case):
    def test_create_each_kind(self):
        for kind, shown in (("rsa2048", "RSA-2048"), ("rsa3072", "RSA-3072"), ("p256", "P-256"),
                            ("p384", "P-384"), ("ed25519", "Ed25519")):
            with self.subTest(kind):
                p12, pem = self.identity(kind)
                self.assertEqual(stat.S_IMODE(p12.stat().st_mode), 0o600)
                text = subprocess.run(["openssl", "x509", "-in", pem, "-noout", "-subject", "-nameopt",
                                       "utf8,sep_comma_plus"], capture_output=True, check=True)
                self.assertIn("王小明", text.stdout.decode())
                out, _ = self.ctl("keys", "import", p12, "--password-file", self.password_file)
                self.assertIn("王小明", out)
                self.assertIn(shown, self.ctl("keys", "list")[0])

    def test_create_all_or_nothing(self):
        """Nothing is overwritten, and a certificate that cannot be written takes its key with it."""
        create = ["keys", "create", "李四", "--password-file", self.password_file, "-o", "new.p12"]
        self.ctl(*create, "--certificate", "no/such.pem", exit=8)
        self.assertFalse((self.dir / "new.p12").exists())
        self.ctl(*create)
        data = (self.dir / "new.p12").read_bytes()
        self.ctl(*create, exit=6)
        self.assertEqual((self.dir / "new.p12").read_bytes(), data)

    def test_request_to_an_authority(self):
        """openssl is the authority: it reads each request, certifies it, and what comes back signs."""
        def openssl(*arguments):
            return subprocess.run(["openssl", *arguments], cwd=self.dir, capture_output=True, check=True, text=True)

        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ca.key",
                "-out", "ca.pem", "-subj", "/CN=Authority", "-days", "30")
        for kind in ("rsa2048", "rsa3072", "p256", "p384", "ed25519", "ed448"):
            with self.subTest(kind):
                out, _ = self.ctl("keys", "request", "王小明", "--organisation", "贵州山水", "--country", "CN", "--kind", kind,
                                  "-o", f"{kind}.pem", "--request", f"{kind}.csr", "--password-file", self.password_file)
                self.assertIn(f"{kind}.csr", out)
                self.assertEqual(stat.S_IMODE((self.dir / f"{kind}.pem").stat().st_mode), 0o600)
                self.assertIn("ENCRYPTED", (self.dir / f"{kind}.pem").read_text())
                read = openssl("req", "-in", f"{kind}.csr", "-verify", "-noout", "-subject", "-nameopt", "utf8,sep_comma_plus")
                self.assertIn("C=CN,O=贵州山水,CN=王小明", read.stdout)
                openssl("x509", "-req", "-in", f"{kind}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                        "-days", "30", "-out", f"{kind}.crt")
                self.ctl("keys", "import", f"{kind}.pem", "--certificate", f"{kind}.crt", "--password-file",
                         self.password_file)
        key = next(key for key in self.json("keys", "list") if key["key"] == "P-384")
        self.sign(self.pdf(), "out.pdf", key["id"])
        self.ctl("verify", "out.pdf", "--trust", "ca.pem")

    def test_request_all_or_nothing(self):
        request = ["keys", "request", "李四", "--password-file", self.password_file, "-o", "new.pem", "--request"]
        self.ctl(*request, "no/such.csr", exit=8)
        self.assertFalse((self.dir / "new.pem").exists())
        self.ctl(*request, "new.csr")
        data = (self.dir / "new.pem").read_bytes()
        self.ctl(*request, "new.csr", exit=6)
        self.assertEqual((self.dir / "new.pem").read_bytes(), data)
        _, err = self.ctl("keys", "request", "李" * 65, "--password-file", self.password_file, "-o", "long.pem",
                          "--request", "long.csr", exit=6)
        self.assertIn("name", err)
        self.assertFalse((self.dir / "long.pem").exists())

    def test_list_as_json(self):
        self.ctl("keys", "create", "李四", "--password-file", self.password_file)
        (key,) = self.json("keys", "list")
        self.assertEqual(list(key), ["id", "path", "subject", "issuer", "serial", "key", "not_before",
                                     "not_after", "state"])
        self.assertRegex(key["id"], "^[0-9a-f]{16}$")
        self.assertRegex(key["not_after"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertIn("李四", key["subject"])
        self.assertEqual(key["key"], "P-256")
        self.assertEqual(key["state"], "usable")

    def test_sign_with_an_imported_key(self):
        self.ctl("keys", "create", "李四", "--password-file", self.password_file)
        (key,) = self.json("keys", "list")
        self.sign(self.pdf(), "out.pdf", key["id"])
        self.assertTrue((self.dir / "out.pdf").exists())

    def test_import_twice(self):
        p12, _ = self.identity()
        self.ctl("keys", "import", p12, "--password-file", self.password_file)
        _, err = self.ctl("keys", "import", p12, "--password-file", self.password_file, exit=6)
        self.assertIn("What to do", err)
        self.assertEqual(len(self.json("keys", "list")), 1)

    def test_import_with_a_wrong_password(self):
        p12, _ = self.identity()
        self.password_file.write_text("wrong\n")
        self.ctl("keys", "import", p12, "--password-file", self.password_file, exit=6)
        self.assertEqual(self.ctl("keys", "list")[0], "")

    def test_import_what_is_no_key(self):
        (self.dir / "no.p12").write_bytes(b"no key")
        _, err = self.ctl("keys", "import", "no.p12", "--password-file", self.password_file, exit=6)
        self.assertIn("no.p12: ", err)
        self.ctl("keys", "import", "missing.p12", "--password-file", self.password_file, exit=6)

    def test_password_files(self):
        p12, _ = self.identity()
        source = self.pdf()
        self.password_file.chmod(0o644)
        _, err = self.sign(source, "out.pdf", p12)
        self.assertIn("others on this machine can read the password", err)
        for content in ("", "\n", "x" * 2000):
            self.password_file.write_text(content)
            _, err = self.sign(source, "out2.pdf", p12, exit=6)
            self.assertIn("password file cannot be used", err)
        self.password_file.write_text("\ufeff" + harness.PASSWORD + "\r\nsecond line\n")
        self.password_file.chmod(0o640)
        _, err = self.sign(source, "out3.pdf", p12)
        self.assertIn("others on this machine can read the password", err)
        _, err = self.ctl("sign", source, "-o", "o.pdf", "--p12", p12, "--password-file", "missing", exit=6)
        self.assertIn("--password-file", err)

    def test_password_from_standard_input(self):
        p12, _ = self.identity()
        with open(self.password_file) as stream:
            self.ctl("sign", self.pdf(), "-o", "out.pdf", "--p12", p12, "--password-file", "-", stdin=stream)

    def test_password_from_a_terminal(self):
        """Standard input that is a terminal shows nothing of it, and shows what is typed afterwards again."""
        p12, _ = self.identity()
        master, terminal = os.openpty()
        self.addCleanup(os.close, master)
        loud = termios.tcgetattr(terminal)[3]
        with open(terminal, "rb", buffering=0) as stream:
            process = subprocess.Popen([harness.CTL, "sign", self.pdf(), "-o", "out.pdf", "--p12", p12, "--password-file", "-"],
                                       cwd=self.dir, stdin=stream, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                       env=harness.environment(self.dir / "data"))
            self.addCleanup(process.kill)
            self.assertEqual(process.stderr.read(10), b"Password: ")
            self.assertFalse(termios.tcgetattr(terminal)[3] & termios.ECHO)
            os.write(master, (harness.PASSWORD + "\n").encode())
            _, err = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 0, err)
            self.assertEqual(termios.tcgetattr(terminal)[3], loud)
            os.set_blocking(master, False)
            with self.assertRaises(BlockingIOError):
                os.read(master, 100)

    def test_certificate_is_asked_about_before_the_password(self):
        """As far as a key says whose it is: imported, in PEM, or in a PKCS#12 that leaves its certificate in
        the clear. Where it is encrypted with the key, the password comes first, and nothing is signed."""
        p12, pem = self.identity()
        self.ctl("keys", "import", p12, "--password-file", self.password_file)
        (key,) = self.json("keys", "list")

        def openssl(*arguments):
            subprocess.run(["openssl", *arguments], cwd=self.dir, check=True, stdout=subprocess.DEVNULL)
        word = f"file:{self.password_file}"
        openssl("pkcs12", "-in", p12, "-passin", word, "-out", "both.pem", "-passout", "pass:another")
        openssl("pkcs12", "-in", p12, "-passin", word, "-out", "plain.pem", "-nodes")
        openssl("pkcs12", "-export", "-in", "plain.pem", "-out", "clear.p12", "-passout", word,
                "-certpbe", "NONE")
        (self.dir / "form.pdf").write_bytes(harness.assemble([
            "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [4 0 R] >>",
            "<< /Type /Annot /Subtype /Widget /FT /Sig /T (seal) /Rect [0 0 0 0] /F 4 /P 3 0 R "
            "/SV << /Type /SV /Cert << /Ff 8 /SubjectDN [<< /CN (Li Si) >>] >> >> >>"]))
        common = ["sign", "form.pdf", "-o", "signed.pdf", "--field", "seal"]
        for how in (["--p12", key["id"]], ["--p12", "clear.p12"], ["--pem", "both.pem"]):
            with self.subTest(how):
                _, err = self.ctl(*common, *how, exit=5, prefix=["setsid", "-w"])
                self.assertIn("“CN” “Li Si” (SubjectDN); this one’s is “CN=王小明", err)
        _, err = self.ctl(*common, "--p12", p12, exit=6, prefix=["setsid", "-w"])
        self.assertIn("there is no terminal", err)
        _, err = self.sign("form.pdf", "signed.pdf", p12, "--field", "seal", exit=5)
        self.assertIn("“CN” “Li Si” (SubjectDN)", err)
        self.assertFalse((self.dir / "signed.pdf").exists())

    def test_password_without_a_terminal(self):
        p12, _ = self.identity()
        _, err = self.ctl("sign", self.pdf(), "-o", "out.pdf", "--p12", p12, exit=6, prefix=["setsid", "-w"])
        self.assertIn("there is no terminal", err)
        # What is asked for is named, which need not be a password.
        self.assertRegex(err, r"details: \S.*: /dev/tty: ")

    def test_password_from_the_terminal(self):
        """Typed on a real pseudo-terminal, and never echoed."""
        import os
        import pty
        p12, _ = self.identity()
        source = self.pdf()
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(self.dir)
            os.execve(harness.CTL, [harness.CTL, "sign", str(source), "-o", "out.pdf", "--p12", str(p12)],
                      harness.environment(self.dir))
        seen = b""
        while b"Password of" not in seen:
            seen += os.read(terminal, 1000)
        while b": " not in seen.rsplit(b"Password of", 1)[1]:
            seen += os.read(terminal, 1000)
        os.write(terminal, harness.PASSWORD.encode() + b"\n")
        try:
            while chunk := os.read(terminal, 1000):
                seen += chunk
        except OSError:
            pass
        _, status = os.waitpid(child, 0)
        self.assertEqual(os.waitstatus_to_exitcode(status), 0, seen.decode())
        self.assertNotIn("correct horse", seen.decode())


if __name__ == "__main__":
    harness.main()
