/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-error.h"

#include <glib/gi18n.h>

#include "keys-error.h"
#include "pades-error.h"
#include "pdf-error.h"
#include "pki-error.h"
#include "render-document.h"
#include "seal-error.h"
#include "wire-problem.h"

G_DEFINE_QUARK (cli_error, cli_error)

/* clang-format off */
static const CliExplanation own_texts[CLI_N_ERRORS] = {
  [CLI_ERROR_KEYWORD] = {
    N_("The words that the seal should stand on were not found in the document."),
    N_("They are written differently there, occur less often, or the pages are pictures without text."),
    N_("Search for the words in a viewer, or place the seal by page and millimetres with --at.") },
  [CLI_ERROR_PASSWORD_FILE] = {
    N_("The password file cannot be used."),
    N_("It does not exist, you may not read it, or it holds no password in its first line."),
    N_("Check the name after --password-file; the password is the file’s first line.") },
  [CLI_ERROR_NO_TERMINAL] = {
    N_("Something is asked for that nobody else may see, and there is no terminal to ask on."),
    N_("The program was started by another program or without a terminal."),
    N_("Put it into a file that only you can read, and name that with the option for it: --password-file for a password, and for anything else what --help shows.") },
  [CLI_ERROR_PASSWORDS_DIFFER] = {
    N_("The two passwords are not the same."),
    N_("One of them was mistyped, or nothing was typed."),
    N_("Run the command again and type the same password twice.") },
  [CLI_ERROR_TRUST] = {
    N_("A file of trusted certificates cannot be used."),
    N_("It does not exist, you may not read it, or it holds no certificate in PEM form."),
    N_("Check the name after --trust.") },
  [CLI_ERROR_OUTPUT] = {
    N_("The result cannot be written."),
    N_("The folder does not exist, you may not write there, or the disk is full."),
    N_("Choose another name or folder.") },
  [CLI_ERROR_REPAIRABLE] = {
    N_("The PDF file is damaged."),
    N_("Its structure contradicts itself or part of it is missing, so it cannot be signed safely as it is."),
    N_("Ask the sender for an intact copy; or add --repair: where it can be done, a repaired copy is made and signed. Look at it before you rely on it.") },
  [CLI_ERROR_EXISTS] = {
    N_("A file with this name already exists."),
    N_("It was left as it is, because it may be needed."),
    N_("Choose another name or folder, move the file away, or replace it with --overwrite.") },
  [CLI_ERROR_RESULT] = {
    N_("The result of an earlier run cannot be used."),
    N_("It does not exist, you may not read it, or it is not what “sign --result” wrote."),
    N_("Check the name after --retry-failed, or name the files to sign instead.") },
  [CLI_ERROR_MODULE] = {
    N_("A part of Vermilion is missing."),
    N_("A file that was installed with this program, or a library that it needs, is not there."),
    N_("Install Vermilion again. Nothing was written.") },
  [CLI_ERROR_ROOT] = {
    N_("The platform is not the one that it was."),
    N_("Its root certificate has changed since it was seen first: it was set up anew, or somebody pretends to be it."),
    N_("Ask who runs it for the fingerprint of its root. If the change is right, remove platform.ini from your vermilion data folder.") },
  [CLI_ERROR_IDENTIFICATION] = {
    N_("You were not identified, so no certificate was issued."),
    N_("The time ran out, the code was wrong too often, or it was cancelled."),
    N_("Run the command again and keep the phone at hand.") },
  [CLI_ERROR_FIELD_HIDDEN] = {
    N_("The seal cannot fill this signature field: it has no place on a page."),
    N_("The field was made for an invisible signature, or it is not in this document."),
    N_("Place the seal with --at, or sign the field without a seal.") },
};

