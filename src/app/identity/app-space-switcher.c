/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-space-switcher.h"

#include <glib/gi18n.h>

#include "app-claim-dialog.h"
#include "app-enterprise-words.h"
#include "app-error-dialog.h"
#include "app-events.h"
#include "app-toast.h"

/* The target of the action that stands for the person's own space. */
#define OWN ""

struct _AppSpaceSwitcher {
  AdwBin parent_instance;

  ModelAccount *account;
  GSimpleAction *enter;
  GMenu *menu;
  char *offered; /* what the menu was made of */

  GtkMenuButton *button;
  GtkImage *icon;
  GtkLabel *kind;
  GtkLabel *name;
};

G_DEFINE_FINAL_TYPE (AppSpaceSwitcher, app_space_switcher, ADW_TYPE_BIN)

/* In a menu one underline marks a key, and no words wrap. */
static void
append (GMenu *section, const char *name, const char *id)
{
  g_autofree char *brief = app_enterprise_dup_brief_name (name);
  g_auto (GStrv) parts = g_strsplit (brief, "_", -1);
  g_autofree char *label = g_strjoinv ("__", parts);
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "space.enter", "s", id);
  g_menu_append_item (section, item);
}

static char *
dup_offered (AppSpaceSwitcher *self)
{
  GPtrArray *all = model_account_get_organisations (self->account);
  GString *offered = g_string_new (model_account_get_account (self->account)->name);

  for (guint i = 0; all != NULL && i < all->len; i++)
    g_string_append_printf (offered, "\n%s %s", ((WireOrganisation *) all->pdata[i])->id,
                            ((WireOrganisation *) all->pdata[i])->name);
  return g_string_free (offered, FALSE);
}

/* Mostly the same as before, and then it stays: one that is open would close. */
static void
fill_menu (AppSpaceSwitcher *self)
{
  GPtrArray *all = model_account_get_organisations (self->account);
  g_autofree char *offered = dup_offered (self);
  g_autoptr (GMenu) own = g_menu_new ();
  g_autoptr (GMenu) enterprises = g_menu_new ();

  if (g_strcmp0 (offered, self->offered) == 0)
    return;
  g_free (self->offered);
  self->offered = g_steal_pointer (&offered);
  append (own, model_account_get_account (self->account)->name, OWN);
  for (guint i = 0; all != NULL && i < all->len; i++)
    append (enterprises, ((WireOrganisation *) all->pdata[i])->name,
            ((WireOrganisation *) all->pdata[i])->id);
  g_menu_append (enterprises, _ ("Represent an Enterprise…"), "space.claim");
  g_menu_remove_all (self->menu);
  g_menu_append_section (self->menu, _ ("Personal space"), G_MENU_MODEL (own));
  g_menu_append_section (self->menu, _ ("Enterprise space"), G_MENU_MODEL (enterprises));
}

static void
show_space (AppSpaceSwitcher *self)
{
  const WireAccount *account = model_account_get_account (self->account);
  const WireOrganisation *space = model_account_get_space (self->account);
  const char *kind = space != NULL ? _ ("Enterprise space") : _ ("Personal space");
  const char *name = space != NULL ? space->name : account->name;
  /* Translators: a kind of space, and whose it is. */
  g_autofree char *label = g_strdup_printf (_ ("%s: %s. Switch…"), kind, name);

  gtk_image_set_from_icon_name (self->icon, space != NULL ? "vermilion-enterprise-symbolic"
                                                          : "avatar-default-symbolic");
  gtk_label_set_label (self->kind, kind);
  gtk_label_set_label (self->name, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  g_simple_action_set_state (self->enter, g_variant_new_string (space != NULL ? space->id : OWN));
}

static void
update (AppSpaceSwitcher *self)
{
  gboolean known = model_account_get_account (self->account) != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), known);
  if (!known)
    return;
  fill_menu (self);
  show_space (self);
}

/* Whoever worked in its space finds themselves in their own: not without a word. */
static void
tell_left (AppSpaceSwitcher *self, const char *enterprise)
{
  /* Translators: %s is the name of an enterprise. */
  g_autofree char *words = g_strdup_printf (_ ("You have no role in “%s” any more"), enterprise);

  app_toast_stay (GTK_WIDGET (self), words);
  app_event ("left");
}

