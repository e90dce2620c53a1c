#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every file of the corpus is signed, invisibly and with marks, or refused as its manifest says."""

import pathlib
import re
import sys
import tempfile

from corpus import CORPUS, LIMIT, Tap, ask, have, rows, use_password

WORKER = sys.argv[1]
DPI = 100
MM = DPI / 25.4
WIDTH = 20.0
TOLERANCE = 0.5 * DPI / 72 + 1.0  # px: half a point, and a pixel's edge on either side

CERTIFIED = "error pades-error-quark 4 "
LOCKED = "error pades-error-quark 5 "
PERMISSION = "error pades-error-quark 12 "
DAMAGED = "error pdf_error 3 "
ENCRYPTED = "error pdf_error 5 "
PASSWORD = "error pdf_error 13 "


def parse_pnm(path):
    data = path.read_bytes()
    head = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", data)
    return int(head[1]), int(head[2]), data[head.end():]


def changed_box(before, after):
    """Where two pictures differ, as left, top, right, bottom; None where they do not."""
    width, height, old = before
    _, _, new = after
    stride = 3 * width
    lines = [y for y in range(height) if old[y * stride:(y + 1) * stride] != new[y * stride:(y + 1) * stride]]
    if not lines:
        return None
    left, right = width, 0
    for y in lines:
        line, other = old[y * stride:(y + 1) * stride], new[y * stride:(y + 1) * stride]
        columns = [x for x in range(0, stride, 3) if line[x:x + 3] != other[x:x + 3]]
        left, right = min(left, columns[0] // 3), max(right, columns[-1] // 3 + 1)
    return left, lines[0], right, lines[-1] + 1


def pixel(picture, x, y):
    width, _, data = picture
    at = 3 * (int(y) * width + int(x))
    return tuple(data[at:at + 3])


def render(path, page, prefix):
    status, text = ask("pdftoppm", "-cropbox", "-aa", "no", "-aaVector", "no", "-r", DPI, "-f", page, "-l", page,
                       "-singlefile", path, prefix)
    picture = pathlib.Path(f"{prefix}.ppm")
    return parse_pnm(picture) if status == 0 and picture.is_file() else None


def is_red(color):
    return color[0] > 200 and color[1] < 60 and color[2] < 60


def is_blue(color):
    return color[2] > 200 and color[0] < 60 and color[1] < 60


def check_place(source, output, page, place, unit, folder):
    """Poppler draws a page without its UserUnit, so a millimetre is that much less there."""
    before, after = render(source, page, folder / "before"), render(output, page, folder / "after")
    if before is None or after is None or before[:2] != after[:2]:
        return [f"page {page} does not render alike"]
    box = changed_box(before, after)
    if box is None:
        return [f"page {page}: no mark to be seen"]
    scale = MM / unit
    want = (place[0] * scale, place[1] * scale, (place[0] + WIDTH * unit) * scale, (place[1] + WIDTH * unit) * scale)
    problems = []
    if abs(box[0] + box[2] - want[0] - want[2]) / 2 > TOLERANCE or abs(box[1] + box[3] - want[1] - want[3]) / 2 > TOLERANCE:
        problems.append(f"page {page}: mark at {box}, wanted {tuple(round(each, 1) for each in want)}")
    step = WIDTH * MM / 4
    if not is_blue(pixel(after, want[0] + step, want[1] + step)):
        problems.append(f"page {page}: the mark's upper left is not up left")
    for x, y in ((3, 1), (1, 3), (3, 3)):
        if not is_red(pixel(after, want[0] + x * step, want[1] + y * step)):
            problems.append(f"page {page}: the mark is not whole")
    return problems


def valid_signatures(path):
    status, text = ask("pdfsig", "-nocert", path)
    blocks = re.split(r"^Signature #\d+:", text, flags=re.M)[1:]
    return ["Signature is Valid." in block for block in blocks if "is not signed" not in block]


def judge(source, output):
    problems = []
    data, signed = source.read_bytes(), output.read_bytes()
    if signed[:len(data)] != data:
        problems.append("the input is no prefix of the output")
    if have("qpdf"):
        before, after = ask("qpdf", "--check", source)[0], ask("qpdf", "--check", output)
        if {0: 0, 3: 1, 2: 2}.get(after[0], 3) > {0: 0, 3: 1, 2: 2}.get(before, 3):
            problems.append(f"qpdf: {after[1].splitlines()[:3]}")
    if have("pdfsig"):
        earlier, now = valid_signatures(source), valid_signatures(output)
        if sum(now) != sum(earlier) + 1 or len(now) != len(earlier) + 1:
            problems.append(f"pdfsig: {sum(earlier)} of {len(earlier)} valid, then {sum(now)} of {len(now)}")
    status, text = ask(WORKER, "verify", output)
    fresh = [line for line in text.rstrip("\n").split("\n")[1:] if "\tentire-file\t" in line]
    if status != 0 or len(fresh) != 1 or "\tintact\t" not in fresh[0]:
        problems.append(f"our own verdict: {text}")
    return problems


def marks(source):
    """A mark right of the upper left on the first page, another nearer the lower right on the last."""
    places = []
    for page in (1, 0):
        status, text = ask(WORKER, "page", source, page)
        lines = text.rstrip("\n").split("\n")
        if len(lines) < 2:
            return []
        width, height, unit, number = (float(each) for each in lines[1].split("\t"))
        size = WIDTH * unit
        where = (0.1, 0.15) if page == 1 else (0.8, 0.7)
        place = ((width - size) * where[0], (height - size) * where[1])
        if width <= size or height <= size:
            return []
        places.append((int(number), page, place, unit))
    return places


def sign_visibly(source, output, folder, why):
    places = marks(source)
    if not places:
        return []
    arguments = [each for number, page, place, unit in places
                 for each in (page, f"{place[0]:.4f}", f"{place[1]:.4f}", f"{WIDTH * unit:.4f}")]
    status, text = ask(WORKER, "sign", source, output, *arguments)
    if text.strip() != "ok":
        # One mark is the field's own; a second is an annotation, which some certifications forbid.
        if text.startswith(CERTIFIED):
            status, text = ask(WORKER, "sign", source, output, *arguments[:4])
            places = places[:1]
        # Who certifies a document to be signed leaves fields for it: a new one may not show anything.
        if text.startswith(CERTIFIED) and "not in a new one" in text:
            return []
        # A FieldMDP that locks whatever it does not name locks new fields, too.
        if text.startswith(LOCKED) and "FieldMDP" in why:
            return []
        if text.strip() != "ok":
            return [f"with marks: {text.strip()}"]
    problems = judge(source, output)
    for number, page, place, unit in places if have("pdftoppm") else []:
        if len(places) == 1 or places[0][0] != places[1][0]:
            problems += check_place(source, output, number, place, unit, folder)
    return problems


def sign_fields(source, output):
    """Each empty signature field, on its own."""
    problems = []
    for name in ask(WORKER, "fields", source)[1].rstrip("\n").split("\n")[1:]:
        status, text = ask(WORKER, "sign-field", source, output, name)
        if text.strip() == "ok":
            problems += [f"field {name}: {problem}" for problem in judge(source, output)]
        elif not text.startswith((LOCKED, PERMISSION)):
            problems.append(f"field {name}: {text.strip()}")
        else:
            print(f"# {source.name}: {text.strip()}")
    return problems


def check_refused(row, source, output, text):
    """An encrypted file that was not signed: for want of a password, or its author did not permit it."""
    expect = row["expect"]
    if expect == "ask for password":
        return [] if text.startswith(PASSWORD) else [f"no password asked for: {text}"]
    if text.startswith(PERMISSION) and "permissions allow" in expect:
        return sign_fields(source, output)
    if expect.startswith("sign after password"):
        # Of one the manifest states a password that is none.
        known = have("qpdf") and ask("qpdf", "--requires-password", source)[0] in (2, 3)
        return [] if text.startswith(ENCRYPTED) or text.startswith(PASSWORD) and not known else [text]
    # MuPDF, Poppler and qpdf cannot decrypt its streams either.
    garbled = text.startswith(DAMAGED) and have("qpdf") and ask("qpdf", "--check", source)[0] == 2
    return [] if garbled else [text]


def check(row, folder):
    source, output = CORPUS / "sign" / row["file"], folder / "signed.pdf"
    expect = row["expect"]
    use_password(row)
    status, text = ask(WORKER, "sign", source, output)
    if status != 0:
        return [f"exit status {status}: {text.strip()}"]
    text = text.strip()
    if expect.startswith("REFUSE"):
        return [] if text.startswith(CERTIFIED) else [f"not refused: {text}"]
    if text != "ok" and row["file"].startswith("encrypted/"):
        print(f"# {row['file']}: {text}")
        return check_refused(row, source, output, text)
    if text != "ok":
        if expect.startswith("sign"):
            return [text]
        print(f"# {row['file']}: {text}")
        return []
    problems = judge(source, output) + sign_visibly(source, output, folder, row["why"])
    return problems + (sign_fields(source, output) if expect.startswith("sign") else [])


def main():
    tap = Tap()
    manifest = rows("sign")
    if manifest is None:
        tap.skip("signing the corpus", "no corpus")
        tap.done()
    for row in manifest:
        with tempfile.TemporaryDirectory() as folder:
            tap.result(row["file"], check(row, pathlib.Path(folder)))
    tap.done()


if __name__ == "__main__":
    main()
