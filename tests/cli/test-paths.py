#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""verify where authorities have signed each other: OpenSSL makes them and the signature, and which way
was chosen is told, and why another was not."""

import pathlib
import re
import subprocess

import harness

AUTHORITY = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"
SIGNER = "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,nonRepudiation\n"
CONFIG = """[ca]
default_ca = d
[d]
database = {0}/index
serial = {0}/serial
new_certs_dir = {0}
default_md = sha256
policy = p
unique_subject = no
[p]
commonName = supplied
"""
KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


class Authorities:
    """Two roots that have both certified the same authority, the first until long ago."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        (self.folder / "ca.cnf").write_text(CONFIG.format(folder))
        (self.folder / "index").write_text("")
        (self.folder / "serial").write_text("77\n")
        (self.folder / "authority.ext").write_text(AUTHORITY)
        (self.folder / "signer.ext").write_text(SIGNER)
        for name in ("first", "second"):
            self.run("req", "-x509", *KEY, "-days", "30", "-subj", f"/CN=Root {name}", "-addext",
                     "basicConstraints=critical,CA:TRUE", "-keyout", f"{name}.key", "-out", f"{name}.pem")
        self.run("req", *KEY, "-subj", "/CN=Cross", "-keyout", "cross.key", "-out", "cross.csr")
        self.run("ca", "-batch", "-config", "ca.cnf", "-cert", "first.pem", "-keyfile", "first.key", "-in",
                 "cross.csr", "-startdate", "20200101000000Z", "-enddate", "20210101000000Z", "-extfile",
                 "authority.ext", "-notext", "-out", "cross-first.pem")
        self.run("x509", "-req", "-in", "cross.csr", "-CA", "second.pem", "-CAkey", "second.key", "-CAcreateserial",
                 "-days", "30", "-extfile", "authority.ext", "-out", "cross-second.pem")
        self.run("req", *KEY, "-subj", "/CN=Signer", "-keyout", "signer.key", "-out", "signer.csr")
        self.run("x509", "-req", "-in", "signer.csr", "-CA", "cross-second.pem", "-CAkey", "cross.key",
                 "-CAcreateserial", "-days", "30", "-extfile", "signer.ext", "-out", "signer.pem")
        (self.folder / "between.pem").write_bytes((self.folder / "cross-first.pem").read_bytes() +
                                                  (self.folder / "cross-second.pem").read_bytes())

    def run(self, *arguments):
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    def sign_anew(self, path):
        """Puts another CMS into a signed file, over the same bytes: with both certificates."""
        data = path.read_bytes()
        a, b, c, d = map(int, re.search(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)", data).groups())
        (self.folder / "content").write_bytes(data[a:a + b] + data[c:c + d])
        self.run("cms", "-sign", "-binary", "-cades", "-nosmimecap", "-outform", "DER", "-md", "sha256", "-in",
                 "content", "-signer", "signer.pem", "-inkey", "signer.key", "-certfile", "between.pem", "-out", "cms")
        new = (self.folder / "cms").read_bytes().hex().encode()
        room = c - b - 2
        assert len(new) <= room, f"{len(new)} digits in {room}"
        path.write_bytes(data[:b + 1] + new.ljust(room, b"0") + data[c - 1:])


class Paths(harness.Case):
    def setUp(self):
        super().setUp()
        self.authorities = Authorities(self.dir)
        # Of RSA-3072, so that there is room enough.
        p12, _ = self.identity("rsa3072")
        self.signed = self.dir / "signed.pdf"
        self.sign(self.pdf(), self.signed, p12)
        self.authorities.sign_anew(self.signed)

    def verify(self, *roots, exit=0):
        trust = [part for root in roots for part in ("--trust", self.dir / f"{root}.pem")]
        (answer,) = self.json("verify", self.signed, "--offline", *trust, exit=exit)
        return answer["signatures"][0]

    @staticmethod
    def way(chain):
        return [(link["subject"], link["status"]) for link in chain]

    def test_the_best_way_is_chosen(self):
        signature = self.verify("first", "second")
        self.assertEqual((signature["integrity"], signature["indication"]), ("intact", "total-passed"))
        self.assertEqual(self.way(signature["chain"]), [("CN=Signer", "valid"), ("CN=Cross", "valid"),
                                                        ("CN=Root second", "valid")])
        (other,) = signature["alternatives"]
        self.assertEqual(other["failure"], "issuer-expired")
        self.assertEqual(self.way(other["chain"]), [("CN=Signer", "valid"), ("CN=Cross", "expired"),
                                                    ("CN=Root first", "valid")])

    def test_a_way_to_nobody_is_told(self):
        signature = self.verify("second")
        self.assertEqual(signature["indication"], "total-passed")
        (other,) = signature["alternatives"]
        self.assertEqual((other["failure"], self.way(other["chain"])[-1]), ("untrusted", ("CN=Cross", "untrusted")))

    def test_the_only_way_is_expired(self):
        signature = self.verify("first", exit=5)
        self.assertEqual((signature["trust"], signature["sub_indication"]), ("expired", "OUT_OF_BOUNDS_NO_POE"))
        (other,) = signature["alternatives"]
        self.assertEqual(other["failure"], "untrusted")


if __name__ == "__main__":
    harness.main()
