/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-traits.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "pki-name.h"
#include "pki-openssl.h"

/* Enough for a sentence; an honest certificate has one to three. */
#define MAX_NAMED_POLICIES 20

/* Kinds of attributes that programs abbreviate otherwise than OpenSSL. */
static const struct {
  const char *alias;
  int nid;
} aliases[] = {
    {"E", NID_pkcs9_emailAddress},
    {"S", NID_stateOrProvinceName},
    {"G", NID_givenName},
    {"T", NID_title},
};

/* RFC 5280, 4.2.1.3. */
static const char *const usages[] = {"digitalSignature", "nonRepudiation", "keyEncipherment",
                                     "dataEncipherment", "keyAgreement",   "keyCertSign",
                                     "cRLSign",          "encipherOnly",   "decipherOnly"};

static ASN1_OBJECT *
find_type (const char *type)
{
  ASN1_OBJECT *object = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (g_ascii_strcasecmp (type, aliases[i].alias) == 0)
      return OBJ_nid2obj (aliases[i].nid);
  object = OBJ_txt2obj (type, 0);
  if (object == NULL)
    {
      g_autofree char *upper = g_ascii_strup (type, -1);

      object = OBJ_txt2obj (upper, 0);
    }
  ERR_clear_error ();
  return object;
}

/* RFC 5280, 7.1: neither case nor the number of blanks makes a difference. */
static char *
prepare (const char *text)
{
  g_autofree char *whole = g_utf8_normalize (text, -1, G_NORMALIZE_NFKC);
  g_autofree char *folded = g_utf8_casefold (whole != NULL ? whole : text, -1);
  GString *out = g_string_new (NULL);

  for (const char *c = g_strstrip (folded); *c != '\0'; c++)
    if (!g_ascii_isspace (*c) || !g_ascii_isspace (c[1]))
      g_string_append_c (out, g_ascii_isspace (*c) ? ' ' : *c);
  return g_string_free (out, FALSE);
}

/**
 * pki_certificate_has_attribute:
 * @certificate: a certificate
 * @type: a kind of attribute: its OID, or a name as "CN"
 * @value: UTF-8
 *
 * Looks for an attribute in the subject (RFC 5280, 4.1.2.6). Of several of one kind each counts.
 *
 * Returns: whether the subject has it
 */
gboolean
pki_certificate_has_attribute (PkiCertificate *certificate, const char *type, const char *value)
{
  const X509_NAME *subject = X509_get_subject_name (pki_certificate_get_x509 (certificate));
  g_autoptr (ASN1_OBJECT) object = find_type (type);
  g_autofree char *wanted = prepare (value);
  gboolean found = FALSE;
  int at = -1;

  while (object != NULL && !found && (at = X509_NAME_get_index_by_OBJ (subject, object, at)) >= 0)
    {
      const X509_NAME_ENTRY *entry = X509_NAME_get_entry (subject, at);
      g_autofree char *text = pki_string_to_text (X509_NAME_ENTRY_get_data (entry), "");
      g_autofree char *present = prepare (text);

      found = g_str_equal (present, wanted);
    }
  return found;
}

static char *
dup_policy (CERTIFICATEPOLICIES *policies, int index)
{
  char dotted[128] = "";

  OBJ_obj2txt (dotted, sizeof dotted, sk_POLICYINFO_value (policies, index)->policyid, 1);
  return g_strdup (dotted);
}

static CERTIFICATEPOLICIES *
read_policies (PkiCertificate *certificate)
{
  CERTIFICATEPOLICIES *policies = X509_get_ext_d2i (pki_certificate_get_x509 (certificate),
                                                    NID_certificate_policies, NULL, NULL);

  ERR_clear_error ();
  return policies;
}

/**
 * pki_certificate_has_policy:
 * @certificate: a certificate
 * @oid: a policy in dotted form
 *
 * Looks for a certificate policy (RFC 5280, 4.2.1.4) by name; anyPolicy stands for itself alone.
 *
 * Returns: whether it was issued under this policy
 */
gboolean
pki_certificate_has_policy (PkiCertificate *certificate, const char *oid)
{
  CERTIFICATEPOLICIES *policies = read_policies (certificate);
  gboolean found = FALSE;

  for (int i = 0; !found && i < sk_POLICYINFO_num (policies); i++)
    {
      g_autofree char *dotted = dup_policy (policies, i);

      found = g_str_equal (dotted, oid);
    }
  CERTIFICATEPOLICIES_free (policies);
  return found;
}

/**
 * pki_certificate_dup_policies:
 * @certificate: a certificate
 *
 * Names the policies that it was issued under.
 *
 * Returns: (transfer full) (nullable): OIDs in dotted form with commas between; %NULL for none
 */
char *
pki_certificate_dup_policies (PkiCertificate *certificate)
{
  CERTIFICATEPOLICIES *policies = read_policies (certificate);
  GString *text = g_string_new (NULL);

  for (int i = 0; i < MIN (sk_POLICYINFO_num (policies), MAX_NAMED_POLICIES); i++)
    {
      g_autofree char *dotted = dup_policy (policies, i);

      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", dotted);
    }
  CERTIFICATEPOLICIES_free (policies);
  return g_string_free (text, text->len == 0);
}

/**
 * pki_certificate_dup_usages:
 * @certificate: a certificate
 *
 * Names what its key may be used for (RFC 5280, 4.2.1.3).
 *
 * Returns: (transfer full): the names of the bits with commas between
 */
char *
pki_certificate_dup_usages (PkiCertificate *certificate)
{
  GString *text = g_string_new (NULL);

  for (guint bit = 0; bit < G_N_ELEMENTS (usages); bit++)
    if (pki_certificate_has_key_usage (certificate, bit))
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", usages[bit]);
  return g_string_free (text, FALSE);
}

/**
 * pki_usage_get_name:
 * @bit: the number of a use, 0 to 8
 *
 * Names a use of keys as RFC 5280, 4.2.1.3 does.
 *
 * Returns: (transfer none) (nullable): the name; %NULL where there is no such use
 */
const char *
pki_usage_get_name (guint bit)
{
  return bit < G_N_ELEMENTS (usages) ? usages[bit] : NULL;
}
