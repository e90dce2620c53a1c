/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fuzz.h"
#include "keys-pem.h"
#include "support-ca.h"
#include "support-clock.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_auto (KeysBundle) bundle = {NULL};
  g_autoptr (PkiSigner) signer = NULL;

  keys_bundle_init (&bundle);
  if (keys_pem_is (bytes) &&
      keys_pem_read (bytes, keys_pem_locked (bytes) ? "p" : "", &bundle, NULL))
    signer = keys_bundle_open (&bundle, NULL);
  if (signer != NULL)
    g_assert_nonnull (pki_signer_get_certificate (signer));
  return 0;
}

GBytes *
fuzz_seed (guint index)
{
  static const char *const kinds[] = {"p256", "rsa2048", "ed25519", "ed448"};
  g_autoptr (SupportCa) ca = NULL;
  g_autoptr (SupportIdentity) identity = NULL;
  char *pem;

  if (index >= G_N_ELEMENTS (kinds))
    return NULL;
  ca = support_ca_new (SUPPORT_NOW);
  identity = support_ca_issue (ca, &(SupportProfile){.kind = kinds[index]});
  pem = support_identity_to_pem (identity);
  return g_bytes_new_take (pem, strlen (pem));
}
