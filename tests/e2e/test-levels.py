#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far a signature is provable: what the sheet promises is what is in the file, as others see it
too; and where a service fails, what is said, offered and signed in the end. The services are an
authority's own on loopback."""

import hashlib
import importlib
import json
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import threading

from e2e import BUILD, CTL, Failure, Session, main, time, wait_for
from journey import drag_seal, no_complaints, open_contract, prepare

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "judges"))

import judges  # noqa: E402

batch = importlib.import_module("test-batch")

TITLE = "Finish signing"
CHOICES = {"B-T": "^Trusted time$", "B-LT": "^Trusted time, with the proofs$", "B-LTA": "^Provable for years$"}
NOBODY = "http://127.0.0.1:1/"


class Gate:
    """A port that refuses until it is opened, and from then on leads to a service."""

    def __init__(self, address):
        host, port = address.removeprefix("http://").split("/")[0].split(":")
        self.target = (host, int(port))
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.address = address.replace(f"{host}:{port}", f"127.0.0.1:{self.socket.getsockname()[1]}")

    def open(self):
        self.socket.listen()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            near, _ = self.socket.accept()
            far = socket.create_connection(self.target)
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self.carry, args=(one, other), daemon=True).start()

    @staticmethod
    def carry(one, other):
        while data := one.recv(65536):
            other.sendall(data)
        other.shutdown(socket.SHUT_WR)


def set_key(session, key, value):
    session.run("gsettings", "set", "org.vermilion.Vermilion", key, value)


def start_services(session):
    """Addresses of a real authority; one of its certificates is among the keys, its root trusted."""
    folder = session.folder / "pki"
    folder.mkdir()
    services = subprocess.Popen([str(BUILD / "tests/support/support-pki-server"), str(folder)],
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=session.env)
    session.children.append(services)
    addresses = json.loads(services.stdout.readline())
    session.run(CTL, "keys", "import", folder / "user-rsa2048.p12", "--password-file", folder / "password")
    pem = (folder / "root.pem").read_text()
    trust = session.folder / "data/vermilion/trust"
    trust.mkdir(parents=True, exist_ok=True)
    (trust / (hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest() + ".pem")).write_text(pem)
    return addresses, (folder / "password").read_text().strip()


def open_sheet(session):
    contract = prepare(session, identity=False)
    program = open_contract(session, contract)
    drag_seal(program, contract)
    program.key("ctrl+Return")
    program.expect("finish-shown")
    program.keyboard_at(TITLE)
    return program


def scroll(program, times, title=TITLE):
    """With the pointer at the edge of the sheet: over a row the wheel would be the row's."""
    x, y = program.origin(title)
    program.session.xdo("mousemove", round(x + 8), round(y + 300))
    program.session.xdo("click", "--repeat", str(times), "5")
    time.sleep(0.5)


def choose(program, level, service, title=TITLE):
    """As a person does it: the row is clicked, the address typed."""
    scroll(program, 4, title)
    program.click(*program.centre(program.find("label", CHOICES[level]), title))
    time.sleep(0.4)
    name_service(program, service)


def name_service(program, service):
    program.find("text", "^Address of the time-stamp service").queryEditableText().setTextContents(service)


def type_secret(program, secret):
    program.find("text", "Password of the key").queryEditableText().setTextContents(secret)
    press(program, "^Sign$")


def press(program, name):
    program.press(program.find("push button", name))


def verify(session, path, *more):
    done = subprocess.run([str(CTL), "verify", "--json", *more, "--trust", session.folder / "pki/root.pem", path],
                          capture_output=True, env=session.env)
    return json.loads(done.stdout.splitlines()[0])


