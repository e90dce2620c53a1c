/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <openssl/x509v3.h>

#include "client-fetch.h"
#include "pki-judge.h"
#include "support-authority.h"
#include "support-clock.h"
#include "support-proof.h"

#define AT(days) (SUPPORT_NOW + (days) *SUPPORT_DAY)

static SupportCa *ca;
static PkiTrust *trust;

/* What one judgement rests on. */
typedef struct {
  PkiValidationData *data;
  PkiProof *proof;
  PkiJudge *judge;
} Court;

static Court
court_open (gint64 now, PkiTrust *roots, PkiService *service)
{
  Court court = {pki_validation_data_new (), pki_proof_new (now), NULL};

  court.judge = pki_judge_new (
      &(PkiJudgeSources){roots, court.data, court.proof, service, now, NULL});
  return court;
}

static void
court_close (Court *court)
{
  pki_judge_free (court->judge);
  pki_proof_free (court->proof);
  pki_validation_data_free (court->data);
}

static PkiJudgement *
ask (Court *court, SupportIdentity *leaf, gint64 used)
{
  const PkiJudgeQuestion question = {support_identity_get_certificate (leaf), leaf->chain,
                                     PKI_PURPOSE_DOCUMENT, used};

  return pki_judge_certificate (court->judge, &question);
}

static PkiLink *
get_link (PkiJudgement *judgement, guint i)
{
  return g_ptr_array_index (judgement->links, i);
}

/* Days from now, 0 for what an honest one has. */
typedef struct {
  const char *what;
  double used;
  PkiStatusKind kind;
  int since;
  int from;
  int to;
  PkiReason reason;
  int end;         /* of the certificate */
  int keeps;       /* archive cutoff */
  gboolean silent; /* no answer at all */
  const char *key;
  gboolean sha1; /* the answer's */
} Row;

#define GOOD PKI_STATUS_GOOD, 0

static const Row rows[] = {
    {"good", 0, GOOD, -1, 1, PKI_REASON_NONE},
    {"silent", 0, GOOD, -1, 1, PKI_REASON_NO_ANSWER, .silent = TRUE},
    {"unknown", 0, PKI_STATUS_UNKNOWN, 0, -1, 1, PKI_REASON_NO_ANSWER},
    {"stale", 0, GOOD, -9, -8, PKI_REASON_NO_ANSWER},
    {"fresh-when-used", -8.5, GOOD, -9, -8, PKI_REASON_NONE},
    {"issued-after-use", -9, GOOD, -1, 1, PKI_REASON_NONE},
    {"issued-tomorrow", 0, GOOD, 1, 2, PKI_REASON_NO_ANSWER},
    {"revoked-says-tomorrow", 0, PKI_STATUS_REVOKED, -5, 1, 2, PKI_REASON_REVOKED},
    {"revoked", 0, PKI_STATUS_REVOKED, -5, -1, 1, PKI_REASON_REVOKED},
    {"revoked-before-use", -4, PKI_STATUS_REVOKED, -5, -1, 1, PKI_REASON_REVOKED},
    {"revoked-after-use", -6, PKI_STATUS_REVOKED, -5, -1, 1, PKI_REASON_NONE},
    {"held", 0, PKI_STATUS_ON_HOLD, -5, -1, 1, PKI_REASON_SUSPENDED},
    {"held-after-use", -6, PKI_STATUS_ON_HOLD, -5, -1, 1, PKI_REASON_NONE},
    {"expired", 0, GOOD, -1, 1, PKI_REASON_EXPIRED, .end = -3},
    {"expired-after-use", -5, GOOD, -4, 1, PKI_REASON_NONE, .end = -3},
    {"asked-after-end", -5, GOOD, -1, 1, PKI_REASON_NO_ANSWER, .end = -3},
    {"kept-after-end", -5, GOOD, -1, 1, PKI_REASON_NONE, .end = -3, .keeps = -20},
    {"kept-not-as-long", -5, GOOD, -1, 1, PKI_REASON_NO_ANSWER, .end = -3, .keeps = -2},
    {"revoked-and-expired", 0, PKI_STATUS_REVOKED, -5, -1, 1, PKI_REASON_REVOKED, .end = -3},
    {"not-yet", -40, GOOD, -1, 1, PKI_REASON_NOT_YET_VALID},
    {"short-key", 0, GOOD, -1, 1, PKI_REASON_WEAK, .key = "rsa1024"},
    {"weak-answer", 0, GOOD, -1, 1, PKI_REASON_NO_ANSWER, .sha1 = TRUE},
    {"weak-accusation", 0, PKI_STATUS_REVOKED, -5, -1, 1, PKI_REASON_REVOKED, .sha1 = TRUE},
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (SupportIdentity) leaf = support_ca_issue (
      ca, &(SupportProfile){.kind = row->key, .not_after = row->end != 0 ? AT (row->end) : 0});
  SupportAnswerProfile answer = {.issuer = support_ca_get_issuer (ca),
                                 .certificate = support_identity_get_certificate (leaf),
                                 .kind = row->kind,
                                 .since = row->since != 0 ? AT (row->since) : 0,
                                 .this_update = AT (row->from),
                                 .next_update = AT (row->to),
                                 .archive_cutoff = row->keeps != 0 ? AT (row->keeps) : 0,
                                 .md = row->sha1 ? EVP_sha1 () : NULL};
  g_autoptr (PkiOcsp) ocsp = support_proof_ocsp (&answer);
  g_autoptr (PkiJudgement) judgement = NULL;
  Court court = court_open (SUPPORT_NOW, trust, NULL);

  if (!row->silent)
    pki_validation_data_add_ocsp (court.data, ocsp);
  judgement = ask (&court, leaf, SUPPORT_NOW + (gint64) (row->used * SUPPORT_DAY));
  g_assert_cmpint (judgement->reason, ==, row->reason);
  g_assert_true (judgement->anchored);
  g_assert_cmpuint (judgement->links->len, ==, 3);
  g_assert_cmpint (get_link (judgement, 1)->revocation, ==, PKI_REVOCATION_NOT_OFFERED);
  g_assert_cmpint (get_link (judgement, 2)->revocation, ==, PKI_REVOCATION_ROOT);
  court_close (&court);
}

