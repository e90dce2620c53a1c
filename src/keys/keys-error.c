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
            N_ ("The file is damaged or of another kind; signing needs a .p12, .pfx or .pem file."),
            N_ ("Choose the .p12, .pfx or .pem file that your certificate’s issuer gave you."),
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
            N_ ("Choose its certificate file as well, or export the key again with its "
                "certificate."),
        },
    [KEYS_ERROR_UNSUPPORTED] =
        {
            N_ ("The certificate file uses a method this program does not know."),
            N_ ("It is protected in an unusual or outdated way, or its key is of an unusual kind."),
            N_ ("Export it again as PKCS#12 with an RSA, ECDSA, Ed25519 or Ed448 key."),
        },
    [KEYS_ERROR_UNPROTECTED] =
        {
            N_ ("The key needs a password before it can be kept."),
            N_ ("Its file is not encrypted: whoever copies the file could sign in your name."),
            N_ ("Enter a new password; the key is kept under it, and you sign with it."),
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
    [KEYS_ERROR_PIN] =
        {
            N_ ("The PIN is wrong."),
            N_ ("It may be mistyped, or it is the PIN of another token."),
            N_ ("Enter the token’s PIN again, with care: after a few wrong ones the token locks "
                "itself."),
        },
    [KEYS_ERROR_PIN_LOW] =
        {
            N_ ("The PIN is wrong, and not many tries are left."),
            N_ ("Wrong PINs were entered before, and the token counts them."),
            N_ ("Look up the PIN before you try again; a locked token can only be unlocked by its "
                "issuer."),
        },
    [KEYS_ERROR_PIN_FINAL_TRY] =
        {
            N_ ("The PIN is wrong, and only one try is left."),
            N_ ("The next wrong PIN locks the token."),
            N_ ("Try again only when you are sure of the PIN; otherwise ask the token’s issuer."),
        },
    [KEYS_ERROR_PIN_LOCKED] =
        {
            N_ ("The token is locked."),
            N_ ("A wrong PIN was entered too often."),
            N_ ("Unlock it with the PUK or its issuer’s program, or ask the issuer."),
        },
    [KEYS_ERROR_PIN_FORM] =
        {
            N_ ("The token does not accept a PIN like this."),
            N_ ("It is shorter or longer than this token’s PINs are, or has other characters."),
            N_ ("Enter the PIN of this token, often six to eight digits."),
        },
    [KEYS_ERROR_PIN_EXPIRED] =
        {
            N_ ("The token’s PIN has to be changed first."),
            N_ ("It is the initial PIN, or its time is up."),
            N_ ("Change the PIN with the program that came with the token, then sign again."),
        },
    [KEYS_ERROR_PIN_NOT_SET] =
        {
            N_ ("The token has no PIN yet."),
            N_ ("It was never put into use."),
            N_ ("Set its PIN with the program that came with the token, then sign again."),
        },
    [KEYS_ERROR_CANCELLED] =
        {
            N_ ("Nothing was signed: no PIN was given."),
            N_ ("The question for the PIN was cancelled, here or on the device."),
            N_ ("Sign again when you are ready to enter the PIN."),
        },
    [KEYS_ERROR_TOKEN_REMOVED] =
        {
            N_ ("The token was pulled out while it was in use."),
            N_ ("It, or the card in its reader, is no longer connected."),
            N_ ("Plug it in again and sign what is not signed yet; files already signed are "
                "complete."),
        },
    [KEYS_ERROR_TOKEN_MISSING] =
        {
            N_ ("The token is not there."),
            N_ ("It is not plugged in, its reader has no card, or its driver is not installed."),
            N_ ("Plug it in, and check that its driver is installed."),
        },
    [KEYS_ERROR_TOKEN_DEVICE] =
        {
            N_ ("The token failed."),
            N_ ("The device or its driver reported a fault of its own; the PIN is not to blame."),
            N_ ("Pull it out, plug it in again and retry; if that does not help, ask the token’s "
                "issuer."),
        },
    [KEYS_ERROR_TOKEN_SESSION] =
        {
            N_ ("The connection to the token was lost."),
            N_ ("Another program logged the token out or reset it, or it went to sleep."),
            N_ ("Sign again; the PIN will be asked for once more."),
        },
    [KEYS_ERROR_TOKEN_BUSY] =
        {
            N_ ("The token is busy."),
            N_ ("Another program is using it at this moment."),
            N_ ("Close the other program, or wait until it is done, and sign again."),
        },
    [KEYS_ERROR_TOKEN_NO_CERTIFICATE] =
        {
            N_ ("The token does not hold this certificate."),
            N_ ("It was deleted or renewed, or this is another token."),
            N_ ("Choose one of the certificates that are on the token now."),
        },
    [KEYS_ERROR_TOKEN_SEVERAL] =
        {
            N_ ("Several certificates fit this address."),
            N_ ("The address names the token, or a name that several of its certificates have."),
            N_ ("Give the whole address of one certificate, as the list of tokens shows it."),
        },
    [KEYS_ERROR_TOKEN_NO_KEY] =
        {
            N_ ("The token holds no private key for this certificate."),
            N_ ("Only the certificate was put on it, or its key lies on another token."),
            N_ ("Choose another certificate, or the token that the certificate was issued on."),
        },
    [KEYS_ERROR_TOKEN_MECHANISM] =
        {
            N_ ("The token’s key cannot sign in this way."),
            N_ ("The device, or the rules set for this key, do not offer this algorithm."),
            N_ ("Choose another digest, leave out RSA-PSS, or choose another certificate."),
        },
    [KEYS_ERROR_TOKEN_MISMATCH] =
        {
            N_ ("The token’s signature does not fit its certificate."),
            N_ ("Key and certificate do not belong together, or the device has a fault. Nothing "
                "was written."),
            N_ ("Choose another certificate, and tell the token’s issuer about it."),
        },
    [KEYS_ERROR_TOKEN_URI] =
        {
            N_ ("This is no address of a certificate on a token."),
            N_ ("It is mistyped or cut off, or a PIN stands in it, which others could see there."),
            N_ ("Give the address as the list of tokens shows it; it begins with “pkcs11:”."),
        },
    [KEYS_ERROR_MODULE] =
        {
            N_ ("The token’s driver cannot be used."),
            N_ ("The file is no PKCS#11 module, is made for another system, or does not work."),
            N_ ("Install the driver for this system from the token’s issuer, and choose its .so "
                "file."),
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
