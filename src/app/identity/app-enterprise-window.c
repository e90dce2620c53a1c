/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-enterprise-window.h"

#include <glib/gi18n.h>

#include "app-act.h"
#include "app-enterprise-words.h"
#include "app-error-box.h"
#include "app-events.h"
#include "app-member-dialog.h"
#include "app-report-dialog.h"
#include "app-rows.h"
#include "app-text-width.h"
#include "app-toast.h"
#include "report-words.h"

/* The name of the row of whom the register names; no person has it. */
#define REPRESENTATIVE ""

struct _AppEnterpriseWindow {
  AdwWindow parent_instance;

  ModelAccount *account;
  char *id;
  WireMembers *members; /* or NULL */
  char *roles;          /* of who looks at it, in words */

  AppErrorBox *error_box; /* of what was done here */
  AppErrorBox *failure;   /* of what could not be had */
  GtkWidget *note;
  GtkLabel *note_words;
  AdwActionRow *name;
  AdwActionRow *code;
  AdwActionRow *representative;
  AdwActionRow *state;
  GtkWidget *report;
  GtkWidget *withdraw;
  AdwPreferencesGroup *people;
  GtkListBox *list;
  GtkWidget *add;
};

G_DEFINE_FINAL_TYPE (AppEnterpriseWindow, app_enterprise_window, ADW_TYPE_WINDOW)

static ModelPlatform *
platform_of (AppEnterpriseWindow *self)
{
  return model_account_get_platform (self->account);
}

/* NULL once the person is not of it any more, or nobody is logged in. */
static const WireOrganisation *
organisation_of (AppEnterpriseWindow *self)
{
  return model_account_find_organisation (self->account, self->id);
}

static gboolean
may_decide (const WireOrganisation *organisation)
{
  return app_enterprise_is_represented (organisation) && app_enterprise_is_confirmed (organisation);
}

/* What waits was claimed by whoever the register names, or by nobody. */
static gboolean
may_withdraw (const WireOrganisation *organisation)
{
  return app_enterprise_is_represented (organisation) &&
         g_str_equal (organisation->state, "claimed");
}

static void
forget_members (AppEnterpriseWindow *self)
{
  if (self->members != NULL)
    wire_free (&wire_members_type, self->members);
  self->members = NULL;
}

static void load (AppEnterpriseWindow *self);
static void show (AppEnterpriseWindow *self);

static void
placed (AppEnterpriseWindow *self)
{
  load (self);
  model_account_refresh (self->account);
}

static void
removed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppEnterpriseWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  app_act_finish (result, &error);
  if (self->account == NULL)
    return;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      show (self);
      return;
    }
  app_error_box_set (self->error_box, error);
  if (error == NULL)
    app_toast (GTK_WIDGET (self), _ ("Member removed"));
  app_event ("member %s", error == NULL ? "removed" : "refused");
  placed (self);
}

static const WireMember *
member_of (AppEnterpriseWindow *self, GObject *object)
{
  const char *person = g_object_get_data (object, "person");

  for (guint i = 0; self->members != NULL && i < self->members->items->len; i++)
    if (g_str_equal (((WireMember *) self->members->items->pdata[i])->person, person))
      return self->members->items->pdata[i];
  return NULL;
}

static void
remove_answered (AppEnterpriseWindow *self, const char *response, GObject *dialog)
{
  if (!g_str_equal (response, "remove"))
    return;
  app_act_ask (GTK_WINDOW (self), platform_of (self),
               &(ClientQuestion){.operation = WIRE_REMOVE_MEMBER,
                                 .value = self->id,
                                 .person = g_object_get_data (dialog, "person"),
                                 .etag = g_object_get_data (dialog, "etag")},
               removed, g_object_ref (self));
  show (self);
}

static void
keep_person (gpointer object, const WireMember *member)
{
  g_object_set_data_full (G_OBJECT (object), "person", g_strdup (member->person), g_free);
  g_object_set_data_full (G_OBJECT (object), "etag", g_strdup (member->etag), g_free);
}

