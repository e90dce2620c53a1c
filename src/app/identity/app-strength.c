/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-strength.h"

#include <glib/gi18n.h>

#include "model-secret.h"

struct _AppStrength {
  GtkBox parent_instance;

  GtkLevelBar *bar;
  GtkLabel *words;
  GtkWidget *mismatch;
};

G_DEFINE_FINAL_TYPE (AppStrength, app_strength, GTK_TYPE_BOX)

static void
app_strength_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), APP_TYPE_STRENGTH);
  G_OBJECT_CLASS (app_strength_parent_class)->dispose (object);
}

static void
app_strength_class_init (AppStrengthClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_strength_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/vermilion/Vermilion/identity/app-strength.ui");
  gtk_widget_class_bind_template_child (widget_class, AppStrength, bar);
  gtk_widget_class_bind_template_child (widget_class, AppStrength, words);
  gtk_widget_class_bind_template_child (widget_class, AppStrength, mismatch);
}

static void
app_strength_init (AppStrength *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_strength_check:
 * @password: as far as it is typed
 * @again: its repetition, as far as it is typed
 *
 * Shows what is to be said of a new password.
 *
 * Returns: whether it can be taken
 */
gboolean
app_strength_check (AppStrength *self, const char *password, const char *again)
{
  static const char *const words[] = {
      N_ ("Too weak: it is soon guessed."),
      N_ ("Weak: a longer one is better."),
      N_ ("Good"),
      N_ ("Strong"),
  };
  guint strength = model_secret_rate (password);
  gboolean same = g_str_equal (password, again);

  gtk_level_bar_set_value (self->bar, strength);
  if (strength < 2)
    gtk_widget_add_css_class (GTK_WIDGET (self->bar), "weak");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->bar), "weak");
  gtk_label_set_label (self->words, *password != '\0' ? _ (words[strength]) : "");
  gtk_widget_set_visible (self->mismatch, *again != '\0' && !same);
  return strength > 0 && same;
}
