/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-certificate.h"

struct _ModelCertificate {
  GObject parent_instance;

  KeysEntry *entry;
};

G_DEFINE_FINAL_TYPE (ModelCertificate, model_certificate, G_TYPE_OBJECT)

static void
model_certificate_finalize (GObject *object)
{
  keys_entry_free (MODEL_CERTIFICATE (object)->entry);
  G_OBJECT_CLASS (model_certificate_parent_class)->finalize (object);
}

static void
model_certificate_class_init (ModelCertificateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = model_certificate_finalize;
}

static void
model_certificate_init (ModelCertificate *self)
{
}

/**
 * model_certificate_new:
 * @entry: (transfer full): what the key folder says
 *
 * Makes an identity of an entry of the key folder.
 *
 * Returns: (transfer full): the identity
 */
ModelCertificate *
model_certificate_new (KeysEntry *entry)
{
  ModelCertificate *self;

  g_return_val_if_fail (entry != NULL, NULL);

  self = g_object_new (MODEL_TYPE_CERTIFICATE, NULL);
  self->entry = entry;
  return self;
}

/**
 * model_certificate_get_id:
 *
 * Returns: (transfer none): its stable name in the key folder
 */
const char *
model_certificate_get_id (ModelCertificate *self)
{
  g_return_val_if_fail (MODEL_IS_CERTIFICATE (self), NULL);

  return self->entry->id;
}

/**
 * model_certificate_get_path:
 *
 * Returns: (transfer none): the PKCS#12 file with its key
 */
const char *
model_certificate_get_path (ModelCertificate *self)
{
  g_return_val_if_fail (MODEL_IS_CERTIFICATE (self), NULL);

  return self->entry->path;
}

/**
 * model_certificate_get_certificate:
 *
 * Returns: (transfer none): the certificate
 */
PkiCertificate *
model_certificate_get_certificate (ModelCertificate *self)
{
  g_return_val_if_fail (MODEL_IS_CERTIFICATE (self), NULL);

  return self->entry->certificate;
}

/**
 * model_certificate_get_state:
 * @now: seconds since 1970
 *
 * Returns: whether it can sign at this moment, and if not, why
 */
ModelCertificateState
model_certificate_get_state (ModelCertificate *self, gint64 now)
{
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (MODEL_IS_CERTIFICATE (self), MODEL_CERTIFICATE_WRONG_USAGE);

  if (pki_certificate_check_signer (self->entry->certificate, now, &error))
    return MODEL_CERTIFICATE_USABLE;
  if (g_error_matches (error, PKI_ERROR, PKI_ERROR_EXPIRED))
    return MODEL_CERTIFICATE_EXPIRED;
  if (g_error_matches (error, PKI_ERROR, PKI_ERROR_NOT_YET_VALID))
    return MODEL_CERTIFICATE_NOT_YET_VALID;
  return MODEL_CERTIFICATE_WRONG_USAGE;
}

/**
 * model_certificate_is_test:
 *
 * Returns: whether no authority stands behind it
 */
gboolean
model_certificate_is_test (ModelCertificate *self)
{
  g_return_val_if_fail (MODEL_IS_CERTIFICATE (self), FALSE);

  return pki_certificate_is_self_signed (self->entry->certificate);
}
