# SPDX-License-Identifier: GPL-3.0-or-later
"""A contract with everything that somebody could change later, and incremental updates of it written
by hand: right ones, wrong ones, and ones that lie."""

import re

HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
ID = b"/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]"
WIDGET = b"<</Type/Annot/Subtype/Widget/P 3 0 R/F 4"
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>%s</x:xmpmeta>"


def stream(entries, data):
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data)


def look(text, font=b"7 0 R"):
    return stream(b"/Type/XObject/Subtype/Form/BBox[0 0 100 20]/Resources<</Font<</F1 %s>>>>" % font,
                  b"/Tx BMC BT /F1 12 Tf 2 5 Td (%s) Tj ET EMC" % text)


def standard_font(name):
    return b"<</Type/Font/Subtype/Type1/BaseFont/%s>>" % name


def xmp(text=b""):
    return stream(b"/Type/Metadata/Subtype/XML", XMP % text)


def document():
    """Number → body."""
    return {
        1: b"<</Type/Catalog/Pages 2 0 R/AcroForm 8 0 R/Outlines 17 0 R/Names 19 0 R/OCProperties"
           b"<</OCGs[16 0 R]/D<</ON[16 0 R]>>>>/StructTreeRoot 24 0 R/MarkInfo<</Marked true>>"
           b"/Metadata 25 0 R/PageLabels<</Nums[0<</S/D>>]>>/ViewerPreferences<</FitWindow true>>"
           b"/Lang(en)>>",
        2: b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 595 842]/Resources<</Font"
           b"<</F1 7 0 R>>>>>>",
        3: b"<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources<</Font<</F1 7 0 R>>/XObject"
           b"<</Im 22 0 R/Fm 32 0 R>>/Properties<</oc 16 0 R>>>>/Annots[9 0 R 11 0 R 14 0 R 15 0 R"
           b" 20 0 R 21 0 R 26 0 R 28 0 R 30 0 R 31 0 R]/StructParents 0>>",
        4: b"<</Type/Page/Parent 2 0 R/Contents[6 0 R]/Annots 33 0 R>>",
        5: stream(b"", b"BT /F1 24 Tf 50 700 Td (You owe 100) Tj ET /OC /oc BDC BT /F1 12 Tf 50 600 Td "
                       b"(layer) Tj ET EMC /Im Do /Fm Do"),
        6: stream(b"", b"BT /F1 24 Tf 50 700 Td (Page two) Tj ET"),
        7: standard_font(b"Helvetica"),
        8: b"<</Fields[9 0 R 11 0 R 14 0 R 15 0 R 26 0 R 27 0 R 29 0 R]/DA(/F1 12 Tf 0 g)"
           b"/DR<</Font<</F1 7 0 R>>>>>>",
        9: WIDGET + b"/FT/Tx/T(Amount)/V(100)/DA(/F1 12 Tf 0 g)/Rect[100 500 200 520]/AP<</N 10 0 R>>>>",
        10: look(b"100"),
        11: WIDGET + b"/FT/Btn/T(Agree)/V/Off/AS/Off/Rect[100 460 120 480]"
                     b"/AP<</N<</Yes 12 0 R/Off 13 0 R>>>>>>",
        12: look(b"X"),
        13: look(b""),
        14: WIDGET + b"/FT/Sig/T(first)/Rect[0 0 0 0]>>",
        15: WIDGET + b"/FT/Sig/T(second)/Rect[300 100 500 200]>>",
        16: b"<</Type/OCG/Name(Layer)>>",
        17: b"<</Type/Outlines/First 18 0 R/Last 18 0 R/Count 1>>",
        18: b"<</Title(One)/Parent 17 0 R/Dest[3 0 R/Fit]>>",
        19: b"<</Dests<</Names[(d)[3 0 R/Fit]]>>>>",
        20: b"<</Type/Annot/Subtype/Text/Rect[10 10 30 30]/Contents(note)/P 3 0 R/T(Me)/F 4>>",
        21: b"<</Type/Annot/Subtype/Link/Rect[50 690 150 720]/P 3 0 R/A<</S/URI/URI(http://a.example/)>>>>",
        22: stream(b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8",
                   b"\0"),
        23: b"<</Title(Doc)/Producer(x)>>",
        24: b"<</Type/StructTreeRoot/K[34 0 R]/ParentTree 35 0 R/ParentTreeNextKey 1>>",
        25: xmp(),
        26: WIDGET + b"/FT/Ch/Ff 131072/T(City)/Opt[(Rome)(Oslo)]/V(Rome)/DA(/F1 12 Tf 0 g)"
                     b"/Rect[100 400 200 420]>>",
        27: b"<</FT/Tx/T(group)/Kids[28 0 R]>>",
        28: WIDGET + b"/T(inner)/Parent 27 0 R/V(a)/DA(/F1 12 Tf 0 g)/Rect[100 350 200 370]>>",
        29: b"<</FT/Btn/Ff 49152/T(radio)/V/A/Kids[30 0 R 31 0 R]>>",
        30: WIDGET + b"/Parent 29 0 R/AS/A/Rect[100 320 120 340]/AP<</N<</A 12 0 R/Off 13 0 R>>>>>>",
        31: WIDGET + b"/Parent 29 0 R/AS/Off/Rect[140 320 160 340]/AP<</N<</B 12 0 R/Off 13 0 R>>>>>>",
        32: stream(b"/Type/XObject/Subtype/Form/BBox[0 0 10 10]", b"0 0 10 10 re f"),
        33: b"[]",
        34: b"<</Type/StructElem/S/Document/P 24 0 R/K[<</Type/MCR/Pg 3 0 R/MCID 0>>]>>",
        35: b"<</Nums[0[34 0 R]]>>",
        36: b"(unused)",
    }


