/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-crew.h"
#include "cli-error.h"
#include "cli-module.h"
#include "cli-password.h"
#include "cli-report-file.h"
#include "cli-report-json.h"
#include "cli-report-text.h"
#include "cli-trust.h"
#include "pdf-error.h"

typedef struct {
  char **files;
  char **trust;
  char *at;
  char **password_files;
  GPtrArray *passwords; /* CliPassword, of the PDFs: in turn */
  gboolean offline;
  gboolean json;
  gboolean pictures; /* pages are looked at for seals that are no signatures */
  CliReportFile report;
} Options;

static void
options_clear (Options *self)
{
  g_clear_pointer (&self->files, g_strfreev);
  g_clear_pointer (&self->trust, g_strfreev);
  g_clear_pointer (&self->at, g_free);
  g_clear_pointer (&self->password_files, g_strfreev);
  g_clear_pointer (&self->passwords, g_ptr_array_unref);
  cli_report_file_clear (&self->report);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *self, char **argv, GError **error)
{
  g_auto (GStrv) rest = g_strdupv (argv);
  CliSignOptions *key = self->report.key = g_new0 (CliSignOptions, 1);
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "trust", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->trust, N_("trust the certificates in this file; repeatable; without it, those that you chose to trust in Vermilion"), "PEM" },
    { "at", 0, 0, G_OPTION_ARG_STRING, &self->at, N_("judge as of this moment, such as 2026-11-26 or 2026-11-26T09:00:00+08:00"), N_("TIME") },
    { "offline", 0, 0, G_OPTION_ARG_NONE, &self->offline, N_("ask nobody; without it issuers that you trust are asked about revocation, and missing issuers’ certificates are fetched"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, N_("print one JSON object for each file"), NULL },
    { "pictures", 0, 0, G_OPTION_ARG_NONE, &self->pictures, N_("look at the pages too, and name seal pictures and stamps that belong to no signature; a report always does"), NULL },
    { "pdf-password-file", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->password_files, N_("the password of encrypted PDFs is the first line of this file, - for standard input; repeatable: each is tried"), N_("FILE") },
    { "report", 0, 0, G_OPTION_ARG_FILENAME, &self->report.path, N_("write one report on all files; its name ends in .pdf, .html, .json or .xml (ETSI TS 119 102-2); into a folder, written DIR/, go a PDF for each file and index.html on all"), N_("OUT") },
    { "overwrite", 0, 0, G_OPTION_ARG_NONE, &self->report.overwrite, N_("replace a file that is at the output already; never the input"), NULL },
    { "p12", 0, 0, G_OPTION_ARG_FILENAME, &key->p12, N_("sign the report with this key: a PKCS#12 file, or the id of an imported key"), N_("FILE|ID") },
    { "pem", 0, 0, G_OPTION_ARG_FILENAME, &key->pem, N_("the key: a PEM file, encrypted or not"), N_("FILE") },
    { "certificate", 0, 0, G_OPTION_ARG_FILENAME, &key->certificate, N_("with --pem: the key’s certificate and its issuers, where they are in a file of their own"), N_("FILE") },
    { "token", 0, 0, G_OPTION_ARG_STRING, &key->token, N_("the key: a certificate on a smart card or other token, as “keys list --tokens” names it"), "PKCS11-URI" },
    { "module", 0, 0, G_OPTION_ARG_FILENAME, &key->module, N_("with --token: a PKCS#11 driver that is not registered with p11-kit"), N_("FILE") },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &key->password_file, N_("its password or PIN is the first line of this file, - for standard input; without it the terminal asks"), N_("FILE") },
    { NULL },
  };
  /* clang-format on */
  if (!cli_command_parse (
          entries, _ ("FILE…"),
          _ ("Tells for each signature: intact? who? trusted? when? Exits 0 when all hold, "
             "1 when one\nfails, 5 when something could not be proven, 3 without a signature, "
             "4 when unreadable."),
          &rest, error))
    return FALSE;
  self->files = g_strdupv (rest + 1);
  if (self->files[0] == NULL)
    {
      g_set_error_literal (error, CLI_ERROR, CLI_ERROR_USAGE, _ ("which file shall be verified?"));
      return FALSE;
    }
  return cli_report_file_check (&self->report, self->files, error);
}

