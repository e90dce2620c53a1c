#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate of the platform, its time-stamps and its status answers, judged by qpdf and by pyHanko:
a B-LTA signature is proven offline by what the file holds."""

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


def make(folder, url, kind):
    env = harness.environment(folder)
    password = ["--password-file", folder / "password"]
    key, root, path = folder / f"{kind}.p12", folder / "root.pem", folder / f"{kind}.pdf"
    login = f"wang-{kind}"
    for arguments in (
            ["platform", "register", login, "--url", url, "--name", "王小明", "--id-number-file",
             folder / "id-number", *password],
            ["platform", "login", login, *password],
            ["platform", "apply", "-o", key, "--kind", kind, "--accept", "--confirm-here", *password],
            ["platform", "root", "-o", root],
            ["sign", folder / "in.pdf", "-o", path, "--p12", key, "--level", "B-LTA", "--tsa", url + "/tsa",
             "--trust", root, *password]):
        done = judges.run(harness.CTL, *arguments, env=env, cwd=folder)
        if done.returncode:
            return path, [f"{arguments[:2]}: {done.stdout.decode()}"]
    return path, judges.qpdf(path)


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
