#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a seal is let go on the screen is where it stands in the file, to half a point.

Nothing of our geometry is used for the comparison. Each page has three coloured squares at known
places in user space. On the screen their middles are found by colour, which gives the map from
pixels to user space; the pointer's place goes through that map and is compared with the /Rect that
qpdf reads. Then Poppler draws the signed page, and the ink it shows is compared with the ink that
the screen showed before."""

import json
import os
import subprocess

from e2e import Failure, Session, main

MM = 72 / 25.4
SEAL_MM = 40
TOLERANCE = 0.5  # points of 1/72 inch on paper
COLOURS = {(0, 0, 255): (-110, 70), (0, 200, 0): (110, 70), (200, 0, 200): (-110, -90)}


def write_pdf(path, media, crop=None, rotate=0, unit=1.0):
    """One page by hand; returns where the squares' middles are, in user space."""
    left, bottom, right, top = crop or media
    middle = ((left + right) / 2, (bottom + top) / 2)
    half = 6 / unit
    marks, content = {}, [f"1 1 1 rg {left} {bottom} {right - left} {top - bottom} re f"]
    for colour, (dx, dy) in COLOURS.items():
        x, y = middle[0] + dx / unit, middle[1] + dy / unit
        marks[colour] = (x, y)
        red, green, blue = (value / 255 for value in colour)
        content.append(f"{red:.4f} {green:.4f} {blue:.4f} rg "
                       f"{x - half:.4f} {y - half:.4f} {2 * half:.4f} {2 * half:.4f} re f")
    stream = "\n".join(content).encode()
    box = f"/MediaBox [{' '.join(map(str, media))}]"
    if crop:
        box += f" /CropBox [{' '.join(map(str, crop))}]"
    if unit != 1.0:
        box += f" /UserUnit {unit}"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
               f"<< /Type /Page /Parent 2 0 R {box} /Rotate {rotate} /Resources << >> "
               f"/Contents 4 0 R >>".encode(),
               b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)]
    out, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    xref = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, xref)
    path.write_bytes(out)
    return marks


def read_pixels(ppm):
    """Width, height and RGB bytes of a picture."""
    fields, at = [], 0
    while len(fields) < 4:
        end = at
        while ppm[end:end + 1] not in (b" ", b"\n", b"\t"):
            end += 1
        if end > at:
            fields.append(ppm[at:end])
        at = end + 1
    return int(fields[1]), int(fields[2]), ppm[at:]


def coloured(picture, region=None):
    """x, y and colour of the pixels that are no grey, in a region or everywhere. Most of a screen is
    grey: rows are compared as a whole first."""
    width, height, pixels = picture
    left, top, right, bottom = region or (0, 0, width, height)
    for y in range(top, bottom):
        row = pixels[(y * width + left) * 3:(y * width + right) * 3]
        reds, greens, blues = row[0::3], row[1::3], row[2::3]
        if reds == greens == blues:
            continue
        for x, (red, green, blue) in enumerate(zip(reds, greens, blues), left):
            if not red == green == blue:
                yield x, y, red, green, blue


def find_middles(picture, region=None):
    """The middles of the squares, weighted by how much of their colour a pixel has."""
    sums = {colour: [0.0, 0.0, 0.0] for colour in COLOURS}
    for x, y, red, green, blue in coloured(picture, region):
        if red > 220 and green > 220 and blue > 220:
            continue
        for colour, total in sums.items():
            # How far from white towards this colour, along one line.
            span = [255 - value for value in colour]
            found = [255 - red, 255 - green, 255 - blue]
            share = sum(s * f for s, f in zip(span, found)) / sum(s * s for s in span)
            if 0.1 < share <= 1.02 and all(abs(share * s - f) < 14 for s, f in zip(span, found)):
                total[0] += share
                total[1] += share * (x + 0.5)
                total[2] += share * (y + 0.5)
    middles = {}
    for colour, (weight, x, y) in sums.items():
        if weight < 4:
            raise Failure(f"the square {colour} is not on the screen")
        middles[colour] = (x / weight, y / weight)
    return middles


def find_ink(picture, region=None):
    """The middle of the red ink."""
    weight = sum_x = sum_y = 0.0
    for x, y, red, green, blue in coloured(picture, region):
        if red < 200 or green > 200 or abs(green - blue) > 12:
            continue
        share = (255 - green) / 255
        weight += share
        sum_x += share * (x + 0.5)
        sum_y += share * (y + 0.5)
    if weight < 50:
        raise Failure("no ink was found")
    return sum_x / weight, sum_y / weight


def solve_map(source, target):
    """The affine map that takes three points to three others."""
    (x0, y0), (x1, y1), (x2, y2) = source
    determinant = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)

    def coefficients(values):
        v0, v1, v2 = values
        a = ((v1 - v0) * (y2 - y0) - (v2 - v0) * (y1 - y0)) / determinant
        b = ((v2 - v0) * (x1 - x0) - (v1 - v0) * (x2 - x0)) / determinant
        return a, b, v0 - a * x0 - b * y0
    across = coefficients([point[0] for point in target])
    down = coefficients([point[1] for point in target])
    return lambda x, y: (across[0] * x + across[1] * y + across[2],
                         down[0] * x + down[1] * y + down[2])


