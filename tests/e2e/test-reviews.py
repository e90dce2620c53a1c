#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operator's room against a real platform of its own: people with pictures, in person, and
enterprises; decided with the keyboard, by somebody else, and while the platform does not answer."""

import base64
import importlib
import json
import os
import re
import select
import socket
import subprocess
import sys
import threading
import time

from e2e import BUILD, Failure, ROOT, Session, main, wait_for
from journey import no_complaints
from reader import assert_named

sys.path.insert(0, str(ROOT / "tests/platform"))

from person import PASSWORD, Api, new_request  # noqa: E402

enterprise = importlib.import_module("test-enterprise")
identity = importlib.import_module("test-identity")

DAEMON = BUILD / "src/daemon/vermiliond"
NAMES = ["王小明", "李雷", "韩梅梅"]


class Platform:
    """A service that operators verify people for, and who waits there."""

    def __init__(self, session, options=()):
        self.session, self.options = session, options
        self.folder = session.folder / "platform"
        self.port = "0"
        self.people = 0
        self.start()
        self.operator = Api(self.url, "operator")
        self.run("--grant", "operator=ca-operator")

    def run(self, *options):
        subprocess.run([DAEMON, "--data", self.folder, *options], check=True, stdout=subprocess.DEVNULL)

    def start(self):
        self.daemon = subprocess.Popen(
            [DAEMON, "--data", self.folder, "--listen", f"127.0.0.1:{self.port}", "--open-registration",
             "--identification", "review", *self.options], stdout=subprocess.PIPE, text=True)
        self.session.children.append(self.daemon)
        self.url = re.match(r"listening on (\S+)", self.daemon.stdout.readline())[1]
        self.port = self.url.rpartition(":")[2]

    def stop(self):
        self.daemon.terminate()
        self.daemon.wait(30)

    def person(self, name):
        self.people += 1
        login = f"person{self.people}"
        person = Api.__new__(Api)
        person.url, person.login, person.token = self.url, login, None
        person.post("/v1/accounts", {"login": login, "password": PASSWORD, "name": name,
                                     "id_number": f"5201{self.people:010d}001X"})
        person.token = person.post("/v1/sessions", {"login": login, "password": PASSWORD})["token"]
        return person

    def wait_in_line(self, name, photos=None):
        """A person whose phone has sent its pictures; without any, who comes to the office."""
        person = self.person(name)
        for item in person.get("/v1/agreements")["items"]:
            if item["language"] == "en" and (photos is not None or not item["agreement"].startswith("face")):
                person.post("/v1/consents", {key: item[key] for key in
                                             ("agreement", "version", "language", "sha256")})
        made = self.session.folder / f"request{self.people}"
        made.mkdir()
        self.send(person, person.post("/v1/identity-sessions", {"request": new_request(made)}), photos)
        person.name = name
        return person

    def send(self, person, identity, photos):
        secret = identity["verification_uri"].partition("#")[2]
        token = person.post("/v1/phone/scan", {"secret": secret})["token"]
        phone = person.post("/v1/phone/confirm", {"token": token, "match_code": identity["match_code"]})
        if photos is not None:
            pictures = [{"jpeg": base64.b64encode(photos(word)).decode()} for word in phone["challenge"].split()]
            person.post("/v1/phone/pictures", {"token": token, "pictures": pictures})
        person.identity = identity["id"]

    def queue(self, people):
        """Them in the order of the list: of those that came in one second it is any."""
        order = [item["id"] for item in self.operator.get("/v1/reviews")["items"]]
        return sorted(people, key=lambda person: order.index(person.identity))

    def state(self, person):
        return person.get(f"/v1/identity-sessions/{person.identity}")


def photo(word):
    """A portrait of sorts, as a phone makes it: 960×1280, upright only by what its EXIF says."""
    return subprocess.run(
        ["convert", "-size", "960x1280", "gradient:#8fb4d8-#30506e", "-fill", "#e8b48c", "-draw",
         "ellipse 480,560 230,310 0,360", "-fill", "#2b2320", "-draw", "ellipse 400,520 26,16 0,360", "-draw",
         "ellipse 560,520 26,16 0,360", "-draw", "arc 400,620 560,740 20,160", "-fill", "white", "-pointsize", "60",
         "-gravity", "south", "-annotate", "+0+40", word, "-quality", "80", "jpeg:-"],
        check=True, stdout=subprocess.PIPE).stdout


def bomb(word):
    """The header of a JPEG of 60,000 × 60,000 pixels, and nothing behind it."""
    good = photo(word)
    at = re.search(rb"\xff\xc0\x00\x11\x08", good).end()
    return good[:at] + b"\xea\x60\xea\x60" + good[at + 4:at + 2000]


def open_room(session, platform, language=None):
    """The window of the operator, logged in through it."""
    root = json.loads(subprocess.run(["curl", "-sf", platform.url + "/v1/authority"], check=True,
                                     stdout=subprocess.PIPE).stdout)["root"]
    fingerprint = subprocess.run(["sha256sum"], input=base64.b64decode(root), check=True,
                                 stdout=subprocess.PIPE).stdout.split()[0].decode()
    group = subprocess.run(["sha256sum"], input=platform.url.encode(), check=True,
                           stdout=subprocess.PIPE).stdout.split()[0].decode()
    folder = session.folder / "data/vermilion"
    folder.mkdir(mode=0o700, exist_ok=True)
    memory = folder / "platforms.ini"
    memory.write_text(f"[desktop]\naddress={platform.url}\n[{group}]\naddress={platform.url}\nroot={fingerprint}\n"
                      f"session={platform.operator.token}\n")
    memory.chmod(0o600)
    return session.start()


def enter(program, waiting=None):
    """By the key of the room, once the program knows who is logged in."""
    def look():
        program.key("alt+8")
        return any(line == "room reviews" for line in program.events())
    wait_for("the room", look, 20)
    if waiting is not None:
        program.expect(rf"reviews queue {waiting}$", 20)


def press(program, name):
    import pyatspi

    def look():
        return next((node for node in program.seek("push button", name)
                     if node.getState().contains(pyatspi.STATE_SENSITIVE)), None)
    program.press(wait_for(f"button “{name}”", look))


def is_sensitive(node):
    import pyatspi
    return node.getState().contains(pyatspi.STATE_SENSITIVE)


def work(program):
    """Seconds that the main thread has run for so far."""
    with open(f"/proc/{program.process.pid}/task/{program.process.pid}/schedstat") as file:
        return int(file.read().split()[0]) / 1e9


def is_at_rest(program):
    """Whether the window does nothing where nothing happens: what turns unseen keeps a processor awake."""
    before = work(program)
    time.sleep(0.5)
    return work(program) - before < 0.005


def test_decided_with_the_keyboard():
    with Session() as session:
        platform = Platform(session)
        people = platform.queue([platform.wait_in_line(name, photo) for name in NAMES])
        program = open_room(session, platform)
        # Where decisions are to be kept nothing can be: they count all the same, and that is said.
        (session.folder / "data/vermilion/reviews").touch()
        enter(program, 3)
        # Nothing is opened by itself: that somebody looked is on record.
        if any("review " in line for line in program.events()):
            raise Failure("a review was opened unasked")
        program.key("j")
        program.expect(r"review 2 open", 20)
        wait_for("the room at rest", lambda: is_at_rest(program))
        program.find("label", people[0].name)
        program.find("label", "^•+$")
        if program.find("label", "001X", all=True):
            raise Failure("the number is shown unasked")
        program.click(*program.centre(program.find("push button", "^Show$"), "Vermilion"))
        program.find("label", "••••001X")
        if len(program.find("push button", "^Enlarge: ", all=True)) != 3:
            raise Failure("not three pictures")
        program.mark()
        program.key("a")
        program.expect("review-decided accepted", 20)
        program.find("alert", f"^{people[0].name}: accepted$")
        program.find("label", "^Your decisions are not kept on this computer")
        (session.folder / "data/vermilion/reviews").unlink()
        program.expect(r"review 2 open", 20)
        assert platform.state(people[0])["state"] == "passed"
        program.find("label", people[1].name)
        # In the entry of the reason, J, K, A and R are letters.
        program.key("r")
        program.type("jark face is covered")
        program.key("Return")
        program.expect("review-decided rejected", 20)
        wait_for("the disk to be well again", lambda: not program.find("label", "^Your decisions are not kept", all=True))
        after = platform.state(people[1])
        assert (after["state"], after["reason"]) == ("failed", "jark face is covered"), after
        assert platform.state(people[2])["state"] == "in-progress"
        no_complaints(program)


def test_decided_elsewhere_and_offline():
    with Session() as session:
        platform = Platform(session)
        people = platform.queue([platform.wait_in_line(name, photo) for name in NAMES])
        program = open_room(session, platform)
        enter(program, 3)
        program.key("j")
        program.expect(r"review 2 open", 20)
        platform.operator.decide(f"/v1/reviews/{people[0].identity}", "reject", "somebody was faster")
        program.key("a")
        program.expect(r"review 6 -", 20)
        program.find("label", "No longer waiting")
        assert platform.state(people[0])["reason"] == "somebody was faster", platform.state(people[0])
        # Other pictures came in the meantime: nobody accepts what they have not seen.
        program.key("j")
        program.expect(r"review 2 open", 20)
        platform.send(people[1], people[1].post(f"/v1/identity-sessions/{people[1].identity}/refresh"), photo)
        program.key("a")
        program.find("label", "It has changed in the meantime")
        assert platform.state(people[1])["state"] == "in-progress", platform.state(people[1])
        program.expect(r"review 0 -", 20)
        program.mark()
        for node in program.find("push button", "^Try Again$", all=True):
            program.press(node)  # the list has one, too, which is out of sight
        program.expect(r"review 2 open", 20)
        # The platform does not answer, and the operator goes on: the decision is not taken for made, and not lost.
        platform.stop()
        program.mark()
        program.key("a")
        program.expect(r"review 3 -", 20)
        program.key("j")
        wait_for("the bar", lambda: program.find("label", "^1 decision is not sent", all=True), 60)
        program.find("label", "^Your decision is not sent$")
        platform.start()
        assert platform.state(people[1])["state"] == "in-progress", platform.state(people[1])
        press(program, "^Go to It$")
        program.find("label", "^Your decision is not sent: accept")
        program.mark()
        press(program, "^Send Again$")
        program.expect("review-decided accepted", 30)
        assert platform.state(people[1])["state"] == "passed", platform.state(people[1])
        if program.find("label", "^1 decision is not sent", all=True):
            raise Failure("what is sent is told as not sent")
        no_complaints(program)


class Relay:
    """Between the program and the platform; while it is deaf, the answer to a decision is lost. A platform that stands
    still would not even be told: it is recognised on each connection first."""

    def __init__(self, port):
        self.port, self.deaf = port, False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.relay, args=[client], daemon=True).start()

    def relay(self, client):
        with client:
            try:
                with socket.create_connection(("127.0.0.1", self.port)) as server:
                    self.pass_on(client, server)
            except OSError:
                pass  # one of them is gone, and the other one is told by that

    def pass_on(self, client, server):
        decides = False
        while True:
            for ready in select.select([client, server], [], [])[0]:
                data = ready.recv(65536)
                if not data:
                    return
                decides = decides or ready is client and b"/accept HTTP" in data
                if ready is client:
                    server.sendall(data)
                elif not (decides and self.deaf):
                    client.sendall(data)


def kept(session):
    """The files that decisions are kept in."""
    return list((session.folder / "data/vermilion/reviews").glob("*"))


def test_decisions_survive_a_crash():
    """Killed while a decision is on its way: of one that arrived it is told so, one that did not waits and is sent with
    the key that it had, and of one that somebody else was faster with it is told that."""
    with Session() as session:
        platform = Platform(session)
        people = platform.queue([platform.wait_in_line(name, photo) for name in NAMES])
        relay = Relay(int(platform.port))
        platform.url = relay.url
        program = open_room(session, platform)
        waiting = 3
        for person, fate in zip(people, ("arrived", "waits", "missed")):
            enter(program, waiting)
            program.mark()
            program.key("j")
            program.expect(r"review 2 open", 20)
            if fate == "arrived":
                relay.deaf = True
            else:
                platform.stop()
            program.key("a")
            program.expect(r"review 3 -", 20)
            [file] = kept(session)
            if fate == "arrived":
                wait_for("the decision", lambda: platform.state(person)["state"] == "passed")
            program.kill()
            text = file.read_text()
            assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
            assert person.identity in text and "001X" not in text and platform.operator.token not in text, text
            relay.deaf = False
            if fate != "arrived":
                platform.start()
            if fate == "missed":
                platform.operator.get(f"/v1/reviews/{person.identity}")
                platform.operator.decide(f"/v1/reviews/{person.identity}", "reject", "somebody was faster")
            program = session.start()
            if fate == "waits":
                enter(program, waiting)
                assert platform.state(person)["state"] == "in-progress"
                press(program, "^Go to It$")
                program.find("label", "^Your decision is not sent: accept")
                assert kept(session) == [file] and file.read_text() == text
                press(program, "^Send Again$")
                program.expect("review-decided accepted", 30)
                assert platform.state(person)["state"] == "passed"
                program.kill()
                program = session.start()
            else:
                enter(program)
                program.expect(f"review-{fate}", 20)
                program.find("alert", f"^{person.name}: " + ("accepted by you" if fate == "arrived" else "decided already"))
            assert kept(session) == [], kept(session)
            waiting -= 1
        no_complaints(program)


def test_hostile_pictures_and_in_person():
    with Session() as session:
        platform = Platform(session)
        hostile = platform.wait_in_line(NAMES[0], lambda word: bomb(word) if word == "face" else photo(word))
        second = int(time.time())
        wait_for("the next second", lambda: int(time.time()) > second)
        visitor = platform.wait_in_line(NAMES[1])
        program = open_room(session, platform)
        enter(program, 2)
        program.key("j")
        # Open, and not to be accepted: one of the pictures cannot be seen.
        program.expect(r"review 2 -", 20)
        program.find("label", "This picture cannot be shown")
        if is_sensitive(program.find("push button", "^Accept$")):
            raise Failure("what cannot be seen can be accepted")
        program.key("a", "r")
        program.type("one picture is damaged")
        program.key("Return")
        program.expect("review-decided rejected", 20)
        assert platform.state(hostile)["state"] == "failed"
        program.find("label", "There are no pictures")
        press(program, "^Accept$")
        program.expect("review-decided accepted", 20)
        program.expect("reviews empty 0", 20)
        assert platform.state(visitor)["state"] == "passed"
        no_complaints(program)


def test_enterprises():
    with Session() as session:
        platform = Platform(session)
        person = platform.wait_in_line(NAMES[0], photo)
        platform.operator.decide(f"/v1/reviews/{person.identity}", "accept")
        claims = [person.post("/v1/organisations", {"name": name, "credit_code": code}) for name, code in
                  (("贵州山水科技有限公司", "91520115MA6H00001H"), ("贵阳云岩商贸有限公司", "91520103MA6H000028"))]
        program = open_room(session, platform)
        enter(program, 2)
        program.key("j")
        program.expect(r"review 2 open", 20)
        program.find("label", NAMES[0])
        shown = [claim for claim in claims if program.find("label", f"^{claim['credit_code']}$", all=True)]
        assert len(shown) == 1, shown
        claims.sort(key=lambda claim: claim not in shown)
        program.mark()
        program.key("a")
        program.expect("review-decided accepted", 20)
        program.key("r")
        program.type("not in the register")
        press(program, "^Reject$")
        program.expect("review-decided rejected", 20)
        now = {item["id"]: (item["state"], item.get("reason")) for item in person.get("/v1/organisations")["items"]}
        assert now[claims[0]["id"]][0] == "confirmed", now
        assert now[claims[1]["id"]] == ("rejected", "not in the register"), now
        put_in_doubt(program, claims)
        doubted = person.get("/v1/organisations")["items"]
        assert [item["state"] for item in doubted if item["id"] == claims[0]["id"]] == ["claimed"], doubted
        no_complaints(program)


def put_in_doubt(program, claims):
    """An enterprise that was confirmed, found by its code; it waits again, and then not twice."""
    press(program, "^Doubt an Enterprise…$")
    for code, event, words in ((claims[1]["credit_code"], "enterprise unknown", "^No enterprise with this code is"),
                               (claims[0]["credit_code"].lower(), "enterprise confirmed", "^Confirmed$")):
        identity.fill(program, "Unified social credit code", code)
        press(program, "^Look Up$")
        program.expect(event, 20)
        program.find(None, words)
        if is_sensitive(program.find("push button", "^Put in Doubt$")):
            raise Failure("what is not confirmed, or without a reason, can be put in doubt")
    assert_named(program, "an enterprise that is doubted")
    program.type("the register has another name")
    program.mark()
    program.key("Return")
    program.expect("doubt placed", 20)
    program.find("alert", "in doubt, and waits for a decision$")
    program.expect("reviews queue 1", 20)
    press(program, "^Doubt an Enterprise…$")
    identity.fill(program, "Unified social credit code", claims[0]["credit_code"])
    press(program, "^Look Up$")
    program.expect("enterprise claimed", 20)
    program.find("label", "^It waits for a decision already")
    program.key("Escape")


def test_own_and_looked_for():
    """An operator's own application is shown as somebody else's to decide; and one is found among many, with all of
    its pictures side by side in a small window."""
    with Session(800, 600) as session:
        platform = Platform(session)
        platform.operator.accept_everything()
        made = session.folder / "own-request"
        made.mkdir()
        platform.send(platform.operator,
                      platform.operator.post("/v1/identity-sessions", {"request": new_request(made)}), photo)
        second = int(time.time())
        wait_for("the next second", lambda: int(time.time()) > second)
        for name in [*NAMES, "Anna Berg"]:
            platform.wait_in_line(name, photo)
        program = open_room(session, platform)
        enter(program, 5)
        program.find("label", "^Yours: another operator decides$")
        program.key("j")
        program.expect(r"review 0 -", 20)
        program.find("label", "^This is your own application")
        if program.find("push button", "^Accept$", all=True):
            raise Failure("one's own application can be accepted")
        program.mark()
        program.key("ctrl+f")
        # Letters here, keys of the room no longer.
        program.type("berg")
        wait_for("one row", lambda: not program.find("label", f"^{NAMES[1]}$", all=True))
        program.key("Return")
        program.expect(r"review 2 open", 20)
        program.find("label", "^Anna Berg$")
        places = [program.centre(node, "^Vermilion$") for node in program.find("push button", "^Enlarge: ", all=True)]
        assert len(places) == 3 and len({y for _, y in places}) == 1, places
        program.key("a")
        program.expect("review-decided accepted", 20)
        program.find("label", "^Nothing that waits matches this")
        no_complaints(program)


def send_by_code(session, platform, program):
    """What the phone does, which reads the code off the screen."""
    code = program.find("label", r"^\d{4}$").name
    picture = session.folder / "screen.png"

    def look():
        session.shot(picture)
        return re.search(rb"http\S+#(\S+)", session.output("zbarimg", "-q", "--raw", picture))
    person = platform.operator
    platform.send(person, {"verification_uri": "#" + wait_for("the code", look, 20)[1].decode(), "match_code": code,
                           "id": None}, photo)


def test_nobody_waits_at_the_screen():
    """Pictures that are with the office stay there when the window is closed, and are not sent twice."""
    with Session() as session:
        platform = Platform(session)
        operator, platform.operator = platform.operator, platform.person(NAMES[0])
        program = open_room(session, platform)
        program.key("alt+4")
        program.expect("identity in none", 20)
        # Away for a moment: nobody is logged out by that, and what could not be had is asked for again.
        platform.stop()
        press(program, "^Apply for a Certificate")
        again = wait_for("another try", lambda: [node for node in program.find("push button", "^Try Again$", all=True)
                                                 if is_sensitive(node)], 30)
        platform.start()
        program.press(again[0])
        identity.agree(program)
        identity.lock(program)
        press(program, "^Cannot Read the Code")
        program.find("label", "^http://127.*/phone#[0-9a-f]{32}$")
        program.key("Escape")
        send_by_code(session, platform, program)
        program.expect("identification in-progress", 20)
        program.find("label", "You may close this window")
        program.mark()
        program.key("Escape")
        program.expect("identity in none", 20)
        for outcome in ("identification in-progress", "certificate"):
            # With the pointer: a window that opens by itself need not get the keyboard.
            program.click(*program.centre(program.find("push button", "^Go On…$"), "^Vermilion$"))
            identity.agree(program)
            program.find("text", "Password for the key").queryEditableText().setTextContents(identity.KEY_PASSWORD)
            press(program, "^Next$")
            program.expect(outcome, 20)
            program.mark()
            program.key("Escape")
            program.expect("identity in", 20)  # the window is gone
            for waits in operator.get("/v1/reviews")["items"]:
                operator.decide(f"/v1/reviews/{waits['id']}", "accept")
        give_up_claim(program, platform.operator)
        no_complaints(program)


def give_up_claim(program, person):
    """Of an enterprise that was claimed by mistake, while an operator has not come to it."""
    enterprise.press_menu(program, "Represent an Enterprise")
    identity.fill(program, "Name of the enterprise", enterprise.NAME)
    identity.fill(program, "Unified social credit code", enterprise.CODE)
    press(program, "^Submit$")
    program.expect("identity in none enterprise claimed", 20)
    assert len(person.get("/v1/organisations")["items"]) == 1
    press(program, "^Enterprise and Members…$")
    program.find("label", "^Waiting for an operator to compare it")
    press(program, "^Withdraw the Claim…$")
    press(program, "^Withdraw( Withdraw)?$")
    program.find("label", "^To be signed: this enterprise is given up")
    enterprise.sign_step(program)
    program.expect("claim withdrawn", 20)
    program.find("alert", "^Claim withdrawn$")
    program.expect("identity in active$", 20)
    assert person.get("/v1/organisations")["items"] == []


def test_nobody_else_sees_it():
    with Session() as session:
        platform = Platform(session)
        platform.operator = platform.person("无关的人")
        program = open_room(session, platform)
        program.key("alt+4")
        program.expect("identity in none", 20)
        program.key("alt+8")
        program.key("alt+1")
        program.expect("room home")
        if any(line == "room reviews" for line in program.events()):
            raise Failure("a stranger is in the operator's room")
        if program.find("list item", "Reviews", all=True):
            raise Failure("a stranger sees the operator's room")
        no_complaints(program)


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    main([test_decided_with_the_keyboard, test_decided_elsewhere_and_offline,
          test_decisions_survive_a_crash, test_hostile_pictures_and_in_person,
          test_enterprises, test_own_and_looked_for, test_nobody_waits_at_the_screen, test_nobody_else_sees_it])
