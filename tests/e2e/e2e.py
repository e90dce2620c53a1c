# SPDX-License-Identifier: GPL-3.0-or-later
"""The real program on a virtual screen: a session of its own (X server, bus, window manager), the
program with its event log, a pointer and keys that wait for what they caused, and the tree that a
screen reader sees."""

import importlib.util
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("VERMILION_BUILD", ROOT / "build"))
PROGRAM = BUILD / "src/app/vermilion"
CTL = BUILD / "src/cli/vermilionctl"
CONTRACT = BUILD / "data/samples/contract.pdf"
TOOLS = ["Xvfb", "xdotool", "openbox", "xprop", "dbus-daemon"]
PAUSE = 0.06  # between pointer steps: GTK drops faster drags


def missing():
    """What this machine lacks for such a test, or None."""
    for tool in TOOLS:
        if shutil.which(tool) is None:
            return f"{tool} is not installed"
    if importlib.util.find_spec("pyatspi") is None:
        return "pyatspi is not installed for this Python"
    return None


def needs(program, name):
    """Marks a test that cannot run without a program: where it is not, the test is skipped by name."""
    def mark(test):
        if not program:
            test.lacks = f"{name} is not installed"
        return test
    return mark


# Nobody shows notifications on a desktop of the tests, and GLib says so.
NO_SERVER = "unable to send notifications through org.freedesktop.Notifications"


class Failure(AssertionError):
    """Something that should have happened did not."""


def vanished(error):
    """Whether somebody asked for a node that has just left the screen."""
    return "atspi_error" in str(error)


def children(node):
    try:
        found = [node.getChildAtIndex(number) for number in range(node.childCount)]
    except Exception as error:  # noqa: BLE001  pyatspi's come from several places
        if not vanished(error):
            raise
        return []
    return [child for child in found if child is not None]


