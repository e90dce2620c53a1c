#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every signed file of the corpus, changed later by what it means: other content, other fonts, pages moved,
settings, fields, signature dictionaries, cross-references that lead elsewhere. All of these are forbidden to
everybody, whatever a certification permits, so no signature before them may be called unchanged or its
changes permitted. A file in which even an object that nobody uses is not judged counts for nothing.

  check-mutations.py VERMILIONCTL [all [PART/PARTS]]   without the word a sample: every file, a few kinds each"""

import collections
import copy
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from corpus import CORPUS, Tap, have, rows

CTL, WHOLE = sys.argv[1], "all" in sys.argv[2:]
# One of so many parts of the corpus, as 2/5; the whole of it takes a while.
PART, PARTS = map(int, sys.argv[3].split("/")) if len(sys.argv) > 3 else (0, 1)
SAMPLE = 3  # kinds a file
MAX_SIZE = 1 << 20
JS = {"/S": "/JavaScript", "/JS": "u:app.alert(1)"}


def text(value):
    """An object of qpdf's JSON as PDF."""
    if value is None or isinstance(value, bool):
        return {None: b"null", True: b"true", False: b"false"}[value]
    if isinstance(value, (int, float)):
        return repr(value).encode()
    if isinstance(value, list):
        return b"[" + b" ".join(map(text, value)) + b"]"
    if isinstance(value, dict):
        return b"<<" + b" ".join(name(key) + b" " + text(each) for key, each in value.items()) + b">>"
    if value.startswith("u:"):
        return b"<" + ("\ufeff" + value[2:]).encode("utf-16-be").hex().encode() + b">"
    if value.startswith("b:"):
        return b"<" + value[2:].encode() + b">"
    return name(value) if value.startswith("/") else value.encode()


def name(value):
    return b"/" + b"".join(bytes([each]) if 33 <= each < 127 and each not in b"#%()<>[]{}/" else b"#%02x" % each
                           for each in value[1:].encode("utf-8", "surrogateescape"))


class Subject:
    def __init__(self, path):
        self.bytes = path.read_bytes()
        done = subprocess.run(["qpdf", "--json=2", "--json-key=qpdf", path], capture_output=True, timeout=60)
        head, objects = json.loads(done.stdout)["qpdf"]
        self.objects, self.top = {}, head["maxobjectid"] + 10
        for key, each in objects.items():
            if key == "trailer":
                self.trailer = each["value"]
            else:
                number, generation, _ = key[4:].split()
                if generation == "0":
                    self.objects[int(number)] = each["value"] if "value" in each else each["stream"]["dict"]
        self.streams = {int(key[4:].split()[0]) for key, each in objects.items() if "stream" in each}
        self.root = self.number(self.trailer["/Root"])
        self.catalog = self.objects[self.root]

    @staticmethod
    def number(at):
        return int(at.split()[0]) if isinstance(at, str) and at.endswith(" R") else 0

    def get(self, at):
        return self.objects.get(self.number(at)) if self.number(at) else at

    def find(self, test):
        return [number for number, each in sorted(self.objects.items())
                if isinstance(each, dict) and number not in self.streams and test(each)]

    def change(self, number, **entries):
        made = copy.deepcopy(self.objects[number])
        for key, value in entries.items():
            made.pop("/" + key, None)
            if value is not Ellipsis:
                made["/" + key] = value
        return {number: text(made)}

    def stream(self, data, **entries):
        return text({**{"/" + key: each for key, each in entries.items()}, "/Length": len(data)}) \
            + b"stream\n" + data + b"\nendstream"

    def append(self, bodies, root=None, entries=(), trailer=None):
        """A revision of the kind that the last one is."""
        data = self.bytes + (b"" if self.bytes.endswith(b"\n") else b"\n")
        previous = int(data[data.rindex(b"startxref") + 9:].split()[0])
        rows_ = dict(entries)
        for number, each in bodies.items():
            rows_[number] = (1, len(data), 0)
            data += b"%d 0 obj\n" % number + each + b"\nendobj\n"
        start, size = len(data), max([self.top + 5, *rows_]) + 2
        keep = {key: self.trailer[key] for key in ("/Info", "/ID", "/Encrypt") if key in self.trailer}
        keep = {**keep, "/Size": size, "/Root": root or f"{self.root} 0 R", "/Prev": previous, **(trailer or {})}
        if self.bytes[previous:previous + 4].strip() == b"xref":
            data += b"xref\n"
            for number, (kind, where, more) in sorted(rows_.items()):
                data += b"%d 1\n%010d %05d %s \n" % (number, where, more, b"n" if kind else b"f")
            data += b"trailer\n" + text(keep) + b"\n"
        else:
            rows_[size - 1] = (1, start, 0)
            table = b"".join(bytes([kind]) + where.to_bytes(4, "big") + more.to_bytes(2, "big")
                             for _, (kind, where, more) in sorted(rows_.items()))
            index = [each for number in sorted(rows_) for each in (number, 1)]
            data += b"%d 0 obj\n" % (size - 1) + self.stream(table, Type="/XRef", W=[1, 4, 2], Index=index, **{
                key[1:]: each for key, each in keep.items()}) + b"\nendobj\n"
        return data + b"startxref\n%d\n%%%%EOF\n" % start