/* Of a root that the user did not choose nothing is excused. */
static void
test_shared_root (void)
{
  g_autoptr (PkiTrust) shared = pki_trust_new ();
  g_autoptr (SupportIdentity) leaf = support_ca_issue (ca, &(SupportProfile){0});
  g_autoptr (PkiJudgement) judgement = NULL;
  Court court;

  pki_trust_add_shared (shared, support_ca_get_root (ca));
  court = court_open (SUPPORT_NOW, shared, NULL);
  judgement = ask (&court, leaf, SUPPORT_NOW);
  g_assert_cmpint (judgement->reason, ==, PKI_REASON_NO_ANSWER);
  court_close (&court);
}

static PkiOcsp *
answer_good (SupportIdentity *leaf, gint64 at)
{
  return support_proof_ocsp (
      &(SupportAnswerProfile){.issuer = support_ca_get_issuer (ca),
                              .certificate = support_identity_get_certificate (leaf),
                              .this_update = at,
                              .next_update = at + SUPPORT_DAY});
}

/* Whoever has an expired issuer's key can say what he likes, unless the answer is proven to be
 * older. */
static void
test_issuer_expired (void)
{
  g_autoptr (SupportIdentity) leaf = support_ca_issue (ca, &(SupportProfile){0});
  g_autoptr (PkiOcsp) ocsp = answer_good (leaf, SUPPORT_NOW);
  Court court = court_open (AT (1500), trust, NULL);
  g_autoptr (PkiJudgement) doubted = NULL;
  g_autoptr (PkiJudgement) proven = NULL;

  pki_validation_data_add_ocsp (court.data, ocsp);
  doubted = ask (&court, leaf, SUPPORT_NOW);
  g_assert_cmpint (doubted->reason, ==, PKI_REASON_NO_ANSWER);
  pki_proof_add_data (court.proof, court.data, AT (1200));
  pki_proof_add_data (court.proof, court.data, AT (1));
  pki_proof_add_data (court.proof, court.data, AT (900));
  proven = ask (&court, leaf, SUPPORT_NOW);
  g_assert_cmpint (proven->reason, ==, PKI_REASON_NONE);
  g_assert_cmpint (get_link (proven, 0)->proven, ==, AT (1));
  court_close (&court);
}

