#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A person's space and an enterprise's: from a claim over the page of confirmation to a certificate
in the enterprise's name, its members, and the way back; what is wrong is reported."""

import importlib.util
import os
import pathlib

from e2e import Failure, Session, main, needs, time, wait_for
from journey import no_complaints
from reader import assert_named, assert_typed_into

spec = importlib.util.spec_from_file_location(
    "identity", pathlib.Path(__file__).with_name("test-identity.py"))
identity = importlib.util.module_from_spec(spec)
spec.loader.exec_module(identity)

reviews = importlib.import_module("test-reviews")

NAME = "贵州山水科技有限公司"
CODE = "91110000802100433B"
OTHER_CODE = "91520100MA6DKTLX34"


class Notifications:
    """What shows notifications on a desktop: keeps them, and presses them."""

    def __init__(self, session):
        from gi.repository import Gio, GLib
        self.GLib, self.shown = GLib, []
        self.bus = Gio.DBusConnection.new_for_address_sync(
            session.env["DBUS_SESSION_BUS_ADDRESS"], Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT |
            Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        name = "org.freedesktop.Notifications"
        description = Gio.DBusNodeInfo.new_for_xml(
            f'<node><interface name="{name}"><method name="Notify">' +
            "".join(f'<arg type="{type}" direction="in"/>' for type in ("s", "u", "s", "s", "s", "as", "a{sv}", "i")) +
            '<arg type="u" direction="out"/></method></interface></node>')
        self.bus.register_object("/org/freedesktop/Notifications", description.interfaces[0], self.notify, None, None)
        Gio.bus_own_name_on_connection(self.bus, name, Gio.BusNameOwnerFlags.NONE, None, None)

    def notify(self, connection, sender, path, interface, method, words, invocation):
        _, _, _, title, body, _, _, _ = words.unpack()
        self.shown.append((title, body))
        invocation.return_value(self.GLib.Variant("(u)", (len(self.shown),)))

    def find(self, body):
        def look():
            while self.GLib.MainContext.default().iteration(False):
                pass
            return [number for number, each in enumerate(self.shown, 1) if each[1] == body]
        return wait_for(f"a notification of {body}", look)[-1]

    def press(self, number):
        self.bus.emit_signal(None, "/org/freedesktop/Notifications", "org.freedesktop.Notifications", "ActionInvoked",
                             self.GLib.Variant("(us)", (number, "default")))
        self.bus.flush_sync(None)


def certified_person(session):
    """With a certificate of their own, in the room "Identity"."""
    identity.catch_links(session)
    program = identity.open_identity(session)
    identity.register(program)
    identity.apply(session, program)
    program.key("Escape")
    program.expect("identity in active")
    return program


def press_menu(program, name):
    """An item of the switcher's menu, whose place on the screen no tree tells: with the keys."""
    import pyatspi

    def focused():
        return any(node.getState().contains(pyatspi.STATE_FOCUSED)
                   for node in program.find("menu item", name, all=True) +
                   program.find("radio menu item", name, all=True))
    program.click(*program.centre(program.find("push button", "Switch…$"), "^Vermilion$"))
    time.sleep(0.5)
    for _ in range(8):
        if focused():
            break
        program.key("Down")
    program.key("Return")


def claim(program, name=NAME, code=CODE):
    press_menu(program, "Represent an Enterprise")
    assert_named(program, "the claim")
    identity.fill(program, "Name of the enterprise", name)
    identity.fill(program, "Unified social credit code", code[:17])
    program.find("label", "17 of 18 characters")
    identity.fill(program, "Unified social credit code", code[:17] + "C")
    program.find("label", "The last character does not fit")
    identity.fill(program, "Unified social credit code", f"{code[:8].lower()} {code[8:]}")
    program.find("label", "The code is in order")
    identity.press(program, "^Submit$")
    program.expect("claimed confirmed")
    program.expect("identity in none enterprise confirmed")
    if name == NAME:
        assert_holds_its_words(program.find("push button", f"{NAME}. Switch…$"), NAME)


def assert_holds_its_words(button, words):
    """However many lines they have."""
    import pyatspi

    def end(node):
        place = node.queryComponent().getExtents(pyatspi.WINDOW_COORDS)
        return place.y + place.height
    (label,) = pyatspi.findAllDescendants(button, lambda node: node.name == words)
    wait_for("the words inside their button", lambda: end(label) <= end(button))


def give_up_claim(session, program):
    """Whoever closes it does not find themselves in another space later on."""
    press_menu(program, "Represent an Enterprise")
    assert_typed_into(program, "Name of the enterprise")
    identity.fill(program, "Name of the enterprise", "")
    identity.fill(program, "Unified social credit code", OTHER_CODE)
    program.key("Return")
    program.find("label", "^Enter the name of the enterprise")
    # With a radical that only looks like the character.
    identity.fill(program, "Name of the enterprise", "贵州\u2f2d水科技有限公司")
    identity.press(program, "^Submit$")
    program.expect("claim refused")
    program.find("label", "^The name cannot stand in a certificate. Write it")
    identity.fill(program, "Name of the enterprise", "贵州云雾茶业有限公司")
    identity.give_up(program, session, "^Submit$", "claim given-up")
    program.expect("identity in active$")


def certify(session, program):
    """By the legal representative, after the page of confirmation."""
    identity.press(program, "Apply for a Certificate")
    program.expect("apply-step agreements")
    # What the person accepted for a certificate of their own stands, and is not asked for again.
    wait_for("what was accepted", lambda: len(program.find("label", "^Version 1, accepted on", all=True)) == 4)
    identity.press(program, "^Next$")
    program.expect("apply-step enterprise")
    for text in (NAME, CODE):
        if not program.find("label", text, all=True):
            raise Failure(f"{text} is not to be confirmed")
    identity.press(program, "^Next$")
    program.expect("apply-step confirm")
    (session.folder / "opened").unlink(missing_ok=True)
    identity.lock(program)
    program.find("label", f"王小明, for {NAME}")
    identity.confirm_on_phone(program, identity.address_of(session, program))
    sha256 = program.expect("certificate ([0-9a-f]{64})", 30).group(1)
    program.key("Escape")
    program.expect("identity in active enterprise confirmed")
    return sha256


@needs(identity.browser.CHROMIUM, "Chromium")
def test_from_claim_to_certificate():
    with Session() as session:
        program = certified_person(session)
        give_up_claim(session, program)
        claim(program)
        sha256 = certify(session, program)
        if not (session.folder / f"data/vermilion/keys/{sha256[:16]}.p12").exists():
            raise Failure("there is no key of the enterprise")
        press_menu(program, "^王小明$")
        program.expect("identity in active$")
        press_menu(program, NAME)
        program.expect("identity in active enterprise confirmed")
        # Remembered, also by the next start.
        program.key("ctrl+q")
        program.process.wait(20)
        program = session.start()
        program.key("alt+4")
        program.expect("identity in active enterprise confirmed", 20)
        members(program, session)
        notices(session, program)
        no_complaints(program)


def remove_key(program, name):
    import pyatspi
    row = program.find("list item", f"^{name}")
    program.press(pyatspi.findDescendant(row, lambda node: node.name == "Remove"))


def without_keys(program):
    """What helps is said before somebody tries in vain."""
    for name in ("王小明", NAME):
        remove_key(program, name)
    identity.press(program, "^My Certificate…$")
    program.find("list item", "^What can be done with it$")
    program.find("label", "^Sign with an active certificate of yours: no key of one is here")
    program.keyboard_at("^My account$")
    program.key("Escape")
    program.keyboard_at("^Vermilion$")


def notices(session, program):
    """What happened to a certificate is told by its name, and shown in the space that it is of."""
    desktop = Notifications(session)
    press_menu(program, "^王小明$")
    program.expect("identity in active$")
    without_keys(program)
    identity.stop_everything(program, 2)
    program.key("Escape")
    own, of_enterprise = desktop.find("王小明"), desktop.find(NAME)
    for number, space in ((of_enterprise, " enterprise confirmed"), (own, "$")):
        program.mark()
        desktop.press(number)
        program.expect(f"identity in suspended{space}")


def sign_step(program, password=None):
    """What counts is signed: the program asks for the key."""
    program.find("label", "is kept with yours")
    program.find("text", "Password of the key").queryEditableText().setTextContents(
        password or identity.KEY_PASSWORD)
    time.sleep(0.5)
    program.key("Return")


def add_again(program):
    """Who is a member already is not given other roles by mistake."""
    identity.press(program, "Add a Member")
    identity.fill(program, "Login of the person", "wangxiaoming")
    program.click(*program.centre(program.find("check box", "^approver"), "Add a member"))
    identity.press(program, "Give These Roles")
    sign_step(program)
    program.expect("member refused")
    program.expect("member changed")
    program.find("label", "王小明 is a member already, with these roles: applicant")
    identity.press(program, "Give These Roles")
    sign_step(program)
    program.expect("member placed")
    program.expect("members 1")
    program.find("label", "^approver · since")


def give_up_member(program, session):
    """Whether the platform has done it is seen in the list."""
    identity.press(program, "Add a Member")
    identity.fill(program, "Login of the person", "wangxiaoming")
    program.click(*program.centre(program.find("check box", "^approver"), "Add a member"))
    identity.press(program, "Give These Roles")
    program.find("text", "Password of the key").queryEditableText().setTextContents(identity.KEY_PASSWORD)
    time.sleep(0.5)
    identity.give_up(program, session, None, "member given-up")
    program.expect("members [01]")
    # Nor does the window itself leave anything behind that would come over it later.
    identity.give_up(program, session, "Give These Roles", "member given-up")
    program.expect("members [01]")
    program.keyboard_at("^Enterprise$")


def members(program, session):
    identity.press(program, "Enterprise and Members")
    program.expect("members 0")
    program.find("label", "cannot be removed here")
    assert_named(program, "the members")
    identity.press(program, "Add a Member")
    identity.fill(program, "Login of the person", "nobody-here")
    for role in ("applicant", "auditor"):
        program.click(*program.centre(program.find("check box", f"^{role}"), "Add a member"))
    program.find("label", "give the role of auditor alone")
    assert_named(program, "a new member")
    program.click(*program.centre(program.find("check box", "^auditor"), "Add a member"))
    identity.press(program, "Give These Roles")
    sign_step(program)
    # No key mends that: it is said where the login stands.
    program.expect("member refused")
    program.find("label", "Nobody on this platform logs in so")
    identity.fill(program, "Login of the person", "wangxiaoming")
    program.key("Return")
    # A wrong password loses nothing.
    sign_step(program, "wrong")
    program.expect("key-error")
    sign_step(program)
    program.expect("member placed")
    program.find("alert", "^Member added$")
    program.expect("members 1")
    add_again(program)
    identity.press(program, "^Remove: 王小明$")
    # No tree that a test sees has the dialog's buttons: with the keys, from Cancel to the next one.
    time.sleep(0.5)
    program.key("Tab", "Return")
    program.find("label", "^Being removed…$")
    sign_step(program)
    program.expect("member removed")
    program.find("alert", "^Member removed$")
    program.expect("members 0")
    give_up_member(program, session)
    program.key("Escape")
    program.keyboard_at("^Vermilion$")


def change_certificate_elsewhere(session):
    """Behind the window's back: what it decides on is not what is there now."""
    with identity.open_database(session) as database:
        database.execute("UPDATE certificate SET since = 1 WHERE state = 'active'")


def revoke(program, session):
    """The day as people write it; what was entered stands until it is done."""
    def is_wrong():
        return any(identity.shows(node) for node in program.find("label", "This is no day in the past", all=True))
    identity.press(program, "^My Certificate…$")
    identity.press(program, "^Revoke…$")
    since = program.find("text", "^Since")
    for day in ("2026-02-30", "2999/1/1", "yesterday"):
        identity.fill(program, "^Since", day)
        wait_for(f"{day} to be refused", is_wrong)
    for day in ("2026-1-2", "2026/01/02", "２０２６年１月２日", "2026 年 1 月 2 日"):
        identity.fill(program, "^Since", day)
        wait_for(f"{day} to be taken", lambda: not is_wrong())
    program.click(*program.centre(since, "Revoke for good"))
    program.key("Return")
    program.find("label", "is kept with yours")
    program.key("Escape")
    program.expect("revocation given-up")
    # Refused, it stays open, with the reason for it and what was entered.
    change_certificate_elsewhere(session)
    program.key("Return")
    sign_step(program)
    program.expect("revocation refused")
    program.find("label", "in the meantime")
    text = program.find("text", "^Since").queryText()
    if text.getText(0, text.characterCount) != "2026 年 1 月 2 日":
        raise Failure("what was entered is gone")
    time.sleep(1)  # what is there now is shown
    program.key("Return")
    sign_step(program)
    program.expect("certificate-state revoked")
    program.find("alert", "^Certificate revoked$")
    program.find("label", "^revoked · ")
    identity.choose(program, "Consents", "^My account$")
    program.press(program.find("push button", "^Withdraw…$"))
    # Asked once what it means; who thinks better of it still has it.
    program.find("label", "nothing new is certified before you accept the text again")
    program.key("Escape")
    time.sleep(0.5)
    program.press(program.find("push button", "^Withdraw…$"))
    identity.press(program, "^Withdraw( Withdraw)?$")
    program.expect("account-changed")
    program.find("alert", "^Consent withdrawn$")
    program.key("Escape")


@needs(identity.browser.CHROMIUM, "Chromium")
def test_wrong_data_is_reported():
    with Session() as session:
        program = certified_person(session)
        claim(program, name="贵州山水科枝有限公司")
        identity.press(program, "Enterprise and Members")
        program.expect("members 0")
        identity.press(program, "Something Is Wrong")
        program.find("label", "On trial nobody looks into the register")
        time.sleep(0.3)
        program.type("name is wrong")
        program.key("Return")
        sign_step(program)
        program.expect("report sent")
        program.expect("identity in none enterprise rejected")
        program.key("Escape")
        program.find("label", "Not confirmed: name is wrong")
        identity.press(program, "Enter It Anew")
        identity.fill(program, "Name of the enterprise", NAME)
        identity.press(program, "^Submit$")
        program.expect("claimed confirmed")
        program.expect("identity in none enterprise confirmed")
        press_menu(program, "^王小明$")
        program.expect("identity in active$")
        revoke(program, session)
        no_complaints(program)


def end_elsewhere(program, person):
    """The session, while one looks at the account."""
    identity.press(program, "^My Account…$")
    program.find("push button", "^Log Out$")
    program.mark()
    (current,) = [each for each in person.get("/v1/sessions")["items"] if each["current"]]
    person.send("DELETE", f"/v1/sessions/{current['id']}")
    program.expect("identity out none", 20)
    wait_for("the account to be gone", lambda: not program.find("push button", "^Log Out$", all=True))
    program.find("push button", "Get Verified")


def log_in(program, login):
    identity.fill(program, "^Login$", login)
    identity.fill(program, "Password of the account", reviews.PASSWORD)
    identity.press(program, "^Log In$")


def end_while_applying(program, platform, person):
    """The session, while one applies: the window stays, and has the way in."""
    identity.press(program, "Get Verified")
    identity.choose(program, "Log In", "Log in to the platform")
    log_in(program, person.login)
    program.expect("logged-in", 20)
    program.expect("apply-step agreements", 20)
    program.find("check box", "I have read and accept")
    person.token = None
    person.token = person.post("/v1/sessions", {"login": person.login, "password": reviews.PASSWORD})["token"]
    for each in person.get("/v1/sessions")["items"]:
        if not each["current"]:
            person.send("DELETE", f"/v1/sessions/{each['id']}")
    program.expect("apply logged-out", 20)
    identity.press(program, "^Log In…$")
    # What was typed stays while the platform is away, and who works with keys is not lost.
    platform.stop()
    log_in(program, person.login)
    program.expect("login-error", 30)
    assert_typed_into(program, "Password of the account")
    field = program.find("text", "Password of the account").queryText()
    if field.characterCount <= len(reviews.PASSWORD):
        raise Failure("the password is gone")
    platform.start()
    log_in(program, person.login)
    program.expect("apply logged-in", 20)
    identity.assert_begins_on_page(program)
    program.key("Escape")


def look_at_menu(program, happens):
    """An open menu stays open when something happens that changes nothing in it."""
    def items():
        return [node for node in program.find(None, f"^{NAME}$", all=True)
                if node.getRoleName().endswith("menu item") and identity.shows(node)]
    program.click(*program.centre(program.find("push button", "Switch…$"), "^Vermilion$"))
    wait_for("the menu", items)
    program.mark()
    happens()
    program.expect("identity in none enterprise confirmed", 20)
    time.sleep(0.3)
    if not items():
        raise Failure("the menu of the spaces has closed by itself")
    program.key("Escape")


def try_again(program, platform, button, page=None):
    """What could not be had is asked for once more, where that is said, and then it is said no more."""
    def offers():
        return [node for node in program.find("push button", "^Try Again$", all=True) if identity.shows(node)]
    platform.stop()
    identity.press(program, button)
    if page:
        identity.choose(program, page, "^My account$")
    again = wait_for("the offer to try again", offers, 30)
    platform.start()
    program.mark()
    program.press(again[-1])
    wait_for("what could not be had", lambda: len(offers()) < len(again), 20)


def test_roles_are_taken_meanwhile():
    """Somebody else decides what one may do, on a platform of many: the window follows by itself."""
    with Session() as session:
        platform = reviews.Platform(session)
        boss = platform.wait_in_line("王小明", reviews.photo)
        platform.operator.decide(f"/v1/reviews/{boss.identity}", "accept")
        claim = boss.post("/v1/organisations", {"name": NAME, "credit_code": CODE})
        platform.operator.decide(f"/v1/organisation-claims/{claim['id']}", "confirm")
        members = f"/v1/organisations/{claim['id']}/members"
        clerk = platform.person("李雷")
        boss.post(members, {"login": clerk.login, "roles": ["applicant"]})
        platform.operator = clerk
        program = reviews.open_room(session, platform)
        program.key("alt+4")
        program.expect("identity in none", 30)
        press_menu(program, "Represent an Enterprise")
        program.find("label", "represented by a person whose identity is proved")
        identity.press(program, "^Prove Your Identity First")
        program.expect("apply-step agreements", 20)
        program.keyboard_at("^Digital identity$")
        program.key("Escape")
        program.keyboard_at("^Vermilion$")
        press_menu(program, NAME)
        program.expect("identity in none enterprise confirmed", 20)
        look_at_menu(program, lambda: boss.post(members, {"login": clerk.login, "roles": ["approver"]}))
        try_again(program, platform, "^Enterprise and Members…$")
        program.expect("members 1", 20)
        program.key("Escape")
        try_again(program, platform, "^My Account…$", "Devices")
        program.find("label", "^This computer, now")
        program.key("Escape")
        identity.press(program, "Enterprise and Members")
        program.expect("members 1", 20)
        program.mark()
        boss.post(members, {"login": clerk.login, "roles": ["applicant", "approver"]})
        program.expect("enterprise roles", 20)
        program.find("label", "You are now: applicant, approver")
        (member,) = boss.get(members)["items"]
        boss.send("DELETE", f"{members}/{member['person']}")
        program.expect("enterprise left", 20)
        program.find("label", "You have no role in this enterprise any more")
        program.key("Escape")
        program.find("push button", "Personal space: 李雷")
        end_elsewhere(program, clerk)
        end_while_applying(program, platform, clerk)
        no_complaints(program)


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    main([test_from_claim_to_certificate, test_wrong_data_is_reported, test_roles_are_taken_meanwhile])
