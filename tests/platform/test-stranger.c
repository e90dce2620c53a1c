/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-operations.h"
#include "platform-test.h"

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

static char *
first_session (PlatformTest *test, const char *session)
{
  g_autoptr (PlatformReply)
      list = platform_test_send (test, "GET", "/v1/sessions", &(PlatformSend){.session = session});
  JsonArray *items = json_object_get_array_member (list->json, "items");

  return g_strdup (json_object_get_string_member (json_array_get_object_element (items, 0), "id"));
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
         : operation == WIRE_REPORT_ORGANISATION ? "{\"reason\":\"x\"}"
                                                 : "{\"request\":\"AAAA\"}";
}

/* Things of one person do not exist for another: where a path names something, it is not found, and
 * it is still there. */
static void
test_other_person (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autofree char *owner = NULL, *other = NULL, *id = NULL;
  guint before, n_walked = 0;

  platform_test_add_account (test, "lilei");
  platform_test_add_account (test, "hanmeimei");
  owner = platform_test_log_in (test, "lilei");
  other = platform_test_log_in (test, "hanmeimei");
  id = first_session (test, owner);
  before = platform_test_count (test, "evidence WHERE actor IS NOT NULL");
  for (guint i = 0; i < WIRE_N_OPERATIONS; i++)
    {
      g_autofree char *path = wire_route_path (i, id, id, NULL);

      if (platform_operation_get (i)->access != PLATFORM_ACCESS_PERSON ||
          !strchr (wire_route_get (i)->path, '{'))
        continue;
      g_assert_cmpuint (
          platform_test_status (test, wire_route_get (i)->method, path,
                                &(PlatformSend){.session = other, .body = body_of (i)}),
          ==, 404);
      n_walked++;
    }
  g_assert_cmpuint (n_walked, >, 0);
  g_assert_cmpuint (platform_test_count (test, "evidence WHERE actor IS NOT NULL"), ==, before);
  g_assert_cmpuint (platform_test_status (test, "GET", "/v1/me", &(PlatformSend){.session = owner}),
                    ==, 200);
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
  g_test_add_func ("/platform/stranger/start-token", test_start_token);
  return g_test_run ();
}
