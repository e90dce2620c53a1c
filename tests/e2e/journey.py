# SPDX-License-Identifier: GPL-3.0-or-later
"""What the journeys have in common: a contract, a seal on it, and what is looked at in the end."""

import json
import shutil
import subprocess

from e2e import CONTRACT, CTL, Failure, time

PASSWORD = "secret"


def prepare(session, identity=True):
    session.add_seal()
    if identity:
        session.add_identity(password=PASSWORD)
    contract = session.folder / "采购合同.pdf"
    shutil.copy(CONTRACT, contract)
    return contract


def open_contract(session, contract):
    program = session.start(contract)
    program.expect_document()
    time.sleep(0.4)
    return program


def drag_seal(program, contract, at=(600, 500)):
    row = program.find("list item", "公章")
    x, y = program.centre(row, contract.name)
    program.drag((x - 60, y), at, began="drag-prepared")
    return program.expect(r"stamp-added (\d+) (\S+) (\S+) (\S+) (\S+)")


def check_with_pdfsig(path):
    pdfsig = subprocess.run(["pdfsig", path], capture_output=True, text=True).stdout
    if "Signature Validation: Signature is Valid." not in pdfsig:
        raise Failure(f"pdfsig: {pdfsig}")
    if "Total document signed" not in pdfsig:
        raise Failure(f"pdfsig does not find the whole document signed: {pdfsig}")


def check_signed(session, path, pdfsig=True):
    """By our command line and, where it knows the kind of key, by somebody else's."""
    if pdfsig:
        check_with_pdfsig(path)
    report = json.loads(subprocess.run([str(CTL), "verify", "--json", path], capture_output=True,
                                       env=session.env).stdout)
    report = report[0] if isinstance(report, list) else report
    signature = report["signatures"][0]
    if signature["integrity"] != "intact" or signature["coverage"] != "entire-file":
        raise Failure(f"vermilionctl: {signature}")
    return signature


def no_complaints(program):
    complaints = program.complaints()
    if complaints:
        raise Failure("\n".join(complaints[:5]))
