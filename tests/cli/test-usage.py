#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Arguments that are not right, and help: the words, and exit status 2 or 0."""

import harness

WRONG = [
    (["nonsense"], "there is no command “nonsense”", "没有“nonsense”这条命令"),
    (["seal", "nonsense"], "there is no command “nonsense”", "没有“nonsense”这条命令"),
    (["sign"], "which key?", "用哪个密钥"),
    (["sign", "--p12", "k", "--token", "pkcs11:"], "give only one of --p12, --pem and --token", "只能给出一个"),
    (["sign", "--p12", "k", "--module", "m.so"], "name that with --token", "请用 --token"),
    (["keys", "list", "--module", "m.so"], "goes with --tokens", "请与 --tokens"),
    (["sign", "--p12", "k"], "which file shall be signed?", "要签署哪个文件"),
    (["sign", "a.pdf", "--p12", "k"], "Give either -o or --output-dir", "-o 或 --output-dir"),
    (["sign", "a.pdf", "-o", "b", "--output-dir", "c", "--p12", "k"], "Give either -o or --output-dir",
     "-o 或 --output-dir"),
    (["sign", "a.pdf", "b.pdf", "-o", "c", "--p12", "k"], "-o is for one file", "-o 只用于一个文件"),
    (["sign", "x/a.pdf", "y/a.pdf", "--output-dir", "c", "--p12", "k"], "both be written to c/a.pdf",
     "都会写到 c/a.pdf"),
    (["sign", "a.pdf", "-o", "b", "--p12", "k", "--level", "B-X"], "--level is B-B, B-T, B-LT or B-LTA",
     "--level 只能是"),
    (["sign", "a.pdf", "-o", "b", "--p12", "k", "--level", "B-T"], "need a time-stamp service",
     "需要时间戳服务"),
    (["sign", "a.pdf", "-o", "b", "--p12", "k", "--level", "B-LTA"], "need a time-stamp service",
     "需要时间戳服务"),
    (["extend"], "give one PDF file", "请给出一个 PDF 文件"),
    (["extend", "a.pdf", "--level", "B-LT"], "Give -o", "请给出 -o"),
    (["extend", "a.pdf", "-o", "b"], "which level?", "哪个级别"),
    (["extend", "a.pdf", "-o", "b", "--level", "B-B"], "which level?", "哪个级别"),
    (["extend", "a.pdf", "-o", "b", "--level", "B-T"], "needs a time-stamp service", "需要时间戳服务"),
    (["extend", "a.pdf", "-o", "b", "--level", "B-LTA"], "needs a time-stamp service", "需要时间戳服务"),
    (["timestamp", "a.pdf", "-o", "b"], "which time-stamp service?", "哪个时间戳服务"),
    (["sign", "a.pdf", "-o", "b", "--p12", "k", "--level", "B-B", "--tsa", "http://x"],
     "B-B has no time-stamp", "不带时间戳"),
    (["sign", "a.pdf", "-o", "b", "--p12", "k", "--digest", "md5"], "--digest is sha256", "--digest 只能是"),
    (["sign", "a.pdf", "-o", "b", "--p12", "k", "--digest", "sha1"], "--digest is sha256", "--digest 只能是"),
    (["sign", "a.pdf", "-o", "b", "--p12", "k", "--digest", "sm3"], "sm3 is not available yet", "sm3 目前"),
    (["sign", "a.pdf", "-o", "b", "--p12", "k", "--certify", "4"], "--certify is 1, 2 or 3", "--certify 只能是"),
    (["sign", "a.pdf", "-o", "b", "--p12", "k", "--certify", ""], "--certify is 1, 2 or 3", "--certify 只能是"),
    (["sign", "a.pdf", "-o", "b", "--p12", "k", "--lock", "some"], "--lock is all", "--lock 只能是"),
    (["sign", "a.pdf", "-o", "b", "--p12", "k", "--lock", "include:"], "--lock is all", "--lock 只能是"),
    (["sign", "a.pdf", "-o", "b", "--p12", "k", "--seal", "s"], "where shall the seal stand?",
     "印章盖在哪里"),
    (["sign", "a.pdf", "-o", "b", "--p12", "k", "--at", "1:1,1"], "name it with --seal", "用 --seal 指定"),
    (["sign", "a.pdf", "-o", "b", "--p12", "k", "--seal", "s", "--keyword", ":2"],
     "--keyword needs words", "需要给出要查找的文字"),
    (["verify"], "which file shall be verified?", "要验证哪个文件"),
    (["verify", "a.pdf", "--at", "soon"], "“soon” is no moment", "“soon”不是有效的时刻"),
    (["verify", "a.pdf", "--trust", "missing.pem"], "trusted certificates cannot be used",
     "无法使用这个受信任证书文件"),
    (["fields"], "give one PDF file", "请给出一个 PDF 文件"),
    (["revisions", "a", "b"], "give one PDF file", "请给出一个 PDF 文件"),
    (["extract", "a"], "give --revision", "请给出 --revision"),
    (["extract", "a", "--revision", "0", "-o", "b"], "give --revision", "请给出 --revision"),
    (["seal", "draw", "公司"], "Give -o, --save or both", "请给出 -o、--save"),
    (["seal", "draw", "公司", "-o", "a.svg", "--code", "123"], "13 digits", "13 位数字"),
    (["seal", "draw", "公司", "-o", "a.svg", "--diameter", "41"], "30, 38, 40, 42 or 45", "30、38、40"),
    (["seal", "draw", "北京长城建筑有限公司", "-o", "a.gif"], "does not end in .svg", "扩展名不是"),
    (["seal", "import"], "give one picture", "请给出一张图片"),
    (["seal", "import", "a.png", "--width", "-1"], "--width is in millimetres", "以毫米为单位"),
    (["seal", "clean"], "give one picture", "请给出一张图片"),
    (["seal", "clean", "a.png", "-o", "b.jpg"], "the name ends in .png", "扩展名为 .png"),
    (["seal", "clean", "a.png", "-o", "b.png", "--width", "-1"], "--width is in millimetres", "以毫米为单位"),
    (["seal", "inspect"], "give one picture, or the id", "请给出一张图片，或"),
    (["seal", "inspect", "a.png", "--width", "nan"], "--width is in millimetres", "以毫米为单位"),
    (["seal", "list", "x"], "“x” is too much", "“x”是多余的"),
    (["keys", "create"], "give the name of the identity", "请给出身份"),
    (["keys", "request", "x", "-o", "x.pem"], "--output and --request", "--output 和 --request"),
    (["keys", "request", "x", "-o", "x.pem", "--request", "x.csr", "--country", "China"], "--country is two", "--country 是"),
    (["keys", "create", "x", "--kind", "dsa"], "--kind is rsa2048", "--kind 只能是"),
    (["keys", "request", "x", "-o", "x.pem", "--request", "x.csr", "--kind", ""], "--kind is rsa2048", "--kind 只能是"),
    (["platform", "apply", "-o", "x.p12", "--kind", "P256"], "--kind is rsa2048", "--kind 只能是"),
    (["platform", "change", "01", "-o", "x.p12", "--kind", "dsa"], "--kind is rsa2048", "--kind 只能是"),
    (["keys", "import"], "give one key file", "请给出一个密钥文件"),
    (["keys", "list", "x"], "“x” is too much", "“x”是多余的"),
]

