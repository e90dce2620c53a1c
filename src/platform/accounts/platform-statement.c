/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-statement.h"

#include "pki-statement.h"

/**
 * platform_statement_challenge:
 * @call: the request, whose store has a transaction
 * @nonce: from outside
 * @error: where to put the refusal
 *
 * Uses up the nonce of a statement, if it was given out for this operation.
 *
 * Returns: (transfer full): the challenge, or NULL if it was refused
 */
PlatformChallenge *
platform_statement_challenge (PlatformCall *call, const char *nonce, GError **error)
{
  const char *operation = wire_route_get (call->operation)->operation;
  g_autoptr (PlatformChallenge)
      challenge = platform_store_use_challenge (call->store, nonce, call->now, error);

  if (challenge && g_str_equal (challenge->operation, operation))
    return g_steal_pointer (&challenge);
  if (!*error)
    platform_call_refuse (error, WIRE_PROBLEM_CHALLENGE,
                          "the nonce is not good for this (any more)");
  return NULL;
}

/* The certificate that came along is one that was issued here, byte for byte; then its key is the
 * one of that row, whoever else could make certificates of this name and number. */
static PlatformCertificate *
find_row (PlatformCall *call, PkiCertificate *certificate, GError **error)
{
  g_autoptr (PlatformCertificate)
      row = certificate ? platform_store_find_certificate (
                              call->store, pki_certificate_get_serial (certificate), error)
                        : NULL;

  if (row && row->person && g_bytes_equal (row->der, pki_certificate_get_der (certificate)))
    return g_steal_pointer (&row);
  if (!*error)
    platform_call_refuse (error, WIRE_PROBLEM_CERTIFICATE, "it was not issued here to a person");
  return NULL;
}

/* Nothing but its own end: whoever has the key can do no harm by that, and a stolen one need not be
 * made good first. */
static gboolean
ends_itself (PlatformCall *call, PlatformCertificate *row)
{
  return call->operation == WIRE_REVOKE_CERTIFICATE && g_str_equal (row->state, "suspended") &&
         g_strcmp0 (call->values[0], row->serial) == 0;
}

static gboolean
check_state (PlatformCall *call, PlatformCertificate *row, GError **error)
{
  if (g_str_equal (row->state, "revoked"))
    return platform_call_refuse (error, WIRE_PROBLEM_CERTIFICATE_REVOKED, "%s", row->serial);
  if (row->not_after <= call->now || row->not_before > call->now)
    return platform_call_refuse (error, WIRE_PROBLEM_CERTIFICATE_EXPIRED, "%s", row->serial);
  return g_str_equal (row->state, "active") || ends_itself (call, row) ||
         platform_call_refuse (error, WIRE_PROBLEM_CERTIFICATE_SUSPENDED, "%s", row->serial);
}

/**
 * platform_statement_find:
 * @call: the request
 * @der: of a certificate, from outside
 * @error: where to put the refusal
 *
 * Finds the certificate of somebody here, whether it counts or not.
 *
 * Returns: (transfer full): the certificate, of a person; or NULL if it is none
 */
PlatformCertificate *
platform_statement_find (PlatformCall *call, GBytes *der, GError **error)
{
  g_autoptr (PkiCertificate) certificate = pki_certificate_new_from_der (
      g_bytes_get_data (der, NULL), g_bytes_get_size (der), NULL);

  return find_row (call, certificate, error);
}

/**
 * platform_statement_signer:
 * @call: the request
 * @der: of the certificate that it is signed with
 * @error: where to put the refusal
 *
 * Asks whether what is signed with a certificate counts now.
 *
 * Returns: (transfer full): the certificate, of a person; or NULL if it was refused
 */
PlatformCertificate *
platform_statement_signer (PlatformCall *call, GBytes *der, GError **error)
{
  g_autoptr (PlatformCertificate) row = platform_statement_find (call, der, error);

  return row && check_state (call, row, error) ? g_steal_pointer (&row) : NULL;
}

/**
 * platform_statement_check:
 * @call: the request
 * @statement: what has to have been signed
 * @signature: CMS, from outside
 * @error: where to put the refusal
 *
 * Finds out who signed a statement, with a certificate of this platform that counts now.
 *
 * Returns: (transfer full): the certificate, of a person; or NULL if it was refused
 */
PlatformCertificate *
platform_statement_check (PlatformCall *call,
                          const char *statement,
                          GBytes *signature,
                          GError **error)
{
  g_autoptr (PkiCertificate) certificate = pki_statement_check (signature, statement, NULL);
  g_autoptr (PlatformCertificate) row = NULL;

  if (!certificate)
    {
      platform_call_refuse (error, WIRE_PROBLEM_STATEMENT,
                            "it is no signature of what this request says");
      return NULL;
    }
  row = find_row (call, certificate, error);
  return row && check_state (call, row, error) ? g_steal_pointer (&row) : NULL;
}
