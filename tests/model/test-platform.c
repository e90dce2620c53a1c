/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "ask.h"
#include "keys-error.h"
#include "keys-pkcs12.h"
#include "model-act.h"
#include "model-certificates.h"
#include "model-login.h"
#include "model-application.h"
#include "model-enrolment.h"
#include "model-notices.h"
#include "model-secret.h"
#include "platform.h"
#include "wire-problem.h"
#include "support-folder.h"

#define PASSWORD "一把好钥匙 2026"

/* The private platform in a folder of its own, a person, and what they do there. */
typedef struct {
  char *folder;
  char *keys;
  ModelPlatform *platform;
  ModelAccount *account;
} Fixture;

static void
open_desktop (Fixture *fixture)
{
  fixture->platform = model_platform_new (fixture->folder, "试验平台");
  fixture->account = model_account_new (fixture->platform);
}

static void
close_desktop (Fixture *fixture)
{
  g_clear_object (&fixture->account);
  g_clear_object (&fixture->platform);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->folder = g_dir_make_tmp ("vermilion-desk-XXXXXX", NULL);
  fixture->keys = g_build_filename (fixture->folder, "keys", NULL);
  open_desktop (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  close_desktop (fixture);
  support_folder_remove (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->keys);
}

/* The key of a certificate on this computer. */
static ModelKey *
new_key (Fixture *fixture, const char *sha256, const char *password)
{
  g_autoptr (ModelCertificates) certificates = model_certificates_new (fixture->keys);
  g_autoptr (GBytes) secret = model_secret_new (password);

  model_certificates_reload (certificates, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (certificates)); i++)
    {
      g_autoptr (ModelCertificate) each = g_list_model_get_item (G_LIST_MODEL (certificates), i);
      PkiCertificate *certificate = model_certificate_get_certificate (each);

      if (g_str_equal (pki_certificate_get_sha256 (certificate), sha256))
        return model_key_new (each, secret);
    }
  g_assert_not_reached ();
}

static gpointer
ask_signed (Fixture *fixture,
            const ClientQuestion *question,
            const char *sha256,
            const char *password,
            GError **error)
{
  Asked wait = {FALSE};

  model_act_ask (fixture->platform, question, new_key (fixture, sha256, password), NULL,
                 asked_answer, &wait);
  asked_wait (&wait);
  if (wait.error != NULL)
    g_propagate_error (error, wait.error);
  return wait.answer;
}

static void
entered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asked *wait = user_data;

  model_login_finish (result, &wait->error);
  wait->done = TRUE;
}

static void
settle (Fixture *fixture)
{
  while (model_account_is_busy (fixture->account) ||
         model_platform_get_state (fixture->platform) == MODEL_PLATFORM_CONNECTING)
    g_main_context_iteration (NULL, TRUE);
}

static GError *
enter (Fixture *fixture, const char *name, const char *password)
{
  g_autoptr (GBytes) secret = model_secret_new (password);
  g_autoptr (GBytes) number = model_secret_new ("52010219900101001X");
  Asked wait = {FALSE};

  model_login_enter (fixture->account,
                     &(ModelRegistration){.login = "wangxiaoming",
                                          .password = secret,
                                          .name = name,
                                          .id_number = name != NULL ? number : NULL},
                     NULL, entered, &wait);
  asked_wait (&wait);
  settle (fixture);
  return wait.error;
}

static void
enter_well (Fixture *fixture)
{
  g_autoptr (GError) error = enter (fixture, "王小明", PASSWORD);

  g_assert_no_error (error);
}

static void
enter_and_accept (Fixture *fixture)
{
  enter_well (fixture);
  ask_accept_all (fixture->platform);
}

static ModelApplication *
new_application (Fixture *fixture, ModelApplicationPurpose purpose, const char *path)
{
  const WireCertificate *current = model_account_get_current (fixture->account, 0);

  return model_application_new (&(ModelApplicationWish){
      .account = fixture->account,
      .keys = fixture->keys,
      .purpose = purpose,
      .serial = purpose != MODEL_APPLICATION_APPLY ? current->serial : NULL,
      .path = path,
  });
}

