/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "cli-error.h"
#include "cli-interrupt.h"
#include "cli-json.h"
#include "cli-key.h"
#include "cli-level.h"
#include "cli-marks.h"
#include "cli-module.h"
#include "cli-sign-options.h"
#include "cli-trust.h"
#include "pdf-error.h"

/* Seconds; a TSA answers in well under one, and several may have to be tried in turn. */
#define FETCH_TIMEOUT 20

/* What all files of one run share. */
typedef struct {
  const CliSignOptions *options;
  CliKey *key;
  PkiSigner *signer; /* the key's */
  PkiFetch *fetch;
  PkiTrust *trust;
  PkiCollector *collector;     /* what was asked about one file is not asked again */
  PadesAppearance *appearance; /* of the seal, or NULL */
  GCancellable *cancellable;
} Signing;

static void
signing_clear (Signing *self)
{
  g_clear_pointer (&self->key, cli_key_free);
  g_clear_pointer (&self->collector, pki_collector_free);
  g_clear_pointer (&self->trust, pki_trust_free);
  g_clear_pointer (&self->fetch, pki_fetch_free);
  g_clear_pointer (&self->appearance, pades_appearance_free);
  g_clear_object (&self->cancellable);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Signing, signing_clear)

static gboolean
prepare_seal (Signing *self, GError **error)
{
  const CliSealModule *seal = NULL;

  if (self->options->seal == NULL)
    return TRUE;
  seal = cli_module_open_seal (error);
  if (seal != NULL)
    self->appearance = seal->load (self->options->seal, error);
  return self->appearance != NULL;
}

static gboolean
prepare_services (Signing *self, GError **error)
{
  const CliClientModule *client = NULL;

  if (self->options->level < PADES_LEVEL_B_T)
    return TRUE;
  client = cli_module_open_client (error);
  if (client == NULL)
    return FALSE;
  self->fetch = client->fetch_new (FETCH_TIMEOUT);
  if (self->options->level < PADES_LEVEL_B_LT)
    return TRUE;
  self->trust = cli_trust_gather (self->options->trust, error);
  if (self->trust == NULL)
    return FALSE;
  self->collector = pki_collector_new (self->fetch, self->trust);
  return TRUE;
}

/* The seal before the key: nobody should type a password to learn of a typing mistake. */
static gboolean
signing_prepare (Signing *self, GError **error)
{
  if (!prepare_seal (self, error) || !prepare_services (self, error))
    return FALSE;
  self->key = cli_key_open (self->options, error);
  if (self->key == NULL)
    return FALSE;
  self->signer = cli_key_get_signer (self->key);
  return TRUE;
}

/* Called with every piece of work done: the place to notice Ctrl+C, which no signal handler could
 * pass on to a GCancellable itself. */
static void
heed_interrupt (PadesStep step, double fraction, gpointer data)
{
  if (cli_interrupt_pending ())
    g_cancellable_cancel (data);
}

static PadesSignRequest
make_request (const Signing *self, GPtrArray *marks)
{
  const CliSignOptions *options = self->options;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return (PadesSignRequest){
      .signer = self->signer,
      .level = options->level,
      .digest = options->digest,
      .pss = options->pss,
      .fetch = self->fetch,
      .tsa = (const char *const *) options->tsa,
      .roots = self->trust,
      .collector = self->collector,
      .marks = marks,
      .field = options->field,
      .certify = options->certify,
      .lock = options->lock,
      .reason = options->reason,
      .location = options->location,
      .contact = options->contact,
      .now = g_date_time_to_unix (now),
      .utc_offset = (int) (g_date_time_get_utc_offset (now) / G_TIME_SPAN_SECOND),
      .replace = options->overwrite,
      .progress = heed_interrupt,
      .progress_data = self->cancellable,
  };
}

/* What the layer below calls agreeing is an option here. */
static void
propagate (GError **error, GError *cause)
{
  if (!g_error_matches (cause, PDF_ERROR, PDF_ERROR_EXISTS))
    {
      g_propagate_error (error, cause);
      return;
    }
  g_set_error_literal (error, CLI_ERROR, CLI_ERROR_EXISTS, cause->message);
  g_error_free (cause);
}

static gboolean
sign_file (const Signing *self, const char *input, const char *output, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (PdfFile)
      file = pdf_file_open_with_password (input, self->options->pdf_password, NULL, error);

  if (file == NULL)
    return FALSE;
  g_autoptr (GPtrArray) marks = cli_marks_place (self->options, file, self->appearance, error);
  if (marks == NULL)
    return FALSE;
  PadesSignRequest request = make_request (self, marks);
  if (pades_sign (file, output, &request, self->cancellable, &cause))
    return TRUE;
  propagate (error, g_steal_pointer (&cause));
  return FALSE;
}

