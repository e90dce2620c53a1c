/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-longterm.h"

#include "pades-dss.h"

/**
 * pades_longterm_init:
 * @self: to be filled in
 * @request: services, roots and time; lent
 * @cancellable: (nullable): a cancellable; lent
 *
 * Prepares for gathering.
 */
void
pades_longterm_init (PadesLongterm *self,
                     const PadesSignRequest *request,
                     GCancellable *cancellable)
{
  *self = (PadesLongterm){.request = request, .cancellable = cancellable};
  if (request->collector == NULL)
    self->own = pki_collector_new (request->fetch, request->roots);
  self->collector = self->own != NULL ? self->own : request->collector;
}

/**
 * pades_longterm_clear:
 * @self: what was initialised, or all zero
 *
 * Frees what it remembers.
 */
void
pades_longterm_clear (PadesLongterm *self)
{
  g_clear_pointer (&self->own, pki_collector_free);
}

static PkiTimestamp *
read_token (GBytes *der)
{
  return der != NULL
             ? pki_timestamp_new (g_bytes_get_data (der, NULL), g_bytes_get_size (der), NULL)
             : NULL;
}

/**
 * pades_holder_new:
 * @dictionary: a signature dictionary; lent
 *
 * Reads whose certificates matter to a signature.
 *
 * Returns: (transfer full) (nullable): %NULL where the signature cannot be read
 */
PadesHolder *
pades_holder_new (PadesDictionary *dictionary)
{
  g_autoptr (PadesHolder) self = g_new0 (PadesHolder, 1);
  gsize length = 0;
  const guint8 *contents = pdf_object_get_string (dictionary->contents, &length);

  self->dictionary = dictionary;
  if (contents == NULL || dictionary->kind == PADES_KIND_UNSUPPORTED)
    return NULL;
  if (dictionary->kind == PADES_KIND_TIMESTAMP)
    self->token = pki_timestamp_new (contents, length, NULL);
  else
    self->cms = pki_cms_new (contents, length, NULL);
  if (self->cms != NULL)
    self->stamp = read_token (pki_cms_get_timestamp (self->cms));
  return self->cms != NULL || self->token != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * pades_holder_free:
 * @self: (nullable): a holder
 *
 * Frees it.
 */
void
pades_holder_free (PadesHolder *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->cms, pki_cms_free);
  g_clear_pointer (&self->stamp, pki_timestamp_free);
  g_clear_pointer (&self->token, pki_timestamp_free);
  g_free (self);
}

/* The certificates that have to be proven: the signer's or the TSA's, and the TSA's of the
 * signature-time-stamp. Returns how many. */
static guint
list_chains (PadesHolder *self, PkiTrust *roots, gint64 used, PkiValidationChain chains[2])
{
  GPtrArray *ends = roots != NULL ? pki_trust_get_roots (roots) : NULL;
  PkiTimestamp *token = self->token != NULL ? self->token : self->stamp;
  guint n = 0;

  if (token != NULL)
    chains[n++] = (PkiValidationChain){pki_timestamp_get_signer (token),
                                       pki_timestamp_get_certificates (token), ends,
                                       pki_timestamp_get_time (token)};
  if (self->cms != NULL)
    chains[n++] = (PkiValidationChain){pki_cms_get_signer (self->cms),
                                       pki_cms_get_certificates (self->cms), ends,
                                       token != NULL ? pki_timestamp_get_time (token) : used};
  return n;
}

/**
 * pades_holder_is_complete:
 * @self: a signature
 * @data: what is embedded
 * @roots: (nullable): where chains may end besides at what is self-signed
 * @used: when it was made, where no time-stamp of its own tells
 *
 * Tells whether its validation data is there: for the chains of its signer and its TSA.
 *
 * Returns: whether nothing is missing
 */
gboolean
pades_holder_is_complete (PadesHolder *self, PkiValidationData *data, PkiTrust *roots, gint64 used)
{
  PkiValidationChain chains[2];
  guint n = list_chains (self, roots, used, chains);
  guint i;

  for (i = 0; i < n; i++)
    if (chains[i].leaf == NULL || !pki_validation_data_is_complete (data, &chains[i]))
      return FALSE;
  return TRUE;
}

