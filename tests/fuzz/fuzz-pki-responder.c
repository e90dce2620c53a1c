/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "pki-ocsp.h"
#include "pki-responder.h"
#include "pki-timestamp.h"
#include "pki-timestamper.h"
#include "support-ca.h"
#include "support-clock.h"

/* Questions from anybody, to the responder and to the time-stamp service. */

static SupportCa *ca;
static SupportIdentity *identity;

static void
set_up (void)
{
  if (ca != NULL)
    return;
  ca = support_ca_new (SUPPORT_NOW);
  identity = support_ca_issue (ca, &(SupportProfile){0});
}

static gboolean
look_up (const char *serial, PkiAnswer *answer, gpointer data, GError **error)
{
  answer->known = TRUE;
  return TRUE;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static PkiIssuer *responder;
  static PkiSigner *signer;
  g_autoptr (GBytes) request = g_bytes_new (data, size);
  g_autoptr (GBytes) status = NULL;
  g_autoptr (GBytes) time = NULL;

  set_up ();
  if (responder == NULL)
    {
      responder = pki_issuer_new (support_identity_new_signer (identity), NULL, NULL);
      signer = support_identity_new_signer (identity);
    }
  status = pki_responder_answer (&(PkiResponder){.responder = responder,
                                                 .issuer = g_ptr_array_index (identity->chain, 1),
                                                 .lookup = look_up,
                                                 .now = SUPPORT_NOW,
                                                 .next_update = SUPPORT_NOW + 60},
                                 request, NULL, NULL, NULL);
  time = pki_timestamper_answer (
      &(PkiTimestamper){
          .signer = signer, .policy = "1.2.3.4", .now = SUPPORT_NOW, .clock_trusted = TRUE},
      request, NULL, NULL);
  g_assert_nonnull (status);
  g_assert_nonnull (time);
  return 0;
}

typedef struct {
  PkiFetch base;
  GBytes *request;
} Recorder;

static GBytes *
record (PkiFetch *fetch,
        const char *uri,
        const char *content_type,
        GBytes *body,
        gsize limit,
        GCancellable *cancellable,
        GError **error)
{
  ((Recorder *) fetch)->request = g_bytes_ref (body);
  return g_bytes_new_static ("", 0);
}

/* What our own clients ask. */
GBytes *
fuzz_seed (guint index)
{
  Recorder recorder = {{record, NULL}, NULL};
  g_autoptr (GBytes) imprint = NULL;
  g_autoptr (PkiOcsp) answer = NULL;

  set_up ();
  imprint = pki_digest_bytes (PKI_DIGEST_SHA256, "x", 1);
  if (index == 0)
    answer = pki_ocsp_fetch (&recorder.base, "http://ocsp.example/",
                             &(PkiStatusQuestion){support_identity_get_certificate (identity),
                                                  g_ptr_array_index (identity->chain, 1),
                                                  SUPPORT_NOW, NULL},
                             NULL, NULL);
  else if (index == 1)
    pki_timestamp_fetch (&recorder.base, "http://tsa.example/", PKI_DIGEST_SHA256, imprint, NULL,
                         NULL);
  return recorder.request;
}