static gboolean
read_passwords (Options *self, GError **error)
{
  self->passwords = g_ptr_array_new_with_free_func ((GDestroyNotify) cli_password_free);
  for (guint i = 0; self->password_files != NULL && self->password_files[i] != NULL; i++)
    {
      CliPassword *password = NULL;

      if (!cli_password_get_optional (self->password_files[i], &password, error))
        return FALSE;
      g_ptr_array_add (self->passwords, password);
    }
  return TRUE;
}

/* A day alone means its first moment; a time without zone is UTC. */
static gboolean
choose_moment (const char *text, gint64 *moment, GError **error)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  if (text == NULL)
    {
      *moment = g_get_real_time () / G_USEC_PER_SEC;
      return TRUE;
    }
  g_autofree char *full = strchr (text, 'T') == NULL ? g_strconcat (text, "T00:00:00Z", NULL)
                                                     : g_strdup (text);
  g_autoptr (GDateTime) parsed = g_date_time_new_from_iso8601 (full, utc);
  if (parsed == NULL)
    {
      g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE,
                   _ ("“%s” is no moment such as 2026-11-26 or 2026-11-26T09:00:00Z"), text);
      return FALSE;
    }
  *moment = g_date_time_to_unix (parsed);
  return TRUE;
}

/* "Not signed" is only said of a document: what has no catalog or no pages is damaged. */
static gboolean
is_document (PdfFile *file, GError **error)
{
  g_autoptr (PdfObject) catalog = pdf_file_get_catalog (file, error);

  return catalog != NULL && pdf_file_get_n_pages (file, error) > 0;
}

/* Nobody shall be told to save a damaged file anew that somebody signed. */
static void
mind_signature (const char *path, GError *error)
{
  g_autoptr (GError) problem = NULL;
  const CliRepairModule *repair = NULL;

  if (!g_error_matches (error, PDF_ERROR, PDF_ERROR_DAMAGED))
    return;
  repair = cli_module_open_repair (NULL);
  if (repair != NULL && !repair->check (path, &problem) &&
      g_error_matches (problem, PDF_ERROR, PDF_ERROR_SIGNED))
    error->code = PDF_ERROR_SIGNED;
}

/* Seconds for one question. */
#define FETCH_TIMEOUT 10

/* Most files need nobody to be asked: what speaks HTTP is loaded at the first question. */
typedef struct {
  PkiFetch base;
  PkiFetch *real; /* or NULL */
} LateFetch;

static GBytes *
late_fetch_run (PkiFetch *fetch,
                const char *uri,
                const char *content_type,
                GBytes *body,
                gsize limit,
                GCancellable *cancellable,
                GError **error)
{
  LateFetch *self = (LateFetch *) fetch;

  if (self->real == NULL)
    self->real = cli_module_new_fetch (FETCH_TIMEOUT, error);
  if (self->real == NULL)
    return NULL;
  return self->real->fetch (self->real, uri, content_type, body, limit, cancellable, error);
}

static void
late_fetch_free (PkiFetch *fetch)
{
  LateFetch *self = (LateFetch *) fetch;

  g_clear_pointer (&self->real, pki_fetch_free);
  g_free (self);
}

static PkiFetch *
late_fetch_new (void)
{
  LateFetch *self = g_new0 (LateFetch, 1);

  self->base.fetch = late_fetch_run;
  self->base.free = late_fetch_free;
  return &self->base;
}

/* What was found out about a file. */
typedef struct {
  PdfFile *file;               /* only where a report wants it */
  PadesReport *report;         /* or NULL */
  GError *error;               /* where there is none */
  const CliPassword *password; /* that opened it, lent by the options; or NULL */
} Finding;

static void
finding_clear (Finding *self)
{
  g_clear_pointer (&self->file, pdf_file_unref);
  g_clear_pointer (&self->report, pades_report_free);
  g_clear_error (&self->error);
}

/* What all files of one run are judged by, and what came of it. */
typedef struct {
  PadesVerifyRequest request;
  const Options *options;
  const CliReportModule *looker; /* what looks at pages, or NULL */
  ReportCase *report;            /* what is found out goes there, too; or NULL */
  Finding *findings;             /* for each file */
  CliExit result;                /* of the worst so far */
} Judge;

