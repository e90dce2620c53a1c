/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "desk.h"
#include "keys-error.h"
#include "model-batch-fields.h"
#include "model-batch-journal.h"
#include "model-batch.h"
#include "pades-error.h"
#include "pades-report.h"
#include "pdf-error.h"
#include "pdf-fields.h"
#include "support-ca.h"
#include "support-clock.h"
#include "support-pdf.h"

/* Files a.pdf to e.pdf: three sound ones, one that is no PDF, one that is not there. */
typedef struct {
  Desk desk;
  ModelCertificates *certificates;
  ModelCertificate *certificate;
  ModelBatch *batch;
  gboolean answered;
  GError *error;
} Fixture;

static void
imported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ((Fixture *) user_data)->certificate = model_certificates_finish (MODEL_CERTIFICATES (source),
                                                                    result, NULL);
}

static void
copy_document (Fixture *fixture, const char *name)
{
  g_autofree char *path = desk_dup_path (&fixture->desk, name);
  g_autofree char *data = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (fixture->desk.path, &data, &length, NULL));
  g_assert_true (g_file_set_contents (path, data, (gssize) length, NULL));
}

static void
add (Fixture *fixture, const char *name)
{
  g_autofree char *path = desk_dup_path (&fixture->desk, name);

  model_batch_add (fixture->batch, path);
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  const SupportProfile profile = {.common_name = "王某"};
  g_autoptr (SupportCa) ca = support_ca_new (g_get_real_time () / G_USEC_PER_SEC);
  g_autoptr (SupportIdentity) identity = support_ca_issue (ca, &profile);
  g_autoptr (GBytes) p12 = support_identity_to_pkcs12 (identity, "secret", TRUE);
  g_autoptr (GBytes) secret = model_secret_new ("secret");
  g_autofree char *keys = NULL, *path = NULL, *broken = NULL;

  desk_set_up (&fixture->desk, NULL);
  keys = desk_dup_path (&fixture->desk, "keys");
  path = desk_dup_path (&fixture->desk, "signer.p12");
  broken = desk_dup_path (&fixture->desk, "d.pdf");
  g_file_set_contents (path, g_bytes_get_data (p12, NULL), (gssize) g_bytes_get_size (p12), NULL);
  g_file_set_contents (broken, "no PDF", -1, NULL);
  fixture->certificates = model_certificates_new (keys);
  model_certificates_import (fixture->certificates, &(ModelKeyFile){path, NULL, secret}, imported,
                             fixture);
  desk_wait_until (fixture->certificate != NULL);
  copy_document (fixture, "a.pdf");
  copy_document (fixture, "b.pdf");
  copy_document (fixture, "c.pdf");
  fixture->batch = model_batch_new ("-signed");
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_clear_error (&fixture->error);
  g_clear_object (&fixture->batch);
  g_object_unref (fixture->certificates);
  desk_tear_down (&fixture->desk, NULL);
}

static gboolean
is_idle (Fixture *fixture)
{
  return model_batch_get_phase (fixture->batch) == MODEL_BATCH_IDLE;
}

static ModelBatchFile *
peek (Fixture *fixture, guint position)
{
  g_autoptr (ModelBatchFile) file = g_list_model_get_item (G_LIST_MODEL (fixture->batch), position);

  return file;
}

static void
assert_problem (Fixture *fixture, guint position, GQuark domain, int code)
{
  GPtrArray *problems = model_batch_file_get_problems (peek (fixture, position));

  g_assert_cmpint (model_batch_file_get_state (peek (fixture, position)), ==, MODEL_BATCH_BLOCKED);
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_error ((GError *) g_ptr_array_index (problems, 0), domain, code);
}

static void
answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  model_batch_sign_finish (MODEL_BATCH (source), result, &fixture->error);
  fixture->answered = TRUE;
}

static void
sign (Fixture *fixture, const char *password)
{
  g_autoptr (GBytes) secret = model_secret_new (password);
  const ModelBatchKeyRequest key = {fixture->certificate, secret, {PADES_LEVEL_B_B}};

  fixture->answered = FALSE;
  model_batch_sign (fixture->batch, &key, answered, fixture);
  desk_wait_until (fixture->answered && is_idle (fixture));
}

