/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <json-glib/json-glib.h>
#include <string.h>

#include "desk.h"
#include "model-checks.h"
#include "model-exam.h"
#include "model-secret.h"
#include "model-trust.h"
#include "pdf-error.h"
#include "support-ca.h"
#include "support-folder.h"
#include "support-pdf.h"

/* A folder of four files: signed, not signed, damaged below, and something that is no PDF. */
typedef struct {
  char *top;
  char *contracts;
  char *trust;
  char *signed_path;
  SupportCa *ca;
  ModelChecks *checks;
  guint changes;
} Fixture;

static void
count (Fixture *fixture)
{
  fixture->changes++;
}

static void
sign (Fixture *fixture, const char *input)
{
  g_autoptr (SupportIdentity) identity = support_ca_issue (fixture->ca, &(SupportProfile){0});
  g_autoptr (PkiSigner) signer = support_identity_new_signer (identity);
  g_autoptr (PdfFile) file = pdf_file_open (input, NULL, NULL);
  const PadesSignRequest request = {
      .signer = signer,
      .level = PADES_LEVEL_B_B,
      .now = support_ca_get_now (fixture->ca),
  };
  g_autoptr (GError) error = NULL;

  pades_sign (file, fixture->signed_path, &request, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *below = NULL, *plain = NULL, *damaged = NULL, *note = NULL;

  fixture->top = g_dir_make_tmp ("vermilion-checks-XXXXXX", NULL);
  fixture->contracts = g_build_filename (fixture->top, "contracts", NULL);
  fixture->trust = g_build_filename (fixture->top, "trust", NULL);
  fixture->signed_path = g_build_filename (fixture->contracts, "signed.PDF", NULL);
  fixture->ca = support_ca_new (g_get_real_time () / G_USEC_PER_SEC);
  below = g_build_filename (fixture->contracts, "below", NULL);
  damaged = g_build_filename (below, "damaged.pdf", NULL);
  note = g_build_filename (below, "note.txt", NULL);
  g_mkdir_with_parents (below, 0700);
  plain = support_pdf_write (&(SupportPdf){0}, fixture->contracts, "plain.pdf");
  sign (fixture, plain);
  g_file_set_contents (damaged, "%PDF-1.7 and no more", -1, NULL);
  g_file_set_contents (note, "not asked about", -1, NULL);
  fixture->checks = model_checks_new (fixture->trust);
  g_signal_connect_swapped (fixture->checks, "changed", G_CALLBACK (count), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_object_unref (fixture->checks);
  support_folder_remove (fixture->top);
  support_ca_free (fixture->ca);
  g_free (fixture->signed_path);
  g_free (fixture->contracts);
  g_free (fixture->trust);
  g_free (fixture->top);
}

static guint
get_n (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->checks));
}

static void
add (Fixture *fixture, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  model_checks_add (fixture->checks, file);
}

static void
add_and_wait (Fixture *fixture, const char *path)
{
  add (fixture, path);
  desk_wait_until (!model_checks_is_running (fixture->checks));
}

static ModelCheck *
find (Fixture *fixture, const char *name)
{
  for (guint i = 0; i < get_n (fixture); i++)
    {
      ModelCheck *check = g_list_model_get_item (G_LIST_MODEL (fixture->checks), i);

      g_object_unref (check); /* the list keeps it */
      if (g_str_has_suffix (model_check_get_path (check), name))
        return check;
    }
  g_assert_not_reached ();
}

static void
trust_root (Fixture *fixture)
{
  g_autoptr (ModelTrust) trust = model_trust_new (fixture->trust);

  g_assert_true (
      model_trust_add (trust, support_ca_get_root (fixture->ca), PKI_ROOT_OTHER, NULL, NULL));
}

static void
test_folder (Fixture *fixture, gconstpointer unused)
{
  ModelCheck *check;
  gboolean proven = TRUE;

  trust_root (fixture);
  add_and_wait (fixture, fixture->contracts);
  g_assert_cmpuint (get_n (fixture), ==, 3);
  g_assert_cmpuint (model_checks_count (fixture->checks, MODEL_CHECK_PASSED), ==, 1);
  g_assert_cmpuint (model_checks_count (fixture->checks, MODEL_CHECK_UNSIGNED), ==, 1);
  g_assert_cmpuint (model_checks_count (fixture->checks, MODEL_CHECK_UNREADABLE), ==, 1);
  g_assert_cmpuint (model_checks_count (fixture->checks, MODEL_CHECK_PENDING), ==, 0);
  g_assert_cmpuint (fixture->changes, >, 0);

  check = find (fixture, "signed.PDF");
  g_assert_cmpstr (model_check_get_signers (check)[0], ==, "张三");
  g_assert_null (model_check_get_signers (check)[1]);
  g_assert_cmpint (model_check_get_time (check, &proven), ==, support_ca_get_now (fixture->ca));
  g_assert_false (proven);
  g_assert_true (model_check_matches (check, "张三"));
  g_assert_true (model_check_matches (check, "SIGNED.pdf"));
  g_assert_false (model_check_matches (find (fixture, "plain.pdf"), "张三"));
  g_assert_error (model_check_get_error (find (fixture, "damaged.pdf")), PDF_ERROR,
                  PDF_ERROR_DAMAGED);
}

