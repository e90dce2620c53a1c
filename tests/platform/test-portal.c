/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "platform-person.h"
#include "platform-private.h"
#include "platform-visit.h"

/* Logins at a portal: what the network and other people's browsers may try, and what a person does
 * who only wants to log in. */

static void
test_login (void)
{
  g_auto (PlatformVisit) portal = {0};
  g_auto (PlatformVisitor) login = {0};
  g_autoptr (PlatformReply) about = NULL, early = NULL, first = NULL, second = NULL, who = NULL;
  g_autofree char *again = NULL;

  platform_visit_init (&portal);
  about = platform_test_send (portal.test, "GET", "/v1/platform", NULL);
  g_assert_cmpstr (platform_reply_text (about, "portal"), ==, "政务服务网");
  platform_issuer_forge (portal.issuer,
                         &(PlatformForgery){.claims = ",\"name\":\"王小明\",\"email\":\"a@b.c\""},
                         portal.test->now);
  platform_visitor_begin (&portal, &login);
  platform_assert_text (platform_visitor_state (&portal, &login), "waiting");
  platform_visitor_go (&portal, &login);
  platform_assert_text (platform_visitor_state (&portal, &login), "opened");
  platform_assert_text (
      platform_visitor_come_back (&portal, &login, "&code=the-code", login.cookie), login.id);
  platform_assert_text (platform_visitor_state (&portal, &login), "returned");
  early = platform_visitor_ask (&portal, &login, PLATFORM_VISIT_SECRET, "session");
  g_assert_cmpuint (early->status, ==, 409);
  platform_assert_text (platform_visitor_enter (&portal, &login, login.code, login.cookie),
                        "confirmed");
  first = platform_visitor_ask (&portal, &login, PLATFORM_VISIT_SECRET, "session");
  g_assert_cmpuint (first->status, ==, 201);
  second = platform_visitor_ask (&portal, &login, PLATFORM_VISIT_SECRET, "session");
  g_assert_cmpuint (second->status, ==, 409);
  who = platform_visit_me (&portal, platform_reply_text (first, "token"));
  g_assert_cmpstr (platform_reply_text (who, "name"), ==, "王小明");
  g_assert_cmpstr (platform_reply_text (who, "identity"), ==, "unverified");
  g_assert_cmpstr (platform_reply_text (who, "id_last_four"), ==, "");
  /* The next time it is the same account, whatever the person is called now. */
  platform_issuer_forge (portal.issuer, &(PlatformForgery){.claims = ",\"name\":\"Wang\""},
                         portal.test->now);
  again = platform_visit_log_in (&portal);
  g_assert_cmpuint (platform_test_count (portal.test, "account"), ==, 1);
  g_assert_cmpuint (platform_test_count (portal.test, "portal_link"), ==, 1);
  g_assert_cmpuint (platform_test_count (portal.test, "evidence WHERE type = 'account-created'"),
                    ==, 1);
  g_assert_cmpuint (platform_test_count (portal.test, "evidence WHERE type = 'session-opened'"), ==,
                    2);
}

static PlatformReply *
begin (PlatformPerson *self, const char *more)
{
  g_autofree char *body = g_strdup_printf ("{\"request\":\"%s\"%s}", self->key->request, more);

  return platform_person_ask (self, "POST", "/v1/identity-sessions", body);
}

/* A portal vouches for a login and for nothing more: who they are is for the person to say, with a
 * number, and until somebody has identified them. */
