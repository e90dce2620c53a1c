/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-signing.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "cli-error.h"
#include "cli-interrupt.h"
#include "cli-marks.h"
#include "cli-preflight.h"
#include "cli-trust.h"
#include "pades-hash.h"
#include "pdf-error.h"

/* Seconds; a TSA answers in well under one, and several may have to be tried in turn. */
#define FETCH_TIMEOUT 20

/* Places and sizes do not depend on the text: marks are placed with what is known by now. */
static gboolean
draw_draft (CliSigning *self, GError **error)
{
  const SealCaption caption = {
      .reason = self->options->reason,
      .location = self->options->location,
  };

  return self->seal->face_draw (self->face, &caption, &self->look, error);
}

/* Only a field that is there can have an author who demands a certain certificate. */
static void
peek_key (CliSigning *self)
{
  gboolean complete = FALSE;

  if (self->options->field == NULL)
    return;
  self->certificates = cli_key_peek (self->options, &complete);
  self->more_certificates = !complete;
}

/**
 * cli_signing_prepare:
 * @self: with its options
 * @error: return location for an error of any layer
 *
 * Loads what the marks show: before the key, for nobody should type a password to learn of a typing
 * mistake.
 *
 * Returns: %FALSE where there is no such seal or appearance
 */
gboolean
cli_signing_prepare (CliSigning *self, GError **error)
{
  self->inputs = cli_preflight_identify (self->options->inputs);
  self->cancellable = g_cancellable_new ();
  peek_key (self);
  if (self->options->seal == NULL && self->options->appearance == NULL)
    return TRUE;
  self->seal = cli_module_open_seal (error);
  if (self->seal == NULL)
    return FALSE;
  self->face = self->seal->face_open (self->options->seal, self->options->appearance, error);
  return self->face != NULL && draw_draft (self, error);
}

/**
 * cli_signing_get_certificate:
 * @self: the run
 *
 * Tells who signs.
 *
 * Returns: (transfer none) (nullable): the certificate; %NULL before the key is open
 */
PkiCertificate *
cli_signing_get_certificate (const CliSigning *self)
{
  return self->key != NULL ? pki_signer_get_certificate (cli_key_get_signer (self->key)) : NULL;
}

/**
 * cli_signing_get_look:
 * @self: the run
 *
 * Tells what marks are placed with.
 *
 * Returns: (transfer none) (nullable): the look; %NULL for a signature that shows nothing
 */
const CliLook *
cli_signing_get_look (const CliSigning *self)
{
  return self->face != NULL ? &self->look : NULL;
}

/**
 * cli_signing_clear:
 * @self: the run
 *
 * Lets go of everything but the options.
 */
void
cli_signing_clear (CliSigning *self)
{
  g_clear_pointer (&self->key, cli_key_free);
  g_clear_pointer (&self->certificates, g_ptr_array_unref);
  g_clear_pointer (&self->look.appearance, pades_appearance_free);
  if (self->face != NULL)
    self->seal->face_free (self->face);
  self->face = NULL;
  g_clear_pointer (&self->inputs, g_hash_table_unref);
  g_clear_object (&self->cancellable);
}

/**
 * cli_services_prepare:
 * @self: empty
 * @options: what was asked for
 * @error: return location for an error of any layer
 *
 * Makes what the level needs of the network and of trust.
 *
 * Returns: whether it is all there
 */
gboolean
cli_services_prepare (CliServices *self, const CliSignOptions *options, GError **error)
{
  if (options->level < PADES_LEVEL_B_T)
    return TRUE;
  self->fetch = cli_module_new_fetch (FETCH_TIMEOUT, error);
  if (self->fetch == NULL)
    return FALSE;
  if (options->level < PADES_LEVEL_B_LT)
    return TRUE;
  self->trust = cli_trust_gather (options->trust, error);
  if (self->trust == NULL)
    return FALSE;
  self->collector = pki_collector_new (self->fetch, self->trust);
  return TRUE;
}

/**
 * cli_services_clear:
 * @self: the services
 *
 * Lets go of them.
 */
void
cli_services_clear (CliServices *self)
{
  g_clear_pointer (&self->collector, pki_collector_free);
  g_clear_pointer (&self->trust, pki_trust_free);
  g_clear_pointer (&self->fetch, pki_fetch_free);
}

