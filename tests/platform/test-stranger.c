/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "platform-db.h"
#include "platform-operations.h"
#include "platform-person.h"

/* Every operation of the specification, walked by those who may not. */

static char *
path_of (WireOperation operation)
{
  return wire_route_path (operation, "0123456789abcdef0123456789abcdef",
                          "0123456789abcdef0123456789abcdef", NULL);
}

static guint
walk (PlatformTest *test, WireOperation operation, const char *session, const char *token)
{
  const WireRoute *route = wire_route_get (operation);
  g_autofree char *path = path_of (operation);
  gboolean has_body = route->body || platform_operation_get (operation)->media_type;

  return platform_test_status (test, route->method, path,
                               &(PlatformSend){
                                   .session = session,
                                   .token = token,
                                   .body = has_body ? "{}" : NULL,
                                   .media_type = platform_operation_get (operation)->media_type,
                               });
}

static void
test_stranger (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();

  for (guint i = 0; i < WIRE_N_OPERATIONS; i++)
    {
      PlatformAccess access = platform_operation_get (i)->access;

      if (access == PLATFORM_ACCESS_ANYONE || access == PLATFORM_ACCESS_PUBLIC)
        continue;
      g_assert_cmpuint (walk (test, i, NULL, NULL), ==, 401);
      g_assert_cmpuint (walk (test, i, "0123456789abcdef0123456789abcdef", NULL), ==, 401);
    }
  g_assert_cmpuint (platform_test_count (test, "evidence WHERE actor IS NOT NULL"), ==, 0);
}

/* Of a list of somebody's, the first thing's name. */
static char *
first_of (PlatformPerson *owner, const char *path, const char *member)
{
  g_autoptr (PlatformReply) list = platform_person_ask (owner, "GET", path, NULL);
  JsonArray *items = json_object_get_array_member (list->json, "items");

  g_assert_cmpuint (json_array_get_length (items), >, 0);
  return g_strdup (
      json_object_get_string_member (json_array_get_object_element (items, 0), member));
}

/* What somebody has, by the beginning of its paths; each of it is there. */
static const char *const kinds[] = {
    "/v1/sessions/",
    "/v1/me/portal-links/",
    "/v1/consents/",
    "/v1/identity-sessions/",
    "/v1/reviews/",
    "/v1/organisations/",
    "/v1/certificates/",
    "/v1/acts/",
    "/v1/organisation-claims/",
};

typedef struct {
  char *names[G_N_ELEMENTS (kinds)];
  char *member; /* of the organisation */
} Things;

static void
things_clear (Things *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_free (self->names[i]);
  g_free (self->member);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Things, things_clear)

/* NULL: it is nobody's. */
static const char *
name_of (Things *self, WireOperation operation)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_prefix (wire_route_get (operation)->path, kinds[i]))
      return self->names[i];
  return NULL;
}

/* A portal is another test's subject; here one has linked the account. */
static char *
add_portal_link (PlatformTest *test)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PlatformDb) db = g_str_has_prefix (test->database, "postgresql:")
                                  ? platform_db_open_postgresql (test->database, &error)
                                  : platform_db_open_sqlite (test->database, &error);

  platform_db_script (db,
                      "INSERT INTO portal_link SELECT 'feedfeedfeedfeedfeedfeedfeedfeed', "
                      "'https://portal.example', 'u-1', id, 1700000000, NULL FROM account WHERE "
                      "login = 'lilei'",
                      &error);
  g_assert_no_error (error);
  return g_strdup ("feedfeedfeedfeedfeedfeedfeedfeed");
}

