#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What others may do to a signed file, and what they may not: whole families of changes after a
signature, of tricks with its bytes and of its older kinds. No attack passes, nothing permitted is
called broken."""

import hashlib
import json
import os
import re
import resource
import subprocess
import zlib

import harness
from attacks import (WIDGET, add, append, append_entries, append_hybrid, append_packed, append_section, body, changed,
                     document, look, pack, places, standard_font, startxref, stream, swap, write, xmp)

JS = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
SIGNATURE = 37
# Who permits: a signature that says nothing, and certifications with P 1, 2 and 3.
NOBODY, ANYBODY, FILLING, COMMENTS = "", "n123", "n23", "3"


def catalog(pdf, entries):
    return {1: add(body(pdf, 1), entries)}


def settings(pdf):
    """What a document opens with, is called and runs."""
    for key, value in {
            "OpenAction": JS, "AA": b"<</WC " + JS + b">>", "PageMode": b"/FullScreen", "URI": b"<</Base(http://x/)>>",
            "Threads": b"[]", "Collection": b"<</View/T>>", "Legal": b"<<>>", "NeedsRendering": b"true",
            "OutputIntents": b"[]", "AF": b"[]", "PageLayout": b"/OneColumn", "Dests": b"<</x[4 0 R/Fit]>>",
            "Requirements": b"[<</S/EnableJavaScripts>>]", "DPartRoot": b"<<>>", "FooBar": b"1"}.items():
        yield f"add-{key}", NOBODY, catalog(pdf, b"/%s %s" % (key.encode(), value))
    yield "version", ANYBODY, catalog(pdf, b"/Version/2.0")
    yield "language", NOBODY, changed(pdf, 1, (b"(en)", b"(de)"))
    yield "viewer", NOBODY, changed(pdf, 1, (b"/FitWindow", b"/HideToolbar"))
    yield "page-labels", NOBODY, changed(pdf, 1, (b"/S /D", b"/S /r"))
    yield "layer-off", NOBODY, changed(pdf, 1, (b"/ON", b"/OFF"))
    yield "layer", NOBODY, {16: b"<</Type/OCG/Name(Layer)/Usage<</View<</ViewState/OFF>>>>>>"}
    yield "bookmark", NOBODY, changed(pdf, 18, (b"(One)", b"(Two)"))
    yield "destination", NOBODY, changed(pdf, 19, (b"3 0 R", b"4 0 R"))
    yield "script", NOBODY, {19: add(body(pdf, 19), b"/JavaScript<</Names[(a)" + JS + b"]>>")}
    yield "attachment", NOBODY, {19: add(body(pdf, 19), b"/EmbeddedFiles<</Names[(a)<</F(a)/EF<</F 60 0 R>>>>]>>"),
                                 60: stream(b"", b"x")}
    yield "metadata", ANYBODY, {25: xmp(b" ")}
    yield "metadata-with-entity", NOBODY, {25: stream(b"/Type/Metadata/Subtype/XML",
                                                      b"<!DOCTYPE a [<!ENTITY b 'x'>]><a>&b;</a>")}
    yield "metadata-that-is-none", NOBODY, {25: stream(b"/Type/Metadata/Subtype/XML", b"<a>")}
    yield "info", ANYBODY, {23: b"<</Title(Another)>>"}
    yield "structure", NOBODY, changed(pdf, 34, (b"/Document", b"/Artifact"))
    yield "structure-roles", NOBODY, {24: add(body(pdf, 24), b"/RoleMap<</A/B>>")}
    yield "proofs", ANYBODY, {**catalog(pdf, b"/DSS<</Certs[60 0 R]/VRI<</%s<</Cert[60 0 R]>>>>>>" % (b"A" * 40)),
                              60: stream(b"", b"x")}
    yield "proofs-over-content", NOBODY, {**catalog(pdf, b"/DSS<</Certs[5 0 R]>>"), 5: stream(b"", b"x")}
    yield "orphan", ANYBODY, {60: b"(x)"}
    yield "unused-object", NOBODY, {36: b"(used)"}


def pages(pdf):
    yield "content", NOBODY, changed(pdf, 5, (b"100", b"900"))
    yield "more-content", NOBODY, {**changed(pdf, 4, (b"[6 0 R]", b"[6 0 R 60 0 R]")), 60: stream(b"", b"0 0 9 9 re f")}
    yield "font", NOBODY, {7: standard_font(b"ZapfDingbats")}
    yield "letters", NOBODY, {7: add(body(pdf, 7), b"/Encoding<</Differences[49/nine]>>")}
    yield "picture", NOBODY, changed(pdf, 22, (b"\0", b"\xff"))
    yield "drawing", NOBODY, changed(pdf, 32, (b"10 10 re", b"90 90 re"))
    yield "resource", NOBODY, changed(pdf, 3, (b"/Fm 32 0 R", b"/Fm 22 0 R"))
    for key in (b"Rotate 180", b"UserUnit 2", b"AA<</O " + JS + b">>", b"Trans<</S/Split>>", b"CropBox[0 0 9 9]"):
        yield f"page-{key[:4].decode()}", NOBODY, {3: add(body(pdf, 3), b"/" + key)}
    yield "page-moved", NOBODY, changed(pdf, 2, (b"[3 0 R 4 0 R]", b"[4 0 R 3 0 R]"))
    yield "page-removed", NOBODY, changed(pdf, 2, (b"[3 0 R 4 0 R]/Count 2", b"[3 0 R]/Count 1"))
    yield "page-added", NOBODY, {**changed(pdf, 2, (b"4 0 R]/Count 2", b"4 0 R 60 0 R]/Count 3")),
                                 60: b"<</Type/Page/Parent 2 0 R/Contents 6 0 R>>"}
    yield "page-tree", NOBODY, {**changed(pdf, 1, (b"/Pages 2 0 R", b"/Pages 60 0 R")),
                                60: b"<</Type/Pages/Kids[61 0 R]/Count 1>>",
                                61: b"<</Type/Page/Parent 60 0 R/MediaBox[0 0 595 842]>>"}
    yield "inherited-font", NOBODY, {**changed(pdf, 2, (b"/F1 7 0 R", b"/F1 60 0 R")), 60: standard_font(b"Symbol")}


def annotations(pdf):
    def adding(kind):
        return {**changed(pdf, 3, (b"31 0 R]", b"31 0 R 60 0 R]")),
                60: b"<</Type/Annot/Subtype/%s/Rect[340 600 390 650]/Contents(c)/P 3 0 R/F 4>>" % kind.encode()}

    for kind in ("Text", "Highlight", "Ink", "Underline", "StrikeOut", "Caret", "Popup", "Line", "Circle", "FreeText",
                 "Stamp", "Square"):
        yield f"comment-{kind}", COMMENTS, adding(kind)
    for kind in ("Link", "Widget", "Watermark", "Screen", "Movie", "Sound", "3D", "RichMedia", "TrapNet", "Redact",
                 "PrinterMark", "FileAttachment", "Projection", "Bogus"):
        yield f"overlay-{kind}", NOBODY, adding(kind)
    yield "overlay-in-list", COMMENTS, {33: b"[60 0 R]", 60: b"<</Subtype/Text/Rect[0 0 9 9]>>"}
    yield "note-changed", COMMENTS, changed(pdf, 20, (b"(note)", b"(nota)"))
    yield "note-removed", COMMENTS, changed(pdf, 3, (b"20 0 R ", b""))
    yield "note-is-stamp", NOBODY, changed(pdf, 20, (b"/Text", b"/Stamp"))
    yield "note-acts", NOBODY, {20: add(body(pdf, 20), b"/A" + JS)}
    yield "note-twice", NOBODY, changed(pdf, 3, (b"20 0 R ", b"20 0 R 20 0 R "))
    yield "link-removed", NOBODY, changed(pdf, 3, (b"21 0 R ", b""))
    yield "link-elsewhere", NOBODY, changed(pdf, 21, (b"a.example", b"evil.example"))
    yield "widget-removed", NOBODY, changed(pdf, 3, (b"9 0 R ", b""))
    yield "signature-widget-removed", NOBODY, changed(pdf, 3, (b"14 0 R ", b""))


def filling(pdf):
    shown = {60: look(b"900")}
    there = b"/AP<</N 10 0 R>>", b"/AP<</N 60 0 R>>"
    yield "fill", FILLING, {**changed(pdf, 9, (b"/V(100)", b"/V(900)"), there), **shown}
    yield "fill-in-place", FILLING, {**changed(pdf, 9, (b"/V(100)", b"/V(900)")), 10: look(b"900")}
    yield "fill-without-look", FILLING, changed(pdf, 9, (b"/V(100)", b"/V(900)"), (there[0], b""))
    yield "fill-with-font", FILLING, {**changed(pdf, 9, (b"/V(100)", b"/V(900)"), there), 60: look(b"900", b"61 0 R"),
                                      61: standard_font(b"Times-Roman")}
    yield "fill-of-its-own", FILLING, {**changed(pdf, 9, (b"/V(100)", b"/V 61 0 R"), there), 61: b"(900)", **shown}
    yield "fill-box", FILLING, changed(pdf, 11, (b"/V/Off/AS/Off", b"/V/Yes/AS/Yes"))
    yield "fill-choice", FILLING, changed(pdf, 26, (b"/V(Rome)", b"/V(Oslo)"))
    yield "fill-in-group", FILLING, changed(pdf, 28, (b"/V(a)", b"/V(b)"))
    yield "fill-radio", FILLING, {**changed(pdf, 29, (b"/V/A", b"/V/B")), **changed(pdf, 30, (b"/AS/A", b"/AS/Off")),
                                  **changed(pdf, 31, (b"/AS/Off", b"/AS/B"))}
    yield "fill-the-same", ANYBODY, {9: body(pdf, 9)}
    yield "show-another", NOBODY, {**changed(pdf, 9, there), **shown}
    yield "show-another-in-place", NOBODY, {10: look(b"900")}
    yield "show-a-part-of-the-page", NOBODY, changed(pdf, 9, (b"/N 10 0 R", b"/N 32 0 R"))
    yield "show-in-other-letters", NOBODY, {**changed(pdf, 9, there), 60: look(b"100", b"61 0 R"),
                                            61: standard_font(b"ZapfDingbats")}
    yield "fill-and-lie", NOBODY, {**changed(pdf, 9, (b"/V(100)", b"/V(101)"), there), **shown}
    yield "hide", NOBODY, changed(pdf, 9, (b"/F 4", b"/F 2"))
    yield "value-is-content", NOBODY, changed(pdf, 9, (b"/V(100)", b"/V 5 0 R"))
    yield "value-is-signature", NOBODY, changed(pdf, 9, (b"/V(100)", b"/V 37 0 R"))
    for entry in (b"AA<</K " + JS + b">>", b"A" + JS, b"MK<</CA(4)>>", b"MaxLen 3", b"TU(Sum)", b"OC 16 0 R"):
        yield f"field-{entry[:2].decode()}", NOBODY, {9: add(body(pdf, 9), b"/" + entry)}
    yield "field-moved", NOBODY, changed(pdf, 9, (b"[100 500 200 520]", b"[0 0 595 842]"))
    yield "field-of-another-page", NOBODY, changed(pdf, 9, (b"/P 3 0 R", b"/P 4 0 R"))
    yield "field-of-another-kind", NOBODY, changed(pdf, 9, (b"/FT/Tx", b"/FT/Btn"))
    yield "field-elsewhere", NOBODY, changed(pdf, 28, (b"27 0 R", b"29 0 R"))
    yield "choices", NOBODY, changed(pdf, 26, (b"(Oslo)", b"(Bonn)"))
    yield "state-of-two", NOBODY, {12: look(b"Z")}
    ticked = (b"/V/Off/AS/Off", b"/V/Yes/AS/Yes")
    states = b"/Yes 12 0 R/Off 13 0 R"
    yield "fill-box-anew", FILLING, {**changed(pdf, 11, ticked, (states, b"/Yes 60 0 R/Off 61 0 R")), 60: look(b"X"), 61: look(b"")}
    yield "fill-box-swapped", NOBODY, changed(pdf, 11, ticked, (states, b"/Yes 13 0 R/Off 12 0 R"))
    yield "fill-box-with-no", NOBODY, {**changed(pdf, 11, ticked, (states, b"/Yes 60 0 R/Off 13 0 R")), 60: look(b"No")}
    yield "fill-box-with-nothing", NOBODY, {**changed(pdf, 11, ticked, (states, b"/Yes 60 0 R/Off 13 0 R")), 60: look(b"")}
    yield "fill-radio-swapped", NOBODY, {**changed(pdf, 29, (b"/V/A", b"/V/B")),
                                         **changed(pdf, 30, (b"/AS/A", b"/AS/Off"), (b"/A 12 0 R/Off 13 0 R", b"/A 13 0 R/Off 12 0 R")),
                                         **changed(pdf, 31, (b"/AS/Off", b"/AS/B"))}
    yield "fill-box-in-another-state", NOBODY, {**changed(pdf, 11, (b"/V/Off/AS/Off", b"/V/Yes/AS/No"), (states, states + b"/No 60 0 R")),
                                                60: look(b"No")}
    yield "new-kid", NOBODY, {**changed(pdf, 27, (b"28 0 R]", b"28 0 R 60 0 R]")),
                              60: WIDGET + b"/Parent 27 0 R/T(new)/Rect[0 0 9 9]>>"}


def states(pdf):
    """What a field shows, under the value that it had: another state, another face for the pointer, other letters."""
    shown = {60: look(b"900")}
    yield "ticked", NOBODY, changed(pdf, 11, (b"/AS/Off", b"/AS/Yes"))
    yield "state-gone", NOBODY, changed(pdf, 11, (b"/AS/Off", b""))
    yield "chosen-too", NOBODY, changed(pdf, 31, (b"/AS/Off", b"/AS/B"))
    yield "chosen-no-more", NOBODY, changed(pdf, 30, (b"/AS/A", b"/AS/Off"))
    for key in (b"R", b"D"):
        face = b"/N 10 0 R/%s 60 0 R" % key
        yield f"pointer-{key.decode()}", NOBODY, {**changed(pdf, 9, (b"/N 10 0 R", face)), **shown}
        yield f"fill-pointer-{key.decode()}", NOBODY, {**changed(pdf, 9, (b"/V(100)", b"/V(101)"), (b"/N 10 0 R", face.replace(b"10 0", b"61 0"))),
                                                       61: look(b"101"), **shown}
    yield "fill-and-hide", NOBODY, changed(pdf, 9, (b"/V(100)", b"/V(900)"), (b"/F 4", b"/F 2"), (b"/AP<</N 10 0 R>>", b""))
    for flag in (12, 13, 24, 25):
        yield f"flag-{flag}", NOBODY, {9: add(body(pdf, 9), b"/Ff %d" % (1 << flag))}
    yield "read-only", ANYBODY, {9: add(body(pdf, 9), b"/Ff 1")}
    yield "rich-text", NOBODY, {9: add(body(pdf, 9), b"/RV(<p>900</p>)")}
    for name, number in (("choice", 26), ("kid", 28)):
        yield f"white-{name}", NOBODY, changed(pdf, number, (b"0 g)/Rect", b"1 g)/Rect"))
        yield f"huge-{name}", NOBODY, changed(pdf, number, (b"12 Tf", b"1200 Tf"))
    yield "letters-unsaid", NOBODY, changed(pdf, 26, (b"/DA(/F1 12 Tf 0 g)", b""))


def new_fields(pdf):
    """Signature fields that come later: empty and without a place they change nothing, unless they act."""
    def adding(rect, entries, kids={}):
        return {**changed(pdf, 3, (b"31 0 R]", b"31 0 R 60 0 R]")), **changed(pdf, 8, (b"29 0 R]", b"29 0 R 60 0 R]")),
                60: WIDGET + b"/FT/Sig/T(later)/Rect[%s]%s>>" % (rect, entries), **kids}

    yield "unseen", ANYBODY, adding(b"0 0 0 0", b"")
    for entry in (b"/A" + JS, b"/AA<</PO " + JS + b">>"):
        yield f"unseen-acts-{entry[1:3].decode()}", NOBODY, adding(b"0 0 0 0", entry)
        yield f"seen-acts-{entry[1:3].decode()}", NOBODY, adding(b"0 0 90 90", entry)
    yield "acting-kid", NOBODY, adding(b"0 0 0 0", b"/Kids[61 0 R]", {61: WIDGET + b"/Parent 60 0 R/Rect[0 0 0 0]/AA<</PO " + JS + b">>>>"})
    yield "text-below", NOBODY, adding(b"0 0 0 0", b"/Kids[61 0 R]", {61: WIDGET + b"/FT/Tx/T(x)/V(x)/Parent 60 0 R/Rect[0 0 9 9]>>"})


def carriers(pdf):
    """What is let in for another reason, over what a page is made of."""
    font = stream(b"/Type/Font/Subtype/Type1/BaseFont/Symbol", b"x")
    yield "proof-is-font", NOBODY, {**catalog(pdf, b"/DSS<</OCSPs[7 0 R]>>"), 7: font}
    yield "proof-is-look", NOBODY, {**catalog(pdf, b"/DSS<</Certs[10 0 R]>>"), 10: look(b"900")}
    yield "proof-beside-look", NOBODY, {**catalog(pdf, b"/DSS<</Certs[60 0 R]>>"), 10: look(b"900"), 60: stream(b"", b"x")}
    yield "proofs-hold-more", NOBODY, catalog(pdf, b"/DSS<</Foo 5 0 R>>")
    yield "metadata-is-content", NOBODY, {**changed(pdf, 1, (b"/Metadata 25 0 R", b"/Metadata 5 0 R")), 5: xmp(b" ")}
    yield "certified-later", NOBODY, catalog(pdf, b"/Perms<</UR3 60 0 R>>")
    yield "spoken-otherwise", NOBODY, {34: add(body(pdf, 34), b"/ActualText(You owe 900)")}
    yield "spoken-besides", NOBODY, {**changed(pdf, 34, (b"MCID 0>>]", b"MCID 0>>60 0 R]")),
                                     60: b"<</Type/StructElem/S/P/P 34 0 R/ActualText(You owe 900)/K 0/Pg 3 0 R>>"}
    yield "spoken-for-a-field", NOBODY, {**changed(pdf, 34, (b"MCID 0>>]", b"MCID 0>>60 0 R]")),
                                         60: b"<</Type/StructElem/S/Form/P 34 0 R/ActualText(900)/K<</Type/OBJR/Obj 9 0 R>>>>"}
    yield "layer-by-event", NOBODY, changed(pdf, 1, (b"/ON [16 0 R]", b"/ON [16 0 R]/AS[<</Event/View/Category[/View]/OCGs[16 0 R]>>]"))
    yield "template", NOBODY, {19: add(body(pdf, 19), b"/Templates<</Names[(a) 3 0 R]>>")}


def twofold(pdf):
    """What one reader shows and another does not: the first of two entries or the last, or what is elsewhere."""
    evil = {60: b"<</Type/Pages/Kids[61 0 R]/Count 1>>", 61: b"<</Type/Page/Parent 60 0 R/MediaBox[0 0 595 842]>>"}
    for name, (number, entry, more) in {
            "pages": (1, b"/Pages 60 0 R", evil), "no-pages": (1, b"/Pages null", {}), "content": (3, b"/Contents 6 0 R", {}),
            "content-escaped": (3, b"/#43ontents 6 0 R", {}), "value": (9, b"/V(900)", {}),
            "look": (9, b"/AP<</N 60 0 R>>", {60: look(b"900")})}.items():
        old = body(pdf, number)
        yield f"{name}-first", NOBODY, {number: b"<<" + entry + old[2:], **more}
        yield f"{name}-last", NOBODY, {number: add(old, entry), **more}
    same = body(pdf, 9)
    yield "the-same-twice", ANYBODY, {9: add(same, b"/FT/Tx/V(100)/P 3 0 R/AP<</N 10 0 R>>")}
    filled = {**changed(pdf, 9, (b"/V(100)", b"/V(101)"), (b"/AP<</N 10 0 R>>", b"/AP<</N 60 0 R>>"))}
    for entry in (b"/F(evil)", b"/Ref<</F(x.pdf)/Page 0>>", b"/PS 61 0 R", b"/OPI<<>>"):
        yield f"look-{entry[1:3].decode()}", NOBODY, {**filled, 60: look(b"101").replace(b"/Subtype/Form", b"/Subtype/Form" + entry),
                                                      61: stream(b"", b"x")}


# Programs that watch every access compute for longer; Poppler, a library of the system, does not.
SLOWER = 5 if "ASAN_OPTIONS" in os.environ else 1


def computed():
    """Seconds that the programs run here have computed: on a busy machine, others' work is none of theirs."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime


