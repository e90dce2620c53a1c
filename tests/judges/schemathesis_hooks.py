# SPDX-License-Identifier: GPL-3.0-or-later
"""How schemathesis sends what is no JSON: as it is."""

import schemathesis


@schemathesis.serializer("application/ocsp-request", "application/timestamp-query", "application/pkixcmp")
def send_as_it_is(_context, value):
    return value if isinstance(value, bytes) else str(value).encode()
