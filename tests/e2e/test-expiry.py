#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A year goes by: what the window and the command line say 60, 30, 7 and 1 days before a certificate
ends, and after it. Platform and window are shown one clock, which is set while they run."""

import hashlib
import importlib
import os
import re
import subprocess

from e2e import BUILD, CTL, Failure, Session, main, wait_for
from journey import no_complaints
from reader import assert_typed_into

identity = importlib.import_module("test-identity")

DAY = 24 * 60 * 60
LOGIN = "wangxiaoming"


class Year:
    """A platform, a person with a certificate there, and the clock of all."""

    def __init__(self, session):
        self.session = session
        self.clock = session.folder / "clock"
        self.set(0)
        session.env.update(LD_PRELOAD=os.environ["CLOCK_SHIFT_LIBRARY"], CLOCK_SHIFT_FILE=str(self.clock),
                           ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0")
        daemon = subprocess.Popen(
            [BUILD / "src/daemon/vermiliond", "--data", session.folder / "platform", "--listen", "127.0.0.1:0",
             "--open-registration"], stdout=subprocess.PIPE, text=True, env=session.env)
        session.children.append(daemon)
        self.url = re.match(r"listening on (\S+)", daemon.stdout.readline())[1]
        self.password = self.secret("password", identity.PASSWORD)
        self.ask("register", LOGIN, "--url", self.url, "--name", "王小明", "--id-number-file",
                 self.secret("number", "52010219900101001X"), "--password-file", self.password)
        self.log_in()
        self.ask("apply", "-o", session.folder / "me.p12", "--accept", "--confirm-here", "--password-file",
                 self.secret("lock", identity.KEY_PASSWORD))

    def set(self, seconds):
        new = self.clock.with_suffix(".new")
        new.write_text(str(round(seconds)))
        new.replace(self.clock)

    def secret(self, name, text):
        path = self.session.folder / name
        path.write_text(text + "\n")
        path.chmod(0o600)
        return path

    def ask(self, *words):
        return self.session.run(CTL, "platform", *words).decode()

    def log_in(self):
        self.ask("login", LOGIN, "--password-file", self.password)

    def choose_in_window(self):
        """As one who compared the root's fingerprint some time ago."""
        root = re.search(r"root \(SHA-256\): ([0-9a-f]{64})", self.ask("status"))[1]
        group = hashlib.sha256(self.url.encode()).hexdigest()
        memory = self.session.folder / "data/vermilion/platforms.ini"
        memory.write_text(f"[desktop]\naddress={self.url}\n[{group}]\naddress={self.url}\nroot={root}\n")
        memory.chmod(0o600)


def look_again(program):
    """Whoever comes back to the room asks the platform."""
    program.mark()
    program.key("alt+1")
    program.expect("room home")
    program.key("alt+4")
    program.expect("room identity")


def find_out(program):
    """That the session of thirty days is over; it may be known before one is back in the room."""
    program.mark()
    seen = program.seen
    look_again(program)
    program.seen = seen
    program.expect("identity out none", 30)


def enter(program, state):
    """Who it was is not asked again."""
    identity.press(program, "Get Verified")
    identity.fill(program, "Password of the account", identity.PASSWORD)
    field = program.find("text", "^Login$").queryText()
    if field.getText(0, field.characterCount) != LOGIN:
        raise Failure("who was logged in last is not proposed")
    identity.press(program, "^Log In$")
    program.expect("logged-in", 30)
    program.expect(f"identity in {state}", 30)


def shown_notices(program):
    return [node.name for node in program.find("label", "^It ends within", all=True)]


def test_a_year_goes_by():
    with Session() as session:
        year = Year(session)
        year.choose_in_window()
        program = session.start()
        program.key("alt+4")
        program.expect("room identity", 20)
        program.expect("identity out none", 20)
        identity.press(program, "Get Verified")
        identity.choose(program, "Log In", "Log in to the platform")
        identity.fill(program, "^Login$", LOGIN)
        identity.fill(program, "Password of the account", "another one")
        identity.press(program, "^Log In$")
        program.expect("login-error", 30)
        # What is typed next is in the place of the wrong one.
        assert_typed_into(program, "Password of the account")
        identity.fill(program, "Password of the account", identity.PASSWORD)
        identity.press(program, "^Log In$")
        program.expect("identity in active", 30)
        if shown_notices(program) or "renew" in year.ask("status"):
            raise Failure("a year before its end it is to be renewed")
        for days, is_out in ((60, True), (30, True), (7, False), (1, False)):
            year.set((365 - days) * DAY + 60)
            if is_out:
                find_out(program)
                enter(program, "active")
                year.log_in()
            else:
                look_again(program)
            program.seen = 0
            program.expect(rf"notice \S+ {days}$", 30)
            words = "It ends within 1 day: renew it." if days == 1 else f"It ends within {days} days: renew it."
            wait_for(words, lambda: words in shown_notices(program))
            if f"ends within {days} day" not in year.ask("status"):
                raise Failure(year.ask("status"))
        year.set(366 * DAY)
        find_out(program)
        enter(program, "none")
        program.expect("apply-step agreements", 30)
        program.key("Escape")
        year.log_in()
        program.find("label", "^Your certificate ended on ")
        program.find("push button", "^Apply for a Certificate…$")
        if shown_notices(program) or not any(line.endswith(" ended") for line in program.events()):
            raise Failure(program.events())
        if "ended" not in year.ask("certificates") or "ended" not in year.ask("status"):
            raise Failure(year.ask("certificates") + year.ask("status"))
        no_complaints(program)


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    main([test_a_year_goes_by])
