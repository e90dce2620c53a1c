/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "platform-keeper.h"
#include "platform-person.h"
#include "platform-private.h"

/* What a running platform renews by itself, with a clock handed in. */

#define DAY G_GINT64_CONSTANT (86400)
#define YEAR (365 * DAY)

static GMutex log_lock;
static GString *logged;

/* The log of this process: a warning is what a test asks for, and no reason to end. */
static GLogWriterOutput
keep_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  g_autofree char *line = g_log_writer_format_fields (level, fields, n_fields, FALSE);

  g_mutex_lock (&log_lock);
  g_string_append (logged, line);
  g_mutex_unlock (&log_lock);
  return G_LOG_WRITER_HANDLED;
}

static gboolean
was_logged (const char *words)
{
  gboolean was;

  g_mutex_lock (&log_lock);
  was = strstr (logged->str, words) != NULL;
  g_string_truncate (logged, 0);
  g_mutex_unlock (&log_lock);
  return was;
}

static void
keep (Platform *platform)
{
  PlatformStore *store = platform_pool_take (platform->pool);

  platform_keeper_run (platform, store);
  platform_pool_give (platform->pool, store);
}

static gpointer
keep_in_thread (gpointer data)
{
  keep (data);
  return NULL;
}

static char *
holder_of (PlatformOffice *office)
{
  g_autoptr (PlatformTerm) term = platform_office_take (office);

  return g_strdup (pki_certificate_get_serial (term->certificate));
}

static char *
health (PlatformTest *test)
{
  g_autoptr (PlatformReply) reply = platform_test_send (test, "GET", "/healthz", NULL);

  g_assert_cmpuint (reply->status, ==, 200);
  return g_strdup (reply->body);
}

static gboolean
says (PlatformTest *test, const char *word)
{
  g_autofree char *text = health (test);

  return strstr (text, word) != NULL;
}

static void
keep_all_at_once (Platform **platforms, guint n)
{
  GThread *threads[8];

  for (guint i = 0; i < n; i++)
    threads[i] = g_thread_new ("keeper", keep_in_thread, platforms[i]);
  for (guint i = 0; i < n; i++)
    g_thread_join (threads[i]);
}

/* Three processes of one platform notice at once that it is time: one certificate each is made, and
 * all go over to it, while the old one stays good. */
static void
test_offices (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (Platform) second = platform_start (&test->options, &error);
  g_autoptr (Platform) third = platform_start (&test->options, &error);
  Platform *all[] = {test->platform, second, third};
  g_autofree char *first = holder_of (test->platform->authority->responder);
  g_autofree char *renewed = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (platform_test_count (test, "certificate"), ==, 3);
  test->now += YEAR;
  keep_all_at_once (all, 3);
  g_assert_cmpuint (platform_test_count (test, "certificate"), ==, 3);
  test->now += YEAR * 3 / 4;
  keep_all_at_once (all, 3);
  g_assert_cmpuint (platform_test_count (test, "certificate WHERE profile = 'ocsp'"), ==, 2);
  g_assert_cmpuint (platform_test_count (test, "certificate WHERE profile = 'timestamp'"), ==, 1);
  g_assert_cmpuint (platform_test_count (test, "certificate WHERE profile = 'cmp'"), ==, 2);
  g_assert_cmpuint (platform_test_count (test, "evidence WHERE type = 'certificate-issued'"), ==,
                    5);
  renewed = holder_of (second->authority->responder);
  g_assert_cmpstr (renewed, !=, first);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autofree char *holder = holder_of (all[i]->authority->responder);

      g_assert_cmpstr (holder, ==, renewed);
    }
  g_assert_cmpuint (platform_test_count (test, "certificate WHERE state <> 'active'"), ==, 0);
  g_assert_true (says (test, "\"ok\""));
}

