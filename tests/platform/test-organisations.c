/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "pki-certificate.h"
#include "wire-credit-code.h"
#include "platform-person.h"

/* Enterprises: who represents one, who may do what for it, and a certificate in its name. */

#define CODE "91110000802100433B"

static void
test_credit_code (void)
{
  static const char *const good[] = {CODE, "12100000400000624D"};
  static const char *const bad[] = {"",
                                    "91110000802100433C",
                                    "91110000802100433",
                                    "91110000802100433BB",
                                    "9111000080210I433B",
                                    "91110000802100433b",
                                    "19110000802100433B"};

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (wire_credit_code_is_valid (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (wire_credit_code_is_valid (bad[i]));
}

static PlatformReply *
claim (PlatformPerson *person, const char *code)
{
  g_autofree char *body = g_strdup_printf ("{\"name\":\"贵州某某有限公司\",\"credit_code\":\"%s\"}",
                                           code);

  return platform_person_ask (person, "POST", "/v1/organisations", body);
}

/* A certificate, for an enterprise or not, as the person's program asks for it. */
static PlatformReply *
get_certificate (PlatformPerson *person, const char *organisation)
{
  g_autofree char *part = organisation ? g_strdup_printf (",\"organisation\":\"%s\"", organisation)
                                       : g_strdup ("");
  g_autofree char *body = g_strdup_printf ("{\"request\":\"%s\"%s}", person->key->request, part);
  g_autoptr (PlatformReply)
      identity = platform_person_ask (person, "POST", "/v1/identity-sessions", body);
  g_autoptr (PlatformReply) phone = platform_person_scan (person->test, identity);
  g_autoptr (PlatformReply) done = platform_person_enter (
      person->test, phone, platform_reply_text (identity, "match_code"));
  g_autofree char *wanted = g_strdup_printf ("{\"session\":\"%s\",\"request\":\"%s\"}",
                                             platform_reply_text (identity, "id"),
                                             person->key->request);

  g_assert_cmpstr (platform_reply_text (done, "state"), ==, "passed");
  if (organisation)
    g_assert_cmpstr (platform_reply_text (phone, "organisation"), ==, "贵州某某有限公司");
  return platform_person_ask (person, "POST", "/v1/certificates", wanted);
}

/* Somebody who was verified, which is what a certificate of their own takes. */
static PlatformPerson *
verified_person (PlatformTest *test, const char *login)
{
  PlatformPerson *person = platform_person_new (test, login);
  g_autoptr (PlatformReply) own = get_certificate (person, NULL);

  g_assert_cmpuint (own->status, ==, 201);
  person->signer = platform_person_open (person->key, own);
  return person;
}

static guint
restore (PlatformPerson *person, const char *serial, const char *session)
{
  g_autofree char *path = g_strdup_printf ("/v1/certificates/%s/restore", serial);
  g_autofree char *body = g_strdup_printf ("{\"session\":\"%s\"}", session);
  g_autoptr (PlatformReply) reply = platform_person_ask (person, "POST", path, body);

  return reply->status;
}

/* To a new key of one's own. */
static guint
change (PlatformPerson *person, const char *serial)
{
  g_autoptr (PlatformKey) key = platform_key_new ("p256");
  g_autofree char *session = platform_person_pass (person, key);
  g_autofree char *path = g_strdup_printf ("/v1/certificates/%s/change", serial);
  g_autofree char *body = g_strdup_printf ("{\"session\":\"%s\",\"request\":\"%s\"}", session,
                                           key->request);
  g_autoptr (PlatformReply) reply = platform_person_ask (person, "POST", path, body);

  return reply->status;
}

static void
test_certificate (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) stranger = platform_person_new (test, "hanmeimei");
  g_autoptr (PlatformReply) unverified = claim (stranger, CODE);
  g_autoptr (PlatformPerson) person = verified_person (test, "lilei");
  g_autoptr (PlatformReply) wrong = claim (person, "91110000802100433C");
  g_autoptr (PlatformReply) claimed = claim (person, CODE);
  g_autoptr (PlatformReply) twice = claim (person, CODE);
  g_autofree char *id = g_strdup (platform_reply_text (claimed, "id"));
  g_autoptr (PlatformReply) reply = get_certificate (person, id);
  g_autoptr (PlatformReply) stopped = NULL;
  g_autofree char *proof = NULL;
  gsize length;
  g_autofree guchar *der = g_base64_decode (platform_reply_text (reply, "der"), &length);
  g_autoptr (PkiCertificate) certificate = pki_certificate_new_from_der (der, length, NULL);

  g_assert_cmpuint (unverified->status, ==, 403);
  g_assert_cmpuint (wrong->status, ==, 400);
  g_assert_cmpstr (platform_reply_text (claimed, "state"), ==, "confirmed");
  g_assert_cmpstr (platform_reply_problem (twice), ==, "exists");
  g_assert_cmpuint (reply->status, ==, 201);
  g_assert_cmpstr (pki_certificate_get_name (certificate), ==, "贵州某某有限公司");
  g_assert_nonnull (strstr (pki_certificate_get_subject (certificate), "NTRCN-" CODE));
  g_assert_cmpuint (platform_test_count (test, "certificate WHERE profile = 'organisation' AND "
                                               "organisation IS NOT NULL"),
                    ==, 1);
  /* Who is identified for themself changes nothing of the enterprise's. */
  g_assert_cmpuint (change (person, platform_reply_text (reply, "serial")), ==, 409);
  /* The legal representative's emergency stop takes both. */
  stopped = platform_person_ask (person, "POST", "/v1/emergency-stop", NULL);
  g_assert_cmpint (json_object_get_int_member (stopped->json, "suspended"), ==, 2);
  g_clear_pointer (&person->signer, pki_signer_free);
  proof = platform_person_pass (person, person->key);
  g_assert_cmpuint (restore (person, platform_reply_text (reply, "serial"), proof), ==, 409);
  g_assert_cmpuint (
      platform_test_count (test, "certificate WHERE state = 'suspended' AND organisation <> ''"),
      ==, 1);
}

static guint
set_member (PlatformPerson *person, const char *id, const char *login, const char *roles)
{
  g_autofree char *path = g_strdup_printf ("/v1/organisations/%s/members", id);
  g_autofree char *body = g_strdup_printf ("{\"login\":\"%s\",\"roles\":[%s]}", login, roles);
  g_autoptr (PlatformReply) reply = platform_person_ask (person, "POST", path, body);

  return reply->status;
}

/* Only if they have no role yet. */
static guint
add_member (PlatformPerson *person, const char *id, const char *login, const char *roles)
{
  g_autofree char *path = g_strdup_printf ("/v1/organisations/%s/members", id);
  g_autofree char *body = g_strdup_printf ("{\"login\":\"%s\",\"roles\":[%s]}", login, roles);
  g_autofree char *act = platform_person_sign_act (person, "POST", path, body);

  return platform_test_status (
      person->test, "POST", path,
      &(PlatformSend){.session = person->session, .body = body, .act = act, .if_none_match = "*"});
}

/* As if they had a role already, which somebody else has taken meanwhile. */
static guint
add_member_if (PlatformPerson *person, const char *id, const char *state)
{
  g_autofree char *path = g_strdup_printf ("/v1/organisations/%s/members", id);
  const char *body = "{\"login\":\"hanmeimei\",\"roles\":[\"applicant\"]}";
  g_autofree char *act = platform_person_sign_act (person, "POST", path, body);

  return platform_test_status (
      person->test, "POST", path,
      &(PlatformSend){.session = person->session, .body = body, .act = act, .if_match = state});
}

static JsonObject *
first_item (PlatformReply *reply)
{
  return json_array_get_object_element (json_object_get_array_member (reply->json, "items"), 0);
}

/* Of what a person is told, by their login. */
static guint
count_told (PlatformTest *test, const char *login, const char *type, const char *state)
{
  g_autofree char *rows = g_strdup_printf (
      "event JOIN account ON account.person = event.stream "
      "WHERE login = '%s' AND event.type = '%s' AND event.state = '%s'",
      login, type, state);

  return platform_test_count (test, rows);
}

static void
test_members (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) boss = verified_person (test, "lilei");
  g_autoptr (PlatformPerson) clerk = platform_person_new (test, "hanmeimei");
  g_autoptr (PlatformReply) claimed = claim (boss, CODE);
  const char *id = platform_reply_text (claimed, "id");
  g_autofree char *path = g_strdup_printf ("/v1/organisations/%s/members", id);
  g_autoptr (PlatformReply) before = platform_person_ask (clerk, "GET", path, NULL);
  g_autoptr (PlatformReply) mine = NULL, members = NULL, removed = NULL, after = NULL;
  g_autofree char *member = NULL;

  g_assert_cmpuint (before->status, ==, 404);
  g_assert_cmpuint (set_member (clerk, id, "hanmeimei", "\"approver\""), ==, 404);
  g_assert_cmpuint (set_member (boss, id, "nobody", "\"approver\""), ==, 404);
  g_assert_cmpuint (set_member (boss, id, "hanmeimei", "\"emperor\""), ==, 400);
  g_assert_cmpuint (set_member (boss, id, "hanmeimei", ""), ==, 400);
  g_assert_cmpuint (set_member (boss, id, "hanmeimei", "\"approver\",\"auditor\""), ==, 400);
  g_assert_cmpuint (set_member (boss, id, "hanmeimei", "\"approver\",\"approver\""), ==, 400);
  g_assert_cmpuint (add_member_if (boss, id, "\"0123\""), ==, 412);
  g_assert_cmpuint (add_member (boss, id, "hanmeimei", "\"applicant\""), ==, 204);
  g_assert_cmpuint (add_member (boss, id, "hanmeimei", "\"auditor\""), ==, 412);
  g_assert_cmpuint (set_member (boss, id, "hanmeimei", "\"applicant\",\"approver\""), ==, 204);
  g_assert_cmpuint (set_member (clerk, id, "hanmeimei", "\"seal-administrator\""), ==, 403);
  mine = platform_person_ask (clerk, "GET", "/v1/organisations", NULL);
  g_assert_cmpuint (
      json_array_get_length (json_object_get_array_member (first_item (mine), "roles")), ==, 2);
  members = platform_person_ask (clerk, "GET", path, NULL);
  g_assert_cmpstr (json_object_get_string_member (first_item (members), "login"), ==, "hanmeimei");
  member = g_strdup_printf ("%s/%s", path,
                            json_object_get_string_member (first_item (members), "person"));
  removed = platform_person_ask (boss, "DELETE", member, NULL);
  g_assert_cmpuint (removed->status, ==, 204);
  after = platform_person_ask (clerk, "GET", path, NULL);
  g_assert_cmpuint (after->status, ==, 404);
  /* What was, stays on record. */
  g_assert_cmpuint (platform_test_count (test, "membership WHERE ended IS NOT NULL"), ==, 2);
  /* The person's program hears of each change, and of those alone that were made. */
  g_assert_cmpuint (count_told (test, "hanmeimei", "membership", "placed"), ==, 2);
  g_assert_cmpuint (count_told (test, "hanmeimei", "membership", "removed"), ==, 1);
  g_assert_cmpuint (platform_test_count (test, "event WHERE type = 'membership'"), ==, 3);
}

