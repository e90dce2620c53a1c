# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of every kind that the corpus has, each odd in one way: written by hand, byte by byte, so that
no library puts right what is to be odd."""

import codecs
import pathlib
import re
import subprocess
import zlib

CONTENT = b"BT /F 12 Tf 72 700 Td (Contract) Tj ET"
PAGE = "/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 5 0 R >> >> /Contents 4 0 R"
FIELD = "/Type /Annot /Subtype /Widget /FT /Sig /Rect [100 100 300 200] /F 4 /P 3 0 R"


def stream(data, entries=""):
    return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def base(catalog="", page="", pages="", **objects):
    """The objects of one page; more of them, or others, as n7="<< ... >>"."""
    made = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        2: f"<< /Type /Pages /Kids [3 0 R] /Count 1 {pages} >>",
        3: f"<< {PAGE} {page} >>",
        4: stream(CONTENT),
        5: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }
    made.update({int(name[1:]): body for name, body in objects.items() if body is not None})
    for name, body in objects.items():
        if body is None:
            del made[int(name[1:])]
    return {number: body if isinstance(body, bytes) else body.encode("latin-1") for number, body in made.items()}


def runs(numbers):
    """Numbers that follow each other, as a cross-reference groups them: (first, how many)."""
    found = []
    for number in sorted(numbers):
        if found and found[-1][0] + found[-1][1] == number:
            found[-1][1] += 1
        else:
            found.append([number, 1])
    return found


def body(objects, head=b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", at=0, line="\n", form="{n} {g} obj{l}{b}{l}endobj{l}",
generations=None):
    """Bytes of the objects, and where each is."""
    out, where = bytearray(head), {}
    for number, text in objects.items():
        where[number] = at + len(out)
        generation = (generations or {}).get(number, 0)
        before, after = form.format(n=number, g=generation, l=line, b="\0").encode().split(b"\0")
        out += before + text + after
    return bytes(out), where


def table(where, entry=b" \n", line=b"\n", head=b"xref", free=True, generations=None, ranges=None):
    """A cross-reference table."""
    out = head + line
    known = {**({0: None} if free else {}), **where}
    for first, count in ranges or runs(known):
        out += f"{first} {count}".encode() + line
        for number in range(first, first + count):
            at = known.get(number)
            generation = (generations or {}).get(number, 0)
            out += (b"0000000000 65535 f" if at is None else f"{at:010} {generation:05} n".encode()) + entry
    return out


def finish(data, where, trailer="", size=None, root="1 0 R", at=0, shift=0, end=b"%%EOF\n", line=b"\n", start=None,
word=b"trailer", **how):
    """Table, trailer and end behind a body."""
    begin = at + len(data)
    size = max(where) + 1 if size is None else size
    return (data + table(where, line=line, **how) + word + line
            + f"<< /Size {size} /Root {root} {trailer} >>".encode("latin-1") + line + b"startxref" + line
            + str(begin + shift if start is None else start).encode() + line + end)


def classic(objects=None, trailer="", head=b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", at=0, text="\n",
form="{n} {g} obj{l}{b}{l}endobj{l}",
            generations=None, **how):
    data, where = body(objects or base(), head, at, text, form, generations)
    return finish(data, where, trailer, at=at, generations=generations, **how)


def packed(objects=None, keep=(), trailer="", widths=(1, 4, 2), predictor=0, index=True, packs=1, filters=True,
extends=False,
           compact=False, end=b"%%EOF\n", junk=b""):
    """All that may be in object streams is, and the cross-reference is a stream."""
    objects = objects or base()
    inside = [n for n, text in objects.items() if b"stream" not in text and n not in keep]
    data, where = body({n: text for n, text in objects.items() if n not in inside})
    top, entries = max(objects) + 1, {0: (0, 0, 65535)}
    shares = [inside[i::packs] for i in range(packs)]
    for share in shares:
        parts, places, at = [], [], 0
        for n in share:
            places.append(f"{n} {at}")
            parts.append(objects[n])
            at += len(objects[n]) + (0 if compact else 1)
        first = " ".join(places).encode() + b" "
        text = first + (b"" if compact else b"\n").join(parts)
        more = f" /Extends {top - 1} 0 R" if extends and top > max(objects) + 1 else ""
        text, more = (zlib.compress(text), more + " /Filter /FlateDecode") if filters else (text, more)
        entries[top] = (1, len(data), 0)
        data += f"{top} 0 obj\n".encode() + stream(text,
                f"/Type /ObjStm /N {len(share)} /First {len(first)}{more}") + b"\nendobj\n"
        entries.update({n: (2, top, i) for i, n in enumerate(share)})
        top += 1
    entries.update({n: (1, at, 0) for n, at in where.items()})
    entries[top] = (1, len(data), 0)
    return data + cross(entries, top, len(data), trailer, widths, predictor,
            index) + junk + b"startxref\n%d\n" % len(data) + end


def cross(entries, number, at, trailer="", widths=(1, 4, 2), predictor=0, index=True):
    """A cross-reference stream."""
    known = sorted(entries) if index else range(max(entries) + 1)
    rows = []
    for n in known:
        kind, where, more = entries.get(n, (0, 0, 65535))
        rows.append(b"".join(value.to_bytes(8, "big")[8 - width:] if width else b"" for value, width in
                             zip((kind, where, more), widths)))
    more = ""
    if predictor:
        above, lines = bytes(sum(widths)), []
        for row in rows:
            kind = {12: 2, 11: 1, 10: 0}[predictor]
            if kind == 2:
                lines.append(b"\2" + bytes((a - b) & 255 for a, b in zip(row, above)))
            elif kind == 1:
                lines.append(b"\1" + bytes((a - b) & 255 for a, b in zip(row, b"\0" + row)))
            else:
                lines.append(b"\0" + row)
            above = row
        rows = lines
        more = f"/DecodeParms << /Predictor {predictor} /Columns {sum(widths)} >>"
    if index:
        more += "/Index [" + " ".join(f"{a} {b}" for a, b in runs(known)) + "]"
    entry = " ".join(map(str, widths))
    head = f"/Type /XRef /Size {max(entries) + 1} /W [{entry}] /Root 1 0 R /Filter /FlateDecode {more} {trailer}"
    return f"{number} 0 obj\n".encode() + stream(zlib.compress(b"".join(rows)), head) + b"\nendobj\n"


def update(data, objects, root="1 0 R", trailer="", size=None, **how):
    """An incremental update with a table."""
    previous = int(data[data.rindex(b"startxref") + 9:].split()[0])
    start = b"" if data.endswith(b"\n") else b"\n"
    more, where = body({n: t if isinstance(t, bytes) else t.encode("latin-1") for n, t in objects.items()}, start,
    len(data))
    whole = finish(more, where, f"/Prev {previous} {trailer}", size or max(top_of(data), *where) + 1, root, len(data),
    free=False, **how)
    return data + whole


def top_of(data):
    """The highest object number that a file states."""
    return max(int(each) for each in re.findall(rb"/Size (\d+)", data)) - 1


def hybrid(**how):
    """A table, and a stream for what old readers are not to see."""
    objects = base("/AcroForm 7 0 R", n7="<< /Fields [8 0 R] >>", n8=f"<< {FIELD} /T (Hidden) >>", **how)
    hidden = {n: objects.pop(n) for n in (7, 8)}
    data, where = body(objects)
    first = b"7 0 8 %d " % (len(hidden[7]) + 1)
    pack = stream(first + hidden[7] + b"\n" + hidden[8], f"/Type /ObjStm /N 2 /First {len(first)}")
    at = len(data)
    data += b"9 0 obj\n" + pack + b"\nendobj\n"
    section = len(data)
    data += cross({7: (2, 9, 0), 8: (2, 9, 1), 9: (1, at, 0)}, 90, section)
    return finish(data, where, f"/XRefStm {section}", size=10)


def form(fields, acroform="", catalog="", page="", **objects):
    return base(f"/AcroForm << /Fields [{fields}] {acroform} >> {catalog}", page, **objects)


def one_field(entries="", acroform="", annots="[7 0 R]", **more):
    return form("7 0 R", acroform, page=f"/Annots {annots}" if annots else "",
            n7=f"<< {FIELD} {'' if '/T ' in entries else '/T (Sig)'} {entries} >>", **more)


def structures():
    """Cross-references, line ends, white space, and what is before and behind."""
    for name, text, entry in (("lf", "\n", b" \n"), ("cr", "\r", b" \r"), ("crlf", "\r\n", b"\r\n")):
        yield f"line-{name}", classic(text=text, line=text.encode(), entry=entry)
        yield f"line-{name}-body-only", classic(text=text)
    for name, entry in (("19-lf", b"\n"), ("19-cr", b"\r"), ("21", b" \r\n"), ("22", b"  \r\n")):
        yield f"entries-{name}", classic(entry=entry)
    for name, head in (("1.0", b"%PDF-1.0\n"), ("1.3", b"%PDF-1.3\r"), ("2.0", b"%PDF-2.0\n"), ("1.10",
            b"%PDF-1.10\n"), ("ps", b"%!PS-Adobe-3.0 PDF-1.4\n%PDF-1.4\n"),
                       ("cr", b"%PDF-1.4\r%\xe2\xe3\xcf\xd3\r"), ("no-line", b"%PDF-1.4 "), ("1.", b"%PDF-1.\n"),
                       ("text", b"%PDF-1.4 made by hand\n")):
        yield f"header-{name}", classic(head=head)
    for name, junk in (("bom", b"\xef\xbb\xbf"), ("line", b"\n"), ("mail", b"Content-Type: application/pdf\r\n\r\n"),
            ("zeros", bytes(512)), ("pdf-like", b"1 0 obj\n<< >>\nendobj\n"),
                       ("1000", b"x" * 999 + b"\n")):
        whole = classic()
        yield f"before-{name}-from-header", junk + whole
        yield f"before-{name}-from-start", classic(head=junk + b"%PDF-1.7\n")
        yield f"before-{name}-packed", junk + packed()
    for name, end in (("none", b""), ("no-line", b"%%EOF"), ("cr", b"%%EOF\r"), ("spaces", b"%%EOF   "), ("zeros",
            b"%%EOF\n" + bytes(700)), ("text", b"%%EOF\nscanned by a mail gateway\n"),
                      ("html", b"%%EOF\n<html><body>an advertisement</body></html>\n"), ("twice", b"%%EOF\n%%EOF\n"),
                      ("z", b"%%EOF\n\x1a"), ("comment", b"%%EOF\n% the end"), ("long", b"%%EOF\n" + b"\n" * 5000),
                      ("lower", b"%%eof\n"), ("glued", b"%%EOFxyz")):
        yield f"end-{name}", classic(end=end)
        yield f"end-{name}-packed", packed(end=end)
    plain = classic()
    table_at = plain.rindex(b"xref\n0 6")
    for delta in (-1, -4, 1, 2, 7, 1000):
        yield f"startxref-{delta:+}", classic(shift=delta)
    yield "startxref-zero", classic(start=0)
    yield "startxref-leading-zeros", classic(start="0" * 9 + str(table_at))
    yield "startxref-same-line", plain.replace(b"startxref\n", b"startxref ")
    yield "startxref-comment", plain.replace(b"startxref\n", b"startxref % here\n")
    for name, old, new in (("glued", b"xref\n0 6\n", b"xref 0 6\n"), ("spaces", b"xref\n0 6\n", b"xref  \n 0  6  \n"),
            ("trailer-glued", b"trailer\n<<", b"trailer<<"), ("trailer-lines", b"trailer\n<<",
            b"trailer\n\n\n  <<\n"),
                           ("count-more", b"xref\n0 6", b"xref\n0 7"), ("count-less", b"xref\n0 6", b"xref\n0 5"),
                           ("from-1", b"xref\n0 6", b"xref\n1 6"), ("comment", b"xref\n0 6\n", b"xref\n0 6 % six\n"),
                           ("free-n", b"0000000000 65535 f", b"0000000000 65535 n"), ("free-0", b"0000000000 65535 f",
                           b"0000000000 00000 f"), ("free-loop", b"0000000000 65535 f", b"0000000003 65535 f"),
                           ("no-size", b"/Size 6", b""), ("size-0", b"/Size 6", b"/Size 0"), ("size-less", b"/Size 6",
                           b"/Size 3"), ("size-more", b"/Size 6", b"/Size 6000"), ("size-huge", b"/Size 6",
                           b"/Size 2147483647"),
                           ("size-negative", b"/Size 6", b"/Size -6"), ("size-real", b"/Size 6", b"/Size 6.0"),
                           ("prev-0", b"/Size 6", b"/Size 6 /Prev 0"), ("prev-null", b"/Size 6",
                           b"/Size 6 /Prev null"),
                           ("prev-self", b"/Size 6", b"/Size 6 /Prev %d" % table_at), ("info-direct", b"/Size 6",
                           b"/Size 6 /Info << /Title (x) >>"), ("info-gone", b"/Size 6", b"/Size 6 /Info 77 0 R"),
                           ("id", b"/Size 6", b"/Size 6 /ID [<00> <01>]"), ("id-empty", b"/Size 6",
                           b"/Size 6 /ID [() ()]"), ("id-one", b"/Size 6", b"/Size 6 /ID [(a)]"), ("id-odd",
                           b"/Size 6", b"/Size 6 /ID 5"),
                           ("xrefstm-0", b"/Size 6", b"/Size 6 /XRefStm 0"), ("encrypt-null", b"/Size 6",
                           b"/Size 6 /Encrypt null"), ("twice-root", b"/Root 1 0 R", b"/Root 1 0 R /Root 1 0 R"),
                           ("escape", b"/Root 1 0 R", b"/Ro#6ft 1 0 R")):
        yield f"xref-{name}", plain.replace(old, new)
    yield "xref-object-off-by-1", plain.replace(b"%010d 00000 n" % plain.index(b"3 0 obj"),
            b"%010d 00000 n" % (plain.index(b"3 0 obj") - 1))
    yield "xref-object-off-by-3", plain.replace(b"%010d 00000 n" % plain.index(b"3 0 obj"),
            b"%010d 00000 n" % (plain.index(b"3 0 obj") + 3))
    yield "xref-generation", plain.replace(b"%010d 00000 n" % plain.index(b"5 0 obj"),
            b"%010d 00001 n" % plain.index(b"5 0 obj"))
    yield "xref-subsections", classic(ranges=[[0, 1], [1, 2], [3, 1], [4, 2]])
    yield "xref-subsections-mixed", classic(ranges=[[3, 3], [0, 3]])
    yield "xref-subsection-empty", classic(ranges=[[0, 0], [0, 6], [9, 0]])
    for name, spelled in (("compact", "{n} {g} obj{b}endobj{l}"), ("one-line", "{n} {g} obj {b} endobj "), ("glued",
            "{n} {g} obj{b}endobj"), ("lines", "{n}\n{g}\nobj\n\n{b}\n\nendobj\n\n"),
                          ("comments", "{n} % number\n{g} % generation\nobj % object\n{b} % end\nendobj\n"), ("tabs",
                          "{n}\t{g}\tobj\t{b}\tendobj\t"), ("zeros", "00{n} 0{g} obj\n{b}\nendobj\n"),
                          ("no-endobj", "{n} {g} obj\n{b}\n"), ("formfeed", "{n}\f{g}\fobj\f{b}\fendobj\f"),
                          ("double", "{n} {g} obj\n{b}\nendobj\nendobj\n")):
        yield f"syntax-{name}", classic(form=spelled)
    tight = {n: t.replace(b" /", b"/").replace(b"<< ", b"<<").replace(b" >>", b">>").replace(b" [", b"[") for n,
    t in base().items()}
    yield "syntax-tight", classic(tight, form="{n} {g} obj{b}endobj ")
    yield "syntax-keys-escaped", classic({**base(), 1: b"<< /T#79pe /C#61talog /P#61ges 2 0 R >>",
            2: b"<< /Type /P#61#67es /K#69ds [3 0 R] /Co#75nt 1 >>"})
    yield "syntax-odd-names", classic(base(catalog="/A#20B 1 /#23 2 /\xff\xfe 3 / 4 /A;B 5 /a@b 6 /#41#42 7 /A#ZZ 8"))
    yield "syntax-numbers", classic(base(page="/Odd [+1 -.5 4. --3 007 .0 1e5 00.10 -0]"))
    yield ("syntax-strings",
            classic(base(page="/Odd [(\\(a\\)) (a(b(c))) (\\101\\7\\0053) (a\\\nb) <48656C6C6F> <4> <4 8 6 5> () <>]")))
    yield "syntax-nested", classic(base(page="/Odd " + "[" * 80 + "]" * 80))
    for top in (70000, 1 << 20, 8388606, (1 << 31) - 2, 4294967294):
        objects = base(f"/Big {top} 0 R", **{f"n{top}": "<< /Big true >>"})
        yield f"number-{top}", classic(objects)
        yield f"number-{top}-packed", packed(objects)
    yield "number-root-big", classic({**{n: t for n, t in base().items() if n != 1}, 2147483646: base()[1]},
            root="2147483646 0 R")
    for generation in (1, 7, 65534, 65535):
        yield f"generation-{generation}", classic({**base(), 1: b"<< /Type /Catalog /Pages 2 %d R >>" % generation,
                3: base()[3].replace(b"2 0 R", b"2 %d R" % generation)}, generations={2: generation})
    yield "generation-root", classic(generations={1: 3}, root="1 3 R")
    yield "generation-page", classic({**base(), 2: b"<< /Type /Pages /Kids [3 2 R] /Count 1 >>"}, generations={3: 2})
    yield "free-reused", update(classic(generations={5: 0}), {4: stream(CONTENT)})
    yield "updated", update(classic(), {5: "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"})
    many = classic()
    for number in range(30):
        many = update(many, {50: f"<< /Round {number} >>"})
    yield "updated-30-times", many
    yield "updated-without-line", update(classic(end=b"%%EOF"),
            {5: "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"})
    yield "updated-root", update(classic(), {20: "<< /Type /Catalog /Pages 2 0 R /Lang (en) >>"}, root="20 0 R")
    yield "updated-packed-by-table", update(packed(), {5: "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"})
    yield "updated-trailer-without-root", update(classic(),
            {5: "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"}).replace(b"/Size 6 /Root 1 0 R /Prev",
            b"/Size 6             /Prev")
    for name, how in (("plain", {}), ("w-1-8-2", {"widths": (1, 8, 2)}), ("w-1-2-1", {"widths": (1, 2, 1)}),
            ("w-2-3-4", {"widths": (2, 3, 4)}), ("predictor-12", {"predictor": 12}), ("predictor-11",
            {"predictor": 11}), ("predictor-10", {"predictor": 10}),
                      ("no-index", {"index": False}), ("two-packs", {"packs": 2}), ("extends", {"packs": 2,
                      "extends": True}), ("unfiltered", {"filters": False}), ("compact", {"compact": True}),
                      ("junk", {"junk": b"% a line\n\n"}), ("id", {"trailer": "/ID [<aa> <bb>]"}), ("catalog-apart",
                      {"keep": (1,)}), ("page-apart", {"keep": (3,)}), ("prev-0", {"trailer": "/Prev 0"})):
        yield f"packed-{name}", packed(**how)
    yield "hybrid", hybrid()
    yield "hybrid-updated", update(hybrid(), {5: "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"})
    for key, value in (("Version", "/1.3"), ("Version", "/2.0"), ("Version", "(1.7)"), ("Version", "/9.9"),
            ("Extensions", "<< /ADBE << /BaseVersion /1.7 /ExtensionLevel 3 >> >>"), ("Extensions", "6 0 R"),
            ("Extensions", "<< /ESIC null >>"), ("Perms", "<< >>"),
                       ("DSS", "<< >>"), ("Metadata", "77 0 R"), ("Lang", "null"), ("Names", "<< >>"), ("OpenAction",
                       "[3 0 R /Fit]"), ("ViewerPreferences", "<< >>"), ("PageLabels",
                       "<< /Nums [0 << /S /D >>] >>")):
        clean = "".join(c for c in value if c.isalnum())[:8]
        yield f"catalog-{key}-{clean}".lower(), classic(base(f"/{key} {value}",
                n6="<< /ADBE << /BaseVersion /1.7 /ExtensionLevel 8 >> >>"))


def pages():
    """Page trees, boxes, what pages inherit, and lists of annotations."""
    inherit = PAGE.replace("/MediaBox [0 0 595 842] ", "").replace("/Resources << /Font << /F 5 0 R >> >> ", "")
    resources = "/Resources << /Font << /F 5 0 R >> >>"
    yield "inherited", classic(base(pages=f"/MediaBox [0 0 595 842] {resources}", n3=f"<< {inherit} >>"))
    yield "inherited-refs", classic(base(pages="/MediaBox 6 0 R /Resources 7 0 R", n3=f"<< {inherit} >>",
            n6="[0 0 595 842]", n7="<< /Font << /F 5 0 R >> >>"))
    yield ("inherited-rotate-crop",
            classic(base(pages=f"/MediaBox [0 0 595 842] /CropBox [50 60 500 700] /Rotate 90 {resources}",
            n3=f"<< {inherit} >>")))
    yield "inherited-deep", classic(base(pages=f"/MediaBox [0 0 595 842] {resources}",
            n2="<< /Type /Pages /Kids [10 0 R] /Count 1 /MediaBox [0 0 595 842] " + resources + " >>",
            n3=f"<< {inherit.replace('2 0 R', '29 0 R')} >>",
                                         **{f"n{n}": f"<< /Type /Pages /Parent {n - 1 if n > 10 else 2} 0 R /Kids [{n + 1 if n < 29 else 3} 0 R] /Count 1 >>" for n in range(10, 30)}))
    yield "no-mediabox", classic(base(n3=f"<< {inherit} {resources} >>"))
    yield "no-resources", classic(base(n3="<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"))
    yield "no-type", classic(base(n3=f"<< {PAGE.replace('/Type /Page ', '')} >>"))
    yield "no-parent", classic(base(n3=f"<< {PAGE.replace('/Parent 2 0 R ', '')} >>"))
    yield "wrong-parent", classic(base(n3=f"<< {PAGE.replace('/Parent 2 0 R ', '/Parent 5 0 R ')} >>"))
    yield "type-indirect", classic(base(n3=f"<< {PAGE.replace('/Type /Page ', '/Type 6 0 R ')} >>", n6="/Page"))
    for name, box in (("reversed", "[595 842 0 0]"), ("reals", "[0.0 0.0 595.276 841.89]"), ("negative",
            "[-100 -200 495 642]"), ("indirect", "[6 0 R 6 0 R 7 0 R 8 0 R]"), ("tiny", "[0 0 30 30]"), ("large",
            "[0 0 14400 14400]"), ("offset", "[1000 1000 1595 1842]"),
                      ("long", "[0 0 595 842 7 8]"), ("short", "[0 0 595]"), ("zero", "[0 0 0 0]"), ("names",
                      "[/a /b /c /d]")):
        yield f"media-{name}", classic(base(n3=f"<< {PAGE.replace('[0 0 595 842]', box)} >>", n6="0", n7="595",
                n8="842"))
    for name, box in (("inside", "[50 50 400 400]"), ("outside", "[-50 -50 900 900]"), ("apart",
            "[1000 1000 1100 1100]"), ("reversed", "[400 400 50 50]"), ("empty", "[10 10 10 10]"), ("short",
            "[1 2]")):
        yield f"crop-{name}", classic(base(page=f"/CropBox {box}"))
    for angle in ("0", "90", "180", "270", "360", "450", "-90", "-270", "45", "90.0", "6 0 R", "null", "(90)"):
        yield f"rotate-{angle.replace(' ', '')}", classic(base(page=f"/Rotate {angle}", n6="270"))
    for unit in ("1", "2", "0.5", "10", "0", "-1", "6 0 R"):
        yield f"unit-{unit.replace(' ', '')}", classic(base(page=f"/UserUnit {unit}", n6="2"))
    for count in ("0", "2", "1000000", "-1", "1.0", "null", "6 0 R", "(1)"):
        yield f"count-{count.replace(' ', '')}", classic(base(n2=f"<< /Type /Pages /Kids [3 0 R] /Count {count} >>",
                n6="1"))
    yield "count-none", classic(base(n2="<< /Type /Pages /Kids [3 0 R] >>"))
    yield "kids-indirect", classic(base(n2="<< /Type /Pages /Kids 6 0 R /Count 1 >>", n6="[3 0 R]"))
    yield "kids-null", classic(base(n2="<< /Type /Pages /Kids [null 3 0 R 99 0 R] /Count 1 >>"))
    yield "kids-empty", classic(base(n2="<< /Type /Pages /Kids [] /Count 0 >>", n3=None))
    yield "kids-none", classic(base(n2="<< /Type /Pages /Count 0 >>", n3=None))
    yield "kids-direct", classic(base(n2=f"<< /Type /Pages /Kids [<< {PAGE} >>] /Count 1 >>", n3=None))
    yield "kids-same-twice", classic(base(n2="<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 >>"))
    yield "kids-loop", classic(base(n2="<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >>"))
    yield "kids-are-root", classic(base(n1="<< /Type /Catalog /Pages 3 0 R >>"))
    yield "pages-none", classic(base(n1="<< /Type /Catalog >>"))
    yield "pages-null", classic(base(n1="<< /Type /Catalog /Pages 88 0 R >>"))
    yield "pages-no-type", classic(base(n2="<< /Kids [3 0 R] /Count 1 >>"))
    yield "pages-indirect-twice", classic(base(n1="<< /Type /Catalog /Pages 6 0 R >>", n6="2 0 R"))
    yield ("many",
            classic(base(n2=f"<< /Type /Pages /Kids [{' '.join(f'{n} 0 R' for n in range(10, 60))}] /Count 50 >>",
            **{f"n{n}": f"<< {PAGE} >>" for n in range(10, 60)})))
    note = "<< /Type /Annot /Subtype /Text /Rect [10 10 30 30] /Contents (note) >>"
    for name, annots, more in (("empty", "[]", {}), ("null", "null", {}), ("gone", "99 0 R", {}), ("null-inside",
            "[null 6 0 R]", {}), ("direct", f"[{note}]", {}), ("ref", "6 0 R", {"n6": f"[{note}]"}), ("ref-ref",
            "6 0 R", {"n6": "7 0 R", "n7": f"[{note}]"}),
                               ("odd", "5", {}), ("dict", "<< >>", {}), ("long", "[" + "6 0 R " * 500 + "]",
                               {"n6": note})):
        yield f"annots-{name}", classic(base(page=f"/Annots {annots}", **{"n6": note, **more}))
        yield f"annots-{name}-packed", packed(base(page=f"/Annots {annots}", **{"n6": note, **more}))
    yield "annots-shared", classic(base(page="/Annots 6 0 R", n2="<< /Type /Pages /Kids [3 0 R 7 0 R] /Count 2 >>",
            n6=f"[{note}]", n7=f"<< {PAGE} /Annots 6 0 R >>"))
    yield "contents-array", classic(base(n3=f"<< {PAGE.replace('/Contents 4 0 R', '/Contents [4 0 R 4 0 R]')} >>"))
    yield "contents-gone", classic(base(n4=None))
    yield "unbalanced", classic(base(n4=stream(b"q q 2 0 0 2 50 50 cm 1 0 0 rg")))
    yield "length-indirect", classic(base(n4=b"<< /Length 6 0 R >>\nstream\n" + CONTENT + b"\nendstream",
            n6=str(len(CONTENT))))
    yield "length-wrong", classic(base(n4=b"<< /Length 3 >>\nstream\n" + CONTENT + b"\nendstream"))
    yield "length-none", classic(base(n4=b"<< >>\nstream\n" + CONTENT + b"\nendstream"))
    yield "stream-cr", classic(base(n4=b"<< /Length %d >>\nstream\r" % len(CONTENT) + CONTENT + b"\nendstream"))
    yield ("stream-crlf",
            classic(base(n4=b"<< /Length %d >>\r\nstream\r\n" % len(CONTENT) + CONTENT + b"\r\nendstream")))


def forms():
    """Forms and their fields, and what is written in them."""
    for name, acroform in (("empty", "<< >>"), ("null", "null"), ("gone", "99 0 R"), ("fields-none",
            "<< /SigFlags 0 >>"), ("fields-null", "<< /Fields null >>"), ("fields-gone", "<< /Fields 99 0 R >>"),
            ("fields-empty", "<< /Fields [] >>"), ("fields-ref", "<< /Fields 6 0 R >>"),
                           ("fields-ref-ref", "<< /Fields 8 0 R >>"), ("ref", "9 0 R"), ("ref-ref", "10 0 R"),
                           ("need-appearances", "<< /Fields [] /NeedAppearances true >>"), ("sigflags-1",
                           "<< /Fields [] /SigFlags 1 >>"), ("sigflags-odd", "<< /Fields [] /SigFlags (3) >>"),
                           ("null-inside", "<< /Fields [null 99 0 R] >>"), ("dr",
                           "<< /Fields [] /DR << /Font << /F 5 0 R >> >> /DA (/F 0 Tf 0 g) >>"), ("co",
                           "<< /Fields [] /CO [] >>"), ("xfa", "<< /Fields [] /XFA [(a) 4 0 R] >>"), ("array", "[]")):
        objects = base(f"/AcroForm {acroform}", n6="[]", n8="6 0 R", n9="<< /Fields [] >>", n10="9 0 R")
        yield f"form-{name}", classic(objects)
        yield f"form-{name}-packed", packed(objects)
    utf16 = codecs.BOM_UTF16_BE + "签名域".encode("utf-16-be")
    hexed = utf16.hex()
    names = {"plain": "(Sig)", "empty": "()", "utf16": f"<{hexed}>", "utf8": "<efbbbf" + "签名".encode().hex() + ">",
            "escapes": r"(a\050b\\c)", "latin": "(Unterschrift\xfc)", "long": "(" + "n" * 900 + ")",
            "spaces": "( a  b )", "hash": "(a#00b)", "zero": "<610062>",
            "utf16le": "<" + (codecs.BOM_UTF16_LE + "ab".encode("utf-16-le")).hex() + ">",
             "dot": "(a.b)", "none": "null", "number": "5", "language": "<feff001b007a0068001b7b7e>"}
    for name, value in names.items():
        yield f"name-{name}", classic(one_field(f"/T {value}"))
        yield f"name-{name}-packed", packed(one_field(f"/T {value}"))
    for name, entries in (("flags", "/Ff 1"), ("hidden", "/F 2"), ("no-f", "/F null"), ("rect-zero",
            "/Rect [0 0 0 0]"), ("rect-reversed", "/Rect [300 200 100 100]"), ("rect-none", "/Rect null"),
            ("rect-ref", "/Rect 8 0 R"), ("rect-outside", "/Rect [-100 -100 0 0]"), ("rect-reals",
            "/Rect [1.5 2.5 99.25 77.125]"), ("v-null", "/V null"), ("v-gone", "/V 99 0 R"),
                          ("v-empty", "/V << >>"), ("dv", "/DV << >>"), ("mk", "/MK << /BG [1 0 0] /R 90 >>"), ("da",
                          "/DA (/F 9 Tf)"), ("ap-null", "/AP null"), ("ap-gone", "/AP << /N 99 0 R >>"), ("ap",
                          "/AP << /N 9 0 R >>"), ("aa", "/AA << >>"), ("tu", "/TU <feff0041>"), ("border",
                          "/BS << /W 3 >> /Border [0 0 2]"),
                          ("lock-all", "/Lock << /Type /SigFieldLock /Action /All >>"), ("lock-include",
                          "/Lock << /Action /Include /Fields [(Other)] >>"), ("lock-ref", "/Lock 10 0 R"),
                          ("lock-exclude-utf16", f"/Lock << /Action /Exclude /Fields [<{hexed}>] >>"), ("lock-p",
                          "/Lock << /Action /All /P 1 >>"), ("lock-odd", "/Lock << /Action /Some >>"), ("lock-number",
                          "/Lock 5"),
                          ("sv", "/SV << /Type /SV >>"), ("sv-reason", f"/SV << /Ff 0 /Reasons [<{hexed}> (b)] >>"),
                          ("sv-digest", "/SV << /Ff 64 /DigestMethod [/SHA256 /SHA512] >>"), ("sv-digest-384",
                          "/SV << /Ff 64 /DigestMethod [(SHA384)] >>"), ("sv-subfilter",
                          "/SV << /Ff 2 /SubFilter [/ETSI.CAdES.detached] >>"), ("sv-ref", "/SV 11 0 R"),
                          ("sv-filter", "/SV << /Ff 1 /Filter /Adobe.PPKLite >>"),
                          ("sv-mdp", "/SV << /MDP << /P 0 >> >>"), ("sv-odd",
                          "/SV << /Ff (x) /Reasons 5 /DigestMethod /SHA256 >>"), ("sv-null", "/SV null"),
                          ("merged-twice", "/Kids []"), ("p-gone", "/P 99 0 R"), ("p-none", "/P null"), ("p-wrong",
                          "/P 2 0 R"), ("ft-ref", "/FT 12 0 R"), ("parent-null", "/Parent null"), ("type-none",
                          "/Type null")):
        more = {"n8": "[100 100 300 200]", "n9": stream(b"", "/Type /XObject /Subtype /Form /BBox [0 0 200 100]"),
        "n10": "<< /Action /All >>", "n11": "<< /Ff 0 /Reasons [(a)] >>", "n12": "/Sig"}
        key = entries.split()[0]
        usual = {"/F": "/F 4", "/P": "/P 3 0 R", "/FT": "/FT /Sig", "/Type": "/Type /Annot",
        "/Rect": "/Rect [100 100 300 200]"}
        field = FIELD.replace(usual.get(key, "-"), "")
        objects = form("7 0 R", page="/Annots [7 0 R]", n7=f"<< {field} /T (Sig) {entries} >>", **more)
        yield f"field-{name}", classic(objects)
        yield f"field-{name}-packed", packed(objects)
    yield "field-not-in-annots", classic(one_field(annots=None))
    yield "field-annots-ref", classic(one_field(annots="8 0 R", n8="[7 0 R]"))
    yield "field-annots-twice", classic(one_field(annots="[7 0 R 7 0 R]"))
    yield "field-direct", classic(form(f"<< {FIELD} /T (Sig) >>"))
    yield "field-twice", classic(form("7 0 R 7 0 R", page="/Annots [7 0 R]", n7=f"<< {FIELD} /T (Sig) >>"))
    yield "field-same-name", classic(form("7 0 R 8 0 R", page="/Annots [7 0 R 8 0 R]", n7=f"<< {FIELD} /T (Sig) >>",
            n8=f"<< {FIELD} /T (Sig) >>"))
    yield "field-no-widget", classic(form("7 0 R", n7="<< /FT /Sig /T (Sig) >>"))
    yield "field-widget-apart", classic(form("7 0 R", page="/Annots [8 0 R]",
            n7="<< /FT /Sig /T (Sig) /Kids [8 0 R] >>",
            n8="<< /Type /Annot /Subtype /Widget /Rect [100 100 300 200] /F 4 /P 3 0 R /Parent 7 0 R >>"))
    yield "field-two-widgets", classic(form("7 0 R", page="/Annots [8 0 R 9 0 R]",
            n7="<< /FT /Sig /T (Sig) /Kids [8 0 R 9 0 R] >>",
            **{f"n{n}": f"<< /Type /Annot /Subtype /Widget /Rect [100 {n}00 300 {n}80] /F 4 /P 3 0 R /Parent 7 0 R >>" for n in (8, 9)}))
    yield "field-type-inherited", classic(form("7 0 R", page="/Annots [8 0 R]",
            n7="<< /FT /Sig /T (Group) /Kids [8 0 R] >>",
            n8="<< /Type /Annot /Subtype /Widget /Rect [100 100 300 200] /F 4 /P 3 0 R /Parent 7 0 R /T (Sig) >>"))
    for depth in (10, 30, 60, 100):
        chain = {f"n{n}": f"<< /T (L{n}) {f'/Parent {n - 1} 0 R' if n > 200 else ''} /Kids [{n + 1} 0 R] >>" for n in range(200, 200 + depth)}
        chain[f"n{200 + depth}"] = f"<< {FIELD} /T (Sig) /Parent {199 + depth} 0 R >>"
        yield f"field-{depth}-deep", classic(form("200 0 R", page=f"/Annots [{200 + depth} 0 R]", **chain))
    yield "field-kids-loop", classic(form("7 0 R", n7="<< /T (a) /Kids [7 0 R] >>"))
    yield "field-kids-odd", classic(form("7 0 R", n7="<< /T (a) /Kids 5 >>"))
    yield "field-many", classic(form(" ".join(f"{n} 0 R" for n in range(100, 300)),
            page="/Annots [" + " ".join(f"{n} 0 R" for n in range(100, 300)) + "]",
            **{f"n{n}": f"<< /Type /Annot /Subtype /Widget /FT /Tx /Rect [{n} 10 {n + 1} 20] /F 4 /P 3 0 R /T (t{n}) >>" for n in range(100, 300)}))
    yield ("field-tagged",
            classic(base("/AcroForm << /Fields [7 0 R] >> /MarkInfo << /Marked true >> /StructTreeRoot 8 0 R /Lang (en)", "/Annots [7 0 R] /StructParents 0 /Tabs /S", n7=f"<< {FIELD} /T (Sig) /StructParent 1 >>", n8="<< /Type /StructTreeRoot /K 9 0 R /ParentTree 10 0 R /ParentTreeNextKey 2 >>", n9="<< /S /Document /P 8 0 R /K [11 0 R] >>",
                                       n10="<< /Nums [0 [] 1 11 0 R] >>",
                                       n11="<< /S /Form /P 9 0 R /K << /Type /OBJR /Obj 7 0 R /Pg 3 0 R >> >>")))
    for name, root in (("gone", "99 0 R"), ("empty", "<< >>"), ("null", "null"), ("k-none",
            "<< /Type /StructTreeRoot >>"), ("tree-kids",
            "<< /Type /StructTreeRoot /K [] /ParentTree << /Kids [9 0 R] >> /ParentTreeNextKey 7 >>"), ("next-less",
            "<< /Type /StructTreeRoot /K [] /ParentTree << /Nums [0 [] 5 []] >> /ParentTreeNextKey 1 >>")):
        yield f"tagged-{name}", classic(base(f"/MarkInfo << /Marked true >> /StructTreeRoot {root}",
                n9="<< /Limits [0 1] /Nums [0 [] 1 []] >>"))


PASSWORDS = {"none": "", "ascii": "secret", "spaces": " a b ", "latin": "Größe", "cyrillic": "пароль",
"chinese": "密码合同", "nfd": "e\u0301te\u0301", "nfc": "été", "ligature": "\ufb01n", "soft-hyphen": "a\u00adb",
             "no-break": "a\u00a0b", "emoji": "🔑🔒", "wide": "ｐａｓｓ", "long": "x" * 127, "longer": "密" * 50, "quotes": "'\"\\()<>",
"roman": "\u2168"}


def encrypted(folder):
    """What qpdf encrypts, with passwords of all kinds; with the owner's and with the user's."""
    plain, fields = folder / "plain.pdf", folder / "fields.pdf"
    plain.write_bytes(classic(trailer="/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]"))
    fields.write_bytes(packed(one_field()))
    ways = {"rc4-40": ["40"], "rc4-128": ["128"], "aes-128": ["128", "--use-aes=y"], "aes-256": ["256"],
            "aes-256-r5": ["256", "--force-R5"], "aes-256-clear": ["256", "--cleartext-metadata"],
            "aes-128-clear": ["128", "--use-aes=y", "--cleartext-metadata"]}
    for way, options in ways.items():
        for name, password in PASSWORDS.items():
            if len(password) > 127 or (way[:3] != "aes" or way[4] == "1") and not password.isascii():
                continue
            for source in (plain, fields) if name in ("none", "ascii", "chinese", "long") else (plain,):
                target = folder / "encrypted.pdf"
                done = subprocess.run(["qpdf", "--allow-weak-crypto", "--encrypt", password, f"owner{password}"[:127],
                *options, "--", source, target], capture_output=True)
                if done.returncode in (0, 3):
                    yield f"{way}-{name}-{source.stem}", target.read_bytes(), password
    for option in ("--print=none", "--extract=n", "--assemble=n", "--annotate=n", "--form=n", "--modify-other=n"):
        subprocess.run(["qpdf", "--encrypt", "", "owner", "256", option, "--", fields, folder / "encrypted.pdf"],
        check=True, capture_output=True)
        yield f"permission{option}-user", (folder / "encrypted.pdf").read_bytes(), ""
        yield f"permission{option}-owner", (folder / "encrypted.pdf").read_bytes(), "owner"


def rewritten(folder):
    """What qpdf writes: linearised, packed, by objects of its own, and then updated."""
    sources = {"plain": classic(), "fields": packed(one_field()), "hybrid": hybrid(), "pages": dict(pages())["many"]}
    font = {5: "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"}
    for name, data in sources.items():
        (folder / "source.pdf").write_bytes(data)
        for way, options in {"linear": ["--linearize"], "linear-packed": ["--linearize", "--object-streams=generate"],
                "packed": ["--object-streams=generate"], "qdf": ["--qdf"], "plain": ["--object-streams=disable"],
                "2.0": ["--force-version=2.0"], "newline": ["--newline-before-endstream"],
                "normal": ["--normalize-content=y"], "min": ["--min-version=1.3",
                "--object-streams=disable"]}.items():
            subprocess.run(["qpdf", *options, folder / "source.pdf", folder / "written.pdf"], capture_output=True)
            written = (folder / "written.pdf").read_bytes()
            yield f"{name}-{way}", written
            yield f"{name}-{way}-updated", update(written, {top_of(written) + 1: "<< /More true >>"},
                    root=root_of(folder / "written.pdf"))


def root_of(path):
    said = subprocess.run(["qpdf", "--show-object=trailer", path], capture_output=True, check=True).stdout
    return said[said.index(b"/Root") + 5:].split(b"R")[0].decode().strip() + " R"


def all_of(folder):
    """Each as (kind, name, bytes, password)."""
    folder = pathlib.Path(folder)
    for kind, made in (("structure", structures()), ("page", pages()), ("form", forms()), ("rewritten",
            rewritten(folder))):
        for name, data in made:
            yield kind, name, data, ""
    for name, data, password in encrypted(folder):
        yield "encrypted", name, data, password
