/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dlfcn.h>
#include <glib/gstdio.h>
#include <string.h>

#include "mock-pkcs11.h"
#include "platform-keeper.h"
#include "platform-person.h"
#include "platform-private.h"

/* A token with the authority's key that is pulled, locked and put back while the platform runs. */

static MockPkcs11 *mock;
static char *folder;

static char *
write_text (const char *name, const char *text)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
  return path;
}

/* These keys are on the token, separated by commas, and the others in files. */
static PlatformTest *
new_on_token (const char *keys)
{
  PlatformTest *test = platform_test_new ();

  platform_test_stop (test);
  g_free (test->folder);
  g_free (test->database);
  test->folder = g_dir_make_tmp ("vermilion-platform-XXXXXX", NULL);
  test->options.data_directory = test->folder;
  test->options.database = test->database = platform_test_new_database (test->folder);
  test->options.ca_token = "pkcs11:token=Mock%20token";
  test->options.ca_module = g_getenv ("MOCK_PKCS11");
  test->options.ca_keys = keys;
  test->options.ca_pin_file = write_text ("pin", "123456\n");
  platform_test_start (test);
  return test;
}

static void
keep (PlatformTest *test)
{
  PlatformStore *store = platform_pool_take (test->platform->pool);

  platform_keeper_run (test->platform, store);
  platform_pool_give (test->platform->pool, store);
}

static gboolean
is_well (PlatformTest *test)
{
  g_autoptr (PlatformReply) health = platform_test_send (test, "GET", "/healthz", NULL);
  g_autoptr (PlatformReply) metrics = platform_test_send (
      test, "GET", "/metrics", &(PlatformSend){.session = PLATFORM_TEST_COUNTER});
  gboolean well = strstr (health->body, "\"ok\"") != NULL;

  g_assert_cmpuint (health->status, ==, 200);
  g_assert_true (well == (strstr (health->body, "\"key\"") == NULL));
  g_assert_true (well == (strstr (metrics->body, "vermilion_concern{matter=\"key\"} 0") != NULL));
  return well;
}

static char *
pass (PlatformPerson *person, PlatformKey *key)
{
  g_autoptr (PlatformReply) identity = platform_person_begin (person, key);
  g_autoptr (PlatformReply) phone = platform_person_scan (person->test, identity);
  g_autoptr (PlatformReply) done = platform_person_enter (
      person->test, phone, platform_reply_text (identity, "match_code"));

  g_assert_cmpuint (done->status, ==, 200);
  return g_strdup (platform_reply_text (identity, "id"));
}

static PlatformReply *
apply (PlatformPerson *person, const char *session, const char *name)
{
  g_autofree char *body = g_strdup_printf ("{\"session\":\"%s\",\"request\":\"%s\"}", session,
                                           person->key->request);

  return platform_test_send (
      person->test, "POST", "/v1/certificates",
      &(PlatformSend){.session = person->session, .body = body, .name = name});
}

static void
pull (void)
{
  mock->removed = TRUE;
}

static void
put_back (void)
{
  mock->removed = FALSE;
}

/* It has forgotten the login, and takes none any more. */
static void
lock_pin (void)
{
  mock->failing = "C_SignInit";
  mock->answer = CKR_USER_NOT_LOGGED_IN;
  mock->tries = 0;
}

static void
unlock_pin (void)
{
  mock->failing = NULL;
  mock->tries = 3;
}

static void
fail_device (void)
{
  mock->failing = "C_Sign";
  mock->answer = CKR_DEVICE_ERROR;
}

static void
mend_device (void)
{
  mock->failing = NULL;
}

typedef struct {
  const char *name;
  void (*harm) (void);
  void (*mend) (void);
} Harm;

static const Harm harms[] = {
    {"pulled", pull, put_back},
    {"locked", lock_pin, unlock_pin},
    {"device-fails", fail_device, mend_device},
};

/* Nothing is issued while it is away, the identification stays good for the certificate, and the
 * same request sent again once the token is back gives one. */
static void
test_harm (gconstpointer data)
{
  const Harm *harm = data;
  g_autoptr (PlatformTest) test = new_on_token ("authority");
  g_autoptr (PlatformPerson) person = platform_person_new (test, "wang");
  g_autofree char *session = pass (person, person->key);
  guint certificates = platform_test_count (test, "certificate");
  guint evidence = platform_test_count (test, "evidence");
  g_autoptr (PlatformReply) away = NULL, back = NULL, same = NULL;

  g_assert_true (is_well (test));
  harm->harm ();
  away = apply (person, session, "the request");
  g_assert_cmpuint (away->status, ==, 503);
  g_assert_cmpstr (platform_reply_problem (away), ==, "unavailable");
  g_assert_cmpstr (away->retry_after, ==, "5");
  g_assert_null (strstr (away->body, "123456"));
  g_assert_cmpuint (platform_test_count (test, "certificate"), ==, certificates);
  g_assert_cmpuint (platform_test_count (test, "evidence"), ==, evidence);
  g_assert_cmpuint (platform_test_count (test, "identity_session WHERE state = 'passed'"), ==, 1);
  keep (test);
  g_assert_false (is_well (test));
  harm->mend ();
  back = apply (person, session, "the request");
  g_assert_cmpuint (back->status, ==, 201);
  same = apply (person, session, "the request");
  g_assert_cmpstr (same->body, ==, back->body);
  g_assert_cmpuint (platform_test_count (test, "certificate"), ==, certificates + 1);
  keep (test);
  g_assert_true (is_well (test));
  g_free ((char *) test->options.ca_pin_file);
}

