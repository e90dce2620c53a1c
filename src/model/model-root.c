/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-root.h"

#include <string.h>

#include "pki-algorithm.h"

struct _ModelRoot {
  GObject parent_instance;

  PkiRoot *root;
};

G_DEFINE_FINAL_TYPE (ModelRoot, model_root, G_TYPE_OBJECT)

static void
model_root_finalize (GObject *object)
{
  pki_root_free (MODEL_ROOT (object)->root);
  G_OBJECT_CLASS (model_root_parent_class)->finalize (object);
}

static void
model_root_class_init (ModelRootClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = model_root_finalize;
}

static void
model_root_init (ModelRoot *self)
{
}

/**
 * model_root_new:
 * @root: (transfer full): an entry of a list of roots
 *
 * Makes a root of what a list says.
 *
 * Returns: (transfer full): the root
 */
ModelRoot *
model_root_new (PkiRoot *root)
{
  ModelRoot *self;

  g_return_val_if_fail (root != NULL, NULL);

  self = g_object_new (MODEL_TYPE_ROOT, NULL);
  self->root = root;
  return self;
}

/**
 * model_root_get_certificate:
 *
 * Returns: (transfer none): the certificate
 */
PkiCertificate *
model_root_get_certificate (ModelRoot *self)
{
  g_return_val_if_fail (MODEL_IS_ROOT (self), NULL);
  return self->root->certificate;
}

/**
 * model_root_get_source:
 *
 * Returns: where it came from
 */
PkiRootSource
model_root_get_source (ModelRoot *self)
{
  g_return_val_if_fail (MODEL_IS_ROOT (self), PKI_ROOT_OTHER);
  return self->root->source;
}

/**
 * model_root_get_origin:
 *
 * Returns: (transfer none) (nullable): the name of that place
 */
const char *
model_root_get_origin (ModelRoot *self)
{
  g_return_val_if_fail (MODEL_IS_ROOT (self), NULL);
  return self->root->origin;
}

/**
 * model_root_get_added:
 *
 * Returns: since when it is trusted, seconds since 1970; 0 where that is not known
 */
gint64
model_root_get_added (ModelRoot *self)
{
  g_return_val_if_fail (MODEL_IS_ROOT (self), 0);
  return self->root->added;
}

/**
 * model_root_matches:
 * @words: what is looked for; all of the words must occur
 *
 * Looks for words in the names and the fingerprint.
 *
 * Returns: whether they are there
 */
gboolean
model_root_matches (ModelRoot *self, const char *words)
{
  g_auto (GStrv) list = NULL;
  g_autofree char *text = NULL, *folded = NULL, *sought = NULL;

  g_return_val_if_fail (MODEL_IS_ROOT (self), FALSE);

  text = g_strconcat (pki_certificate_get_subject (self->root->certificate), "\n",
                      pki_certificate_get_sha256 (self->root->certificate), NULL);
  folded = g_utf8_casefold (text, -1);
  sought = g_utf8_casefold (words, -1);
  list = g_strsplit (sought, " ", -1);
  for (char **word = list; *word != NULL; word++)
    if (strstr (folded, *word) == NULL)
      return FALSE;
  return TRUE;
}

/**
 * model_root_judge:
 * @certificate: what may be trusted
 * @now: seconds since 1970
 *
 * Says what speaks against trusting a certificate.
 *
 * Returns: the gravest thing
 */
ModelRootState
model_root_judge (PkiCertificate *certificate, gint64 now)
{
  if (now > pki_certificate_get_not_after (certificate))
    return MODEL_ROOT_EXPIRED;
  if (now < pki_certificate_get_not_before (certificate))
    return MODEL_ROOT_NOT_YET_VALID;
  /* The digest under a root is its own and proves nothing. */
  if (pki_algorithm_end_of_key (certificate).until < now)
    return MODEL_ROOT_WEAK;
  if (!pki_certificate_is_ca (certificate))
    return MODEL_ROOT_NO_AUTHORITY;
  return pki_certificate_is_self_signed (certificate) ? MODEL_ROOT_FINE : MODEL_ROOT_INTERMEDIATE;
}

/**
 * model_root_is_fingerprint:
 * @certificate: a certificate
 * @text: what somebody typed
 *
 * Compares a fingerprint that was told by another way, however it is spaced.
 *
 * Returns: whether it is the whole SHA-256 of this certificate
 */
gboolean
model_root_is_fingerprint (PkiCertificate *certificate, const char *text)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (g_ascii_isxdigit (*text))
      g_string_append_c (digits, g_ascii_tolower (*text));
    else if (!g_ascii_isspace (*text) && *text != ':' && *text != '-')
      return FALSE;
  return g_str_equal (digits->str, pki_certificate_get_sha256 (certificate));
}