static void
begin (ModelApplication *application, const char *password)
{
  g_autoptr (GBytes) secret = model_secret_new (password);

  model_application_begin (application, secret, "p256");
  while (model_application_get_state (application) == MODEL_APPLICATION_BEGINNING)
    g_main_context_iteration (NULL, TRUE);
}

/* What the phone would do; meanwhile the application may be told anew, and what it lent is gone. */
static void
confirm_at (Fixture *fixture, const char *uri, const char *code)
{
  g_autofree char *digits = g_strdup (code);
  const WireScan scan = {.secret = strchr (uri, '#') + 1};
  WirePhone *phone = ask_well (fixture->platform,
                               &(ClientQuestion){.operation = WIRE_SCAN_CODE, .body = &scan});
  const WirePhoneCode message = {.token = phone->token, .match_code = digits};
  WirePhone *after = ask_well (fixture->platform,
                               &(ClientQuestion){.operation = WIRE_CONFIRM_CODE, .body = &message});

  wire_free (&wire_phone_type, phone);
  wire_free (&wire_phone_type, after);
}

static void
confirm (Fixture *fixture, ModelApplication *application, const char *code)
{
  g_autofree char *uri = g_strdup (model_application_get_uri (application));

  confirm_at (fixture, uri, code);
}

static void
pass (Fixture *fixture, ModelApplication *application)
{
  const GError *error = model_application_get_error (application);

  g_assert_no_error (error);
  g_assert_cmpint (model_application_get_state (application), ==, MODEL_APPLICATION_WAITING);
  confirm (fixture, application, model_application_get_identity (application)->match_code);
  while (model_application_get_state (application) == MODEL_APPLICATION_WAITING &&
         model_application_get_error (application) == NULL)
    g_main_context_iteration (NULL, TRUE);
  error = model_application_get_error (application);
  g_assert_no_error (error);
  g_assert_cmpint (model_application_get_state (application), ==, MODEL_APPLICATION_DONE);
}

static void
refresh (Fixture *fixture)
{
  model_account_refresh (fixture->account);
  settle (fixture);
}

static char *
apply (Fixture *fixture)
{
  g_autoptr (ModelApplication)
      application = new_application (fixture, MODEL_APPLICATION_APPLY, NULL);

  begin (application, PASSWORD);
  pass (fixture, application);
  refresh (fixture);
  return g_strdup (model_application_get_result (application));
}

static char *
path_of (Fixture *fixture, const char *sha256)
{
  g_autofree char *name = g_strdup_printf ("%.16s.p12", sha256);

  return g_build_filename (fixture->keys, name, NULL);
}