/* Who watches is nobody else there, by whichever account. */
static void
test_auditor (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) boss = verified_person (test, "lilei");
  g_autofree char *number = g_strdup_printf ("5201%010u001x", g_str_hash ("lilei"));
  g_autoptr (PlatformReply) claimed = claim (boss, CODE);
  const char *id = platform_reply_text (claimed, "id");

  platform_test_add_account_of (test, "boss-again", number);
  platform_test_add_account_of (test, "clerk", "520102199001011234");
  platform_test_add_account_of (test, "clerk-again", "520102199001011234");
  g_assert_cmpuint (set_member (boss, id, "lilei", "\"auditor\""), ==, 409);
  g_assert_cmpuint (set_member (boss, id, "boss-again", "\"auditor\""), ==, 409);
  g_assert_cmpuint (set_member (boss, id, "lilei", "\"approver\""), ==, 204);
  g_assert_cmpuint (set_member (boss, id, "clerk", "\"approver\""), ==, 204);
  g_assert_cmpuint (set_member (boss, id, "clerk-again", "\"auditor\""), ==, 409);
  g_assert_cmpuint (set_member (boss, id, "clerk", "\"auditor\""), ==, 204);
  g_assert_cmpuint (set_member (boss, id, "clerk-again", "\"approver\""), ==, 409);
  g_assert_cmpuint (set_member (boss, id, "clerk-again", "\"auditor\""), ==, 204);
}

