/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-placements.h"

/* More steps than anybody walks back; bounds the memory of a long day. */
#define MAX_STEPS 500

/* One stamp before and after: absent, or somewhere; or the style of all, without a stamp. Every
 * edit is made of these, and undoing is reading them backwards. */
typedef struct {
  ModelPlacement *item;
  guint position; /* in the list, when it comes or goes */
  gboolean was;
  gboolean is;
  PdfPlacement before;
  PdfPlacement after;
  SealStyle style_before;
  SealStyle style_after;
} Change;

struct _ModelPlacements {
  ModelList parent_instance;

  ModelDocument *document;
  ModelLook *appearance;
  GPtrArray *items; /* ModelPlacement */
  GPtrArray *steps; /* GArray of Change, oldest first */
  guint done;       /* how many of the steps are in effect */
  gboolean grouping;
  gboolean open; /* the last step takes further changes */
};

enum { PROP_CAN_UNDO = 1, PROP_CAN_REDO, N_PROPS };

enum { EDITED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ModelPlacements, model_placements, MODEL_TYPE_LIST)

static void
change_clear (gpointer data)
{
  g_clear_object (&((Change *) data)->item);
}

static void
announce (ModelPlacements *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_UNDO]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_REDO]);
  g_signal_emit (self, signals[EDITED], 0);
}

/* Brings one stamp from a state into the other. */
static void
enact (ModelPlacements *self, Change *change, gboolean forward)
{
  gboolean present = forward ? change->was : change->is;
  gboolean wanted = forward ? change->is : change->was;

  if (change->item == NULL)
    {
      model_look_set_style (self->appearance,
                            forward ? &change->style_after : &change->style_before);
      return;
    }
  model_placement_set_place (change->item, forward ? &change->after : &change->before);
  if (present && !wanted)
    {
      if (!g_ptr_array_find (self->items, change->item, &change->position))
        return;
      g_ptr_array_remove_index (self->items, change->position);
      g_list_model_items_changed (G_LIST_MODEL (self), change->position, 1, 0);
    }
  else if (!present && wanted)
    {
      change->position = MIN (change->position, self->items->len);
      g_ptr_array_insert (self->items, (int) change->position, g_object_ref (change->item));
      g_list_model_items_changed (G_LIST_MODEL (self), change->position, 0, 1);
    }
}

static GArray *
push_step (ModelPlacements *self)
{
  GArray *step = g_array_new (FALSE, FALSE, sizeof (Change));

  g_array_set_clear_func (step, change_clear);
  g_ptr_array_set_size (self->steps, (int) self->done);
  if (self->done == MAX_STEPS)
    g_ptr_array_remove_index (self->steps, 0);
  g_ptr_array_add (self->steps, step);
  self->done = self->steps->len;
  return step;
}

/* A held key moves the same stamp many times: the step keeps only where it came from and went. */
static gboolean
merge (GArray *step, const Change *change)
{
  Change *last = step->len > 0 ? &g_array_index (step, Change, step->len - 1) : NULL;

  if (last == NULL || last->item != change->item || !last->is || !change->was || !change->is)
    return FALSE;
  last->after = change->after;
  return TRUE;
}

/* Does a change and remembers it. */
static void
perform (ModelPlacements *self, Change change)
{
  GArray *step = self->open ? g_ptr_array_index (self->steps, self->done - 1) : push_step (self);

  self->open = TRUE;
  enact (self, &change, TRUE);
  if (merge (step, &change))
    return;
  if (change.item != NULL)
    g_object_ref (change.item);
  g_array_append_val (step, change);
}

static void
finish (ModelPlacements *self)
{
  self->open = self->open && self->grouping;
  announce (self);
}

static PdfPlacement
keep_on_page (ModelPlacements *self, const PdfPlacement *place)
{
  double width, height;

  pdf_page_box_get_size (model_document_get_page_box (self->document, place->page), &width,
                         &height);
  return model_place_keep_on (place, width, height);
}

static gboolean
page_exists (ModelPlacements *self, guint page)
{
  return page < model_document_get_n_pages (self->document);
}

static ModelPlacement *
put (ModelPlacements *self, ModelSeal *seal, const PdfPlacement *place)
{
  PdfPlacement kept = keep_on_page (self, place);
  g_autoptr (ModelPlacement) item = model_placement_new (seal, &kept);

  perform (self, (Change){item, self->items->len, FALSE, TRUE, kept, kept});
  return item; /* the list holds it */
}

