/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-certificate-status.h"

#include <glib/gi18n.h>

#include "report-words.h"

static const char *const flaws[PKI_N_FLAWS] = {
    [PKI_FLAW_SIGNATURE] = N_ ("It was not issued by the certificate above it."),
    [PKI_FLAW_AUTHORITY] = N_ ("It may not issue certificates, but did."),
    [PKI_FLAW_PATH_LENGTH] = N_ ("More authorities stand between than it permits."),
    [PKI_FLAW_NAME_CONSTRAINTS] = N_ ("An authority above may not issue for this name."),
    [PKI_FLAW_POLICY] = N_ ("A policy that is demanded above is missing."),
    [PKI_FLAW_EXTENSION] = N_ ("It makes a demand that is not known here."),
    [PKI_FLAW_PURPOSE] = N_ ("It is not meant to sign documents."),
    [PKI_FLAW_OTHER] = N_ ("It breaks a rule for certificates."),
};

static char *
describe_source (const PkiLink *link)
{
  g_autofree char *as_of = report_words_dup_time (link->this_update);

  if (link->source == PKI_SOURCE_OCSP)
    /* Translators: %s is a moment. */
    return g_strdup_printf (_ (" (answer of its issuer, as of %s)"), as_of);
  if (link->source == PKI_SOURCE_CRL)
    return g_strdup_printf (_ (" (list of its issuer, as of %s)"), as_of);
  return g_strdup ("");
}

static char *
describe_revocation (const PkiLink *link)
{
  g_autofree char *since = report_words_dup_time (link->since);

  switch (link->revocation)
    {
    case PKI_REVOCATION_GOOD:
      return g_strdup (_ ("Not revoked"));
    case PKI_REVOCATION_REVOKED:
      return g_strdup_printf (_ ("Revoked on %s"), since);
    case PKI_REVOCATION_SUSPENDED:
      return g_strdup_printf (_ ("Suspended since %s"), since);
    case PKI_REVOCATION_NOT_OFFERED:
      return g_strdup (_ ("Its issuer offers no way to ask whether it was revoked"));
    case PKI_REVOCATION_WAIVED:
      return g_strdup (_ ("Its issuer says that asking about revocation is not needed"));
    case PKI_REVOCATION_ROOT:
      return g_strdup (_ ("Trusted as it is: it is among your trusted roots"));
    case PKI_REVOCATION_UNKNOWN:
    default:
      return g_strdup (_ ("Whether it was revoked could not be found out"));
    }
}

/**
 * app_certificate_dup_status:
 * @link: a certificate of a path, as judged
 *
 * Returns: (transfer full): whether it is in order, and who says so
 */
char *
app_certificate_dup_status (const PkiLink *link)
{
  g_autofree char *revocation = describe_revocation (link);
  g_autofree char *source = describe_source (link);
  GString *text = g_string_new (NULL);

  if (link->flaw != PKI_FLAW_NONE)
    g_string_append_printf (text, "%s\n", _ (flaws[link->flaw]));
  g_string_append_printf (text, "%s%s", revocation, source);
  if (link->weakness.name != NULL && link->revocation != PKI_REVOCATION_ROOT)
    {
      g_string_append_c (text, '\n');
      /* Translators: %s is the name of an algorithm, such as SHA-1. */
      g_string_append_printf (text, _ ("Made with %s, which is weak by today’s measure"),
                              link->weakness.name);
    }
  return g_string_free (text, FALSE);
}

/**
 * app_certificate_state_words:
 * @link: a certificate of a path, as judged
 *
 * Returns: (transfer none): what is the matter with it
 */
const char *
app_certificate_state_words (const PkiLink *link)
{
  static const char *const words[PKI_N_STATES] = {
      [PKI_STATE_VALID] = N_ ("In order"),
      [PKI_STATE_UNKNOWN] = N_ ("Not known whether it was revoked"),
      [PKI_STATE_WEAK] = N_ ("Too weak"),
      [PKI_STATE_NOT_YET_VALID] = N_ ("Not valid yet"),
      [PKI_STATE_EXPIRED] = N_ ("Expired"),
      [PKI_STATE_SUSPENDED] = N_ ("Suspended"),
      [PKI_STATE_REVOKED] = N_ ("Revoked"),
      [PKI_STATE_INVALID] = N_ ("Against the rules"),
      [PKI_STATE_UNTRUSTED] = N_ ("Not trusted"),
  };

  return link->revocation == PKI_REVOCATION_ROOT && link->state == PKI_STATE_VALID
             ? _ ("Trusted root")
             : _ (words[link->state]);
}
