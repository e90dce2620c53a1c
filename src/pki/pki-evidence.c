/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-evidence.h"

#include "pki-access.h"
#include "pki-chain.h"

/* RFC 5280 and RFC 6960: who does not say when the next will come has newer ones at all times. */
#define MAX_AGE (24 * 60 * 60)

/* A responder's status may be answered for by a responder, and that one's by a list. */
#define MAX_RESPONDERS 3

/* What one answer, or one list, says of a certificate. */
typedef struct {
  PkiStatus status;
  PkiSource source;
  const char *sha256;        /* lent by the answer or list */
  GBytes *der;               /* the same */
  PkiCertificate *responder; /* or an indirect list's issuer; NULL: the issuer itself */
  PkiAlgorithmEnd weakness;  /* of the digest that is signed */
} Statement;

struct _PkiEvidence {
  PkiValidationData *data; /* lent */
  PkiProof *proof;         /* lent */
  GHashTable *statements;  /* SHA-256 of certificate and issuer → GPtrArray of Statement */
};

/* Whose statements are weighed, with what the search for usable ones found so far. */
typedef struct {
  PkiEvidence *evidence;
  const PkiEvidenceQuestion *question;
  GPtrArray *usable;   /* lent Statements */
  const char *failure; /* why the last one is not among them */
} Weighing;

static void
statement_free (Statement *self)
{
  g_clear_pointer (&self->responder, pki_certificate_unref);
  g_free (self);
}

/**
 * pki_evidence_new:
 * @data: answers, lists and certificates; lent
 * @proof: since when each is known to exist; lent
 *
 * Prepares for questions.
 *
 * Returns: (transfer full): the evidence
 */
PkiEvidence *
pki_evidence_new (PkiValidationData *data, PkiProof *proof)
{
  PkiEvidence *self = g_new0 (PkiEvidence, 1);

  self->data = data;
  self->proof = proof;
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                            (GDestroyNotify) g_ptr_array_unref);
  return self;
}

/**
 * pki_evidence_free:
 * @self: (transfer full) (nullable): the evidence
 *
 * Frees it.
 */
void
pki_evidence_free (PkiEvidence *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->statements);
  g_free (self);
}

/**
 * pki_evidence_forget:
 * @self: the evidence
 *
 * Looks anew at the next question: something was added to the collection.
 */
void
pki_evidence_forget (PkiEvidence *self)
{
  g_hash_table_remove_all (self->statements);
}

static Statement *
statement_new (PkiSource source, const PkiStatus *status, const char *sha256, GBytes *der)
{
  Statement *self = g_new0 (Statement, 1);

  self->source = source;
  self->status = *status;
  self->sha256 = sha256;
  self->der = der;
  return self;
}

static void
add_answers (PkiEvidence *self, const PkiStatusQuestion *question, GPtrArray *list)
{
  GPtrArray *ocsps = pki_validation_data_get_ocsps (self->data);

  for (guint i = 0; i < ocsps->len; i++)
    {
      PkiOcsp *ocsp = g_ptr_array_index (ocsps, i);
      g_autoptr (PkiCertificate) responder = NULL;
      Statement *statement;
      PkiStatus status;

      if (!pki_ocsp_check_by (ocsp, question, &status, &responder, NULL))
        continue;
      statement = statement_new (PKI_SOURCE_OCSP, &status, pki_ocsp_get_sha256 (ocsp),
                                 pki_ocsp_get_der (ocsp));
      statement->weakness = pki_algorithm_end_of_ocsp (ocsp);
      if (!pki_certificate_equal (responder, question->issuer))
        statement->responder = g_steal_pointer (&responder);
      g_ptr_array_add (list, statement);
    }
}

static void
add_list (const PkiStatus *status, PkiCrl *crl, PkiCertificate *signer, GPtrArray *list)
{
  Statement *statement = statement_new (PKI_SOURCE_CRL, status, pki_crl_get_sha256 (crl),
                                        pki_crl_get_der (crl));

  statement->weakness = pki_algorithm_end_of_crl (crl);
  if (signer != NULL)
    statement->responder = pki_certificate_ref (signer);
  g_ptr_array_add (list, statement);
}

