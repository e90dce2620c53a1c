/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-root-words.h"

#include <glib/gi18n.h>

#include "app-certificate-words.h"

/**
 * app_root_dup_source:
 * @source: where a root came from
 * @origin: (nullable): the name of that place
 *
 * Returns: (transfer full): where it came from
 */
char *
app_root_dup_source (PkiRootSource source, const char *origin)
{
  switch (source)
    {
    case PKI_ROOT_FILE:
      /* Translators: %s is a file's name. */
      return origin != NULL ? g_strdup_printf (_ ("From the file “%s”"), origin)
                            : g_strdup (_ ("From a file"));
    case PKI_ROOT_DOCUMENT:
      return origin != NULL ? g_strdup_printf (_ ("From the signed document “%s”"), origin)
                            : g_strdup (_ ("From a signed document"));
    case PKI_ROOT_PLATFORM:
      /* Translators: %s is the address of a platform. */
      return g_strdup_printf (_ ("From the platform %s"), origin != NULL ? origin : "–");
    case PKI_ROOT_SHARED:
      return g_strdup (_ ("From this computer’s system"));
    case PKI_ROOT_OTHER:
    default:
      return g_strdup (_ ("Put there by another program"));
    }
}

/**
 * app_root_dup_validity:
 * @certificate: a certificate
 *
 * Returns: (transfer full): from when until when it is valid
 */
char *
app_root_dup_validity (PkiCertificate *certificate)
{
  g_autofree char *from = app_certificate_dup_date (pki_certificate_get_not_before (certificate));
  g_autofree char *until = app_certificate_dup_date (pki_certificate_get_not_after (certificate));

  return g_strdup_printf (_ ("%s to %s"), from, until);
}

/**
 * app_root_vouches:
 * @certificate: a certificate
 *
 * Returns: (transfer none): whom it may vouch for
 */
const char *
app_root_vouches (PkiCertificate *certificate)
{
  switch (pki_certificate_get_vouches (certificate))
    {
    case PKI_VOUCHES_TIMESTAMPS:
      return _ ("Time-stamp services only");
    case PKI_VOUCHES_MACHINES:
      return _ ("Web servers and other machines, not documents");
    case PKI_VOUCHES_ITSELF:
      return _ ("Itself alone: it is not an authority");
    case PKI_VOUCHES_ALL:
    default:
      return _ ("Persons, organisations and services");
    }
}

/**
 * app_root_badge:
 * @state: how a root stands
 *
 * Returns: (transfer none) (nullable): a word or two
 */
const char *
app_root_badge (ModelRootState state)
{
  static const char *const badges[] = {
      [MODEL_ROOT_EXPIRED] = N_ ("expired"),
      [MODEL_ROOT_NOT_YET_VALID] = N_ ("not yet"),
      [MODEL_ROOT_WEAK] = N_ ("weak key"),
      [MODEL_ROOT_NO_AUTHORITY] = N_ ("not an authority"),
  };

  return state < G_N_ELEMENTS (badges) && badges[state] != NULL ? _ (badges[state]) : NULL;
}

/**
 * app_root_warning:
 * @state: how a root stands
 *
 * Returns: (transfer none) (nullable): what to consider before trusting it
 */
const char *
app_root_warning (ModelRootState state)
{
  static const char *const warnings[] = {
      [MODEL_ROOT_EXPIRED] = N_ ("It has expired: it only helps with old signatures whose time is "
                                 "proven. Ask the authority for its new certificate."),
      [MODEL_ROOT_NOT_YET_VALID] = N_ ("It is not valid yet. Check the date of this computer."),
      [MODEL_ROOT_WEAK] = N_ ("Its key is too short by today’s measure: somebody could have forged "
                              "it. Ask the authority for a newer certificate."),
      [MODEL_ROOT_NO_AUTHORITY] = N_ ("This is not an authority but somebody’s own certificate. "
                                      "Trusting it makes the signatures of this one holder count, "
                                      "and nobody else’s."),
      [MODEL_ROOT_INTERMEDIATE] = N_ ("Another authority stands above this one. Trusting it makes "
                                      "only what it issued itself count."),
  };

  return state < G_N_ELEMENTS (warnings) && warnings[state] != NULL ? _ (warnings[state]) : NULL;
}

/**
 * app_root_dup_fingerprint:
 * @certificate: a certificate
 * @broken: into two lines
 *
 * Writes the SHA-256 as fingerprints are printed, read out and compared.
 *
 * Returns: (transfer full): groups of four digits
 */
char *
app_root_dup_fingerprint (PkiCertificate *certificate, gboolean broken)
{
  const char *hex = pki_certificate_get_sha256 (certificate);
  GString *text = g_string_new (NULL);

  for (gsize i = 0; hex[i] != '\0'; i++)
    {
      if (i > 0 && i % 4 == 0)
        g_string_append_c (text, broken && i % 32 == 0 ? '\n' : ' ');
      g_string_append_c (text, g_ascii_toupper (hex[i]));
    }
  return g_string_free (text, FALSE);
}
