/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-report.h"

/**
 * pades_timestamp_free:
 * @self: (nullable): the report on a time-stamp inside a signature
 *
 * Frees it.
 */
void
pades_timestamp_free (PadesTimestamp *self)
{
  if (self == NULL)
    return;
  g_bytes_unref (self->der);
  g_clear_pointer (&self->tsa, pki_certificate_unref);
  g_free (self);
}

/**
 * pades_signature_free:
 * @self: (nullable): the report on a signature
 *
 * Frees it.
 */
void
pades_signature_free (PadesSignature *self)
{
  if (self == NULL)
    return;
  g_free (self->field);
  g_free (self->sub_filter);
  g_clear_pointer (&self->signer, pki_certificate_unref);
  g_clear_pointer (&self->chain, g_ptr_array_unref);
  pki_judgement_free (self->judgement);
  g_free (self->algorithm);
  g_clear_pointer (&self->lock, pades_lock_free);
  g_free (self->locked_fields);
  g_clear_pointer (&self->tsa, pki_certificate_unref);
  g_clear_pointer (&self->timestamps, g_ptr_array_unref);
  g_free (self->reason);
  g_free (self->location);
  g_clear_pointer (&self->covers, g_ptr_array_unref);
  g_free (self);
}

/**
 * pades_report_free:
 * @self: (nullable): a report
 *
 * Frees it.
 */
void
pades_report_free (PadesReport *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self->sha256);
  g_clear_pointer (&self->revisions, g_array_unref);
  g_clear_pointer (&self->signatures, g_ptr_array_unref);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_free (self->removed_field);
  g_clear_pointer (&self->stamps, g_array_unref);
  g_clear_pointer (&self->seals, g_array_unref);
  g_free (self);
}

/**
 * pades_signature_precedes:
 * @self: the report on a signature
 * @change: a change in the same document
 *
 * Asks whether the change came after the signature, which covers its own revision and those before.
 *
 * Returns: whether it did
 */
gboolean
pades_signature_precedes (const PadesSignature *self, const PadesChange *change)
{
  g_return_val_if_fail (self != NULL && change != NULL, FALSE);

  return change->revision > self->revision;
}

/**
 * pades_signature_permits:
 * @self: the report on a signature
 * @change: a change that came after it
 *
 * Asks whether the signature permits the change (ISO 32000-2, 12.8.2.2.2).
 *
 * Returns: whether it does
 */
gboolean
pades_signature_permits (const PadesSignature *self, const PadesChange *change)
{
  g_return_val_if_fail (self != NULL && change != NULL, FALSE);

  return pades_change_permitted (change, self->docmdp, self->certified, self->lock);
}
