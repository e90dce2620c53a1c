#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verdicts that a newcomer has to understand, one file each: the headline says what is the matter. With
VERMILION_PICTURES=FOLDER each is photographed instead, in both languages, light, dark, both with high contrast, small and
large; VERMILION_PICTURES_OF=REGEX chooses among their names, such as revoked-zh_CN-dark-800."""

import contextlib
import importlib
import json
import os
import pathlib
import re
import subprocess
import sys

from e2e import BUILD, CONTRACT, CTL, Failure, Session, main, run_alone, time, wait_for

compare = importlib.import_module("test-compare")
pretence = importlib.import_module("test-pretence")

SERVER = BUILD / "tests/support/support-pki-server"
PICTURES = os.environ.get("VERMILION_PICTURES")
CHOSEN = os.environ.get("VERMILION_PICTURES_OF", ".")


class Workshop:
    """Signed files of every fate, made by the command line with keys of an authority that answers."""

    def __init__(self, session):
        self.session = session
        self.folder = session.folder / "workshop"
        self.folder.mkdir()
        self.server = subprocess.Popen([SERVER, self.folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        session.children.append(self.server)
        self.at = json.loads(self.server.stdout.readline())
        self.root = self.folder / "root.pem"
        self.seal = self.folder / "seal.png"
        (self.folder / "password").chmod(0o600)
        session.run(CTL, "seal", "draw", "贵州山水科技有限公司", "--row", "合同专用章", "-o", self.seal)

    def trust(self):
        shown = subprocess.run(["openssl", "x509", "-in", self.root, "-noout", "-fingerprint", "-sha256"],
                               capture_output=True, text=True, check=True).stdout
        self.session.run(CTL, "trust", "add", self.root, "--sha256", shown.strip().split("=")[1])

    def sign(self, name, key="rsa2048", source=CONTRACT, level=None, at="1:130,225", more=()):
        target = self.folder / name
        services = ["--level", level, "--tsa", self.at["tsa"], "--trust", self.root] if level else []
        self.session.run(CTL, "sign", source, "-o", target, "--p12", self.folder / f"user-{key}.p12",
                         "--password-file", self.folder / "password", "--seal", self.seal, "--at", at, *services, *more)
        return target


def good(workshop):
    return workshop.sign("采购合同.pdf", level="B-LTA")


def claimed(workshop):
    return workshop.sign("采购合同.pdf")


def untrusted(workshop):
    return workshop.sign("采购合同.pdf", level="B-T")


def tampered(workshop):
    path = workshop.sign("采购合同.pdf", level="B-T")
    data = bytearray(path.read_bytes())
    place = data.index(b"endstream") - 20
    data[place] ^= 1
    path.write_bytes(data)
    return path


def forbidden(workshop):
    path = workshop.sign("采购合同.pdf", level="B-T")
    compare.append(path, compare.cover_the_page)
    return path


def permitted(workshop):
    first = workshop.sign("甲方.pdf", level="B-T")
    return workshop.sign("采购合同.pdf", "chinese", first, "B-T", at="1:40,225")


def revoked(workshop):
    return workshop.sign("采购合同.pdf", "revoked")


def suspended(workshop):
    return workshop.sign("采购合同.pdf", "suspended")


def unanswered(workshop):
    path = workshop.sign("采购合同.pdf")
    workshop.server.communicate()
    return path


def expired(workshop):
    path = workshop.sign("采购合同.pdf", "brief")

    def is_over():
        out = workshop.session.output(CTL, "verify", "--json", "--trust", workshop.root, path)
        return json.loads(out)["signatures"][0]["trust"] == "expired"
    wait_for("the end of the certificate", is_over, 30)
    return path


def certified(workshop):
    return workshop.sign("采购合同.pdf", level="B-T", more=["--certify", "1"])


def of_two_fates(workshop):
    first = workshop.sign("甲方.pdf", level="B-T")
    return workshop.sign("采购合同.pdf", "revoked", first, at="1:40,225")


def stamped(workshop):
    path = workshop.folder / "采购合同.pdf"
    workshop.session.run(CTL, "timestamp", CONTRACT, "-o", path, "--tsa", workshop.at["tsa"])
    return path


def picture(workshop):
    path = workshop.folder / "采购合同.pdf"
    pretence.write_contract(path, seal_at=(300, 120), n_pages=1)
    return path


def damaged(workshop):
    path = workshop.sign("采购合同.pdf", level="B-T")
    path.write_bytes(path.read_bytes()[:-700])
    return path


# What is made, whether its authority is trusted, and the headline in both languages.
CASES = {
    "valid-long-term": (good, True, "^Valid — unchanged since it was signed$"),
    "valid-time-claimed": (claimed, True, "^Valid — unchanged since it was signed; the time is only claimed$"),
    "issuer-unknown": (untrusted, False, "^Unchanged, but the issuer is unknown$"),
    "altered": (tampered, True, "^Altered — this is not what was signed$"),
    "changed-forbidden": (forbidden, True, "^Changed after signing$"),
    "changed-permitted": (permitted, True, "^Valid — what was added later is permitted$"),
    "certified": (certified, True, "^Valid — unchanged since it was signed$"),
    "two-fates": (of_two_fates, True, "^Signature 2: The certificate was revoked$"),
    "time-stamp-alone": (stamped, True, "^The time-stamp holds — nothing was changed since$"),
    "revoked": (revoked, True, "^The certificate was revoked$"),
    "suspended": (suspended, True, "^The certificate is suspended$"),
    "no-answer": (unanswered, True, "^Trust could not be checked$"),
    "expired": (expired, True, "^The certificate has expired$"),
    "picture-of-a-seal": (picture, True, "^Not signed$"),
    "damaged": (damaged, True, "^The signature is damaged$"),
}
DARK, CONTRAST = "ADW_DEBUG_COLOR_SCHEME=prefer-dark", "ADW_DEBUG_HIGH_CONTRAST=1"
LOOKS = {"light": [], "dark": [DARK], "contrast": [CONTRAST], "contrast-dark": [CONTRAST, DARK]}
SIZES = [(800, 600), (1400, 900)]


@contextlib.contextmanager
def judged(case, **screen):
    make, known, _ = CASES[case]
    with Session(**screen) as session:
        workshop = Workshop(session)
        if known:
            workshop.trust()
        yield session, make(workshop)


def check(case):
    with judged(case) as (session, path):
        program = session.start(path)
        program.expect("verdict", 60)
        wait_for("the headline", lambda: program.find("label", CASES[case][2], all=True))
        if case == "time-stamp-alone":
            program.find("label", "^signed by nobody · 1 time-stamp")
        if case == "certified":
            program.find("label", "^Certification: permits no changes at all$")
        if program.complaints():
            raise Failure(program.complaints())


def photograph(case, folder):
    """One file in every dress; it is made once for each language and size."""
    for language in "zh_CN", "en":
        for width, height in SIZES:
            names = {look: f"{case}-{language}-{look}-{width}" for look in LOOKS}
            names = {look: name for look, name in names.items() if re.search(CHOSEN, name)}
            if not names:
                continue
            with judged(case, width=width, height=height, language=language) as (session, path):
                for look, name in names.items():
                    take(session, path, LOOKS[look], folder / f"{name}.png")


def take(session, path, settings, target):
    kept = dict(session.env)
    session.env.update(setting.split("=") for setting in settings)
    program = session.start(path)
    window = wait_for("the window", program.windows)[0]
    session.run("xdotool", "windowsize", window, *session.size)
    session.run("xdotool", "windowmove", window, 0, 0)
    program.expect("verdict", 60)
    time.sleep(1.5)
    session.shot(target)
    program.kill()
    session.env = kept


def make_test(case):
    def test():
        check(case)
    test.__name__ = "test_" + case.replace("-", "_")
    return test


if __name__ == "__main__":
    if PICTURES:
        folder = pathlib.Path(PICTURES)
        folder.mkdir(parents=True, exist_ok=True)
        sys.exit(0 if all([run_alone(lambda: photograph(case, folder)) for case in CASES]) else 1)
    main([make_test(case) for case in CASES])
