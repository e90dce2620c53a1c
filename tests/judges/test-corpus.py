#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""PDFs that nobody here made, each signed by the command line as its manifest expects.

The corpus is not part of the tree: it is looked for in $VERMILION_CORPUS, else in ../shared/corpus
beside the checkout; without it every case is skipped."""

import concurrent.futures
import csv
import importlib
import json
import os
import pathlib
import subprocess
import tempfile

import judges

matrix = importlib.import_module("test-matrix")
harness = matrix.harness
ROOT = pathlib.Path(__file__).resolve().parents[2]
CORPUS = pathlib.Path(os.environ.get("VERMILION_CORPUS") or ROOT / "../shared/corpus") / "sign"
TIME_LIMIT = 10  # seconds; the corpus calls more a hang

# In the manifest, words that are no password.
NO_PASSWORDS = ("-", "(empty)", "(recipient key)")

# What a clean refusal exits with: unreadable, locked by a password or damaged; certified, locked by a
# signature or not permitted by the author.
REFUSALS = (4, 5)


class Outcome:
    """What became of one file of the corpus."""

    def __init__(self, row, target):
        self.name = row["file"]
        self.source = CORPUS / row["file"]
        self.target = target
        self.expect = row["expect"]
        self.encrypted = self.name.startswith("encrypted/")
        self.password = "" if row["password"] in NO_PASSWORDS else row["password"]
        self.problems = []
        self.signed = False
        self.repairable = False
        self.before = []

    @property
    def must_sign(self):
        if self.encrypted:
            return self.expect == "sign"
        return self.expect.startswith("sign") and not self.name.startswith("broken/")

    @property
    def must_refuse(self):
        return self.expect.lower().startswith(("refuse", "ask for password"))


def unlock(shop, outcome):
    """The option that opens an encrypted file."""
    if not outcome.password:
        return []
    path = outcome.target.with_suffix(".password")
    path.touch(0o600)
    path.write_text(outcome.password + "\n")
    return ["--pdf-password-file", path]


def own_report(shop, outcome, path):
    done = shop.ctl("verify", path, "--json", *unlock(shop, outcome))
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode in (0, 1, 3, 5) else None


def sign(shop, outcome, p12):
    try:
        done = subprocess.run([harness.CTL, "sign", outcome.source, "-o", outcome.target, "--p12", p12,
                               "--password-file", shop.password, *unlock(shop, outcome)], env=shop.env, capture_output=True,
                              timeout=TIME_LIMIT)
    except subprocess.TimeoutExpired:
        outcome.problems.append(f"not done after {TIME_LIMIT} s")
        return
    outcome.signed = done.returncode == 0
    said = done.stderr.decode(errors="replace")
    if outcome.signed and outcome.must_refuse:
        outcome.problems.append("signed, though it must be refused")
    if not outcome.signed and outcome.must_sign:
        outcome.problems.append(f"not signed (exit {done.returncode}): {said}")
    if not outcome.signed and (done.returncode not in REFUSALS or "What to do" not in said):
        outcome.problems.append(f"no clean refusal (exit {done.returncode}): {said}")
    if not outcome.signed and outcome.target.exists():
        outcome.problems.append("a file was left behind")
    outcome.repairable = "--repair" in said


def repair(shop, outcome, p12):
    """Of a damaged file a repaired copy is offered: it cannot be made, or what is signed is sound."""
    try:
        done = subprocess.run([harness.CTL, "sign", outcome.source, "-o", outcome.target, "--p12", p12, "--repair",
                               "--password-file", shop.password, *unlock(shop, outcome)], env=shop.env,
                              capture_output=True, timeout=TIME_LIMIT)
    except subprocess.TimeoutExpired:
        outcome.problems.append(f"not repaired after {TIME_LIMIT} s")
        return
    if done.returncode == 0:
        outcome.problems += judges.qpdf(outcome.target, 0, outcome.password)
        report = own_report(shop, outcome, outcome.target)
        found = [entry["integrity"] for entry in report["signatures"]] if report else []
        if found != ["intact"]:
            outcome.problems.append(f"the repaired copy: {found}")
    elif done.returncode != 4 or outcome.target.exists():
        outcome.problems.append(f"no clean refusal to repair (exit {done.returncode}): {done.stderr.decode()}")


def judge(shop, outcome, nss):
    """The output: the input is its prefix, qpdf finds it no worse, every signature is as it was."""
    source, target = outcome.source, outcome.target
    with open(source, "rb") as old, open(target, "rb") as new:
        data = old.read()
        if new.read(len(data)) != data:
            outcome.problems.append("the input is no prefix of the output")
    outcome.problems += judges.qpdf(target, judges.qpdf_status(source, outcome.password), outcome.password)
    before, after = (judges.pdfsig_verdicts(path, nss, outcome.password) for path in (source, target))
    old = [validation for validation, _, _ in before]
    new = [validation for validation, _, _ in after]
    valid = "Signature is Valid."
    # What was invalid may be so in other words now: a range beyond the end is within the file later.
    if len(new) != len(old) + 1 or new.count(valid) != old.count(valid) + 1:
        outcome.problems.append(f"pdfsig before {old}, after {new}")
    earlier, report = (own_report(shop, outcome, path) for path in (source, target))
    if report is None:
        outcome.problems.append("vermilionctl cannot verify it")
        return
    outcome.before = [entry["integrity"] for entry in earlier["signatures"]] if earlier else []
    found = [entry["integrity"] for entry in report["signatures"]]
    if sorted(found) != sorted(outcome.before + ["intact"]):
        outcome.problems.append(f"vermilionctl before {outcome.before}, after {found}")


def work(shop, row, number, p12, nss):
    outcome = Outcome(row, shop.folder / f"{number:03}.pdf")
    sign(shop, outcome, p12)
    if outcome.signed:
        judge(shop, outcome, nss)
    elif outcome.repairable:
        repair(shop, outcome, p12)
    return outcome


def judge_pyhanko(shop, tap, outcomes):
    signed = [outcome for outcome in outcomes if outcome.signed]
    pyhanko = judges.PyHanko()
    reason = pyhanko.reason()
    if reason:
        must = os.environ.get("REQUIRE_JUDGES")
        tap.say("pyHanko on the corpus", [reason] if must else [], None if must else reason)
        return
    answers = pyhanko.ask([outcome.target for outcome in signed], [shop.authority.root],
                          {str(outcome.target): outcome.password for outcome in signed})
    for outcome in signed:
        answer = answers[str(outcome.target)]
        unable = isinstance(answer, dict) and fails_on_input(shop, pyhanko, outcome, answer["error"])
        tap.say(f"{outcome.name}: pyHanko", [] if unable else complain(answer),
                f"pyHanko fails on the input itself: {answer['error']}" if unable else None)


def fails_on_input(shop, pyhanko, outcome, error):
    """A file that the judge cannot read before it is signed either is not for it to judge."""
    answer = pyhanko.ask([outcome.source], [shop.authority.root],
                         {str(outcome.source): outcome.password})[str(outcome.source)]
    return isinstance(answer, dict) and answer["error"] == error


def complain(answer):
    """The new signature has to be valid; it is the one whose signer is trusted."""
    if isinstance(answer, dict):
        return [answer["error"]]
    ours = [verdict for verdict in answer if verdict.get("trusted")]
    if len(ours) != 1 or not ours[0]["bottom_line"] or ours[0]["coverage"] != "ENTIRE_FILE":
        return [f"pyHanko: {answer}"]
    return []


def main():
    tap = judges.Tap()
    if not (CORPUS / "manifest.tsv").exists():
        tap.say("corpus", skip=f"no corpus at {CORPUS}")
        tap.end()
    with open(CORPUS / "manifest.tsv", encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    with tempfile.TemporaryDirectory(prefix="vermilion-corpus-") as folder:
        shop = matrix.Workshop(folder, None)
        p12 = shop.authority.identity("p256")
        nss = judges.make_nss(shop.folder / "nss", shop.authority.root)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(lambda item: work(shop, item[1], item[0], p12, nss), enumerate(rows)))
        for outcome in outcomes:
            tap.say(f"{outcome.name}: {'signed' if outcome.signed else 'refused'}", outcome.problems)
        judge_pyhanko(shop, tap, outcomes)
    tap.end()


if __name__ == "__main__":
    main()