/* Only who represents an enterprise is identified for it. */
static void
test_not_mine (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) boss = verified_person (test, "lilei");
  g_autoptr (PlatformPerson) clerk = platform_person_new (test, "hanmeimei");
  g_autoptr (PlatformReply) claimed = claim (boss, CODE);
  const char *id = platform_reply_text (claimed, "id");
  g_autofree char *body = g_strdup_printf ("{\"request\":\"%s\",\"organisation\":\"%s\"}",
                                           clerk->key->request, id);
  g_autoptr (PlatformReply)
      stranger = platform_person_ask (clerk, "POST", "/v1/identity-sessions", body);
  g_autoptr (PlatformReply) member = NULL;

  g_assert_cmpuint (stranger->status, ==, 404);
  g_assert_cmpuint (set_member (boss, id, "hanmeimei", "\"applicant\""), ==, 204);
  member = platform_person_ask (clerk, "POST", "/v1/identity-sessions", body);
  g_assert_cmpuint (member->status, ==, 403);
}

static guint
report (PlatformPerson *person, const char *id, const char *reason)
{
  g_autofree char *path = g_strdup_printf ("/v1/organisations/%s/report", id);
  g_autofree char *body = g_strdup_printf ("{\"reason\":\"%s\"}", reason);
  g_autoptr (PlatformReply) reply = platform_person_ask (person, "POST", path, body);

  return reply->status;
}

