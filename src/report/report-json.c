/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-json.h"

#include <glib/gi18n.h>
#include <math.h>

#include "pades-error.h"
#include "pdf-error.h"
#include "report-pretence.h"
#include "report-words.h"

/* The words of the contract, in the order of the enumerations. */
static const char *const integrities[] = {"intact", "broken", "unsupported", "unparseable"};
static const char *const coverages[] = {"entire-file", "entire-revision", "partial", "malformed"};
static const char *const changes[] = {"none", "permitted", "forbidden", "not-analysed"};
static const char *const trusts[] = {"trusted", "untrusted", "expired",
                                     "revoked", "suspended", "unknown"};
static const char *const sources[] = {"claimed", "signature-timestamp", "document-timestamp",
                                      "archive-timestamp"};
static const char *const stamps[] = {"content", "signature", "archive"};
static const char *const revocations[] = {"unknown",     "good",   "revoked", "suspended",
                                          "not-offered", "waived", "root"};
static const char *const answers[] = {NULL, "ocsp", "crl"};
static const char *const origins[] = {NULL, "document", "signature", "online"};

static const char *const states[] = {"valid",     "unknown", "weak",    "not-yet-valid", "expired",
                                     "suspended", "revoked", "invalid", "untrusted"};
static const char *const reasons[PKI_N_REASONS] = {
    [PKI_REASON_NO_CHAIN] = "untrusted",  [PKI_REASON_FLAW] = "invalid",
    [PKI_REASON_REVOKED] = "revoked",     [PKI_REASON_REVOKED_CA] = "issuer-revoked",
    [PKI_REASON_SUSPENDED] = "suspended", [PKI_REASON_NOT_YET_VALID] = "not-yet-valid",
    [PKI_REASON_EXPIRED] = "expired",     [PKI_REASON_EXPIRED_CA] = "issuer-expired",
    [PKI_REASON_WEAK] = "weak",           [PKI_REASON_NO_ANSWER] = "unknown",
};

/* Each signature has all that came after it, so a thousand of them over ten thousand changes would
 * make ten million entries. What is left out beyond this, of all signatures together, is counted.
 */
#define MAX_ITEMS 100000

/* JSON is UTF-8 whatever a file or its name holds, so other bytes are replaced. */
static void
set_string (JsonObject *object, const char *key, const char *value)
{
  g_autofree char *valid = value != NULL ? g_utf8_make_valid (value, -1) : NULL;

  if (valid != NULL)
    json_object_set_string_member (object, key, valid);
  else
    json_object_set_null_member (object, key);
}

/* In ISO 8601, UTC; G_MININT64 is no time. */
static void
set_time (JsonObject *object, const char *key, gint64 value)
{
  g_autoptr (GDateTime) moment = value != G_MININT64 ? g_date_time_new_from_unix_utc (value) : NULL;
  g_autofree char *text = moment != NULL ? g_date_time_format_iso8601 (moment) : NULL;

  set_string (object, key, text);
}

static JsonObject *
new_link (const PkiLink *link)
{
  gboolean accused = link->revocation == PKI_REVOCATION_REVOKED ||
                     link->revocation == PKI_REVOCATION_SUSPENDED;
  JsonObject *self = json_object_new ();

  set_string (self, "subject", pki_certificate_get_subject (link->certificate));
  set_string (self, "sha256", pki_certificate_get_sha256 (link->certificate));
  set_string (self, "status", states[link->state]);
  set_string (self, "revocation", revocations[link->revocation]);
  set_time (self, "since", accused ? link->since : G_MININT64);
  set_string (self, "source", answers[link->source]);
  set_string (self, "origin", origins[link->origin]);
  set_time (self, "produced", link->source != PKI_SOURCE_NONE ? link->produced : G_MININT64);
  return self;
}

static JsonArray *
new_chain (const PkiJudgement *judgement)
{
  JsonArray *self = json_array_new ();

  for (guint i = 0; judgement != NULL && i < judgement->links->len; i++)
    json_array_add_object_element (self, new_link (g_ptr_array_index (judgement->links, i)));
  return self;
}

