#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whoever is asked about a certificate answers with anything at all: verify ends soon, in little
memory, and says that it is not known."""

import gzip
import http.server
import json
import resource
import ssl
import threading
import time

import harness
import proofs
import scenarios

BOMB = gzip.compress(bytes(64 << 20), 1)
SECOND = bytes(1 << 20)


class Answers(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self):
        self.server.asked.append(self.path)
        self.close_connection = True
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            getattr(self, self.path.split("/")[1])()
        except OSError:  # the other side has had enough
            pass

    do_GET = do_POST = answer

    def begin(self, status=200, **headers):
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.send_header("Connection", "close")
        self.end_headers()

    def endless(self):
        self.begin()
        while True:
            self.wfile.write(SECOND)

    def huge(self):
        self.begin(Content_Length=str(10 << 30))
        while True:
            self.wfile.write(SECOND)

    def drip(self):
        self.begin()
        while not self.server.over.wait(1):
            self.wfile.write(b"0")

    def silent(self):
        self.server.over.wait()

    def heads(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            self.wfile.write(b"X: " + SECOND + b"\r\n")

    def bomb(self):
        self.begin(Content_Encoding="gzip", Content_Length=str(len(BOMB)))
        self.wfile.write(BOMB)

    def circle(self):
        self.begin(307, Location=self.path)

    def file(self):
        self.begin(302, Location="file:///etc/passwd")

    def garbage(self):
        self.begin(Content_Length="1000")
        self.wfile.write(bytes(range(250)) * 4)

    def nothing(self):
        self.begin(Content_Length="0")

    def away(self):
        pass


class Hostile(harness.Case):
    def setUp(self):
        super().setUp()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.server.daemon_threads = True
        self.server.asked, self.server.over = [], threading.Event()
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.addCleanup(self.server.over.set)

    def verify(self, kind, issuer=True):
        """(trust, seconds) of a file of which the addresses answer so; issuer: it comes along."""
        base = f"http://127.0.0.1:{self.server.server_port}/{kind}"
        asked = [proofs.access(f"{base}/ocsp", f"{base}/issuer"), proofs.list_address(f"{base}/crl")]
        data, trusted = scenarios.build({
            "signer": lambda w: scenarios.person(w, asked=asked), "stamps": (), "chain": lambda w: [w.ca] if issuer else [],
            "proofs": lambda w: [proofs.revocation_list(w.root, 11, 60)]})
        path, roots = self.dir / f"{kind}.pdf", self.dir / "root.pem"
        path.write_bytes(data)
        roots.write_text("".join(map(ssl.DER_cert_to_PEM_cert, trusted)))
        start = time.monotonic()
        out, _ = self.ctl("verify", path, "--trust", roots, "--at", "2026-01-15", "--json", exit=5)
        (signature,) = json.loads(out)["signatures"]
        return signature["trust"], time.monotonic() - start

    def test_is_unknown(self):
        kinds = [name for name, value in vars(Answers).items()
                 if callable(value) and not name.startswith(("_", "do_", "log", "answer", "begin"))]
        self.assertGreater(len(kinds), 10)
        for kind in kinds:
            with self.subTest(kind=kind):
                self.server.asked.clear()
                trust, seconds = self.verify(kind)
                self.assertEqual(trust, "unknown")
                self.assertLess(seconds, 60)
                self.assertLess(len(self.server.asked), 20)
                self.assertTrue(any(path.startswith(f"/{kind}/") for path in self.server.asked))
        self.assertSmall()

    def test_is_no_issuer(self):
        for kind in ("endless", "huge", "heads", "bomb", "circle", "file", "garbage", "nothing", "away"):
            with self.subTest(kind=kind):
                self.server.asked.clear()
                trust, seconds = self.verify(kind, issuer=False)
                self.assertEqual(trust, "untrusted")
                self.assertLess(seconds, 60)
                self.assertEqual(set(self.server.asked), {f"/{kind}/issuer"})
        self.assertSmall()

    def assertSmall(self):
        """Lists of 32 megabytes are honest; a gigabyte would not be."""
        self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, 400 << 10)


if __name__ == "__main__":
    harness.main()
