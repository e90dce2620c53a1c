/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-password.h"
#include "platform-test.h"

gboolean __wrap_pki_password_verify (const char *hash, const char *password);
gboolean __real_pki_password_verify (const char *hash, const char *password);

static gint n_verified;

/* What a login costs is the work of this: counted, since time tells nothing on a busy machine. */
gboolean
__wrap_pki_password_verify (const char *hash, const char *password)
{
  g_assert_cmpuint (strlen (hash), >, 20);
  g_atomic_int_inc (&n_verified);
  return __real_pki_password_verify (hash, password);
}

#define ACCOUNT                                                                                    \
  "{\"login\":\"%s\",\"password\":\"%s\",\"name\":\"%s\",\"id_number\":\"52010219900101001x\"}"
#define LOGIN "{\"login\":\"%s\",\"password\":\"%s\"}"

static char *
login_body (const char *login, const char *password)
{
  return g_strdup_printf (LOGIN, login, password);
}

static PlatformReply *
try_login (PlatformTest *test, const char *login, const char *password)
{
  g_autofree char *body = login_body (login, password);

  return platform_test_send (test, "POST", "/v1/sessions", &(PlatformSend){.body = body});
}

static void
test_open_and_log_in (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autofree char *session = NULL;
  g_autoptr (PlatformReply) me = NULL;

  platform_test_add_account (test, "lilei");
  session = platform_test_log_in (test, "lilei");
  me = platform_test_send (test, "GET", "/v1/me", &(PlatformSend){.session = session});
  g_assert_cmpuint (me->status, ==, 200);
  g_assert_cmpstr (platform_reply_text (me, "name"), ==, "李雷");
  g_assert_cmpstr (platform_reply_text (me, "id_last_four"), ==, "001X");
  g_assert_cmpstr (platform_reply_text (me, "identity"), ==, "unverified");
  g_assert_null (strstr (me->body, "19900101"));
}

static void
test_refused_accounts (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  static const struct {
    const char *login;
    const char *password;
    const char *name;
    const char *problem;
  } table[] = {
      {"lilei", "a good password", "李雷", "exists"},
      {"li", "a good password", "李雷", "malformed"},
      {"li lei", "a good password", "李雷", "malformed"},
      {"lilei2", "short", "李雷", "weak-password"},
      {"lilei2", "12345678", "李雷", "weak-password"},
      {"longenough", "LONGENOUGH", "李雷", "weak-password"},
      {"longenough", "ｌｏｎｇｅｎｏｕｇｈ", "李雷", "weak-password"},
      {"lilei2", "１２３４５６７８", "李雷", "weak-password"},
      {"lilei2", "цццццццц", "李雷", "weak-password"},
      {"lilei2", "a good password", " ", "name"},
      {"lilei2", "a good password", "李\\u202e雷", "malformed"},
      {"lilei2", "a good password", "李\\u200b雷", "name"},
      {"lilei2", "a good password", "\\u0410nna Li", "name"},
      {"lilei2", "a good password", "李\\u2f12", "name"},
  };

  platform_test_add_account (test, "lilei");
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *body = g_strdup_printf (ACCOUNT, table[i].login, table[i].password,
                                               table[i].name);
      g_autoptr (PlatformReply)
          reply = platform_test_send (test, "POST", "/v1/accounts", &(PlatformSend){.body = body});

      g_assert_cmpstr (platform_reply_problem (reply), ==, table[i].problem);
      g_assert_null (strstr (reply->body, table[i].password));
    }
  g_assert_cmpuint (platform_test_count (test, "account"), ==, 1);
  g_assert_cmpuint (platform_test_count (test, "evidence WHERE actor IS NOT NULL"), ==, 1);
}

/* A stranger's and a known login look alike. */
static void
test_wrong_password (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformReply) wrong = NULL, unknown = NULL;

  platform_test_add_account (test, "lilei");
  wrong = try_login (test, "lilei", "not the password");
  unknown = try_login (test, "hanmeimei", "not the password");
  g_assert_cmpuint (wrong->status, ==, 401);
  g_assert_cmpstr (wrong->body, ==, unknown->body);
}

/* Who does not exist, is closed or never had a password costs what a wrong password does, and
 * reads the same. */
