#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate of each profile that the platform issues, judged by the linters of others: pkilint (RFC
5280, and ETSI EN 319 412-1, -2 and -3 for people and enterprises), and zlint where it is installed; and
what the platform says of certificates, by pkilint."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

import harness  # noqa: E402
import judges  # noqa: E402

BIN = pathlib.Path(os.environ.get("VERMILION_JUDGES", "build/judges")) / "bin"
PASSWORD = ["--password-file", "password"]
# Below a private enterprise number, as an operator would have one. The arc that is taken without one
# is a UUID, whose number of 127 bits pkilint does not read.
ARC = "1.3.6.1.4.1.99999.1"
ENTERPRISE = "贵州山水科技有限公司", "91110000802100433B"
ETSI = {"person": "NCP-NATURAL-PERSON-CERTIFICATE", "enterprise": "NCP-LEGAL-PERSON-CERTIFICATE"}
# What is known and stays, with the reason.
KNOWN = {
    "etsi.en_319_412_2.nat-4.3.2-1.mixed_key_usage_setting":
        "the key logs in and signs acts, too (EN 319 412-2, 4.3.2: type B should not be mixed)",
}
# zlint's other sources are rules for servers and mail on the web, which these certificates are not for.
ZLINT_SOURCES = "RFC3279,RFC5280,RFC5480,RFC5891,RFC8813,ETSI_ESI"


def certify(folder, url):
    """Keys and certificates of a person and an enterprise, by the command line."""
    env = harness.environment(folder)
    for name, text in (("password", harness.PASSWORD), ("id-number", "52010219900101001X")):
        (folder / name).write_text(text + "\n")
        (folder / name).chmod(0o600)
    for arguments in (
            ["register", "wang", "--url", url, "--name", "王小明", "--id-number-file", "id-number", *PASSWORD],
            ["login", "wang", *PASSWORD],
            ["apply", "-o", "person.p12", "--accept", "--confirm-here", *PASSWORD],
            ["claim", *ENTERPRISE],
            ["apply", "-o", "enterprise.p12", "--kind", "rsa3072", "--enterprise", ENTERPRISE[1], "--confirm-here",
             *PASSWORD]):
        done = judges.run(harness.CTL, "platform", *arguments, env=env, cwd=folder)
        if done.returncode:
            raise SystemExit(f"{arguments[0]}: {done.stdout.decode()}")
    for name in ETSI:
        pem = subprocess.run(["openssl", "pkcs12", "-in", folder / f"{name}.p12", "-passin",
                              f"file:{folder}/password", "-nokeys", "-clcerts"], check=True, capture_output=True)
        subprocess.run(["openssl", "x509", "-outform", "der", "-out", folder / f"{name}.cer"], check=True,
                       input=pem.stdout)


def pkilint(program, path, *more):
    """Findings from WARNING on that are not known."""
    done = judges.run(BIN / program, "lint", "-s", "WARNING", "-f", "JSON", *more, path)
    try:
        results = json.loads(done.stdout)["results"]
    except (ValueError, KeyError):
        return [done.stdout.decode(errors="replace")]
    return [f"{found['severity']} {found['code']} {found.get('message') or ''} at {result['node_path']}"
            for result in results for found in result["finding_descriptions"] if found["code"] not in KNOWN]


def zlint(program, path):
    done = judges.run(program, "-format", "der", "-includeSources", ZLINT_SOURCES, path)
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        return [done.stdout.decode(errors="replace")]
    return [f"{rule}: {found['result']} {found.get('details', '')}" for rule, found in answer.items()
            if found["result"] in ("error", "fatal")]


def judge(name, path, tap):
    missing = "pkilint is not in VERMILION_JUDGES" if not (BIN / "lint_pkix_cert").exists() else None
    if missing:
        tap.say(f"{name}: pkilint", [missing] if os.environ.get("REQUIRE_JUDGES") else [], missing)
    else:
        tap.say(f"{name}: pkilint, RFC 5280", pkilint("lint_pkix_cert", path))
        if name in ETSI:
            tap.say(f"{name}: pkilint, EN 319 412", pkilint("lint_etsi_cert", path, "-t", ETSI[name]))
    program = shutil.which("zlint", path=f"{BIN}:{os.environ.get('PATH', '')}")
    tap.say(f"{name}: zlint", zlint(program, path) if program else [], None if program else "zlint is not installed")


def judge_statements(folder, url, tap):
    """The revocation lists, and an OCSP answer."""
    if not (BIN / "lint_crl").exists():
        return
    for name, kind in (("authority", "CRL"), ("root", "ARL")):
        path = folder / f"{name}.crl"
        path.write_bytes(urllib.request.urlopen(f"{url}/crl/{name}.crl").read())
        tap.say(f"{name}'s list: pkilint", pkilint("lint_crl", path, "-t", kind, "-p", "PKIX"))
    for name in ("authority", "tsa"):
        subprocess.run(["openssl", "x509", "-inform", "der", "-in", folder / f"platform/{name}.cer", "-out",
                        folder / f"{name}.pem"], check=True)
    subprocess.run(["openssl", "ocsp", "-issuer", "authority.pem", "-cert", "tsa.pem", "-url", f"{url}/ocsp",
                    "-noverify", "-respout", "answer.der"], check=True, capture_output=True, cwd=folder)
    tap.say("OCSP: pkilint", pkilint("lint_ocsp_response", folder / "answer.der"))


def main():
    tap = judges.Tap()
    with tempfile.TemporaryDirectory(prefix="vermilion-lint-") as name:
        folder = pathlib.Path(name)
        daemon = subprocess.Popen([os.environ["VERMILIOND"], "--data", folder / "platform", "--listen", "127.0.0.1:0",
                                   "--open-registration", "--public-url", "http://seal.example.cn", "--policy-arc",
                                   ARC], stdout=subprocess.PIPE, text=True)
        try:
            daemon.stdout.readline()
            port = (folder / "platform/port").read_text().strip()
            certify(folder, f"http://127.0.0.1:{port}")
            for profile in ETSI:
                judge(profile, folder / f"{profile}.cer", tap)
            for profile in ("root", "authority", "ocsp", "tsa", "cmp"):
                judge(profile, folder / f"platform/{profile}.cer", tap)
            judge_statements(folder, f"http://127.0.0.1:{port}", tap)
        finally:
            daemon.terminate()
            daemon.wait(30)
            daemon.stdout.close()
    tap.end()


if __name__ == "__main__":
    main()
