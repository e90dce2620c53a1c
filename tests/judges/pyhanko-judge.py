# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs inside pyHanko's environment: reads {"files", "roots", "passwords"} on standard input, prints what
pyHanko finds for each signature of each file."""

import json
import logging
import sys

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext


def judge_signature(reader, name, field, roots):
    signature = EmbeddedPdfSignature(reader, field, name)
    context = ValidationContext(trust_roots=roots, allow_fetching=False)
    status = validate_pdf_signature(signature, context, ts_validation_context=context)
    stamp = status.timestamp_validity
    return {
        "bottom_line": status.bottom_line,
        "trusted": status.trusted,
        "coverage": status.coverage.name,
        "timestamp": None if stamp is None else stamp.intact and stamp.valid and stamp.trusted,
    }


def judge(path, roots, password):
    """One verdict a signature; of one that pyHanko cannot judge, the reason."""
    found = []
    with open(path, "rb") as stream:
        reader = PdfFileReader(stream, strict=False)
        if reader.encrypted:
            reader.decrypt(password)
        for name, _, reference in enumerate_sig_fields(reader, filled_status=True):
            try:
                verdict = judge_signature(reader, name, reference.get_object(), roots)
            except Exception as error:
                verdict = {"bottom_line": False, "error": f"{type(error).__name__}: {error}"}
            found.append({"field": name, **verdict})
    return found


def main():
    logging.disable(logging.CRITICAL)
    question = json.load(sys.stdin)
    roots = [load_cert_from_pemder(path) for path in question["roots"]]
    answers = {}
    for path in question["files"]:
        try:
            answers[path] = judge(path, roots, question["passwords"].get(path, ""))
        except Exception as error:  # a file that pyHanko cannot judge must not end the session
            answers[path] = {"error": f"{type(error).__name__}: {error}"}
    json.dump(answers, sys.stdout)


main()