static void
assert_list (PlatformTest *test, guint status)
{
  g_assert_cmpuint (platform_test_status (test, "GET", "/crl/authority.crl", NULL), ==, status);
}

/* What the last revocation list says is true until its end, and it is given out until then. */
static void
test_list (void)
{
  g_autoptr (PlatformTest) test = new_on_token ("authority");
  g_autoptr (PlatformReply) first = NULL, kept = NULL, over = NULL, fresh = NULL;

  first = platform_test_send (test, "GET", "/crl/authority.crl", NULL);
  g_assert_cmpuint (first->status, ==, 200);
  pull ();
  test->now += 2 * 86400;
  kept = platform_test_send (test, "GET", "/crl/authority.crl", NULL);
  g_assert_cmpuint (kept->status, ==, 200);
  g_assert_cmpstr (kept->etag, ==, first->etag);
  keep (test);
  g_assert_false (is_well (test));
  test->now += 6 * 86400;
  over = platform_test_send (test, "GET", "/crl/authority.crl", NULL);
  g_assert_cmpuint (over->status, ==, 503);
  g_assert_cmpstr (over->retry_after, ==, "5");
  put_back ();
  fresh = platform_test_send (test, "GET", "/crl/authority.crl", NULL);
  g_assert_cmpuint (fresh->status, ==, 200);
  g_assert_cmpstr (fresh->etag, !=, first->etag);
  g_free ((char *) test->options.ca_pin_file);
}

/* A wrong PIN is tried once, however often somebody asks, so that the token does not lock; a file
 * with the right one mends it without a restart. */
static void
test_wrong_pin (void)
{
  g_autoptr (PlatformTest) test = new_on_token ("authority");
  g_autoptr (PlatformPerson) person = platform_person_new (test, "wang");
  g_autofree char *session = pass (person, person->key);
  g_autoptr (PlatformReply) back = NULL;

  pull ();
  platform_reply_free (apply (person, session, "first"));
  put_back ();
  g_free (write_text ("pin", "999999"));
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (PlatformReply) reply = apply (person, session, "second");

      g_assert_cmpuint (reply->status, ==, 503);
      keep (test);
    }
  g_assert_false (is_well (test));
  g_assert_cmpuint (mock->tries, ==, 2);
  g_free (write_text ("pin", "123456"));
  back = apply (person, session, "second");
  g_assert_cmpuint (back->status, ==, 201);
  keep (test);
  g_assert_true (is_well (test));
  g_free ((char *) test->options.ca_pin_file);
}

static char *
say (PlatformTest *test, const char *command)
{
  const char *const arguments[] = {"sh", "-c", command, NULL};
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), "U",
                                                 platform_get_url (test->platform), TRUE);
  char *said = NULL;

  g_assert_true (g_spawn_sync (test->folder, (char **) arguments, environment, G_SPAWN_SEARCH_PATH,
                               NULL, NULL, &said, NULL, NULL, NULL));
  return said;
}

#define ASK_STATUS                                                                                 \
  "openssl ocsp -issuer authority.cer -serial 0x4711 -url $U/ocsp -no_nonce -noverify 2>&1"
#define ASK_TIME                                                                                   \
  "printf x | openssl ts -query -sha256 -out q && curl -sf -H 'Content-Type: "                     \
  "application/timestamp-query' --data-binary @q $U/tsa -o a && openssl ts -reply -in a -text "    \
  "2>&1"

static void
assert_says (PlatformTest *test, const char *command, const char *words)
{
  g_autofree char *said = say (test, command);

  if (!strstr (said, words))
    g_test_message ("%s\n%s", command, said);
  g_assert_nonnull (strstr (said, words));
}

#define SHOW_LIST "curl -sf $U/crl/authority.crl | openssl crl -inform der -noout -text"

static char *
ask_about (const char *serial)
{
  return g_strdup_printf ("openssl ocsp -issuer authority.cer -serial 0x%s -url $U/ocsp -no_nonce "
                          "-noverify 2>&1",
                          serial);
}

