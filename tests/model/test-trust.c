/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "model-trust.h"
#include "pki-error.h"
#include "support-ca.h"
#include "support-clock.h"

typedef struct {
  char *folder;
  SupportCa *ca;
  ModelTrust *trust;
  guint changes;
} Fixture;

static void
count (Fixture *fixture)
{
  fixture->changes++;
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *top = g_dir_make_tmp ("vermilion-trust-XXXXXX", NULL);

  fixture->folder = g_build_filename (top, "trust", NULL);
  fixture->ca = support_ca_new (g_get_real_time () / G_USEC_PER_SEC);
  fixture->trust = model_trust_new (fixture->folder);
  g_signal_connect_swapped (fixture->trust, "changed", G_CALLBACK (count), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *top = g_path_get_dirname (fixture->folder);
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_rmdir (top);
  support_ca_free (fixture->ca);
  g_object_unref (fixture->trust);
  g_free (fixture->folder);
}

static void
test_add_and_remove (Fixture *fixture, gconstpointer unused)
{
  PkiCertificate *root = support_ca_get_root (fixture->ca);
  g_autoptr (ModelTrust) again = model_trust_new (fixture->folder);
  g_autoptr (ModelRoot) item = NULL;
  g_autoptr (PkiTrust) loaded = NULL;
  g_autoptr (GError) error = NULL;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  g_assert_false (model_trust_contains (fixture->trust, root));
  g_assert_true (model_trust_add (fixture->trust, root, PKI_ROOT_FILE, "root.pem", &error));
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->changes, ==, 1);
  g_assert_true (model_trust_contains (again, root));

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (again)), ==, 0);
  model_trust_reload (again);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (again)), ==, 1);
  item = g_list_model_get_item (G_LIST_MODEL (again), 0);
  g_assert_true (pki_certificate_equal (model_root_get_certificate (item), root));
  g_assert_cmpint (model_root_get_source (item), ==, PKI_ROOT_FILE);
  g_assert_cmpstr (model_root_get_origin (item), ==, "root.pem");
  g_assert_cmpint (ABS (model_root_get_added (item) - now), <, 3600);
  loaded = model_trust_load (fixture->folder);
  g_assert_cmpuint (pki_trust_get_size (loaded), ==, 1);

  g_assert_true (model_trust_remove (fixture->trust, root, &error));
  g_assert_false (model_trust_contains (again, root));
  g_assert_false (model_trust_remove (fixture->trust, root, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

/* An undone removal leaves no trace: where from and since when are as they were. */
static void
test_restore (Fixture *fixture, gconstpointer unused)
{
  PkiCertificate *root = support_ca_get_root (fixture->ca);
  g_autoptr (ModelRoot) before = NULL;
  g_autoptr (ModelRoot) after = NULL;
  g_autoptr (PkiRoot) old = pki_root_new (root, PKI_ROOT_PLATFORM, "https://seal.example", 1000000);

  g_assert_true (pki_trust_store_add (fixture->folder, old, NULL));
  model_trust_reload (fixture->trust);
  before = g_list_model_get_item (G_LIST_MODEL (fixture->trust), 0);
  g_assert_true (model_trust_remove (fixture->trust, root, NULL));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->trust)), ==, 0);
  g_assert_true (model_trust_restore (fixture->trust, before, NULL));
  after = g_list_model_get_item (G_LIST_MODEL (fixture->trust), 0);
  g_assert_cmpint (model_root_get_source (after), ==, PKI_ROOT_PLATFORM);
  g_assert_cmpstr (model_root_get_origin (after), ==, "https://seal.example");
  g_assert_cmpint (model_root_get_added (after), ==, 1000000);
}

static void
write_file (Fixture *fixture, const char *name, const void *data, gsize length, char **path)
{
  g_mkdir_with_parents (fixture->folder, 0700);
  *path = g_build_filename (fixture->folder, name, NULL);
  g_assert_true (g_file_set_contents (*path, data, (gssize) length, NULL));
}

/* A chain in one file, and the same root alone in DER: it is always the root that is asked about.
 */