/* A delta list that does not name the certificate speaks through the lists that it goes on from:
 * where these differ, each is heard. */
static void
add_delta (PkiEvidence *self, const PkiStatusQuestion *question, PkiCrl *delta, GPtrArray *list)
{
  GPtrArray *crls = pki_validation_data_get_crls (self->data);

  for (guint i = 0; i < crls->len; i++)
    {
      PkiCrl *base = g_ptr_array_index (crls, i);
      PkiStatus status;

      if (base == delta || pki_crl_is_delta (base) ||
          !pki_crl_is_about (base, question->certificate) ||
          !pki_validation_data_spend (self->data, 2) ||
          !pki_crl_check_delta (delta, base, question, &status, NULL))
        continue;
      add_list (&status, delta, NULL, list);
    }
}

static void
add_lists (PkiEvidence *self, const PkiStatusQuestion *question, GPtrArray *list)
{
  GPtrArray *crls = pki_validation_data_get_crls (self->data);

  for (guint i = 0; i < crls->len; i++)
    {
      PkiCrl *crl = g_ptr_array_index (crls, i);
      PkiCertificate *signer = NULL;
      PkiStatus status;

      if (!pki_crl_is_about (crl, question->certificate))
        continue;
      if (pki_crl_check_by (crl, question, &status, &signer, NULL))
        add_list (&status, crl, signer, list);
      else if (pki_crl_is_delta (crl))
        add_delta (self, question, crl, list);
    }
}

/* EN 319 102-1, 5.2.5: it is fresh until the next one was promised. */
static gint64
fresh_until (const Statement *statement)
{
  const PkiStatus *status = &statement->status;

  return (status->next_update != G_MAXINT64 ? status->next_update : status->this_update + MAX_AGE) +
         PKI_STATUS_SKEW;
}

/* The latest first, of those an answer, which is about this certificate, and the one that holds for
 * longest: in which order they were found, or asked for, is to decide nothing. */
static int
compare_statements (gconstpointer a, gconstpointer b)
{
  const Statement *one = *(const Statement *const *) a;
  const Statement *other = *(const Statement *const *) b;
  gint64 one_end = fresh_until (one), other_end = fresh_until (other);

  if (one->status.this_update != other->status.this_update)
    return one->status.this_update > other->status.this_update ? -1 : 1;
  if (one->source != other->source)
    return one->source == PKI_SOURCE_OCSP ? -1 : 1;
  if (one_end != other_end)
    return one_end > other_end ? -1 : 1;
  return strcmp (one->sha256, other->sha256);
}

static GPtrArray *
get_statements (PkiEvidence *self, PkiCertificate *certificate, PkiCertificate *issuer)
{
  const PkiStatusQuestion question = {certificate, issuer, PKI_STATUS_ANY_TIME,
                                      pki_validation_data_get_certificates (self->data)};
  char *key = g_strconcat (pki_certificate_get_sha256 (certificate), " ",
                           pki_certificate_get_sha256 (issuer), NULL);
  GPtrArray *list = g_hash_table_lookup (self->statements, key);

  if (list != NULL)
    {
      g_free (key);
      return list;
    }
  list = g_ptr_array_new_with_free_func ((GDestroyNotify) statement_free);
  if (pki_validation_data_spend (self->data, pki_validation_data_get_ocsps (self->data)->len +
                                                 pki_validation_data_get_crls (self->data)->len +
                                                 1))
    {
      add_answers (self, &question, list);
      add_lists (self, &question, list);
    }
  g_ptr_array_sort (list, compare_statements);
  g_hash_table_insert (self->statements, key, list);
  return list;
}

/* Issuers drop the expired from their lists, and say so if they do not: that one is not named there
 * proves nothing else, nor that it is not known. */
