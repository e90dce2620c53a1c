/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <openssl/x509v3.h>

#include "client-fetch.h"
#include "pki-access.h"
#include "pki-chain.h"
#include "pki-crl.h"
#include "pki-ocsp.h"
#include "support-authority.h"
#include "support-clock.h"
#include "support-proof.h"

static SupportAuthority *authority;
static PkiFetch *fetch;

static SupportIdentity *
issue (const char *ocsp, const char *crl)
{
  SupportIdentity *identity;

  support_authority_misdirect (authority, ocsp, crl, "/issuer");
  identity = support_ca_issue (authority->ca, &(SupportProfile){0});
  support_authority_misdirect (authority, "/ocsp", "/crl", "/issuer");
  return identity;
}

static PkiStatusQuestion
ask_about (SupportIdentity *identity)
{
  return (PkiStatusQuestion){support_identity_get_certificate (identity),
                             g_ptr_array_index (identity->chain, 1), SUPPORT_NOW, NULL};
}

static PkiOcsp *
ask_ocsp (SupportIdentity *identity, const char *path, GError **error)
{
  PkiStatusQuestion question = ask_about (identity);
  g_autofree char *uri = support_http_make_uri (authority->http, path);

  return pki_ocsp_fetch (fetch, uri, &question, NULL, error);
}

static void
test_addresses (void)
{
  g_autoptr (SupportCa) ca = support_ca_new_known (
      SUPPORT_NOW,
      &(SupportAddresses){"http://a.example/o", "ldap://b.example/c", "https://c.example/i"});
  PkiCertificate *certificate = support_identity_get_certificate (support_ca_get_issuer (ca));
  g_auto (GStrv) ocsp = pki_access_list (certificate, PKI_ACCESS_OCSP);
  g_auto (GStrv) crl = pki_access_list (certificate, PKI_ACCESS_CRL);
  g_auto (GStrv) issuer = pki_access_list (certificate, PKI_ACCESS_ISSUER);
  g_auto (GStrv) none = pki_access_list (support_ca_get_root (ca), PKI_ACCESS_OCSP);

  g_assert_cmpuint (g_strv_length (ocsp), ==, 1);
  g_assert_cmpstr (ocsp[0], ==, "http://a.example/o");
  g_assert_cmpuint (g_strv_length (crl), ==, 0);
  g_assert_cmpuint (g_strv_length (issuer), ==, 1);
  g_assert_cmpstr (issuer[0], ==, "https://c.example/i");
  g_assert_cmpuint (g_strv_length (none), ==, 0);
}

typedef struct {
  const char *path;
  int code;
} Fault;

static const Fault ocsp_faults[] = {
    {"/ocsp/500", PKI_ERROR_FETCH_STATUS},         {"/ocsp/garbage", PKI_ERROR_OCSP_GARBAGE},
    {"/ocsp/refused", PKI_ERROR_OCSP_REFUSED},     {"/ocsp/nonce", PKI_ERROR_OCSP_NONCE},
    {"/ocsp/signature", PKI_ERROR_OCSP_SIGNATURE}, {"/ocsp/stale", PKI_ERROR_OCSP_STALE},
    {"/ocsp/other", PKI_ERROR_OCSP_GARBAGE},       {"/ocsp/slow", PKI_ERROR_FETCH_TIMEOUT},
    {"/ocsp/drip", PKI_ERROR_FETCH_TIMEOUT},
};