static void
test_private_platform (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *data = g_build_filename (fixture->folder, "platform", NULL);
  GStatBuf status;

  g_assert_cmpint (model_platform_get_state (fixture->platform), ==, MODEL_PLATFORM_OFF);
  g_assert_false (g_file_test (data, G_FILE_TEST_EXISTS));
  model_platform_connect (fixture->platform);
  settle (fixture);
  g_assert_cmpint (model_platform_get_state (fixture->platform), ==, MODEL_PLATFORM_READY);
  g_assert_true (model_platform_is_embedded (fixture->platform));
  g_assert_true (model_platform_is_trial (fixture->platform));
  g_assert_cmpstr (model_platform_get_about (fixture->platform)->name, ==, "试验平台");
  g_assert_cmpint (g_stat (data, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);
}

static void
test_account (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *memory = g_build_filename (fixture->folder, "platforms.ini", NULL);
  g_autofree char *login = NULL;
  g_autoptr (GError) wrong = NULL;
  GStatBuf status;

  enter_well (fixture);
  g_assert_cmpstr (model_account_get_account (fixture->account)->name, ==, "王小明");
  g_assert_cmpint (g_stat (memory, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);

  close_desktop (fixture);
  open_desktop (fixture);
  refresh (fixture);
  g_assert_cmpstr (model_account_get_account (fixture->account)->login, ==, "wangxiaoming");

  model_login_leave (fixture->account);
  while (model_account_get_account (fixture->account) != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (model_platform_has_session (fixture->platform));
  wrong = enter (fixture, NULL, "not this one");
  g_assert_error (wrong, WIRE_PROBLEM, WIRE_PROBLEM_CREDENTIALS);
  login = model_account_dup_last_login (fixture->account);
  g_assert_cmpstr (login, ==, "wangxiaoming");
}

/* Its session would be shown to a platform that it is not of. */
static void
test_login_at_another_platform (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GBytes) secret = model_secret_new (PASSWORD);
  Asked wait = {FALSE};

  enter_well (fixture);
  model_login_enter (fixture->account,
                     &(ModelRegistration){.login = "wangxiaoming", .password = secret}, NULL,
                     entered, &wait);
  g_assert_true (model_platform_use (fixture->platform, "http://127.0.0.1:1", NULL, NULL));
  asked_wait (&wait);
  g_assert_error (wait.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&wait.error);
  g_assert_false (model_platform_has_session (fixture->platform));
  g_assert_true (model_platform_use (fixture->platform, NULL, NULL, NULL));
  g_assert_true (model_platform_has_session (fixture->platform));
}

static void
password_changed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asked *wait = user_data;

  model_login_change_password_finish (result, &wait->error);
  wait->done = TRUE;
}

static GError *
change_password (Fixture *fixture, const char *from, const char *to, gboolean keep)
{
  g_autoptr (GBytes) old = model_secret_new (from);
  g_autoptr (GBytes) new = model_secret_new (to);
  Asked wait = {FALSE};

  model_login_change_password (
      fixture->account, &(ModelPasswordChange){.from = old, .to = new, .keep_sessions = keep}, NULL,
      password_changed, &wait);
  asked_wait (&wait);
  return wait.error;
}

static guint
count_sessions (Fixture *fixture)
{
  WireSessions *sessions = ask_well (fixture->platform,
                                     &(ClientQuestion){.operation = WIRE_LIST_SESSIONS});
  guint count = sessions->items->len;

  wire_free (&wire_sessions_type, sessions);
  return count;
}

/* The other sessions end where that is wished, and this one never. */
static void
test_password_changed (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) wrong = NULL;

  enter_well (fixture);
  g_assert_no_error (enter (fixture, NULL, PASSWORD));
  wrong = change_password (fixture, "not this one", "another good one 5", FALSE);
  g_assert_error (wrong, WIRE_PROBLEM, WIRE_PROBLEM_CREDENTIALS);
  g_assert_no_error (change_password (fixture, PASSWORD, "another good one 5", TRUE));
  g_assert_cmpuint (count_sessions (fixture), ==, 2);
  g_assert_no_error (change_password (fixture, "another good one 5", PASSWORD, FALSE));
  g_assert_cmpuint (count_sessions (fixture), ==, 1);
}

static void
test_from_nothing_to_an_identity (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *sha256 = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (PkiSigner) signer = NULL;

  enter_and_accept (fixture);
  sha256 = apply (fixture);
  path = path_of (fixture, sha256);
  signer = keys_pkcs12_open (path, PASSWORD, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pki_certificate_get_name (pki_signer_get_certificate (signer)), ==, "王小明");
  g_assert_nonnull (model_account_get_current (fixture->account, 0));
  g_assert_false (model_application_has_waiting (fixture->account, fixture->keys));
}

static void
test_no_consent (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (ModelApplication) application = NULL;

  enter_well (fixture);
  application = new_application (fixture, MODEL_APPLICATION_APPLY, NULL);
  begin (application, PASSWORD);
  g_assert_error ((GError *) model_application_get_error (application), WIRE_PROBLEM,
                  WIRE_PROBLEM_CONSENT);
  g_assert_cmpint (model_application_get_state (application), ==, MODEL_APPLICATION_IDLE);
}

/* Applies; nobody of this desktop hears that the phone confirms it, since the application ended
 * before. Returns the identification. */