static void
test_number (void)
{
  static const struct {
    const char *more;
    guint status;
    const char *last_four;
  } tries[] = {
      {"", 400, ""},
      {",\"id_number\":\"..\"", 400, ""},
      {",\"id_number\":\"52010219900101001x\"", 201, "001X"},
      {",\"id_number\":\"520102199001010028\",\"name\":\"王晓明\"", 201, "0028"},
      {"", 201, "0028"},
  };
  g_auto (PlatformVisit) portal = {0};
  g_autofree char *id = NULL;
  g_autoptr (PlatformReply) who = NULL, late = NULL;

  platform_visit_init (&portal);
  platform_issuer_forge (portal.issuer, &(PlatformForgery){.claims = ",\"name\":\"王小明\""},
                         portal.test->now);
  g_autoptr (PlatformPerson) person = g_new0 (PlatformPerson, 1);
  person->test = portal.test;
  person->session = platform_visit_log_in (&portal);
  person->key = platform_key_new ("p256");
  platform_person_accept (person, "privacy");
  platform_person_accept (person, "certification");
  for (guint i = 0; i < G_N_ELEMENTS (tries); i++)
    {
      g_autoptr (PlatformReply) reply = begin (person, tries[i].more);
      g_autoptr (PlatformReply) now = platform_visit_me (&portal, person->session);

      g_assert_cmpuint (reply->status, ==, tries[i].status);
      g_assert_cmpstr (platform_reply_text (now, "id_last_four"), ==, tries[i].last_four);
    }
  g_assert_cmpuint (platform_test_count (portal.test, "evidence WHERE type = 'person-claimed'"), ==,
                    2);
  id = platform_person_pass (person, person->key);
  who = platform_visit_me (&portal, person->session);
  g_assert_cmpstr (platform_reply_text (who, "name"), ==, "王晓明");
  g_assert_cmpstr (platform_reply_text (who, "identity"), ==, "verified");
  late = begin (person, ",\"id_number\":\"52010219900101001X\"");
  g_assert_cmpuint (late->status, ==, 400);
}

/* Accounts are found by issuer and subject: an address or a name that somebody chose is nobody's.
 */
static void
test_not_by_address (void)
{
  g_auto (PlatformVisit) portal = {0};
  g_autofree char *session = NULL;
  g_autoptr (PlatformReply) who = NULL;

  platform_visit_init (&portal);
  platform_test_add_account (portal.test, "boss@corp.example");
  platform_issuer_forge (
      portal.issuer,
      &(PlatformForgery){.claims = ",\"email\":\"boss@corp.example\",\"email_verified\":true,"
                                   "\"preferred_username\":\"boss@corp.example\""},
      portal.test->now);
  session = platform_visit_log_in (&portal);
  who = platform_visit_me (&portal, session);
  g_assert_cmpstr (platform_reply_text (who, "login"), !=, "boss@corp.example");
  g_assert_cmpuint (platform_test_count (portal.test, "account"), ==, 2);
  g_assert_cmpuint (platform_test_count (portal.test, "account WHERE password = ''"), ==, 1);
}

/* Whoever has seen the address that a browser came back with comes too late with it. */
static void
test_replay (void)
{
  g_auto (PlatformVisit) portal = {0};
  g_auto (PlatformVisitor) login = {0};
  g_autofree char *first = NULL;

  platform_visit_init (&portal);
  platform_visitor_arrive (&portal, &login);
  platform_assert_text (
      platform_visitor_come_back (&portal, &login, "&code=the-code", login.cookie), "gone");
  g_assert_cmpuint (platform_issuer_count_codes (portal.issuer), ==, 1);
  platform_assert_text (platform_visitor_state (&portal, &login), "returned");
  /* The address that it began with is good for nothing after that either. */
  {
    g_auto (PlatformView) view = {0};

    platform_visit_browse (portal.test, login.address, NULL, NULL, &view);
    g_assert_true (g_str_has_suffix (view.location, "/portal#gone"));
  }
  /* A code of one login in another. */
  {
    g_auto (PlatformVisitor) other = {0}, mine = {0};

    platform_visitor_begin (&portal, &other);
    platform_visitor_begin (&portal, &mine);
    platform_visitor_go (&portal, &mine);
    platform_visitor_go (&portal, &other);
    platform_assert_text (
        platform_visitor_come_back (&portal, &mine, "&code=the-code", mine.cookie), mine.id);
    platform_visit_assert_warned ("portal: *Bad Request");
    platform_assert_text (platform_visitor_reason (&portal, &mine), "portal");
  }
}

