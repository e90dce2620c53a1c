#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A thousand logins a second with wrong passwords, connections that say nothing and connections that say it
slowly: everybody else is answered meanwhile, memory stays where it is, and the right person gets in."""

import http.client
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

import harness  # noqa: E402
from person import PASSWORD, Api  # noqa: E402

SECONDS = 6
FLOOD = 1000
# A hash takes 32 MiB; four threads, the libraries and the connections want the rest.
MOST_MEMORY = 300
N_IDLE = 400
LATE = 3000  # milliseconds, on a machine that does other things too


class Flood(harness.Case):
    def setUp(self):
        super().setUp()
        folder = self.dir / "platform"
        # Else the limits of the one address would stop the flood at the door.
        self.process = subprocess.Popen([os.environ["VERMILIOND"], "--data", folder, "--listen", "127.0.0.1:0",
                                         "--open-registration", "--requests-per-second", "100000",
                                         "--connections-per-address", "100000"],
                                        stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.process.stdout.close)
        self.addCleanup(self.process.wait, 30)
        self.addCleanup(self.process.kill)
        self.assertTrue(self.process.stdout.readline())
        self.port = int((folder / "port").read_text())
        self.person = Api(f"http://127.0.0.1:{self.port}", "wang")

    def memory(self):
        """MB, at most so far."""
        return int(re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{self.process.pid}/status").read_text())[1]) / 1024

    def load(self, connections, rate, head, body=""):
        path = self.dir / f"request-{rate}"
        path.write_text(f"{head}\r\nHost: seal.example\r\nContent-Length: {len(body)}\r\n\r\n{body}")
        return subprocess.Popen([os.environ["BENCH_LOAD"], str(self.port), str(connections), str(SECONDS), str(rate), path],
                                stdout=subprocess.PIPE)

    def log_in(self, address):
        """From another address than the flood; when it is too much, as often as the platform says."""
        body = json.dumps({"login": "wang", "password": PASSWORD})
        for _ in range(4 * SECONDS):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=(address, 0))
            connection.request("POST", "/v1/sessions", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            connection.close()
            if answer.status != 429:
                return answer.status
            time.sleep(min(1, int(answer.headers["Retry-After"])))
        return 429

    def test_wrong_passwords(self):
        self.assertEqual(self.log_in("127.0.0.2"), 201)
        logins = self.load(64, FLOOD, "POST /v1/sessions HTTP/1.1\r\nContent-Type: application/json",
                           json.dumps({"login": "person@@@@@@@@", "password": "wrong horse battery"}))
        reads = self.load(4, 40, f"GET /v1/me HTTP/1.1\r\nAuthorization: Bearer {self.person.token}")
        entered = self.log_in("127.0.0.2")
        told, others = json.loads(logins.communicate()[0]), json.loads(reads.communicate()[0])
        print(f"# {told['answers']} logins {told['statuses']}; others p99 {others['p99']} ms; {self.memory():.0f} MB")
        self.assertLessEqual(set(told["statuses"]), {"401", "429"})
        self.assertGreater(told["statuses"]["429"], told["statuses"].get("401", 0))
        self.assertEqual(set(others["statuses"]), {"200"})
        self.assertGreater(others["answers"], 20 * SECONDS)
        self.assertLess(others["p99"], LATE)
        self.assertLess(self.memory(), MOST_MEMORY)
        self.assertEqual(entered, 201)

    def test_new_accounts(self):
        """Who opens accounts as fast as it goes keeps nobody from writing."""
        accounts = self.load(32, FLOOD, "POST /v1/accounts HTTP/1.1\r\nContent-Type: application/json\r\n"
                             "Idempotency-Key: flood-@@@@@@@@",
                             json.dumps({"login": "anybody", "password": "a wrong horse battery", "name": "Any",
                                         "id_number": "12345678"}))
        begun = time.monotonic()
        n = 0
        while time.monotonic() < begun + SECONDS - 1:
            self.person.accept_everything()
            n += 1
        told = json.loads(accounts.communicate()[0])
        print(f"# {told['answers']} accounts {told['statuses']}; {n} rounds of consents; {self.memory():.0f} MB")
        self.assertLessEqual(set(told["statuses"]), {"201", "409", "429"})
        self.assertGreater(told["statuses"]["429"], 0)
        self.assertGreater(n, 0)
        self.assertLess(self.memory(), MOST_MEMORY)

    def test_stopped(self):
        """Told to stop in the middle of it, it ends as always."""
        flood = self.load(200, 0, "GET /v1/platform HTTP/1.1")
        self.addCleanup(flood.stdout.close)
        self.addCleanup(flood.wait, 30)
        begun = time.monotonic()
        while time.monotonic() < begun + 1:
            self.assertEqual(self.person.get("/v1/me")["login"], "wang")
        self.process.terminate()
        self.assertEqual(self.process.wait(30), 0)

    def test_idle_and_slow(self):
        before = self.memory()
        idle = []
        for number in range(N_IDLE):
            connection = socket.create_connection(("127.0.0.1", self.port), timeout=10)
            self.addCleanup(connection.close)
            # Some say nothing, some begin a request that never ends.
            if number % 2:
                connection.sendall(b"POST /v1/consents HTTP/1.1\r\nHost: seal.example\r\nContent-Length: 60000\r\nX-")
            idle.append(connection)
        for _ in range(20):
            for connection in idle[1::2]:
                connection.sendall(b"a")
            self.assertEqual(self.person.get("/v1/me")["login"], "wang")
        print(f"# {N_IDLE} connections: {self.memory() - before:.0f} MB")
        self.assertLess(self.memory() - before, 60)


if __name__ == "__main__":
    harness.main()