static void
test_same_cost (void)
{
  static const char *const logins[] = {"lilei", "nobody", "closed", "without"};
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformReply) first = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (logins); i++)
    if (i != 1)
      platform_test_add_account (test, logins[i]);
  platform_test_change (test, "UPDATE account SET state = 'closed' WHERE login = 'closed';"
                              "UPDATE account SET password = '' WHERE login = 'without'");
  first = try_login (test, "lilei", "not the password");
  for (guint i = 0; i < G_N_ELEMENTS (logins); i++)
    for (guint is_empty = 0; is_empty < 2; is_empty++)
      {
        gint before = g_atomic_int_get (&n_verified);
        g_autoptr (PlatformReply)
            reply = try_login (test, logins[i], is_empty ? "" : "not the password");

        if (is_empty && reply->status == 400)
          continue;
        g_assert_cmpuint (reply->status, ==, 401);
        g_assert_cmpstr (reply->body, ==, first->body);
        g_assert_cmpint (g_atomic_int_get (&n_verified), ==, before + 1);
      }
}

/* Guessing is slowed, and the clock, not patience of the program, gives it another try. */
static void
test_guessing_is_slowed (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformReply) slowed = NULL, right = NULL;

  platform_test_add_account (test, "lilei");
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (PlatformReply) reply = try_login (test, "lilei", "not the password");

      if (i < 5)
        g_assert_cmpuint (reply->status, ==, 401);
    }
  slowed = try_login (test, "lilei", PLATFORM_TEST_PASSWORD);
  g_assert_cmpuint (slowed->status, ==, 429);
  g_assert_cmpstr (platform_reply_problem (slowed), ==, "too-many");
  g_assert_nonnull (slowed->retry_after);
  test->now += 60;
  right = try_login (test, "lilei", PLATFORM_TEST_PASSWORD);
  g_assert_cmpuint (right->status, ==, 201);
}

static PlatformReply *
try_from (PlatformTest *test, const char *from, const char *login, const char *password)
{
  g_autofree char *body = g_strdup_printf ("{\"login\":\"%s\",\"password\":\"%s\"}", login,
                                           password);

  return platform_test_send (test, "POST", "/v1/sessions",
                             &(PlatformSend){.body = body, .from = from});
}

/* How many wrong passwords are nobody's fault: of one login from one place, of a place, of a login.
 */
static void
test_limits (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  static const struct {
    const char *login;
    const char *address;
    guint free;
  } table[] = {{"'one'", "'127.0.0.4'", 5}, {"'*'", "'127.0.0.5'", 20}, {"'three'", "'*'", 50}};
  static const char *const places[] = {"127.0.0.4", "127.0.0.5", "127.0.0.6"};
  static const char *const logins[] = {"one", "two", "three"};

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *sql = g_strdup_printf (
          "INSERT INTO login_failure (login, address, failures, last) "
          "VALUES (%s, %s, %u, %" G_GINT64_FORMAT ")",
          table[i].login, table[i].address, table[i].free - 1, test->now);
      g_autoptr (PlatformReply) last = NULL, slowed = NULL;

      platform_test_change (test, sql);
      last = try_from (test, places[i], logins[i], "not the password");
      g_assert_cmpuint (last->status, ==, 401);
      slowed = try_from (test, places[i], logins[i], "not the password");
      g_assert_cmpuint (slowed->status, ==, 429);
    }
}

/* Of an account that is closed nobody is logged in any more. */
static void
test_closed (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autofree char *session = NULL;
  g_autoptr (PlatformReply) login = NULL;

  platform_test_add_account (test, "lilei");
  session = platform_test_log_in (test, "lilei");
  platform_test_change (test, "UPDATE account SET state = 'closed'");
  g_assert_cmpuint (
      platform_test_status (test, "GET", "/v1/me", &(PlatformSend){.session = session}), ==, 401);
  login = try_login (test, "lilei", PLATFORM_TEST_PASSWORD);
  g_assert_cmpuint (login->status, ==, 401);
}

/* Thousands of wrong passwords from elsewhere, as the table of them then says. */
static void
guess_at (PlatformTest *test, const char *login)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *key = g_strdup_printf (i == 0 ? "'%s', '127.0.0.2'" : "'%s', '*'", login);
      g_autofree char *sql = g_strdup_printf (
          "INSERT INTO login_failure (login, address, failures, last) "
          "VALUES (%s, 5000, %" G_GINT64_FORMAT ")",
          key, test->now);

      platform_test_change (test, sql);
    }
}

/* The owner logs in at once where they have been before, and anywhere else after a quarter of an
 * hour at most. What the guesser reads is the same for a login that does not exist. */