def forms(pdf):
    yield "form-fonts", ANYBODY, {**changed(pdf, 8, (b"/F1 7 0 R", b"/F1 7 0 R /F2 60 0 R")),
                                  60: standard_font(b"Times-Roman")}
    yield "form-font-swapped", NOBODY, {**changed(pdf, 8, (b"/F1 7 0 R", b"/F1 60 0 R")), 60: standard_font(b"Symbol")}
    yield "form-script", NOBODY, {8: add(body(pdf, 8), b"/CO[9 0 R]")}
    yield "form-xfa", NOBODY, {8: add(body(pdf, 8), b"/XFA 60 0 R"), 60: stream(b"", b"<xdp/>")}
    yield "form-flags", NOBODY, changed(pdf, 8, (b"/SigFlags 3", b"/SigFlags 0"))
    yield "form-of-its-own", ANYBODY, {**changed(pdf, 1, (b"/AcroForm 8 0 R", b"/AcroForm 60 0 R")), 60: body(pdf, 8)}
    yield "form-order", ANYBODY, changed(pdf, 8, (b"[9 0 R 11 0 R", b"[11 0 R 9 0 R"))
    yield "form-gone", NOBODY, changed(pdf, 1, (b"/AcroForm 8 0 R", b""))
    yield "field-gone", NOBODY, changed(pdf, 8, (b"[9 0 R ", b"["))
    yield "field-twice", NOBODY, changed(pdf, 8, (b"[9 0 R", b"[9 0 R 9 0 R"))
    yield "signature-gone", NOBODY, changed(pdf, 8, (b"14 0 R ", b""))
    yield "empty-field-gone", NOBODY, changed(pdf, 8, (b"15 0 R ", b""))


