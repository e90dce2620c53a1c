#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Of every signed file of the corpus, honest or hostile, the service on the bus says word for word
what the command line says."""

import json
import os
import pathlib
import subprocess

from e2e import CTL, ROOT, Failure, Session, main

CORPUS = pathlib.Path(os.environ.get("VERMILION_CORPUS", ROOT / "../shared/corpus")) / "validate"
AT = 1764500000  # any moment, the same for both


def ask_bus(session, files):
    from gi.repository import Gio, GLib
    connection = Gio.DBusConnection.new_for_address_sync(
        session.env["DBUS_SESSION_BUS_ADDRESS"],
        Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
    question = GLib.Variant("(asa{sv})", ([file.as_uri() for file in files],
                                          {"offline": GLib.Variant("b", True), "at": GLib.Variant("x", AT)}))
    answer = connection.call_sync("org.vermilion.Vermilion", "/org/vermilion/Vermilion", "org.vermilion.Verify1",
                                  "VerifyMany", question, None, Gio.DBusCallFlags.NONE, 240000, None)
    return [json.loads(text) for text in answer.unpack()[0]]


def ask_command(session, files):
    moment = subprocess.run(["date", "-u", "-d", f"@{AT}", "+%Y-%m-%dT%H:%M:%SZ"], stdout=subprocess.PIPE, check=True)
    out = subprocess.run([str(CTL), "verify", "--json", "--offline", "--at", moment.stdout.decode().strip(),
                          *map(str, files)], env=session.env, stdout=subprocess.PIPE, timeout=240)
    answers = [json.loads(line) for line in out.stdout.splitlines()]
    for answer in answers:
        answer.get("error", {}).pop("exit", None)  # a program's status, and nothing to the bus
    return answers


def test_says_the_same_of_the_corpus():
    files = sorted(path.resolve() for path in CORPUS.rglob("*.pdf"))
    with Session() as session:
        program = session.start()
        answers = list(zip(files, ask_bus(session, files), ask_command(session, files), strict=True))
        different = [f"{file.name}: the bus says {bus}, the command line {command}"[:2000]
                     for file, bus, command in answers if bus != command]
        if different:
            raise Failure("\n".join(different[:5]))
        kinds = {answer.get("indication", "error") for _, answer, _ in answers}
        if not kinds >= {"total-failed", "indeterminate", "error"}:
            raise Failure(f"too few kinds of verdicts to compare: {kinds}")
        if program.complaints():
            raise Failure(program.complaints())


if __name__ == "__main__":
    if CORPUS.is_dir():
        main([test_says_the_same_of_the_corpus])
    print("1..0 # SKIP the corpus is not here")
