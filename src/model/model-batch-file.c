/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-batch-file.h"

#include "pdf-error.h"

struct _ModelBatchFile {
  GObject parent_instance;

  char *input;
  char *output;
  ModelBatchState state;
  GPtrArray *problems; /* GError */
  GArray *pages;       /* guint */
  char **fields;       /* names of form fields */
  char **absent;       /* of those that are to be locked */
  GBytes *secret;      /* that may open it, or NULL */
};

G_DEFINE_FINAL_TYPE (ModelBatchFile, model_batch_file, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
model_batch_file_finalize (GObject *object)
{
  ModelBatchFile *self = MODEL_BATCH_FILE (object);

  g_free (self->input);
  g_free (self->output);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_clear_pointer (&self->pages, g_array_unref);
  g_strfreev (self->fields);
  g_strfreev (self->absent);
  g_clear_pointer (&self->secret, g_bytes_unref);
  G_OBJECT_CLASS (model_batch_file_parent_class)->finalize (object);
}

static void
model_batch_file_class_init (ModelBatchFileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = model_batch_file_finalize;

  /**
   * ModelBatchFile::changed:
   *
   * Its state, problems or places are different.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
model_batch_file_init (ModelBatchFile *self)
{
  self->problems = g_ptr_array_new ();
  self->pages = g_array_new (FALSE, FALSE, sizeof (guint));
  self->fields = g_new0 (char *, 1);
  self->absent = g_new0 (char *, 1);
}

/**
 * model_batch_file_new:
 * @input: path of a document
 *
 * Makes a file that nobody looked at yet.
 *
 * Returns: (transfer full): the file
 */
ModelBatchFile *
model_batch_file_new (const char *input)
{
  ModelBatchFile *self = g_object_new (MODEL_TYPE_BATCH_FILE, NULL);

  self->input = g_strdup (input);
  return self;
}

/**
 * model_batch_file_get_input:
 * @self: a file
 *
 * Returns: (transfer none): its path
 */
const char *
model_batch_file_get_input (ModelBatchFile *self)
{
  g_return_val_if_fail (MODEL_IS_BATCH_FILE (self), NULL);
  return self->input;
}

/**
 * model_batch_file_get_output:
 * @self: a file
 *
 * Returns: (transfer none) (nullable): path of its signed version
 */
const char *
model_batch_file_get_output (ModelBatchFile *self)
{
  g_return_val_if_fail (MODEL_IS_BATCH_FILE (self), NULL);
  return self->output;
}

/**
 * model_batch_file_get_state:
 * @self: a file
 *
 * Returns: where it is on its way
 */
ModelBatchState
model_batch_file_get_state (ModelBatchFile *self)
{
  g_return_val_if_fail (MODEL_IS_BATCH_FILE (self), MODEL_BATCH_WAITING);
  return self->state;
}

/**
 * model_batch_file_get_problems:
 * @self: a file
 *
 * Returns: (transfer none) (element-type GError): what stands against signing it, or failed
 */
GPtrArray *
model_batch_file_get_problems (ModelBatchFile *self)
{
  g_return_val_if_fail (MODEL_IS_BATCH_FILE (self), NULL);
  return self->problems;
}

/**
 * model_batch_file_get_pages:
 * @self: a file
 *
 * Returns: (transfer none) (element-type guint): for each seal, the page that it will stand on
 */
GArray *
model_batch_file_get_pages (ModelBatchFile *self)
{
  g_return_val_if_fail (MODEL_IS_BATCH_FILE (self), NULL);
  return self->pages;
}

/**
 * model_batch_file_get_fields:
 * @self: a file
 *
 * Returns: (transfer none): names of the form fields that a signature may lock
 */
const char *const *
model_batch_file_get_fields (ModelBatchFile *self)
{
  g_return_val_if_fail (MODEL_IS_BATCH_FILE (self), NULL);
  return (const char *const *) self->fields;
}

/**
 * model_batch_file_get_absent:
 * @self: a file
 *
 * Returns: (transfer none): names of those that are to be locked, and that it does not have
 */
const char *const *
model_batch_file_get_absent (ModelBatchFile *self)
{
  g_return_val_if_fail (MODEL_IS_BATCH_FILE (self), NULL);
  return (const char *const *) self->absent;
}

/**
 * model_batch_file_is_locked:
 * @self: a file
 *
 * Returns: whether it cannot be signed because nobody gave its password
 */
gboolean
model_batch_file_is_locked (ModelBatchFile *self)
{
  g_return_val_if_fail (MODEL_IS_BATCH_FILE (self), FALSE);
  if (self->state != MODEL_BATCH_BLOCKED)
    return FALSE;
  for (guint i = 0; i < self->problems->len; i++)
    if (g_error_matches (g_ptr_array_index (self->problems, i), PDF_ERROR, PDF_ERROR_PASSWORD))
      return TRUE;
  return FALSE;
}

/**
 * model_batch_file_was_tried:
 * @self: a file
 *
 * Returns: whether a password was given that did not open it
 */
gboolean
model_batch_file_was_tried (ModelBatchFile *self)
{
  return model_batch_file_is_locked (self) && self->secret != NULL;
}

/**
 * model_batch_file_get_secret:
 * @self: a file
 *
 * Returns: (transfer none) (nullable): what may open it, see model_secret_new()
 */
GBytes *
model_batch_file_get_secret (ModelBatchFile *self)
{
  g_return_val_if_fail (MODEL_IS_BATCH_FILE (self), NULL);
  return self->secret;
}

/**
 * model_batch_file_set_secret:
 * @self: a file
 * @secret: what may open it, see model_secret_new()
 *
 * Gives its password, which is tried with the next look.
 */
void
model_batch_file_set_secret (ModelBatchFile *self, GBytes *secret)
{
  g_return_if_fail (MODEL_IS_BATCH_FILE (self));
  g_clear_pointer (&self->secret, g_bytes_unref);
  self->secret = g_bytes_ref (secret);
}

/**
 * model_batch_file_set_state:
 * @self: a file
 * @state: where it is now
 *
 * Moves it on.
 */
void
model_batch_file_set_state (ModelBatchFile *self, ModelBatchState state)
{
  g_return_if_fail (MODEL_IS_BATCH_FILE (self));
  self->state = state;
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * model_batch_file_set_output:
 * @self: a file
 * @output: (nullable): path of its signed version
 *
 * Says where that goes.
 */
void
model_batch_file_set_output (ModelBatchFile *self, const char *output)
{
  g_return_if_fail (MODEL_IS_BATCH_FILE (self));
  g_free (self->output);
  self->output = g_strdup (output);
}

/**
 * model_batch_file_set_found:
 * @self: a file
 * @problems: (element-type GError): all that was found
 * @pages: (nullable) (element-type guint): where seals will stand; %NULL leaves it as it is
 *
 * Notes the answer of a look at the file, or of signing it.
 */
void
model_batch_file_set_found (ModelBatchFile *self, GPtrArray *problems, GArray *pages)
{
  g_return_if_fail (MODEL_IS_BATCH_FILE (self));
  g_ptr_array_ref (problems);
  g_ptr_array_unref (self->problems);
  self->problems = problems;
  if (pages == NULL)
    return;
  g_array_unref (self->pages);
  self->pages = g_array_ref (pages);
}

/**
 * model_batch_file_set_fields:
 * @self: a file
 * @fields: names of the form fields that a signature may lock
 * @absent: names of those that are to be locked, and that it does not have
 *
 * Notes what a look at the file found of its form.
 */
void
model_batch_file_set_fields (ModelBatchFile *self,
                             const char *const *fields,
                             const char *const *absent)
{
  g_return_if_fail (MODEL_IS_BATCH_FILE (self) && fields != NULL && absent != NULL);
  g_strfreev (self->fields);
  g_strfreev (self->absent);
  self->fields = g_strdupv ((char **) fields);
  self->absent = g_strdupv ((char **) absent);
}