static void
test_reads_files (Fixture *fixture, gconstpointer unused)
{
  PkiCertificate *root = support_ca_get_root (fixture->ca);
  g_autoptr (SupportIdentity) signer = support_ca_issue (fixture->ca, &(SupportProfile){0});
  g_autoptr (GBytes) p7b = support_certificates_to_p7b (signer->chain);
  GBytes *der = pki_certificate_get_der (root);
  g_autofree char *chain_path = NULL, *der_path = NULL, *bad_path = NULL;
  g_autoptr (GPtrArray) of_chain = NULL, of_der = NULL, of_bad = NULL;
  g_autoptr (GError) error = NULL;

  write_file (fixture, "chain.p7b", g_bytes_get_data (p7b, NULL), g_bytes_get_size (p7b),
              &chain_path);
  write_file (fixture, "root.der", g_bytes_get_data (der, NULL), g_bytes_get_size (der), &der_path);
  write_file (fixture, "bad.cer", "no", 2, &bad_path);
  of_chain = model_trust_read_file (chain_path, NULL);
  of_der = model_trust_read_file (der_path, NULL);
  of_bad = model_trust_read_file (bad_path, &error);
  g_assert_cmpuint (of_chain->len, ==, 1);
  g_assert_true (pki_certificate_equal (g_ptr_array_index (of_chain, 0), root));
  g_assert_cmpuint (of_der->len, ==, 1);
  g_assert_true (pki_certificate_equal (g_ptr_array_index (of_der, 0), root));
  g_assert_null (of_bad);
  g_assert_error (error, PKI_ERROR, PKI_ERROR_PARSE);
}

static void
test_warns (Fixture *fixture, gconstpointer unused)
{
  PkiCertificate *root = support_ca_get_root (fixture->ca);
  g_autoptr (SupportIdentity) signer = support_ca_issue (fixture->ca, &(SupportProfile){0});
  PkiCertificate *leaf = support_identity_get_certificate (signer);
  PkiCertificate *issuer = g_ptr_array_index (signer->chain, 1);
  gint64 now = support_ca_get_now (fixture->ca);

  g_assert_cmpint (model_root_judge (root, now), ==, MODEL_ROOT_FINE);
  g_assert_cmpint (model_root_judge (issuer, now), ==, MODEL_ROOT_INTERMEDIATE);
  g_assert_cmpint (model_root_judge (leaf, now), ==, MODEL_ROOT_NO_AUTHORITY);
  g_assert_cmpint (model_root_judge (root, pki_certificate_get_not_after (root) + 1), ==,
                   MODEL_ROOT_EXPIRED);
  g_assert_cmpint (model_root_judge (root, pki_certificate_get_not_before (root) - 1), ==,
                   MODEL_ROOT_NOT_YET_VALID);
}

static void
test_compares_fingerprints (Fixture *fixture, gconstpointer unused)
{
  PkiCertificate *root = support_ca_get_root (fixture->ca);
  const char *hex = pki_certificate_get_sha256 (root);
  g_autofree char *upper = g_ascii_strup (hex, -1);
  g_autofree char *spaced = g_strdup_printf (" %.4s:%.4s %s\n", upper, upper + 4, upper + 8);
  g_autofree char *other = g_strdup (hex);
  g_autofree char *start = g_strndup (hex, 62);

  other[10] = other[10] == '0' ? '1' : '0';
  g_assert_true (model_root_is_fingerprint (root, hex));
  g_assert_true (model_root_is_fingerprint (root, spaced));
  g_assert_false (model_root_is_fingerprint (root, other));
  g_assert_false (model_root_is_fingerprint (root, start));
  g_assert_false (model_root_is_fingerprint (root, ""));
  spaced[0] = 'x';
  g_assert_false (model_root_is_fingerprint (root, spaced));
}

/* Asking for them is one thing, letting them count another. */
static void
test_shared (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *pem = support_certificate_to_pem (support_ca_get_root (fixture->ca));
  g_autofree char *shared = NULL;
  g_autoptr (PkiTrust) without = NULL, with = NULL;
  g_autoptr (GPtrArray) listed = NULL;

  write_file (fixture, "bundle.crt", pem, strlen (pem), &shared);
  without = pki_trust_store_load (fixture->folder, shared);
  g_assert_cmpuint (pki_trust_get_size (without), ==, 0);
  g_assert_true (model_trust_set_shares (fixture->trust, TRUE, NULL));
  g_assert_cmpuint (fixture->changes, ==, 1);
  with = pki_trust_store_load (fixture->folder, shared);
  g_assert_cmpuint (pki_trust_get_size (with), ==, 1);
  g_assert_false (pki_trust_is_own (with, support_ca_get_root (fixture->ca)));
  g_assert_true (model_trust_set_shares (fixture->trust, FALSE, NULL));
  g_assert_false (model_trust_shares (fixture->trust));
  listed = pki_trust_store_list_shared (shared);
  g_assert_cmpuint (listed->len, ==, 1);
}

