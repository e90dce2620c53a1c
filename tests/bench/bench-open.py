#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long until the first page is on the screen, and what scrolling costs; Vermilion and Evince.

Both are measured from outside in the same way: every page of the test files has a square of one
colour, and the frame buffer of the virtual screen is watched until it shows. Frames that took too
long are told by Vermilion itself (VERMILION_TRACE).

  bench-open.py [--program PATH] [--schemas DIR] [--runs N]
"""

import argparse
import json
import mmap
import os
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time
import zlib

INK = (0xFF, 0x00, 0xC8)  # nothing of any desktop theme is this colour
SCREEN = (1280, 900)


def write_pdf(path, pages):
    """pages: list of (content, image or None)."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", None,
               "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for content, image in pages:
        resources = "/Font << /F 3 0 R >>"
        if image:
            width, height, data = image
            objects.append((f"/Type /XObject /Subtype /Image /Width {width} /Height {height} "
                            "/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode", data))
            resources += f" /XObject << /I {len(objects)} 0 R >>"
        objects.append(("/Filter /FlateDecode", zlib.compress(content.encode())))
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
                       f"/Resources << {resources} >> /Contents {len(objects)} 0 R >>")
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
    with open(path, "wb") as out:
        out.write(b"%PDF-1.7\n")
        offsets = []
        for number, body in enumerate(objects, 1):
            offsets.append(out.tell())
            if isinstance(body, tuple):
                head, data = body
                out.write(f"{number} 0 obj\n<< {head} /Length {len(data)} >>\nstream\n".encode())
                out.write(data + b"\nendstream\nendobj\n")
            else:
                out.write(f"{number} 0 obj\n{body}\nendobj\n".encode())
        start = out.tell()
        out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
        out.writelines(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
        out.write(f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
                  f"startxref\n{start}\n%%EOF\n".encode())


def text_page(number):
    ink = " ".join(f"{channel / 255:.4f}" for channel in INK)
    lines = "".join(f"({number}.{line} The parties agree that the goods are delivered in time.) Tj T*\n"
                    for line in range(40))
    return f"{ink} rg 72 720 150 60 re f 0 g BT /F 11 Tf 15 TL 72 680 Td\n{lines}ET"


def make_files(folder):
    for count in (100, 10000):
        write_pdf(folder / f"{count}.pdf", [(text_page(n), None) for n in range(count)])
    if shutil.which("convert"):
        jpeg = folder / "scan.jpg"
        subprocess.run(["convert", "-size", "2480x3508", "-seed", "7", "plasma:grey", "-colorspace",
                        "Gray", "-attenuate", "0.3", "+noise", "Gaussian", "-quality", "80", jpeg],
                       check=True)
        image = (2480, 3508, jpeg.read_bytes())
        ink = text_page(0).split(" re f")[0] + " re f"
        write_pdf(folder / "scans.pdf",
                  [(f"q 595 0 0 842 0 0 cm /I Do Q {ink}", image) for _ in range(30)])


class Screen:
    """A virtual screen whose pixels can be read as they change."""

    def __init__(self, folder):
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "%dx%dx24" % SCREEN, "-fbdir",
             str(folder), "-noreset"], pass_fds=[write], stderr=subprocess.DEVNULL)
        self.display = ":" + os.read(read, 16).decode().strip()
        with open(folder / "Xvfb_screen0", "rb") as file:
            self.memory = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        self.pixel = bytes((INK[2], INK[1], INK[0]))
        self.manager = subprocess.Popen(["openbox"], env=os.environ | {"DISPLAY": self.display},
                                        stderr=subprocess.DEVNULL)

    def shows_ink(self):
        """A run of it, the fourth byte of a pixel being whatever it is."""
        found = self.memory.find(self.pixel)
        while found >= 0:
            if all(self.memory[found + 4 * i:found + 4 * i + 3] == self.pixel for i in range(20)):
                return True
            found = self.memory.find(self.pixel, found + 80)
        return False

    def close(self):
        self.manager.kill()
        self.server.terminate()
        self.server.wait()


