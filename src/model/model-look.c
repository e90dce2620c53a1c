/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-look.h"

#include <math.h>

struct _ModelLook {
  GObject parent_instance;

  SealStyle style;
  char *name;
  char *reason;
  char *location;
  char *signer;
  char *document;
  guint64 size;
  gint64 time;
  int utc_offset;
  GHashTable *drawings; /* ModelSeal → SealDrawing */
};

G_DEFINE_FINAL_TYPE (ModelLook, model_look, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
changed (ModelLook *self)
{
  g_hash_table_remove_all (self->drawings);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
model_look_finalize (GObject *object)
{
  ModelLook *self = MODEL_LOOK (object);

  g_free (self->name);
  g_free (self->reason);
  g_free (self->location);
  g_free (self->signer);
  g_free (self->document);
  g_hash_table_unref (self->drawings);
  G_OBJECT_CLASS (model_look_parent_class)->finalize (object);
}

static void
model_look_class_init (ModelLookClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = model_look_finalize;

  /**
   * ModelLook::changed:
   *
   * Stamps look different from now on.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
model_look_init (ModelLook *self)
{
  self->style.parts = SEAL_PART_SEAL;
  self->drawings = g_hash_table_new_full (NULL, NULL, g_object_unref,
                                          (GDestroyNotify) seal_drawing_unref);
}

/**
 * model_look_new:
 *
 * Makes an appearance that shows the seal alone.
 *
 * Returns: (transfer full): the appearance
 */
ModelLook *
model_look_new (void)
{
  return g_object_new (MODEL_TYPE_LOOK, NULL);
}

/**
 * model_look_get_style:
 *
 * Returns: (transfer none): what is shown; changes with it
 */
const SealStyle *
model_look_get_style (ModelLook *self)
{
  g_return_val_if_fail (MODEL_IS_LOOK (self), NULL);

  return &self->style;
}

/**
 * model_look_set_style:
 * @style: what to show from now on
 *
 * Changes the style alone: places and sizes are [method@ModelPlacements.set_style]'s.
 */
void
model_look_set_style (ModelLook *self, const SealStyle *style)
{
  g_return_if_fail (MODEL_IS_LOOK (self));

  if (seal_style_equal (&self->style, style))
    return;
  self->style = *style;
  changed (self);
}

static gboolean
replace (char **own, const char *text)
{
  if (g_strcmp0 (*own, text) == 0)
    return FALSE;
  g_free (*own);
  *own = g_strdup (text);
  return TRUE;
}

/* Whether the time is another, as far as anybody is shown it. */
static gboolean
read_clock (ModelLook *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  gint64 time = g_date_time_to_unix (now);
  int utc_offset = (int) (g_date_time_get_utc_offset (now) / G_USEC_PER_SEC);
  gboolean different = (self->style.parts & (SEAL_PART_DATE | SEAL_PART_CODE)) != 0 &&
                       (time != self->time || utc_offset != self->utc_offset);

  self->time = time;
  self->utc_offset = utc_offset;
  return different;
}

/**
 * model_look_expect:
 * @certificate: (nullable): who would sign
 * @reason: (nullable): why
 * @location: (nullable): where
 *
 * Tells what is known of the signature to come; its time is now.
 */
void
model_look_expect (ModelLook *self,
                   ModelCertificate *certificate,
                   const char *reason,
                   const char *location)
{
  PkiCertificate *own = NULL;
  gboolean different;

  g_return_if_fail (MODEL_IS_LOOK (self));

  if (certificate != NULL)
    own = model_certificate_get_certificate (certificate);
  different = read_clock (self);
  different |= replace (&self->name, own != NULL ? pki_certificate_get_name (own) : NULL);
  different |= replace (&self->signer, own != NULL ? pki_certificate_get_sha256 (own) : NULL);
  different |= replace (&self->reason, reason);
  different |= replace (&self->location, location);
  if (different)
    changed (self);
}

/**
 * model_look_set_document:
 * @sha256: of the file to be signed, hex
 * @size: its bytes
 *
 * Tells what the QR code says about the file.
 */
void
model_look_set_document (ModelLook *self, const char *sha256, guint64 size)
{
  g_return_if_fail (MODEL_IS_LOOK (self));

  self->size = size;
  if (replace (&self->document, sha256))
    changed (self);
}

/* A text that cannot be drawn is no reason not to place the seal: signing says what is wrong. */
static SealDrawing *
compose (ModelLook *self, ModelSeal *seal)
{
  const SealCaption caption = {
      .name = self->name,
      .reason = self->reason,
      .location = self->location,
      .time = self->time,
      .utc_offset = self->utc_offset,
      .document = self->document,
      .size = self->size,
      .signer = self->signer,
  };
  const SealCaption nothing = {.time = self->time};
  SealDrawing *face = model_seal_get_drawing (seal);
  SealDrawing *drawing = seal_appearance_compose (&self->style, face, &caption, NULL);

  if (drawing == NULL)
    drawing = seal_appearance_compose (&self->style, face, &nothing, NULL);
  return drawing != NULL ? drawing : seal_drawing_ref (face);
}

/**
 * model_look_get_drawing:
 * @seal: whose stamp
 *
 * Draws what a stamp of this seal looks like.
 *
 * Returns: (transfer none): the drawing, until something changes
 */
SealDrawing *
model_look_get_drawing (ModelLook *self, ModelSeal *seal)
{
  SealDrawing *drawing;

  g_return_val_if_fail (MODEL_IS_LOOK (self), NULL);
  g_return_val_if_fail (MODEL_IS_SEAL (seal), NULL);

  drawing = g_hash_table_lookup (self->drawings, seal);
  if (drawing == NULL)
    {
      drawing = compose (self, seal);
      g_hash_table_insert (self->drawings, g_object_ref (seal), drawing);
    }
  return drawing;
}

/* From the middle of a drawing to the middle of its seal. */
static void
get_offset (SealDrawing *drawing, double *x, double *y)
{
  double left, top, width, height;

  seal_drawing_get_seal_box (drawing, &left, &top, &width, &height);
  *x = left + width / 2 - seal_drawing_get_width (drawing) / 2;
  *y = top + height / 2 - seal_drawing_get_height (drawing) / 2;
}

/**
 * model_look_replace:
 * @place: of a mark
 * @before: what it shows
 * @after: what it shall show
 *
 * Works out a place of the new drawing in the same scale and angle, its seal where it was.
 *
 * Returns: the place
 */
PdfPlacement
model_look_replace (const PdfPlacement *place, SealDrawing *before, SealDrawing *after)
{
  double scale = place->width / seal_drawing_get_width (before);
  double radians = place->angle * G_PI / 180;
  double old_x, old_y, new_x, new_y, dx, dy;
  PdfPlacement moved = *place;

  get_offset (before, &old_x, &old_y);
  get_offset (after, &new_x, &new_y);
  dx = (old_x - new_x) * scale;
  dy = (old_y - new_y) * scale;
  moved.width = seal_drawing_get_width (after) * scale;
  moved.height = seal_drawing_get_height (after) * scale;
  moved.x = place->x + place->width / 2 + dx * cos (radians) - dy * sin (radians) - moved.width / 2;
  moved.y = place->y + place->height / 2 + dx * sin (radians) + dy * cos (radians) -
            moved.height / 2;
  return moved;
}
