/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "platform-visit.h"

/* Links of accounts with people of a portal: who may make one, and what ends one on its way. */

static PlatformReply *
begin_link (PlatformVisit *self, const char *session, const char *password)
{
  g_autofree char *sha256 = platform_visit_challenge ();
  g_autofree char *body = g_strdup_printf ("{\"challenge\":\"%s\",\"password\":\"%s\"}", sha256,
                                           password);

  return platform_test_send (self->test, "POST", "/v1/me/portal-links",
                             &(PlatformSend){.session = session, .body = body, .name = ""});
}

static void
link_account (PlatformVisit *self, const char *session, const char *state)
{
  g_auto (PlatformVisitor) login = {0};
  g_autoptr (PlatformReply) reply = begin_link (self, session, PLATFORM_TEST_PASSWORD);

  platform_visitor_take (&login, reply);
  platform_visitor_go (self, &login);
  platform_assert_text (platform_visitor_come_back (self, &login, "&code=the-code", login.cookie),
                        login.id);
  platform_assert_text (platform_visitor_enter (self, &login, login.code, login.cookie), state);
}

static char *
link_of (PlatformVisit *self, const char *session, guint n)
{
  g_autoptr (PlatformReply) reply = platform_test_send (self->test, "GET", "/v1/me/portal-links",
                                                        &(PlatformSend){.session = session});
  JsonArray *items = json_object_get_array_member (reply->json, "items");

  g_assert_cmpuint (json_array_get_length (items), ==, n);
  return n > 0 ? platform_visit_text (json_array_get_object_element (items, 0), "id") : NULL;
}

/* A local account is made the portal's person's by its own password, and by nothing else. */
static void
test_link (void)
{
  g_auto (PlatformVisit) portal = {0};
  g_autofree char *owner = NULL, *other = NULL, *by_portal = NULL, *id = NULL, *path = NULL;
  g_autofree char *own_id = NULL, *own_path = NULL, *again = NULL;
  g_autoptr (PlatformReply) wrong = NULL, who = NULL, kept = NULL;

  platform_visit_init (&portal);
  platform_test_add_account (portal.test, "lilei");
  platform_test_add_account (portal.test, "hanmeimei");
  owner = platform_test_log_in (portal.test, "lilei");
  other = platform_test_log_in (portal.test, "hanmeimei");
  wrong = begin_link (&portal, owner, "not the password");
  g_assert_cmpuint (wrong->status, ==, 401);
  link_account (&portal, owner, "used");
  link_account (&portal, owner, "used");
  g_assert_cmpuint (platform_test_count (portal.test, "portal_link"), ==, 1);
  /* It is taken. */
  link_account (&portal, other, "failed");
  id = link_of (&portal, owner, 1);
  g_free (link_of (&portal, other, 0));
  by_portal = platform_visit_log_in (&portal);
  who = platform_visit_me (&portal, by_portal);
  g_assert_cmpstr (platform_reply_text (who, "login"), ==, "lilei");
  path = g_strconcat ("/v1/me/portal-links/", id, NULL);
  g_assert_cmpuint (
      platform_test_status (portal.test, "DELETE", path, &(PlatformSend){.session = other}), ==,
      404);
  g_assert_cmpuint (
      platform_test_status (portal.test, "DELETE", path, &(PlatformSend){.session = owner}), ==,
      204);
  /* From now on the portal's person is somebody else here, whose only door stays. */
  again = platform_visit_log_in (&portal);
  g_assert_cmpuint (platform_test_count (portal.test, "account"), ==, 3);
  own_id = link_of (&portal, again, 1);
  own_path = g_strconcat ("/v1/me/portal-links/", own_id, NULL);
  g_assert_cmpuint (
      platform_test_status (portal.test, "DELETE", own_path, &(PlatformSend){.session = again}), ==,
      409);
  g_free (link_of (&portal, again, 1));
  g_assert_cmpuint (platform_test_count (portal.test, "evidence WHERE type = 'portal-linked'"), ==,
                    1);
  g_assert_cmpuint (platform_test_count (portal.test, "evidence WHERE type = 'portal-unlinked'"),
                    ==, 1);
}

/* What is for a link opens no session. */
static void
test_link_is_no_login (void)
{
  g_auto (PlatformVisit) portal = {0};
  g_auto (PlatformVisitor) login = {0};
  g_autofree char *owner = NULL;
  g_autoptr (PlatformReply) reply = NULL, session = NULL;

  platform_visit_init (&portal);
  platform_test_add_account (portal.test, "lilei");
  owner = platform_test_log_in (portal.test, "lilei");
  reply = begin_link (&portal, owner, PLATFORM_TEST_PASSWORD);
  platform_visitor_take (&login, reply);
  platform_visitor_go (&portal, &login);
  platform_assert_text (
      platform_visitor_come_back (&portal, &login, "&code=the-code", login.cookie), login.id);
  session = platform_visitor_ask (&portal, &login, PLATFORM_VISIT_SECRET, "session");
  g_assert_cmpuint (session->status, ==, 409);
}