def peak_memory(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def open_once(screen, command, env):
    while screen.shows_ink():
        time.sleep(0.02)
    start = time.monotonic()
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not screen.shows_ink():
        if time.monotonic() > start + 30 or process.poll() is not None:
            process.kill()
            raise SystemExit(f"{command[0]} never showed its page")
        time.sleep(0.001)
    shown = time.monotonic() - start
    time.sleep(0.6)
    figures = (shown, peak_memory(process.pid), cpu_seconds(process.pid))
    process.terminate()
    process.wait()
    return figures


def scroll_once(screen, command, env, trace):
    """What three hundred clicks of the wheel cost: a sentence."""
    trace.unlink(missing_ok=True)
    process = subprocess.Popen(command, env=env | {"VERMILION_TRACE": str(trace)},
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not screen.shows_ink():
        time.sleep(0.02)
    time.sleep(1)
    before = len(trace.read_text().splitlines())
    subprocess.run(["xdotool", "mousemove", str(SCREEN[0] * 6 // 10), str(SCREEN[1] // 2), "click",
                    "--repeat", "300", "--delay", "16", "5"], env=env, check=True)
    time.sleep(0.5)
    events = [json.loads(line) for line in trace.read_text().splitlines()[before:]]
    process.terminate()
    process.wait()
    def values(name):
        return [event["ms"] for event in events if event["event"] == name]

    return (f"{len(values('slow-frame'))} of {int(max(values('frames'), default=0))} frames took over "
            f"20 ms, {len(values('costly-frame'))} computed so long "
            f"(longest {max(values('costly-frame'), default=0):.0f} ms); "
            f"on average {statistics.mean(values('mean-frame-cost') or [0]):.1f} ms")


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default=root / "build/src/app/vermilion", type=pathlib.Path)
    parser.add_argument("--schemas", default=root / "build/data", type=pathlib.Path)
    parser.add_argument("--runs", default=7, type=int)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        make_files(folder)
        screen = Screen(folder)
        env = os.environ | {
            "DISPLAY": screen.display, "GDK_BACKEND": "x11", "GSK_RENDERER": "cairo",
            "GDK_DEBUG": "gl-disable", "GSETTINGS_BACKEND": "keyfile", "LC_ALL": "C.UTF-8",
            "XDG_CONFIG_HOME": str(folder / "config"),
            "GSETTINGS_SCHEMA_DIR": str(options.schemas), "XDG_DATA_HOME": str(folder / "data"),
            "XDG_RUNTIME_DIR": name, "NO_AT_BRIDGE": "1"}
        bus = subprocess.run(["dbus-daemon", "--session", "--fork", "--print-address=1",
                              "--print-pid=1"], env=env, capture_output=True, text=True)
        address, pid = bus.stdout.split()
        env["DBUS_SESSION_BUS_ADDRESS"] = address
        programs = {"vermilion": [str(options.program)]}
        if shutil.which("evince"):
            programs["evince"] = ["evince"]
        try:
            for file in sorted(folder.glob("*.pdf")):
                results = {who: [] for who in programs}
                for command in programs.values():  # once for the caches of both
                    open_once(screen, command + [str(file)], env)
                for _ in range(options.runs):  # by turns, so that both meet the same machine
                    for who, command in programs.items():
                        results[who].append(open_once(screen, command + [str(file)], env))
                for who, runs in results.items():
                    times, memory, cpu = zip(*runs)
                    print(f"{file.name:12} {who:10} first page {statistics.median(times):.3f} s "
                          f"(best {min(times):.3f})  peak {max(memory)} MB  "
                          f"CPU {statistics.median(cpu):.2f} s", flush=True)
                if shutil.which("xdotool"):
                    cost = scroll_once(screen, programs["vermilion"] + [str(file)], env,
                                       folder / "trace")
                    print(f"{file.name:12} vermilion  scrolling: {cost}", flush=True)
        finally:
            os.kill(int(pid), 15)
            screen.close()


if __name__ == "__main__":
    main()