/* Nobody asks for the list, and it is there in time all the same. */
static void
test_list_unasked (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  gint64 deadline = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  platform_test_stop (test);
  test->options.keep_seconds = 1;
  platform_test_start (test);
  g_assert_cmpuint (platform_test_count (test, "revocation_list"), ==, 1);
  test->now += DAY;
  while (platform_test_count (test, "revocation_list") == 1)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (100000);
    }
}

/* For eleven days, looked after each hour: at no moment has the newest list run out. */
static void
test_list_in_time (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();

  for (guint hour = 0; hour < 11 * 24; hour++)
    {
      g_autofree char *late = NULL;

      test->now += 3600;
      keep (test->platform);
      late = g_strdup_printf ("revocation_list WHERE next_update > %" G_GINT64_FORMAT
                              " AND this_update > %" G_GINT64_FORMAT,
                              test->now + 5 * DAY, test->now - DAY);
      g_assert_cmpuint (platform_test_count (test, late), >=, 1);
    }
  g_assert_cmpuint (platform_test_count (test, "revocation_list"), ==, 12);
}

static void
test_authority_ends (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformReply) metrics = NULL;

  g_assert_true (says (test, "\"ok\""));
  test->now += 9 * YEAR + 2 * DAY;
  keep (test->platform);
  g_assert_true (was_logged ("authority-ends: the authority's certificate ends in 36"));
  g_assert_true (says (test, "\"authority-ends\""));
  metrics = platform_test_send (test, "GET", "/metrics",
                                &(PlatformSend){.session = PLATFORM_TEST_COUNTER});
  g_assert_nonnull (strstr (metrics->body, "vermilion_concern{matter=\"authority-ends\"} 1"));
  g_assert_nonnull (strstr (metrics->body, "vermilion_concern{matter=\"clock\"} 0"));
  g_assert_nonnull (strstr (metrics->body, "vermilion_authority_end_seconds 2"));
}

/* The root's list while the root's key is elsewhere, and when it is back. */
static void
test_root_list (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autofree char *key = g_build_filename (test->folder, "root", "root.key", NULL);
  g_autofree char *away = g_build_filename (test->folder, "root", "away", NULL);
  g_autoptr (GBytes) before = platform_authority_dup_root_list (test->platform->authority);
  g_autoptr (GBytes) same = NULL, after = NULL;

  g_assert_cmpint (g_rename (key, away), ==, 0);
  test->now += 300 * DAY;
  keep (test->platform);
  g_assert_true (says (test, "\"ok\""));
  test->now += 50 * DAY;
  keep (test->platform);
  g_assert_true (was_logged ("root-list: "));
  g_assert_true (says (test, "\"root-list\""));
  same = platform_authority_dup_root_list (test->platform->authority);
  g_assert_true (g_bytes_equal (before, same));
  g_assert_cmpint (g_rename (away, key), ==, 0);
  keep (test->platform);
  g_assert_true (says (test, "\"ok\""));
  after = platform_authority_dup_root_list (test->platform->authority);
  g_assert_false (g_bytes_equal (before, after));
}

static gint64 uptime_now;

static gint64
test_uptime (gpointer data)
{
  return uptime_now;
}

/* What openssl reads in the answer to a request of its own, and in that of the status of what was
 * never issued. */
static char *
stamp (PlatformTest *test)
{
  const char *url = platform_get_url (test->platform);
  g_autofree char *line = g_strdup_printf (
      "cd '%s' && echo x >data && openssl ts -query -data data -sha256 -out q 2>/dev/null && curl "
      "-sf -H 'Content-Type: application/timestamp-query' --data-binary @q %s/tsa -o a; openssl ts "
      "-reply -in a -text 2>/dev/null; openssl ocsp -issuer authority.cer -serial 0x4711 -url "
      "%s/ocsp -no_nonce -noverify 2>&1",
      test->folder, url, url);
  const char *const arguments[] = {"sh", "-c", line, NULL};
  g_autoptr (GError) error = NULL;
  char *out = NULL;

  g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, NULL,
                &error);
  g_assert_no_error (error);
  return out;
}

