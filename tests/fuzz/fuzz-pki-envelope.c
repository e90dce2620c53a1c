/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "pki-envelope.h"
#include "pki-signer.h"
#include "support-ca.h"
#include "support-clock.h"

/* What somebody says is encrypted to us: it is opened, for a change is found at the end only. */

static const char *const kinds[] = {"p256", "rsa2048"};
static SupportCa *ca;
static SupportIdentity *identities[G_N_ELEMENTS (kinds)];

/* Keys of each run are its own: a seed opens in the run that made it. */
static SupportIdentity *
get_identity (guint i)
{
  if (ca == NULL)
    ca = support_ca_new (SUPPORT_NOW);
  if (identities[i] == NULL)
    identities[i] = support_ca_issue (ca, &(SupportProfile){.kind = kinds[i]});
  return identities[i];
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (PkiEnvelope) envelope = pki_envelope_new (bytes, NULL);

  pki_envelope_is (bytes);
  for (guint i = 0; envelope != NULL && i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (PkiSigner) signer = support_identity_new_signer (get_identity (i));
      g_autoptr (GBytes) content = pki_signer_open (signer, envelope, NULL);
    }
  return 0;
}

GBytes *
fuzz_seed (guint index)
{
  g_autoptr (GPtrArray) recipients = g_ptr_array_new ();
  g_autoptr (GBytes) content = g_bytes_new_static ("%PDF-1.7\n", 9);

  if (index > G_N_ELEMENTS (kinds))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (index == G_N_ELEMENTS (kinds) || index == i)
      g_ptr_array_add (recipients, support_identity_get_certificate (get_identity (i)));
  return pki_envelope_close (content, recipients, NULL);
}
