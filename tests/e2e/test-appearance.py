#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stamps show besides the seal, from the page on the screen to a print in somebody's hand; and
the offer to take back stamps, which ends when they are signed."""

import hashlib
import pathlib
import re
import subprocess

from e2e import Failure, Session, main, time, wait_for
from journey import PASSWORD, check_signed, drag_seal, no_complaints, open_contract, prepare


def read_codes(path):
    """The QR code on page 1 of a signed file, as two programs paint it and a third reads it."""
    folder = path.parent
    subprocess.run(["pdftoppm", "-r", "300", "-l", "1", "-singlefile", path, folder / "poppler"], check=True,
                   capture_output=True)
    subprocess.run(["mutool", "draw", "-q", "-r", "300", "-F", "ppm", "-o", folder / "mupdf.ppm", path, "1"],
                   check=True, capture_output=True)
    return {subprocess.run(["zbarimg", "--quiet", "--raw", folder / f"{name}.ppm"], capture_output=True)
            .stdout.decode() for name in ("poppler", "mupdf")}


def test_text_and_code_beside_the_seal():
    with Session() as session:
        session.run("gsettings", "set", "org.vermilion.Vermilion", "signing-appearance",
                    "show=seal,labels,name,date,qr place=beside language=zh date=iso")
        contract = prepare(session)
        program = open_contract(session, contract)
        stamp = drag_seal(program, contract)
        if [float(stamp.group(n)) for n in (4, 5)] != [124, 40]:
            raise Failure(f"a seal of 40 mm with text and code is {stamp.string}")
        program.key("ctrl+Return")
        program.expect("finish-shown")
        time.sleep(0.4)
        program.type(PASSWORD)
        program.key("Return")
        path = pathlib.Path(program.expect("signed (.+)").group(1))
        check_signed(session, path)
        codes = read_codes(path)
        lines = codes.pop().splitlines()
        data = contract.read_bytes()
        time_signed = re.findall(rb"/M ?\(D:(\d{14})", path.read_bytes())[-1].decode()
        time_shown = re.sub(r"\D", "", lines[4].split("+")[0])
        if codes or lines[1:3] != [f"SHA256:{hashlib.sha256(data).hexdigest().upper()}", f"BYTES:{len(data)}"]:
            raise Failure(f"{codes} {lines}")
        if time_shown != time_signed:
            raise Failure(f"shown {time_shown}, signed {time_signed}")
        no_complaints(program)


def test_offer_to_undo_ends_with_signing():
    with Session() as session:
        contract = prepare(session)
        program = open_contract(session, contract)
        drag_seal(program, contract)
        time.sleep(0.35)
        program.kill()
        program = open_contract(session, contract)
        program.find("label", "1 stamp of last time is back")
        program.key("ctrl+Return")
        program.expect("finish-shown")
        wait_for("the toast to go", lambda: not program.find("label", "1 stamp of last time is back", all=True))
        no_complaints(program)


if __name__ == "__main__":
    main([test_text_and_code_beside_the_seal, test_offer_to_undo_ends_with_signing])
