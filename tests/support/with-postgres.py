#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a program beside a PostgreSQL of its own: with-postgres.py [--durable] PROGRAM ARGUMENT…

The server listens on a socket in a new folder only; VERMILION_TEST_DATABASE tells the program where.
Without PostgreSQL on the machine the program's tests are skipped by name."""

import glob
import os
import shutil
import subprocess
import sys
import tempfile

# Two tests at once, each with fifty databases of 8 MB and what PostgreSQL keeps of its log.
ENOUGH = 4 << 30


def find_programs():
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    if found:
        return os.path.dirname(found[-1])
    initdb = shutil.which("initdb")
    return os.path.dirname(initdb) if initdb else None


def find_room(durable):
    """Where the server's files are made: in memory if there is room, since a database is hundreds of new files, and a
    disk takes several times as long for them. None: with other temporary files."""
    memory = "/dev/shm"
    if durable or not os.access(memory, os.W_OK | os.X_OK):
        return None
    room = os.statvfs(memory)
    return memory if room.f_bavail * room.f_frsize >= ENOUGH else None


def as_server(command):
    """PostgreSQL refuses to run as root."""
    return ["runuser", "-u", "postgres", "--"] + command if os.geteuid() == 0 else command


def main():
    programs = find_programs()
    durable = sys.argv[1] == "--durable"
    if not programs:
        print("1..0 # SKIP no PostgreSQL here")
        return 0
    folder = tempfile.mkdtemp(prefix="vermilion-postgres-", dir=find_room(durable))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data = os.path.join(folder, "data")
    control = os.path.join(programs, "pg_ctl")
    try:
        subprocess.run(as_server([os.path.join(programs, "initdb"), "-D", data, "-U", "vermilion", "-A", "trust",
                                  "-E", "UTF8", "--locale=C.UTF-8", "-N"]),
                       check=True, stdout=subprocess.DEVNULL, cwd="/")
        # Its processes are killed, the machine is not: what is written need not reach the disk, unless what
        # that costs is measured.
        options = f"-k {folder} -c listen_addresses= -c max_connections=200 -c fsync={'on' if durable else 'off'}"
        subprocess.run(as_server([control, "-D", data, "-o", options, "-l", os.path.join(folder, "log"), "-w", "start"]),
                       check=True, stdout=subprocess.DEVNULL, cwd="/")
        environment = dict(os.environ, VERMILION_TEST_DATABASE=f"postgresql://vermilion@/postgres?host={folder}",
                           VERMILION_TEST_POSTGRES_CONTROL=" ".join(as_server([control, "-D", data])))
        return subprocess.run(sys.argv[2 if durable else 1:], env=environment, check=False).returncode
    finally:
        subprocess.run(as_server([control, "-D", data, "-m", "immediate", "stop"]), check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
