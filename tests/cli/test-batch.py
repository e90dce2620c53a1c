#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""sign with many files: everything that can be known is told before the key is opened, and what
became of each file can be read, resumed and tried again."""

import csv
import io
import json
import os
import signal
import subprocess
import time

import harness


class Batch(harness.Case):
    def setUp(self):
        super().setUp()
        self.p12, self.pem = self.identity()
        (self.dir / "out").mkdir()

    def arguments(self, *files, key=None):
        return ["sign", *files, "--output-dir", "out", "--p12", key or self.p12, "--password-file",
                self.password_file]

    def outputs(self):
        return sorted(path.name for path in (self.dir / "out").iterdir())

    def seal(self):
        self.ctl("seal", "draw", "北京长城建筑有限公司", "-o", "seal.png")
        return "seal.png"

    def rows(self, name):
        text = (self.dir / name).read_bytes()
        self.assertTrue(text.startswith(b"\xef\xbb\xbf"), "spreadsheets need the mark to read Chinese")
        return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))

    def test_all_problems_before_the_key(self):
        """Of every file, and all of each; the key that is not there is not missed."""
        self.pdf("short.pdf", pages=2)
        (self.dir / "broken.pdf").write_bytes(b"no PDF")
        (self.dir / "out/short.pdf").write_bytes(b"something old")
        arguments = [*self.arguments("short.pdf", "broken.pdf", "gone.pdf", key="no.p12"), "--seal", self.seal(),
                     "--at", "7:20,20", "--at", "1:500,20", "--keyword", "Party Z"]
        out, err = self.ctl(*arguments, exit=1)
        self.assertEqual(out, "")
        for words in ("short.pdf: A seal is placed on a page that the document does not have",
                      "“7” names no page of this document, which has 2 pages",
                      "short.pdf: A seal stands outside its page",
                      "short.pdf: The words that the seal should stand on were not found",
                      "short.pdf: A file with this name already exists",
                      "broken.pdf: This is not a PDF file", "gone.pdf: The file cannot be opened"):
            self.assertEqual(err.count(words), 1, words)
        self.assertEqual(err.count("Why:"), err.count("What to do:"))
        self.assertNotIn("no.p12", err)
        answers = self.json(*arguments, exit=1)
        self.assertEqual([len(answer["problems"]) for answer in answers], [4, 1, 1])
        for answer in answers:
            self.assertEqual((answer["state"], answer["signed"], answer["signer"]), ("failed", False, None))
            for problem in answer["problems"]:
                self.assertTrue(all(problem[key] for key in ("exit", "what", "why", "remedy", "details")), problem)
        self.assertIn("页", self.ctl(*arguments, exit=1, language="zh_CN")[1])

    def test_what_can_be_signed_is(self):
        names = [f"{number}.pdf" for number in range(20)]
        for name in names:
            self.pdf(name)
        (self.dir / "7.pdf").write_bytes(b"no PDF")
        out, err = self.ctl(*self.arguments(*names), exit=1)
        self.assertEqual([line.split(":")[0] for line in out.splitlines()], [n for n in names if n != "7.pdf"])
        self.assertEqual(self.outputs(), sorted(n for n in names if n != "7.pdf"))
        for name in self.outputs():
            data = (self.dir / "out" / name).read_bytes()
            self.assertTrue(data.startswith((self.dir / name).read_bytes()))
        reports = self.json("verify", *(f"out/{name}" for name in self.outputs()), "--trust", self.pem)
        self.assertEqual({report["indication"] for report in reports}, {"total-passed"})

    def test_wrong_password_stops_all(self):
        self.pdf("a.pdf")
        self.pdf("b.pdf")
        self.password_file.write_text("wrong\n")
        answers = self.json(*self.arguments("a.pdf", "b.pdf"), "--result", "r.json", exit=6)
        self.assertEqual([answer["state"] for answer in answers], ["not-tried", "not-tried"])
        files = json.loads((self.dir / "r.json").read_text())["files"]
        self.assertEqual([file["state"] for file in files], ["not-tried", "not-tried"])
        self.assertEqual(self.outputs(), [])
        self.assertIn("2 files were not tried", self.ctl(*self.arguments("a.pdf", "b.pdf"), exit=6)[1])

    def test_result_and_retry(self):
        for ending in ("csv", "json"):
            with self.subTest(ending):
                result = f"r.{ending}"
                sound = self.pdf(f"a-{ending}.pdf")
                broken = self.dir / f"b-{ending}.pdf"
                broken.write_bytes(b"no PDF")
                self.ctl(*self.arguments(sound.name, broken.name), "--result", result, exit=1)
                rows = (self.rows(result) if ending == "csv"
                        else json.loads((self.dir / result).read_text())["files"])
                self.assertEqual([row["state"] for row in rows], ["signed", "failed"])
                self.assertEqual([row["file"] for row in rows], [str(sound), str(broken)])
                self.assertEqual(rows[1]["output"], str(self.dir / "out" / broken.name))
                if ending == "csv":
                    self.assertEqual((rows[0]["exit"], rows[1]["exit"]), ("0", "4"))
                    self.assertIn("not a PDF", rows[1]["problem"])
                broken.write_bytes(harness.make_pdf())
                before = (self.dir / "out" / sound.name).stat()
                retry = ["sign", "--retry-failed", result, "--p12", self.p12, "--password-file", self.password_file]
                self.ctl(*retry, "--result", result, exit=8)
                again = self.json(*retry)
                self.assertEqual([(answer["file"], answer["state"]) for answer in again], [(str(broken), "signed")])
                self.assertEqual((self.dir / "out" / sound.name).stat(), before)
                self.ctl(*retry, "--output-dir", "out", exit=2)

    def test_a_table_does_not_calculate(self):
        """Names that a spreadsheet would take for a formula come back as they were."""
        names = ["=1+1.pdf", "@SUM(A1).pdf", "＝1.pdf", "a\nb,\"c\".pdf", "采购合同.pdf"]
        folder = self.dir / "in"
        folder.mkdir()
        for name in names:
            (folder / name).write_bytes(b"no PDF")
        self.ctl(*self.arguments(*(f"in/{name}" for name in names)), "--result", "r.csv", exit=1)
        self.assertEqual([row["file"] for row in self.rows("r.csv")], [str(folder / name) for name in names])
        for row in csv.reader(io.StringIO((self.dir / "r.csv").read_text("utf-8-sig"), newline="")):
            for cell in row:
                self.assertNotIn(cell[:1], list("=+-@\t\r\n＝＋－＠"))
        for name in names:
            (folder / name).write_bytes(harness.make_pdf())
        self.ctl("sign", "--retry-failed", "r.csv", "--p12", self.p12, "--password-file", self.password_file)
        self.assertEqual(self.outputs(), sorted(names))

    def test_results_that_are_none(self):
        head = "file,output,state,level,signer,exit,problem,remedy,details\r\n"
        for name, text in (("gone.csv", None), ("a.csv", ""), ("b.csv", "x,y\r\n"), ("c.csv", head + '"a'),
                           ("d.csv", head + "a,b,failed\r\n"), ("e.csv", head + "a.pdf,/b,failed,,,,,,\r\n"),
                           ("f.json", "[]"), ("g.json", "{}"), ("h.json", '{"files": [1]}'),
                           ("i.json", "[" * 100000), ("j.json", '{"files": [{"file": "/a", "output": 1}]}')):
            with self.subTest(name):
                if text is not None:
                    (self.dir / name).write_text(text)
                _, err = self.ctl("sign", "--retry-failed", name, "--p12", self.p12, exit=2)
                self.assertIn("result of an earlier run cannot be used", err)
        _, err = self.ctl(*self.arguments("a.pdf"), "--result", "r.txt", exit=2)
        self.assertIn(".csv or .json", err)

    def test_resume(self):
        """What is there and sound is left alone; what is not stays too, and is told."""
        names = ["done.pdf", "half.pdf", "other.pdf", "stranger.pdf", "new.pdf"]
        for name in names:
            self.pdf(name)
        self.ctl(*self.arguments("done.pdf", "half.pdf"))
        stranger, _ = self.identity("ed25519", name="李四")
        self.ctl(*self.arguments("stranger.pdf", key=stranger))
        half = self.dir / "out/half.pdf"
        half.write_bytes(half.read_bytes()[:-100])
        (self.dir / "out/other.pdf").write_bytes(harness.make_pdf(pages=3))
        before = {path.name: path.read_bytes() for path in (self.dir / "out").iterdir()}
        answers = self.json(*self.arguments(*names), "--resume", exit=1)
        self.assertEqual([answer["state"] for answer in answers],
                         ["skipped", "failed", "failed", "failed", "signed"])
        self.assertEqual({problem["exit"] for answer in answers for problem in answer["problems"]}, {8})
        for name, data in before.items():
            self.assertEqual((self.dir / "out" / name).read_bytes(), data)
        out, _ = self.ctl(*self.arguments("done.pdf", "new.pdf"), "--resume")
        self.assertEqual(out.count("signed already"), 2)

    def test_resume_with_nothing_left(self):
        """Nobody is asked for a password when nothing is left to sign: there is none here to be had."""
        self.pdf("done.pdf")
        self.pdf("gone.pdf")
        self.ctl(*self.arguments("done.pdf"))
        more = [word if word != self.password_file else "no-such-file" for word in self.arguments("done.pdf")]
        (answer,) = self.json(*more, "--resume")
        self.assertEqual((answer["state"], answer["signed"]), ("skipped", False))
        self.assertIn("CN=", answer["signer"])
        more = [word if word != self.password_file else "no-such-file"
                for word in self.arguments("done.pdf", "gone.pdf")]
        _, err = self.ctl(*more, "--resume", exit=6)
        self.assertIn("no-such-file", err)

    def test_never_onto_another_input(self):
        (self.dir / "in").mkdir()
        source = self.pdf("in/a.pdf")
        other = self.pdf("b.pdf")
        os.link(other, self.dir / "out/a.pdf")
        before = other.read_bytes()
        _, err = self.ctl(*self.arguments("in/a.pdf", "b.pdf"), "--overwrite", exit=1)
        self.assertIn("same file as the input", err)
        self.assertEqual((other.read_bytes(), source.exists()), (before, True))

    def test_interrupted(self):
        """What is signed by then stays, nothing half remains, and the result tells how far it got."""
        names = [f"{number:04}.pdf" for number in range(1500)]
        data = harness.make_pdf()
        for name in names:
            (self.dir / name).write_bytes(data)
        process = subprocess.Popen([harness.CTL, *map(str, self.arguments(*names)), "--result", "r.json"],
                                   cwd=self.dir, env=harness.environment(self.dir / "data"),
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, -signal.SIGINT, err)
        self.assertIn(b"not tried", err)
        states = [file["state"] for file in json.loads((self.dir / "r.json").read_text())["files"]]
        self.assertEqual(len(states), len(names))
        self.assertEqual(set(states), {"signed", "not-tried"})
        self.assertEqual(self.outputs(), [name for name, state in zip(names, states, strict=True)
                                          if state == "signed"])

    def test_progress_only_for_who_watches(self):
        import pty
        self.pdf("a.pdf")
        self.pdf("b.pdf")
        _, err = self.ctl(*self.arguments("a.pdf", "b.pdf"))
        self.assertEqual(err, "")
        leader, follower = pty.openpty()
        try:
            subprocess.run([harness.CTL, *map(str, self.arguments("a.pdf", "b.pdf")), "--overwrite"], cwd=self.dir,
                           env=harness.environment(self.dir / "data"), stdout=subprocess.DEVNULL, stderr=follower,
                           check=True)
            time.sleep(0.1)
            said = os.read(leader, 65536)
        finally:
            os.close(leader)
            os.close(follower)
        self.assertIn(b"1 of 2 files looked at", said)
        self.assertIn(b"1 of 2 files done", said)


if __name__ == "__main__":
    harness.main()
