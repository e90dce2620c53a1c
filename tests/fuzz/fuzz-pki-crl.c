/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "pki-crl.h"
#include "support-clock.h"
#include "support-ocsp.h"

static SupportCa *ca;
static SupportIdentity *identity;

static void
prepare (void)
{
  if (ca != NULL)
    return;
  ca = support_ca_new (SUPPORT_NOW);
  identity = support_ca_issue (ca, &(SupportProfile){0});
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (PkiCrl) crl = pki_crl_new (data, size, NULL);
  PkiStatusQuestion question;
  PkiStatus status;

  if (crl == NULL)
    return 0;
  prepare ();
  question = (PkiStatusQuestion){support_identity_get_certificate (identity),
                                 g_ptr_array_index (identity->chain, 1), SUPPORT_NOW, NULL};
  pki_crl_check (crl, &question, &status, NULL);
  return 0;
}

GBytes *
fuzz_seed (guint index)
{
  static const SupportCrlKind kinds[] = {SUPPORT_CRL_GOOD, SUPPORT_CRL_STALE, SUPPORT_CRL_FORGED};
  g_autoptr (SupportOcsp) ocsp = NULL;

  if (index >= G_N_ELEMENTS (kinds))
    return NULL;
  prepare ();
  ocsp = support_ocsp_new (ca);
  support_ocsp_suspend (ocsp, support_identity_get_certificate (identity), SUPPORT_NOW);
  support_ocsp_revoke (ocsp, support_ca_get_root (ca), SUPPORT_NOW);
  return support_ocsp_make_crl (ocsp, kinds[index]);
}
