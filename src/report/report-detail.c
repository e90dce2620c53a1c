/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-detail.h"

#include <glib/gi18n.h>

#include "report-text.h"
#include "report-words.h"

/* Of the roots that were trusted; a computer's list has some hundred and fifty. */
#define MAX_ROOTS 12

/* Of a chain; an honest one has at most five. */
#define MAX_LINKS 8

/**
 * report_detail_free:
 * @self: (nullable): a row
 *
 * Frees it.
 */
void
report_detail_free (ReportDetail *self)
{
  if (self == NULL)
    return;
  g_free (self->value);
  g_free (self);
}

static GPtrArray *
list_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) report_detail_free);
}

/* Nothing where there is nothing to say. */
static void
add (GPtrArray *list, const char *label, const char *value)
{
  ReportDetail *detail;

  if (value == NULL || *value == '\0')
    return;
  detail = g_new0 (ReportDetail, 1);
  detail->label = label;
  detail->value = report_text_clean (value, REPORT_TEXT_VALUE);
  g_ptr_array_add (list, detail);
}

static void
add_code (GPtrArray *list, const char *label, const char *hex)
{
  g_autofree char *grouped = hex != NULL ? report_text_group_hex (hex) : NULL;
  guint before = list->len;

  add (list, label, grouped);
  if (list->len > before)
    ((ReportDetail *) g_ptr_array_index (list, before))->code = TRUE;
}

static void
add_time (GPtrArray *list, const char *label, gint64 moment)
{
  g_autofree char *text = moment != G_MININT64 ? report_words_dup_time (moment) : NULL;

  add (list, label, text);
}

static void
add_certificate (GPtrArray *list, PkiCertificate *certificate)
{
  g_autofree char *from = NULL, *until = NULL, *validity = NULL;

  if (certificate == NULL)
    return;
  from = report_words_dup_time (pki_certificate_get_not_before (certificate));
  until = report_words_dup_time (pki_certificate_get_not_after (certificate));
  validity = g_strdup_printf (_ ("%s to %s"), from, until);
  add (list, _ ("Signer"), pki_certificate_get_subject (certificate));
  add (list, _ ("Issued by"), pki_certificate_get_issuer (certificate));
  add (list, _ ("Valid"), validity);
  add_code (list, _ ("Serial number"), pki_certificate_get_serial (certificate));
  add_code (list, _ ("SHA-256 fingerprint"), pki_certificate_get_sha256 (certificate));
}

static const char *
revocation_word (PkiRevocation revocation)
{
  switch (revocation)
    {
    case PKI_REVOCATION_GOOD:
      return _ ("not revoked");
    case PKI_REVOCATION_REVOKED:
      return _ ("revoked");
    case PKI_REVOCATION_SUSPENDED:
      return _ ("suspended");
    case PKI_REVOCATION_NOT_OFFERED:
      return _ ("its issuer does not say");
    case PKI_REVOCATION_WAIVED:
      return _ ("need not be asked for");
    case PKI_REVOCATION_ROOT:
      return _ ("trusted as it is");
    case PKI_REVOCATION_UNKNOWN:
    default:
      return _ ("unknown");
    }
}

static const char *
origin_word (PkiOrigin origin)
{
  switch (origin)
    {
    case PKI_ORIGIN_STORE:
      return _ ("from the document");
    case PKI_ORIGIN_SIGNATURE:
      return _ ("from the signature");
    case PKI_ORIGIN_ONLINE:
      return _ ("asked for now");
    case PKI_ORIGIN_NONE:
    default:
      return NULL;
    }
}

static void
add_link (GPtrArray *list, const PkiLink *link)
{
  GString *text = g_string_new (NULL);
  gboolean accused = link->revocation == PKI_REVOCATION_REVOKED ||
                     link->revocation == PKI_REVOCATION_SUSPENDED;

  g_string_append_printf (text, "%s: %s", pki_certificate_get_name (link->certificate),
                          revocation_word (link->revocation));
  if (accused)
    {
      g_autofree char *since = report_words_dup_time (link->since);
      /* Translators: %s is a moment. */
      g_string_append_printf (text, _ (" since %s"), since);
    }
  if (link->source != PKI_SOURCE_NONE)
    {
      g_autofree char *produced = report_words_dup_time (link->produced);
      const char *origin = origin_word (link->origin);
      g_string_append_printf (text, " · %s, %s", link->source == PKI_SOURCE_OCSP ? "OCSP" : "CRL",
                              produced);
      if (origin != NULL)
        g_string_append_printf (text, ", %s", origin);
    }
  add (list, _ ("Revocation"), text->str);
  g_string_free (text, TRUE);
}

static void
add_chain (GPtrArray *list, const PkiJudgement *judgement)
{
  for (guint i = 0; judgement != NULL && i < MIN (judgement->links->len, MAX_LINKS); i++)
    add_link (list, g_ptr_array_index (judgement->links, i));
}

static void
add_timestamps (GPtrArray *list, const PadesSignature *signature)
{
  for (guint i = 0; signature->timestamps != NULL && i < signature->timestamps->len; i++)
    {
      const PadesTimestamp *stamp = g_ptr_array_index (signature->timestamps, i);
      g_autofree char *text = report_words_dup_timestamp (stamp);

      add (list, report_words_timestamp (stamp->kind), text);
    }
}

static void
add_times (GPtrArray *list, const PadesSignature *signature)
{
  add_time (list, _ ("Time by the signer’s clock"), signature->claimed);
  if (signature->proven != G_MININT64)
    {
      add_time (list, _ ("Proven time"), signature->proven);
      if (signature->tsa != NULL)
        add (list, _ ("Proven by"), pki_certificate_get_subject (signature->tsa));
    }
  add_timestamps (list, signature);
}