/* A session alone stops nobody's enterprise once its representative has a certificate. */
static guint
report_unsigned (PlatformPerson *person, const char *id)
{
  g_autofree char *path = g_strdup_printf ("/v1/organisations/%s/report", id);

  return platform_test_status (
      person->test, "POST", path,
      &(PlatformSend){.session = person->session, .body = "{\"reason\":\"x\"}"});
}

/* What is wrong is said before it is printed; on trial, where nobody looks, it is entered anew. */
static void
test_report (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) boss = verified_person (test, "lilei");
  g_autoptr (PlatformPerson) clerk = platform_person_new (test, "hanmeimei");
  g_autoptr (PlatformReply) claimed = claim (boss, CODE);
  const char *id = platform_reply_text (claimed, "id");
  g_autoptr (PlatformReply) certificate = get_certificate (boss, id), again = NULL, mine = NULL;

  g_assert_cmpuint (certificate->status, ==, 201);
  g_assert_cmpuint (report (clerk, id, "名称有误"), ==, 404);
  g_assert_cmpuint (set_member (boss, id, "hanmeimei", "\"applicant\""), ==, 204);
  g_assert_cmpuint (report (clerk, id, "名称有误"), ==, 403);
  g_assert_cmpuint (report (boss, id, "  "), ==, 400);
  g_assert_cmpuint (report_unsigned (boss, id), ==, 403);
  g_assert_cmpuint (report (boss, id, "名称有误"), ==, 204);
  g_assert_cmpuint (report (boss, id, "名称有误"), ==, 409);
  mine = platform_person_ask (boss, "GET", "/v1/organisations", NULL);
  g_assert_cmpstr (json_object_get_string_member (first_item (mine), "state"), ==, "rejected");
  g_assert_cmpstr (json_object_get_string_member (first_item (mine), "reason"), ==, "名称有误");
  /* What it has printed in it is what was wrong. */
  g_assert_cmpuint (platform_test_count (test, "certificate WHERE state = 'suspended' AND "
                                               "organisation IS NOT NULL"),
                    ==, 1);
  again = claim (boss, CODE);
  g_assert_cmpuint (again->status, ==, 201);
}

/* The tag of the first claim that waits, in quotes; of an older one when none does. */
static char *
look (PlatformTest *test, const char *session, gboolean own)
{
  g_autoptr (PlatformReply) list = platform_test_send (test, "GET", "/v1/organisation-claims",
                                                       &(PlatformSend){.session = session});
  JsonArray *items = json_object_get_array_member (list->json, "items");
  JsonObject *first = NULL;

  if (json_array_get_length (items) == 0)
    return g_strdup ("\"old\"");
  first = json_array_get_object_element (items, 0);
  g_assert_true (json_object_get_boolean_member (first, "own") == own);
  return g_strdup_printf ("\"%s\"", json_object_get_string_member (first, "etag"));
}

static guint
decide (PlatformTest *test, const char *session, const char *id, const char *verb)
{
  g_autofree char *path = g_strjoin ("/", "/v1/organisation-claims", id, verb, NULL);
  g_autofree char *seen = look (test, session, FALSE);

  return platform_test_status (test, "POST", path,
                               &(PlatformSend){.session = session,
                                               .if_match = seen,
                                               .body = g_str_equal (verb, "reject")
                                                           ? "{\"reason\":\"登记信息不符\"}"
                                                           : NULL});
}

