/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fuzz.h"
#include "pki-trust.h"
#include "support-ca.h"
#include "support-clock.h"

static const char *const kinds[] = {"p256", "rsa2048", "pss", "ed25519", "p521"};

static void
assert_readable (const char *text)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    g_assert_false (g_unichar_iscntrl (g_utf8_get_char (p)));
}

static void
judge (PkiCertificate *certificate)
{
  g_autoptr (PkiTrust) trust = pki_trust_new ();
  g_autoptr (GPtrArray) others = g_ptr_array_new ();
  g_autoptr (GPtrArray) chain = NULL;

  g_ptr_array_add (others, certificate);
  pki_trust_check (trust, certificate, others, PKI_PURPOSE_DOCUMENT, SUPPORT_NOW, NULL);
  pki_trust_add (trust, certificate);
  pki_trust_check (trust, certificate, others, PKI_PURPOSE_TIMESTAMP, SUPPORT_NOW, &chain);
  g_assert_cmpuint (chain->len, <=, 2);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (PkiCertificate) certificate = pki_certificate_new_from_der (data, size, NULL);
  g_autofree char *text = g_memdup2 (data, size);
  g_autoptr (GPtrArray) list = NULL;

  if (certificate == NULL)
    {
      list = pki_certificate_list_from_pem (text != NULL ? text : "", size, NULL);
      return 0;
    }
  assert_readable (pki_certificate_get_name (certificate));
  assert_readable (pki_certificate_get_subject (certificate));
  assert_readable (pki_certificate_get_issuer (certificate));
  assert_readable (pki_certificate_get_issuer_name (certificate));
  assert_readable (pki_certificate_get_key_type (certificate));
  pki_certificate_is_ca (certificate);
  pki_certificate_is_self_signed (certificate);
  pki_certificate_check_signer (certificate, SUPPORT_NOW, NULL);
  judge (certificate);
  return 0;
}

GBytes *
fuzz_seed (guint index)
{
  g_autoptr (SupportCa) ca = NULL;
  g_autoptr (SupportIdentity) identity = NULL;
  g_autofree char *pem = NULL;

  if (index > G_N_ELEMENTS (kinds))
    return NULL;
  ca = support_ca_new (SUPPORT_NOW);
  support_ca_set_addresses (
      ca, &(SupportAddresses){"http://ocsp.example/", "http://crl.example/", NULL});
  if (index < G_N_ELEMENTS (kinds))
    {
      identity = support_ca_issue (ca, &(SupportProfile){
                                           .kind = kinds[index],
                                           .extended_key_usage = "emailProtection",
                                           .constraints = "critical,CA:FALSE",
                                       });
      return g_bytes_ref (pki_certificate_get_der (support_identity_get_certificate (identity)));
    }
  pem = support_certificate_to_pem (support_ca_get_root (ca));
  return g_bytes_new (pem, strlen (pem));
}
