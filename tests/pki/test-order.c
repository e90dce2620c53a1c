/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <openssl/x509v3.h>

#include "client-fetch.h"
#include "pki-judge.h"
#include "support-authority.h"
#include "support-clock.h"
#include "support-proof.h"

/* What is said of a certificate is weighed, in whatever order it came or was asked for. */

#define AT(days) (SUPPORT_NOW + (days) *SUPPORT_DAY)
#define N_PROOFS 5

static SupportCa *ca;
static PkiTrust *trust;

/* Of one certificate, in days from now; from and to are of the answer or list. */
typedef struct {
  PkiSource source;
  PkiStatusKind kind;
  int since;
  int from;
  int to;
} Word;

typedef struct {
  const char *what;
  Word words[N_PROOFS];
  int made; /* 0: only what is in date now will do */
} Row;

#define OCSP PKI_SOURCE_OCSP
#define CRL PKI_SOURCE_CRL
#define GOOD PKI_STATUS_GOOD, 0
#define UNKNOWN PKI_STATUS_UNKNOWN, 0

static const Row rows[] = {
    {"stranger",
     {{OCSP, UNKNOWN, -1, 1},
      {CRL, GOOD, -1, 2},
      {OCSP, GOOD, -9, -8},
      {CRL, GOOD, -9, -8},
      {OCSP, UNKNOWN, -9, 9}},
     .made = -8},
    {"revoked",
     {{OCSP, UNKNOWN, -1, 1},
      {CRL, GOOD, -1, 2},
      {CRL, PKI_STATUS_REVOKED, -3, -2, 2},
      {OCSP, PKI_STATUS_REVOKED, -4, -2, 2},
      {OCSP, GOOD, 0, 1}}},
    {"held",
     {{OCSP, PKI_STATUS_ON_HOLD, -5, -4, -3},
      {CRL, PKI_STATUS_ON_HOLD, -6, -4, -2},
      {CRL, GOOD, -2, 2},
      {OCSP, GOOD, -4, 1},
      {OCSP, UNKNOWN, -3, 1}}},
    {"as-old",
     {{OCSP, GOOD, -1, 1},
      {OCSP, GOOD, -1, -1},
      {CRL, GOOD, -1, 2},
      {CRL, GOOD, -1, -1},
      {OCSP, PKI_STATUS_ON_HOLD, -1, -1, 1}}},
};

static void
say (PkiValidationData *data, const Word *word, PkiCertificate *certificate)
{
  SupportIdentity *issuer = support_ca_get_issuer (ca);
  SupportAnswerProfile answer = {.issuer = issuer,
                                 .certificate = certificate,
                                 .kind = word->kind,
                                 .since = word->since != 0 ? AT (word->since) : 0,
                                 .this_update = AT (word->from),
                                 .next_update = AT (word->to) + 600};
  const SupportEntry entries[] = {
      {certificate, AT (word->since),
       word->kind == PKI_STATUS_ON_HOLD ? CRL_REASON_CERTIFICATE_HOLD : CRL_REASON_KEY_COMPROMISE},
      {NULL}};
  SupportListProfile list = {.issuer = issuer,
                             .this_update = answer.this_update,
                             .next_update = answer.next_update,
                             .entries = word->kind != PKI_STATUS_GOOD ? entries : NULL};

  if (word->source == OCSP)
    {
      g_autoptr (PkiOcsp) ocsp = support_proof_ocsp (&answer);

      pki_validation_data_add_ocsp (data, ocsp);
    }
  else
    {
      g_autoptr (PkiCrl) crl = support_proof_crl (&list);

      pki_validation_data_add_crl (data, crl);
    }
}

static PkiJudgement *
ask (PkiJudge *judge, SupportIdentity *leaf, gint64 made)
{
  return pki_judge_certificate (judge, &(PkiJudgeQuestion){support_identity_get_certificate (leaf),
                                                           leaf->chain, PKI_PURPOSE_DOCUMENT,
                                                           SUPPORT_NOW, made});
}

static char *
to_text (const PkiJudgement *judgement)
{
  const PkiLink *link = g_ptr_array_index (judgement->links, 0);

  return g_strdup_printf ("%d %d %d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s",
                          judgement->reason, link->revocation, link->source, link->since,
                          link->this_update, link->failure);
}

/* With the first of them in this order. */
static char *
judge_by (GPtrArray *proofs, const guint *order, guint n, SupportIdentity *leaf, gint64 made)
{
  g_autoptr (PkiValidationData) data = pki_validation_data_new ();
  g_autoptr (PkiProof) proof = pki_proof_new (SUPPORT_NOW);
  g_autoptr (PkiJudge)
      judge = pki_judge_new (&(PkiJudgeSources){trust, data, proof, NULL, SUPPORT_NOW, NULL});
  g_autoptr (PkiJudgement) judgement = NULL;

  for (guint i = 0; i < n; i++)
    pki_validation_data_merge (data, g_ptr_array_index (proofs, order[i]), PKI_ORIGIN_STORE);
  judgement = ask (judge, leaf, made);
  return to_text (judgement);
}