/* What would stand in the subject of a certificate is one line that reads as it is written. */
static void
test_names (void)
{
  static const struct {
    const char *name;
    const char *problem;
  } bad[] = {{"贵州\\n有限公司", "name"},
             {"贵州\\u2028有限公司", "malformed"},
             {"\\u3164", "name"},
             {"贵州\\u200e有限公司", "name"},
             {"贵州\\u2f01有限公司", "name"}};
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) boss = verified_person (test, "lilei");

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"name\":\"%s\",\"credit_code\":\"" CODE "\"}",
                                               bad[i].name);
      g_autoptr (PlatformReply)
          refused = platform_person_ask (boss, "POST", "/v1/organisations", body);

      g_assert_cmpstr (platform_reply_problem (refused), ==, bad[i].problem);
    }
  g_assert_cmpuint (platform_test_count (test, "organisation"), ==, 0);
}

/* Where identities are checked, so are enterprises, and not by who claims them. */
static void
test_claims (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) boss = verified_person (test, "lilei");
  const PlatformGrant grant = {.login = "operator", .role = "ca-operator", .granted = TRUE};
  const PlatformGrant own = {.login = "lilei", .role = "ca-operator", .granted = TRUE};
  g_autofree char *session = NULL;
  g_autoptr (PlatformReply) first = NULL, second = NULL, listed = NULL, early = NULL;
  g_autoptr (PlatformReply) themself = NULL;
  g_autofree char *body = NULL, *mine = NULL, *path = NULL, *act = NULL;

  platform_test_stop (test);
  test->options.identification = "review";
  platform_test_start (test);
  platform_test_add_account (test, "operator");
  g_assert_true (platform_grant (&test->options, &grant, NULL));
  g_assert_true (platform_grant (&test->options, &own, NULL));
  session = platform_test_log_in (test, "operator");
  first = claim (boss, CODE);
  g_assert_cmpstr (platform_reply_text (first, "state"), ==, "claimed");
  body = g_strdup_printf ("{\"request\":\"%s\",\"organisation\":\"%s\"}", boss->key->request,
                          platform_reply_text (first, "id"));
  early = platform_person_ask (boss, "POST", "/v1/identity-sessions", body);
  g_assert_cmpuint (early->status, ==, 409);
  mine = look (test, boss->session, TRUE);
  path = g_strjoin ("/", "/v1/organisation-claims", platform_reply_text (first, "id"), "confirm",
                    NULL);
  act = platform_person_sign_act (boss, "POST", path, NULL);
  themself = platform_test_send (
      test, "POST", path, &(PlatformSend){.session = boss->session, .if_match = mine, .act = act});
  g_assert_cmpstr (platform_reply_problem (themself), ==, "own-application");
  g_assert_cmpuint (platform_test_status (test, "POST", path, &(PlatformSend){.session = session}),
                    ==, 428);
  g_assert_cmpuint (decide (test, session, platform_reply_text (first, "id"), "reject"), ==, 204);
  g_assert_cmpuint (decide (test, session, platform_reply_text (first, "id"), "confirm"), ==, 409);
  listed = platform_person_ask (boss, "GET", "/v1/organisations", NULL);
  g_assert_cmpstr (json_object_get_string_member (first_item (listed), "reason"), ==,
                   "登记信息不符");
  second = claim (boss, CODE);
  g_assert_cmpuint (second->status, ==, 201);
  g_assert_cmpuint (decide (test, session, platform_reply_text (second, "id"), "confirm"), ==, 204);
  g_assert_cmpuint (platform_test_count (test, "organisation WHERE state = 'confirmed'"), ==, 1);
  g_assert_cmpuint (count_told (test, "lilei", "organisation", "rejected"), ==, 1);
  g_assert_cmpuint (count_told (test, "lilei", "organisation", "confirmed"), ==, 1);
}

