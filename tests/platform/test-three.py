#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Three processes on one PostgreSQL are one platform, and go on when one is killed in mid-request."""

import concurrent.futures
import http.client
import re
import subprocess
import urllib.error

import daemons
from person import Api, new_request

N_REQUESTS = 120
LOST = (http.client.HTTPException, ConnectionError, urllib.error.URLError)


class Three(daemons.Case):
    N = 3

    def test_each_step_at_another(self):
        first, second, third = self.urls
        person = Api(first, "wang")
        person.url = second
        person.accept_everything()
        person.url = third
        request = new_request(self.dir)
        identity = person.post("/v1/identity-sessions", {"request": request})
        secret = identity["verification_uri"].split("#")[1]
        person.url = first
        phone = person.post("/v1/phone/scan", {"secret": secret})
        person.url = second
        self.assertEqual(person.get(f"/v1/identity-sessions/{identity['id']}")["state"], "scanned")
        person.post("/v1/phone/confirm", {"token": phone["token"], "match_code": identity["match_code"]})
        person.url = third
        certificate = person.post("/v1/certificates", {"session": identity["id"], "request": request})
        for url in self.urls:
            person.url = url
            self.assertEqual(person.get(f"/v1/certificates/{certificate['serial']}"), certificate)
        person.url = first
        # The nonce of one process is good on another.
        serial = certificate["serial"]
        person.act(self.dir, "suspendCertificate", f"/v1/certificates/{serial}/suspend", serial,
                   at=person.at(second))
        for url in self.urls:
            person.url = url
            self.assertEqual(person.get(f"/v1/certificates/{certificate['serial']}")["state"], "suspended")
            self.assertIn(int(certificate["serial"], 16), self.listed(url))

    def listed(self, url):
        """Serial numbers of the revocation list that a process gives out."""
        path = self.dir / "list.crl"
        Api.fetch(f"{url}/crl/authority.crl", path)
        text = subprocess.run(["openssl", "crl", "-inform", "DER", "-in", path, "-noout", "-text"], check=True,
                              capture_output=True, text=True).stdout
        return [int(number, 16) for number in re.findall(r"Serial Number: ([0-9A-F]+)", text)]

    def test_one_killed(self):
        person = Api(self.urls[0], "zhang")
        person.accept_everything()
        request = new_request(self.dir)
        body = {"request": request}

        def send(number):
            """The same request, at the next process where one has gone."""
            for attempt in range(8):
                url = self.urls[(number + attempt) % 3]
                try:
                    return person.at(url).send("POST", "/v1/identity-sessions", body, key=f"once-{number}")["id"]
                except LOST as problem:
                    if isinstance(problem, urllib.error.HTTPError) and problem.code not in (409, 503):
                        raise
            raise AssertionError(f"request {number} found nobody")

        with concurrent.futures.ThreadPoolExecutor(24) as pool:
            pending = [pool.submit(send, number) for number in range(N_REQUESTS)]
            concurrent.futures.wait(pending[:N_REQUESTS // 4])
            self.processes[1].kill()
            ids = [future.result() for future in pending]
        self.assertEqual(len(set(ids)), N_REQUESTS)
        self.assertEqual(self.count("identity_session"), N_REQUESTS)
        self.assertEqual(self.count("evidence WHERE type = 'identification-begun'"), N_REQUESTS)
        again = [send(number) for number in range(0, N_REQUESTS, 7)]
        self.assertEqual(again, ids[::7])
        self.assertIsNone(self.processes[0].poll())
        self.assertIsNone(self.processes[2].poll())


if __name__ == "__main__":
    daemons.harness.main()