/* Opened again, the first way is closed: there is one state at a time. */
static void
test_opened_again (void)
{
  g_auto (PlatformVisit) portal = {0};
  g_auto (PlatformVisitor) login = {0};
  g_autofree char *state = NULL, *cookie = NULL;

  platform_visit_init (&portal);
  platform_visitor_begin (&portal, &login);
  platform_visitor_go (&portal, &login);
  state = g_strdup (login.state);
  cookie = g_strdup (login.cookie);
  platform_visitor_go (&portal, &login);
  g_assert_cmpstr (state, !=, login.state);
  {
    g_auto (PlatformVisitor) old = {.state = g_strdup (state)};

    platform_assert_text (platform_visitor_come_back (&portal, &old, "&code=the-code", cookie),
                          "gone");
  }
  platform_assert_text (
      platform_visitor_come_back (&portal, &login, "&code=the-code", login.cookie), login.id);
  platform_assert_text (platform_visitor_state (&portal, &login), "returned");
}

/* Somebody else's browser, with an address that it was given, is not let in; the right one still
 * is. */
static void
test_other_browser (void)
{
  g_auto (PlatformVisit) portal = {0};
  g_auto (PlatformVisitor) login = {0};
  g_auto (PlatformView) view = {0};
  g_autofree char *path = NULL, *mixed = NULL;

  platform_visit_init (&portal);
  platform_visitor_begin (&portal, &login);
  platform_visitor_go (&portal, &login);
  platform_assert_text (platform_visitor_come_back (&portal, &login, "&code=the-code", NULL),
                        "other-browser");
  platform_assert_text (
      platform_visitor_come_back (&portal, &login, "&code=the-code", "vermilion-portal=00"),
      "other-browser");
  platform_assert_text (
      platform_visitor_come_back (&portal, &login, "&code=the-code", "x-vermilion-portal=00;;=;a"),
      "other-browser");
  g_assert_cmpuint (platform_issuer_count_codes (portal.issuer), ==, 0);
  mixed = g_strconcat ("a=b; ", login.cookie, "; c=d", NULL);
  platform_assert_text (platform_visitor_come_back (&portal, &login, "&code=the-code", mixed),
                        login.id);
  platform_assert_text (platform_visitor_enter (&portal, &login, login.code, NULL), "404");
  path = g_strdup_printf ("/v1/portal-logins/%s", login.id);
  platform_visit_browse (portal.test, path, "vermilion-portal=00", NULL, &view);
  g_assert_cmpuint (view.status, ==, 404);
}

static void
test_answers (void)
{
  g_auto (PlatformVisit) portal = {0};
  static const struct {
    const char *more;
    const char *reason;
  } cases[] = {
      {"&code=the-code&iss=https%3A%2F%2Fevil.example", "mix-up"},
      {"&code=the-code&iss=", "mix-up"},
      {"&error=access_denied&error_description=%3Cscript%3E", "refused"},
      {"&error=server_error&code=the-code", "portal"},
      {"", "portal"},
  };

  platform_visit_init (&portal);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (PlatformVisitor) login = {0};

      platform_visitor_begin (&portal, &login);
      platform_visitor_go (&portal, &login);
      platform_assert_text (
          platform_visitor_come_back (&portal, &login, cases[i].more, login.cookie), login.id);
      platform_assert_text (platform_visitor_reason (&portal, &login), cases[i].reason);
      platform_assert_text (
          platform_visitor_come_back (&portal, &login, "&code=the-code", login.cookie), "gone");
    }
  g_assert_cmpuint (platform_issuer_count_codes (portal.issuer), ==, 0);
}

