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
  g_clear_pointer (&self->answer, g_bytes_unref);
  g_free (self->uri);
  g_free (self->failure);
  g_free (self);
}

/**
 * pki_judgement_new:
 *
 * Starts with no way at all.
 *
 * Returns: (transfer full): a judgement
 */
PkiJudgement *
pki_judgement_new (void)
{
  PkiJudgement *self = g_new0 (PkiJudgement, 1);

  self->ref_count = 1;
  self->links = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_link_free);
  return self;
}

/**
 * pki_judgement_ref:
 * @self: a judgement, which nobody changes any more
 *
 * Shares it.
 *
 * Returns: (transfer full): the same
 */
PkiJudgement *
pki_judgement_ref (PkiJudgement *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

/**
 * pki_judgement_free:
 * @self: (nullable): a judgement
 *
 * Gives it up; whoever else shares it keeps it.
 */
void
pki_judgement_free (PkiJudgement *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_ptr_array_unref (self->links);
  g_clear_pointer (&self->others, g_ptr_array_unref);
  g_free (self);
}
