/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "client-fetch.h"
#include "desk.h"
#include "keys-error.h"
#include "model-signing.h"
#include "model-trust.h"
#include "pades-report.h"
#include "pdf-error.h"
#include "support-authority.h"

typedef struct {
  Desk desk;
  SupportAuthority *authority;
  ModelCertificates *certificates;
  ModelCertificate *certificate;
  char *output;
  /* What was heard of the last signing. */
  gboolean done;
  GError *error;
  guint steps; /* bits of PadesStep */
  double last;
} Fixture;

static void
imported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GError) error = NULL;

  fixture->certificate = model_certificates_finish (MODEL_CERTIFICATES (source), result, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  const SupportProfile profile = {.common_name = "王某", .organisation = "某某有限公司"};
  g_autoptr (SupportIdentity) identity = NULL;
  g_autoptr (GBytes) p12 = NULL, secret = model_secret_new ("secret");
  g_autofree char *keys = NULL, *path = NULL;

  desk_set_up (&fixture->desk, NULL);
  fixture->authority = support_authority_new (g_get_real_time () / G_USEC_PER_SEC);
  identity = support_ca_issue (fixture->authority->ca, &profile);
  p12 = support_identity_to_pkcs12 (identity, "secret", TRUE);
  keys = desk_dup_path (&fixture->desk, "keys");
  path = desk_dup_path (&fixture->desk, "signer.p12");
  g_file_set_contents (path, g_bytes_get_data (p12, NULL), (gssize) g_bytes_get_size (p12), NULL);
  fixture->certificates = model_certificates_new (keys);
  model_certificates_import (fixture->certificates, &(ModelKeyFile){path, NULL, secret}, imported,
                             fixture);
  desk_wait_until (fixture->certificate != NULL);
  fixture->output = desk_dup_path (&fixture->desk, "合同-已签.pdf");
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_clear_error (&fixture->error);
  g_free (fixture->output);
  g_clear_object (&fixture->certificates);
  support_authority_free (fixture->authority);
  desk_tear_down (&fixture->desk, NULL);
}

static void
progress (PadesStep step, double fraction, gpointer data)
{
  Fixture *fixture = data;
  double now = step + fraction;

  g_assert_cmpint (step, <=, PADES_STEP_VERIFY);
  g_assert_cmpfloat (now, >=, fixture->last - 1e-9);
  fixture->last = now;
  fixture->steps |= 1u << step;
}

static void
finished (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_clear_error (&fixture->error);
  g_assert_cmpint (model_signing_finish (result, &fixture->error), ==, fixture->error == NULL);
  fixture->done = TRUE;
}

typedef struct {
  const char *password;
  const char *input; /* the desk's unless this is set */
  GBytes *input_password;
  const char *tsa;
  GCancellable *cancellable;
  gboolean replace;
  int certify;
  gboolean lock_all;
} Choice;

static void
sign (Fixture *fixture, const Choice *choice)
{
  g_autoptr (GBytes)
      secret = model_secret_new (choice->password != NULL ? choice->password : "secret");
  const char *tsa[] = {choice->tsa, NULL};
  g_autoptr (PadesLock) lock = pades_lock_parse ("all");
  const ModelSigningRequest request = {
      .input = choice->input != NULL ? choice->input : fixture->desk.path,
      .input_password = choice->input_password,
      .output = fixture->output,
      .replace = choice->replace,
      .placements = fixture->desk.placements,
      .certificate = fixture->certificate,
      .password = secret,
      .terms.level = choice->tsa != NULL ? PADES_LEVEL_B_T : PADES_LEVEL_B_B,
      .terms.tsa = tsa,
      .terms.certify = choice->certify,
      .terms.lock = choice->lock_all ? lock : NULL,
      .terms.reason = "同意",
      .terms.location = "贵阳",
      .progress = progress,
      .progress_data = fixture,
  };

  fixture->done = FALSE;
  fixture->steps = 0;
  fixture->last = 0;
  model_signing_run (&request, choice->cancellable, finished, fixture);
  desk_wait_until (fixture->done);
}

static PadesReport *
verify (Fixture *fixture)
{
  g_autoptr (PdfFile) file = NULL;
  g_autoptr (PkiTrust) trust = pki_trust_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (PkiFetch) fetch = client_fetch_new (5);
  g_autoptr (PkiService) service = pki_service_new (fetch);
  PadesVerifyRequest request;
  PadesReport *report;

  pki_trust_add (trust, support_ca_get_root (fixture->authority->ca));
  file = pdf_file_open (fixture->output, NULL, &error);
  g_assert_no_error (error);
  request = (PadesVerifyRequest){trust, support_ca_get_now (fixture->authority->ca), service};
  report = pades_verify_by (file, &request, NULL, &error);
  g_assert_no_error (error);
  return report;
}

