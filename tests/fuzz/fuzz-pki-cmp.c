/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <openssl/cmp.h>

#include "fuzz.h"
#include "pki-cmp.h"
#include "pki-openssl.h"
#include "pki-request.h"
#include "support-ca.h"
#include "support-clock.h"

/* Messages of CMP from anybody, in the place of a platform: with the right secret, whatever else is
 * wrong with them. */

#define REFERENCE "0123456789abcdef"
#define SECRET "a secret of an identification"

static SupportCa *ca;
static SupportIdentity *office;
static PkiSigner *signer;
static PkiIssuer *issuer;

static void
set_up (void)
{
  if (ca != NULL)
    return;
  ca = support_ca_new (SUPPORT_NOW);
  office = support_ca_issue (ca, &(SupportProfile){0});
  signer = support_identity_new_signer (office);
  issuer = pki_issuer_new (support_identity_new_signer (office), NULL, NULL);
}

/* As a platform reads them: no reason is none, and what is asked for is there. */
static void
decide (const PkiCmpMessage *message, PkiCmpVerdict *verdict, gpointer data)
{
  g_assert_cmpint (message->protection, !=, PKI_CMP_UNPROTECTED);
  if (message->kind == PKI_CMP_REVOKE)
    {
      g_assert_nonnull (message->serial);
      g_assert_nonnull (message->issuer);
      g_assert_cmpint (message->reason, >=, PKI_CMP_NO_REASON);
    }
  if (message->kind == PKI_CMP_ENROL)
    g_assert_true (message->request != NULL || message->spki != NULL);
  if (message->spki != NULL)
    g_bytes_unref (pki_spki_digest (message->spki));
  verdict->status = message->kind == PKI_CMP_ENROL ? PKI_CMP_WAITING : PKI_CMP_REJECTED;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) der = g_bytes_new (data, size);
  g_autoptr (PkiCmpMessage) message = pki_cmp_message_read (der, NULL);
  g_autoptr (GBytes) secret = g_bytes_new_static (SECRET, sizeof SECRET - 1);
  g_autoptr (GBytes) answer = NULL;

  set_up ();
  if (message == NULL)
    return 0;
  answer = pki_cmp_answer (
      &(PkiCmpService){
          .secret = g_strcmp0 (message->reference, REFERENCE) == 0 ? secret : NULL,
          .sender = message->signer ? support_identity_get_certificate (office) : NULL,
          .office = issuer,
          .chain = signer->funcs->get_certificates (signer),
          .decide = decide,
      },
      message, NULL);
  if (answer != NULL)
    {
      g_autoptr (PkiCmpMessage) read = pki_cmp_message_read (answer, NULL);

      g_assert_nonnull (read);
      g_assert_cmpint (read->protection, !=, PKI_CMP_UNPROTECTED);
      g_assert_cmpstr (read->transaction, ==, message->transaction);
    }
  return 0;
}

/* Keeps what OpenSSL's own client would send. */
static OSSL_CMP_MSG *
keep (OSSL_CMP_CTX *context, const OSSL_CMP_MSG *request)
{
  GBytes **kept = OSSL_CMP_CTX_get_transfer_cb_arg (context);
  unsigned char *der = NULL;
  int length = i2d_OSSL_CMP_MSG (request, &der);

  if (*kept == NULL && length > 0)
    *kept = g_bytes_new (der, length);
  OPENSSL_free (der);
  return NULL;
}

static void
ask (OSSL_CMP_CTX *context, guint index)
{
  static const int kinds[] = {OSSL_CMP_IR, OSSL_CMP_CR, OSSL_CMP_KUR};
  X509 *certificate = pki_certificate_get_x509 (support_identity_get_certificate (office));

  OSSL_CMP_CTX_set1_oldCert (context, certificate);
  OSSL_CMP_CTX_set1_subjectName (context, X509_get_subject_name (certificate));
  OSSL_CMP_CTX_set_option (context, OSSL_CMP_OPT_REVOCATION_REASON, 6);
  if (index == G_N_ELEMENTS (kinds))
    OSSL_CMP_exec_RR_ses (context);
  else
    OSSL_CMP_exec_certreq (context, kinds[index], NULL);
}

GBytes *
fuzz_seed (guint index)
{
  OSSL_CMP_CTX *context;
  GBytes *message = NULL;

  set_up ();
  if (index > 3)
    return NULL;
  context = OSSL_CMP_CTX_new (NULL, NULL);
  OSSL_CMP_CTX_set_option (context, OSSL_CMP_OPT_LOG_VERBOSITY, 0);
  OSSL_CMP_CTX_set_transfer_cb (context, keep);
  OSSL_CMP_CTX_set_transfer_cb_arg (context, &message);
  OSSL_CMP_CTX_set1_referenceValue (context, (const guint8 *) REFERENCE, sizeof REFERENCE - 1);
  OSSL_CMP_CTX_set1_secretValue (context, (const guint8 *) SECRET, sizeof SECRET - 1);
  OSSL_CMP_CTX_set0_newPkey (context, 1, EVP_EC_gen ("P-256"));
  ask (context, index);
  OSSL_CMP_CTX_free (context);
  g_assert_nonnull (message);
  return message;
}
