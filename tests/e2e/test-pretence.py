#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A picture of a seal is named as a picture: over it, and in the panel. The marks of a signature are not."""

import math
import zlib

from e2e import CTL, Failure, Session, main, wait_for

SIDE = 120
SEAL = "a seal picture that belongs to no signature"
STAMP = "a stamp that belongs to no signature"


def ring():
    """A red ring with a dot in it, on white."""
    pixels = bytearray()
    for y in range(SIDE):
        for x in range(SIDE):
            radius = math.hypot(x - SIDE / 2, y - SIDE / 2)
            pixels += b"\xc8\x10\x1e" if 50 < radius < 58 or radius < 18 else b"\xff\xff\xff"
    return zlib.compress(bytes(pixels))


def write_contract(path, seal_at=None, stamp_at=None, n_pages=3):
    """A contract with the image of a seal on the last page, 40 mm wide, and a stamp there; in points."""
    image = ring()
    text = "".join(f"BT /F1 11 Tf 72 {780 - i * 18} Td (The parties agree on what is said in part {i}.) Tj ET\n"
                   for i in range(30))
    picture = f"q 113 0 0 113 {seal_at[0]} {seal_at[1]} cm /Im0 Do Q\n" if seal_at else ""
    stamp = ""
    if stamp_at:
        x, y = stamp_at
        stamp = f"/Annots [ << /Type /Annot /Subtype /Stamp /F 4 /Name /Approved /Rect [{x} {y} {x + 100} {y + 100}] >> ]"
    pages = range(6, 6 + n_pages)
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>",
               b"<< /Type /Pages /Count %d /Kids [%s] >>" % (n_pages, b" ".join(b"%d 0 R" % page for page in pages)),
               b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 /ColorSpace /DeviceRGB "
               b"/Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (SIDE, SIDE, len(image), image)]
    for content in text, text + picture:
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content.encode()))
    for page in pages:
        last = page == pages[-1]
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 if last else 4} 0 R "
                       f"/Resources << /XObject << /Im0 3 0 R >> /Font << /F1 << /Type /Font /Subtype /Type1 "
                       f"/BaseFont /Helvetica >> >> >> {stamp if last else ''} >>".encode())
    data, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    path.write_bytes(data)


def sign(session, source, target, *more):
    word, key, seal = session.folder / "word", session.folder / "me.p12", session.folder / "seal.png"
    if not key.exists():
        word.write_text("secret\n")
        word.chmod(0o600)
        session.run(CTL, "keys", "create", "王某", "-o", key, "--password-file", word)
        session.run(CTL, "seal", "draw", "贵州山水科技有限公司", "-o", seal)
    session.run(CTL, "sign", source, "-o", target, "--p12", key, "--password-file", word, "--seal", seal, *more)


def rows(program):
    return program.find("push button", "^Page .*a picture, not a signature$", all=True)


def finish(program):
    if program.complaints():
        raise Failure(program.complaints())


def test_unsigned_file_with_pictures():
    with Session() as session:
        path = session.folder / "contract.pdf"
        write_contract(path, seal_at=(300, 120), stamp_at=(100, 120))
        program = session.start(path)
        program.expect_document()
        # The stamp is known at once, the image as soon as its page is shown.
        program.find("label", "^This file is not signed. It shows pictures of seals; a picture is not a signature.$")
        row = program.find("push button", f"^Page 3: {STAMP} — a picture, not a signature$")
        if len(rows(program)) != 1:
            raise Failure("an image is named that nobody has seen")
        program.press(row)
        program.expect("current-page 3")
        program.expect("pretences 2")
        program.find("push button", f"^Page 3: {SEAL} — a picture, not a signature$")
        if len(rows(program)) != 2:
            raise Failure("not each picture is named once")
        wait_for("what is told over them", lambda: len(
            program.find("push button", "^A picture, not a signature\nIt belongs to no signature", all=True)) == 2)
        finish(program)


def test_marks_of_a_signature_are_not_named():
    """Three marks of one signature and one of another, all with the picture of a seal; a picture beside them shows
    that the page was looked at."""
    with Session() as session:
        path, once, twice = (session.folder / name for name in ("contract.pdf", "once.pdf", "twice.pdf"))
        write_contract(path, seal_at=(60, 100), n_pages=1)
        sign(session, path, once, "--at", "1:20,20", "--at", "1:80,20", "--at", "1:140,20")
        sign(session, once, twice, "--at", "1:140,80")
        program = session.start(twice)
        program.expect_document()
        program.seen = 0
        program.expect("pretences")
        program.find("label", "^Not everything that looks like a seal here is a signature.$")
        program.find("push button", f"^Page 1: {SEAL} — a picture, not a signature$")
        if len(rows(program)) != 1 or program.find("push button", STAMP, all=True):
            raise Failure("the mark of a signature is named as a picture")
        wait_for("four marks that tell of their signature",
                 lambda: len(program.find("push button", "\nWho\\? ", all=True)) == 4)
        finish(program)


def test_honest_files():
    """Nothing is said where there is nothing to be said."""
    with Session() as session:
        path, signed = session.folder / "contract.pdf", session.folder / "signed.pdf"
        write_contract(path, n_pages=1)
        sign(session, path, signed, "--at", "1:20,20", "--at", "1:80,20")
        for file in path, signed:
            program = session.start(file)
            program.expect_document()
            program.seen = 0
            program.expect("verdict")
            if rows(program) or program.find("label", "a picture is not|looks like a seal", all=True):
                raise Failure(f"{file.name} has no such picture")
            finish(program)
            program.kill()


if __name__ == "__main__":
    main([test_unsigned_file_with_pictures, test_marks_of_a_signature_are_not_named, test_honest_files])
