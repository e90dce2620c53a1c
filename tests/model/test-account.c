/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-error.h"
#include "model-decisions.h"
#include "model-error.h"
#include "model-login.h"
#include "model-secret.h"
#include "pki-error.h"
#include "platform.h"
#include "support-folder.h"

/* Somebody logged in at a platform that goes away and comes back. */
typedef struct {
  char *folder;
  char *data;
  Platform *there;
  guint16 port;
  ModelPlatform *platform;
  ModelAccount *account;
} Fixture;

static void
start (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  const PlatformOptions options = {
      .data_directory = fixture->data,
      .name = "省平台",
      .port = fixture->port,
      .open_registration = TRUE,
      .workers = 2,
  };

  fixture->there = platform_start (&options, &error);
  g_assert_no_error (error);
  fixture->port = g_ascii_strtoull (strrchr (platform_get_url (fixture->there), ':') + 1, NULL, 10);
}

static void
settle (Fixture *fixture)
{
  while (model_account_is_busy (fixture->account) ||
         model_platform_get_state (fixture->platform) == MODEL_PLATFORM_CONNECTING)
    g_main_context_iteration (NULL, TRUE);
}

static void
refresh (Fixture *fixture)
{
  model_account_refresh (fixture->account);
  settle (fixture);
}

static void
accept_root (Fixture *fixture)
{
  g_autofree char *root = model_platform_dup_new_root (fixture->platform);
  g_autoptr (GError) error = NULL;

  model_platform_accept_root (fixture->platform, root, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("vermilion-account-XXXXXX", NULL);
  fixture->data = g_build_filename (fixture->folder, "there", NULL);
  start (fixture);
  fixture->platform = model_platform_new (fixture->folder, "试验平台");
  fixture->account = model_account_new (fixture->platform);
  model_platform_use (fixture->platform, platform_get_url (fixture->there), NULL, &error);
  g_assert_no_error (error);
  model_platform_connect (fixture->platform);
  settle (fixture);
  accept_root (fixture);
  settle (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_clear_object (&fixture->account);
  g_clear_object (&fixture->platform);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  platform_stop (fixture->there);
  support_folder_remove (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->data);
}

static void
entered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  model_login_finish (result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static void
enter (Fixture *fixture)
{
  g_autoptr (GBytes) password = model_secret_new ("一把好钥匙 2026");
  g_autoptr (GBytes) number = model_secret_new ("52010219900101001X");
  gboolean done = FALSE;

  model_login_enter (
      fixture->account,
      &(ModelRegistration){
          .login = "wangxiaoming", .password = password, .name = "王小明", .id_number = number},
      NULL, entered, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  settle (fixture);
}

/* Nobody is logged out by a platform that is away for a moment, and nobody is told so. */
static void
test_away (Fixture *fixture, gconstpointer unused)
{
  enter (fixture);
  platform_stop (fixture->there);
  refresh (fixture);
  g_assert_nonnull (model_account_get_error (fixture->account));
  g_assert_nonnull (model_account_get_account (fixture->account));
  g_assert_cmpstr (model_account_get_account (fixture->account)->name, ==, "王小明");
  g_assert_true (model_platform_has_session (fixture->platform));
  start (fixture);
  refresh (fixture);
  g_assert_null (model_account_get_error (fixture->account));
  g_assert_cmpstr (model_account_get_account (fixture->account)->name, ==, "王小明");
}

typedef struct {
  gpointer answer;
  gboolean done;
} Wait;

static void
answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  Wait *wait = user_data;

  wait->answer = model_platform_finish (result, &error);
  wait->done = TRUE;
}

static gpointer
ask (Fixture *fixture, const ClientQuestion *question)
{
  Wait wait = {NULL};

  model_platform_ask (fixture->platform, question, NULL, answered, &wait);
  while (!wait.done)
    g_main_context_iteration (NULL, TRUE);
  return wait.answer;
}

/* Ended from another device: with the first thing that is refused, nobody is shown as logged in. */
static void
test_ended_elsewhere (Fixture *fixture, gconstpointer unused)
{
  WireSessions *sessions;
  const WireSession *own;

  enter (fixture);
  sessions = ask (fixture, &(ClientQuestion){.operation = WIRE_LIST_SESSIONS});
  g_assert_cmpuint (sessions->items->len, ==, 1);
  own = sessions->items->pdata[0];
  ask (fixture, &(ClientQuestion){.operation = WIRE_DELETE_SESSION, .value = own->id});
  wire_free (&wire_sessions_type, sessions);
  g_assert_nonnull (model_account_get_account (fixture->account));
  g_assert_null (ask (fixture, &(ClientQuestion){.operation = WIRE_LIST_SESSIONS}));
  settle (fixture);
  g_assert_null (model_account_get_account (fixture->account));
  g_assert_false (model_platform_has_session (fixture->platform));
}

/* Another one at the same address, as if it had been set up anew. */
static void
replace (Fixture *fixture, const char *name)
{
  platform_stop (fixture->there);
  g_free (fixture->data);
  fixture->data = g_build_filename (fixture->folder, name, NULL);
  start (fixture);
}

/* The program goes on while the platform is replaced: that is told, nobody is logged out, and the
 * session serves again where the first one is back. */
static void
test_replaced (Fixture *fixture, gconstpointer unused)
{
  enter (fixture);
  replace (fixture, "impostor");
  g_assert_null (ask (fixture, &(ClientQuestion){.operation = WIRE_LIST_SESSIONS}));
  settle (fixture);
  g_assert_cmpint (model_platform_get_state (fixture->platform), ==, MODEL_PLATFORM_FAILED);
  g_assert_error ((GError *) model_platform_get_error (fixture->platform), MODEL_ERROR,
                  MODEL_ERROR_ROOT_CHANGED);
  g_assert_null (model_platform_get_about (fixture->platform));
  g_assert_true (model_platform_has_session (fixture->platform));
  g_assert_null (ask (fixture, &(ClientQuestion){.operation = WIRE_GET_ME}));
  g_assert_error ((GError *) model_platform_get_error (fixture->platform), MODEL_ERROR,
                  MODEL_ERROR_ROOT_CHANGED);

  replace (fixture, "there");
  refresh (fixture);
  g_assert_cmpint (model_platform_get_state (fixture->platform), ==, MODEL_PLATFORM_READY);
  g_assert_cmpstr (model_account_get_account (fixture->account)->name, ==, "王小明");
}

/* Whoever forgets the old one has no session left that the new one could be sent. */
static void
test_accepted_anew (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *address = g_strdup (model_platform_get_address (fixture->platform));
  g_autofree char *known = g_strdup (model_platform_get_authority (fixture->platform)->root_sha256);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr (GError) error = NULL;

  enter (fixture);
  g_assert_true (model_platform_forget (fixture->platform, address, NULL));
  g_assert_true (model_platform_use (fixture->platform, address, NULL, NULL));
  g_assert_false (model_platform_has_session (fixture->platform));
  model_platform_connect (fixture->platform);
  settle (fixture);
  first = model_platform_dup_new_root (fixture->platform);
  g_assert_cmpstr (first, ==, known);

  /* While the person compares, another one takes its place, and is asked. */
  replace (fixture, "impostor");
  model_platform_connect (fixture->platform);
  settle (fixture);
  second = model_platform_dup_new_root (fixture->platform);
  g_assert_cmpstr (second, !=, first);
  g_assert_false (model_platform_accept_root (fixture->platform, first, &error));
  g_assert_error (error, MODEL_ERROR, MODEL_ERROR_ROOT_NEW);
  g_clear_error (&error);
  g_assert_null (model_platform_get_about (fixture->platform));
  g_assert_false (model_platform_accept_server (fixture->platform, first, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_FETCH_TLS);
  g_assert_true (model_platform_accept_root (fixture->platform, second, NULL));
  settle (fixture);
  g_assert_cmpint (model_platform_get_state (fixture->platform), ==, MODEL_PLATFORM_READY);
}

#define WRITERS 4
#define DECISIONS 15

typedef struct {
  const char *path;
  guint number;
} Writer;

static gpointer
write_decisions (gpointer data)
{
  const Writer *writer = data;

  for (guint i = 0; i < DECISIONS; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u-%u", writer->number, i);
      const ModelDecision decision = {
          .id = id,
          .name = (char *) "李雷",
          .unsent = {.accept = TRUE, .etag = (char *) "state", .key = (char *) "key"}};

      g_assert_true (model_decisions_put (writer->path, &decision, NULL));
      if (i % 3 == 0)
        g_assert_true (model_decisions_drop (writer->path, decision.kind, id, NULL));
    }
  return NULL;
}

/* Several programs of one operator keep what they decide in one file: none loses another's. Locks
 * are of open files, so that threads are as strange to each other as processes. */
static void
test_decisions_of_several (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vermilion-decisions-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "below", "one.decisions", NULL);
  g_autofree char *nowhere = g_build_filename (path, "below", "one.decisions", NULL);
  GThread *threads[WRITERS];
  Writer writers[WRITERS];
  g_autoptr (GPtrArray) kept = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < WRITERS; i++)
    {
      writers[i] = (Writer){path, i};
      threads[i] = g_thread_new (NULL, write_decisions, &writers[i]);
    }
  for (guint i = 0; i < WRITERS; i++)
    g_thread_join (threads[i]);
  kept = model_decisions_read (path);
  g_assert_cmpuint (kept->len, ==, WRITERS * DECISIONS * 2 / 3);
  g_assert_false (model_decisions_put (nowhere, kept->pdata[0], &error));
  g_assert_error (error, MODEL_ERROR, MODEL_ERROR_KEEP);
  support_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/model/account/away", Fixture, NULL, set_up, test_away, tear_down);
  g_test_add ("/model/account/ended-elsewhere", Fixture, NULL, set_up, test_ended_elsewhere,
              tear_down);
  g_test_add ("/model/account/replaced", Fixture, NULL, set_up, test_replaced, tear_down);
  g_test_add ("/model/account/accepted-anew", Fixture, NULL, set_up, test_accepted_anew, tear_down);
  g_test_add_func ("/model/account/decisions-of-several", test_decisions_of_several);
  return g_test_run ();
}