static const CliExit own_exits[CLI_N_ERRORS] = {
  [CLI_ERROR_USAGE] = CLI_EXIT_USAGE,
  [CLI_ERROR_KEYWORD] = CLI_EXIT_USAGE,
  [CLI_ERROR_PASSWORD_FILE] = CLI_EXIT_KEY,
  [CLI_ERROR_NO_TERMINAL] = CLI_EXIT_KEY,
  [CLI_ERROR_PASSWORDS_DIFFER] = CLI_EXIT_KEY,
  [CLI_ERROR_TRUST] = CLI_EXIT_USAGE,
  [CLI_ERROR_OUTPUT] = CLI_EXIT_OUTPUT,
  [CLI_ERROR_FIELD_HIDDEN] = CLI_EXIT_USAGE,
  [CLI_ERROR_REPAIRABLE] = CLI_EXIT_INPUT,
  [CLI_ERROR_EXISTS] = CLI_EXIT_OUTPUT,
  [CLI_ERROR_RESULT] = CLI_EXIT_USAGE,
  [CLI_ERROR_ROOT] = CLI_EXIT_SERVICE,
  [CLI_ERROR_IDENTIFICATION] = CLI_EXIT_REFUSED,
  [CLI_ERROR_MODULE] = CLI_EXIT_OUTPUT,
};

static const CliExit pdf_exits[PDF_N_ERRORS] = {
  [PDF_ERROR_UNREADABLE] = CLI_EXIT_INPUT, [PDF_ERROR_EMPTY] = CLI_EXIT_INPUT,
  [PDF_ERROR_NOT_PDF] = CLI_EXIT_INPUT,    [PDF_ERROR_DAMAGED] = CLI_EXIT_INPUT,
  [PDF_ERROR_NO_PAGES] = CLI_EXIT_INPUT,   [PDF_ERROR_ENCRYPTED] = CLI_EXIT_INPUT,
  [PDF_ERROR_LIMIT] = CLI_EXIT_INPUT,      [PDF_ERROR_NO_PAGE] = CLI_EXIT_USAGE,
  [PDF_ERROR_OUTPUT] = CLI_EXIT_OUTPUT,    [PDF_ERROR_DISK_FULL] = CLI_EXIT_OUTPUT,
  [PDF_ERROR_EXISTS] = CLI_EXIT_OUTPUT,    [PDF_ERROR_SAME_FILE] = CLI_EXIT_OUTPUT,
  [PDF_ERROR_CHANGED] = CLI_EXIT_INPUT,    [PDF_ERROR_PASSWORD] = CLI_EXIT_INPUT,
  [PDF_ERROR_SIGNED] = CLI_EXIT_INPUT,
};

static const CliExit pki_exits[PKI_N_ERRORS] = {
  [PKI_ERROR_PARSE] = CLI_EXIT_KEY,             [PKI_ERROR_UNSUPPORTED] = CLI_EXIT_KEY,
  [PKI_ERROR_EXPIRED] = CLI_EXIT_KEY,           [PKI_ERROR_NOT_YET_VALID] = CLI_EXIT_KEY,
  [PKI_ERROR_KEY_USAGE] = CLI_EXIT_KEY,         [PKI_ERROR_SIGN] = CLI_EXIT_KEY,
  [PKI_ERROR_FETCH_ADDRESS] = CLI_EXIT_SERVICE, [PKI_ERROR_FETCH_CONNECT] = CLI_EXIT_SERVICE,
  [PKI_ERROR_FETCH_TLS] = CLI_EXIT_SERVICE,     [PKI_ERROR_FETCH_TLS_TIME] = CLI_EXIT_SERVICE,
  [PKI_ERROR_FETCH_TLS_NAME] = CLI_EXIT_SERVICE, [PKI_ERROR_FETCH_STATUS] = CLI_EXIT_SERVICE,
  [PKI_ERROR_FETCH_TIMEOUT] = CLI_EXIT_SERVICE, [PKI_ERROR_FETCH_SIZE] = CLI_EXIT_SERVICE,
  [PKI_ERROR_TSA_GARBAGE] = CLI_EXIT_SERVICE,   [PKI_ERROR_TSA_REFUSED] = CLI_EXIT_SERVICE,
  [PKI_ERROR_TSA_NONCE] = CLI_EXIT_SERVICE,     [PKI_ERROR_TSA_IMPRINT] = CLI_EXIT_SERVICE,
  [PKI_ERROR_TSA_SIGNATURE] = CLI_EXIT_SERVICE, [PKI_ERROR_OCSP_GARBAGE] = CLI_EXIT_SERVICE,
  [PKI_ERROR_OCSP_REFUSED] = CLI_EXIT_SERVICE,  [PKI_ERROR_OCSP_NONCE] = CLI_EXIT_SERVICE,
  [PKI_ERROR_OCSP_SIGNATURE] = CLI_EXIT_SERVICE, [PKI_ERROR_OCSP_STALE] = CLI_EXIT_SERVICE,
  [PKI_ERROR_CRL_GARBAGE] = CLI_EXIT_SERVICE,   [PKI_ERROR_CRL_SIGNATURE] = CLI_EXIT_SERVICE,
  [PKI_ERROR_CRL_STALE] = CLI_EXIT_SERVICE,     [PKI_ERROR_NO_ISSUER] = CLI_EXIT_SERVICE,
  [PKI_ERROR_NO_REVOCATION_SOURCE] = CLI_EXIT_SERVICE,
  [PKI_ERROR_STATUS_UNKNOWN] = CLI_EXIT_SERVICE, [PKI_ERROR_REVOKED] = CLI_EXIT_KEY,
  [PKI_ERROR_NO_ENCRYPTION] = CLI_EXIT_KEY,     [PKI_ERROR_ENVELOPE] = CLI_EXIT_INPUT,
  [PKI_ERROR_ENVELOPE_SIZE] = CLI_EXIT_INPUT,   [PKI_ERROR_ENVELOPE_CHANGED] = CLI_EXIT_INPUT,
  [PKI_ERROR_NOT_RECIPIENT] = CLI_EXIT_KEY,      [PKI_ERROR_ENVELOPE_UNREADABLE] = CLI_EXIT_INPUT,
  [PKI_ERROR_SIGNS_ONLY] = CLI_EXIT_KEY,
};

