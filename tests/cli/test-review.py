#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An operator's decisions without a screen: people by their pictures, enterprises by the register."""

import base64
import os
import pathlib
import re
import subprocess
import sys

import harness

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "platform"))

from person import PASSWORD, Api, new_request  # noqa: E402

DAEMON = os.environ["VERMILIOND"]


class Review(harness.Case):
    def setUp(self):
        super().setUp()
        data = self.dir / "platform"
        daemon = subprocess.Popen([DAEMON, "--data", data, "--listen", "127.0.0.1:0", "--open-registration",
                                   "--identification", "review"], stdout=subprocess.PIPE, text=True)
        self.addCleanup(daemon.stdout.close)
        self.addCleanup(daemon.wait, 30)
        self.addCleanup(daemon.terminate)
        self.url = re.match(r"listening on (\S+)", daemon.stdout.readline())[1]
        self.person = Api(self.url, "wang")
        self.person.accept_everything()
        self.operator = Api(self.url, "operator")
        self.secret = self.dir / "operator.txt"
        self.secret.write_text(PASSWORD + "\n")
        self.secret.chmod(0o600)
        self.ctl("platform", "login", "operator", "--url", self.url, "--password-file", self.secret)
        self.ctl("platform", "review", "list", exit=5)
        subprocess.run([DAEMON, "--data", data, "--grant", "operator=ca-operator"], check=True)

    def picture(self, word):
        """A JPEG of its own for each."""
        return subprocess.run(["convert", "-size", "640x480", "xc:#a08060", "-annotate", "+40+40", word, "jpeg:-"],
                              check=True, stdout=subprocess.PIPE).stdout

    def send(self):
        """An identification with its pictures: (id, word → JPEG)."""
        identity = self.person.post("/v1/identity-sessions", {"request": new_request(self.dir)})
        token = self.person.post("/v1/phone/scan", {"secret": identity["verification_uri"].partition("#")[2]})["token"]
        phone = self.person.post("/v1/phone/confirm", {"token": token, "match_code": identity["match_code"]})
        pictures = {word: self.picture(word) for word in phone["challenge"].split()}
        self.person.post("/v1/phone/pictures", {"token": token, "pictures": [
            {"jpeg": base64.b64encode(jpeg).decode()} for jpeg in pictures.values()]})
        return identity["id"], pictures

    def tag(self, identity):
        """As a person: of what was looked at."""
        [shown] = self.json("platform", "review", "show", identity)
        return shown["etag"]

    def state(self, identity):
        return self.person.get(f"/v1/identity-sessions/{identity}")

    def test_people(self):
        identity, pictures = self.send()
        [waits] = self.json("platform", "review", "list")
        self.assertEqual((waits["kind"], waits["id"], waits["name"], waits["id_last_four"]),
                         ("person", identity, "王小明", "001X"))
        folder = self.dir / "pictures"
        said, _ = self.ctl("platform", "review", "show", identity, "--pictures", folder)
        self.assertIn("王小明", said)
        self.assertEqual(len(pictures), 3)
        for number, (word, jpeg) in enumerate(pictures.items(), 1):
            path = folder / f"{number}-{word}.jpg"
            self.assertEqual(path.read_bytes(), jpeg)
            self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        # Never over what is there.
        self.ctl("platform", "review", "show", identity, "--pictures", folder, exit=8)
        self.assertEqual(len(list(folder.iterdir())), 3)
        self.ctl("platform", "review", "reject", identity, exit=2)
        self.ctl("platform", "review", "reject", identity, "--reason", "no tag", exit=2)
        self.assertEqual(len(list(folder.iterdir())), 3)
        keep = folder / "notes.txt"
        keep.write_text("mine")
        tag = re.search(r"--etag (\w+)", said)[1]
        _, told = self.ctl("platform", "review", "reject", identity, "--reason", "the face is covered", "--etag", tag)
        self.assertIn("its pictures are removed", told)
        self.assertEqual(list(folder.iterdir()), [keep])
        after = self.state(identity)
        self.assertEqual((after["state"], after["reason"]), ("failed", "the face is covered"))
        _, told = self.ctl("platform", "review", "accept", identity, "--etag", tag, exit=5)
        self.assertIn("It is decided already", told)
        self.assertEqual(self.ctl("platform", "review", "list")[0], "")
        identity, _ = self.send()
        # Who has only seen the list has not seen the pictures.
        [waits] = self.json("platform", "review", "list")
        _, told = self.ctl("platform", "review", "accept", identity, "--etag", waits["etag"], exit=5)
        self.assertIn("You have not looked", told)
        self.ctl("platform", "review", "accept", identity, "--etag", self.tag(identity))
        self.assertEqual(self.state(identity)["state"], "passed")

    def test_faces_do_not_stay(self):
        """What somebody else decided on, or what was withdrawn, leaves no pictures here either."""
        folder = self.dir / "one/two"
        identity, _ = self.send()
        self.ctl("platform", "review", "show", identity, "--pictures", folder)
        self.ctl("platform", "review", "list")
        self.assertEqual(len(list(folder.iterdir())), 3)
        self.operator.decide(f"/v1/reviews/{identity}", "reject", "somebody was faster")
        _, told = self.ctl("platform", "review", "list")
        self.assertIn(f"{identity}: its pictures are removed", told)
        self.assertFalse(folder.exists())
        self.assertEqual([path for path in self.dir.rglob("review-pictures.ini")], [])
        identity, _ = self.send()
        [shown] = self.json("platform", "review", "show", identity)
        self.ctl("platform", "review", "show", identity, "--pictures", folder)
        self.person.send("DELETE", f"/v1/identity-sessions/{identity}")
        self.ctl("platform", "review", "accept", identity, "--etag", shown["etag"], exit=5)
        self.assertFalse(folder.exists())

    def test_own(self):
        """An operator who applies is shown their own as somebody else's to decide on, and no picture of it."""
        subprocess.run([DAEMON, "--data", self.dir / "platform", "--grant", "wang=ca-operator"], check=True)
        identity, _ = self.send()
        self.ctl("platform", "login", "wang", "--url", self.url, "--password-file", self.secret)
        [waits] = self.json("platform", "review", "list")
        self.assertTrue(waits["own"])
        for verb in (["show", identity, "--pictures", self.dir / "own"],
                     ["accept", identity, "--etag", waits["etag"]]):
            _, told = self.ctl("platform", "review", *verb, exit=5)
            self.assertIn("This is your own application", told)
            self.assertIn("another operator does", told)
        self.assertFalse((self.dir / "own").exists())

    def test_what_was_seen_is_decided_on(self):
        """A claim that was reported as wrong meanwhile is another one."""
        identity, _ = self.send()
        [seen] = self.json("platform", "review", "show", identity)
        _, refused = self.ctl("platform", "review", "accept", identity, "--etag", "0" * len(seen["etag"]), exit=5)
        self.assertIn("It has changed in the meantime", refused)
        self.ctl("platform", "review", "accept", identity, "--etag", seen["etag"])
        claim = self.person.post("/v1/organisations", {"name": "贵州山水科技有限公司",
                                                       "credit_code": "91520115MA6H00001H"})
        [seen] = self.json("platform", "review", "list")
        accept = ["platform", "review", "accept", claim["id"], "--enterprise", "--etag"]
        self.ctl(*accept, seen["etag"])
        self.person.post(f"/v1/organisations/{claim['id']}/report", {"reason": "the name is mistyped"})
        _, refused = self.ctl(*accept, seen["etag"], exit=5)
        self.assertIn("It has changed in the meantime", refused)
        [now] = self.json("platform", "review", "list")
        self.assertEqual(now["doubt"], "the name is mistyped")
        self.ctl(*accept, now["etag"])

    def test_enterprises(self):
        identity, _ = self.send()
        self.ctl("platform", "review", "accept", identity, "--etag", self.tag(identity))
        claim = self.person.post("/v1/organisations", {"name": "贵州山水科技有限公司",
                                                       "credit_code": "91520115MA6H00001H"})
        [waits] = self.json("platform", "review", "list")
        self.assertEqual((waits["kind"], waits["id"], waits["legal_representative"]),
                         ("enterprise", claim["id"], "王小明"))
        # As a person there is none of that name.
        self.ctl("platform", "review", "accept", claim["id"], "--etag", waits["etag"], exit=5)
        self.ctl("platform", "review", "accept", claim["id"], "--enterprise", exit=2)
        self.ctl("platform", "review", "accept", claim["id"], "--enterprise", "--etag", waits["etag"])
        self.assertEqual(self.person.get("/v1/organisations")["items"][0]["state"], "confirmed")
        # The register says something else by now.
        [seen] = self.json("platform", "review", "show", "91520115MA6H00001H", "--enterprise")
        self.assertEqual((seen["id"], seen["state"]), (claim["id"], "confirmed"))
        doubt = ["platform", "review", "doubt", claim["id"], "--etag", seen["etag"]]
        self.ctl(*doubt, exit=2)
        said, _ = self.ctl(*doubt, "--reason", "struck off")
        self.assertIn("in doubt", said)
        _, refused = self.ctl(*doubt, "--reason", "struck off", exit=5)
        [waits] = self.json("platform", "review", "list")
        self.assertEqual((waits["id"], waits["doubt"], waits["state"]), (claim["id"], "struck off", "claimed"))
        # Its representative gives it up.
        self.ctl("platform", "login", "wang", "--url", self.url, "--password-file", self.secret)
        self.assertIn("91520115MA6H00001H", self.ctl("platform", "enterprises")[0])
        self.ctl("platform", "withdraw", "91520115MA6H00001H")
        self.assertEqual(self.ctl("platform", "enterprises")[0], "")
        self.ctl("platform", "withdraw", "91520115MA6H00001H", exit=2)


if __name__ == "__main__":
    harness.main()
