# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs inside pyHanko's environment: reads {"files", "roots"} on standard input, prints what
pyHanko finds for each signature of each file."""

import json
import logging
import sys

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext


def judge(path, roots):
    found = []
    with open(path, "rb") as stream:
        for signature in PdfFileReader(stream, strict=False).embedded_regular_signatures:
            context = ValidationContext(trust_roots=roots, allow_fetching=False)
            status = validate_pdf_signature(signature, context, ts_validation_context=context)
            stamp = status.timestamp_validity
            found.append({
                "field": signature.field_name,
                "bottom_line": status.bottom_line,
                "intact": status.intact,
                "valid": status.valid,
                "trusted": status.trusted,
                "coverage": status.coverage.name,
                "modification": status.modification_level.name if status.modification_level else None,
                "timestamp": None if stamp is None else stamp.intact and stamp.valid and stamp.trusted,
            })
    return found


def main():
    logging.disable(logging.CRITICAL)
    question = json.load(sys.stdin)
    roots = [load_cert_from_pemder(path) for path in question["roots"]]
    answers = {}
    for path in question["files"]:
        try:
            answers[path] = judge(path, roots)
        except Exception as error:  # a file that pyHanko cannot judge must not end the session
            answers[path] = {"error": f"{type(error).__name__}: {error}"}
    json.dump(answers, sys.stdout)


main()
