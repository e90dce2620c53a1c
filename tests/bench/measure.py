# SPDX-License-Identifier: GPL-3.0-or-later
"""What processes cost: CPU (user and system), wall-clock time, peak memory."""

import os
import pathlib
import subprocess
import tempfile
import time


class Failed(Exception):
    pass


class Cost:
    """The least of the runs, each (CPU seconds, wall seconds): what others do on the machine only adds;
    peak in MB."""

    def __init__(self, runs, peak):
        self.cpu = min(run[0] for run in runs)
        self.wall = min(run[1] for run in runs)
        self.peak = peak


class Contestant:
    """Processes that do the same work one after another. Before each round `outputs` are removed: to
    replace a large file costs as much as to write one, and not every program does it by itself. The
    outputs must be longer than `longer_than`: a program may end well and have signed nothing."""

    def __init__(self, commands, outputs=(), runs=None, good=(0,), longer_than=None):
        self.commands = [list(map(str, command)) for command in commands]
        self.outputs = [pathlib.Path(path) for path in outputs]
        self.runs = runs
        self.good = good
        self.longer_than = longer_than

    def check(self):
        for path in self.outputs if self.longer_than else ():
            if path.stat().st_size <= self.longer_than.stat().st_size:
                raise Failed(f"{self.commands[0][0]} ends well and signs nothing")

    def clear(self):
        for path in self.outputs:
            path.unlink(missing_ok=True)


def spawn(command, env, said):
    actions = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
               (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
               (os.POSIX_SPAWN_DUP2, said.fileno(), 2)]
    return os.posix_spawnp(command[0], command, env, file_actions=actions)


def run_once(contestant, env):
    """(CPU, wall) of all its processes and their children; fails where one does."""
    cpu = 0
    began = time.perf_counter()
    for command in contestant.commands:
        with tempfile.TemporaryFile() as said:
            try:
                pid = spawn(command, env, said)
            except FileNotFoundError as error:
                raise Failed(f"{command[0]} is not there") from error
            _, status, usage = os.wait4(pid, 0)
            cpu += usage.ru_utime + usage.ru_stime
            if os.waitstatus_to_exitcode(status) not in contestant.good:
                said.seek(0)
                words = said.read().decode(errors="replace").strip().splitlines()[-1:] or [""]
                raise Failed(f"{command[0]} exits {os.waitstatus_to_exitcode(status)}: {words[0][:200]}")
    wall = time.perf_counter() - began
    contestant.check()
    return cpu, wall


def peak_of(contestant, env):
    """By GNU time: of a child of ours the kernel would count what Python had before."""
    peak = 0
    for command in contestant.commands[:1] if len(contestant.commands) > 2 else contestant.commands:
        with tempfile.NamedTemporaryFile("r") as told:
            subprocess.run(["time", "-q", "-f", "%M", "-o", told.name, *command], env=env,
                           stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            peak = max(peak, int(told.read().split()[-1]) / 1024)
    return peak


def measure(contestants, runs, env):
    """By turns, so that all meet the same machine: ({name: Cost}, {name: why it failed})."""
    samples = {name: [] for name in contestants}
    failed = {}
    for turn in range(runs + 1):  # the first is for the caches
        for name, contestant in contestants.items():
            if name in failed or turn > (contestant.runs or runs):
                continue
            contestant.clear()
            try:
                sample = run_once(contestant, env)
            except Failed as error:
                failed[name] = str(error)
                continue
            if turn > 0:
                samples[name].append(sample)
    costs = {}
    for name, contestant in contestants.items():
        if name not in failed:
            contestant.clear()
            costs[name] = Cost(samples[name], peak_of(contestant, env))
    return costs, failed
