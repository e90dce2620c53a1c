#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""vermiliond as a service: what it tells systemd, how it ends, what its unit lets it do, what it logs."""

import concurrent.futures
import contextlib
import http.client
import json
import os
import pathlib
import re
import selectors
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "platform"))

import harness  # noqa: E402
from person import PASSWORD, Api, new_request  # noqa: E402

DAEMON = os.environ["VERMILIOND"]


class Service(harness.Case):
    def start(self, *options, **environment):
        process = subprocess.Popen([DAEMON, "--data", self.dir / "platform", *(() if "--listen" in options else ("--listen", "127.0.0.1:0")),
                                    "--open-registration", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   text=True, env=dict(os.environ, **environment))
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait, 30)
        self.addCleanup(process.kill)
        line = process.stdout.readline()
        return process, line and re.match(r"listening on (\S+)", line)[1]

    def test_tells_systemd(self):
        path = str(self.dir / "notify")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            notify.bind(path)
            notify.settimeout(30)
            process, url = self.start(NOTIFY_SOCKET=path)
            self.assertEqual(notify.recv(100), b"READY=1")
            with urllib.request.urlopen(url + "/healthz") as answer:
                self.assertEqual(answer.status, 200)
            # Nobody waits for who has not said a word, as browsers and balancers do.
            host, port = url.removeprefix("http://").split(":")
            with socket.create_connection((host, int(port))):
                with urllib.request.urlopen(url + "/healthz"):
                    pass
                process.send_signal(signal.SIGTERM)
                self.assertEqual(notify.recv(100), b"STOPPING=1")
                self.assertEqual(process.wait(10), 0)

    def test_folder_is_a_link(self):
        """As systemd has it for a service whose user is made for it (DynamicUser=)."""
        (self.dir / "private" / "platform").mkdir(0o700, parents=True)
        (self.dir / "platform").symlink_to(self.dir / "private" / "platform")
        process, url = self.start()
        Api(url, "wang")
        told = subprocess.run([DAEMON, "--data", self.dir / "platform", "--grant", "wang=ca-operator"], capture_output=True,
                              text=True, timeout=60)
        self.assertEqual((told.returncode, told.stderr), (0, ""))
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(30), 0)

    def test_memory_is_its_own(self):
        process, _ = self.start()
        limits = pathlib.Path(f"/proc/{process.pid}/limits").read_text()
        self.assertRegex(limits, r"Max core file size +0 +0 ")
        if b"__asan_init" in pathlib.Path(DAEMON).read_bytes():
            return
        # Even where the same user asks; whoever may read everything is asked as nobody.
        somebody = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
        if somebody:
            shutil.chown(self.dir, "nobody")
            process = subprocess.Popen([DAEMON, "--data", self.dir / "its-own", "--listen", "127.0.0.1:0"],
                                       stdout=subprocess.PIPE, cwd="/", **somebody)
            self.addCleanup(process.stdout.close)
            self.addCleanup(process.wait, 30)
            self.addCleanup(process.kill)
            self.assertTrue(process.stdout.readline())
        told = subprocess.run(["head", "-c", "1", f"/proc/{process.pid}/auxv"], cwd="/", capture_output=True, **somebody)
        self.assertNotEqual((told.returncode, len(told.stdout)), (0, 1))

    def test_limit(self):
        _, url = self.start("--requests-per-second", "3")
        statuses = []
        for _ in range(8):
            try:
                with urllib.request.urlopen(url + "/v1/platform") as answer:
                    statuses.append(answer.status)
            except urllib.error.HTTPError as problem:
                with problem:
                    self.assertEqual(problem.headers["Retry-After"], "1")
                    statuses.append(problem.code)
        self.assertEqual(statuses[:6], [200] * 6)
        self.assertIn(429, statuses)
        process, url = self.start("--requests-per-second", "-1")
        self.assertIsNone(url or None)
        self.assertEqual(process.wait(30), 2)

    def test_unit(self):
        if not shutil.which("systemd-analyze"):
            self.skipTest("no systemd-analyze here")
        unit = pathlib.Path(os.environ["VERMILIOND_UNIT"]).read_text()
        copy = self.dir / "vermiliond.service"
        copy.write_text(re.sub(r"(?m)^ExecStart=\S+", f"ExecStart={DAEMON}", unit))
        told = subprocess.run(["systemd-analyze", "verify", copy], capture_output=True, text=True)
        self.assertEqual((told.returncode, told.stderr), (0, ""))
        told = subprocess.run(["systemd-analyze", "security", "--offline=true", "--threshold=20", copy],
                              capture_output=True, text=True)
        self.assertEqual(told.returncode, 0, told.stdout)

    def test_log_keeps_secrets(self):
        process, url = self.start(G_MESSAGES_DEBUG="vermilion-platform")
        person = Api(url, "wang")
        person.get("/v1/me")
        person.accept_everything()
        request = new_request(self.dir)
        identity = person.post("/v1/identity-sessions", {"request": request})
        secret = identity["verification_uri"].split("#")[1]
        phone = person.post("/v1/phone/scan", {"secret": secret})
        person.post("/v1/phone/confirm", {"token": phone["token"], "match_code": identity["match_code"]})
        certificate = person.post("/v1/certificates", {"session": identity["id"], "request": request})
        with self.assertRaises(urllib.error.HTTPError):
            person.post("/v1/phone/scan", {"secret": secret})
        with self.assertRaises(urllib.error.HTTPError):
            person.send("POST", "/v1/sessions", {"login": "wang", "password": PASSWORD + "?"}, "wrong")
        serial = certificate["serial"]
        person.act(self.dir, "suspendCertificate", f"/v1/certificates/{serial}/suspend", serial)
        process.send_signal(signal.SIGTERM)
        log = "".join(process.communicate(timeout=60))
        self.assertIn('"operation":"getMe"', log)
        self.assertIn('"operation":"suspendCertificate"', log)
        secrets = [PASSWORD, person.token, person.id_number[:-1], "王小明", secret, phone["token"], identity["cmp_secret"],
                   f'"{identity["match_code"]}"', request]
        secrets += [(self.dir / "platform" / name).read_bytes().hex()
                    for name in ("platform.key", "authority.key", "ocsp.key", "tsa.key", "cmp.key",
                                 "root/root.key")]
        for text in secrets:
            self.assertNotIn(text, log)

    def make_certificate(self, name):
        """What openssl makes itself; its SHA-256."""
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-keyout", self.dir / "tls.key", "-out", self.dir / "tls.pem", "-subj", f"/CN={name}",
                        "-days", "30", "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
        (self.dir / "tls.key").chmod(0o600)

    def connect(self, url, *options):
        port = url.rsplit(":", 1)[1]
        told = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", *options], input="",
                              capture_output=True, text=True, timeout=30)
        return told.stdout + told.stderr

    def test_tls(self):
        """openssl's own client: the versions taken, another certificate on SIGHUP, and none that is open to all."""
        self.make_certificate("first")
        process, url = self.start("--tls-certificate", self.dir / "tls.pem", "--tls-key", self.dir / "tls.key")
        self.assertTrue(url.startswith("https://"))
        self.assertIn("CN = first", self.connect(url, "-tls1_2"))
        self.assertIn("TLSv1.3", self.connect(url, "-tls1_3"))
        for old in ("-tls1", "-tls1_1"):
            said = self.connect(url, old, "-cipher", "ALL:@SECLEVEL=0")
            self.assertIn("no peer certificate available", said)
            self.assertRegex(said, "alert|unexpected eof|handshake")
        self.make_certificate("second")
        process.send_signal(signal.SIGHUP)
        self.assertIn("read again", self.read_until(process, "read again"))
        self.assertIn("CN = second", self.connect(url))
        # Of a renewal, the certificate is there already and its key is not.
        key = (self.dir / "tls.key").read_bytes()
        self.make_certificate("between")
        (self.dir / "tls.key").write_bytes(key)
        process.send_signal(signal.SIGHUP)
        self.assertIn("is not that of the first certificate", self.read_until(process, "old one goes on"))
        self.assertIn("CN = second", self.connect(url))
        self.make_certificate("third")
        (self.dir / "tls.key").chmod(0o604)
        process.send_signal(signal.SIGHUP)
        self.assertIn("everybody on this computer may read", self.read_until(process, "old one goes on"))
        self.assertIn("CN = second", self.connect(url))
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(30), 0)
        told = subprocess.run([DAEMON, "--data", self.dir / "other", "--listen", "127.0.0.1:0", "--tls-certificate",
                               self.dir / "tls.pem", "--tls-key", self.dir / "tls.key"], capture_output=True, text=True,
                              timeout=30)
        self.assertEqual(told.returncode, 1)
        self.assertIn("everybody on this computer may read the private key", told.stderr)
        (self.dir / "tls.key").chmod(0o600)
        (self.dir / "both.pem").touch(0o600)
        (self.dir / "both.pem").write_bytes((self.dir / "tls.pem").read_bytes())
        process, url = self.start("--tls-certificate", self.dir / "both.pem")
        self.assertFalse(url)
        self.assertIn("there is no private key in", process.stderr.read())
        (self.dir / "both.pem").write_bytes((self.dir / "tls.pem").read_bytes() + (self.dir / "tls.key").read_bytes())
        _, url = self.start("--tls-certificate", self.dir / "both.pem")
        self.assertIn("CN = third", self.connect(url))

    def read_until(self, process, words):
        """The log up to a line with these words: messages go to standard output, warnings to the other."""
        with selectors.DefaultSelector() as both:
            for stream in (process.stdout, process.stderr):
                both.register(stream, selectors.EVENT_READ)
            text = ""
            while words not in text:
                ready = both.select(30)
                self.assertTrue(ready, text)
                for key, _ in ready:
                    text += os.read(key.fd, 4096).decode()
        return text

    def test_stop_finishes(self):
        """Requests that have begun are answered, though the service was told to stop meanwhile."""
        process, url = self.start()
        body = {"password": PASSWORD, "name": "王小明", "id_number": "52010219900101001X"}

        def create(number):
            request = urllib.request.Request(url + "/v1/accounts", json.dumps(dict(body, login=f"person{number}")).encode(),
                                             {"Content-Type": "application/json", "Idempotency-Key": f"k{number}"})
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    return number, answer.status
            except urllib.error.HTTPError as problem:
                return number, problem.code
            except (urllib.error.URLError, ConnectionError, http.client.HTTPException):
                return number, None

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            pending = [pool.submit(create, number) for number in range(8)]
            concurrent.futures.wait(pending, return_when=concurrent.futures.FIRST_COMPLETED)
            process.send_signal(signal.SIGTERM)
            answers = [future.result() for future in pending]
        self.assertEqual(process.wait(30), 0)
        with contextlib.closing(sqlite3.connect(self.dir / "platform" / "platform.db")) as database:
            there = {login for login, in database.execute("SELECT login FROM account")}
        self.assertEqual({f"person{number}" for number, status in answers if status == 201}, there)
        self.assertTrue(there, answers)

    def test_stop_closes(self):
        """Told to stop, it lets nobody in, shows out who asks for nothing, and hears who is in the middle of asking."""
        process, url = self.start()
        port = int(url.rsplit(":", 1)[1])
        idle, asking = (http.client.HTTPConnection("127.0.0.1", port, timeout=30) for _ in range(2))
        for connection in (idle, asking):
            connection.request("GET", "/healthz")
            self.assertEqual(connection.getresponse().read()[:1], b"{")
        body = json.dumps({"login": "wang", "password": PASSWORD, "name": "王小明", "id_number": "52010219900101001X"}).encode()
        asking.putrequest("POST", "/v1/accounts")
        for name, value in (("Content-Type", "application/json"), ("Idempotency-Key", "k"), ("Content-Length", len(body))):
            asking.putheader(name, value)
        asking.endheaders(body[:20])
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(idle.sock.recv(1), b"")
        with self.assertRaises(ConnectionError):
            socket.create_connection(("127.0.0.1", port), timeout=30)
        asking.send(body[20:])
        answer = asking.getresponse()
        self.assertEqual((answer.status, answer.headers["Connection"]), (201, "close"))
        self.assertEqual(json.loads(answer.read())["login"], "wang")
        self.assertEqual(process.wait(30), 0)

    def test_proxy(self):
        """Who comes by a proxy counts for themself; what others say about where they come from counts for nothing."""
        few = ["--requests-per-second", "2"]

        def statuses(url, given, source="127.0.0.1", header="X-Forwarded-For"):
            found = []
            for text in given:
                connection = http.client.HTTPConnection(*url.split("/")[2].split(":"), timeout=30,
                                                        source_address=(source, 0))
                connection.request("GET", "/v1/platform", headers={header: text} if text else {})
                found.append(connection.getresponse().status)
                connection.close()
            return found

        for options, header, word in (([], "X-Forwarded-For", "{}"), (["--proxy-header", "forwarded"], "Forwarded", "for={}"),
                                      (["--proxy-header", "Forwarded"], "Forwarded", 'proto=https;For="{}:4711"')):
            with self.subTest(header, word=word):
                _, url = self.start("--proxy", "127.0.0.1", "--proxy", "127.1.0.0/16", *few, *options)

                def say(*addresses):
                    return ", ".join(word.format(each) for each in addresses)

                self.assertIn(429, statuses(url, [say("192.0.2.1")] * 8, header=header))
                self.assertEqual(statuses(url, [say("192.0.2.2")], header=header), [200])
                # Another proxy in between, and what the sender has made up.
                self.assertIn(429, statuses(url, [say(f"198.51.100.{n}", "192.0.2.3", "127.1.2.3") for n in range(8)],
                                            header=header))
                # Who is no proxy.
                self.assertIn(429, statuses(url, [say(f"198.51.100.{n}") for n in range(8)], "127.0.0.9", header))
                # The header that this proxy does not write.
                other = "Forwarded" if header == "X-Forwarded-For" else "X-Forwarded-For"
                self.assertIn(429, statuses(url, [f"for=198.51.100.{n}, 198.51.100.{n}" for n in range(8)], header=other))
                # What is no address leaves the proxy's own.
                self.assertIn(429, statuses(url, ["unknown, _hidden", ",;,", "for=", "[::1", '"'] * 2, header=header))
        _, url = self.start("--proxy", "127.0.0.1", *few)
        self.assertIn(429, statuses(url, [f"[2001:db8::{n}]:80" for n in range(8)]))
        self.assertEqual(statuses(url, ["2001:db8:0:1::1"]), [200])
        # Nobody is believed unasked.
        _, url = self.start(*few)
        self.assertIn(429, statuses(url, [f"198.51.100.{n}" for n in range(8)]))

    def test_proxy_passwords(self):
        """Behind a proxy, too, a stranger who guesses keeps out nobody but themself."""
        _, url = self.start("--proxy", "127.0.0.1")
        person = Api(url, "wang")

        def login(password, address):
            request = urllib.request.Request(url + "/v1/sessions", json.dumps({"login": "wang", "password": password}).encode(),
                                             {"Content-Type": "application/json", "Idempotency-Key": os.urandom(8).hex(),
                                              "X-Forwarded-For": address})
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    return answer.status
            except urllib.error.HTTPError as problem:
                with problem:
                    return problem.code

        self.assertTrue(person.token)
        self.assertEqual(login(PASSWORD, "192.0.2.1"), 201)
        self.assertIn(429, [login("wrong" + PASSWORD, "198.51.100.1") for _ in range(12)])
        self.assertEqual(login(PASSWORD, "198.51.100.1"), 429)
        self.assertEqual(login(PASSWORD, "192.0.2.1"), 201)

    def test_metrics_grouped(self):
        """Prometheus wants all lines of one metric together, after what it is."""
        token = self.dir / "token"
        token.write_text("\ufeff0123456789abcdef0123\r\n")
        token.chmod(0o600)
        process, url = self.start("--metrics-token-file", token)
        for path in ("/healthz", "/v1/platform", "/openapi.json"):
            urllib.request.urlopen(url + path, timeout=30).close()
        request = urllib.request.Request(url + "/metrics", headers={"Authorization": "Bearer 0123456789abcdef0123"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            lines = answer.read().decode().splitlines()
        groups = []
        for line in lines:
            name = line.split()[2] if line.startswith("#") else re.match(r"\w+", line)[0]
            if not groups or groups[-1][0] != name:
                groups.append((name, []))
            groups[-1][1].append(line)
        self.assertEqual(len(groups), len({name for name, _ in groups}), lines)
        for name, group in groups:
            self.assertTrue(group[0].startswith(f"# HELP {name} "), group)
            self.assertTrue(group[1].startswith(f"# TYPE {name} "), group)
        if shutil.which("promtool"):
            told = subprocess.run(["promtool", "check", "metrics"], input="\n".join(lines) + "\n", capture_output=True,
                                  text=True)
            self.assertEqual((told.returncode, told.stdout + told.stderr), (0, ""))
        # Another token while it runs; a file that cannot be used changes nothing.
        for text, said in (("another 0123456789abcdef", "read again"), ("short", "too short")):
            token.write_text(text)
            process.send_signal(signal.SIGHUP)
            self.read_until(process, said)
            with self.assertRaises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(request, timeout=30)
            refused.exception.close()
            request.add_header("Authorization", "Bearer another 0123456789abcdef")
            urllib.request.urlopen(request, timeout=30).close()
            request.add_header("Authorization", f"Bearer {text}x")

    def test_refusals(self):
        """What does not fit together is said at once, and nothing is made."""
        for options, said in ((["--identification", "guessing"], "trial, review or http"),
                              (["--identification", "http"], "address and key"),
                              (["--identification", "http", "--identity-url", "http://127.0.0.1:1@elsewhere.example/",
                                "--identity-key-file", "/dev/null"], "address is https"),
                              (["--database", "postgresql://a:b@localhost/c"], "pgpass"),
                              (["--database", "postgresql://a@x:1,y:2/c?password=d"], "pgpass"),
                              (["--database", "host=localhost dbname=c"], "postgresql://"),
                              (["--grant", "nobody"], "LOGIN=ROLE"),
                              (["--grant", "nobody=ca-operator"], "there is no platform in"),
                              (["--backup", self.dir / "b", "--grant", "nobody=ca-operator"], "one at a time"),
                              (["--listen", "0.0.0.0:0"], "public URL is needed"),
                              (["--listen", "[::]:0"], "public URL is needed"),
                              (["--public-url", "seal.example"], "public URL is such as"),
                              (["--public-url", "https://seal.example/"], "public URL is such as"),
                              (["--proxy", "10.0.0"], "a proxy is such as"),
                              (["--proxy-header", "X-Real-IP"], "X-Forwarded-For"),
                              (["--tls-key", "a.pem"], "--tls-certificate"),
                              (["surplus"], "not expected"),
                              (["--database", "postgresql://a@nowhere.invalid:1,nowhere.invalid:2/c"], "nowhere.invalid")):
            with self.subTest(options[0]):
                process, url = self.start(*options)
                self.assertFalse(url)
                self.assertIn(process.wait(30), (1, 2))
                self.assertIn(said, process.stderr.read())


if __name__ == "__main__":
    harness.main()
