#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a screen reader finds: everything that takes the keyboard has a role and a name of its own,
in each state of the journey."""

import re
import shutil

from e2e import CONTRACT, Failure, Session, main, time, wait_for

# A name that is a class's is no name.
NAMELESS = re.compile(r"^(Gtk|Adw|App)[A-Z]\w*$|^$")

# Parts of GTK's and libadwaita's own widgets, which GTK 4.8 gives no name.
FOREIGN_ROLES = {"scroll bar", "window", "frame", "dialog", "scroll pane", "viewport"}


def assert_named(program, where):
    import pyatspi
    bad = []
    for node in program.tree():
        try:
            states = node.getState()
            if not states.contains(pyatspi.STATE_FOCUSABLE):
                continue
            role, name = node.getRoleName(), node.name or ""
            if role in FOREIGN_ROLES or belongs_to_toolkit(node):
                continue
        except Exception:  # noqa: BLE001  the node went away
            continue
        if role in ("", "invalid", "unknown") or (NAMELESS.search(name)
                                                  and not has_named_content(node)):
            bad.append(f"{role} “{name}” in {path_of(node)}")
    if bad:
        raise Failure(f"{where}: {'; '.join(bad[:8])}")


def belongs_to_toolkit(node):
    """Parts whose owner is named, or that carry what is: the button in an entry or in a menu button,
    the insides of a tab bar, of a search bar and of a named choice, the list inside a group of preferences."""
    parent = node.parent
    if parent is None:
        return False
    if node.name and node.name == parent.name:
        return True
    if node.getRoleName() == "list" and node.name == "GtkListBox":
        return True
    owner, depth = node, 0
    while owner is not None and depth < 8:
        role = owner.getRoleName()
        named = not NAMELESS.search(owner.name or "")
        inside = owner is not node and (role in ("text", "entry") or role == "combo box" and named)
        if inside or owner.getRoleName() == "form" or re.match("Adw(Tab|Toast)", owner.name or ""):
            return True
        owner, depth = owner.parent, depth + 1
    return False


def has_named_content(node):
    """A list item is read out by what is in it."""
    if node.getRoleName() != "list item":
        return False
    return any(child is not None and (not NAMELESS.search(child.name or "")
                                      or any(part is not None and part.name for part in child))
               for child in node)


def path_of(node):
    names = []
    while node is not None and len(names) < 5:
        names.append(f"{node.getRoleName()} {node.name or ''}".strip())
        node = node.parent
    return " < ".join(names)


def test_every_focusable_has_a_name():
    with Session() as session:
        session.add_seal()
        session.add_identity()
        contract = session.folder / "contract.pdf"
        shutil.copy(CONTRACT, contract)
        program = session.start(contract)
        program.expect_document()
        assert_named(program, "a document")
        program.key("ctrl+e", "Return")
        program.expect("stamp-added")
        time.sleep(0.3)
        assert_named(program, "a selected stamp")
        program.key("ctrl+Return")
        program.expect("finish-shown")
        time.sleep(0.3)
        assert_named(program, "the last sheet")
        program.type("secret")
        program.key("Return")
        program.expect("signed")
        program.expect("verdict")
        time.sleep(0.3)
        assert_named(program, "the verdict")
        program.key("alt+3", "alt+4", "alt+5")
        time.sleep(0.3)
        assert_named(program, "the rooms")


def test_stamp_says_where_it_is():
    with Session(language="zh_CN") as session:
        session.add_seal()
        contract = session.folder / "contract.pdf"
        shutil.copy(CONTRACT, contract)
        program = session.start(contract)
        program.expect_document()
        program.key("ctrl+e", "Return")
        place = program.expect(r"stamp-added (\d+) (\S+) (\S+) (\S+)")
        x, y, width = (float(place.group(number)) for number in (2, 3, 4))
        stamp = program.find("image", f"^公章，第 {place.group(1)} 页")

        def says(x, y):
            wanted = (f"公章，第 {place.group(1)} 页，距左 {x:.0f} 毫米，距上 {y:.0f} 毫米，"
                      f"宽 {width:.0f} 毫米")
            wait_for(f"“{wanted}”, not “{stamp.name}”", lambda: stamp.name == wanted)
        says(x, y)
        program.key("shift+Right")
        says(x + 10, y)
        program.key("Page_Down")
        wait_for("第 2 页", lambda: "第 2 页" in stamp.name)


if __name__ == "__main__":
    main([test_every_focusable_has_a_name, test_stamp_says_where_it_is])
