# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs inside pyHanko's environment, for the benchmark: `sign P12 PASSWORD-FILE IN OUT FIELD`, or
`verify IN ROOT`."""

import logging
import sys

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext


def sign(p12, password_file, source, target, field):
    with open(password_file, "rb") as file:
        password = file.readline().rstrip(b"\n")
    signer = signers.SimpleSigner.load_pkcs12(p12, passphrase=password)
    meta = signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha256")
    with open(source, "rb") as given, open(target, "w+b") as out:
        signers.sign_pdf(IncrementalPdfFileWriter(given), meta, signer=signer, output=out)


def verify(source, root):
    context = ValidationContext(trust_roots=[load_cert_from_pemder(root)], allow_fetching=False)
    with open(source, "rb") as file:
        statuses = [validate_pdf_signature(signature, context)
                    for signature in PdfFileReader(file).embedded_regular_signatures]
    return 0 if statuses and all(status.intact and status.valid for status in statuses) else 1


logging.disable(logging.CRITICAL)
sys.exit(sign(*sys.argv[2:]) if sys.argv[1] == "sign" else verify(*sys.argv[2:]))