/* An address is read in one way or not at all, and leads to no other place. */
static void
test_addresses (void)
{
  g_auto (PlatformVisit) portal = {0};
  g_auto (PlatformVisitor) login = {0};
  g_auto (PlatformView) view = {0};
  g_autofree char *twice = NULL;

  platform_visit_init (&portal);
  platform_visitor_begin (&portal, &login);
  platform_visitor_go (&portal, &login);
  twice = g_strdup_printf ("&code=the-code&state=%s", login.state);
  platform_assert_text (platform_visitor_come_back (&portal, &login, twice, login.cookie), "gone");
  platform_assert_text (
      platform_visitor_come_back (&portal, &login, "&code=a&code=the-code", login.cookie), "gone");
  platform_visit_browse (portal.test,
                         "/portal/start/0123456789abcdef?redirect_uri=https://evil.example", NULL,
                         NULL, &view);
  g_assert_true (g_str_has_prefix (view.location, platform_get_url (portal.test->platform)));
  g_assert_true (g_str_has_suffix (view.location, "/portal#gone"));
  platform_assert_text (platform_visitor_come_back (
                            &portal, &login,
                            "&code=the-code&redirect_uri=https%3A%2F%2Fevil.example&next=//evil",
                            login.cookie),
                        login.id);
}

/* RFC 9207: who says that they name themselves does so each time. */
static void
test_names_itself (void)
{
  g_auto (PlatformVisit) portal = {0};
  g_auto (PlatformVisitor) bad = {0}, good = {0};
  g_autofree char *named = NULL, *escaped = NULL;

  platform_visit_init (&portal);
  platform_issuer_say (portal.issuer, ",\"authorization_response_iss_parameter_supported\":true",
                       NULL);
  platform_visitor_begin (&portal, &bad);
  platform_visitor_go (&portal, &bad);
  platform_assert_text (platform_visitor_come_back (&portal, &bad, "&code=the-code", bad.cookie),
                        bad.id);
  platform_visit_assert_warned ("portal: *names itself*");
  platform_assert_text (platform_visitor_reason (&portal, &bad), "portal");
  g_assert_cmpuint (platform_issuer_count_codes (portal.issuer), ==, 0);
  platform_visitor_begin (&portal, &good);
  platform_visitor_go (&portal, &good);
  escaped = g_uri_escape_string (platform_issuer_get_url (portal.issuer), NULL, FALSE);
  named = g_strconcat ("&code=the-code&iss=", escaped, NULL);
  platform_assert_text (platform_visitor_come_back (&portal, &good, named, good.cookie), good.id);
  platform_assert_text (platform_visitor_state (&portal, &good), "returned");
}