static const CliExit keys_exits[KEYS_N_ERRORS] = {
  [KEYS_ERROR_UNREADABLE] = CLI_EXIT_KEY,     [KEYS_ERROR_NOT_KEY_FILE] = CLI_EXIT_KEY,
  [KEYS_ERROR_PASSWORD] = CLI_EXIT_KEY,       [KEYS_ERROR_NO_KEY] = CLI_EXIT_KEY,
  [KEYS_ERROR_NO_CERTIFICATE] = CLI_EXIT_KEY, [KEYS_ERROR_UNSUPPORTED] = CLI_EXIT_KEY,
  [KEYS_ERROR_STORE] = CLI_EXIT_OUTPUT,       [KEYS_ERROR_EXISTS] = CLI_EXIT_KEY,
  [KEYS_ERROR_UNPROTECTED] = CLI_EXIT_KEY,
  [KEYS_ERROR_PIN] = CLI_EXIT_KEY,                [KEYS_ERROR_PIN_LOW] = CLI_EXIT_KEY,
  [KEYS_ERROR_PIN_FINAL_TRY] = CLI_EXIT_KEY,      [KEYS_ERROR_PIN_LOCKED] = CLI_EXIT_KEY,
  [KEYS_ERROR_PIN_FORM] = CLI_EXIT_KEY,           [KEYS_ERROR_PIN_EXPIRED] = CLI_EXIT_KEY,
  [KEYS_ERROR_PIN_NOT_SET] = CLI_EXIT_KEY,        [KEYS_ERROR_CANCELLED] = CLI_EXIT_KEY,
  [KEYS_ERROR_TOKEN_REMOVED] = CLI_EXIT_KEY,      [KEYS_ERROR_TOKEN_MISSING] = CLI_EXIT_KEY,
  [KEYS_ERROR_TOKEN_DEVICE] = CLI_EXIT_KEY,       [KEYS_ERROR_TOKEN_SESSION] = CLI_EXIT_KEY,
  [KEYS_ERROR_TOKEN_BUSY] = CLI_EXIT_KEY,         [KEYS_ERROR_TOKEN_NO_CERTIFICATE] = CLI_EXIT_KEY,
  [KEYS_ERROR_TOKEN_SEVERAL] = CLI_EXIT_USAGE,    [KEYS_ERROR_TOKEN_NO_KEY] = CLI_EXIT_KEY,
  [KEYS_ERROR_TOKEN_MECHANISM] = CLI_EXIT_KEY,    [KEYS_ERROR_TOKEN_MISMATCH] = CLI_EXIT_KEY,
  [KEYS_ERROR_TOKEN_URI] = CLI_EXIT_USAGE,        [KEYS_ERROR_MODULE] = CLI_EXIT_KEY,
};

