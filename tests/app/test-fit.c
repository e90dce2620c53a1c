/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every room and the sheets of signing on the smallest screens that are promised: 800 by 600, and
 * with text of twice the size 1280 by 900. Nothing needs more room, and no words are cut off but
 * those of folders, which are long as somebody made them. */

#include <glib/gi18n.h>
#include <locale.h>

#include "app-account-window.h"
#include "app-batch-sheet.h"
#include "app-decrypt-dialog.h"
#include "app-encrypt-dialog.h"
#include "app-enterprise-window.h"
#include "app-finish-sheet.h"
#include "app-import-dialog.h"
#include "app-key-dialog.h"
#include "app-login-dialog.h"
#include "app-password-dialog.h"
#include "app-revoke-dialog.h"
#include "app-test-identity-dialog.h"
#include "app-text-width.h"
#include "harness.h"

#define DPI 96

typedef struct {
  int width;
  int height;
  int text; /* times its usual size */
} Screen;

static const Screen screens[] = {{800, 600, 1}, {1280, 900, 2}};

static GString *problems;

static gboolean
may_be_cut (GtkWidget *label)
{
  return g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (label)), "folder") == 0;
}

/* Where the label is mapped and wide enough to be read at all. */
static void
check_labels (GtkWidget *widget, const char *place)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (GTK_IS_LABEL (widget) &&
      pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (widget))) &&
      !may_be_cut (widget))
    g_string_append_printf (problems, "%s: “%s” is cut off at %d pixels\n", place,
                            gtk_label_get_label (GTK_LABEL (widget)),
                            gtk_widget_get_width (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_labels (child, place);
}

/* Down to the one that takes the room. */
static const char *
find_widest (GtkWidget *widget)
{
  GtkWidget *widest = NULL;
  int most = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int width = 0;

      if (!gtk_widget_get_visible (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
      if (width > most)
        {
          most = width;
          widest = child;
        }
    }
  if (widest == NULL)
    return G_OBJECT_TYPE_NAME (widget);
  g_test_message ("%s needs %d %s", G_OBJECT_TYPE_NAME (widest), most,
                  GTK_IS_LABEL (widest) ? gtk_label_get_label (GTK_LABEL (widest)) : "");
  return find_widest (widest);
}

static void
check_size (GtkWidget *window, const Screen *screen, const char *place)
{
  int width = 0, height = 0;

  gtk_widget_measure (window, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  gtk_widget_measure (window, GTK_ORIENTATION_VERTICAL, MAX (width, screen->width), &height, NULL,
                      NULL, NULL);
  if (width > screen->width || height > screen->height)
    g_string_append_printf (problems, "%s: needs %d by %d pixels, for a %s\n", place, width, height,
                            find_widest (window));
}

static void
check (GtkWidget *window, const Screen *screen, const char *name)
{
  g_autofree char *place = g_strdup_printf ("%s at %d by %d, text × %d", name, screen->width,
                                            screen->height, screen->text);

  harness_settle ();
  harness_settle ();
  check_size (window, screen, place);
  check_labels (window, place);
}

static void
set_text (int times)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", times * DPI * 1024, NULL);
  harness_settle ();
}

static void
end_check (AppWindow *window)
{
  set_text (1);
  gtk_window_close (GTK_WINDOW (window));
  harness_settle ();
  if (problems->len > 0)
    g_test_message ("%s", problems->str);
  g_assert_cmpstr (problems->str, ==, "");
}

static AppWindow *
begin_check (const Screen *screen)
{
  AppWindow *window;

  g_string_truncate (problems, 0);
  set_text (screen->text);
  window = harness_new_window ();
  gtk_window_set_default_size (GTK_WINDOW (window), screen->width, screen->height);
  harness_settle ();
  return window;
}

static void
test_rooms (gconstpointer data)
{
  static const char *const rooms[] = {"home",  "documents", "batch", "identity",
                                      "seals", "checks",    "trust"};
  const Screen *screen = data;
  AppWindow *window = begin_check (screen);

  for (guint i = 0; i < G_N_ELEMENTS (rooms); i++)
    {
      app_window_show_room (window, rooms[i]);
      check (GTK_WIDGET (window), screen, rooms[i]);
    }
  end_check (window);
}

static void
test_document (gconstpointer data)
{
  const Screen *screen = data;
  AppWindow *window = begin_check (screen);
  g_autofree char *path = harness_write_pdf ("contract.pdf", 12, FALSE);
  AppApplication *application = harness_get_application ();
  AppDocumentPage *page = harness_open (window, path);
  g_autoptr (ModelPlacements)
      placements = model_placements_new (app_document_page_get_document (page));
  GtkWindow *sheet;

  check (GTK_WIDGET (window), screen, "document");
  sheet = GTK_WINDOW (
      app_finish_sheet_new (app_document_page_get_document (page), placements,
                            app_application_get_certificates (application),
                            model_trust_get_folder (app_application_get_trust (application)),
                            app_application_get_settings (application)));
  gtk_window_set_default_size (sheet, app_text_width (GTK_WIDGET (sheet), 520), -1);
  gtk_window_set_transient_for (sheet, GTK_WINDOW (window));
  gtk_window_present (sheet);
  check (GTK_WIDGET (sheet), screen, "finish sheet");
  gtk_window_destroy (sheet);
  end_check (window);
}

static void
test_batch (gconstpointer data)
{
  const Screen *screen = data;
  AppWindow *window = begin_check (screen);
  g_autofree char *path = harness_write_pdf ("contract.pdf", 2, FALSE);
  g_autoptr (ModelBatch) batch = model_batch_new ("-signed");
  GtkWindow *dialog;

  model_batch_add (batch, path);
  harness_wait_until (model_batch_get_phase (batch) == MODEL_BATCH_IDLE);
  dialog = app_batch_sheet_new (GTK_WINDOW (window), batch, harness_get_application ());
  gtk_window_present (dialog);
  check (GTK_WIDGET (dialog), screen, "batch sheet");
  gtk_window_destroy (dialog);
  dialog = app_password_dialog_new (GTK_WINDOW (window), path, 3, FALSE);
  gtk_window_present (dialog);
  check (GTK_WIDGET (dialog), screen, "password dialog");
  gtk_window_destroy (dialog);
  end_check (window);
}

static void
test_login (gconstpointer data)
{
  const Screen *screen = data;
  AppWindow *window = begin_check (screen);
  GtkWindow *dialog = GTK_WINDOW (app_login_dialog_new (
      GTK_WINDOW (window), app_application_get_account (harness_get_application ())));

  gtk_window_present (dialog);
  check (GTK_WIDGET (dialog), screen, "login");
  gtk_window_destroy (dialog);
  end_check (window);
}

/* What a certificate is revoked and what counts is signed with. */
static void
test_certificate (gconstpointer data)
{
  const Screen *screen = data;
  AppWindow *window = begin_check (screen);
  GtkWindow *dialog = GTK_WINDOW (app_revoke_dialog_new (GTK_WINDOW (window), "01"));

  gtk_window_present (dialog);
  check (GTK_WIDGET (dialog), screen, "revoke dialog");
  gtk_window_destroy (dialog);
  dialog = GTK_WINDOW (app_key_dialog_new (
      GTK_WINDOW (window), app_application_get_certificates (harness_get_application ()),
      &(AppKeyWords){"Title", "Words", "Go"}));
  gtk_window_present (dialog);
  check (GTK_WIDGET (dialog), screen, "key dialog");
  gtk_window_destroy (dialog);
  end_check (window);
}

/* Without anybody in them; large text has the width that the window has. */
static void
test_account (gconstpointer data)
{
  const struct {
    GType type;
    int width;
  } dialogs[] = {
      {APP_TYPE_ACCOUNT_WINDOW, 640}, {APP_TYPE_ENTERPRISE_WINDOW, 640},
      {APP_TYPE_IMPORT_DIALOG, 480},  {APP_TYPE_TEST_IDENTITY_DIALOG, 480},
      {APP_TYPE_ENCRYPT_DIALOG, 480}, {APP_TYPE_DECRYPT_DIALOG, 480},
  };
  const Screen *screen = data;
  AppWindow *window = begin_check (screen);

  for (guint i = 0; i < G_N_ELEMENTS (dialogs); i++)
    {
      GtkWidget *dialog = g_object_new (dialogs[i].type, "transient-for", window, NULL);
      AdwClamp *clamp = ADW_CLAMP (harness_find (dialog, "AdwClamp"));

      check_size (dialog, screen, g_type_name (dialogs[i].type));
      g_assert_cmpint (adw_clamp_get_maximum_size (clamp), ==, dialogs[i].width * screen->text);
      gtk_window_destroy (GTK_WINDOW (dialog));
    }
  end_check (window);
}

static void
add (const char *name, GTestDataFunc test)
{
  for (guint i = 0; i < G_N_ELEMENTS (screens); i++)
    {
      g_autofree char *path = g_strdup_printf ("/fit/%s/%dx%d", name, screens[i].width,
                                               screens[i].height);

      g_test_add_data_func (path, &screens[i], test);
    }
}

int
main (int argc, char **argv)
{
  int status;

  setlocale (LC_ALL, "");
  bindtextdomain ("vermilion", g_getenv ("VERMILION_LOCALEDIR"));
  bind_textdomain_codeset ("vermilion", "UTF-8");
  textdomain ("vermilion");
  harness_init (&argc, &argv);
  problems = g_string_new (NULL);
  add ("rooms", test_rooms);
  add ("document", test_document);
  add ("batch", test_batch);
  add ("login", test_login);
  add ("certificate", test_certificate);
  add ("account", test_account);
  status = harness_run ();
  g_string_free (problems, TRUE);
  return status;
}
