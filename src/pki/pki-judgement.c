/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-judgement.h"

/**
 * pki_link_new:
 * @certificate: a certificate
 *
 * Starts with nothing found out.
 *
 * Returns: (transfer full): a link
 */
PkiLink *
pki_link_new (PkiCertificate *certificate)
{
  PkiLink *self = g_new0 (PkiLink, 1);

  self->certificate = pki_certificate_ref (certificate);
  self->reason = -1;
  self->weakness.until = G_MAXINT64;
  return self;
}

/**
 * pki_link_free:
 * @self: (nullable): a link
 *
 * Frees it.
 */
void
pki_link_free (PkiLink *self)
{
  if (self == NULL)
    return;
  pki_certificate_unref (self->certificate);
  g_clear_pointer (&self->responder, pki_certificate_unref);
  g_free (self->uri);
  g_free (self->failure);
  g_free (self);
}

/**
 * pki_judgement_free:
 * @self: (nullable): a judgement
 *
 * Frees it.
 */
void
pki_judgement_free (PkiJudgement *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->links);
  g_free (self);
}
