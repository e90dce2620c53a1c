/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-batch-rule.h"

#include <glib/gi18n.h>

#include "app-appearance-presets.h"

/* ms after the last letter: looking for words in many files is not begun at each of them. */
#define TYPING_PAUSE 400

struct _AppBatchRule {
  AdwBin parent_instance;

  ModelSeals *seals;
  char *path; /* of the saved appearances */
  AppAppearancePresets presets;
  SealStyle style; /* language and date of those that everybody has */
  guint typing_id;

  AdwComboRow *seal;
  AdwComboRow *look;
  AdwComboRow *kind;
  GtkWidget *page_row;
  GtkSpinButton *page;
  GtkWidget *place_row;
  GtkSpinButton *x;
  GtkSpinButton *y;
  GtkWidget *text;
  GtkWidget *all_row;
  GtkSwitch *all;
};

G_DEFINE_FINAL_TYPE (AppBatchRule, app_batch_rule, ADW_TYPE_BIN)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
change (AppBatchRule *self)
{
  g_clear_handle_id (&self->typing_id, g_source_remove);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
has_seal (AppBatchRule *self)
{
  return adw_combo_row_get_selected (self->seal) > 0;
}

/* Only what the chosen kind of rule needs is there. */
static void
show_rows (AppBatchRule *self)
{
  ModelBatchRuleKind kind = adw_combo_row_get_selected (self->kind);
  gboolean words = kind == MODEL_BATCH_KEYWORD;
  gboolean place = kind == MODEL_BATCH_SAME_PLACE;

  gtk_widget_set_visible (GTK_WIDGET (self->look), has_seal (self));
  gtk_widget_set_visible (self->page_row, has_seal (self) && place);
  gtk_widget_set_visible (self->place_row, has_seal (self) && place);
  gtk_widget_set_visible (self->text, kind == MODEL_BATCH_FIELD || (has_seal (self) && words));
  gtk_widget_set_visible (self->all_row, has_seal (self) && words);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->text),
                                 words ? _ ("Words that the seal stands on")
                                       : _ ("Name of the signature field"));
}

static void
take_choice (AppBatchRule *self)
{
  show_rows (self);
  change (self);
}

/* Whoever chose words is about to type them. */
static void
take_kind (AppBatchRule *self)
{
  take_choice (self);
  if (gtk_widget_get_visible (self->text))
    gtk_widget_grab_focus (self->text);
}

static gboolean
typing_over (gpointer data)
{
  AppBatchRule *self = data;

  self->typing_id = 0;
  change (self);
  return G_SOURCE_REMOVE;
}

static void
take_typing (AppBatchRule *self)
{
  g_clear_handle_id (&self->typing_id, g_source_remove);
  self->typing_id = g_timeout_add (TYPING_PAUSE, typing_over, self);
}

static void
fill_seals (AppBatchRule *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->seals));

  gtk_string_list_append (titles, _ ("No visible seal"));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ModelSeal) seal = g_list_model_get_item (G_LIST_MODEL (self->seals), i);

      gtk_string_list_append (titles, model_seal_get_title (seal));
    }
  adw_combo_row_set_model (self->seal, G_LIST_MODEL (titles));
  adw_combo_row_set_selected (self->seal, n > 0 ? 1 : 0);
}

static void
app_batch_rule_dispose (GObject *object)
{
  AppBatchRule *self = APP_BATCH_RULE (object);

  g_clear_handle_id (&self->typing_id, g_source_remove);
  g_clear_object (&self->seals);
  app_appearance_presets_clear (&self->presets);
  G_OBJECT_CLASS (app_batch_rule_parent_class)->dispose (object);
}

static void
app_batch_rule_finalize (GObject *object)
{
  g_free (APP_BATCH_RULE (object)->path);
  G_OBJECT_CLASS (app_batch_rule_parent_class)->finalize (object);
}