static gboolean
covers (const Statement *statement, PkiCertificate *certificate)
{
  gint64 end = pki_certificate_get_not_after (certificate);

  switch (statement->status.kind)
    {
    case PKI_STATUS_GOOD:
      return statement->status.this_update <= end || statement->status.keeps_from <= end;
    case PKI_STATUS_UNKNOWN:
      return statement->status.this_update <= end;
    case PKI_STATUS_REVOKED:
    case PKI_STATUS_ON_HOLD:
    default:
      return TRUE;
    }
}

/* RFC 6960, 4.2.2.1 and RFC 5280, 5.1.2.4: at the moment of judgement an answer that is dated later
 * is not there yet, or its signer's clock is wrong. */
static gboolean
is_of_the_future (PkiEvidence *self, const Statement *statement)
{
  return statement->status.this_update > pki_proof_get_now (self->proof) + PKI_STATUS_SKEW;
}

static gboolean
is_fetched (PkiEvidence *self, const Statement *statement)
{
  return pki_validation_data_find_origin (self->data, statement->sha256, NULL) == PKI_ORIGIN_ONLINE;
}

static gint64 find_responder_end (PkiEvidence *self,
                                  const Statement *by,
                                  const PkiEvidenceQuestion *question,
                                  guint depth);

/* Was it there while its signer could be relied on? */
static gboolean
is_authentic (PkiEvidence *self,
              const Statement *statement,
              const PkiEvidenceQuestion *question,
              guint depth)
{
  gint64 there = pki_proof_find (self->proof, statement->sha256);
  gint64 end = MIN (question->issuer_end, statement->weakness.until);

  if (statement->responder != NULL)
    end = MIN (end, find_responder_end (self, statement, question, depth));
  return there <= end;
}

/* A responder is appointed by the issuer itself; who issues an indirect list may be by one above.
 */
static PkiCertificate *
find_appointer (PkiEvidence *self, PkiCertificate *responder, PkiCertificate *issuer)
{
  PkiCertificate *other = NULL;

  if (!pki_chain_is_issuer (issuer, responder))
    other = pki_chain_find_issuer (responder, pki_validation_data_get_certificates (self->data));
  return other != NULL ? other : issuer;
}

/* RFC 6960, 4.2.2.2.1: a responder's own status has to be known too, unless its issuer waived that
 * or names no way to ask; its own word on itself does not count. G_MININT64: it is not known. */
static gint64
find_responder_end (PkiEvidence *self,
                    const Statement *by,
                    const PkiEvidenceQuestion *question,
                    guint depth)
{
  PkiCertificate *responder = by->responder;
  gint64 end = MIN (pki_certificate_get_not_after (responder),
                    pki_algorithm_end_first (pki_algorithm_end_of_key (responder),
                                             pki_algorithm_end_of_certificate (responder))
                        .until);
  PkiEvidenceQuestion own = {.certificate = responder,
                             .issuer = find_appointer (self, responder, question->issuer),
                             .issuer_end = question->issuer_end,
                             .used = by->status.produced,
                             .fresh = by->status.produced,
                             .embedded = question->embedded};
  GPtrArray *statements;
  gboolean known = FALSE;

  if (pki_ocsp_is_nocheck (responder) || !pki_access_is_offered (responder))
    return end;
  if (depth >= MAX_RESPONDERS)
    return G_MININT64;
  statements = get_statements (self, responder, own.issuer);
  for (guint i = 0; i < statements->len; i++)
    {
      const Statement *one = g_ptr_array_index (statements, i);

      if (one->status.kind == PKI_STATUS_UNKNOWN ||
          (question->embedded && is_fetched (self, one)) ||
          (one->responder != NULL && pki_certificate_equal (one->responder, responder)) ||
          !covers (one, responder) || !is_authentic (self, one, &own, depth + 1))
        continue;
      if (one->status.kind != PKI_STATUS_GOOD)
        end = MIN (end, one->status.since);
      known |= one->status.kind != PKI_STATUS_GOOD ||
               (fresh_until (one) >= own.used && !is_of_the_future (self, one));
    }
  return known ? end : G_MININT64;
}

