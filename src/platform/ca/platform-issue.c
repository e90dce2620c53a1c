/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-issue.h"

#include "pki-error.h"
#include "pki-request.h"
#include "platform-certificate-view.h"
#include "platform-organisation-handlers.h"
#include "platform-private.h"
#include "platform-store-evidence.h"
#include "wire-name.h"

#define LIFE (365 * G_GINT64_CONSTANT (86400))
/* A clock that runs a little behind this one. */
#define LEEWAY 300

/**
 * platform_issue_read_request:
 * @request: PKCS#10 from outside
 * @error: where to put the refusal
 *
 * Takes the key out of a request. A name in it is not read: what stands in the certificate is what
 * the platform knows.
 *
 * Returns: (transfer full): DER SubjectPublicKeyInfo, or NULL if it was refused
 */
GBytes *
platform_issue_read_request (GBytes *request, GError **error)
{
  g_autoptr (GError) local = NULL;
  GBytes *spki = pki_request_read (request, &local);

  if (spki)
    return spki;
  if (g_error_matches (local, PKI_ERROR, PKI_ERROR_UNSUPPORTED))
    platform_call_refuse (error, WIRE_PROBLEM_WEAK_KEY, "%s", local->message);
  else
    platform_call_refuse (error, WIRE_PROBLEM_REQUEST, "it is no PKCS#10 signed with its key");
  return NULL;
}

/**
 * platform_issue_take_key:
 * @call: the request
 * @request: (nullable): PKCS#10 from outside
 * @error: where to put the refusal
 *
 * Finds the key that somebody has proven to have, by a PKCS#10 or by what the request came in.
 *
 * Returns: (transfer full): DER SubjectPublicKeyInfo, or NULL if it was refused
 */
GBytes *
platform_issue_take_key (PlatformCall *call, GBytes *request, GError **error)
{
  GBytes *proven = call->envelope ? call->envelope->spki : NULL;
  GBytes *spki;

  if (!proven)
    return platform_issue_read_request (request, error);
  spki = pki_spki_read (proven, NULL);
  if (!spki)
    platform_call_refuse (error, WIRE_PROBLEM_WEAK_KEY, "keys of this kind or size are not taken");
  return spki;
}

/* A natural person (EN 319 412-2, 4.2.4), who has a surname, a given name or both there. What comes
 * before in a name is no rule to part it by: 欧阳 is one surname, 阿卜杜拉·买买提 has none, and
 * Latin letters come in either order. So the whole name is in the one attribute, as it is in the
 * common name: nothing is guessed that the person would have to answer for. The identifier is local
 * to this platform (EN 319 412-1, 5.1.3), not the number of a document. */
static void
name_person (PkiIssue *issue, PlatformAccount *account, const char *identifier)
{
  issue->profile = PKI_PROFILE_PERSON;
  issue->common_name = account->name;
  issue->surname = account->name;
  issue->serial_number = identifier;
}

/* A legal person (EN 319 412-3, 4.2.1): who signs for it is in the platform's record. */
static void
name_organisation (PkiIssue *issue, PlatformOrganisation *organisation, const char *identifier)
{
  issue->profile = PKI_PROFILE_ORGANISATION;
  issue->common_name = organisation->name;
  issue->organisation = organisation->name;
  issue->organisation_id = identifier;
}

/* A name that was known before they had to be fit for a certificate. */
static PkiCertificate *
issue_named (PkiIssuer *issuer, const PkiIssue *wanted, GError **error)
{
  g_autoptr (GError) local = NULL;
  PkiCertificate *certificate = NULL;

  if (wire_name_is_fit (wanted->common_name))
    certificate = pki_issue_certificate (issuer, wanted, NULL, &local);
  if (!certificate && (!local || g_error_matches (local, PKI_ERROR, PKI_ERROR_PARSE)))
    platform_call_refuse (error, WIRE_PROBLEM_NAME, "the name that is known here is not fit");
  else if (local)
    g_propagate_error (error, g_steal_pointer (&local));
  return certificate;
}

static PkiCertificate *
sign (PlatformCall *call, const PlatformIssue *issue, PlatformAccount *account, GError **error)
{
  PlatformAuthority *authority = call->platform->authority;
  gint64 end = pki_certificate_get_not_after (pki_issuer_get_certificate (authority->issuer));
  g_autoptr (PlatformOrganisation) organisation = NULL;
  g_autofree char *identifier = g_strconcat ("VM:" PLATFORM_COUNTRY "-", account->person, NULL);
  g_autofree char *registered = NULL;
  PkiIssue wanted = {
      .spki = issue->spki,
      .country = PLATFORM_COUNTRY,
      .policy = issue->policy,
      .ocsp = authority->ocsp,
      .crl = authority->crl,
      .authority = authority->caissuers,
      .not_before = call->now - LEEWAY,
      .not_after = MIN (end, call->now + LIFE),
  };

  if (!issue->organisation)
    {
      name_person (&wanted, account, identifier);
      wanted.registrar = call->platform->url;
    }
  else
    {
      organisation = platform_organisation_of_representative (call, issue->organisation, error);
      if (!organisation)
        return NULL;
      registered = g_strconcat ("NTRCN-", organisation->credit_code, NULL);
      name_organisation (&wanted, organisation, registered);
    }
  return issue_named (authority->issuer, &wanted, error);
}