static void
app_batch_rule_class_init (AppBatchRuleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_batch_rule_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_batch_rule_finalize;

  /**
   * AppBatchRule::changed:
   *
   * Another rule is wanted.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/vermilion/Vermilion/batch/app-batch-rule.ui");
  gtk_widget_class_bind_template_child (widget_class, AppBatchRule, seal);
  gtk_widget_class_bind_template_child (widget_class, AppBatchRule, look);
  gtk_widget_class_bind_template_child (widget_class, AppBatchRule, kind);
  gtk_widget_class_bind_template_child (widget_class, AppBatchRule, page_row);
  gtk_widget_class_bind_template_child (widget_class, AppBatchRule, page);
  gtk_widget_class_bind_template_child (widget_class, AppBatchRule, place_row);
  gtk_widget_class_bind_template_child (widget_class, AppBatchRule, x);
  gtk_widget_class_bind_template_child (widget_class, AppBatchRule, y);
  gtk_widget_class_bind_template_child (widget_class, AppBatchRule, text);
  gtk_widget_class_bind_template_child (widget_class, AppBatchRule, all_row);
  gtk_widget_class_bind_template_child (widget_class, AppBatchRule, all);
  gtk_widget_class_bind_template_callback (widget_class, take_choice);
  gtk_widget_class_bind_template_callback (widget_class, take_kind);
  gtk_widget_class_bind_template_callback (widget_class, take_typing);
}

/* libadwaita gives the list that a combo row opens no name of its own. */
static void
name_list (GtkWidget *widget, const char *name)
{
  GtkWidget *child;

  if (GTK_IS_LIST_VIEW (widget))
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
  for (child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_list (child, name);
}

static void
app_batch_rule_init (AppBatchRule *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  name_list (GTK_WIDGET (self->seal), _ ("Seal"));
  name_list (GTK_WIDGET (self->look), C_ ("appearance", "Appearance"));
  name_list (GTK_WIDGET (self->kind), _ ("Position"));
}

/**
 * app_batch_rule_set_seals:
 * @self: the rule
 * @seals: the user's seals
 *
 * Offers these seals, the newest chosen.
 */
void
app_batch_rule_set_seals (AppBatchRule *self, ModelSeals *seals)
{
  g_return_if_fail (APP_IS_BATCH_RULE (self) && self->seals == NULL);
  self->seals = g_object_ref (seals);
  g_signal_connect_object (seals, "items-changed", G_CALLBACK (fill_seals), self,
                           G_CONNECT_SWAPPED);
  fill_seals (self);
}

/**
 * app_batch_rule_set_appearances:
 * @self: the rule
 * @path: of the file of saved appearances
 * @style: what stamps showed last
 *
 * Offers the appearances by name. One that has none is not among them: then the seal stands alone.
 */
void
app_batch_rule_set_appearances (AppBatchRule *self, const char *path, const SealStyle *style)
{
  guint position;

  g_return_if_fail (APP_IS_BATCH_RULE (self));
  if (path != self->path)
    {
      g_free (self->path);
      self->path = g_strdup (path);
    }
  app_appearance_presets_clear (&self->presets);
  app_appearance_presets_init (&self->presets, path);
  self->style = *style;
  adw_combo_row_set_model (self->look, G_LIST_MODEL (self->presets.titles));
  if (app_appearance_presets_find (&self->presets, style, &position))
    adw_combo_row_set_selected (self->look, position);
}

static SealStyle
get_style (AppBatchRule *self)
{
  guint chosen = adw_combo_row_get_selected (self->look);

  if (self->presets.styles == NULL || chosen >= self->presets.styles->len)
    return (SealStyle){SEAL_PART_SEAL};
  return app_appearance_presets_take (&self->presets, chosen, &self->style);
}

static gboolean
needs_text (AppBatchRule *self)
{
  return gtk_widget_get_visible (self->text);
}

/**
 * app_batch_rule_is_complete:
 * @self: the rule
 *
 * Returns: whether everything that it needs is given
 */
gboolean
app_batch_rule_is_complete (AppBatchRule *self)
{
  g_return_val_if_fail (APP_IS_BATCH_RULE (self), FALSE);
  return !needs_text (self) || *gtk_editable_get_text (GTK_EDITABLE (self->text)) != '\0';
}

/**
 * app_batch_rule_get:
 * @self: the rule
 * @rule: (out): what it says; the seal is lent
 *
 * Reads the rule.
 */
void
app_batch_rule_get (AppBatchRule *self, ModelBatchRule *rule)
{
  guint chosen;
  g_autoptr (ModelSeal) seal = NULL;

  g_return_if_fail (APP_IS_BATCH_RULE (self) && self->seals != NULL);
  chosen = adw_combo_row_get_selected (self->seal);
  if (chosen > 0)
    seal = g_list_model_get_item (G_LIST_MODEL (self->seals), chosen - 1);
  *rule = (ModelBatchRule){
      .kind = adw_combo_row_get_selected (self->kind),
      .seal = seal, /* the list keeps it */
      .style = get_style (self),
      .page = (guint) gtk_spin_button_get_value_as_int (self->page) - 1,
      .x = gtk_spin_button_get_value (self->x),
      .y = gtk_spin_button_get_value (self->y),
      .text = gtk_editable_get_text (GTK_EDITABLE (self->text)),
      .all = gtk_switch_get_active (self->all),
  };
}

static guint
find_seal (AppBatchRule *self, ModelSeal *seal)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->seals));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ModelSeal) each = g_list_model_get_item (G_LIST_MODEL (self->seals), i);

      if (each == seal)
        return i + 1;
    }
  return 0;
}

/**
 * app_batch_rule_set:
 * @self: the rule, with seals and appearances
 * @rule: what it is to say
 *
 * Takes up a rule of the last run.
 */
void
app_batch_rule_set (AppBatchRule *self, const ModelBatchRule *rule)
{
  g_return_if_fail (APP_IS_BATCH_RULE (self) && self->seals != NULL);
  adw_combo_row_set_selected (self->seal, rule->seal != NULL ? find_seal (self, rule->seal) : 0);
  app_batch_rule_set_appearances (self, self->path, &rule->style);
  gtk_spin_button_set_value (self->page, rule->page + 1.0);
  gtk_spin_button_set_value (self->x, rule->x);
  gtk_spin_button_set_value (self->y, rule->y);
  gtk_editable_set_text (GTK_EDITABLE (self->text), rule->text != NULL ? rule->text : "");
  gtk_switch_set_active (self->all, rule->all);
  adw_combo_row_set_selected (self->kind, rule->kind);
  change (self);
}
