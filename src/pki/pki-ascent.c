/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-ascent.h"

#include "pki-access.h"
#include "pki-chain.h"

/* An issuer has a certificate of its own and some by others that signed it across. */
#define MAX_TWINS 4
#define MAX_ADDRESSES 2

struct _PkiAscent {
  PkiService *service;
  PkiValidationData *data;
  GCancellable *cancellable;
  GHashTable *sought; /* SHA-256 of certificates whose issuer was looked for */
};

/**
 * pki_ascent_new:
 * @service: whom to ask; lent, as the others
 * @data: receives the certificates
 * @cancellable: (nullable): to give up
 *
 * Prepares for looking.
 *
 * Returns: (transfer full): what looks
 */
PkiAscent *
pki_ascent_new (PkiService *service, PkiValidationData *data, GCancellable *cancellable)
{
  PkiAscent *self = g_new0 (PkiAscent, 1);

  self->service = service;
  self->data = data;
  self->cancellable = cancellable;
  self->sought = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

/**
 * pki_ascent_free:
 * @self: (transfer full) (nullable): what looks
 *
 * Frees it.
 */
void
pki_ascent_free (PkiAscent *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->sought);
  g_free (self);
}

/* Whatever else is at the address is left there. */
static gboolean
take_issuers (PkiAscent *self, PkiCertificate *certificate, GPtrArray *list, const char *uri)
{
  guint n_taken = 0;

  for (guint i = 0; list != NULL && i < list->len && n_taken < MAX_TWINS; i++)
    {
      PkiCertificate *candidate = g_ptr_array_index (list, i);

      if (!pki_chain_is_issuer (candidate, certificate))
        continue;
      pki_validation_data_add_certificate (self->data, candidate);
      pki_validation_data_note_origin (self->data, pki_certificate_get_sha256 (candidate),
                                       PKI_ORIGIN_ONLINE, uri);
      n_taken++;
    }
  return n_taken > 0;
}

/* TRUE when there is an issuer that may be new. A chain that ends at a root ends: of a stranger's
 * no address is followed. */
static gboolean
seek (PkiAscent *self, PkiCertificate *certificate)
{
  g_auto (GStrv) uris = NULL;
  gboolean found = FALSE;

  if (pki_certificate_is_self_signed (certificate) ||
      !g_hash_table_add (self->sought, g_strdup (pki_certificate_get_sha256 (certificate))))
    return FALSE;
  uris = pki_access_list (certificate, PKI_ACCESS_ISSUER);
  for (guint i = 0; !found && i < MAX_ADDRESSES && uris[i] != NULL; i++)
    found = take_issuers (self, certificate,
                          pki_service_get_issuers (self->service, uris[i], self->cancellable, NULL),
                          uris[i]);
  return found;
}

static gboolean
seek_all (PkiAscent *self, GPtrArray *ends)
{
  gboolean found = FALSE;

  for (guint i = 0; i < ends->len; i++)
    found |= seek (self, g_ptr_array_index (ends, i));
  return found;
}

static gboolean
is_anchored (GPtrArray *paths)
{
  return ((PkiPath *) g_ptr_array_index (paths, 0))->anchored;
}

/**
 * pki_ascent_list:
 * @self: what looks
 * @query: whose path; its more has to be what is in the collection
 *
 * Looks for ways to the roots as pki_path_list() does, and where none is, one step higher each
 * time: at the addresses that the last certificates name. These addresses are followed before
 * anybody is trusted, since there is no other way to get there; therefore only where roots are
 * given, by GET, and few. What comes back is an issuer only when its key fits.
 *
 * Returns: (transfer full) (element-type PkiPath): as pki_path_list()
 */
GPtrArray *
pki_ascent_list (PkiAscent *self, const PkiPathQuery *query)
{
  GPtrArray *paths = NULL;

  for (guint depth = 0; depth <= PKI_CHAIN_MAX_DEPTH; depth++)
    {
      g_autoptr (GPtrArray)
          ends = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
      PkiPathQuery step = *query;

      step.ends = ends;
      g_clear_pointer (&paths, g_ptr_array_unref);
      paths = pki_path_list (&step);
      if (query->roots == NULL || pki_trust_get_size (query->roots) == 0 || is_anchored (paths) ||
          !seek_all (self, ends))
        break;
    }
  return paths;
}