/* As it is written where people read it: sha256 is SHA-256. */
static char *
dup_digest_name (PkiDigestType digest)
{
  const char *name = pki_digest_get_name (digest);
  g_autofree char *upper = g_ascii_strup (name != NULL ? name : "?", -1);

  if (g_str_has_prefix (upper, "SHA") && g_ascii_isdigit (upper[3]))
    return g_strdup_printf ("SHA-%s", upper + 3);
  return g_steal_pointer (&upper);
}

static void
add_method (GPtrArray *list, const PadesSignature *signature)
{
  g_autofree char *digest = signature->digest != PKI_DIGEST_NONE
                                ? dup_digest_name (signature->digest)
                                : NULL;
  g_autofree char *method = NULL;

  if (signature->algorithm != NULL)
    method = digest != NULL ? g_strdup_printf ("%s, %s", signature->algorithm, digest)
                            : g_strdup (signature->algorithm);
  add (list, _ ("Method"), method);
}

static void
add_indication (GPtrArray *list, const PadesSignature *signature)
{
  g_autofree char *main = g_ascii_strup (report_words_main (signature->indication), -1);
  const char *sub = report_words_sub (signature->sub_indication);
  g_autofree char *both = sub != NULL ? g_strdup_printf ("%s, %s", main, sub) : g_strdup (main);

  add (list, "ETSI EN 319 102-1", both);
}

/**
 * report_detail_list_signature:
 * @entry: a file with a verdict
 * @signature: one of its signatures
 *
 * Lists what the verdict rests on.
 *
 * Returns: (transfer full) (element-type ReportDetail): the rows
 */
GPtrArray *
report_detail_list_signature (const ReportEntry *entry, const PadesSignature *signature)
{
  GPtrArray *list = list_new ();
  g_autofree char *version = g_strdup_printf (C_ ("version", "%u of %u"), signature->revision,
                                              entry->report->revisions->len);
  g_autofree char *page = signature->page != G_MAXUINT32
                              ? g_strdup_printf ("%u", signature->page + 1)
                              : NULL;

  add_certificate (list, signature->signer);
  add_times (list, signature);
  add (list, _ ("Reason"), signature->reason);
  add (list, _ ("Place"), signature->location);
  add_chain (list, signature->judgement);
  add (list, _ ("Level"),
       signature->level != PADES_LEVEL_NONE ? report_words_level (signature->level) : NULL);
  add_method (list, signature);
  add (list, _ ("Form"), signature->sub_filter);
  add (list, _ ("Certification"), report_words_certification (signature));
  add (list, _ ("Locked fields"), signature->locked_fields);
  add (list, _ ("Field"), signature->field);
  add (list, _ ("Mark on page"), page);
  add (list, _ ("Version of the file"), version);
  add_indication (list, signature);
  return list;
}

/**
 * report_detail_list_file:
 * @entry: a file
 *
 * Lists by what a file can be recognised.
 *
 * Returns: (transfer full) (element-type ReportDetail): the rows
 */
GPtrArray *
report_detail_list_file (const ReportEntry *entry)
{
  const PadesReport *report = entry->report;
  GPtrArray *list = list_new ();
  g_autofree char *size = NULL, *pages = NULL, *signatures = NULL;

  add (list, _ ("File"), entry->name);
  if (report == NULL)
    return list;
  size = g_format_size_full (report->size, G_FORMAT_SIZE_LONG_FORMAT);
  pages = g_strdup_printf ("%u", report->n_pages);
  signatures = g_strdup_printf ("%u", report->signatures->len);
  add_code (list, "SHA-256", report->sha256);
  add (list, _ ("Size"), size);
  add (list, _ ("Pages"), pages);
  add (list, _ ("Signatures"), signatures);
  return list;
}

static void
add_roots (GPtrArray *list, PkiTrust *trust)
{
  GPtrArray *roots = trust != NULL ? pki_trust_get_roots (trust) : NULL;
  guint n = roots != NULL ? roots->len : 0;

  if (n == 0)
    add (list, _ ("Trusted"), _ ("nobody"));
  for (guint i = 0; i < MIN (n, MAX_ROOTS); i++)
    {
      PkiCertificate *root = g_ptr_array_index (roots, i);
      g_autofree char *start = g_strndup (pki_certificate_get_sha256 (root), 16);
      g_autofree char *grouped = report_text_group_hex (start);
      g_autofree char *name = report_text_clean (pki_certificate_get_name (root), 80);
      g_autofree char *text = g_strdup_printf ("%s (SHA-256 %s …)", name, grouped);
      add (list, _ ("Trusted"), text);
    }
  if (n > MAX_ROOTS)
    {
      g_autofree char *more = g_strdup_printf (
          ngettext ("… and %u more", "… and %u more", n - MAX_ROOTS), n - MAX_ROOTS);
      add (list, _ ("Trusted"), more);
    }
}

/**
 * report_detail_list_case:
 * @self: a case
 *
 * Lists when, how and against whom the files were judged.
 *
 * Returns: (transfer full) (element-type ReportDetail): the rows
 */
GPtrArray *
report_detail_list_case (const ReportCase *self)
{
  GPtrArray *list = list_new ();

  add_time (list, _ ("Judged as of"), self->judged);
  add_time (list, _ ("Report made"), self->made);
  add (list, _ ("Issuers"),
       self->asked ? _ ("were asked about revocation where the file had no answer")
                   : _ ("were not asked; only what the file holds was used"));
  add_roots (list, self->trust);
  add (list, _ ("Program"), "Vermilion " VERMILION_VERSION);
  return list;
}