static void
test_owner_is_not_locked_out (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformReply) at_home = NULL, away = NULL, later = NULL, known = NULL, unknown = NULL;

  platform_test_add_account (test, "lilei");
  g_free (platform_test_log_in (test, "lilei"));
  guess_at (test, "lilei");
  guess_at (test, "nobody");
  known = try_from (test, "127.0.0.2", "lilei", "not the password");
  unknown = try_from (test, "127.0.0.2", "nobody", "not the password");
  g_assert_cmpuint (known->status, ==, 429);
  g_assert_cmpuint (unknown->status, ==, 429);
  g_assert_cmpstr (known->body, ==, unknown->body);
  at_home = try_from (test, NULL, "lilei", PLATFORM_TEST_PASSWORD);
  g_assert_cmpuint (at_home->status, ==, 201);
  away = try_from (test, "127.0.0.3", "lilei", PLATFORM_TEST_PASSWORD);
  g_assert_cmpuint (away->status, ==, 429);
  g_assert_cmpint (atoi (away->retry_after), <=, 900);
  test->now += 900;
  later = try_from (test, "127.0.0.3", "lilei", PLATFORM_TEST_PASSWORD);
  g_assert_cmpuint (later->status, ==, 201);
}

/* As an earlier version of the program kept it, with less work: the next login makes it what it
 * would be now, and the password stays what it is. */
static void
test_kept_anew (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (GError) error = NULL;

  platform_test_add_account (test, "lilei");
  {
    g_autoptr (PlatformDb) db = g_str_has_prefix (test->database, "postgresql:")
                                    ? platform_db_open_postgresql (test->database, &error)
                                    : platform_db_open_sqlite (test->database, &error);

    platform_db_script (db,
                        "UPDATE account SET password = '$scrypt$ln=12,r=8,p=1$"
                        "000102030405060708090a0b0c0d0e0f$"
                        "99038348f8a93bbbf62247975fa4320524541c0cb982869fac968f3a7f42376a'",
                        &error);
    g_assert_no_error (error);
  }
  g_free (platform_test_log_in (test, "lilei"));
  g_assert_cmpuint (platform_test_count (test, "account WHERE password LIKE '$scrypt$ln=15,%'"), ==,
                    1);
  g_free (platform_test_log_in (test, "lilei"));
}

static void
test_sessions (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autofree char *first = NULL, *second = NULL, *path = NULL;
  g_autoptr (PlatformReply) list = NULL, opened = NULL;
  JsonArray *items;

  platform_test_add_account (test, "lilei");
  first = platform_test_log_in (test, "lilei");
  opened = try_login (test, "lilei", PLATFORM_TEST_PASSWORD);
  second = g_strdup (platform_reply_text (opened, "token"));
  list = platform_test_send (test, "GET", "/v1/sessions", &(PlatformSend){.session = first});
  items = json_object_get_array_member (list->json, "items");
  g_assert_cmpuint (json_array_get_length (items), ==, 2);
  g_assert_null (strstr (list->body, first));
  path = g_strconcat ("/v1/sessions/", platform_reply_text (opened, "id"), NULL);
  g_assert_cmpuint (platform_test_status (test, "DELETE", path, &(PlatformSend){.session = first}),
                    ==, 204);
  g_assert_cmpuint (
      platform_test_status (test, "GET", "/v1/me", &(PlatformSend){.session = second}), ==, 401);
  g_assert_cmpuint (platform_test_status (test, "DELETE", path, &(PlatformSend){.session = first}),
                    ==, 404);
  test->now += 31 * 24 * 3600;
  g_assert_cmpuint (platform_test_status (test, "GET", "/v1/me", &(PlatformSend){.session = first}),
                    ==, 401);
}

static void
test_password_change (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autofree char *first = NULL, *second = NULL;
  static const char *const body = "{\"old_password\":\"" PLATFORM_TEST_PASSWORD
                                  "\",\"new_password\":\"a newer password\"}";
  static const char *const wrong =
      "{\"old_password\":\"not it\",\"new_password\":\"a newer password\"}";

  platform_test_add_account (test, "lilei");
  first = platform_test_log_in (test, "lilei");
  second = platform_test_log_in (test, "lilei");
  g_assert_cmpuint (platform_test_status (test, "POST", "/v1/me/password",
                                          &(PlatformSend){.session = first, .body = wrong}),
                    ==, 401);
  g_assert_cmpuint (platform_test_status (test, "POST", "/v1/me/password",
                                          &(PlatformSend){.session = first, .body = body}),
                    ==, 204);
  g_assert_cmpuint (platform_test_status (test, "GET", "/v1/me", &(PlatformSend){.session = first}),
                    ==, 200);
  g_assert_cmpuint (
      platform_test_status (test, "GET", "/v1/me", &(PlatformSend){.session = second}), ==, 401);
}

