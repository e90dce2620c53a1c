#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person's program says to a platform, without one."""

import base64
import copy
import hashlib
import itertools
import json
import subprocess
import urllib.request
import zlib

PASSWORD = "correct horse battery"
STATEMENT = "2.25.113586357026017873806660918049897772972.20"


class Api:
    """Somebody with an account, logged in."""

    keys = itertools.count()

    def __init__(self, url, login):
        self.url, self.login, self.token = url, login, None
        # Each login is of somebody else.
        self.id_number = f"5201{zlib.crc32(login.encode()):010d}001X"
        self.post("/v1/accounts", {"login": login, "password": PASSWORD, "name": "王小明",
                                   "id_number": self.id_number})
        self.token = self.post("/v1/sessions", {"login": login, "password": PASSWORD})["token"]

    def at(self, url):
        """The same person, speaking to another process of the platform."""
        other = copy.copy(self)
        other.url = url
        return other

    def send(self, method, path, body=None, key=None, act=None, etag=None):
        headers = {"Content-Type": "application/json"}
        if etag:
            headers["If-Match"] = f'"{etag}"'
        if act:
            headers["Vermilion-Act"] = act
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

    def look(self, path):
        """What an operator sees of an identification or a claim, and decides on: its tag."""
        if path.startswith("/v1/reviews/"):
            return self.get(path)["etag"]
        where, _, name = path.rpartition("/")
        return next(item["etag"] for item in self.get(where)["items"] if item["id"] == name)

    def decide(self, path, verb, reason=None):
        """As an operator, who has looked."""
        return self.send("POST", f"{path}/{verb}", reason and {"reason": reason}, etag=self.look(path))

    def act(self, folder, operation, path, serial, body=None, at=None):
        """Something that counts, signed by openssl with the key in folder/key.pem; at: the process of
        the platform that gets it, where that is another than the one that gave out the nonce."""
        header = self.sign_act(folder, operation, serial, serial, body)
        return (at or self).send("POST", path, body, act=header)

    def sign_act(self, folder, operation, thing, serial, body=None):
        """The header of it; serial: of the certificate that it is signed with."""
        challenge = self.post("/v1/act-challenges", {"operation": operation, "object": thing})
        der = base64.b64decode(self.get(f"/v1/certificates/{serial}")["der"])
        subprocess.run(["openssl", "x509", "-inform", "DER", "-out", folder / "key.crt"], input=der, check=True)
        said = {"purpose": "vermilion-statement", "v": 1, "act": operation, "object": thing,
                "state": challenge["state"], "platform": challenge["platform"],
                "nonce": challenge["nonce"], "time": challenge["created"]}
        for name, value in (body or {}).items():
            if name == "request":
                said["body.request.sha256"] = hashlib.sha256(base64.b64decode(value)).hexdigest()
            else:
                said[f"body.{name}"] = "\n".join(value) if isinstance(value, list) else value
        text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        cms = subprocess.run(["openssl", "cms", "-sign", "-binary", "-cades", "-md", "sha256", "-outform", "DER",
                              "-econtent_type", STATEMENT, "-signer", folder / "key.crt", "-inkey",
                              folder / "key.pem"], input=text, check=True, capture_output=True).stdout
        return challenge["nonce"] + "." + base64.b64encode(cms).decode()

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
