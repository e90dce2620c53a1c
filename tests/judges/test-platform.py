#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates of the platform, its time-stamps and its status answers, judged by qpdf, pyHanko, DSS and pdfsig:
a B-LTA signature is proven offline by what the file holds, and stays so when its certificate is renewed, suspended and
restored, or revoked afterwards. What was suspended meanwhile is signed with again."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

import harness  # noqa: E402
import judges  # noqa: E402

KINDS = ["p256", "rsa2048"]


def ctl(folder, *arguments):
    return judges.run(harness.CTL, *arguments, env=harness.environment(folder), cwd=folder)


def sign(folder, url, key, path):
    return ["sign", folder / "in.pdf", "-o", path, "--p12", key, "--level", "B-LTA", "--tsa", url + "/tsa",
            "--trust", folder / "root.pem", "--password-file", folder / "password"]


def do_all(folder, path, steps):
    for arguments in steps:
        done = ctl(folder, *arguments)
        if done.returncode:
            return path, [f"{arguments[:2]}: {done.stdout.decode()}"]
    return path, judges.qpdf(path)


def make(folder, url, kind):
    password = ["--password-file", folder / "password"]
    key, path = folder / f"{kind}.p12", folder / f"{kind}.pdf"
    login = f"wang-{kind}"
    return do_all(folder, path, (
        ["platform", "register", login, "--url", url, "--name", "王小明", "--id-number-file", folder / "id-number", *password],
        ["platform", "login", login, *password],
        ["platform", "apply", "-o", key, "--kind", kind, "--accept", "--confirm-here", *password],
        ["platform", "root", "-o", folder / "root.pem"],
        sign(folder, url, key, path)))


def change(folder, url, kind):
    """What becomes of the certificate after it has signed; what is signed with it then, if anything."""
    key, path = folder / f"{kind}.p12", folder / f"{kind}-later.pdf"
    serial = ctl(folder, "platform", "certificates").stdout.decode().split()[0]
    mine = [serial, "--p12", key, "--password-file", folder / "password"]
    if kind == "rsa2048":
        return do_all(folder, folder / f"{kind}.pdf", [["platform", "revoke", *mine, "--reason", "4"]])
    return do_all(folder, path, (
        ["platform", "suspend", *mine], ["platform", "restore", *mine, "--confirm-here"],
        sign(folder, url, key, path),
        ["platform", "renew", *mine, "-o", folder / "renewed.p12"]))


def judge_ourselves(folder, path):
    """Offline and online: what came after the signature changes nothing."""
    problems = []
    for how in (["--offline"], []):
        said = json.loads(ctl(folder, "verify", path, "--trust", folder / "root.pem", "--json", *how).stdout)
        if said["indication"] != "total-passed" or said["signatures"][0]["level"] != "B-LTA":
            problems.append(f"verify {how}: {said}")
    return problems


def judge_pdfsig(path, revoked):
    """It knows no time-stamps and no proofs: it says how the certificate stands today, by the platform's OCSP."""
    verdicts = judges.pdfsig_verdicts(path, path.parent / "nss")
    wanted = ("Signature is Valid.", "Certificate has been Revoked." if revoked else "Certificate is Trusted.")
    return [] if verdicts and verdicts[0][:2] == wanted else [f"pdfsig: {verdicts}"]


def judge_dss(made, root):
    judge, said = judges.Java("dss", "DssJudge"), {str(path): [] for path in made}
    if judge.reason():
        return {path: [judge.reason()] if os.environ.get("REQUIRE_JAVA_JUDGES") else [] for path in said}
    for path, *fields in judge.ask(made, root):
        said.setdefault(path, []).append(fields[:5])
    passed = [["PAdES-BASELINE-LTA", "TOTAL_PASSED", "-", "true", "true"]]
    return {path: [] if answers == passed else [f"DSS: {answers}"] for path, answers in said.items()}


def judge_answer(answer):
    if isinstance(answer, dict):
        return [answer["error"]]
    problems = [f"pyHanko: {verdict}" for verdict in answer
                if not verdict["bottom_line"] or verdict["changes"] not in ("NONE", "LTA_UPDATES")]
    return problems + ([] if answer[0]["archive"] == "OK" else [f"pyHanko: {answer[0]['archive']}"])


def run(folder, url, tap):
    for name, text in (("password", harness.PASSWORD), ("id-number", "52010219900101001X")):
        (folder / name).write_text(text + "\n")
        (folder / name).chmod(0o600)
    (folder / "in.pdf").write_bytes(harness.make_pdf())
    made = []
    for kind in KINDS:
        path, problems = make(folder, url, kind)
        tap.say(f"{kind}: made", problems)
        made += [] if problems else [path]
        later, problems = change(folder, url, kind)
        tap.say(f"{kind}: changed", problems)
        made += [] if problems or later in made else [later]
    judges.make_nss(folder / "nss", folder / "root.pem")
    for path in made:
        tap.say(f"{path.stem}: vermilionctl", judge_ourselves(folder, path))
        tap.say(f"{path.stem}: pdfsig", judge_pdfsig(path, path.stem == "rsa2048"))
    for path, problems in judge_dss(made, folder / "root.pem").items():
        tap.say(f"{pathlib.Path(path).stem}: DSS", problems)
    pyhanko = judges.PyHanko()
    if pyhanko.reason():
        missed = [pyhanko.reason()] if os.environ.get("REQUIRE_JUDGES") else []
        tap.say("pyHanko", missed, None if missed else pyhanko.reason())
        return
    for path, answer in pyhanko.ask(made, [folder / "root.pem"], longterm=True).items():
        tap.say(f"{pathlib.Path(path).stem}: pyHanko", judge_answer(answer))


def main():
    tap = judges.Tap()
    with tempfile.TemporaryDirectory(prefix="vermilion-platform-") as folder:
        daemon = subprocess.Popen([os.environ["VERMILIOND"], "--data", f"{folder}/platform", "--listen", "127.0.0.1:0",
                                   "--open-registration"], stdout=subprocess.PIPE, text=True)
        try:
            run(pathlib.Path(folder), re.match(r"listening on (\S+)", daemon.stdout.readline())[1], tap)
        finally:
            daemon.terminate()
            daemon.wait(30)
            daemon.stdout.close()
    tap.end()


if __name__ == "__main__":
    main()