/* Nobody is judged twice because somebody dropped the file and its folder. */
static void
test_once (Fixture *fixture, gconstpointer unused)
{
  add_and_wait (fixture, fixture->signed_path);
  add_and_wait (fixture, fixture->contracts);
  add_and_wait (fixture, fixture->contracts);
  g_assert_cmpuint (get_n (fixture), ==, 3);
}

static void
test_link_in_circles (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *link = g_build_filename (fixture->contracts, "below", "again", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (link);

  g_assert_true (g_file_make_symbolic_link (file, fixture->contracts, NULL, NULL));
  add_and_wait (fixture, fixture->contracts);
  g_assert_cmpuint (get_n (fixture), ==, 3);
}

/* What is trusted has changed: the same file has another verdict. */
static void
test_restart (Fixture *fixture, gconstpointer unused)
{
  add_and_wait (fixture, fixture->signed_path);
  g_assert_cmpuint (model_checks_count (fixture->checks, MODEL_CHECK_UNCERTAIN), ==, 1);
  trust_root (fixture);
  model_checks_restart (fixture->checks);
  g_assert_cmpuint (model_checks_count (fixture->checks, MODEL_CHECK_PENDING), ==, 1);
  desk_wait_until (!model_checks_is_running (fixture->checks));
  g_assert_cmpuint (model_checks_count (fixture->checks, MODEL_CHECK_PASSED), ==, 1);
}

static void
test_cancel_and_resume (Fixture *fixture, gconstpointer unused)
{
  add_and_wait (fixture, fixture->contracts);
  model_checks_restart (fixture->checks);
  model_checks_cancel (fixture->checks);
  desk_wait_until (!model_checks_is_running (fixture->checks));
  g_assert_cmpuint (get_n (fixture), ==, 3);
  model_checks_resume (fixture->checks);
  desk_wait_until (!model_checks_is_running (fixture->checks));
  g_assert_cmpuint (model_checks_count (fixture->checks, MODEL_CHECK_PENDING), ==, 0);
  g_assert_cmpuint (model_checks_count (fixture->checks, MODEL_CHECK_UNCERTAIN), ==, 1);
}

/* Cleared while it runs: nothing comes back, and what comes next is counted from nothing. */
static void
test_clear (Fixture *fixture, gconstpointer unused)
{
  add_and_wait (fixture, fixture->contracts);
  model_checks_restart (fixture->checks);
  model_checks_clear (fixture->checks);
  g_assert_cmpuint (get_n (fixture), ==, 0);
  desk_wait_until (!model_checks_is_running (fixture->checks));
  for (guint kind = 0; kind < MODEL_N_CHECKS; kind++)
    g_assert_cmpuint (model_checks_count (fixture->checks, kind), ==, 0);
  add_and_wait (fixture, fixture->signed_path);
  g_assert_cmpuint (get_n (fixture), ==, 1);
}

static void
test_json (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  JsonArray *array;
  guint n_verdicts = 0;

  add_and_wait (fixture, fixture->contracts);
  text = model_checks_to_json (fixture->checks);
  json_parser_load_from_data (parser, text, -1, &error);
  g_assert_no_error (error);
  array = json_node_get_array (json_parser_get_root (parser));
  g_assert_cmpuint (json_array_get_length (array), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      JsonObject *object = json_array_get_object_element (array, i);

      g_assert_true (json_object_has_member (object, "file"));
      g_assert_true (json_object_has_member (object, "indication") !=
                     json_object_has_member (object, "error"));
      n_verdicts += json_object_has_member (object, "indication");
    }
  g_assert_cmpuint (n_verdicts, ==, 2);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* As of a moment before the certificate was valid, the same signature cannot have been made. */
/* A file whose older part cannot be found: each signature is named, and fails. */
static void
test_exam_of_damaged (Fixture *fixture, gconstpointer unused)
{
  const ModelExam exam = {.path = fixture->signed_path, .trust = fixture->trust, .offline = TRUE};
  g_autofree char *bytes = NULL;
  g_autoptr (PadesReport) report = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  char *previous;

  g_assert_true (g_file_get_contents (fixture->signed_path, &bytes, &length, NULL));
  previous = memmem (bytes, length, "/Prev ", strlen ("/Prev "));
  g_assert_nonnull (previous);
  previous[strlen ("/Prev ")] = '9';
  g_assert_true (g_file_set_contents (fixture->signed_path, bytes, length, NULL));
  report = model_exam_run (&exam, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (report->damaged);
  g_assert_cmpuint (report->signatures->len, ==, 1);
  g_assert_cmpint (report->indication, ==, PADES_INDICATION_TOTAL_FAILED);
}

static void
test_exam_at (Fixture *fixture, gconstpointer unused)
{
  ModelExam exam = {.path = fixture->signed_path, .trust = fixture->trust, .offline = TRUE};
  g_autoptr (PadesReport) now = NULL, before = NULL, missing = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;

  trust_root (fixture);
  now = model_exam_run (&exam, NULL, NULL);
  g_assert_cmpint (now->indication, ==, PADES_INDICATION_TOTAL_PASSED);
  model_exam_ask_json (&exam, NULL, keep_result, &result);
  desk_wait_until (result != NULL);
  json = model_exam_json_finish (result, NULL);
  g_assert_nonnull (strstr (json, "\"indication\":\"total-passed\""));

  exam.at = support_ca_get_now (fixture->ca) - 10LL * 365 * 24 * 3600;
  before = model_exam_run (&exam, NULL, NULL);
  g_assert_cmpint (before->indication, !=, PADES_INDICATION_TOTAL_PASSED);
  exam.path = "/nowhere.pdf";
  missing = model_exam_run (&exam, NULL, &error);
  g_assert_null (missing);
  g_assert_error (error, PDF_ERROR, PDF_ERROR_UNREADABLE);
}

static gboolean
encrypt (Fixture *fixture, const char *name, const char *password)
{
  g_autofree char *qpdf = g_find_program_in_path ("qpdf");
  g_autofree char *path = g_build_filename (fixture->contracts, name, NULL);
  const char *argv[] = {qpdf, "--encrypt",          password, "owner", "256",
                        "--", fixture->signed_path, path,     NULL};

  return qpdf != NULL &&
         g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL);
}

static void
unlock (Fixture *fixture, ModelCheck *check, const char *password)
{
  g_autoptr (GBytes) secret = model_secret_new (password);

  model_checks_unlock (fixture->checks, check, secret);
  desk_wait_until (!model_checks_is_running (fixture->checks));
}

/* One for all that share it, also for those that come later; what it does not open is told. */
static void
test_passwords (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *later = g_build_filename (fixture->contracts, "later.pdf", NULL);

  if (!encrypt (fixture, "one.pdf", "密码") || !encrypt (fixture, "two.pdf", "密码") ||
      !encrypt (fixture, "three.pdf", "another"))
    {
      g_test_skip ("qpdf is not installed");
      return;
    }
  add_and_wait (fixture, fixture->contracts);
  g_assert_cmpuint (model_checks_count_locked (fixture->checks), ==, 3);
  g_assert_false (model_check_was_tried (find (fixture, "one.pdf")));
  g_assert_null (model_check_get_secret (find (fixture, "signed.PDF")));

  unlock (fixture, NULL, "密码");
  g_assert_cmpuint (model_checks_count_locked (fixture->checks), ==, 1);
  g_assert_true (model_check_was_tried (find (fixture, "three.pdf")));
  g_assert_cmpuint (g_strv_length ((char **) model_check_get_signers (find (fixture, "two.pdf"))),
                    ==, 1);
  unlock (fixture, find (fixture, "three.pdf"), "wrong");
  g_assert_true (model_check_was_tried (find (fixture, "three.pdf")));
  unlock (fixture, find (fixture, "three.pdf"), "another");
  g_assert_cmpuint (model_checks_count_locked (fixture->checks), ==, 0);

  g_assert_true (encrypt (fixture, "later.pdf", "密码"));
  add_and_wait (fixture, later);
  g_assert_false (model_check_is_locked (find (fixture, "later.pdf")));
  g_assert_cmpstr (model_secret_peek (model_check_get_secret (find (fixture, "later.pdf"))), ==,
                   "密码");
  /* Judged again when other roots are trusted: nobody is asked again. */
  model_checks_restart (fixture->checks);
  desk_wait_until (!model_checks_is_running (fixture->checks));
  g_assert_cmpuint (model_checks_count_locked (fixture->checks), ==, 0);
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/checks/folder", test_folder);
  ADD ("/checks/once", test_once);
  ADD ("/checks/link-in-circles", test_link_in_circles);
  ADD ("/checks/restart", test_restart);
  ADD ("/checks/cancel-and-resume", test_cancel_and_resume);
  ADD ("/checks/clear", test_clear);
  ADD ("/checks/passwords", test_passwords);
  ADD ("/checks/json", test_json);
  ADD ("/checks/exam-of-damaged", test_exam_of_damaged);
  ADD ("/checks/exam-at", test_exam_at);
  return g_test_run ();
}
