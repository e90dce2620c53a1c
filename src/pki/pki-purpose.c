/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-purpose.h"

#include <openssl/x509v3.h>

#include "pki-openssl.h"

/* RFC 3161, 2.3: the extension must be critical and name time-stamping alone. */
static gboolean
is_timestamping_alone (X509 *x509)
{
  int critical = 0;
  EXTENDED_KEY_USAGE *usage = X509_get_ext_d2i (x509, NID_ext_key_usage, &critical, NULL);
  gboolean alone = usage != NULL && critical == 1 && sk_ASN1_OBJECT_num (usage) == 1 &&
                   OBJ_obj2nid (sk_ASN1_OBJECT_value (usage, 0)) == NID_time_stamp;

  sk_ASN1_OBJECT_pop_free (usage, ASN1_OBJECT_free);
  return alone;
}

/* No purpose is reserved to documents that issuers agree on: CAs name e-mail, client login or
 * purposes of their own. So only what names nothing but machines' business is refused. */
static gboolean
is_for_machines (X509 *x509)
{
  static const int machines[] = {NID_server_auth, NID_time_stamp, NID_OCSP_sign, NID_code_sign};
  EXTENDED_KEY_USAGE *usage = X509_get_ext_d2i (x509, NID_ext_key_usage, NULL, NULL);
  gboolean other = usage == NULL;

  for (int i = 0; i < sk_ASN1_OBJECT_num (usage); i++)
    {
      int nid = OBJ_obj2nid (sk_ASN1_OBJECT_value (usage, i));
      gboolean machine = FALSE;

      for (guint j = 0; j < G_N_ELEMENTS (machines); j++)
        machine |= nid == machines[j];
      other |= !machine;
    }
  sk_ASN1_OBJECT_pop_free (usage, ASN1_OBJECT_free);
  return !other;
}

/**
 * pki_purpose_is_granted:
 * @leaf: whose certificate
 * @purpose: what it is used for
 *
 * Returns: whether its issuer allows that (RFC 5280, 4.2.1.3 and 4.2.1.12)
 */
gboolean
pki_purpose_is_granted (PkiCertificate *leaf, PkiPurpose purpose)
{
  X509 *x509 = pki_certificate_get_x509 (leaf);

  /* Without the extension OpenSSL gives all bits. */
  if ((X509_get_key_usage (x509) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) == 0)
    return FALSE;
  switch (purpose)
    {
    case PKI_PURPOSE_TIMESTAMP:
      return is_timestamping_alone (x509);
    case PKI_PURPOSE_DOCUMENT:
      return !is_for_machines (x509);
    }
  return FALSE;
}