static void
test_ocsp_fault (gconstpointer data)
{
  const Fault *fault = data;
  g_autoptr (SupportIdentity) identity = issue (NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (PkiOcsp) answer = ask_ocsp (identity, fault->path, &error);

  g_assert_error (error, PKI_ERROR, fault->code);
  g_assert_null (answer);
}

/* The first by the issuer's delegate, whose certificate comes along; then by the issuer itself;
 * then by a responder that echoes no nonce. */
static void
test_ocsp_good (void)
{
  static const char *const paths[] = {"/ocsp", "/ocsp/issuer", "/ocsp/no-nonce"};
  g_autoptr (SupportIdentity) identity = issue (NULL, NULL);
  PkiStatusQuestion question = ask_about (identity);

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PkiOcsp) answer = ask_ocsp (identity, paths[i], &error);
      g_autoptr (PkiCertificate) responder = NULL;
      PkiStatus status;

      g_assert_no_error (error);
      g_assert_true (pki_ocsp_check (answer, &question, &status, &error));
      g_assert_cmpint (status.kind, ==, PKI_STATUS_GOOD);
      g_assert_cmpint (status.this_update, ==, SUPPORT_NOW);
      g_assert_cmpint (status.next_update, ==, SUPPORT_NOW + SUPPORT_DAY);
      responder = pki_ocsp_find_responder (answer, &question);
      g_assert_nonnull (responder);
      g_assert_cmpint (pki_certificate_equal (responder, question.issuer), ==, i == 1);
      g_assert_false (pki_ocsp_is_nocheck (responder));
    }
}

