/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-operations.h"
#include "platform-test.h"

/* The platform's own office: who gets a role, and who may not do what it is for. */

static gboolean
change (PlatformTest *test, const char *login, const char *role, gboolean granted)
{
  const PlatformGrant grant = {.login = login, .role = role, .granted = granted};
  g_autoptr (GError) error = NULL;

  return platform_grant (&test->options, &grant, &error);
}

static guint
list_reviews (PlatformTest *test, const char *session)
{
  return platform_test_status (test, "GET", "/v1/reviews", &(PlatformSend){.session = session});
}

/* Without a role each operation that asks for one is refused, and nothing is there that tells of
 * the attempt but the refusal. */
static void
test_wrong_role (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autofree char *session = NULL;
  guint n_walked = 0;

  platform_test_add_account (test, "lilei");
  session = platform_test_log_in (test, "lilei");
  g_assert_true (change (test, "lilei", "service-agent", TRUE));
  for (guint i = 0; i < WIRE_N_OPERATIONS; i++)
    {
      g_autofree char *path = wire_route_path (i, "0123456789abcdef", NULL);

      if (platform_operation_get (i)->access != PLATFORM_ACCESS_OPERATOR)
        continue;
      g_assert_cmpuint (platform_test_status (test, wire_route_get (i)->method, path,
                                              &(PlatformSend){
                                                  .session = session,
                                                  .body = wire_route_get (i)->body ? "{}" : NULL,
                                              }),
                        ==, 403);
      n_walked++;
    }
  g_assert_cmpuint (n_walked, ==, 9);
}

/* A role holds from the next request on, and ends so. */
static void
test_grant_and_withdraw (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autofree char *session = NULL;

  platform_test_add_account (test, "lilei");
  session = platform_test_log_in (test, "lilei");
  g_assert_cmpuint (list_reviews (test, session), ==, 403);
  g_assert_true (change (test, "lilei", "ca-operator", TRUE));
  g_assert_cmpuint (list_reviews (test, session), ==, 200);
  g_assert_true (change (test, "lilei", "ca-operator", FALSE));
  g_assert_cmpuint (list_reviews (test, session), ==, 403);
  g_assert_cmpuint (platform_test_count (test, "evidence WHERE type = 'role-granted'"), ==, 1);
  g_assert_cmpuint (platform_test_count (test, "evidence WHERE type = 'role-withdrawn'"), ==, 1);
}

static void
test_unknown (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();

  platform_test_add_account (test, "lilei");
  g_assert_false (change (test, "nobody", "ca-operator", TRUE));
  g_assert_false (change (test, "lilei", "emperor", TRUE));
  g_assert_cmpuint (platform_test_count (test, "evidence WHERE type LIKE 'role%'"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/platform/roles/wrong-role", test_wrong_role);
  g_test_add_func ("/platform/roles/grant-and-withdraw", test_grant_and_withdraw);
  g_test_add_func ("/platform/roles/unknown", test_unknown);
  return g_test_run ();
}