/* The register says that the enterprise is not theirs after all: nobody signs for it any more. */
static void
test_rejected_later (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) boss = verified_person (test, "lilei");
  g_autoptr (PlatformReply) claimed = claim (boss, CODE);
  const char *id = platform_reply_text (claimed, "id");
  g_autoptr (PlatformReply) certificate = get_certificate (boss, id);
  const PlatformGrant grant = {.login = "operator", .role = "ca-operator", .granted = TRUE};
  g_autofree char *session = NULL;

  g_assert_cmpuint (certificate->status, ==, 201);
  platform_test_stop (test);
  test->options.identification = "review";
  platform_test_start (test);
  platform_test_add_account (test, "operator");
  g_assert_true (platform_grant (&test->options, &grant, NULL));
  session = platform_test_log_in (test, "operator");
  g_assert_cmpuint (report (boss, id, "名称有误"), ==, 204);
  g_assert_cmpuint (platform_test_count (test, "certificate WHERE state = 'suspended'"), ==, 0);
  g_assert_cmpuint (decide (test, session, id, "reject"), ==, 204);
  g_assert_cmpuint (platform_test_count (test, "certificate WHERE state = 'suspended' AND "
                                               "organisation IS NOT NULL"),
                    ==, 1);
  g_assert_cmpuint (
      platform_test_count (test, "certificate WHERE state = 'active' AND profile = 'person'"), ==,
      1);
}

/* What an operator sees of an enterprise, by its id or its code. */
static PlatformReply *
get_claim (PlatformTest *test, const char *session, const char *name)
{
  g_autofree char *path = g_strconcat ("/v1/organisation-claims/", name, NULL);

  return platform_test_send (test, "GET", path, &(PlatformSend){.session = session});
}

static guint
doubt (PlatformTest *test, const char *session, const char *id, const char *etag, const char *why)
{
  g_autofree char *path = g_strjoin ("/", "/v1/organisation-claims", id, "doubt", NULL);
  g_autofree char *body = g_strdup_printf ("{\"reason\":\"%s\"}", why);

  return platform_test_status (test, "POST", path,
                               &(PlatformSend){.session = session, .if_match = etag, .body = body});
}

static char *
tag_of (PlatformTest *test, const char *session, const char *name)
{
  g_autoptr (PlatformReply) reply = get_claim (test, session, name);

  g_assert_cmpuint (reply->status, ==, 200);
  return g_strdup_printf ("\"%s\"", platform_reply_text (reply, "etag"));
}

/* Nobody reported it, and the register says something else by now: an operator puts a confirmed
 * enterprise in doubt, its certificates are suspended, and it is decided anew. This one was
 * confirmed on trial before, which is worth nothing where operators compare. */
