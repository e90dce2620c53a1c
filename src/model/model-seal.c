/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-seal-private.h"

struct _ModelSeal {
  GObject parent_instance;

  char *id;
  char *title;
  SealOrigin origin;
  SealDrawing *drawing;
};

G_DEFINE_FINAL_TYPE (ModelSeal, model_seal, G_TYPE_OBJECT)

enum { PROP_0, PROP_ID, PROP_TITLE, PROP_ORIGIN, N_PROPS };

static GParamSpec *properties[N_PROPS];

static void
model_seal_finalize (GObject *object)
{
  ModelSeal *self = MODEL_SEAL (object);

  g_free (self->id);
  g_free (self->title);
  seal_drawing_unref (self->drawing);
  G_OBJECT_CLASS (model_seal_parent_class)->finalize (object);
}

static void
model_seal_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ModelSeal *self = MODEL_SEAL (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_ORIGIN:
      g_value_set_int (value, (int) self->origin);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
model_seal_class_init (ModelSealClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = model_seal_finalize;
  object_class->get_property = model_seal_get_property;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_ORIGIN] = g_param_spec_int ("origin", NULL, NULL, SEAL_ORIGIN_GENERATED,
                                              SEAL_ORIGIN_PICTURE, SEAL_ORIGIN_GENERATED, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
model_seal_init (ModelSeal *self)
{
}

/**
 * model_seal_new:
 * @entry: as the folder has it
 *
 * Returns: (transfer full): the seal
 */
ModelSeal *
model_seal_new (const SealEntry *entry)
{
  ModelSeal *self = g_object_new (MODEL_TYPE_SEAL, NULL);

  self->id = g_strdup (entry->id);
  self->title = g_strdup (entry->title);
  self->origin = entry->origin;
  self->drawing = seal_drawing_ref (entry->drawing);
  return self;
}

/**
 * model_seal_set_title:
 * @title: what it is called now
 *
 * Tells those who show it; the folder is the list's to write.
 */
void
model_seal_set_title (ModelSeal *self, const char *title)
{
  if (g_strcmp0 (self->title, title) == 0)
    return;
  g_free (self->title);
  self->title = g_strdup (title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/**
 * model_seal_get_id:
 *
 * Returns: what the seal is called in files, whatever its title becomes
 */
const char *
model_seal_get_id (ModelSeal *self)
{
  g_return_val_if_fail (MODEL_IS_SEAL (self), NULL);

  return self->id;
}

/**
 * model_seal_get_title:
 *
 * Returns: what the user calls it
 */
const char *
model_seal_get_title (ModelSeal *self)
{
  g_return_val_if_fail (MODEL_IS_SEAL (self), NULL);

  return self->title;
}

/**
 * model_seal_get_origin:
 *
 * Returns: whether it was drawn here or imported
 */
SealOrigin
model_seal_get_origin (ModelSeal *self)
{
  g_return_val_if_fail (MODEL_IS_SEAL (self), SEAL_ORIGIN_GENERATED);

  return self->origin;
}

/**
 * model_seal_get_drawing:
 *
 * Returns: (transfer none): its face
 */
SealDrawing *
model_seal_get_drawing (ModelSeal *self)
{
  g_return_val_if_fail (MODEL_IS_SEAL (self), NULL);

  return self->drawing;
}