static void
enter (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AppSpaceSwitcher *self = user_data;
  const char *id = g_variant_get_string (parameter, NULL);
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  g_autoptr (GError) error = NULL;

  if (!model_account_enter_space (self->account, *id != '\0' ? id : NULL, &error))
    app_error_dialog_present (window, error);
  app_event ("space %s", *id != '\0' ? "enterprise" : "personal");
}

static void
claim (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AppSpaceSwitcher *self = user_data;
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));

  gtk_window_present (GTK_WINDOW (app_claim_dialog_new (window, self->account, NULL)));
}

/* A menu button is as high as its words are where they have all the room they want: a name of two
 * lines ran out of it. The button inside knows how high it is in this width. */
static GtkSizeRequestMode
app_space_switcher_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
app_space_switcher_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  GtkWidget *button = GTK_WIDGET (APP_SPACE_SWITCHER (widget)->button);
  int sides = gtk_widget_get_margin_start (button) + gtk_widget_get_margin_end (button);
  int ends = gtk_widget_get_margin_top (button) + gtk_widget_get_margin_bottom (button);
  int height = 0;

  gtk_widget_measure (button, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size > sides)
    gtk_widget_measure (gtk_widget_get_first_child (button), orientation, for_size - sides, &height,
                        NULL, NULL, NULL);
  *minimum = MAX (*minimum, height + ends);
  *natural = MAX (*natural, *minimum);
}

static void
app_space_switcher_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate (GTK_WIDGET (APP_SPACE_SWITCHER (widget)->button), width, height, baseline,
                       NULL);
}

static void
app_space_switcher_dispose (GObject *object)
{
  AppSpaceSwitcher *self = APP_SPACE_SWITCHER (object);

  g_clear_object (&self->account);
  g_clear_object (&self->enter);
  g_clear_object (&self->menu);
  G_OBJECT_CLASS (app_space_switcher_parent_class)->dispose (object);
}

static void
app_space_switcher_finalize (GObject *object)
{
  g_free (APP_SPACE_SWITCHER (object)->offered);
  G_OBJECT_CLASS (app_space_switcher_parent_class)->finalize (object);
}

static void
app_space_switcher_class_init (AppSpaceSwitcherClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_space_switcher_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_space_switcher_finalize;
  widget_class->get_request_mode = app_space_switcher_get_request_mode;
  widget_class->measure = app_space_switcher_measure;
  widget_class->size_allocate = app_space_switcher_size_allocate;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-space-switcher.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSpaceSwitcher, button);
  gtk_widget_class_bind_template_child (widget_class, AppSpaceSwitcher, icon);
  gtk_widget_class_bind_template_child (widget_class, AppSpaceSwitcher, kind);
  gtk_widget_class_bind_template_child (widget_class, AppSpaceSwitcher, name);
}

static void
app_space_switcher_init (AppSpaceSwitcher *self)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) claiming = g_simple_action_new ("claim", NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (GTK_WIDGET (self), NULL);
  self->menu = g_menu_new ();
  gtk_menu_button_set_menu_model (self->button, G_MENU_MODEL (self->menu));
  self->enter = g_simple_action_new_stateful ("enter", G_VARIANT_TYPE_STRING,
                                              g_variant_new_string (OWN));
  g_signal_connect (self->enter, "activate", G_CALLBACK (enter), self);
  g_signal_connect (claiming, "activate", G_CALLBACK (claim), self);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (self->enter));
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (claiming));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "space", G_ACTION_GROUP (group));
}

/**
 * app_space_switcher_set_account:
 * @account: whose spaces they are
 *
 * Tells, once, whom it is about.
 */
void
app_space_switcher_set_account (AppSpaceSwitcher *self, ModelAccount *account)
{
  self->account = g_object_ref (account);
  g_signal_connect_object (account, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "left", G_CALLBACK (tell_left), self, G_CONNECT_SWAPPED);
  update (self);
}
