# SPDX-License-Identifier: GPL-3.0-or-later
"""A time-stamp service over loopback HTTP whose answers OpenSSL's command line makes, and the ways
in which one can misbehave. Nothing of Vermilion is in it."""

import base64
import contextlib
import http.server
import pathlib
import subprocess
import threading

LOGIN = "Basic " + base64.b64encode("li:s@cret: 密".encode()).decode()  # what /locked wants
CONFIG = """
[req]
distinguished_name = name
prompt = no
[name]
CN = Test Time-stamp Authority
[tsa_ext]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = tsa1
[tsa1]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""


def make_authority(folder):
    """Writes tsa.pem (self-signed, for --trust) and what `openssl ts` needs into folder."""
    folder = pathlib.Path(folder)
    config = folder / "tsa.cnf"
    config.write_text(CONFIG.format(folder=folder))
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-config", config,
                    "-extensions", "tsa_ext", "-keyout", folder / "tsa.key", "-out", folder / "tsa.pem"],
                   check=True, capture_output=True)
    (folder / "serial").write_text("01\n")
    return config


def stamp(config, query):
    folder = config.parent
    (folder / "query.tsq").write_bytes(query)
    subprocess.run(["openssl", "ts", "-reply", "-config", config, "-queryfile", folder / "query.tsq", "-out",
                    folder / "reply.tsr"], check=True, capture_output=True)
    return (folder / "reply.tsr").read_bytes()


def other_nonce(query):
    """The same query with a changed nonce: the INTEGER before certReq (RFC 3161, 2.4.1)."""
    assert query.endswith(b"\x01\x01\xff"), "certReq TRUE ends the request"
    return query[:-4] + bytes([query[-4] ^ 1]) + query[-3:]


def other_imprint(query):
    begin = query.index(b"\x04\x20") + 2
    return query[:begin] + bytes([query[begin] ^ 1]) + query[begin + 1:]


@contextlib.contextmanager
def serve(folder):
    """The address of a service: add a way of answering, such as `/good` or `/status-500`."""
    config = make_authority(folder)
    hold = threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def answer(self, body, status=200, kind="application/timestamp-reply"):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self):
            query = self.rfile.read(int(self.headers["Content-Length"]))
            match self.path:
                case "/locked" if self.headers["Authorization"] != LOGIN:
                    self.send_response(401)
                    self.send_header("WWW-Authenticate", 'Basic realm="tsa"')
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                case "/good" | "/locked":
                    self.answer(stamp(config, query))
                case "/nonce":
                    self.answer(stamp(config, other_nonce(query)))
                case "/imprint":
                    self.answer(stamp(config, other_imprint(query)))
                case "/garbage":
                    self.answer(b"<html>Welcome to our hotel</html>")
                case "/empty":
                    self.answer(b"")
                case "/refused":
                    self.answer(bytes.fromhex("300530030201" "02"))
                case "/silent":
                    hold.wait(60)
                case "/hang-up":
                    self.connection.close()
                case _:
                    self.answer(b"sorry", status=500, kind="text/plain")

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        hold.set()
        server.shutdown()
        server.server_close()
