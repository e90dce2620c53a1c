#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What pyHanko and DSS say of the scenarios of trust and time, at the same moment with the same roots:
the same indication as the command line, or a difference that a clause explains."""

import importlib
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

import judges  # noqa: E402
import scenarios  # noqa: E402

time = importlib.import_module("test-time")

# judge → clause or reason → what it says instead, where that is not "total-passed" → scenarios
EXPLAINED = {
    "DSS": {
        "5.1.3: that it was signed after the revocation is known where the latest possible time and the signer's own "
        "word are later; DSS asks for a content time-stamp": {"indeterminate": [
            "revoked-before", "revoked-that-second", "superseded-before", "revoked-no-reason", "good-and-revoked",
            "held-then-revoked"]},
        "an expired root is none of the path (RFC 5280, 6.1), and a root whose owner gave it up no good one": {
            "total-passed": ["root-expired"]},
        "RFC 6960, 4.2.2.1: an answer dated later than the moment of judgement is not reliable": {"total-passed": [
            "judged-before-signing", "answer-of-the-future", "list-of-the-future"]},
        "5.2.5: its standard policy ignores how fresh answers are": {"total-passed": [
            "judged-long-after", "list-stale", "list-without-next-old", "answer-stale"]},
        "it does not look at holds that were lifted": {"total-passed": ["held-when-used-and-lifted"]},
        "RFC 5280, 5.2.4: it does not know delta lists, and takes them, or their base alone, for the whole": {
            "indeterminate": ["lifted-by-delta"], "total-passed": ["delta-revokes", "delta-of-another-base"]},
        "RFC 5280, 6.3.3 (b): it does not compare distribution points": {"total-passed": ["list-of-other-point"]},
        "RFC 5280, 5.2.5: it does not take a list of users without a point": {"indeterminate": ["list-of-users"]},
        "RFC 5280, 5.3: a list with a critical entry extension that is not known tells nothing": {
            "total-passed": ["list-critical"]},
        "RFC 6960, 4.2.2.2: who answers needs id-kp-OCSPSigning, and a status of its own": {"total-passed": [
            "delegate-without-purpose", "delegate-of-any-purpose", "signer-answers-for-itself", "delegate-revoked"]},
        "a list does not name who was never issued a certificate": {"total-passed": ["answer-unknown-and-list"]},
        "RFC 5280, 6.1.3 and 6.1.4: its standard policy ignores names, policies and critical extensions": {
            "total-passed": ["names-not-permitted", "names-excluded", "names-excluded-by-root", "policy-demanded",
                             "any-policy-inhibited", "critical-extension"]},
        "the way to the root is there, beside one in a circle": {"indeterminate": ["crossed"]},
        "whoever chose this root wants no answer where none is offered": {"indeterminate": ["authority-names-nobody"]},
        "RFC 5280, 4.2.1.3 and 4.2.1.12: its standard policy asks for no use of keys": {"total-passed": [
            "only-encipherment", "for-servers", "for-stamps"]},
    },
    "pyHanko": {
        "its process 5.5 asks for a time-stamp": {"indeterminate": ["bare"]},
        "5.5.4: having found the certificate good now, it does not look whether it was then": {"total-passed": [
            "expired-before", "expired-a-second-before", "not-yet"]},
        "RFC 5280, 6.1: a root's own end is not looked at": {"total-passed": ["root-expired"]},
        "5.1.3: as DSS": {"indeterminate": [
            "revoked-before", "revoked-that-second", "superseded-before", "revoked-no-reason", "held-then-revoked"]},
        "any revocation goes before any good answer": {"total-passed": ["good-and-revoked"]},
        "RFC 5280, 5.2.4: it does not know delta lists": {"indeterminate": ["lifted-by-delta"],
                                                          "total-passed": ["delta-revokes"]},
        "RFC 5280, 5.3: as DSS": {"total-passed": ["list-critical"]},
        "it asks who signed answers for no strong digest": {"total-passed": ["list-sha1", "answer-sha1"]},
        "X.509, 8.5.2.12 and RFC 6960, 4.4.4: of whom expired since an answer need not know": {"total-passed": [
            "list-of-the-expired", "answer-of-the-expired", "answer-cut-off"]},
        "without nextUpdate it takes answers of thirty minutes": {"indeterminate": [
            "list-without-next", "answer-without-next"]},
        "a list does not name who was never issued a certificate": {"total-passed": ["answer-unknown-and-list"]},
        "it reads adbe-revocationInfoArchival in another process": {"indeterminate": ["in-the-signature"]},
        "a time-stamp that cannot be trusted proves nothing, and takes nothing away": {"indeterminate": [
            "tsa-without-purpose", "tsa-stranger", "stamp-sha1", "judged-between"]},
        "5.6.2.3: it finds no proof for what lies between two time-stamps": {"indeterminate": [
            "authority-expired-after", "delegate-expired-since-archived", "tsa-expired-restamped",
            "tsa-compromised-restamped", "archive-order"]},
        "it asks for algorithms that are strong now": {"indeterminate": [
            "sha1-then", "sha1-certificate-then", "rsa1024-then"]},
        "RFC 5280, 6.1: a root's own constraints are not looked at": {"total-passed": ["names-excluded-by-root"]},
        "whoever chose this root wants no answer where none is offered": {"indeterminate": ["authority-names-nobody"]},
        "RFC 5280, 4.2.1.3 and 4.2.1.12: what is for machines, or for secrets, is not for documents": {
            "total-passed": ["only-encipherment", "for-servers", "for-stamps"]},
    },
}
WORDS = {"TOTAL_PASSED": "total-passed", "TOTAL_FAILED": "total-failed", "INDETERMINATE": "indeterminate",
         "PASSED": "total-passed", "FAILED": "total-failed"}


def complain(judge, label, said):
    """said: indication, sub-indication, why."""
    allowed = {word for group in EXPLAINED[judge].values() for word, labels in group.items() if label in labels}
    ours = scenarios.SCENES[label][0].split()[1]
    found = WORDS.get(said[0], said[0])
    return [] if found in (allowed or {ours}) else [f"{judge}: {found} {said[1:]}, not {allowed or ours}"]


def ask_pyhanko(lines):
    python = judges.PyHanko().python
    done = subprocess.run([python, pathlib.Path(__file__).with_name("pyhanko-time.py")], capture_output=True,
                          input="".join(f"{line}\n" for line in lines).encode(), timeout=900)
    return [line.split("\t") for line in done.stdout.decode().splitlines()]


def is_there(tap, name, reason, must):
    if reason:
        must = os.environ.get(must)
        tap.say(name, [reason] if must else [], None if must else reason)
    return not reason


def main():
    tap = judges.Tap()
    dss = judges.Java("dss", "TimeJudge")
    with tempfile.TemporaryDirectory(prefix="vermilion-time-") as folder:
        lines = []
        for label in scenarios.SCENES:
            path, roots, _ = time.write(pathlib.Path(folder), label)
            lines.append(f"{path}\t{scenarios.moment(label)}\t{roots}")
        for name, ask, reason, must in (
                ("pyHanko", ask_pyhanko, judges.PyHanko().reason(), "REQUIRE_JUDGES"),
                ("DSS", dss.ask, dss.reason(), "REQUIRE_JAVA_JUDGES")):
            if is_there(tap, name, reason, must):
                answers = {pathlib.Path(path).stem: said for path, *said in ask(lines)}
                for label in scenarios.SCENES:
                    tap.say(f"{label}: {name}", complain(name, label, answers.get(label, ["no answer"])))
    tap.end()


if __name__ == "__main__":
    main()
