/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-signing.h"

#include <string.h>
#include <unistd.h>

#include "model-appearance.h"
#include "model-caption.h"
#include "model-exam.h"
#include "model-fields.h"
#include "model-job.h"
#include "model-key.h"
#include "pades-extend.h"

#define N_STEPS (PADES_STEP_VERIFY + 1)

/* A stamp as the worker may hold it: no object of the main thread. */
typedef struct {
  PdfPlacement place;
  SealDrawing *drawing;
  char *title;
} Stamp;

typedef struct {
  char *input;
  GBytes *input_password;
  char *output;
  gboolean replace;
  GArray *stamps; /* Stamp */
  SealStyle style;
  ModelKey *key; /* or NULL */
  ModelTerms *terms;
  ModelSigningProgress progress;
  gpointer progress_data;
  ModelJob *job; /* set on the worker */
} Signing;

static void
stamp_clear (gpointer data)
{
  Stamp *stamp = data;

  seal_drawing_unref (stamp->drawing);
  g_free (stamp->title);
}

static void
signing_free (gpointer data)
{
  Signing *self = data;

  g_free (self->input);
  g_free (self->output);
  g_array_unref (self->stamps);
  g_clear_pointer (&self->key, model_key_free);
  g_clear_pointer (&self->input_password, g_bytes_unref);
  model_terms_free (self->terms);
  g_free (self);
}

static GArray *
copy_stamps (ModelPlacements *placements)
{
  GArray *stamps = g_array_new (FALSE, FALSE, sizeof (Stamp));
  guint n = placements != NULL ? g_list_model_get_n_items (G_LIST_MODEL (placements)) : 0;

  g_array_set_clear_func (stamps, stamp_clear);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ModelPlacement) item = g_list_model_get_item (G_LIST_MODEL (placements), i);
      ModelSeal *seal = model_placement_get_seal (item);
      Stamp stamp = {
          *model_placement_get_place (item),
          seal_drawing_ref (model_seal_get_drawing (seal)),
          g_strdup (model_seal_get_title (seal)),
      };

      g_array_append_val (stamps, stamp);
    }
  return stamps;
}

static Signing *
signing_new (const ModelSigningRequest *request)
{
  Signing *self = g_new0 (Signing, 1);

  self->input = g_strdup (request->input);
  if (request->input_password != NULL)
    self->input_password = g_bytes_ref (request->input_password);
  self->output = g_strdup (request->output);
  self->replace = request->replace;
  self->stamps = copy_stamps (request->placements);
  self->style.parts = SEAL_PART_SEAL;
  if (request->placements != NULL)
    self->style = *model_look_get_style (model_placements_get_look (request->placements));
  if (request->certificate != NULL)
    self->key = model_key_new (request->certificate, request->password);
  self->terms = model_terms_copy (&request->terms);
  self->progress = request->progress;
  self->progress_data = request->progress_data;
  return self;
}

/* One appearance for each face, however often it is stamped; appearances keeps them. */
static GPtrArray *
marks_of (Signing *self, GHashTable *appearances, const SealCaption *caption, GError **error)
{
  g_autoptr (GPtrArray) marks = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->stamps->len; i++)
    {
      const Stamp *stamp = &g_array_index (self->stamps, Stamp, i);
      PadesAppearance *appearance = g_hash_table_lookup (appearances, stamp->drawing);
      PadesMark *mark = NULL;

      if (appearance == NULL)
        {
          appearance = model_appearance_compose (&self->style, stamp->drawing, stamp->title,
                                                 caption, error);
          if (appearance == NULL)
            return NULL;
          g_hash_table_insert (appearances, stamp->drawing, appearance);
        }
      mark = g_new (PadesMark, 1);
      *mark = (PadesMark){stamp->place, appearance};
      g_ptr_array_add (marks, mark);
    }
  return g_steal_pointer (&marks);
}

/* A job knows one fraction: step and part of it share it. */
static void
report_step (PadesStep step, double fraction, gpointer data)
{
  Signing *self = data;

  model_job_report (self->job, (step + CLAMP (fraction, 0, 0.999)) / N_STEPS);
}

static void
deliver_step (double fraction, gpointer data)
{
  Signing *self = data;
  double steps = fraction * N_STEPS;

  self->progress ((PadesStep) steps, steps - (int) steps, self->progress_data);
}

