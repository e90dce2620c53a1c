/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-error.h"

#define N_(string) (string)

G_DEFINE_QUARK (keys_error, keys_error)

static const struct {
  const char *what;
  const char *why;
  const char *remedy;
} explanations[KEYS_N_ERRORS] = {
    [KEYS_ERROR_UNREADABLE] =
        {
            N_ ("The certificate file cannot be opened."),
            N_ ("It was moved or deleted, or you have no permission to read it."),
            N_ ("Check where the file is and who may read it, or choose another."),
        },
    [KEYS_ERROR_NOT_KEY_FILE] =
        {
            N_ ("This is not a certificate file to sign with."),
            N_ ("The file is damaged or of another kind; signing needs a .p12 or .pfx file."),
            N_ ("Choose the .p12 or .pfx file that your certificate’s issuer gave you."),
        },
    [KEYS_ERROR_PASSWORD] =
        {
            N_ ("The password is wrong."),
            N_ ("It may be mistyped; capital letters and the keyboard’s input method matter."),
            N_ ("Enter the password of the certificate file again."),
        },
    [KEYS_ERROR_NO_KEY] =
        {
            N_ ("The file holds no private key."),
            N_ ("It was exported with the certificate alone, and nobody can sign with that."),
            N_ ("Export the certificate again together with its private key."),
        },
    [KEYS_ERROR_NO_CERTIFICATE] =
        {
            N_ ("The file holds no certificate for its key."),
            N_ ("It was exported with the key alone, and a key does not say whose it is."),
            N_ ("Export the key again together with its certificate."),
        },
    [KEYS_ERROR_UNSUPPORTED] =
        {
            N_ ("The certificate file uses a method this program does not know."),
            N_ ("It is protected in an unusual or outdated way, or its key is of an unusual kind."),
            N_ ("Export it again as PKCS#12 with an RSA, ECDSA or Ed25519 key."),
        },
    [KEYS_ERROR_STORE] =
        {
            N_ ("The certificate could not be saved."),
            N_ ("The disk is full, or the folder may not be written to."),
            N_ ("Make room on the disk, or check the permissions of the folder, and try again."),
        },
    [KEYS_ERROR_EXISTS] =
        {
            N_ ("This certificate is already there."),
            N_ ("It was added before, or a file of that name exists."),
            N_ ("Use the one that is there, or remove it first."),
        },
};

/**
 * keys_error_explain:
 * @code: a #KeysError
 * @what: (out): what happened
 * @why: (out): the likely reason
 * @remedy: (out): what to do
 *
 * Gives three untranslated sentences for a person who is no specialist.
 *
 * Returns: FALSE if @code is none of this domain
 */
gboolean
keys_error_explain (int code, const char **what, const char **why, const char **remedy)
{
  if (code < 0 || code >= KEYS_N_ERRORS)
    return FALSE;
  *what = explanations[code].what;
  *why = explanations[code].why;
  *remedy = explanations[code].remedy;
  return TRUE;
}
