/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-account-link.h"

#include <glib/gi18n.h>

#include "app-closing.h"
#include "app-error-box.h"
#include "app-events.h"
#include "app-portal-way.h"
#include "app-text-width.h"
#include "model-secret.h"
#include "wire-problem.h"

struct _AppAccountLink {
  AdwWindow parent_instance;

  ModelAccount *account;
  GCancellable *running; /* or NULL */

  AppErrorBox *error_box;
  AdwPreferencesGroup *words;
  GtkEditable *password;
  GtkWidget *wrong;
  GtkSpinner *spinner;
  GtkWidget *go;
  GtkStack *stack;
  AppPortalWay *way;
};

G_DEFINE_FINAL_TYPE (AppAccountLink, app_account_link, ADW_TYPE_WINDOW)

enum { LINKED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
update (AppAccountLink *self)
{
  gboolean has_password = *gtk_editable_get_text (self->password) != '\0';
  gboolean away = app_portal_way_is_on (self->way);

  gtk_spinner_set_spinning (self->spinner, self->running != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "link.go",
                                 has_password && self->running == NULL);
  gtk_widget_set_visible (self->go, !away);
  gtk_stack_set_visible_child_name (self->stack, away ? "portal" : "password");
}

/* A wrong password is said where it stands. */
static void
fail (AppAccountLink *self, const GError *error)
{
  gboolean wrong = g_error_matches (error, WIRE_PROBLEM, WIRE_PROBLEM_CREDENTIALS);

  app_error_box_set (self->error_box, wrong ? NULL : error);
  gtk_widget_set_visible (self->wrong, wrong);
  (wrong ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (GTK_WIDGET (self->password),
                                                                    "error");
  update (self);
  if (error != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

static void
came_back (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppAccountLink) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean linked = model_portal_wait_link_finish (result, &error);

  app_event ("portal-%s", linked ? "linked" : "not-linked");
  if (self->error_box == NULL)
    return;
  g_clear_object (&self->running);
  app_portal_way_end (self->way);
  if (!linked)
    {
      fail (self, error);
      return;
    }
  g_signal_emit (self, signals[LINKED], 0);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
begun (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppAccountLink) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ModelPortalVisit) visit = model_portal_begin_finish (result, &error);

  if (self->error_box == NULL)
    return;
  if (visit == NULL)
    {
      g_clear_object (&self->running);
      fail (self, error);
      return;
    }
  gtk_editable_set_text (self->password, "");
  model_portal_wait_link (self->account, visit, self->running, came_back, g_object_ref (self));
  app_portal_way_begin (self->way, visit);
  update (self);
}

static void
go (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppAccountLink *self = APP_ACCOUNT_LINK (widget);
  g_autoptr (GBytes) password = model_secret_new (gtk_editable_get_text (self->password));

  self->running = g_cancellable_new ();
  fail (self, NULL);
  model_portal_begin_link (self->account, password, self->running, begun, g_object_ref (self));
}

static void
activated (AppAccountLink *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "link.go", NULL);
}

static void
app_account_link_dispose (GObject *object)
{
  AppAccountLink *self = APP_ACCOUNT_LINK (object);

  g_clear_object (&self->running);
  g_clear_object (&self->account);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_ACCOUNT_LINK);
  self->error_box = NULL;
  G_OBJECT_CLASS (app_account_link_parent_class)->dispose (object);
}

static void
app_account_link_class_init (AppAccountLinkClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_account_link_dispose;

  /**
   * AppAccountLink::linked:
   *
   * The portal logs the person in from now on.
   */
  signals[LINKED] = g_signal_new ("linked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (APP_TYPE_ERROR_BOX);
  g_type_ensure (APP_TYPE_PORTAL_WAY);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-account-link.ui");
  gtk_widget_class_bind_template_child (widget_class, AppAccountLink, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppAccountLink, words);
  gtk_widget_class_bind_template_child (widget_class, AppAccountLink, password);
  gtk_widget_class_bind_template_child (widget_class, AppAccountLink, wrong);
  gtk_widget_class_bind_template_child (widget_class, AppAccountLink, spinner);
  gtk_widget_class_bind_template_child (widget_class, AppAccountLink, go);
  gtk_widget_class_bind_template_child (widget_class, AppAccountLink, stack);
  gtk_widget_class_bind_template_child (widget_class, AppAccountLink, way);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, activated);
  gtk_widget_class_install_action (widget_class, "link.go", NULL, go);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
app_account_link_init (AppAccountLink *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  app_text_resize (GTK_WINDOW (self));
  app_closing_cancels (GTK_WIDGET (self), &self->running);
}

/**
 * app_account_link_new:
 * @parent: over which it stands
 * @account: of whoever is logged in, on a platform with a portal
 *
 * Makes the dialog; present it to ask.
 *
 * Returns: (transfer none): the window
 */
AppAccountLink *
app_account_link_new (GtkWindow *parent, ModelAccount *account)
{
  AppAccountLink *self = g_object_new (APP_TYPE_ACCOUNT_LINK, "transient-for", parent, "modal",
                                       TRUE, NULL);
  const WirePlatform *about = model_platform_get_about (model_account_get_platform (account));
  const char *portal = about != NULL && about->portal != NULL ? about->portal : "";
  /* Translators: %s is the name of a portal. */
  g_autofree char *words = g_strdup_printf (
      _ ("Your password first, so that nobody else at this computer makes themselves a way in. "
         "Then "
         "a browser opens, and you log in at %s – again, if you are logged in there."),
      portal);

  self->account = g_object_ref (account);
  adw_preferences_group_set_description (self->words, words);
  app_portal_way_set_portal (self->way, portal);
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
  return self;
}
