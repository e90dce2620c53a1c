/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-access.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "pki-openssl.h"

/* Honest certificates name one or two of each kind; nobody may send us around the world. */
#define MAX_ADDRESSES 8
#define MAX_LENGTH 2048

/* Addresses of LDAP and file systems exist, too; and what holds a NUL is made to mislead. */
static void
add_address (GPtrArray *list, const GENERAL_NAME *name)
{
  const ASN1_IA5STRING *uri = name->type == GEN_URI ? name->d.uniformResourceIdentifier : NULL;
  const char *text = uri != NULL ? (const char *) ASN1_STRING_get0_data (uri) : NULL;
  gsize length = uri != NULL ? (gsize) ASN1_STRING_length (uri) : 0;
  g_autofree char *copy = NULL;
  g_autoptr (GUri) parsed = NULL;

  if (length == 0 || length > MAX_LENGTH || memchr (text, '\0', length) != NULL ||
      list->len == MAX_ADDRESSES)
    return;
  copy = g_strndup (text, length);
  parsed = g_uri_parse (copy, G_URI_FLAGS_ENCODED, NULL);
  if (parsed == NULL || (g_strcmp0 (g_uri_get_scheme (parsed), "http") != 0 &&
                         g_strcmp0 (g_uri_get_scheme (parsed), "https") != 0))
    return;
  g_ptr_array_add (list, g_steal_pointer (&copy));
}

static void
list_descriptions (GPtrArray *list, X509 *x509, int method)
{
  AUTHORITY_INFO_ACCESS *info = X509_get_ext_d2i (x509, NID_info_access, NULL, NULL);

  for (int i = 0; i < sk_ACCESS_DESCRIPTION_num (info); i++)
    {
      const ACCESS_DESCRIPTION *description = sk_ACCESS_DESCRIPTION_value (info, i);

      if (OBJ_obj2nid (description->method) == method)
        add_address (list, description->location);
    }
  AUTHORITY_INFO_ACCESS_free (info);
}

/* A point that lists some reasons only is of no use. */
static void
list_points (GPtrArray *list, X509 *x509)
{
  CRL_DIST_POINTS *points = X509_get_ext_d2i (x509, NID_crl_distribution_points, NULL, NULL);

  for (int i = 0; i < sk_DIST_POINT_num (points); i++)
    {
      const DIST_POINT *point = sk_DIST_POINT_value (points, i);

      if (point->reasons != NULL || point->distpoint == NULL || point->distpoint->type != 0)
        continue;
      for (int j = 0; j < sk_GENERAL_NAME_num (point->distpoint->name.fullname); j++)
        add_address (list, sk_GENERAL_NAME_value (point->distpoint->name.fullname, j));
    }
  CRL_DIST_POINTS_free (points);
}

/**
 * pki_access_list:
 * @certificate: a certificate
 * @access: what is looked for
 *
 * Reads the addresses out of a certificate, in its order: of http and https only, and few.
 *
 * Returns: (transfer full): the addresses, %NULL-terminated
 */
char **
pki_access_list (PkiCertificate *certificate, PkiAccess access)
{
  GPtrArray *list = g_ptr_array_new ();
  X509 *x509;

  g_return_val_if_fail (certificate != NULL, NULL);

  x509 = pki_certificate_get_x509 (certificate);
  switch (access)
    {
    case PKI_ACCESS_OCSP:
      list_descriptions (list, x509, NID_ad_OCSP);
      break;
    case PKI_ACCESS_ISSUER:
      list_descriptions (list, x509, NID_ad_ca_issuers);
      break;
    case PKI_ACCESS_CRL:
      list_points (list, x509);
      break;
    }
  ERR_clear_error ();
  g_ptr_array_add (list, NULL);
  return (char **) g_ptr_array_free (list, FALSE);
}

static gboolean
names_responder (X509 *x509)
{
  AUTHORITY_INFO_ACCESS *info = X509_get_ext_d2i (x509, NID_info_access, NULL, NULL);
  gboolean found = FALSE;

  for (int i = 0; i < sk_ACCESS_DESCRIPTION_num (info); i++)
    found |= OBJ_obj2nid (sk_ACCESS_DESCRIPTION_value (info, i)->method) == NID_ad_OCSP;
  AUTHORITY_INFO_ACCESS_free (info);
  return found;
}

/**
 * pki_access_is_offered:
 * @certificate: a certificate
 *
 * Tells whether it names an OCSP responder or a revocation list, be it one that cannot be asked
 * here. Of a certificate that names none its issuer tells nobody whether it was revoked.
 *
 * Returns: whether it does
 */
gboolean
pki_access_is_offered (PkiCertificate *certificate)
{
  X509 *x509 = pki_certificate_get_x509 (certificate);
  gboolean offered = X509_get_ext_by_NID (x509, NID_crl_distribution_points, -1) >= 0 ||
                     X509_get_ext_by_NID (x509, NID_freshest_crl, -1) >= 0 ||
                     names_responder (x509);

  ERR_clear_error ();
  return offered;
}

/**
 * pki_access_is_waived:
 * @certificate: a certificate
 *
 * Tells whether its issuer says that it need not be asked about: since it lives so shortly
 * (EN 319 412-1, 5.2), or since it will not be revoked (RFC 9608).
 *
 * Returns: whether one of the extensions is there
 */
gboolean
pki_access_is_waived (PkiCertificate *certificate)
{
  static const char *const oids[] = {"0.4.0.194121.2.1", "2.5.29.56"};
  X509 *x509 = pki_certificate_get_x509 (certificate);

  for (guint i = 0; i < G_N_ELEMENTS (oids); i++)
    {
      g_autoptr (ASN1_OBJECT) oid = OBJ_txt2obj (oids[i], 1);

      if (X509_get_ext_by_OBJ (x509, oid, -1) >= 0)
        return TRUE;
    }
  return FALSE;
}
