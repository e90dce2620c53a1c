# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that are signed: made here, each with one empty signature field, which mutool cannot do
without."""

import random
import re
import shutil
import subprocess

MEBIBYTE = 1 << 20
FIELD = 4  # its object number, before anybody renumbers


def text_page(page):
    lines = "".join(f"(Line {line} of page {page}: the parties agree on what stands here.) Tj T* " for line in range(20))
    return f"BT /F1 11 Tf 14 TL 72 770 Td {lines}ET".encode()


def scan_page(page):
    """Noise, as scans are to a compressor; a few kinds of it are enough."""
    if page % 16 not in scan_page.kinds:
        scan_page.kinds[page % 16] = random.Random(page).randbytes(MEBIBYTE)
    return scan_page.kinds[page % 16]


scan_page.kinds = {}


def objects(pages, content):
    kids = " ".join(f"{5 + 2 * i} 0 R" for i in range(pages))
    yield b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] /SigFlags 1 >> >>"
    yield f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>".encode()
    yield b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    yield b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Party) /Rect [0 0 0 0] /P 5 0 R /F 132 >>"
    for page in range(pages):
        annots = f" /Annots [{FIELD} 0 R]" if page == 0 else ""
        yield (f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]{annots} "
               f"/Resources << /Font << /F1 3 0 R >> >> /Contents {6 + 2 * page} 0 R >>").encode()
        stream = content(page)
        yield b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream)


def write(path, pages, content):
    """Piece by piece: the largest does not fit into everybody's memory."""
    with open(path, "wb") as out:
        out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        offsets = []
        for number, body in enumerate(objects(pages, content), 1):
            offsets.append(out.tell())
            out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        start = out.tell()
        out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1))
        out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
        out.write(b"trailer\n<< /Size %d /Root 1 0 R /ID [<%b> <%b>] >>\nstartxref\n%d\n%%%%EOF\n"
                  % (len(offsets) + 1, b"5a" * 16, b"5a" * 16, start))
    return path


def pack(path, packed):
    subprocess.run(["qpdf", "--object-streams=generate", path, packed], check=True)
    return packed


def find_field(path):
    """The number of the field's object, which mutool wants to be told: of another it says nothing that
    a script hears, and signs nothing."""
    shown = subprocess.run(["mutool", "show", path, "trailer/Root/AcroForm/Fields"], check=True, capture_output=True,
                           text=True).stdout
    return re.search(r"(\d+) 0 R", shown)[1]


def has_room(folder, gigabytes):
    return shutil.disk_usage(folder).free > gigabytes << 30


def make_small(folder):
    made = {
        "1 page": write(folder / "1.pdf", 1, text_page),
        "100 pages": write(folder / "100.pdf", 100, text_page),
        "10,000 pages, table": write(folder / "10000.pdf", 10000, text_page),
    }
    made["100 pages, object streams"] = pack(made["100 pages"], folder / "100-packed.pdf")
    made["10,000 pages, object streams"] = pack(made["10,000 pages, table"], folder / "10000-packed.pdf")
    return made


def make_large(folder):
    """What there is no room for is left out, and said: the input, what was signed of it, and one
    output at a time."""
    made = {}
    for name, pages, room in (("500 MB of scans", 500, 4), ("2.2 GB of scans", 2200, 14)):
        if has_room(folder, room):
            made[name] = write(folder / f"{pages}-scans.pdf", pages, scan_page)
        else:
            print(f"left out: {name}, for which {room} GB must be free")
    return made
