/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-contents.h"

#include "pki-timestamp.h"

/* Rounded up to whole kilobytes, so that the size tells nothing about the key. */
#define ROUND_UP(size) (((size) + 1023) / 1024 * 1024)

/* The same service's tokens differ by serial, nonce, and now and then a chain; half as much again
 * and a kilobyte is what established programs keep. */
#define TOKEN_ROOM(size) ((size) + (size) / 2 + 1024)

static gboolean
wants_timestamp (PadesContents *self)
{
  return self->request->level > PADES_LEVEL_B_B;
}

static gboolean
check_service (PadesContents *self, GError **error)
{
  const PadesSignRequest *request = self->request;

  if (request->fetch == NULL || request->tsa == NULL || request->tsa[0] == NULL)
    {
      g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_ADDRESS,
                   "a time-stamp needs the address of a time-stamp service");
      return FALSE;
    }
  return TRUE;
}

/* Time-stamp services take SHA-2; nothing says that a stamp's digest is the signature's own. */
static PkiDigestType
get_stamp_digest (PadesContents *self)
{
  return self->digest == PKI_DIGEST_SHAKE256 ? PKI_DIGEST_SHA512 : self->digest;
}

/* Without the name and password that an address may have for the service. */
static char *
dup_shown (const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_HAS_PASSWORD, NULL);

  return uri != NULL ? g_uri_to_string_partial (uri, G_URI_HIDE_USERINFO) : g_strdup ("?");
}

/* One service after the other. When none helps, the last one's reason is told: a signature without
 * the time-stamp that was asked for is never made. */
static GBytes *
ask (PadesContents *self, GBytes *imprint, GCancellable *cancellable, GError **error)
{
  const char *const *addresses = self->request->tsa;
  guint n = g_strv_length ((char **) addresses);
  guint first = self->tsa;
  guint i;

  for (i = 0; i < n; i++)
    {
      guint index = (first + i) % n;
      g_autoptr (GError) local = NULL;
      GBytes *token = pki_timestamp_fetch (self->request->fetch, addresses[index],
                                           get_stamp_digest (self), imprint, cancellable, &local);

      if (token != NULL)
        {
          self->tsa = index;
          return token;
        }
      if (i + 1 == n || g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_autofree char *shown = dup_shown (addresses[index]);

          g_propagate_prefixed_error (error, g_steal_pointer (&local),
                                      "time-stamp service %s: ", shown);
          return NULL;
        }
    }
  g_return_val_if_reached (NULL);
}

static GBytes *
hash (PkiDigestType type, GBytes *data)
{
  g_autoptr (PkiDigest) digest = pki_digest_new (type);

  pki_digest_update (digest, g_bytes_get_data (data, NULL), g_bytes_get_size (data));
  return pki_digest_finish (digest);
}

/**
 * pades_contents_clear:
 * @self: what was made
 *
 * Frees what it remembers.
 */
void
pades_contents_clear (PadesContents *self)
{
  g_clear_pointer (&self->trial, g_bytes_unref);
}

/**
 * pades_contents_try:
 * @self: what to make
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Fetches a token over nothing: only the service knows how large its tokens are, and who signs
 * them.
 *
 * Returns: %FALSE when no service gives one
 */
gboolean
pades_contents_try (PadesContents *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) imprint = hash (get_stamp_digest (self), nothing);

  if (!check_service (self, error))
    return FALSE;
  g_clear_pointer (&self->trial, g_bytes_unref);
  self->trial = ask (self, imprint, cancellable, error);
  return self->trial != NULL;
}

/**
 * pades_contents_get_token_size:
 * @self: tried
 *
 * Tells how many bytes to keep for a document time-stamp.
 *
 * Returns: the room, larger than the trial token
 */
gsize
pades_contents_get_token_size (PadesContents *self)
{
  g_return_val_if_fail (self->trial != NULL, 0);

  return ROUND_UP (TOKEN_ROOM (g_bytes_get_size (self->trial)));
}