/* The same of an issuer whose key was stolen on the fifth day. */
static void
test_issuer_revoked (void)
{
  static const struct {
    int used;
    int proven;
    PkiReason reason;
  } cases[] = {
      {6, 4, PKI_REASON_REVOKED_CA},
      {0, 9, PKI_REASON_NO_ANSWER},
      {0, 4, PKI_REASON_NONE},
  };
  g_autoptr (SupportIdentity) leaf = support_ca_issue (ca, &(SupportProfile){0});
  g_autoptr (PkiOcsp) ocsp = answer_good (leaf, SUPPORT_NOW);
  const SupportEntry entries[] = {{support_identity_get_certificate (support_ca_get_issuer (ca)),
                                   AT (5), CRL_REASON_CA_COMPROMISE},
                                  {NULL}};
  g_autoptr (PkiCrl)
      crl = support_proof_crl (&(SupportListProfile){.issuer = support_ca_get_root_identity (ca),
                                                     .this_update = AT (6),
                                                     .next_update = AT (99),
                                                     .entries = entries});

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Court court = court_open (AT (10), trust, NULL);
      g_autoptr (PkiJudgement) judgement = NULL;

      pki_validation_data_add_ocsp (court.data, ocsp);
      pki_proof_add_data (court.proof, court.data, AT (cases[i].proven));
      pki_validation_data_add_crl (court.data, crl);
      judgement = ask (&court, leaf, AT (cases[i].used));
      g_assert_cmpint (judgement->reason, ==, cases[i].reason);
      g_assert_cmpint (get_link (judgement, 1)->since, ==, AT (5));
      court_close (&court);
    }
}

/* A delta list that does not name the certificate lets the list before it speak. */
static void
test_delta (void)
{
  g_autoptr (SupportIdentity) leaf = support_ca_issue (ca, &(SupportProfile){0});
  const SupportEntry entries[] = {
      {support_identity_get_certificate (leaf), AT (-8), CRL_REASON_KEY_COMPROMISE}, {NULL}};
  SupportListProfile base = {.issuer = support_ca_get_issuer (ca),
                             .this_update = AT (-7),
                             .next_update = AT (-6),
                             .number = 5};
  SupportListProfile delta = {
      .issuer = base.issuer, .this_update = AT (-1), .next_update = AT (1), .number = 9, .base = 5};
  g_autoptr (PkiCrl) clean = support_proof_crl (&base);
  g_autoptr (PkiCrl) late = support_proof_crl (&delta);
  g_autoptr (PkiCrl) accusing = NULL;

  base.entries = entries;
  accusing = support_proof_crl (&base);
  for (guint i = 0; i < 3; i++)
    {
      static const PkiReason reasons[] = {PKI_REASON_NO_ANSWER, PKI_REASON_NONE,
                                          PKI_REASON_REVOKED};
      Court court = court_open (SUPPORT_NOW, trust, NULL);
      g_autoptr (PkiJudgement) judgement = NULL;

      pki_validation_data_add_crl (court.data, late);
      if (i > 0)
        pki_validation_data_add_crl (court.data, i == 1 ? clean : accusing);
      judgement = ask (&court, leaf, SUPPORT_NOW);
      g_assert_cmpint (judgement->reason, ==, reasons[i]);
      court_close (&court);
    }
}

static void
add_answer (Court *court, SupportIdentity *leaf, PkiStatusKind kind, double since, double at)
{
  g_autoptr (PkiOcsp) ocsp = support_proof_ocsp (
      &(SupportAnswerProfile){.issuer = support_ca_get_issuer (ca),
                              .certificate = support_identity_get_certificate (leaf),
                              .kind = kind,
                              .since = AT (since),
                              .this_update = AT (at),
                              .next_update = AT (at + 1)});

  pki_validation_data_add_ocsp (court->data, ocsp);
}

/* What was signed during a hold is not made good by a later date of the revocation, unless the hold
 * was lifted in between. */
