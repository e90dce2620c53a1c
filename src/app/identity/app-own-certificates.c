/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-own-certificates.h"

#include <glib/gi18n.h>

#include "app-act.h"
#include "app-apply-window.h"
#include "app-certificate-words.h"
#include "app-error-box.h"
#include "app-events.h"
#include "app-platform-words.h"
#include "app-revoke-dialog.h"
#include "app-rows.h"
#include "app-toast.h"
#include "report-words.h"

struct _AppOwnCertificates {
  AdwBin parent_instance;

  ModelAccount *account;

  AppErrorBox *error_box; /* of what was done here */
  AppErrorBox *failure;   /* of what could not be had */
  GtkListBox *list;
  GtkWidget *empty;
  GtkButton *stop;
  GtkWidget *emergency;
};

G_DEFINE_FINAL_TYPE (AppOwnCertificates, app_own_certificates, ADW_TYPE_BIN)

static GtkWindow *
window_of (AppOwnCertificates *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

/* The main window, which the flow stands over; this one closes. */
static void
start (AppOwnCertificates *self, const AppApplyWish *wish)
{
  GtkWindow *own = window_of (self);
  GtkWindow *parent = gtk_window_get_transient_for (own);

  gtk_window_present (GTK_WINDOW (app_apply_window_new (parent, wish)));
  gtk_window_destroy (own);
}

static AppApplication *
application_of (AppOwnCertificates *self)
{
  return app_application_of (GTK_WIDGET (gtk_window_get_transient_for (window_of (self))));
}

/* Whose key is on this computer, or on a token that is plugged in; (transfer full), or NULL. */
static ModelCertificate *
find_key (AppOwnCertificates *self, const WireCertificate *certificate)
{
  GListModel *keys = G_LIST_MODEL (app_application_get_certificates (application_of (self)));

  for (guint i = 0; i < g_list_model_get_n_items (keys); i++)
    {
      g_autoptr (ModelCertificate) each = g_list_model_get_item (keys, i);
      GBytes *der = pki_certificate_get_der (model_certificate_get_certificate (each));

      if (g_bytes_equal (der, certificate->der))
        return g_steal_pointer (&each);
    }
  return NULL;
}

static const char *
place_words (ModelCertificate *key)
{
  if (key == NULL)
    return _ ("not on this computer");
  return model_certificate_get_token (key) != NULL ? _ ("on a token") : _ ("on this computer");
}

static void fill (AppOwnCertificates *self);

/* words: what was done, where it was. */
static void
look_again (AppOwnCertificates *self, const GError *error, const char *words)
{
  if (self->account == NULL)
    return;
  fill (self);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error == NULL)
    app_toast (GTK_WIDGET (self), words);
  app_error_box_set (self->error_box, error);
  model_account_refresh (self->account);
}

static void
answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppOwnCertificates) self = user_data;
  g_autoptr (GError) error = NULL;
  WireCertificate *after = app_act_finish (result, &error);

  if (after != NULL)
    app_event ("certificate-state %s", after->state);
  wire_free (&wire_certificate_type, after);
  look_again (self, error, _ ("Certificate suspended"));
}

static void
ask (AppOwnCertificates *self, const ClientQuestion *question)
{
  app_act_ask (window_of (self), model_account_get_platform (self->account), question, answered,
               g_object_ref (self));
  fill (self);
}

static char *
dup_stopped (const WireStop *stop)
{
  int n = stop != NULL ? (int) stop->suspended : 0;

  return n == 0 ? g_strdup (_ ("No certificate was active"))
                : g_strdup_printf (
                      ngettext ("%d certificate suspended", "%d certificates suspended", n), n);
}

/* This answer is no certificate: it says how many. */
static void
stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppOwnCertificates) self = user_data;
  g_autoptr (GError) error = NULL;
  WireStop *stop = app_act_finish (result, &error);
  g_autofree char *words = dup_stopped (stop);

  if (stop != NULL)
    app_event ("stopped %d", (int) stop->suspended);
  wire_free (&wire_stop_type, stop);
  look_again (self, error, words);
}

typedef struct {
  const char *name;
  const char *label;
  const char *css_class;
} Act;