/* Other ways that were found, each with what it fails for; NULL: it holds as well. */
static JsonArray *
new_alternatives (const PkiJudgement *judgement)
{
  GPtrArray *others = judgement != NULL ? judgement->others : NULL;
  JsonArray *self = json_array_new ();

  for (guint i = 0; others != NULL && i < others->len; i++)
    {
      const PkiJudgement *other = g_ptr_array_index (others, i);
      JsonObject *item = json_object_new ();

      set_string (item, "failure", reasons[other->reason]);
      json_object_set_array_member (item, "chain", new_chain (other));
      json_array_add_object_element (self, item);
    }
  return self;
}

static void
set_signer (JsonObject *object, PkiCertificate *signer)
{
  if (signer == NULL)
    {
      json_object_set_null_member (object, "signer");
      return;
    }
  JsonObject *self = json_object_new ();
  set_string (self, "subject", pki_certificate_get_subject (signer));
  set_string (self, "issuer", pki_certificate_get_issuer (signer));
  set_string (self, "serial", pki_certificate_get_serial (signer));
  set_string (self, "sha256", pki_certificate_get_sha256 (signer));
  set_time (self, "not_before", pki_certificate_get_not_before (signer));
  set_time (self, "not_after", pki_certificate_get_not_after (signer));
  json_object_set_object_member (object, "signer", self);
}

static JsonObject *
new_change (const PadesSignature *signature, const PadesChange *change)
{
  g_autofree char *what = pades_change_fill (change, pades_change_template (change),
                                             pades_change_noun (change));
  JsonObject *self = json_object_new ();

  json_object_set_int_member (self, "revision", change->revision);
  set_string (self, "kind", pades_change_word (change->kind));
  set_string (self, "what", what);
  set_string (self, "name", change->name);
  set_string (self, "before", change->before);
  set_string (self, "after", change->after);
  if (change->page == G_MAXUINT32)
    json_object_set_null_member (self, "page");
  else
    json_object_set_int_member (self, "page", (gint64) change->page + 1);
  json_object_set_boolean_member (self, "permitted", pades_signature_permits (signature, change));
  return self;
}

static JsonObject *
new_cover (const PadesCover *cover)
{
  JsonObject *self = json_object_new ();

  json_object_set_int_member (self, "page", (gint64) cover->page + 1);
  set_string (self, "what", pades_covered_word (cover->what));
  set_string (self, "field", cover->field);
  set_string (self, "by", cover->subtype);
  return self;
}

static JsonArray *
new_covers (const PadesSignature *signature)
{
  JsonArray *self = json_array_new ();

  for (guint i = 0; signature->covers != NULL && i < signature->covers->len; i++)
    json_array_add_object_element (self, new_cover (g_ptr_array_index (signature->covers, i)));
  return self;
}

static JsonObject *
new_changes (const PadesReport *report, const PadesSignature *signature, guint *budget)
{
  guint left_out = 0;
  JsonArray *items = json_array_new ();
  JsonObject *self = json_object_new ();

  for (guint i = 0; i < report->changes->len; i++)
    {
      const PadesChange *change = g_ptr_array_index (report->changes, i);
      if (!pades_signature_precedes (signature, change))
        continue;
      if (*budget == 0)
        {
          left_out += 1;
          continue;
        }
      *budget -= 1;
      json_array_add_object_element (items, new_change (signature, change));
    }
  set_string (self, "verdict", changes[signature->changes]);
  json_object_set_array_member (self, "items", items);
  json_object_set_array_member (self, "covers", new_covers (signature));
  if (left_out > 0)
    json_object_set_int_member (self, "left_out", left_out);
  return self;
}

static JsonObject *
new_time (const PadesSignature *signature)
{
  JsonObject *self = json_object_new ();

  set_time (self, "claimed", signature->claimed);
  set_time (self, "proven", signature->proven);
  set_string (self, "source", sources[signature->time_source]);
  set_time (self, "not_before", signature->not_before);
  return self;
}

static JsonArray *
new_timestamps (const PadesSignature *signature)
{
  JsonArray *self = json_array_new ();

  for (guint i = 0; signature->timestamps != NULL && i < signature->timestamps->len; i++)
    {
      const PadesTimestamp *stamp = g_ptr_array_index (signature->timestamps, i);
      JsonObject *item = json_object_new ();

      set_string (item, "kind", stamps[stamp->kind]);
      set_time (item, "time", stamp->time);
      set_string (item, "authority",
                  stamp->tsa != NULL ? pki_certificate_get_subject (stamp->tsa) : NULL);
      set_string (item, "integrity", integrities[stamp->integrity]);
      set_string (item, "trust", trusts[stamp->trust]);
      json_array_add_object_element (self, item);
    }
  return self;
}

