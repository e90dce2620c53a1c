/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "client-fetch.h"
#include "pki-collector.h"
#include "support-authority.h"
#include "support-clock.h"

static SupportAuthority *authority;
static PkiFetch *fetch;

static SupportIdentity *
issue (const char *ocsp, const char *crl, const char *issuer)
{
  SupportIdentity *identity;

  support_authority_misdirect (authority, ocsp, crl, issuer);
  identity = support_ca_issue (authority->ca, &(SupportProfile){0});
  support_authority_misdirect (authority, "/ocsp", "/crl", "/issuer");
  return identity;
}

static PkiTrust *
trust_root (void)
{
  PkiTrust *trust = pki_trust_new ();

  pki_trust_add (trust, support_ca_get_root (authority->ca));
  return trust;
}

static gboolean
collect (PkiCollector *collector,
         SupportIdentity *identity,
         PkiValidationData *data,
         GError **error)
{
  PkiCollectRequest request = {support_identity_get_certificate (identity), NULL, SUPPORT_NOW,
                               SUPPORT_NOW};

  return pki_collector_collect (collector, &request, data, NULL, error);
}

static gboolean
is_complete (PkiValidationData *data, SupportIdentity *identity)
{
  PkiValidationChain chain = {support_identity_get_certificate (identity), NULL, NULL, SUPPORT_NOW};

  return pki_validation_data_is_complete (data, &chain);
}

static void
check_size (PkiValidationData *data, guint certificates, guint ocsps, guint crls)
{
  g_assert_cmpuint (pki_validation_data_get_certificates (data)->len, ==, certificates);
  g_assert_cmpuint (pki_validation_data_get_ocsps (data)->len, ==, ocsps);
  g_assert_cmpuint (pki_validation_data_get_crls (data)->len, ==, crls);
}

/* Only the leaf is known: issuer and root are fetched. By OCSP comes the responder's chain, too,
 * which its CA's list proves: leaf, issuer, root, responder; one answer; the CA's and root's list.
 */
static void
test_chain (gconstpointer with_trust)
{
  g_autoptr (PkiTrust) trust = with_trust != NULL ? trust_root () : NULL;
  g_autoptr (PkiCollector) collector = pki_collector_new (fetch, trust);
  g_autoptr (SupportIdentity) identity = issue ("/ocsp", "/crl", "/issuer/p7c");
  g_autoptr (PkiValidationData) data = pki_validation_data_new ();
  g_autoptr (PkiValidationData) none = pki_validation_data_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (collect (collector, identity, data, &error));
  g_assert_no_error (error);
  check_size (data, 4, 1, 2);
  g_assert_true (is_complete (data, identity));
  g_assert_false (is_complete (none, identity));
}

static void
test_crl_only (void)
{
  g_autoptr (PkiCollector) collector = pki_collector_new (fetch, NULL);
  g_autoptr (SupportIdentity) identity = issue (NULL, "/crl", "/issuer");
  g_autoptr (PkiValidationData) data = pki_validation_data_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (collect (collector, identity, data, &error));
  g_assert_no_error (error);
  check_size (data, 3, 0, 2);
  g_assert_true (is_complete (data, identity));
}

/* A responder that fails is made up for by the list. */
static void
test_fallback (void)
{
  static const char *const paths[] = {"/ocsp/500", "/ocsp/garbage", "/ocsp/nonce", "/ocsp/stale"};

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (PkiCollector) collector = pki_collector_new (fetch, NULL);
      g_autoptr (SupportIdentity) identity = issue (paths[i], "/crl", "/issuer");
      g_autoptr (PkiValidationData) data = pki_validation_data_new ();
      g_autoptr (GError) error = NULL;

      g_assert_true (collect (collector, identity, data, &error));
      g_assert_no_error (error);
      check_size (data, 3, 0, 2);
    }
}

/* What one collector asked for, it does not ask for again, and another's leaf of the same CA costs
 * one question. */
static void
test_remembers (void)
{
  g_autoptr (PkiCollector) collector = pki_collector_new (fetch, NULL);
  g_autoptr (SupportIdentity) identity = issue ("/ocsp", "/crl", "/issuer");
  g_autoptr (SupportIdentity) other = issue ("/ocsp", "/crl", "/issuer");
  g_autoptr (PkiValidationData) data = pki_validation_data_new ();
  g_autoptr (PkiValidationData) again = pki_validation_data_new ();
  g_autoptr (GError) error = NULL;
  guint before = support_authority_count (authority);

  g_assert_true (collect (collector, identity, data, &error));
  g_assert_no_error (error);
  /* The issuer, the answer, two lists; the root is not counted. */
  g_assert_cmpuint (support_authority_count (authority) - before, ==, 4);
  g_assert_true (collect (collector, identity, again, &error));
  g_assert_cmpuint (support_authority_count (authority) - before, ==, 4);
  g_assert_true (collect (collector, other, again, &error));
  g_assert_cmpuint (support_authority_count (authority) - before, ==, 5);
  check_size (again, 5, 2, 2);
}

typedef struct {
  const char *name;
  const char *ocsp;
  const char *crl;
  const char *issuer;
  int code;
  const char *message; /* a part of it: the address */
} Failure;