/**
 * cli_item_new:
 * @input: a file; lent
 * @output: where the signed one goes; lent
 *
 * Makes a file of the run.
 *
 * Returns: (transfer full): the item
 */
CliItem *
cli_item_new (const char *input, const char *output)
{
  CliItem *self = g_new0 (CliItem, 1);

  self->input = input;
  self->output = output;
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  return self;
}

/* What the layer below calls agreeing is an option here. */
static void
name_option (GError *problem)
{
  if (!g_error_matches (problem, PDF_ERROR, PDF_ERROR_EXISTS))
    return;
  problem->domain = CLI_ERROR;
  problem->code = CLI_ERROR_EXISTS;
}

/**
 * cli_item_add_problem:
 * @self: a file
 * @problem: (transfer full): what stands against signing it
 *
 * Notes it, once.
 */
void
cli_item_add_problem (CliItem *self, GError *problem)
{
  name_option (problem);
  for (guint i = 0; i < self->problems->len; i++)
    {
      const GError *known = g_ptr_array_index (self->problems, i);

      if (g_error_matches (problem, known->domain, known->code) &&
          g_str_equal (problem->message, known->message))
        {
          g_error_free (problem);
          return;
        }
    }
  g_ptr_array_add (self->problems, problem);
}

/**
 * cli_item_close:
 * @self: a file
 *
 * Closes it; what became of it stays known.
 */
void
cli_item_close (CliItem *self)
{
  g_clear_pointer (&self->marks, g_ptr_array_unref);
  g_clear_pointer (&self->file, pdf_file_unref);
}

/**
 * cli_item_free:
 * @self: (nullable) (transfer full): a file
 *
 * Frees it.
 */
void
cli_item_free (CliItem *self)
{
  if (self == NULL)
    return;
  cli_item_close (self);
  g_ptr_array_unref (self->problems);
  g_free (self->damage);
  g_clear_pointer (&self->present, pki_certificate_unref);
  g_free (self);
}

static void
heed_hashing (double fraction, gpointer data)
{
  cli_interrupt_heed (PADES_STEP_PREPARE, fraction, data);
}

/* For a QR code: in pieces, whatever the size of the file. */
static gboolean
hash (const CliSigning *self, PdfFile *file, char **digest, GError **error)
{
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (PadesHash));
  PadesHashJob job = {
      .hashes = none, .with_file = TRUE, .progress = heed_hashing, .user_data = self->cancellable};
  gboolean done = !self->seal->face_has_code (self->face) ||
                  pades_hash_run (file, &job, self->cancellable, error);

  *digest = job.file_sha256;
  return done;
}

/* What one file's marks show, with the very time that its signature holds. */
static gboolean
draw (const CliSigning *self,
      PdfFile *file,
      const PadesSignRequest *request,
      CliLook *look,
      GError **error)
{
  PkiCertificate *certificate = cli_signing_get_certificate (self);
  g_autofree char *digest = NULL;
  gsize size = 0;

  if (!hash (self, file, &digest, error))
    return FALSE;
  pdf_file_get_data (file, &size);
  const SealCaption caption = {
      .name = pki_certificate_get_name (certificate),
      .reason = request->reason,
      .location = request->location,
      .time = request->now,
      .utc_offset = request->utc_offset,
      .document = digest,
      .size = size,
      .signer = pki_certificate_get_sha256 (certificate),
  };

  return self->seal->face_draw (self->face, &caption, look, error);
}

static void
dress (GPtrArray *marks, PadesAppearance *appearance)
{
  for (guint i = 0; i < marks->len; i++)
    ((PadesMark *) g_ptr_array_index (marks, i))->appearance = appearance;
}

static PadesSignRequest
make_request (const CliSigning *self, const CliServices *services, GPtrArray *marks)
{
  const CliSignOptions *options = self->options;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  PadesSignRequest request = cli_preflight_request (options, marks);

  request.signer = cli_key_get_signer (self->key);
  request.fetch = services->fetch;
  request.roots = services->trust;
  request.collector = services->collector;
  request.now = g_date_time_to_unix (now);
  request.utc_offset = (int) (g_date_time_get_utc_offset (now) / G_TIME_SPAN_SECOND);
  request.replace = options->overwrite;
  request.progress = cli_interrupt_heed;
  request.progress_data = self->cancellable;
  return request;
}

