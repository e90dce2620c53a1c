/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fuzz.h"
#include "pki-access.h"
#include "pki-chain.h"
#include "support-ca.h"
#include "support-clock.h"

/* What anybody may answer at the address of an issuer. */

static void
follow (PkiCertificate *certificate)
{
  for (PkiAccess access = PKI_ACCESS_OCSP; access <= PKI_ACCESS_CRL; access++)
    {
      g_auto (GStrv) addresses = pki_access_list (certificate, access);

      for (guint i = 0; addresses[i] != NULL; i++)
        g_assert_cmpint (g_ascii_strncasecmp (addresses[i], "http", 4), ==, 0);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GPtrArray) list = pki_chain_read (bytes);

  if (list == NULL)
    return 0;
  g_assert_cmpuint (list->len, >, 0);
  for (guint i = 0; i < list->len; i++)
    {
      PkiCertificate *certificate = g_ptr_array_index (list, i);

      follow (certificate);
      pki_chain_find_issuer (certificate, list);
      g_assert_true (pki_chain_contains (list, certificate));
    }
  return 0;
}

GBytes *
fuzz_seed (guint index)
{
  g_autoptr (SupportCa) ca = support_ca_new (SUPPORT_NOW);
  g_autoptr (SupportIdentity) identity = NULL;
  g_autofree char *pem = NULL;

  support_ca_set_addresses (ca, &(SupportAddresses){"http://ocsp.example/", "http://crl.example/",
                                                    "http://issuer.example/"});
  identity = support_ca_issue (ca, &(SupportProfile){0});
  if (index == 0)
    return g_bytes_ref (pki_certificate_get_der (support_identity_get_certificate (identity)));
  if (index == 1)
    return support_certificates_to_p7b (identity->chain);
  if (index > 2)
    return NULL;
  pem = support_certificate_to_pem (support_identity_get_certificate (identity));
  return g_bytes_new (pem, strlen (pem));
}
