/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "ask.h"
#include "keys-error.h"
#include "model-login.h"
#include "model-notices.h"
#include "model-secret.h"
#include "person.h"
#include "platform.h"
#include "support-folder.h"
#include "wire-problem.h"

static void
test_private_platform (Person *person, gconstpointer unused)
{
  g_autofree char *data = g_build_filename (person->folder, "platform", NULL);
  GStatBuf status;

  g_assert_cmpint (model_platform_get_state (person->platform), ==, MODEL_PLATFORM_OFF);
  g_assert_false (g_file_test (data, G_FILE_TEST_EXISTS));
  model_platform_connect (person->platform);
  person_settle (person);
  g_assert_cmpint (model_platform_get_state (person->platform), ==, MODEL_PLATFORM_READY);
  g_assert_true (model_platform_is_embedded (person->platform));
  g_assert_true (model_platform_is_trial (person->platform));
  g_assert_cmpstr (model_platform_get_about (person->platform)->name, ==, "试验平台");
  g_assert_cmpint (g_stat (data, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);
}

static void
test_account (Person *person, gconstpointer unused)
{
  g_autofree char *memory = g_build_filename (person->folder, "platforms.ini", NULL);
  g_autofree char *login = NULL;
  g_autoptr (GError) wrong = NULL;
  GStatBuf status;

  person_enter_well (person);
  g_assert_cmpstr (model_account_get_account (person->account)->name, ==, "王小明");
  g_assert_cmpint (g_stat (memory, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);

  person_close_desktop (person);
  person_open_desktop (person);
  person_refresh (person);
  g_assert_cmpstr (model_account_get_account (person->account)->login, ==, "wangxiaoming");

  model_login_leave (person->account);
  while (model_account_get_account (person->account) != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (model_platform_has_session (person->platform));
  wrong = person_enter (person, NULL, "not this one");
  g_assert_error (wrong, WIRE_PROBLEM, WIRE_PROBLEM_CREDENTIALS);
  login = model_account_dup_last_login (person->account);
  g_assert_cmpstr (login, ==, "wangxiaoming");
}

/* Its session would be shown to a platform that it is not of. */
static void
test_login_at_another_platform (Person *person, gconstpointer unused)
{
  g_autoptr (GBytes) secret = model_secret_new (PERSON_PASSWORD);
  Asked wait = {FALSE};

  person_enter_well (person);
  model_login_enter (person->account,
                     &(ModelRegistration){.login = "wangxiaoming", .password = secret}, NULL,
                     person_entered, &wait);
  g_assert_true (model_platform_use (person->platform, "http://127.0.0.1:1", NULL, NULL));
  asked_wait (&wait);
  g_assert_error (wait.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&wait.error);
  g_assert_false (model_platform_has_session (person->platform));
  g_assert_true (model_platform_use (person->platform, NULL, NULL, NULL));
  g_assert_true (model_platform_has_session (person->platform));
}

static void
password_changed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asked *wait = user_data;

  model_login_change_password_finish (result, &wait->error);
  wait->done = TRUE;
}

static GError *
change_password (Person *person, const char *from, const char *to, gboolean keep)
{
  g_autoptr (GBytes) old = model_secret_new (from);
  g_autoptr (GBytes) new = model_secret_new (to);
  Asked wait = {FALSE};

  model_login_change_password (
      person->account, &(ModelPasswordChange){.from = old, .to = new, .keep_sessions = keep}, NULL,
      password_changed, &wait);
  asked_wait (&wait);
  return wait.error;
}

static guint
count_sessions (Person *person)
{
  WireSessions *sessions = ask_well (person->platform,
                                     &(ClientQuestion){.operation = WIRE_LIST_SESSIONS});
  guint count = sessions->items->len;

  wire_free (&wire_sessions_type, sessions);
  return count;
}

/* The other sessions end where that is wished, and this one never. */
static void
execute (sqlite3 *database, const char *sql)
{
  g_assert_cmpint (sqlite3_exec (database, sql, NULL, NULL, NULL), ==, SQLITE_OK);
}

static gboolean
has_waited (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
let_pass (guint milliseconds)
{
  gboolean waited = FALSE;

  g_timeout_add (milliseconds, has_waited, &waited);
  while (!waited)
    g_main_context_iteration (NULL, TRUE);
}

/* Whoever gives a login up does not wait for the platform, which is at it already; and what that
 * began then is ended there. */
static void
test_login_given_up (Person *person, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (person->folder, "platform", "platform.db", NULL);
  g_autoptr (GBytes) secret = model_secret_new (PERSON_PASSWORD);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Asked wait = {FALSE};
  sqlite3 *database;

  person_enter_well (person);
  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  execute (database, "BEGIN IMMEDIATE");
  model_login_enter (person->account,
                     &(ModelRegistration){.login = "wangxiaoming", .password = secret}, cancellable,
                     person_entered, &wait);
  let_pass (1000);
  g_assert_false (wait.done);
  g_cancellable_cancel (cancellable);
  asked_wait (&wait);
  g_assert_error (wait.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&wait.error);
  execute (database, "ROLLBACK");
  sqlite3_close (database);
  let_pass (500); /* it tries again, and writes */
  g_assert_cmpuint (count_sessions (person), ==, 1);
  g_assert_true (model_platform_has_session (person->platform));
}

static void
test_password_changed (Person *person, gconstpointer unused)
{
  g_autoptr (GError) wrong = NULL;

  person_enter_well (person);
  g_assert_no_error (person_enter (person, NULL, PERSON_PASSWORD));
  wrong = change_password (person, "not this one", "another good one 5", FALSE);
  g_assert_error (wrong, WIRE_PROBLEM, WIRE_PROBLEM_CREDENTIALS);
  g_assert_no_error (change_password (person, PERSON_PASSWORD, "another good one 5", TRUE));
  g_assert_cmpuint (count_sessions (person), ==, 2);
  g_assert_no_error (change_password (person, "another good one 5", PERSON_PASSWORD, FALSE));
  g_assert_cmpuint (count_sessions (person), ==, 1);
}

/* Without a password of the account, by the key of a certificate of it. */
static void
test_entered_with_key (Person *person, gconstpointer unused)
{
  g_autofree char *sha256 = NULL;
  Asked wait = {FALSE};

  person_enter_and_accept (person);
  sha256 = person_apply (person);
  g_assert_true (model_platform_set_session (person->platform, NULL, NULL));
  model_login_enter_with_key (person->account, person_new_key (person, sha256, "wrong"), NULL,
                              person_entered, &wait);
  asked_wait (&wait);
  g_assert_error (wait.error, KEYS_ERROR, KEYS_ERROR_PASSWORD);
  g_clear_error (&wait.error);
  wait.done = FALSE;
  model_login_enter_with_key (person->account, person_new_key (person, sha256, PERSON_PASSWORD),
                              NULL, person_entered, &wait);
  asked_wait (&wait);
  g_assert_no_error (wait.error);
  person_settle (person);
  g_assert_cmpstr (model_account_get_account (person->account)->login, ==, "wangxiaoming");
}

static char *
take_news (Person *person, gint64 now)
{
  g_autoptr (GPtrArray) notices = model_notices_take (person->account, now);
  GString *news = g_string_new (NULL);

  for (guint i = 0; i < notices->len; i++)
    g_string_append_printf (news, "%s ", ((ModelNotice *) notices->pdata[i])->news);
  return g_string_free (news, FALSE);
}

static void
assert_news (Person *person, gint64 now, const char *wanted)
{
  g_autofree char *first = take_news (person, now);
  g_autofree char *again = take_news (person, now);

  g_assert_cmpstr (first, ==, wanted);
  g_assert_cmpstr (again, ==, "");
}

/* Each step before the end is told once, also to the next start of the program; a suspension and
 * its end likewise. */
static void
test_notices (Person *person, gconstpointer unused)
{
  const gint64 day = 24 * 60 * 60;
  g_autofree char *sha256 = NULL, *serial = NULL;
  WireCertificate *after;
  gint64 end;

  person_enter_and_accept (person);
  sha256 = person_apply (person);
  end = model_account_get_current (person->account, 0)->not_after;
  serial = g_strdup (model_account_get_current (person->account, 0)->serial);
  assert_news (person, end - 61 * day, "");
  assert_news (person, end - 60 * day, "60 ");
  assert_news (person, end - 31 * day, "");
  assert_news (person, end - 30 * day, "30 ");
  person_close_desktop (person);
  person_open_desktop (person);
  person_refresh (person);
  assert_news (person, end - 29 * day, "");
  assert_news (person, end - 7 * day, "7 ");
  assert_news (person, end - day + 1, "1 ");
  assert_news (person, end, "ended ");
  assert_news (person, end + day, "");
  g_assert_null (model_account_get_current (person->account, end));
  g_assert_cmpstr (model_account_get_last (person->account)->serial, ==, serial);
  after = person_ask_signed (
      person, &(ClientQuestion){.operation = WIRE_SUSPEND_CERTIFICATE, .value = serial}, sha256,
      PERSON_PASSWORD, NULL);
  g_assert_nonnull (after);
  wire_free (&wire_certificate_type, after);
  person_refresh (person);
  assert_news (person, end - day + 2, "suspended ");
}

/* Another platform at an address: known only after its root was compared, and never confused with
 * one that takes its place. */
static void
test_first_contact (Person *person, gconstpointer unused)
{
  g_autofree char *data = g_build_filename (person->folder, "elsewhere", NULL);
  g_autofree char *other = g_build_filename (person->folder, "impostor", NULL);
  g_autofree char *address = NULL;
  g_autofree char *root = NULL;
  g_autoptr (GError) error = NULL;
  PlatformOptions options = {.name = "省平台", .data_directory = data, .workers = 2};
  Platform *platform = platform_start (&options, &error);

  g_assert_no_error (error);
  address = g_strdup (platform_get_url (platform));
  g_assert_true (model_platform_use (person->platform, address, NULL, &error));
  model_platform_connect (person->platform);
  person_settle (person);
  g_assert_error ((GError *) model_platform_get_error (person->platform), MODEL_ERROR,
                  MODEL_ERROR_ROOT_NEW);
  root = model_platform_dup_new_root (person->platform);
  g_assert_cmpuint (strlen (root), ==, 64);
  g_assert_true (model_platform_accept_root (person->platform, root, &error));
  person_settle (person);
  g_assert_cmpstr (model_platform_get_about (person->platform)->name, ==, "省平台");

  options.port = g_ascii_strtoull (strrchr (address, ':') + 1, NULL, 10);
  options.data_directory = other;
  platform_stop (platform);
  person_close_desktop (person);
  platform = platform_start (&options, &error);
  g_assert_no_error (error);
  person_open_desktop (person);
  g_assert_cmpstr (model_platform_get_address (person->platform), ==, address);
  model_platform_connect (person->platform);
  person_settle (person);
  g_assert_error ((GError *) model_platform_get_error (person->platform), MODEL_ERROR,
                  MODEL_ERROR_ROOT_CHANGED);
  g_assert_true (model_platform_forget (person->platform, address, &error));
  g_assert_true (model_platform_is_embedded (person->platform));
  platform_stop (platform);
}

static void
test_nobody_there (Person *person, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (model_platform_use (person->platform, "http://127.0.0.1:1", NULL, &error));
  model_platform_connect (person->platform);
  person_settle (person);
  g_assert_cmpint (model_platform_get_state (person->platform), ==, MODEL_PLATFORM_FAILED);
  g_assert_nonnull (model_platform_get_error (person->platform));
  g_assert_true (model_platform_use (person->platform, NULL, NULL, &error));
  model_platform_connect (person->platform);
  person_settle (person);
  g_assert_cmpint (model_platform_get_state (person->platform), ==, MODEL_PLATFORM_READY);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func) (Person *, gconstpointer);
  } tests[] = {
      {"/model/platform/private", test_private_platform},
      {"/model/platform/account", test_account},
      {"/model/platform/login-elsewhere", test_login_at_another_platform},
      {"/model/platform/login-given-up", test_login_given_up},
      {"/model/platform/password-changed", test_password_changed},
      {"/model/platform/entered-with-key", test_entered_with_key},
      {"/model/platform/notices", test_notices},
      {"/model/platform/first-contact", test_first_contact},
      {"/model/platform/nobody", test_nobody_there},
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Person, NULL, person_set_up, tests[i].func, person_tear_down);
  return g_test_run ();
}