static void
list_usable (Weighing *weighing)
{
  const PkiEvidenceQuestion *question = weighing->question;
  GPtrArray *statements = get_statements (weighing->evidence, question->certificate,
                                          question->issuer);

  for (guint i = 0; i < statements->len; i++)
    {
      Statement *one = g_ptr_array_index (statements, i);

      if (question->embedded && is_fetched (weighing->evidence, one))
        continue;
      /* Who accuses is heard even where nobody can tell any more when it was said. */
      if (one->status.kind != PKI_STATUS_GOOD && covers (one, question->certificate))
        g_ptr_array_add (weighing->usable, one);
      else if (one->status.kind == PKI_STATUS_UNKNOWN)
        continue;
      else if (!is_authentic (weighing->evidence, one, question, 0))
        weighing->failure = "who signed the answer cannot be relied on any more";
      else if (!covers (one, question->certificate))
        weighing->failure = "the answer is of after the certificate's end";
      else if (is_of_the_future (weighing->evidence, one))
        weighing->failure = "the answer is dated later than the moment of judgement";
      else
        g_ptr_array_add (weighing->usable, one);
    }
}

static const Statement *
find_revoked (GPtrArray *usable)
{
  const Statement *found = NULL;

  for (guint i = 0; i < usable->len; i++)
    {
      const Statement *one = g_ptr_array_index (usable, i);

      if (one->status.kind == PKI_STATUS_REVOKED &&
          (found == NULL || one->status.since < found->status.since))
        found = one;
    }
  return found;
}

/* The latest of its kind. */
static const Statement *
find_latest (GPtrArray *usable, PkiStatusKind kind)
{
  for (guint i = 0; i < usable->len; i++)
    {
      const Statement *one = g_ptr_array_index (usable, i);

      if (one->status.kind == kind)
        return one;
    }
  return NULL;
}

/* A list does not name who was never issued a certificate either: where a responder does not know
 * the certificate, being on no list is not good. */
static const Statement *
find_good (GPtrArray *usable, gboolean stranger)
{
  for (guint i = 0; i < usable->len; i++)
    {
      const Statement *one = g_ptr_array_index (usable, i);

      if (one->status.kind == PKI_STATUS_GOOD && !(stranger && one->source == PKI_SOURCE_CRL))
        return one;
    }
  return NULL;
}

/* A hold lasts from the day it names to the first answer that no longer knows of it: when in
 * between it was lifted nobody says. */
static const Statement *
find_hold (GPtrArray *usable, gint64 used)
{
  for (guint i = 0; i < usable->len; i++)
    {
      const Statement *hold = g_ptr_array_index (usable, i);
      gint64 lifted = G_MAXINT64;

      if (hold->status.kind != PKI_STATUS_ON_HOLD || used < hold->status.since)
        continue;
      for (guint j = 0; j < usable->len; j++)
        {
          const Statement *other = g_ptr_array_index (usable, j);

          if (other->status.kind == PKI_STATUS_GOOD &&
              other->status.this_update > hold->status.this_update)
            lifted = MIN (lifted, other->status.this_update);
        }
      if (used < lifted)
        return hold;
    }
  return NULL;
}

static void
tell (Weighing *weighing, PkiLink *link, PkiRevocation revocation, const Statement *statement)
{
  const char *uri = NULL;

  link->revocation = revocation;
  link->source = statement->source;
  link->origin = pki_validation_data_find_origin (weighing->evidence->data, statement->sha256,
                                                  &uri);
  link->uri = g_strdup (uri);
  link->answer = g_bytes_ref (statement->der);
  link->since = statement->status.since;
  link->reason = statement->status.reason;
  link->this_update = statement->status.this_update;
  link->next_update = statement->status.next_update;
  link->produced = statement->status.produced;
  link->proven = pki_proof_find (weighing->evidence->proof, statement->sha256);
  if (statement->responder != NULL)
    link->responder = pki_certificate_ref (statement->responder);
}

/* Its issuer answers nobody, and need not: what is at hand by chance may be as old as it likes. */
static PkiRevocation
find_excuse (const PkiEvidenceQuestion *question)
{
  if (pki_access_is_waived (question->certificate))
    return PKI_REVOCATION_WAIVED;
  if (!pki_access_is_offered (question->certificate) && question->own)
    return PKI_REVOCATION_NOT_OFFERED;
  return PKI_REVOCATION_UNKNOWN;
}

