#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program starts without the libraries that only some runs need, and says so when they are
not there."""

import pathlib
import re
import subprocess

import harness

# Each loads in well under a millisecond with all that it needs itself. Another one belongs into a
# module, see src/cli/cli-module.h.
LEAN = {"libc", "libm", "libz", "libcrypto", "libglib-2.0", "libgobject-2.0", "libgio-2.0",
        "libjson-glib-1.0", "libp11-kit"}
SANITIZERS = {"libasan", "libubsan"}


def needed(path):
    lines = subprocess.run(["readelf", "-d", path], check=True, capture_output=True, text=True).stdout
    return {name.split(".so")[0] for name in re.findall(r"\(NEEDED\).*\[(.+)\]", lines)}


class Modules(harness.Case):
    def program_without_modules(self):
        """A copy, with none beside it, that does not know where they would be installed."""
        def nowhere(match):
            return b"/" + b"-" * (len(match[0]) - 2) + b"\0"

        code, n = re.subn(rb"/[!-~]*/vermilion\0", nowhere, pathlib.Path(harness.CTL).read_bytes())
        self.assertEqual(n, 1)
        path = self.dir / "vermilionctl"
        path.write_bytes(code)
        path.chmod(0o755)
        return path

    def test_the_program_itself_needs_few_libraries(self):
        self.assertLessEqual(needed(harness.CTL), LEAN | SANITIZERS)

    def test_a_missing_part_is_named(self):
        program = self.program_without_modules()
        p12, pem = self.identity()
        source = self.pdf()
        sign = ["sign", source, "-o", self.dir / "out.pdf", "--p12", p12, "--password-file", self.password_file]
        for arguments in (["seal", "list"], [*sign, "--seal", "x", "--at", "1:10,10"],
                          [*sign, "--tsa", "http://127.0.0.1:1/"],
                          ["timestamp", source, "-o", self.dir / "out.pdf", "--tsa", "http://127.0.0.1:1/"]):
            with self.subTest(" ".join(map(str, arguments[:1] + arguments[-2:-1]))):
                done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True,
                                      env=harness.environment(self.dir / "data"))
                self.assertEqual(done.returncode, 8, done.stderr)
                self.assertIn("A part of Vermilion is missing", done.stderr)
                self.assertNotIn("out.pdf", {path.name for path in self.dir.iterdir()})

    def test_signing_goes_without_them(self):
        program = self.program_without_modules()
        p12, pem = self.identity()
        out = self.dir / "out.pdf"
        subprocess.run([program, "sign", self.pdf(), "-o", out, "--p12", p12, "--password-file", self.password_file],
                       check=True, capture_output=True, env=harness.environment(self.dir / "data"))
        report = self.json("verify", out, "--trust", pem)[0]
        self.assertEqual(report["indication"], "total-passed")


if __name__ == "__main__":
    harness.main()