/* Beside the output, where there is room for it and nobody else looks. */
static char *
make_place (const char *output, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (output);
  g_autofree char *name = g_path_get_basename (output);
  g_autofree char *path = g_strdup_printf ("%s/.%.200s.XXXXXX", folder, name);
  int fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      g_set_error (error, CLI_ERROR, CLI_ERROR_OUTPUT, "%s: %s", path, g_strerror (errno));
      return NULL;
    }
  close (fd);
  return g_steal_pointer (&path);
}

static gboolean
sign_repaired (const Signing *self, const char *input, const char *output, GError **error)
{
  const CliRepairModule *repair = cli_module_open_repair (error);
  g_autofree char *copy = repair != NULL ? make_place (output, error) : NULL;
  gboolean done = copy != NULL && repair->write (input, self->options->pdf_password, copy, error) &&
                  sign_file (self, copy, output, error);

  if (copy != NULL)
    g_unlink (copy);
  return done;
}

/* A damaged file is signed as a repaired copy, but only when that was asked for. */
static gboolean
sign_or_repair (
    const Signing *self, const char *input, const char *output, gboolean *repaired, GError **error)
{
  const CliRepairModule *repair = NULL;
  g_autoptr (GError) damage = NULL;

  if (sign_file (self, input, output, &damage))
    return TRUE;
  if (!g_error_matches (damage, PDF_ERROR, PDF_ERROR_DAMAGED))
    {
      g_propagate_error (error, g_steal_pointer (&damage));
      return FALSE;
    }
  if (!self->options->repair)
    {
      repair = cli_module_open_repair (error);
      if (repair == NULL || !repair->check (input, error))
        return FALSE;
      g_set_error (error, CLI_ERROR, CLI_ERROR_REPAIRABLE, "%s", damage->message);
      return FALSE;
    }
  if (!sign_repaired (self, input, output, error))
    return FALSE;
  *repaired = TRUE;
  g_printerr (_ ("%s: the file is damaged (%s); a repaired copy of it was signed\n"), input,
              damage->message);
  return TRUE;
}

static void
print_json (const Signing *self,
            const char *input,
            const char *output,
            gboolean repaired,
            const GError *error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  PkiCertificate *certificate = pki_signer_get_certificate (self->signer);

  json_builder_begin_object (builder);
  cli_json_string (builder, "file", input);
  cli_json_boolean (builder, "signed", error == NULL);
  cli_json_boolean (builder, "repaired", repaired);
  cli_json_string (builder, "output", error == NULL ? output : NULL);
  cli_json_string (builder, "level",
                   error == NULL ? cli_level_get_name (self->options->level) : NULL);
  cli_json_string (builder, "signer", pki_certificate_get_subject (certificate));
  cli_json_error (builder, "error", error);
  json_builder_end_object (builder);
  cli_json_print (builder);
}

static CliExit
sign_and_tell (const Signing *self, const char *input, const char *output)
{
  g_autoptr (GError) error = NULL;
  gboolean repaired = FALSE;

  sign_or_repair (self, input, output, &repaired, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return CLI_EXIT_OUTPUT;
  if (self->options->json)
    print_json (self, input, output, repaired, error);
  else if (error == NULL)
    g_print (_ ("%s: signed at level %s by %s, written to %s\n"), input,
             cli_level_get_name (self->options->level),
             pki_certificate_get_name (pki_signer_get_certificate (self->signer)), output);
  else
    return cli_error_print (input, error);
  return error == NULL ? CLI_EXIT_OK : cli_error_get_exit (error);
}

/**
 * cli_sign:
 * @argv: the arguments
 *
 * Signs each file on its own: one that cannot be signed does not keep the others from it.
 *
 * Returns: the exit status
 */
CliExit
cli_sign (char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CliSignOptions) options = cli_sign_options_parse (argv, &error);
  g_auto (Signing) signing = {.options = options, .cancellable = g_cancellable_new ()};

  if (options == NULL ||
      !cli_password_get_optional (options->pdf_password_file, &options->pdf_password, &error) ||
      !signing_prepare (&signing, &error))
    return cli_error_print (NULL, error);
  CliExit result = CLI_EXIT_OK;
  cli_interrupt_watch ();
  for (guint i = 0; options->inputs[i] != NULL; i++)
    {
      CliExit one = sign_and_tell (&signing, options->inputs[i], options->outputs[i]);
      if (one != CLI_EXIT_OK)
        result = options->inputs[1] != NULL ? CLI_EXIT_SOME : one;
      cli_interrupt_obey ();
    }
  return result;
}
