#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One address takes no more connections than it may and lets nobody wait for ever, whatever it sends; others are
answered meanwhile. What certificates name for questions about them is plain HTTP, and nothing else is found there."""

import http.client
import os
import pathlib
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

import harness  # noqa: E402
from person import Api, new_request  # noqa: E402

ENOUGH = 60
FEW = 8


class Doors(harness.Case):
    def start(self, *more, scheme="http"):
        folder = self.dir / "platform"
        self.process = subprocess.Popen([os.environ["VERMILIOND"], "--data", folder, "--listen", "127.0.0.1:0",
                                         "--open-registration", *more], stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.process.stdout.close)
        self.addCleanup(self.process.wait, 30)
        self.addCleanup(self.process.kill)
        self.assertTrue(self.process.stdout.readline())
        self.port = int((folder / "port").read_text())
        return f"{scheme}://localhost:{self.port}"

    def connect(self, address="127.0.0.1", buffer=None):
        connection = socket.socket()
        self.addCleanup(connection.close)
        if buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        connection.bind((address, 0))
        connection.settimeout(ENOUGH)
        connection.connect(("127.0.0.1", self.port))
        return connection

    @staticmethod
    def is_shown_out(connection):
        """Whether the other side has closed; it is waited for."""
        try:
            return connection.recv(1) == b""
        except ConnectionError:
            return True

    def is_answered(self, connection, path="/healthz"):
        try:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: seal.example\r\n\r\n".encode())
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            answer.read()
            return answer.status == 200
        except (http.client.HTTPException, ConnectionError):
            return False

    def wait_for(self, what, why):
        begun = time.monotonic()
        while not what():
            self.assertLess(time.monotonic() - begun, ENOUGH, why)
            time.sleep(0.05)

    def n_files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def test_gone(self):
        """Who was answered and goes leaves nothing behind."""
        self.start()
        before = self.n_files()
        connections = [self.connect() for _ in range(30)]
        for connection in connections:
            self.assertTrue(self.is_answered(connection))
            self.assertTrue(self.is_answered(connection))
        self.assertGreaterEqual(self.n_files(), before + len(connections))
        for connection in connections:
            connection.close()
        self.wait_for(lambda: self.n_files() <= before, "connections that ended are kept")

    def test_broken_off(self):
        """A request that is cut short a byte before its end is none, also where it came with the one before it."""
        url = self.start()
        body = b'{"login":"wang","password":"correct horse battery","name":"Wang","id_number":"12345678"}'
        head = (b"POST /v1/accounts HTTP/1.1\r\nHost: seal.example\r\nContent-Type: application/json\r\n"
                b"Idempotency-Key: one\r\nContent-Length: %d\r\n\r\n" % (len(body) + 1))
        for before in (b"", b"GET /healthz HTTP/1.1\r\nHost: seal.example\r\n\r\n"):
            for part in (head + body, head[:-2], head[:30], b"P"):
                connection = self.connect()
                connection.sendall(before + part)
                connection.shutdown(socket.SHUT_WR)
                answers = b""
                try:
                    while more := connection.recv(65536):
                        answers += more
                except ConnectionError:
                    pass
                # Its head is at best refused as one that does not end.
                self.assertLessEqual(set(re.findall(rb"HTTP/1\.1 (\d+)", answers)), {b"200", b"400"})
        # The login is free.
        Api(url, "wang")

    def test_one_address(self):
        self.start("--connections-per-address", str(FEW))
        mine = [self.connect() for _ in range(FEW)]
        for connection in mine:
            self.assertTrue(self.is_answered(connection))
        for _ in range(3 * FEW):
            self.assertTrue(self.is_shown_out(self.connect()))
        self.assertTrue(self.is_answered(self.connect("127.0.0.2")))
        self.assertTrue(self.is_answered(mine[0]))
        mine.pop().close()
        self.wait_for(lambda: self.is_answered(self.connect()), "who went is still counted")

    def test_slow(self):
        url = self.start("--patience", "2")
        person = Api(url, "wang")
        head = "POST /v1/consents HTTP/1.1\r\nHost: seal.example\r\nContent-Type: application/json\r\n"
        begins = {"nothing": "", "a line": "GET /heal", "a header": "GET /healthz HTTP/1.1\r\nHost: seal.exa",
                  "a body": head + "Content-Length: 60000\r\n\r\n{", "chunks": head + "Transfer-Encoding: chunked\r\n\r\n"}
        slow = {}
        for name, begin in begins.items():
            slow[name] = self.connect()
            slow[name].sendall(begin.encode())
        served = self.connect()
        self.assertTrue(self.is_answered(served))
        # Asked a lot, and takes none of it.
        deaf = self.connect(buffer=4096)
        n_asked = 400
        deaf.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: seal.example\r\n\r\n" * n_asked)
        waiting = self.connect()
        waiting.sendall(f"GET /v1/events?wait=4 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {person.token}\r\n\r\n".encode())
        left = dict(slow)
        begun = time.monotonic()
        while left:
            self.assertLess(time.monotonic() - begun, ENOUGH, f"{list(left)} is waited for")
            for name, connection in list(left.items()):
                connection.settimeout(0.05)
                try:
                    connection.sendall(b"1\r\na\r\n" if name == "chunks" else b"" if name == "nothing" else b"a")
                    closed = not connection.recv(4096)
                except socket.timeout:
                    closed = False
                except ConnectionError:
                    closed = True
                if closed:
                    del left[name]
        # The platform's own time counts against nobody.
        self.assertTrue(waiting.recv(65536).startswith(b"HTTP/1.1 200 "))
        self.assertTrue(self.is_shown_out(served))
        taken = b""
        try:
            while part := deaf.recv(1 << 20):
                taken += part
        except ConnectionError:
            pass
        self.assertLess(taken.count(b"HTTP/1.1 200 "), n_asked)
        self.assertTrue(self.is_answered(self.connect()))

    def openssl(self, *arguments, **how):
        done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, check=False, **how)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout + done.stderr

    def test_status(self):
        """Behind TLS, yet what its certificates are asked about is asked without; openssl does."""
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                     "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", self.dir / "tls.key",
                     "-out", self.dir / "tls.pem")
        (self.dir / "tls.key").chmod(0o600)
        os.environ["SSL_CERT_FILE"] = str(self.dir / "tls.pem")
        self.addCleanup(os.environ.pop, "SSL_CERT_FILE")
        url = self.start("--tls-certificate", self.dir / "tls.pem", "--tls-key", self.dir / "tls.key",
                         "--status-listen", "127.0.0.1:0", scheme="https")
        person = Api(url, "wang")
        person.accept_everything()
        request = new_request(self.dir)
        identity = person.post("/v1/identity-sessions", {"request": request})
        phone = person.post("/v1/phone/scan", {"secret": identity["verification_uri"].split("#")[1]})
        person.post("/v1/phone/confirm", {"token": phone["token"], "match_code": identity["match_code"]})
        serial = person.post("/v1/certificates", {"session": identity["id"], "request": request})["serial"]
        person.act(self.dir, "suspendCertificate", f"/v1/certificates/{serial}/suspend", serial)
        own = self.openssl("x509", "-in", self.dir / "key.crt", "-noout", "-text")
        told = set(re.findall(r"URI:(\S+)", own))
        (status,) = {re.match(r"http://127\.0\.0\.1:\d+", each)[0] for each in told if each != url}
        self.assertGreaterEqual(told, {f"{status}/ocsp", f"{status}/crl/authority.crl", f"{status}/ca/authority.cer"})
        for name, path in (("authority.cer", "ca"), ("root.cer", "ca"), ("authority.crl", "crl"), ("root.crl", "crl")):
            Api.fetch(f"{status}/{path}/{name}", self.dir / name)
            self.openssl("crl" if path == "crl" else "x509", "-inform", "DER", "-in", self.dir / name, "-out",
                         self.dir / f"{name}.pem")
        issuer = self.openssl("x509", "-in", self.dir / "authority.cer.pem", "-noout", "-text")
        self.assertEqual(set(re.findall(r"URI:(\S+)", issuer)), {f"{status}/crl/root.crl", f"{status}/ca/root.cer"})
        said = self.openssl("ocsp", "-issuer", self.dir / "authority.cer.pem", "-cert", self.dir / "key.crt", "-url",
                            f"{status}/ocsp", "-CAfile", self.dir / "root.cer.pem")
        self.assertRegex(said, r"key\.crt: revoked")
        self.assertIn("certificateHold", said)
        for path in ("/healthz", "/metrics", "/v1/platform", "/v1/me", "/tsa", "/phone", "/portal", "/v1/accounts", "/"):
            with self.assertRaises(urllib.error.HTTPError) as problem:
                urllib.request.urlopen(status + path, timeout=30)
            problem.exception.close()
            self.assertIn(problem.exception.code, (404, 405), path)
        for method, path in (("POST", "/v1/sessions"), ("POST", "/tsa")):
            with self.assertRaises(urllib.error.HTTPError) as problem:
                urllib.request.urlopen(urllib.request.Request(status + path, b"{}", {
                    "Content-Type": "application/json" if path != "/tsa" else "application/timestamp-query"},
                    method=method), timeout=30)
            problem.exception.close()
            self.assertEqual(problem.exception.code, 404, path)

    def test_status_address(self):
        for arguments in (["--status-url", "https://status.example"], ["--status-url", "http://status.example/"],
                          ["--status-url", "http://"], ["--status-url", "status.example"],
                          ["--status-listen", "0.0.0.0:0"], ["--status-listen", "[::]:0"]):
            done = subprocess.run([os.environ["VERMILIOND"], "--data", self.dir / "none", "--listen", "127.0.0.1:0",
                                   *arguments], capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual(done.returncode, 1, arguments)
            self.assertIn("status URL", done.stderr, arguments)


if __name__ == "__main__":
    harness.main()