static gboolean
sign_dressed (const CliSigning *self,
              const PadesSignRequest *request,
              CliItem *item,
              GError **error)
{
  CliLook look = {NULL};
  gboolean done = FALSE;

  if (self->face == NULL || self->look.alone)
    return pades_sign (item->file, item->output, request, self->cancellable, error);
  if (!draw (self, item->file, request, &look, error))
    return FALSE;
  dress (item->marks, look.appearance);
  done = pades_sign (item->file, item->output, request, self->cancellable, error);
  dress (item->marks, self->look.appearance);
  pades_appearance_free (look.appearance);
  return done;
}

/* Opened again where the run is too long to keep all files open. */
static gboolean
open_again (const CliSigning *self, const char *path, CliItem *item)
{
  GError *error = NULL;
  guint known = item->problems->len;

  item->file = pdf_file_open_with_password (path, self->options->pdf_password, NULL, &error);
  if (item->file == NULL)
    cli_item_add_problem (item, error);
  else
    item->marks = cli_marks_place (self->options, item->file, cli_signing_get_look (self),
                                   item->problems);
  return item->problems->len == known;
}

static void
sign_path (const CliSigning *self, const CliServices *services, const char *path, CliItem *item)
{
  GError *error = NULL;

  if (item->file == NULL && !open_again (self, path, item))
    return;
  PadesSignRequest request = make_request (self, services, item->marks);
  item->done = sign_dressed (self, &request, item, &error);
  if (!item->done)
    cli_item_add_problem (item, error);
}

/* Beside the output, where there is room for it and nobody else looks: without a name, which goes
 * with the process, where the file system can and it can be found by its number. */
static char *
make_place (const char *output, int *fd, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (output);
  g_autofree char *name = g_path_get_basename (output);
  g_autofree char *path = NULL;

  *fd = open (folder, O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
  path = g_strdup_printf ("/proc/self/fd/%d", *fd);
  if (*fd >= 0 && access (path, R_OK | W_OK) == 0)
    return g_steal_pointer (&path);
  if (*fd >= 0)
    close (*fd);
  g_free (path);
  path = g_strdup_printf ("%s/.%.200s.XXXXXX", folder, name);
  *fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  if (*fd >= 0)
    return g_steal_pointer (&path);
  g_set_error (error, CLI_ERROR, CLI_ERROR_OUTPUT, "%s: %s", path, g_strerror (errno));
  return NULL;
}

static void
drop_place (const char *path, int fd)
{
  if (!g_str_has_prefix (path, "/proc/"))
    g_unlink (path);
  close (fd);
}

/* A damaged file is signed as a repaired copy, but only when that was asked for. */
static void
sign_repaired (const CliSigning *self, const CliServices *services, CliItem *item)
{
  GError *error = NULL;
  int fd = -1;
  const CliRepairModule *repair = cli_module_open_repair (&error);
  g_autofree char *copy = repair != NULL ? make_place (item->output, &fd, &error) : NULL;

  if (copy == NULL || !repair->write (item->input, self->options->pdf_password, copy, &error))
    cli_item_add_problem (item, error);
  else
    sign_path (self, services, copy, item);
  if (copy != NULL)
    drop_place (copy, fd);
}

/* What an earlier run signed with another key is not what was asked for. Where nothing else is left
 * to do, no key was opened, and who signed is only told. */
static void
skip_or_refuse (const CliSigning *self, CliItem *item)
{
  PkiCertificate *certificate = cli_signing_get_certificate (self);

  item->skipped = certificate == NULL || g_str_equal (pki_certificate_get_sha256 (item->present),
                                                      pki_certificate_get_sha256 (certificate));
  if (!item->skipped)
    cli_item_add_problem (item,
                          g_error_new (CLI_ERROR, CLI_ERROR_EXISTS,
                                       "%s: it is signed with another certificate", item->output));
}

/**
 * cli_signing_run:
 * @self: the run, with its key
 * @services: those of this thread
 * @item: a file
 *
 * Signs a file against which nothing stands, and notes what became of it.
 */
void
cli_signing_run (const CliSigning *self, const CliServices *services, CliItem *item)
{
  if (item->problems->len > 0)
    return;
  if (item->present != NULL)
    skip_or_refuse (self, item);
  else if (item->damage != NULL)
    sign_repaired (self, services, item);
  else
    sign_path (self, services, item->input, item);
  cli_item_close (item);
}