static void
ask_remove (AppEnterpriseWindow *self, GtkWidget *button)
{
  const WireMember *member = member_of (self, G_OBJECT (button));
  GtkWidget *dialog;
  g_autofree char *body = NULL;

  if (member == NULL)
    return;
  /* Translators: %s is a person's name. */
  body = g_strdup_printf (_ ("%s can do nothing on behalf of the enterprise from then on. What was "
                             "done until now stays valid and on record."),
                          member->name);
  dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("Remove this member?"), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("Cancel"), "remove",
                                    _ ("Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove",
                                              ADW_RESPONSE_DESTRUCTIVE);
  keep_person (dialog, member);
  g_signal_connect_object (dialog, "response", G_CALLBACK (remove_answered), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
show_member_dialog (AppEnterpriseWindow *self, const WireMember *member)
{
  AppMemberDialog *dialog = app_member_dialog_new (GTK_WINDOW (self), platform_of (self), self->id,
                                                   member);

  g_signal_connect_object (dialog, "placed", G_CALLBACK (placed), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
edit (AppEnterpriseWindow *self, GtkWidget *button)
{
  const WireMember *member = member_of (self, G_OBJECT (button));

  if (member != NULL)
    show_member_dialog (self, member);
}

static void
add_button (AppEnterpriseWindow *self,
            GtkWidget *row,
            const char *icon,
            const char *words,
            const WireMember *member,
            GCallback clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  /* Translators: what is done, and a person's name. */
  g_autofree char *label = g_strdup_printf (_ ("%s: %s"), words, member->name);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  keep_person (button, member);
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static GtkWidget *
make_row (const char *id, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  app_rows_name (row, id);
  return row;
}

static gboolean
is_leaving (AppEnterpriseWindow *self, const WireMember *member)
{
  return app_act_is_running (GTK_WINDOW (self), &(ClientQuestion){.operation = WIRE_REMOVE_MEMBER,
                                                                  .value = self->id,
                                                                  .person = member->person});
}

static GtkWidget *
make_member (AppEnterpriseWindow *self, const WireMember *member, gboolean decides)
{
  g_autofree char *roles = app_enterprise_dup_roles (member->roles);
  g_autofree char *since = report_words_dup_time (member->since);
  /* Translators: roles, and a moment. */
  g_autofree char *words = g_strdup_printf (_ ("%s · since %s"), roles, since);
  g_autofree char *title = g_strdup_printf ("%s (%s)", member->name, member->login);
  gboolean leaves = is_leaving (self, member);
  GtkWidget *row = make_row (member->person, title, leaves ? _ ("Being removed…") : words);

  if (!decides || leaves)
    return row;
  add_button (self, row, "document-edit-symbolic", _ ("Change roles"), member, G_CALLBACK (edit));
  add_button (self, row, "user-trash-symbolic", _ ("Remove"), member, G_CALLBACK (ask_remove));
  return row;
}

/* The last who decides cannot leave: who that is, the register says. */
static void
show_people (AppEnterpriseWindow *self, const WireOrganisation *organisation)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  g_ptr_array_add (rows, make_row (REPRESENTATIVE, organisation->legal_representative,
                                   _ ("Legal representative. Decides who may do what, and cannot "
                                      "be removed here: the register says who it is.")));
  for (guint i = 0; self->members != NULL && i < self->members->items->len; i++)
    g_ptr_array_add (rows,
                     make_member (self, self->members->items->pdata[i], may_decide (organisation)));
  app_rows_become (self->list, rows);
}

static void
say (AppEnterpriseWindow *self, const char *words)
{
  gtk_label_set_label (self->note_words, words);
  gtk_widget_set_visible (self->note, TRUE);
}

/* While they looked at it, somebody took their roles. */
static void
show_end (AppEnterpriseWindow *self)
{
  if (model_account_get_account (self->account) == NULL ||
      !gtk_widget_get_visible (GTK_WIDGET (self->people)))
    return;
  say (self,
       _ ("You have no role in this enterprise any more. What you did on its behalf until now "
          "stays valid and on record."));
  gtk_widget_set_visible (self->report, FALSE);
  gtk_widget_set_visible (self->withdraw, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->people), FALSE);
  app_error_box_set (self->failure, NULL);
  app_event ("enterprise left");
}

/* The list has who looks at it, too. */
static void
show_roles (AppEnterpriseWindow *self, const WireOrganisation *organisation)
{
  g_autofree char *roles = app_enterprise_dup_roles (organisation->roles);
  g_autofree char *words = NULL;

  if (g_strcmp0 (self->roles, roles) == 0)
    return;
  if (self->roles != NULL)
    {
      /* Translators: %s are roles, such as "applicant, approver". */
      words = g_strdup_printf (_ ("Your roles in this enterprise have changed. You are now: %s."),
                               roles);
      say (self, words);
      app_event ("enterprise roles");
      load (self);
    }
  g_free (self->roles);
  self->roles = g_steal_pointer (&roles);
}

static gboolean
is_withdrawn (AppEnterpriseWindow *self)
{
  return app_act_is_running (
      GTK_WINDOW (self),
      &(ClientQuestion){.operation = WIRE_WITHDRAW_ORGANISATION, .value = self->id});
}

static void
show (AppEnterpriseWindow *self)
{
  const WireOrganisation *organisation = organisation_of (self);
  g_autofree char *state = NULL;

  if (organisation == NULL)
    {
      show_end (self);
      return;
    }
  show_roles (self, organisation);
  state = app_enterprise_dup_state (organisation, model_platform_is_trial (platform_of (self)));
  adw_action_row_set_subtitle (self->name, organisation->name);
  adw_action_row_set_subtitle (self->code, organisation->credit_code);
  adw_action_row_set_subtitle (self->representative, organisation->legal_representative);
  adw_action_row_set_subtitle (self->state, state);
  gtk_widget_set_visible (self->report, may_decide (organisation));
  gtk_widget_set_visible (self->withdraw, may_withdraw (organisation));
  gtk_button_set_label (GTK_BUTTON (self->withdraw),
                        is_withdrawn (self) ? _ ("Withdrawing…") : _ ("Withdraw the Claim…"));
  app_act_mark (self->withdraw, is_withdrawn (self));
  gtk_widget_set_visible (self->add, may_decide (organisation));
  show_people (self, organisation);
}

static void
loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppEnterpriseWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  WireMembers *members = model_platform_finish (result, &error);

  if (self->account == NULL)
    {
      if (members != NULL)
        wire_free (&wire_members_type, members);
      return;
    }
  app_error_box_set (self->failure, error);
  if (members == NULL)
    return;
  forget_members (self);
  self->members = members;
  show (self);
  app_event ("members %u", members->items->len);
}

static void
load (AppEnterpriseWindow *self)
{
  model_platform_ask (platform_of (self),
                      &(ClientQuestion){.operation = WIRE_LIST_MEMBERS, .value = self->id}, NULL,
                      loaded, g_object_ref (self));
}

static void
load_again (GtkWidget *widget, const char *action, GVariant *parameter)
{
  placed (APP_ENTERPRISE_WINDOW (widget));
}

static void
add (GtkWidget *widget, const char *action, GVariant *parameter)
{
  show_member_dialog (APP_ENTERPRISE_WINDOW (widget), NULL);
}

static void
report (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppEnterpriseWindow *self = APP_ENTERPRISE_WINDOW (widget);
  const WireOrganisation *organisation = organisation_of (self);

  if (organisation != NULL)
    app_report_dialog_ask (GTK_WINDOW (self), self->account, organisation);
}

/* The space is gone, and what was shown of it. */
static void
withdrawn (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppEnterpriseWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  app_act_finish (result, &error);
  if (self->account == NULL)
    return;
  show (self);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  app_event ("claim %s", error == NULL ? "withdrawn" : "refused");
  model_account_refresh (self->account);
  if (error != NULL)
    {
      app_error_box_set (self->error_box, error);
      return;
    }
  app_toast (GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self))), _ ("Claim withdrawn"));
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
withdraw_answered (AppEnterpriseWindow *self, const char *response)
{
  const WireOrganisation *organisation = organisation_of (self);

  if (!g_str_equal (response, "withdraw") || organisation == NULL)
    return;
  app_act_ask (GTK_WINDOW (self), platform_of (self),
               &(ClientQuestion){.operation = WIRE_WITHDRAW_ORGANISATION,
                                 .value = self->id,
                                 .etag = organisation->etag},
               withdrawn, g_object_ref (self));
  show (self);
}