static void
put_stamps (Fixture *fixture)
{
  PdfPlacement place = desk_place (0, 100, 200);
  ModelPlacement *stamp = model_placements_add (fixture->desk.placements, fixture->desk.seal,
                                                &place);

  model_placements_repeat (fixture->desk.placements, stamp, 1, 2);
}

static guint
count_outputs (Fixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->desk.folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_signs (Fixture *fixture, gconstpointer unused)
{
  const Choice choice = {0};
  g_autoptr (PadesReport) report = NULL;
  const PadesSignature *signature;

  put_stamps (fixture);
  sign (fixture, &choice);
  g_assert_no_error (fixture->error);
  report = verify (fixture);
  g_assert_cmpuint (report->signatures->len, ==, 1);
  signature = g_ptr_array_index (report->signatures, 0);
  g_assert_cmpint (signature->integrity, ==, PADES_INTEGRITY_INTACT);
  g_assert_cmpint (signature->trust, ==, PADES_TRUST_TRUSTED);
  g_assert_cmpint (signature->level, ==, PADES_LEVEL_B_B);
  g_assert_cmpuint (signature->page, ==, 0);
  g_assert_cmpstr (signature->reason, ==, "同意");
  /* 100 mm from left, 40 mm wide; 297 − 200 − 40 = 57 mm from the bottom. */
  g_assert_cmpfloat_with_epsilon (signature->rect.x0, 100 * 72 / 25.4, 0.5);
  g_assert_cmpfloat_with_epsilon (signature->rect.x1, 140 * 72 / 25.4, 0.5);
  g_assert_cmpfloat_with_epsilon (signature->rect.y0, 57 * 72 / 25.4, 0.5);
  g_assert_true (fixture->steps & 1u << PADES_STEP_VERIFY);
  g_assert_cmpuint (model_placements_get_size (fixture->desk.placements), ==, 3);
}

static void
test_invisible (Fixture *fixture, gconstpointer unused)
{
  const Choice choice = {0};
  g_autoptr (PadesReport) report = NULL;

  sign (fixture, &choice);
  g_assert_no_error (fixture->error);
  report = verify (fixture);
  g_assert_cmpuint (((PadesSignature *) g_ptr_array_index (report->signatures, 0))->page, ==,
                    G_MAXUINT32);
}

static void
test_trusted_time (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *tsa = support_http_make_uri (fixture->authority->http, "/tsa");
  const Choice choice = {.tsa = tsa};
  g_autoptr (PadesReport) report = NULL;

  put_stamps (fixture);
  sign (fixture, &choice);
  g_assert_no_error (fixture->error);
  report = verify (fixture);
  g_assert_cmpint (((PadesSignature *) g_ptr_array_index (report->signatures, 0))->level, ==,
                   PADES_LEVEL_B_T);
}

static void
test_restricts (Fixture *fixture, gconstpointer unused)
{
  const Choice choice = {.certify = 2, .lock_all = TRUE};
  g_autoptr (PadesReport) report = NULL;
  const PadesSignature *signature;

  put_stamps (fixture);
  sign (fixture, &choice);
  g_assert_no_error (fixture->error);
  report = verify (fixture);
  signature = g_ptr_array_index (report->signatures, 0);
  g_assert_cmpint (signature->docmdp, ==, 2);
  g_assert_cmpstr (signature->locked_fields, ==, "all");
}

/* Signed without a network; the time, and all that it takes to prove it, is added later. */
static void
test_extends (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *tsa = support_http_make_uri (fixture->authority->http, "/tsa");
  g_autofree char *folder = desk_dup_path (&fixture->desk, "trust");
  g_autofree char *signed_file = NULL;
  g_autoptr (ModelTrust) trust = model_trust_new (folder);
  const char *services[] = {"http://127.0.0.1:1/", tsa, NULL};
  ModelSigningRequest request = {
      .terms = {.level = PADES_LEVEL_B_LTA, .tsa = services, .trust = folder}};
  g_autoptr (PadesReport) report = NULL;
  g_autoptr (GError) error = NULL;

  model_trust_add (trust, support_ca_get_root (fixture->authority->ca), PKI_ROOT_OTHER, NULL,
                   &error);
  g_assert_no_error (error);
  sign (fixture, &(Choice){0});
  g_assert_no_error (fixture->error);
  signed_file = g_steal_pointer (&fixture->output);
  fixture->output = desk_dup_path (&fixture->desk, "extended.pdf");
  request.input = signed_file;
  request.output = fixture->output;
  fixture->done = FALSE;
  model_signing_extend (&request, NULL, finished, fixture);
  desk_wait_until (fixture->done);
  g_assert_no_error (fixture->error);
  report = verify (fixture);
  g_assert_cmpint (((PadesSignature *) g_ptr_array_index (report->signatures, 0))->level, ==,
                   PADES_LEVEL_B_LTA);
}

static void
test_services (Fixture *fixture, gconstpointer unused)
{
  g_auto (GStrv)
      services = model_signing_split_services (" http://a/, https://li:s@b/\t;http://c/ ");
  g_autofree char *shown = model_signing_hide_passwords ("http://a/ https://li:s@b/x nonsense");

  g_assert_cmpuint (g_strv_length (services), ==, 3);
  g_assert_cmpstr (services[1], ==, "https://li:s@b/");
  g_assert_cmpstr (shown, ==, "http://a/ https://li@b/x nonsense");
}

/* The stamps stand, nothing is left on disk, and the right password then signs. */
static void
test_wrong_password (Fixture *fixture, gconstpointer unused)
{
  const Choice wrong = {.password = "wrong"}, right = {0};
  guint before;

  put_stamps (fixture);
  before = count_outputs (fixture);
  sign (fixture, &wrong);
  g_assert_error (fixture->error, KEYS_ERROR, KEYS_ERROR_PASSWORD);
  g_assert_cmpuint (count_outputs (fixture), ==, before);
  g_assert_cmpuint (model_placements_get_size (fixture->desk.placements), ==, 3);
  sign (fixture, &right);
  g_assert_no_error (fixture->error);
}

static void
test_service_fails (Fixture *fixture, gconstpointer unused)
{
  static const struct {
    const char *path;
    PkiError code;
  } faults[] = {
      {"/tsa/500", PKI_ERROR_FETCH_STATUS},
      {"/tsa/garbage", PKI_ERROR_TSA_GARBAGE},
      {"/tsa/nonce", PKI_ERROR_TSA_NONCE},
  };
  guint before = count_outputs (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *tsa = support_http_make_uri (fixture->authority->http, faults[i].path);
      const Choice choice = {.tsa = tsa};

      sign (fixture, &choice);
      g_assert_error (fixture->error, PKI_ERROR, (int) faults[i].code);
      g_assert_cmpuint (count_outputs (fixture), ==, before);
    }
}

static void
test_cancelled (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const Choice choice = {.cancellable = cancellable};

  g_cancellable_cancel (cancellable);
  sign (fixture, &choice);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (fixture->output, G_FILE_TEST_EXISTS));
}