static char *
apply_unheard (Fixture *fixture)
{
  g_autoptr (ModelApplication) application = NULL;

  enter_and_accept (fixture);
  application = new_application (fixture, MODEL_APPLICATION_APPLY, NULL);
  begin (application, PASSWORD);
  const WireIdentity *identity = model_application_get_identity (application);
  g_autofree char *uri = g_strdup (model_application_get_uri (application));
  g_autofree char *code = g_strdup (identity->match_code);
  char *id = g_strdup (identity->id);

  g_object_run_dispose (G_OBJECT (application));
  confirm_at (fixture, uri, code);
  return id;
}

/* The program ends after the phone has confirmed, and its window gave up what it had not heard of;
 * what was asked for is there the next time. */
static void
test_interrupted (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (ModelApplication) again = NULL;
  g_autofree char *id = apply_unheard (fixture);
  g_autoptr (GError) late = NULL;

  ask (fixture->platform, &(ClientQuestion){.operation = WIRE_CANCEL_IDENTITY, .value = id}, &late);
  g_assert_error (late, WIRE_PROBLEM, WIRE_PROBLEM_CONFLICT);
  close_desktop (fixture);

  open_desktop (fixture);
  refresh (fixture);
  g_assert_true (model_application_has_waiting (fixture->account, fixture->keys));
  again = new_application (fixture, MODEL_APPLICATION_APPLY, NULL);
  begin (again, "another password");
  g_assert_error ((GError *) model_application_get_error (again), KEYS_ERROR, KEYS_ERROR_PASSWORD);
  begin (again, PASSWORD);
  g_assert_cmpint (model_application_get_state (again), ==, MODEL_APPLICATION_DONE);
  g_assert_false (model_application_has_waiting (fixture->account, fixture->keys));
}

/* The certificate is issued and the answer gets lost: the key is as it was before the answer.
 * Returns the identification. */
static char *
lose_answer (Fixture *fixture)
{
  char *id = apply_unheard (fixture);
  g_autofree char *drafts = model_account_dup_drafts (fixture->account, fixture->keys);
  g_autoptr (KeysPending) waiting = model_enrolment_find_waiting (drafts);
  const WireNewCertificate message = {.session = id, .request = waiting->request};
  const ClientQuestion question = {.operation = WIRE_CREATE_CERTIFICATE, .body = &message};

  wire_free (&wire_certificate_type, ask_well (fixture->platform, &question));
  return id;
}

static void
test_lost_answer (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *id = lose_answer (fixture);
  g_autoptr (ModelApplication) again = new_application (fixture, MODEL_APPLICATION_APPLY, NULL);

  begin (again, PASSWORD);
  g_assert_cmpint (model_application_get_state (again), ==, MODEL_APPLICATION_DONE);
  refresh (fixture);
  g_assert_cmpuint (model_account_get_certificates (fixture->account)->len, ==, 1);
}

/* The same, and who applied still looks at the window: it is fetched the next time it is asked. */
static void
test_lost_answer_is_fetched (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *id = lose_answer (fixture);
  g_autoptr (GBytes) secret = model_secret_new (PASSWORD);
  g_autofree char *drafts = model_account_dup_drafts (fixture->account, fixture->keys);
  ModelEnrolment step = {
      .keys = fixture->keys, .drafts = drafts, .session = id, .password = secret};
  Asked wait = {FALSE};

  model_platform_run (fixture->platform,
                      &(ModelPlatformWork){.func = model_enrolment_poll, .data = &step}, NULL,
                      asked_answer, &wait);
  asked_wait (&wait);
  g_assert_no_error (wait.error);
  g_assert_nonnull (((ModelEnrolmentNews *) wait.answer)->result);
  g_assert_false (model_application_has_waiting (fixture->account, fixture->keys));
  model_enrolment_news_free (wait.answer);
}

static void
enter_space (Fixture *fixture, const char *organisation)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (model_account_enter_space (fixture->account, organisation, &error));
  g_assert_no_error (error);
}

/* What the phone confirmed for the person is not collected in the enterprise's space, and what is
 * begun there takes nothing away. */
