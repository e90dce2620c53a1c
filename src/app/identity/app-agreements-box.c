/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-agreements-box.h"

#include <glib/gi18n.h>

#include "report-words.h"

struct _AppAgreementsBox {
  AdwBin parent_instance;

  ModelAgreements *agreements; /* or NULL */
  GPtrArray *ticks;            /* GtkCheckButton of the rows that are shown */

  GtkToggleButton *chinese;
  GtkToggleButton *english;
  AdwPreferencesGroup *needed;
  AdwPreferencesGroup *optional;
  GPtrArray *rows;
};

G_DEFINE_FINAL_TYPE (AppAgreementsBox, app_agreements_box, ADW_TYPE_BIN)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static const char *
language_of (AppAgreementsBox *self)
{
  return gtk_toggle_button_get_active (self->chinese) ? "zh_CN" : "en";
}

static void
ticked (AppAgreementsBox *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static GtkWidget *
make_text (const WireAgreement *agreement)
{
  GtkWidget *text = gtk_label_new (agreement->text);
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  gtk_widget_set_margin_top (text, 12);
  gtk_widget_set_margin_bottom (text, 12);
  gtk_widget_set_margin_start (text, 12);
  gtk_widget_set_margin_end (text, 12);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), text);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}

/* What was accepted before stands, and is not asked for again. */
static void
show_consent (GtkWidget *row, GtkWidget *tick, const WireConsent *consent)
{
  g_autofree char *since = report_words_dup_time (consent->accepted);
  g_autofree char *words = g_strdup_printf (_ ("Version %d, accepted on %s"),
                                            (int) consent->version, since);

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), words);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (tick), TRUE);
  gtk_widget_set_sensitive (tick, FALSE);
  gtk_widget_set_tooltip_text (tick, _ ("You can withdraw it in “My Account”."));
}

static void
add_row (AppAgreementsBox *self, WireAgreement *agreement)
{
  const WireConsent *consent = wire_consents_find (self->agreements->consents, agreement);
  GtkWidget *row = adw_expander_row_new ();
  GtkWidget *tick = gtk_check_button_new ();
  /* Translators: %s is the title of an agreement. */
  g_autofree char *accept = g_strdup_printf (_ ("I have read and accept: %s"), agreement->title);
  g_autofree char *version = g_strdup_printf (_ ("Version %d"), (int) agreement->version);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), agreement->title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), version);
  gtk_widget_set_valign (tick, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (tick, accept);
  gtk_accessible_update_property (GTK_ACCESSIBLE (tick), GTK_ACCESSIBLE_PROPERTY_LABEL, accept, -1);
  g_object_set_data (G_OBJECT (tick), "agreement", agreement);
  if (consent != NULL)
    show_consent (row, tick, consent);
  g_signal_connect_swapped (tick, "toggled", G_CALLBACK (ticked), self);
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row), tick);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), make_text (agreement));
  adw_preferences_group_add (agreement->required ? self->needed : self->optional, row);
  g_ptr_array_add (self->ticks, tick);
  g_ptr_array_add (self->rows, row);
}

static void
clear_rows (AppAgreementsBox *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = self->rows->pdata[i];
      gboolean needed = gtk_widget_is_ancestor (row, GTK_WIDGET (self->needed));

      adw_preferences_group_remove (needed ? self->needed : self->optional, row);
    }
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->ticks, 0);
}

/* A tick is for the text that was there: another language is another text. */
static void
fill (AppAgreementsBox *self)
{
  clear_rows (self);
  for (guint i = 0; self->agreements != NULL && i < self->agreements->texts->items->len; i++)
    {
      WireAgreement *each = self->agreements->texts->items->pdata[i];

      if (g_str_equal (each->language, language_of (self)))
        add_row (self, each);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
app_agreements_box_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), APP_TYPE_AGREEMENTS_BOX);
  G_OBJECT_CLASS (app_agreements_box_parent_class)->dispose (object);
}

static void
app_agreements_box_finalize (GObject *object)
{
  AppAgreementsBox *self = APP_AGREEMENTS_BOX (object);

  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->ticks);
  g_clear_pointer (&self->agreements, model_agreements_free);
  G_OBJECT_CLASS (app_agreements_box_parent_class)->finalize (object);
}

static void
app_agreements_box_class_init (AppAgreementsBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_agreements_box_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_agreements_box_finalize;

  /**
   * AppAgreementsBox::changed:
   *
   * Something was ticked, or is not any more.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-agreements-box.ui");
  gtk_widget_class_bind_template_child (widget_class, AppAgreementsBox, chinese);
  gtk_widget_class_bind_template_child (widget_class, AppAgreementsBox, english);
  gtk_widget_class_bind_template_child (widget_class, AppAgreementsBox, needed);
  gtk_widget_class_bind_template_child (widget_class, AppAgreementsBox, optional);
  gtk_widget_class_bind_template_callback (widget_class, fill);
}

static void
app_agreements_box_init (AppAgreementsBox *self)
{
  self->rows = g_ptr_array_new ();
  self->ticks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  if (!g_str_has_prefix (g_get_language_names ()[0], "zh"))
    gtk_toggle_button_set_active (self->english, TRUE);
}

/**
 * app_agreements_box_set_agreements:
 * @agreements: (transfer full): from the platform
 *
 * Shows the texts, and what of them was accepted already.
 */
void
app_agreements_box_set_agreements (AppAgreementsBox *self, ModelAgreements *agreements)
{
  clear_rows (self);
  g_clear_pointer (&self->agreements, model_agreements_free);
  self->agreements = agreements;
  fill (self);
}

/**
 * app_agreements_box_is_complete:
 *
 * Returns: whether all that is needed is ticked
 */
gboolean
app_agreements_box_is_complete (AppAgreementsBox *self)
{
  for (guint i = 0; i < self->ticks->len; i++)
    {
      const WireAgreement *agreement = g_object_get_data (self->ticks->pdata[i], "agreement");

      if (agreement->required && !gtk_check_button_get_active (self->ticks->pdata[i]))
        return FALSE;
    }
  return self->ticks->len > 0;
}

/**
 * app_agreements_box_dup_accepted:
 *
 * Returns: (transfer container) (element-type WireAgreement): what is ticked, and was not accepted
 *   before
 */
GPtrArray *
app_agreements_box_dup_accepted (AppAgreementsBox *self)
{
  GPtrArray *accepted = g_ptr_array_new ();

  for (guint i = 0; i < self->ticks->len; i++)
    if (gtk_check_button_get_active (self->ticks->pdata[i]) &&
        gtk_widget_get_sensitive (self->ticks->pdata[i]))
      g_ptr_array_add (accepted, g_object_get_data (self->ticks->pdata[i], "agreement"));
  return accepted;
}
