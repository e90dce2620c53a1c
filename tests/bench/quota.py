# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds processes to a part of a processor each, by the kernel's control groups of either version."""

import contextlib
import os
import pathlib

ROOT = pathlib.Path("/sys/fs/cgroup")
PERIOD = 20_000  # microseconds


class Group:
    """A control group with one process and a bound on what it computes."""

    def __init__(self, parent, name, pid, share):
        self.pid, self.folder = pid, parent / name
        self.before = place_of(pid, parent)
        self.folder.mkdir()
        try:
            self.bind(int(PERIOD * share))
            (self.folder / "cgroup.procs").write_text(str(pid))
        except OSError:
            self.folder.rmdir()
            raise

    def bind(self, quota):
        if (self.folder / "cpu.max").exists():
            (self.folder / "cpu.max").write_text(f"{quota} {PERIOD}")
        else:
            (self.folder / "cpu.cfs_period_us").write_text(str(PERIOD))
            (self.folder / "cpu.cfs_quota_us").write_text(str(quota))

    def release(self):
        with contextlib.suppress(OSError):  # it may have ended
            (self.before / "cgroup.procs").write_text(str(self.pid))
        self.folder.rmdir()


def place_of(pid, parent):
    """The group that a process is in now, in the hierarchy of `parent`."""
    wanted = "" if (ROOT / "cgroup.controllers").exists() else "cpu"
    for line in pathlib.Path(f"/proc/{pid}/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        if wanted in controllers.split(","):
            return parent / path.lstrip("/")
    return parent


def find_parent():
    """Where groups with a quota can be made; None: nowhere. What a machine has not switched on stays off."""
    if (ROOT / "cgroup.controllers").exists():
        found = [ROOT] if "cpu" in (ROOT / "cgroup.subtree_control").read_text().split() else []
    else:
        found = [each for each in (ROOT / "cpu", ROOT / "cpu,cpuacct") if each.is_dir()]
    return next((each for each in found if os.access(each, os.W_OK) and os.access(each / "cgroup.procs", os.W_OK)), None)


@contextlib.contextmanager
def held(pids, share):
    """Each of the processes has `share` of one processor, for as long as this lasts. Yields False where that cannot be
    had, and holds nobody."""
    parent, groups = find_parent(), []
    try:
        if parent:
            try:
                for pid in pids:
                    groups.append(Group(parent, f"vermilion-bench-{os.getpid()}-{pid}", pid, share))
            except OSError:
                parent = None
        yield parent is not None
    finally:
        for group in groups:
            group.release()
