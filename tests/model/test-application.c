/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Applications for certificates at the platform of this computer, from the key to what can sign. */

#include "ask.h"
#include "keys-error.h"
#include "keys-pkcs12.h"
#include "model-enrolment.h"
#include "model-secret.h"
#include "person.h"
#include "support-token.h"
#include "wire-problem.h"

static void
test_from_nothing_to_an_identity (Person *person, gconstpointer unused)
{
  g_autofree char *sha256 = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (PkiSigner) signer = NULL;

  person_enter_and_accept (person);
  sha256 = person_apply (person);
  path = person_dup_path (person, sha256);
  signer = keys_pkcs12_open (path, PERSON_PASSWORD, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pki_certificate_get_name (pki_signer_get_certificate (signer)), ==, "王小明");
  g_assert_nonnull (model_account_get_current (person->account, 0));
  g_assert_false (model_application_has_waiting (person->account, person->keys));
}

static void
test_no_consent (Person *person, gconstpointer unused)
{
  g_autoptr (ModelApplication) application = NULL;

  person_enter_well (person);
  application = person_new_application (person, MODEL_APPLICATION_APPLY, NULL);
  person_begin (application, PERSON_PASSWORD);
  g_assert_error ((GError *) model_application_get_error (application), WIRE_PROBLEM,
                  WIRE_PROBLEM_CONSENT);
  g_assert_cmpint (model_application_get_state (application), ==, MODEL_APPLICATION_IDLE);
}

/* Applies; nobody of this desktop hears that the phone confirms it, since the application ended
 * before. Returns the identification. */
static char *
apply_unheard (Person *person)
{
  g_autoptr (ModelApplication) application = NULL;

  person_enter_and_accept (person);
  application = person_new_application (person, MODEL_APPLICATION_APPLY, NULL);
  person_begin (application, PERSON_PASSWORD);
  const WireIdentity *identity = model_application_get_identity (application);
  g_autofree char *uri = g_strdup (model_application_get_uri (application));
  g_autofree char *code = g_strdup (identity->match_code);
  char *id = g_strdup (identity->id);

  g_object_run_dispose (G_OBJECT (application));
  person_confirm_at (person, uri, code);
  return id;
}

/* The program ends after the phone has confirmed, and its window gave up what it had not heard of;
 * what was asked for is there the next time. */
static void
test_interrupted (Person *person, gconstpointer unused)
{
  g_autoptr (ModelApplication) again = NULL;
  g_autofree char *id = apply_unheard (person);
  g_autoptr (GError) late = NULL;

  ask (person->platform, &(ClientQuestion){.operation = WIRE_CANCEL_IDENTITY, .value = id}, &late);
  g_assert_error (late, WIRE_PROBLEM, WIRE_PROBLEM_CONFLICT);
  person_close_desktop (person);

  person_open_desktop (person);
  person_refresh (person);
  g_assert_true (model_application_has_waiting (person->account, person->keys));
  again = person_new_application (person, MODEL_APPLICATION_APPLY, NULL);
  person_begin (again, "another password");
  g_assert_error ((GError *) model_application_get_error (again), KEYS_ERROR, KEYS_ERROR_PASSWORD);
  person_begin (again, PERSON_PASSWORD);
  g_assert_cmpint (model_application_get_state (again), ==, MODEL_APPLICATION_DONE);
  g_assert_false (model_application_has_waiting (person->account, person->keys));
}

/* The certificate is issued and the answer gets lost: the key is as it was before the answer.
 * Returns the identification. */
static char *
lose_answer (Person *person)
{
  char *id = apply_unheard (person);
  g_autofree char *drafts = model_account_dup_drafts (person->account, person->keys);
  g_autoptr (KeysPending) waiting = model_enrolment_find_waiting (drafts);
  const WireNewCertificate message = {.session = id, .request = waiting->request};
  const ClientQuestion question = {.operation = WIRE_CREATE_CERTIFICATE, .body = &message};

  wire_free (&wire_certificate_type, ask_well (person->platform, &question));
  return id;
}

