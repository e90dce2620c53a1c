#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts test cases, not test programs: reads meson's testlog.json files and the TAP in them.

Usage: tally.py LABEL=TESTLOG.json…    (LABEL may be empty; it is put before the names)
Prints the names of failed and skipped cases, then `N passed, N failed, N skipped`.
"""

import json
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


def main():
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    remarked = []
    for argument in sys.argv[1:]:
        label, _, path = argument.partition("=")
        try:
            lines = open(path, encoding="utf-8", errors="replace").read().splitlines()
        except OSError as error:
            remarked.append(("failed", f"{label}: no test log", str(error)))
            counts["failed"] += 1
            continue
        for line in lines:
            for name, verdict, remark in cases(json.loads(line)):
                counts[verdict] += 1
                if verdict != "passed":
                    remarked.append((verdict, f"{label}{name}", remark))
    for kind in ("skipped", "failed"):
        for verdict, name, remark in remarked:
            if verdict == kind:
                print(f"{verdict}: {name}" + (f" ({remark})" if remark else ""))
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**counts))
    return 1 if counts["failed"] or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