static void
test_looks_at_all (Fixture *fixture, gconstpointer unused)
{
  for (const char *name = "abcde"; *name != '\0'; name++)
    {
      g_autofree char *file = g_strdup_printf ("%c.pdf", *name);

      add (fixture, file);
    }
  add (fixture, "a.pdf");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->batch)), ==, 5);
  desk_wait_until (is_idle (fixture));
  g_assert_cmpuint (model_batch_count (fixture->batch, MODEL_BATCH_READY), ==, 3);
  assert_problem (fixture, 3, PDF_ERROR, PDF_ERROR_NOT_PDF);
  assert_problem (fixture, 4, PDF_ERROR, PDF_ERROR_UNREADABLE);
  model_batch_remove (fixture->batch, peek (fixture, 3));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->batch)), ==, 4);
  model_batch_clear (fixture->batch);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->batch)), ==, 0);
}

static void
assert_pages (Fixture *fixture, const ModelBatchRule *rule, const char *pages)
{
  g_autoptr (GString) found = g_string_new (NULL);
  GArray *marks;

  model_batch_set_rule (fixture->batch, rule);
  desk_wait_until (is_idle (fixture));
  marks = model_batch_file_get_pages (peek (fixture, 0));
  for (guint i = 0; i < marks->len; i++)
    g_string_append_printf (found, "%u ", g_array_index (marks, guint, i));
  g_assert_cmpstr (found->str, ==, pages);
}

static void
test_rules (Fixture *fixture, gconstpointer unused)
{
  ModelBatchRule rule = {MODEL_BATCH_LAST_PAGE, fixture->desk.seal};

  add (fixture, "a.pdf");
  assert_pages (fixture, &rule, "3 ");
  g_assert_cmpint (model_batch_file_get_state (peek (fixture, 0)), ==, MODEL_BATCH_READY);
  rule = (ModelBatchRule){MODEL_BATCH_SAME_PLACE, fixture->desk.seal, {0}, 1, 20, 20};
  assert_pages (fixture, &rule, "1 ");
  rule.page = 6;
  assert_pages (fixture, &rule, "6 ");
  assert_problem (fixture, 0, PADES_ERROR, PADES_ERROR_NO_PAGE);
  rule = (ModelBatchRule){MODEL_BATCH_KEYWORD, fixture->desk.seal, .text = "nowhere to be read"};
  assert_pages (fixture, &rule, "");
  assert_problem (fixture, 0, PADES_ERROR, PADES_ERROR_NO_PLACE);
  rule = (ModelBatchRule){MODEL_BATCH_FIELD, fixture->desk.seal, .text = "Buyer"};
  assert_pages (fixture, &rule, "");
  assert_problem (fixture, 0, PADES_ERROR, PADES_ERROR_NO_FIELD);
  rule.seal = NULL;
  assert_pages (fixture, &rule, "");
  assert_problem (fixture, 0, PADES_ERROR, PADES_ERROR_NO_FIELD);

  model_batch_set_rule (fixture->batch, NULL);
  add (fixture, "b.pdf");
  desk_wait_until (is_idle (fixture));
  g_assert_cmpuint (model_batch_count (fixture->batch, MODEL_BATCH_WAITING), ==, 2);
  rule = (ModelBatchRule){MODEL_BATCH_LAST_PAGE, NULL};
  assert_pages (fixture, &rule, "");
  g_assert_cmpuint (model_batch_count (fixture->batch, MODEL_BATCH_READY), ==, 2);
}

static void
assert_signed (Fixture *fixture, guint position)
{
  const char *path = model_batch_file_get_output (peek (fixture, position));
  g_autoptr (PdfFile) file = NULL;
  g_autoptr (PadesReport) report = NULL;
  g_autoptr (PkiTrust) trust = pki_trust_new ();
  const PadesSignature *signature;

  g_assert_cmpint (model_batch_file_get_state (peek (fixture, position)), ==, MODEL_BATCH_SIGNED);
  file = pdf_file_open (path, NULL, NULL);
  report = pades_verify (file, trust, g_get_real_time () / G_USEC_PER_SEC, NULL, NULL);
  g_assert_cmpuint (report->signatures->len, ==, 1);
  signature = g_ptr_array_index (report->signatures, 0);
  g_assert_cmpint (signature->integrity, ==, PADES_INTEGRITY_INTACT);
  g_assert_cmpint (signature->coverage, ==, PADES_COVERAGE_ENTIRE_FILE);
  g_assert_cmpuint (signature->page, ==, 3);
}