static void
tell_failure (Weighing *weighing, PkiLink *link)
{
  if (!pki_access_is_offered (weighing->question->certificate))
    link->failure = g_strdup ("its issuer names no way to ask");
  else if (weighing->failure != NULL)
    link->failure = g_strdup (weighing->failure);
  else
    link->failure = g_strdup ("no answer is at hand");
}

/* Who says now that he does not know the certificate has told something: an answer of long ago is
 * no substitute for that. */
static gboolean
is_fresh (const Statement *good, const PkiEvidenceQuestion *question, gboolean stranger)
{
  gint64 until = fresh_until (good);

  return until >= question->fresh ||
         (question->lenient != 0 && !stranger && until >= question->lenient);
}

static void
weigh (Weighing *weighing, PkiLink *link)
{
  gint64 used = weighing->question->used;
  const Statement *revoked = find_revoked (weighing->usable);
  const Statement *hold = find_hold (weighing->usable, used);
  const Statement *last_hold = find_latest (weighing->usable, PKI_STATUS_ON_HOLD);
  const Statement *stranger = find_latest (weighing->usable, PKI_STATUS_UNKNOWN);
  const Statement *good = find_good (weighing->usable, stranger != NULL);
  PkiRevocation excuse = find_excuse (weighing->question);

  if (revoked != NULL)
    {
      tell (weighing, link, PKI_REVOCATION_REVOKED, revoked);
      /* Revoked from a hold that nobody lifted: not every issuer dates that back (X.509, 9.5.3.1).
       */
      if (hold != NULL)
        link->since = MIN (link->since, hold->status.since);
    }
  else if (hold != NULL)
    tell (weighing, link, PKI_REVOCATION_SUSPENDED, hold);
  else if (last_hold != NULL &&
           (good == NULL || good->status.this_update < last_hold->status.this_update))
    tell (weighing, link, PKI_REVOCATION_SUSPENDED, last_hold);
  else if (good != NULL && is_fresh (good, weighing->question, stranger != NULL))
    tell (weighing, link, PKI_REVOCATION_GOOD, good);
  else if (stranger != NULL)
    {
      tell (weighing, link, PKI_REVOCATION_UNKNOWN, stranger);
      link->failure = g_strdup ("the OCSP responder does not know the certificate");
    }
  else if (excuse != PKI_REVOCATION_UNKNOWN)
    link->revocation = excuse;
  else if (good != NULL)
    {
      tell (weighing, link, PKI_REVOCATION_UNKNOWN, good);
      link->failure = g_strdup ("the latest answer is out of date");
    }
  else
    tell_failure (weighing, link);
}

/**
 * pki_evidence_weigh:
 * @self: the evidence
 * @question: which certificate, and when it was used
 * @link: receives the answer
 *
 * Finds out whether a certificate was revoked or suspended when it was used (EN 319 102-1, 5.2.5
 * and 5.6.2.2). An answer "good" counts when it was there while its signer could be relied on,
 * speaks of certificates of this age, and was in date at the time asked for or issued later, though
 * not later than the moment of judgement. Any
 * revocation goes before any "good"; a hold can be lifted.
 */
void
pki_evidence_weigh (PkiEvidence *self, const PkiEvidenceQuestion *question, PkiLink *link)
{
  g_autoptr (GPtrArray) usable = g_ptr_array_new ();
  Weighing weighing = {self, question, usable, NULL};

  g_return_if_fail (self != NULL && question != NULL && link != NULL);

  link->revocation = PKI_REVOCATION_UNKNOWN;
  link->source = PKI_SOURCE_NONE;
  link->reason = -1;
  link->since = 0;
  g_clear_pointer (&link->uri, g_free);
  g_clear_pointer (&link->answer, g_bytes_unref);
  g_clear_pointer (&link->failure, g_free);
  g_clear_pointer (&link->responder, pki_certificate_unref);
  list_usable (&weighing);
  weigh (&weighing, link);
}
