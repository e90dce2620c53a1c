/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-path.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "pki-chain.h"
#include "pki-openssl.h"
#include "pki-purpose.h"

/* Cross-signed authorities give an honest signer two or three ways. Whoever embeds hundreds of
 * certificates of one name wants to keep us busy: the search ends, and what it found is judged. */
#define MAX_PATHS 8
#define MAX_STEPS 512

/* Ways that led nowhere, to be shown beside one that did. */
#define MAX_DEAD 4

typedef struct {
  const PkiPathQuery *query;
  GPtrArray *roots;   /* lent, or NULL */
  GPtrArray *way;     /* lent certificates: where the search stands */
  GPtrArray *paths;   /* anchored ones */
  GPtrArray *longest; /* lent certificates: the longest way that led nowhere */
  guint n_steps;
} Search;

/**
 * pki_path_free:
 * @self: (nullable): a path
 *
 * Frees it.
 */
void
pki_path_free (PkiPath *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->certificates);
  g_free (self);
}

static PkiPath *
path_new (GPtrArray *way, gboolean anchored)
{
  PkiPath *self = g_new0 (PkiPath, 1);

  self->anchored = anchored;
  self->certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
  for (guint i = 0; i < way->len; i++)
    g_ptr_array_add (self->certificates, pki_certificate_ref (g_ptr_array_index (way, i)));
  return self;
}

/* By name and key identifier. That an issuer may not issue is no reason not to look at it: then the
 * path is found, and is wrong. */
static gboolean
may_be_issuer (PkiCertificate *issuer, PkiCertificate *certificate)
{
  int answer = X509_check_issued (pki_certificate_get_x509 (issuer),
                                  pki_certificate_get_x509 (certificate));

  ERR_clear_error ();
  return answer == X509_V_OK || answer == X509_V_ERR_KEYUSAGE_NO_CERTSIGN ||
         answer == X509_V_ERR_KEYUSAGE_NO_DIGITAL_SIGNATURE;
}

static gboolean
is_signed_by (PkiCertificate *certificate, PkiCertificate *issuer)
{
  EVP_PKEY *key = X509_get0_pubkey (pki_certificate_get_x509 (issuer));
  gboolean ok = key != NULL && X509_verify (pki_certificate_get_x509 (certificate), key) == 1;

  ERR_clear_error ();
  return ok;
}

static void
add_candidates (Search *search, GPtrArray *pool, PkiCertificate *certificate, GPtrArray *found)
{
  for (guint i = 0; pool != NULL && i < pool->len; i++)
    {
      PkiCertificate *candidate = g_ptr_array_index (pool, i);

      if (may_be_issuer (candidate, certificate) && !pki_chain_contains (found, candidate) &&
          !pki_chain_contains (search->way, candidate))
        g_ptr_array_add (found, candidate);
    }
}

/* Whose name fits and whose key does too. Where one name alone fits, its key is looked at when the
 * whole path is. */
static GPtrArray *
list_issuers (Search *search, PkiCertificate *certificate)
{
  GPtrArray *pools[] = {search->roots, search->query->others, search->query->more};
  GPtrArray *found = g_ptr_array_new ();
  GPtrArray *signers;

  for (guint i = 0; i < G_N_ELEMENTS (pools); i++)
    add_candidates (search, pools[i], certificate, found);
  if (found->len <= 1)
    return found;
  signers = g_ptr_array_new ();
  for (guint i = 0; i < found->len && search->n_steps < MAX_STEPS; i++)
    {
      search->n_steps++;
      if (is_signed_by (certificate, g_ptr_array_index (found, i)))
        g_ptr_array_add (signers, g_ptr_array_index (found, i));
    }
  if (signers->len == 0)
    g_ptr_array_add (signers, g_ptr_array_index (found, 0));
  g_ptr_array_unref (found);
  return signers;
}

static void
note_dead_end (Search *search)
{
  PkiCertificate *end = g_ptr_array_index (search->way, search->way->len - 1);

  if (search->query->ends != NULL && !pki_chain_contains (search->query->ends, end))
    g_ptr_array_add (search->query->ends, pki_certificate_ref (end));
  if (search->query->dead != NULL && search->query->dead->len < MAX_DEAD)
    g_ptr_array_add (search->query->dead, path_new (search->way, FALSE));
  if (search->way->len <= search->longest->len)
    return;
  g_ptr_array_set_size (search->longest, 0);
  g_ptr_array_extend (search->longest, search->way, NULL, NULL);
}

/* Depth first; the recursion is as deep as a path is long. */
static void
walk (Search *search, PkiCertificate *certificate)
{
  g_autoptr (GPtrArray) issuers = NULL;
  gboolean anchored = pki_chain_contains (search->roots, certificate);

  g_ptr_array_add (search->way, certificate);
  if (anchored)
    g_ptr_array_add (search->paths, path_new (search->way, TRUE));
  else if (!pki_certificate_is_self_signed (certificate) && search->way->len < PKI_CHAIN_MAX_DEPTH)
    issuers = list_issuers (search, certificate);
  if (!anchored && (issuers == NULL || issuers->len == 0))
    note_dead_end (search);
  for (guint i = 0; issuers != NULL && i < issuers->len; i++)
    if (search->paths->len < MAX_PATHS && search->n_steps++ < MAX_STEPS)
      walk (search, g_ptr_array_index (issuers, i));
  g_ptr_array_set_size (search->way, search->way->len - 1);
}

