#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens: keys list --tokens and sign --token, on SoftHSM 2 and on a module that refuses."""

import os
import pathlib
import pty
import re
import shutil
import subprocess
import tempfile

import harness

MAKE_TOKEN = os.environ.get("SUPPORT_MAKE_TOKEN", "build/tests/support/support-make-token")
MOCK = os.path.abspath(os.environ.get("MOCK_PKCS11", "build/tests/support/mock-pkcs11.so"))
TOKEN = "印章 token"
PIN = "246810"
MOCK_URI = "pkcs11:token=Mock%20token"
# Exclusive or with the mock's CKF_USER_PIN_INITIALIZED, and what it lacks.
FINAL_TRY, LOCKED, PAD = "20000", "40000", "100"


class Token(harness.Case):
    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory(prefix="vermilion-token-")
        cls.tokens = pathlib.Path(cls.holder.name)
        made = subprocess.run([MAKE_TOKEN, cls.tokens], stdout=subprocess.PIPE, text=True)
        if made.returncode not in (0, 77):
            raise RuntimeError("support-make-token failed")
        cls.module = made.stdout.strip() if made.returncode == 0 else None

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    def setUp(self):
        super().setUp()
        self.log = self.dir / "logins"
        settings = {"SOFTHSM2_CONF": str(self.tokens / "softhsm2.conf"),
                    "MOCK_PKCS11_PEM": str(self.tokens / "mock.pem"), "MOCK_PKCS11_LOG": str(self.log)}
        self.set_env(**settings)
        self.pin("246810")

    def set_env(self, **settings):
        for name, value in settings.items():
            os.environ[name] = value
            self.addCleanup(os.environ.pop, name, None)

    def pin(self, pin):
        self.password_file.write_text(pin + "\n")

    def needs_softhsm(self):
        if self.module is None:
            self.skipTest("SoftHSM 2 is not installed")

    def entries(self, *more):
        out = self.json("keys", "list", "--tokens", "--module", self.module, *more)
        return {entry["certificate"]["label"]: entry for entry in out if entry["token"] == TOKEN}

    def sign_mock(self, *more, exit=0, **how):
        return self.ctl("sign", self.pdf(), "-o", "signed.pdf", "--token", MOCK_URI, "--module", MOCK, *more,
                        exit=exit, **how)

    def n_logins(self):
        return len(self.log.read_text().splitlines()) if self.log.exists() else 0

    def test_list(self):
        self.needs_softhsm()
        entries = self.entries()
        self.assertEqual(set(entries), {"rsa2048", "p256", "p384", "p521", "ed25519", "ed448"})
        entry = entries["p256"]
        self.assertEqual(list(entry), ["uri", "token", "model", "token_serial", "pin", "pin_pad",
                                       "needs_login", "certificate"])
        self.assertRegex(entry["uri"], r"^pkcs11:.*token=.*id=%02")
        self.assertEqual((entry["pin"], entry["pin_pad"], entry["needs_login"]), ("ok", False, True))
        self.assertEqual(entry["certificate"]["key"], "P-256")
        self.assertEqual(entry["certificate"]["private_key"], "present")
        self.assertIsNone(entry["certificate"]["hindrance"])
        out, _ = self.ctl("keys", "list", "--tokens", "--module", self.module)
        self.assertRegex(out, r"张三\tP-256\tissued by 示例签发机构\tvalid until \S+\tusable\ton the token")
        self.assertIn(f"  {entry['uri']}\n", out)
        self.assertIn("位于密码设备", self.ctl("keys", "list", "--tokens", "--module", self.module,
                                              language="zh_CN")[0])

    def test_state(self):
        """What the platform said last of a certificate counts for a token's as for a file's."""
        self.needs_softhsm()
        uri = self.entries()["p256"]["uri"]
        self.ctl("sign", self.pdf(), "-o", "signed.pdf", "--token", uri, "--module", self.module,
                 "--password-file", self.password_file)
        sha256 = self.json("verify", "signed.pdf", "--trust", self.tokens / "root.pem")[0]["signatures"][0]["signer"]["sha256"]
        folder = self.dir / "data/vermilion/keys"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "standing.ini").write_text(f"[certificates]\n{sha256}=suspended\n")
        entries = self.entries()
        self.assertEqual(entries["p256"]["certificate"]["state"], "suspended")
        self.assertEqual(entries["p384"]["certificate"]["state"], "usable")
        out, _ = self.ctl("keys", "list", "--tokens", "--module", self.module)
        self.assertRegex(out, r"P-256\t.*\tsuspended\ton the token")

    def test_sign(self):
        """Each kind of key signs with SHA-384, too; pdfsig and vermilionctl find all of it good."""
        self.needs_softhsm()
        entries = self.entries()
        for label, more in (("rsa2048", []), ("rsa2048", ["--pss"]), ("p256", []), ("p384", []),
                            ("p521", ["--digest", "sha512"]), ("ed25519", []), ("ed448", []),
                            ("rsa2048", ["--digest", "sha384"])):
            with self.subTest(" ".join([label, *more])):
                source = self.pdf()
                self.ctl("sign", source, "-o", "signed.pdf", "--overwrite", "--token", entries[label]["uri"],
                         "--module", self.module, "--password-file", self.password_file, *more)
                (report,) = self.json("verify", "signed.pdf", "--trust", self.tokens / "root.pem")
                self.assertEqual(report["indication"], "total-passed")
                self.assertTrue((self.dir / "signed.pdf").read_bytes().startswith(source.read_bytes()))
                if label not in ("ed25519", "ed448"):  # which NSS does not know
                    self.pdfsig("signed.pdf")

    def pdfsig(self, name):
        if shutil.which("pdfsig") is None:
            self.skipTest("pdfsig is not installed")
        out = subprocess.run(["pdfsig", "-nocert", self.dir / name], stdout=subprocess.PIPE, text=True).stdout
        self.assertIn("Signature is Valid", out)

    def test_many_files_one_login(self):
        self.pin("123456")
        for name in ("a.pdf", "b.pdf", "c.pdf"):
            self.pdf(name)
        self.ctl("sign", "a.pdf", "b.pdf", "c.pdf", "--output-dir", self.mkdir("out"),
                 "--token", MOCK_URI, "--module", MOCK, "--password-file", self.password_file)
        self.assertEqual(len(list((self.dir / "out").iterdir())), 3)
        self.assertEqual(self.n_logins(), 1)

    def mkdir(self, name):
        (self.dir / name).mkdir()
        return name

    def test_wrong_pin(self):
        self.needs_softhsm()
        self.pin("000000")
        uri = self.entries()["p256"]["uri"]
        arguments = ["sign", self.pdf(), "-o", "signed.pdf", "--token", uri, "--module", self.module,
                     "--password-file", self.password_file]
        self.assertIn("The PIN is wrong", self.ctl(*arguments, exit=6)[1])
        self.assertEqual(self.entries()["p256"]["pin"], "count-low")
        _, err = self.ctl(*arguments, exit=6, language="zh_CN")
        self.assertIn("警告：此前输错过 PIN 码", err)
        self.assertIn("PIN 码错误", err)
        self.pin(PIN)
        self.ctl(*arguments)
        self.assertEqual(self.entries()["p256"]["pin"], "ok")

    def test_locked_is_not_asked(self):
        """Nothing is read, nothing is tried: there is no password file and no terminal."""
        self.set_env(MOCK_PKCS11_FLAGS=LOCKED)
        _, err = self.sign_mock(exit=6)
        self.assertIn("The token is locked.", err)
        self.assertEqual(self.n_logins(), 0)
        out, _ = self.ctl("keys", "list", "--tokens", "--module", MOCK)
        self.assertIn("  PIN: the token is locked", out)
        self.assertFalse((self.dir / "signed.pdf").exists())

    def demanding(self, demands):
        (self.dir / "form.pdf").write_bytes(harness.assemble([
            "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [4 0 R] >>",
            "<< /Type /Annot /Subtype /Widget /FT /Sig /T (seal) /Rect [0 0 0 0] /F 4 /P 3 0 R "
            f"/SV << /Type /SV /Cert << {demands} >> >> >>"]))
        return "form.pdf"

    def test_certificate_is_asked_about_before_the_pin(self):
        """Which certificate is meant a token tells without the PIN: a field that demands another one is
        refused while there is neither a password file nor a terminal."""
        for demands, words in (
                ("/Ff 4 /OID [(1.2.3)] /URL (https://ca.example/)",
                 ("under the policy “1.2.3” (OID); that of “张三” names none", "had at https://ca.example/")),
                ("/Ff 8 /SubjectDN [<< /CN (Li Si) >>]", ("“CN” “Li Si” (SubjectDN); this one’s is “CN=张三",)),
                ("/Ff 32 /KeyUsage [(X0)]", ("without nonRepudiation (KeyUsage)",)),
                ("/Ff 2 /Issuer []", ("a certificate of no issuer at all (Issuer)",))):
            with self.subTest(demands):
                _, err = self.ctl("sign", self.demanding(demands), "-o", "signed.pdf", "--field", "seal",
                                  "--token", MOCK_URI, "--module", MOCK, exit=5)
                for word in words:
                    self.assertIn(word, err)
                self.assertNotIn("PIN", err)
                self.assertEqual(self.n_logins(), 0)
                self.assertFalse((self.dir / "signed.pdf").exists())

    def test_certificate_that_is_demanded(self):
        self.pin("123456")
        self.ctl("sign", self.demanding("/Ff 8 /SubjectDN [<< /CN <FEFF5F204E09> >>]"), "-o", "signed.pdf",
                 "--field", "seal", "--token", MOCK_URI, "--module", MOCK, "--password-file", self.password_file)
        self.assertEqual(self.n_logins(), 1)

    def test_last_try_is_said_first(self):
        self.set_env(MOCK_PKCS11_FLAGS=FINAL_TRY)
        self.pin("123456")
        _, err = self.sign_mock("--password-file", self.password_file)
        self.assertEqual(err, "Warning: only one try is left; a wrong PIN locks the token.\n")

    def test_terminal(self):
        """The warning stands before the question, the PIN is not shown, and Enter alone costs no try."""
        self.set_env(MOCK_PKCS11_FLAGS=FINAL_TRY)
        self.pdf()
        for typed, status, logins in (("123456\n", 0, 1), ("\n", 6, 1)):
            out, code = self.at_terminal(typed, "sign", "contract.pdf", "-o", "signed.pdf", "--overwrite",
                                         "--token", MOCK_URI, "--module", MOCK)
            self.assertEqual(code, status, out)
            self.assertRegex(out, re.compile("only one try is left.*PIN of the token “Mock token”: ", re.S))
            self.assertNotIn("123456", out)
            self.assertEqual(self.n_logins(), logins)

    def at_terminal(self, typed, *arguments):
        pid, master = pty.fork()
        if pid == 0:
            os.chdir(self.dir)
            os.execve(harness.CTL, [harness.CTL, *arguments], harness.environment(self.dir / "data"))
        out = b""
        while True:
            try:
                piece = os.read(master, 4096)
            except OSError:  # how Linux says that the other side is closed
                break
            if not piece:
                break
            out += piece
            if typed and "”: ".encode() in out:
                os.write(master, typed.encode())
                typed = ""
        os.close(master)
        return out.decode(), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    def test_pad(self):
        self.set_env(MOCK_PKCS11_FLAGS=PAD)
        _, err = self.sign_mock()
        self.assertEqual(err, "Enter the PIN on the device of the token “Mock token”.\n")

    def test_pulled_out(self):
        self.set_env(MOCK_PKCS11_FAIL="C_Sign=0x32")
        self.pin("123456")
        _, err = self.sign_mock("--password-file", self.password_file, exit=6)
        self.assertIn("The token was pulled out while it was in use.", err)
        self.assertIn("CKR_DEVICE_REMOVED", err)
        self.assertNothingBeside("contract.pdf", "logins")

    def test_what_is_not_there(self):
        common = ["sign", self.pdf(), "-o", "signed.pdf", "--module", MOCK]
        for uri, status, words in (("pkcs11:token=other", 6, "The token is not there."),
                                   ("pkcs11:token=Mock%20token;id=%09", 6, "does not hold this certificate"),
                                   ("nonsense", 2, "no address of a certificate"),
                                   (MOCK_URI + "?pin-value=123456", 2, "a PIN stands in it")):
            with self.subTest(uri):
                _, err = self.ctl(*common, "--token", uri, exit=status)
                self.assertIn(words, err)
                self.assertNotIn("123456", err)
        _, err = self.ctl("keys", "list", "--tokens", "--module", "missing.so", exit=6)
        self.assertIn("driver cannot be used", err)


if __name__ == "__main__":
    harness.main()
