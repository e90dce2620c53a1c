# SPDX-License-Identifier: GPL-3.0-or-later
"""The judges: programs that other people wrote, asked what they think of a signed file.

Each function gives a list of complaints, empty when it is content. What a judge is known not to be
able to do is listed in CANNOT, with the reason; there it is not asked."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

CANNOT = {
    ("mutool", "rsa2048-pss"): "MuPDF 1.21 checks RSASSA-PKCS1-v1_5 and ECDSA only",
    ("mutool", "ed25519"): "MuPDF 1.21 checks RSASSA-PKCS1-v1_5 and ECDSA only",
    ("pdfsig", "ed25519"): "NSS has no Ed25519 in CMS",
    ("openssl", "ed25519"): "OpenSSL 3.0's CMS_verify has no Ed25519",
    ("mutool", "ed448"): "MuPDF 1.21 checks RSASSA-PKCS1-v1_5 and ECDSA only",
    ("pdfsig", "ed448"): "NSS has no Ed448 in CMS",
    ("openssl", "ed448"): "OpenSSL 3.0's CMS_verify has no Ed448",
}


class Tap:
    """Counts and prints what the judges say; a case with complaints has failed."""

    def __init__(self):
        self.count = self.failed = 0

    def say(self, name, problems=(), skip=None):
        self.count += 1
        for problem in problems:
            for line in str(problem).splitlines():
                print("#", line)
        self.failed += bool(problems)
        print(f"{'not ok' if problems else 'ok'} {self.count} {name}" + (f" # SKIP {skip}" if skip else ""), flush=True)

    def end(self):
        print(f"1..{self.count}")
        sys.exit(bool(self.failed))


def run(*command, **how):
    return subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=120, **how)


def qpdf_status(path, password=""):
    """0 sound, 1 warnings, 2 errors or encrypted beyond opening."""
    return {0: 0, 3: 1}.get(run("qpdf", f"--password={password}", "--check", path).returncode, 2)


def qpdf(path, before=0, password=""):
    """No worse than the input was."""
    after = qpdf_status(path, password)
    if after <= before:
        return []
    said = run("qpdf", f"--password={password}", "--check", path).stdout.decode(errors="replace")[-400:]
    return [f"qpdf --check: {after}, the input was {before}: {said}"]


def make_nss(folder, *roots):
    """A certificate database for pdfsig that trusts these roots."""
    folder = pathlib.Path(folder)
    folder.mkdir(exist_ok=True)
    subprocess.run(["certutil", "-N", "-d", f"sql:{folder}", "--empty-password"], check=True, capture_output=True)
    for number, root in enumerate(roots):
        subprocess.run(["certutil", "-A", "-d", f"sql:{folder}", "-n", f"root{number}", "-t", "CT,C,C", "-i", root],
                       check=True, capture_output=True)
    return folder


def pdfsig_verdicts(path, nss, password=""):
    """For each signature: (its validation, its certificate's, whether it covers the whole file)."""
    unlock = ["-upw", password] if password else []
    text = run("pdfsig", "-nssdir", f"sql:{nss}", *unlock, path).stdout.decode(errors="replace")
    found = []
    for part in re.split(r"(?m)^Signature #\d+:", text)[1:]:
        validation = re.search(r"Signature Validation: (.*)", part)
        certificate = re.search(r"Certificate Validation: (.*)", part)
        if "unsigned" in part and validation is None:
            continue
        found.append((validation.group(1) if validation else "none",
                      certificate.group(1) if certificate else "none", "Total document signed" in part))
    return found


def pdfsig(path, nss, signatures):
    verdicts = pdfsig_verdicts(path, nss)
    problems = [] if len(verdicts) == signatures else [f"pdfsig sees {len(verdicts)} signatures, not {signatures}"]
    for validation, certificate, _ in verdicts:
        if validation != "Signature is Valid.":
            problems.append(f"pdfsig: {validation}")
        if certificate != "Certificate is Trusted.":
            problems.append(f"pdfsig: {certificate}")
    if verdicts and not verdicts[-1][2]:
        problems.append("pdfsig: not the total document is signed")
    return problems


def mutool(path, signatures):
    """Says of the last `unchanged since signing`, of those before it that they are valid; of trust it
    knows nothing."""
    text = run("mutool", "sign", "-v", path).stdout.decode(errors="replace")
    last = len(re.findall(r"unchanged since signing", text))
    before = len(re.findall(r"signature is valid but there have been edits", text))
    return [] if (last, before) == (1, signatures - 1) else [f"mutool: {text[-400:]}"]


def signed_parts(path):
    """(bytes that are signed, CMS) of the signature that covers the most of the file."""
    data = pathlib.Path(path).read_bytes()
    ranges = [tuple(map(int, found)) for found in
              re.findall(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", data)]
    a, b, c, d = max(ranges, key=lambda found: found[2] + found[3])
    der = bytes.fromhex(data[b + 1:c - 1].decode())
    return data[a:a + b] + data[c:c + d], der


def openssl(path, root, folder):
    content, der = signed_parts(path)
    folder = pathlib.Path(folder)
    (folder / "content.bin").write_bytes(content)
    (folder / "signature.der").write_bytes(der)
    done = run("openssl", "cms", "-verify", "-binary", "-cades", "-inform", "DER", "-in", folder / "signature.der",
               "-content", folder / "content.bin", "-CAfile", root, "-purpose", "any", "-out", "/dev/null")
    text = done.stdout.decode(errors="replace")
    return [] if done.returncode == 0 else [f"openssl cms: {text[-400:]}"]


class PyHanko:
    """pyHanko in its own environment: all files in one process, since it takes long to start."""

    def __init__(self):
        python = pathlib.Path(os.environ.get("VERMILION_JUDGES", "build/judges")) / "bin/python"
        self.python = python if python.exists() else None

    def reason(self):
        return None if self.python else "pyHanko cannot be had from its registry"

    def ask(self, paths, roots, passwords=None, longterm=False):
        """path → list of verdicts, one for each signature: a dict with bottom_line, coverage, …"""
        script = pathlib.Path(__file__).with_name("pyhanko-judge.py")
        question = json.dumps({"files": [str(path) for path in paths], "roots": [str(root) for root in roots],
                               "passwords": passwords or {}, "longterm": longterm})
        done = subprocess.run([self.python, script], input=question.encode(), capture_output=True, timeout=600)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
        return json.loads(done.stdout)


class Java:
    """A judge that runs on Java: all files in one virtual machine, since it takes long to start."""

    def __init__(self, folder, main):
        self.home = pathlib.Path(os.environ.get("VERMILION_JAVA_JUDGES", "build/judges-java")) / folder
        self.main = main

    def reason(self):
        compiled = self.home / "classes" / f"{self.main}.class"
        if (self.home / "prepared").exists() and compiled.exists() and not missing("java"):
            return None
        return f"{self.main} cannot be had from its registry"

    def ask(self, lines, *arguments):
        """What it says to these lines: a list of fields for each line of its answer."""
        command = ["java", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8", "-cp",
                   f"{self.home}/classes:{self.home}/lib/*", self.main, *map(str, arguments)]
        done = subprocess.run(command, input="".join(f"{line}\n" for line in lines).encode(), capture_output=True,
                              timeout=900)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
        return [line.split("\t") for line in done.stdout.decode().splitlines()]


def missing(*tools):
    return [tool for tool in tools if shutil.which(tool) is None]
