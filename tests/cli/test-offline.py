#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""verify --offline opens no socket, whatever the file and whatever is asked for: one that did would be
killed by the kernel."""

import os
import signal
import ssl

import harness
import proofs
import scenarios

GUARD = os.path.abspath(os.environ.get("SUPPORT_OFFLINE", "build/tests/support/support-offline.so"))
KINDS = ["bare", "nothing-embedded", "archived", "circle", "answer-stale", "delegate-unasked", "sha1-then",
         "tsa-stranger", "crossed", "thirty-authorities"]


def fetching(w):
    """Whose issuer is to be fetched, by a name and by a number."""
    return scenarios.person(w, proofs.access(issuer="http://127.0.0.1:9/ca"),
                            asked=[proofs.list_address("http://crl.invalid/")])


class Offline(harness.Case):
    def setUp(self):
        super().setUp()
        self.files = []
        cases = {label: scenarios.SCENES[label][1] for label in KINDS}
        cases["issuer-elsewhere"] = {"signer": fetching, "chain": lambda w: [], "proofs": lambda w: []}
        for label, how in cases.items():
            data, _ = scenarios.build(how)
            self.files.append(self.dir / f"{label}.pdf")
            self.files[-1].write_bytes(data)
        self.files.append(self.pdf("unsigned.pdf"))
        self.root = self.dir / "root.pem"
        self.root.write_text(ssl.DER_cert_to_PEM_cert(proofs.authority("Root", end=9000, start=-9000).der))
        self.env = {"LD_PRELOAD": GUARD,
                    "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}

    def verify(self, *more, exit=None):
        return self.ctl("verify", *self.files, "--at", "2026-01-15", "--offline", *more, exit=exit)

    def test_words_and_json(self):
        for more in ([], ["--json"], ["--pictures", "--json"], ["--trust", self.root], ["--trust", self.root, "--json"]):
            with self.subTest(more=more):
                out, _ = self.verify(*more, exit=5)
                self.assertIn("issuer-elsewhere.pdf", out)

    def test_reports(self):
        for kind in ("pdf", "html", "json", "xml"):
            with self.subTest(kind=kind):
                report = self.dir / f"report.{kind}"
                self.verify("--trust", self.root, "--report", report, exit=5)
                self.assertGreater(report.stat().st_size, 1000)

    def test_each_by_itself(self):
        for path in self.files:
            with self.subTest(path=path.name):
                out, _ = self.ctl("verify", path, "--trust", self.root, "--at", "2026-01-15", "--offline", exit=None)
                self.assertIn(path.name, out)

    def test_guard_is_awake(self):
        """Without --offline the same files are asked about, and whoever asks is killed."""
        for label in ("nothing-embedded", "issuer-elsewhere"):
            self.ctl("verify", self.dir / f"{label}.pdf", "--trust", self.root, "--at", "2026-01-15",
                     exit=-signal.SIGSYS)


if __name__ == "__main__":
    harness.main()