/* The owner signs that a clerk is placed, and is being identified anew. */
static void
make_things (PlatformPerson *owner, Things *things)
{
  g_autoptr (PlatformReply) claimed = platform_person_ask (
      owner, "POST", "/v1/organisations",
      "{\"name\":\"贵州某某有限公司\",\"credit_code\":\"91110000802100433B\"}");
  g_autoptr (PlatformReply) identity = platform_person_begin (owner, owner->key);
  g_autofree char *members = NULL;
  g_autoptr (PlatformReply) placed = NULL;

  g_assert_cmpuint (claimed->status, ==, 201);
  g_assert_cmpuint (identity->status, ==, 201);
  members = g_strdup_printf ("/v1/organisations/%s/members", platform_reply_text (claimed, "id"));
  placed = platform_person_ask (owner, "POST", members,
                                "{\"login\":\"clerk\",\"roles\":[\"applicant\"]}");
  g_assert_cmpuint (placed->status, ==, 204);
  things->names[0] = first_of (owner, "/v1/sessions", "id");
  things->names[1] = add_portal_link (owner->test);
  things->names[2] = first_of (owner, "/v1/consents", "id");
  things->names[3] = g_strdup (platform_reply_text (identity, "id"));
  things->names[4] = g_strdup (things->names[3]);
  things->names[5] = g_strdup (platform_reply_text (claimed, "id"));
  things->names[6] = g_strdup (owner->serial);
  things->names[7] = first_of (owner, "/v1/acts", "id");
  things->names[8] = g_strdup (things->names[5]);
  things->member = first_of (owner, members, "person");
}

/* A body that is in order for an operation on one thing. */
static const char *
body_of (WireOperation operation)
{
  if (!wire_route_get (operation)->body)
    return NULL;
  return operation == WIRE_REVOKE_CERTIFICATE    ? "{\"reason\":0}"
         : operation == WIRE_RESTORE_CERTIFICATE ? "{\"session\":\"x\"}"
         : operation == WIRE_CHANGE_CERTIFICATE  ? "{\"session\":\"x\",\"request\":\"AAAA\"}"
         : operation == WIRE_SET_MEMBER          ? "{\"login\":\"lilei\",\"roles\":[\"auditor\"]}"
         : operation == WIRE_REPORT_ORGANISATION || operation == WIRE_REJECT_REVIEW ||
                 operation == WIRE_REJECT_CLAIM || operation == WIRE_DOUBT_CLAIM
             ? "{\"reason\":\"x\"}"
             : "{\"request\":\"AAAA\"}";
}

#define NOBODY_S "0123456789abcdef0123456789abcdef"

/* All that can be seen of an answer. */
static char *
answer_to (PlatformTest *test, WireOperation operation, const char *path, const char *session)
{
  g_autoptr (PlatformReply)
      reply = platform_test_send (test, wire_route_get (operation)->method, path,
                                  &(PlatformSend){.session = session, .body = body_of (operation)});

  return g_strdup_printf ("%u %s %s %s", reply->status, reply->etag, reply->retry_after,
                          reply->body);
}

/* What is somebody's is refused in the words in which what does not exist is. */
static void
assert_no_difference (PlatformTest *test,
                      WireOperation operation,
                      Things *things,
                      const char *session)
{
  g_autofree char *path = wire_route_path (operation, name_of (things, operation), things->member,
                                           NULL);
  g_autofree char *nowhere = wire_route_path (operation, NOBODY_S, NOBODY_S, NULL);
  g_autofree char *got = answer_to (test, operation, path, session);
  g_autofree char *wanted = answer_to (test, operation, nowhere, session);

  g_test_message ("%s", path);
  g_assert_cmpstr (got, ==, wanted);
  g_assert_true (g_str_has_prefix (got, "404 ") || g_str_has_prefix (got, "403 "));
}

/* Nor is anything told by what is given out to be signed. */
static void
assert_no_challenge (PlatformPerson *stranger, WireOperation operation, Things *things)
{
  g_autoptr (PlatformReply)
      got = platform_person_challenge (stranger, operation, name_of (things, operation));
  g_autoptr (PlatformReply) wanted = platform_person_challenge (stranger, operation, NOBODY_S);

  g_assert_cmpuint (got->status, >=, 400);
  g_assert_cmpuint (got->status, ==, wanted->status);
  g_assert_cmpstr (got->body, ==, wanted->body);
}

static gboolean
is_for_people (WireOperation operation)
{
  PlatformAccess access = platform_operation_get (operation)->access;

  return (access == PLATFORM_ACCESS_PERSON || access == PLATFORM_ACCESS_OPERATOR) &&
         strchr (wire_route_get (operation)->path, '{');
}