def check_level(session, path, level):
    """Ours, without a network where the proofs are said to be in the file; and what pdfsig and pyHanko see."""
    report = verify(session, path, *["--offline"] * (level in ("B-LT", "B-LTA")))
    signature = report["signatures"][0]
    if (signature["level"], signature["integrity"]) != (level, "intact"):
        raise Failure(f"{level} was promised: {signature['level']}, {signature['integrity']}")
    # Both stamps of B-LTA prove the time; the earlier one counts, and that of the document within one second.
    sources = {"B-B": ["claimed"], "B-LTA": ["signature-timestamp", "document-timestamp"]}
    if signature["time"]["source"] not in sources.get(level, ["signature-timestamp"]):
        raise Failure(f"time: {signature['time']}")
    if report["indication"] != "total-passed":
        raise Failure(f"{level}: {report['indication']}, {signature['explanation']}")
    kinds = [each["kind"] for each in report["signatures"]]
    if kinds != ["signature"] + ["document-timestamp"] * (level == "B-LTA"):
        raise Failure(f"{level}: {kinds}")
    check_by_others(session, path, level)


def check_by_others(session, path, level):
    nss = session.folder / "nss"
    if not nss.exists():
        judges.make_nss(nss, session.folder / "pki/root.pem")
    validation, certificate, _ = judges.pdfsig_verdicts(path, nss)[0]
    if (validation, certificate) != ("Signature is Valid.", "Certificate is Trusted."):
        raise Failure(f"pdfsig: {validation} {certificate}")
    pyhanko = judges.PyHanko()
    if pyhanko.reason():
        if os.environ.get("REQUIRE_JUDGES"):
            raise Failure(pyhanko.reason())
        print(f"# {pyhanko.reason()}")
    elif level == "B-T":
        answer = pyhanko.ask([path], [session.folder / "pki/root.pem"])[str(path)]
        if not answer[0]["timestamp"]:
            raise Failure(f"pyHanko: {answer}")
    elif level != "B-B":
        answer = pyhanko.ask([path], [session.folder / "pki/root.pem"], longterm=True)[str(path)]
        problems = [each for each in answer if not each["bottom_line"]]
        if isinstance(answer, dict) or problems or (level == "B-LTA" and answer[0]["archive"] != "OK"):
            raise Failure(f"pyHanko: {answer}")


def check_promise(level):
    with Session(1280, 1000) as session:
        addresses, password = start_services(session)
        program = open_sheet(session)
        choose(program, level, addresses["tsa"])
        type_secret(program, password)
        path = program.expect("signed (.+)", 20).group(1)
        check_level(session, path, level)
        no_complaints(program)


def test_trusted_time_is_in_the_file():
    check_promise("B-T")


def test_proofs_are_in_the_file():
    check_promise("B-LT")


def test_provable_for_years_is_in_the_file():
    check_promise("B-LTA")


def test_service_fails_and_is_tried_again():
    """Nothing is written until it answers, and then it is as good as was asked for."""
    with Session(1280, 1000) as session:
        addresses, password = start_services(session)
        gate = Gate(addresses["tsa"])
        set_key(session, "signature-level", "B-T")
        set_key(session, "time-stamp-service", gate.address)
        program = open_sheet(session)
        type_secret(program, password)
        program.expect("sign-error pki_error")
        press(program, "^Try Again")
        program.expect("sign-error pki_error")
        if list(session.folder.glob("*-signed*")):
            raise Failure("it signed at a lower level than was asked for")
        gate.open()
        press(program, "^Try Again")
        check_level(session, program.expect("signed (.+)", 20).group(1), "B-T")
        no_complaints(program)


def test_another_service_is_named():
    """Each way of failing says what it was; the address is at hand, and what is typed there counts."""
    with Session(1280, 1000) as session:
        addresses, password = start_services(session)
        set_key(session, "signature-level", "B-LTA")
        program = open_sheet(session)
        faults = {NOBODY: "The service does not answer",
                  "http://nowhere.invalid/": "The address of the service was not found",
                  addresses["tsa_500"]: "The service answered with an error",
                  addresses["tsa_nonce"]: "The time-stamp received belongs to another request",
                  addresses["tsa_refused"]: "The time-stamp service refused the request"}
        name_service(program, NOBODY)
        for number, (address, words) in enumerate(faults.items()):
            if number > 0:
                press(program, "^Another Service")
                field = program.find("text", "^Address of the time-stamp service")
                import pyatspi
                wait_for("the keyboard at the address",
                         lambda: field.getState().contains(pyatspi.STATE_FOCUSED))
                name_service(program, address)
            type_secret(program, password)
            program.expect("sign-error pki_error")
            program.find("label", words)
            if list(session.folder.glob("*-signed*")):
                raise Failure(f"{address}: signed at a lower level than was asked for")
        press(program, "^Another Service")
        name_service(program, addresses["tsa"])
        type_secret(program, password)
        check_level(session, program.expect("signed (.+)", 20).group(1), "B-LTA")
        no_complaints(program)