def signatures(pdf):
    value = b"/V 37 0 R"
    yield "reason", NOBODY, {SIGNATURE: add(body(pdf, SIGNATURE), b"/Reason(spoofed)")}
    yield "removed", NOBODY, changed(pdf, 14, (value, b""))
    yield "nulled", NOBODY, changed(pdf, 14, (value, b"/V null"))
    yield "copied", NOBODY, {**changed(pdf, 14, (value, b"/V 60 0 R")), 60: body(pdf, SIGNATURE)}
    yield "copied-into-second", NOBODY, {15: add(body(pdf, 15), b"/V 60 0 R"), 60: body(pdf, SIGNATURE)}
    yield "shared-by-second", NOBODY, {15: add(body(pdf, 15), value)}
    yield "direct", NOBODY, changed(pdf, 14, (value, b"/V " + body(pdf, SIGNATURE)))
    yield "fake-second", NOBODY, {15: add(body(pdf, 15), b"/V 60 0 R"),
                                  60: b"<</Type/Sig/SubFilter/adbe.pkcs7.detached/ByteRange[0 9 9 9]/Contents<00>>>"}
    yield "shown", NOBODY, changed(pdf, 14, (b"[0 0 0 0]", b"[0 0 300 300]"))
    yield "picture-added", NOBODY, {14: add(body(pdf, 14), b"/AP<</N 32 0 R>>")}
    yield "picture-without-signature", NOBODY, {15: add(body(pdf, 15), b"/AP<</N 60 0 R>>"), 60: look(b"Signed")}
    yield "renamed", NOBODY, changed(pdf, 14, (b"(first)", b"(other)"))
    yield "locked-later", NOBODY, {14: add(body(pdf, 14), b"/Lock<</Type/SigFieldLock/Action/All>>")}
    yield "second-moved", NOBODY, changed(pdf, 15, (b"[300 100 500 200]", b"[0 0 595 842]"))
    text = body(pdf, SIGNATURE)
    yield "no-range", NOBODY, {SIGNATURE: re.sub(rb"/ByteRange \[[^]]*\]", b"", text)}
    yield "empty-range", NOBODY, {SIGNATURE: re.sub(rb"/ByteRange \[[^]]*\]", b"/ByteRange[0 0 0 0]", text)}
    yield "no-contents", NOBODY, {SIGNATURE: re.sub(rb"/Contents <[^>]*>", b"", text)}
    yield "null-contents", NOBODY, {SIGNATURE: re.sub(rb"/Contents <[^>]*>", b"/Contents null", text)}
    yield "zero-contents", NOBODY, {SIGNATURE: re.sub(rb"/Contents <[^>]*>", b"/Contents <00>", text)}
    yield "another-filter", NOBODY, changed(pdf, SIGNATURE, (b"ETSI.CAdES.detached", b"adbe.pkcs7.detached"))