/* Whoever asks speaks for one thread alone, and what was learned for one file serves the next. */
typedef struct {
  PkiFetch *fetch;
  PkiService *service;
} Asker;

static gboolean
enter (gpointer data, gpointer *own, GError **error)
{
  const Judge *self = data;
  Asker *asker;

  if (self->options->offline)
    return TRUE;
  asker = g_new0 (Asker, 1);
  asker->fetch = late_fetch_new ();
  asker->service = pki_service_new (asker->fetch);
  *own = asker;
  return TRUE;
}

static void
leave (gpointer own)
{
  Asker *asker = own;

  if (asker == NULL)
    return;
  pki_service_free (asker->service);
  pki_fetch_free (asker->fetch);
  g_free (asker);
}

/* Few files have anything laid over what was signed: what draws is loaded for the first of them. */
static PadesRender *
see (PdfFile *file, gpointer password)
{
  const CliRenderModule *module = cli_module_open_render (NULL);

  return module != NULL ? module->see (file, password) : NULL;
}

static PadesReport *
judge (PdfFile *file, const PadesVerifyRequest *request, GError **error)
{
  g_autoptr (PadesReport) report = pades_verify_by (file, request, NULL, error);

  if (report == NULL)
    return NULL;
  if (report->indication == PADES_INDICATION_NO_SIGNATURE && !is_document (file, error))
    return NULL;
  return g_steal_pointer (&report);
}

/* Of a file that is damaged and signed at least each signature is named: as failed. */
static PadesReport *
judge_damaged (const Judge *self,
               const PadesVerifyRequest *request,
               const char *path,
               Finding *finding,
               PdfFile **file)
{
  GError **error = &finding->error;
  g_autoptr (PdfFile) recovered = NULL;
  g_autoptr (PadesReport) report = NULL;

  if (!g_error_matches (*error, PDF_ERROR, PDF_ERROR_SIGNED))
    return NULL;
  recovered = pdf_file_open_recovered (path, finding->password, NULL, NULL);
  if (recovered != NULL)
    report = pades_verify_recovered (recovered, request, NULL, NULL);
  if (report == NULL || report->signatures->len == 0)
    return NULL;
  g_clear_error (error);
  g_clear_pointer (file, pdf_file_unref);
  *file = g_steal_pointer (&recovered);
  return g_steal_pointer (&report);
}

/* The first serves where none is needed, too. */
static PdfFile *
open_with_any (GPtrArray *passwords, const char *path, Finding *finding)
{
  PdfFile *file = NULL;
  guint i = 0;

  do
    {
      g_clear_error (&finding->error);
      finding->password = i < passwords->len ? g_ptr_array_index (passwords, i) : NULL;
      file = pdf_file_open_with_password (path, finding->password, NULL, &finding->error);
    }
  while (g_error_matches (finding->error, PDF_ERROR, PDF_ERROR_PASSWORD) && ++i < passwords->len);
  return file;
}

static gboolean
judge_file (gpointer data, gpointer own, guint index)
{
  Judge *self = data;
  Finding *finding = &self->findings[index];
  const char *path = self->options->files[index];
  PadesVerifyRequest request = self->request;
  g_autoptr (PdfFile) file = NULL;

  request.service = own != NULL ? ((Asker *) own)->service : NULL;
  file = open_with_any (self->options->passwords, path, finding);
  request.see_data = (gpointer) finding->password;
  if (file != NULL)
    finding->report = judge (file, &request, &finding->error);
  if (finding->report == NULL)
    {
      mind_signature (path, finding->error);
      finding->report = judge_damaged (self, &request, path, finding, &file);
    }
  if (self->looker != NULL && finding->report != NULL && file != NULL)
    self->looker->seek (finding->report, file, finding->password, NULL);
  if (self->report != NULL)
    finding->file = g_steal_pointer (&file);
  return TRUE;
}

static void
keep (const Judge *self, ReportEntry *entry)
{
  if (self->report != NULL)
    g_ptr_array_add (self->report->entries, entry);
  else
    report_entry_free (entry);
}

