# SPDX-License-Identifier: GPL-3.0-or-later
"""What the corpus checks share: where the files are, and how a worker or a judge is asked."""

import csv
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CORPUS = pathlib.Path(os.environ.get("VERMILION_CORPUS", ROOT / "../shared/corpus"))
LIMIT = 10  # seconds: longer is a hang
sys.path.insert(0, str(ROOT / "tests/house"))

from house import Tap  # noqa: E402


def rows(part):
    """The manifest of "sign" or "validate"; None where there is no corpus."""
    manifest = CORPUS / part / "manifest.tsv"
    if not manifest.is_file():
        return None
    with manifest.open(newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


NO_PASSWORDS = ("-", "(empty)", "(recipient key)", None)
secret = ""


def use_password(row):
    """From now on programs open files with the password that the manifest has for this one."""
    global secret
    secret = "" if row.get("password") in NO_PASSWORDS else row["password"]


def ask(program, *argv):
    """Exit status and output of a program; a hang or a crash is a negative status."""
    options = {"qpdf": [f"--password={secret}"], "pdfsig": ["-upw", secret], "pdftoppm": ["-upw", secret]}
    argv = [program, *(options.get(program, []) if secret else []), *argv]
    env = {**os.environ, **({"PDF_PASSWORD": secret} if secret else {})}
    try:
        done = subprocess.run([str(each) for each in argv], capture_output=True, timeout=LIMIT, env=env)
    except subprocess.TimeoutExpired:
        return -1, f"no answer in {LIMIT} s"
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


def have(program):
    found = shutil.which(program) is not None
    if not found and os.environ.get("REQUIRE_JUDGES"):
        sys.exit(f"{program} is not installed")
    return found
