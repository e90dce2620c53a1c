/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-trust.h"

#include <glib/gstdio.h>

#include "pki-chain.h"
#include "pki-error.h"
#include "pki-path.h"

#define MAX_FILE_SIZE (8 * 1024 * 1024)

struct _PkiTrust {
  GPtrArray *roots;
  guint n_own; /* the first of them are the user's */
};

/**
 * pki_trust_new:
 *
 * Starts with no root at all: nothing is trusted that was not added.
 *
 * Returns: (transfer full): an empty set of roots
 */
PkiTrust *
pki_trust_new (void)
{
  PkiTrust *self = g_new0 (PkiTrust, 1);

  self->roots = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
  return self;
}

/**
 * pki_trust_free:
 * @self: (transfer full) (nullable): a set of roots
 *
 * Frees it.
 */
void
pki_trust_free (PkiTrust *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->roots);
  g_free (self);
}

/**
 * pki_trust_add:
 * @self: a set of roots
 * @root: what the user trusts: a root, or an intermediate or a signer's own certificate
 *
 * Adds a certificate to end chains at. Not to be called while another thread checks.
 */
void
pki_trust_add (PkiTrust *self, PkiCertificate *root)
{
  g_return_if_fail (self != NULL && root != NULL);

  g_ptr_array_insert (self->roots, (int) self->n_own++, pki_certificate_ref (root));
}

/**
 * pki_trust_add_shared:
 * @self: a set of roots
 * @root: an authority that this computer trusts for all its users
 *
 * Adds a root that the user did not choose: it ends chains as the others do, but does not excuse an
 * issuer that offers no way to ask about revocation.
 */
void
pki_trust_add_shared (PkiTrust *self, PkiCertificate *root)
{
  g_return_if_fail (self != NULL && root != NULL);

  g_ptr_array_add (self->roots, pki_certificate_ref (root));
}

/**
 * pki_trust_is_own:
 * @self: a set of roots
 * @root: one of them
 *
 * Tells whether the user chose this root.
 *
 * Returns: %FALSE for one of pki_trust_add_shared()
 */
gboolean
pki_trust_is_own (PkiTrust *self, PkiCertificate *root)
{
  for (guint i = 0; i < self->n_own; i++)
    if (pki_certificate_equal (g_ptr_array_index (self->roots, i), root))
      return TRUE;
  return FALSE;
}

/* Not by GFile, which for a first local file loads whatever extends GIO on the machine. */
static GBytes *
read_file (const char *path, GError **error)
{
  GStatBuf status = {0};
  char *data = NULL;
  gsize size = 0;

  if (g_stat (path, &status) == 0 && (!S_ISREG (status.st_mode) || status.st_size > MAX_FILE_SIZE))
    {
      g_set_error (error, PKI_ERROR, PKI_ERROR_PARSE, "%s is no file of certificates", path);
      return NULL;
    }
  if (!g_file_get_contents (path, &data, &size, error))
    return NULL;
  return g_bytes_new_take (data, size);
}

static GPtrArray *
read_certificates (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = read_file (path, error);
  GPtrArray *list = bytes != NULL ? pki_chain_read (bytes) : NULL;
  gsize size = 0;
  const char *data;

  if (bytes == NULL || list != NULL)
    return list;
  /* It says what is wrong with the text. */
  data = g_bytes_get_data (bytes, &size);
  list = pki_certificate_list_from_pem (size > 0 ? data : "", size, error);
  if (list == NULL)
    g_prefix_error (error, "%s: ", path);
  return list;
}

/**
 * pki_trust_add_file:
 * @self: a set of roots
 * @path: a file of certificates: PEM, DER, or PKCS #7 (P7B) in either
 * @error: a #GFileError where the file cannot be read, else %PKI_ERROR_PARSE
 *
 * Adds all certificates of a file, or none.
 *
 * Returns: whether it was read
 */