static void
test_lost_answer (Person *person, gconstpointer unused)
{
  g_autofree char *id = lose_answer (person);
  g_autoptr (ModelApplication)
      again = person_new_application (person, MODEL_APPLICATION_APPLY, NULL);

  person_begin (again, PERSON_PASSWORD);
  g_assert_cmpint (model_application_get_state (again), ==, MODEL_APPLICATION_DONE);
  person_refresh (person);
  g_assert_cmpuint (model_account_get_certificates (person->account)->len, ==, 1);
}

/* The same, and who applied still looks at the window: it is fetched the next time it is asked. */
static void
test_lost_answer_is_fetched (Person *person, gconstpointer unused)
{
  g_autofree char *id = lose_answer (person);
  g_autoptr (GBytes) secret = model_secret_new (PERSON_PASSWORD);
  g_autofree char *drafts = model_account_dup_drafts (person->account, person->keys);
  ModelEnrolment step = {.keys = person->keys, .drafts = drafts, .session = id, .password = secret};
  Asked wait = {FALSE};

  model_platform_run (person->platform,
                      &(ModelPlatformWork){.func = model_enrolment_poll, .data = &step}, NULL,
                      asked_answer, &wait);
  asked_wait (&wait);
  g_assert_no_error (wait.error);
  g_assert_nonnull (((ModelEnrolmentNews *) wait.answer)->result);
  g_assert_false (model_application_has_waiting (person->account, person->keys));
  model_enrolment_news_free (wait.answer);
}

static void
enter_space (Person *person, const char *organisation)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (model_account_enter_space (person->account, organisation, &error));
  g_assert_no_error (error);
}

/* What the phone confirmed for the person is not collected in the enterprise's space, and what is
 * begun there takes nothing away. */
static void
test_draft_of_another_space (Person *person, gconstpointer unused)
{
  g_autofree char *id = apply_unheard (person);
  const WireNewOrganisation claim = {.name = "贵州山水科技有限公司",
                                     .credit_code = "91110000802100433B"};
  WireOrganisation *organisation = ask_well (
      person->platform, &(ClientQuestion){.operation = WIRE_CREATE_ORGANISATION, .body = &claim});
  g_autoptr (ModelApplication) there = NULL;
  g_autoptr (ModelApplication) here = NULL;

  person_refresh (person);
  enter_space (person, organisation->id);
  wire_free (&wire_organisation_type, organisation);
  g_assert_false (model_application_has_waiting (person->account, person->keys));
  there = person_new_application (person, MODEL_APPLICATION_APPLY, NULL);
  person_begin (there, "password of another key");
  g_assert_null (model_application_get_result (there));
  model_application_drop_waiting (person->account, person->keys);
  enter_space (person, NULL);
  g_assert_true (model_application_has_waiting (person->account, person->keys));
  here = person_new_application (person, MODEL_APPLICATION_APPLY, NULL);
  person_begin (here, PERSON_PASSWORD);
  g_assert_cmpint (model_application_get_state (here), ==, MODEL_APPLICATION_DONE);
}

/* Begins on a token, or goes on there. */
static ModelApplication *
apply_on (Person *person, const ModelTokenPlace *place, const char *pin)
{
  ModelApplication *application = person_new_application (person, MODEL_APPLICATION_APPLY, NULL);

  model_application_set_place (application, place);
  person_begin (application, pin);
  return application;
}

/* A key is made on a token, and the window closed: who comes back is told which token it is,
 * plugged in or not, until it has its certificate. */