static void
take (ModelPlacements *self, ModelPlacement *item)
{
  PdfPlacement place = *model_placement_get_place (item);

  perform (self, (Change){item, 0, TRUE, FALSE, place, place});
}

static void
model_placements_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ModelPlacements *self = MODEL_PLACEMENTS (object);

  switch (id)
    {
    case PROP_CAN_UNDO:
      g_value_set_boolean (value, model_placements_get_can_undo (self));
      break;
    case PROP_CAN_REDO:
      g_value_set_boolean (value, model_placements_get_can_redo (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
model_placements_finalize (GObject *object)
{
  ModelPlacements *self = MODEL_PLACEMENTS (object);

  g_ptr_array_unref (self->steps);
  g_clear_object (&self->document);
  g_clear_object (&self->appearance);
  G_OBJECT_CLASS (model_placements_parent_class)->finalize (object);
}

static void
model_placements_class_init (ModelPlacementsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = model_placements_get_property;
  object_class->finalize = model_placements_finalize;

  properties[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS |
                                                        G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_CAN_REDO] = g_param_spec_boolean ("can-redo", NULL, NULL, FALSE,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS |
                                                        G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * ModelPlacements::edited:
   *
   * Something is on a page, elsewhere, or no longer: once for each edit, undo and redo.
   */
  signals[EDITED] = g_signal_new ("edited", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
model_placements_init (ModelPlacements *self)
{
  self->appearance = model_look_new ();
  self->items = model_list_hold (MODEL_LIST (self), MODEL_TYPE_PLACEMENT);
  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
}

/**
 * model_placements_new:
 * @document: whose pages are stamped
 *
 * Makes an empty list of stamps.
 *
 * Returns: (transfer full): the list
 */
ModelPlacements *
model_placements_new (ModelDocument *document)
{
  ModelPlacements *self;

  g_return_val_if_fail (MODEL_IS_DOCUMENT (document), NULL);

  self = g_object_new (MODEL_TYPE_PLACEMENTS, NULL);
  self->document = g_object_ref (document);
  return self;
}

/**
 * model_placements_add:
 * @seal: whose face is put there
 * @place: where
 *
 * Puts a stamp on a page, moved onto it where it would stick out.
 *
 * Returns: (transfer none) (nullable): the stamp, or %NULL when the document has no such page
 */
ModelPlacement *
model_placements_add (ModelPlacements *self, ModelSeal *seal, const PdfPlacement *place)
{
  ModelPlacement *item;

  g_return_val_if_fail (MODEL_IS_PLACEMENTS (self), NULL);
  g_return_val_if_fail (MODEL_IS_SEAL (seal), NULL);

  if (!page_exists (self, place->page))
    return NULL;

  item = put (self, seal, place);
  finish (self);
  return item;
}

/**
 * model_placements_add_all:
 * @placements: (element-type ModelPlacement): stamps as they were
 *
 * Puts several stamps at once, as one step; those for pages that do not exist are left out.
 */
void
model_placements_add_all (ModelPlacements *self, GPtrArray *placements)
{
  g_return_if_fail (MODEL_IS_PLACEMENTS (self));

  for (guint i = 0; i < placements->len; i++)
    {
      ModelPlacement *given = g_ptr_array_index (placements, i);
      const PdfPlacement *place = model_placement_get_place (given);

      if (page_exists (self, place->page))
        put (self, model_placement_get_seal (given), place);
    }
  finish (self);
}

/**
 * model_placements_move:
 * @placement: a stamp of this list
 * @place: its page, place, size and angle from now on
 *
 * Moves, resizes, turns a stamp or carries it to another page. A page that does not exist leaves
 * it where it is.
 */
void
model_placements_move (ModelPlacements *self, ModelPlacement *placement, const PdfPlacement *place)
{
  PdfPlacement before, after;

  g_return_if_fail (MODEL_IS_PLACEMENTS (self));
  g_return_if_fail (MODEL_IS_PLACEMENT (placement));

  if (!page_exists (self, place->page) || !g_ptr_array_find (self->items, placement, NULL))
    return;
  before = *model_placement_get_place (placement);
  after = keep_on_page (self, place);
  if (model_place_equal (&before, &after))
    return;

  perform (self, (Change){placement, 0, TRUE, TRUE, before, after});
  finish (self);
}

/* Whether this seal stands at this place already. */
static gboolean
is_taken (ModelPlacements *self, ModelSeal *seal, const PdfPlacement *place)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      ModelPlacement *item = g_ptr_array_index (self->items, i);

      if (model_placement_get_seal (item) == seal &&
          model_place_equal (model_placement_get_place (item), place))
        return TRUE;
    }
  return FALSE;
}

/**
 * model_placements_repeat:
 * @placement: the stamp to repeat
 * @first: first page, from 0
 * @last: last page, cut to the document's
 *
 * Puts the same seal at the same place on each of these pages, as one step. Pages that have it
 * there already are left alone.
 *
 * Returns: how many stamps were added
 */
guint
model_placements_repeat (ModelPlacements *self, ModelPlacement *placement, guint first, guint last)
{
  guint added = 0;

  g_return_val_if_fail (MODEL_IS_PLACEMENTS (self), 0);
  g_return_val_if_fail (MODEL_IS_PLACEMENT (placement), 0);

  for (guint page = first; page <= last && page_exists (self, page); page++)
    {
      PdfPlacement place = *model_placement_get_place (placement);

      place.page = page;
      place = keep_on_page (self, &place);
      if (is_taken (self, model_placement_get_seal (placement), &place))
        continue;
      put (self, model_placement_get_seal (placement), &place);
      added++;
    }
  if (added > 0)
    finish (self);
  return added;
}

/**
 * model_placements_remove:
 * @placement: a stamp of this list
 *
 * Takes a stamp off its page.
 */
void
model_placements_remove (ModelPlacements *self, ModelPlacement *placement)
{
  g_return_if_fail (MODEL_IS_PLACEMENTS (self));

  if (!g_ptr_array_find (self->items, placement, NULL))
    return;
  take (self, placement);
  finish (self);
}

/**
 * model_placements_clear:
 *
 * Takes all stamps off the document, as one step that can be undone.
 */
void
model_placements_clear (ModelPlacements *self)
{
  g_return_if_fail (MODEL_IS_PLACEMENTS (self));

  if (self->items->len == 0)
    return;
  while (self->items->len > 0)
    take (self, g_ptr_array_index (self->items, self->items->len - 1));
  finish (self);
}

/* One move of each stamp, and of the style before them all: read backwards, the stamps go first. */
static void
restyle (ModelPlacements *self, const SealStyle *style)
{
  g_autoptr (GPtrArray)
      before = g_ptr_array_new_with_free_func ((GDestroyNotify) seal_drawing_unref);

  for (guint i = 0; i < self->items->len; i++)
    {
      ModelSeal *seal = model_placement_get_seal (self->items->pdata[i]);

      g_ptr_array_add (before, seal_drawing_ref (model_look_get_drawing (self->appearance, seal)));
    }
  perform (self, (Change){.style_before = *model_look_get_style (self->appearance),
                          .style_after = *style});
  for (guint i = 0; i < self->items->len; i++)
    {
      ModelPlacement *item = self->items->pdata[i];
      PdfPlacement old = *model_placement_get_place (item);
      PdfPlacement moved = model_look_replace (
          &old, before->pdata[i],
          model_look_get_drawing (self->appearance, model_placement_get_seal (item)));

      perform (self, (Change){item, 0, TRUE, TRUE, old, keep_on_page (self, &moved)});
    }
}

/**
 * model_placements_set_style:
 * @style: what stamps show
 *
 * Changes what all stamps show, as one step. Their seals keep place, size and angle, unless what
 * comes beside them would stick out of the page.
 */
void
model_placements_set_style (ModelPlacements *self, const SealStyle *style)
{
  g_return_if_fail (MODEL_IS_PLACEMENTS (self));
  g_return_if_fail (style != NULL);

  if (seal_style_equal (model_look_get_style (self->appearance), style))
    return;
  restyle (self, style);
  finish (self);
}

/**
 * model_placements_begin:
 *
 * What is edited from here to [method@ModelPlacements.end] is undone at once.
 */
void
model_placements_begin (ModelPlacements *self)
{
  g_return_if_fail (MODEL_IS_PLACEMENTS (self));

  self->grouping = TRUE;
  self->open = FALSE;
}

/**
 * model_placements_end:
 *
 * Ends what [method@ModelPlacements.begin] began; without one it does nothing.
 */
void
model_placements_end (ModelPlacements *self)
{
  g_return_if_fail (MODEL_IS_PLACEMENTS (self));

  self->grouping = FALSE;
  self->open = FALSE;
}

/**
 * model_placements_get_can_undo:
 *
 * Returns: whether there is a step to take back
 */
gboolean
model_placements_get_can_undo (ModelPlacements *self)
{
  g_return_val_if_fail (MODEL_IS_PLACEMENTS (self), FALSE);

  return self->done > 0;
}

/**
 * model_placements_get_can_redo:
 *
 * Returns: whether a step that was taken back can be made again
 */
gboolean
model_placements_get_can_redo (ModelPlacements *self)
{
  g_return_val_if_fail (MODEL_IS_PLACEMENTS (self), FALSE);

  return self->done < self->steps->len;
}

/**
 * model_placements_undo:
 *
 * Takes the last step back.
 */
void
model_placements_undo (ModelPlacements *self)
{
  GArray *step;

  g_return_if_fail (MODEL_IS_PLACEMENTS (self));

  model_placements_end (self);
  if (self->done == 0)
    return;
  step = g_ptr_array_index (self->steps, --self->done);
  for (guint i = step->len; i > 0; i--)
    enact (self, &g_array_index (step, Change, i - 1), FALSE);
  announce (self);
}

/**
 * model_placements_redo:
 *
 * Makes the step again that was taken back last.
 */
void
model_placements_redo (ModelPlacements *self)
{
  GArray *step;

  g_return_if_fail (MODEL_IS_PLACEMENTS (self));

  model_placements_end (self);
  if (self->done == self->steps->len)
    return;
  step = g_ptr_array_index (self->steps, self->done++);
  for (guint i = 0; i < step->len; i++)
    enact (self, &g_array_index (step, Change, i), TRUE);
  announce (self);
}

/**
 * model_placements_get_look:
 *
 * Returns: (transfer none): what the stamps look like
 */
ModelLook *
model_placements_get_look (ModelPlacements *self)
{
  g_return_val_if_fail (MODEL_IS_PLACEMENTS (self), NULL);

  return self->appearance;
}

/**
 * model_placements_get_size:
 *
 * Returns: how many stamps there are
 */
guint
model_placements_get_size (ModelPlacements *self)
{
  g_return_val_if_fail (MODEL_IS_PLACEMENTS (self), 0);

  return self->items->len;
}

/**
 * model_placements_count_pages:
 *
 * Returns: on how many pages stamps stand
 */
guint
model_placements_count_pages (ModelPlacements *self)
{
  g_autoptr (GHashTable) pages = g_hash_table_new (NULL, NULL);

  g_return_val_if_fail (MODEL_IS_PLACEMENTS (self), 0);

  for (guint i = 0; i < self->items->len; i++)
    g_hash_table_add (pages,
                      GUINT_TO_POINTER (model_placement_get_place (self->items->pdata[i])->page));
  return g_hash_table_size (pages);
}

/* The last stamp of the same seal on the page before. */
static const PdfPlacement *
find_previous (ModelPlacements *self, ModelPlacement *moving, guint page)
{
  const PdfPlacement *found = NULL;

  for (guint i = 0; i < self->items->len && page > 0; i++)
    {
      ModelPlacement *item = g_ptr_array_index (self->items, i);
      const PdfPlacement *place = model_placement_get_place (item);

      if (item != moving && place->page == page - 1 &&
          model_placement_get_seal (item) == model_placement_get_seal (moving))
        found = place;
    }
  return found;
}

/**
 * model_placements_snap:
 * @moving: the stamp in the hand; it may be in this list or not yet
 * @place: where the hand put it
 * @threshold: in mm, see model_place_snap()
 * @guides: (out): the vertical and the horizontal line it caught
 *
 * Pulls a stamp to what lies near on its page and keeps it there.
 *
 * Returns: where it should stand
 */
PdfPlacement
model_placements_snap (ModelPlacements *self,
                       ModelPlacement *moving,
                       const PdfPlacement *place,
                       double threshold,
                       ModelGuide guides[2])
{
  g_autoptr (GArray) others = g_array_new (FALSE, FALSE, sizeof (PdfPlacement));
  ModelGuidePage page = {0};
  PdfPlacement kept, snapped;

  g_return_val_if_fail (MODEL_IS_PLACEMENTS (self), *place);

  for (guint i = 0; i < self->items->len; i++)
    {
      ModelPlacement *item = g_ptr_array_index (self->items, i);

      if (item != moving && model_placement_get_place (item)->page == place->page)
        g_array_append_vals (others, model_placement_get_place (item), 1);
    }
  pdf_page_box_get_size (model_document_get_page_box (self->document, place->page), &page.width,
                         &page.height);
  page.others = (const PdfPlacement *) (gpointer) others->data;
  page.n_others = others->len;
  page.previous = find_previous (self, moving, place->page);
  kept = model_place_keep_on (place, page.width, page.height);
  snapped = model_place_snap (&kept, &page, threshold, &guides[0], &guides[1]);
  return model_place_keep_on (&snapped, page.width, page.height);
}
