# SPDX-License-Identifier: GPL-3.0-or-later
"""What a screen reader finds: everything that takes the keyboard has a role and a name of its own."""

import re

from e2e import Failure, wait_for

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
            if role in FOREIGN_ROLES or belongs_to_toolkit(node) or is_empty_label(node):
                continue
        except Exception:  # noqa: BLE001  the node went away
            continue
        if role in ("", "invalid", "unknown") or (NAMELESS.search(name)
                                                  and not has_named_content(node)):
            bad.append(f"{role} “{name}” in {path_of(node)}")
    if bad:
        raise Failure(f"{where}: {'; '.join(bad[:8])}")


def is_empty_label(node):
    """What can be marked and says nothing yet, such as on a page of a stack that is not shown."""
    return node.getRoleName() == "label" and node.queryText().characterCount == 0


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


def assert_typed_into(program, name):
    """That what is typed goes to the entry of this name; the window manager may take a moment to give it the keys."""
    def look():
        program.type("a")
        text = program.find("text", name).queryText()
        return text.getText(0, text.characterCount)
    wait_for(f"something typed in “{name}”", look)
