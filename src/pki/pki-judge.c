/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-judge.h"

#include "pki-access.h"
#include "pki-ascent.h"
#include "pki-chain.h"

struct _PkiJudge {
  PkiJudgeSources sources; /* all lent */
  PkiEvidence *evidence;
  GHashTable *paths; /* purpose and certificates → GPtrArray of PkiPath */
  GHashTable *asked; /* SHA-256 of certificates → why there was no answer, or "" */
  PkiAscent *ascent; /* NULL: nobody is asked */
  guint n_heard;
};

/* A path while it is judged, from the root down to the leaf. */
typedef struct {
  PkiJudge *judge;
  const PkiJudgeQuestion *question;
  const PkiPath *path;
  gboolean own;   /* the user chose its root */
  gboolean quiet; /* nobody is asked: a better way was found */
  PkiJudgement *judgement;
} Walk;

/**
 * pki_judge_new:
 * @sources: roots, proofs and answers; all of them lent
 *
 * Prepares for questions.
 *
 * Returns: (transfer full): a judge
 */
PkiJudge *
pki_judge_new (const PkiJudgeSources *sources)
{
  PkiJudge *self = g_new0 (PkiJudge, 1);

  self->sources = *sources;
  self->evidence = pki_evidence_new (sources->data, sources->proof);
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) g_ptr_array_unref);
  if (sources->service != NULL)
    self->ascent = pki_ascent_new (sources->service, sources->data, sources->cancellable);
  return self;
}

/**
 * pki_judge_free:
 * @self: (transfer full) (nullable): a judge
 *
 * Frees it.
 */
void
pki_judge_free (PkiJudge *self)
{
  if (self == NULL)
    return;
  pki_evidence_free (self->evidence);
  pki_ascent_free (self->ascent);
  g_hash_table_unref (self->asked);
  g_hash_table_unref (self->paths);
  g_free (self);
}

/* What came of asking. */
typedef enum {
  HEARD_NOTHING,
  HEARD_UNKNOWN, /* a responder that does not know the certificate (RFC 6960, 2.2) */
  HEARD_STATUS,
} Heard;

static Heard
ask_responder (PkiJudge *self, const char *uri, const PkiStatusQuestion *question, GError **error)
{
  PkiOcsp *answer = pki_service_ask (self->sources.service, uri, question,
                                     self->sources.cancellable, error);
  PkiStatus status;

  if (answer == NULL)
    return HEARD_NOTHING;
  pki_validation_data_add_ocsp (self->sources.data, answer);
  pki_validation_data_note_origin (self->sources.data, pki_ocsp_get_sha256 (answer),
                                   PKI_ORIGIN_ONLINE, uri);
  return pki_ocsp_check (answer, question, &status, NULL) && status.kind != PKI_STATUS_UNKNOWN
             ? HEARD_STATUS
             : HEARD_UNKNOWN;
}

static Heard
look_up (PkiJudge *self, const char *uri, const PkiStatusQuestion *question, GError **error)
{
  PkiCrl *crl = pki_service_look_up (self->sources.service, uri, question,
                                     self->sources.cancellable, error);

  if (crl == NULL)
    return HEARD_NOTHING;
  pki_validation_data_add_crl (self->sources.data, crl);
  pki_validation_data_note_origin (self->sources.data, pki_crl_get_sha256 (crl), PKI_ORIGIN_ONLINE,
                                   uri);
  return HEARD_STATUS;
}

/* Until one of the addresses tells the status; failure is why the last one that did not answer did
 * not. */
static Heard
ask_all (PkiJudge *self, PkiAccess access, const PkiStatusQuestion *question, GError **failure)
{
  g_auto (GStrv) uris = pki_access_list (question->certificate, access);
  Heard heard = HEARD_NOTHING;

  for (guint i = 0; uris[i] != NULL && heard != HEARD_STATUS; i++)
    {
      Heard one;

      g_clear_error (failure);
      one = access == PKI_ACCESS_OCSP ? ask_responder (self, uris[i], question, failure)
                                      : look_up (self, uris[i], question, failure);
      heard = MAX (heard, one);
    }
  return heard;
}

/* Once for each certificate: whatever came of it is known from then on. A responder's own word on
 * itself is worth little, so there a list goes first. Where a responder does not know the
 * certificate a list may still name it: it is looked up as well, as it would be at hand had it been
 * asked for on behalf of another. */