/* The key is opened once; a wrong password touches nothing; what failed is tried again alone. */
static void
test_signs (Fixture *fixture, gconstpointer unused)
{
  const ModelBatchRule rule = {MODEL_BATCH_LAST_PAGE, fixture->desk.seal};
  g_autofree char *taken = desk_dup_path (&fixture->desk, "a-signed.pdf");
  g_autofree char *first = NULL, *content = NULL;

  g_file_set_contents (taken, "somebody's", -1, NULL);
  model_batch_set_rule (fixture->batch, &rule);
  add (fixture, "a.pdf");
  add (fixture, "b.pdf");
  add (fixture, "d.pdf");
  desk_wait_until (is_idle (fixture));

  sign (fixture, "wrong");
  g_assert_error (fixture->error, KEYS_ERROR, KEYS_ERROR_PASSWORD);
  g_clear_error (&fixture->error);
  g_assert_cmpuint (model_batch_count (fixture->batch, MODEL_BATCH_READY), ==, 2);

  sign (fixture, "secret");
  g_assert_no_error (fixture->error);
  assert_signed (fixture, 0);
  assert_signed (fixture, 1);
  g_assert_true (
      g_str_has_suffix (model_batch_file_get_output (peek (fixture, 0)), "/a-signed-2.pdf"));
  g_assert_true (g_file_get_contents (taken, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "somebody's");
  assert_problem (fixture, 2, PDF_ERROR, PDF_ERROR_NOT_PDF);

  first = g_strdup (model_batch_file_get_output (peek (fixture, 0)));
  copy_document (fixture, "d.pdf");
  model_batch_retry (fixture->batch);
  desk_wait_until (is_idle (fixture));
  g_assert_cmpuint (model_batch_count (fixture->batch, MODEL_BATCH_READY), ==, 1);
  sign (fixture, "secret");
  assert_signed (fixture, 2);
  g_assert_cmpstr (model_batch_file_get_output (peek (fixture, 0)), ==, first);
}

/* Two files that would like the same name both get one. */
static void
test_names (Fixture *fixture, gconstpointer unused)
{
  copy_document (fixture, "a-signed.pdf");
  add (fixture, "a.pdf");
  add (fixture, "a-signed.pdf");
  desk_wait_until (is_idle (fixture));
  sign (fixture, "secret");
  g_assert_cmpuint (model_batch_count (fixture->batch, MODEL_BATCH_SIGNED), ==, 2);
  g_assert_cmpstr (model_batch_file_get_output (peek (fixture, 0)), !=,
                   model_batch_file_get_output (peek (fixture, 1)));
}

/* What is given up is ready again, and nothing half is left. */
static void
test_cancel (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GBytes) secret = model_secret_new ("secret");
  const ModelBatchKeyRequest key = {fixture->certificate, secret, {PADES_LEVEL_B_B}};
  g_autofree char *output = desk_dup_path (&fixture->desk, "a-signed.pdf");

  add (fixture, "a.pdf");
  add (fixture, "b.pdf");
  desk_wait_until (is_idle (fixture));
  model_batch_sign (fixture->batch, &key, answered, fixture);
  model_batch_cancel (fixture->batch);
  desk_wait_until (fixture->answered && is_idle (fixture));
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (model_batch_count (fixture->batch, MODEL_BATCH_READY), ==, 2);
  g_assert_false (g_file_test (output, G_FILE_TEST_EXISTS));
}

static gboolean
encrypt (Fixture *fixture, const char *name, const char *password)
{
  g_autofree char *qpdf = g_find_program_in_path ("qpdf");
  g_autofree char *path = desk_dup_path (&fixture->desk, name);
  const char *argv[] = {qpdf, "--encrypt",        password, "owner", "256",
                        "--", fixture->desk.path, path,     NULL};

  return qpdf != NULL &&
         g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL);
}

static void
unlock (Fixture *fixture, ModelBatchFile *file, const char *password)
{
  g_autoptr (GBytes) secret = model_secret_new (password);

  model_batch_unlock (fixture->batch, file, secret);
  desk_wait_until (is_idle (fixture));
}

/* A password is asked for before any key: of one file, or of all; a wrong one is asked for again.
 */