static void
test_doubted (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) boss = verified_person (test, "lilei");
  g_autoptr (PlatformReply) claimed = claim (boss, CODE);
  const char *id = platform_reply_text (claimed, "id");
  g_autoptr (PlatformReply) certificate = get_certificate (boss, id);
  const PlatformGrant grant = {.login = "operator", .role = "ca-operator", .granted = TRUE};
  const PlatformGrant own = {.login = "lilei", .role = "ca-operator", .granted = TRUE};
  g_autofree char *session = NULL, *tag = NULL, *after = NULL, *path = NULL, *act = NULL;
  g_autoptr (PlatformReply) themself = NULL, listed = NULL, early = NULL, trial = NULL, late = NULL;
  g_autofree char *body = NULL;

  g_assert_cmpuint (certificate->status, ==, 201);
  platform_test_stop (test);
  test->options.identification = "review";
  platform_test_start (test);
  platform_test_add_account (test, "operator");
  g_assert_true (platform_grant (&test->options, &grant, NULL));
  g_assert_true (platform_grant (&test->options, &own, NULL));
  session = platform_test_log_in (test, "operator");
  tag = tag_of (test, session, CODE);
  after = tag_of (test, session, id);
  g_assert_cmpstr (tag, ==, after);
  body = g_strdup_printf ("{\"request\":\"%s\",\"organisation\":\"%s\"}", boss->key->request, id);
  trial = platform_person_ask (boss, "POST", "/v1/identity-sessions", body);
  g_assert_cmpstr (platform_reply_problem (trial), ==, "confirmed-on-trial");
  g_assert_cmpuint (doubt (test, session, id, NULL, "注销"), ==, 428);
  g_assert_cmpuint (doubt (test, session, id, "\"old\"", "注销"), ==, 412);
  g_assert_cmpuint (doubt (test, session, id, tag, "  "), ==, 400);
  g_assert_cmpuint (doubt (test, session, "0123456789abcdef0123456789abcdef", tag, "注销"), ==,
                    404);
  path = g_strjoin ("/", "/v1/organisation-claims", id, "doubt", NULL);
  act = platform_person_sign_act (boss, "POST", path, "{\"reason\":\"x\"}");
  themself = platform_test_send (
      test, "POST", path,
      &(PlatformSend){
          .session = boss->session, .if_match = tag, .act = act, .body = "{\"reason\":\"x\"}"});
  g_assert_cmpstr (platform_reply_problem (themself), ==, "own-application");
  g_assert_cmpuint (platform_test_count (test, "certificate WHERE state = 'suspended'"), ==, 0);
  g_assert_cmpuint (doubt (test, session, id, tag, "注销"), ==, 204);
  g_assert_cmpuint (platform_test_count (test, "certificate WHERE state = 'suspended' AND "
                                               "organisation IS NOT NULL"),
                    ==, 1);
  g_assert_cmpuint (
      platform_test_count (test, "certificate WHERE state = 'active' AND profile = 'person'"), ==,
      1);
  g_assert_cmpuint (platform_test_count (test, "evidence WHERE type = 'organisation-doubted'"), ==,
                    1);
  g_assert_cmpuint (count_told (test, "lilei", "organisation", "claimed"), ==, 1);
  listed = platform_person_ask (boss, "GET", "/v1/organisations", NULL);
  g_assert_cmpstr (json_object_get_string_member (first_item (listed), "state"), ==, "claimed");
  g_assert_cmpstr (json_object_get_string_member (first_item (listed), "reason"), ==, "注销");
  early = platform_person_ask (boss, "POST", "/v1/identity-sessions", body);
  g_assert_cmpuint (early->status, ==, 409);
  g_assert_cmpuint (set_member (boss, id, "operator", "\"approver\""), ==, 409);
  g_free (g_steal_pointer (&tag));
  tag = tag_of (test, session, id);
  g_assert_cmpuint (doubt (test, session, id, tag, "注销"), ==, 409);
  g_assert_cmpuint (decide (test, session, id, "confirm"), ==, 204);
  /* Who has no certificate of the enterprise back yet is not heard as it. */
  g_assert_cmpuint (platform_test_count (test, "certificate WHERE state = 'suspended'"), ==, 1);
  late = platform_person_ask (boss, "POST", "/v1/identity-sessions", body);
  g_assert_cmpuint (late->status, ==, 201);
}

static guint
withdraw (PlatformPerson *person, const char *id)
{
  g_autofree char *path = g_strjoin ("/", "/v1/organisations", id, "withdraw", NULL);
  g_autoptr (PlatformReply) reply = platform_person_ask (person, "POST", path, NULL);

  return reply->status;
}

/* A session alone ends nobody's enterprise, which may have been confirmed before it was doubted. */
static guint
withdraw_unsigned (PlatformPerson *person, const char *id)
{
  g_autofree char *path = g_strjoin ("/", "/v1/organisations", id, "withdraw", NULL);

  return platform_test_status (person->test, "POST", path,
                               &(PlatformSend){.session = person->session});
}

/* What waits is given up by whoever claimed it, and by nobody else; its code is free again. */
static void
test_withdrawn (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) boss = verified_person (test, "lilei");
  g_autoptr (PlatformPerson) other = verified_person (test, "wang");
  const PlatformGrant grant = {.login = "operator", .role = "ca-operator", .granted = TRUE};
  g_autofree char *session = NULL;
  g_autoptr (PlatformReply) first = NULL, second = NULL, listed = NULL, gone = NULL;
  const char *id;

  platform_test_stop (test);
  test->options.identification = "review";
  platform_test_start (test);
  platform_test_add_account (test, "operator");
  g_assert_true (platform_grant (&test->options, &grant, NULL));
  session = platform_test_log_in (test, "operator");
  first = claim (boss, CODE);
  id = platform_reply_text (first, "id");
  /* No challenge is given out for what is not theirs to give up. */
  g_assert_cmpuint (withdraw (other, id), ==, 403);
  g_assert_cmpuint (withdraw_unsigned (boss, id), ==, 403);
  g_assert_cmpuint (withdraw (boss, id), ==, 204);
  g_assert_cmpuint (platform_test_count (test, "evidence WHERE type = 'organisation-withdrawn'"),
                    ==, 1);
  g_assert_cmpuint (withdraw (boss, id), ==, 403);
  listed = platform_person_ask (boss, "GET", "/v1/organisations", NULL);
  g_assert_null (strstr (listed->body, CODE));
  gone = get_claim (test, session, CODE);
  g_assert_cmpuint (gone->status, ==, 404);
  g_assert_cmpuint (decide (test, session, id, "confirm"), ==, 409);
  second = claim (other, CODE);
  g_assert_cmpuint (second->status, ==, 201);
  g_assert_cmpuint (decide (test, session, platform_reply_text (second, "id"), "confirm"), ==, 204);
  g_assert_cmpuint (withdraw (other, platform_reply_text (second, "id")), ==, 409);
}