def content(self):
    """(name, objects to write over) of what pages are made of."""
    new = self.top
    pages = self.find(lambda each: each.get("/Type") == "/Page")
    for page in pages[:1]:
        held = self.objects[page]
        yield "content-replaced", {**self.change(page, Contents=f"{new} 0 R"), new: self.stream(b"0 0 99 99 re f")}
        yield "rotated", self.change(page, Rotate=180 if held.get("/Rotate") != 180 else 90)
        yield "cropped", self.change(page, CropBox=[0, 0, 99, 99])
        yield "resized", self.change(page, MediaBox=[0, 0, 99, 99])
        yield "scaled", self.change(page, UserUnit=3)
        yield "resources-gone", self.change(page, Resources={})
        yield "page-acts", self.change(page, AA={"/O": JS})
        yield "transition", self.change(page, Trans={"/S": "/Split"})
        yield "link-laid-on", self.change(page, Annots=[*(self.get(held.get("/Annots")) or []), {
            "/Type": "/Annot", "/Subtype": "/Link", "/Rect": [0, 0, 99, 99], "/A": {"/S": "/URI", "/URI": "u:http://x/"}}])
        yield "text-field-laid-on", self.change(page, Annots=[*(self.get(held.get("/Annots")) or []), {
            "/Type": "/Annot", "/Subtype": "/Widget", "/FT": "/Tx", "/T": "u:later", "/V": "u:9", "/Rect": [0, 0, 99, 99]}])
        listed = self.get(held.get("/Contents"))
        at = self.number(listed[0] if isinstance(listed, list) and listed else held.get("/Contents"))
        if at in self.streams:
            yield "content-in-place", {at: self.stream(b"0 0 99 99 re f")}
            yield "content-is-info", {at: text({"/Title": "u:x"})}
            yield "content-freed", {}, {"entries": {at: (0, 0, 1)}}
            others = sorted(self.streams - {at})
            if others:
                where = self.bytes.find(b"\n%d 0 obj" % others[0]) + 1
                yield "content-leads-elsewhere", {at: b"%d 0 R" % others[0]}, {}
                if where > 0:
                    yield "content-entry-elsewhere", {}, {"entries": {at: (1, where, 0)}}
    for kind, test in (("font", lambda each: each.get("/Type") == "/Font" and "/BaseFont" in each),):
        used = text([self.objects[page].get("/Resources") and self.get(self.objects[page]["/Resources"]) for page in pages])
        for number in [each for each in self.find(test) if b" %d 0 R" % each in used][:1]:
            yield "font-replaced", {number: text({"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/ZapfDingbats"})}
            yield "letters-swapped", self.change(number, Encoding={"/Differences": [48, "/nine", "/eight"]})
            yield "words-swapped", {**self.change(number, ToUnicode=f"{new} 0 R"), new: self.stream(b"begincmap endcmap")}
    for number in sorted(self.streams):
        held = self.objects[number]
        if held.get("/Subtype") == "/Image":
            yield "image-replaced", {number: self.stream(b"\0", Type="/XObject", Subtype="/Image", Width=1, Height=1,
                                                         ColorSpace="/DeviceGray", BitsPerComponent=8)}
            break
    for number in self.find(lambda each: each.get("/Type") == "/Pages")[:1]:
        kids = self.objects[number].get("/Kids", [])
        if isinstance(kids, list) and kids:
            yield "page-twice", self.change(number, Kids=kids + kids[:1], Count=self.objects[number].get("/Count", 1) + 1)
            yield "pages-turned-round", self.change(number, Kids=kids[::-1]) if len(kids) > 1 else self.change(number, Rotate=90)
            yield "pages-gone", self.change(number, Kids=kids[:-1], Count=0)