static const CliExit seal_exits[SEAL_N_ERRORS] = {
  [SEAL_ERROR_TEXT_LONG] = CLI_EXIT_USAGE,    [SEAL_ERROR_TEXT_EMPTY] = CLI_EXIT_USAGE,
  [SEAL_ERROR_GLYPH] = CLI_EXIT_USAGE,        [SEAL_ERROR_FONT] = CLI_EXIT_USAGE,
  [SEAL_ERROR_UNREADABLE] = CLI_EXIT_INPUT,   [SEAL_ERROR_NOT_PICTURE] = CLI_EXIT_INPUT,
  [SEAL_ERROR_PICTURE_SIZE] = CLI_EXIT_INPUT, [SEAL_ERROR_PICTURE_EMPTY] = CLI_EXIT_INPUT,
  [SEAL_ERROR_SIZE] = CLI_EXIT_USAGE,         [SEAL_ERROR_CODE] = CLI_EXIT_USAGE,
  [SEAL_ERROR_STORE] = CLI_EXIT_OUTPUT,       [SEAL_ERROR_FOLDER] = CLI_EXIT_OUTPUT,
  [SEAL_ERROR_NO_SEAL] = CLI_EXIT_INPUT,
  [SEAL_ERROR_CAPTION_LONG] = CLI_EXIT_USAGE, [SEAL_ERROR_NO_STYLE] = CLI_EXIT_USAGE,
};

static const CliExit pades_exits[PADES_N_ERRORS] = {
  [PADES_ERROR_CONTENTS] = CLI_EXIT_SERVICE,     [PADES_ERROR_NO_FIELD] = CLI_EXIT_USAGE,
  [PADES_ERROR_FIELD_SIGNED] = CLI_EXIT_REFUSED, [PADES_ERROR_FIELD_NAME] = CLI_EXIT_USAGE,
  [PADES_ERROR_CERTIFIED] = CLI_EXIT_REFUSED,    [PADES_ERROR_LOCKED] = CLI_EXIT_REFUSED,
  [PADES_ERROR_NO_PAGE] = CLI_EXIT_USAGE,        [PADES_ERROR_OFF_PAGE] = CLI_EXIT_USAGE,
  [PADES_ERROR_SELF_CHECK] = CLI_EXIT_INPUT,     [PADES_ERROR_FORM] = CLI_EXIT_REFUSED,
  [PADES_ERROR_NO_SIGNATURE] = CLI_EXIT_REFUSED, [PADES_ERROR_REACHED] = CLI_EXIT_REFUSED,
  [PADES_ERROR_PERMISSION] = CLI_EXIT_REFUSED,   [PADES_ERROR_NOT_FIRST] = CLI_EXIT_REFUSED,
  [PADES_ERROR_SEED] = CLI_EXIT_REFUSED,         [PADES_ERROR_NO_PLACE] = CLI_EXIT_USAGE,
  [PADES_ERROR_HARM] = CLI_EXIT_REFUSED,         [PADES_ERROR_NO_LOCKABLE] = CLI_EXIT_USAGE,
  [PADES_ERROR_INTEGRITY_CODE] = CLI_EXIT_REFUSED,
};

static const CliExit render_exits[RENDER_N_ERRORS] = {
  [RENDER_ERROR_UNREADABLE] = CLI_EXIT_INPUT, [RENDER_ERROR_PASSWORD] = CLI_EXIT_INPUT,
  [RENDER_ERROR_TOO_LARGE] = CLI_EXIT_INPUT,
};

