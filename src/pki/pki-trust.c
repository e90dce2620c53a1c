/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-trust.h"

#include <glib/gstdio.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include "pki-error.h"
#include "pki-openssl.h"
#include "pki-purpose.h"

#define MAX_FILE_SIZE (8 * 1024 * 1024)
#define MAX_OTHERS 256
#define MAX_DEPTH 16

struct _PkiTrust {
  X509_STORE *store;
  GPtrArray *roots;
};

/* What X509_verify_cert() complained of on its way; each kind is seen, not only the first. */
typedef struct {
  gboolean untrusted;
  gboolean expired;
  gboolean invalid;
} Findings;

static int
note_finding (int ok, X509_STORE_CTX *context)
{
  Findings *findings = X509_STORE_CTX_get_app_data (context);

  if (ok)
    return 1;
  switch (X509_STORE_CTX_get_error (context))
    {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_UNTRUSTED:
      findings->untrusted = TRUE;
      break;
    case X509_V_ERR_CERT_NOT_YET_VALID:
    case X509_V_ERR_CERT_HAS_EXPIRED:
      findings->expired = TRUE;
      break;
    default:
      findings->invalid = TRUE;
      break;
    }
  return 1;
}

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

  self->store = X509_STORE_new ();
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
  X509_STORE_free (self->store);
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

  if (X509_STORE_add_cert (self->store, pki_certificate_get_x509 (root)) == 1)
    g_ptr_array_add (self->roots, pki_certificate_ref (root));
  ERR_clear_error ();
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

/**
 * pki_trust_add_file:
 * @self: a set of roots
 * @path: a PEM file of one or more certificates, or a DER file of one
 * @error: a #GFileError where the file cannot be read, else %PKI_ERROR_PARSE
 *
 * Adds all certificates of a file, or none.
 *
 * Returns: whether it was read
 */
gboolean
pki_trust_add_file (PkiTrust *self, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (PkiCertificate) single = NULL;
  gsize size;
  const char *data;

  g_return_val_if_fail (self != NULL && path != NULL, FALSE);

  bytes = read_file (path, error);
  if (bytes == NULL)
    return FALSE;
  data = g_bytes_get_data (bytes, &size);
  /* The tag of a SEQUENCE. */
  if (size > 0 && data[0] == 0x30)
    single = pki_certificate_new_from_der (data, size, NULL);
  if (single != NULL)
    {
      pki_trust_add (self, single);
      return TRUE;
    }
  list = pki_certificate_list_from_pem (size > 0 ? data : "", size, error);
  if (list == NULL)
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  for (guint i = 0; i < list->len; i++)
    pki_trust_add (self, g_ptr_array_index (list, i));
  return TRUE;
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

static STACK_OF (X509) * make_stack (GPtrArray *others)
{
  STACK_OF (X509) *stack = sk_X509_new_null ();

  for (guint i = 0; others != NULL && i < MIN (others->len, MAX_OTHERS); i++)
    sk_X509_push (stack, pki_certificate_get_x509 (g_ptr_array_index (others, i)));
  return stack;
}

static GPtrArray *
dup_chain (X509_STORE_CTX *context)
{
  const STACK_OF (X509) *stack = X509_STORE_CTX_get0_chain (context);
  GPtrArray *chain = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);

  for (int i = 0; i < sk_X509_num (stack); i++)
    {
      PkiCertificate *certificate = pki_certificate_new_from_x509 (sk_X509_value (stack, i), NULL);

      if (certificate != NULL)
        g_ptr_array_add (chain, certificate);
    }
  return chain;
}

/* Roots given by the user end a chain wherever they stand in it (PARTIAL_CHAIN): whoever trusts an
 * intermediate said so. OpenSSL's own purposes are about mail and TLS and are not asked. */
static void
set_parameters (X509_STORE_CTX *context, gint64 at, Findings *findings)
{
  X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param (context);

  X509_VERIFY_PARAM_set_flags (param, X509_V_FLAG_PARTIAL_CHAIN);
  X509_VERIFY_PARAM_set_time (param, (time_t) at);
  X509_VERIFY_PARAM_set_depth (param, MAX_DEPTH);
  X509_STORE_CTX_set_app_data (context, findings);
  X509_STORE_CTX_set_verify_cb (context, note_finding);
}

static PkiChainStatus
judge (const Findings *findings, PkiCertificate *leaf, PkiPurpose purpose)
{
  if (findings->untrusted)
    return PKI_CHAIN_UNTRUSTED;
  if (findings->invalid || !pki_purpose_is_granted (leaf, purpose))
    return PKI_CHAIN_INVALID;
  return findings->expired ? PKI_CHAIN_EXPIRED : PKI_CHAIN_TRUSTED;
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
 * Looks for a way from a certificate to one of the roots and judges it (RFC 5280, 6).
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
  X509_STORE_CTX *context = X509_STORE_CTX_new ();
  STACK_OF (X509) *untrusted = make_stack (others);
  Findings findings = {0};

  ERR_clear_error ();
  if (X509_STORE_CTX_init (context, self->store, pki_certificate_get_x509 (leaf), untrusted) == 1)
    {
      set_parameters (context, at, &findings);
      findings.invalid |= X509_verify_cert (context) != 1;
    }
  else
    findings.invalid = TRUE;
  if (chain != NULL)
    *chain = dup_chain (context);
  X509_STORE_CTX_free (context);
  sk_X509_free (untrusted);
  ERR_clear_error ();
  return judge (&findings, leaf, purpose);
}
