/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-certificate-dialog.h"
#include "app-certificate-status.h"
#include "app-platform-root-dialog.h"
#include "app-root-row.h"
#include "app-trust-dialog.h"
#include "app-trust-page.h"
#include "harness.h"
#include "pki-export.h"
#include "support-ca.h"

typedef struct {
  AppWindow *window;
  ModelTrust *trust;
  SupportCa *ca;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->trust = app_application_get_trust (harness_get_application ());
  fixture->ca = support_ca_new (g_get_real_time () / G_USEC_PER_SEC);
  fixture->window = harness_new_window ();
  app_window_show_room (fixture->window, "trust");
  harness_settle ();
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  PkiCertificate *root = support_ca_get_root (fixture->ca);

  if (model_trust_contains (fixture->trust, root))
    model_trust_remove (fixture->trust, root, NULL);
  gtk_window_close (GTK_WINDOW (fixture->window));
  harness_settle ();
  support_ca_free (fixture->ca);
}

static GtkWidget *
find (Fixture *fixture, const char *type_or_name)
{
  GtkWidget *found = harness_find (GTK_WIDGET (fixture->window), type_or_name);

  g_assert_nonnull (found);
  return found;
}

static const char *
get_shown (Fixture *fixture)
{
  GtkWidget *page = find (fixture, "AppTrustPage");

  return gtk_stack_get_visible_child_name (GTK_STACK (harness_find (page, "stack")));
}

static GtkWidget *
find_dialog (const char *type)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) each = g_list_model_get_item (toplevels, i);

      if (g_str_equal (G_OBJECT_TYPE_NAME (each), type))
        return each;
    }
  return NULL;
}

static void
test_list (Fixture *fixture, gconstpointer unused)
{
  PkiCertificate *root = support_ca_get_root (fixture->ca);
  GtkWidget *row;

  g_assert_cmpstr (get_shown (fixture), ==, "empty");
  g_assert_true (model_trust_add (fixture->trust, root, PKI_ROOT_FILE, "root.pem", NULL));
  g_assert_cmpstr (get_shown (fixture), ==, "list");
  row = find (fixture, "AppRootRow");
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==,
                   pki_certificate_get_name (root));
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "root.pem"));
}

static void
test_remove_and_undo (Fixture *fixture, gconstpointer unused)
{
  PkiCertificate *root = support_ca_get_root (fixture->ca);
  GtkWidget *toast;

  g_assert_true (model_trust_add (fixture->trust, root, PKI_ROOT_FILE, "root.pem", NULL));
  g_signal_emit_by_name (harness_find (find (fixture, "AppRootRow"), "remove_button"), "clicked");
  g_assert_false (model_trust_contains (fixture->trust, root));
  g_assert_cmpstr (get_shown (fixture), ==, "empty");
  harness_settle ();
  toast = find (fixture, "AdwToastWidget");
  g_signal_emit_by_name (harness_find (toast, "action_button"), "clicked");
  g_assert_true (model_trust_contains (fixture->trust, root));
}

/* Whoever unfolds the list finds this computer's authorities, and can look for one. */
static void
test_shared (Fixture *fixture, gconstpointer unused)
{
  GListModel *shared = model_trust_get_shared (fixture->trust);
  GtkWidget *section = find (fixture, "AppSharedRoots");
  GtkWidget *list = harness_find (section, "authorities");
  g_autoptr (ModelRoot) first = NULL;

  if (pki_trust_store_find_shared () == NULL)
    {
      g_test_skip ("this computer keeps no authorities");
      return;
    }
  harness_wait_until (g_list_model_get_n_items (shared) > 0);
  g_assert_null (harness_find (list, "AppRootRow"));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (harness_find (section, "unfolder")), TRUE);
  harness_settle ();
  g_assert_nonnull (harness_find (list, "AppRootRow"));
  first = g_list_model_get_item (shared, 0);
  gtk_editable_set_text (GTK_EDITABLE (harness_find (section, "search")),
                         pki_certificate_get_sha256 (model_root_get_certificate (first)));
  harness_wait_until (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 1) == NULL);
  g_assert_true (app_root_row_get_root (APP_ROOT_ROW (harness_find (list, "AppRootRow"))) == first);
}