static const Act acts[] = {
    {"renew", N_ ("Renew…"), NULL},    {"rekey", N_ ("New Key…"), NULL},
    {"change", N_ ("Change…"), NULL},  {"restore", N_ ("Restore…"), NULL},
    {"suspend", N_ ("Suspend"), NULL}, {"revoke", N_ ("Revoke…"), "destructive-action"},
};

static gboolean
is_possible (const char *act, const WireCertificate *certificate, gboolean has_key, gboolean newest)
{
  gboolean active = g_str_equal (certificate->state, "active");
  gboolean suspended = g_str_equal (certificate->state, "suspended");

  if (certificate->not_after <= g_get_real_time () / G_USEC_PER_SEC)
    return FALSE;
  if (g_str_equal (act, "renew"))
    return active && has_key && newest;
  if (g_str_equal (act, "rekey") || g_str_equal (act, "change"))
    return active && newest;
  if (g_str_equal (act, "restore"))
    return suspended && has_key;
  if (g_str_equal (act, "suspend"))
    return active;
  return active || suspended;
}

static void
apply (AppOwnCertificates *self, const char *act, const WireCertificate *certificate)
{
  g_autoptr (ModelCertificate) key = find_key (self, certificate);
  const KeysTokenEntry *token = key != NULL ? model_certificate_get_token (key) : NULL;
  AppApplyWish wish = {
      .purpose = g_str_equal (act, "rekey")     ? MODEL_APPLICATION_REKEY
                 : g_str_equal (act, "change")  ? MODEL_APPLICATION_CHANGE
                 : g_str_equal (act, "restore") ? MODEL_APPLICATION_RESTORE
                                                : MODEL_APPLICATION_RENEW,
      .serial = certificate->serial,
      .path = key != NULL ? model_certificate_get_path (key) : NULL,
  };

  /* Elsewhere the key is made anew, wherever the person wants it. */
  if (wish.purpose >= MODEL_APPLICATION_RESTORE && token != NULL)
    {
      wish.token = token->uri;
      wish.driver = token->module;
    }
  start (self, &wish);
}

static void
clicked (AppOwnCertificates *self, GtkWidget *button)
{
  const char *act = g_object_get_data (G_OBJECT (button), "act");
  g_autofree char *serial = g_strdup (g_object_get_data (G_OBJECT (button), "serial"));
  const WireCertificate *certificate = model_account_find_certificate (self->account, serial);

  if (certificate == NULL)
    return;
  if (g_str_equal (act, "suspend"))
    ask (self, &(ClientQuestion){.operation = WIRE_SUSPEND_CERTIFICATE,
                                 .value = serial,
                                 .etag = certificate->etag});
  else if (g_str_equal (act, "revoke"))
    gtk_window_present (GTK_WINDOW (app_revoke_dialog_new (window_of (self), serial)));
  else
    apply (self, act, certificate);
}

static gboolean
is_running (AppOwnCertificates *self, WireOperation operation, const char *serial)
{
  return app_act_is_running (window_of (self),
                             &(ClientQuestion){.operation = operation, .value = serial});
}

/* What is under way has the keys still: pressed again, it does nothing. */
static const char *
label_of (const Act *act, gboolean suspending)
{
  return suspending && g_str_equal (act->name, "suspend") ? _ ("Suspending…") : _ (act->label);
}

