/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-error.h"

#define N_(string) (string)

G_DEFINE_QUARK (pki_error, pki_error)

static const struct {
  const char *what;
  const char *why;
  const char *remedy;
} explanations[PKI_N_ERRORS] = {
    [PKI_ERROR_PARSE] =
        {
            N_ ("A certificate or signature could not be read."),
            N_ ("The data is damaged, or it is something other than a certificate or signature."),
            N_ ("Ask for the file again from where it came."),
        },
    [PKI_ERROR_UNSUPPORTED] =
        {
            N_ ("A certificate or signature uses a method this program does not know."),
            N_ ("It was made with an unusual or an outdated algorithm."),
            N_ ("Use a certificate with an RSA, ECDSA, Ed25519 or Ed448 key."),
        },
    [PKI_ERROR_EXPIRED] =
        {
            N_ ("The certificate has expired."),
            N_ ("Its time is over, or the clock of this computer is wrong."),
            N_ ("Check the computer’s date and time; choose another certificate, or ask its issuer "
                "for a new one."),
        },
    [PKI_ERROR_NOT_YET_VALID] =
        {
            N_ ("The certificate is not valid yet."),
            N_ ("Its validity begins later, or the clock of this computer is wrong."),
            N_ ("Check the computer’s date and time, or wait until the certificate becomes valid."),
        },
    [PKI_ERROR_KEY_USAGE] =
        {
            N_ ("The certificate may not be used to sign documents."),
            N_ ("Its issuer limited it to another purpose, such as encryption."),
            N_ ("Choose a certificate meant for signing."),
        },
    [PKI_ERROR_SIGN] =
        {
            N_ ("The key did not sign."),
            N_ ("The key does not fit its certificate, or does not allow the chosen method."),
            N_ ("Try again, or choose another certificate."),
        },
    [PKI_ERROR_FETCH_ADDRESS] =
        {
            N_ ("The address of the service was not found."),
            N_ ("It may be misspelt, or this computer is not connected to the network."),
            N_ ("Check the address and the network connection, then try again."),
        },
    [PKI_ERROR_FETCH_CONNECT] =
        {
            N_ ("The service does not answer."),
            N_ ("It may be switched off, or a firewall stands between."),
            N_ ("Try again later, or use another service."),
        },
    [PKI_ERROR_FETCH_TLS] =
        {
            N_ ("The connection to the service is not secure."),
            N_ ("The service could not prove that it is the one it claims to be."),
            N_ ("Check the address and the computer’s date; use another service if it stays so."),
        },
    [PKI_ERROR_FETCH_TLS_TIME] =
        {
            N_ ("The connection to the service is not secure."),
            N_ ("The certificate of its server has expired, or is not valid yet."),
            N_ ("Check this computer’s date; if it is right, whoever runs the service has to renew "
                "the certificate."),
        },
    [PKI_ERROR_FETCH_TLS_NAME] =
        {
            N_ ("The connection to the service is not secure."),
            N_ ("Another server answers: its certificate is for another name than this address."),
            N_ ("Check the address. If it is right, ask whoever runs the service or the network."),
        },
    [PKI_ERROR_FETCH_STATUS] =
        {
            N_ ("The service answered with an error."),
            N_ ("The address may belong to something else, or the service has a fault."),
            N_ ("Check the address, or try again later."),
        },
    [PKI_ERROR_FETCH_TIMEOUT] =
        {
            N_ ("The service did not answer in time."),
            N_ ("It is overloaded, or the network is slow."),
            N_ ("Try again later, or use another service."),
        },
    [PKI_ERROR_FETCH_SIZE] =
        {
            N_ ("The answer of the service is far too large."),
            N_ ("The address probably belongs to something else."),
            N_ ("Check the address of the service."),
        },
    [PKI_ERROR_TSA_GARBAGE] =
        {
            N_ ("The answer of the time-stamp service could not be understood."),
            N_ ("The address probably does not belong to a time-stamp service."),
            N_ ("Check the address, or use another time-stamp service."),
        },
    [PKI_ERROR_TSA_REFUSED] =
        {
            N_ ("The time-stamp service refused the request."),
            N_ ("It may require an account, not take the chosen method, or not trust its own clock "
                "just now."),
            N_ ("Read the reason it gave in the details, or use another time-stamp service."),
        },
    [PKI_ERROR_TSA_NONCE] =
        {
            N_ ("The time-stamp received belongs to another request."),
            N_ ("An old answer was repeated, by mistake or to deceive."),
            N_ ("Try again; use another time-stamp service if it stays so."),
        },
    [PKI_ERROR_TSA_IMPRINT] =
        {
            N_ ("The time-stamp received is about other data."),
            N_ ("The service made a mistake, or the answer was exchanged on its way."),
            N_ ("Try again; use another time-stamp service if it stays so."),
        },
    [PKI_ERROR_TSA_SIGNATURE] =
        {
            N_ ("The time-stamp received is not genuine."),
            N_ ("Its signature is wrong, or its certificate is not meant for time-stamps."),
            N_ ("Use another time-stamp service."),
        },
    [PKI_ERROR_OCSP_GARBAGE] =
        {
            N_ ("The answer about a certificate’s validity could not be understood."),
            N_ ("The address in the certificate probably no longer belongs to its issuer’s "
                "service."),
            N_ ("Try again later, or choose a level that needs no proof of validity (B-T)."),
        },
    [PKI_ERROR_OCSP_REFUSED] =
        {
            N_ ("The issuer’s service gave no answer about a certificate’s validity."),
            N_ ("It is overloaded, or does not serve this certificate."),
            N_ ("Try again later, or choose a level that needs no proof of validity (B-T)."),
        },
    [PKI_ERROR_OCSP_NONCE] =
        {
            N_ ("The answer about a certificate’s validity belongs to another request."),
            N_ ("An old answer was repeated, by mistake or to deceive."),
            N_ ("Try again; ask the certificate’s issuer if it stays so."),
        },
    [PKI_ERROR_OCSP_SIGNATURE] =
        {
            N_ ("The answer about a certificate’s validity is not genuine."),
            N_ ("It was not signed by the certificate’s issuer, nor on its behalf."),
            N_ ("Try again; ask the certificate’s issuer if it stays so."),
        },
    [PKI_ERROR_OCSP_STALE] =
        {
            N_ ("The answer about a certificate’s validity is out of date."),
            N_ ("The issuer’s service repeats old answers, or the clock of this computer is "
                "wrong."),
            N_ ("Check the computer’s date and time, then try again."),
        },
    [PKI_ERROR_CRL_GARBAGE] =
        {
            N_ ("The list of revoked certificates could not be used."),
            N_ ("What is at its address is no such list, or not the one for this certificate."),
            N_ ("Try again later, or choose a level that needs no proof of validity (B-T)."),
        },
    [PKI_ERROR_CRL_SIGNATURE] =
        {
            N_ ("The list of revoked certificates is not genuine."),
            N_ ("It was not signed by the issuer of the certificate."),
            N_ ("Try again; ask the certificate’s issuer if it stays so."),
        },
    [PKI_ERROR_CRL_STALE] =
        {
            N_ ("The list of revoked certificates is out of date."),
            N_ ("The issuer did not publish a new one, or the clock of this computer is wrong."),
            N_ ("Check the computer’s date and time, then try again."),
        },
    [PKI_ERROR_NO_ISSUER] =
        {
            N_ ("The certificate of an issuer is missing."),
            N_ ("It did not come along, and the certificate does not say where it can be had."),
            N_ ("Import the key together with its issuers’ certificates."),
        },
    [PKI_ERROR_NO_REVOCATION_SOURCE] =
        {
            N_ ("Nobody can be asked whether a certificate is still valid."),
            N_ ("The certificate names no service of its issuer that tells."),
            N_ ("Choose a level that needs no proof of validity (B-T), or another certificate."),
        },
    [PKI_ERROR_STATUS_UNKNOWN] =
        {
            N_ ("The issuer’s service does not know the certificate."),
            N_ ("The certificate may be brand-new, or the address in it is wrong."),
            N_ ("Try again later; ask the certificate’s issuer if it stays so."),
        },
    [PKI_ERROR_REVOKED] =
        {
            N_ ("The certificate has been revoked or suspended."),
            N_ ("Its issuer or its holder declared it invalid, for instance after the loss of a "
                "key."),
            N_ ("Choose another certificate, or ask its issuer for a new one."),
        },
    [PKI_ERROR_NO_ENCRYPTION] =
        {
            N_ ("Nothing can be encrypted to this certificate."),
            N_ ("Its key can only sign, or its issuer allowed it nothing else."),
            N_ ("Ask the recipient for another certificate, one that files may be encrypted to."),
        },
    [PKI_ERROR_ENVELOPE_UNREADABLE] =
        {
            N_ ("The file cannot be read."),
            N_ ("It does not exist, you may not read it, or it is no ordinary file."),
            N_ ("Check its name and whether you may open it."),
        },
    [PKI_ERROR_SIGNS_ONLY] =
        {
            N_ ("This key cannot open encrypted files."),
            N_ ("It was made to sign only, or it lies on a token that does not decrypt."),
            N_ ("Ask the sender to encrypt the file to a certificate of yours whose key can."),
        },
    [PKI_ERROR_ENVELOPE] =
        {
            N_ ("This is no file that was encrypted to somebody’s certificate."),
            N_ ("It is something else, or it is damaged."),
            N_ ("Ask the sender for the file again."),
        },
    [PKI_ERROR_ENVELOPE_SIZE] =
        {
            N_ ("The file is too large to be encrypted to a certificate."),
            N_ ("This is done for files up to 1 GiB."),
            N_ ("Split the document, or make its pictures smaller."),
        },
    [PKI_ERROR_ENVELOPE_CHANGED] =
        {
            N_ ("The encrypted file could not be opened."),
            N_ ("It was changed or damaged on its way. Nothing was written."),
            N_ ("Ask the sender for the file again."),
        },
    [PKI_ERROR_NOT_RECIPIENT] =
        {
            N_ ("The file was encrypted for somebody else."),
            N_ ("The sender chose other certificates than this one, perhaps an older one of "
                "yours."),
            N_ ("Choose the key of the certificate that the sender has, or send them your present "
                "certificate and ask for the file again."),
        },
};

/**
 * pki_error_explain:
 * @code: a #PkiError
 * @what: (out): what happened
 * @why: (out): the likely reason
 * @remedy: (out): what to do
 *
 * Gives three untranslated sentences for a person who is no specialist.
 *
 * Returns: FALSE if @code is none of this domain
 */
gboolean
pki_error_explain (int code, const char **what, const char **why, const char **remedy)
{
  if (code < 0 || code >= PKI_N_ERRORS)
    return FALSE;
  *what = explanations[code].what;
  *why = explanations[code].why;
  *remedy = explanations[code].remedy;
  return TRUE;
}
