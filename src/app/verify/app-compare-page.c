/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-compare-page.h"

#include <glib/gi18n.h>

#include "app-compare-list.h"
#include "app-compare-picture.h"
#include "app-error-box.h"
#include "app-events.h"

#define ZOOM_STEP 1.25
#define MIN_ZOOM 0.25
#define MAX_ZOOM 6
/* Laid out after it is queued: the first frame does it, the second may rely on it. */
#define FRAMES_TO_LAY_OUT 2

struct _AppComparePage {
  AdwBin parent_instance;

  ModelCompare *compare;
  ModelComparePictures *pictures;
  GCancellable *drawing; /* or NULL */
  guint index;           /* of the page shown, or G_MAXUINT */
  double zoom;           /* logical pixels a point, 0 fits the width */
  guint frames;          /* to go until the place can be scrolled to */

  GtkStack *stack;
  GtkLabel *title;
  GtkWidget *tools;
  GtkProgressBar *progress;
  AppErrorBox *error_box;
  AppCompareList *list;
  GtkSwitch *unchanged;
  GtkStack *modes;
  GtkToggleButton *side_button;
  GtkToggleButton *overlay_button;
  GtkToggleButton *parted_button;
  AdwStatusPage *nothing;
  AppErrorBox *picture_error;
  GtkScrolledWindow *before_scroll;
  GtkScrolledWindow *after_scroll;
  GtkScrolledWindow *overlay_scroll;
  GtkScrolledWindow *parted_scroll;
  AppComparePicture *before;
  AppComparePicture *after;
  AppComparePicture *overlay;
  AppComparePicture *parted;
  GtkScale *part;
};

G_DEFINE_FINAL_TYPE (AppComparePage, app_compare_page, ADW_TYPE_BIN)

static void
each_picture (AppComparePage *self, void (*call) (AppComparePicture *picture, AppComparePage *self))
{
  call (self->before, self);
  call (self->after, self);
  call (self->overlay, self);
  call (self->parted, self);
}

static const char *
get_mode (AppComparePage *self)
{
  if (gtk_toggle_button_get_active (self->overlay_button))
    return "overlay";
  return gtk_toggle_button_get_active (self->parted_button) ? "parted" : "side";
}

static GtkScrolledWindow *
get_scroll (AppComparePage *self, AppComparePicture **picture)
{
  if (gtk_toggle_button_get_active (self->overlay_button))
    {
      *picture = self->overlay;
      return self->overlay_scroll;
    }
  if (gtk_toggle_button_get_active (self->parted_button))
    {
      *picture = self->parted;
      return self->parted_scroll;
    }
  *picture = self->after;
  return self->after_scroll;
}

static void
scroll_axis (GtkAdjustment *adjustment, double first, double last)
{
  double page = gtk_adjustment_get_page_size (adjustment);

  gtk_adjustment_set_value (adjustment, (first + last - page) / 2);
}

static gboolean
scroll_to_place (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  AppComparePage *self = APP_COMPARE_PAGE (widget);
  AppComparePicture *picture;
  GtkScrolledWindow *scroll = get_scroll (self, &picture);
  PdfRect place;

  if (--self->frames > 0)
    return G_SOURCE_CONTINUE;
  if (!app_compare_list_get_place (self->list, &place))
    return G_SOURCE_REMOVE;
  app_compare_picture_locate (picture, &place.x0, &place.y0);
  app_compare_picture_locate (picture, &place.x1, &place.y1);
  scroll_axis (gtk_scrolled_window_get_hadjustment (scroll), place.x0, place.x1);
  scroll_axis (gtk_scrolled_window_get_vadjustment (scroll), place.y0, place.y1);
  return G_SOURCE_REMOVE;
}

static void
set_frame (AppComparePicture *picture, AppComparePage *self)
{
  PdfRect place;

  app_compare_picture_set_frame (picture,
                                 app_compare_list_get_place (self->list, &place) ? &place : NULL);
}

static void
set_pictures (AppComparePicture *picture, AppComparePage *self)
{
  app_compare_picture_set (picture, self->pictures);
}

static void
set_zoom (AppComparePicture *picture, AppComparePage *self)
{
  app_compare_picture_set_zoom (picture, self->zoom);
}

static void
show_place (AppComparePage *self)
{
  each_picture (self, set_frame);
  if (self->frames == 0)
    gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_to_place, NULL, NULL);
  self->frames = FRAMES_TO_LAY_OUT;
}

static void
name_pictures (AppComparePage *self)
{
  const PadesComparison *result = model_compare_get_result (self->compare);
  const PadesPageLook *look = g_ptr_array_index (result->pages, self->index);
  g_autofree char *before = g_strdup_printf (_ ("Page %u when it was signed"), look->before + 1);
  g_autofree char *after = g_strdup_printf (_ ("Page %u now"), look->after + 1);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->before), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  before, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->after), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  after, -1);
}

