#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The signed files of the corpus, judged by DSS and by the command line with the same trust at the same
moment: how many signatures, whether they are intact, what they cover, their level, what was changed
since, and the words of EN 319 102-1. Where the two differ, verdict-differences.tsv says why."""

import collections
import csv
import datetime
import fnmatch
import json
import pathlib
import sys
import tempfile

import judges
import services

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "corpus"))

from corpus import CORPUS, rows  # noqa: E402

harness = services.harness
DIFFERENCES = pathlib.Path(__file__).with_name("verdict-differences.tsv")
# Where the manifest names no moment: certificates expire while tests grow old.
MOMENT = "2026-11-27 00:00:00"
Dss = collections.namedtuple("Dss", "kind field level indication sub intact byte_range valid consistent changes said")
SUSPICIOUS = ("annotation", "undefined", "pages", "looks", "overlap")


def list_files():
    """(path, moment, password) of each signed file."""
    for row in rows("validate"):
        moment = row["validation_time"]
        yield CORPUS / "validate" / row["file"], MOMENT if moment == "-" else moment, row["password"]
    for row in rows("sign"):
        if "signed" in row["structure"].split(","):
            yield CORPUS / "sign" / row["file"], MOMENT, row["password"]


def when(moment):
    return datetime.datetime.fromisoformat(moment).replace(tzinfo=datetime.timezone.utc)


def ask_dss(judge, files, folder):
    """path → what it says of each signature, or None where it gives up."""
    answers = collections.defaultdict(list)
    lines = [f"{path}\t{int(when(moment).timestamp())}\t{password}" for path, moment, password in files]
    for path, *fields in judge.ask(lines, folder):
        answers[path].append(Dss(*fields) if len(fields) == len(Dss._fields) else None)
    return answers


def ask_ours(path, moment, password, anchors, folder, env):
    more = ["--trust", anchors] if anchors.exists() and anchors.stat().st_size else []
    if password != "-":
        secret = folder / "secret"
        secret.touch(mode=0o600)
        secret.write_text(password + "\n")
        more += ["--pdf-password-file", secret]
    done = judges.run(harness.CTL, "verify", "--json", "--offline", "--at", when(moment).strftime("%Y-%m-%dT%H:%M:%SZ"),
                      *more, path, env=env)
    return json.loads(done.stdout).get("signatures")


def name_changes(dss):
    """DSS counts what was changed by kind; the kinds are a class each of ours."""
    found = dict(part.split("=") for part in dss.changes.split())
    if any(found[kind] != "0" for kind in SUSPICIOUS):
        return "suspicious"
    return "allowed" if found["extension"] != "0" or found["form"] != "0" else "none"


def describe_dss(dss):
    level = dss.level.replace("PAdES-BASELINE-", "B-").replace("PDF-NOT-ETSI", "NOT-ETSI")
    return {"intact": dss.intact, "range": dss.valid, "level": level, "changes": name_changes(dss),
            "words": f"{dss.indication} {dss.sub}"}


def describe_ours(ours):
    words = ours["indication"].upper().replace("-", "_")
    if ours["kind"] == "document-timestamp":
        words = words.replace("TOTAL_", "")
    changes = {"permitted": "allowed", "none": "none"}.get(ours["changes"]["verdict"], "suspicious")
    return {"intact": str(ours["integrity"] == "intact").lower(),
            "range": str(ours["coverage"] in ("entire-file", "entire-revision")).lower(),
            "level": "-" if ours["kind"] == "document-timestamp" else ours["form"],
            "changes": changes, "words": f"{words} {ours['sub_indication'] or '-'}"}


def compare(dss, ours):
    """(what, field, what DSS says, what we say) wherever that is not the same."""
    if None in dss or ours is None:
        yield "file", "-", "error" if None in dss else str(len(dss)), "error" if ours is None else str(len(ours))
        return
    count = [collections.Counter(each.kind for each in dss), collections.Counter(each["kind"] for each in ours)]
    if count[0] != count[1]:
        yield "count", "-", *(" ".join(f"{kind}={n}" for kind, n in sorted(each.items())) or "0" for each in count)
    by_field = {each["field"]: each for each in ours}
    for each in dss:
        # DSS tells a field's own part of its name.
        part = each.field.split(",")[0]
        names = [name for name in by_field if name in (each.field, part) or name.endswith("." + part)]
        if not names:
            yield "field", each.field, "signed", "unknown"
            continue
        theirs, mine = describe_dss(each), describe_ours(by_field[names[0]])
        for what in theirs:
            if theirs[what] != mine[what]:
                yield what, names[0], theirs[what], mine[what]


def explain(known, name, difference):
    """The line of the list that is about this, or None."""
    what, field, theirs, mine = difference
    for line in known:
        if (line["what"] == what and fnmatch.fnmatchcase(name, line["file"]) and line["field"] in ("*", field) and
                fnmatch.fnmatchcase(theirs, line["dss"]) and fnmatch.fnmatchcase(mine, line["ours"])):
            return line
    return None


def main():
    tap = judges.Tap()
    judge = judges.Java("dss", "VerdictJudge")
    if rows("validate") is None:
        tap.say("verdicts", skip="no corpus")
    elif services.is_there(tap, judge, "DSS"):
        with DIFFERENCES.open(newline="") as lines:
            known = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
        used, agreed = collections.Counter(), 0
        with tempfile.TemporaryDirectory(prefix="vermilion-verdict-") as name:
            folder, files = pathlib.Path(name), list(list_files())
            env, answers = harness.environment(folder), ask_dss(judge, files, folder)
            for number, (path, moment, password) in enumerate(files):
                dss = answers[str(path)]
                ours = ask_ours(path, moment, password, folder / f"{number}.pem", folder, env)
                short, problems = str(path.relative_to(CORPUS)), []
                differences = list(compare(dss, ours))
                agreed += 0 if None in dss or ours is None else 5 * len(dss) - len(differences)
                for difference in differences:
                    line = explain(known, short, difference)
                    used[id(line)] += 1
                    problems += [] if line else ["\t".join((difference[0], short, *difference[1:]))]
                tap.say(short, problems)
        stale = [line for line in known if not used[id(line)] and not line["why"].startswith("at times")]
        tap.say("every explanation is of use", ["\t".join(line.values()) for line in stale])
        explained = sum(used.values()) - used[id(None)]
        print(f"# {len(files)} files, {agreed} answers alike, {explained} differences explained by {len(known)} lines")
    tap.end()


if __name__ == "__main__":
    main()
