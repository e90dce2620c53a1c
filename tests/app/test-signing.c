/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "app-certificates-page.h"
#include "app-error.h"
#include "app-finish-sheet.h"
#include "app-signing-panel.h"
#include "app-stamp.h"
#include "app-verdict-words.h"
#include "report-words.h"
#include "harness.h"
#include "keys-error.h"
#include "keys-pkcs12.h"
#include "pades-error.h"
#include "pades-sign.h"
#include "pdf-error.h"
#include "pki-error.h"
#include "render-document.h"
#include "seal-error.h"
#include "wire-problem.h"

typedef struct {
  AppWindow *window;
  AppDocumentPage *page;
  ModelSeal *seal;
} Fixture;

static ModelSeal *
add_seal (void)
{
  const SealRoundSpec spec = {.name = "贵州山水科技有限公司", .star = TRUE};
  g_autoptr (SealDrawing) drawing = seal_round_draw (&spec, NULL);
  ModelSeals *seals = app_application_get_seals (harness_get_application ());

  return model_seals_add (seals, "公章", SEAL_ORIGIN_GENERATED, drawing, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = harness_write_pdf ("contract.pdf", 3, FALSE);

  fixture->seal = add_seal ();
  fixture->window = harness_new_window ();
  fixture->page = harness_open (fixture->window, path);
  harness_wait_until (harness_find (GTK_WIDGET (fixture->page), "AppSigningPanel") != NULL);
  harness_settle ();
}

static GtkWindow *
find_dialog (Fixture *fixture)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) each = g_list_model_get_item (toplevels, i);

      if (each != GTK_WINDOW (fixture->window) && gtk_widget_get_visible (GTK_WIDGET (each)))
        return each;
    }
  return NULL;
}

static void
activate (Fixture *fixture, const char *name)
{
  g_action_group_activate_action (G_ACTION_GROUP (app_document_page_get_actions (fixture->page)),
                                  name, NULL);
  harness_settle ();
}

static gboolean
is_enabled (Fixture *fixture, const char *name)
{
  return g_action_group_get_action_enabled (
      G_ACTION_GROUP (app_document_page_get_actions (fixture->page)), name);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  ModelSeals *seals = app_application_get_seals (harness_get_application ());
  GtkWindow *dialog;
  gpointer window = fixture->window;

  while ((dialog = find_dialog (fixture)) != NULL)
    gtk_window_destroy (dialog);
  while (is_enabled (fixture, "undo"))
    activate (fixture, "undo");
  g_object_add_weak_pointer (window, &window);
  gtk_window_close (GTK_WINDOW (fixture->window));
  harness_wait_until (window == NULL);
  model_seals_remove (seals, model_seal_get_id (fixture->seal), NULL);
}

/* As Enter on the row does it. */
static AppStamp *
put_seal (Fixture *fixture)
{
  GtkWidget *panel = harness_find (GTK_WIDGET (fixture->page), "AppSigningPanel");

  g_signal_emit_by_name (panel, "seal-activated", fixture->seal);
  harness_settle ();
  return APP_STAMP (harness_find (GTK_WIDGET (fixture->page), "AppStamp"));
}

static const PdfPlacement *
place_of (AppStamp *stamp)
{
  return model_placement_get_place (app_stamp_get_placement (stamp));
}

static void
test_keys_move_the_stamp (Fixture *fixture, gconstpointer unused)
{
  AppStamp *stamp = put_seal (fixture);
  PdfPlacement before = *place_of (stamp);

  g_assert_true (app_stamp_get_selected (stamp));
  harness_press (GTK_WIDGET (stamp), GDK_KEY_Right, 0);
  g_assert_cmpfloat_with_epsilon (place_of (stamp)->x, before.x + 1, 1e-6);
  harness_press (GTK_WIDGET (stamp), GDK_KEY_Left, GDK_SHIFT_MASK);
  g_assert_cmpfloat_with_epsilon (place_of (stamp)->x, before.x - 9, 1e-6);
  harness_press (GTK_WIDGET (stamp), GDK_KEY_Down, GDK_CONTROL_MASK);
  g_assert_cmpfloat_with_epsilon (place_of (stamp)->y, before.y + 0.1, 1e-6);
  harness_press (GTK_WIDGET (stamp), GDK_KEY_Up, GDK_ALT_MASK);
  g_assert_cmpfloat_with_epsilon (place_of (stamp)->width, 41, 1e-6);
  g_assert_cmpfloat_with_epsilon (place_of (stamp)->height, 41, 1e-6);
  harness_press (GTK_WIDGET (stamp), GDK_KEY_bracketleft, 0);
  g_assert_cmpfloat_with_epsilon (place_of (stamp)->angle, 359, 1e-6);
  harness_press (GTK_WIDGET (stamp), GDK_KEY_Page_Down, 0);
  g_assert_cmpuint (place_of (stamp)->page, ==, before.page + 1);
  harness_press (GTK_WIDGET (stamp), GDK_KEY_Page_Up, 0);
  harness_press (GTK_WIDGET (stamp), GDK_KEY_Page_Up, 0);
  g_assert_cmpuint (place_of (stamp)->page, ==, before.page);
}

