# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs inside pyHanko's environment: reads lines of path, moment in seconds since 1970 and path of the
certificates to trust, separated by tabs, and prints for the first signature of each what pyHanko's
process of EN 319 102-1 for its kind (5.5 or 5.6.3) says as of that moment: path, status,
sub-indication, why."""

import asyncio
import dataclasses
import datetime
import logging
import sys

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.ades import (_dss_to_local_knowledge, ades_lta_validation, ades_with_time_validation)
from pyhanko.sign.validation.policy_decl import (PdfSignatureValidationSpec, RevinfoOnlineFetchingRule,
                                                 RevocationInfoGatheringSpec, SignatureValidationSpec)
from pyhanko_certvalidator.context import CertValidationPolicySpec, ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager


def judge(path, seconds, roots):
    when = datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc)
    policy = CertValidationPolicySpec(SimpleTrustManager.build(list(load_certs_from_pemder([roots]))),
                                      CertRevTrustPolicy(REQUIRE_REVINFO))
    gathering = RevocationInfoGatheringSpec(online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY)
    spec = SignatureValidationSpec(policy, revinfo_gathering_policy=gathering)
    timing = ValidationTimingInfo(validation_time=when, best_signature_time=when, point_in_time_validation=True)
    with open(path, "rb") as stream:
        reader = PdfFileReader(stream)
        signature = reader.embedded_regular_signatures[0]
        if reader.embedded_timestamp_signatures:
            result = ades_lta_validation(signature, PdfSignatureValidationSpec(spec), timing)
        else:
            signature.compute_integrity_info()
            spec = dataclasses.replace(spec, local_knowledge=_dss_to_local_knowledge(reader))
            result = ades_with_time_validation(signature.signed_data, spec, timing_info=timing,
                                               raw_digest=signature.compute_digest())
        result = asyncio.run(result)
    return result.ades_subindic.status.name, result.ades_subindic.name, " ".join(str(result.failure_msg).split())


def main():
    logging.disable(logging.CRITICAL)
    for line in sys.stdin:
        fields = line.rstrip("\n").split("\t")
        try:
            answer = judge(*fields)
        except Exception as error:  # a file that pyHanko cannot judge must not end the session
            answer = "error", "-", " ".join(f"{type(error).__name__}: {error}".split())
        print(fields[0], *answer, sep="\t", flush=True)


main()