/* A fingerprint that was told by another way decides: no tick of a box goes past a wrong one. */
static void
test_fingerprint (Fixture *fixture, gconstpointer unused)
{
  PkiCertificate *root = support_ca_get_root (fixture->ca);
  g_autofree char *other = g_strdup (pki_certificate_get_sha256 (root));
  GtkWidget *dialog, *told, *compared;

  other[0] = other[0] == '0' ? '1' : '0';
  app_trust_dialog_ask (GTK_WINDOW (fixture->window), fixture->trust, root, PKI_ROOT_PLATFORM,
                        "https://seal.example");
  dialog = find_dialog ("AppTrustDialog");
  told = harness_find (dialog, "told");
  compared = harness_find (dialog, "compared");
  gtk_widget_activate_action (dialog, "trust.add", NULL);
  g_assert_false (model_trust_contains (fixture->trust, root));

  gtk_editable_set_text (GTK_EDITABLE (told), other);
  g_assert_false (gtk_widget_get_sensitive (compared));
  g_assert_false (gtk_check_button_get_active (GTK_CHECK_BUTTON (compared)));
  gtk_editable_set_text (GTK_EDITABLE (told), pki_certificate_get_sha256 (root));
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (compared)));
  gtk_widget_activate_action (dialog, "trust.add", NULL);
  g_assert_true (model_trust_contains (fixture->trust, root));
  harness_settle ();
  g_assert_null (find_dialog ("AppTrustDialog"));
}

static void
keep_text (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static GtkWidget *
find_subtitle (GtkWidget *root, const char *subtitle)
{
  GtkWidget *found = NULL;

  if (ADW_IS_ACTION_ROW (root) &&
      g_strcmp0 (adw_action_row_get_subtitle (ADW_ACTION_ROW (root)), subtitle) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_subtitle (child, subtitle);
  return found;
}

/* Each certificate of a chain with what was found out about it; the first can be copied. */
static void
test_certificate (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (SupportIdentity) signer = support_ca_issue (fixture->ca, &(SupportProfile){0});
  g_autoptr (GPtrArray) statuses = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (PkiLink) good = pki_link_new (g_ptr_array_index (signer->chain, 0));
  g_autoptr (PkiLink) flawed = pki_link_new (g_ptr_array_index (signer->chain, 1));
  g_autofree char *pem = pki_certificate_to_pem (good->certificate);
  g_autofree char *copied = NULL;
  GtkWidget *dialog;

  good->revocation = PKI_REVOCATION_GOOD;
  flawed->flaw = PKI_FLAW_AUTHORITY;
  g_ptr_array_add (statuses, app_certificate_dup_status (good));
  g_ptr_array_add (statuses, app_certificate_dup_status (flawed));
  dialog = GTK_WIDGET (app_certificate_dialog_new_judged (GTK_WINDOW (fixture->window),
                                                          signer->chain, statuses, NULL));
  gtk_window_present (GTK_WINDOW (dialog));
  harness_settle ();
  g_assert_nonnull (find_subtitle (dialog, "Not revoked"));
  g_assert_nonnull (find_subtitle (dialog, "It may not issue certificates, but did.\n"
                                           "Whether it was revoked could not be found out"));
  gtk_widget_activate_action (dialog, "certificate.copy", NULL);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (dialog), NULL, keep_text, &copied);
  harness_wait_until (copied != NULL);
  g_assert_cmpstr (copied, ==, pem);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* Who closes the window has given it up: nobody is asked on behind their back, and nothing comes
 * up. */
static void
test_closed_while_asking (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GSocketListener) silent = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (silent, NULL, NULL);
  g_autofree char *address = g_strdup_printf ("http://127.0.0.1:%u", port);
  AppPlatformRootDialog *dialog = app_platform_root_dialog_new (GTK_WINDOW (fixture->window),
                                                                fixture->trust);
  gpointer alive = dialog;

  g_object_add_weak_pointer (G_OBJECT (dialog), &alive);
  gtk_window_present (GTK_WINDOW (dialog));
  harness_settle ();
  gtk_editable_set_text (GTK_EDITABLE (harness_find (GTK_WIDGET (dialog), "address")), address);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "platform-root.ask", NULL);
  harness_settle ();
  gtk_window_close (GTK_WINDOW (dialog));
  harness_wait_until (alive == NULL);
  g_assert_null (find_dialog ("AppTrustDialog"));
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  ADD ("/trust/list", test_list);
  ADD ("/trust/remove-and-undo", test_remove_and_undo);
  ADD ("/trust/shared", test_shared);
  ADD ("/trust/fingerprint", test_fingerprint);
  ADD ("/trust/certificate", test_certificate);
  ADD ("/trust/closed-while-asking", test_closed_while_asking);
  return harness_run ();
}
