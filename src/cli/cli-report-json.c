/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-report-json.h"

#include "cli-json.h"
#include "cli-level.h"
#include "cli-report-text.h"

/* The words of the contract, in the order of the enumerations. */
static const char *const indications[] = {"total-passed", "indeterminate", "total-failed",
                                          "no-signature"};
static const char *const integrities[] = {"intact", "broken", "unsupported", "unparseable"};
static const char *const coverages[] = {"entire-file", "entire-revision", "partial", "malformed"};
static const char *const changes[] = {"none", "permitted", "forbidden", "not-analysed"};
static const char *const trusts[] = {"trusted", "untrusted", "expired",
                                     "revoked", "suspended", "unknown"};
static const char *const sources[] = {"claimed", "signature-timestamp", "document-timestamp"};
static const char *const subs[PADES_N_SUBS] = {
    [PADES_SUB_NONE] = NULL,
    [PADES_SUB_FORMAT_FAILURE] = "FORMAT_FAILURE",
    [PADES_SUB_HASH_FAILURE] = "HASH_FAILURE",
    [PADES_SUB_SIG_CRYPTO_FAILURE] = "SIG_CRYPTO_FAILURE",
    [PADES_SUB_SIG_CONSTRAINTS_FAILURE] = "SIG_CONSTRAINTS_FAILURE",
    [PADES_SUB_CHAIN_CONSTRAINTS_FAILURE] = "CHAIN_CONSTRAINTS_FAILURE",
    [PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE] = "CRYPTO_CONSTRAINTS_FAILURE",
    [PADES_SUB_NO_SIGNING_CERTIFICATE_FOUND] = "NO_SIGNING_CERTIFICATE_FOUND",
    [PADES_SUB_NO_CERTIFICATE_CHAIN_FOUND] = "NO_CERTIFICATE_CHAIN_FOUND",
    [PADES_SUB_OUT_OF_BOUNDS_NO_POE] = "OUT_OF_BOUNDS_NO_POE",
    [PADES_SUB_TRY_LATER] = "TRY_LATER",
    [PADES_SUB_REVOKED] = "REVOKED",
    [PADES_SUB_REVOKED_NO_POE] = "REVOKED_NO_POE",
    [PADES_SUB_REVOKED_CA_NO_POE] = "REVOKED_CA_NO_POE",
    [PADES_SUB_NOT_YET_VALID] = "NOT_YET_VALID",
    [PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE] = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
};

static const char *const revocations[] = {"unknown",     "good",   "revoked", "suspended",
                                          "not-offered", "waived", "root"};
static const char *const answers[] = {NULL, "ocsp", "crl"};
static const char *const origins[] = {NULL, "document", "signature", "online"};

static void
add_link (JsonBuilder *builder, const PkiLink *link)
{
  gboolean accused = link->revocation == PKI_REVOCATION_REVOKED ||
                     link->revocation == PKI_REVOCATION_SUSPENDED;

  json_builder_begin_object (builder);
  cli_json_string (builder, "subject", pki_certificate_get_subject (link->certificate));
  cli_json_string (builder, "sha256", pki_certificate_get_sha256 (link->certificate));
  cli_json_string (builder, "revocation", revocations[link->revocation]);
  cli_json_time (builder, "since", accused ? link->since : G_MININT64);
  cli_json_string (builder, "source", answers[link->source]);
  cli_json_string (builder, "origin", origins[link->origin]);
  cli_json_time (builder, "produced",
                 link->source != PKI_SOURCE_NONE ? link->produced : G_MININT64);
  json_builder_end_object (builder);
}

static void
add_chain (JsonBuilder *builder, const PkiJudgement *judgement)
{
  json_builder_set_member_name (builder, "chain");
  json_builder_begin_array (builder);
  for (guint i = 0; judgement != NULL && i < judgement->links->len; i++)
    add_link (builder, g_ptr_array_index (judgement->links, i));
  json_builder_end_array (builder);
}

