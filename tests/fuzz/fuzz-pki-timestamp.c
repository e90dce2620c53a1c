/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fuzz.h"
#include "pki-timestamp.h"
#include "support-ca.h"
#include "support-clock.h"
#include "support-fetch.h"
#include "support-tsa.h"

#define URI "http://tsa.example/"

/* A request for the hash of thirty-two zeros, with the nonce 4711 and certReq. */
static const guint8 request[] = {
    0x30, 0x3b, 0x02, 0x01, 0x01, 0x30, 0x2f, 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65,
    0x03, 0x04, 0x02, 0x01, 0x04, 0x20, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x02, 0x12, 0x67, 0x01, 0x01, 0xff,
};

static GBytes *
give (GBytes *body, gpointer user_data, GError **error)
{
  return g_bytes_ref (user_data);
}

static void
read_token (const guint8 *data, gsize size, GBytes *imprint)
{
  g_autoptr (PkiTimestamp) timestamp = pki_timestamp_new (data, size, NULL);

  if (timestamp == NULL)
    return;
  pki_timestamp_get_time (timestamp);
  pki_timestamp_get_digest (timestamp);
  pki_timestamp_check (timestamp, imprint);
  pki_timestamp_check (timestamp, pki_timestamp_get_imprint (timestamp));
}

/* The input is a whole answer; its token, nine bytes on in the seeds, is read on its own, too. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const guint8 zeros[32] = {0};
  g_autoptr (GBytes) answer = g_bytes_new_static (data, size);
  g_autoptr (GBytes) imprint = g_bytes_new_static (zeros, sizeof zeros);
  g_autoptr (PkiFetch) fetch = support_fetch_new ();
  g_autoptr (GBytes) token = NULL;

  support_fetch_add (fetch, URI, give, answer);
  token = pki_timestamp_fetch (fetch, URI, PKI_DIGEST_SHA256, imprint, NULL, NULL);
  /* Nobody can know the nonce of this very request. */
  g_assert_null (token);
  if (size > 9)
    read_token (data + 9, size - 9, imprint);
  return 0;
}

GBytes *
fuzz_seed (guint index)
{
  static const SupportTsaFault faults[] = {SUPPORT_TSA_GOOD, SUPPORT_TSA_REFUSED,
                                           SUPPORT_TSA_PURPOSE, SUPPORT_TSA_NO_CERTIFICATE};
  g_autoptr (SupportCa) ca = NULL;
  g_autoptr (SupportTsa) tsa = NULL;
  g_autoptr (GBytes) asked = g_bytes_new_static (request, sizeof request);

  if (index >= G_N_ELEMENTS (faults))
    return NULL;
  ca = support_ca_new (SUPPORT_NOW);
  tsa = support_tsa_new (ca, "p256");
  return support_tsa_answer (tsa, faults[index], asked);
}