/* With the view on its side, right is still right. */
static void
test_keys_in_a_turned_view (Fixture *fixture, gconstpointer unused)
{
  AppStamp *stamp = put_seal (fixture);
  PdfPlacement before = *place_of (stamp);

  app_page_view_set_turn (app_document_page_get_view (fixture->page), 90);
  harness_settle ();
  harness_press (GTK_WIDGET (stamp), GDK_KEY_Right, 0);
  g_assert_cmpfloat_with_epsilon (place_of (stamp)->x, before.x, 1e-6);
  g_assert_cmpfloat_with_epsilon (place_of (stamp)->y, before.y - 1, 1e-6);
}

static void
test_stamp_speaks (Fixture *fixture, gconstpointer unused)
{
  AppStamp *stamp = put_seal (fixture);
  const PdfPlacement *place = place_of (stamp);
  g_autofree char *label = g_strdup_printf (
      "公章 on page %u, %.0f mm from left, %.0f mm from top, 40 mm wide", place->page + 1, place->x,
      place->y);

  gtk_test_accessible_assert_role (stamp, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (stamp, GTK_ACCESSIBLE_PROPERTY_LABEL, label);
  gtk_test_accessible_assert_state (stamp, GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
}

static void
test_handles (Fixture *fixture, gconstpointer unused)
{
  AppStamp *stamp = put_seal (fixture);
  double width = gtk_widget_get_width (GTK_WIDGET (stamp));
  double height = gtk_widget_get_height (GTK_WIDGET (stamp));

  g_assert_cmpint (app_stamp_pick (stamp, width / 2, height / 2), ==, APP_STAMP_BODY);
  g_assert_cmpint (app_stamp_pick (stamp, APP_STAMP_MARGIN, APP_STAMP_MARGIN), ==,
                   APP_STAMP_CORNER + MODEL_CORNER_TOP_LEFT);
  g_assert_cmpint (app_stamp_pick (stamp, width - APP_STAMP_MARGIN, height - APP_STAMP_MARGIN), ==,
                   APP_STAMP_CORNER + MODEL_CORNER_BOTTOM_RIGHT);
  g_assert_cmpint (app_stamp_pick (stamp, width / 2, APP_STAMP_MARGIN - 22), ==, APP_STAMP_TURN);
  g_assert_cmpint (app_stamp_pick (stamp, 2, height - 2), ==, APP_STAMP_NOTHING);
  /* Without its handles the corner is the seal's own. */
  app_stamp_set_selected (stamp, FALSE);
  g_assert_cmpint (app_stamp_pick (stamp, APP_STAMP_MARGIN + 2, APP_STAMP_MARGIN + 2), ==,
                   APP_STAMP_BODY);
}

static void
test_undo_and_repeat (Fixture *fixture, gconstpointer unused)
{
  AppStamp *stamp;

  g_assert_false (is_enabled (fixture, "undo"));
  g_assert_false (is_enabled (fixture, "cancel-signing"));
  stamp = put_seal (fixture);
  g_assert_true (is_enabled (fixture, "undo"));
  g_assert_true (is_enabled (fixture, "cancel-signing"));
  harness_press (GTK_WIDGET (stamp), GDK_KEY_Delete, 0);
  harness_settle ();
  g_assert_null (harness_find (GTK_WIDGET (fixture->page), "AppStamp"));
  activate (fixture, "undo");
  g_assert_nonnull (harness_find (GTK_WIDGET (fixture->page), "AppStamp"));
  activate (fixture, "redo");
  g_assert_null (harness_find (GTK_WIDGET (fixture->page), "AppStamp"));
}

static GtkDropDown *
find_presets (Fixture *fixture)
{
  return GTK_DROP_DOWN (harness_find (GTK_WIDGET (fixture->page), "preset"));
}

/* Chosen in the drawer, seen on the page, taken back, remembered for the next document. */
static void
test_appearance (Fixture *fixture, gconstpointer unused)
{
  GSettings *settings = app_application_get_settings (harness_get_application ());
  AppStamp *stamp = put_seal (fixture);
  PdfPlacement before = *place_of (stamp);
  g_autofree char *remembered = NULL;

  g_assert_cmpuint (gtk_drop_down_get_selected (find_presets (fixture)), ==, 0);
  gtk_drop_down_set_selected (find_presets (fixture), 3);
  harness_settle ();
  g_assert_cmpfloat (place_of (stamp)->width, >, before.width + 50);
  remembered = g_settings_get_string (settings, "signing-appearance");
  g_assert_true (g_str_has_prefix (remembered, "show=seal,labels,name,date,reason,location,qr "));
  activate (fixture, "undo");
  g_assert_true (model_place_equal (place_of (stamp), &before));
  g_assert_cmpuint (gtk_drop_down_get_selected (find_presets (fixture)), ==, 0);
  g_settings_reset (settings, "signing-appearance");
}

static void
test_appearance_saved (Fixture *fixture, gconstpointer unused)
{
  GtkWidget *box = harness_find (GTK_WIDGET (fixture->page), "AppAppearanceBox");
  GtkCheckButton *seal;
  g_autofree char *path = g_build_filename (app_application_get_folder (harness_get_application ()),
                                            "appearances.ini", NULL);
  guint n = g_list_model_get_n_items (gtk_drop_down_get_model (find_presets (fixture)));
  SealStyle style;

  gtk_expander_set_expanded (GTK_EXPANDER (harness_find (box, "GtkExpander")), TRUE);
  harness_settle ();
  seal = GTK_CHECK_BUTTON (harness_find (box, "part_seal"));
  /* A stamp that shows nothing is none. */
  gtk_check_button_set_active (seal, FALSE);
  harness_settle ();
  g_assert_true (gtk_check_button_get_active (seal));

  gtk_check_button_set_active (GTK_CHECK_BUTTON (harness_find (box, "part_name")), TRUE);
  harness_settle ();
  g_assert_cmpuint (gtk_drop_down_get_selected (find_presets (fixture)), ==, n - 1);
  gtk_editable_set_text (GTK_EDITABLE (harness_find (box, "title")), "合同");
  gtk_widget_activate_action (box, "appearance.save", NULL);
  harness_settle ();
  g_assert_true (seal_styles_find (path, "合同", &style, NULL));
  g_assert_cmpuint (style.parts, ==, SEAL_PART_SEAL | SEAL_PART_NAME);
  g_assert_cmpuint (gtk_drop_down_get_selected (find_presets (fixture)), ==, n - 1);
  gtk_widget_activate_action (box, "appearance.remove", NULL);
  harness_settle ();
  g_assert_false (seal_styles_find (path, "合同", &style, NULL));
  g_settings_reset (app_application_get_settings (harness_get_application ()),
                    "signing-appearance");
}

static gboolean
can_sign (GtkWindow *sheet)
{
  return gtk_widget_get_sensitive (harness_find (GTK_WIDGET (sheet), "sign_button"));
}

static void
identity_made (GObject *source, GAsyncResult *result, gpointer done)
{
  g_autoptr (GError) error = NULL;

  model_certificates_finish (MODEL_CERTIFICATES (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) done = TRUE;
}

static void
make_identity (void)
{
  g_autoptr (GBytes) secret = model_secret_new ("secret");
  const ModelTestIdentity identity = {.name = "王某", .kind = "p256", .password = secret};
  gboolean done = FALSE;

  model_certificates_generate (app_application_get_certificates (harness_get_application ()),
                               &identity, identity_made, &done);
  harness_wait_until (done);
}

static void
remove_identities (void)
{
  ModelCertificates *list = app_application_get_certificates (harness_get_application ());

  while (g_list_model_get_n_items (G_LIST_MODEL (list)) > 0)
    {
      g_autoptr (ModelCertificate) first = g_list_model_get_item (G_LIST_MODEL (list), 0);

      g_assert_true (model_certificates_remove (list, first, NULL));
    }
}

static void
test_sheet_wants_all_it_needs (Fixture *fixture, gconstpointer unused)
{
  GtkWindow *sheet;
  GtkWidget *root;

  activate (fixture, "finish");
  sheet = find_dialog (fixture);
  g_assert_true (APP_IS_FINISH_SHEET (sheet));
  root = GTK_WIDGET (sheet);
  g_assert_true (gtk_widget_get_visible (harness_find (root, "no_certificate")));
  g_assert_true (gtk_widget_get_visible (harness_find (root, "invisible_group")));
  make_identity ();
  g_assert_false (gtk_widget_get_visible (harness_find (root, "no_certificate")));

  gtk_editable_set_text (GTK_EDITABLE (harness_find (root, "password")), "secret");
  g_assert_false (can_sign (sheet));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (harness_find (root, "invisible_check")), TRUE);
  g_assert_true (can_sign (sheet));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (harness_find (root, "level_t")), TRUE);
  g_assert_false (can_sign (sheet));
  gtk_editable_set_text (GTK_EDITABLE (harness_find (root, "services")), "http://127.0.0.1:9/tsa");
  g_assert_true (can_sign (sheet));
  gtk_editable_set_text (GTK_EDITABLE (harness_find (root, "name")), "");
  g_assert_false (can_sign (sheet));
  remove_identities ();
}

/* The service is not there: the sheet stays, says so, and the stamp stands. */
static void
test_sheet_keeps_stamps_when_it_fails (Fixture *fixture, gconstpointer unused)
{
  GtkWindow *sheet;
  GtkWidget *root;

  make_identity ();
  put_seal (fixture);
  activate (fixture, "finish");
  sheet = find_dialog (fixture);
  root = GTK_WIDGET (sheet);
  gtk_editable_set_text (GTK_EDITABLE (harness_find (root, "password")), "secret");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (harness_find (root, "level_t")), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (harness_find (root, "services")), "http://127.0.0.1:9/tsa");
  gtk_widget_activate_action (root, "sheet.sign", NULL);
  harness_wait_until (gtk_widget_get_visible (harness_find (root, "error_box")));
  g_assert_true (can_sign (sheet));
  g_assert_nonnull (harness_find (GTK_WIDGET (fixture->page), "AppStamp"));
  gtk_window_destroy (sheet);
  remove_identities ();
}