static void
set_docmdp (JsonObject *object, int docmdp)
{
  if (docmdp == 0)
    json_object_set_null_member (object, "docmdp");
  else
    json_object_set_int_member (object, "docmdp", docmdp);
}

static JsonObject *
new_signature (const PadesReport *report, const PadesSignature *signature, guint *budget)
{
  JsonObject *self = json_object_new ();

  json_object_set_int_member (self, "number", signature->number);
  set_string (self, "field", signature->field);
  set_string (self, "kind", signature->timestamp ? "document-timestamp" : "signature");
  set_string (self, "sub_filter", signature->sub_filter);
  json_object_set_int_member (self, "revision", signature->revision);
  set_signer (self, signature->signer);
  set_string (self, "algorithm", signature->algorithm);
  set_string (self, "digest",
              signature->digest != PKI_DIGEST_NONE ? pki_digest_get_name (signature->digest)
                                                   : NULL);
  set_string (self, "integrity", integrities[signature->integrity]);
  set_string (self, "coverage", coverages[signature->coverage]);
  json_object_set_object_member (self, "changes", new_changes (report, signature, budget));
  set_string (self, "level", report_words_level (signature->level));
  set_string (self, "form", signature->form);
  set_docmdp (self, signature->docmdp);
  set_string (self, "locked_fields", signature->locked_fields);
  set_string (self, "trust", trusts[signature->trust]);
  json_object_set_array_member (self, "chain", new_chain (signature->judgement));
  json_object_set_array_member (self, "alternatives", new_alternatives (signature->judgement));
  json_object_set_object_member (self, "time", new_time (signature));
  json_object_set_array_member (self, "timestamps", new_timestamps (signature));
  json_object_set_array_member (self, "seals", json_array_new ());
  set_string (self, "approval", NULL);
  set_string (self, "indication", report_words_main (signature->indication));
  set_string (self, "sub_indication", report_words_sub (signature->sub_indication));
  set_string (self, "explanation", report_words_explain (signature));
  return self;
}

static JsonArray *
new_revisions (GArray *revisions)
{
  JsonArray *self = json_array_new ();

  for (guint i = 0; i < revisions->len; i++)
    {
      const PdfRevision *revision = &g_array_index (revisions, PdfRevision, i);
      JsonObject *item = json_object_new ();
      json_object_set_int_member (item, "number", revision->number);
      json_object_set_int_member (item, "end", (gint64) revision->end);
      json_array_add_object_element (self, item);
    }
  return self;
}

static JsonObject *
new_picture (const ReportPretence *pretence)
{
  const double corners[] = {pretence->rect.x0, pretence->rect.y0, pretence->rect.x1,
                            pretence->rect.y1};
  JsonArray *rect = json_array_new ();
  JsonObject *self = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (corners); i++)
    json_array_add_double_element (rect, round (corners[i] * 100) / 100);
  set_string (self, "kind", pretence->kind == REPORT_PRETENCE_SEAL ? "seal" : "stamp");
  json_object_set_int_member (self, "page", (gint64) pretence->page + 1);
  json_object_set_array_member (self, "rect", rect);
  return self;
}

/* What looks like a mark and is none; nobody knows of any where no page was looked at. */
static JsonObject *
new_pictures (const PadesReport *report)
{
  g_autoptr (GArray) list = report_pretence_list (report);
  JsonArray *items = json_array_new ();
  JsonObject *self = json_object_new ();

  for (guint i = 0; i < list->len; i++)
    json_array_add_object_element (items, new_picture (&g_array_index (list, ReportPretence, i)));
  json_object_set_int_member (self, "pages_seen", report->n_seen);
  json_object_set_array_member (self, "items", items);
  return self;
}

/**
 * report_json_new:
 * @file: the file's name as given
 * @report: the verdict on it
 *
 * Puts the verdict into the object that programs are promised.
 *
 * Returns: (transfer full): the object
 */
