/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-report-text.h"

#include <glib/gi18n.h>

#include "report-change.h"
#include "report-pretence.h"
#include "report-words.h"

/* Of one signature; a form with thousands of fields is not told field by field. */
#define MAX_CHANGES 100

/* Of a file. */
#define MAX_PICTURES 50

static const char *const headlines[] = {
    [PADES_INDICATION_TOTAL_PASSED] = N_ ("PASSED: every signature holds"),
    [PADES_INDICATION_INDETERMINATE] = N_ ("UNCERTAIN: not everything could be proven"),
    [PADES_INDICATION_TOTAL_FAILED] = N_ ("FAILED: a signature does not hold"),
    [PADES_INDICATION_NO_SIGNATURE] = N_ ("NOT SIGNED: there is no signature in it"),
};

static const char *const trust_words[] = {
    [PADES_TRUST_TRUSTED] = N_ ("yes, by %s"),
    [PADES_TRUST_UNTRUSTED] = N_ ("no: none of the authorities you trust stands behind %s"),
    [PADES_TRUST_EXPIRED] = N_ ("not any more: a certificate behind it has expired (issued by %s)"),
    [PADES_TRUST_REVOKED] = N_ ("no: the certificate was revoked (issued by %s)"),
    [PADES_TRUST_SUSPENDED] = N_ ("no: the certificate is suspended (issued by %s)"),
    [PADES_TRUST_UNKNOWN] = N_ ("unknown (issued by %s)"),
};

static const char *
integrity_word (const PadesSignature *signature)
{
  switch (signature->integrity)
    {
    case PADES_INTEGRITY_BROKEN:
      return _ ("no: what was signed has been altered");
    case PADES_INTEGRITY_UNSUPPORTED:
      return _ ("unknown: it uses something that this program does not know");
    case PADES_INTEGRITY_UNPARSEABLE:
      return _ ("no: the signature itself cannot be read");
    case PADES_INTEGRITY_INTACT:
    default:
      break;
    }
  if (signature->coverage == PADES_COVERAGE_MALFORMED ||
      signature->coverage == PADES_COVERAGE_PARTIAL)
    return _ ("no: it does not protect the whole document");
  if (signature->covers != NULL)
    return _ ("yes as signed; but something that was added later covers it");
  switch (signature->changes)
    {
    case PADES_CHANGES_PERMITTED:
      if (signature->unseen)
        return _ ("yes as signed; something was added later and is not judged");
      return _ ("yes; what was added later was permitted");
    case PADES_CHANGES_FORBIDDEN:
      return _ ("no: something was added later that the signer did not permit");
    case PADES_CHANGES_NOT_ANALYSED:
      return _ ("yes as signed; something was added later and is not judged");
    case PADES_CHANGES_NONE:
    default:
      return _ ("yes, nothing was changed or added");
    }
}

static char *
time_words (const PadesSignature *signature)
{
  gint64 doubtful;

  if (signature->proven != G_MININT64)
    {
      g_autofree char *moment = report_words_dup_time (signature->proven);
      return g_strdup_printf (_ ("not after %s, proven by %s"), moment,
                              signature->tsa != NULL ? pki_certificate_get_name (signature->tsa)
                                                     : "?");
    }
  if (report_verdict_is_time_doubtful (signature, &doubtful))
    return report_words_dup_sentence (REPORT_FACT_TIME_TSA_UNTRUSTED, signature);
  if (signature->claimed == G_MININT64)
    return g_strdup (_ ("unknown: it names no time"));
  g_autofree char *moment = report_words_dup_time (signature->claimed);
  return g_strdup_printf (_ ("%s by the signer’s own clock, not proven"), moment);
}

static char *
who_words (const PadesSignature *signature)
{
  PkiCertificate *signer = signature->signer;

  if (signer == NULL)
    return g_strdup (_ ("unknown"));
  const char *organisation = pki_certificate_get_organisation (signer);
  const char *name = pki_certificate_get_name (signer);
  if (organisation == NULL || g_str_equal (organisation, name))
    return g_strdup (name);
  return g_strdup_printf (_ ("%s, %s"), name, organisation);
}

static char *
trust_sentence (const PadesSignature *signature)
{
  if (signature->signer == NULL)
    return g_strdup (_ ("unknown"));
  if (signature->integrity != PADES_INTEGRITY_INTACT ||
      signature->coverage == PADES_COVERAGE_PARTIAL ||
      signature->coverage == PADES_COVERAGE_MALFORMED)
    return g_strdup (
        _ ("not asked: such a signature proves nothing, whoever issued the certificate"));
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  /* Every sentence of the table has one %s. */
  return g_strdup_printf (_ (trust_words[signature->trust]),
                          pki_certificate_get_issuer_name (signature->signer));
#pragma GCC diagnostic pop
}

static void
print_change (const ReportNews *news)
{
  g_autofree char *sentence = report_change_dup_sentence (news->change);
  g_autofree char *place = report_change_dup_place (news);
  const char *sign = news->permitted ? "·" : "✗";

  if (place == NULL)
    g_print ("             %s %s\n", sign, sentence);
  else
    {
      g_print ("             %s ", sign);
      /* Translators: a page or pages, then what was changed there. */
      g_print (_ ("%s: %s\n"), place, sentence);
    }
}

