#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person's program says to a platform, without one."""

import base64
import copy
import itertools
import json
import subprocess
import urllib.request

PASSWORD = "correct horse battery"


class Api:
    """Somebody with an account, logged in."""

    keys = itertools.count()

    def __init__(self, url, login):
        self.url, self.login, self.token = url, login, None
        self.post("/v1/accounts", {"login": login, "password": PASSWORD, "name": "王小明",
                                   "id_number": "52010219900101001X"})
        self.token = self.post("/v1/sessions", {"login": login, "password": PASSWORD})["token"]

    def at(self, url):
        """The same person, speaking to another process of the platform."""
        other = copy.copy(self)
        other.url = url
        return other

    def send(self, method, path, body=None, key=None):
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if method == "POST":
            headers["Idempotency-Key"] = key or f"{self.login}-{next(self.keys)}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def get(self, path):
        return self.send("GET", path)

    def post(self, path, body=None):
        return self.send("POST", path, body)

    def accept_everything(self):
        for item in self.get("/v1/agreements")["items"]:
            if item["language"] == "en":
                self.post("/v1/consents", {key: item[key] for key in ("agreement", "version", "language", "sha256")})

    @staticmethod
    def fetch(url, path):
        with urllib.request.urlopen(url, timeout=30) as answer:
            path.write_bytes(answer.read())


def new_request(folder):
    """A PKCS#10 that OpenSSL makes, in base64; its key is folder/key.pem."""
    der = folder / "request.der"
    subprocess.run(["openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-keyout", folder / "key.pem", "-subj", "/CN=any", "-outform", "DER", "-out", der],
                   check=True, stderr=subprocess.DEVNULL)
    return base64.b64encode(der.read_bytes()).decode()