static gboolean
collect (PadesLongterm *self,
         const PkiValidationChain *chain,
         PkiValidationData *data,
         GError **error)
{
  PkiCollectRequest request = {chain->leaf, chain->others, self->request->now, chain->used};

  if (chain->leaf == NULL)
    {
      g_set_error (error, PKI_ERROR, PKI_ERROR_NO_ISSUER,
                   "the signature does not hold its signer's certificate");
      return FALSE;
    }
  return pki_collector_collect (self->collector, &request, data, self->cancellable, error);
}

/**
 * pades_longterm_try:
 * @self: initialised
 * @contents: measured
 * @error: return location for an error
 *
 * Gathers what the signer's and the TSA's certificates will need before the key signs: what is
 * revoked, or cannot be proven, is refused here, and the answers are remembered.
 *
 * Returns: %FALSE with %PKI_ERROR
 */
gboolean
pades_longterm_try (PadesLongterm *self, PadesContents *contents, GError **error)
{
  g_autoptr (PkiValidationData) data = pki_validation_data_new ();
  g_autoptr (PkiTimestamp) token = read_token (contents->trial);
  PkiSigner *signer = self->request->signer;
  PkiValidationChain chain = {.used = self->request->now};

  if (signer != NULL)
    {
      chain.leaf = pki_signer_get_certificate (signer);
      chain.others = signer->funcs->get_certificates (signer);
      if (!collect (self, &chain, data, error))
        return FALSE;
    }
  if (token == NULL)
    return TRUE;
  chain.leaf = pki_timestamp_get_signer (token);
  chain.others = pki_timestamp_get_certificates (token);
  return collect (self, &chain, data, error);
}

/* What is embedded already and was in date when it mattered is not asked for again: services do
 * not answer for certificates that have expired since. */
static gboolean
serve (PadesLongterm *self,
       PadesHolder *holder,
       PadesDss *dss,
       PkiValidationData *known,
       GError **error)
{
  g_autoptr (PkiValidationData) data = pki_validation_data_new ();
  PkiValidationChain chains[2];
  guint n = list_chains (holder, self->request->roots, self->request->now, chains);
  guint i;

  for (i = 0; i < n; i++)
    if (known == NULL || chains[i].leaf == NULL ||
        !pki_validation_data_is_complete (known, &chains[i]))
      if (!collect (self, &chains[i], data, error))
        return FALSE;
  pades_dss_add (dss, holder->dictionary, data);
  return TRUE;
}

static gboolean
serve_all (PadesLongterm *self, PdfFile *file, PadesDss *dss, gsize from, GError **error)
{
  g_autoptr (GPtrArray) dictionaries = pades_dictionary_list (file, error);
  g_autoptr (PkiValidationData) known = from == 0 ? pades_dss_read (file) : NULL;
  guint i;

  if (dictionaries == NULL)
    return FALSE;
  for (i = 0; i < dictionaries->len; i++)
    {
      PadesDictionary *dictionary = g_ptr_array_index (dictionaries, i);
      g_autoptr (PadesHolder) holder = NULL;

      if (!dictionary->has_range || dictionary->end <= from)
        continue;
      holder = pades_holder_new (dictionary);
      if (holder == NULL)
        continue;
      if (!serve (self, holder, dss, known, error))
        {
          g_prefix_error (error, "validation data of signature %u: ", i + 1);
          return FALSE;
        }
    }
  return TRUE;
}

/**
 * pades_longterm_append:
 * @self: initialised
 * @draft: the draft; receives a revision where something is missing
 * @all: whether the base's signatures are served, too, as far as they are not yet
 * @error: return location for an error
 *
 * Embeds the validation data of signatures and document time-stamps (EN 319 142-1, 5.4.2). All or
 * nothing: a level is never stated that was not reached.
 *
 * Returns: %FALSE with %PKI_ERROR naming certificate and address, or %PDF_ERROR
 */
gboolean
pades_longterm_append (PadesLongterm *self, PadesDraft *draft, gboolean all, GError **error)
{
  PdfFile *file = pades_draft_get_file (draft, error);
  g_autoptr (PadesDss) dss = file != NULL ? pades_dss_new (file, error) : NULL;
  GByteArray *bytes = NULL;
  gsize from = 0;

  if (dss == NULL || g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (!all)
    pdf_file_get_data (draft->base, &from);
  if (!serve_all (self, file, dss, from, error))
    return FALSE;
  if (!pades_dss_is_changed (dss))
    return TRUE;
  bytes = pades_dss_build (dss, error);
  return bytes != NULL && pades_draft_append (draft, bytes, error);
}
