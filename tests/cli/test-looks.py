#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a filled-in field shows, which need not be what it holds. No look that hides its letters or
draws others passes; those that programs really write, written here after their models, do."""

import json
import subprocess
import zlib

import harness
from attacks import WIDGET, add, append, body, changed, document, standard_font, stream, swap, write

BOX = b"/Type/XObject/Subtype/Form/BBox[0 0 100 20]"
FONT = b"/Resources<</Font<</F1 7 0 R>>>>"
HELV = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
LINES, COMB, COMBO, LIST, TURNED, MONEY, BARE, TICK, TYPED = range(70, 79)


def form():
    """The contract with fields of every kind."""
    bodies = document()
    fields = {
        LINES: b"/FT/Tx/T(lines)/Ff 4096/Rect[300 700 500 760]",
        COMB: b"/FT/Tx/T(comb)/Ff 16777216/MaxLen 5/Rect[300 660 400 680]",
        COMBO: b"/FT/Ch/T(combo)/Ff 131072/Opt[[(r)(Rome)][(o)(Oslo)]]/V(r)/Rect[300 630 400 650]",
        LIST: b"/FT/Ch/T(list)/Opt[(Ape)(Bear)(Cat)]/V(Ape)/Rect[300 560 400 620]",
        TURNED: b"/FT/Tx/T(turned)/MK<</R 90>>/Rect[300 440 320 540]",
        MONEY: b"/FT/Tx/T(money)/Rect[300 400 400 420]/AA<</F<</S/JavaScript/JS"
               b"(AFNumber_Format\\(2, 0, 0, 0, \"$\", true\\);)>>>>",
        BARE: b"/FT/Tx/T(bare)/Rect[300 370 400 390]",
        TICK: b"/FT/Btn/T(tick)/V/Off/AS/Off/Rect[300 340 320 360]/MK<</CA(4)>>",
        TYPED: b"/FT/Tx/T(typed)/Rect[300 310 400 330]",
    }
    numbers = b" ".join(b"%d 0 R" % number for number in fields)
    for number, text in fields.items():
        bodies[number] = WIDGET + text + b"/DA(/F1 12 Tf 0 g)>>"
    bodies[3] = swap(bodies[3], b"31 0 R]", b"31 0 R " + numbers + b"]")
    bodies[8] = swap(bodies[8], b"29 0 R]", b"29 0 R " + numbers + b"]")
    # A font of two bytes with letters of its own, and what they are.
    bodies[80] = (b"<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/ToUnicode 82 0 R"
                  b"/DescendantFonts[81 0 R]>>")
    bodies[81] = (b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/CIDSystemInfo<</Registry(Adobe)"
                  b"/Ordering(Identity)/Supplement 0>>/FontDescriptor<</FontFile2 83 0 R>>>>")
    bodies[82] = stream(b"", b"2 beginbfchar <0001> <4E2D> <0002> <6587> endbfchar "
                             b"1 beginbfrange <0010> <0019> <0030> endbfrange")
    bodies[83] = stream(b"", b"letters")
    bodies[8] = swap(bodies[8], b"/F1 7 0 R", b"/F1 7 0 R/Song 80 0 R")
    return bodies


def drawn(content, entries=FONT, box=BOX):
    return stream(box + entries, content)


def text(words=b"900", before=b"", more=b"", at=b"2 5 Td"):
    return b"/Tx BMC q " + before + b" BT /F1 12 Tf 0 g " + at + b" (" + words + b") Tj ET " + more + b" Q EMC"


def fill(pdf, shown, value=b"900", number=9, more={}, old=b"/V (100)"):
    """One field with another value and another look."""
    bare = body(pdf, number).replace(b"/V(100)", b"").replace(old, b"").replace(b"/AP<</N 10 0 R>>", b"")
    return {number: add(bare, b"/V(" + value + b")/AP<</N 90 0 R>>"), 90: shown, **more}


def state(entries):
    return FONT[:-2] + b"/ExtGState<</G<<" + entries + b">>>>>>"


def forged(pdf):
    """Name → bodies. The value is 900 everywhere, and somebody sees something else or nothing."""
    def shown(name, *how, **more):
        return name, fill(pdf, *how, **more)

    plain = text()
    yield shown("another text", drawn(text(b"100")))
    yield shown("more digits", drawn(text(b"9001")))
    yield shown("digits before", drawn(text(b"1900")))
    yield shown("fewer digits", drawn(text(b"90")))
    yield shown("without its sign", drawn(text(b"900")), b"-900")
    yield shown("a point elsewhere", drawn(text(b"9.00")))
    yield shown("nothing", drawn(b""))
    for name, before in {
            "no fill": b"3 Tr", "clipping letters": b"7 Tr", "stroked alone": b"1 Tr", "tiny": b"0.01 0 0 0.01 0 0 cm",
            "far away": b"1 0 0 1 900 0 cm", "below": b"1 0 0 1 0 -50 cm", "mirrored": b"-1 0 0 1 90 0 cm",
            "upside down": b"-1 0 0 -1 90 20 cm", "turned": b"0 1 -1 0 20 0 cm", "flat": b"1 0 0 0.01 0 0 cm",
            "narrow": b"1 Tz", "raised": b"50 Ts", "one over another": b"-9 Tc",
            "clipped away": b"0 0 1 1 re W n", "clipped to a line": b"0 0 100 1 re W n",
            "clipped by a curve": b"0 0 m 0 1 1 1 1 0 c h W n"}.items():
        yield shown(name, drawn(text(b"900", before) + b" q BT /F1 12 Tf 2 5 Td () Tj ET Q"))
    for name, colour in {"white": b"1 g", "white in RGB": b"1 1 1 rg", "white in CMYK": b"0 0 0 0 k", "nearly": b"0.95 g",
                         "yellow": b"1 1 0 rg", "white of a space": b"/DeviceRGB cs 1 1 1 sc", "a pattern": b"/Pattern cs /P scn",
                         "of a space": b"/CS0 cs 1 scn"}.items():
        yield shown(f"letters in {name}", drawn(plain.replace(b"0 g", colour)))
    yield shown("black on black", drawn(text(b"900", b"0 g 0 0 100 20 re f")))
    for name, entries in {
            "see-through": b"/ca 0", "nearly see-through": b"/ca 0.1", "masked": b"/SMask<</S/Alpha/G 10 0 R>>",
            "blended": b"/BM/Screen", "by another font": b"/Font[7 0 R 0.1]", "by a halftone": b"/TR 60 0 R"}.items():
        yield shown(name, drawn(text(b"900", b"/G gs"), state(entries)))
    yield shown("no such state", drawn(text(b"900", b"/X gs")))
    for name, over in {
            "a rectangle": b"1 g 0 0 100 20 re f", "a part of one": b"1 g 0 0 9 20 re f", "a path": b"1 g 0 0 m 0 20 l 90 20 l 90 0 l f",
            "a thick line": b"20 w 1 G 0 10 m 100 10 l S", "stroke and fill": b"1 g 0 0 100 20 re B",
            "a curve": b"1 g 0 0 m 0 20 90 20 90 0 c f", "an image": b"/Im Do", "an image in line": b"BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI",
            "a shading": b"/Sh sh"}.items():
        yield shown(f"under {name}", drawn(plain + b" " + over))
        yield shown(f"{name} alone", drawn(over))
    yield shown("a clip that is painted later", drawn(text(b"900", b"0 0 100 20 re", b"1 g f")))
    yield shown("a digit of boxes", drawn(text(b"900", b"0 g 1 5 1.5 9 re f")))
    yield shown("a digit of strokes", drawn(text(b"900", b"1 5 m 1 14 l S")))
    yield shown("lines of a comb that is none", drawn(text(b"900", b"2 0 m 2 20 l S")))
    yield shown("struck out", drawn(text(b"900", b"", b"0 9 m 100 9 l S")))
    yield shown("a layer", drawn(plain, FONT + b"/OC 16 0 R"))
    yield shown("a layer within", drawn(b"/OC /oc BDC " + plain + b" EMC", FONT[:-2] + b"/Properties<</oc 16 0 R>>>>"))
    yield shown("an unknown word", drawn(plain + b" BX foo EX"))
    yield shown("half a look", drawn(plain + b" (open"))
    yield shown("another part", drawn(plain, b"/Matrix[1 0 0 1 500 500]" + FONT, BOX.replace(b"[0 0 100 20]", b"[500 500 600 520]")))
    for name, entries in {"a large room": b"[0 0 100000 20000]", "a flat one": b"[0 0 100 2000]", "none": b"[0 0 0 0]",
                          "half a one": b"[0 0 100]"}.items():
        yield shown(f"in {name}", drawn(plain, FONT, b"/Type/XObject/Subtype/Form/BBox" + entries))
    yield shown("a mirror", drawn(plain, b"/Matrix[-1 0 0 1 100 0]" + FONT))
    yield shown("head down", drawn(text(b"666"), b"/Matrix[-1 0 0 -1 100 20]" + FONT), b"666")
    yield shown("out of order", drawn(b"BT /F1 12 Tf 0 g 1 0 0 1 40 5 Tm (9) Tj 1 0 0 1 2 5 Tm (00) Tj ET"))
    yield shown("over one another", drawn(b"BT /F1 12 Tf 0 g 2 5 Td (9) Tj 0 0 Td (0) Tj 0 0 Td (0) Tj ET"))
    yield shown("pushed back", drawn(b"BT /F1 12 Tf 0 g 2 5 Td [(9) 900 (00)] TJ ET"))
    yield shown("pushed away", drawn(b"BT /F1 12 Tf 0 g 2 5 Td [(9) -99999 (00)] TJ ET"))
    yield shown("deep within", drawn(b"/Fm Do", b"/Resources<</XObject<</Fm 91 0 R>>>>"), more={
        91: drawn(b"/Fm Do", b"/Resources<</XObject<</Fm 92 0 R>>>>"), 92: drawn(text(b"100"))})
    yield shown("marks of another order", drawn(b"BT /F1 12 Tf 0 g 2 5 Td <FEFF003900300030> Tj ET"))
    for name, font in {
            "Type 3": b"<</Type/Font/Subtype/Type3/FontMatrix[1 0 0 1 0 0]/FontBBox[0 0 1 1]/CharProcs<<>>/Encoding<<>>/FirstChar 0/LastChar 0/Widths[1]>>",
            "pictures": standard_font(b"Wingdings"), "symbols": standard_font(b"ABCDEF+SymbolMT"), "dingbats": standard_font(b"ZapfDingbats"),
            "letters of its own": b"<</Type/Font/Subtype/TrueType/BaseFont/Arial/FontDescriptor<</FontFile2 83 0 R>>>>",
            "other names": HELV.replace(b"/WinAnsiEncoding", b"<</Differences[57/one]>>"),
            "names of none": HELV.replace(b"/WinAnsiEncoding", b"<</Differences[57/g12]>>"),
            "expert letters": HELV.replace(b"/WinAnsiEncoding", b"/MacExpertEncoding"),
            "no width": HELV[:-2] + b"/FirstChar 48/LastChar 57/Widths[1 1 1 1 1 1 1 1 1 1]>>",
            "two bytes": b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 82 0 R/DescendantFonts[81 0 R]>>"}.items():
        yield shown(f"a font: {name}", drawn(plain, b"/Resources<</Font<</F1 93 0 R>>>>"), more={93: font})
    yield shown("no font", drawn(plain, b""))
    yield shown("colours said otherwise", drawn(plain, FONT[:-2] + b"/ColorSpace<</DefaultGray[/Separation/White/DeviceGray 60 0 R]>>>>"))
    yield shown("states of a text", b"<</Yes 10 0 R>>")
    yield "of another number", {**fill(pdf, drawn(plain)), 9: add(body(pdf, 9).replace(b"/V (100)", b""), b"/V(900)")}
    yield shown("cut off", drawn(text(b"9") + text(b"00", at=b"2 -40 Td")))
    for name, number, words, value in (("line by line", LINES, b"BT /F1 12 Tf 0 g 2 45 Td (pay 100) Tj 0 -14 Td (at once) Tj ET", b"pay 900 at once"),
                                       ("from below", LINES, b"BT /F1 12 Tf 0 g 2 20 Td (900) Tj 0 20 Td (pay) Tj ET", b"900 pay"),
                                       ("a first line above", LINES, b"BT /F1 12 Tf 0 g 2 80 Td (900) Tj 0 -40 Td (pay) Tj ET", b"900 pay")):
        yield name, fill(pdf, drawn(words, box=BOX.replace(b"100 20", b"200 60")), value, number)
    yield "a sum of other digits", fill(pdf, drawn(text(b"$9,000.00")), b"900", MONEY)
    yield "a sum without its sign", fill(pdf, drawn(text(b"$900.00")), b"-900", MONEY)
    combo = body(pdf, COMBO).replace(b"/V (r)", b"").replace(b"/V(r)", b"")
    for name, words, value in ("another choice", b"Rome", b"o"), ("no choice", b"Paris", b"o"):
        yield name, {COMBO: add(combo, b"/V(%s)/AP<</N 90 0 R>>" % value), 90: drawn(text(words))}
    yield "another number of a choice", {COMBO: add(combo, b"/V(o)/I[0]")}
    listed = body(pdf, LIST).replace(b"/V (Ape)", b"").replace(b"/V(Ape)", b"")
    for name, words in {"a bar under another": listing(b"1 40 98 14 re f"), "another list": listing(b"1 26 98 14 re f", b"Ape", b"Bull", b"Cat"),
                        "another order": listing(b"1 26 98 14 re f", b"Cat", b"Bear", b"Ape")}.items():
        yield name, {LIST: add(listed, b"/V(Bear)/AP<</N 90 0 R>>"), 90: words}
    for name, making in {"in white": b"/F1 12 Tf 1 g", "too large": b"/F1 1200 Tf 0 g", "unseen": b"/F1 12 Tf 3 Tr", "in no font": b"/XX 12 Tf 0 g",
                         "with a picture": b"/F1 12 Tf 0 g ET /Im Do BT"}.items():
        yield f"made {name}", {TYPED: add(body(pdf, TYPED).replace(b"/DA (/F1 12 Tf 0 g)", b"").replace(b"/DA(/F1 12 Tf 0 g)", b""),
                                          b"/V(900)/DA(%s)" % making)}
        yield f"all made {name}", {8: body(pdf, 8).replace(b"/DA (/F1 12 Tf 0 g)", b"/DA(%s)" % making).replace(b"/DA(/F1 12 Tf 0 g)", b"/DA(%s)" % making)}
    yield "a font of the form swapped", {8: body(pdf, 8).replace(b"/F1 7 0 R", b"/F1 93 0 R"),
                                         93: HELV.replace(b"/WinAnsiEncoding", b"<</Differences[57/one]>>")}
    yield "formatted otherwise", fill(pdf, drawn(plain), more={}) | {9: add(body(pdf, 9).replace(b"/V (100)", b"").replace(b"/V(100)", b"").replace(b"/AP<</N 10 0 R>>", b""),
                                                                        b"/V(900)/RV(<body><p>100</p></body>)/AP<</N 90 0 R>>")}
    yield "still the earlier look", changed(pdf, 9, (b"(100)", b"(900)"))
    ticked = add(body(pdf, TICK).replace(b"/V /Off", b"").replace(b"/AS /Off", b"").replace(b"/V/Off", b"").replace(b"/AS/Off", b""), b"")
    marks = b"/Resources<</Font<</Z 94 0 R/F1 7 0 R>>>>"
    for name, words in {"words": b"BT /F1 9 Tf 2 5 Td (No) Tj ET", "a drawing": b"0 0 m 20 20 l S", "nothing": b"",
                        "white": b"1 g BT /Z 12 Tf 2 5 Td (4) Tj ET"}.items():
        yield f"a first tick with {name}", {TICK: add(ticked, b"/V/Yes/AS/Yes/AP<</N<</Yes 90 0 R/Off 13 0 R>>>>"), 94: standard_font(b"ZapfDingbats"),
                                            90: drawn(words, marks, BOX.replace(b"100 20", b"20 20"))}
    yield "a state that is new", {**changed(pdf, 11, (b"/V/Off/AS/Off", b"/V/No/AS/No"), (b"/Yes 12 0 R", b"/Yes 12 0 R/No 90 0 R")),
                                  90: drawn(text(b"No"), box=BOX.replace(b"100 20", b"20 20"))}
    yield "the same tick in another room", {**changed(pdf, 11, (b"/V/Off/AS/Off", b"/V/Yes/AS/Yes"), (b"/Yes 12 0 R", b"/Yes 90 0 R")),
                                            90: body(pdf, 12).replace(b"[0 0 100 20]", b"[900 0 1000 20]")}
    yield "a tick unsaid", changed(pdf, 11, (b"/V/Off", b"/V/Yes"))
    yield "a first look of a button", {TICK: add(body(pdf, TICK), b"/AP<</N 90 0 R>>"), 90: drawn(text(b"Price: 900"))}
    for name, data in {
            "too short": drawn(plain).replace(b"/Length %d" % len(plain), b"/Length 12"),
            "too long": drawn(plain).replace(b"/Length %d" % len(plain), b"/Length %d" % (len(plain) + 40)),
            "an end within": drawn(plain + b"\nendstream\nendobj\n% " + text(b"100")),
            "another length": drawn(plain).replace(b"/Length %d" % len(plain), b"/Length 96 0 R")}.items():
        yield f"length: {name}", fill(pdf, data, more={96: b"12"})
    packed = zlib.compress(plain)
    yield shown("packed and broken", drawn(packed[:-6] + b"xxxxxx", FONT + b"/Filter/FlateDecode"))
    yield shown("packed as a picture", drawn(plain, FONT + b"/Filter/DCTDecode"))


def listing(bar, *names):
    names = names or (b"Ape", b"Bear", b"Cat")
    lines = b" ".join(b"0 -14 Td (%s) Tj" % name for name in names)
    return drawn(b"/Tx BMC q 1 1 98 58 re W n 0.6 0.75 0.85 rg " + bar + b" BT /F1 12 Tf 0 g 2 57 Td " + lines + b" ET Q EMC",
                 box=BOX.replace(b"100 20", b"100 60"))


def honest(pdf):
    """As pdf.js, PDFBox, MuPDF, pypdf, pdf-lib, Acrobat and iText write them."""
    def shown(name, *how, **more):
        return name, fill(pdf, *how, **more)

    yield shown("pdf.js", drawn(b"/Tx BMC q BT /F1 12 Tf 0 g 1 0 0 1 0 0 Tm 2 5.67 Td (900) Tj ET Q EMC"))
    yield shown("pdf.js with a frame", drawn(b"/Tx BMC q 1 1 0.8 rg 0 0 100 20 re f 2 w 0 G 0 0 100 20 re S BT /F1 12 Tf 0 g "
                                             b"1 0 0 1 0 0 Tm 73.67 5.67 Td (900) Tj ET Q EMC"))
    yield shown("PDFBox", drawn(b"/DeviceRGB cs\n0.9 0.9 1 sc\n0 0 100 20 re\nf\n/DeviceRGB CS\n0 0 0 SC\n0.5 0.5 99 19 re\ns\n"
                                b"/Tx BMC\n\nq\n1 1 98 18 re\nW\nn\nBT\n/F1 12 Tf\n/DeviceGray cs\n0 sc\n2 5.692 Td\n(900) Tj\nET\nQ\nEMC\n"))
    yield shown("MuPDF", drawn(b"/Tx BMC\nq\n1 w\n1 1 98 18 re\nW\nn\nBT\n0 g\n2 6.39 Td\n/F1 12 Tf\n(900) Tj\nET\nQ\nEMC\n"))
    yield shown("pypdf", drawn(b"q\n2 2 96 16 re\n2 w\n1 0 0 RG\ns\nQ\nq\n/Tx BMC \nq\n8 4 76 8 re\nW\nBT\n/F1 10.4 Tf 0 0 1 rg\n"
                               b"48.06 6.266 Td\n(900) Tj\nET\nQ\nEMC\nQ\n"))
    yield shown("pdf-lib", drawn(b"q\n/Tx BMC\nq\n0 0 100 20 re\nW\nn\nBT\n0 0 0 rg\n/F1 12 Tf\n24 TL\n1 0 0 1 2 5.67 Tm\n<393030> Tj\nT*\nET\nQ\nEMC\nQ\n"))
    yield shown("Acrobat", drawn(b"1 g\n0 0 100 20 re\nf\n0.5 G\n1 w\n0.5 0.5 99 19 re\ns\n/Tx BMC \nq\n2 2 96 16 re\nW\nn\nBT\n/F1 12 Tf\n0 g\n"
                                 b"1 0 0 1 2 5.548 Tm\n0 0 Td\n(900) Tj\nET\nQ\nEMC\n"))
    yield shown("Acrobat, bevelled", drawn(b"0.75 g 0 0 100 20 re f 1 g 1 1 m 1 19 l 99 19 l 98 18 l 2 18 l 2 2 l f 0.5 g 99 19 m 99 1 l 1 1 l 2 2 l "
                                           b"98 2 l 98 18 l f /Tx BMC q BT 0 g /F1 9 Tf 3 6 Td (900) Tj ET Q EMC"))
    yield shown("iText", drawn(b"/Tx BMC q 1 1 98 18 re W n BT 2 6.11 Td /F1 11 Tf 0 g (900)Tj ET Q EMC"))
    yield shown("tinted", drawn(text(b"900", b"0.9 0.95 1 rg 0 0 100 20 re f")))
    yield shown("underlined", drawn(text(b"900", b"1 w 0 0.5 m 100 0.5 l S")))
    yield shown("packed", drawn(zlib.compress(text()), FONT + b"/Filter/FlateDecode"))
    yield shown("a stamp of transparency", drawn(text(b"900", b"/G gs"), state(b"/ca 1/CA 1/BM/Normal/SMask/None") + b"/Group<</S/Transparency>>"))
    yield shown("letters beyond ASCII", drawn(text(b"Caf\xe9 M\xfcnchen"), b"/Resources<</Font<</F1 93 0 R>>>>"), b"Caf\xe9 M\xfcnchen", more={93: HELV})
    yield shown("letters by name", drawn(text(b"Caf\x8e 1"), b"/Resources<</Font<</F1 93 0 R>>>>"), b"Caf\xe9 1",
                more={93: HELV.replace(b"/WinAnsiEncoding", b"<</Differences[49/one 142/eacute]>>")})
    chinese = b"\xfe\xff\x4e\x2d\x65\x87"
    yield shown("Chinese by a font of the form", drawn(b"BT /Song 12 Tf 0 g 2 5 Td <00010002> Tj ET", b"/Resources<</Font<</Song 80 0 R>>>>"), chinese)
    for name, encoding, words in (("UTF-16", b"UniGB-UTF16-H", chinese[2:]), ("GBK", b"GBK-EUC-H", "中文".encode("gbk"))):
        yield shown(f"Chinese in {name}", drawn(b"BT /S 12 Tf 0 g 2 5 Td <" + words.hex().encode() + b"> Tj ET", b"/Resources<</Font<</S 93 0 R>>>>"),
                    chinese, more={93: b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/" + encoding + b"/DescendantFonts[94 0 R]>>",
                                   94: b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light>>"})
    yield "lines", fill(pdf, drawn(b"/Tx BMC q 1 1 198 58 re W n BT /F1 12 Tf 0 g 2 44.1 Td (first ) Tj 22.668 0 Td (line ) Tj 22 0 Td (of ) Tj "
                                   b"13.344 0 Td (it) Tj -58.02 -13.872 Td (second) Tj ET Q EMC", box=BOX.replace(b"100 20", b"200 60")),
                        b"first line of it\\nsecond", LINES)
    yield "lines without room", fill(pdf, drawn(b"BT /F1 12 Tf 0 g 2 44 Td (a) Tj 0 -20 Td (b) Tj 0 -20 Td (c) Tj 0 -20 Td (d) Tj ET",
                                                box=BOX.replace(b"100 20", b"200 60")), b"a\\nb\\nc\\nd", LINES)
    comb = b"20 19 m 20 0.5 l 40 19 m 40 0.5 l 60 19 m 60 0.5 l 80 19 m 80 0.5 l s "
    yield "comb", fill(pdf, drawn(comb + b"/Tx BMC q 1 1 98 18 re W n BT /F1 12 Tf 0 g 6 5.7 Td (A) Tj 20 0 Td (B) Tj 20.3 0 Td (1) Tj ET Q EMC"), b"AB1", COMB)
    yield "comb in one", fill(pdf, drawn(comb + b"BT 0 g 0 6.4 Td /F1 12 Tf [-499.8(A)-999.6(B)-1055.1(1)] TJ ET"), b"AB1", COMB)
    yield "turned by its matrix", fill(pdf, drawn(text(b"66"), b"/Matrix[0 1 -1 0 20 0]" + FONT), b"66", TURNED)
    yield "turned in itself", fill(pdf, drawn(b"0 1 -1 0 20 0 cm " + text(b"66"), box=BOX.replace(b"100 20", b"20 100")), b"66", TURNED)
    for words, value in (b"$1,234.00", b"1234"), (b"-$1,234.50", b"-1234.5"), (b"1234", b"1234"), (b"$0.00", b"0"):
        yield f"a sum {words.decode()}", fill(pdf, drawn(text(words)), value, MONEY)
    combo = body(pdf, COMBO).replace(b"/V (r)", b"").replace(b"/V(r)", b"")
    for words in b"Oslo", b"o":
        yield f"choice {words.decode()}", {COMBO: add(combo, b"/V(o)/AP<</N 90 0 R>>"), 90: drawn(text(words))}
    listed = body(pdf, LIST).replace(b"/V (Ape)", b"").replace(b"/V(Ape)", b"")
    for name, bar in {"a bar": b"1 27.5 98 14 re f", "a frame": b"0.5 G 1 27.5 98 14 re S", "nothing": b""}.items():
        yield f"list with {name}", {LIST: add(listed, b"/V(Bear)/I[1]/AP<</N 90 0 R>>"), 90: listing(bar)}
    yield "without a look", {BARE: add(body(pdf, BARE), b"/V(900)")}
    yield "made larger", {TYPED: add(body(pdf, TYPED).replace(b"/DA (/F1 12 Tf 0 g)", b"").replace(b"/DA(/F1 12 Tf 0 g)", b""),
                                     b"/V(900)/DA(0 0 1 rg /F1 0 Tf)")}
    yield "drawn anew by readers", {**changed(pdf, 9, (b"(100)", b"(900)")), 8: add(body(pdf, 8), b"/NeedAppearances true")}
    ticked = body(pdf, TICK).replace(b"/V /Off", b"").replace(b"/AS /Off", b"").replace(b"/V/Off", b"").replace(b"/AS/Off", b"")
    yield "a first tick", {TICK: add(ticked, b"/V/Yes/AS/Yes/AP<</N<</Yes 90 0 R/Off 91 0 R>>>>"), 94: standard_font(b"ZapfDingbats"),
                           90: drawn(b"q BT /Z 12 Tf 0 g 3 5 Td (4) Tj ET Q", b"/Resources<</Font<</Z 94 0 R>>>>", BOX.replace(b"100 20", b"20 20")),
                           91: drawn(b"", b"", BOX.replace(b"100 20", b"20 20"))}
    yield "formatted", {**fill(pdf, drawn(text())), 9: add(body(pdf, 9).replace(b"/V (100)", b"").replace(b"/V(100)", b"").replace(b"/AP<</N 10 0 R>>", b""),
                                                         b"/V(900)/RV(<body><p>900</p></body>)/AP<</N 90 0 R>>")}


class Looks(harness.Case):
    def setUp(self):
        super().setUp()
        self.p12, self.pem = self.identity()
        (self.dir / "in.pdf").write_bytes(write(form()))
        self.sign(self.dir / "in.pdf", self.dir / "signed.pdf", self.p12, "--field", "first")
        self.signed = (self.dir / "signed.pdf").read_bytes()

    def answers(self, cases):
        """Name → answer for each."""
        paths = []
        for name, bodies in cases:
            paths.append(self.dir / f"{len(paths)}.pdf")
            paths[-1].write_bytes(append(self.signed, bodies))
        done = subprocess.run([harness.CTL, "verify", "--offline", "--json", "--trust", self.pem, *paths], capture_output=True,
                              timeout=200, env=harness.environment(self.dir / "data"))
        out = [json.loads(line) for line in done.stdout.decode().splitlines()]
        self.assertEqual(len(out), len(cases))
        return zip([name for name, _ in cases], out)

    def test_looks_that_lie(self):
        for name, answer in self.answers(list(forged(self.signed))):
            with self.subTest(name):
                self.assertNotEqual(answer.get("indication"), "total-passed", answer)

    def test_looks_that_programs_write(self):
        for name, answer in self.answers(list(honest(self.signed))):
            with self.subTest(name):
                self.assertEqual(answer.get("indication"), "total-passed", answer)

    def test_in_words(self):
        """What nobody can tell is no reason to call the file broken."""
        path = self.dir / "unclear.pdf"
        path.write_bytes(append(self.signed, fill(self.signed, drawn(text(b"900", b"3 Tr")))))
        out, _ = self.ctl("verify", "--offline", "--trust", self.pem, path, exit=5)
        self.assertIn("UNCERTAIN", out)
        self.assertIn("yes as signed; something was added later and is not judged", out)
        self.assertIn("was changed from “100” to “900”, and it cannot be told for certain that this is what it shows", out)
        out, _ = self.ctl("verify", "--offline", "--trust", self.pem, path, exit=5, language="zh_CN")
        self.assertIn("无法确定它显示的就是该内容", out)
        [answer] = self.json("verify", "--offline", "--trust", self.pem, path, exit=5)
        [signature] = answer["signatures"]
        self.assertEqual((signature["integrity"], signature["sub_indication"]), ("intact", "TRY_LATER"))
        self.assertEqual([each["kind"] for each in signature["changes"]["items"]], ["field-unclear"])


if __name__ == "__main__":
    harness.main()
