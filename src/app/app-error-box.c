/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-error-box.h"

#include "app-error.h"

struct _AppErrorBox {
  GtkBox parent_instance;

  GtkLabel *what;
  GtkLabel *why;
  GtkLabel *remedy;
  GtkLabel *details;
  GtkButton *again;
  GtkExpander *expander;
};

G_DEFINE_FINAL_TYPE (AppErrorBox, app_error_box, GTK_TYPE_BOX)

static void
copy_details (AppErrorBox *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_text (self->details));
}

static void
app_error_box_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), APP_TYPE_ERROR_BOX);
  G_OBJECT_CLASS (app_error_box_parent_class)->dispose (object);
}

static void
app_error_box_class_init (AppErrorBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_error_box_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/vermilion/Vermilion/app-error-box.ui");
  gtk_widget_class_bind_template_child (widget_class, AppErrorBox, what);
  gtk_widget_class_bind_template_child (widget_class, AppErrorBox, why);
  gtk_widget_class_bind_template_child (widget_class, AppErrorBox, remedy);
  gtk_widget_class_bind_template_child (widget_class, AppErrorBox, details);
  gtk_widget_class_bind_template_child (widget_class, AppErrorBox, again);
  gtk_widget_class_bind_template_child (widget_class, AppErrorBox, expander);
  gtk_widget_class_bind_template_callback (widget_class, copy_details);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
}

static void
app_error_box_init (AppErrorBox *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_error_box_new:
 *
 * Makes a box without an error, which is hidden.
 *
 * Returns: (transfer floating): the box
 */
AppErrorBox *
app_error_box_new (void)
{
  return g_object_new (APP_TYPE_ERROR_BOX, NULL);
}

/**
 * app_error_box_offer:
 * @action: what asks once more
 *
 * Offers to try again with each error that is shown from now on.
 */
void
app_error_box_offer (AppErrorBox *self, const char *action)
{
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->again), action);
  gtk_widget_set_visible (GTK_WIDGET (self->again), TRUE);
}

/* To what comes behind it: with the box the focus would go, and the next key to nowhere. */
static void
pass_focus_on (AppErrorBox *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    return;
  gtk_widget_set_can_focus (GTK_WIDGET (self), FALSE);
  gtk_widget_child_focus (GTK_WIDGET (root), GTK_DIR_TAB_FORWARD);
  gtk_widget_set_can_focus (GTK_WIDGET (self), TRUE);
}

/**
 * app_error_box_set:
 * @error: (nullable): what went wrong, or %NULL to hide the box
 *
 * Shows an error. One that is shown already stays as it is, with what was unfolded of it.
 */
void
app_error_box_set (AppErrorBox *self, const GError *error)
{
  AppExplanation explanation;
  g_autofree char *details = NULL, *remedy = NULL;

  g_return_if_fail (APP_IS_ERROR_BOX (self));

  if (error == NULL)
    pass_focus_on (self);
  gtk_widget_set_visible (GTK_WIDGET (self), error != NULL);
  if (error == NULL)
    return;
  explanation = app_error_explain (error);
  /* The time that is left is told anew. */
  remedy = app_error_dup_remedy (error);
  gtk_label_set_label (self->remedy, remedy);
  details = g_strdup_printf ("%s %d: %s", g_quark_to_string (error->domain), error->code,
                             error->message);
  if (g_str_equal (details, gtk_label_get_label (self->details)))
    return;
  gtk_label_set_label (self->what, explanation.what);
  gtk_label_set_label (self->why, explanation.why);
  /* What a platform refuses with says why in one sentence with what. */
  gtk_widget_set_visible (GTK_WIDGET (self->why), *explanation.why != '\0');
  gtk_label_set_label (self->details, details);
  gtk_expander_set_expanded (self->expander, FALSE);
}