#define assert_stamp(test, words)                                                                  \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *said_ = stamp (test);                                                         \
                                                                                                   \
    if (!strstr (said_, words))                                                                    \
      g_test_message ("%s", said_);                                                                \
    g_assert_nonnull (strstr (said_, words));                                                      \
  }                                                                                                \
  G_STMT_END

/* A clock that somebody sets gives no time, forward either; and what it said is not remembered, so
 * that the right time is good again at once. */
static void
test_clock_jumps (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();

  platform_test_stop (test);
  uptime_now = 1000;
  test->options.uptime = test_uptime;
  platform_test_start (test);
  assert_stamp (test, "Status: Granted");
  test->now += 5;
  uptime_now += 3;
  assert_stamp (test, "Status: Granted");
  test->now += 3600;
  assert_stamp (test, "time source is not available");
  assert_stamp (test, "trylater (3)");
  keep (test->platform);
  g_assert_true (was_logged ("clock: "));
  g_assert_true (says (test, "\"clock\""));
  test->now -= 3600;
  assert_stamp (test, "Status: Granted");
  assert_stamp (test, "\nunknown");
  keep (test->platform);
  g_assert_true (says (test, "\"ok\""));
  /* Asleep, both go on. */
  test->now += 40 * 3600;
  uptime_now += 40 * 3600;
  assert_stamp (test, "Status: Granted");
  test->now -= 30;
  assert_stamp (test, "time source is not available");
}

static PlatformReply *
ask_certificate (PlatformPerson *person, PlatformKey *key, const char *passed)
{
  g_autofree char *body = g_strdup_printf ("{\"session\":\"%s\",\"request\":\"%s\"}", passed,
                                           key->request);

  return platform_person_ask (person, "POST", "/v1/certificates", body);
}

static PlatformReply *
restore (PlatformPerson *person, const char *passed)
{
  g_autofree char *path = g_strdup_printf ("/v1/certificates/%s/restore", person->serial);
  g_autofree char *body = g_strdup_printf ("{\"session\":\"%s\"}", passed);

  return platform_test_send (person->test, "POST", path,
                             &(PlatformSend){.session = person->session, .body = body});
}

/* By a clock that was set nothing is issued and nothing renewed; what cannot wait goes on, and what
 * that has left behind is put right once the clock is. */
static void
test_clock_set (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = NULL;
  g_autoptr (PlatformKey) key = platform_key_new ("p256");
  g_autoptr (PlatformReply) refused = NULL, suspended = NULL, issued = NULL;
  g_autoptr (PlatformReply) restored = NULL, early = NULL;
  g_autofree char *passed = NULL, *before = NULL, *during = NULL, *path = NULL, *rows = NULL;
  guint n_lists;

  platform_test_stop (test);
  uptime_now = 1000;
  test->options.uptime = test_uptime;
  platform_test_start (test);
  person = platform_person_new (test, "lilei");
  platform_person_certify (person);
  passed = platform_person_pass (person, key);
  before = holder_of (test->platform->authority->responder);
  n_lists = platform_test_count (test, "revocation_list");
  test->now += 700 * DAY;
  keep (test->platform);
  test->now -= 680 * DAY;
  keep (test->platform);
  during = holder_of (test->platform->authority->responder);
  g_assert_cmpstr (during, ==, before);
  g_assert_cmpuint (platform_test_count (test, "revocation_list"), ==, n_lists);
  early = platform_person_begin (person, key);
  g_assert_cmpstr (platform_reply_problem (early), ==, "clock");
  /* As long as the identification is good. */
  test->now -= 20 * DAY - 60;
  refused = ask_certificate (person, key, passed);
  g_assert_cmpuint (refused->status, ==, 503);
  g_assert_cmpstr (platform_reply_problem (refused), ==, "clock");
  path = g_strdup_printf ("/v1/certificates/%s/suspend", person->serial);
  suspended = platform_person_ask (person, "POST", path, NULL);
  g_assert_cmpuint (suspended->status, ==, 200);
  g_assert_cmpuint (platform_test_count (test, "revocation_list"), ==, n_lists + 1);
  restored = restore (person, passed);
  g_assert_cmpstr (platform_reply_problem (restored), ==, "clock");
  test->now -= 60;
  keep (test->platform);
  /* What was stopped was stopped then, whatever the clock said: nothing signed later is good. */
  rows = g_strdup_printf ("certificate WHERE since > %" G_GINT64_FORMAT, test->now);
  g_assert_cmpuint (platform_test_count (test, rows), ==, 0);
  g_assert_cmpuint (platform_test_count (test, "certificate WHERE since > 0"), ==, 1);
  rows = (g_free (rows),
          g_strdup_printf ("revocation_list WHERE this_update > %" G_GINT64_FORMAT, test->now));
  g_assert_cmpuint (platform_test_count (test, rows), ==, 0);
  g_assert_cmpuint (platform_test_count (test, "revocation_list"), ==, n_lists + 1);
  issued = ask_certificate (person, key, passed);
  g_assert_cmpuint (issued->status, ==, 201);
  was_logged ("clock");
}