def write(bodies):
    out, places = bytearray(HEAD), {}
    for number, body in sorted(bodies.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    out += b"trailer\n<</Size %d/Root 1 0 R/Info 23 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        max(bodies) + 1, ID, start)
    return bytes(out)


def startxref(pdf):
    return int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])


def places(pdf, number):
    """Where each version of an object stands."""
    return [found.start(1) for found in re.finditer(rb"[\r\n](%d 0 obj)\s" % number, pdf)]


def body(pdf, number):
    """Of its newest version."""
    start = pdf.index(b"obj", places(pdf, number)[-1]) + 3
    return pdf[start:pdf.index(b"endobj", start)].strip()


def add(text, entries):
    """A dictionary with more in it."""
    assert text.endswith(b">>")
    return text[:-2] + entries + b">>"


def swap(text, old, new):
    assert old in text, (old, text)
    return text.replace(old, new, 1)


def changed(pdf, number, *pairs):
    """One object with other words in it."""
    text = body(pdf, number)
    for old, new in pairs:
        text = swap(text, old, new)
    return {number: text}


def append(pdf, bodies, root=b"1 0 R", info=b"23 0 R", prev=None, trailer=b"", free=(), generation=0):
    """One more revision with a cross-reference table."""
    out, offsets = bytearray(pdf), {}
    for number, text in sorted(bodies.items()):
        offsets[number] = len(out)
        out += b"%d %d obj\n%s\nendobj\n" % (number, generation, text)
    start = len(out)
    size = max([int(re.findall(rb"/Size (\d+)", pdf)[-1]), *[number + 1 for number in bodies]])
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number in sorted(set(offsets) | set(free)):
        out += b"%d 1\n" % number
        out += b"%010d %05d n \n" % (offsets[number], generation) if number in offsets else b"0000000000 00001 f \n"
    out += b"trailer\n<</Size %d/Root %s/Info %s/Prev %d%s%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        size, root, info, startxref(pdf) if prev is None else prev, ID, trailer, start)
    return bytes(out)