static void
ask_withdraw (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppEnterpriseWindow *self = APP_ENTERPRISE_WINDOW (widget);
  GtkWidget *dialog;

  if (is_withdrawn (self))
    return;
  dialog = adw_message_dialog_new (
      GTK_WINDOW (self), _ ("Withdraw this claim?"),
      _ ("The enterprise leaves your spaces, and nobody compares it any more. If it had "
         "certificates before, they stay suspended. It can be claimed anew at any time."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("Cancel"), "withdraw",
                                    _ ("Withdraw"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "withdraw",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (withdraw_answered), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
app_enterprise_window_dispose (GObject *object)
{
  AppEnterpriseWindow *self = APP_ENTERPRISE_WINDOW (object);

  g_clear_object (&self->account);
  forget_members (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_ENTERPRISE_WINDOW);
  G_OBJECT_CLASS (app_enterprise_window_parent_class)->dispose (object);
}

static void
app_enterprise_window_finalize (GObject *object)
{
  AppEnterpriseWindow *self = APP_ENTERPRISE_WINDOW (object);

  g_free (self->id);
  g_free (self->roles);
  G_OBJECT_CLASS (app_enterprise_window_parent_class)->finalize (object);
}

static void
app_enterprise_window_class_init (AppEnterpriseWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_enterprise_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_enterprise_window_finalize;
  g_type_ensure (APP_TYPE_ERROR_BOX);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-enterprise-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AppEnterpriseWindow, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppEnterpriseWindow, failure);
  gtk_widget_class_bind_template_child (widget_class, AppEnterpriseWindow, note);
  gtk_widget_class_bind_template_child (widget_class, AppEnterpriseWindow, note_words);
  gtk_widget_class_bind_template_child (widget_class, AppEnterpriseWindow, name);
  gtk_widget_class_bind_template_child (widget_class, AppEnterpriseWindow, code);
  gtk_widget_class_bind_template_child (widget_class, AppEnterpriseWindow, representative);
  gtk_widget_class_bind_template_child (widget_class, AppEnterpriseWindow, state);
  gtk_widget_class_bind_template_child (widget_class, AppEnterpriseWindow, report);
  gtk_widget_class_bind_template_child (widget_class, AppEnterpriseWindow, withdraw);
  gtk_widget_class_bind_template_child (widget_class, AppEnterpriseWindow, people);
  gtk_widget_class_bind_template_child (widget_class, AppEnterpriseWindow, list);
  gtk_widget_class_bind_template_child (widget_class, AppEnterpriseWindow, add);
  gtk_widget_class_install_action (widget_class, "enterprise.add", NULL, add);
  gtk_widget_class_install_action (widget_class, "enterprise.load", NULL, load_again);
  gtk_widget_class_install_action (widget_class, "enterprise.report", NULL, report);
  gtk_widget_class_install_action (widget_class, "enterprise.withdraw", NULL, ask_withdraw);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
app_enterprise_window_init (AppEnterpriseWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  app_error_box_offer (self->failure, "enterprise.load");
  app_text_resize (GTK_WINDOW (self));
}

/* Nothing is told here after the session was ended elsewhere; the room behind has the way in. */
static void
account_changed (AppEnterpriseWindow *self)
{
  if (model_account_get_account (self->account) == NULL && !model_account_is_busy (self->account))
    gtk_window_destroy (GTK_WINDOW (self));
  else
    show (self);
}

/**
 * app_enterprise_window_new:
 * @parent: over which it stands
 * @account: whose space is an enterprise's
 *
 * Makes the window; present it.
 *
 * Returns: (transfer none): the window
 */
AppEnterpriseWindow *
app_enterprise_window_new (GtkWindow *parent, ModelAccount *account)
{
  AppEnterpriseWindow *self = g_object_new (APP_TYPE_ENTERPRISE_WINDOW, "transient-for", parent,
                                            "modal", TRUE, NULL);

  self->account = g_object_ref (account);
  self->id = g_strdup (model_account_get_space (account)->id);
  g_signal_connect_object (account, "changed", G_CALLBACK (account_changed), self,
                           G_CONNECT_SWAPPED);
  show (self);
  load (self);
  return self;
}
