/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-trust.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

/* A root is a few kilobytes; a folder with more files than this is not ours. */
#define MAX_FILE_SIZE (256 * 1024)
#define MAX_ROOTS 1000

struct _ModelTrust {
  GObject parent_instance;

  char *folder;
};

G_DEFINE_FINAL_TYPE (ModelTrust, model_trust, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static char *
path_of (ModelTrust *self, PkiCertificate *root)
{
  g_autofree char *name = g_strconcat (pki_certificate_get_sha256 (root), ".pem", NULL);

  return g_build_filename (self->folder, name, NULL);
}

/* Unreadable or foreign files are left alone and trusted for nothing. */
static void
read_file (const char *path, GPtrArray *roots)
{
  g_autofree char *pem = NULL;
  g_autoptr (GPtrArray) found = NULL;
  GStatBuf status;
  gsize length;

  if (g_stat (path, &status) != 0 || status.st_size > MAX_FILE_SIZE ||
      !g_file_get_contents (path, &pem, &length, NULL))
    return;
  found = pki_certificate_list_from_pem (pem, length, NULL);
  for (guint i = 0; found != NULL && i < found->len; i++)
    g_ptr_array_add (roots, pki_certificate_ref (g_ptr_array_index (found, i)));
}

static GPtrArray *
read_folder (const char *folder)
{
  GPtrArray *roots = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && roots->len < MAX_ROOTS && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".pem"))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);

        read_file (path, roots);
      }
  return roots;
}

static void
model_trust_finalize (GObject *object)
{
  g_free (MODEL_TRUST (object)->folder);
  G_OBJECT_CLASS (model_trust_parent_class)->finalize (object);
}

static void
model_trust_class_init (ModelTrustClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = model_trust_finalize;

  /**
   * ModelTrust::changed:
   *
   * A root was added or removed: verdicts made before may no longer hold.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
model_trust_init (ModelTrust *self)
{
}

/**
 * model_trust_new:
 * @folder: where the roots are kept; made when the first is added
 *
 * Opens the user's list of trusted roots.
 *
 * Returns: (transfer full): the list
 */
ModelTrust *
model_trust_new (const char *folder)
{
  ModelTrust *self;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_object_new (MODEL_TYPE_TRUST, NULL);
  self->folder = g_strdup (folder);
  return self;
}

/**
 * model_trust_get_folder:
 *
 * Returns: (transfer none): where the roots are kept
 */
const char *
model_trust_get_folder (ModelTrust *self)
{
  g_return_val_if_fail (MODEL_IS_TRUST (self), NULL);

  return self->folder;
}

/**
 * model_trust_list:
 *
 * Returns: (transfer container) (element-type PkiCertificate): the roots that are there now
 */
GPtrArray *
model_trust_list (ModelTrust *self)
{
  g_return_val_if_fail (MODEL_IS_TRUST (self), NULL);

  return read_folder (self->folder);
}

/**
 * model_trust_contains:
 *
 * Returns: whether this very certificate is trusted
 */
gboolean
model_trust_contains (ModelTrust *self, PkiCertificate *root)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (MODEL_IS_TRUST (self), FALSE);

  path = path_of (self, root);
  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

static char *
to_pem (PkiCertificate *certificate)
{
  gsize length;
  const guint8 *der = g_bytes_get_data (pki_certificate_get_der (certificate), &length);
  g_autofree char *base64 = g_base64_encode (der, length);
  GString *pem = g_string_new ("-----BEGIN CERTIFICATE-----\n");

  /* RFC 7468, 2: lines of 64 characters. */
  for (gsize at = 0; at < strlen (base64); at += 64)
    g_string_append_printf (pem, "%.64s\n", base64 + at);
  g_string_append (pem, "-----END CERTIFICATE-----\n");
  return g_string_free (pem, FALSE);
}

/**
 * model_trust_add:
 * @root: a certificate whose fingerprint the user has compared
 *
 * Trusts a root from now on.
 *
 * Returns: %FALSE with a %G_FILE_ERROR when it cannot be kept
 */
gboolean
model_trust_add (ModelTrust *self, PkiCertificate *root, GError **error)
{
  g_autofree char *path = NULL, *pem = NULL;

  g_return_val_if_fail (MODEL_IS_TRUST (self), FALSE);

  if (g_mkdir_with_parents (self->folder, 0700) != 0)
    {
      int saved = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved), "%s: %s", self->folder,
                   g_strerror (saved));
      return FALSE;
    }
  path = path_of (self, root);
  pem = to_pem (root);
  if (!g_file_set_contents_full (
          path, pem, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error))
    return FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}

/**
 * model_trust_remove:
 * @root: a certificate of the list
 *
 * Trusts a root no longer.
 *
 * Returns: %FALSE with a %G_FILE_ERROR when its file stays
 */
gboolean
model_trust_remove (ModelTrust *self, PkiCertificate *root, GError **error)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (MODEL_IS_TRUST (self), FALSE);

  path = path_of (self, root);
  if (g_unlink (path) != 0)
    {
      int saved = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved), "%s: %s", path,
                   g_strerror (saved));
      return FALSE;
    }
  g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}

/**
 * model_trust_load:
 * @folder: the same folder as the list's
 *
 * Reads the trusted roots for a judgement; may be called on any thread.
 *
 * Returns: (transfer full): the roots
 */
PkiTrust *
model_trust_load (const char *folder)
{
  g_autoptr (GPtrArray) roots = read_folder (folder);
  PkiTrust *trust = pki_trust_new ();

  for (guint i = 0; i < roots->len; i++)
    pki_trust_add (trust, g_ptr_array_index (roots, i));
  return trust;
}