def read_rect(path):
    """/Rect of the signature's widget, as qpdf sees it."""
    facts = json.loads(subprocess.run(["qpdf", "--json=1", "--json-key=objects", str(path)],
                                      stdout=subprocess.PIPE).stdout)
    for value in facts["objects"].values():
        if isinstance(value, dict) and value.get("/FT") == "/Sig" and "/Rect" in value:
            return value["/Rect"]
    raise Failure("no signature widget in the file")


def place_and_compare(media, crop=None, rotate=0, unit=1.0, keys=()):
    with Session(1500, 1250) as session:
        session.add_seal()
        session.add_identity()
        document = session.folder / "page.pdf"
        marks = write_pdf(document, media, crop, rotate, unit)
        program = session.start(document)
        program.expect_document()
        # Without the small pages, which show the squares too.
        program.key("F8", "F9", "ctrl+1", *keys)
        middles = find_middles(read_pixels(session.still()))
        names = list(marks)
        to_user = solve_map([middles[name] for name in names], [marks[name] for name in names])

        to_screen = solve_map([marks[name] for name in names], [middles[name] for name in names])

        # Away from all that a stamp is drawn to, and from the squares.
        left, bottom, right, top = crop or media
        x, y = map(round, to_screen((left + right) / 2 + 55 / unit, (bottom + top) / 2 - 40 / unit))
        wanted = to_user(x, y)
        row = program.find("list item", "公章")
        start = program.centre(row, "page.pdf")
        program.drag((start[0] - 60, start[1]), (x, y), began="drag-prepared")
        program.expect("stamp-added")
        program.key("Escape")
        session.xdo("mousemove", "5", "5")
        picture = read_pixels(session.still())
        middles = find_middles(picture)
        to_user = solve_map([middles[name] for name in names], [marks[name] for name in names])
        # The stamp, and not the seal in the drawer.
        pixels = abs(to_pixels(to_user, SEAL_MM * MM / unit))
        region = (int(x - pixels), int(y - pixels), int(x + pixels), int(y + pixels))
        screen_ink = find_ink(picture, region)

        program.key("ctrl+Return")
        program.expect("finish-shown")
        program.keyboard_at("Finish signing")
        program.type("secret")
        program.key("Return")
        signed = program.expect("signed (.+)").group(1)

        rect = read_rect(signed)
        for axis in (0, 1):
            middle = (rect[axis] + rect[axis + 2]) / 2
            size = rect[axis + 2] - rect[axis]
            if abs(middle - wanted[axis]) * unit > TOLERANCE:
                raise Failure(f"let go at {wanted}, stands at {rect}: "
                              f"{(middle - wanted[axis]) * unit:.2f} pt off")
            if abs(size * unit - SEAL_MM * MM) > TOLERANCE:
                raise Failure(f"{size * unit:.2f} pt wide, not {SEAL_MM * MM:.2f}")
        compare_pictures(session, signed, marks, names, to_user, screen_ink, unit)


def to_pixels(to_user, length):
    """How many pixels a length of user space is on the screen."""
    x0, y0 = to_user(0, 0)
    x1, y1 = to_user(1, 0)
    return length / max(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5, 1e-9)


def compare_pictures(session, signed, marks, names, screen_to_user, screen_ink, unit):
    """What another program draws of the file has its ink where our screen had it."""
    picture = read_pixels(session.run("pdftoppm", "-r", "72", "-singlefile", "-cropbox", signed))
    middles = find_middles(picture)
    to_user = solve_map([middles[name] for name in names], [marks[name] for name in names])
    ink = find_ink(picture)
    drawn, shown = to_user(*ink), screen_to_user(*screen_ink)
    for axis in (0, 1):
        if abs(drawn[axis] - shown[axis]) * unit > 1.0:
            raise Failure(f"the ink is drawn at {drawn} and was shown at {shown}")


A4 = (0, 0, 595.276, 841.89)


def test_upright_page():
    place_and_compare(A4)


def test_rotated_by_90():
    place_and_compare(A4, rotate=90)


def test_rotated_by_180():
    place_and_compare(A4, rotate=180)


def test_rotated_by_270():
    place_and_compare(A4, rotate=270)


def test_cropped_page():
    place_and_compare((0, 0, 700, 900), crop=(60, 45, 640, 820), rotate=90)


def test_box_away_from_the_origin():
    place_and_compare((-150, 200, 400, 1000))


def test_user_unit():
    place_and_compare((0, 0, 297.638, 420.945), unit=2.0)


def test_zoomed_in():
    place_and_compare(A4, keys=("ctrl+0", "ctrl+plus"))


def test_view_turned():
    place_and_compare(A4, keys=("ctrl+r", "ctrl+1"))


def test_view_turned_on_a_rotated_page():
    place_and_compare(A4, rotate=90, keys=("ctrl+r", "ctrl+r", "ctrl+1"))


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    main([test_upright_page, test_rotated_by_90, test_rotated_by_180, test_rotated_by_270,
          test_cropped_page, test_box_away_from_the_origin, test_user_unit, test_zoomed_in,
          test_view_turned, test_view_turned_on_a_rotated_page])