static void
ask_issuer (PkiJudge *self, const PkiStatusQuestion *question, gboolean responder)
{
  const char *sha256 = pki_certificate_get_sha256 (question->certificate);
  g_autoptr (GError) failure = NULL;
  Heard answer = HEARD_NOTHING;
  Heard list = HEARD_NOTHING;

  if (self->sources.service == NULL || g_hash_table_contains (self->asked, sha256))
    return;
  g_hash_table_insert (self->asked, g_strdup (sha256), g_strdup (""));
  if (!responder)
    answer = ask_all (self, PKI_ACCESS_OCSP, question, &failure);
  if (answer != HEARD_STATUS)
    list = ask_all (self, PKI_ACCESS_CRL, question, &failure);
  if (answer == HEARD_NOTHING && list == HEARD_NOTHING && failure != NULL)
    g_hash_table_insert (self->asked, g_strdup (sha256), g_strdup (failure->message));
  if (answer == HEARD_NOTHING && list == HEARD_NOTHING)
    return;
  self->n_heard++;
  pki_evidence_forget (self->evidence);
}

/* Those that answered for this certificate have a status themselves. */
static void
ask_for_responders (PkiJudge *self, const PkiStatusQuestion *question)
{
  GPtrArray *ocsps = pki_validation_data_get_ocsps (self->sources.data);

  for (guint i = 0; i < ocsps->len && pki_validation_data_spend (self->sources.data, 1); i++)
    {
      g_autoptr (PkiCertificate)
          responder = pki_ocsp_find_responder (g_ptr_array_index (ocsps, i), question);
      PkiStatusQuestion own = *question;

      if (responder == NULL || pki_certificate_equal (responder, question->issuer) ||
          pki_ocsp_is_nocheck (responder))
        continue;
      own.certificate = responder;
      ask_issuer (self, &own, TRUE);
    }
}

/* So have those who issued an indirect list that tells of this certificate. */
static void
ask_for_listers (PkiJudge *self, const PkiStatusQuestion *question)
{
  GPtrArray *crls = pki_validation_data_get_crls (self->sources.data);

  for (guint i = 0; i < crls->len && pki_validation_data_spend (self->sources.data, 1); i++)
    {
      PkiCrl *crl = g_ptr_array_index (crls, i);
      PkiStatusQuestion own = *question;
      PkiCertificate *lister = NULL;
      PkiStatus status;

      if (!pki_crl_is_about (crl, question->certificate) ||
          !pki_crl_check_by (crl, question, &status, &lister, NULL) || lister == NULL)
        continue;
      own.certificate = lister;
      own.issuer = pki_chain_find_issuer (lister, question->others);
      if (own.issuer != NULL)
        ask_issuer (self, &own, TRUE);
    }
}

/* Addresses are only followed below a root of the user's: nobody else is to decide where this
 * computer turns to. */
static void
ask (PkiJudge *self, const PkiEvidenceQuestion *question)
{
  const PkiStatusQuestion status = {question->certificate, question->issuer, self->sources.now,
                                    pki_validation_data_get_certificates (self->sources.data)};

  if (self->sources.service == NULL)
    return;
  ask_issuer (self, &status, FALSE);
  ask_for_responders (self, &status);
  ask_for_listers (self, &status);
}

/* Whether somebody is asked depends on what is embedded alone: what another certificate's issuer
 * was asked for happens to be at hand or not. All that is at hand is weighed then. */
static void
weigh (Walk *walk, const PkiEvidenceQuestion *question, PkiLink *link)
{
  PkiJudge *self = walk->judge;
  PkiEvidenceQuestion last = *question;
  const char *failure;

  last.embedded = TRUE;
  pki_evidence_weigh (self->evidence, &last, link);
  if (link->revocation == PKI_REVOCATION_UNKNOWN && !walk->quiet)
    ask (self, question);
  last.embedded = FALSE;
  last.lenient = walk->question->made;
  pki_evidence_weigh (self->evidence, &last, link);
  failure = g_hash_table_lookup (self->asked, pki_certificate_get_sha256 (question->certificate));
  if (link->revocation == PKI_REVOCATION_UNKNOWN && failure != NULL && *failure != '\0')
    {
      g_free (link->failure);
      link->failure = g_strdup (failure);
    }
}

static gboolean
is_accused (const PkiLink *link)
{
  return link->revocation == PKI_REVOCATION_REVOKED || link->revocation == PKI_REVOCATION_SUSPENDED;
}

/* Since when anybody else may have used its key. */
static gint64
find_fall (const PkiLink *link)
{
  return is_accused (link) ? MIN (link->since, link->weakness.until) : link->weakness.until;
}

/* The gravest reason is the one that is told. */
static void
note (Walk *walk, PkiReason reason, guint at, gint64 moment)
{
  PkiJudgement *judgement = walk->judgement;

  if (judgement->reason != PKI_REASON_NONE && judgement->reason <= reason)
    return;
  judgement->reason = reason;
  judgement->at = at;
  judgement->moment = moment;
  judgement->weakness = NULL;
  if (reason == PKI_REASON_WEAK)
    judgement->weakness = ((PkiLink *) g_ptr_array_index (judgement->links, at))->weakness.name;
}