static CliExit
fail_file (const Judge *self, const char *path, GError *error)
{
  ReportEntry *entry = report_entry_new (path, NULL, NULL);
  CliExplanation words;

  words = cli_error_explain (error);
  entry->what = g_strdup (words.what);
  entry->why = g_strdup (words.why);
  entry->remedy = g_strdup (words.remedy);
  keep (self, entry);
  if (self->options->json)
    cli_report_print_json_error (path, error);
  else
    cli_error_print (path, error);
  return CLI_EXIT_INPUT;
}

static CliExit
tell_finding (const Judge *self, const char *path, Finding *finding)
{
  static const CliExit exits[] = {
      [PADES_INDICATION_TOTAL_PASSED] = CLI_EXIT_OK,
      [PADES_INDICATION_INDETERMINATE] = CLI_EXIT_UNCERTAIN,
      [PADES_INDICATION_TOTAL_FAILED] = CLI_EXIT_FAILED,
      [PADES_INDICATION_NO_SIGNATURE] = CLI_EXIT_UNSIGNED,
  };
  PadesReport *report = finding->report;
  CliExit result = CLI_EXIT_INPUT;

  if (report == NULL)
    return fail_file (self, path, finding->error);
  if (self->options->json)
    cli_report_print_json (path, report);
  else
    cli_report_print_text (path, report);
  result = exits[report->indication];
  if (self->report != NULL)
    {
      ReportEntry *entry = report_entry_new (path, finding->file,
                                             g_steal_pointer (&finding->report));

      entry->password = finding->password;
      keep (self, entry);
    }
  return result;
}

/* Of several files the worst counts: a forgery before a file nobody could read, that before a
 * doubt, that before a file that claims nothing. */
static CliExit
worse (CliExit a, CliExit b)
{
  static const int rank[] = {
      [CLI_EXIT_OK] = 0,    [CLI_EXIT_UNSIGNED] = 1, [CLI_EXIT_UNCERTAIN] = 2,
      [CLI_EXIT_INPUT] = 3, [CLI_EXIT_FAILED] = 4,
  };

  return rank[a] >= rank[b] ? a : b;
}

static void
tell (gpointer data, guint index)
{
  Judge *self = data;
  Finding *finding = &self->findings[index];

  self->result = worse (self->result, tell_finding (self, self->options->files[index], finding));
  finding_clear (finding);
}

static CliExit
judge_all (Judge *self)
{
  static const CliCrewTask task = {enter, leave, judge_file, tell};
  guint n_files = g_strv_length (self->options->files);
  g_autofree Finding *findings = g_new0 (Finding, n_files);

  self->findings = findings;
  self->result = CLI_EXIT_OK;
  cli_crew_run (&task, self, n_files, NULL);
  return self->result;
}

/**
 * cli_verify:
 * @argv: the arguments
 *
 * Judges the signatures of each file.
 *
 * Returns: the exit status of the worst file, or of a report that could not be written
 */
CliExit
cli_verify (char **argv)
{
  g_autoptr (GError) error = NULL;
  g_auto (Options) options = {NULL};
  gint64 moment = 0;

  if (!parse (&options, argv, &error) || !choose_moment (options.at, &moment, &error) ||
      !read_passwords (&options, &error))
    return cli_error_print (NULL, error);
  g_autoptr (PkiTrust) trust = cli_trust_gather (options.trust, &error);
  if (trust == NULL)
    return cli_error_print (NULL, error);
  g_autoptr (ReportCase) report = NULL;
  if (options.report.path != NULL)
    report = report_case_new (trust, moment, g_get_real_time () / G_USEC_PER_SEC);
  Judge self = {.request = {trust, moment, NULL, see, NULL}, .options = &options, .report = report};
  if ((options.pictures || report != NULL) &&
      (self.looker = cli_module_open_report (&error)) == NULL)
    return cli_error_print (NULL, error);
  CliExit result = judge_all (&self);
  if (report == NULL)
    return result;
  report->asked = !options.offline;
  if (!cli_report_file_write (&options.report, report, &error))
    return cli_error_print (options.report.path, error);
  return result;
}
