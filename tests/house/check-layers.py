#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An include that src/README.md's table does not grant is an error."""

import re
import sys

from house import ROOT, Tap, tracked

# Ours: the folders whose headers a folder may name. From outside: header prefixes, besides the C
# library, GLib and GIO.
GRANTS = {
    "pdf": ([], ["zlib.h", "qpdf/", "openssl/evp.h", "openssl/provider.h", "openssl/rand.h"]),
    "pki": ([], ["openssl/"]),
    "keys": (["pki"], ["openssl/", "p11-kit/"]),
    "seal": ([], ["cairo", "pango/", "gdk-pixbuf/", "fontconfig/", "hb", "ft2build.h", "qrencode.h"]),
    "render": ([], ["poppler", "cairo"]),
    "pades": (["pdf", "pki"], []),
    "report": (["pdf", "pki", "pades", "render", "seal"], ["json-glib/", "cairo", "pango/"]),
    "wire": ([], ["json-glib/"]),
    "client": (["pki", "wire"], ["libsoup/"]),
    "platform": (["wire", "pki", "keys", "pades", "pdf", "seal", "render"], ["libsoup/", "sqlite3", "libpq", "json-glib/"]),
    "daemon": (["platform"], []),
    "model": (["pdf", "pki", "keys", "seal", "render", "pades", "report", "client", "wire", "platform"],
              ["cairo"]),
    "cli": (["pdf", "pki", "keys", "seal", "render", "pades", "report", "client", "wire"], ["json-glib/"]),
    # Model hands on what its own headers include: cairo surfaces, page boxes, reports, seals. The
    # error tables are named directly, since a GError of any layer may come up to be shown.
    "app": (["model", "render", "report"],
            ["gtk/", "gdk/", "gsk/", "adwaita.h", "cairo", "graphene", "json-glib/"]),
}
ERROR_TABLES = {"wire-problem.h", "pdf-error.h", "pki-error.h", "keys-error.h", "pades-error.h", "seal-error.h"}
PLATFORM_DOOR = {"platform.h", "platform-error.h"}
GROUND = ("glib", "gio/", "gmodule", "gobject/")
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]')


def layer_of(path):
    return path.relative_to(ROOT / "src").parts[0]


def includes(path):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match.group(1), match.group(2)


def judge(layer, kind, name, homes):
    """Why this include is not granted, or None."""
    ours, outside = GRANTS[layer]
    if kind == '"':
        home = homes.get(name.split("/")[-1])
        if home == "platform" and layer != home and name not in PLATFORM_DOOR:
            return f"{layer} may use of the platform only platform.h ({name})"
        if home is None or home == layer or home in ours:
            return None
        if layer == "app" and name in ERROR_TABLES:
            return None
        return f"{layer} may not use {home} ({name})"
    if name.startswith(GROUND) or any(name.startswith(prefix) for prefix in outside):
        return None
    if "/" in name and not name.startswith(("sys/", "linux/", "netinet/", "arpa/")):
        return f"{layer} may not use <{name}>"
    known_foreign = ("zlib", "cairo", "poppler", "adwaita", "qrencode", "hb", "pango", "gtk")
    if name.startswith(known_foreign):
        return f"{layer} may not use <{name}>"
    return None


def main():
    sources = tracked("src/**/*.c", "src/**/*.h")
    homes = {path.name: layer_of(path) for path in sources if path.suffix == ".h"}
    tap = Tap()
    for layer in sorted({layer_of(path) for path in sources}):
        if layer not in GRANTS:
            tap.result(f"layer {layer} is in the table", [f"no row for src/{layer}"])
            continue
        problems = []
        for path in (p for p in sources if layer_of(p) == layer):
            for number, kind, name in includes(path):
                reason = judge(layer, kind, name, homes)
                if reason:
                    problems.append(f"{path.relative_to(ROOT)}:{number}: {reason}")
        tap.result(f"includes of {layer}", problems)
    # The check itself: what must be refused is refused.
    planted = [("pdf", '"', "pki-cms.h"), ("pades", "<", "openssl/evp.h"), ("model", "<", "gtk/gtk.h"),
               ("app", '"', "pdf-writer.h"), ("cli", '"', "model-document.h"),
               ("model", '"', "platform-private.h")]
    homes.setdefault("pki-cms.h", "pki")
    missed = [f"{layer} including {name} was let through" for layer, kind, name in planted
              if judge(layer, kind, name, homes) is None]
    tap.result("a forbidden include is refused", missed)
    tap.done()


if __name__ == "__main__":
    sys.exit(main())