static PdfFile *
open_input (Signing *self, GCancellable *cancellable, GError **error)
{
  const char *password = NULL;

  if (self->input_password != NULL)
    password = model_secret_peek (self->input_password);
  return pdf_file_open_with_password (self->input, password, cancellable, error);
}

static gpointer
sign_on_worker (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  Signing *self = data;
  g_autoptr (PkiSigner) signer = NULL;
  g_auto (ModelServices) services = {NULL};
  g_autoptr (PdfFile) file = NULL;
  g_autoptr (GHashTable) appearances = g_hash_table_new_full (
      NULL, NULL, NULL, (GDestroyNotify) pades_appearance_free);
  g_autoptr (GPtrArray) marks = NULL;
  g_auto (ModelCaption) caption = {0};
  PadesSignRequest request = {0};

  self->job = job;
  signer = model_key_open (self->key, cancellable, error);
  if (signer == NULL)
    return NULL;
  file = open_input (self, cancellable, error);
  model_caption_init (&caption, self->terms, signer);
  if (file == NULL || (self->stamps->len > 0 &&
                       !model_caption_set_file (&caption, &self->style, file, cancellable, error)))
    return NULL;
  marks = marks_of (self, appearances, &caption.words, error);
  if (marks == NULL)
    return NULL;
  model_terms_fill (self->terms, &services, &request);
  request.signer = signer;
  request.marks = marks;
  request.now = caption.words.time;
  request.utc_offset = caption.words.utc_offset;
  request.replace = self->replace;
  request.progress = self->progress != NULL ? report_step : NULL;
  request.progress_data = self;
  pades_sign (file, self->output, &request, cancellable, error);
  return NULL;
}

static gpointer
extend_on_worker (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  Signing *self = data;
  g_autoptr (PdfFile) file = open_input (self, cancellable, error);
  g_auto (ModelServices) services = {NULL};
  PadesSignRequest request = {0};

  if (file == NULL)
    return NULL;
  model_terms_fill (self->terms, &services, &request);
  request.now = g_get_real_time () / G_USEC_PER_SEC;
  pades_extend (file, self->output, &request, cancellable, error);
  return NULL;
}

static char **
preflight (Signing *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdfFile) file = open_input (self, cancellable, error);
  g_autoptr (GHashTable) appearances = g_hash_table_new_full (
      NULL, NULL, NULL, (GDestroyNotify) pades_appearance_free);
  g_autoptr (GPtrArray) marks = NULL;
  g_auto (ModelCaption) caption = {0};
  PadesSignRequest request = {.level = PADES_LEVEL_B_B};

  if (file == NULL)
    return NULL;
  model_caption_init (&caption, self->terms, NULL);
  marks = marks_of (self, appearances, &caption.words, error);
  if (marks == NULL)
    return NULL;
  request.marks = marks;
  request.now = g_get_real_time () / G_USEC_PER_SEC;
  return pades_sign_preflight (file, &request, error) ? model_fields_list (file) : NULL;
}

static gpointer
preflight_on_worker (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  Signing *self = data;
  char **fields = preflight (self, cancellable, error);

  if (fields == NULL)
    model_exam_mind_signature (self->input, *error);
  return fields;
}

static void
start (ModelJobFunc func,
       const ModelSigningRequest *request,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  Signing *self = signing_new (request);
  const ModelWork work = {
      .func = func,
      .data = self,
      .data_free = signing_free,
      .result_free = func == preflight_on_worker ? (GDestroyNotify) g_strfreev : NULL,
      .progress = self->progress != NULL ? deliver_step : NULL,
      .progress_data = self,
  };

  model_job_start (NULL, &work, NULL, cancellable, callback, user_data);
}

/**
 * model_signing_run:
 * @request: what to sign and how
 * @cancellable: (nullable): to give up; then no output is left
 * @callback: called when the file is signed, verified and in its place, or nothing is
 * @user_data: for @callback
 *
 * Signs a document with all stamps as one signature.
 */
void
model_signing_run (const ModelSigningRequest *request,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  g_return_if_fail (request->certificate != NULL);
  g_return_if_fail (request->input != NULL && request->output != NULL);

  start (sign_on_worker, request, cancellable, callback, user_data);
}