static GtkWidget *
make_buttons (AppOwnCertificates *self, const WireCertificate *certificate)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *row = gtk_list_box_row_new ();
  g_autoptr (ModelCertificate) key = find_key (self, certificate);
  gboolean newest = !model_account_is_replaced (self->account, certificate);
  gboolean suspending = is_running (self, WIRE_SUSPEND_CERTIFICATE, certificate->serial);

  gtk_widget_add_css_class (box, "certificate-acts");
  gtk_widget_set_halign (box, GTK_ALIGN_END);
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    if (is_possible (acts[i].name, certificate, key != NULL, newest))
      {
        GtkWidget *button = gtk_button_new_with_label (label_of (&acts[i], suspending));

        if (acts[i].css_class != NULL)
          gtk_widget_add_css_class (button, acts[i].css_class);
        if (suspending && g_str_equal (acts[i].name, "suspend"))
          app_act_mark (button, TRUE);
        else
          gtk_widget_set_sensitive (button, !suspending);
        g_object_set_data (G_OBJECT (button), "act", (gpointer) acts[i].name);
        g_object_set_data_full (G_OBJECT (button), "serial", g_strdup (certificate->serial),
                                g_free);
        g_signal_connect_object (button, "clicked", G_CALLBACK (clicked), self, G_CONNECT_SWAPPED);
        gtk_box_append (GTK_BOX (box), button);
      }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  /* The arrow keys stop at it; Tab leads on to the buttons. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What can be done with it"), -1);
  gtk_widget_set_visible (row, gtk_widget_get_first_child (box) != NULL);
  return row;
}

static void
add_fact (GtkWidget *row, const char *title, const char *value)
{
  GtkWidget *fact = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (fact), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (fact), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (fact), value);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (fact), 0);
  gtk_widget_add_css_class (fact, "property");
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), fact);
}

/* Every time of suspension stays, since a list that it was taken from tells of it no more. */
static char *
dup_holds (const WireCertificate *certificate)
{
  GString *words = g_string_new (NULL);

  for (guint i = 0; certificate->holds != NULL && i < certificate->holds->len; i++)
    {
      const WireHold *hold = certificate->holds->pdata[i];
      g_autofree char *since = report_words_dup_time (hold->since);
      g_autofree char *until = hold->until != 0 ? report_words_dup_time (hold->until) : NULL;

      g_string_append_printf (words, "%s%s – %s", i > 0 ? "\n" : "", since,
                              until != NULL ? until : _ ("until now"));
    }
  return g_string_free (words, FALSE);
}

static void
add_facts (AppOwnCertificates *self, GtkWidget *row, const WireCertificate *certificate)
{
  g_autofree char *from = report_words_dup_time (certificate->not_before);
  g_autofree char *until = report_words_dup_time (certificate->not_after);
  g_autofree char *validity = g_strdup_printf ("%s – %s", from, until);
  g_autofree char *holds = dup_holds (certificate);
  g_autoptr (ModelCertificate) key = find_key (self, certificate);

  add_fact (row, _ ("Holder"), certificate->subject);
  add_fact (row, _ ("Number"), certificate->serial);
  add_fact (row, _ ("Valid"), validity);
  add_fact (row, _ ("Key"), place_words (key));
  if (*holds != '\0')
    add_fact (row, _ ("Was suspended"), holds);
}

/* Before somebody has chosen a reason and a day for nothing. */
static void
add_warning (AppOwnCertificates *self, GtkWidget *row, const WireCertificate *certificate)
{
  if (is_possible ("revoke", certificate, FALSE, FALSE) &&
      !app_act_is_possible (application_of (self)))
    add_fact (row, _ ("To suspend or revoke it"),
              _ ("Sign with an active certificate of yours: no key of one is here now. Plug in its "
                 "token; or choose “Suspend Everything…”, which needs no key, or “New Key…”, and "
                 "sign with that."));
}

static GtkWidget *
make_row (AppOwnCertificates *self, const WireCertificate *certificate)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  GtkWidget *row = adw_expander_row_new ();
  g_autofree char *name = model_account_dup_certificate_name (certificate);
  g_autofree char *until = app_certificate_dup_date (certificate->not_after);
  /* Translators: a state such as “active”, and a date. */
  g_autofree char *subtitle = g_strdup_printf (_ ("%s · until %s"),
                                               app_platform_state_words (certificate, now), until);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), subtitle);
  add_facts (self, row, certificate);
  add_warning (self, row, certificate);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), make_buttons (self, certificate));
  app_rows_name (row, certificate->serial);
  return row;
}

/* The first one is unfolded. */
static void
add_row (AppOwnCertificates *self, GPtrArray *rows, const WireCertificate *certificate)
{
  GtkWidget *row = make_row (self, certificate);

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), rows->len == 0);
  g_ptr_array_add (rows, row);
}