def wait_for(what, condition, timeout=10.0):
    """Polls a condition until it gives something true, and returns that."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        try:
            result = condition()
        except Exception as error:  # noqa: BLE001  pyatspi's come from several places
            if not vanished(error):
                raise
            result = None
        if result:
            return result
        time.sleep(0.02)
    raise Failure(f"waited {timeout:.0f} s in vain: {what}")


class Session:
    """A screen, a bus and a window manager; leaves nothing behind."""

    def __init__(self, width=1280, height=900, locale="C.UTF-8", language=""):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="vermilion-e2e-"))
        self.children = []
        self.size = (width, height)
        read, write = os.pipe()
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-noreset",
             "-nolisten", "tcp"], pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        self.children.append(server)
        with os.fdopen(read) as pipe:
            display = pipe.readline().strip()
        if not display:
            raise Failure("the X server did not start")
        for name in ("data", "config", "cache", "runtime"):
            (self.folder / name).mkdir(mode=0o700)
        self.env = dict(os.environ)
        self.env.update(
            DISPLAY=f":{display}", GDK_BACKEND="x11", GSK_RENDERER="cairo", GDK_DEBUG="gl-disable",
            GSETTINGS_BACKEND="keyfile", LC_ALL=locale, LANGUAGE=language,
            XDG_DATA_HOME=str(self.folder / "data"), XDG_CONFIG_HOME=str(self.folder / "config"),
            XDG_CACHE_HOME=str(self.folder / "cache"), XDG_RUNTIME_DIR=str(self.folder / "runtime"),
            GSETTINGS_SCHEMA_DIR=str(BUILD / "data"), VERMILION_LOCALEDIR=str(BUILD / "po"),
            NO_AT_BRIDGE="0")
        self.env.pop("WAYLAND_DISPLAY", None)
        bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address=1"],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=self.env)
        self.children.append(bus)
        self.env["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        self.children.append(subprocess.Popen(["openbox"], env=self.env, stdout=subprocess.DEVNULL,
                                              stderr=subprocess.DEVNULL))
        # pyatspi talks to the bus and screen of this process.
        os.environ.update({key: self.env[key] for key in
                           ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR")})
        wait_for("the window manager", lambda: b"window id" in self.output(
            "xprop", "-root", "_NET_SUPPORTING_WM_CHECK"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for child in reversed(self.children):
            child.terminate()
            try:
                child.wait(5)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def output(self, *command):
        return subprocess.run([str(part) for part in command], env=self.env,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout

    def run(self, *command, **more):
        return subprocess.run([str(part) for part in command], env=self.env, check=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more).stdout

    def xdo(self, *words):
        self.run("xdotool", *words)

    def shot(self, path):
        self.run("import", "-window", "root", path)

    def still(self, quiet=0.4):
        """The screen (PPM) once nothing on it has changed for a moment: what moved has come to rest. Not for
        screens on which a caret blinks."""
        last, since = None, 0.0

        def look():
            nonlocal last, since
            now = self.run("import", "-window", "root", "-depth", "8", "ppm:-")
            if now != last:
                last, since = now, time.monotonic()
            return now if time.monotonic() - since >= quiet else None
        return wait_for("the screen at rest", look)

    # The user's things, made by the command line program as a user could.

    def add_seal(self, name="贵州山水科技有限公司", title="公章", *more):
        self.run(CTL, "seal", "draw", name, "--save", title, *more)

    def add_identity(self, name="王某", password="secret", organisation="贵州山水科技有限公司"):
        file = self.folder / "password"
        file.write_text(password)
        self.run(CTL, "keys", "create", name, "--organisation", organisation,
                 "--password-file", file)
        file.unlink()

    def start(self, *arguments):
        return Program(self, [str(argument) for argument in arguments])


class Program:
    """The program, running; its events so far; its window; pointer and keys."""

    def __init__(self, session, arguments):
        self.session = session
        self.log = session.folder / f"events-{time.monotonic_ns()}"
        self.log.touch()
        self.errors = session.folder / "stderr"
        self.seen = 0
        env = dict(session.env, VERMILION_EVENTS=str(self.log), G_ENABLE_DIAGNOSTIC="0")
        with open(self.errors, "wb") as errors:
            self.process = subprocess.Popen([str(PROGRAM), *arguments], env=env, stderr=errors)
        session.children.append(self.process)
        self.expect("ready", 60)  # how fast it starts is measured elsewhere
        wait_for("the keyboard", self.has_keyboard, 60)

    def has_keyboard(self):
        """Whether keys go to this program: the window manager gives them a moment after the first picture."""
        return self.session.output("xdotool", "getactivewindow", "getwindowpid").split() == [b"%d" % self.process.pid]

    def keyboard_at(self, title):
        """Waits until keys go to the window of this title (a regular expression): what is typed now arrives."""
        wait_for(f"the keyboard at “{title}”", lambda: re.search(title, self.session.output(
            "xdotool", "getactivewindow", "getwindowname").decode().strip()))
        # The program hears of it after the window manager has said so, and nothing tells when.
        time.sleep(0.3)

    def events(self):
        return self.log.read_text().splitlines()

    def mark(self):
        """Events from here on are the ones that expect() looks at."""
        self.seen = len(self.events())

    def expect(self, pattern, timeout=10.0):
        """Waits for an event that begins with the pattern (a regular expression) and returns its
        match; events before it are done with."""
        def look():
            if self.process.poll() is not None:
                raise Failure(f"the program ended ({self.process.returncode}): "
                              f"{self.errors.read_text()[-2000:]}")
            for number, line in enumerate(self.events()):
                match = re.match(pattern, line) if number >= self.seen else None
                if match:
                    self.seen = number + 1
                    return match
            return None
        try:
            return wait_for(f"event “{pattern}”", look, timeout)
        except Failure as failure:
            raise Failure(f"{failure}; events: {self.events()[-12:]}") from None

    def expect_document(self):
        """Waits until a document can be worked on: its page painted and the seals at its side, in
        whichever order they come."""
        for event in ("signing-ready", "page-painted"):
            self.seen = 0
            self.expect(event)
        self.mark()

    def kill(self):
        """As a crash or the kernel does it."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def complaints(self):
        """What GTK or we complained about."""
        return [line for line in self.errors.read_text().splitlines()
                if ("CRITICAL" in line or "WARNING" in line or "ERROR" in line) and NO_SERVER not in line]

    # Pointer and keys

    def key(self, *keys, pause=0.12):
        for key in keys:
            self.session.xdo("key", "--clearmodifiers", key)
            time.sleep(pause)

    def type(self, text):
        self.session.xdo("type", "--delay", "40", text)
        time.sleep(0.1)

    def click(self, x, y, count=1):
        self.session.xdo("mousemove", round(x), round(y))
        time.sleep(PAUSE)
        for _ in range(count):
            self.session.xdo("click", "1")
            time.sleep(PAUSE)

    def drag(self, start, end, began=None, hold=None):
        """Presses at start, moves in small steps, releases at end. began: an event to wait for
        before going on; hold: called before the release."""
        (x0, y0), (x1, y1) = start, end
        self.session.xdo("mousemove", round(x0), round(y0))
        time.sleep(PAUSE)
        self.session.xdo("mousedown", "1")
        time.sleep(PAUSE)
        self.session.xdo("mousemove_relative", "--", "12", "6")
        time.sleep(PAUSE)
        if began is not None:
            self.expect(began)
        for step in range(1, 7):
            self.session.xdo("mousemove", round(x0 + (x1 - x0) * step / 6),
                             round(y0 + (y1 - y0) * step / 6))
            time.sleep(PAUSE)
        # The last motion before the release is where things land.
        self.session.xdo("mousemove", round(x1) + 1, round(y1))
        time.sleep(PAUSE)
        self.session.xdo("mousemove", round(x1), round(y1))
        time.sleep(PAUSE * 2)
        if hold is not None:
            hold()
        self.session.xdo("mouseup", "1")
        time.sleep(PAUSE)

    # Windows and the tree that a screen reader sees

    def windows(self):
        out = self.session.output("xdotool", "search", "--onlyvisible", "--pid",
                                  str(self.process.pid))
        return [int(line) for line in out.split()]

    def origin(self, title):
        """Where the content of a window begins on the screen: its shadow left out."""
        window = wait_for(f"window “{title}”", lambda: self.session.output(
            "xdotool", "search", "--onlyvisible", "--name", title).split())[-1].decode()
        place = dict(line.split("=") for line in self.session.output(
            "xdotool", "getwindowgeometry", "--shell", window).decode().split() if "=" in line)
        extents = re.findall(rb"\d+", self.session.output("xprop", "-id", window,
                                                          "_GTK_FRAME_EXTENTS"))
        left, top = (int(extents[0]), int(extents[2])) if len(extents) >= 4 else (0, 0)
        return int(place["X"]) + left, int(place["Y"]) + top

    def application(self):
        import pyatspi
        desktop = pyatspi.Registry.getDesktop(0)
        for application in desktop:
            if application is not None and application.get_process_id() == self.process.pid:
                return application
        return None

    def tree(self):
        """Every node, depth first; nodes may vanish while one looks."""
        def walk(node, depth):
            yield node
            if depth > 60:
                return
            for child in children(node):
                yield from walk(child, depth + 1)
        root = wait_for("the accessible tree", self.application)
        yield from walk(root, 0)

    def seek(self, role=None, name=None):
        """Those of a role and with a name matching (a regular expression) that are there now, one by one: each step
        through the tree is some questions to the program, and whoever has found theirs asks no more of them."""
        for node in self.tree():
            try:
                if role is not None and node.getRoleName() != role:
                    continue
                if name is not None and not re.search(name, node.name or ""):
                    continue
            except Exception:  # noqa: BLE001  the node went away
                continue
            yield node

    def find(self, role=None, name=None, all=False):
        """The first such node, once there is one, or all of now."""
        if all:
            return list(self.seek(role, name))
        return wait_for(f"{role or 'node'} “{name}”", lambda: next(self.seek(role, name), None))

    def centre(self, node, title):
        """The middle of a node on the screen."""
        import pyatspi
        x, y = self.origin(title)
        extents = node.queryComponent().getExtents(pyatspi.WINDOW_COORDS)
        return x + extents.x + extents.width / 2, y + extents.y + extents.height / 2

    def press(self, node):
        """Not for check boxes: GTK 4.8 gives them no action; click() them."""
        node.queryAction().doAction(0)


def run_alone(test):
    """In a process of its own: pyatspi never lets go of the bus that it met first."""
    child = os.fork()
    if child == 0:
        try:
            test()
        except BaseException as problem:  # noqa: BLE001  every failure is reported the same way
            for line in f"{type(problem).__name__}: {problem}".splitlines():
                print(f"# {line}")
            sys.stdout.flush()
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def main(tests):
    """Runs tests, one session each, and says so in TAP. Names on the command line choose some."""
    why = missing()
    failed = 0
    named = [(test.__name__.replace("test_", "").replace("_", "-"), test) for test in tests]
    chosen = [(name, test) for name, test in named if not sys.argv[1:] or name in sys.argv[1:]]
    print(f"1..{len(chosen)}", flush=True)
    for number, (name, test) in enumerate(chosen, 1):
        lacks = why or getattr(test, "lacks", None)
        if lacks:
            print(f"ok {number} {name} # SKIP {lacks}")
            continue
        good = run_alone(test)
        failed += not good
        print(f"{'ok' if good else 'not ok'} {number} {name}", flush=True)
    sys.exit(1 if failed else 0)
