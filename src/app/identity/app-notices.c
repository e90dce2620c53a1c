/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-notices.h"

#include <glib/gi18n.h>

#include "app-error-dialog.h"
#include "app-events.h"
#include "model-notices.h"

/* Four times a day, for programs that stay open. */
#define AGAIN_SECONDS (6 * 60 * 60)

/* Of the space that the certificate is of: in another one there is nothing of it to be seen. */
#define ACTION "show-space"

static const struct {
  const char *news;
  const char *title;
} words[] = {
    {"suspended", N_ ("A certificate of yours is suspended")},
    {"revoked", N_ ("A certificate of yours is revoked")},
    {"active", N_ ("A certificate of yours counts again")},
    {"ended", N_ ("A certificate of yours has ended")},
    {"replaced", N_ ("A certificate of yours has a newer one")},
};

static char *
dup_title (const ModelNotice *notice)
{
  guint days = g_ascii_strtoull (notice->news, NULL, 10);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].news, notice->news))
      return g_strdup (_ (words[i].title));
  return g_strdup_printf (ngettext ("A certificate of yours ends within %u day",
                                    "A certificate of yours ends within %u days", days),
                          days);
}

static void
send (GApplication *application, const ModelNotice *notice)
{
  g_autofree char *title = dup_title (notice);
  g_autofree char *id = g_strconcat ("certificate-", notice->serial, NULL);
  g_autoptr (GNotification) notification = g_notification_new (title);
  const char *space = notice->organisation != NULL ? notice->organisation : "";
  gboolean ends = g_ascii_isdigit (*notice->news);

  g_notification_set_body (notification, notice->name);
  g_notification_set_default_action_and_target (notification, "app." ACTION, "s", space);
  if (ends)
    g_notification_add_button_with_target (notification, _ ("Renew…"), "app." ACTION, "s", space);
  if (g_str_equal (notice->news, "1") || g_str_equal (notice->news, "revoked"))
    g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_application_send_notification (application, id, notification);
  app_event ("notice %s %s", notice->serial, notice->news);
}

static void
changed (GApplication *application, ModelAccount *account)
{
  g_autoptr (GPtrArray) notices = NULL;

  if (model_account_is_busy (account))
    return;
  notices = model_notices_take (account, g_get_real_time () / G_USEC_PER_SEC);
  for (guint i = 0; i < notices->len; i++)
    send (application, notices->pdata[i]);
}

/* Nobody is asked for a password for it: who is not logged in is told when they are. */
static gboolean
look_again (gpointer data)
{
  ModelAccount *account = data;

  if (model_platform_has_session (model_account_get_platform (account)) &&
      !model_account_is_busy (account))
    model_account_refresh (account);
  return G_SOURCE_CONTINUE;
}

/* Nothing for oneself. Of an enterprise that the person has left meanwhile there is no space; while
 * nothing is known yet, the platform finds that out. */
static void
show_space (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ModelAccount *account = app_application_get_account (user_data);
  const char *id = g_variant_get_string (parameter, NULL);
  g_autoptr (GError) error = NULL;

  if (*id == '\0' || model_account_get_account (account) == NULL ||
      model_account_find_organisation (account, id) != NULL)
    model_account_enter_space (account, *id != '\0' ? id : NULL, &error);
  g_action_group_activate_action (user_data, "show-identity", NULL);
  if (error != NULL)
    app_error_dialog_present (gtk_application_get_active_window (user_data), error);
}

/**
 * app_notices_add_action:
 * @application: the application
 *
 * Adds what a notice does when it is pressed, with the id of an enterprise or nothing: it may be
 * what starts the program.
 */
void
app_notices_add_action (AppApplication *application)
{
  static const GActionEntry entry = {ACTION, show_space, "s"};

  g_action_map_add_action_entries (G_ACTION_MAP (application), &entry, 1, application);
}

/**
 * app_notices_watch:
 * @application: the application
 *
 * Begins to look after the person's certificates, as long as the program runs.
 */
void
app_notices_watch (AppApplication *application)
{
  ModelAccount *account = app_application_get_account (application);

  g_signal_connect_object (account, "changed", G_CALLBACK (changed), application,
                           G_CONNECT_SWAPPED);
  g_timeout_add_seconds_full (G_PRIORITY_LOW, AGAIN_SECONDS, look_again, g_object_ref (account),
                              g_object_unref);
}