def two_ways(pdf):
    """Cross-references that lead to one object in two ways: one reader takes the first, another the last, or
    goes by the place where another goes by the number."""
    evil, old = stream(b"", b"BT /F1 24 Tf 50 700 Td (You owe 900) Tj ET"), places(pdf, 5)[-1]
    yield "old-first", append_section(pdf, {5: evil}, [(5, 1, old, 0), (5, 1, 5, 0)])
    yield "old-last", append_section(pdf, {5: evil}, [(5, 1, 5, 0), (5, 1, old, 0)])
    there = len(pdf)
    for name, rows in {"table": [(5, old), (5, there)], "table-overlapping": [(4, places(pdf, 4)[-1]), (5, old), (5, there)]}.items():
        yield name, append_entries(pdf + b"5 0 obj\n%s\nendobj\n" % evil, rows).replace(b"1\n%010d 00000 n \n5 1\n%010d 00000 n \n5" % (
            places(pdf, 4)[-1], old), b"2\n%010d 00000 n \n%010d 00000 n \n5" % (places(pdf, 4)[-1], old))
    same, font = body(pdf, 7), standard_font(b"Symbol")
    for name, packed, rows in (
            ("same-number-packed", pack((7, same), (7, font)), [(7, 2, 60, 0)]),
            ("same-number-packed-last", pack((7, font), (7, same)), [(7, 2, 60, 1)]),
            ("packed-elsewhere", pack((62, b"(x)"), (7, same), (63, font)), [(62, 2, 60, 0), (7, 2, 60, 2), (63, 2, 60, 1)]),
            ("packed-nowhere", pack((7, same)), [(7, 2, 60, 9)]),
            ("packed-and-not-named", pack((7, font), (62, b"(x)")), [(62, 2, 60, 1)]),
            ("packed-backwards", pack((62, font), (7, same), head=b"7 %d 62 0 " % (len(font) + 1)), [(7, 2, 60, 0), (62, 2, 60, 1)])):
        yield name, append_section(pdf, {60: packed}, [(60, 1, 60, 0), *rows])
    yield "table-or-hidden", append_hybrid(pdf, {5: evil}, [(5, old)], [(5, 5)])
    yield "hidden-or-table", append_hybrid(pdf, {5: evil}, [(5, 5)], [(5, old)])
    yield "hidden-goes-on", append_hybrid(pdf, {}, [], [(36, places(pdf, 36)[-1])], b"/Prev 15")


