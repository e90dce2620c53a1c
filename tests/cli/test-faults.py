#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing while things go wrong at every single step: the process is killed, the disk is full or at
fault, the input changes. The input and earlier outputs stay as they were, under the final name there
is a whole signed file or nothing new, and a killed run leaves nothing beside it; where the file system has
no files without a name, what it leaves says by its name what it is."""

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import unittest

import harness

FAULTS = os.path.abspath(os.environ.get("SUPPORT_FAULTS", "build/tests/support/support-faults.so"))
SERVER = os.path.abspath(os.environ.get("SUPPORT_PKI_SERVER", "build/tests/support/support-pki-server"))
LEFT_OVER = re.compile(r"\.signed\.pdf\.[0-9a-f]{6}\.part")
MOST = 60  # steps: far more than signing takes


class Signing(harness.Case):
    """A contract, a key, and a folder for what is signed."""

    named = False

    def setUp(self):
        super().setUp()
        self.p12, self.pem = self.identity()
        self.source = self.pdf(pages=3)
        self.data = self.source.read_bytes()
        self.out = self.dir / "out"
        self.out.mkdir()
        self.target = self.out / "signed.pdf"
        self.more = ["--p12", self.p12, "--password-file", self.password_file]

    def strike(self, kind, at, *more):
        """One signing that meets a fault: (exit status, the call it was met at or None, what it said)."""
        env = {**harness.environment(self.dir / "data"), "LD_PRELOAD": FAULTS, "FAULT_FOLDER": str(self.out),
               "FAULT_AT": str(at), "FAULT_KIND": str(kind), "FAULT_INPUT": str(self.source),
               "FAULT_NAMED": str(int(self.named))}
        env["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
        done = subprocess.run([harness.CTL, "sign", self.source, "-o", self.target, *self.more, *more], env=env,
                              cwd=self.dir, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        said = done.stderr.decode()
        met = re.search(r"(?m)^fault \d+ at (\S+)$", said)
        return done.returncode, met and met.group(1), said

    def each(self, kind, check, *more, old=None):
        """A fault of one kind at every step there is, each in a folder that is empty but for an earlier
        output; `check` is told what came of it."""
        for at in range(1, MOST):
            for path in self.out.iterdir():
                path.unlink()
            if old is not None:
                self.target.write_bytes(old)
            status, call, said = self.strike(kind, at, *more)
            if call is None:
                self.assertEqual(status, 0, said)
                self.assertGreater(at, 4, "the fault struck too seldom to mean anything")
                return
            with self.subTest(f"{kind} {at} {call}"):
                check(status, call, said)
        self.fail("signing has no end")

    def check_whole(self):
        """The signed file, where there is one, is whole; gives whether there is one."""
        if not self.target.exists():
            return False
        self.assertTrue(self.target.read_bytes().startswith(self.data))
        out, _ = self.ctl("verify", self.target, "--trust", self.pem, "--json")
        self.assertEqual(json.loads(out)["signatures"][-1]["coverage"], "entire-file")
        return True

    def beside(self):
        return {path.name for path in self.out.iterdir()} - {"signed.pdf"}


    def check_beside(self, call):
        """What is beside the output of a killed run: nothing, unless it had to have a name."""
        if not self.named and call != "rename":
            self.assertEqual(self.beside(), set())
        for name in self.beside():
            self.assertRegex(name, LEFT_OVER)


class Killed(Signing):
    def test_killed(self):
        """What a killed run left does not keep the next one from its work."""
        whole = set()

        def check(status, call, said):
            self.assertEqual(status, -signal.SIGKILL, said)
            self.assertEqual(self.source.read_bytes(), self.data)
            whole.add(self.check_whole())
            self.check_beside(call)
            self.ctl("sign", self.source, "-o", self.target, *self.more, "--overwrite")
            self.assertTrue(self.check_whole())

        for kind in ("kill", "kill-half"):
            self.each(kind, check)
        self.assertEqual(whole, {False, True})

    def test_killed_over_an_earlier_output(self):
        """Replaced in one step: either the old file is there or the new one."""
        old = b"%PDF-1.7 something old"
        found = set()

        def check(status, call, said):
            found.add(self.target.read_bytes() == old or self.check_whole() and "new")
            self.check_beside(call)
            # The one call before which a name is needed: what has it then is whole.
            if call == "rename" and not self.named:
                (left,) = self.beside()
                (self.out / left).rename(self.target)
                self.check_whole()

        self.each("kill", check, "--overwrite", old=old)
        self.assertEqual(found, {True, "new"})


class KilledNamed(Killed):
    """The same where every file has a name."""

    named = True

    def test_names(self):
        """A run that is killed in its last write has one there, and only here."""
        self.strike("kill", 4)
        self.assertEqual(len(self.beside()), 1)


class Faults(Signing):
    def check_failure(self, status, call, said):
        """Nothing is left beside it, and a signed file is there exactly where that is said."""
        self.assertEqual(self.source.read_bytes(), self.data)
        if call != "unlink":
            self.assertEqual(self.beside(), set())
        self.assertEqual(self.check_whole(), status == 0, said)

    def test_the_disk_fails(self):
        def check(status, call, said):
            self.check_failure(status, call, said)
            # Once it has its name, the file is there, and is not called a failure; without nameless
            # files it is made with a name.
            if status == 0:
                self.assertIn(call, ("create-nameless", "open-folder", "fsync", "close"))
                return
            self.assertEqual(status, 8, said)
            self.assertRegex(said, r"(?m)^  What to do: ")

        for number in (errno.EIO, errno.EROFS):
            self.each(number, check)

    def test_the_disk_is_full(self):
        def check(status, call, said):
            self.check_failure(status, call, said)
            if call == "write":
                self.assertEqual(status, 8, said)
                self.assertRegex(said, "(?i)disk is full")

        for number in (errno.ENOSPC, errno.EDQUOT):
            self.each(number, check)

    def test_written_in_pieces(self):
        def check(status, call, said):
            self.check_failure(status, call, said)
            if call == "write":
                self.assertEqual(status, 0, said)

        for kind in ("short", errno.EINTR):
            self.each(kind, check)

    def test_other_bytes_are_kept(self):
        """That a write went well is not believed, and who else wrote to the file is found out."""
        def check(status, call, said):
            self.check_failure(status, call, said)
            if call == "write":
                self.assertIn(status, (4, 8), said)
                self.assertRegex(said, r"(?m)^  What to do: ")

        self.each("garble", check)

    def test_the_input_changes(self):
        """What is signed is what was opened, or nothing is."""
        def check(status, call, said):
            self.source.write_bytes(self.data)
            self.assertIn(status, (0, 4), said)
            if status == 4:
                self.assertRegex(said, "changed while it was being worked on")
            self.assertEqual(self.check_whole(), status == 0)
            self.assertEqual(self.beside(), set())

        for kind in ("truncate", "touch", "replace"):
            self.each(kind, check)

    def test_every_level(self):
        """At B-LTA three revisions are written, one after the other."""
        pki = self.dir / "pki"
        pki.mkdir()
        server = subprocess.Popen([SERVER, pki], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.addCleanup(server.communicate)
        at = json.loads(server.stdout.readline())
        (pki / "password").chmod(0o600)
        self.more = ["--p12", pki / "user-p256.p12", "--password-file", pki / "password", "--level", "B-LTA",
                     "--tsa", at["tsa"], "--trust", pki / "root.pem"]

        def check(status, call, said):
            if self.beside():
                self.assertTrue(status == -signal.SIGKILL or call == "unlink", said)
            self.check_beside(call)
            if self.target.exists():
                out, _ = self.ctl("verify", self.target, "--trust", pki / "root.pem", "--json")
                self.assertEqual([(each["integrity"], each["level"]) for each in json.loads(out)["signatures"]],
                                 [("intact", "B-LTA"), ("intact", "none")])

        for kind in ("kill", errno.ENOSPC):
            self.each(kind, check)


class Mapped(Signing):
    """An input that is too large to be held in memory, and is cut or written over while it is read."""

    LARGE = 65 << 20
    # The first maps it; signing reads it twice, verifying once.
    READS = (("truncate", 1), ("truncate", 2), ("truncate", 300), ("touch", 300), ("truncate", 1400))

    def setUp(self):
        super().setUp()
        head = self.data
        with open(self.source, "r+b") as stream:
            stream.truncate(self.LARGE)
            stream.seek(self.LARGE)
            stream.write(b"\n" + head[head.rindex(b"startxref"):])

    def met(self, path, kind, at, *command):
        """One run that meets a fault in its input: (exit status, what it said), or None where it ended before."""
        self.source.with_suffix(".good").replace(path)
        env = {**harness.environment(self.dir / "data"), "LD_PRELOAD": FAULTS, "FAULT_READS": "1",
               "FAULT_AT": str(at), "FAULT_KIND": kind, "FAULT_INPUT": str(path)}
        env["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
        done = subprocess.run([harness.CTL, *command], env=env, cwd=self.dir, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=60)
        said = done.stderr.decode()
        return (done.returncode, said) if f"fault {at} at" in said else None

    def each_read(self, path, *command):
        good = self.source.with_suffix(".good")
        path.rename(self.source.with_suffix(".kept"))
        met = 0
        for kind, at in self.READS:
            shutil.copyfile(self.source.with_suffix(".kept"), good)
            with self.subTest(f"{command[0]} {kind} {at}"):
                what = self.met(path, kind, at, *command)
                if what is None:
                    continue
                met += 1
                self.assertEqual(what[0], 4, what[1])
                self.assertRegex(what[1], "changed while it was being worked on")
                self.assertEqual(list(self.out.iterdir()), [])
        self.assertGreaterEqual(met, 4)
        self.source.with_suffix(".kept").rename(path)

    def test_sign(self):
        self.each_read(self.source, "sign", self.source, "-o", self.target, *self.more)

    def test_verify(self):
        signed = self.dir / "signed.pdf"
        self.ctl("sign", self.source, "-o", signed, *self.more)
        self.each_read(signed, "verify", signed, "--trust", self.pem)


class Repaired(Signing):
    """A damaged file is signed by way of a repaired copy, of which nothing stays either."""

    def test_killed(self):
        damaged = self.data.replace(b"startxref", b"startxrex")
        self.source.write_bytes(damaged)
        self.data = b"%PDF-"

        def check(status, call, said):
            self.assertEqual(status, -signal.SIGKILL, said)
            self.assertEqual(self.source.read_bytes(), damaged)
            self.check_beside(call)
            self.check_whole()

        self.each("kill", check, "--repair")


@unittest.skipIf(os.geteuid() != 0, "only root may mount a small disk")
class SmallDisk(Signing):
    """A disk that is really full, at every size until the file fits."""

    def test_sizes(self):
        for size in range(4, 40, 4):
            done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "none", self.out], capture_output=True)
            if done.returncode != 0:
                self.skipTest("no file system can be mounted here")
            try:
                status, _, said = self.strike("kill", 0)
                self.assertEqual(self.beside(), set())
                self.assertIn(status, (0, 8), said)
                self.assertEqual(self.check_whole(), status == 0)
            finally:
                subprocess.run(["umount", self.out], check=True)
            if status == 0:
                self.assertGreater(size, 4)
                return
        self.fail("it never fitted")


if __name__ == "__main__":
    harness.main()