static void
test_document (void)
{
  static const struct {
    const char *members;
    const char *issuer;
    const char *warning;
  } cases[] = {
      {NULL, "https://evil.example", "*another issuer*"},
      {",\"token_endpoint\":\"http://evil.example/\"", NULL, "*lacks an address*"},
      {",\"jwks_uri\":\"file:///etc/passwd\"", NULL, "*lacks an address*"},
      {",\"authorization_endpoint\":7", NULL, "*lacks an address*"},
      {",\"a\":1,\"a\":1", NULL, "*no JSON object*"},
      {",\"a\":[[[[[[[[[1]]]]]]]]]", NULL, "*no JSON object*"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (PlatformVisit) portal = {0};
      g_auto (PlatformVisitor) login = {0};
      g_auto (PlatformView) view = {0};

      platform_visit_init (&portal);
      platform_issuer_say (portal.issuer, cases[i].members, cases[i].issuer);
      platform_visitor_begin (&portal, &login);
      platform_visit_browse (portal.test, login.address, NULL, NULL, &view);
      platform_visit_assert_warned (cases[i].warning);
      g_assert_true (g_str_has_suffix (view.location, "/portal#unreachable"));
      platform_assert_text (platform_visitor_state (&portal, &login), "waiting");
    }
}

/* The secret stays between the two. */
static void
test_redirected (void)
{
  g_auto (PlatformVisit) portal = {0};
  g_auto (PlatformVisitor) login = {0};

  platform_visit_init (&portal);
  platform_issuer_redirect (portal.issuer, TRUE);
  platform_visitor_arrive (&portal, &login);
  platform_visit_assert_warned ("portal: *Temporary Redirect*");
  platform_assert_text (platform_visitor_reason (&portal, &login), "portal");
}

/* What the portal gave a platform that runs; a file that cannot be used changes nothing. */
static void
test_secret_changed (void)
{
  static const struct {
    const char *text;
    int mode;
    const char *then; /* what is sent from then on */
  } cases[] = {{"ne&w", 0600, "ne&w"}, {"shown", 0640, "ne&w"}, {"", 0600, "ne&w"}};
  g_auto (PlatformVisit) portal = {0};

  platform_visit_init (&portal);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *path = portal.test->options.portal_secret;
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) then = NULL;

      g_assert_true (g_file_set_contents (path, cases[i].text, -1, NULL));
      g_assert_cmpint (g_chmod (path, cases[i].mode), ==, 0);
      g_assert_true (platform_reload (portal.test->platform, &error) == (i == 0));
      g_assert_true (!error || strstr (error->message, "the portal's secret"));
      then = platform_secret_dup (platform_portal_get_secret (portal.test->platform->portal));
      g_assert_cmpmem (g_bytes_get_data (then, NULL), g_bytes_get_size (then), cases[i].then,
                       strlen (cases[i].then));
    }
}

/* A name comes from where it belongs, and is a name. */
static void
test_names (void)
{
  static const struct {
    const char *claims;
    const char *userinfo;
    const char *name; /* NULL: as the login */
  } cases[] = {
      {NULL, "{\"sub\":\"u-1\",\"name\":\"王小明\"}", "王小明"},
      {NULL, "{\"sub\":\"u-2\",\"name\":\"市长\"}", NULL},
      {NULL, "[]", NULL},
      {",\"name\":\"  \",\"nickname\":\" Ming \"", NULL, "Ming"},
      {",\"name\":\"a\\u202eb\"", NULL, NULL},
      {",\"name\":[\"a\"]", NULL, NULL},
      {",\"name\":\"two\\nlines\"", NULL, NULL},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (PlatformVisit) portal = {0};
      g_autofree char *session = NULL;
      g_autoptr (PlatformReply) who = NULL;

      platform_visit_init (&portal);
      platform_issuer_set_person (portal.issuer, cases[i].userinfo);
      platform_issuer_forge (portal.issuer, &(PlatformForgery){.claims = cases[i].claims},
                             portal.test->now);
      session = platform_visit_log_in (&portal);
      who = platform_visit_me (&portal, session);
      g_assert_cmpstr (platform_reply_text (who, "name"), ==,
                       cases[i].name ? cases[i].name : platform_reply_text (who, "login"));
    }
}

static void
test_desktop_secret (void)
{
  g_auto (PlatformVisit) portal = {0};
  g_auto (PlatformVisitor) login = {0};
  g_autoptr (PlatformReply) poll = NULL, session = NULL, nothing = NULL;
  g_autofree char *weak = NULL;

  platform_visit_init (&portal);
  platform_visitor_arrive (&portal, &login);
  platform_assert_text (platform_visitor_enter (&portal, &login, login.code, login.cookie),
                        "confirmed");
  poll = platform_visitor_ask (&portal, &login, "of another", "poll");
  session = platform_visitor_ask (&portal, &login, "of another", "session");
  g_assert_cmpuint (poll->status, ==, 404);
  g_assert_cmpuint (session->status, ==, 404);
  g_assert_cmpuint (platform_test_count (portal.test, "session"), ==, 0);
  nothing = platform_test_send (portal.test, "POST", "/v1/portal-logins",
                                &(PlatformSend){.body = "{\"challenge\":\"AAAA\"}"});
  g_assert_cmpuint (nothing->status, ==, 400);
}

