# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs inside pyHanko's environment: reads {"files", "roots", "passwords", "longterm"} on standard
input, prints what pyHanko finds for each signature of each file. With "longterm" every certificate
must be proven by what the file holds, and nothing but such proofs and time-stamps may have been added."""

import asyncio
import json
import logging
import sys

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.policy_decl import (PdfSignatureValidationSpec, RevinfoOnlineFetchingRule,
                                                 RevocationInfoGatheringSpec, SignatureValidationSpec)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager


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


def judge_archive(signature, roots):
    """By the process of EN 319 102-1, 5.6.3, which also asks for a signature-time-stamp."""
    policy = CertValidationPolicySpec(SimpleTrustManager.build(roots), CertRevTrustPolicy(REQUIRE_REVINFO))
    gathering = RevocationInfoGatheringSpec(online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY)
    spec = SignatureValidationSpec(policy, revinfo_gathering_policy=gathering)
    result = asyncio.run(ades_lta_validation(signature, PdfSignatureValidationSpec(spec)))
    return result.ades_subindic.name


def judge_longterm(path, roots):
    found = []
    with open(path, "rb") as stream:
        reader = PdfFileReader(stream)
        store = DocumentSecurityStore.read_dss(reader)
        stamps = reader.embedded_timestamp_signatures
        for signature in reader.embedded_regular_signatures:
            context = store.as_validation_context(
                {"trust_roots": roots, "allow_fetching": False, "revocation_mode": "require"})
            status = validate_pdf_signature(signature, context, ts_validation_context=context)
            found.append({"bottom_line": status.bottom_line, "changes": status.modification_level.name,
                          "archive": judge_archive(signature, roots) if stamps else None})
        for stamp in stamps:
            status = validate_pdf_timestamp(stamp, ValidationContext(trust_roots=roots, allow_fetching=False))
            found.append({"bottom_line": status.intact and status.valid and status.trusted,
                          "changes": status.modification_level.name, "archive": None})
    return found


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
            password = question["passwords"].get(path, "")
            answers[path] = judge_longterm(path, roots) if question["longterm"] else judge(path, roots, password)
        except Exception as error:  # a file that pyHanko cannot judge must not end the session
            answers[path] = {"error": f"{type(error).__name__}: {error}"}
    json.dump(answers, sys.stdout)


main()