def updates(pdf):
    """(name, who permits, file) of changes after a signature."""
    for family in (settings, pages, annotations, filling, states, new_fields, carriers, twofold, forms, signatures):
        for name, permits, bodies in family(pdf):
            yield f"{family.__name__}/{name}", permits, append(pdf, bodies)
    evil = append(pdf, {5: stream(b"", b"evil")})
    yield "xref/there-and-back", NOBODY, append(evil, {5: body(pdf, 5)})
    yield "xref/freed-content", NOBODY, append(pdf, {}, free=[5])
    yield "xref/freed-signature", NOBODY, append(pdf, {}, free=[SIGNATURE])
    yield "xref/freed-unused", NOBODY, append(pdf, {}, free=[36])
    yield "xref/generation", NOBODY, append(pdf, {5: stream(b"", b"x")}, generation=1)
    yield "xref/alias", NOBODY, append_entries(pdf, [(5, places(pdf, 6)[-1])])
    yield "xref/older-form", NOBODY, append_entries(pdf, [(8, places(pdf, 8)[0])])
    yield "xref/older-field", NOBODY, append_entries(pdf, [(14, places(pdf, 14)[0])])
    yield "xref/same", ANYBODY, append_entries(pdf, [(5, places(pdf, 5)[-1])])
    yield "xref/info-is-page", NOBODY, append(pdf, {}, info=b"3 0 R")
    yield "xref/info-anew", ANYBODY, append(pdf, {60: b"<</Title(x)>>"}, info=b"60 0 R")
    yield "xref/root-generation", NOBODY, append(pdf, {60: b"(x)"}, root=b"1 1 R")
    yield "xref/other-root", NOBODY, append(pdf, {60: add(body(pdf, 1), b"/OpenAction" + JS)}, root=b"60 0 R")
    yield "xref/encrypted", NOBODY, append(pdf, {}, trailer=b"/Encrypt<</Filter/Standard/V 1/R 2/O(x)/U(x)/P 0>>")
    yield "xref/root-twice", NOBODY, append(pdf, {60: add(body(pdf, 1), b"/OpenAction" + JS)}, root=b"60 0 R/Root 1 0 R")
    yield "xref/word-of-trailer", ANYBODY, append(pdf, {}, trailer=b"/Foo 1")
    yield "packed/fill", FILLING, append_packed(pdf, changed(pdf, 9, (b"/V(100)", b"/V(900)"), (b"/AP<</N 10 0 R>>", b"")))
    yield "packed/font", NOBODY, append_packed(pdf, {7: standard_font(b"Symbol")})
    yield "packed/signature", NOBODY, append_packed(pdf, {SIGNATURE: add(body(pdf, SIGNATURE), b"/Name(x)")})
    yield "packed/orphan", ANYBODY, append_packed(pdf, {62: b"(x)"})
    yield from ((f"twofold/{name}", NOBODY, data) for name, data in two_ways(pdf))
    yield "twofold/same-both-ways", ANYBODY, append_hybrid(pdf, {}, [(5, places(pdf, 5)[-1])], [(5, places(pdf, 5)[-1])])
    yield "twofold/packed-well", ANYBODY, append_section(pdf, {60: pack((62, b"(x)"), (7, body(pdf, 7)))},
                                                         [(60, 1, 60, 0), (62, 2, 60, 0), (7, 2, 60, 1)])
    yield "packed/hidden", NOBODY, append_packed(pdf, {7: standard_font(b"Symbol")}, hybrid=True)


def tricks(pdf, unsigned):
    """Files that must not pass whatever a signature says."""
    found = re.search(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\] *", pdf)
    gap, tail, rest = map(int, found.groups())
    value = pdf[gap:tail]
    for name, text in {
            "real": "[0.0 %d %d %d]", "long": "[0 %d %d 99999999999]", "three": "[0 %d %d]", "overlap": "[0 %d %d %d 1]",
            "negative": "[0 %d %d -1]", "zero": "[0 0 0 0]", "later": "[1 %d %d %d]", "none": "null", "other": "36 0 R",
            "comment": "[0 %%x\n%d %d %d]"}.items():
        numbers = (gap, tail, rest)[:text.count("%d")]
        text = (text % numbers if numbers else text).encode()
        yield f"range/{name}", pdf.replace(found.group(), (b"/ByteRange " + text).ljust(len(found.group())))
    for name, text in {
            "literal": b"(" + value[1:-1] + b")", "blank": b"<" + b" " * (len(value) - 2) + b">",
            "zeros": b"<" + b"0" * (len(value) - 2) + b">", "no-digits": value[:-5] + b"zzzz>",
            "more-behind": value[:-7] + b"414141>", "closed-early": value[:-31] + b">/Reason(anything)".ljust(30) + b">",
    }.items():
        yield f"contents/{name}", pdf[:gap] + text + pdf[tail:]
    for name, text in {
            "range-twice": b"%s/ByteRange [0 %d %d %d]", "object-within": b"%s/ByteRange[0 %d %d %d]>>endobj 5 0 obj<<",
            "plain": b"%s>>endobj 5 0 obj<</Length 0>>stream\nendstream endobj"}.items():
        text = text % (value, gap, 10 ** 6, rest) if b"%d" in text else text % value
        text = text.replace(b"1000000", b"%07d" % (gap + len(text)))
        yield f"wrapped/{name}", pdf[:gap] + text + pdf[tail:]
    for name, text in {
            "object": b"5 0 obj<</Length 0>>stream\n\nendstream endobj\n", "trailer": b"trailer<</Root 2 0 R>>\n%%EOF\n",
            "startxref": b"startxref\n%d\n%%%%EOF\n" % startxref(unsigned), "comment": b"% more\n"}.items():
        yield f"appended/{name}", pdf + text
    yield "appended/no-prev", append(pdf, {5: stream(b"", b"x")}).replace(b"/Prev", b"/Nope")
    for name, prev in {"circle": len(pdf), "zero": 0, "unsigned": startxref(unsigned), "end": len(pdf) + 999}.items():
        yield f"prev/{name}", append(pdf, {5: stream(b"", b"x")}, prev=prev)
    yield "prev/negative", append(pdf, {60: b"(x)"}).replace(b"/Prev ", b"/Prev -")
    yield "joined/before", unsigned + pdf
    yield "joined/behind", pdf + unsigned
    yield "joined/twice", pdf + pdf