def settings(self):
    new, root = self.top, self.root
    for key, value in {"OpenAction": JS, "AA": {"/WC": JS}, "Lang": "u:xx", "PageLabels": {"/Nums": [0, {"/S": "/r"}]},
                       "ViewerPreferences": {"/HideToolbar": True}, "OCProperties": {"/OCGs": [], "/D": {"/BaseState": "/OFF"}},
                       "Collection": {"/View": "/T"}, "Names": {"/JavaScript": {"/Names": ["u:a", JS]}},
                       "Outlines": {"/First": None}, "StructTreeRoot": {"/Type": "/StructTreeRoot", "/K": None},
                       "AcroForm": ..., "DSS": {"/Foo": 1}}.items():
        if self.catalog.get("/" + key) != value and (value is not ... or "/" + key in self.catalog):
            yield f"catalog-{key}", self.change(root, **{key: value})
    yield "files-embedded", {**self.change(root, Names={"/EmbeddedFiles": {"/Names": ["u:a", {"/F": "u:a", "/EF": {"/F": f"{new} 0 R"}}]}}),
                             new: self.stream(b"x")}
    yield "metadata-with-entity", {**self.change(root, Metadata=f"{new} 0 R"), new: self.stream(
        b"<!DOCTYPE a [<!ENTITY b 'x'>]><a>&b;</a>", Type="/Metadata", Subtype="/XML")}
    yield "root-elsewhere", {new: text({**self.catalog, "/OpenAction": JS})}, {"root": f"{new} 0 R"}
    yield "root-generation", {new: b"(x)"}, {"root": f"{root} 1 R"}
    yield "encrypted-later", {new: b"(x)"}, {"trailer": {"/Encrypt": {"/Filter": "/Standard", "/V": 1, "/R": 2}}}
    yield "older-again", {new: b"(x)"}, {"trailer": {"/Prev": 1}}
    if "/Perms" in self.catalog:
        yield "permissions-gone", self.change(root, Perms=...)
    else:
        yield "usage-rights", {**self.change(root, Perms={"/UR3": f"{new} 0 R"}), new: text({"/Type": "/Sig"})}


def fields(self):
    form = self.get(self.catalog.get("/AcroForm")) or {}
    new, at = self.top, self.number(self.catalog.get("/AcroForm"))
    if at:
        yield "form-script", self.change(at, CO=["1 0 R"])
        yield "form-xfa", {**self.change(at, XFA=f"{new} 0 R"), new: self.stream(b"<xdp/>")}
        yield "form-flags", self.change(at, SigFlags=0)
        yield "form-emptied", self.change(at, Fields=[])
    def is_field(kind):
        return lambda each: each.get("/FT") == kind and "/T" in each
    for number in self.find(is_field("/Tx"))[:1]:
        for key, value in {"MaxLen": 1, "DV": "u:9", "TU": "u:9", "FT": "/Btn", "Rect": [0, 0, 99, 99], "AA": {"/K": JS},
                           "T": "u:renamed", "MK": {"/R": 90}}.items():
            if self.objects[number].get("/" + key) != value:
                yield f"text-{key}", self.change(number, **{key: value})
        yield "text-hidden", self.change(number, F=2)
        yield "text-shows-more", {**self.change(number, AP={"/N": f"{new} 0 R"}), new: self.stream(
            b"BT /F 9 Tf (9) Tj ET", Type="/XObject", Subtype="/Form", BBox=[0, 0, 99, 99])}
    for number in self.find(is_field("/Ch"))[:1]:
        yield "choices", self.change(number, Opt=["u:9"])
    for number in [each for each in self.find(is_field("/Sig")) if self.number(self.objects[each].get("/V"))][:1]:
        value = self.number(self.objects[number]["/V"])
        yield "signature-gone", self.change(number, V=...)
        yield "signature-null", self.change(number, V=None)
        yield "signature-renamed", self.change(number, T="u:renamed")
        yield "signature-moved", self.change(number, Rect=[1, 2, 345, 678])
        yield "signature-acts", self.change(number, AA={"/PO": JS})
        yield "signature-shows-more", {**self.change(number, AP={"/N": f"{new} 0 R"}), new: self.stream(
            b"0 0 9 9 re f", Type="/XObject", Subtype="/Form", BBox=[0, 0, 99, 99])}
        yield "signature-copied", {**self.change(number, V=f"{new} 0 R"), new: text(self.objects[value])}
        for key, entry in {"Reason": "u:spoofed", "M": "u:D:20000101", "Contents": "b:00", "ByteRange": [0, 1, 2, 3],
                           "SubFilter": "/adbe.x509.rsa_sha1", "Reference": [], "Filter": "/Foo"}.items():
            if self.objects[value].get("/" + key) != entry:
                yield f"dictionary-{key}", self.change(value, **{key: entry})
    for number in self.find(lambda each: each.get("/Subtype") == "/Link")[:1]:
        yield "link-elsewhere", self.change(number, A={"/S": "/URI", "/URI": "u:http://evil.example/"}, Dest=...)