static void
test_identity_room (Fixture *fixture, gconstpointer unused)
{
  GtkWidget *room;

  app_window_show_room (fixture->window, "identity");
  harness_settle ();
  room = harness_find (GTK_WIDGET (fixture->window), "AppCertificatesPage");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (harness_find (room, "stack"))), ==,
                   "empty");
  make_identity ();
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (harness_find (room, "stack"))), ==,
                   "list");
  gtk_test_accessible_assert_property (
      gtk_list_box_get_row_at_index (GTK_LIST_BOX (harness_find (room, "list")), 0),
      GTK_ACCESSIBLE_PROPERTY_LABEL, "王某 (test)");
  remove_identities ();
}

/* Whatever a verdict says, there are words for it, an icon, and a headline where it can be one. */
/* Signed, and a byte of what was signed is another one. */
static char *
write_altered (void)
{
  g_autofree char *source = harness_write_pdf ("to-alter.pdf", 1, FALSE);
  g_autofree char *p12 = harness_dup_path ("alter.p12");
  char *path = harness_dup_path ("altered.pdf");
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfFile) file = NULL;
  g_autoptr (PkiSigner) signer = NULL;
  g_autofree char *data = NULL;
  gsize length;

  keys_pkcs12_generate (p12, "secret", "王某", NULL, "p256", now, &error);
  g_assert_no_error (error);
  signer = keys_pkcs12_open (p12, "secret", &error);
  g_assert_no_error (error);
  file = pdf_file_open (source, NULL, &error);
  g_assert_no_error (error);
  pades_sign (file, path,
              &(PadesSignRequest){.signer = signer, .level = PADES_LEVEL_B_B, .now = now}, NULL,
              &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &data, &length, &error);
  g_assert_no_error (error);
  ((char *) memmem (data, length, "endstream", 9))[-10] ^= 1;
  g_file_set_contents (path, data, (gssize) length, &error);
  g_assert_no_error (error);
  return path;
}