static guint
status_of (PlatformTest *test)
{
  g_autofree char *line = g_strdup_printf (
      "cd '%s' && for f in authority tsa; do openssl x509 -inform der -in $f.cer -out $f.pem; done "
      "&& openssl ocsp -issuer authority.pem -cert tsa.pem -no_nonce -url %s/ocsp -noverify "
      "-resp_text 2>&1",
      test->folder, platform_get_url (test->platform));
  const char *const arguments[] = {"sh", "-c", line, NULL};
  g_autofree char *out = NULL;

  g_assert_true (g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                               &out, NULL, NULL, NULL));
  return strstr (out, "trylater") ? 3 : strstr (out, "Cert Status: good") ? 0 : 99;
}

/* Where nobody kept the offices in time they sign nothing with a certificate that has ended, and
 * the authority issues nothing below one. */
static void
test_ended (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (PlatformKey) key = platform_key_new ("p256");
  g_autoptr (PlatformReply) refused = NULL;
  g_autofree char *passed = NULL;

  assert_stamp (test, "Status: Granted");
  g_assert_cmpuint (status_of (test), ==, 0);
  test->now += 5 * YEAR + DAY;
  assert_stamp (test, "system failure");
  g_assert_cmpuint (status_of (test), ==, 3);
  keep (test->platform);
  assert_stamp (test, "Status: Granted");
  g_assert_cmpuint (status_of (test), ==, 0);
  test->now += 5 * YEAR;
  g_free (person->session);
  person->session = platform_test_log_in (test, "lilei");
  passed = platform_person_pass (person, key);
  refused = ask_certificate (person, key, passed);
  g_assert_cmpuint (refused->status, ==, 503);
  g_assert_cmpuint (platform_test_count (test, "certificate WHERE person IS NOT NULL"), ==, 0);
  was_logged ("ended");
}

/* No number twice, whichever process gave it. */
static void
test_serials (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (Platform) second = platform_start (&test->options, &error);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < 12; i++)
    {
      Platform *mine = test->platform;
      g_autofree char *text = NULL;
      g_auto (GStrv) lines = NULL;

      test->platform = i % 2 == 0 ? mine : second;
      text = stamp (test);
      test->platform = mine;
      lines = g_strsplit (text, "\n", -1);
      for (guint k = 0; lines[k]; k++)
        if (g_str_has_prefix (lines[k], "Serial number: 0x"))
          g_hash_table_add (seen, g_strdup (lines[k]));
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 12);
}