def mutations(self):
    for family in (content, settings, fields):
        for label, bodies, *how in family(self):
            yield label, self.append(bodies, **(how[0] if how else {}))
    at = next((self.number(self.objects[page].get("/Contents")) for page in self.find(lambda each: each.get("/Type") == "/Page")
               if self.number(self.objects[page].get("/Contents")) in self.streams), 0)
    if at:
        evil = self.append({at: self.stream(b"0 0 99 99 re f")})
        yield "tail-without-xref", self.bytes + b"\n%d 0 obj\n<<>>\nendobj\n" % at
        yield "there-and-back", evil + b"\n" + self.bytes[self.bytes.rindex(b"startxref"):]


def judge(folder, files):
    paths = []
    for number, (_, data) in enumerate(files):
        paths.append(pathlib.Path(folder) / f"{number}.pdf")
        paths[-1].write_bytes(data)
    done = subprocess.run([CTL, "verify", "--offline", "--json", *paths], capture_output=True, timeout=600, env={
        **os.environ, "XDG_DATA_HOME": folder, "LC_ALL": "C.UTF-8"})
    return [json.loads(line) for line in done.stdout.decode().splitlines()], done.returncode


def passes(answer):
    """Somebody would take it for what was signed."""
    return any(each["integrity"] == "intact" and each["coverage"].startswith("entire")
               and each["changes"]["verdict"] in ("none", "permitted") for each in answer.get("signatures", ()))


def check(path, folder, counts, turn):
    try:
        subject = Subject(path)
    except (ValueError, KeyError, subprocess.TimeoutExpired):
        counts["not read by qpdf"] += 1
        return []
    [plain], _ = judge(folder, [("unused", subject.append({subject.top: b"(x)"}))])
    signed = len([each for each in plain.get("signatures", ()) if each["integrity"] == "intact"])
    if not signed or not passes(plain):
        counts["not judged at all"] += 1
        return []
    files = list(mutations(subject))
    if not WHOLE:
        files = [files[(turn * SAMPLE + i) % len(files)] for i in range(min(SAMPLE, len(files)))]
    answers, status = judge(folder, files)
    if len(answers) != len(files):
        return [f"{len(answers)} answers for {len(files)} files, exit status {status}"]
    counts["mutations"] += len(files)
    return [label for (label, _), answer in zip(files, answers) if passes(answer)]


def main():
    tap, manifest = Tap(), rows("validate")
    if manifest is None or not have("qpdf"):
        tap.skip("mutations of the corpus", "no corpus, or qpdf is not installed")
        tap.done()
    counts = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        for turn, row in enumerate(manifest):
            if turn % PARTS != PART:
                continue
            path = CORPUS / "validate" / row["file"]
            if path.stat().st_size <= MAX_SIZE:
                tap.result(row["file"], check(path, folder, counts, turn))
    for key, count in sorted(counts.items()):
        print(f"# {count} {key}")
    tap.done()


if __name__ == "__main__":
    main()
