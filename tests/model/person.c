/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "person.h"

#include <string.h>

#include "ask.h"
#include "model-act.h"
#include "model-certificates.h"
#include "model-login.h"
#include "model-secret.h"
#include "support-folder.h"

void
person_open_desktop (Person *person)
{
  person->platform = model_platform_new (person->folder, "试验平台");
  person->account = model_account_new (person->platform);
}

void
person_close_desktop (Person *person)
{
  g_clear_object (&person->account);
  g_clear_object (&person->platform);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
person_set_up (Person *person, gconstpointer unused)
{
  person->folder = g_dir_make_tmp ("vermilion-desk-XXXXXX", NULL);
  person->keys = g_build_filename (person->folder, "keys", NULL);
  person_open_desktop (person);
}

void
person_tear_down (Person *person, gconstpointer unused)
{
  person_close_desktop (person);
  support_folder_remove (person->folder);
  g_free (person->folder);
  g_free (person->keys);
}

/* The key of a certificate on this computer. */
ModelKey *
person_new_key (Person *person, const char *sha256, const char *password)
{
  g_autoptr (ModelCertificates) certificates = model_certificates_new (person->keys);
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

gpointer
person_ask_signed (Person *person,
                   const ClientQuestion *question,
                   const char *sha256,
                   const char *password,
                   GError **error)
{
  Asked wait = {FALSE};

  model_act_ask (person->platform, question, person_new_key (person, sha256, password), NULL,
                 asked_answer, &wait);
  asked_wait (&wait);
  if (wait.error != NULL)
    g_propagate_error (error, wait.error);
  return wait.answer;
}

void
person_entered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asked *wait = user_data;

  model_login_finish (result, &wait->error);
  wait->done = TRUE;
}

void
person_settle (Person *person)
{
  while (model_account_is_busy (person->account) ||
         model_platform_get_state (person->platform) == MODEL_PLATFORM_CONNECTING)
    g_main_context_iteration (NULL, TRUE);
}

GError *
person_enter (Person *person, const char *name, const char *password)
{
  g_autoptr (GBytes) secret = model_secret_new (password);
  g_autoptr (GBytes) number = model_secret_new ("52010219900101001X");
  Asked wait = {FALSE};

  model_login_enter (person->account,
                     &(ModelRegistration){.login = "wangxiaoming",
                                          .password = secret,
                                          .name = name,
                                          .id_number = name != NULL ? number : NULL},
                     NULL, person_entered, &wait);
  asked_wait (&wait);
  person_settle (person);
  return wait.error;
}

void
person_enter_well (Person *person)
{
  g_autoptr (GError) error = person_enter (person, "王小明", PERSON_PASSWORD);

  g_assert_no_error (error);
}

void
person_enter_and_accept (Person *person)
{
  person_enter_well (person);
  ask_accept_all (person->platform);
}

ModelApplication *
person_new_application (Person *person, ModelApplicationPurpose purpose, const char *path)
{
  const WireCertificate *current = model_account_get_current (person->account, 0);

  return model_application_new (&(ModelApplicationWish){
      .account = person->account,
      .keys = person->keys,
      .purpose = purpose,
      .serial = purpose != MODEL_APPLICATION_APPLY ? current->serial : NULL,
      .path = path,
  });
}

void
person_begin (ModelApplication *application, const char *password)
{
  g_autoptr (GBytes) secret = model_secret_new (password);

  model_application_begin (application, secret, "p256");
  while (model_application_get_state (application) == MODEL_APPLICATION_BEGINNING)
    g_main_context_iteration (NULL, TRUE);
}

/* What the phone would do; meanwhile the application may be told anew, and what it lent is gone. */
void
person_confirm_at (Person *person, const char *uri, const char *code)
{
  g_autofree char *digits = g_strdup (code);
  const WireScan scan = {.secret = strchr (uri, '#') + 1};
  WirePhone *phone = ask_well (person->platform,
                               &(ClientQuestion){.operation = WIRE_SCAN_CODE, .body = &scan});
  const WirePhoneCode message = {.token = phone->token, .match_code = digits};
  WirePhone *after = ask_well (person->platform,
                               &(ClientQuestion){.operation = WIRE_CONFIRM_CODE, .body = &message});

  wire_free (&wire_phone_type, phone);
  wire_free (&wire_phone_type, after);
}

void
person_confirm (Person *person, ModelApplication *application, const char *code)
{
  g_autofree char *uri = g_strdup (model_application_get_uri (application));

  person_confirm_at (person, uri, code);
}

void
person_pass (Person *person, ModelApplication *application)
{
  const GError *error = model_application_get_error (application);

  g_assert_no_error (error);
  g_assert_cmpint (model_application_get_state (application), ==, MODEL_APPLICATION_WAITING);
  person_confirm (person, application, model_application_get_identity (application)->match_code);
  while (model_application_get_state (application) == MODEL_APPLICATION_WAITING &&
         model_application_get_error (application) == NULL)
    g_main_context_iteration (NULL, TRUE);
  error = model_application_get_error (application);
  g_assert_no_error (error);
  g_assert_cmpint (model_application_get_state (application), ==, MODEL_APPLICATION_DONE);
}

void
person_refresh (Person *person)
{
  model_account_refresh (person->account);
  person_settle (person);
}

char *
person_apply (Person *person)
{
  g_autoptr (ModelApplication)
      application = person_new_application (person, MODEL_APPLICATION_APPLY, NULL);

  person_begin (application, PERSON_PASSWORD);
  person_pass (person, application);
  person_refresh (person);
  return g_strdup (model_application_get_result (application));
}

char *
person_dup_path (Person *person, const char *sha256)
{
  g_autofree char *name = g_strdup_printf ("%.16s.p12", sha256);

  return g_build_filename (person->keys, name, NULL);
}