static void
print_changes (const PadesReport *report, const PadesSignature *signature)
{
  guint more = 0;
  g_autoptr (GPtrArray) list = report_change_tell (report, signature, MAX_CHANGES, &more);

  for (guint i = 0; i < list->len; i++)
    print_change (g_ptr_array_index (list, i));
  if (more > 0)
    g_print (ngettext ("             … and %u more\n", "             … and %u more\n", more), more);
}

static void
print_timestamps (const PadesSignature *signature)
{
  for (guint i = 0; signature->timestamps != NULL && i < signature->timestamps->len; i++)
    {
      const PadesTimestamp *stamp = g_ptr_array_index (signature->timestamps, i);
      g_autofree char *text = report_words_dup_timestamp (stamp);

      if (report_words_is_timestamp_news (stamp))
        g_print ("             · %s: %s\n", report_words_timestamp (stamp->kind), text);
    }
}

static void
print_cover (const PadesCover *cover)
{
  g_autofree char *sentence = pades_cover_fill (cover, _ (pades_covered_template (cover->what)));

  g_print ("             ✗ ");
  g_print (_ ("Page %u: %s\n"), cover->page + 1, sentence);
}

static void
print_signature (const PadesReport *report, const PadesSignature *signature)
{
  g_autofree char *who = who_words (signature);
  g_autofree char *trusted = trust_sentence (signature);
  g_autofree char *when = time_words (signature);

  g_print ("\n");
  g_print (signature->timestamp ? _ ("%u. Time-stamp “%s”\n") : _ ("%u. Signature “%s”\n"),
           signature->number, signature->field != NULL ? signature->field : "?");
  g_print (_ ("   Intact?   %s\n"), integrity_word (signature));
  for (guint i = 0; signature->covers != NULL && i < MIN (signature->covers->len, MAX_CHANGES); i++)
    print_cover (g_ptr_array_index (signature->covers, i));
  print_changes (report, signature);
  g_print (_ ("   Who?      %s\n"), who);
  g_print (_ ("   Trusted?  %s\n"), trusted);
  g_print (_ ("   When?     %s\n"), when);
  print_timestamps (signature);
  if (signature->reason != NULL && *signature->reason != '\0')
    g_print (_ ("   Reason:   %s\n"), signature->reason);
  if (signature->location != NULL && *signature->location != '\0')
    g_print (_ ("   Place:    %s\n"), signature->location);
  g_print ("   → %s\n", report_words_explain (signature));
}

/* The first that anything lies over; a signature that fails is worse. */
static const PadesSignature *
find_covered (const PadesReport *report)
{
  for (guint i = 0; i < report->signatures->len; i++)
    {
      const PadesSignature *signature = g_ptr_array_index (report->signatures, i);

      if (signature->covers != NULL && report->indication != PADES_INDICATION_TOTAL_FAILED)
        return signature;
    }
  return NULL;
}

static char *
dup_headline (const PadesReport *report)
{
  const PadesSignature *covered = find_covered (report);
  g_autofree char *words = NULL;

  if (report->removed != 0)
    return g_strdup (_ ("NOT SIGNED ANY MORE: its signature was removed"));
  if (covered == NULL)
    return g_strdup (_ (headlines[report->indication]));
  words = report_words_dup_headline (REPORT_FACT_LATER_COVERS, covered);
  return g_strdup_printf (_ ("CAUTION: %s"), words);
}

/* What looks like a mark and is none, before the signatures: a reader is not to take it for one. */
static void
print_pictures (const PadesReport *report)
{
  g_autoptr (GArray) list = report_pretence_list (report);
  g_autofree char *remark = report_pretence_dup_remark (report);

  if (list->len > 0)
    g_print ("   ! %s\n", report_pretence_title (report));
  for (guint i = 0; i < MIN (list->len, MAX_PICTURES); i++)
    {
      g_autofree char *sentence = report_pretence_dup_sentence (
          &g_array_index (list, ReportPretence, i));
      g_print ("     · %s\n", sentence);
    }
  if (list->len > MAX_PICTURES)
    {
      guint more = list->len - MAX_PICTURES;
      g_autofree char *text = g_strdup_printf (ngettext ("… and %u more", "… and %u more", more),
                                               more);
      g_print ("     %s\n", text);
    }
  if (remark != NULL)
    g_print ("     %s\n", remark);
}

/**
 * cli_report_print_text:
 * @file: the file's name as given
 * @report: the verdict on it
 *
 * Prints the verdict for a person: the worst first, then four answers for each signature.
 */
void
cli_report_print_text (const char *file, const PadesReport *report)
{
  g_autofree char *remark = report_words_dup_remark (report);
  g_autofree char *headline = dup_headline (report);

  g_print ("%s: %s\n", file, headline);
  if (remark != NULL)
    g_print ("   → %s\n", remark);
  print_pictures (report);
  for (guint i = 0; i < report->signatures->len; i++)
    print_signature (report, g_ptr_array_index (report->signatures, i));
  g_print ("\n");
}
