/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "keys-error.h"
#include "keys-pending.h"
#include "keys-pkcs12.h"
#include "pki-issue.h"
#include "pki-request.h"
#include "support-ca.h"
#include "support-folder.h"

#define PASSWORD "生日 19900101"

typedef struct {
  char *folder;
  char *path;
  KeysPending *pending;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("vermilion-pending-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "pending", "one.key", NULL);
  fixture->pending = keys_pending_new (fixture->path,
                                       &(KeysNewKey){.kind = "p256", .password = PASSWORD}, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  support_folder_remove (fixture->folder);
  keys_pending_free (fixture->pending);
  g_free (fixture->folder);
  g_free (fixture->path);
}

/* A certificate that names the key of a request and is signed by another one. */
static GPtrArray *
issue (GBytes *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) spki = pki_request_read (request, &error);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  SupportCa *ca = support_ca_new (now);
  PkiSigner *signer = support_identity_new_signer (support_ca_get_issuer (ca));
  g_autoptr (PkiIssuer) issuer = pki_issuer_new (signer, NULL, &error);
  GPtrArray *chain = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
  const PkiIssue wish = {
      .profile = PKI_PROFILE_PERSON,
      .spki = spki,
      .common_name = "王小明",
      .not_before = now,
      .not_after = now + 3600,
  };

  g_assert_no_error (error);
  g_ptr_array_add (chain, pki_issue_certificate (issuer, &wish, NULL, &error));
  g_assert_no_error (error);
  support_ca_free (ca);
  return chain;
}

static void
test_locked_and_alone (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *text = NULL;
  GStatBuf status;

  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "ENCRYPTED PRIVATE KEY"));
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
}

static void
test_found_again (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *note = NULL;
  KeysPending *again;

  g_assert_true (keys_pending_set_note (fixture->pending, "session-1", &error));
  list = keys_pending_list (folder);
  g_assert_cmpuint (list->len, ==, 1);
  again = list->pdata[0];
  g_assert_cmpstr (again->path, ==, fixture->path);
  g_assert_true (g_bytes_equal (again->request, fixture->pending->request));
  note = keys_pending_get_note (again);
  g_assert_cmpstr (note, ==, "session-1");
  g_assert_false (keys_pending_unlocks (again, "another", &error));
  g_assert_error (error, KEYS_ERROR, KEYS_ERROR_PASSWORD);
  g_clear_error (&error);
  g_assert_true (keys_pending_unlocks (again, PASSWORD, &error));
  g_assert_no_error (error);
}

static void
test_becomes_an_identity (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GPtrArray) chain = issue (fixture->pending->request);
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (PkiSigner) signer = NULL;
  g_autoptr (KeysEntry) entry = NULL;
  g_autoptr (GBytes) request = NULL;
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  g_assert_null (keys_pending_finish (fixture->pending, chain, fixture->folder, "wrong", &error));
  g_assert_error (error, KEYS_ERROR, KEYS_ERROR_PASSWORD);
  g_clear_error (&error);
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_EXISTS));

  entry = keys_pending_finish (fixture->pending, chain, fixture->folder, PASSWORD, &error);
  g_assert_no_error (error);
  signer = keys_pkcs12_open (entry->path, PASSWORD, &error);
  g_assert_no_error (error);
  g_assert_true (pki_certificate_equal (pki_signer_get_certificate (signer), chain->pdata[0]));
  left = keys_pending_list (folder);
  g_assert_cmpuint (left->len, ==, 0);

  request = keys_request_again (entry->path, PASSWORD, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) first = pki_request_read (fixture->pending->request, NULL);
  g_autoptr (GBytes) second = pki_request_read (request, NULL);
  g_assert_true (g_bytes_equal (first, second));
}

/* Interrupted between the two steps: the key is in the folder, and waits all the same. */
static void
test_finished_twice (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GPtrArray) chain = issue (fixture->pending->request);
  g_autofree char *copy = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (fixture->path, &copy, &size, NULL));
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (KeysEntry)
          entry = keys_pending_finish (fixture->pending, chain, fixture->folder, PASSWORD, &error);

      g_assert_no_error (error);
      g_assert_nonnull (entry);
      g_assert_true (g_file_set_contents (fixture->path, copy, size, NULL));
    }
}

static void
test_another_key (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = g_strconcat (fixture->path, "-2", NULL);
  g_autofree char *output = g_build_filename (fixture->folder, "out.p12", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (KeysPending)
      other = keys_pending_new (path, &(KeysNewKey){.kind = "p256", .password = PASSWORD}, &error);
  g_autoptr (GPtrArray) chain = issue (other->request);

  g_assert_false (keys_pending_write (fixture->pending, chain, output, PASSWORD, &error));
  g_assert_error (error, KEYS_ERROR, KEYS_ERROR_NO_KEY);
  g_assert_false (g_file_test (output, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/keys/pending/locked", Fixture, NULL, set_up, test_locked_and_alone, tear_down);
  g_test_add ("/keys/pending/found", Fixture, NULL, set_up, test_found_again, tear_down);
  g_test_add ("/keys/pending/identity", Fixture, NULL, set_up, test_becomes_an_identity, tear_down);
  g_test_add ("/keys/pending/twice", Fixture, NULL, set_up, test_finished_twice, tear_down);
  g_test_add ("/keys/pending/another", Fixture, NULL, set_up, test_another_key, tear_down);
  return g_test_run ();
}
