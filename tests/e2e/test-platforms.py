#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Another platform is met: over TLS with a certificate that nobody knows, through a proxy, known by
its root from then on; and several of them are kept apart. The services and the proxy are real."""

import os
import re
import socket
import socketserver
import subprocess
import threading

from e2e import BUILD, CTL, Failure, Session, main, wait_for
from journey import no_complaints

DAEMON = BUILD / "src/daemon/vermiliond"


class Tunnel(socketserver.BaseRequestHandler):
    """What a proxy does for https: CONNECT (RFC 9110, 9.3.6)."""

    def handle(self):
        head = b""
        while b"\r\n\r\n" not in head:
            head += self.request.recv(4096)
        target = head.split()[1].decode()
        self.server.targets.append(target)
        host, _, port = target.rpartition(":")
        with socket.create_connection((host, int(port))) as there:
            self.request.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            back = threading.Thread(target=self.carry, args=(there, self.request), daemon=True)
            back.start()
            self.carry(self.request, there)
            back.join(5)

    @staticmethod
    def carry(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass


class Proxy(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Tunnel)
        self.targets = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Service:
    """A vermiliond that speaks TLS with a certificate of its own making."""

    def __init__(self, session, name, port="0"):
        self.session, self.name, self.port = session, name, port
        self.folder = session.folder / name
        self.renew()
        self.start()

    def renew(self, host="localhost", clock=0):
        """Another certificate, made on a day that is so many seconds off."""
        self.certificate = self.session.folder / f"{self.name}.pem"
        self.key = self.session.folder / f"{self.name}.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-subj", f"/CN={host}/O={self.name}", "-addext", f"subjectAltName=DNS:{host}", "-days", "30",
                        "-keyout", self.key, "-out", self.certificate], check=True, stderr=subprocess.DEVNULL,
                       env=dict(os.environ, LD_PRELOAD=os.environ["CLOCK_SHIFT_LIBRARY"], CLOCK_SHIFT=str(clock)))

    def start(self):
        self.daemon = subprocess.Popen(
            [DAEMON, "--data", self.folder, "--listen", f"127.0.0.1:{self.port}", "--open-registration",
             "--name", self.name, "--tls-certificate", self.certificate, "--tls-key", self.key],
            stdout=subprocess.PIPE, text=True)
        self.session.children.append(self.daemon)
        self.port = re.match(r"listening on \S+:(\d+)", self.daemon.stdout.readline())[1]
        self.url = f"https://localhost:{self.port}"

    def stop(self):
        self.daemon.terminate()
        self.daemon.wait(30)

    def fingerprint(self):
        text = subprocess.run(["openssl", "x509", "-in", self.certificate, "-noout", "-fingerprint", "-sha256"],
                              check=True, stdout=subprocess.PIPE, text=True).stdout
        return text.strip().partition("=")[2].replace(":", "").lower()


def press(program, name):
    import pyatspi

    def look():
        return next((node for node in program.find("push button", name, all=True)
                     if node.getState().contains(pyatspi.STATE_SENSITIVE)), None)
    program.press(wait_for(f"button “{name}”", look))


def fingerprints(program):
    """What stands there to be compared."""
    return ["".join(node.name.split()) for node in program.find("label", "^[0-9a-f]{4} [0-9a-f]{4} ", all=True)]


def shown(program, digits):
    return digits in fingerprints(program)


def offered(program):
    import pyatspi
    return [node for node in program.find("push button", "I Compared It", all=True)
            if node.getState().contains(pyatspi.STATE_SHOWING)]


def open_dialog(session):
    program = session.start()
    program.key("alt+4")
    program.expect("room identity", 60)
    program.expect("identity out none", 60)
    press(program, "^Platform")
    program.find("text", "Address, such as")
    return program


def choose_row(program, name):
    """In the dialog opened anew: an answer has scrolled it down."""
    program.key("Escape")
    wait_for("the dialog's end", lambda: not program.find("text", "Address, such as", all=True))
    press(program, "^Platform")
    row = program.find("list item", name)
    program.mark()
    program.click(*program.centre(row, "Platform"))
    program.expect("platform ready", 30)


def enter(program, name, text):
    program.find("text", name).queryEditableText().setTextContents(text)


def meet(program, service):
    enter(program, "Address, such as", service.url)
    press(program, "^Connect and Test$")
    wait_for("the server's certificate", lambda: shown(program, service.fingerprint()), 60)
    press(program, "I Compared It")
    wait_for("the root's", lambda: set(fingerprints(program)) - {service.fingerprint()}, 60)
    program.find("label", "Fingerprint of the root that answers")
    program.mark()
    press(program, "I Compared It")
    program.expect("platform ready", 60)


def memory(session):
    return (session.folder / "data/vermilion/platforms.ini").read_text()


def test_a_server_that_nobody_knows():
    """Compared once it is believed; another one in its place is not, and says whose it is."""
    with Session() as session:
        service = Service(session, "one")
        program = open_dialog(session)
        meet(program, service)
        wait_for("what it proves itself with", lambda: program.find("label", "Also localhost", all=True))
        # What a window was told, the command line knows.
        status = subprocess.run([CTL, "platform", "status", "--url", service.url], env=session.env,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if status.returncode or "one" not in status.stdout:
            raise Failure(status.stdout)
        service.stop()
        service.renew()
        service.start()
        press(program, "^Connect and Test$")
        wait_for("the new certificate", lambda: shown(program, service.fingerprint()), 60)
        program.find("label", "The connection to the service is not secure")
        # Of another name or another time: no comparison of fingerprints makes it this server.
        for how, why in (({"host": "elsewhere.example"}, "is for another name than this address"),
                         ({"clock": -60 * 86400}, "has expired, or is not valid yet")):
            service.stop()
            service.renew(**how)
            service.start()
            press(program, "^Connect and Test$")
            wait_for("the reason", lambda: program.find("label", why, all=True), 60)
            if offered(program) or shown(program, service.fingerprint()):
                raise Failure("what cannot be this server's certificate is to be compared")
            status = subprocess.run([CTL, "platform", "status", "--url", service.url], env=session.env,
                                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            if status.returncode == 0 or why not in status.stdout:
                raise Failure(status.stdout)
        no_complaints(program)


def test_through_a_proxy():
    """Several platforms, each with its own proxy."""
    with Session() as session:
        far, near, proxy = Service(session, "far"), Service(session, "near"), Proxy()
        program = open_dialog(session)
        enter(program, "Proxy", proxy.url)
        meet(program, far)
        if not proxy.targets or set(proxy.targets) != {f"localhost:{far.port}"}:
            raise Failure(f"the proxy carried {proxy.targets}")
        enter(program, "Proxy", "")
        meet(program, near)
        # A last word with the first one may have come in between.
        if set(proxy.targets) != {f"localhost:{far.port}"}:
            raise Failure("the other platform was met through the first one's proxy")
        carried = len(proxy.targets)
        # Back to the first one by its row: known by its root, and its proxy is its own.
        choose_row(program, re.escape(far.url))
        wait_for("the first platform through its proxy", lambda: len(proxy.targets) > carried)
        choose_row(program, "Private platform")
        if f"address={far.url}" not in memory(session) or f"address={near.url}" not in memory(session):
            raise Failure("a platform was forgotten")
        no_complaints(program)


def test_on_the_command_line():
    with Session() as session:
        service = Service(session, "one")

        def ask(*more):
            return subprocess.run([CTL, "platform", "status", *more], env=session.env, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True)
        refused = ask("--url", service.url)
        if not refused.returncode or "not secure" not in refused.stdout:
            raise Failure(refused.stdout)
        nothing = ask("--url", service.url, "--tls-authority", service.key)
        if not nothing.returncode:
            raise Failure("a key is no certificate")
        for more in (("--url", service.url, "--tls-authority", service.certificate), ()):
            believed = ask(*more)
            if believed.returncode or service.url not in believed.stdout:
                raise Failure(believed.stdout)


if __name__ == "__main__":
    main([test_a_server_that_nobody_knows, test_through_a_proxy, test_on_the_command_line])
