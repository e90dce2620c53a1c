/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "keys-pkcs12.h"
#include "support-ca.h"
#include "support-clock.h"

/* The first byte chooses the password, so that the inside of a file with a MAC gone wrong and one
 * without is reached alike. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (PkiSigner) signer = keys_pkcs12_open_bytes (bytes, size % 2 ? "p" : "", NULL);

  if (signer != NULL)
    g_assert_nonnull (pki_signer_get_certificate (signer));
  return 0;
}

GBytes *
fuzz_seed (guint index)
{
  static const char *const kinds[] = {"p256", "rsa2048", "ed25519"};
  g_autoptr (SupportCa) ca = NULL;
  g_autoptr (SupportIdentity) identity = NULL;

  if (index >= 2 * G_N_ELEMENTS (kinds))
    return NULL;
  ca = support_ca_new (SUPPORT_NOW);
  identity = support_ca_issue (ca, &(SupportProfile){.kind = kinds[index / 2]});
  return support_identity_to_pkcs12 (identity, "", index % 2 == 0);
}