static void
test_passwords (Fixture *fixture, gconstpointer unused)
{
  const ModelBatchRule rule = {MODEL_BATCH_LAST_PAGE, fixture->desk.seal};

  if (!encrypt (fixture, "b.pdf", "密码") || !encrypt (fixture, "c.pdf", "密码") ||
      !encrypt (fixture, "d.pdf", "another"))
    {
      g_test_skip ("qpdf is not installed");
      return;
    }
  model_batch_set_rule (fixture->batch, &rule);
  for (const char *name = "abcd"; *name != '\0'; name++)
    {
      g_autofree char *file = g_strdup_printf ("%c.pdf", *name);

      add (fixture, file);
    }
  desk_wait_until (is_idle (fixture));
  assert_problem (fixture, 1, PDF_ERROR, PDF_ERROR_PASSWORD);
  g_assert_true (model_batch_file_is_locked (peek (fixture, 3)));
  g_assert_false (model_batch_file_was_tried (peek (fixture, 3)));

  unlock (fixture, NULL, "密码");
  g_assert_cmpuint (model_batch_count (fixture->batch, MODEL_BATCH_READY), ==, 3);
  g_assert_true (model_batch_file_was_tried (peek (fixture, 3)));
  unlock (fixture, peek (fixture, 3), "wrong");
  assert_problem (fixture, 3, PDF_ERROR, PDF_ERROR_PASSWORD);
  unlock (fixture, peek (fixture, 3), "another");
  g_assert_cmpuint (model_batch_count (fixture->batch, MODEL_BATCH_READY), ==, 4);

  sign (fixture, "secret");
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (model_batch_count (fixture->batch, MODEL_BATCH_SIGNED), ==, 4);
}

/* A password of all is that of a file which comes later, too. */
static void
test_password_of_later_file (Fixture *fixture, gconstpointer unused)
{
  if (!encrypt (fixture, "b.pdf", "密码") || !encrypt (fixture, "c.pdf", "密码"))
    {
      g_test_skip ("qpdf is not installed");
      return;
    }
  add (fixture, "b.pdf");
  desk_wait_until (is_idle (fixture));
  unlock (fixture, NULL, "密码");
  add (fixture, "c.pdf");
  desk_wait_until (is_idle (fixture));
  g_assert_cmpuint (model_batch_count (fixture->batch, MODEL_BATCH_READY), ==, 2);
}

/* Into one folder, though two documents have the same name; and nowhere else when it is gone. */
static void
test_folder (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *folder = desk_dup_path (&fixture->desk, "out");
  g_autofree char *other = desk_dup_path (&fixture->desk, "other");
  g_autofree char *gone = desk_dup_path (&fixture->desk, "gone");
  g_autofree char *first = g_build_filename (folder, "a-signed.pdf", NULL);
  g_autofree char *second = g_build_filename (folder, "a-signed-2.pdf", NULL);

  g_assert_cmpint (g_mkdir (folder, 0700) + g_mkdir (other, 0700), ==, 0);
  copy_document (fixture, "other/a.pdf");
  model_batch_set_folder (fixture->batch, folder);
  add (fixture, "a.pdf");
  add (fixture, "other/a.pdf");
  desk_wait_until (is_idle (fixture));
  sign (fixture, "secret");
  g_assert_cmpstr (model_batch_file_get_output (peek (fixture, 0)), ==, first);
  g_assert_cmpstr (model_batch_file_get_output (peek (fixture, 1)), ==, second);

  add (fixture, "b.pdf");
  desk_wait_until (is_idle (fixture));
  model_batch_set_folder (fixture->batch, gone);
  sign (fixture, "secret");
  g_assert_cmpint (model_batch_file_get_state (peek (fixture, 2)), ==, MODEL_BATCH_FAILED);
  g_assert_null (model_batch_file_get_output (peek (fixture, 2)));
}

/* For who cannot see the seal. */
static void
assert_words (Fixture *fixture, guint position, const char *part)
{
  const char *path = model_batch_file_get_output (peek (fixture, position));
  g_autoptr (PdfFile) file = pdf_file_open (path, NULL, NULL);
  g_autoptr (GPtrArray) fields = pdf_fields_list (file, NULL);
  const PdfField *field = g_ptr_array_index (fields, 0);
  g_autofree char *words = pdf_object_dup_text (pdf_object_peek_key (field->dict, "TU"));

  g_assert_nonnull (strstr (words, part));
}

