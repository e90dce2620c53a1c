/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desk.h"
#include "keys-error.h"
#include "keys-pkcs12.h"
#include "model-certificates.h"
#include "support-ca.h"
#include "support-token.h"
#include "wire-certificate.h"

typedef struct {
  Desk desk;
  SupportCa *ca;
  ModelCertificates *certificates;
  /* What the last asynchronous call gave. */
  gboolean done;
  ModelCertificate *certificate;
  GError *error;
} Fixture;

#define DAY (24 * 60 * 60)

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *folder = NULL;

  desk_set_up (&fixture->desk, NULL);
  folder = desk_dup_path (&fixture->desk, "keys");
  fixture->ca = support_ca_new (g_get_real_time () / G_USEC_PER_SEC);
  fixture->certificates = model_certificates_new (folder);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_clear_object (&fixture->certificates);
  support_ca_free (fixture->ca);
  g_clear_error (&fixture->error);
  desk_tear_down (&fixture->desk, NULL);
}

static void
finished (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_clear_error (&fixture->error);
  fixture->certificate = model_certificates_finish (MODEL_CERTIFICATES (source), result,
                                                    &fixture->error);
  fixture->done = TRUE;
}

static char *
write_p12 (Fixture *fixture, const SupportProfile *profile, gboolean with_key)
{
  g_autoptr (SupportIdentity) identity = support_ca_issue (fixture->ca, profile);
  g_autoptr (GBytes) p12 = support_identity_to_pkcs12 (identity, "secret", with_key);
  char *path = desk_dup_path (&fixture->desk, "given.p12");

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (p12, NULL),
                                      (gssize) g_bytes_get_size (p12), NULL));
  return path;
}

static void
import (Fixture *fixture, const char *path, const char *password)
{
  g_autoptr (GBytes) secret = model_secret_new (password);

  fixture->done = FALSE;
  model_certificates_import (fixture->certificates, &(ModelKeyFile){path, NULL, secret}, finished,
                             fixture);
  desk_wait_until (fixture->done);
}

static void
import_profile (Fixture *fixture, const SupportProfile *profile)
{
  g_autofree char *path = write_p12 (fixture, profile, TRUE);

  import (fixture, path, "secret");
  g_assert_no_error (fixture->error);
}

static void
test_import (Fixture *fixture, gconstpointer unused)
{
  const SupportProfile profile = {.common_name = "合同专用章",
                                  .organisation = "贵州山水科技有限公司"};
  g_autofree char *path = write_p12 (fixture, &profile, TRUE);

  import (fixture, path, "wrong");
  g_assert_error (fixture->error, KEYS_ERROR, KEYS_ERROR_PASSWORD);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->certificates)), ==, 0);

  import (fixture, path, "secret");
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->certificates)), ==, 1);
  g_assert_cmpstr (
      pki_certificate_get_name (model_certificate_get_certificate (fixture->certificate)), ==,
      "合同专用章");
  g_assert_false (model_certificate_is_test (fixture->certificate));

  import (fixture, path, "secret");
  g_assert_error (fixture->error, KEYS_ERROR, KEYS_ERROR_EXISTS);
}

static void
test_import_of_no_key (Fixture *fixture, gconstpointer unused)
{
  const SupportProfile profile = {0};
  g_autofree char *path = write_p12 (fixture, &profile, FALSE);

  import (fixture, path, "secret");
  g_assert_error (fixture->error, KEYS_ERROR, KEYS_ERROR_NO_KEY);
  import (fixture, fixture->desk.path, "secret");
  g_assert_error (fixture->error, KEYS_ERROR, KEYS_ERROR_NOT_KEY_FILE);
  import (fixture, "/nowhere/at/all.p12", "secret");
  g_assert_error (fixture->error, KEYS_ERROR, KEYS_ERROR_UNREADABLE);
}

/* Those that can sign come first, and the rest say why they cannot. */
static void
test_states (Fixture *fixture, gconstpointer unused)
{
  gint64 now = support_ca_get_now (fixture->ca);
  const SupportProfile expired = {
      .common_name = "旧", .not_before = now - 400 * DAY, .not_after = now - DAY};
  const SupportProfile early = {.common_name = "早", .not_before = now + DAY};
  const SupportProfile wrong = {.common_name = "错", .key_usage = "critical,cRLSign"};
  const SupportProfile sealed = {.common_name = "密", .key_usage = "critical,keyEncipherment"};
  const SupportProfile good = {.common_name = "好"};
  static const ModelCertificateState order[] = {
      MODEL_CERTIFICATE_USABLE,      MODEL_CERTIFICATE_NOT_YET_VALID, MODEL_CERTIFICATE_EXPIRED,
      MODEL_CERTIFICATE_WRONG_USAGE, MODEL_CERTIFICATE_ENCRYPTION,
  };

  import_profile (fixture, &expired);
  import_profile (fixture, &sealed);
  import_profile (fixture, &wrong);
  import_profile (fixture, &early);
  g_assert_null (model_certificates_recall (fixture->certificates, ""));
  import_profile (fixture, &good);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      g_autoptr (ModelCertificate)
          certificate = g_list_model_get_item (G_LIST_MODEL (fixture->certificates), i);

      g_assert_cmpint (model_certificate_get_state (certificate, now), ==, order[i]);
    }
}

