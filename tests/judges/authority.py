# SPDX-License-Identifier: GPL-3.0-or-later
"""A certification authority that OpenSSL's command line runs: root, intermediate, and a PKCS#12 of
every kind of key. None of it is made by the program that is judged."""

import pathlib
import subprocess

KINDS = {
    "rsa2048": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    "rsa3072": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072"],
    "p256": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "p384": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
    "ed25519": ["-algorithm", "ED25519"],
    "ed448": ["-algorithm", "ED448"],
}
EXTENSIONS = """
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[leaf]
keyUsage = critical,digitalSignature,nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[req]
distinguished_name = none
[none]
"""


class Authority:
    def __init__(self, folder, password):
        self.folder = pathlib.Path(folder)
        self.password = password
        (self.folder / "ext.cnf").write_text(EXTENSIONS)
        self.key("root", "rsa3072")
        self.openssl("req", "-x509", "-new", "-key", "root.key", "-days", "3650", "-subj", "/CN=Judges Root",
                     "-config", "ext.cnf", "-extensions", "ca", "-out", "root.pem")
        self.issue("middle", "rsa2048", "/CN=Judges Issuing CA", "root", "ca")
        self.root = self.folder / "root.pem"

    def openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    def key(self, name, kind):
        self.openssl("genpkey", *KINDS[kind], "-out", f"{name}.key")

    def issue(self, name, kind, subject, issuer, extensions):
        self.key(name, kind)
        self.openssl("req", "-new", "-utf8", "-key", f"{name}.key", "-subj", subject, "-config", "ext.cnf", "-out",
                     f"{name}.csr")
        self.openssl("x509", "-req", "-in", f"{name}.csr", "-CA", f"{issuer}.pem", "-CAkey", f"{issuer}.key",
                     "-CAcreateserial", "-days", "365", "-extfile", "ext.cnf", "-extensions", extensions, "-out",
                     f"{name}.pem")

    def identity(self, kind, person="王小明"):
        """The path of a PKCS#12 with a key of that kind and its chain, without the root."""
        name = f"{person}-{kind}"
        self.issue(name, kind, f"/C=CN/O=北京长城建筑有限公司/CN={person} {kind}", "middle", "leaf")
        self.openssl("pkcs12", "-export", "-inkey", f"{name}.key", "-in", f"{name}.pem", "-certfile", "middle.pem",
                     "-out", f"{name}.p12", "-passout", f"file:{self.password}")
        return self.folder / f"{name}.p12"
