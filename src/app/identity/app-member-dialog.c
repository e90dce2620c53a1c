/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-member-dialog.h"

#include <glib/gi18n.h>

#include "app-act.h"
#include "app-closing.h"
#include "app-enterprise-words.h"
#include "app-error-box.h"
#include "app-events.h"
#include "app-text-width.h"
#include "app-toast.h"
#include "wire-problem.h"

#define AUDITOR "auditor"
#define MAX_ROLES 4

struct _AppMemberDialog {
  AdwWindow parent_instance;

  ModelPlatform *platform;
  char *organisation;
  char *etag;            /* of the roles that were seen; CLIENT_ETAG_NONE: somebody new */
  gboolean adds;         /* the login is typed */
  GCancellable *running; /* or NULL */
  GtkCheckButton *checks[MAX_ROLES];

  AppErrorBox *error_box;
  GtkWidget *note;
  GtkLabel *note_words;
  AdwPreferencesGroup *who;
  GtkEditable *login;
  GtkWidget *unknown;
  AdwPreferencesGroup *roles;
  GtkWidget *mixed;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (AppMemberDialog, app_member_dialog, ADW_TYPE_WINDOW)

enum { PLACED, N_SIGNALS };

static guint signals[N_SIGNALS];

static char **
dup_roles (AppMemberDialog *self)
{
  const char *const *names = app_enterprise_list_roles ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; names[i] != NULL; i++)
    if (gtk_check_button_get_active (self->checks[i]))
      g_strv_builder_add (builder, names[i]);
  return g_strv_builder_end (builder);
}

/* Who watches the others does nothing else. */
static gboolean
is_mixed (char **roles)
{
  return g_strv_length (roles) > 1 && g_strv_contains ((const char *const *) roles, AUDITOR);
}

static void
update (AppMemberDialog *self)
{
  g_auto (GStrv) roles = dup_roles (self);

  gtk_widget_set_visible (self->mixed, is_mixed (roles));
  gtk_spinner_set_spinning (self->spinner, self->running != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "member.save",
                                 self->running == NULL &&
                                     *gtk_editable_get_text (self->login) != '\0' &&
                                     roles[0] != NULL && !is_mixed (roles));
}

static void
add_role (AppMemberDialog *self, guint i, const char *role)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();

  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  app_enterprise_role_words (role), -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), app_enterprise_role_words (role));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), app_enterprise_role_duty (role));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_preferences_group_add (self->roles, row);
  self->checks[i] = GTK_CHECK_BUTTON (check);
  g_signal_connect_object (check, "toggled", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

static void
set_etag (AppMemberDialog *self, const char *etag)
{
  g_free (self->etag);
  self->etag = g_strdup (etag);
}

/* What was found out about a login is not of another one. */
static void
typed (AppMemberDialog *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self->login), "error");
  gtk_widget_set_visible (self->unknown, FALSE);
  gtk_widget_set_visible (self->note, FALSE);
  if (self->adds)
    set_etag (self, CLIENT_ETAG_NONE);
  update (self);
}

static char *
dup_login (AppMemberDialog *self)
{
  return wire_text_dup_typed (gtk_editable_get_text (self->login));
}

static const WireMember *
find_member (const WireMembers *members, const char *login)
{
  for (guint i = 0; i < members->items->len; i++)
    if (g_ascii_strcasecmp (((WireMember *) members->items->pdata[i])->login, login) == 0)
      return members->items->pdata[i];
  return NULL;
}

static char *
dup_news (AppMemberDialog *self, const WireMember *member)
{
  g_autofree char *roles = member != NULL ? app_enterprise_dup_roles (member->roles) : NULL;

  if (member == NULL)
    return g_strdup (_ ("Somebody else has removed this member in the meantime. Nothing was saved "
                        "yet: give the roles below all the same, or cancel."));
  return g_strdup_printf (
      self->adds
          ? _ ("%s is a member already, with these roles: %s. Nothing was changed. Give the "
               "roles below in their place, or cancel.")
          : _ ("Somebody else has changed the roles of %s in the meantime. They are now: %s. "
               "Nothing was saved yet: give the roles below in their place, or cancel."),
      member->name, roles);
}

/* What is there now; what the person chose stays, to be decided on again. */
static void
looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppMemberDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  WireMembers *members = model_platform_finish (result, &error);
  gboolean given_up = g_cancellable_is_cancelled (self->running);

  g_clear_object (&self->running);
  if (!given_up && members != NULL)
    {
      g_autofree char *login = dup_login (self);
      const WireMember *member = find_member (members, login);
      g_autofree char *words = dup_news (self, member);

      set_etag (self, member != NULL ? member->etag : CLIENT_ETAG_NONE);
      gtk_label_set_label (self->note_words, words);
      gtk_widget_set_visible (self->note, TRUE);
      app_event ("member changed");
    }
  if (!given_up)
    {
      app_error_box_set (self->error_box, error);
      update (self);
    }
  if (members != NULL)
    wire_free (&wire_members_type, members);
}

static void
look_again (AppMemberDialog *self)
{
  self->running = g_cancellable_new ();
  update (self);
  model_platform_ask (
      self->platform,
      &(ClientQuestion){.operation = WIRE_LIST_MEMBERS, .value = self->organisation}, self->running,
      looked, g_object_ref (self));
}