static void
suspend_key (PlatformPerson *person)
{
  g_autofree char *path = g_strconcat ("/v1/certificates/", person->serial, "/suspend", NULL);
  g_autoptr (PlatformReply) reply = platform_person_ask (person, "POST", path, NULL);

  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpstr (platform_reply_text (reply, "state"), ==, "suspended");
}

static void
revoke_key (PlatformPerson *person)
{
  g_autofree char *path = g_strconcat ("/v1/certificates/", person->serial, "/revoke", NULL);
  g_autoptr (PlatformReply) reply = platform_person_ask (person, "POST", path, "{\"reason\":1}");

  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpstr (platform_reply_text (reply, "state"), ==, "revoked");
}

static void
stop_everything (PlatformPerson *person)
{
  g_autoptr (PlatformReply)
      reply = platform_person_ask (person, "POST", "/v1/emergency-stop", NULL);

  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpint (json_object_get_int_member (reply->json, "suspended"), ==, 1);
}

static const struct {
  const char *login;
  void (*stop) (PlatformPerson *person);
  const char *reason; /* as openssl says it of an OCSP answer */
} stops[] = {
    {"wang", suspend_key, "certificateHold"},
    {"zhang", revoke_key, "keyCompromise"},
    {"lilei", stop_everything, "certificateHold"},
};

/* What has to be stopped is stopped at once, whether the authority's key is there or not: who asks
 * by OCSP hears it. No list says otherwise meanwhile, and one that tells of it is made as soon as
 * the token is back, without anybody asking. */
static void
test_stop (gconstpointer data)
{
  const Harm *harm = data;
  g_autoptr (PlatformTest) test = new_on_token ("authority");
  g_autoptr (PlatformReply) list = NULL, again = NULL;
  g_autofree char *text = NULL;
  guint lists;

  PlatformPerson *people[G_N_ELEMENTS (stops)];

  for (guint i = 0; i < G_N_ELEMENTS (stops); i++)
    {
      people[i] = platform_person_new (test, stops[i].login);
      platform_person_certify (people[i]);
    }
  assert_list (test, 200);
  lists = platform_test_count (test, "revocation_list");
  harm->harm ();
  for (guint i = 0; i < G_N_ELEMENTS (stops); i++)
    {
      g_autofree char *ask = ask_about (people[i]->serial);

      assert_says (test, ask, "good");
      stops[i].stop (people[i]);
      assert_says (test, ask, "revoked");
      assert_says (test, ask, stops[i].reason);
      assert_list (test, 503);
      keep (test);
      g_assert_false (is_well (test));
    }
  g_assert_cmpuint (platform_test_count (test, "revocation_list"), ==, lists);
  harm->mend ();
  keep (test);
  g_assert_true (is_well (test));
  g_assert_cmpuint (platform_test_count (test, "revocation_list"), ==, lists + 1);
  text = say (test, SHOW_LIST);
  for (guint i = 0; i < G_N_ELEMENTS (stops); i++)
    {
      g_assert_nonnull (strstr (text, people[i]->serial));
      platform_person_free (people[i]);
    }
  list = platform_test_send (test, "GET", "/crl/authority.crl", NULL);
  again = platform_test_send (test, "GET", "/crl/authority.crl", NULL);
  g_assert_cmpstr (list->etag, ==, again->etag);
  g_free ((char *) test->options.ca_pin_file);
}

static const struct {
  const char *key;
  const char *ask;
  const char *well;
  const char *away;
} services[] = {
    {"ocsp", ASK_STATUS, "unknown", "trylater (3)"},
    {"tsa", ASK_TIME, "Status: Granted.", "system failure"},
};

/* Programs of other people are told in the words of their standards to come again. */
static void
test_services (gconstpointer data)
{
  const Harm *harm = data;

  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    {
      g_autoptr (PlatformTest) test = NULL;

      mock->label = services[i].key;
      test = new_on_token (services[i].key);
      assert_says (test, services[i].ask, services[i].well);
      harm->harm ();
      assert_says (test, services[i].ask, services[i].away);
      harm->mend ();
      assert_says (test, services[i].ask, services[i].well);
      mock->label = "authority";
      g_free ((char *) test->options.ca_pin_file);
    }
}

/* It starts all the same, and is what it is with a token that goes later: what needs no key of the
 * authority is served, what was stopped is owed in a list, and the token is taken up again. */