/* What stands beside the seal says who signs, which is known with the key only. */
static void
test_appearance (Fixture *fixture, gconstpointer unused)
{
  ModelBatchRule rule = {MODEL_BATCH_LAST_PAGE, fixture->desk.seal};

  seal_style_builtin_find ("seal-text-qr", SEAL_LANGUAGE_ENGLISH, &rule.style);
  model_batch_set_rule (fixture->batch, &rule);
  add (fixture, "a.pdf");
  add (fixture, "b.pdf");
  desk_wait_until (is_idle (fixture));
  sign (fixture, "secret");
  assert_signed (fixture, 0);
  assert_signed (fixture, 1);
  assert_words (fixture, 0, "王某");
  assert_words (fixture, 1, "王某");
}

/* Only a first signature can certify: told before the key is asked for, and only when it is wanted.
 */
static void
test_terms (Fixture *fixture, gconstpointer unused)
{
  const ModelTerms terms = {.certify = 2};

  add (fixture, "a.pdf");
  desk_wait_until (is_idle (fixture));
  sign (fixture, "secret");
  add (fixture, "a-signed.pdf");
  add (fixture, "b.pdf");
  desk_wait_until (is_idle (fixture));
  g_assert_cmpuint (model_batch_count (fixture->batch, MODEL_BATCH_READY), ==, 2);

  model_batch_set_terms (fixture->batch, &terms);
  desk_wait_until (is_idle (fixture));
  assert_problem (fixture, 1, PADES_ERROR, PADES_ERROR_NOT_FIRST);
  g_assert_cmpint (model_batch_file_get_state (peek (fixture, 0)), ==, MODEL_BATCH_SIGNED);
  g_assert_cmpint (model_batch_file_get_state (peek (fixture, 2)), ==, MODEL_BATCH_READY);
  model_batch_set_terms (fixture->batch, NULL);
  desk_wait_until (is_idle (fixture));
  g_assert_cmpuint (model_batch_count (fixture->batch, MODEL_BATCH_READY), ==, 2);
}

static void
add_form (Fixture *fixture, const char *demands)
{
  const ModelBatchRule rule = {MODEL_BATCH_FIELD, NULL, .text = "Buyer"};
  g_autofree char *field = g_strdup_printf ("<</FT/Sig/T(Buyer)/SV<<%s>>>>", demands);
  g_autoptr (GBytes) bytes = support_pdf_new (
      &(SupportPdf){.catalog = "/AcroForm<</SigFlags 1/Fields[100 0 R]>>"});
  g_autoptr (GBytes) form = support_pdf_append (bytes, 100, field);
  g_autofree char *path = desk_dup_path (&fixture->desk, "form.pdf");

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (form, NULL),
                                      (gssize) g_bytes_get_size (form), NULL));
  model_batch_set_rule (fixture->batch, &rule);
  add (fixture, "form.pdf");
  desk_wait_until (is_idle (fixture));
  g_assert_cmpuint (model_batch_count (fixture->batch, MODEL_BATCH_READY), ==, 1);
}

/* What a field demands is held against what the sheet says, each time that says something else. */
static void
test_demands (Fixture *fixture, gconstpointer unused)
{
  static const struct {
    ModelTerms terms;
    gboolean met;
  } rows[] = {
      {{.reason = "I disagree", .level = PADES_LEVEL_B_T}, FALSE},
      {{.reason = "I agree", .level = PADES_LEVEL_B_T}, TRUE},
      {{.reason = "I agree", .level = PADES_LEVEL_B_B}, FALSE},
      {{.reason = "I agree", .level = PADES_LEVEL_B_LTA}, TRUE},
      {{.level = PADES_LEVEL_B_T}, FALSE},
  };

  add_form (fixture, "/Ff 8/Reasons[(I agree)]/TimeStamp<</Ff 1>>");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      model_batch_set_terms (fixture->batch, &rows[i].terms);
      desk_wait_until (is_idle (fixture));
      if (rows[i].met)
        g_assert_cmpuint (model_batch_count (fixture->batch, MODEL_BATCH_READY), ==, 1);
      else
        assert_problem (fixture, 0, PADES_ERROR, PADES_ERROR_SEED);
    }
  model_batch_set_terms (fixture->batch, NULL);
  desk_wait_until (is_idle (fixture));
  g_assert_cmpuint (model_batch_count (fixture->batch, MODEL_BATCH_READY), ==, 1);
}