/* The same answer at other times and for another certificate. */
static void
test_ocsp_scope (void)
{
  g_autoptr (SupportIdentity) identity = issue (NULL, NULL);
  g_autoptr (SupportIdentity) other = issue (NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (PkiOcsp) answer = ask_ocsp (identity, "/ocsp", &error);
  PkiStatusQuestion question = ask_about (identity);
  PkiStatus status;

  g_assert_no_error (error);
  question.at = SUPPORT_NOW + 2 * SUPPORT_DAY;
  g_assert_false (pki_ocsp_check (answer, &question, &status, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_OCSP_STALE);
  g_clear_error (&error);
  question.at = SUPPORT_NOW - SUPPORT_DAY;
  g_assert_false (pki_ocsp_check (answer, &question, &status, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_OCSP_STALE);
  g_clear_error (&error);
  question.at = PKI_STATUS_ANY_TIME;
  g_assert_true (pki_ocsp_check (answer, &question, &status, &error));
  question = ask_about (other);
  g_assert_false (pki_ocsp_check (answer, &question, &status, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_OCSP_GARBAGE);
}

static void
check_ocsp_status (SupportIdentity *identity, PkiStatusKind kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PkiOcsp) answer = ask_ocsp (identity, "/ocsp", &error);
  PkiStatusQuestion question = ask_about (identity);
  PkiStatus status;

  g_assert_no_error (error);
  g_assert_true (pki_ocsp_check (answer, &question, &status, &error));
  g_assert_cmpint (status.kind, ==, kind);
  if (kind == PKI_STATUS_UNKNOWN)
    return;
  g_assert_cmpint (status.since, ==, SUPPORT_NOW - SUPPORT_DAY);
  g_assert_cmpint (status.reason, ==, kind == PKI_STATUS_ON_HOLD ? 6 : 1);
}

static void
test_ocsp_status (void)
{
  g_autoptr (SupportIdentity) revoked = issue (NULL, NULL);
  g_autoptr (SupportIdentity) suspended = issue (NULL, NULL);
  g_autoptr (SupportIdentity) forgotten = issue (NULL, NULL);

  support_ocsp_revoke (authority->ocsp, support_identity_get_certificate (revoked),
                       SUPPORT_NOW - SUPPORT_DAY);
  support_ocsp_suspend (authority->ocsp, support_identity_get_certificate (suspended),
                        SUPPORT_NOW - SUPPORT_DAY);
  support_ocsp_forget (authority->ocsp, support_identity_get_certificate (forgotten));
  check_ocsp_status (revoked, PKI_STATUS_REVOKED);
  check_ocsp_status (suspended, PKI_STATUS_ON_HOLD);
  check_ocsp_status (forgotten, PKI_STATUS_UNKNOWN);
}

static PkiCrl *
get_crl (const char *path, GError **error)
{
  g_autofree char *uri = support_http_make_uri (authority->http, path);

  return pki_crl_fetch (fetch, uri, NULL, error);
}

static void
test_crl_status (void)
{
  g_autoptr (SupportIdentity) good = issue (NULL, NULL);
  g_autoptr (SupportIdentity) revoked = issue (NULL, NULL);
  g_autoptr (SupportIdentity) suspended = issue (NULL, NULL);
  SupportIdentity *all[] = {good, revoked, suspended};
  g_autoptr (GError) error = NULL;
  g_autoptr (PkiCrl) crl = NULL;

  support_ocsp_revoke (authority->ocsp, support_identity_get_certificate (revoked),
                       SUPPORT_NOW - SUPPORT_DAY);
  support_ocsp_suspend (authority->ocsp, support_identity_get_certificate (suspended),
                        SUPPORT_NOW - SUPPORT_DAY);
  crl = get_crl ("/crl", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      PkiStatusQuestion question = ask_about (all[i]);
      PkiStatus status;

      g_assert_true (pki_crl_check (crl, &question, &status, &error));
      g_assert_no_error (error);
      g_assert_cmpint (status.kind, ==, (PkiStatusKind) i);
      g_assert_cmpint (status.since, ==, i > 0 ? SUPPORT_NOW - SUPPORT_DAY : 0);
    }
}

static const Fault crl_faults[] = {
    {"/crl/root", PKI_ERROR_CRL_GARBAGE},
    {"/crl/stale", PKI_ERROR_CRL_STALE},
    {"/crl/forged", PKI_ERROR_CRL_SIGNATURE},
};

static void
test_crl_fault (gconstpointer data)
{
  const Fault *fault = data;
  g_autoptr (SupportIdentity) identity = issue (NULL, NULL);
  PkiStatusQuestion question = ask_about (identity);
  g_autoptr (GError) error = NULL;
  g_autoptr (PkiCrl) crl = get_crl (fault->path, &error);
  PkiStatus status;

  g_assert_no_error (error);
  g_assert_false (pki_crl_check (crl, &question, &status, &error));
  g_assert_error (error, PKI_ERROR, fault->code);
}

typedef struct {
  const char *what;
  SupportListProfile profile;
} Partial;

/* What a list leaves out proves nothing when the list is no complete one. */
static const Partial partials[] = {
    {"delta", {.base = 1, .number = 2}},
    {"some-reasons", {.point = "onlysomereasons:keyCompromise"}},
    {"authorities-only", {.point = "onlyCA:TRUE"}},
    {"attributes-only", {.point = "onlyAA:TRUE"}},
};

static void
test_crl_partial (gconstpointer data)
{
  SupportListProfile profile = ((const Partial *) data)->profile;
  g_autoptr (SupportIdentity) identity = issue (NULL, NULL);
  PkiStatusQuestion question = ask_about (identity);
  g_autoptr (GError) error = NULL;
  g_autoptr (PkiCrl) crl = NULL;
  PkiStatus status;

  profile.issuer = support_ca_get_issuer (authority->ca);
  profile.this_update = SUPPORT_NOW;
  profile.next_update = SUPPORT_NOW + SUPPORT_DAY;
  crl = support_proof_crl (&profile);
  g_assert_false (pki_crl_check (crl, &question, &status, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_CRL_GARBAGE);
}

static PkiCrl *
make_list (gint64 at, glong number, glong base, const SupportEntry *entries)
{
  return support_proof_crl (&(SupportListProfile){
      .issuer = support_ca_get_issuer (authority->ca),
      .this_update = at,
      .next_update = at + SUPPORT_DAY,
      .number = number,
      .base = base,
      .entries = entries,
  });
}

/* On the complete list the first is revoked and the second on hold; the delta list revokes the
 * third and lifts the second's hold. */
static void
test_crl_delta (void)
{
  g_autoptr (SupportIdentity) gone = issue (NULL, NULL);
  g_autoptr (SupportIdentity) held = issue (NULL, NULL);
  g_autoptr (SupportIdentity) late = issue (NULL, NULL);
  g_autoptr (SupportIdentity) good = issue (NULL, NULL);
  SupportIdentity *all[] = {gone, held, late, good};
  static const PkiStatusKind before[] = {PKI_STATUS_REVOKED, PKI_STATUS_ON_HOLD, PKI_STATUS_GOOD,
                                         PKI_STATUS_GOOD};
  static const PkiStatusKind after[] = {PKI_STATUS_REVOKED, PKI_STATUS_GOOD, PKI_STATUS_REVOKED,
                                        PKI_STATUS_GOOD};
  const SupportEntry old[] = {
      {support_identity_get_certificate (gone), SUPPORT_NOW - 9 * SUPPORT_DAY, -1},
      {support_identity_get_certificate (held), SUPPORT_NOW - 8 * SUPPORT_DAY, 6},
      {NULL}};
  const SupportEntry new[] = {
      {support_identity_get_certificate (late), SUPPORT_NOW - SUPPORT_DAY, 1},
      {support_identity_get_certificate (held), SUPPORT_NOW - SUPPORT_DAY, 8},
      {NULL}};
  g_autoptr (PkiCrl) base = make_list (SUPPORT_NOW - 7 * SUPPORT_DAY, 5, 0, old);
  g_autoptr (PkiCrl) delta = make_list (SUPPORT_NOW, 9, 5, new);
  g_autoptr (PkiCrl) gap = make_list (SUPPORT_NOW, 9, 6, new);

  g_assert_true (pki_crl_is_delta (delta));
  g_assert_false (pki_crl_is_delta (base));
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      PkiStatusQuestion question = ask_about (all[i]);
      g_autoptr (GError) error = NULL;
      PkiStatus status;

      g_assert_true (pki_crl_check_delta (delta, base, &question, &status, &error));
      g_assert_no_error (error);
      g_assert_cmpint (status.kind, ==, after[i]);
      g_assert_cmpint (status.this_update, ==, SUPPORT_NOW);
      g_assert_false (pki_crl_check_delta (gap, base, &question, &status, NULL));
      g_assert_false (pki_crl_check_delta (base, delta, &question, &status, NULL));
      g_assert_cmpint (pki_crl_check (delta, &question, &status, NULL), ==, i == 2);
      question.at = PKI_STATUS_ANY_TIME;
      g_assert_true (pki_crl_check (base, &question, &status, &error));
      g_assert_cmpint (status.kind, ==, before[i]);
    }
}

/* RFC 5280, 5.3.1: who expires is removed as well. That makes nobody good. */
static void
test_crl_removed (void)
{
  static const struct {
    int reason;
    int days;
    PkiStatusKind kind;
  } rows[] = {
      {CRL_REASON_KEY_COMPROMISE, 0, PKI_STATUS_REVOKED},
      {CRL_REASON_CERTIFICATE_HOLD, 0, PKI_STATUS_GOOD},
      {CRL_REASON_CERTIFICATE_HOLD, 500, PKI_STATUS_ON_HOLD},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SupportIdentity) identity = issue (NULL, NULL);
      PkiStatusQuestion question = ask_about (identity);
      const SupportEntry old[] = {
          {question.certificate, SUPPORT_NOW - 8 * SUPPORT_DAY, rows[i].reason}, {NULL}};
      const SupportEntry new[] = {
          {question.certificate, SUPPORT_NOW - 8 * SUPPORT_DAY, CRL_REASON_REMOVE_FROM_CRL},
          {NULL}};
      g_autoptr (PkiCrl) base = make_list (SUPPORT_NOW - 7 * SUPPORT_DAY, 5, 0, old);
      g_autoptr (PkiCrl) delta = make_list (SUPPORT_NOW + rows[i].days * SUPPORT_DAY, 9, 5, new);
      PkiStatus status;

      question.at = PKI_STATUS_ANY_TIME;
      g_assert_true (pki_crl_check_delta (delta, base, &question, &status, NULL));
      g_assert_cmpint (status.kind, ==, rows[i].kind);
      g_assert_false (pki_crl_check (delta, &question, &status, NULL));
    }
}

/* A list that keeps the expired says so, and so does an answer. */
static void
test_keeps_expired (void)
{
  g_autoptr (SupportIdentity) identity = issue (NULL, NULL);
  PkiStatusQuestion question = ask_about (identity);
  SupportListProfile list = {.issuer = support_ca_get_issuer (authority->ca),
                             .this_update = SUPPORT_NOW,
                             .next_update = SUPPORT_NOW + SUPPORT_DAY,
                             .expired_from = SUPPORT_NOW - 99 * SUPPORT_DAY};
  SupportAnswerProfile answer = {.issuer = list.issuer,
                                 .certificate = question.certificate,
                                 .this_update = SUPPORT_NOW,
                                 .archive_cutoff = SUPPORT_NOW - 98 * SUPPORT_DAY};
  g_autoptr (PkiCrl) crl = support_proof_crl (&list);
  g_autoptr (PkiOcsp) ocsp = support_proof_ocsp (&answer);
  PkiStatus status;

  g_assert_true (pki_crl_check (crl, &question, &status, NULL));
  g_assert_cmpint (status.keeps_from, ==, list.expired_from);
  g_assert_true (pki_ocsp_check (ocsp, &question, &status, NULL));
  g_assert_cmpint (status.keeps_from, ==, answer.archive_cutoff);
  g_assert_cmpint (status.produced, ==, SUPPORT_NOW);
}

static void
test_crl_unreadable (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (get_crl ("/crl/garbage", &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_CRL_GARBAGE);
  g_clear_error (&error);
  g_assert_null (get_crl ("/crl/500", &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_FETCH_STATUS);
}

static void
test_issuer_forms (void)
{
  static const char *const paths[] = {"/issuer", "/issuer/p7c", "/issuer/pem"};
  g_autoptr (SupportIdentity) identity = issue (NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *uri = support_http_make_uri (authority->http, paths[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) list = pki_chain_fetch_issuers (fetch, uri, NULL, &error);
      PkiCertificate *found;

      g_assert_no_error (error);
      found = pki_chain_find_issuer (support_identity_get_certificate (identity), list);
      g_assert_true (pki_certificate_equal (found, g_ptr_array_index (identity->chain, 1)));
      g_assert_null (pki_chain_find_issuer (found, list));
    }
}

static void
test_issuer_garbage (void)
{
  g_autofree char *uri = support_http_make_uri (authority->http, "/crl/garbage");
  g_autoptr (GError) error = NULL;

  g_assert_null (pki_chain_fetch_issuers (fetch, uri, NULL, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_PARSE);
}

static void
add_faults (const char *folder, const Fault *faults, guint n, GTestDataFunc func)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strconcat ("/pki/revocation/", folder, faults[i].path, NULL);

      g_test_add_data_func (name, &faults[i], func);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  authority = support_authority_new (SUPPORT_NOW);
  fetch = client_fetch_new (2);
  g_test_add_func ("/pki/revocation/addresses", test_addresses);
  g_test_add_func ("/pki/revocation/ocsp-good", test_ocsp_good);
  g_test_add_func ("/pki/revocation/ocsp-scope", test_ocsp_scope);
  g_test_add_func ("/pki/revocation/ocsp-status", test_ocsp_status);
  add_faults ("fault", ocsp_faults, G_N_ELEMENTS (ocsp_faults), test_ocsp_fault);
  g_test_add_func ("/pki/revocation/crl-status", test_crl_status);
  add_faults ("fault", crl_faults, G_N_ELEMENTS (crl_faults), test_crl_fault);
  for (guint i = 0; i < G_N_ELEMENTS (partials); i++)
    {
      g_autofree char *name = g_strconcat ("/pki/revocation/partial/", partials[i].what, NULL);

      g_test_add_data_func (name, &partials[i], test_crl_partial);
    }
  g_test_add_func ("/pki/revocation/crl-delta", test_crl_delta);
  g_test_add_func ("/pki/revocation/crl-removed", test_crl_removed);
  g_test_add_func ("/pki/revocation/keeps-expired", test_keeps_expired);
  g_test_add_func ("/pki/revocation/crl-unreadable", test_crl_unreadable);
  g_test_add_func ("/pki/revocation/issuer-forms", test_issuer_forms);
  g_test_add_func ("/pki/revocation/issuer-garbage", test_issuer_garbage);
  status = g_test_run ();
  pki_fetch_free (fetch);
  support_authority_free (authority);
  return status;
}