/* A browser in which somebody else is logged in at the portal, or whose owner is and does not know
 * what for, links nobody: the portal has to say that the person logged in for this. */
static void
test_link_wants_a_new_login (void)
{
  g_auto (PlatformVisit) portal = {0};
  g_autofree char *owner = NULL;
  g_autofree char *old = NULL, *far = NULL;

  platform_visit_init (&portal);
  platform_test_add_account (portal.test, "lilei");
  owner = platform_test_log_in (portal.test, "lilei");
  old = g_strdup_printf (",\"auth_time\":%" G_GINT64_FORMAT, portal.test->now - 61);
  far = g_strdup_printf (",\"auth_time\":%" G_GINT64_FORMAT, portal.test->now + 61);
  const char *const claims[] = {old, far, ",\"auth_time\":\"9999999999\"", ",\"auth_time\":null"};

  for (guint i = 0; i < G_N_ELEMENTS (claims); i++)
    {
      g_auto (PlatformVisitor) login = {0};
      g_autoptr (PlatformReply) reply = begin_link (&portal, owner, PLATFORM_TEST_PASSWORD);

      platform_issuer_forge (portal.issuer, &(PlatformForgery){.claims = claims[i]},
                             portal.test->now);
      platform_visitor_take (&login, reply);
      platform_visitor_go (&portal, &login);
      platform_assert_text (
          platform_visitor_come_back (&portal, &login, "&code=the-code", login.cookie), login.id);
      platform_visit_assert_warned ("portal: *logged in for this");
      platform_assert_text (platform_visitor_reason (&portal, &login), "portal");
    }
  g_assert_cmpuint (platform_test_count (portal.test, "portal_link"), ==, 0);
}

static char *
other_session (PlatformReply *sessions)
{
  JsonArray *items = json_object_get_array_member (sessions->json, "items");

  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonObject *item = json_array_get_object_element (items, i);

      if (!json_object_get_boolean_member_with_default (item, "current", FALSE))
        return platform_visit_text (item, "id");
    }
  g_assert_not_reached ();
}

/* Whoever notices that somebody was at their account and changes the password, or ends the other's
 * session, has not left them a door that was half made. */
static void
test_link_is_dropped (void)
{
  g_auto (PlatformVisit) portal = {0};
  g_auto (PlatformVisitor) first = {0}, second = {0};
  g_autofree char *thief = NULL, *owner = NULL, *id = NULL, *path = NULL;
  g_autoptr (PlatformReply) one = NULL, two = NULL, sessions = NULL;

  platform_visit_init (&portal);
  platform_test_add_account (portal.test, "lilei");
  thief = platform_test_log_in (portal.test, "lilei");
  owner = platform_test_log_in (portal.test, "lilei");
  one = begin_link (&portal, thief, PLATFORM_TEST_PASSWORD);
  platform_visitor_take (&first, one);
  platform_visitor_go (&portal, &first);
  platform_assert_text (
      platform_visitor_come_back (&portal, &first, "&code=the-code", first.cookie), first.id);
  g_assert_cmpuint (
      platform_test_status (portal.test, "POST", "/v1/me/password",
                            &(PlatformSend){.session = owner,
                                            .body = "{\"old_password\":\"" PLATFORM_TEST_PASSWORD
                                                    "\",\"new_password\":\"quite another one 7\","
                                                    "\"keep_sessions\":true}"}),
      ==, 204);
  platform_assert_text (platform_visitor_enter (&portal, &first, first.code, first.cookie), "409");
  platform_assert_text (platform_visitor_reason (&portal, &first), "dropped");
  two = begin_link (&portal, thief, "quite another one 7");
  platform_visitor_take (&second, two);
  platform_visitor_go (&portal, &second);
  sessions = platform_test_send (portal.test, "GET", "/v1/sessions",
                                 &(PlatformSend){.session = owner});
  id = other_session (sessions);
  path = g_strconcat ("/v1/sessions/", id, NULL);
  g_assert_cmpuint (
      platform_test_status (portal.test, "DELETE", path, &(PlatformSend){.session = owner}), ==,
      204);
  platform_assert_text (
      platform_visitor_come_back (&portal, &second, "&code=the-code", second.cookie), "gone");
  g_assert_cmpuint (platform_test_count (portal.test, "portal_link"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  platform_visit_set_up ();
  g_test_add_func ("/platform/portal-link/link", test_link);
  g_test_add_func ("/platform/portal-link/is-no-login", test_link_is_no_login);
  g_test_add_func ("/platform/portal-link/wants-a-new-login", test_link_wants_a_new_login);
  g_test_add_func ("/platform/portal-link/is-dropped", test_link_is_dropped);
  return g_test_run ();
}