static void
add_signer (JsonBuilder *builder, PkiCertificate *signer)
{
  json_builder_set_member_name (builder, "signer");
  if (signer == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_object (builder);
  cli_json_string (builder, "subject", pki_certificate_get_subject (signer));
  cli_json_string (builder, "issuer", pki_certificate_get_issuer (signer));
  cli_json_string (builder, "serial", pki_certificate_get_serial (signer));
  cli_json_string (builder, "sha256", pki_certificate_get_sha256 (signer));
  cli_json_time (builder, "not_before", pki_certificate_get_not_before (signer));
  cli_json_time (builder, "not_after", pki_certificate_get_not_after (signer));
  json_builder_end_object (builder);
}

static void
add_change (JsonBuilder *builder, const PadesSignature *signature, const PadesChange *change)
{
  g_autofree char *what = pades_change_fill (change, pades_change_template (change),
                                             pades_change_noun (change));

  json_builder_begin_object (builder);
  cli_json_int (builder, "revision", change->revision);
  cli_json_string (builder, "kind", pades_change_word (change->kind));
  cli_json_string (builder, "what", what);
  cli_json_string (builder, "name", change->name);
  cli_json_string (builder, "before", change->before);
  cli_json_string (builder, "after", change->after);
  json_builder_set_member_name (builder, "page");
  if (change->page == G_MAXUINT32)
    json_builder_add_null_value (builder);
  else
    json_builder_add_int_value (builder, (gint64) change->page + 1);
  cli_json_boolean (builder, "permitted", pades_signature_permits (signature, change));
  json_builder_end_object (builder);
}

static void
add_changes (JsonBuilder *builder, const PadesReport *report, const PadesSignature *signature)
{
  guint i;

  json_builder_set_member_name (builder, "changes");
  json_builder_begin_object (builder);
  cli_json_string (builder, "verdict", changes[signature->changes]);
  json_builder_set_member_name (builder, "items");
  json_builder_begin_array (builder);
  for (i = 0; i < report->changes->len; i++)
    if (pades_signature_precedes (signature, g_ptr_array_index (report->changes, i)))
      add_change (builder, signature, g_ptr_array_index (report->changes, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_time (JsonBuilder *builder, const PadesSignature *signature)
{
  json_builder_set_member_name (builder, "time");
  json_builder_begin_object (builder);
  cli_json_time (builder, "claimed", signature->claimed);
  cli_json_time (builder, "proven", signature->proven);
  cli_json_string (builder, "source", sources[signature->time_source]);
  json_builder_end_object (builder);
}

static void
add_docmdp (JsonBuilder *builder, int docmdp)
{
  json_builder_set_member_name (builder, "docmdp");
  if (docmdp == 0)
    json_builder_add_null_value (builder);
  else
    json_builder_add_int_value (builder, docmdp);
}

static void
add_signature (JsonBuilder *builder, const PadesReport *report, const PadesSignature *signature)
{
  json_builder_begin_object (builder);
  cli_json_int (builder, "number", signature->number);
  cli_json_string (builder, "field", signature->field);
  cli_json_string (builder, "kind", signature->timestamp ? "document-timestamp" : "signature");
  cli_json_string (builder, "sub_filter", signature->sub_filter);
  cli_json_int (builder, "revision", signature->revision);
  add_signer (builder, signature->signer);
  cli_json_string (builder, "algorithm", signature->algorithm);
  cli_json_string (builder, "digest",
                   signature->digest != PKI_DIGEST_NONE ? pki_digest_get_name (signature->digest)
                                                        : NULL);
  cli_json_string (builder, "integrity", integrities[signature->integrity]);
  cli_json_string (builder, "coverage", coverages[signature->coverage]);
  add_changes (builder, report, signature);
  cli_json_string (builder, "level", cli_level_get_name (signature->level));
  add_docmdp (builder, signature->docmdp);
  cli_json_string (builder, "locked_fields", signature->locked_fields);
  cli_json_string (builder, "trust", trusts[signature->trust]);
  add_chain (builder, signature->judgement);
  add_time (builder, signature);
  json_builder_set_member_name (builder, "seals");
  json_builder_begin_array (builder);
  json_builder_end_array (builder);
  cli_json_string (builder, "approval", NULL);
  cli_json_string (builder, "indication", indications[signature->indication]);
  cli_json_string (builder, "sub_indication", subs[signature->sub_indication]);
  cli_json_string (builder, "explanation", cli_report_explain (signature));
  json_builder_end_object (builder);
}

static void
add_revisions (JsonBuilder *builder, GArray *revisions)
{
  json_builder_set_member_name (builder, "revisions");
  json_builder_begin_array (builder);
  for (guint i = 0; i < revisions->len; i++)
    {
      const PdfRevision *revision = &g_array_index (revisions, PdfRevision, i);
      json_builder_begin_object (builder);
      cli_json_int (builder, "number", revision->number);
      cli_json_int (builder, "end", (gint64) revision->end);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/**
 * cli_report_print_json:
 * @file: the file's name as given
 * @report: the verdict on it
 *
 * Prints the verdict as the contract's object.
 */
void
cli_report_print_json (const char *file, const PadesReport *report)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  cli_json_string (builder, "file", file);
  cli_json_string (builder, "sha256", report->sha256);
  cli_json_int (builder, "size", (gint64) report->size);
  cli_json_int (builder, "pages", report->n_pages);
  add_revisions (builder, report->revisions);
  cli_json_string (builder, "indication", indications[report->indication]);
  json_builder_set_member_name (builder, "signatures");
  json_builder_begin_array (builder);
  for (guint i = 0; i < report->signatures->len; i++)
    add_signature (builder, report, g_ptr_array_index (report->signatures, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  cli_json_print (builder);
}

/**
 * cli_report_print_json_error:
 * @file: the file's name as given
 * @error: why there is no verdict
 *
 * Prints an object that names the file and says what went wrong.
 */
void
cli_report_print_json_error (const char *file, const GError *error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  cli_json_string (builder, "file", file);
  cli_json_error (builder, "error", error);
  json_builder_end_object (builder);
  cli_json_print (builder);
}