static void
test_draft_of_another_space (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *id = apply_unheard (fixture);
  const WireNewOrganisation claim = {.name = "贵州山水科技有限公司",
                                     .credit_code = "91110000802100433B"};
  WireOrganisation *organisation = ask_well (
      fixture->platform, &(ClientQuestion){.operation = WIRE_CREATE_ORGANISATION, .body = &claim});
  g_autoptr (ModelApplication) there = NULL;
  g_autoptr (ModelApplication) here = NULL;

  refresh (fixture);
  enter_space (fixture, organisation->id);
  wire_free (&wire_organisation_type, organisation);
  g_assert_false (model_application_has_waiting (fixture->account, fixture->keys));
  there = new_application (fixture, MODEL_APPLICATION_APPLY, NULL);
  begin (there, "password of another key");
  g_assert_null (model_application_get_result (there));
  model_application_drop_waiting (fixture->account, fixture->keys);
  enter_space (fixture, NULL);
  g_assert_true (model_application_has_waiting (fixture->account, fixture->keys));
  here = new_application (fixture, MODEL_APPLICATION_APPLY, NULL);
  begin (here, PASSWORD);
  g_assert_cmpint (model_application_get_state (here), ==, MODEL_APPLICATION_DONE);
}

static void
take_new_code (ModelApplication *application)
{
  g_autofree char *uri = g_strdup (model_application_get_uri (application));

  model_application_refresh (application);
  while (g_str_equal (model_application_get_uri (application), uri) &&
         model_application_get_error (application) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (model_application_get_error (application));
}

static void
test_wrong_code_and_new_one (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (ModelApplication) application = NULL;
  g_autofree char *id = NULL;
  const char *code;

  enter_and_accept (fixture);
  application = new_application (fixture, MODEL_APPLICATION_APPLY, NULL);
  begin (application, PASSWORD);
  code = model_application_get_identity (application)->match_code;
  confirm (fixture, application, g_str_equal (code, "0000") ? "1111" : "0000");
  while (model_application_get_identity (application)->retries == 3)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (model_application_get_identity (application)->state, ==, "scanned");
  take_new_code (application);
  /* Given up elsewhere. */
  id = g_strdup (model_application_get_identity (application)->id);
  ask_well (fixture->platform, &(ClientQuestion){.operation = WIRE_CANCEL_IDENTITY, .value = id});
  while (!g_str_equal (model_application_get_identity (application)->state, "cancelled"))
    g_main_context_iteration (NULL, TRUE);
  take_new_code (application);
  pass (fixture, application);
}

/* Without a password of the account, by the key of a certificate of it. */
static void
test_entered_with_key (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *sha256 = NULL;
  Asked wait = {FALSE};

  enter_and_accept (fixture);
  sha256 = apply (fixture);
  g_assert_true (model_platform_set_session (fixture->platform, NULL, NULL));
  model_login_enter_with_key (fixture->account, new_key (fixture, sha256, "wrong"), NULL, entered,
                              &wait);
  asked_wait (&wait);
  g_assert_error (wait.error, KEYS_ERROR, KEYS_ERROR_PASSWORD);
  g_clear_error (&wait.error);
  wait.done = FALSE;
  model_login_enter_with_key (fixture->account, new_key (fixture, sha256, PASSWORD), NULL, entered,
                              &wait);
  asked_wait (&wait);
  g_assert_no_error (wait.error);
  settle (fixture);
  g_assert_cmpstr (model_account_get_account (fixture->account)->login, ==, "wangxiaoming");
}

static void
test_suspended_and_restored (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (ModelApplication) application = NULL;
  g_autofree char *sha256 = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  WireCertificate *after;

  enter_and_accept (fixture);
  sha256 = apply (fixture);
  path = path_of (fixture, sha256);
  const ClientQuestion question = {
      .operation = WIRE_SUSPEND_CERTIFICATE,
      .value = model_account_get_current (fixture->account, 0)->serial,
  };
  /* Neither a session alone nor a wrong password does it, and the next try is as good as any. */
  g_assert_null (ask (fixture->platform, &question, &error));
  g_assert_error (error, WIRE_PROBLEM, WIRE_PROBLEM_SIGNATURE_NEEDED);
  g_clear_error (&error);
  g_assert_null (ask_signed (fixture, &question, sha256, "wrong", &error));
  g_assert_error (error, KEYS_ERROR, KEYS_ERROR_PASSWORD);
  g_clear_error (&error);
  after = ask_signed (fixture, &question, sha256, PASSWORD, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (after->state, ==, "suspended");
  wire_free (&wire_certificate_type, after);
  refresh (fixture);
  application = new_application (fixture, MODEL_APPLICATION_RESTORE, path);
  begin (application, PASSWORD);
  pass (fixture, application);
  refresh (fixture);
  g_assert_cmpstr (model_account_get_current (fixture->account, 0)->state, ==, "active");
}

static char *
take_news (Fixture *fixture, gint64 now)
{
  g_autoptr (GPtrArray) notices = model_notices_take (fixture->account, now);
  GString *news = g_string_new (NULL);

  for (guint i = 0; i < notices->len; i++)
    g_string_append_printf (news, "%s ", ((ModelNotice *) notices->pdata[i])->news);
  return g_string_free (news, FALSE);
}

static void
assert_news (Fixture *fixture, gint64 now, const char *wanted)
{
  g_autofree char *first = take_news (fixture, now);
  g_autofree char *again = take_news (fixture, now);

  g_assert_cmpstr (first, ==, wanted);
  g_assert_cmpstr (again, ==, "");
}

/* Each step before the end is told once, also to the next start of the program; a suspension and
 * its end likewise. */
static void
test_notices (Fixture *fixture, gconstpointer unused)
{
  const gint64 day = 24 * 60 * 60;
  g_autofree char *sha256 = NULL, *serial = NULL;
  WireCertificate *after;
  gint64 end;

  enter_and_accept (fixture);
  sha256 = apply (fixture);
  end = model_account_get_current (fixture->account, 0)->not_after;
  serial = g_strdup (model_account_get_current (fixture->account, 0)->serial);
  assert_news (fixture, end - 61 * day, "");
  assert_news (fixture, end - 60 * day, "60 ");
  assert_news (fixture, end - 31 * day, "");
  assert_news (fixture, end - 30 * day, "30 ");
  close_desktop (fixture);
  open_desktop (fixture);
  refresh (fixture);
  assert_news (fixture, end - 29 * day, "");
  assert_news (fixture, end - 7 * day, "7 ");
  assert_news (fixture, end - day + 1, "1 ");
  assert_news (fixture, end, "ended ");
  assert_news (fixture, end + day, "");
  g_assert_null (model_account_get_current (fixture->account, end));
  g_assert_cmpstr (model_account_get_last (fixture->account)->serial, ==, serial);
  after = ask_signed (fixture,
                      &(ClientQuestion){.operation = WIRE_SUSPEND_CERTIFICATE, .value = serial},
                      sha256, PASSWORD, NULL);
  g_assert_nonnull (after);
  wire_free (&wire_certificate_type, after);
  refresh (fixture);
  assert_news (fixture, end - day + 2, "suspended ");
}

static void
test_renewed_and_rekeyed (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (ModelApplication) renewal = NULL;
  g_autoptr (ModelApplication) rekeying = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (PkiSigner) signer = NULL;
  g_autofree char *first = NULL;
  g_autofree char *path = NULL;
  g_autofree char *renewed = NULL;
  g_autofree char *serial = NULL;

  enter_and_accept (fixture);
  first = apply (fixture);
  path = path_of (fixture, first);
  serial = g_strdup (model_account_get_current (fixture->account, 0)->serial);
  renewal = new_application (fixture, MODEL_APPLICATION_RENEW, path);
  begin (renewal, PASSWORD);
  g_assert_cmpint (model_application_get_state (renewal), ==, MODEL_APPLICATION_DONE);
  renewed = path_of (fixture, model_application_get_result (renewal));
  g_assert_cmpstr (renewed, !=, path);
  signer = keys_pkcs12_open (renewed, PASSWORD, &error);
  g_assert_no_error (error);
  refresh (fixture);
  g_assert_cmpstr (model_account_get_current (fixture->account, 0)->replaces, ==, serial);

  rekeying = new_application (fixture, MODEL_APPLICATION_REKEY, NULL);
  begin (rekeying, "eine andere 77");
  pass (fixture, rekeying);
  refresh (fixture);
  g_assert_cmpuint (model_account_get_certificates (fixture->account)->len, ==, 3);
}

/* Another platform at an address: known only after its root was compared, and never confused with
 * one that takes its place. */
static void
test_first_contact (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *data = g_build_filename (fixture->folder, "elsewhere", NULL);
  g_autofree char *other = g_build_filename (fixture->folder, "impostor", NULL);
  g_autofree char *address = NULL;
  g_autofree char *root = NULL;
  g_autoptr (GError) error = NULL;
  PlatformOptions options = {.name = "省平台", .data_directory = data, .workers = 2};
  Platform *platform = platform_start (&options, &error);

  g_assert_no_error (error);
  address = g_strdup (platform_get_url (platform));
  g_assert_true (model_platform_use (fixture->platform, address, NULL, &error));
  model_platform_connect (fixture->platform);
  settle (fixture);
  g_assert_error ((GError *) model_platform_get_error (fixture->platform), MODEL_ERROR,
                  MODEL_ERROR_ROOT_NEW);
  root = model_platform_dup_new_root (fixture->platform);
  g_assert_cmpuint (strlen (root), ==, 64);
  g_assert_true (model_platform_accept_root (fixture->platform, root, &error));
  settle (fixture);
  g_assert_cmpstr (model_platform_get_about (fixture->platform)->name, ==, "省平台");

  options.port = g_ascii_strtoull (strrchr (address, ':') + 1, NULL, 10);
  options.data_directory = other;
  platform_stop (platform);
  close_desktop (fixture);
  platform = platform_start (&options, &error);
  g_assert_no_error (error);
  open_desktop (fixture);
  g_assert_cmpstr (model_platform_get_address (fixture->platform), ==, address);
  model_platform_connect (fixture->platform);
  settle (fixture);
  g_assert_error ((GError *) model_platform_get_error (fixture->platform), MODEL_ERROR,
                  MODEL_ERROR_ROOT_CHANGED);
  g_assert_true (model_platform_forget (fixture->platform, address, &error));
  g_assert_true (model_platform_is_embedded (fixture->platform));
  platform_stop (platform);
}

static void
test_nobody_there (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (model_platform_use (fixture->platform, "http://127.0.0.1:1", NULL, &error));
  model_platform_connect (fixture->platform);
  settle (fixture);
  g_assert_cmpint (model_platform_get_state (fixture->platform), ==, MODEL_PLATFORM_FAILED);
  g_assert_nonnull (model_platform_get_error (fixture->platform));
  g_assert_true (model_platform_use (fixture->platform, NULL, NULL, &error));
  model_platform_connect (fixture->platform);
  settle (fixture);
  g_assert_cmpint (model_platform_get_state (fixture->platform), ==, MODEL_PLATFORM_READY);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
      {"/model/platform/private", test_private_platform},
      {"/model/platform/account", test_account},
      {"/model/platform/login-elsewhere", test_login_at_another_platform},
      {"/model/platform/password-changed", test_password_changed},
      {"/model/platform/identity", test_from_nothing_to_an_identity},
      {"/model/platform/no-consent", test_no_consent},
      {"/model/platform/interrupted", test_interrupted},
      {"/model/platform/lost-answer", test_lost_answer},
      {"/model/platform/lost-answer-fetched", test_lost_answer_is_fetched},
      {"/model/platform/draft-of-another-space", test_draft_of_another_space},
      {"/model/platform/wrong-code", test_wrong_code_and_new_one},
      {"/model/platform/entered-with-key", test_entered_with_key},
      {"/model/platform/restored", test_suspended_and_restored},
      {"/model/platform/notices", test_notices},
      {"/model/platform/renewed", test_renewed_and_rekeyed},
      {"/model/platform/first-contact", test_first_contact},
      {"/model/platform/nobody", test_nobody_there},
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);
  return g_test_run ();
}
