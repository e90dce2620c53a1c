#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every signed file of the corpus is judged as its suite's own tests state: integrity and coverage of
each signature, and what was changed later: what is suspicious fails, what is allowed does not."""

import collections
import json
import sys

from corpus import CORPUS, Tap, ask, have, rows, use_password

WORKER = sys.argv[1]

# Algorithms that need not be served: then it is undecided, but not broken.
UNSERVED = {"ed448", "mldsa44", "mldsa87", "md5_rsa", "shake256", "shake256_len"}
DAMAGED = "pdf_error 3 "
ENCRYPTED = "pdf_error 5 "
Verdict = collections.namedtuple(
    "Verdict", "field sub_filter integrity coverage level indication docmdp locked timestamp changes")
COVERAGE = {"ENTIRE_FILE": "entire-file", "ENTIRE_REVISION": "entire-revision"}


def judge(path, roots):
    status, text = ask(WORKER, "verify", path, *roots)
    lines = text.rstrip("\n").split("\n")
    if status != 0 or not lines:
        return None, f"exit status {status}: {text.strip()}"
    if lines[0] != "ok":
        return [], lines[0]
    return [Verdict(*line.split("\t")) for line in lines[1:]], lines[0]


def compare(expected, verdict):
    """What pyHanko said about one signature against what we say."""
    problems = []
    name = expected["field"]
    if expected["intact"] and expected["valid"]:
        unserved = {expected["digest"], expected["sigalg"]} & UNSERVED
        wanted = ("intact", "unsupported") if unserved else ("intact",)
        if verdict.integrity not in wanted:
            problems.append(f"{name}: {verdict.integrity}, wanted {wanted[0]} ({expected['sigalg']})")
    elif expected["intact"] is not None and verdict.integrity == "intact":
        problems.append(f"{name}: intact, and should not be")
    if expected["coverage"] in COVERAGE:
        if verdict.coverage != COVERAGE[expected["coverage"]]:
            problems.append(f"{name}: {verdict.coverage}, wanted {expected['coverage']}")
    elif not expected["coverage"].startswith("ERR") and verdict.indication != "total-failed":
        problems.append(f"{name}: {verdict.coverage} {verdict.indication}, wanted {expected['coverage']}")
    if expected["docmdp"] and str(expected["docmdp"])[-1:] in "123" and verdict.docmdp == "0":
        problems.append(f"{name}: certification {expected['docmdp']} not seen")
    return problems


def check_changes(row, verdicts):
    """Each signature that is as it was signed permits what is allowed; one at least fails for what is suspicious."""
    if row["expected_modified"] == "suspicious":
        failed = any(each.indication == "total-failed" for each in verdicts)
        return [] if failed else ["suspicious, and no signature fails"]
    good = {"none": ("none",), "allowed": ("none", "permitted")}.get(row["expected_modified"])
    return [f"{each.field}: changes {each.changes}, and nothing is wrong with them"
            for each in verdicts if good and each.changes not in good]


def check_manifest(row, verdicts):
    problems = []
    signatures = [each for each in verdicts if each.timestamp == "0"]
    if row["n_signatures"].isdigit() and len(signatures) != int(row["n_signatures"]):
        problems.append(f"{len(signatures)} signatures, wanted {row['n_signatures']}")
    if row["n_doc_timestamps"].isdigit() and len(verdicts) - len(signatures) != int(row["n_doc_timestamps"]):
        problems.append(f"{len(verdicts) - len(signatures)} time-stamps, wanted {row['n_doc_timestamps']}")
    if row["expected_integrity"] == "broken" and all(each.integrity == "intact" for each in signatures):
        problems.append("intact, and should be broken")
    if row["expected_byte_range"] == "bad" and not any(each.indication == "total-failed" for each in signatures):
        problems.append("a bad range was not noticed")
    problems += check_changes(row, verdicts)
    if row["expected_integrity"] == "ok" and row["expected_modified"] in ("allowed", "none"):
        problems += [f"{each.field}: {each.integrity} {each.coverage}, and nothing is wrong with it"
                     for each in signatures if each.indication == "total-failed"]
    return problems


def may_refuse(row, text):
    """Files encrypted for certificates are not opened, and damaged ones are refused where they are not said to be sound."""
    return ENCRYPTED in text or (row["expected_integrity"] != "ok" and row["expected_integrity"] != "no_signer_certificate")


def is_damaged(row):
    return have("qpdf") and ask("qpdf", "--check", CORPUS / "validate" / row["file"])[0] != 0


def check(row, expected, roots, counts):
    use_password(row)
    verdicts, text = judge(CORPUS / "validate" / row["file"], roots)
    if verdicts is None:
        return [text]
    if text != "ok":
        counts[text.split(" ", 4)[-1]] += 1
        return [] if may_refuse(row, text) else [text]
    for each in verdicts:
        counts[f"{each.integrity} {each.coverage} {each.indication}"] += 1
    problems = check_manifest(row, verdicts)
    by_field = {each.field: each for each in verdicts}
    for each in expected:
        name = each["field"].translate(str.maketrans("\t\r\n", "   "))
        if name in by_field:
            problems += compare(each, by_field[name])
        else:
            problems.append(f"{each['field']}: not found")
    return problems


def main():
    tap = Tap()
    manifest = rows("validate")
    if manifest is None:
        tap.skip("judging the corpus", "no corpus")
        tap.done()
    folder = CORPUS / "validate"
    expected = collections.defaultdict(list)
    for line in (folder / "signatures.jsonl").read_text().splitlines():
        each = json.loads(line)
        expected[each["file"]].append(each)
    roots = sorted((folder / "trust").glob("*root.pem"))
    counts = collections.Counter()
    for row in manifest:
        problems = check(row, expected[row["file"]], roots, counts)
        if row["confidence"].startswith("disputed"):
            tap.skip(row["file"], f"disputed: {'; '.join(problems) or 'as stated'}")
        elif problems and is_damaged(row):
            tap.skip(row["file"], f"damaged: {'; '.join(problems)}")
        else:
            tap.result(row["file"], problems)
    for key, count in sorted(counts.items()):
        print(f"# {count} {key}")
    tap.done()


if __name__ == "__main__":
    main()
