/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-notices.h"

#include <glib/gi18n.h>

#include "app-events.h"
#include "model-notices.h"

/* Four times a day, for programs that stay open. */
#define AGAIN_SECONDS (6 * 60 * 60)

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
  gboolean ends = g_ascii_isdigit (*notice->news);

  g_notification_set_body (notification, notice->subject);
  g_notification_set_default_action (notification, "app.show-identity");
  if (ends)
    g_notification_add_button (notification, _ ("Renew…"), "app.show-identity");
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
