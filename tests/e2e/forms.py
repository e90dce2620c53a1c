# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents with form fields."""


def write_form(path, names):
    """A page with text fields of these names."""
    kids = " ".join(f"{5 + number} 0 R" for number in range(len(names)))
    objects = [
        f"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[{kids}]/DA(/Helv 0 Tf)>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots[{kids}]/Contents 4 0 R>>",
        "<</Length 0>>\nstream\n\nendstream",
    ]
    for number, name in enumerate(names):
        y = 700 - 40 * number
        objects.append(f"<</Type/Annot/Subtype/Widget/FT/Tx/T({name})/V(x)/P 3 0 R"
                       f"/Rect[72 {y} 300 {y + 20}]>>")
    data, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{text}\nendobj\n".encode()
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    data += f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
    path.write_bytes(data)
