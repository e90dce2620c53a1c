#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trust and time, scenario by scenario: what is said of a file that is judged as of a moment, with
nobody to ask."""

import datetime
import json
import ssl

import der
import harness
import proofs
import scenarios


def read(report):
    """"trust indication sub-indication level day", the day being the one that is proven."""
    first = report["signatures"][0]
    day = "-"
    if first["time"]["proven"]:
        seconds = datetime.datetime.fromisoformat(first["time"]["proven"].replace("Z", "+00:00")).timestamp()
        day = f"{(seconds - proofs.START) / 86400:g}"
    return f"{first['trust']} {first['indication']} {first['sub_indication'] or '-'} {first['level']} {day}"


def write(folder, label):
    """(PDF, file of trusted certificates, the moment as --at takes it)"""
    data, trusted = scenarios.build(scenarios.SCENES[label][1])
    path, roots = folder / f"{label}.pdf", folder / f"{label}.pem"
    path.write_bytes(data)
    roots.write_text("".join(ssl.DER_cert_to_PEM_cert(one) for one in trusted))
    return path, roots, f"{der.moment(scenarios.moment(label)):%Y-%m-%dT%H:%M:%SZ}"


class Time(harness.Case):
    def judge(self, label):
        expected = scenarios.SCENES[label][0]
        path, roots, when = write(self.dir, label)
        out, _ = self.ctl("verify", path, "--trust", roots, "--at", when, "--offline", "--json", exit=None)
        self.assertEqual(read(json.loads(out)), expected)


def add(label):
    setattr(Time, "test_" + label.replace("-", "_"), lambda self: self.judge(label))


for label in scenarios.SCENES:
    add(label)


if __name__ == "__main__":
    harness.main()
