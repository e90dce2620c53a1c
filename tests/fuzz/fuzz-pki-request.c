/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "pki-certificate.h"
#include "pki-der.h"
#include "pki-request.h"
#include "support-ca.h"
#include "support-clock.h"

/* What somebody sends for a key of theirs, and whether anything is written in the one way. */

static const char *const kinds[] = {"p256", "rsa2048", "ed25519"};

/* What is strict is whole elements, one after another. */
static void
check_strict (const guint8 *data, gsize size)
{
  const guint8 *p = data;
  PkiDer element;

  while (p < data + size)
    {
      g_assert_true (pki_der_next (&p, data + size, &element));
      g_assert_false (element.indefinite);
    }
  g_assert_true (p == data + size);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) request = g_bytes_new (data, size);
  g_autoptr (GBytes) spki = pki_request_read (request, NULL);

  if (pki_der_is_strict (request))
    check_strict (data, size);
  /* A key is always the same bytes. */
  if (spki != NULL)
    g_assert_true (pki_der_is_strict (spki));
  return 0;
}

GBytes *
fuzz_seed (guint index)
{
  g_autoptr (SupportCa) ca = NULL;
  g_autoptr (SupportIdentity) identity = NULL;
  g_autoptr (GBytes) spki = NULL;
  PkiSigner *signer;
  GBytes *request;

  if (index >= G_N_ELEMENTS (kinds))
    return NULL;
  ca = support_ca_new (SUPPORT_NOW);
  identity = support_ca_issue (ca, &(SupportProfile){.kind = kinds[index]});
  spki = pki_certificate_dup_spki (support_identity_get_certificate (identity));
  signer = support_identity_new_signer (identity);
  request = pki_request_make (signer, spki, NULL, NULL, NULL);
  pki_signer_free (signer);
  g_assert_nonnull (request);
  return request;
}