/**
 * pades_contents_measure:
 * @self: what to make
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Finds out how many bytes to keep. The digest is over everything around /Contents, so its size has
 * to be right before there is a signature value to time-stamp. So a trial token over nothing is
 * fetched first: two requests for one signature.
 *
 * Returns: %FALSE when no service gives a token
 */
gboolean
pades_contents_measure (PadesContents *self, GCancellable *cancellable, GError **error)
{
  PkiCmsRequest request = {self->digest, self->request->pss, NULL};
  gsize size = pki_cms_get_max_size (self->request->signer, &request);

  if (wants_timestamp (self))
    {
      if (!pades_contents_try (self, cancellable, error))
        return FALSE;
      size += TOKEN_ROOM (g_bytes_get_size (self->trial));
    }
  self->size = ROUND_UP (size);
  return TRUE;
}

static gboolean
check_size (GBytes *contents, gsize room, GError **error)
{
  if (g_bytes_get_size (contents) <= room)
    return TRUE;
  g_set_error (error, PADES_ERROR, PADES_ERROR_CONTENTS,
               "the signature has %" G_GSIZE_FORMAT " bytes, there is room for %" G_GSIZE_FORMAT,
               g_bytes_get_size (contents), room);
  return FALSE;
}

/**
 * pades_contents_fetch_token:
 * @self: tried
 * @imprint: digest of the bytes to time-stamp
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Fetches the token of a document time-stamp.
 *
 * Returns: (transfer full): the token; %NULL with %PKI_ERROR or %PADES_ERROR_CONTENTS
 */
GBytes *
pades_contents_fetch_token (PadesContents *self,
                            GBytes *imprint,
                            GCancellable *cancellable,
                            GError **error)
{
  g_autoptr (GBytes) token = ask (self, imprint, cancellable, error);

  if (token == NULL || !check_size (token, pades_contents_get_token_size (self), error))
    return NULL;
  return g_steal_pointer (&token);
}

/**
 * pades_contents_sign:
 * @self: measured
 * @digest: of the bytes to sign
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Lets the key sign.
 *
 * Returns: (transfer full): the CMS; %NULL with the signer's error or %PADES_ERROR_CONTENTS
 */
GBytes *
pades_contents_sign (PadesContents *self, GBytes *digest, GCancellable *cancellable, GError **error)
{
  PkiCmsRequest request = {self->digest, self->request->pss, digest};
  g_autoptr (GBytes) cms = pki_cms_sign (self->request->signer, &request, cancellable, error);

  if (cms == NULL || !check_size (cms, self->size, error))
    return NULL;
  return g_steal_pointer (&cms);
}

/**
 * pades_contents_timestamp:
 * @self: measured
 * @cms: what the key signed
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Adds a time-stamp over the signature value where the level asks for one.
 *
 * Returns: (transfer full): the CMS to embed; %NULL with %PKI_ERROR or %PADES_ERROR_CONTENTS
 */
GBytes *
pades_contents_timestamp (PadesContents *self,
                          GBytes *cms,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (PkiCms) parsed = NULL;
  g_autoptr (GBytes) imprint = NULL;
  g_autoptr (GBytes) token = NULL;
  g_autoptr (GBytes) stamped = NULL;

  if (!wants_timestamp (self))
    return g_bytes_ref (cms);
  parsed = pki_cms_new (g_bytes_get_data (cms, NULL), g_bytes_get_size (cms), error);
  if (parsed == NULL)
    return NULL;
  imprint = hash (get_stamp_digest (self), pki_cms_get_signature (parsed));
  token = ask (self, imprint, cancellable, error);
  if (token == NULL)
    return NULL;
  stamped = pki_cms_add_timestamp (cms, token, error);
  if (stamped == NULL || !check_size (stamped, self->size, error))
    return NULL;
  return g_steal_pointer (&stamped);
}