static void
write_form (Fixture *fixture, const char *name, const char *fields)
{
  g_autoptr (GBytes)
      bytes = support_pdf_new (&(SupportPdf){.catalog = "/AcroForm<</Fields[100 0 R 101 0 R]>>"});
  g_autoptr (GBytes) first = support_pdf_append (bytes, 100, "<</FT/Tx/T(price)>>");
  g_autoptr (GBytes) form = support_pdf_append (first, 101, fields);
  g_autofree char *path = desk_dup_path (&fixture->desk, name);

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (form, NULL),
                                      (gssize) g_bytes_get_size (form), NULL));
  add (fixture, name);
}

static char *
dup_field_counts (Fixture *fixture)
{
  g_autoptr (GArray) fields = model_batch_fields_list (fixture->batch);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < fields->len; i++)
    {
      const ModelBatchField *field = &g_array_index (fields, ModelBatchField, i);

      g_string_append_printf (text, "%s:%u ", field->name, field->n_files);
    }
  return g_string_free (text, FALSE);
}

static void
assert_absent (Fixture *fixture, guint position, const char *names)
{
  g_autofree char *found = g_strjoinv (
      " ", (char **) model_batch_file_get_absent (peek (fixture, position)));

  g_assert_cmpstr (found, ==, names);
}

static void
lock (Fixture *fixture, const char *text)
{
  g_autoptr (PadesLock) lock = text != NULL ? pades_lock_parse (text) : NULL;

  model_batch_set_terms (fixture->batch, &(ModelTerms){.lock = lock});
  desk_wait_until (is_idle (fixture));
}

/* Which fields there are is known before any is to be locked; who does not have it is told. */
static void
test_locks (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *counts = NULL;

  write_form (fixture, "form.pdf", "<</FT/Tx/T(remark)>>");
  write_form (fixture, "other.pdf", "<</T(party)/Kids[<</FT/Tx/T(name)>>]>>");
  add (fixture, "a.pdf");
  add (fixture, "d.pdf");
  desk_wait_until (is_idle (fixture));
  counts = dup_field_counts (fixture);
  g_assert_cmpstr (counts, ==, "price:2 remark:1 party.name:1 ");

  lock (fixture, "include:remark,price,party.name");
  assert_problem (fixture, 0, PADES_ERROR, PADES_ERROR_NO_LOCKABLE);
  assert_absent (fixture, 0, "party.name");
  assert_absent (fixture, 1, "remark");
  assert_problem (fixture, 2, PADES_ERROR, PADES_ERROR_NO_LOCKABLE);
  assert_absent (fixture, 2, "remark price party.name");
  assert_problem (fixture, 3, PDF_ERROR, PDF_ERROR_NOT_PDF);

  lock (fixture, "include:party");
  g_assert_cmpuint (model_batch_count (fixture->batch, MODEL_BATCH_READY), ==, 1);
  assert_absent (fixture, 1, "");
  /* What is left open may come yet: it is told, and stands against nothing. */
  lock (fixture, "exclude:price");
  g_assert_cmpuint (model_batch_count (fixture->batch, MODEL_BATCH_READY), ==, 3);
  assert_absent (fixture, 2, "price");
  lock (fixture, NULL);
  g_assert_cmpuint (model_batch_count (fixture->batch, MODEL_BATCH_READY), ==, 3);
  assert_absent (fixture, 2, "");
}

/* Whose key it will be is known before its password. */
static void
test_demanded_certificate (Fixture *fixture, gconstpointer unused)
{
  const ModelTerms terms = {PADES_LEVEL_B_B};

  add_form (fixture, "/Cert<</Ff 8/SubjectDN[<</CN(Li Si)>>]>>");
  model_batch_set_terms (fixture->batch, &terms);
  desk_wait_until (is_idle (fixture));
  g_assert_cmpuint (model_batch_count (fixture->batch, MODEL_BATCH_READY), ==, 1);
  model_batch_set_certificate (fixture->batch, fixture->certificate);
  desk_wait_until (is_idle (fixture));
  assert_problem (fixture, 0, PADES_ERROR, PADES_ERROR_SEED);
  model_batch_set_certificate (fixture->batch, NULL);
  desk_wait_until (is_idle (fixture));
  g_assert_cmpuint (model_batch_count (fixture->batch, MODEL_BATCH_READY), ==, 1);
}

