#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every error code of every layer has its exit status in the command line's table."""

import re

from house import ROOT, Tap

HEADERS = {
    "pdf": "pdf/pdf-error.h", "pki": "pki/pki-error.h", "keys": "keys/keys-error.h",
    "seal": "seal/seal-error.h", "pades": "pades/pades-error.h", "render": "render/render-document.h",
    "cli": "cli/cli-error.h",
}


def main():
    tap = Tap()
    table = (ROOT / "src/cli/cli-error.c").read_text()
    for layer, header in HEADERS.items():
        codes = re.findall(rf"^\s+({layer.upper()}_ERROR_\w+)", (ROOT / "src" / header).read_text(), re.M)
        missing = [code for code in codes if not re.search(rf"\[{code}\] = CLI_EXIT_", table)]
        tap.result(f"exits of {layer}", missing if codes else [f"no codes in {header}"])
    tap.done()


if __name__ == "__main__":
    main()
