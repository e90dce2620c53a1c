#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that no honest program sends, byte by byte, and each POST of the specification twice: a clear
answer or none, nothing changed, nothing secret in the log."""

import concurrent.futures
import http.client
import json
import os
import re
import socket
import threading
import time
import urllib.error
import urllib.parse

import daemons
from person import PASSWORD, Api, new_request

PROBLEM = "https://vermilion.example/problems/"
# A login has its own protection; revocation and time are asked without effect; a report has its attempt;
# a challenge that comes twice would be none, and what answers one is taken once.
WITHOUT_KEY = {"createSession", "askStatus", "stampTime", "sendCmp", "sendCmpTo", "reportIdentity", "createLoginChallenge",
               "createActChallenge", "createCertificateSession", "createPortalLogin", "pollPortalLogin",
               "createPortalSession", "confirmPortalLogin", "createPortalLink"}
N_AT_ONCE = 12
MEGABYTE = 1 << 20


def is_whole(answer):
    """Whether all of an answer is there that says how long it is."""
    head, end, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return bool(end and length and len(body) >= int(length[1]))


def sample(document, schema):
    """A body of the form that a schema has, and of no sense."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    kind = schema["type"]
    if kind == "object":
        return {name: sample(document, schema["properties"][name]) for name in schema.get("required", [])}
    if kind == "array":
        return []
    if kind == "string":
        return "AAAA" if "contentEncoding" in schema else "2026-01-01T00:00:00Z" if "format" in schema else "x"
    return {"integer": 1, "boolean": False}[kind]


