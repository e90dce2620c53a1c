# SPDX-License-Identifier: GPL-3.0-or-later
"""What the house checks share: where the tree is, and how a result is said (TAP)."""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def tracked(*patterns):
    """Files git tracks (or, outside a checkout, all files) matching the patterns."""
    try:
        listing = subprocess.run(
            ["git", "-c", f"safe.directory={ROOT}", "-C", ROOT, "ls-files", "-z", "--cached",
             "--others", "--exclude-standard", "--", *patterns],
            check=True, capture_output=True).stdout.decode()
        names = [name for name in listing.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        found = [path.relative_to(ROOT) for pattern in patterns for path in ROOT.glob(f"**/{pattern}")]
        names = [str(path) for path in found if not path.parts[0].startswith(("build", "out", ".git"))]
    return sorted(ROOT / name for name in set(names) if (ROOT / name).is_file())


class Tap:
    """Counts and prints results; exit status 1 when one failed."""

    def __init__(self):
        self.number = 0
        self.failed = 0

    def result(self, name, problems):
        self.number += 1
        for problem in problems:
            print(f"# {problem}")
        print(f"{'not ok' if problems else 'ok'} {self.number} {name}")
        self.failed += bool(problems)

    def skip(self, name, why):
        self.number += 1
        print(f"ok {self.number} {name} # SKIP {why}")

    def done(self):
        print(f"1..{self.number}")
        sys.exit(1 if self.failed else 0)
