#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asked by the bus to stay offline, the program opens no socket to anywhere: one that did would be killed
by the kernel."""

import hashlib
import json
import os
import signal
import ssl
import subprocess
import sys

from e2e import BUILD, CTL, ROOT, Failure, Session, main, wait_for

sys.path.insert(0, str(ROOT / "tests/cli"))

import scenarios  # noqa: E402

GUARD = os.environ.get("SUPPORT_OFFLINE", str(BUILD / "tests/support/support-offline.so"))
KINDS = {"bare": "total-passed", "nothing-embedded": "indeterminate", "archived": "total-passed"}


def write_all(session):
    """The files, of which the root is trusted."""
    files = []
    for label in KINDS:
        data, (root,) = scenarios.build(scenarios.SCENES[label][1])
        files.append(session.folder / f"{label}.pdf")
        files[-1].write_bytes(data)
    pem = session.folder / "root.pem"
    pem.write_text(ssl.DER_cert_to_PEM_cert(root))
    subprocess.run([CTL, "trust", "add", pem, "--sha256", hashlib.sha256(root).hexdigest()], env=session.env,
                   check=True, stdout=subprocess.DEVNULL)
    return files


def ask(session, files, offline):
    from gi.repository import Gio, GLib
    connection = Gio.DBusConnection.new_for_address_sync(
        session.env["DBUS_SESSION_BUS_ADDRESS"],
        Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
    question = GLib.Variant("(asa{sv})", ([file.as_uri() for file in files], {
        "offline": GLib.Variant("b", offline), "at": GLib.Variant("x", scenarios.moment("bare"))}))
    answer = connection.call_sync("org.vermilion.Vermilion", "/org/vermilion/Vermilion", "org.vermilion.Verify1",
                                  "VerifyMany", question, None, Gio.DBusCallFlags.NONE, 120000, None)
    return [json.loads(text)["indication"] for text in answer.unpack()[0]]


def test_offline():
    from gi.repository import GLib
    with Session() as session:
        files = write_all(session)
        session.env.update(LD_PRELOAD=GUARD, OFFLINE_LOCAL="1",
                           ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0")
        program = session.start()
        found = ask(session, files, True)
        if found != list(KINDS.values()):
            raise Failure(f"offline the bus says {found}")
        # The guard is awake: whoever may ask does, and is gone.
        try:
            raise Failure(f"not offline, and nobody was asked: {ask(session, files, False)}")
        except GLib.Error:
            wait_for("the kernel", lambda: program.process.poll() == -signal.SIGSYS)


if __name__ == "__main__":
    main([test_offline])
