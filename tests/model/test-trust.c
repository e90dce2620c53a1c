/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "model-trust.h"
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
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (PkiTrust) loaded = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (model_trust_contains (fixture->trust, root));
  g_assert_true (model_trust_add (fixture->trust, root, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->changes, ==, 1);
  g_assert_true (model_trust_contains (again, root));

  list = model_trust_list (again);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_true (pki_certificate_equal (g_ptr_array_index (list, 0), root));
  loaded = model_trust_load (fixture->folder);
  g_assert_cmpuint (pki_trust_get_size (loaded), ==, 1);

  g_assert_true (model_trust_remove (fixture->trust, root, &error));
  g_assert_false (model_trust_contains (again, root));
  g_assert_false (model_trust_remove (fixture->trust, root, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
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
  g_assert_true (model_trust_add (fixture->trust, support_ca_get_root (fixture->ca), NULL));
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
  g_autoptr (GPtrArray) list = NULL;

  g_assert_true (model_trust_add (fixture->trust, support_ca_get_root (fixture->ca), NULL));
  g_file_set_contents (garbage, "-----BEGIN CERTIFICATE-----\n!!!!\n", -1, NULL);
  g_mkdir (folder, 0700);
  list = model_trust_list (fixture->trust);
  g_assert_cmpuint (list->len, ==, 1);
  g_rmdir (folder);
}

static void
test_unwritable (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (ModelTrust) nowhere = model_trust_new ("/proc/nowhere/trust");
  g_autoptr (GError) error = NULL;

  g_assert_false (model_trust_add (nowhere, support_ca_get_root (fixture->ca), &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == G_FILE_ERROR);
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/trust/add-and-remove", test_add_and_remove);
  ADD ("/trust/makes-a-chain-trusted", test_makes_a_chain_trusted);
  ADD ("/trust/foreign-files", test_foreign_files);
  ADD ("/trust/unwritable", test_unwritable);
  return g_test_run ();
}