static void
take_pictures (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AppComparePage) self = data;
  g_autoptr (GError) error = NULL;
  ModelComparePictures *pictures = model_compare_draw_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->compare == NULL)
    {
      model_compare_pictures_free (pictures);
      return;
    }
  app_error_box_set (self->picture_error, error);
  g_clear_pointer (&self->pictures, model_compare_pictures_free);
  self->pictures = pictures;
  each_picture (self, set_pictures);
  name_pictures (self);
  gtk_stack_set_visible_child_name (self->modes, pictures != NULL ? get_mode (self) : "failed");
  show_place (self);
  app_event ("compare-page %u", self->index + 1);
}

static void
draw_page (AppComparePage *self)
{
  g_cancellable_cancel (self->drawing);
  g_clear_object (&self->drawing);
  self->drawing = g_cancellable_new ();
  model_compare_draw (self->compare, self->index, self->drawing, take_pictures,
                      g_object_ref (self));
}

static void
show_nothing (AppComparePage *self)
{
  const PadesComparison *result = model_compare_get_result (self->compare);
  gboolean same = pades_comparison_is_same (result);

  adw_status_page_set_title (self->nothing,
                             same ? _ ("Nothing visible changed") : _ ("Not to be seen on a page"));
  adw_status_page_set_description (
      self->nothing, same ? _ ("Every page looks as it did when this was signed.")
                          : _ ("This change is in the file, and not on one of its pages. Choose "
                               "a change of a page to see it."));
  gtk_stack_set_visible_child_name (self->modes, "nothing");
}

static void
list_chosen (AppComparePage *self, guint index)
{
  const PadesComparison *result = model_compare_get_result (self->compare);

  if (result == NULL)
    return;
  if (index >= result->pages->len)
    {
      self->index = G_MAXUINT;
      show_nothing (self);
      return;
    }
  if (index == self->index && self->pictures != NULL)
    {
      gtk_stack_set_visible_child_name (self->modes, get_mode (self));
      show_place (self);
      return;
    }
  self->index = index;
  draw_page (self);
}

static void
show_list (AppComparePage *self)
{
  app_compare_list_set_unchanged (self->list, gtk_switch_get_active (self->unchanged));
  app_compare_list_show (self->list, model_compare_get_result (self->compare));
  if (app_compare_list_get_n_rows (self->list) == 0)
    show_nothing (self);
}

static void
unchanged_switched (AppComparePage *self)
{
  if (self->compare != NULL && model_compare_get_result (self->compare) != NULL)
    show_list (self);
}

static void
mode_chosen (AppComparePage *self)
{
  if (self->pictures == NULL || self->index == G_MAXUINT)
    return;
  gtk_stack_set_visible_child_name (self->modes, get_mode (self));
  show_place (self);
}

static void
part_moved (AppComparePage *self)
{
  app_compare_picture_set_part (self->parted, gtk_range_get_value (GTK_RANGE (self->part)));
}

static void
state_changed (AppComparePage *self)
{
  ModelCompareState state = model_compare_get_state (self->compare);

  if (state == MODEL_COMPARE_RUNNING)
    return;
  gtk_widget_set_visible (self->tools, state == MODEL_COMPARE_DONE);
  gtk_stack_set_visible_child_name (self->stack, state == MODEL_COMPARE_DONE ? "done" : "failed");
  if (state == MODEL_COMPARE_FAILED)
    app_error_box_set (self->error_box, model_compare_get_error (self->compare));
  else
    {
      show_list (self);
      app_compare_list_step (self->list, 0);
    }
  app_event ("compare %d", state);
}

static void
fraction_changed (AppComparePage *self)
{
  gtk_progress_bar_set_fraction (self->progress, model_compare_get_fraction (self->compare));
}

static void
cancel (AppComparePage *self)
{
  model_compare_cancel (self->compare);
}

static void
step (GtkWidget *widget, const char *action, GVariant *parameter)
{
  app_compare_list_step (APP_COMPARE_PAGE (widget)->list,
                         g_str_has_suffix (action, "next") ? 1 : -1);
}

static void
change_zoom (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppComparePage *self = APP_COMPARE_PAGE (widget);
  AppComparePicture *picture;

  get_scroll (self, &picture);
  if (g_str_has_suffix (action, "fit"))
    self->zoom = 0;
  else
    self->zoom = CLAMP (app_compare_picture_get_scale (picture) *
                            (g_str_has_suffix (action, "in") ? ZOOM_STEP : 1 / ZOOM_STEP),
                        MIN_ZOOM, MAX_ZOOM);
  each_picture (self, set_zoom);
  if (self->pictures != NULL)
    show_place (self);
}