/**
 * platform_issue_check_clock:
 * @call: a request
 * @error: where to put the refusal
 *
 * Refuses what can wait until a clock that was set is right again.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_issue_check_clock (PlatformCall *call, GError **error)
{
  return platform_clock_is_steady (call->platform, call->now) ||
         platform_call_refuse (error, WIRE_PROBLEM_CLOCK, "the platform's clock was set");
}

/* Nothing outlives what it hangs on. */
static gboolean
check_authority (PlatformCall *call, GError **error)
{
  PkiIssuer *issuer = call->platform->authority->issuer;

  if (call->now < pki_certificate_get_not_after (pki_issuer_get_certificate (issuer)))
    return TRUE;
  g_set_error_literal (error, PLATFORM_ERROR, PLATFORM_ERROR_KEY,
                       "the authority's certificate has ended");
  return FALSE;
}

/**
 * platform_issue_know_key:
 * @call: a request whose store has a transaction
 * @row: a certificate, whose digest of the key is brought to this version
 * @error: where to put the error
 *
 * Sees to it that a key is known again: certificates of before keys were brought to one form may
 * have one whose point is written short, of which no request says the same any more.
 *
 * Returns: FALSE on error
 */
gboolean
platform_issue_know_key (PlatformCall *call, PlatformCertificate *row, GError **error)
{
  g_autoptr (PkiCertificate) certificate = pki_certificate_new_from_der (
      g_bytes_get_data (row->der, NULL), g_bytes_get_size (row->der), error);
  g_autoptr (GBytes) spki = certificate ? pki_certificate_dup_spki (certificate) : NULL;
  g_autoptr (GBytes) canonical = spki ? pki_spki_make_canonical (spki) : NULL;
  g_autoptr (GBytes) digest = canonical ? pki_spki_digest (canonical) : NULL;

  if (!certificate)
    return FALSE;
  if (!digest || g_bytes_equal (digest, row->spki_sha256))
    return TRUE;
  if (!platform_store_rename_key (call->store, row->spki_sha256, digest, error))
    return FALSE;
  g_bytes_unref (row->spki_sha256);
  row->spki_sha256 = g_steal_pointer (&digest);
  return TRUE;
}

/* A key is one person's, and one that was revoked does not come back under another number. */
static gboolean
check_key (PlatformCall *call, GBytes *spki_sha256, GError **error)
{
  gboolean free = FALSE;

  if (!platform_store_is_key_free (call->store, spki_sha256, call->actor->person, &free, error))
    return FALSE;
  return free || platform_call_refuse (error, WIRE_PROBLEM_KEY, "the key was used before");
}

static gboolean
enter (PlatformCall *call,
       const PlatformIssue *issue,
       PkiCertificate *certificate,
       GBytes *spki_sha256,
       GError **error)
{
  g_autoptr (WireCanonical) details = wire_canonical_new ();
  const PlatformNewCertificate row = {
      .certificate = certificate,
      .profile = issue->organisation ? "organisation" : "person",
      .spki_sha256 = spki_sha256,
      .person = call->actor->person,
      .organisation = issue->organisation,
      .policy = issue->policy,
      .replaces = issue->replaces,
  };

  wire_canonical_set_string (details, "certificate_sha256",
                             pki_certificate_get_sha256 (certificate));
  wire_canonical_set_string (details, "policy", issue->policy);
  wire_canonical_set_string (details, "replaces", issue->replaces);
  return platform_store_add_certificate (call->store, &row, call->now, error) &&
         platform_store_add_evidence (call->store, issue->event, call->actor->account,
                                      pki_certificate_get_serial (certificate), call->now, details,
                                      error);
}

/**
 * platform_issue_certificate:
 * @call: a request of a person, whose store has a transaction
 * @issue: for what
 * @error: where to put the refusal
 *
 * Issues a certificate with the person's verified name.
 *
 * Returns: (transfer full): its row, or NULL on error
 */
PlatformCertificate *
platform_issue_certificate (PlatformCall *call, const PlatformIssue *issue, GError **error)
{
  g_autoptr (GBytes) spki_sha256 = pki_spki_digest (issue->spki);
  g_autoptr (PlatformAccount)
      account = platform_store_get_account (call->store, call->actor->account, error);
  g_autoptr (PkiCertificate) certificate = NULL;

  if (!account || !platform_issue_check_clock (call, error) || !check_authority (call, error) ||
      !check_key (call, spki_sha256, error))
    return NULL;
  certificate = sign (call, issue, account, error);
  if (!certificate || !enter (call, issue, certificate, spki_sha256, error))
    return NULL;
  return platform_store_find_certificate (call->store, pki_certificate_get_serial (certificate),
                                          error);
}

/**
 * platform_issue_show:
 * @call: the request
 * @certificate: a row
 * @error: where to put the error
 *
 * Answers with a certificate.
 *
 * Returns: FALSE on error
 */
gboolean
platform_issue_show (PlatformCall *call, PlatformCertificate *certificate, GError **error)
{
  g_autoptr (PlatformCertificateView)
      view = platform_certificate_view_new (call, certificate, error);

  if (!view)
    return FALSE;
  g_free (call->etag);
  call->etag = g_strdup (view->message.etag);
  platform_call_answer (call, &view->message);
  return TRUE;
}