/* What a platform said last counts until it says otherwise, after another start too. */
static void
test_standing (Fixture *fixture, gconstpointer unused)
{
  static const struct {
    const char *said;
    ModelCertificateState state;
  } words[] = {
      {"suspended", MODEL_CERTIFICATE_SUSPENDED},
      {"active", MODEL_CERTIFICATE_USABLE},
      {"revoked", MODEL_CERTIFICATE_REVOKED},
  };
  gint64 now = support_ca_get_now (fixture->ca);
  const SupportProfile profile = {.common_name = "好"};
  g_autoptr (GPtrArray) said = g_ptr_array_new ();
  g_autoptr (GBytes) der = NULL;
  WireCertificate wire = {NULL};

  import_profile (fixture, &profile);
  der = g_bytes_ref (
      pki_certificate_get_der (model_certificate_get_certificate (fixture->certificate)));
  wire.der = der;
  g_ptr_array_add (said, &wire);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gboolean usable = words[i].state == MODEL_CERTIFICATE_USABLE;
      g_autoptr (ModelCertificate) certificate = NULL;

      wire.state = (char *) words[i].said;
      model_certificates_learn (fixture->certificates, said);
      g_assert_true (model_certificates_reload (fixture->certificates, NULL));
      certificate = g_list_model_get_item (G_LIST_MODEL (fixture->certificates), 0);
      g_assert_cmpint (model_certificate_get_state (certificate, now), ==, words[i].state);
      g_assert_true ((model_certificates_recall (fixture->certificates, "") != NULL) == usable);
    }
}

static void
generate (Fixture *fixture, const char *name, const char *kind)
{
  g_autoptr (GBytes) secret = model_secret_new ("pass");
  const ModelTestIdentity identity = {
      .name = name, .organisation = "某公司", .kind = kind, .password = secret};

  fixture->done = FALSE;
  model_certificates_generate (fixture->certificates, &identity, finished, fixture);
  desk_wait_until (fixture->done);
}

/* What speaks for somebody else than one works for now is not at hand by accident. */
static void
test_space (Fixture *fixture, gconstpointer unused)
{
  const SupportProfile profile = {.common_name = "好"};
  g_autoptr (GPtrArray) said = g_ptr_array_new ();
  g_autoptr (GBytes) der = NULL;
  WireCertificate wire = {.organisation = (char *) "enterprise"};
  ModelCertificate *recalled;

  import_profile (fixture, &profile);
  der = g_bytes_ref (
      pki_certificate_get_der (model_certificate_get_certificate (fixture->certificate)));
  wire.der = der;
  g_ptr_array_add (said, &wire);
  model_certificates_remember (fixture->certificates, "", fixture->certificate);
  model_certificates_remember (fixture->certificates, "a-seal", fixture->certificate);
  model_certificates_enter_space (fixture->certificates, said, "enterprise");
  recalled = model_certificates_recall (fixture->certificates, "");
  g_assert_nonnull (recalled);
  g_assert_false (model_certificate_is_elsewhere (recalled));

  model_certificates_enter_space (fixture->certificates, said, NULL);
  g_assert_null (model_certificates_recall (fixture->certificates, ""));
  /* Whose seal it is says whom it speaks for. */
  recalled = model_certificates_recall (fixture->certificates, "a-seal");
  g_assert_true (model_certificate_is_elsewhere (recalled));

  /* Of one that no platform knows nobody says whom it speaks for: it stands before. */
  generate (fixture, "试用章", "p256");
  recalled = model_certificates_recall (fixture->certificates, "");
  g_assert_true (model_certificate_is_test (recalled));
  model_certificates_enter_space (fixture->certificates, said, "enterprise");
  recalled = g_list_model_get_item (G_LIST_MODEL (fixture->certificates), 0);
  g_assert_false (model_certificate_is_test (recalled));
  g_object_unref (recalled);
  model_certificates_enter_space (fixture->certificates, NULL, NULL);
  g_assert_nonnull (model_certificates_recall (fixture->certificates, ""));
}

static void
test_generate (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (PkiSigner) signer = NULL;
  g_autoptr (GError) error = NULL;

  generate (fixture, "试用章", "p256");
  g_assert_no_error (fixture->error);
  g_assert_true (model_certificate_is_test (fixture->certificate));
  signer = keys_pkcs12_open (model_certificate_get_path (fixture->certificate), "pass", &error);
  g_assert_no_error (error);
  generate (fixture, "试用章", "no-such-kind");
  g_assert_nonnull (fixture->error);
  g_assert_null (fixture->certificate);
}

/* However new a test identity is, it is not what a contract is signed with by default. */
static void
test_tests_come_last (Fixture *fixture, gconstpointer unused)
{
  const SupportProfile real = {.common_name = "真"};

  import_profile (fixture, &real);
  generate (fixture, "试用章", "p256");
  g_assert_false (
      model_certificate_is_test (model_certificates_recall (fixture->certificates, "any")));
}