static void
test_never_overwrites_unasked (Fixture *fixture, gconstpointer unused)
{
  const Choice unasked = {0}, asked = {.replace = TRUE};
  g_autofree char *text = NULL;

  g_file_set_contents (fixture->output, "precious", -1, NULL);
  sign (fixture, &unasked);
  g_assert_error (fixture->error, PDF_ERROR, PDF_ERROR_EXISTS);
  g_file_get_contents (fixture->output, &text, NULL, NULL);
  g_assert_cmpstr (text, ==, "precious");
  sign (fixture, &asked);
  g_assert_no_error (fixture->error);

  g_free (fixture->output);
  fixture->output = g_strdup (fixture->desk.path);
  sign (fixture, &asked);
  g_assert_error (fixture->error, PDF_ERROR, PDF_ERROR_SAME_FILE);
}

/* What the window shows of a signed file: asked of the document, on a worker. */
static void
test_document_is_judged (Fixture *fixture, gconstpointer unused)
{
  const Choice choice = {0};
  g_autofree char *folder = desk_dup_path (&fixture->desk, "trust");
  g_autoptr (ModelTrust) trust = model_trust_new (folder);
  g_autoptr (GFile) file = g_file_new_for_path (fixture->output);
  g_autoptr (ModelDocument) document = model_document_new (file);
  const PadesReport *report;

  sign (fixture, &choice);
  g_assert_null (model_document_get_report (document));
  model_document_verify (document, folder);
  desk_wait_until (model_document_get_report (document) != NULL);
  report = model_document_get_report (document);
  g_assert_cmpint (report->indication, ==, PADES_INDICATION_INDETERMINATE);

  g_assert_true (model_trust_add (trust, support_ca_get_root (fixture->authority->ca),
                                  PKI_ROOT_OTHER, NULL, NULL));
  model_document_verify (document, folder);
  model_document_verify (document, folder);
  g_assert_null (model_document_get_report (document));
  desk_wait_until (model_document_get_report (document) != NULL);
  report = model_document_get_report (document);
  g_assert_cmpint (report->indication, ==, PADES_INDICATION_TOTAL_PASSED);

  g_file_set_contents (fixture->output, "gone", -1, NULL);
  model_document_verify (document, folder);
  desk_wait_until (model_document_get_report_error (document) != NULL);
  g_assert_error (model_document_get_report_error (document), PDF_ERROR, PDF_ERROR_NOT_PDF);
  g_assert_null (model_document_get_report (document));
}