/* A forged file does not invite to sign it; a seal that somebody put there does. */
static void
test_invitation (Fixture *fixture, gconstpointer unused)
{
  GtkWidget *button = harness_find (GTK_WIDGET (fixture->window), "finish_button");
  g_autofree char *path = write_altered ();
  ModelDocument *document;

  g_assert_true (gtk_widget_has_css_class (button, "suggested-action"));
  fixture->page = harness_open (fixture->window, path);
  document = app_document_page_get_document (fixture->page);
  harness_wait_until (model_document_get_report (document) != NULL);
  harness_wait_until (!gtk_widget_has_css_class (button, "suggested-action"));
  harness_wait_until (harness_find (GTK_WIDGET (fixture->page), "AppSigningPanel") != NULL);
  put_seal (fixture);
  g_assert_true (gtk_widget_has_css_class (button, "suggested-action"));
  activate (fixture, "undo");
  g_assert_false (gtk_widget_has_css_class (button, "suggested-action"));
}

static void
test_every_fact_has_words (void)
{
  static const ReportFact rows_only[] = {
      REPORT_FACT_INTACT,        REPORT_FACT_LATER_PERMITTED,    REPORT_FACT_WHO_PROVEN,
      REPORT_FACT_TRUSTED,       REPORT_FACT_TRUST_MOOT,         REPORT_FACT_TIME_PROVEN,
      REPORT_FACT_TIME_CLAIMED,  REPORT_FACT_TIME_TSA_UNTRUSTED, REPORT_FACT_TIME_NONE,
      REPORT_FACT_LATER_PROOFS,  REPORT_FACT_TIME_MOOT,          REPORT_FACT_TRUST_UNREAD,
      REPORT_FACT_TRUST_CHANGED,
  };
  const PadesSignature nobody = {.claimed = 0, .proven = 0};

  for (ReportFact fact = 0; fact < REPORT_N_FACTS; fact++)
    {
      g_autofree char *sentence = report_words_dup_sentence (fact, &nobody);
      gboolean row_only = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (rows_only); i++)
        row_only = row_only || rows_only[i] == fact;
      g_assert_cmpint (*report_words_headline (fact) == '\0', ==, row_only);
      g_assert_true (*sentence != '\0' || *report_words_headline (fact) != '\0');
    }
  for (ReportState state = REPORT_STATE_PENDING; state <= REPORT_STATE_BAD; state++)
    g_assert_true (
        gtk_icon_theme_has_icon (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                 app_verdict_state_icon (state)));
}

