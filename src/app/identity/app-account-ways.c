/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-account-ways.h"

#include <glib/gi18n.h>

#include "app-account-link.h"
#include "app-error-box.h"
#include "app-events.h"
#include "app-toast.h"
#include "model-portal.h"
#include "report-words.h"

struct _AppAccountWays {
  AdwBin parent_instance;

  ModelAccount *account;
  GPtrArray *rows;

  AppErrorBox *error_box; /* of what was done here */
  AppErrorBox *failure;   /* of what could not be had */
  AdwPreferencesGroup *group;
  GtkWidget *button; /* the last one of a row, or NULL */
};

G_DEFINE_FINAL_TYPE (AppAccountWays, app_account_ways, ADW_TYPE_BIN)

static void load (AppAccountWays *self);

static GtkWindow *
window_of (AppAccountWays *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

/* What people call the platform's portal, or NULL. */
static const char *
portal_of (AppAccountWays *self)
{
  const WirePlatform *about = model_platform_get_about (model_account_get_platform (self->account));

  return about != NULL ? about->portal : NULL;
}

static gboolean
has_certificate (AppAccountWays *self)
{
  GPtrArray *certificates = model_account_get_certificates (self->account);

  for (guint i = 0; certificates != NULL && i < certificates->len; i++)
    {
      const WireCertificate *each = certificates->pdata[i];

      if (g_str_equal (each->state, "active"))
        return TRUE;
    }
  return FALSE;
}

static AdwActionRow *
add_row (AppAccountWays *self, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
  return ADW_ACTION_ROW (row);
}

static GtkWidget *
add_button (AppAccountWays *self, AdwActionRow *row, const char *label)
{
  self->button = gtk_button_new_with_label (label);
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (row, self->button);
  return self->button;
}

static void
unlinked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppAccountWays) self = user_data;
  g_autoptr (GError) error = NULL;

  model_platform_finish (result, &error);
  app_event ("portal-%s", error == NULL ? "unlinked" : "kept");
  if (self->account == NULL)
    return;
  app_error_box_set (self->error_box, error);
  if (error == NULL)
    app_toast (GTK_WIDGET (self), _ ("Portal unlinked"));
  load (self);
}

static void
unlink_answered (AppAccountWays *self, const char *response, AdwMessageDialog *dialog)
{
  const char *id = g_object_get_data (G_OBJECT (dialog), "id");

  if (g_str_equal (response, "unlink") && self->account != NULL)
    model_platform_ask (model_account_get_platform (self->account),
                        &(ClientQuestion){.operation = WIRE_END_PORTAL_LINK, .value = id}, NULL,
                        unlinked, g_object_ref (self));
}

