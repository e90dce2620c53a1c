#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of key × every level × every structure of file, signed by the command line and judged
by pdfsig, qpdf, mutool, openssl and pyHanko."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

import authority  # noqa: E402
import harness  # noqa: E402
import judges  # noqa: E402
import tsa  # noqa: E402

KINDS = {"rsa2048": [], "rsa2048-pss": ["--pss"], "rsa3072": ["--digest", "sha512"], "p256": [],
         "p384": ["--digest", "sha384"], "ed25519": [], "ed448": []}
STRUCTURES = ["table", "stream", "linearized", "turned", "field", "second"]


class Workshop:
    """A folder with an authority, a time-stamp service, inputs of each structure, and the program."""

    def __init__(self, folder, address):
        self.folder = pathlib.Path(folder)
        self.address = address
        self.password = self.folder / "password"
        self.password.write_text(harness.PASSWORD + "\n")
        self.password.chmod(0o600)
        (self.folder / "pki").mkdir()
        self.authority = authority.Authority(self.folder / "pki", self.password)
        self.env = harness.environment(self.folder)

    def ctl(self, *arguments):
        return judges.run(harness.CTL, *arguments, env=self.env, cwd=self.folder)

    def sign(self, source, target, p12, *more):
        done = self.ctl("sign", source, "-o", target, "--p12", p12, "--password-file", self.password, *more)
        return [] if done.returncode == 0 else [f"not signed: {done.stdout.decode()}"]

    def inputs(self):
        """structure → (path, extra arguments, signatures already in it)."""
        folder = self.folder
        plain = folder / "table.pdf"
        plain.write_bytes(harness.make_pdf(pages=3))
        for name, option in (("stream", "--object-streams=generate"), ("linearized", "--linearize")):
            subprocess.run(["qpdf", option, plain, folder / f"{name}.pdf"], check=True)
        (folder / "turned.pdf").write_bytes(harness.make_pdf(extra="/Rotate 270 /CropBox [50 50 500 700] /UserUnit 1.5"))
        (folder / "field.pdf").write_bytes(harness.assemble([
            "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>",
            "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [4 0 R] >>",
            "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Buyer) /Rect [100 100 260 200] /P 3 0 R /F 4 >>"]))
        self.ctl("seal", "draw", "北京长城建筑有限公司", "--row", "合同专用章", "-o", folder / "seal.png")
        seal = ["--seal", folder / "seal.png"]
        # Another signer: NSS gives up on a certificate that it meets twice in one file.
        first = self.authority.identity("p256", "李四")
        problems = self.sign(plain, folder / "second.pdf", first, "--seal", folder / "seal.png", "--at", "1:20,20")
        assert not problems, problems
        return {
            "table": (plain, [], 0), "stream": (folder / "stream.pdf", seal + ["--at", "all:120,200"], 0),
            "linearized": (folder / "linearized.pdf", seal + ["--at", "2:100,100,30"], 0),
            "turned": (folder / "turned.pdf", seal + ["--at", "1:20,20"], 0),
            "field": (folder / "field.pdf", seal + ["--field", "Buyer"], 0),
            "second": (folder / "second.pdf", [], 1),
        }


def judge_all(shop, tap, signed, nss):
    for name, (path, kind, count) in signed.items():
        for judge, ask in (("qpdf", lambda: judges.qpdf(path)),
                           ("pdfsig", lambda: judges.pdfsig(path, nss, count)),
                           ("mutool", lambda: judges.mutool(path, count)),
                           ("openssl", lambda: judges.openssl(path, shop.authority.root, shop.folder))):
            if (judge, kind) not in judges.CANNOT:
                tap.say(f"{name}: {judge}", ask())


def judge_pyhanko(shop, tap, signed):
    pyhanko = judges.PyHanko()
    reason = pyhanko.reason()
    if reason and not os.environ.get("REQUIRE_JUDGES"):
        for name in signed:
            tap.say(f"{name}: pyHanko", skip=reason)
        return
    if reason:
        tap.say("pyHanko is there", [reason])
        return
    answers = pyhanko.ask([path for path, _, _ in signed.values()],
                          [shop.authority.root, shop.folder / "tsa/tsa.pem"])
    for name, (path, _, count) in signed.items():
        tap.say(f"{name}: pyHanko", judge_answer(answers[str(path)], count, "B-T" in name))


def judge_answer(answer, count, stamped):
    if isinstance(answer, dict):
        return [answer["error"]]
    problems = [] if len(answer) == count else [f"pyHanko sees {len(answer)} signatures, not {count}"]
    problems += [f"pyHanko: {verdict}" for verdict in answer if not verdict["bottom_line"]]
    if answer and answer[-1]["coverage"] != "ENTIRE_FILE":
        problems.append(f"pyHanko: covers {answer[-1]['coverage']}")
    if stamped and answer and answer[-1]["timestamp"] is not True:
        problems.append(f"pyHanko: time-stamp {answer[-1]['timestamp']}")
    return problems


def judge_own(shop, tap, signed):
    """The program agrees with its judges: intact and trusted, and at the level asked for."""
    for name, (path, _, count) in signed.items():
        done = shop.ctl("verify", path, "--json", "--trust", shop.authority.root, "--trust",
                         shop.folder / "tsa/tsa.pem")
        report = json.loads(done.stdout)
        last = report["signatures"][-1]
        expected = {"integrity": "intact", "coverage": "entire-file", "trust": "trusted",
                    "indication": "total-passed", "level": name.split()[1]}
        problems = [f"{key} is {last[key]}, not {value}" for key, value in expected.items() if last[key] != value]
        tap.say(f"{name}: vermilionctl verify", problems)


def main():
    tap = judges.Tap()
    absent = judges.missing("qpdf", "pdfsig", "mutool", "openssl", "certutil")
    if absent:
        tap.say("judges of Debian", [f"{tool} is missing" for tool in absent])
        tap.end()
    with tempfile.TemporaryDirectory(prefix="vermilion-judges-") as folder:
        (pathlib.Path(folder) / "tsa").mkdir()
        with tsa.serve(pathlib.Path(folder) / "tsa") as address:
            shop = Workshop(folder, address)
            made = {kind: shop.authority.identity(kind) for kind in authority.KINDS}
            keys = {kind: made[kind.split("-")[0]] for kind in KINDS}
            signed = {}
            for structure, (source, more, before) in shop.inputs().items():
                for kind, how in KINDS.items():
                    for level in ("B-B", "B-T"):
                        name = f"{kind} {level} {structure}"
                        target = shop.folder / f"{name.replace(' ', '-')}.pdf"
                        stamp = ["--tsa", f"{address}/good"] if level == "B-T" else []
                        problems = shop.sign(source, target, keys[kind], *how, *stamp, *more)
                        if not problems and not target.read_bytes().startswith(source.read_bytes()):
                            problems = ["the input is no prefix of the output"]
                        tap.say(f"{name}: signed", problems)
                        if not problems:
                            signed[name] = (target, kind, before + 1)
            nss = judges.make_nss(shop.folder / "nss", shop.authority.root)
            judge_own(shop, tap, signed)
            judge_all(shop, tap, signed, nss)
            judge_pyhanko(shop, tap, signed)
    tap.end()


if __name__ == "__main__":
    main()
