#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program in its desktop: other programs ask it over the bus, file managers start it to verify, and many
files are told in one table."""

import json
import re
import shutil
import subprocess

from e2e import CONTRACT, CTL, PROGRAM, Failure, Session, main, time, wait_for

NAME, PATH, FACE = "org.vermilion.Vermilion", "/org/vermilion/Vermilion", "org.vermilion.Verify1"


def prepare(session):
    """A folder with one signed file, one that is not, and one that is no PDF at all."""
    word = session.folder / "word"
    word.write_text("secret\n")
    word.chmod(0o600)
    folder = session.folder / "contracts"
    folder.mkdir()
    shutil.copy(CONTRACT, folder / "plain.pdf")
    (folder / "other.pdf").write_text("no PDF")
    session.run(CTL, "keys", "create", "王某", "-o", session.folder / "me.p12", "--password-file", word)
    session.run(CTL, "sign", CONTRACT, "-o", folder / "signed.pdf", "--p12", session.folder / "me.p12",
                "--password-file", word)
    return folder


def call(session, method, *arguments):
    return subprocess.run(["gdbus", "call", "--session", "--dest", NAME, "--object-path", PATH, "--method",
                           f"{FACE}.{method}", *arguments], env=session.env, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=60)


def text_of(answer):
    """The strings in what gdbus prints, as GVariant writes them."""
    return [part.replace("\\'", "'").replace('\\"', '"').replace("\\\\", "\\")
            for part in re.findall(r"'((?:[^'\\]|\\.)*)'", answer)]


def verify_by_command(session, file):
    out = subprocess.run([str(CTL), "verify", "--json", str(file)], env=session.env, stdout=subprocess.PIPE)
    return json.loads(out.stdout)


def same_answer(session, folder):
    answer = call(session, "Verify", (folder / "signed.pdf").as_uri(), "{}")
    if answer.returncode:
        raise Failure(answer.stderr)
    got, wanted = json.loads(text_of(answer.stdout)[0]), verify_by_command(session, folder / "signed.pdf")
    if got != wanted:
        raise Failure(f"the bus says {got}, the command line {wanted}")


def test_answers_on_the_bus():
    with Session() as session:
        folder = prepare(session)
        program = session.start()
        same_answer(session, folder)
        many = call(session, "VerifyMany", str([(folder / name).as_uri() for name in
                                                ("plain.pdf", "other.pdf", "signed.pdf")]),
                    "{'offline': <true>}")
        plain, other, signed = [json.loads(text) for text in text_of(many.stdout)]
        if plain["indication"] != "no-signature" or len(signed["signatures"]) != 1 or "error" not in other:
            raise Failure(f"{plain} {other} {signed}")
        if call(session, "VerifyMany", "@as []", "{}").stdout.strip() != "(@as [],)":
            raise Failure("no files, but an answer about some")
        if program.complaints():
            raise Failure(program.complaints())


def test_refuses_on_the_bus():
    with Session() as session:
        folder = prepare(session)
        program = session.start()
        for uri, options, name in [
                ((folder / "other.pdf").as_uri(), "{}", "org.vermilion.Error.NotPdf"),
                ((folder / "missing.pdf").as_uri(), "{}", "org.vermilion.Error.Unreadable"),
                (folder.as_uri(), "{}", "org.vermilion.Error.Unreadable"),
                ("https://example.org/a.pdf", "{}", "org.freedesktop.DBus.Error.InvalidArgs"),
                ("nonsense", "{}", "org.freedesktop.DBus.Error.InvalidArgs"),
                ((folder / "signed.pdf").as_uri(), "{'trust-all': <true>}",
                 "org.freedesktop.DBus.Error.InvalidArgs"),
                ((folder / "signed.pdf").as_uri(), "{'at': <'yesterday'>}",
                 "org.freedesktop.DBus.Error.InvalidArgs")]:
            answer = call(session, "Verify", uri, options)
            if answer.returncode == 0 or name not in answer.stderr:
                raise Failure(f"{uri} {options}: {answer.stdout}{answer.stderr}, not {name}")
        same_answer(session, folder)
        if program.complaints():
            raise Failure(program.complaints())


def test_is_started_by_the_bus():
    """Nobody has started it: the bus does, it answers without a window, and goes away again."""
    with Session() as session:
        folder = prepare(session)
        services = session.folder / "data/dbus-1/services"
        services.mkdir(parents=True)
        (services / f"{NAME}.service").write_text(
            f"[D-BUS Service]\nName={NAME}\nExec={PROGRAM} --gapplication-service\n")
        session.run("gdbus", "call", "--session", "--dest", "org.freedesktop.DBus", "--object-path", "/",
                    "--method", "org.freedesktop.DBus.ReloadConfig")
        same_answer(session, folder)
        if session.output("xdotool", "search", "--onlyvisible", "--class", NAME).split():
            raise Failure("it opened a window")
        wait_for("its end", lambda: b"false" in session.output(
            "gdbus", "call", "--session", "--dest", "org.freedesktop.DBus", "--object-path", "/", "--method",
            "org.freedesktop.DBus.NameHasOwner", NAME), 30)


def test_verifies_for_the_file_manager():
    with Session() as session:
        folder = prepare(session)
        program = session.start("--verify", folder / "signed.pdf")
        program.expect_document()
        program.find("label", "vouches for itself")
        second = subprocess.run([str(PROGRAM), "--verify", "plain.pdf", "signed.pdf", "other.pdf"],
                                env=session.env, cwd=folder, timeout=60, stderr=subprocess.PIPE, text=True)
        if second.returncode:
            raise Failure(f"the second program failed ({second.returncode}): {second.stderr[-2000:]}")
        program.expect("room checks")
        done = program.expect(r"checks-done (\d+) (\d+) (\d+)")
        if done.groups() != ("3", "2", "0"):
            raise Failure(done.group(0))
        if program.complaints():
            raise Failure(program.complaints())


def test_table_of_many_files():
    with Session() as session:
        folder = prepare(session)
        program = session.start("--verify", folder)
        program.seen = 0
        program.expect(r"checks-done 3 2 0")
        program.find("label", "^Not signed$")
        program.find("label", "^other.pdf$")
        program.click(*program.centre(program.find("push button", "^Problems 2$"), "Vermilion"))
        wait_for("the others to go", lambda: not program.find("label", "^plain.pdf$", all=True))
        program.click(*program.centre(program.find("label", "^signed.pdf$"), "Vermilion"), count=2)
        program.expect("state ready signed.pdf")
        if program.complaints():
            raise Failure(program.complaints())


def give(program, password):
    """To the first file that still needs one; the first time it is tried on all that do."""
    program.press(program.find("push button", "Password…", all=True)[0])
    program.expect("password-asked")
    time.sleep(0.4)
    program.type(password)
    program.key("Return")
    return program.expect(r"checks-done (\d+) (\d+) (\d+)").groups()


def test_passwords_of_many_files():
    """One for all that share it, another for the rest; a wrong one says so, and none is asked for twice."""
    with Session() as session:
        folder = prepare(session)
        for name, password in (("one", "shared"), ("two", "shared"), ("three", "other")):
            session.run("qpdf", "--encrypt", password, "owner", "256", "--", folder / "plain.pdf",
                        folder / f"{name}.pdf")
        program = session.start("--verify", folder)
        program.seen = 0
        program.expect(r"checks-done 6 5 0")
        if len(program.find("label", "^Needs a password$", all=True)) != 3:
            raise Failure("three files need a password")
        for password, problems, n_wrong in (("shared", "3", 1), ("wrong", "3", 1), ("other", "2", 0)):
            if give(program, password) != ("6", problems, "0"):
                raise Failure(f"after {password}: {program.events()[-1]}")
            tried = program.find("label", "This password does not open the document", all=True)
            if len(tried) != n_wrong:
                raise Failure(f"after {password}: {len(tried)} rows say that it was wrong")
        if program.find("push button", "Password…", all=True):
            raise Failure("a password is still asked for")
        program.click(*program.centre(program.find("label", "^three.pdf$"), "Vermilion"))
        program.key("Return")
        state = program.expect("state (ready|needs-password|failed)").group(1)
        if state != "ready":
            raise Failure(f"opened from the list, it is {state}")
        if program.complaints():
            raise Failure(program.complaints())


if __name__ == "__main__":
    main([test_answers_on_the_bus, test_refuses_on_the_bus, test_is_started_by_the_bus,
          test_verifies_for_the_file_manager, test_table_of_many_files,
          test_passwords_of_many_files])