static guint
leave (PlatformPerson *person, const char *id)
{
  g_autoptr (PlatformReply) me = platform_person_ask (person, "GET", "/v1/me", NULL);
  g_autofree char *path = g_strdup_printf ("/v1/organisations/%s/members/%s", id,
                                           platform_reply_text (me, "person"));
  g_autoptr (PlatformReply) reply = platform_person_ask (person, "DELETE", path, NULL);

  return reply->status;
}

static char *
doubt_by_member (PlatformTest *test, const char *session, const char *id)
{
  g_autofree char *path = g_strjoin ("/", "/v1/organisation-claims", id, "doubt", NULL);
  g_autofree char *tag = tag_of (test, session, id);
  g_autoptr (PlatformReply) reply = platform_test_send (
      test, "POST", path,
      &(PlatformSend){.session = session, .if_match = tag, .body = "{\"reason\":\"x\"}"});

  return g_strdup (platform_reply_problem (reply));
}

/* Who belongs to an enterprise does not decide on it, by another account neither; but nobody is
 * made a member against their will so that they cannot. */
static void
test_member_decides (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) boss = verified_person (test, "lilei");
  g_autoptr (PlatformPerson) clerk = platform_person_new (test, "hanmeimei");
  g_autofree char *number = g_strdup_printf ("5201%010u001x", g_str_hash ("hanmeimei"));
  g_autoptr (PlatformReply) claimed = claim (boss, CODE);
  const char *id = platform_reply_text (claimed, "id");
  const PlatformGrant grant = {.login = "operator", .role = "ca-operator", .granted = TRUE};
  const PlatformGrant other = {.login = "hanmeimei", .role = "ca-operator", .granted = TRUE};
  g_autofree char *session = NULL, *twin = NULL, *own = NULL, *tag = NULL;

  g_assert_cmpuint (set_member (boss, id, "hanmeimei", "\"applicant\""), ==, 204);
  platform_test_stop (test);
  test->options.identification = "review";
  platform_test_start (test);
  platform_test_add_account_of (test, "operator", number);
  g_assert_true (platform_grant (&test->options, &grant, NULL));
  g_assert_true (platform_grant (&test->options, &other, NULL));
  session = platform_test_log_in (test, "operator");
  twin = doubt_by_member (test, session, id);
  own = doubt_by_member (test, clerk->session, id);
  g_assert_cmpstr (twin, ==, "own-application");
  g_assert_cmpstr (own, ==, "own-application");
  g_assert_cmpuint (leave (clerk, id), ==, 204);
  g_assert_cmpuint (leave (clerk, id), ==, 404);
  tag = tag_of (test, session, id);
  g_assert_cmpuint (doubt (test, session, id, tag, "注销"), ==, 204);
  g_assert_cmpuint (decide (test, clerk->session, id, "confirm"), ==, 204);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/platform/organisations/credit-code", test_credit_code);
  g_test_add_func ("/platform/organisations/certificate", test_certificate);
  g_test_add_func ("/platform/organisations/members", test_members);
  g_test_add_func ("/platform/organisations/auditor", test_auditor);
  g_test_add_func ("/platform/organisations/not-mine", test_not_mine);
  g_test_add_func ("/platform/organisations/report", test_report);
  g_test_add_func ("/platform/organisations/names", test_names);
  g_test_add_func ("/platform/organisations/claims", test_claims);
  g_test_add_func ("/platform/organisations/rejected-later", test_rejected_later);
  g_test_add_func ("/platform/organisations/doubted", test_doubted);
  g_test_add_func ("/platform/organisations/withdrawn", test_withdrawn);
  g_test_add_func ("/platform/organisations/member-decides", test_member_decides);
  return g_test_run ();
}