class Attacks(harness.Case):
    def verify(self, files):
        """name → (exit-like word of the file, its object)"""
        paths = []
        for number, (name, data) in enumerate(files):
            paths.append(self.dir / f"{number}.pdf")
            paths[-1].write_bytes(data)
        done = subprocess.run([harness.CTL, "verify", "--offline", "--json", "--trust", self.pem, *paths],
                              capture_output=True, timeout=200, env=harness.environment(self.dir / "data"))
        answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
        self.assertEqual(len(answers), len(files))
        return answers

    def setUp(self):
        super().setUp()
        self.p12, self.pem = self.identity()
        self.unsigned = write(document())
        (self.dir / "in.pdf").write_bytes(self.unsigned)

    def signed(self, *options):
        out = self.dir / f"signed{len(list(self.dir.iterdir()))}.pdf"
        self.sign(self.dir / "in.pdf", out, self.p12, "--field", "first", *options)
        return out.read_bytes()

    def check_updates(self, letter, *options):
        cases = list(updates(self.signed(*options)))
        for (name, permits, _), answer in zip(cases, self.verify([(name, data) for name, _, data in cases])):
            with self.subTest(name):
                if letter in permits:
                    self.assertEqual(answer.get("indication"), "total-passed", answer)
                else:
                    self.assertNotEqual(answer.get("indication"), "total-passed", answer)

    def test_updates_after_a_signature(self):
        self.check_updates("n")

    def test_updates_after_a_certification_against_changes(self):
        self.check_updates("1", "--certify", "1")

    def test_updates_after_a_certification_for_forms(self):
        self.check_updates("2", "--certify", "2")

    def test_updates_after_a_certification_for_comments(self):
        self.check_updates("3", "--certify", "3")

    def test_locked_fields(self):
        pdf = self.signed("--lock", "include:Amount,group")
        for family, name, permitted in ((filling, "fill", False), (filling, "fill-in-group", False),
                                        (filling, "fill-choice", True)):
            bodies = next(each[2] for each in family(pdf) if each[0] == name)
            [answer] = self.verify([(name, append(pdf, bodies))])
            with self.subTest(name):
                self.assertEqual(answer["indication"] == "total-passed", permitted, answer)

    def test_tricks_with_bytes(self):
        pdf = self.signed()
        cases = list(tricks(pdf, self.unsigned))
        self.assertEqual(self.verify([("signed", pdf)])[0]["indication"], "total-passed")
        for (name, data), answer in zip(cases, self.verify(cases)):
            with self.subTest(name):
                self.assertNotEqual(data, pdf)
                self.assertNotEqual(answer.get("indication"), "total-passed", answer)

    def test_the_only_signature_taken_out(self):
        """The file is not signed any more, and does not pass for one that never was."""
        pdf = self.signed()
        path = self.dir / "removed.pdf"
        for name, bodies in {"value": changed(pdf, 14, (b"/V 37 0 R", b"")),
                             "form": changed(pdf, 1, (b"/AcroForm 8 0 R", b""))}.items():
            with self.subTest(name):
                path.write_bytes(append(append(pdf, bodies), {60: b"(x)"}))
                [answer] = self.json("verify", path, exit=3)
                self.assertEqual((answer["indication"], answer["removed_in"]), ("no-signature", 3))
                self.assertIn("removed in revision 3", answer["explanation"])
                out, _ = self.ctl("verify", path, exit=3, language="zh_CN")
                self.assertIn("第 3 个修订版中被移除", out)
        [answer] = self.json("verify", self.dir / "in.pdf", exit=3)
        self.assertNotIn("removed_in", answer)

    def test_signatures_of_a_damaged_file(self):
        """They are named, and each fails; what a repaired copy would say counts for nothing."""
        pdf = self.signed()
        path = self.dir / "damaged.pdf"
        end = pdf.rindex(b"startxref")
        for name, data in {"startxref": pdf[:end] + b"startxref\n7\n%%EOF\n",
                           "content": pdf[:end].replace(b"/Type/Pages", b"/Type<Pages") + pdf[end:].replace(b"\n", b"\n9", 1)}.items():
            with self.subTest(name):
                path.write_bytes(data)
                [answer] = self.json("verify", path, "--trust", self.pem, exit=1)
                self.assertEqual(answer["indication"], "total-failed")
                self.assertIn("damaged", answer["explanation"])
                [signature] = answer["signatures"]
                self.assertEqual((signature["field"], signature["coverage"]), ("first", "malformed"))
                self.assertNotEqual(signature["integrity"], "intact")

    def test_bombs_and_circles(self):
        """What is small in the file and large or endless when it is read costs little, and passes nowhere."""
        pdf = self.signed()
        there = b"/N 10 0 R", b"/N 60 0 R"
        inflated = lambda entries, data: stream(entries + b"/Filter/FlateDecode", zlib.compress(data, 9))
        laughs = b"".join(b"<!ENTITY a%d '%s'>" % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 10))
        form, packet = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]", b"/Type/Metadata/Subtype/XML"
        cases = {
            "metadata": {25: inflated(packet, b"<a>" + b" " * (64 << 20) + b"</a>")},
            "entities": {25: stream(packet, b"<!DOCTYPE l [<!ENTITY a0 'lol'>" + laughs + b"]><l>&a9;</l>")},
            "look": {**changed(pdf, 9, there), 60: inflated(form, b"(" + b"a" * (64 << 20) + b") Tj")},
            "deep look": {**changed(pdf, 9, there), 60: stream(form, b"[" * 500000)},
            "long look": {**changed(pdf, 9, there), 60: inflated(form, b"1 " * 400000)},
            "deep array": {36: b"[" * 100000 + b"]" * 100000},
            "deep dictionary": catalog(pdf, b"/X" + b"<</X" * 50000 + b" 1" + b">>" * 50000),
            "its own parent": {9: add(body(pdf, 9), b"/Parent 9 0 R")},
            "its own kid": {27: b"<</FT/Tx/T(group)/Kids[28 0 R 27 0 R]>>"},
            "pages in pages": changed(pdf, 2, (b"[3 0 R 4 0 R]", b"[2 0 R 4 0 R]")),
            "annotations in themselves": {33: b"[33 0 R]"},
            "value of a value": {**changed(pdf, 9, (b"/V(100)", b"/V 60 0 R")), 60: b"61 0 R", 61: b"60 0 R"},
            "length of itself": {**changed(pdf, 9, there), 60: b"<</Length 60 0 R>>stream\nxx\nendstream"},
            "names in names": {19: b"<</Dests 19 0 R/JavaScript 19 0 R>>"},
        }
        files = [(name, append(pdf, bodies)) for name, bodies in cases.items()]
        for (name, _), answer in zip(files, self.verify(files)):
            with self.subTest(name):
                self.assertNotEqual(answer.get("indication"), "total-passed", answer)
        self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, 512 << 10)

    def test_many_of_everything(self):
        """What is small in the file and asks for work that grows with its square, or its cube."""
        pdf = self.signed()
        n, place = 200000, len(pdf)
        head = b"".join(b"%d %d " % (100 + i, 2 * i) for i in range(n))
        out = pdf + b"60 0 obj\n%s\nendobj\n" % stream(b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (n, len(head)),
                                                     zlib.compress(head + b"1 " * n))
        rows = b"\1" + place.to_bytes(4, "big") + bytes(3) + b"\1" + len(out).to_bytes(4, "big") + bytes(3)
        rows += (b"\2" + (60).to_bytes(4, "big") + (n - 1).to_bytes(3, "big")) * n
        out += b"61 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (stream(
            b"/Type/XRef/Size %d/W[1 4 3]/Index[60 2 100 %d]/Root 1 0 R/Info 23 0 R/Prev %d/Filter/FlateDecode" % (
                n + 100, n, startxref(pdf)), zlib.compress(rows)), len(out))
        parts, end, last = [pdf], len(pdf), startxref(pdf)
        for i in range(2000):
            part = b"23 0 obj\n<</Title(%d)>>\nendobj\n" % i
            table = end + len(part)
            parts.append(part + b"xref\n23 1\n%010d 00000 n \ntrailer\n<</Size 61/Root 1 0 R/Info 23 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
                end, last, table))
            end, last = end + len(parts[-1]), table
        font = b"".join(b"/F%d 7 0 R" % i for i in range(20000))
        fonts = {**changed(pdf, 9, (b"/V(100)", b"/V(900)"), (b"/N 10 0 R", b"/N 60 0 R")),
                 60: stream(b"/Type/XObject/Subtype/Form/BBox[0 0 100 20]/Resources<</Font<<%s>>>>" % font,
                            b"BT " + b"".join(b"/F%d 9 Tf " % i for i in range(20000)))}
        bodies = document()
        bodies[29] = b"<</FT/Btn/Ff 49152/T(radio)/V/A/Kids[%s]>>" % b" ".join(b"%d 0 R" % (100 + i) for i in range(10000))
        for i in range(10000):
            bodies[100 + i] = WIDGET + b"/Parent 29 0 R/AS/Off/Rect[0 0 9 9]/AP<</N<</S%d 12 0 R/Off 13 0 R>>>>>>" % i
        bodies[3] = swap(bodies[3], b"30 0 R 31 0 R]", b" ".join(b"%d 0 R" % (100 + i) for i in range(10000)) + b"]")
        (self.dir / "radio.pdf").write_bytes(write(bodies))
        self.sign(self.dir / "radio.pdf", self.dir / "radio-signed.pdf", self.p12, "--field", "first")
        radio = (self.dir / "radio-signed.pdf").read_bytes()
        radio = append(radio, {29: swap(bodies[29], b"/V/A", b"/V/S5"), 105: swap(bodies[105], b"/AS/Off", b"/AS/S5")})
        listed = document()
        names = b"".join(b"(c%d)" % i for i in range(50000))
        listed[26] = swap(swap(listed[26], b"131072", b"2097152"), b"[(Rome)(Oslo)]", b"[" + names + b"]")
        (self.dir / "list.pdf").write_bytes(write(listed))
        self.sign(self.dir / "list.pdf", self.dir / "list-signed.pdf", self.p12, "--field", "first")
        chosen = append((self.dir / "list-signed.pdf").read_bytes(), {
            26: add(swap(listed[26], b"(Rome)/DA", b"[" + names + b"]/DA"), b"/AP<</N 60 0 R>>"),
            60: stream(b"/Type/XObject/Subtype/Form/BBox[0 0 100 20]/Resources<</Font<</F1 7 0 R>>>>", b"0.5 g 0 0 100 20 re f BT /F1 1 Tf "
                       b"0 g 2 19 Td " + b"".join(b"(c%d) Tj 0 -1 Td " % i for i in range(3000)) + b"ET")})
        for name, data, passes in (("widgets of one field", radio, False), ("choices", chosen, False), ("packed at wrong places", out, False), ("revisions", b"".join(parts), True),
                                   ("fonts", append(pdf, fonts), False)):
            before = computed()
            [answer] = self.verify([(name, data)])
            spent = computed() - before
            with self.subTest(name):
                self.assertEqual(answer.get("indication") == "total-passed", passes, answer.get("indication"))
                if spent >= 6 * SLOWER:
                    # A page that Poppler itself takes long to draw is drawn before, after, and without its fields.
                    (self.dir / "slow.pdf").write_bytes(data)
                    before = computed()
                    subprocess.run(["pdftocairo", "-r", "72", "-png", "slow.pdf", "slow"], cwd=self.dir, check=True, stderr=subprocess.DEVNULL)
                    self.assertLess(spent, 5 * SLOWER * (computed() - before))

    def test_forms_of_signatures(self):
        [answer] = self.verify([("signed", self.signed())])
        self.assertEqual(answer["signatures"][0]["form"], "B-B")

    def test_a_setting_in_words(self):
        pdf = self.signed()
        path = self.dir / "setting.pdf"
        path.write_bytes(append(pdf, catalog(pdf, b"/OpenAction" + JS)))
        out, _ = self.ctl("verify", path, exit=1)
        self.assertIn("A setting of the document was changed (what happens when it is opened)", out)
        out, _ = self.ctl("verify", path, exit=1, language="zh_CN")
        self.assertIn("打开文档时执行的操作", out)

    def test_spellings_of_contents(self):
        """The digits may be written otherwise; what they say is the same."""
        pdf = self.signed()
        gap, tail = map(int, re.search(rb"/ByteRange \[0 (\d+) (\d+)", pdf).groups())
        value = pdf[gap:tail]
        for name, text in {"capitals": value.upper(), "spaces": b"< " + value[1:-2] + b">"}.items():
            [answer] = self.verify([(name, pdf[:gap] + text + pdf[tail:])])
            with self.subTest(name):
                self.assertEqual(answer["indication"], "total-passed", answer)