static void
test_held_then_revoked (void)
{
  g_autoptr (SupportIdentity) leaf = support_ca_issue (ca, &(SupportProfile){0});
  static const struct {
    int used;
    gboolean lifted;
    PkiReason reason;
    int since;
  } cases[] = {{-4, FALSE, PKI_REASON_REVOKED, -6},
               {-7, FALSE, PKI_REASON_NONE, -2},
               {-3, TRUE, PKI_REASON_NONE, -2},
               {-1, TRUE, PKI_REASON_REVOKED, -2}};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Court court = court_open (SUPPORT_NOW, trust, NULL);
      g_autoptr (PkiJudgement) judgement = NULL;

      add_answer (&court, leaf, PKI_STATUS_ON_HOLD, -6, -5.5);
      if (cases[i].lifted)
        add_answer (&court, leaf, PKI_STATUS_GOOD, 0, -3.5);
      add_answer (&court, leaf, PKI_STATUS_REVOKED, -2, -0.5);
      judgement = ask (&court, leaf, AT (cases[i].used));
      g_assert_cmpint (judgement->reason, ==, cases[i].reason);
      g_assert_cmpint (get_link (judgement, 0)->since, ==, AT (cases[i].since));
      court_close (&court);
    }
}

/* Being on no list is no proof that somebody was issued a certificate; an older answer is. */
static void
test_stranger (void)
{
  g_autoptr (SupportIdentity) leaf = support_ca_issue (ca, &(SupportProfile){0});
  SupportAnswerProfile answer = {.issuer = support_ca_get_issuer (ca),
                                 .certificate = support_identity_get_certificate (leaf),
                                 .kind = PKI_STATUS_UNKNOWN,
                                 .this_update = AT (-1),
                                 .next_update = AT (1)};
  g_autoptr (PkiOcsp) unknown = support_proof_ocsp (&answer);
  g_autoptr (PkiOcsp) good = answer_good (leaf, SUPPORT_NOW);
  g_autoptr (PkiCrl) crl = support_proof_crl (&(SupportListProfile){
      .issuer = answer.issuer, .this_update = SUPPORT_NOW, .next_update = AT (1)});
  g_autoptr (PkiJudgement) listed = NULL;
  g_autoptr (PkiJudgement) doubted = NULL;
  g_autoptr (PkiJudgement) known = NULL;
  Court court = court_open (SUPPORT_NOW, trust, NULL);

  pki_validation_data_add_crl (court.data, crl);
  listed = ask (&court, leaf, SUPPORT_NOW);
  g_assert_cmpint (listed->reason, ==, PKI_REASON_NONE);
  court_close (&court);
  court = court_open (SUPPORT_NOW, trust, NULL);
  pki_validation_data_add_crl (court.data, crl);
  pki_validation_data_add_ocsp (court.data, unknown);
  doubted = ask (&court, leaf, SUPPORT_NOW);
  g_assert_cmpint (doubted->reason, ==, PKI_REASON_NO_ANSWER);
  g_assert_nonnull (get_link (doubted, 0)->failure);
  court_close (&court);
  court = court_open (SUPPORT_NOW, trust, NULL);
  pki_validation_data_add_ocsp (court.data, unknown);
  pki_validation_data_add_ocsp (court.data, good);
  known = ask (&court, leaf, SUPPORT_NOW);
  g_assert_cmpint (known->reason, ==, PKI_REASON_NONE);
  court_close (&court);
}

static SupportIdentity *
found (SupportCa *by, SupportIdentity *issuer, SupportIdentity *twin, gint64 not_after)
{
  return support_ca_issue_by (by, issuer,
                              &(SupportProfile){.common_name = "交叉机构",
                                                .twin = twin,
                                                .key_usage = "critical,keyCertSign",
                                                .constraints = "critical,CA:TRUE",
                                                .not_after = not_after});
}

static void
assert_state (PkiJudgement *judgement, guint i, PkiState state)
{
  g_assert_cmpuint (i, <, judgement->links->len);
  g_assert_cmpint (get_link (judgement, i)->state, ==, state);
}

/* An authority that three others signed: one certificate expired, one leads to nobody who is
 * trusted. The third counts, and of the others it is told why they do not. */
