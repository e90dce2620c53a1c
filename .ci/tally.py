#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts test cases, not test programs: reads meson's testlog.json files and the TAP in them.

Usage: tally.py LABEL=TESTLOG.json…    (LABEL may be empty; it is put before the names)
       tally.py --failed TESTLOG.json
Prints the names of failed and skipped cases, then `N passed, N failed, N skipped`. A log `again.json`
beside a test log holds what was run a second time, alone: it counts, and the first failure is named.
With --failed, prints the names of the test programs that failed, one a line.
"""

import json
import pathlib
import re
import sys

LINE = re.compile(r"^(not )?ok\b\s*\d*\s*-?\s*([^#]*?)\s*(?:#\s*(SKIP|TODO)\S*\s*(.*))?$", re.I)


def cases(entry):
    """(name, verdict, remark) of every case of one test program."""
    test, result = entry["name"].split(" / ")[-1], entry["result"]
    found = []
    for line in (entry.get("stdout") or "").splitlines():
        match = LINE.match(line)
        if not match:
            continue
        bad, name, directive, remark = match.groups()
        directive = (directive or "").upper()
        verdict = "skipped" if directive == "SKIP" else "failed" if bad and directive != "TODO" else "passed"
        found.append((f"{test}: {name}" if name else test, verdict, remark or ""))
    if result in ("SKIP", "IGNORED") and not any(verdict != "skipped" for _, verdict, _ in found):
        return found or [(test, "skipped", last_line(entry))]
    if result in ("OK", "EXPECTEDFAIL"):
        return found or [(test, "passed", "")]
    if not any(verdict == "failed" for _, verdict, _ in found):
        found.append((f"{test}: {result.lower()}", "failed",
                      f"exit status {entry.get('returncode')}: {last_line(entry)}"))
    return found


def last_line(entry):
    text = (entry.get("stderr") or entry.get("stdout") or "").strip().splitlines()
    return text[-1][:200] if text else ""


def read(path):
    """The entries of a log by name, a test program each."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return {entry["name"]: entry for entry in map(json.loads, lines)}


def failed(entry):
    return any(verdict == "failed" for _, verdict, _ in cases(entry))


def count(counts, remarked, label, path):
    entries = read(path)
    again = path.with_name("again.json")
    for name, entry in (read(again) if again.exists() else {}).items():
        if not failed(entry):
            remarked.append(("run again", f"{label}{name}", "failed at first, passed alone"))
        entries[name] = entry
    for entry in entries.values():
        for name, verdict, remark in cases(entry):
            counts[verdict] += 1
            if verdict != "passed":
                remarked.append((verdict, f"{label}{name}", remark))


def main():
    if sys.argv[1] == "--failed":
        for name, entry in read(pathlib.Path(sys.argv[2])).items():
            if failed(entry):
                print(name.split(" / ")[-1])
        return 0
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    remarked = []
    for argument in sys.argv[1:]:
        label, _, path = argument.partition("=")
        try:
            count(counts, remarked, label, pathlib.Path(path))
        except OSError as error:
            remarked.append(("failed", f"{label}: no test log", str(error)))
            counts["failed"] += 1
    for kind in ("skipped", "run again", "failed"):
        for verdict, name, remark in remarked:
            if verdict == kind:
                print(f"{verdict}: {name}" + (f" ({remark})" if remark else ""))
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**counts))
    return 1 if counts["failed"] or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
