/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "pki-details.h"
#include "support-ca.h"
#include "support-clock.h"

/* Certificates that say much, for the window that shows it all. */
static const char *const extensions[] = {
    "certificatePolicies",
    "1.2.156.1.1",
    "subjectAltName",
    "email:a@example.org,URI:http://a.example/,IP:10.0.0.1,RID:1.2.3",
    "nameConstraints",
    "permitted;DNS:example.org",
    "policyConstraints",
    "requireExplicitPolicy:3",
    "1.2.3.4",
    "DER:0c03414243",
    NULL};

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (PkiCertificate) certificate = pki_certificate_new_from_der (data, size, NULL);
  g_autoptr (GPtrArray) details = NULL;

  if (certificate == NULL)
    return 0;
  pki_certificate_get_vouches (certificate);
  details = pki_certificate_list_details (certificate);
  for (guint i = 0; i < details->len; i++)
    {
      const PkiDetail *detail = g_ptr_array_index (details, i);

      g_assert_true (g_utf8_validate (detail->name, -1, NULL));
      g_assert_true (g_utf8_validate (detail->value, -1, NULL));
    }
  return 0;
}

GBytes *
fuzz_seed (guint index)
{
  static const char *const kinds[] = {"p256", "rsa2048", "pss", "ed25519"};
  g_autoptr (SupportCa) ca = NULL;
  g_autoptr (SupportIdentity) identity = NULL;

  if (index >= G_N_ELEMENTS (kinds))
    return NULL;
  ca = support_ca_new (SUPPORT_NOW);
  support_ca_set_addresses (ca, &(SupportAddresses){"http://ocsp.example/", "http://crl.example/",
                                                    "http://issuer.example/"});
  identity = support_ca_issue (
      ca, &(SupportProfile){.kind = kinds[index],
                            .extended_key_usage = "emailProtection,timeStamping",
                            .constraints = "critical,CA:TRUE,pathlen:2",
                            .extensions = extensions});
  return g_bytes_ref (pki_certificate_get_der (support_identity_get_certificate (identity)));
}