static const Failure failures[] = {
    {"500", "/ocsp/500", NULL, "/issuer", PKI_ERROR_FETCH_STATUS, "/ocsp/500: "},
    {"garbage", "/ocsp/garbage", NULL, "/issuer", PKI_ERROR_OCSP_GARBAGE, "/ocsp/garbage: "},
    {"nonce", "/ocsp/nonce", NULL, "/issuer", PKI_ERROR_OCSP_NONCE, "/ocsp/nonce: "},
    {"slow", "/ocsp/slow", NULL, "/issuer", PKI_ERROR_FETCH_TIMEOUT, "/ocsp/slow: "},
    {"crl-stale", NULL, "/crl/stale", "/issuer", PKI_ERROR_CRL_STALE, "/crl/stale: "},
    {"crl-forged", "/ocsp/500", "/crl/forged", "/issuer", PKI_ERROR_CRL_SIGNATURE, "/crl/forged: "},
    {"no-address", NULL, NULL, "/issuer", PKI_ERROR_NO_REVOCATION_SOURCE, "names no address"},
    {"no-issuer", "/ocsp", "/crl", NULL, PKI_ERROR_NO_ISSUER, "issuer"},
    {"issuer-500", "/ocsp", "/crl", "/issuer/500", PKI_ERROR_FETCH_STATUS, "/issuer/500: "},
};

static void
test_failure (gconstpointer data)
{
  const Failure *failure = data;
  g_autoptr (PkiCollector) collector = pki_collector_new (fetch, NULL);
  g_autoptr (SupportIdentity) identity = issue (failure->ocsp, failure->crl, failure->issuer);
  g_autoptr (PkiValidationData) collected = pki_validation_data_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (collect (collector, identity, collected, &error));
  g_assert_error (error, PKI_ERROR, failure->code);
  g_assert_nonnull (strstr (error->message, failure->message));
  g_assert_nonnull (strstr (error->message, "“张三”"));
}

/* The list must not make good what the responder calls revoked; a later revocation is recorded. */
static void
test_revoked (void)
{
  g_autoptr (PkiCollector) collector = pki_collector_new (fetch, NULL);
  g_autoptr (SupportIdentity) identity = issue ("/ocsp", "/crl", "/issuer");
  g_autoptr (PkiValidationData) data = pki_validation_data_new ();
  g_autoptr (GError) error = NULL;
  PkiCertificate *certificate = support_identity_get_certificate (identity);
  PkiCollectRequest request = {certificate, NULL, SUPPORT_NOW, SUPPORT_NOW - 2 * SUPPORT_DAY};
  PkiValidationChain chain = {certificate, NULL, NULL, SUPPORT_NOW};
  PkiCertificate *issuer = support_identity_get_certificate (support_ca_get_issuer (authority->ca));
  PkiStatusQuestion question = {certificate, issuer, PKI_STATUS_ANY_TIME, NULL};
  PkiStatus status;

  support_ocsp_revoke (authority->ocsp, certificate, SUPPORT_NOW - SUPPORT_DAY);
  g_assert_false (collect (collector, identity, data, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_REVOKED);
  g_clear_error (&error);
  g_assert_true (pki_collector_collect (collector, &request, data, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (pki_validation_data_is_complete (data, &chain));
  g_assert_cmpuint (pki_validation_data_get_ocsps (data)->len, ==, 1);
  g_assert_true (pki_ocsp_check (g_ptr_array_index (pki_validation_data_get_ocsps (data), 0),
                                 &question, &status, &error));
  g_assert_no_error (error);
  g_assert_cmpint (status.kind, ==, PKI_STATUS_REVOKED);
  g_assert_cmpint (status.since, ==, SUPPORT_NOW - SUPPORT_DAY);
}

static void
test_unknown (void)
{
  g_autoptr (PkiCollector) collector = pki_collector_new (fetch, NULL);
  g_autoptr (SupportIdentity) identity = issue ("/ocsp", NULL, "/issuer");
  g_autoptr (PkiValidationData) data = pki_validation_data_new ();
  g_autoptr (GError) error = NULL;

  support_ocsp_forget (authority->ocsp, support_identity_get_certificate (identity));
  g_assert_false (collect (collector, identity, data, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_STATUS_UNKNOWN);
}

static void
test_cancelled (void)
{
  g_autoptr (PkiCollector) collector = pki_collector_new (fetch, NULL);
  g_autoptr (SupportIdentity) identity = issue ("/ocsp", "/crl", "/issuer");
  g_autoptr (PkiValidationData) data = pki_validation_data_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  PkiCollectRequest request = {support_identity_get_certificate (identity), NULL, SUPPORT_NOW,
                               SUPPORT_NOW};

  g_cancellable_cancel (cancellable);
  g_assert_false (pki_collector_collect (collector, &request, data, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  authority = support_authority_new (SUPPORT_NOW);
  fetch = client_fetch_new (2);
  g_test_add_data_func ("/pki/collector/chain/no-trust", NULL, test_chain);
  g_test_add_data_func ("/pki/collector/chain/trust", "", test_chain);
  g_test_add_func ("/pki/collector/crl-only", test_crl_only);
  g_test_add_func ("/pki/collector/fallback", test_fallback);
  g_test_add_func ("/pki/collector/remembers", test_remembers);
  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autofree char *name = g_strconcat ("/pki/collector/failure/", failures[i].name, NULL);

      g_test_add_data_func (name, &failures[i], test_failure);
    }
  g_test_add_func ("/pki/collector/revoked", test_revoked);
  g_test_add_func ("/pki/collector/unknown", test_unknown);
  g_test_add_func ("/pki/collector/cancelled", test_cancelled);
  status = g_test_run ();
  pki_fetch_free (fetch);
  support_authority_free (authority);
  return status;
}