static void
test_alternatives (void)
{
  g_autoptr (SupportCa) other = support_ca_new (SUPPORT_NOW);
  g_autoptr (SupportCa) stranger = support_ca_new (SUPPORT_NOW);
  g_autoptr (SupportIdentity)
      expired = found (ca, support_ca_get_root_identity (ca), NULL, AT (-3));
  g_autoptr (SupportIdentity)
      sound = found (other, support_ca_get_root_identity (other), expired, 0);
  g_autoptr (SupportIdentity)
      lost = found (stranger, support_ca_get_root_identity (stranger), expired, 0);
  g_autoptr (SupportIdentity) leaf = support_ca_issue_by (other, expired, &(SupportProfile){0});
  g_autoptr (GPtrArray) along = g_ptr_array_new ();
  g_autoptr (PkiTrust) both = pki_trust_new ();
  g_autoptr (PkiJudgement) judgement = NULL;
  Court court;

  g_ptr_array_add (along, support_identity_get_certificate (expired));
  g_ptr_array_add (along, support_identity_get_certificate (lost));
  g_ptr_array_add (along, support_identity_get_certificate (sound));
  pki_trust_add (both, support_ca_get_root (ca));
  pki_trust_add (both, support_ca_get_root (other));
  court = court_open (SUPPORT_NOW, both, NULL);
  judgement = pki_judge_certificate (court.judge,
                                     &(PkiJudgeQuestion){support_identity_get_certificate (leaf),
                                                         along, PKI_PURPOSE_DOCUMENT, SUPPORT_NOW});
  g_assert_cmpint (judgement->reason, ==, PKI_REASON_NONE);
  for (guint i = 0; i < 3; i++)
    assert_state (judgement, i, PKI_STATE_VALID);
  g_assert_true (
      pki_certificate_equal (get_link (judgement, 2)->certificate, support_ca_get_root (other)));
  g_assert_nonnull (judgement->others);
  g_assert_cmpuint (judgement->others->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      PkiJudgement *one = g_ptr_array_index (judgement->others, i);

      if (one->anchored)
        {
          g_assert_cmpint (one->reason, ==, PKI_REASON_EXPIRED_CA);
          assert_state (one, 1, PKI_STATE_EXPIRED);
        }
      else
        {
          g_assert_cmpint (one->reason, ==, PKI_REASON_NO_CHAIN);
          assert_state (one, 1, PKI_STATE_UNTRUSTED);
        }
    }
  court_close (&court);
}

/* Whoever embeds hundreds of cross certificates makes neither the search nor the answer long. */
static void
test_alternatives_bounded (void)
{
  g_autoptr (SupportCa) own = support_ca_new (SUPPORT_NOW);
  g_autoptr (PkiTrust) roots = pki_trust_new ();
  g_autoptr (GPtrArray)
      crowd = g_ptr_array_new_with_free_func ((GDestroyNotify) support_identity_free);
  g_autoptr (GPtrArray) along = g_ptr_array_new ();
  g_autoptr (SupportIdentity) leaf = NULL;
  g_autoptr (PkiJudgement) judgement = NULL;
  Court court = court_open (SUPPORT_NOW, roots, NULL);
  SupportIdentity *first = found (own, support_ca_get_root_identity (own), NULL, 0);
  gint64 start;

  pki_trust_add (roots, support_ca_get_root (own));
  g_ptr_array_add (crowd, first);
  /* Each with the same name and key, each signed by the first, as by all of them. */
  for (guint i = 0; i < 240; i++)
    g_ptr_array_add (crowd, found (own, first, first, AT (100 + i)));
  for (guint i = 0; i < crowd->len; i++)
    g_ptr_array_add (along, support_identity_get_certificate (g_ptr_array_index (crowd, i)));
  leaf = support_ca_issue_by (own, first, &(SupportProfile){0});
  start = g_get_monotonic_time ();
  judgement = pki_judge_certificate (court.judge,
                                     &(PkiJudgeQuestion){support_identity_get_certificate (leaf),
                                                         along, PKI_PURPOSE_DOCUMENT, SUPPORT_NOW});
  g_test_message ("%" G_GINT64_FORMAT " µs", g_get_monotonic_time () - start);
  g_assert_cmpint (judgement->reason, ==, PKI_REASON_NONE);
  g_assert_cmpuint (judgement->links->len, ==, 3);
  g_assert_true (judgement->others == NULL || judgement->others->len <= 12);
  court_close (&court);
}

