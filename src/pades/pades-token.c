/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-token.h"

/**
 * pades_token_free:
 * @self: (nullable): a token
 *
 * Frees it.
 */
void
pades_token_free (PadesToken *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->der, g_bytes_unref);
  g_clear_pointer (&self->token, pki_timestamp_free);
  pki_covered_clear (&self->covered);
  g_free (self);
}

static PadesToken *
token_new (PkiTokenKind kind, GBytes *der)
{
  PadesToken *self = g_new0 (PadesToken, 1);

  self->kind = kind;
  self->der = g_bytes_ref (der);
  self->check = PKI_CMS_MALFORMED;
  self->token = pki_timestamp_new (g_bytes_get_data (der, NULL), g_bytes_get_size (der), NULL);
  if (self->token != NULL && (kind == PKI_TOKEN_CONTENT || kind == PKI_TOKEN_ARCHIVE))
    self->digest = pki_timestamp_get_digest (self->token);
  return self;
}

/**
 * pades_token_list:
 * @cms: a signature's CMS
 *
 * Finds the time-stamps that are in it, those over the most first.
 *
 * Returns: (transfer full) (element-type PadesToken): nothing of them verified yet
 */
GPtrArray *
pades_token_list (PkiCms *cms)
{
  static const PkiTokenKind order[] = {PKI_TOKEN_ARCHIVE, PKI_TOKEN_ARCHIVE_2, PKI_TOKEN_SIGNATURE,
                                       PKI_TOKEN_CONTENT};
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) pades_token_free);

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      g_autoptr (GPtrArray) ders = pki_token_list (cms, order[i]);

      for (guint j = 0; j < ders->len; j++)
        g_ptr_array_add (list, token_new (order[i], g_ptr_array_index (ders, j)));
    }
  return list;
}

/* The imprint of a signature-time-stamp is over the signature value (EN 319 122-1, 5.3). */
static PkiCmsCheck
check_over_value (PkiTimestamp *token, PkiCms *cms)
{
  GBytes *value = pki_cms_get_signature (cms);
  PkiDigestType type = pki_timestamp_get_digest (token);
  g_autoptr (GBytes) imprint = NULL;

  if (type == PKI_DIGEST_NONE)
    return PKI_CMS_UNSUPPORTED;
  imprint = pki_digest_bytes (type, g_bytes_get_data (value, NULL), g_bytes_get_size (value));
  return pki_timestamp_check (token, imprint);
}

/**
 * pades_token_check:
 * @self: a token
 * @cms: the signature's CMS that it is in
 * @content_digest: (nullable): of what was signed, of the type that it asks for
 *
 * Verifies that a token is over what its kind is over, and is signed as it says. That of TS 101
 * 733, which nobody may write any more (EN 319 122-1, A.2.4), is not judged.
 */
void
pades_token_check (PadesToken *self, PkiCms *cms, GBytes *content_digest)
{
  g_return_if_fail (self != NULL && cms != NULL);

  if (self->token == NULL)
    return;
  if (self->kind == PKI_TOKEN_SIGNATURE)
    self->check = check_over_value (self->token, cms);
  else if (self->kind == PKI_TOKEN_ARCHIVE_2 || content_digest == NULL)
    self->check = PKI_CMS_UNSUPPORTED;
  else if (self->kind == PKI_TOKEN_CONTENT)
    self->check = pki_timestamp_check (self->token, content_digest);
  else
    self->check = pki_hash_index_check (cms, self->token, content_digest, &self->covered);
}