static void
fill (AppOwnCertificates *self)
{
  GPtrArray *all = model_account_get_certificates (self->account);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  gboolean stopping;

  if (self->account == NULL || gtk_widget_get_root (GTK_WIDGET (self)) == NULL ||
      model_account_is_busy (self->account))
    return;
  for (guint i = 0; all != NULL && i < all->len; i++)
    if (model_account_is_of_space (self->account, all->pdata[i]))
      add_row (self, rows, all->pdata[i]);
  /* Where it is not known what there is, everything can be stopped all the same. */
  gtk_widget_set_visible (self->emergency, all == NULL || all->len > 0);
  gtk_widget_set_visible (self->empty, all != NULL && rows->len == 0);
  stopping = is_running (self, WIRE_STOP_EVERYTHING, NULL);
  gtk_button_set_label (self->stop, stopping ? _ ("Suspending…") : _ ("Suspend Everything…"));
  app_act_mark (GTK_WIDGET (self->stop), stopping);
  app_error_box_set (self->failure, model_account_get_error (self->account));
  app_rows_become (self->list, rows);
}

static void
stop_answered (AppOwnCertificates *self, const char *response)
{
  if (!g_str_equal (response, "stop"))
    return;
  app_act_ask (window_of (self), model_account_get_platform (self->account),
               &(ClientQuestion){.operation = WIRE_STOP_EVERYTHING}, stopped, g_object_ref (self));
  fill (self);
}

static void
stop_everything (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppOwnCertificates *self = APP_OWN_CERTIFICATES (widget);
  GtkWidget *dialog;

  if (is_running (self, WIRE_STOP_EVERYTHING, NULL))
    return;
  dialog = adw_message_dialog_new (window_of (self), _ ("Suspend everything?"), NULL);
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog),
                               _ ("From now on nobody relies on any certificate of yours, until "
                                  "you restore it with its key and another identification. "
                                  "Everywhere but here you are logged out."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("Cancel"), "stop",
                                    _ ("Suspend Everything"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "stop",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (stop_answered), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
load (GtkWidget *widget, const char *name, GVariant *parameter)
{
  model_account_refresh (APP_OWN_CERTIFICATES (widget)->account);
}

static void
app_own_certificates_map (GtkWidget *widget)
{
  AppOwnCertificates *self = APP_OWN_CERTIFICATES (widget);
  gpointer keys = app_application_get_certificates (application_of (self));

  GTK_WIDGET_CLASS (app_own_certificates_parent_class)->map (widget);
  /* A token is plugged in, or pulled out. */
  g_signal_handlers_disconnect_by_func (keys, fill, self);
  g_signal_connect_object (keys, "items-changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
}

static void
app_own_certificates_dispose (GObject *object)
{
  AppOwnCertificates *self = APP_OWN_CERTIFICATES (object);

  g_clear_object (&self->account);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_OWN_CERTIFICATES);
  G_OBJECT_CLASS (app_own_certificates_parent_class)->dispose (object);
}

static void
app_own_certificates_class_init (AppOwnCertificatesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_own_certificates_dispose;
  widget_class->map = app_own_certificates_map;
  g_type_ensure (APP_TYPE_ERROR_BOX);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-own-certificates.ui");
  gtk_widget_class_bind_template_child (widget_class, AppOwnCertificates, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppOwnCertificates, failure);
  gtk_widget_class_bind_template_child (widget_class, AppOwnCertificates, list);
  gtk_widget_class_bind_template_child (widget_class, AppOwnCertificates, empty);
  gtk_widget_class_bind_template_child (widget_class, AppOwnCertificates, stop);
  gtk_widget_class_bind_template_child (widget_class, AppOwnCertificates, emergency);
  gtk_widget_class_install_action (widget_class, "own.stop", NULL, stop_everything);
  gtk_widget_class_install_action (widget_class, "own.load", NULL, load);
}

static void
app_own_certificates_init (AppOwnCertificates *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  app_error_box_offer (self->failure, "own.load");
}

/**
 * app_own_certificates_set_account:
 * @account: whose certificates they are
 *
 * Tells, once, whose certificates these are.
 */
void
app_own_certificates_set_account (AppOwnCertificates *self, ModelAccount *account)
{
  self->account = g_object_ref (account);
  g_signal_connect_object (account, "changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
}