static SupportIdentity *
issue_at (SupportAuthority *authority, const char *ocsp, const char *crl)
{
  SupportIdentity *identity;

  support_authority_misdirect (authority, ocsp, crl, "/issuer");
  identity = support_ca_issue (authority->ca, &(SupportProfile){0});
  support_authority_misdirect (authority, "/ocsp", "/crl", "/issuer");
  return identity;
}

/* Asked once for each certificate; a list where there is no responder; and nobody at all for whom
 * no root of the user's answers. */
static void
test_online (void)
{
  g_autoptr (SupportAuthority) authority = support_authority_new (SUPPORT_NOW);
  g_autoptr (PkiFetch) fetch = client_fetch_new (5);
  g_autoptr (PkiService) service = pki_service_new (fetch);
  g_autoptr (PkiTrust) roots = pki_trust_new ();
  static const struct {
    const char *ocsp;
    const char *crl;
    PkiReason reason;
    PkiSource source;
  } cases[] = {
      {"/ocsp", NULL, PKI_REASON_NONE, PKI_SOURCE_OCSP},
      {NULL, "/crl", PKI_REASON_NONE, PKI_SOURCE_CRL},
      {"/ocsp/500", "/crl", PKI_REASON_NONE, PKI_SOURCE_CRL},
      {"/ocsp/500", "/crl/forged", PKI_REASON_NO_ANSWER, PKI_SOURCE_NONE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SupportIdentity) leaf = issue_at (authority, cases[i].ocsp, cases[i].crl);
      g_autoptr (PkiJudgement) foreign = NULL;
      g_autoptr (PkiJudgement) first = NULL;
      g_autoptr (PkiJudgement) second = NULL;
      guint count = support_authority_count (authority);
      Court stranger = court_open (SUPPORT_NOW, trust, service);
      Court court;

      foreign = ask (&stranger, leaf, SUPPORT_NOW);
      g_assert_cmpint (foreign->reason, ==, PKI_REASON_NO_CHAIN);
      g_assert_cmpuint (support_authority_count (authority), ==, count);
      court_close (&stranger);
      if (i == 0)
        pki_trust_add (roots, support_ca_get_root (authority->ca));
      court = court_open (SUPPORT_NOW, roots, service);
      first = ask (&court, leaf, SUPPORT_NOW);
      g_assert_cmpint (first->reason, ==, cases[i].reason);
      g_assert_cmpint (get_link (first, 0)->source, ==, cases[i].source);
      g_assert_cmpint (get_link (first, 0)->uri != NULL, ==, cases[i].reason == PKI_REASON_NONE);
      g_assert_cmpint (get_link (first, 0)->failure != NULL, ==,
                       cases[i].reason != PKI_REASON_NONE);
      count = support_authority_count (authority);
      second = ask (&court, leaf, SUPPORT_NOW);
      g_assert_cmpint (second->reason, ==, cases[i].reason);
      g_assert_cmpuint (support_authority_count (authority), ==, count);
      court_close (&court);
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
      g_autofree char *name = g_strconcat ("/pki/judge/", rows[i].what, NULL);

      g_test_add_data_func (name, &rows[i], test_row);
    }
  g_test_add_func ("/pki/judge/shared-root", test_shared_root);
  g_test_add_func ("/pki/judge/issuer-expired", test_issuer_expired);
  g_test_add_func ("/pki/judge/issuer-revoked", test_issuer_revoked);
  g_test_add_func ("/pki/judge/delta", test_delta);
  g_test_add_func ("/pki/judge/held-then-revoked", test_held_then_revoked);
  g_test_add_func ("/pki/judge/stranger", test_stranger);
  g_test_add_func ("/pki/judge/alternatives", test_alternatives);
  g_test_add_func ("/pki/judge/alternatives-bounded", test_alternatives_bounded);
  g_test_add_func ("/pki/judge/online", test_online);
  status = g_test_run ();
  pki_trust_free (trust);
  support_ca_free (ca);
  return status;
}