gboolean
pki_trust_add_file (PkiTrust *self, const char *path, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;

  g_return_val_if_fail (self != NULL && path != NULL, FALSE);

  list = read_certificates (path, error);
  for (guint i = 0; list != NULL && i < list->len; i++)
    pki_trust_add (self, g_ptr_array_index (list, i));
  return list != NULL;
}

/**
 * pki_trust_add_shared_file:
 * @self: a set of roots
 * @path: the computer's collection of authorities, as pki_trust_add_file() reads it
 * @error: a #GFileError where the file cannot be read, else %PKI_ERROR_PARSE
 *
 * Adds all certificates of a file as pki_trust_add_shared() does, or none.
 *
 * Returns: whether it was read
 */
gboolean
pki_trust_add_shared_file (PkiTrust *self, const char *path, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;

  g_return_val_if_fail (self != NULL && path != NULL, FALSE);

  list = read_certificates (path, error);
  for (guint i = 0; list != NULL && i < list->len; i++)
    pki_trust_add_shared (self, g_ptr_array_index (list, i));
  return list != NULL;
}

/**
 * pki_trust_get_size:
 * @self: a set of roots
 *
 * Counts what was added.
 *
 * Returns: the number of certificates
 */
guint
pki_trust_get_size (PkiTrust *self)
{
  return self->roots->len;
}

/**
 * pki_trust_get_roots:
 * @self: a set of roots
 *
 * Gives what was added.
 *
 * Returns: (transfer none) (element-type PkiCertificate): the certificates
 */
GPtrArray *
pki_trust_get_roots (PkiTrust *self)
{
  return self->roots;
}

static PkiChainStatus
judge (const PkiPath *path, gint64 at)
{
  if (!path->anchored)
    return PKI_CHAIN_UNTRUSTED;
  if (path->flaw != PKI_FLAW_NONE)
    return PKI_CHAIN_INVALID;
  for (guint i = 0; i < path->certificates->len; i++)
    {
      PkiCertificate *certificate = g_ptr_array_index (path->certificates, i);

      if (at < pki_certificate_get_not_before (certificate) ||
          at > pki_certificate_get_not_after (certificate))
        return PKI_CHAIN_EXPIRED;
    }
  return PKI_CHAIN_TRUSTED;
}

/**
 * pki_trust_check:
 * @self: the roots; several threads may check at once
 * @leaf: whose certificate
 * @others: (nullable) (element-type PkiCertificate): certificates that may lie between
 * @purpose: what it is to have been used for
 * @at: when, seconds since 1970, UTC
 * @chain: (out) (optional) (transfer full) (element-type PkiCertificate): the way from @leaf as far
 *   as it was found, an incomplete one for %PKI_CHAIN_UNTRUSTED
 *
 * Looks for a way from a certificate to one of the roots and judges it (RFC 5280, 6), revocation
 * left out: pki_judge_certificate() asks that, too. Of several ways the best counts.
 *
 * Returns: the worst that is true of it
 */
PkiChainStatus
pki_trust_check (PkiTrust *self,
                 PkiCertificate *leaf,
                 GPtrArray *others,
                 PkiPurpose purpose,
                 gint64 at,
                 GPtrArray **chain)
{
  const PkiPathQuery query = {leaf, others, NULL, self, purpose, NULL};
  g_autoptr (GPtrArray) paths = pki_path_list (&query);
  PkiPath *best = g_ptr_array_index (paths, 0);
  PkiChainStatus status = judge (best, at);

  for (guint i = 1; i < paths->len && status != PKI_CHAIN_TRUSTED; i++)
    {
      PkiPath *path = g_ptr_array_index (paths, i);
      PkiChainStatus other = judge (path, at);

      /* Sound ones come first, so that another can only be in date where this one is not. */
      if (other == PKI_CHAIN_TRUSTED)
        {
          best = path;
          status = other;
        }
    }
  if (chain != NULL)
    *chain = g_ptr_array_ref (best->certificates);
  return status;
}