/* Says what is left before it is done. */
static void
ask_unlink (AppAccountWays *self, GtkWidget *button)
{
  const char *id = g_object_get_data (G_OBJECT (button), "id");
  const WireAccount *who = model_account_get_account (self->account);
  g_autofree char *body = g_strdup_printf (
      has_certificate (self)
          /* Translators: %s is a login. */
          ? _ ("After that you log in as %s with your password, or with a certificate.")
          : _ ("After that you log in as %s with your password alone."),
      who != NULL ? who->login : "");
  GtkWidget *dialog = adw_message_dialog_new (window_of (self), _ ("Unlink the portal?"), body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("Cancel"), "unlink",
                                    _ ("Unlink"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "unlink",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_object_set_data_full (G_OBJECT (dialog), "id", g_strdup (id), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (unlink_answered), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
linked (AppAccountWays *self)
{
  app_toast (GTK_WIDGET (self), _ ("Portal linked"));
  load (self);
}

static void
ask_link (AppAccountWays *self)
{
  AppAccountLink *dialog = app_account_link_new (window_of (self), self->account);

  g_signal_connect_object (dialog, "linked", G_CALLBACK (linked), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
add_password (AppAccountWays *self)
{
  const WireAccount *who = model_account_get_account (self->account);
  /* Translators: %s is a login. */
  g_autofree char *words = g_strdup_printf (_ ("With the login %s"), who != NULL ? who->login : "");

  add_row (self, _ ("Password"),
           model_account_has_password (self->account)
               ? words
               : _ ("None: this account is entered by the portal."));
}

static void
add_certificate (AppAccountWays *self)
{
  add_row (self, _ ("Certificate"),
           has_certificate (self)
               ? _ ("Each of yours that is active, with its key.")
               : _ ("None yet. A certificate that is issued to you will log you in, too."));
}

static void
add_link (AppAccountWays *self, const WirePortalLink *link)
{
  g_autofree char *since = report_words_dup_time (link->created);
  const char *name = portal_of (self) != NULL ? portal_of (self) : link->issuer;
  gboolean stays = !model_account_has_password (self->account);
  g_autofree char *words = g_strdup_printf (
      /* Translators: an address, and a moment. */
      stays ? _ ("%s\nSince %s. This account was opened by it, so it cannot be unlinked.")
            : _ ("%s\nLinked since %s"),
      link->issuer, since);
  AdwActionRow *row = add_row (self, name, words);
  GtkWidget *button;

  if (stays)
    return;
  button = add_button (self, row, _ ("Unlink…"));
  g_object_set_data_full (G_OBJECT (button), "id", g_strdup (link->id), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (ask_unlink), self, G_CONNECT_SWAPPED);
}

static void
add_offer (AppAccountWays *self)
{
  const char *portal = portal_of (self);
  GtkWidget *button;

  if (portal == NULL || !model_account_has_password (self->account))
    return;
  button = add_button (
      self, add_row (self, portal, _ ("Not linked. Linked, it logs you in to this account, too.")),
      _ ("Link…"));
  g_signal_connect_object (button, "clicked", G_CALLBACK (ask_link), self, G_CONNECT_SWAPPED);
}

static gboolean
has_focus (AppAccountWays *self)
{
  GtkWidget *focus = gtk_window_get_focus (window_of (self));

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
}

/* What is pressed here makes way for what takes it back: the focus goes there, and not to the first
 * button of the window, which logs out. */
static void
show (AppAccountWays *self, const WirePortalLinks *links)
{
  gboolean focused = has_focus (self);

  self->button = NULL;
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  add_password (self);
  add_certificate (self);
  for (guint i = 0; links != NULL && i < links->items->len; i++)
    add_link (self, links->items->pdata[i]);
  if (links != NULL && links->items->len == 0)
    add_offer (self);
  if (focused && self->button != NULL)
    gtk_widget_grab_focus (self->button);
}

static void
take (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppAccountWays) self = user_data;
  g_autoptr (GError) error = NULL;
  WirePortalLinks *links = model_platform_finish (result, &error);

  if (self->account != NULL)
    {
      app_error_box_set (self->failure, error);
      show (self, links);
      app_event ("ways %u", links != NULL ? links->items->len : 0);
    }
  if (links != NULL)
    wire_free (&wire_portal_links_type, links);
}

static void
load (AppAccountWays *self)
{
  model_platform_ask (model_account_get_platform (self->account),
                      &(ClientQuestion){.operation = WIRE_LIST_PORTAL_LINKS}, NULL, take,
                      g_object_ref (self));
}

static void
load_again (GtkWidget *widget, const char *name, GVariant *parameter)
{
  load (APP_ACCOUNT_WAYS (widget));
}

static void
app_account_ways_dispose (GObject *object)
{
  AppAccountWays *self = APP_ACCOUNT_WAYS (object);

  g_clear_object (&self->account);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_ACCOUNT_WAYS);
  G_OBJECT_CLASS (app_account_ways_parent_class)->dispose (object);
}

static void
app_account_ways_finalize (GObject *object)
{
  g_ptr_array_unref (APP_ACCOUNT_WAYS (object)->rows);
  G_OBJECT_CLASS (app_account_ways_parent_class)->finalize (object);
}

static void
app_account_ways_class_init (AppAccountWaysClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_account_ways_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_account_ways_finalize;
  g_type_ensure (APP_TYPE_ERROR_BOX);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-account-ways.ui");
  gtk_widget_class_bind_template_child (widget_class, AppAccountWays, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppAccountWays, failure);
  gtk_widget_class_bind_template_child (widget_class, AppAccountWays, group);
  gtk_widget_class_install_action (widget_class, "ways.load", NULL, load_again);
}

static void
app_account_ways_init (AppAccountWays *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  app_error_box_offer (self->failure, "ways.load");
}

/**
 * app_account_ways_set_account:
 * @self: a list
 * @account: of whoever is logged in
 *
 * Shows what logs them in.
 */
void
app_account_ways_set_account (AppAccountWays *self, ModelAccount *account)
{
  g_set_object (&self->account, account);
  show (self, NULL);
  load (self);
}