/**
 * model_signing_preflight:
 * @request: its input and placements are looked at
 * @cancellable: (nullable): to give up
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Finds out what stands against signing before anybody is asked for a password.
 */
void
model_signing_preflight (const ModelSigningRequest *request,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (request->input != NULL);

  start (preflight_on_worker, request, cancellable, callback, user_data);
}

/**
 * model_signing_extend:
 * @request: a signed document, and how far its signatures are to be provable
 * @cancellable: (nullable): to give up; then no output is left
 * @callback: called when the file is extended, verified and in its place, or nothing is
 * @user_data: for @callback
 *
 * Raises the level of the signatures that a document has; no key is needed.
 */
void
model_signing_extend (const ModelSigningRequest *request,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_return_if_fail (request->input != NULL && request->output != NULL);

  start (extend_on_worker, request, cancellable, callback, user_data);
}

/**
 * model_signing_split_services:
 * @text: what somebody typed
 *
 * Takes addresses of services apart.
 *
 * Returns: (transfer full): the addresses, in order
 */
char **
model_signing_split_services (const char *text)
{
  g_auto (GStrv) parts = g_strsplit_set (text, " ,;\t", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_strv_builder_add (builder, parts[i]);
  return g_strv_builder_end (builder);
}

/**
 * model_signing_hide_passwords:
 * @text: addresses, as for model_signing_split_services()
 *
 * Takes out what no settings file should keep.
 *
 * Returns: (transfer full): the addresses with blanks between
 */
char *
model_signing_hide_passwords (const char *text)
{
  g_auto (GStrv) services = model_signing_split_services (text);

  for (guint i = 0; services[i] != NULL; i++)
    {
      g_autoptr (GUri) uri = g_uri_parse (services[i], G_URI_FLAGS_HAS_PASSWORD, NULL);

      if (uri == NULL || g_uri_get_password (uri) == NULL)
        continue;
      g_free (services[i]);
      services[i] = g_uri_to_string_partial (uri, G_URI_HIDE_PASSWORD);
    }
  return g_strjoinv (" ", services);
}

/**
 * model_signing_finish:
 * @result: what the callback of either was given
 *
 * Ends a signing or an extension.
 *
 * Returns: %FALSE with an error of %KEYS_ERROR, %PDF_ERROR, %PKI_ERROR, %PADES_ERROR or
 * %G_IO_ERROR_CANCELLED
 */
gboolean
model_signing_finish (GAsyncResult *result, GError **error)
{
  GError *failure = NULL;

  model_job_finish (result, &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

/**
 * model_signing_preflight_finish:
 * @result: what the callback was given
 * @error: return location for an error of %PDF_ERROR, %PADES_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Ends a preflight.
 *
 * Returns: (transfer full) (nullable): the names of the form fields that may be locked; %NULL where
 *   something stands against signing
 */
char **
model_signing_preflight_finish (GAsyncResult *result, GError **error)
{
  return model_job_finish (result, error);
}

/**
 * model_signing_suggest:
 * @input: path of the document
 * @suffix: what a signed file's name ends in before ".pdf", as "-signed"
 * @fallback: (nullable): folder for the output when the input's cannot be written
 *
 * Thinks of a name that no file has yet. A file that is signed again does not get the suffix
 * twice.
 *
 * Returns: (transfer full): a path
 */
char *
model_signing_suggest (const char *input, const char *suffix, const char *fallback)
{
  g_autofree char *folder = g_path_get_dirname (input);
  g_autofree char *stem = g_path_get_basename (input);
  char *path;

  if (g_str_has_suffix (stem, ".pdf") || g_str_has_suffix (stem, ".PDF"))
    stem[strlen (stem) - 4] = '\0';
  if (g_str_has_suffix (stem, suffix))
    stem[strlen (stem) - strlen (suffix)] = '\0';
  if (fallback != NULL && access (folder, W_OK) != 0)
    {
      g_free (folder);
      folder = g_strdup (fallback);
    }

  path = g_strdup_printf ("%s/%s%s.pdf", folder, stem, suffix);
  for (guint n = 2; g_file_test (path, G_FILE_TEST_EXISTS); n++)
    {
      g_free (path);
      path = g_strdup_printf ("%s/%s%s-%u.pdf", folder, stem, suffix, n);
    }
  return path;
}