PLACES = ["1", "1:", "1:5", "1:5,x", "1:5,6,7,8", "1:5,6,0", "1:5,6,-3", "1:nan,5", "1:1e99,5", ":5,5"]
PAGES = ["0", "4", "2-1", "1-4", "x", "1--2", "1,", "-1", "1-2-3", "last-1"]
REFUSED = {
    "sign": ["--seam"],
}


class Usage(harness.Case):
    def test_wrong_arguments(self):
        for arguments, english, chinese in WRONG:
            with self.subTest(" ".join(arguments)):
                out, err = self.ctl(*arguments, exit=2)
                self.assertEqual(out, "")
                self.assertIn(english, err)
                self.assertIn(chinese, self.ctl(*arguments, exit=2, language="zh_CN")[1])
        self.assertNothingBeside()

    def test_unknown_options(self):
        for command in ("sign", "verify", "fields", "revisions", "extract"):
            with self.subTest(command):
                _, err = self.ctl(command, "--frobnicate", exit=2)
                self.assertIn("--frobnicate", err)
                self.assertIn(f"vermilionctl {command} --help", err)

    def test_options_of_later_versions_are_refused(self):
        for command, options in REFUSED.items():
            for option in options:
                with self.subTest(f"{command} {option}"):
                    _, err = self.ctl(command, "a.pdf", option, "x", exit=2)
                    self.assertIn(f"{option} is not available yet", err)
                    _, err = self.ctl(command, "a.pdf", option, "x", exit=2, language="zh_CN")
                    self.assertIn("目前还不能使用", err)

    def test_places_that_are_none(self):
        for place in PLACES:
            with self.subTest(place):
                _, err = self.ctl("sign", "a", "-o", "b", "--p12", "k", "--seal", "s", "--at", place, exit=2)
                self.assertIn("PAGES:X,Y", err)

    def test_pages_that_are_none(self):
        p12, _ = self.identity()
        source = self.pdf(pages=3)
        self.ctl("seal", "draw", "北京长城建筑有限公司", "-o", "seal.png")
        for pages in PAGES:
            with self.subTest(f"“{pages}”"):
                _, err = self.sign(source, "out.pdf", p12, "--seal", "seal.png", "--at", f"{pages}:20,20",
                                   exit=2)
                self.assertIn("names no page of this document, which has 3 pages", err)
                self.assertFalse((self.dir / "out.pdf").exists())

    def test_help(self):
        for arguments in (["--help"], ["seal", "--help"], ["keys", "--help"]):
            out, _ = self.ctl(*arguments)
            self.assertIn("Usage:", out)
            self.assertIn("用法：", self.ctl(*arguments, language="zh_CN")[0])
        for command in ("sign", "verify", "fields", "revisions", "extract", "seal draw", "seal import",
                        "seal list", "keys request", "keys create", "keys import", "keys list"):
            with self.subTest(command):
                out, _ = self.ctl(*command.split(), "--help")
                self.assertIn(f"vermilionctl {command}", out)
                self.assertRegex(self.ctl(*command.split(), "--help", language="zh_CN")[0], "[一-龥]{4}")

    def test_nothing_said_is_usage(self):
        self.assertIn("verify", self.ctl(exit=2)[0])

    def test_version(self):
        self.assertRegex(self.ctl("--version")[0], r"^vermilionctl \d+\.\d+\.\d+\n$")

    def test_locale_that_is_not_installed(self):
        """LANG=zh_CN.UTF-8 speaks Chinese even where only C.UTF-8 exists; LC_ALL=C does not."""
        import subprocess
        for settings, pattern in (({"LANG": "zh_CN.UTF-8"}, "用法："), ({"LC_ALL": "zh_CN"}, "用法："),
                                  ({"LC_ALL": "C"}, "Usage:"), ({}, "Usage:")):
            env = harness.environment(self.dir)
            del env["LANG"], env["LANGUAGE"]
            done = subprocess.run([harness.CTL, "--help"], env=env | settings, capture_output=True)
            self.assertIn(pattern, done.stdout.decode(), settings)


if __name__ == "__main__":
    harness.main()
