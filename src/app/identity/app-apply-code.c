/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-apply-code.h"

#include <glib/gi18n.h>

#include "app-apply-words.h"
#include "app-code-picture.h"
#include "app-platform-words.h"

struct _AppApplyCode {
  AdwBin parent_instance;

  ModelApplication *application;
  gboolean embedded;
  guint tick_id; /* while it is on the screen */

  GtkLabel *whom;
  AppCodePicture *code;
  GtkLabel *match_code;
  GtkLabel *progress;
  GtkWidget *phone_note;
  GtkWidget *stranger_note;
  GtkWidget *open_here;
  GtkLabel *code_note;
  GtkWidget *unreadable;
  GtkLabel *address;
  GtkWidget *new_code;
  GtkWidget *sign;
};

G_DEFINE_FINAL_TYPE (AppApplyCode, app_apply_code, ADW_TYPE_BIN)

static gboolean
is_signing (AppApplyCode *self)
{
  return model_application_get_state (self->application) == MODEL_APPLICATION_SIGNING;
}

static void
suggest (GtkWidget *button, gboolean suggested)
{
  if (suggested)
    gtk_widget_add_css_class (button, "suggested-action");
  else
    gtk_widget_remove_css_class (button, "suggested-action");
}

/* Of a code that is over only the next one is of use. */
static void
show_over (AppApplyCode *self, gboolean over)
{
  app_code_picture_set_over (self->code, over);
  gtk_widget_set_sensitive (GTK_WIDGET (self->match_code), !over);
  gtk_widget_set_sensitive (self->open_here, !over);
  gtk_widget_set_sensitive (self->unreadable, !over);
  suggest (self->open_here, !over);
  suggest (self->new_code, over);
}

static void
show_progress (AppApplyCode *self)
{
  const WireIdentity *identity = model_application_get_identity (self->application);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *words = NULL;

  if (identity == NULL)
    return;
  words = is_signing (self)
              ? g_strdup (_ ("The identification has passed. The change is made once you have "
                             "signed it."))
          : model_application_is_in_office (self->application)
              ? app_apply_dup_office_words (identity)
              : app_platform_dup_progress (identity, now);
  gtk_label_set_label (self->progress, words);
  show_over (self, app_apply_is_over (identity, now));
}

/* What is pressed goes away under the focus; there is one thing left to press. */
static void
keep_focus (AppApplyCode *self, gboolean readable)
{
  if (!readable &&
      (gtk_widget_has_focus (self->open_here) || gtk_widget_has_focus (self->unreadable)))
    gtk_widget_grab_focus (self->new_code);
}

/* The number counts from when a phone has read the code, which opens nothing for another one then.
 */
static void
show_number (AppApplyCode *self, gboolean visible, gboolean alone)
{
  gtk_widget_set_visible (GTK_WIDGET (self->match_code), visible);
  if (alone)
    gtk_widget_add_css_class (GTK_WIDGET (self->match_code), "alone");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->match_code), "alone");
}

/* FALSE: the phone has done its part. */
static void
show_phone (AppApplyCode *self, const WireIdentity *identity, gboolean visible)
{
  gboolean scanned = identity && g_str_equal (identity->state, "scanned");
  gboolean readable = identity && !scanned && !g_str_equal (identity->state, "in-progress");

  gtk_widget_set_visible (self->new_code, visible);
  keep_focus (self, readable);
  gtk_widget_set_visible (GTK_WIDGET (self->code_note), visible && (scanned || readable));
  gtk_label_set_label (self->code_note,
                       scanned ? _ ("Enter this number on your phone")
                               : _ ("Read this code, and enter the number on your phone"));
  gtk_widget_set_visible (GTK_WIDGET (self->code), visible && readable);
  show_number (self, visible && (scanned || readable), scanned);
  gtk_widget_set_visible (self->stranger_note, visible && scanned);
  gtk_widget_set_visible (self->unreadable, visible && readable && !self->embedded);
  gtk_widget_set_visible (self->phone_note, visible && readable && self->embedded);
  gtk_widget_set_visible (self->open_here, visible && readable && self->embedded);
}

/**
 * app_apply_code_update:
 *
 * Shows what the application is waiting for now.
 */
void
app_apply_code_update (AppApplyCode *self)
{
  const WireIdentity *identity = model_application_get_identity (self->application);
  g_autofree char *whom = app_apply_dup_whom (identity);

  if (!is_signing (self))
    {
      app_code_picture_set_text (self->code, model_application_get_uri (self->application));
      gtk_label_set_label (self->match_code, identity->match_code);
      gtk_label_set_label (self->address, model_application_get_uri (self->application));
    }
  gtk_label_set_label (self->whom, whom);
  show_phone (self, identity,
              !is_signing (self) && !model_application_is_in_office (self->application));
  gtk_widget_set_visible (self->sign, is_signing (self));
  show_progress (self);
}

static gboolean
tick (gpointer data)
{
  show_progress (data);
  return G_SOURCE_CONTINUE;
}

static void
app_apply_code_map (GtkWidget *widget)
{
  AppApplyCode *self = APP_APPLY_CODE (widget);

  GTK_WIDGET_CLASS (app_apply_code_parent_class)->map (widget);
  self->tick_id = g_timeout_add_seconds (1, tick, self);
}

static void
app_apply_code_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&APP_APPLY_CODE (widget)->tick_id, g_source_remove);
  GTK_WIDGET_CLASS (app_apply_code_parent_class)->unmap (widget);
}

static void
app_apply_code_dispose (GObject *object)
{
  AppApplyCode *self = APP_APPLY_CODE (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_object (&self->application);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_APPLY_CODE);
  G_OBJECT_CLASS (app_apply_code_parent_class)->dispose (object);
}

static void
app_apply_code_class_init (AppApplyCodeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_apply_code_dispose;
  widget_class->map = app_apply_code_map;
  widget_class->unmap = app_apply_code_unmap;
  g_type_ensure (APP_TYPE_CODE_PICTURE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-apply-code.ui");
  gtk_widget_class_bind_template_child (widget_class, AppApplyCode, whom);
  gtk_widget_class_bind_template_child (widget_class, AppApplyCode, code);
  gtk_widget_class_bind_template_child (widget_class, AppApplyCode, match_code);
  gtk_widget_class_bind_template_child (widget_class, AppApplyCode, progress);
  gtk_widget_class_bind_template_child (widget_class, AppApplyCode, phone_note);
  gtk_widget_class_bind_template_child (widget_class, AppApplyCode, stranger_note);
  gtk_widget_class_bind_template_child (widget_class, AppApplyCode, open_here);
  gtk_widget_class_bind_template_child (widget_class, AppApplyCode, code_note);
  gtk_widget_class_bind_template_child (widget_class, AppApplyCode, unreadable);
  gtk_widget_class_bind_template_child (widget_class, AppApplyCode, address);
  gtk_widget_class_bind_template_child (widget_class, AppApplyCode, new_code);
  gtk_widget_class_bind_template_child (widget_class, AppApplyCode, sign);
}

static void
app_apply_code_init (AppApplyCode *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_apply_code_set_application:
 * @application: what is waited for
 * @embedded: whether the platform answers on this computer alone, where no phone reaches it
 *
 * Tells the page, once, what it is about.
 */
void
app_apply_code_set_application (AppApplyCode *self,
                                ModelApplication *application,
                                gboolean embedded)
{
  self->application = g_object_ref (application);
  self->embedded = embedded;
  app_code_picture_set_aside (self->code, embedded);
}