static void
note_revocation (Walk *walk, guint i, const PkiLink *link)
{
  gint64 used = walk->question->used;

  if (link->revocation == PKI_REVOCATION_REVOKED && link->since <= used)
    note (walk, i == 0 ? PKI_REASON_REVOKED : PKI_REASON_REVOKED_CA, i, link->since);
  else if (link->revocation == PKI_REVOCATION_SUSPENDED && link->since <= used)
    note (walk, PKI_REASON_SUSPENDED, i, link->since);
  else if (link->revocation == PKI_REVOCATION_UNKNOWN)
    note (walk, PKI_REASON_NO_ANSWER, i, 0);
}

static void
note_age (Walk *walk, guint i, const PkiLink *link)
{
  gint64 from = pki_certificate_get_not_before (link->certificate);
  gint64 to = pki_certificate_get_not_after (link->certificate);
  gint64 used = walk->question->used;

  if (used < from)
    note (walk, i == 0 ? PKI_REASON_NOT_YET_VALID : PKI_REASON_EXPIRED_CA, i, from);
  else if (used > to)
    note (walk, i == 0 ? PKI_REASON_EXPIRED : PKI_REASON_EXPIRED_CA, i, to);
  if (used > link->weakness.until)
    note (walk, PKI_REASON_WEAK, i, link->weakness.until);
}

/* EN 319 102-1, 5.6.2.2: a certificate whose issuer's key has fallen since counts when it is known
 * to be older than that. The leaf's is as old as what it signed, which names it. */
static void
note_issuer (Walk *walk, guint i, const PkiLink *issuer)
{
  PkiCertificate *certificate = g_ptr_array_index (walk->path->certificates, i);
  gint64 there = walk->question->used;
  gint64 fall = find_fall (issuer);

  if (i > 0)
    there = pki_proof_find (walk->judge->sources.proof, pki_certificate_get_sha256 (certificate));
  if (there <= fall)
    return;
  if (is_accused (issuer) && issuer->since <= fall)
    note (walk, PKI_REASON_REVOKED_CA, i + 1, fall);
  else
    note (walk, PKI_REASON_WEAK, i + 1, fall);
}

/* The digest under a root's own signature protects nothing. */
static PkiAlgorithmEnd
find_weakness (PkiCertificate *certificate, gboolean root)
{
  PkiAlgorithmEnd end = pki_algorithm_end_of_key (certificate);

  return root ? end : pki_algorithm_end_first (end, pki_algorithm_end_of_certificate (certificate));
}

static PkiState
find_state (const Walk *walk, const PkiLink *link)
{
  gint64 used = walk->question->used;

  if (link->flaw != PKI_FLAW_NONE)
    return PKI_STATE_INVALID;
  if (is_accused (link) && link->since <= used)
    return link->revocation == PKI_REVOCATION_REVOKED ? PKI_STATE_REVOKED : PKI_STATE_SUSPENDED;
  if (used > pki_certificate_get_not_after (link->certificate))
    return PKI_STATE_EXPIRED;
  if (used < pki_certificate_get_not_before (link->certificate))
    return PKI_STATE_NOT_YET_VALID;
  if (used > link->weakness.until)
    return PKI_STATE_WEAK;
  return link->revocation == PKI_REVOCATION_UNKNOWN ? PKI_STATE_UNKNOWN : PKI_STATE_VALID;
}

static void
judge_link (Walk *walk, guint i)
{
  GPtrArray *links = walk->judgement->links;
  PkiLink *link = g_ptr_array_index (links, i);
  gboolean last = i + 1 == links->len;
  const PkiLink *above = last ? NULL : g_ptr_array_index (links, i + 1);

  link->weakness = find_weakness (link->certificate, last && walk->path->anchored);
  if (walk->path->flaw_at == i)
    link->flaw = walk->path->flaw;
  link->state = last && !walk->path->anchored ? PKI_STATE_UNTRUSTED : find_state (walk, link);
  if (!walk->path->anchored || walk->path->flaw != PKI_FLAW_NONE)
    return;
  if (last)
    {
      link->revocation = PKI_REVOCATION_ROOT;
    }
  else
    {
      PkiEvidenceQuestion question = {
          .certificate = link->certificate,
          .issuer = above->certificate,
          .issuer_end = MIN (pki_certificate_get_not_after (above->certificate), find_fall (above)),
          .used = walk->question->used,
          .fresh = walk->question->used,
          .own = walk->own};

      weigh (walk, &question, link);
      note_issuer (walk, i, above);
    }
  link->state = find_state (walk, link);
  note_revocation (walk, i, link);
  note_age (walk, i, link);
}