static guint
change (PlatformTest *test, const char *session, const char *old_password, const char *more)
{
  g_autofree char *body = g_strdup_printf (
      "{\"old_password\":\"%s\",\"new_password\":\"a newer password\"%s}", old_password, more);

  return platform_test_status (test, "POST", "/v1/me/password",
                               &(PlatformSend){.session = session, .body = body});
}

static void
test_sessions_kept (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autofree char *first = NULL, *second = NULL;

  platform_test_add_account (test, "lilei");
  first = platform_test_log_in (test, "lilei");
  second = platform_test_log_in (test, "lilei");
  g_assert_cmpuint (change (test, first, PLATFORM_TEST_PASSWORD, ",\"keep_sessions\":true"), ==,
                    204);
  g_assert_cmpuint (
      platform_test_status (test, "GET", "/v1/me", &(PlatformSend){.session = second}), ==, 200);
  g_assert_cmpuint (platform_test_count (test, "evidence WHERE type = 'password-changed'"), ==, 1);
}

/* An open window is no place to guess at the password behind it. */
static void
test_guessing_in_a_window (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autofree char *session = NULL;

  platform_test_add_account (test, "lilei");
  session = platform_test_log_in (test, "lilei");
  for (guint i = 0; i < 5; i++)
    g_assert_cmpuint (change (test, session, "not the password", ""), ==, 401);
  change (test, session, "not the password", "");
  g_assert_cmpuint (change (test, session, PLATFORM_TEST_PASSWORD, ""), ==, 429);
  test->now += 60;
  g_assert_cmpuint (change (test, session, PLATFORM_TEST_PASSWORD, ""), ==, 204);
}

/* A lost computer is logged in no more; who asked is, and everybody else. */
static void
test_stop (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autofree char *lost = NULL, *mine = NULL, *theirs = NULL;

  platform_test_add_account (test, "lilei");
  platform_test_add_account (test, "hanmeimei");
  lost = platform_test_log_in (test, "lilei");
  mine = platform_test_log_in (test, "lilei");
  theirs = platform_test_log_in (test, "hanmeimei");
  g_assert_cmpuint (
      platform_test_status (test, "POST", "/v1/emergency-stop", &(PlatformSend){.session = mine}),
      ==, 200);
  g_assert_cmpuint (platform_test_status (test, "GET", "/v1/me", &(PlatformSend){.session = lost}),
                    ==, 401);
  g_assert_cmpuint (platform_test_status (test, "GET", "/v1/me", &(PlatformSend){.session = mine}),
                    ==, 200);
  g_assert_cmpuint (
      platform_test_status (test, "GET", "/v1/me", &(PlatformSend){.session = theirs}), ==, 200);
  g_assert_cmpuint (platform_test_count (test, "evidence WHERE type = 'session-ended'"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/platform/accounts/open-and-log-in", test_open_and_log_in);
  g_test_add_func ("/platform/accounts/refused", test_refused_accounts);
  g_test_add_func ("/platform/accounts/wrong-password", test_wrong_password);
  g_test_add_func ("/platform/accounts/same-cost", test_same_cost);
  g_test_add_func ("/platform/accounts/guessing-is-slowed", test_guessing_is_slowed);
  g_test_add_func ("/platform/accounts/owner-is-not-locked-out", test_owner_is_not_locked_out);
  g_test_add_func ("/platform/accounts/kept-anew", test_kept_anew);
  g_test_add_func ("/platform/accounts/limits", test_limits);
  g_test_add_func ("/platform/accounts/closed", test_closed);
  g_test_add_func ("/platform/accounts/sessions", test_sessions);
  g_test_add_func ("/platform/accounts/password-change", test_password_change);
  g_test_add_func ("/platform/accounts/sessions-kept", test_sessions_kept);
  g_test_add_func ("/platform/accounts/guessing-in-a-window", test_guessing_in_a_window);
  g_test_add_func ("/platform/accounts/stop", test_stop);
  return g_test_run ();
}