/* What a platform refuses with. */
static const CliExit wire_exits[WIRE_N_PROBLEMS] = {
  [WIRE_PROBLEM_MALFORMED] = CLI_EXIT_USAGE,       [WIRE_PROBLEM_UNAUTHENTICATED] = CLI_EXIT_REFUSED,
  [WIRE_PROBLEM_TOKEN] = CLI_EXIT_REFUSED,         [WIRE_PROBLEM_CREDENTIALS] = CLI_EXIT_KEY,
  [WIRE_PROBLEM_FORBIDDEN] = CLI_EXIT_REFUSED,     [WIRE_PROBLEM_NOT_FOUND] = CLI_EXIT_REFUSED,
  [WIRE_PROBLEM_METHOD] = CLI_EXIT_SERVICE,        [WIRE_PROBLEM_CONFLICT] = CLI_EXIT_REFUSED,
  [WIRE_PROBLEM_EXISTS] = CLI_EXIT_REFUSED,        [WIRE_PROBLEM_CHANGED] = CLI_EXIT_REFUSED,
  [WIRE_PROBLEM_DECIDED] = CLI_EXIT_REFUSED,       [WIRE_PROBLEM_UNSEEN] = CLI_EXIT_REFUSED,
  [WIRE_PROBLEM_OWN] = CLI_EXIT_REFUSED,
  [WIRE_PROBLEM_CONDITION_MISSING] = CLI_EXIT_REFUSED,
  [WIRE_PROBLEM_KEY_MISSING] = CLI_EXIT_SERVICE,   [WIRE_PROBLEM_KEY_REUSED] = CLI_EXIT_SERVICE,
  [WIRE_PROBLEM_TOO_LARGE] = CLI_EXIT_SERVICE,     [WIRE_PROBLEM_MEDIA_TYPE] = CLI_EXIT_SERVICE,
  [WIRE_PROBLEM_TOO_MANY] = CLI_EXIT_SERVICE,      [WIRE_PROBLEM_WEAK_PASSWORD] = CLI_EXIT_KEY,
  [WIRE_PROBLEM_NAME] = CLI_EXIT_USAGE,          [WIRE_PROBLEM_ROLES] = CLI_EXIT_REFUSED,
  [WIRE_PROBLEM_ON_TRIAL] = CLI_EXIT_REFUSED,
  [WIRE_PROBLEM_CONSENT] = CLI_EXIT_REFUSED,       [WIRE_PROBLEM_REQUEST] = CLI_EXIT_KEY,
  [WIRE_PROBLEM_WEAK_KEY] = CLI_EXIT_KEY,          [WIRE_PROBLEM_KEY] = CLI_EXIT_KEY,
  [WIRE_PROBLEM_CHALLENGE] = CLI_EXIT_REFUSED,     [WIRE_PROBLEM_STATEMENT] = CLI_EXIT_REFUSED,
  [WIRE_PROBLEM_SIGNATURE_NEEDED] = CLI_EXIT_REFUSED, [WIRE_PROBLEM_CERTIFICATE] = CLI_EXIT_REFUSED,
  [WIRE_PROBLEM_CERTIFICATE_SUSPENDED] = CLI_EXIT_REFUSED,
  [WIRE_PROBLEM_CERTIFICATE_REVOKED] = CLI_EXIT_REFUSED,
  [WIRE_PROBLEM_CERTIFICATE_EXPIRED] = CLI_EXIT_REFUSED,
  [WIRE_PROBLEM_PORTAL] = CLI_EXIT_REFUSED,        [WIRE_PROBLEM_PORTAL_REFUSED] = CLI_EXIT_REFUSED,
  [WIRE_PROBLEM_PORTAL_CODE] = CLI_EXIT_REFUSED,   [WIRE_PROBLEM_REGISTRATION] = CLI_EXIT_REFUSED,
  [WIRE_PROBLEM_PORTAL_LINKED] = CLI_EXIT_REFUSED, [WIRE_PROBLEM_LAST_WAY] = CLI_EXIT_REFUSED,
  [WIRE_PROBLEM_EXPIRED] = CLI_EXIT_REFUSED,       [WIRE_PROBLEM_GONE] = CLI_EXIT_REFUSED,
  [WIRE_PROBLEM_CLOCK] = CLI_EXIT_SERVICE,
  [WIRE_PROBLEM_UNAVAILABLE] = CLI_EXIT_SERVICE,   [WIRE_PROBLEM_INTERNAL] = CLI_EXIT_SERVICE,
};

static gboolean
own_explain (int code, const char **what, const char **why, const char **remedy)
{
  if (code < 0 || code >= CLI_N_ERRORS || own_texts[code].what == NULL)
    return FALSE;
  *what = own_texts[code].what;
  *why = own_texts[code].why;
  *remedy = own_texts[code].remedy;
  return TRUE;
}

static const struct {
  GQuark   (*quark)   (void);
  gboolean (*explain) (int code, const char **what, const char **why, const char **remedy);
  const CliExit *exits;
  int            n_exits;
} domains[] = {
  { cli_error_quark,    own_explain,          own_exits,    CLI_N_ERRORS },
  { pdf_error_quark,    pdf_error_explain,    pdf_exits,    PDF_N_ERRORS },
  { pki_error_quark,    pki_error_explain,    pki_exits,    PKI_N_ERRORS },
  { keys_error_quark,   keys_error_explain,   keys_exits,   KEYS_N_ERRORS },
  { seal_error_quark,   seal_error_explain,   seal_exits,   SEAL_N_ERRORS },
  { pades_error_quark,  pades_error_explain,  pades_exits,  PADES_N_ERRORS },
  { render_error_quark, render_error_explain, render_exits, RENDER_N_ERRORS },
  { wire_problem_quark, wire_problem_explain, wire_exits,   WIRE_N_PROBLEMS },
};
/* clang-format on */

