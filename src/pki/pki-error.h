/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PkiError:
 * @PKI_ERROR_PARSE: bytes that are not the certificate, CMS or token they should be
 * @PKI_ERROR_UNSUPPORTED: a well-formed thing with an algorithm or form that is not served
 * @PKI_ERROR_EXPIRED: the certificate is no longer valid
 * @PKI_ERROR_NOT_YET_VALID: the certificate is not valid yet
 * @PKI_ERROR_KEY_USAGE: the certificate may not be used to sign documents
 * @PKI_ERROR_SIGN: the key did not sign
 * @PKI_ERROR_FETCH_ADDRESS: the address is wrong, or its host has no entry in the name service
 * @PKI_ERROR_FETCH_CONNECT: nothing answers there
 * @PKI_ERROR_FETCH_TLS: the connection cannot be trusted
 * @PKI_ERROR_FETCH_TLS_TIME: nor can it, for its certificate has expired or begins later
 * @PKI_ERROR_FETCH_TLS_NAME: nor can it, for its certificate is another server's
 * @PKI_ERROR_FETCH_STATUS: an HTTP status that is no success
 * @PKI_ERROR_FETCH_TIMEOUT: no answer in time
 * @PKI_ERROR_FETCH_SIZE: an answer larger than any honest one
 * @PKI_ERROR_TSA_GARBAGE: the answer is no time-stamp response
 * @PKI_ERROR_TSA_REFUSED: the time-stamp service refused, with its reason
 * @PKI_ERROR_TSA_NONCE: the token answers another request (nonce)
 * @PKI_ERROR_TSA_IMPRINT: the token is over other data (imprint or its algorithm)
 * @PKI_ERROR_TSA_SIGNATURE: the token's signature or certificate is not right
 * @PKI_ERROR_OCSP_GARBAGE: the answer is no OCSP response, or about another certificate
 * @PKI_ERROR_OCSP_REFUSED: the OCSP responder refused, with its reason
 * @PKI_ERROR_OCSP_NONCE: the OCSP response answers another request
 * @PKI_ERROR_OCSP_SIGNATURE: the OCSP response is not signed by who may
 * @PKI_ERROR_OCSP_STALE: the OCSP response is not valid at the time asked for
 * @PKI_ERROR_CRL_GARBAGE: the answer is no CRL, or does not cover the certificate
 * @PKI_ERROR_CRL_SIGNATURE: the CRL is not signed by the certificate's issuer
 * @PKI_ERROR_CRL_STALE: the CRL is not valid at the time asked for
 * @PKI_ERROR_NO_ISSUER: a certificate's issuer is nowhere to be found
 * @PKI_ERROR_NO_REVOCATION_SOURCE: a certificate names no usable OCSP or CRL address
 * @PKI_ERROR_STATUS_UNKNOWN: the OCSP responder does not know the certificate
 * @PKI_ERROR_REVOKED: the certificate is revoked or suspended
 * @PKI_ERROR_NO_ENCRYPTION: nothing may be encrypted to the certificate
 * @PKI_ERROR_ENVELOPE_UNREADABLE: a file to be encrypted or decrypted cannot be read
 * @PKI_ERROR_ENVELOPE: bytes that are no encrypted CMS
 * @PKI_ERROR_ENVELOPE_SIZE: too much for one
 * @PKI_ERROR_ENVELOPE_CHANGED: what was encrypted is not what comes out
 * @PKI_ERROR_NOT_RECIPIENT: it is encrypted to others
 * @PKI_ERROR_SIGNS_ONLY: the key cannot open what was encrypted
 *
 * What can go wrong with certificates, signatures, time-stamps and revocation.
 */
typedef enum {
  PKI_ERROR_PARSE,
  PKI_ERROR_UNSUPPORTED,
  PKI_ERROR_EXPIRED,
  PKI_ERROR_NOT_YET_VALID,
  PKI_ERROR_KEY_USAGE,
  PKI_ERROR_SIGN,
  PKI_ERROR_FETCH_ADDRESS,
  PKI_ERROR_FETCH_CONNECT,
  PKI_ERROR_FETCH_TLS,
  PKI_ERROR_FETCH_TLS_TIME,
  PKI_ERROR_FETCH_TLS_NAME,
  PKI_ERROR_FETCH_STATUS,
  PKI_ERROR_FETCH_TIMEOUT,
  PKI_ERROR_FETCH_SIZE,
  PKI_ERROR_TSA_GARBAGE,
  PKI_ERROR_TSA_REFUSED,
  PKI_ERROR_TSA_NONCE,
  PKI_ERROR_TSA_IMPRINT,
  PKI_ERROR_TSA_SIGNATURE,
  PKI_ERROR_OCSP_GARBAGE,
  PKI_ERROR_OCSP_REFUSED,
  PKI_ERROR_OCSP_NONCE,
  PKI_ERROR_OCSP_SIGNATURE,
  PKI_ERROR_OCSP_STALE,
  PKI_ERROR_CRL_GARBAGE,
  PKI_ERROR_CRL_SIGNATURE,
  PKI_ERROR_CRL_STALE,
  PKI_ERROR_NO_ISSUER,
  PKI_ERROR_NO_REVOCATION_SOURCE,
  PKI_ERROR_STATUS_UNKNOWN,
  PKI_ERROR_REVOKED,
  PKI_ERROR_NO_ENCRYPTION,
  PKI_ERROR_ENVELOPE_UNREADABLE,
  PKI_ERROR_ENVELOPE,
  PKI_ERROR_ENVELOPE_SIZE,
  PKI_ERROR_ENVELOPE_CHANGED,
  PKI_ERROR_NOT_RECIPIENT,
  PKI_ERROR_SIGNS_ONLY,
  PKI_N_ERRORS
} PkiError;

#define PKI_ERROR (pki_error_quark ())

GQuark   pki_error_quark   (void);
gboolean pki_error_explain (int          code,
                            const char **what,
                            const char **why,
                            const char **remedy);

G_END_DECLS