typedef struct {
  ModelBatchJournal *journal;
  char *path;
  char *at_start; /* what was on disk when the first file was about to be signed */
} Record;

static void
keep_start (Record *record, ModelBatch *batch)
{
  if (model_batch_get_phase (batch) == MODEL_BATCH_RUNNING && record->at_start == NULL)
    g_file_get_contents (record->path, &record->at_start, NULL, NULL);
}

/* As the program does it when it starts: a new batch, and what the journal knows of the last. */
static void
restart (Fixture *fixture, Record *record)
{
  ModelBatchRule rule;

  g_clear_object (&record->journal);
  g_clear_object (&fixture->batch);
  fixture->batch = model_batch_new ("-signed");
  record->journal = model_batch_journal_new (record->path, fixture->batch, fixture->desk.seals);
  if (model_batch_journal_open (record->journal) &&
      model_batch_journal_get_rule (record->journal, &rule))
    {
      model_batch_journal_set_rule (record->journal, &rule);
      model_batch_set_rule (fixture->batch, &rule);
    }
  model_batch_journal_restore (record->journal);
  g_signal_connect_swapped (fixture->batch, "changed", G_CALLBACK (keep_start), record);
  desk_wait_until (is_idle (fixture));
}

static void
record_start (Fixture *fixture, Record *record)
{
  const ModelBatchRule rule = {MODEL_BATCH_LAST_PAGE, fixture->desk.seal};

  *record = (Record){.path = desk_dup_path (&fixture->desk, "state/batch.ini")};
  restart (fixture, record);
  model_batch_journal_set_rule (record->journal, &rule);
  model_batch_set_rule (fixture->batch, &rule);
  add (fixture, "a.pdf");
  add (fixture, "b.pdf");
  add (fixture, "d.pdf");
  desk_wait_until (is_idle (fixture));
}

static void
record_end (Record *record)
{
  g_object_unref (record->journal);
  g_free (record->path);
  g_free (record->at_start);
}

/* The queue, the rule and how far each file is. */
static void
test_resumes (Fixture *fixture, gconstpointer unused)
{
  Record record;
  g_autofree char *first = NULL;

  record_start (fixture, &record);
  sign (fixture, "secret");
  first = g_strdup (model_batch_file_get_output (peek (fixture, 0)));
  restart (fixture, &record);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->batch)), ==, 3);
  assert_signed (fixture, 0);
  g_assert_cmpstr (model_batch_file_get_output (peek (fixture, 0)), ==, first);
  assert_problem (fixture, 2, PDF_ERROR, PDF_ERROR_NOT_PDF);

  copy_document (fixture, "d.pdf");
  model_batch_retry (fixture->batch);
  desk_wait_until (is_idle (fixture));
  sign (fixture, "secret");
  assert_signed (fixture, 2);
  /* All is done: the next start begins anew. */
  restart (fixture, &record);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->batch)), ==, 0);
  record_end (&record);
}

/* Why a file was not signed is still known. */
static void
test_resumes_failures (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *gone = desk_dup_path (&fixture->desk, "gone");
  GPtrArray *problems;
  Record record;

  record_start (fixture, &record);
  model_batch_set_folder (fixture->batch, gone);
  sign (fixture, "secret");
  restart (fixture, &record);
  g_assert_cmpuint (model_batch_count (fixture->batch, MODEL_BATCH_FAILED), ==, 2);
  problems = model_batch_file_get_problems (peek (fixture, 0));
  g_assert_error ((GError *) g_ptr_array_index (problems, 0), PDF_ERROR, PDF_ERROR_OUTPUT);
  record_end (&record);
}