typedef struct {
  GPtrArray *proofs; /* PkiValidationData, each with one word in it */
  SupportIdentity *leaf;
  gint64 made;
  GHashTable *seen; /* which proofs → what came of them */
  guint n_seen;
} Trial;

/* Every way to go on from here; the same proofs give the same. */
static void
go_on (Trial *trial, guint *order, guint n, guint taken)
{
  g_autofree char *text = judge_by (trial->proofs, order, n, trial->leaf, trial->made);
  const char *known = g_hash_table_lookup (trial->seen, GUINT_TO_POINTER (taken));

  trial->n_seen++;
  if (known != NULL)
    g_assert_cmpstr (text, ==, known);
  else
    g_hash_table_insert (trial->seen, GUINT_TO_POINTER (taken), g_steal_pointer (&text));
  for (guint i = 0; i < N_PROOFS; i++)
    if ((taken & (1u << i)) == 0)
      {
        order[n] = i;
        go_on (trial, order, n + 1, taken | (1u << i));
      }
}

static void
test_proofs (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (SupportIdentity) leaf = support_ca_issue (ca, &(SupportProfile){0});
  g_autoptr (GPtrArray)
      proofs = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_validation_data_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  Trial trial = {proofs, leaf, row->made != 0 ? AT (row->made) : 0, seen, 0};
  guint order[N_PROOFS];

  for (guint i = 0; i < N_PROOFS; i++)
    {
      PkiValidationData *one = pki_validation_data_new ();

      say (one, &row->words[i], support_identity_get_certificate (leaf));
      g_ptr_array_add (proofs, one);
    }
  go_on (&trial, order, 0, 0);
  g_assert_cmpuint (trial.n_seen, ==, 326);
}

/* Whoever says now that he does not know it has told something: what will do where nobody tells
 * anything does not do then. */
static void
test_lenient (void)
{
  static const Word words[] = {{OCSP, GOOD, -9, -8}, {OCSP, UNKNOWN, -1, 1}};
  g_autoptr (SupportIdentity) leaf = support_ca_issue (ca, &(SupportProfile){0});
  g_autoptr (PkiValidationData) data = pki_validation_data_new ();
  g_autoptr (PkiProof) proof = pki_proof_new (SUPPORT_NOW);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (PkiJudge)
          judge = pki_judge_new (&(PkiJudgeSources){trust, data, proof, NULL, SUPPORT_NOW, NULL});
      g_autoptr (PkiJudgement) judgement = NULL;

      say (data, &words[i], support_identity_get_certificate (leaf));
      judgement = ask (judge, leaf, AT (-8));
      g_assert_cmpint (judgement->reason, ==, i == 0 ? PKI_REASON_NONE : PKI_REASON_NO_ANSWER);
    }
}

/* One that its responder does not know, and one that only a list tells of, which does not name the
 * first: the list vouches for nobody whom it was not asked about. */
static void
test_questions (void)
{
  g_autoptr (SupportAuthority) authority = support_authority_new (SUPPORT_NOW);
  g_autoptr (PkiFetch) fetch = client_fetch_new (60);
  g_autoptr (PkiTrust) roots = pki_trust_new ();
  g_autoptr (SupportIdentity) stranger = NULL;
  g_autoptr (SupportIdentity) listed = NULL;

  pki_trust_add (roots, support_ca_get_root (authority->ca));
  support_authority_misdirect (authority, NULL, "/crl", NULL);
  listed = support_ca_issue (authority->ca, &(SupportProfile){0});
  support_authority_misdirect (authority, "/ocsp", NULL, NULL);
  stranger = support_ca_issue (authority->ca, &(SupportProfile){0});
  support_ocsp_forget (authority->ocsp, support_identity_get_certificate (stranger));
  for (guint first = 0; first < 2; first++)
    {
      g_autoptr (PkiService) service = pki_service_new (fetch);
      g_autoptr (PkiValidationData) data = pki_validation_data_new ();
      g_autoptr (PkiProof) proof = pki_proof_new (SUPPORT_NOW);
      g_autoptr (PkiJudge) judge = pki_judge_new (
          &(PkiJudgeSources){roots, data, proof, service, SUPPORT_NOW, NULL});

      for (guint i = 0; i < 2; i++)
        {
          gboolean known = i == first;
          g_autoptr (PkiJudgement) judgement = ask (judge, known ? listed : stranger, 0);

          g_assert_cmpint (judgement->reason, ==, known ? PKI_REASON_NONE : PKI_REASON_NO_ANSWER);
        }
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  ca = support_ca_new (SUPPORT_NOW);
  trust = pki_trust_new ();
  pki_trust_add (trust, support_ca_get_root (ca));
  support_ca_set_addresses (ca, &(SupportAddresses){"http://ocsp.invalid/", NULL, NULL});
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *name = g_strconcat ("/pki/order/", rows[i].what, NULL);

      g_test_add_data_func (name, &rows[i], test_proofs);
    }
  g_test_add_func ("/pki/order/lenient", test_lenient);
  g_test_add_func ("/pki/order/questions", test_questions);
  status = g_test_run ();
  pki_trust_free (trust);
  support_ca_free (ca);
  return status;
}