static int
find_domain (const GError *error)
{
  for (guint i = 0; i < G_N_ELEMENTS (domains); i++)
    if (domains[i].quark () == error->domain)
      return (int) i;
  return -1;
}

/**
 * cli_error_get_exit:
 * @error: what a library or the command line's own code reported
 *
 * Maps every error that can come up to the exit status that the contract gives it.
 *
 * Returns: the exit status; what no table knows is the input's fault
 */
CliExit
cli_error_get_exit (const GError *error)
{
  int domain = find_domain (error);

  if (error->domain == G_OPTION_ERROR)
    return CLI_EXIT_USAGE;
  if (domain < 0 || error->code < 0 || error->code >= domains[domain].n_exits)
    return CLI_EXIT_INPUT;
  CliExit status = domains[domain].exits[error->code];
  /* A code without a row must not end as success. */
  return status != CLI_EXIT_OK ? status : CLI_EXIT_INPUT;
}

/* Not every error has all three sentences. */
static const char *
translate (const char *text)
{
  return text != NULL ? _ (text) : NULL;
}

/**
 * cli_error_explain:
 * @error: an error
 *
 * Looks up what a person should read instead of the error's message.
 *
 * Returns: translated sentences; without a table's row, the message stands as what happened
 */
CliExplanation
cli_error_explain (const GError *error)
{
  int domain = find_domain (error);
  CliExplanation text = {error->message, NULL, NULL};

  if (domain >= 0)
    domains[domain].explain (error->code, &text.what, &text.why, &text.remedy);
  /* The window has a way of its own. */
  if (g_error_matches (error, WIRE_PROBLEM, WIRE_PROBLEM_UNAUTHENTICATED))
    text.remedy = N_ ("Log in with “vermilionctl platform login”, and do it again.");
  if (domain >= 0)
    return (CliExplanation){translate (text.what), translate (text.why), translate (text.remedy)};
  return text;
}

/* Where it is known when another try is worth it, that is what to do. */
static char *
dup_remedy (const GError *error, const char *otherwise)
{
  guint wait = wire_problem_get_wait (error);
  guint minutes = (wait + 59) / 60;

  if (wait == 0)
    return g_strdup (otherwise);
  return wait < 60
             ? g_strdup_printf (
                   ngettext ("Try again in %u second.", "Try again in %u seconds.", wait), wait)
             : g_strdup_printf (
                   ngettext ("Try again in %u minute.", "Try again in %u minutes.", minutes),
                   minutes);
}

/**
 * cli_error_print:
 * @subject: (nullable): the file it is about
 * @error: an error
 *
 * Says on standard error what happened, why, and what to do, with the precise message in
 * parentheses; for wrong arguments, what is wrong with them and where to read more.
 *
 * Returns: the exit status for it
 */
CliExit
cli_error_print (const char *subject, const GError *error)
{
  CliExplanation text = cli_error_explain (error);
  g_autofree char *remedy = dup_remedy (error, text.remedy);

  g_printerr ("%s: %s\n", subject != NULL ? subject : g_get_prgname (), text.what);
  if (text.why != NULL)
    g_printerr (_ ("  Why: %s\n"), text.why);
  /* What a platform answers with has no reason of its own, and says what to do all the same. */
  if (remedy != NULL)
    g_printerr (_ ("  What to do: %s\n"), remedy);
  if (text.why != NULL)
    g_printerr (_ ("  (details: %s)\n"), error->message);
  else if (cli_error_get_exit (error) == CLI_EXIT_USAGE)
    g_printerr (_ ("“%s --help” tells how it is used.\n"), g_get_prgname ());
  return cli_error_get_exit (error);
}

/**
 * cli_error_usage:
 * @format: a translated printf format
 * @...: its arguments
 *
 * Says what is wrong with the arguments.
 *
 * Returns: %CLI_EXIT_USAGE
 */
CliExit
cli_error_usage (const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_autoptr (GError) error = g_error_new_literal (CLI_ERROR, CLI_ERROR_USAGE, message);
  return cli_error_print (NULL, error);
}