JsonObject *
report_json_new (const char *file, const PadesReport *report)
{
  g_autofree char *remark = report_words_dup_remark (report);
  JsonArray *signatures = json_array_new ();
  JsonObject *self = json_object_new ();
  guint budget = MAX_ITEMS;

  for (guint i = 0; i < report->signatures->len; i++)
    json_array_add_object_element (
        signatures, new_signature (report, g_ptr_array_index (report->signatures, i), &budget));
  set_string (self, "file", file);
  set_string (self, "sha256", report->sha256);
  json_object_set_int_member (self, "size", (gint64) report->size);
  json_object_set_int_member (self, "pages", report->n_pages);
  json_object_set_array_member (self, "revisions", new_revisions (report->revisions));
  set_string (self, "indication", report_words_main (report->indication));
  if (report->removed != 0)
    json_object_set_int_member (self, "removed_in", report->removed);
  if (remark != NULL)
    set_string (self, "explanation", remark);
  if (report->seals != NULL || report->stamps != NULL)
    json_object_set_object_member (self, "pictures", new_pictures (report));
  json_object_set_array_member (self, "signatures", signatures);
  return self;
}

static JsonObject *
new_failure (const ReportEntry *entry)
{
  JsonObject *error = json_object_new ();
  JsonObject *self = json_object_new ();

  set_string (error, "what", entry->what);
  set_string (error, "why", entry->why);
  set_string (error, "remedy", entry->remedy);
  set_string (self, "file", entry->name);
  json_object_set_object_member (self, "error", error);
  return self;
}

static JsonArray *
new_roots (PkiTrust *trust)
{
  GPtrArray *roots = trust != NULL ? pki_trust_get_roots (trust) : NULL;
  JsonArray *self = json_array_new ();

  for (guint i = 0; roots != NULL && i < roots->len; i++)
    {
      PkiCertificate *root = g_ptr_array_index (roots, i);
      JsonObject *item = json_object_new ();
      set_string (item, "subject", pki_certificate_get_subject (root));
      set_string (item, "sha256", pki_certificate_get_sha256 (root));
      json_array_add_object_element (self, item);
    }
  return self;
}

/**
 * report_json_new_error:
 * @file: the file's name, UTF-8
 * @error: why there is no verdict
 *
 * Makes an object of what happened, why and what to do, in the user's language, and the details.
 *
 * Returns: (transfer full): the object
 */
JsonObject *
report_json_new_error (const char *file, const GError *error)
{
  JsonObject *object = json_object_new ();
  JsonObject *inner = json_object_new ();
  g_autofree char *details = g_utf8_make_valid (error->message, -1);
  const char *words[] = {
      N_ ("This did not work."),
      N_ ("The system reported a problem; the details name it."),
      N_ ("Try again. If it stays, copy the details for whoever helps you."),
  };

  if (error->domain == PDF_ERROR)
    pdf_error_explain (error->code, &words[0], &words[1], &words[2]);
  else if (error->domain == PADES_ERROR)
    pades_error_explain (error->code, &words[0], &words[1], &words[2]);
  set_string (inner, "what", _ (words[0]));
  set_string (inner, "why", _ (words[1]));
  set_string (inner, "remedy", _ (words[2]));
  set_string (inner, "details", details);
  set_string (object, "file", file);
  json_object_set_object_member (object, "error", inner);
  return object;
}

/**
 * report_json_new_case:
 * @self: a case
 *
 * Makes one object of all files: each as report_json_new() does, under a header that says by which
 * program, when, as of when and against whom they were judged.
 *
 * Returns: (transfer full): the object
 */
JsonObject *
report_json_new_case (const ReportCase *self)
{
  JsonObject *object = json_object_new ();
  JsonArray *files = json_array_new ();

  for (guint i = 0; i < self->entries->len; i++)
    {
      const ReportEntry *entry = g_ptr_array_index (self->entries, i);
      json_array_add_object_element (files, entry->report != NULL
                                                ? report_json_new (entry->name, entry->report)
                                                : new_failure (entry));
    }
  set_string (object, "report", "vermilion-verification");
  json_object_set_int_member (object, "version", 1);
  set_string (object, "program", "Vermilion " VERMILION_VERSION);
  set_time (object, "made", self->made);
  set_time (object, "judged", self->judged);
  json_object_set_boolean_member (object, "issuers_asked", self->asked);
  json_object_set_array_member (object, "trusted", new_roots (self->trust));
  json_object_set_array_member (object, "files", files);
  return object;
}

/**
 * report_json_print:
 * @object: an answer
 *
 * Writes it as one line, without the line's end.
 *
 * Returns: (transfer full): the text
 */
char *
report_json_print (JsonObject *object)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (root, object);
  return json_to_string (root, FALSE);
}
