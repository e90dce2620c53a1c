#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins at a portal that other people wrote: panva's certified oidc-provider, through its own pages."""

import html
import http.cookiejar
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

import harness  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
MODULES = pathlib.Path(os.environ.get("VERMILION_NODE_JUDGES", HERE / "none")) / "node_modules"
SECRET = "a secret: with & signs"


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


class Person:
    """Somebody with a browser of their own."""

    def __init__(self):
        self.opener = urllib.request.build_opener(
            NoRedirect, urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def visit(self, address, form=None):
        """The page that a browser ends on: (its address, its text)."""
        for _ in range(20):
            data = urllib.parse.urlencode(form).encode() if form else None
            try:
                with self.opener.open(address, data, timeout=30) as answer:
                    return address, answer.read().decode()
            except urllib.error.HTTPError as error:
                if error.code not in (302, 303):
                    raise
                address, form = urllib.parse.urljoin(address, error.headers["Location"]), None
        raise AssertionError("it goes round in circles")

    def log_in(self, address, name):
        here, page = self.visit(address)
        while "/interaction/" in here:
            action = html.unescape(re.search(r'<form[^>]*action="([^"]+)"', page)[1])
            prompt = re.search(r'name="prompt" value="(\w+)"', page)[1]
            here, page = self.visit(urllib.parse.urljoin(here, action),
                                    {"prompt": prompt, "login": name, "password": "any"})
        return here

    def cancel(self, address):
        here, page = self.visit(address)
        return self.visit(urllib.parse.urljoin(here, re.search(r'href="([^"]+/abort)"', page)[1]))[0]

    def enter(self, url, login, code):
        request = urllib.request.Request(f"{url}/v1/portal-logins/{login}/confirm",
                                         json.dumps({"match_code": code}).encode(),
                                         {"Content-Type": "application/json"})
        with self.opener.open(request, timeout=30) as answer:
            return json.load(answer)["state"]


class Service(harness.Case):
    """A platform and the portal that belongs to it."""
    OPTIONS = ["--portal-registration"]

    def setUp(self):
        super().setUp()
        if not MODULES.is_dir() or not shutil.which("node"):
            if os.environ.get("REQUIRE_NODE_JUDGES"):
                self.fail("oidc-provider is not there")
            self.skipTest("oidc-provider is not there")
        self.port, door = free_port(), free_port()
        self.url = f"http://127.0.0.1:{door}"
        secret = self.dir / "secret"
        secret.write_text(SECRET + "\n")
        secret.chmod(0o600)
        self.provider = None
        daemon = subprocess.Popen([os.environ["VERMILIOND"], "--data", self.dir / "platform", "--listen",
                                   f"127.0.0.1:{door}", "--portal-issuer", f"http://127.0.0.1:{self.port}",
                                   "--portal-client-id", "vermilion", "--portal-secret-file", secret,
                                   "--portal-name", "政务服务网", *self.OPTIONS],
                                  stdout=subprocess.PIPE, text=True)
        self.addCleanup(daemon.stdout.close)
        self.addCleanup(daemon.wait, 30)
        self.addCleanup(daemon.terminate)
        self.assertIn("listening", daemon.stdout.readline())
        self.addCleanup(self.stop_portal)

    def stop_portal(self):
        if self.provider:
            self.provider.terminate()
            self.provider.wait(30)
            self.provider.stdout.close()
            self.provider = None

    def start_portal(self, algorithm):
        """With new keys each time."""
        self.stop_portal()
        self.provider = subprocess.Popen(
            ["node", HERE / "node" / "provider.mjs", MODULES, str(self.port), f"{self.url}/portal/callback",
             algorithm], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env=dict(os.environ, SECRET=SECRET))
        self.assertIn("listening", self.provider.stdout.readline())

    def begin(self, *command):
        command = command or ("login", "--portal", "--no-browser", "--url", self.url)
        process = subprocess.Popen([harness.CTL, "platform", *command],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                   env=harness.environment(self.dir / "data"))
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait, 60)
        self.addCleanup(process.terminate)
        address = re.search(r"http\S+", process.stdout.readline())[0]
        code = re.search(r"(\d{4})$", process.stdout.readline().strip())[1]
        return process, address, code

    def come_back(self, address, name, person=None):
        """The id of the login that the browser was left with."""
        page, login = (person or Person()).log_in(address, name).split("#")
        self.assertEqual(page, f"{self.url}/portal")
        return login


