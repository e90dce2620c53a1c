/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "pki-ocsp.h"
#include "support-clock.h"
#include "support-ocsp.h"

static SupportCa *ca;

static PkiStatusQuestion
ask (void)
{
  static SupportIdentity *identity;

  if (ca == NULL)
    {
      ca = support_ca_new (SUPPORT_NOW);
      identity = support_ca_issue (ca, &(SupportProfile){0});
    }
  return (PkiStatusQuestion){support_identity_get_certificate (identity),
                             g_ptr_array_index (identity->chain, 1), SUPPORT_NOW, NULL};
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  PkiStatusQuestion question = ask ();
  g_autoptr (PkiOcsp) answer = pki_ocsp_new (data, size, NULL);
  g_autoptr (PkiCertificate) responder = NULL;
  PkiStatus status;

  if (answer == NULL)
    return 0;
  responder = pki_ocsp_find_responder (answer, &question);
  if (pki_ocsp_check (answer, &question, &status, NULL))
    g_assert_nonnull (responder);
  return 0;
}

typedef struct {
  PkiFetch base;
  SupportOcsp *ocsp;
  SupportOcspFault fault;
  GBytes *answer;
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
  Recorder *self = (Recorder *) fetch;

  self->answer = support_ocsp_answer (self->ocsp, self->fault, body);
  return g_bytes_ref (self->answer);
}

GBytes *
fuzz_seed (guint index)
{
  static const SupportOcspFault faults[] = {SUPPORT_OCSP_GOOD, SUPPORT_OCSP_ISSUER,
                                            SUPPORT_OCSP_REFUSED, SUPPORT_OCSP_SIGNATURE};
  PkiStatusQuestion question = ask ();
  g_autoptr (SupportOcsp) ocsp = NULL;
  Recorder recorder = {{record, NULL}, NULL, SUPPORT_OCSP_GOOD, NULL};
  g_autoptr (PkiOcsp) answer = NULL;

  if (index >= G_N_ELEMENTS (faults))
    return NULL;
  ocsp = support_ocsp_new (ca);
  recorder.ocsp = ocsp;
  recorder.fault = faults[index];
  answer = pki_ocsp_fetch (&recorder.base, "http://ocsp.example/", &question, NULL, NULL);
  return recorder.answer;
}