class Hostile(daemons.Case):
    def setUp(self):
        self.log = []
        super().setUp()
        self.person = Api(self.urls[0], "wang")
        self.person.accept_everything()

    def start(self, folder, **how):
        log = (self.dir / "log").open("ab")
        self.addCleanup(log.close)
        # A sanitizer keeps what was freed, unless it is told not to: how much memory is taken would say nothing.
        sanitizer = {"ASAN_OPTIONS": os.environ["ASAN_OPTIONS"] + ":quarantine_size_mb=1"} if "ASAN_OPTIONS" in os.environ else {}
        super().start(folder, stderr=log, env=dict(os.environ, G_MESSAGES_DEBUG="all", **sanitizer))
        process = self.processes[-1]
        thread = threading.Thread(target=lambda: self.log.extend(process.stdout))
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(process.kill)

    def ask(self, number, method, path, body, key):
        """Status and body, whichever it is."""
        try:
            answer = self.person.at(self.urls[number % 2]).send(method, path, body, key)
            return 200, answer
        except urllib.error.HTTPError as problem:
            with problem:
                return problem.code, json.loads(problem.read())

    def test_each_post_twice(self):
        document = self.person.get("/openapi.json")
        without, n_walked = set(), 0
        for path, methods in document["paths"].items():
            operation = methods.get("post")
            if not operation:
                continue
            named = [each.get("$ref", "").endswith("IdempotencyKey") for each in operation.get("parameters", [])]
            if not any(named):
                without.add(operation["operationId"])
                continue
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            body = sample(document, content["schema"]) if content else None
            place = path.replace("{id}", "0" * 32)
            key = f"walk-{operation['operationId']}"
            first = self.ask(0, "POST", place, body, key)
            self.assertEqual(self.ask(1, "POST", place, body, key), first, operation["operationId"])
            n_walked += 1
        self.assertEqual(without, WITHOUT_KEY)
        self.assertGreater(n_walked, 15)

    def test_without_a_key(self):
        document = self.person.get("/openapi.json")
        before = self.count("evidence")
        for path, methods in document["paths"].items():
            operation = methods.get("post", {"operationId": "askStatus"})
            if operation["operationId"] in WITHOUT_KEY or path.startswith(("/v1/reviews", "/v1/organisation-claims")):
                continue
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            body = json.dumps(sample(document, content["schema"])) if content else ""
            head = self.head("POST", path.replace("{id}", "0" * 32), f"Content-Length: {len(body)}",
                             "Content-Type: application/json")
            answer = self.raw(head + body.encode(), first=True)
            self.assertIn(b"idempotency-key-missing", answer, operation["operationId"])
        self.assertEqual(self.count("evidence"), before)

    def test_other_body(self):
        first = {"request": new_request(self.dir)}
        self.assertEqual(self.ask(0, "POST", "/v1/identity-sessions", first, "one")[0], 200)
        status, problem = self.ask(1, "POST", "/v1/identity-sessions", {"request": new_request(self.dir)}, "one")
        self.assertEqual((status, problem["type"]), (422, PROBLEM + "idempotency-key-reused"))
        self.assertEqual(self.count("identity_session"), 1)

    def test_at_once(self):
        body = {"request": new_request(self.dir)}
        for path, what in (("/v1/identity-sessions", "evidence WHERE type = 'identification-begun'"),
                           ("/v1/emergency-stop", "evidence WHERE type = 'emergency-stop'")):
            sent = body if "identity" in path else None
            with concurrent.futures.ThreadPoolExecutor(N_AT_ONCE) as pool:
                answers = list(pool.map(lambda number: self.ask(number, "POST", path, sent, f"at-once-{path}"),
                                        range(N_AT_ONCE)))
            self.assertEqual([each for each in answers if each != answers[0]], [])
            self.assertEqual(answers[0][0], 200)
            self.assertEqual(self.count(what), 1)

    def head(self, method, path, *lines):
        return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: seal.example",
                            f"Authorization: Bearer {self.person.token}", *lines, "", ""]).encode()

    def raw(self, data, first=False):
        """All that comes back until the server closes or says no more for a second; first: until an answer is whole,
        where one is all that is looked at."""
        port = urllib.parse.urlsplit(self.urls[0]).port
        answer = b""
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            try:
                connection.sendall(data)
                connection.settimeout(1)
                while not (first and is_whole(answer)) and (part := connection.recv(65536)):
                    answer += part
            except (socket.timeout, ConnectionError):
                pass
        return answer

    def cases(self):
        post = lambda body, *lines: self.head("POST", "/v1/consents", "Idempotency-Key: hostile",  # noqa: E731
                                              "Content-Type: application/json",
                                              *(lines or [f"Content-Length: {len(body)}"])) + body
        yield "truncated JSON", post(b'{"agreement":"privacy"'), b" 400 "
        yield "no object", post(b"[]"), b" 400 "
        yield "deep", post(b'{"agreement":' + b"[" * 20000 + b"]" * 20000 + b"}"), b" 400 "
        yield "twice the same key", post(b'{"agreement":"privacy","agreement":"x","version":1,"language":"en",'
                                         b'"sha256":"x"}'), None
        yield "no UTF-8", post(b'{"agreement":"\xff\xfe","version":1,"language":"en","sha256":"x"}'), b" 400 "
        yield "NUL", post(b'{"agreement":"a\\u0000b","version":1,"language":"en","sha256":"x"}'), b" 400 "
        yield "too large", post(b" " * 70000), b" 413 "
        yield "said to be too large", post(b"", "Content-Length: 99999999999"), b" 413 "
        yield "endless", post(b"20000\r\n" + b"x" * 0x20000 + b"\r\n", "Transfer-Encoding: chunked"), b" 413 "
        yield "multipart", self.head("POST", "/v1/consents", "Idempotency-Key: hostile", "Content-Length: 0",
                                     "Content-Type: multipart/form-data; boundary=x"), b" 415 "
        yield "no kind", self.head("POST", "/v1/consents", "Idempotency-Key: hostile", "Content-Length: 0"), b" 415 "
        for path in ("//v1/me", "/v1//me", "/v1/me/", "/v1/./me", "/v1/x/../me", "/v1/%6de", "/%2e%2e/v1/me",
                     "/v1/certificates/%00", "/v1/certificates/..%2f..%2fme", "/v1/certificates/" + "A" * 5000,
                     "/v1/me%0d%0aX: y", "/phone/../v1/me"):
            # Dots and needless escapes are resolved before anything is looked up (RFC 3986, 6.2.2): what is found is found.
            dotted = "/./" in path or "/../" in path or "%2e" in path or "%6d" in path
            yield f"path {path[:40]}", self.head("GET", path), (b" 404 ", b" 400 ") + (b" 200 ",) * dotted
        yield "negative length", post(b"", "Content-Length: -1"), b" 400 "
        yield "no version", b"GET /v1/me\r\n\r\n", (b" 400 ", b" 401 ", b"")
        yield "no request", bytes(range(256)), (b" 400 ", b"")
        yield "many headers", self.head("GET", "/v1/me", *[f"X-{n}: {'y' * 1000}" for n in range(200)]), None

    def test_bytes(self):
        before = self.count("evidence")
        for name, data, wanted in self.cases():
            answer = self.raw(data, first=True)
            line = answer.split(b"\r\n")[0]
            if wanted is not None:
                wanted = wanted if isinstance(wanted, tuple) else (wanted,)
                self.assertTrue(any(each in line if each else not line for each in wanted), f"{name}: {line}")
            self.assertNotIn(b" 500 ", line, name)
            self.assertEqual(self.person.get("/v1/me")["login"], "wang", name)
        self.assertEqual(self.count("evidence"), before)

    def test_two_lengths(self):
        """Two ways to say where a body ends, or none: what follows it is not taken for another request."""
        hidden = self.head("POST", "/v1/emergency-stop", "Idempotency-Key: hidden", "Content-Length: 0")
        body = b"0\r\n\r\n" + hidden
        for lines in ((f"Content-Length: {len(body)}", "Transfer-Encoding: chunked"),
                      (f"Content-Length: {len(body)}", "Content-Length: 0"),
                      ("Transfer-Encoding: chunked, identity", f"Content-Length: {len(body)}"),
                      (f"Content-Length: {len(body)}", "Transfer-Encoding : chunked")):
            answer = self.raw(self.head("POST", "/v1/consents", "Idempotency-Key: outer",
                                        "Content-Type: application/json", *lines) + body)
            self.assertTrue(answer.startswith(b"HTTP/1.1 400 "), f"{lines}: {answer[:40]}")
            self.assertEqual(answer.count(b"HTTP/1.1 "), 1, lines)
        # libsoup passes over a line with a blank before the colon, which a lax proxy has understood.
        outer = ("Idempotency-Key: outer", "Content-Type: application/json")
        for method, path, status in (("POST", "/v1/consents", b"400"), ("POST", "/v1/emergency-stop", b"400"),
                                     ("DELETE", "/v1/consents/" + "0" * 32, b"404"), ("PUT", "/v1/me", b"405")):
            for lines in ((f"Content-Length : {len(hidden)}",), ("Transfer-Encoding\t: chunked",), ()):
                answer = self.raw(self.head(method, path, *outer, *lines) + hidden)
                wanted = b"400" if lines else status
                self.assertTrue(answer.startswith(b"HTTP/1.1 " + wanted), f"{method} {lines}: {answer[:40]}")
                self.assertEqual(answer.count(b"HTTP/1.1 "), 1, f"{method} {lines}")
        self.assertEqual(self.count("evidence WHERE type = 'emergency-stop'"), 0)

    def assert_refused(self, what, answer):
        """Once, by libsoup or by the platform, and the connection ends."""
        self.assertRegex(answer, rb"^HTTP/1\.(0|1 400 [^\0]*\r\nConnection: close\r\n)", what)
        self.assertIn(b" 400 ", answer.split(b"\r\n")[0], what)
        self.assertEqual(answer.count(b"HTTP/1."), 1, what)

    def test_unsound(self):
        """A head that another reader may read in another way is refused, whatever it asks for, and nothing after it
        is read."""
        hidden = self.head("GET", "/v1/me")
        sound = f"GET /v1/me HTTP/1.1\r\nHost: seal.example\r\nAuthorization: Bearer {self.person.token}\r\n"
        for name, lines in {
            "blank before the colon": b"Content-Length : %d\r\n" % len(hidden),
            "tab before the colon": b"Transfer-Encoding\t: chunked\r\n",
            "NUL in a name": b"Transfer-Encoding\0: chunked\r\n",
            "NUL in a value": b"X: a\0b\r\n",
            "no colon": b"Content-Length\r\n",
            "no name": b": 7\r\n",
            "goes on in the next line": b"X: a\r\n Content-Length: 7\r\n",
            "begins with a blank": b" X: a\r\n",
            "LF alone": b"X: a\nY: b\r\n",
            "CR alone": b"X: a\rContent-Length: 7\r\n",
            "two hosts": b"Host: other.example\r\n",
            "name not ASCII": "Länge: 7\r\n".encode(),
        }.items():
            answer = self.raw(sound.encode() + lines + b"\r\n" + hidden)
            self.assert_refused(name, answer)
        for path in ("/v1/me\0", "/v1/\xc0\xae\xc0\xae/me", "/v1/me\t"):
            answer = self.raw(sound.replace("/v1/me", path, 1).encode("latin-1") + b"\r\n" + hidden)
            self.assert_refused(path, answer)
        for host in ("a b", "someone@seal.example", "seal.example, other.example", "seal.example?", "<x>", "sé"):
            answer = self.raw(sound.replace("seal.example", host).encode() + b"\r\n" + hidden)
            self.assert_refused(host, answer)
        for host in ("[2001:db8::1]:443", "seal.example.", "xn--fiq228c.example:8443"):
            self.assertIn(b" 200 ", self.raw(sound.replace("seal.example", host).encode() + b"\r\n", first=True), host)
        whole = sound.encode() + b"\r\n"
        self.assertTrue(self.raw(whole, first=True).startswith(b"HTTP/1.1 200 "))

    def test_followed(self):
        """What comes behind a request, and was not waited for, is no request; two that wait are two."""
        two = self.head("GET", "/v1/me") + self.head("POST", "/v1/emergency-stop", "Idempotency-Key: behind",
                                                     "Content-Length: 0")
        body = self.head("POST", "/v1/consents", "Idempotency-Key: before", "Content-Type: application/json",
                         "Content-Length: 2") + b"{}" + self.head("GET", "/v1/me")
        chunks = self.head("POST", "/v1/consents", "Idempotency-Key: chunks", "Content-Type: application/json",
                           "Transfer-Encoding: chunked") + b"2\r\n{}\r\n0\r\n\r\n" + self.head("GET", "/v1/me")
        for data in (two, body, chunks):
            answer = self.raw(data)
            self.assertEqual(answer.count(b"HTTP/1.1 "), 1, answer)
            self.assertIn(b"Connection: close", answer)
        self.assertEqual(self.count("evidence WHERE type = 'emergency-stop'"), 0)
        port = urllib.parse.urlsplit(self.urls[0]).port
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            for _ in range(2):
                # In two parts, the second of them the last byte.
                head = self.head("GET", "/v1/me")
                connection.sendall(head[:-1])
                time.sleep(0.05)
                connection.sendall(head[-1:])
                answer = http.client.HTTPResponse(connection)
                answer.begin()
                self.assertEqual((answer.status, json.loads(answer.read())["login"]), (200, "wang"))
                self.assertIsNone(answer.headers["Connection"])

    def test_refused_at_once(self):
        """Who sends what is not wanted is told before they have sent it, and whoever asks for that is asked not to."""
        port = urllib.parse.urlsplit(self.urls[0]).port
        chunk = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"
        for line, begin, status in (("Content-Length: 70000", b"{", 413), ("Content-Length: 7\r\nTransfer-Encoding: chunked", b"", 400),
                                    ("Expect: 100-continue\r\nContent-Length: 70000", b"", 413),
                                    ("Transfer-Encoding: chunked", chunk * 5, 413)):
            with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
                connection.sendall(self.head("POST", "/v1/consents", "Idempotency-Key: early",
                                             "Content-Type: application/json", line) + begin)
                answer = http.client.HTTPResponse(connection)
                answer.begin()
                self.assertEqual((answer.status, answer.headers["Connection"]), (status, "close"), line)
                self.assertIn(PROBLEM, json.loads(answer.read())["type"])
                self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
                self.assertEqual(connection.recv(1), b"", line)
                # They may go on for a while: what they send is taken, and is no request.
                connection.sendall(b"x" * MEGABYTE + self.head("GET", "/v1/me"))
                connection.settimeout(0.2)
                self.assertEqual(connection.recv(1), b"", line)
        # Nothing is owed to them: the platform does not wait for them to go.
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(self.head("POST", "/v1/consents", "Content-Length: 70000"))
            self.assertTrue(connection.recv(16).startswith(b"HTTP/1.1 413 "))
            self.processes[0].terminate()
            self.assertEqual(self.processes[0].wait(10), 0)

    def test_parts(self):
        """Whoever asks for parts gets the whole, and costs no more."""
        parts = ",".join(f"{n}-" for n in range(5000))
        answer = self.raw(self.head("GET", "/openapi.json", f"Range: bytes={parts}"))
        self.assertTrue(answer.startswith(b"HTTP/1.1 200 "), answer[:60])
        self.assertNotIn(b"Content-Range", answer)

    def test_head(self):
        """As GET, of the same length and tag, and without the body: the connection is good for another request. What
        GET writes down or does not end with has none."""
        port = urllib.parse.urlsplit(self.urls[0]).port
        headers = {"Authorization": f"Bearer {self.person.token}"}
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self.addCleanup(connection.close)

        def ask(method, path, more=()):
            connection.request(method, path, headers={**headers, **dict(more)})
            answer = connection.getresponse()
            return answer, answer.read()

        for path in ("/healthz", "/openapi.json", "/ca/root.cer", "/crl/authority.crl", "/phone", "/v1/me", "/v1/sessions"):
            whole, body = ask("GET", path)
            answer, none = ask("HEAD", path)
            self.assertEqual((answer.status, none), (200, b""), path)
            for name in ("Content-Length", "Content-Type", "ETag", "Cache-Control"):
                self.assertEqual(answer.headers[name], whole.headers[name], f"{path} {name}")
            self.assertEqual(int(answer.headers["Content-Length"]), len(body), path)
        answer, _ = ask("HEAD", "/openapi.json", {"If-None-Match": ask("GET", "/openapi.json")[0].headers["ETag"]})
        self.assertEqual(answer.status, 304)
        for path, status, allow in (("/v1/me/password", 405, "POST"), ("/v1/events", 405, "GET"),
                                    ("/v1/reviews/" + "0" * 32, 405, "GET"), ("/v1/nothing", 404, None)):
            answer, _ = ask("HEAD", path)
            self.assertEqual((answer.status, answer.headers["Allow"]), (status, allow), path)
        self.assertEqual(ask("PUT", "/v1/sessions")[0].headers["Allow"], "POST, GET, HEAD")
        answer, _ = ask("HEAD", "/v1/me", {"Authorization": "Bearer x"})
        self.assertEqual(answer.status, 401)

    def memory(self):
        """Kilobytes that the first process has now."""
        with open(f"/proc/{self.processes[0].pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))

    def pour(self, *lines):
        """Bytes of a body that does not end, until the platform has enough of it; at most 256 MB."""
        port = urllib.parse.urlsplit(self.urls[0]).port
        part = b"fffff\r\n" + b"x" * 0xfffff + b"\r\n"
        n_sent = 0
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(self.head("POST", "/v1/consents", "Idempotency-Key: endless",
                                         "Content-Type: application/json", *lines))
            try:
                while n_sent < 256 * MEGABYTE:
                    connection.sendall(part)
                    n_sent += len(part)
            except (socket.timeout, ConnectionError):
                pass
        return n_sent

    def test_endless(self):
        """A length that no size holds, one that is too large, and none: it is not read on and on, and kept nowhere."""
        for lines in (("Content-Length: " + "9" * 20,), ("Content-Length: " + "9" * 19,),
                      ("Content-Length: " + "9" * 18,), ("Transfer-Encoding: chunked",)):
            before = self.memory()
            n_sent = self.pour(*lines)
            grown = self.memory() - before
            print(f"# {lines[0][:40]}: {n_sent // MEGABYTE} MB taken, {grown // 1024} MB kept")
            self.assertLess(n_sent, 64 * MEGABYTE, lines)
            self.assertLess(grown, 16 * 1024, lines)
            self.assertEqual(self.person.get("/v1/me")["login"], "wang")

    def test_log(self):
        for _, data, _ in self.cases():
            self.raw(data, first=True)
        self.raw(self.head("GET", "/v1/me"))  # a second for what is written late
        log = (self.dir / "log").read_text(errors="replace") + "".join(self.log)
        self.assertIn("createAccount", log)
        for secret in (PASSWORD, self.person.token, self.person.id_number):
            self.assertNotIn(secret, log)


if __name__ == "__main__":
    daemons.harness.main()