class Portal(Service):
    def log_in(self, algorithm, name):
        self.start_portal(algorithm)
        process, address, code = self.begin()
        person = Person()
        page, login = person.log_in(address, name).split("#")
        self.assertEqual(page, f"{self.url}/portal")
        self.assertEqual(person.enter(self.url, login, code), "confirmed")
        said, problems = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, problems)
        self.assertIn("logged in at the portal", said)
        return self.ctl("platform", "status")[0]

    def test_each_algorithm_and_new_keys(self):
        for algorithm in ("RS256", "PS256", "ES256"):
            self.assertIn("王小明", self.log_in(algorithm, "wang"), algorithm)
        self.apply()

    def apply(self):
        """What the portal does not say of a person, they say themselves; then there is a certificate."""
        number = self.dir / "number"
        number.write_text("52010219900101001X\n")
        number.chmod(0o600)
        own = self.dir / "own.p12"
        said, _ = self.ctl("platform", "apply", "-o", own, "--accept", "--confirm-here", "--password-file",
                           self.password_file, "--id-number-file", number)
        self.assertIn("CN=王小明", said)
        self.assertTrue(own.exists())

    def test_cancelled_there(self):
        self.start_portal("RS256")
        process, address, _ = self.begin()
        Person().cancel(address)
        _, problems = process.communicate(timeout=60)
        self.assertNotEqual(process.returncode, 0)
        self.assertIn("cancelled there", problems)

    def test_portal_away(self):
        process, address, _ = self.begin()
        self.assertTrue(Person().visit(address)[0].endswith("/portal#unreachable"))
        self.assertIsNone(process.poll())


class Link(Service):
    """Somebody who has an account, on a platform that gives the portal's people none."""
    OPTIONS = ["--open-registration"]

    def setUp(self):
        super().setUp()
        number = self.dir / "number"
        number.write_text("52010219900101001X\n")
        number.chmod(0o600)
        self.ctl("platform", "register", "lilei", "--name", "李雷", "--id-number-file", number, "--password-file",
                 self.password_file, "--url", self.url)
        self.ctl("platform", "login", "lilei", "--password-file", self.password_file)
        self.start_portal("ES256")

    def link(self, name, person):
        process, address, code = self.begin("portal", "link", "--no-browser", "--password-file", self.password_file)
        login = self.come_back(address, name, person)
        return process, login, code

    def test_linked_and_unlinked(self):
        self.assertEqual(self.ctl("platform", "portal")[0], "")
        person = Person()
        process, login, code = self.link("li", person)
        self.assertEqual(person.enter(self.url, login, code), "used")
        said, problems = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, problems)
        self.assertIn("linked", said)
        # The portal, where the person is logged in by now, asks for the password again all the same.
        process, address, code = self.begin("portal", "link", "--no-browser", "--password-file", self.password_file)
        self.assertIn("/interaction/", person.visit(address)[0])
        listed = self.ctl("platform", "portal")[0]
        number = listed.split("\t")[0]
        self.assertIn(f"http://127.0.0.1:{self.port}", listed)
        process, address, code = self.begin()
        person = Person()
        self.assertEqual(person.enter(self.url, self.come_back(address, "li", person), code), "confirmed")
        self.assertEqual(process.wait(60), 0)
        self.assertIn("lilei", self.ctl("platform", "status")[0])
        self.assertIn("unlinked", self.ctl("platform", "portal", "unlink", number)[0])
        self.assertEqual(self.ctl("platform", "portal")[0], "")

    def test_wrong_password(self):
        wrong = self.dir / "wrong"
        wrong.write_text("not the password\n")
        wrong.chmod(0o600)
        self.ctl("platform", "portal", "link", "--no-browser", "--password-file", wrong, exit=6)

    def test_wrong_use(self):
        for words in (["unlink"], ["link", "x"], ["other"]):
            self.ctl("platform", "portal", *words, exit=2)


class Closed(Service):
    OPTIONS = []

    def test_whoever_is_new_is_told(self):
        self.start_portal("RS256")
        process, address, code = self.begin()
        person = Person()
        login = self.come_back(address, "wang", person)
        with self.assertRaises(urllib.error.HTTPError):
            person.enter(self.url, login, code)
        _, problems = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 5)
        self.assertIn("opens no account for whoever is new", problems, login)
        self.assertIn("Otherwise ask whoever runs the platform", problems)


if __name__ == "__main__":
    harness.main()