static ModelDocument *
open_locked (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  ModelDocument *document = model_document_new (file);

  model_document_load (document, "密码");
  desk_wait_until (model_document_get_state (document) == MODEL_DOCUMENT_READY);
  return document;
}

/* The password that opened a document also signs it, and judges what was signed. */
static void
test_encrypted (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *qpdf = g_find_program_in_path ("qpdf");
  g_autofree char *locked = desk_dup_path (&fixture->desk, "locked.pdf");
  g_autofree char *folder = desk_dup_path (&fixture->desk, "trust");
  const char *argv[] = {qpdf, "--encrypt",        "密码", "owner", "256",
                        "--", fixture->desk.path, locked, NULL};
  g_autoptr (ModelDocument) document = NULL;
  g_autoptr (ModelDocument) output = NULL;
  Choice choice = {.input = locked};

  if (qpdf == NULL)
    {
      g_test_skip ("qpdf is not installed");
      return;
    }
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL));
  sign (fixture, &choice);
  g_assert_error (fixture->error, PDF_ERROR, PDF_ERROR_PASSWORD);
  document = open_locked (locked);
  choice.input_password = model_document_get_secret (document);
  sign (fixture, &choice);
  g_assert_no_error (fixture->error);
  output = open_locked (fixture->output);
  model_document_verify (output, folder);
  desk_wait_until (model_document_get_report (output) != NULL);
  g_assert_cmpint (model_document_get_report (output)->indication, ==,
                   PADES_INDICATION_INDETERMINATE);
}

static void
preflight_finished (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;
  g_auto (GStrv) fields = NULL;

  g_clear_error (&fixture->error);
  fields = model_signing_preflight_finish (result, &fixture->error);
  g_assert_cmpint (fields == NULL, ==, fixture->error != NULL);
  fixture->done = TRUE;
}

static void
test_preflight (Fixture *fixture, gconstpointer unused)
{
  const ModelSigningRequest request = {.input = fixture->desk.path,
                                       .placements = fixture->desk.placements};

  put_stamps (fixture);
  fixture->done = FALSE;
  model_signing_preflight (&request, NULL, preflight_finished, fixture);
  desk_wait_until (fixture->done);
  g_assert_no_error (fixture->error);
  g_file_set_contents (fixture->desk.path, "no document", -1, NULL);
  fixture->done = FALSE;
  model_signing_preflight (&request, NULL, preflight_finished, fixture);
  desk_wait_until (fixture->done);
  g_assert_error (fixture->error, PDF_ERROR, PDF_ERROR_NOT_PDF);
}

static void
assert_suggestion (Fixture *fixture, const char *input, const char *expected)
{
  g_autofree char *path = desk_dup_path (&fixture->desk, input);
  g_autofree char *suggestion = model_signing_suggest (path, "-已签", NULL);
  g_autofree char *name = g_path_get_basename (suggestion);

  g_assert_cmpstr (name, ==, expected);
}

static void
test_suggests_names (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *taken = desk_dup_path (&fixture->desk, "a-已签.pdf");
  g_autofree char *elsewhere = model_signing_suggest ("/proc/1/a.pdf", "-signed",
                                                      fixture->desk.folder);

  assert_suggestion (fixture, "合同.pdf", "合同-已签.pdf");
  assert_suggestion (fixture, "A.PDF", "A-已签.pdf");
  assert_suggestion (fixture, "no-extension", "no-extension-已签.pdf");
  g_file_set_contents (taken, "", 0, NULL);
  assert_suggestion (fixture, "a.pdf", "a-已签-2.pdf");
  assert_suggestion (fixture, "a-已签.pdf", "a-已签-2.pdf");
  g_assert_true (g_str_has_prefix (elsewhere, fixture->desk.folder));
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/signing/signs", test_signs);
  ADD ("/signing/invisible", test_invisible);
  ADD ("/signing/trusted-time", test_trusted_time);
  ADD ("/signing/restricts", test_restricts);
  ADD ("/signing/extends", test_extends);
  ADD ("/signing/services", test_services);
  ADD ("/signing/wrong-password", test_wrong_password);
  ADD ("/signing/service-fails", test_service_fails);
  ADD ("/signing/cancelled", test_cancelled);
  ADD ("/signing/never-overwrites-unasked", test_never_overwrites_unasked);
  ADD ("/signing/document-is-judged", test_document_is_judged);
  ADD ("/signing/encrypted", test_encrypted);
  ADD ("/signing/preflight", test_preflight);
  ADD ("/signing/suggests-names", test_suggests_names);
  return g_test_run ();
}