/* Things of one person do not exist for another, whether they have a certificate, or are of the
 * office, or neither: where a path names something, it is not found, and it is still there. */
static void
test_other_person (void)
{
  const PlatformGrant grant = {.login = "office", .role = "ca-operator", .granted = TRUE};
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) owner = platform_person_new (test, "lilei");
  g_autoptr (PlatformPerson) stranger = platform_person_new (test, "hanmeimei");
  g_autoptr (PlatformPerson) certified = platform_person_new (test, "zhangsan");
  g_autoptr (PlatformPerson) office = platform_person_new (test, "office");
  g_auto (Things) things = {{NULL}};
  guint before, n_walked = 0;

  platform_test_add_account (test, "clerk");
  g_assert_true (platform_grant (&test->options, &grant, NULL));
  platform_person_certify (owner);
  platform_person_certify (certified);
  make_things (owner, &things);
  before = platform_test_count (test, "evidence");
  for (guint i = 0; i < WIRE_N_OPERATIONS; i++)
    {
      if (!is_for_people (i))
        continue;
      g_assert_nonnull (name_of (&things, i));
      assert_no_difference (test, i, &things, stranger->session);
      assert_no_difference (test, i, &things, certified->session);
      assert_no_challenge (stranger, i, &things);
      assert_no_challenge (certified, i, &things);
      if (platform_operation_get (i)->access == PLATFORM_ACCESS_PERSON)
        assert_no_difference (test, i, &things, office->session);
      n_walked++;
    }
  g_assert_cmpuint (n_walked, >=, 23);
  g_assert_cmpuint (platform_test_count (test, "evidence"), ==, before);
  g_assert_cmpuint (
      platform_test_status (test, "GET", "/v1/me", &(PlatformSend){.session = owner->session}), ==,
      200);
}

/* What the walk asked for is there, for whose it is. */
static void
test_owner (void)
{
  static const WireOperation seen[] = {WIRE_GET_IDENTITY, WIRE_GET_CERTIFICATE, WIRE_GET_ACT,
                                       WIRE_LIST_MEMBERS, WIRE_LIST_ACTS_OF};
  static const WireOperation ended[] = {WIRE_CANCEL_IDENTITY, WIRE_WITHDRAW_CONSENT,
                                        WIRE_END_PORTAL_LINK, WIRE_DELETE_SESSION};
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) owner = platform_person_new (test, "lilei");
  g_auto (Things) things = {{NULL}};

  platform_test_add_account (test, "clerk");
  platform_person_certify (owner);
  make_things (owner, &things);
  for (guint i = 0; i < G_N_ELEMENTS (seen); i++)
    {
      g_autofree char *path = wire_route_path (seen[i], name_of (&things, seen[i]), NULL);

      g_assert_cmpuint (
          platform_test_status (test, "GET", path, &(PlatformSend){.session = owner->session}), ==,
          200);
    }
  for (guint i = 0; i < G_N_ELEMENTS (ended); i++)
    {
      g_autofree char *path = wire_route_path (ended[i], name_of (&things, ended[i]), NULL);

      g_assert_cmpuint (
          platform_test_status (test, "DELETE", path, &(PlatformSend){.session = owner->session}),
          ==, 204);
    }
}

/* An embedded platform answers nobody who does not know how it was started. */
static void
test_start_token (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();

  platform_test_stop (test);
  test->options.token = "0123456789abcdef";
  platform_test_start (test);
  for (guint i = 0; i < WIRE_N_OPERATIONS; i++)
    {
      if (platform_operation_get (i)->access == PLATFORM_ACCESS_PUBLIC)
        continue;
      g_assert_cmpuint (walk (test, i, NULL, NULL), ==, 401);
      g_assert_cmpuint (walk (test, i, NULL, "0123456789abcdee"), ==, 401);
    }
  g_assert_cmpuint (walk (test, WIRE_GET_PLATFORM, NULL, "0123456789abcdef"), ==, 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/platform/stranger/no-session", test_stranger);
  g_test_add_func ("/platform/stranger/other-person", test_other_person);
  g_test_add_func ("/platform/stranger/owner", test_owner);
  g_test_add_func ("/platform/stranger/start-token", test_start_token);
  return g_test_run ();
}