static void
test_waits_on_token (Person *person, gconstpointer unused)
{
  char uri[] = "pkcs11:token=%E5%8D%B0%E7%AB%A0%20token", name[] = "印章 token";
  const ModelTokenPlace place = {name, uri, (char *) support_token_get_module (), FALSE};
  g_autoptr (ModelApplication) refused = NULL, first = NULL, again = NULL;
  g_autoptr (ModelTokenPlace) none = NULL, waiting = NULL;
  const GError *error;

  if (place.driver == NULL)
    {
      g_test_skip ("SoftHSM 2 is not installed");
      return;
    }
  support_token_create (person->folder);
  person_enter_and_accept (person);
  refused = apply_on (person, &place, "13579");
  error = model_application_get_error (refused);
  g_assert_error ((GError *) error, KEYS_ERROR, KEYS_ERROR_PIN_LOW);
  g_assert_false (model_application_has_waiting (person->account, person->keys));
  first = apply_on (person, &place, SUPPORT_TOKEN_PIN);
  g_assert_cmpint (model_application_get_state (first), ==, MODEL_APPLICATION_WAITING);
  g_clear_object (&first);
  person_close_desktop (person);

  person_open_desktop (person);
  person_refresh (person);
  g_assert_true (model_application_has_waiting (person->account, person->keys));
  waiting = model_application_dup_waiting_place (person->account, person->keys);
  g_assert_cmpstr (waiting->name, ==, name);
  g_assert_cmpstr (waiting->uri, ==, uri);
  again = apply_on (person, waiting, SUPPORT_TOKEN_PIN);
  person_pass (person, again);
  none = model_application_dup_waiting_place (person->account, person->keys);
  g_assert_null (none);
  g_assert_false (model_application_has_waiting (person->account, person->keys));
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
test_wrong_code_and_new_one (Person *person, gconstpointer unused)
{
  g_autoptr (ModelApplication) application = NULL;
  g_autofree char *id = NULL;
  const char *code;

  person_enter_and_accept (person);
  application = person_new_application (person, MODEL_APPLICATION_APPLY, NULL);
  person_begin (application, PERSON_PASSWORD);
  code = model_application_get_identity (application)->match_code;
  person_confirm (person, application, g_str_equal (code, "0000") ? "1111" : "0000");
  while (model_application_get_identity (application)->retries == 3)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (model_application_get_identity (application)->state, ==, "scanned");
  take_new_code (application);
  /* Given up elsewhere. */
  id = g_strdup (model_application_get_identity (application)->id);
  ask_well (person->platform, &(ClientQuestion){.operation = WIRE_CANCEL_IDENTITY, .value = id});
  while (!g_str_equal (model_application_get_identity (application)->state, "cancelled"))
    g_main_context_iteration (NULL, TRUE);
  take_new_code (application);
  person_pass (person, application);
}

static void
suspend (Person *person, const ClientQuestion *question, const char *sha256)
{
  g_autoptr (GError) error = NULL;
  WireCertificate *after = person_ask_signed (person, question, sha256, PERSON_PASSWORD, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (after->state, ==, "suspended");
  wire_free (&wire_certificate_type, after);
  person_refresh (person);
}

/* The phone confirms, and no window hears of it. */
static void
restore_unheard (Person *person, const char *path)
{
  g_autoptr (ModelApplication)
      application = person_new_application (person, MODEL_APPLICATION_RESTORE, path);

  person_begin (application, PERSON_PASSWORD);
  const WireIdentity *identity = model_application_get_identity (application);
  g_autofree char *uri = g_strdup (model_application_get_uri (application));
  g_autofree char *code = g_strdup (identity->match_code);

  g_object_run_dispose (G_OBJECT (application));
  person_confirm_at (person, uri, code);
}

/* The next visit goes on from there, for who has the key; and once that did its work, the time
 * after asks for the phone again. */
static void
test_suspended_and_restored (Person *person, gconstpointer unused)
{
  g_autoptr (ModelApplication) application = NULL, again = NULL;
  g_autofree char *sha256 = NULL;
  g_autofree char *path = NULL;
  g_autofree char *serial = NULL;
  g_autoptr (GError) error = NULL;

  person_enter_and_accept (person);
  sha256 = person_apply (person);
  path = person_dup_path (person, sha256);
  serial = g_strdup (model_account_get_current (person->account, 0)->serial);
  const ClientQuestion question = {.operation = WIRE_SUSPEND_CERTIFICATE, .value = serial};
  /* Neither a session alone nor a wrong password does it, and the next try is as good as any. */
  g_assert_null (ask (person->platform, &question, &error));
  g_assert_error (error, WIRE_PROBLEM, WIRE_PROBLEM_SIGNATURE_NEEDED);
  g_clear_error (&error);
  g_assert_null (person_ask_signed (person, &question, sha256, "wrong", &error));
  g_assert_error (error, KEYS_ERROR, KEYS_ERROR_PASSWORD);
  g_clear_error (&error);
  suspend (person, &question, sha256);
  restore_unheard (person, path);
  person_close_desktop (person);

  person_open_desktop (person);
  person_refresh (person);
  again = person_new_application (person, MODEL_APPLICATION_RESTORE, path);
  person_begin (again, "wrong");
  g_assert_error ((GError *) model_application_get_error (again), KEYS_ERROR, KEYS_ERROR_PASSWORD);
  person_begin (again, PERSON_PASSWORD);
  g_assert_cmpint (model_application_get_state (again), ==, MODEL_APPLICATION_DONE);
  person_refresh (person);
  g_assert_cmpstr (model_account_get_current (person->account, 0)->state, ==, "active");
  suspend (person, &question, sha256);
  application = person_new_application (person, MODEL_APPLICATION_RESTORE, path);
  person_begin (application, PERSON_PASSWORD);
  person_pass (person, application);
  person_refresh (person);
  g_assert_cmpstr (model_account_get_current (person->account, 0)->state, ==, "active");
}

static void
test_renewed_and_rekeyed (Person *person, gconstpointer unused)
{
  g_autoptr (ModelApplication) renewal = NULL;
  g_autoptr (ModelApplication) rekeying = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (PkiSigner) signer = NULL;
  g_autofree char *first = NULL;
  g_autofree char *path = NULL;
  g_autofree char *renewed = NULL;
  g_autofree char *serial = NULL;

  person_enter_and_accept (person);
  first = person_apply (person);
  path = person_dup_path (person, first);
  serial = g_strdup (model_account_get_current (person->account, 0)->serial);
  renewal = person_new_application (person, MODEL_APPLICATION_RENEW, path);
  person_begin (renewal, PERSON_PASSWORD);
  g_assert_cmpint (model_application_get_state (renewal), ==, MODEL_APPLICATION_DONE);
  renewed = person_dup_path (person, model_application_get_result (renewal));
  g_assert_cmpstr (renewed, !=, path);
  signer = keys_pkcs12_open (renewed, PERSON_PASSWORD, &error);
  g_assert_no_error (error);
  person_refresh (person);
  g_assert_cmpstr (model_account_get_current (person->account, 0)->replaces, ==, serial);

  rekeying = person_new_application (person, MODEL_APPLICATION_REKEY, NULL);
  person_begin (rekeying, "eine andere 77");
  person_pass (person, rekeying);
  person_refresh (person);
  g_assert_cmpuint (model_account_get_certificates (person->account)->len, ==, 3);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func) (Person *, gconstpointer);
  } tests[] = {
      {"/model/application/identity", test_from_nothing_to_an_identity},
      {"/model/application/no-consent", test_no_consent},
      {"/model/application/interrupted", test_interrupted},
      {"/model/application/lost-answer", test_lost_answer},
      {"/model/application/lost-answer-fetched", test_lost_answer_is_fetched},
      {"/model/application/draft-of-another-space", test_draft_of_another_space},
      {"/model/application/waits-on-token", test_waits_on_token},
      {"/model/application/wrong-code", test_wrong_code_and_new_one},
      {"/model/application/restored", test_suspended_and_restored},
      {"/model/application/renewed", test_renewed_and_rekeyed},
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Person, NULL, person_set_up, tests[i].func, person_tear_down);
  return g_test_run ();
}
