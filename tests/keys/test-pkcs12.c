/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "keys-error.h"
#include "keys-pkcs12.h"
#include "pki-cms.h"

#define NOW G_GINT64_CONSTANT (1795651200) /* 2026-11-26 */

static char *folder;

static char *
generate (const char *kind, const char *password)
{
  g_autofree char *name = g_strconcat (kind, ".p12", NULL);
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_unlink (path);
  keys_pkcs12_generate (path, password, "张三", "示例科技有限公司", kind, NOW, &error);
  g_assert_no_error (error);
  return path;
}

/* Each kind of key signs, and its CMS is intact and within the size foretold. */
static void
test_generated_signs (gconstpointer data)
{
  const char *kind = data;
  g_autofree char *path = generate (kind, "密码 ok");
  g_autoptr (GError) error = NULL;
  g_autoptr (PkiSigner) signer = keys_pkcs12_open (path, "密码 ok", &error);
  PkiCmsRequest request = {0};
  struct stat status;

  g_assert_no_error (error);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpstr (pki_certificate_get_name (pki_signer_get_certificate (signer)), ==, "张三");
  request.digest = pki_signer_choose_digest (signer, PKI_DIGEST_SHA256);
  for (int i = 0; i < 20; i++)
    {
      g_autoptr (PkiDigest) digest = pki_digest_new (request.digest);
      g_autoptr (GBytes) value = NULL;
      g_autoptr (GBytes) der = NULL;
      g_autoptr (PkiCms) cms = NULL;

      pki_digest_update (digest, &i, sizeof i);
      value = pki_digest_finish (digest);
      request.content_digest = value;
      der = pki_cms_sign (signer, &request, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (der), <=, pki_cms_get_max_size (signer, &request));
      cms = pki_cms_new (g_bytes_get_data (der, NULL), g_bytes_get_size (der), &error);
      g_assert_no_error (error);
      g_assert_cmpint (pki_cms_check (cms, value), ==, PKI_CMS_INTACT);
    }
}

static void
test_wrong_password (void)
{
  g_autofree char *path = generate ("p256", "right");
  g_autoptr (GError) error = NULL;

  g_assert_null (keys_pkcs12_open (path, "wrong", &error));
  g_assert_error (error, KEYS_ERROR, KEYS_ERROR_PASSWORD);
}

static void
test_generate_keeps_what_is_there (void)
{
  g_autofree char *path = generate ("p256", "right");
  g_autoptr (GError) error = NULL;

  g_assert_false (keys_pkcs12_generate (path, "other", "A", NULL, "p256", NOW, &error));
  g_assert_error (error, KEYS_ERROR, KEYS_ERROR_EXISTS);
  g_clear_error (&error);
  g_autoptr (PkiSigner) signer = keys_pkcs12_open (path, "right", &error);
  g_assert_no_error (error);
  g_assert_nonnull (signer);
}

int
main (int argc, char **argv)
{
  static const char *const kinds[] = {"rsa2048", "rsa3072", "p256", "p384", "ed25519"};
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("vermilion-keys-XXXXXX", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *name = g_strconcat ("/keys/pkcs12/generated-signs/", kinds[i], NULL);

      g_test_add_data_func (name, kinds[i], test_generated_signs);
    }
  g_test_add_func ("/keys/pkcs12/wrong-password", test_wrong_password);
  g_test_add_func ("/keys/pkcs12/generate-keeps-what-is-there", test_generate_keeps_what_is_there);
  status = g_test_run ();
  g_free (folder);
  return status;
}