static void
test_digits (void)
{
  g_auto (PlatformVisit) portal = {0};
  g_auto (PlatformVisitor) login = {0};
  g_autoptr (PlatformReply) session = NULL;
  const char *wrong;

  platform_visit_init (&portal);
  platform_visitor_arrive (&portal, &login);
  wrong = g_str_equal (login.code, "0000") ? "0001" : "0000";
  platform_assert_text (platform_visitor_enter (&portal, &login, wrong, login.cookie), "returned");
  platform_assert_text (platform_visitor_enter (&portal, &login, "", login.cookie), "returned");
  platform_assert_text (platform_visitor_enter (&portal, &login, wrong, login.cookie), "failed");
  platform_assert_text (platform_visitor_reason (&portal, &login), "code");
  platform_assert_text (platform_visitor_enter (&portal, &login, login.code, login.cookie), "409");
  session = platform_visitor_ask (&portal, &login, PLATFORM_VISIT_SECRET, "session");
  g_assert_cmpstr (platform_reply_problem (session), ==, "portal-code");
}

static void
test_late (void)
{
  g_auto (PlatformVisit) portal = {0};
  g_auto (PlatformVisitor) first = {0}, second = {0}, third = {0};
  g_autoptr (PlatformReply) session = NULL;

  platform_visit_init (&portal);
  platform_visitor_begin (&portal, &first);
  platform_visitor_go (&portal, &first);
  platform_visitor_arrive (&portal, &second);
  platform_visitor_arrive (&portal, &third);
  platform_assert_text (platform_visitor_enter (&portal, &third, third.code, third.cookie),
                        "confirmed");
  portal.test->now += 601;
  platform_assert_text (
      platform_visitor_come_back (&portal, &first, "&code=the-code", first.cookie), "gone");
  platform_assert_text (platform_visitor_state (&portal, &first), "expired");
  platform_assert_text (platform_visitor_enter (&portal, &second, second.code, second.cookie),
                        "409");
  session = platform_visitor_ask (&portal, &third, PLATFORM_VISIT_SECRET, "session");
  g_assert_cmpstr (platform_reply_problem (session), ==, "expired");
}

/* Nobody new gets in where nobody may open an account, and each end says what to do. Whoever is
 * known still does. */
static void
test_closed (void)
{
  g_auto (PlatformVisit) portal = {0};
  g_auto (PlatformVisitor) login = {0};
  g_autoptr (PlatformReply) about = NULL, session = NULL, account = NULL;

  platform_visit_init (&portal);
  g_free (platform_visit_log_in (&portal));
  platform_test_stop (portal.test);
  portal.test->options.open_registration = FALSE;
  portal.test->options.portal_registration = FALSE;
  platform_test_start (portal.test);
  g_free (platform_visit_log_in (&portal));
  platform_issuer_forge (portal.issuer, &(PlatformForgery){.sub = "\"u-2\""}, portal.test->now);
  about = platform_test_send (portal.test, "GET", "/v1/platform", NULL);
  g_assert_cmpstr (platform_reply_text (about, "registration"), ==, "closed");
  platform_visitor_arrive (&portal, &login);
  platform_assert_text (platform_visitor_state (&portal, &login), "failed");
  platform_assert_text (platform_visitor_reason (&portal, &login), "closed");
  platform_assert_text (platform_visitor_enter (&portal, &login, login.code, login.cookie), "409");
  session = platform_visitor_ask (&portal, &login, PLATFORM_VISIT_SECRET, "session");
  g_assert_cmpuint (session->status, ==, 403);
  g_assert_cmpstr (platform_reply_problem (session), ==, "registration-closed");
  account = platform_test_send (
      portal.test, "POST", "/v1/accounts",
      &(PlatformSend){
          .body = "{\"login\":\"lilei\",\"password\":\"a long password 9\",\"name\":\"李雷\","
                  "\"id_number\":\"52010219900101001X\"}"});
  g_assert_cmpuint (account->status, ==, 403);
  g_assert_cmpstr (platform_reply_problem (account), ==, "registration-closed");
  g_assert_cmpuint (platform_test_count (portal.test, "account"), ==, 1);
}