static void
refuse (AppMemberDialog *self, const GError *error)
{
  gboolean unknown = self->adds && g_error_matches (error, WIRE_PROBLEM, WIRE_PROBLEM_NOT_FOUND);

  app_event ("member refused");
  if (g_error_matches (error, WIRE_PROBLEM, WIRE_PROBLEM_CHANGED))
    {
      look_again (self);
      return;
    }
  app_error_box_set (self->error_box, unknown ? NULL : error);
  gtk_widget_set_visible (self->unknown, unknown);
  if (!unknown)
    return;
  gtk_widget_add_css_class (GTK_WIDGET (self->login), "error");
  gtk_widget_grab_focus (GTK_WIDGET (self->login));
}

static void
saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppMemberDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  gboolean given_up = g_cancellable_is_cancelled (self->running);

  app_act_finish (result, &error);
  g_clear_object (&self->running);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      app_event ("member given-up");
      g_signal_emit (self, signals[PLACED], 0);
    }
  if (given_up)
    return;
  update (self);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL)
    {
      refuse (self, error);
      return;
    }
  app_event ("member placed");
  app_toast (GTK_WIDGET (self), self->adds ? _ ("Member added") : _ ("Roles changed"));
  g_signal_emit (self, signals[PLACED], 0);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
save (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppMemberDialog *self = APP_MEMBER_DIALOG (widget);
  g_auto (GStrv) roles = dup_roles (self);
  g_autofree char *login = dup_login (self);
  const WireNewMember message = {.login = login, .roles = roles};

  app_error_box_set (self->error_box, NULL);
  self->running = g_cancellable_new ();
  update (self);
  app_act_ask (GTK_WINDOW (self), self->platform,
               &(ClientQuestion){.operation = WIRE_SET_MEMBER,
                                 .value = self->organisation,
                                 .etag = self->etag,
                                 .body = &message},
               saved, g_object_ref (self));
}

static void
activated (AppMemberDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "member.save", NULL);
}

static void
app_member_dialog_dispose (GObject *object)
{
  AppMemberDialog *self = APP_MEMBER_DIALOG (object);

  g_clear_object (&self->platform);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_MEMBER_DIALOG);
  G_OBJECT_CLASS (app_member_dialog_parent_class)->dispose (object);
}

static void
app_member_dialog_finalize (GObject *object)
{
  g_free (APP_MEMBER_DIALOG (object)->organisation);
  g_free (APP_MEMBER_DIALOG (object)->etag);
  G_OBJECT_CLASS (app_member_dialog_parent_class)->finalize (object);
}

static void
app_member_dialog_class_init (AppMemberDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_member_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_member_dialog_finalize;

  /**
   * AppMemberDialog::placed:
   *
   * The platform has the roles; or nobody knows, since it was given up while it was at it.
   */
  signals[PLACED] = g_signal_new ("placed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (APP_TYPE_ERROR_BOX);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-member-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppMemberDialog, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppMemberDialog, note);
  gtk_widget_class_bind_template_child (widget_class, AppMemberDialog, note_words);
  gtk_widget_class_bind_template_child (widget_class, AppMemberDialog, who);
  gtk_widget_class_bind_template_child (widget_class, AppMemberDialog, login);
  gtk_widget_class_bind_template_child (widget_class, AppMemberDialog, unknown);
  gtk_widget_class_bind_template_child (widget_class, AppMemberDialog, roles);
  gtk_widget_class_bind_template_child (widget_class, AppMemberDialog, mixed);
  gtk_widget_class_bind_template_child (widget_class, AppMemberDialog, spinner);
  gtk_widget_class_bind_template_callback (widget_class, typed);
  gtk_widget_class_bind_template_callback (widget_class, activated);
  gtk_widget_class_install_action (widget_class, "member.save", NULL, save);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
app_member_dialog_init (AppMemberDialog *self)
{
  const char *const *names = app_enterprise_list_roles ();

  gtk_widget_init_template (GTK_WIDGET (self));
  app_text_resize (GTK_WINDOW (self));
  app_closing_cancels (GTK_WIDGET (self), &self->running);
  gtk_widget_grab_focus (GTK_WIDGET (self->login));
  for (guint i = 0; i < MAX_ROLES && names[i] != NULL; i++)
    add_role (self, i, names[i]);
}

static void
show_member (AppMemberDialog *self, const WireMember *member)
{
  const char *const *names = app_enterprise_list_roles ();

  gtk_window_set_title (GTK_WINDOW (self), member->name);
  gtk_editable_set_text (self->login, member->login);
  gtk_editable_set_editable (self->login, FALSE);
  adw_preferences_group_set_description (self->who, NULL);
  for (guint i = 0; names[i] != NULL; i++)
    gtk_check_button_set_active (self->checks[i],
                                 g_strv_contains ((const char *const *) member->roles, names[i]));
  gtk_widget_grab_focus (GTK_WIDGET (self->checks[0]));
}

/**
 * app_member_dialog_new:
 * @parent: over which it stands
 * @platform: where the enterprise is known
 * @organisation: its id
 * @member: (nullable): whose roles change; %NULL adds somebody
 *
 * Makes the dialog; present it to ask.
 *
 * Returns: (transfer none): the window
 */
AppMemberDialog *
app_member_dialog_new (GtkWindow *parent,
                       ModelPlatform *platform,
                       const char *organisation,
                       const WireMember *member)
{
  AppMemberDialog *self = g_object_new (APP_TYPE_MEMBER_DIALOG, "transient-for", parent, "modal",
                                        TRUE, NULL);

  self->platform = g_object_ref (platform);
  self->organisation = g_strdup (organisation);
  if (member != NULL)
    show_member (self, member);
  self->adds = member == NULL;
  set_etag (self, member != NULL ? member->etag : CLIENT_ETAG_NONE);
  update (self);
  return self;
}