def append_entries(pdf, entries):
    """A table that leads old numbers to other places, without a single object."""
    table = b"".join(b"%d 1\n%010d 00000 n \n" % each for each in entries)
    return pdf + b"xref\n%strailer\n<</Size 60/Root 1 0 R/Info 23 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        table, startxref(pdf), len(pdf))


def append_packed(pdf, bodies, hybrid=False):
    """One more revision with its objects in an object stream, and a cross-reference stream or both kinds."""
    index, packed, out = b"", b"", bytearray(pdf)
    for number, text in bodies.items():
        index += b"%d %d " % (number, len(packed))
        packed += text + b" "
    rows = {number: (2, 60, place) for place, number in enumerate(bodies)}
    rows[60] = (1, len(out), 0)
    out += b"60 0 obj\n%s\nendobj\n" % stream(b"/Type/ObjStm/N %d/First %d" % (len(bodies), len(index)), index + packed)
    rows[61] = (1, len(out), 0)
    start = len(out)
    data = b"".join(bytes([kind]) + where.to_bytes(4, "big") + place.to_bytes(2, "big")
                    for _, (kind, where, place) in sorted(rows.items()))
    entries = b"/Type/XRef/Size 70/W[1 4 2]/Index[%s]/Root 1 0 R/Info 23 0 R" % b" ".join(
        b"%d 1" % number for number in sorted(rows))
    prev = b"/Prev %d" % startxref(pdf)
    out += b"61 0 obj\n%s\nendobj\n" % stream(entries + (b"" if hybrid else prev), data)
    if hybrid:
        table = len(out)
        out += b"xref\n60 2\n%010d 00000 n \n%010d 00000 n \ntrailer\n<</Size 70/Root 1 0 R/Info 23 0 R%s/XRefStm %d>>\n" % (
            rows[60][1], start, prev, start)
        start = table
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % start


def append_section(pdf, bodies, rows):
    """A cross-reference stream of rows (number, kind, place, index), where a place may be the number of a
    new object."""
    out, places_of = bytearray(pdf), {}
    for number, text in bodies.items():
        places_of[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    start = len(out)
    rows = [(number, kind, places_of.get(place, place) if kind == 1 else place, index) for number, kind, place, index in rows]
    rows.append((69, 1, start, 0))
    data = b"".join(bytes([kind]) + place.to_bytes(4, "big") + index.to_bytes(2, "big") for _, kind, place, index in rows)
    index = b" ".join(b"%d 1" % row[0] for row in rows)
    out += b"69 0 obj\n%s\nendobj\n" % stream(
        b"/Type/XRef/Size 70/W[1 4 2]/Index[%s]/Root 1 0 R/Info 23 0 R/Prev %d" % (index, startxref(pdf)), data)
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % start


def pack(*objects, head=None):
    """An object stream of (number, body)."""
    index, packed = b"", b""
    for number, text in objects:
        index += b"%d %d " % (number, len(packed))
        packed += text + b" "
    index = head if head is not None else index
    return stream(b"/Type/ObjStm/N %d/First %d" % (len(objects), len(index)), index + packed)


def append_hybrid(pdf, bodies, table, hidden, entries=b""):
    """A table and a hidden stream: rows (number, place), where a place may be the number of a new object."""
    out, places_of = bytearray(pdf), {}
    for number, text in bodies.items():
        places_of[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    start = len(out)
    data = b"".join(b"\1" + places_of.get(place, place).to_bytes(4, "big") + b"\0\0" for _, place in hidden)
    out += b"69 0 obj\n%s\nendobj\n" % stream(
        b"/Type/XRef/Size 70/W[1 4 2]/Index[%s]/Root 1 0 R%s" % (b" ".join(b"%d 1" % row[0] for row in hidden), entries), data)
    table = b"".join(b"%d 1\n%010d 00000 n \n" % (number, places_of.get(place, place)) for number, place in [*table, (69, start)])
    return bytes(out) + b"xref\n%strailer\n<</Size 70/Root 1 0 R/Info 23 0 R/Prev %d/XRefStm %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        table, startxref(pdf), start, len(out))