static void
app_compare_page_dispose (GObject *object)
{
  AppComparePage *self = APP_COMPARE_PAGE (object);

  if (self->drawing != NULL)
    g_cancellable_cancel (self->drawing);
  if (self->compare != NULL)
    model_compare_cancel (self->compare);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_COMPARE_PAGE);
  g_clear_object (&self->drawing);
  g_clear_object (&self->compare);
  g_clear_pointer (&self->pictures, model_compare_pictures_free);
  G_OBJECT_CLASS (app_compare_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AppComparePage, stack);
  gtk_widget_class_bind_template_child (widget_class, AppComparePage, title);
  gtk_widget_class_bind_template_child (widget_class, AppComparePage, tools);
  gtk_widget_class_bind_template_child (widget_class, AppComparePage, progress);
  gtk_widget_class_bind_template_child (widget_class, AppComparePage, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppComparePage, list);
  gtk_widget_class_bind_template_child (widget_class, AppComparePage, unchanged);
  gtk_widget_class_bind_template_child (widget_class, AppComparePage, modes);
  gtk_widget_class_bind_template_child (widget_class, AppComparePage, side_button);
  gtk_widget_class_bind_template_child (widget_class, AppComparePage, overlay_button);
  gtk_widget_class_bind_template_child (widget_class, AppComparePage, parted_button);
  gtk_widget_class_bind_template_child (widget_class, AppComparePage, nothing);
  gtk_widget_class_bind_template_child (widget_class, AppComparePage, picture_error);
  gtk_widget_class_bind_template_child (widget_class, AppComparePage, before_scroll);
  gtk_widget_class_bind_template_child (widget_class, AppComparePage, after_scroll);
  gtk_widget_class_bind_template_child (widget_class, AppComparePage, overlay_scroll);
  gtk_widget_class_bind_template_child (widget_class, AppComparePage, parted_scroll);
  gtk_widget_class_bind_template_child (widget_class, AppComparePage, before);
  gtk_widget_class_bind_template_child (widget_class, AppComparePage, after);
  gtk_widget_class_bind_template_child (widget_class, AppComparePage, overlay);
  gtk_widget_class_bind_template_child (widget_class, AppComparePage, parted);
  gtk_widget_class_bind_template_child (widget_class, AppComparePage, part);
}

static void
add_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "compare.next", NULL, step);
  gtk_widget_class_install_action (widget_class, "compare.previous", NULL, step);
  gtk_widget_class_install_action (widget_class, "compare.zoom-in", NULL, change_zoom);
  gtk_widget_class_install_action (widget_class, "compare.zoom-out", NULL, change_zoom);
  gtk_widget_class_install_action (widget_class, "compare.zoom-fit", NULL, change_zoom);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_j, 0, "compare.next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, 0, "compare.next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_k, 0, "compare.previous", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, 0, "compare.previous", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_plus, GDK_CONTROL_MASK,
                                       "compare.zoom-in", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_equal, GDK_CONTROL_MASK,
                                       "compare.zoom-in", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_minus, GDK_CONTROL_MASK,
                                       "compare.zoom-out", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0, GDK_CONTROL_MASK,
                                       "compare.zoom-fit", NULL);
}

static void
app_compare_page_class_init (AppComparePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_compare_page_dispose;
  g_type_ensure (APP_TYPE_ERROR_BOX);
  g_type_ensure (APP_TYPE_COMPARE_LIST);
  g_type_ensure (APP_TYPE_COMPARE_PICTURE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/verify/app-compare-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, list_chosen);
  gtk_widget_class_bind_template_callback (widget_class, unchanged_switched);
  gtk_widget_class_bind_template_callback (widget_class, mode_chosen);
  gtk_widget_class_bind_template_callback (widget_class, part_moved);
  gtk_widget_class_bind_template_callback (widget_class, cancel);
  add_actions (widget_class);
}

static void
app_compare_page_init (AppComparePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->index = G_MAXUINT;
  /* Both sides scroll as one. */
  gtk_scrolled_window_set_hadjustment (self->after_scroll,
                                       gtk_scrolled_window_get_hadjustment (self->before_scroll));
  gtk_scrolled_window_set_vadjustment (self->after_scroll,
                                       gtk_scrolled_window_get_vadjustment (self->before_scroll));
}

/**
 * app_compare_page_new:
 * @document: a document that is ready
 * @report: what was judged of it; not kept
 * @signature: one of the signatures in the report
 *
 * Makes the page and starts to compare.
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
app_compare_page_new (ModelDocument *document,
                      const PadesReport *report,
                      const PadesSignature *signature)
{
  AppComparePage *self = g_object_new (APP_TYPE_COMPARE_PAGE, NULL);
  const char *who = signature->signer != NULL ? pki_certificate_get_name (signature->signer)
                                              : signature->field;
  g_autofree char *title = g_strdup_printf (_ ("Since “%s” signed"), who);

  gtk_label_set_label (self->title, title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), title);
  app_compare_list_add_changes (self->list, report, signature, document);
  self->compare = model_compare_new (document, signature->revision);
  g_signal_connect_object (self->compare, "notify::state", G_CALLBACK (state_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->compare, "notify::fraction", G_CALLBACK (fraction_changed), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
