/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-check.h"

#include <string.h>

#include "model-exam.h"
#include "pdf-error.h"
#include "report-words.h"

struct _ModelCheck {
  GObject parent_instance;

  char *path;
  ModelCheckKind kind;
  ReportAnswer headline;
  char *words;        /* for it, or NULL */
  GPtrArray *signers; /* char *, NULL at the end */
  gint64 time;
  gboolean proven;
  guint n_changes;
  guint n_forbidden;
  GError *error;  /* or NULL */
  char *json;     /* or NULL */
  GBytes *secret; /* or NULL */
};

G_DEFINE_FINAL_TYPE (ModelCheck, model_check, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
forget (ModelCheck *self)
{
  self->kind = MODEL_CHECK_PENDING;
  self->headline = (ReportAnswer){REPORT_STATE_PENDING, REPORT_FACT_PENDING};
  g_clear_pointer (&self->words, g_free);
  g_ptr_array_set_size (self->signers, 0);
  g_ptr_array_add (self->signers, NULL);
  self->time = G_MININT64;
  self->proven = FALSE;
  self->n_changes = 0;
  self->n_forbidden = 0;
  g_clear_error (&self->error);
  g_clear_pointer (&self->json, g_free);
}

static void
model_check_finalize (GObject *object)
{
  ModelCheck *self = MODEL_CHECK (object);

  g_free (self->path);
  g_free (self->words);
  g_ptr_array_unref (self->signers);
  g_clear_error (&self->error);
  g_free (self->json);
  g_clear_pointer (&self->secret, g_bytes_unref);
  G_OBJECT_CLASS (model_check_parent_class)->finalize (object);
}

static void
model_check_class_init (ModelCheckClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = model_check_finalize;

  /**
   * ModelCheck::changed:
   *
   * There is a verdict, or none any more.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
model_check_init (ModelCheck *self)
{
  self->signers = g_ptr_array_new_with_free_func (g_free);
  forget (self);
}

/**
 * model_check_new:
 * @path: a file that is to be judged
 *
 * Makes an entry without a verdict.
 *
 * Returns: (transfer full): the entry
 */
ModelCheck *
model_check_new (const char *path)
{
  ModelCheck *self = g_object_new (MODEL_TYPE_CHECK, NULL);

  self->path = g_strdup (path);
  return self;
}

/**
 * model_check_get_path:
 *
 * Returns: (transfer none): the file
 */
const char *
model_check_get_path (ModelCheck *self)
{
  g_return_val_if_fail (MODEL_IS_CHECK (self), NULL);
  return self->path;
}

/**
 * model_check_get_kind:
 *
 * Returns: what became of it
 */
ModelCheckKind
model_check_get_kind (ModelCheck *self)
{
  g_return_val_if_fail (MODEL_IS_CHECK (self), MODEL_CHECK_PENDING);
  return self->kind;
}

/**
 * model_check_get_headline:
 *
 * Returns: the worst fact of the file, the same as its own window shows
 */
ReportAnswer
model_check_get_headline (ModelCheck *self)
{
  g_return_val_if_fail (MODEL_IS_CHECK (self), (ReportAnswer){0});
  return self->headline;
}

/**
 * model_check_get_words:
 * @self: a file
 *
 * Returns: (transfer none): its headline in the user's language, and where on the page, when that
 *   is on one
 */
const char *
model_check_get_words (ModelCheck *self)
{
  g_return_val_if_fail (MODEL_IS_CHECK (self), NULL);
  return self->words != NULL ? self->words : report_words_headline (self->headline.fact);
}

/**
 * model_check_get_signers:
 *
 * Returns: (transfer none) (array zero-terminated=1): who signed, each once
 */
const char *const *
model_check_get_signers (ModelCheck *self)
{
  g_return_val_if_fail (MODEL_IS_CHECK (self), NULL);
  return (const char *const *) self->signers->pdata;
}

/**
 * model_check_get_time:
 * @proven: (out) (optional): whether a trusted time-stamp says so
 *
 * Returns: when it was signed last, seconds since 1970; %G_MININT64: no signature tells
 */
gint64
model_check_get_time (ModelCheck *self, gboolean *proven)
{
  g_return_val_if_fail (MODEL_IS_CHECK (self), G_MININT64);
  if (proven != NULL)
    *proven = self->proven;
  return self->time;
}

/**
 * model_check_get_n_changes:
 * @n_forbidden: (out) (optional): how many of them a signature does not permit
 *
 * Returns: how many things were changed since the oldest signature
 */
guint
model_check_get_n_changes (ModelCheck *self, guint *n_forbidden)
{
  g_return_val_if_fail (MODEL_IS_CHECK (self), 0);
  if (n_forbidden != NULL)
    *n_forbidden = self->n_forbidden;
  return self->n_changes;
}

/**
 * model_check_get_error:
 *
 * Returns: (transfer none) (nullable): why there is no verdict and will be none
 */
const GError *
model_check_get_error (ModelCheck *self)
{
  g_return_val_if_fail (MODEL_IS_CHECK (self), NULL);
  return self->error;
}

/**
 * model_check_get_json:
 *
 * Returns: (transfer none) (nullable): the whole verdict for programs
 */
const char *
model_check_get_json (ModelCheck *self)
{
  g_return_val_if_fail (MODEL_IS_CHECK (self), NULL);
  return self->json;
}

/**
 * model_check_is_locked:
 *
 * Returns: whether there is no verdict because nobody gave its password
 */
gboolean
model_check_is_locked (ModelCheck *self)
{
  g_return_val_if_fail (MODEL_IS_CHECK (self), FALSE);
  return g_error_matches (self->error, PDF_ERROR, PDF_ERROR_PASSWORD);
}

/**
 * model_check_was_tried:
 *
 * Returns: whether a password was given that did not open it
 */
gboolean
model_check_was_tried (ModelCheck *self)
{
  return model_check_is_locked (self) && self->secret != NULL;
}

/**
 * model_check_get_secret:
 *
 * Returns: (transfer none) (nullable): the password that opened it, or was tried last
 */
GBytes *
model_check_get_secret (ModelCheck *self)
{
  g_return_val_if_fail (MODEL_IS_CHECK (self), NULL);
  return self->secret;
}

/**
 * model_check_set_secret:
 * @secret: (nullable): what may open it, see model_secret_new()
 *
 * Keeps a password.
 */
void
model_check_set_secret (ModelCheck *self, GBytes *secret)
{
  g_return_if_fail (MODEL_IS_CHECK (self));
  if (secret != NULL)
    g_bytes_ref (secret);
  g_clear_pointer (&self->secret, g_bytes_unref);
  self->secret = secret;
}

static gboolean
contains (const char *text, const char *folded)
{
  g_autofree char *own = g_utf8_casefold (text, -1);

  return strstr (own, folded) != NULL;
}

/**
 * model_check_matches:
 * @words: what is looked for
 *
 * Looks in the file's name and in those of its signers.
 *
 * Returns: whether it is there
 */
gboolean
model_check_matches (ModelCheck *self, const char *words)
{
  g_autofree char *name = NULL, *folded = NULL;
  gboolean found;

  g_return_val_if_fail (MODEL_IS_CHECK (self), FALSE);

  name = g_filename_display_name (self->path);
  folded = g_utf8_casefold (words, -1);
  found = contains (name, folded);
  for (guint i = 0; !found && i + 1 < self->signers->len; i++)
    found = contains (g_ptr_array_index (self->signers, i), folded);
  return found;
}

/**
 * model_check_reset:
 *
 * Forgets the verdict.
 */
void
model_check_reset (ModelCheck *self)
{
  g_return_if_fail (MODEL_IS_CHECK (self));
  forget (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
add_signer (ModelCheck *self, const PadesSignature *signature)
{
  const char *name = signature->signer != NULL ? pki_certificate_get_name (signature->signer)
                                               : NULL;

  if (name == NULL || g_ptr_array_find_with_equal_func (self->signers, name, g_str_equal, NULL))
    return;
  g_ptr_array_add (self->signers, g_strdup (name));
}

static void
read_signatures (ModelCheck *self, const PadesReport *report)
{
  g_ptr_array_set_size (self->signers, 0);
  for (guint i = 0; i < report->signatures->len; i++)
    {
      const PadesSignature *signature = g_ptr_array_index (report->signatures, i);
      gboolean proven = signature->proven != G_MININT64;
      gint64 time = proven ? signature->proven : signature->claimed;

      if (signature->timestamp)
        continue;
      add_signer (self, signature);
      if (time > self->time)
        {
          self->time = time;
          self->proven = proven;
        }
    }
  g_ptr_array_add (self->signers, NULL);
}

static gboolean
is_forbidden (const PadesReport *report, const PadesChange *change)
{
  for (guint i = 0; i < report->signatures->len; i++)
    {
      const PadesSignature *signature = g_ptr_array_index (report->signatures, i);

      if (pades_signature_precedes (signature, change) &&
          !pades_signature_permits (signature, change))
        return TRUE;
    }
  return FALSE;
}

/**
 * model_check_take_report:
 * @report: the verdict; not kept
 * @json: (transfer full): the same for programs
 *
 * Takes a verdict.
 */
void
model_check_take_report (ModelCheck *self, const PadesReport *report, char *json)
{
  static const ModelCheckKind kinds[] = {
      [PADES_INDICATION_TOTAL_PASSED] = MODEL_CHECK_PASSED,
      [PADES_INDICATION_INDETERMINATE] = MODEL_CHECK_UNCERTAIN,
      [PADES_INDICATION_TOTAL_FAILED] = MODEL_CHECK_FAILED,
      [PADES_INDICATION_NO_SIGNATURE] = MODEL_CHECK_UNSIGNED,
  };
  guint worst = G_MAXUINT;

  g_return_if_fail (MODEL_IS_CHECK (self));

  forget (self);
  self->kind = kinds[report->indication];
  self->headline = report_verdict_for_report (report, &worst);
  self->words = report_words_dup_headline (
      self->headline.fact,
      worst != G_MAXUINT ? g_ptr_array_index (report->signatures, worst) : NULL);
  self->n_changes = report->changes != NULL ? report->changes->len : 0;
  for (guint i = 0; i < self->n_changes; i++)
    if (is_forbidden (report, g_ptr_array_index (report->changes, i)))
      self->n_forbidden++;
  read_signatures (self, report);
  self->json = json;
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * model_check_take_error:
 * @error: (transfer full): why it cannot be judged
 *
 * Takes the news that there is no verdict.
 */
void
model_check_take_error (ModelCheck *self, GError *error)
{
  g_return_if_fail (MODEL_IS_CHECK (self));

  forget (self);
  self->kind = MODEL_CHECK_UNREADABLE;
  self->error = error;
  /* A password can still be given. */
  self->headline = (ReportAnswer){
      model_check_is_locked (self) ? REPORT_STATE_WARN : REPORT_STATE_BAD, REPORT_FACT_UNJUDGED};
  self->json = model_exam_dup_error_json (self->path, error);
  g_signal_emit (self, signals[CHANGED], 0);
}
