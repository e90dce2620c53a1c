#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of every kind that the corpus has, hundreds of them, each odd in its own way, made here: signed
invisibly, with marks and in each of their fields, or refused for a reason that is listed here.

  check-variants.py WORKER [PART]…   only those whose kind and name hold one of the parts"""

import concurrent.futures
import importlib.util
import os
import pathlib
import sys
import tempfile

import corpus
import variants
from corpus import Tap, ask, have

WORKER, PARTS = sys.argv[1], sys.argv[2:]
WORKERS = 2

# What cannot be followed is damaged: a repaired copy can be signed, as test-sign shows for others.
DAMAGED = "error pdf_error 3 "
LIMIT = "error pdf_error 6 "
PASSWORD = "error pdf_error 13 "
PERMISSION = "error pades-error-quark 12 "
REFUSED = {
    "structure-startxref-+7": DAMAGED, "structure-startxref-+1000": DAMAGED, "structure-startxref-zero": DAMAGED,
    "structure-xref-count-less": DAMAGED, "structure-xref-prev-self": DAMAGED,
    "structure-xref-object-off-by-3": DAMAGED,
    "structure-syntax-numbers": DAMAGED, "structure-number-4294967294-packed": DAMAGED, "page-kids-loop": DAMAGED,
    "page-kids-direct": DAMAGED,
    "page-pages-none": DAMAGED, "page-pages-null": DAMAGED,
    "form-field-100-deep": LIMIT,
    # No program opens these with the password that they were made with, the maker included.
    **{f"encrypted-{way}-longer-{name}": PASSWORD for way in ("aes-256", "aes-256-r5",
    "aes-256-clear") for name in ("plain", "fields")},
    "encrypted-permission--annotate=n-user": PERMISSION, "encrypted-permission--modify-other=n-user": PERMISSION,
}
# Judges that are not asked, and why.
CANNOT = {
    "pdfsig": ("-long-",  # Poppler's tools take passwords of 32 bytes
               "-owner",  # and the owner's by another option
               "number-2147483646", "number-root-big",  # Poppler opens no file with such numbers
               "F:field-widget-apart", "F:field-two-widgets"),  # Poppler looks for /V in the widget
    "V:": ("page-kids-same-twice",),  # a mark on a page shows as often as the page
    "F:": ("form-field-direct", "form-field-sv-digest-384"),  # no object to write; another digest than the key's
}


def load_judge():
    """What check-sign asks of every signed file."""
    place = pathlib.Path(__file__).with_name("check-sign.py")
    spec = importlib.util.spec_from_file_location("check_sign", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def is_known(name, problem):
    for judge, names in CANNOT.items():
        if judge in problem and any(each.removeprefix("F:") in name and (problem.startswith("F:") or not each.startswith("F:"))
                                    for each in names):
            return True
    return False


def check(job):
    kind, name, data, password = job
    name = f"{kind}-{name}"
    judge = load_judge()
    corpus.secret = password
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        source, output = folder / "source.pdf", folder / "signed.pdf"
        source.write_bytes(data)
        status, text = ask(WORKER, "sign", source, output)
        text = text.strip()
        if status != 0 or text != "ok":
            expected = status == 0 and name in REFUSED and text.startswith(REFUSED[name])
            return name, [] if expected else [f"exit status {status}: {text}"]
        problems = [] if name not in REFUSED else ["signed, and was to be refused"]
        problems += judge.judge(source, output)
        problems += [f"V:{each}" for each in judge.sign_visibly(source, output, folder, "")]
        problems += [f"F:{each}" for each in judge.sign_fields(source, output)]
    return name, [each for each in problems if not is_known(name, each)]


def main():
    tap = Tap()
    if not have("qpdf"):
        tap.skip("variants", "qpdf is not installed")
        tap.done()
    os.nice(5)
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ProcessPoolExecutor(WORKERS) as pool:
        jobs = [job for job in variants.all_of(folder) if not PARTS or any(part in f"{job[0]}-{job[1]}" for part in PARTS)]
        for name, problems in pool.map(check, jobs, chunksize=4):
            tap.result(name, problems)
    tap.done()


if __name__ == "__main__":
    main()