/* Wherever a root came from: its name can neither pass for a line of its own nor for a root. */
static void
test_hostile_origin (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *pem = support_certificate_to_pem (support_ca_get_root (fixture->ca));
  g_autofree char *name = g_strconcat ("a\nAdded: 1999-01-01T00:00:00Z\n", pem, NULL);
  g_autoptr (SupportCa) other = support_ca_new (support_ca_get_now (fixture->ca));
  g_autoptr (ModelRoot) root = NULL;

  g_assert_true (
      model_trust_add (fixture->trust, support_ca_get_root (other), PKI_ROOT_FILE, name, NULL));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->trust)), ==, 1);
  root = g_list_model_get_item (G_LIST_MODEL (fixture->trust), 0);
  g_assert_true (
      pki_certificate_equal (model_root_get_certificate (root), support_ca_get_root (other)));
  g_assert_cmpint (model_root_get_added (root), >, 1000000000);
  g_assert_null (strchr (model_root_get_origin (root), '\n'));
}

static void
test_search (Fixture *fixture, gconstpointer unused)
{
  PkiCertificate *certificate = support_ca_get_root (fixture->ca);
  g_autoptr (ModelRoot) root = model_root_new (pki_root_new (certificate, PKI_ROOT_OTHER, NULL, 0));
  g_autofree char *upper = g_utf8_strup (pki_certificate_get_name (certificate), -1);
  g_autofree char *start = g_strndup (pki_certificate_get_sha256 (certificate), 8);

  g_assert_true (model_root_matches (root, ""));
  g_assert_true (model_root_matches (root, upper));
  g_assert_true (model_root_matches (root, start));
  g_assert_false (model_root_matches (root, "nobody of that name"));
}

/* What is trusted decides about chains: the point of it all. */
static void
test_makes_a_chain_trusted (Fixture *fixture, gconstpointer unused)
{
  const SupportProfile profile = {0};
  g_autoptr (SupportIdentity) signer = support_ca_issue (fixture->ca, &profile);
  g_autoptr (PkiTrust) before = model_trust_load (fixture->folder);
  g_autoptr (PkiTrust) after = NULL;
  g_autoptr (GPtrArray) chain = NULL;
  gint64 now = support_ca_get_now (fixture->ca);

  g_assert_cmpint (pki_trust_check (before, support_identity_get_certificate (signer),
                                    signer->chain, PKI_PURPOSE_DOCUMENT, now, NULL),
                   ==, PKI_CHAIN_UNTRUSTED);
  g_assert_true (model_trust_add (fixture->trust, support_ca_get_root (fixture->ca), PKI_ROOT_OTHER,
                                  NULL, NULL));
  after = model_trust_load (fixture->folder);
  g_assert_cmpint (pki_trust_check (after, support_identity_get_certificate (signer), signer->chain,
                                    PKI_PURPOSE_DOCUMENT, now, &chain),
                   ==, PKI_CHAIN_TRUSTED);
}

static void
test_foreign_files (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *garbage = g_build_filename (fixture->folder, "garbage.pem", NULL);
  g_autofree char *folder = g_build_filename (fixture->folder, "folder.pem", NULL);

  g_assert_true (model_trust_add (fixture->trust, support_ca_get_root (fixture->ca), PKI_ROOT_OTHER,
                                  NULL, NULL));
  g_file_set_contents (garbage, "-----BEGIN CERTIFICATE-----\n!!!!\n", -1, NULL);
  g_mkdir (folder, 0700);
  model_trust_reload (fixture->trust);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->trust)), ==, 1);
  g_rmdir (folder);
}

static void
test_unwritable (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (ModelTrust) nowhere = model_trust_new ("/proc/nowhere/trust");
  g_autoptr (GError) error = NULL;

  g_assert_false (
      model_trust_add (nowhere, support_ca_get_root (fixture->ca), PKI_ROOT_OTHER, NULL, &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == G_FILE_ERROR);
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/trust/add-and-remove", test_add_and_remove);
  ADD ("/trust/restore", test_restore);
  ADD ("/trust/reads-files", test_reads_files);
  ADD ("/trust/warns", test_warns);
  ADD ("/trust/compares-fingerprints", test_compares_fingerprints);
  ADD ("/trust/shared", test_shared);
  ADD ("/trust/hostile-origin", test_hostile_origin);
  ADD ("/trust/search", test_search);
  ADD ("/trust/makes-a-chain-trusted", test_makes_a_chain_trusted);
  ADD ("/trust/foreign-files", test_foreign_files);
  ADD ("/trust/unwritable", test_unwritable);
  return g_test_run ();
}