def test_service_fails_and_time_comes_later():
    with Session(1280, 1000) as session:
        addresses, password = start_services(session)
        set_key(session, "signature-level", "B-T")
        set_key(session, "time-stamp-service", NOBODY)
        program = open_sheet(session)
        type_secret(program, password)
        program.expect("sign-error pki_error")
        if list(session.folder.glob("*-signed.pdf")):
            raise Failure("it signed at a lower level than was asked for")
        press(program, "Sign Now, Add the Time Later")
        path = program.expect("signed (.+)", 20).group(1)
        check_level(session, path, "B-B")
        program.expect(r"verdict (\d+) (\d+)")
        program.key("ctrl+shift+e")
        program.expect("extend-asked")
        # It fails here as well, and the file is none the worse.
        name_service(program, NOBODY)
        press(program, "^Add Add")
        program.expect("extend-error pki_error")
        time.sleep(0.5)
        program.key("Escape")
        program.key("ctrl+shift+e")
        program.expect("extend-asked")
        name_service(program, addresses["tsa"])
        press(program, "^Add Add")
        path = program.expect("extended (.+)", 20).group(1)
        report = verify(session, path, "--offline")
        if (report["signatures"][0]["level"], report["indication"]) != ("B-LTA", "total-passed"):
            raise Failure(f"extended: {report['indication']}, {report['signatures'][0]['level']}")
        no_complaints(program)


def test_the_second_service_is_tried():
    with Session(1280, 1000) as session:
        addresses, password = start_services(session)
        set_key(session, "signature-level", "B-LTA")
        set_key(session, "time-stamp-service", f"{NOBODY} {addresses['tsa']}")
        program = open_sheet(session)
        type_secret(program, password)
        check_level(session, program.expect("signed (.+)", 20).group(1), "B-LTA")
        no_complaints(program)


def test_many_files_have_the_level():
    """One file fails for the service as all do; they are signed when it answers, and never below."""
    with Session(1280, 1000) as session:
        addresses, password = start_services(session)
        gate = Gate(addresses["tsa"])
        set_key(session, "signature-level", "B-LTA")
        set_key(session, "time-stamp-service", gate.address)
        paths = [session.folder / name for name in ("one.pdf", "two.pdf", "three.pdf")]
        for path in paths:
            path.write_bytes(batch.CONTRACT.read_bytes())
        program = batch.begin(session, paths)
        program.expect("batch-looked 3 0")
        program.key("ctrl+Return")
        program.expect("batch-sheet")
        type_secret(program, password)
        program.expect("batch-signed 0 3", 30)
        program.find("label", "^Not signed$")
        if list(session.folder.glob("*-signed*")):
            raise Failure("signed at a lower level than was asked for")
        gate.open()
        press(program, "Retry Failed")
        program.expect("batch-looked 3 0")
        program.key("ctrl+Return")
        program.expect("batch-sheet")
        type_secret(program, password)
        program.expect("batch-signed 3 0", 60)
        for path in paths:
            check_level(session, batch.signed_name(path), "B-LTA")
        no_complaints(program)


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    main([test_trusted_time_is_in_the_file, test_proofs_are_in_the_file, test_provable_for_years_is_in_the_file,
          test_service_fails_and_is_tried_again, test_another_service_is_named,
          test_service_fails_and_time_comes_later, test_the_second_service_is_tried, test_many_files_have_the_level])