/* Killed: what has its signed version is not signed again; a stranger of that name is none. */
static void
test_resumes_after_kill (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *twice = desk_dup_path (&fixture->desk, "a-signed-2.pdf");
  Record record;

  record_start (fixture, &record);
  sign (fixture, "secret");
  g_assert_nonnull (strstr (record.at_start, "a-signed.pdf"));
  g_assert_nonnull (strstr (record.at_start, "state=waiting"));
  g_assert_null (strstr (record.at_start, "secret"));
  g_assert_true (
      g_file_set_contents (model_batch_file_get_output (peek (fixture, 1)), "other", -1, NULL));
  model_batch_journal_flush (record.journal);
  g_clear_object (&record.journal);
  g_assert_true (g_file_set_contents (record.path, record.at_start, -1, NULL));
  restart (fixture, &record);
  assert_signed (fixture, 0);
  g_assert_cmpint (model_batch_file_get_state (peek (fixture, 1)), ==, MODEL_BATCH_READY);
  g_assert_null (model_batch_file_get_output (peek (fixture, 1)));
  sign (fixture, "secret");
  assert_signed (fixture, 1);
  g_assert_false (g_file_test (twice, G_FILE_TEST_EXISTS));
  record_end (&record);
}

/* A journal that is damaged, or whose seal is gone, puts nothing in a wrong place. */
static void
test_damaged_journal (Fixture *fixture, gconstpointer unused)
{
  static const char *const texts[] = {
      "",
      "no key file",
      "[file 1]\ninput=no address\n",
      "[file 1]\nstate=signed\n",
      "[rule]\nkind=99\n[file 1]\ninput=file:///nowhere.pdf\nstate=failed\nproblem-1=x y z\n",
      "[rule]\nkind=0\nseal=gone\nx=nan\npage=-4\n[file 1]\ninput=file:///nowhere.pdf\n",
  };
  const ModelBatchRule rule = {MODEL_BATCH_LAST_PAGE, fixture->desk.seal};

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      Record record = {.path = desk_dup_path (&fixture->desk, "batch.ini")};
      ModelBatchRule found;

      g_assert_true (g_file_set_contents (record.path, texts[i], -1, NULL));
      record.journal = model_batch_journal_new (record.path, fixture->batch, fixture->desk.seals);
      model_batch_clear (fixture->batch);
      model_batch_set_rule (fixture->batch, &rule);
      g_assert_cmpint (model_batch_journal_open (record.journal), ==, i > 3);
      g_assert_false (model_batch_journal_get_rule (record.journal, &found));
      model_batch_journal_restore (record.journal);
      desk_wait_until (is_idle (fixture));
      g_assert_cmpuint (model_batch_count (fixture->batch, MODEL_BATCH_BLOCKED), ==, i > 3);
      record_end (&record);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/model/batch/looks-at-all", Fixture, NULL, set_up, test_looks_at_all, tear_down);
  g_test_add ("/model/batch/rules", Fixture, NULL, set_up, test_rules, tear_down);
  g_test_add ("/model/batch/signs", Fixture, NULL, set_up, test_signs, tear_down);
  g_test_add ("/model/batch/names", Fixture, NULL, set_up, test_names, tear_down);
  g_test_add ("/model/batch/passwords", Fixture, NULL, set_up, test_passwords, tear_down);
  g_test_add ("/model/batch/password-of-later-file", Fixture, NULL, set_up,
              test_password_of_later_file, tear_down);
  g_test_add ("/model/batch/folder", Fixture, NULL, set_up, test_folder, tear_down);
  g_test_add ("/model/batch/appearance", Fixture, NULL, set_up, test_appearance, tear_down);
  g_test_add ("/model/batch/terms", Fixture, NULL, set_up, test_terms, tear_down);
  g_test_add ("/model/batch/demands", Fixture, NULL, set_up, test_demands, tear_down);
  g_test_add ("/model/batch/locks", Fixture, NULL, set_up, test_locks, tear_down);

  g_test_add ("/model/batch/demanded-certificate", Fixture, NULL, set_up, test_demanded_certificate,
              tear_down);
  g_test_add ("/model/batch/resumes", Fixture, NULL, set_up, test_resumes, tear_down);
  g_test_add ("/model/batch/resumes-failures", Fixture, NULL, set_up, test_resumes_failures,
              tear_down);
  g_test_add ("/model/batch/resumes-after-kill", Fixture, NULL, set_up, test_resumes_after_kill,
              tear_down);
  g_test_add ("/model/batch/damaged-journal", Fixture, NULL, set_up, test_damaged_journal,
              tear_down);
  g_test_add ("/model/batch/cancel", Fixture, NULL, set_up, test_cancel, tear_down);
  return g_test_run ();
}