/* What happened, why, what to do: for every code that there is. */
static void
test_every_error_has_words (void)
{
  const struct {
    GQuark domain;
    int n;
  } domains[] = {
      {PDF_ERROR, PDF_N_ERRORS},     {PKI_ERROR, PKI_N_ERRORS},   {KEYS_ERROR, KEYS_N_ERRORS},
      {PADES_ERROR, PADES_N_ERRORS}, {SEAL_ERROR, SEAL_N_ERRORS}, {RENDER_ERROR, RENDER_N_ERRORS},
  };
  const GError foreign = {G_IO_ERROR, G_IO_ERROR_FAILED, NULL};
  const GError out = {WIRE_PROBLEM, WIRE_PROBLEM_UNAUTHENTICATED, NULL};
  const char *general = app_error_explain (&foreign).what;

  /* The way of the window, and no command. */
  g_assert_nonnull (strstr (app_error_explain (&out).remedy, "“Identity”"));
  g_assert_null (strstr (app_error_explain (&out).remedy, "vermilionctl"));
  for (guint i = 0; i < G_N_ELEMENTS (domains); i++)
    for (int code = 0; code < domains[i].n; code++)
      {
        const GError error = {domains[i].domain, code, NULL};
        AppExplanation explanation = app_error_explain (&error);

        g_assert_cmpstr (explanation.what, !=, general);
        g_assert_cmpstr (explanation.what, !=, "");
        g_assert_cmpstr (explanation.why, !=, "");
        g_assert_cmpstr (explanation.remedy, !=, "");
      }
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  ADD ("/app/signing/keys-move-the-stamp", test_keys_move_the_stamp);
  ADD ("/app/signing/keys-in-a-turned-view", test_keys_in_a_turned_view);
  ADD ("/app/signing/stamp-speaks", test_stamp_speaks);
  ADD ("/app/signing/handles", test_handles);
  ADD ("/app/signing/undo-and-repeat", test_undo_and_repeat);
  ADD ("/app/signing/appearance", test_appearance);
  ADD ("/app/signing/appearance-saved", test_appearance_saved);
  ADD ("/app/signing/sheet-wants-all-it-needs", test_sheet_wants_all_it_needs);
  ADD ("/app/signing/sheet-keeps-stamps-when-it-fails", test_sheet_keeps_stamps_when_it_fails);
  ADD ("/app/signing/identity-room", test_identity_room);
  ADD ("/app/verify/invitation", test_invitation);
  g_test_add_func ("/app/verify/every-fact-has-words", test_every_fact_has_words);
  g_test_add_func ("/app/every-error-has-words", test_every_error_has_words);
  return harness_run ();
}