static PkiJudgement *
judge_path (PkiJudge *self, const PkiJudgeQuestion *question, const PkiPath *path, gboolean quiet)
{
  GPtrArray *certificates = path->certificates;
  PkiCertificate *end = g_ptr_array_index (certificates, certificates->len - 1);
  PkiJudgement *judgement = pki_judgement_new ();
  Walk walk = {self,  question, path, path->anchored && pki_trust_is_own (self->sources.roots, end),
               quiet, judgement};

  judgement->anchored = path->anchored;
  for (guint i = 0; i < certificates->len; i++)
    g_ptr_array_add (judgement->links, pki_link_new (g_ptr_array_index (certificates, i)));
  if (!path->anchored)
    note (&walk, PKI_REASON_NO_CHAIN, certificates->len - 1, 0);
  else if (path->flaw != PKI_FLAW_NONE)
    note (&walk, PKI_REASON_FLAW, path->flaw_at, 0);
  for (guint i = certificates->len; i-- > 0;)
    judge_link (&walk, i);
  return judgement;
}

static gboolean
is_better (const PkiJudgement *a, const PkiJudgement *b)
{
  return b->reason != PKI_REASON_NONE && (a->reason == PKI_REASON_NONE || a->reason > b->reason);
}

/* Where nothing leads to a root, one way says all. */
static void
take_dead_ends (GPtrArray *paths, GPtrArray *dead)
{
  const PkiPath *first = g_ptr_array_index (paths, 0);

  if (first->anchored)
    g_ptr_array_extend_and_steal (paths, dead);
  else
    g_ptr_array_unref (dead);
}

/* Fifty signatures of one person ask for the same paths, and each costs a signature check for every
 * certificate. Paths do not depend on the moment. */
static GPtrArray *
get_paths (PkiJudge *self, const PkiJudgeQuestion *question)
{
  PkiPathQuery query = {question->leaf,
                        question->others,
                        pki_validation_data_get_certificates (self->sources.data),
                        self->sources.roots,
                        question->purpose,
                        NULL,
                        NULL};
  g_autoptr (GString) key = g_string_new (pki_certificate_get_sha256 (question->leaf));
  GPtrArray *paths;

  g_string_append_printf (key, " %d", question->purpose);
  for (guint i = 0; question->others != NULL && i < question->others->len; i++)
    g_string_append (key, pki_certificate_get_sha256 (g_ptr_array_index (question->others, i)));
  paths = g_hash_table_lookup (self->paths, key->str);
  if (paths == NULL)
    {
      query.dead = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_path_free);
      paths = self->ascent != NULL ? pki_ascent_list (self->ascent, &query)
                                   : pki_path_list (&query);
      take_dead_ends (paths, query.dead);
      g_hash_table_insert (self->paths, g_strdup (key->str), paths);
    }
  return paths;
}

/* One that has no more than a name in common with the next above it is no way. */
static void
keep_other (GPtrArray *others, PkiJudgement *judgement)
{
  const PkiLink *link = g_ptr_array_index (judgement->links, judgement->at);

  if (judgement->reason == PKI_REASON_FLAW && link->flaw == PKI_FLAW_SIGNATURE)
    pki_judgement_free (judgement);
  else
    g_ptr_array_add (others, judgement);
}

/**
 * pki_judge_certificate:
 * @self: a judge
 * @question: whose certificate, and when it was used
 *
 * Judges a certificate with its issuers up to a root: the rules of RFC 5280, 6.1, validity,
 * revocation and algorithms as of the time of use (EN 319 102-1, 5.2.6 and 5.6.2). What happened
 * later takes nothing away, and what nobody answered is never good. Of several paths to roots the
 * best counts; about the others nobody is asked once one is good.
 *
 * Returns: (transfer full): what was found out
 */
PkiJudgement *
pki_judge_certificate (PkiJudge *self, const PkiJudgeQuestion *question)
{
  GPtrArray *paths = get_paths (self, question);
  PkiJudgement *best = judge_path (self, question, g_ptr_array_index (paths, 0), FALSE);
  g_autoptr (GPtrArray) others = NULL;

  if (paths->len > 1)
    others = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_judgement_free);
  for (guint i = 1; i < paths->len; i++)
    {
      PkiJudgement *other = judge_path (self, question, g_ptr_array_index (paths, i),
                                        best->reason == PKI_REASON_NONE);

      if (is_better (other, best))
        {
          keep_other (others, best);
          best = other;
        }
      else
        keep_other (others, other);
    }
  best->others = g_steal_pointer (&others);
  return best;
}

/**
 * pki_judge_get_n_heard:
 * @self: a judge
 *
 * Counts the certificates that asking brought an answer for. A list may name others as well: what
 * was judged before it came is to be judged again.
 *
 * Returns: how many
 */
guint
pki_judge_get_n_heard (PkiJudge *self)
{
  return self->n_heard;
}