static void
test_started_without (void)
{
  g_autoptr (PlatformTest) test = new_on_token ("authority");
  g_autoptr (PlatformPerson) person = platform_person_new (test, "wang");
  g_autoptr (PlatformPerson) stopped = platform_person_new (test, "zhang");
  g_autofree char *session = pass (person, person->key);
  g_autoptr (PlatformReply) away = NULL, back = NULL;
  g_autofree char *ask = NULL;
  g_autofree char *text = NULL;

  platform_person_certify (stopped);
  ask = ask_about (stopped->serial);
  platform_test_stop (test);
  pull ();
  platform_test_start (test);
  g_assert_false (is_well (test));
  away = apply (person, session, "the request");
  g_assert_cmpuint (away->status, ==, 503);
  g_assert_cmpstr (away->retry_after, ==, "5");
  assert_says (test, ask, "good");
  assert_says (test, ASK_TIME, "Status: Granted.");
  assert_list (test, 200);
  suspend_key (stopped);
  assert_says (test, ask, "revoked");
  assert_list (test, 503);
  put_back ();
  keep (test);
  g_assert_true (is_well (test));
  text = say (test, SHOW_LIST);
  g_assert_nonnull (strstr (text, stopped->serial));
  back = apply (person, session, "the request");
  g_assert_cmpuint (back->status, ==, 201);
  g_free ((char *) test->options.ca_pin_file);
}

/* Whose certificates have ended by then goes on without them, and has new ones with the token. */
static void
test_started_late (void)
{
  g_autoptr (PlatformTest) test = new_on_token ("authority");

  platform_test_stop (test);
  pull ();
  test->now += 6 * 365 * G_GINT64_CONSTANT (86400);
  platform_test_start (test);
  g_assert_false (is_well (test));
  assert_says (test, ASK_STATUS, "trylater");
  assert_says (test, ASK_TIME, "system failure");
  put_back ();
  keep (test);
  assert_says (test, ASK_TIME, "Status: Granted.");
  g_free ((char *) test->options.ca_pin_file);
}

/* Three keys have one PIN: a start tries it once, and so does each reload. */
static void
test_wrong_pin_at_start (void)
{
  g_autoptr (PlatformTest) test = new_on_token ("authority");
  g_autoptr (PlatformPerson) person = platform_person_new (test, "wang");
  g_autofree char *session = pass (person, person->key);
  g_autoptr (PlatformReply) back = NULL;

  platform_test_stop (test);
  g_free (write_text ("pin", "999999"));
  test->options.ca_keys = "authority,ocsp,tsa";
  platform_test_start (test);
  g_assert_cmpuint (mock->tries, ==, 2);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (PlatformReply) reply = apply (person, session, "the request");

      g_assert_cmpuint (reply->status, ==, 503);
      keep (test);
    }
  g_assert_cmpuint (mock->tries, ==, 2);
  g_assert_true (platform_reload (test->platform, NULL));
  keep (test);
  keep (test);
  g_assert_cmpuint (mock->tries, ==, 1);
  g_free (write_text ("pin", "123456"));
  back = apply (person, session, "the request");
  g_assert_cmpuint (back->status, ==, 201);
  g_free ((char *) test->options.ca_pin_file);
}

static char *
make_key (void)
{
  char *path = g_build_filename (folder, "key.pem", NULL);
  char *arguments[] = {"openssl", "genpkey",  "-algorithm",
                       "EC",      "-pkeyopt", "ec_paramgen_curve:P-256",
                       "-out",    path,       NULL};
  int status = 0;

  g_assert_true (g_spawn_sync (NULL, arguments, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  return path;
}

static GLogWriterOutput
swallow (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  return level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_CRITICAL)
             ? g_log_writer_default (level, fields, n_fields, data)
             : G_LOG_WRITER_HANDLED;
}

int
main (int argc, char **argv)
{
  g_autofree char *path = NULL;

  g_test_init (&argc, &argv, NULL);
  /* The platform warns of its token each time. */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  g_log_set_writer_func (swallow, NULL, NULL);
  folder = g_dir_make_tmp ("vermilion-pulled-XXXXXX", NULL);
  path = make_key ();
  mock = dlsym (dlopen (g_getenv ("MOCK_PKCS11"), RTLD_NOW), "mock_pkcs11");
  mock->pem = path;
  for (guint i = 0; i < G_N_ELEMENTS (harms); i++)
    {
      g_autofree char *name = g_strconcat ("/platform/pulled/", harms[i].name, NULL);

      g_autofree char *asked = g_strconcat ("/platform/pulled/services/", harms[i].name, NULL);

      g_test_add_data_func (name, &harms[i], test_harm);
      g_autofree char *stopped = g_strconcat ("/platform/pulled/stop/", harms[i].name, NULL);

      g_test_add_data_func (asked, &harms[i], test_services);
      g_test_add_data_func (stopped, &harms[i], test_stop);
    }
  g_test_add_func ("/platform/pulled/list", test_list);
  g_test_add_func ("/platform/pulled/wrong-pin", test_wrong_pin);
  g_test_add_func ("/platform/pulled/started-without", test_started_without);
  g_test_add_func ("/platform/pulled/started-late", test_started_late);
  g_test_add_func ("/platform/pulled/wrong-pin-at-start", test_wrong_pin_at_start);
  return g_test_run ();
}
