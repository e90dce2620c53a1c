/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-certificate-words.h"

#include <glib/gi18n.h>

/* From here on a validity that ends is worth a word (days). */
#define SOON 30

/**
 * app_certificate_dup_date:
 * @moment: seconds since 1970
 *
 * Returns: (transfer full): the day, in the user's zone
 */
char *
app_certificate_dup_date (gint64 moment)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (moment);

  /* Translators: a date, in the order of strftime. */
  return time != NULL ? g_date_time_format (time, _ ("%Y-%m-%d")) : g_strdup ("–");
}

/**
 * app_certificate_dup_title:
 *
 * Returns: (transfer full): whose identity it is, marked when it is a test one
 */
char *
app_certificate_dup_title (ModelCertificate *certificate)
{
  const char *name = pki_certificate_get_name (model_certificate_get_certificate (certificate));

  if (!model_certificate_is_test (certificate))
    return g_strdup (name);
  /* Translators: %s is a person's or company's name. */
  return g_strdup_printf (_ ("%s (test)"), name);
}

/**
 * app_certificate_dup_owner:
 *
 * Returns: (transfer full): the organisation, who issued it, and the token it is on
 */
char *
app_certificate_dup_owner (ModelCertificate *certificate)
{
  PkiCertificate *own = model_certificate_get_certificate (certificate);
  const char *organisation = pki_certificate_get_organisation (own);
  const KeysTokenEntry *token = model_certificate_get_token (certificate);
  g_autofree char *issuer = NULL;
  GString *words;

  if (model_certificate_is_test (certificate))
    issuer = g_strdup (_ ("made by yourself to try things"));
  else
    /* Translators: %s is a certificate authority. */
    issuer = g_strdup_printf (_ ("issued by %s"), pki_certificate_get_issuer_name (own));
  words = g_string_new (NULL);
  if (organisation != NULL)
    g_string_append_printf (words, "%s · ", organisation);
  g_string_append (words, issuer);
  if (token != NULL)
    {
      g_string_append (words, " · ");
      /* Translators: %s is the name of a smart card or USB key. */
      g_string_append_printf (words, _ ("on the token “%s”"), token->token);
    }
  return g_string_free (words, FALSE);
}

/**
 * app_certificate_pin_words:
 * @state: how a token's PIN stands
 *
 * Returns: (transfer none) (nullable): what to know before typing it
 */
const char *
app_certificate_pin_words (KeysPinState state)
{
  switch (state)
    {
    case KEYS_PIN_COUNT_LOW:
      return _ ("A wrong PIN was entered before; not many tries are left.");
    case KEYS_PIN_FINAL_TRY:
      return _ ("Only one try is left: a wrong PIN locks the token.");
    case KEYS_PIN_LOCKED:
      return _ ("The token is locked: a wrong PIN was entered too often");
    case KEYS_PIN_NOT_SET:
      return _ ("The token has no PIN yet");
    case KEYS_PIN_OK:
    default:
      return NULL;
    }
}

/**
 * app_certificate_dup_state:
 * @now: seconds since 1970
 *
 * Returns: (transfer full): until when it can sign, or why it cannot
 */
char *
app_certificate_dup_state (ModelCertificate *certificate, gint64 now)
{
  PkiCertificate *own = model_certificate_get_certificate (certificate);
  g_autofree char *from = app_certificate_dup_date (pki_certificate_get_not_before (own));
  g_autofree char *until = app_certificate_dup_date (pki_certificate_get_not_after (own));
  gint64 days = (pki_certificate_get_not_after (own) - now) / (24 * 60 * 60);

  switch (model_certificate_get_state (certificate, now))
    {
    case MODEL_CERTIFICATE_EXPIRED:
      return g_strdup_printf (_ ("Expired on %s"), until);
    case MODEL_CERTIFICATE_SUSPENDED:
      return g_strdup (_ ("Suspended, as its platform last said: nobody relies on it until it is "
                          "restored"));
    case MODEL_CERTIFICATE_REVOKED:
      return g_strdup (_ ("Revoked, as its platform last said: nobody relies on what it signs"));
    case MODEL_CERTIFICATE_NOT_YET_VALID:
      return g_strdup_printf (_ ("Not valid before %s"), from);
    case MODEL_CERTIFICATE_WRONG_USAGE:
      return g_strdup (_ ("Not made for signing documents"));
    case MODEL_CERTIFICATE_ENCRYPTION:
      return g_strdup (_ ("Made to encrypt with, not to sign"));
    case MODEL_CERTIFICATE_NO_KEY:
      return g_strdup (_ ("Its private key is not on the token"));
    case MODEL_CERTIFICATE_TOKEN_LOCKED:
      return g_strdup (app_certificate_pin_words (KEYS_PIN_LOCKED));
    case MODEL_CERTIFICATE_TOKEN_NO_PIN:
      return g_strdup (app_certificate_pin_words (KEYS_PIN_NOT_SET));
    case MODEL_CERTIFICATE_USABLE:
    default:
      if (days <= SOON)
        return g_strdup_printf (
            ngettext ("Valid until %s, %d day left", "Valid until %s, %d days left", (gulong) days),
            until, (int) days);
      return g_strdup_printf (_ ("Valid until %s"), until);
    }
}