static void
test_remove (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (ModelCertificate) certificate = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  generate (fixture, "试用章", "p256");
  certificate = g_object_ref (fixture->certificate);
  path = g_strdup (model_certificate_get_path (certificate));
  g_assert_true (model_certificates_remove (fixture->certificates, certificate, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->certificates)), ==, 0);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (model_certificates_restore (fixture->certificates,
                                             model_certificate_get_id (certificate), &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->certificates)), ==, 1);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_false (model_certificates_restore (fixture->certificates,
                                              model_certificate_get_id (certificate), &error));
  g_assert_error (error, KEYS_ERROR, KEYS_ERROR_UNREADABLE);
  g_clear_error (&error);
}

static void
look (ModelTokens *tokens)
{
  model_tokens_look (tokens);
  desk_wait_until (!model_tokens_is_looking (tokens));
}

static void
test_tokens (Fixture *fixture, gconstpointer unused)
{
  static const char *const kinds[] = {"p256", "rsa2048"};
  const char *driver = support_token_get_module ();
  g_autofree char *folder = desk_dup_path (&fixture->desk, "token");
  GListModel *list = G_LIST_MODEL (fixture->certificates);
  ModelTokens *tokens = model_certificates_get_tokens (fixture->certificates);
  g_autoptr (ModelCertificate) first = NULL;
  g_auto (GStrv) names = NULL;

  if (driver == NULL)
    {
      g_test_skip ("SoftHSM 2 is not installed");
      return;
    }
  support_token_create (folder);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (SupportIdentity)
          identity = support_ca_issue (fixture->ca, &(SupportProfile){.kind = kinds[i]});

      support_token_add (folder, identity, kinds[i], i == 0 ? "01" : "02");
    }
  model_tokens_set_driver (tokens, folder);
  look (tokens);
  g_assert_error ((GError *) model_tokens_get_error (tokens), KEYS_ERROR, KEYS_ERROR_MODULE);
  model_tokens_look (tokens);
  model_tokens_set_driver (tokens, driver); /* while it looks with the other one */
  desk_wait_until (!model_tokens_is_looking (tokens));
  g_assert_null (model_tokens_get_error (tokens));
  names = model_tokens_dup_names (tokens);
  g_assert_true (g_str_has_prefix (names[0], SUPPORT_TOKEN_LABEL));
  model_certificates_look_for_tokens (fixture->certificates);
  model_certificates_look_for_tokens (fixture->certificates); /* while the first one looks */
  desk_wait_until (g_list_model_get_n_items (list) == 2);
  first = g_list_model_get_item (list, 0);
  g_assert_null (model_certificate_get_path (first));
  g_assert_cmpstr (model_certificate_get_token (first)->token, ==, SUPPORT_TOKEN_LABEL);
  g_assert_cmpint (model_certificate_get_state (first, support_ca_get_now (fixture->ca)), ==,
                   MODEL_CERTIFICATE_USABLE);
  generate (fixture, "试用章", "p256");
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 3);
  model_certificates_remember (fixture->certificates, "", first);
  /* A look at the tokens that ends meanwhile lists the same ones anew. */
  g_assert_cmpstr (model_certificate_get_id (model_certificates_recall (fixture->certificates, "")),
                   ==, model_certificate_get_id (first));
}

static void
test_remembers_by_seal (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *folder = desk_dup_path (&fixture->desk, "keys");
  g_autoptr (ModelCertificates) again = NULL;
  g_autofree char *first = NULL, *second = NULL;

  generate (fixture, "甲", "p256");
  first = g_strdup (model_certificate_get_id (fixture->certificate));
  model_certificates_remember (fixture->certificates, "seal-a", fixture->certificate);
  generate (fixture, "乙", "p256");
  second = g_strdup (model_certificate_get_id (fixture->certificate));
  model_certificates_remember (fixture->certificates, "seal-b", fixture->certificate);
  model_certificates_remember (fixture->certificates, "", fixture->certificate);

  again = model_certificates_new (folder);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (again)), ==, 2);
  g_assert_cmpstr (model_certificate_get_id (model_certificates_recall (again, "seal-a")), ==,
                   first);
  g_assert_cmpstr (model_certificate_get_id (model_certificates_recall (again, "seal-b")), ==,
                   second);
  g_assert_cmpstr (model_certificate_get_id (model_certificates_recall (again, "")), ==, second);
  g_assert_nonnull (model_certificates_recall (again, "seal-unknown"));
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/certificates/import", test_import);
  ADD ("/certificates/import-of-no-key", test_import_of_no_key);
  ADD ("/certificates/states", test_states);
  ADD ("/certificates/standing", test_standing);
  ADD ("/certificates/space", test_space);
  ADD ("/certificates/generate", test_generate);
  ADD ("/certificates/tests-come-last", test_tests_come_last);
  ADD ("/certificates/remove", test_remove);
  ADD ("/certificates/tokens", test_tokens);
  ADD ("/certificates/remembers-by-seal", test_remembers_by_seal);
  return g_test_run ();
}