static PkiFlaw
read_error (int error)
{
  switch (error)
    {
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
    case X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE:
    case X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY:
    case X509_V_ERR_SIGNATURE_ALGORITHM_MISMATCH:
    case X509_V_ERR_UNSUPPORTED_SIGNATURE_ALGORITHM:
      return PKI_FLAW_SIGNATURE;
    case X509_V_ERR_INVALID_CA:
    case X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
    case X509_V_ERR_INVALID_NON_CA:
      return PKI_FLAW_AUTHORITY;
    case X509_V_ERR_PATH_LENGTH_EXCEEDED:
    case X509_V_ERR_PROXY_PATH_LENGTH_EXCEEDED:
      return PKI_FLAW_PATH_LENGTH;
    case X509_V_ERR_PERMITTED_VIOLATION:
    case X509_V_ERR_EXCLUDED_VIOLATION:
    case X509_V_ERR_SUBTREE_MINMAX:
    case X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE:
    case X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX:
    case X509_V_ERR_UNSUPPORTED_NAME_SYNTAX:
      return PKI_FLAW_NAME_CONSTRAINTS;
    case X509_V_ERR_INVALID_POLICY_EXTENSION:
    case X509_V_ERR_NO_EXPLICIT_POLICY:
      return PKI_FLAW_POLICY;
    case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION:
    case X509_V_ERR_INVALID_EXTENSION:
      return PKI_FLAW_EXTENSION;
    default:
      return PKI_FLAW_OTHER;
    }
}

/* The first rule that is broken is the one that is named. An anchor's own signature is nobody's
 * business: whoever gave it trusts it. */
static int
note_error (int ok, X509_STORE_CTX *context)
{
  PkiPath *path = X509_STORE_CTX_get_app_data (context);

  if (ok || path->flaw != PKI_FLAW_NONE)
    return 1;
  path->flaw = read_error (X509_STORE_CTX_get_error (context));
  path->flaw_at = (guint) MAX (X509_STORE_CTX_get_error_depth (context), 0);
  return 1;
}

/* OpenSSL's own purposes are about mail and TLS and are not asked. Policies are processed as RFC
 * 5280, 6.1.1 (c) has it for a user who accepts any: a path fails only that demands one and has
 * none. */
static void
set_parameters (X509_STORE_CTX *context, PkiPath *path)
{
  X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param (context);

  X509_VERIFY_PARAM_set_flags (param, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME |
                                          X509_V_FLAG_POLICY_CHECK);
  X509_VERIFY_PARAM_add0_policy (param, OBJ_nid2obj (NID_any_policy));
  X509_VERIFY_PARAM_set_depth (param, PKI_CHAIN_MAX_DEPTH);
  X509_STORE_CTX_set_app_data (context, path);
  X509_STORE_CTX_set_verify_cb (context, note_error);
}

/* Of an anchored path OpenSSL is given nothing but its certificates, so that it judges this one. */
static void
check_rules (PkiPath *path)
{
  X509_STORE *store = X509_STORE_new ();
  X509_STORE_CTX *context = X509_STORE_CTX_new ();
  STACK_OF (X509) *between = sk_X509_new_null ();
  GPtrArray *certificates = path->certificates;
  X509 *leaf = pki_certificate_get_x509 (g_ptr_array_index (certificates, 0));
  X509 *root = pki_certificate_get_x509 (g_ptr_array_index (certificates, certificates->len - 1));
  gboolean judged = FALSE;

  ERR_clear_error ();
  for (guint i = 1; i + 1 < certificates->len; i++)
    sk_X509_push (between, pki_certificate_get_x509 (g_ptr_array_index (certificates, i)));
  X509_STORE_add_cert (store, root);
  if (X509_STORE_CTX_init (context, store, leaf, between) == 1)
    {
      set_parameters (context, path);
      judged = X509_verify_cert (context) == 1;
    }
  if (!judged && path->flaw == PKI_FLAW_NONE)
    path->flaw = PKI_FLAW_OTHER;
  X509_STORE_CTX_free (context);
  X509_STORE_free (store);
  sk_X509_free (between);
  ERR_clear_error ();
}

static void
check (PkiPath *path, PkiPurpose purpose)
{
  if (!path->anchored)
    return;
  check_rules (path);
  if (path->flaw == PKI_FLAW_NONE &&
      !pki_purpose_is_granted (g_ptr_array_index (path->certificates, 0), purpose))
    path->flaw = PKI_FLAW_PURPOSE;
}

/**
 * pki_path_list:
 * @query: whose path, and where to look
 *
 * Looks for ways from a certificate to the given roots (RFC 4158), several where authorities have
 * signed each other, and judges each by the rules that hold at every time (RFC 5280, 6.1). A root
 * ends a path wherever it stands in it: whoever trusts an intermediate said so. The search is
 * bounded in depth, number and work.
 *
 * Returns: (transfer full) (element-type PkiPath): the paths, sound ones first; where none leads to
 *   a root, the longest
 */
GPtrArray *
pki_path_list (const PkiPathQuery *query)
{
  g_autoptr (GPtrArray) way = g_ptr_array_new ();
  g_autoptr (GPtrArray) longest = g_ptr_array_new ();
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  Search search = {query,   query->roots != NULL ? pki_trust_get_roots (query->roots) : NULL,
                   way,     found,
                   longest, 0};
  GPtrArray *paths = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_path_free);

  g_return_val_if_fail (query->leaf != NULL, paths);

  if (query->dead != NULL)
    g_ptr_array_set_size (query->dead, 0);
  walk (&search, query->leaf);
  if (found->len == 0)
    g_ptr_array_add (found, path_new (longest, FALSE));
  for (guint i = 0; i < found->len; i++)
    check (g_ptr_array_index (found, i), query->purpose);
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < found->len; i++)
      {
        PkiPath *path = g_ptr_array_index (found, i);

        if ((path->flaw == PKI_FLAW_NONE) == (pass == 0))
          g_ptr_array_add (paths, path);
      }
  return paths;
}