/* Closed between the digits and the session. */
static void
test_closed_meanwhile (void)
{
  g_auto (PlatformVisit) portal = {0};
  g_auto (PlatformVisitor) login = {0};
  g_autoptr (PlatformReply) session = NULL;

  platform_visit_init (&portal);
  platform_visitor_arrive (&portal, &login);
  platform_assert_text (platform_visitor_enter (&portal, &login, login.code, login.cookie),
                        "confirmed");
  platform_test_stop (portal.test);
  portal.test->options.open_registration = FALSE;
  portal.test->options.portal_registration = FALSE;
  platform_test_start (portal.test);
  session = platform_visitor_ask (&portal, &login, PLATFORM_VISIT_SECRET, "session");
  g_assert_cmpstr (platform_reply_problem (session), ==, "registration-closed");
  g_assert_cmpuint (platform_test_count (portal.test, "account"), ==, 0);
}

static void
test_options (void)
{
  g_auto (PlatformVisit) portal = {0};
  PlatformOptions options;
  static const char *const issuers[] = {"http://portal.example",      "ftp://portal.example",
                                        "https://u:p@portal.example", "https://portal.example?a",
                                        "https://portal.example#a",   "portal"};

  platform_visit_init (&portal);
  platform_test_stop (portal.test);
  options = portal.test->options;
  for (guint i = 0; i < G_N_ELEMENTS (issuers); i++)
    {
      g_autoptr (GError) error = NULL;

      options.portal_issuer = issuers[i];
      g_assert_null (platform_start (&options, &error));
      g_assert_error (error, PLATFORM_ERROR, PLATFORM_ERROR_OPTIONS);
    }
  options = portal.test->options;
  options.portal_client = NULL;
  g_assert_null (platform_start (&options, NULL));
  g_assert_cmpint (g_chmod (portal.test->options.portal_secret, 0640), ==, 0);
  {
    g_autoptr (GError) error = NULL;

    g_assert_null (platform_start (&portal.test->options, &error));
    g_assert_true (
        g_str_has_prefix (error->message, "others may read the portal's secret: chmod 600 /"));
  }
  g_assert_cmpint (g_chmod (portal.test->options.portal_secret, 0600), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  platform_visit_set_up ();
  g_test_add_func ("/platform/portal/login", test_login);
  g_test_add_func ("/platform/portal/number", test_number);
  g_test_add_func ("/platform/portal/not-by-address", test_not_by_address);
  g_test_add_func ("/platform/portal/replay", test_replay);
  g_test_add_func ("/platform/portal/opened-again", test_opened_again);
  g_test_add_func ("/platform/portal/other-browser", test_other_browser);
  g_test_add_func ("/platform/portal/answers", test_answers);
  g_test_add_func ("/platform/portal/addresses", test_addresses);
  g_test_add_func ("/platform/portal/names-itself", test_names_itself);
  g_test_add_func ("/platform/portal/document", test_document);
  g_test_add_func ("/platform/portal/redirected", test_redirected);
  g_test_add_func ("/platform/portal/names", test_names);
  g_test_add_func ("/platform/portal/desktop-secret", test_desktop_secret);
  g_test_add_func ("/platform/portal/secret-changed", test_secret_changed);
  g_test_add_func ("/platform/portal/digits", test_digits);
  g_test_add_func ("/platform/portal/late", test_late);
  g_test_add_func ("/platform/portal/closed", test_closed);
  g_test_add_func ("/platform/portal/closed-meanwhile", test_closed_meanwhile);
  g_test_add_func ("/platform/portal/options", test_options);
  return g_test_run ();
}