/* Within its time, what is kept does what it is kept for; a clock that was set ends nothing. */
static void
test_terms (void)
{
  static const char *const wrong = "{\"login\":\"lilei\",\"password\":\"not the password\"}";
  static const char *const account =
      "{\"login\":\"hanmeimei\",\"password\":\"" PLATFORM_TEST_PASSWORD
      "\",\"name\":\"韩梅梅\",\"id_number\":\"520102199001010022\"}";
  const PlatformSend once = {.body = account, .name = "once"};
  g_autoptr (PlatformTest) test = platform_test_new ();

  platform_test_stop (test);
  uptime_now = 1000;
  test->options.uptime = test_uptime;
  platform_test_start (test);
  platform_test_add_account (test, "lilei");
  g_assert_cmpuint (platform_test_status (test, "POST", "/v1/accounts", &once), ==, 201);
  for (guint i = 0; i < 5; i++)
    platform_test_status (test, "POST", "/v1/sessions", &(PlatformSend){.body = wrong});
  keep (test->platform);
  g_assert_cmpuint (
      platform_test_status (test, "POST", "/v1/sessions", &(PlatformSend){.body = wrong}), ==, 429);
  test->now += 400 * DAY;
  keep (test->platform);
  g_assert_cmpuint (platform_test_count (test, "login_failure"), >, 0);
  g_assert_cmpuint (platform_test_count (test, "idempotency"), >, 0);
  test->now -= 394 * DAY;
  uptime_now += 6 * DAY;
  keep (test->platform);
  g_assert_cmpuint (platform_test_count (test, "login_failure"), ==, 0);
  g_assert_cmpuint (platform_test_status (test, "POST", "/v1/accounts", &once), ==, 201);
  test->now += 2 * DAY;
  uptime_now += 2 * DAY;
  keep (test->platform);
  g_assert_cmpuint (platform_test_count (test, "idempotency"), ==, 0);
  g_assert_cmpuint (platform_test_status (test, "POST", "/v1/accounts", &once), ==, 409);
}

/* One of several processes is started with a clock that is far ahead: nothing tells it so but the
 * evidence, and what all of them keep is not over by its clock. After a rest it is over once the
 * platform has run for that long. */
static void
test_started_ahead (void)
{
  static const char *const wrong = "{\"login\":\"lilei\",\"password\":\"not the password\"}";
  g_autoptr (PlatformTest) test = platform_test_new ();

  platform_test_stop (test);
  uptime_now = 1000;
  test->options.uptime = test_uptime;
  platform_test_start (test);
  platform_test_add_account (test, "lilei");
  platform_test_status (test, "POST", "/v1/sessions", &(PlatformSend){.body = wrong});
  platform_test_stop (test);
  test->now += 400 * DAY;
  platform_test_start (test);
  keep (test->platform);
  g_assert_cmpuint (platform_test_count (test, "login_failure"), >, 0);
  test->now += 2 * DAY;
  uptime_now += 2 * DAY;
  keep (test->platform);
  g_assert_cmpuint (platform_test_count (test, "login_failure"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR);
  logged = g_string_new (NULL);
  g_log_set_writer_func (keep_log, NULL, NULL);
  g_test_add_func ("/platform/keeper/offices", test_offices);
  g_test_add_func ("/platform/keeper/list-unasked", test_list_unasked);
  g_test_add_func ("/platform/keeper/list-in-time", test_list_in_time);
  g_test_add_func ("/platform/keeper/authority-ends", test_authority_ends);
  g_test_add_func ("/platform/keeper/root-list", test_root_list);
  g_test_add_func ("/platform/keeper/clock-jumps", test_clock_jumps);
  g_test_add_func ("/platform/keeper/clock-set", test_clock_set);
  g_test_add_func ("/platform/keeper/serials", test_serials);
  g_test_add_func ("/platform/keeper/ended", test_ended);
  g_test_add_func ("/platform/keeper/terms", test_terms);
  g_test_add_func ("/platform/keeper/started-ahead", test_started_ahead);
  return g_test_run ();
}