class Kinds(harness.Case):
    """Signatures that others made: the older kinds, and digests that this program does not write."""

    def setUp(self):
        super().setUp()
        self.key, self.certificate = self.dir / "key.pem", self.dir / "certificate.pem"
        self.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", self.key, "-out", self.certificate,
                     "-days", "30", "-subj", "/CN=Tester", "-addext", "keyUsage=digitalSignature")

    def openssl(self, *arguments, data=b""):
        return subprocess.run(["openssl", *map(str, arguments)], input=data, capture_output=True, check=True).stdout

    def cms(self, data, digest, *more):
        return self.openssl("cms", "-sign", "-binary", "-md", digest, "-signer", self.certificate, "-inkey", self.key,
                            "-outform", "DER", *more, data=data)

    def bare(self, data, digest="sha1"):
        value = self.openssl("dgst", f"-{digest}", "-sign", self.key, data=data)
        return b"\x04\x82" + len(value).to_bytes(2, "big") + value

    def make(self, sub_filter, sign, entries=b"", room=4000):
        bodies = document()
        bodies[14] = add(bodies[14], b"/V 37 0 R")
        bodies[SIGNATURE] = (b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/%s%s/ByteRange[0 %s %s %s]/Contents<%s>>>" % (
            sub_filter.encode(), entries, b"A" * 10, b"B" * 10, b"C" * 10, b"0" * room))
        pdf = write(bodies)
        gap = pdf.index(b"/Contents<00") + 9
        tail = gap + room + 2
        for letter, number in (b"A", gap), (b"B", tail), (b"C", len(pdf) - tail):
            pdf = pdf.replace(letter * 10, b"%-10d" % number)
        digits = sign(pdf[:gap] + pdf[tail:]).hex().encode()
        return pdf[:gap + 1] + digits.ljust(room, b"0") + pdf[tail - 1:]

    def check(self, name, pdf, integrity, indication=None, digest=None):
        path = self.dir / "made.pdf"
        path.write_bytes(pdf)
        exits = {"total-passed": 0, "total-failed": 1, "indeterminate": 5}
        with self.subTest(name):
            [answer] = self.json("verify", path, "--offline", "--trust", self.certificate, exit=exits[indication])
            [signature] = answer["signatures"]
            self.assertEqual((signature["integrity"], signature["indication"]), (integrity, indication), answer)
            if digest:
                self.assertEqual(signature["digest"], digest)

    def test_signature_over_a_digest(self):
        sha1 = lambda data: hashlib.sha1(data).digest()
        kind = "adbe.pkcs7.sha1"
        weak = "intact", "indeterminate", "sha1"
        self.check("right", self.make(kind, lambda data: self.cms(sha1(data), "sha256", "-nodetach")), *weak)
        self.check("of one digest", self.make(kind, lambda data: self.cms(sha1(data), "sha1", "-nodetach")), *weak)
        self.check("without attributes",
                   self.make(kind, lambda data: self.cms(sha1(data), "sha1", "-nodetach", "-noattr")), *weak)
        self.check("of another file", self.make(kind, lambda data: self.cms(sha1(data + b"x"), "sha1", "-nodetach")),
                   "broken", "total-failed")
        self.check("detached", self.make(kind, lambda data: self.cms(data, "sha1")), "unparseable", "total-failed")
        self.check("two contents", self.make("adbe.pkcs7.detached", lambda data: self.cms(data[:9], "sha256", "-nodetach")),
                   "unparseable", "total-failed")

    def test_forms(self):
        for name, more, form in ("PKCS #7", (), "PKCS7-B"), ("without attributes", ("-noattr",), "NOT-ETSI"):
            path = self.dir / "made.pdf"
            path.write_bytes(self.make("adbe.pkcs7.detached", lambda data: self.cms(data, "sha256", *more)))
            [answer] = self.json("verify", path, "--offline", "--trust", self.certificate)
            with self.subTest(name):
                self.assertEqual(answer["signatures"][0]["form"], form)

    def test_signature_without_a_message(self):
        kind = "adbe.x509.rsa_sha1"
        der = self.openssl("x509", "-in", self.certificate, "-outform", "DER").hex().encode()
        one, list_of_one = b"/Cert<" + der + b">", b"/Cert[<" + der + b">]"
        self.check("right", self.make(kind, self.bare, one), "intact", "indeterminate", "sha1")
        self.check("list", self.make(kind, self.bare, list_of_one), "intact", "indeterminate", "sha1")
        self.check("of another file", self.make(kind, lambda data: self.bare(data + b"x"), one), "broken", "total-failed")
        self.check("of another digest", self.make(kind, lambda data: self.bare(data, "sha256"), one), "broken", "total-failed")
        self.check("no certificate", self.make(kind, self.bare), "unsupported", "indeterminate")
        self.check("a message", self.make(kind, lambda data: self.cms(data, "sha1"), one), "unparseable", "total-failed")

    def test_digests(self):
        for digest in ("sha224", "sha384", "sha512", "sha512-256", "sha3-224", "sha3-256", "sha3-384", "sha3-512"):
            for more in ((), ("-noattr",)):
                pdf = self.make("adbe.pkcs7.detached", lambda data: self.cms(data, digest, *more))
                self.check(f"{digest}{''.join(more)}", pdf, "intact", "total-passed", digest)
        for digest in ("md5", "ripemd160"):
            pdf = self.make("adbe.pkcs7.detached", lambda data: self.cms(data, digest))
            self.check(digest, pdf, "intact", "indeterminate", digest)


if __name__ == "__main__":
    harness.main()
