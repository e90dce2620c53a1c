/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-verdict-panel.h"

#include <glib/gi18n.h>

#include "app-compare-page.h"
#include "app-document-page.h"
#include "app-documents-page.h"
#include "app-error-box.h"
#include "app-repair-button.h"
#include "app-events.h"
#include "app-pretence-list.h"
#include "app-verdict-card.h"
#include "app-verdict-export.h"
#include "app-verdict-marks.h"
#include "app-verdict-words.h"
#include "app-window.h"
#include "report-words.h"
#include "model-version.h"

struct _AppVerdictPanel {
  GtkBox parent_instance;

  AppPageView *view; /* not owned */
  ModelDocument *document;
  ModelTrust *trust;
  AppVerdictMarks *marks;

  GtkSpinner *spinner;
  GtkImage *icon;
  GtkLabel *headline;
  GtkLabel *facts;
  AppErrorBox *error_box;
  AppRepairButton *repair;
  GtkBox *cards;
  AppPretenceList *pretences;
  GtkWidget *export_button;
};

G_DEFINE_FINAL_TYPE (AppVerdictPanel, app_verdict_panel, GTK_TYPE_BOX)

static void
show_mark (AppVerdictPanel *self, guint page, double x, double y)
{
  PdfMatrix to_display = pdf_page_box_get_to_display (
      model_document_get_page_box (self->document, page));

  pdf_matrix_apply (&to_display, &x, &y);
  app_page_view_scroll_to (self->view, page, x, y);
}

static void
version_made (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AppVerdictPanel) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = model_version_finish (result, &error);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (GFile) file = path != NULL ? g_file_new_for_path (path) : NULL;

  if (file == NULL)
    app_error_box_set (self->error_box, error);
  else if (APP_IS_WINDOW (root))
    app_window_open (APP_WINDOW (root), file);
}

static void
show_version (AppVerdictPanel *self, guint number)
{
  const PadesReport *report = model_document_get_report (self->document);
  const PdfRevision *revision;

  if (report == NULL || number < 1 || number > report->revisions->len)
    return;
  revision = &g_array_index (report->revisions, PdfRevision, number - 1);
  /* Translators: the end of a file's name, before the version's number. */
  model_version_start (model_document_get_path (self->document), number, revision->end,
                       _ ("version"), NULL, version_made, g_object_ref (self));
}

static void
show_changes (AppVerdictPanel *self, guint index)
{
  const PadesReport *report = model_document_get_report (self->document);
  GtkWidget *room = gtk_widget_get_ancestor (GTK_WIDGET (self), APP_TYPE_DOCUMENTS_PAGE);
  g_autofree char *title = NULL;

  if (report == NULL || index >= report->signatures->len || room == NULL)
    return;
  /* Translators: of a tab; %s is a document. */
  title = g_strdup_printf (_ ("Changes in %s"), model_document_get_title (self->document));
  app_documents_page_add (
      APP_DOCUMENTS_PAGE (room),
      app_compare_page_new (self->document, report, g_ptr_array_index (report->signatures, index)),
      title);
}

/* ISO 216 sizes, give or take what printers' drivers round. */
static const char *
paper_name (double width, double height)
{
  static const struct {
    const char *name;
    double width, height;
  } papers[] = {{"A3", 297, 420}, {"A4", 210, 297}, {"A5", 148, 210}};

  for (guint i = 0; i < G_N_ELEMENTS (papers); i++)
    if (ABS (MIN (width, height) - papers[i].width) < 2 &&
        ABS (MAX (width, height) - papers[i].height) < 2)
      return papers[i].name;
  return NULL;
}

/* Nobody has signed who only put a time-stamp on the document. */
static char *
dup_count (const PadesReport *report)
{
  guint n_stamps = 0, n;
  g_autofree char *stamps = NULL, *signatures = NULL;

  for (guint i = 0; i < report->signatures->len; i++)
    n_stamps += ((const PadesSignature *) g_ptr_array_index (report->signatures, i))->timestamp;
  n = report->signatures->len - n_stamps;
  signatures = g_strdup_printf (ngettext ("%u signature", "%u signatures", n), n);
  if (n_stamps == 0)
    return g_steal_pointer (&signatures);
  stamps = g_strdup_printf (ngettext ("%u time-stamp", "%u time-stamps", n_stamps), n_stamps);
  return g_strdup_printf ("%s · %s", n > 0 ? signatures : _ ("signed by nobody"), stamps);
}

static char *
dup_facts (AppVerdictPanel *self, const PadesReport *report)
{
  guint n_pages = model_document_get_n_pages (self->document);
  g_autofree char *pages = g_strdup_printf (ngettext ("%u page", "%u pages", n_pages), n_pages);
  g_autofree char *paper = NULL;
  double width, height;

  if (report != NULL && (report->removed != 0 || report->damaged))
    return report_words_dup_remark (report);
  if (report != NULL && report->signatures->len > 0)
    {
      g_autofree char *count = dup_count (report);

      return g_strdup_printf ("%s · %s", count, pages);
    }
  pdf_page_box_get_size (model_document_get_page_box (self->document, 0), &width, &height);
  paper = paper_name (width, height) != NULL
              ? g_strdup (paper_name (width, height))
              : g_strdup_printf (_ ("%.0f × %.0f mm"), width, height);
  return g_strdup_printf ("%s · %s", pages, paper);
}

static void
clear_cards (AppVerdictPanel *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->cards))) != NULL)
    gtk_box_remove (self->cards, child);
}

static void
add_cards (AppVerdictPanel *self, const PadesReport *report, guint suspect)
{
  for (guint i = 0; i < report->signatures->len; i++)
    {
      GtkWidget *card = app_verdict_card_new (report, i, self->trust, report->signatures->len == 1);

      g_signal_connect_object (card, "show-mark", G_CALLBACK (show_mark), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (card, "show-version", G_CALLBACK (show_version), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (card, "show-changes", G_CALLBACK (show_changes), self,
                               G_CONNECT_SWAPPED);
      if (i == suspect)
        app_verdict_card_suggest_changes (APP_VERDICT_CARD (card));
      gtk_box_append (self->cards, card);
    }
}

/* To its card, which a long list may have out of sight, or to the list of what is no mark. */
static void
mark_chosen (AppVerdictPanel *self, guint chosen)
{
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self), APP_TYPE_DOCUMENT_PAGE);
  GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self->cards));

  for (guint i = 0; card != NULL && i < chosen; i++)
    card = gtk_widget_get_next_sibling (card);
  if (page != NULL)
    app_document_page_show_side (APP_DOCUMENT_PAGE (page), TRUE);
  if (chosen == G_MAXUINT)
    gtk_widget_child_focus (GTK_WIDGET (self->pretences), GTK_DIR_TAB_FORWARD);
  else if (card != NULL)
    gtk_widget_child_focus (card, GTK_DIR_TAB_FORWARD);
}

static gboolean
is_said_of_all (ReportAnswer headline, const PadesReport *report)
{
  for (guint i = 0; i < report->signatures->len; i++)
    if (report_verdict_for_signature (g_ptr_array_index (report->signatures, i)).headline.fact !=
        headline.fact)
      return FALSE;
  return TRUE;
}

/* Of several signatures it says which one is in question, where others fare better. */
static char *
dup_headline (ReportAnswer headline, const PadesReport *report, const PadesSignature *worst)
{
  g_autofree char *words = report_words_dup_headline (headline.fact, worst);
  g_autofree char *number = NULL;

  if (worst == NULL || headline.state == REPORT_STATE_GOOD || is_said_of_all (headline, report))
    return g_steal_pointer (&words);
  number = g_strdup_printf (worst->timestamp ? _ ("Time-stamp %u") : _ ("Signature %u"),
                            worst->number);
  return g_strdup_printf (_ ("%s: %s"), number, words);
}

static void
show_state (AppVerdictPanel *self,
            ReportAnswer headline,
            const PadesReport *report,
            const PadesSignature *worst)
{
  static const char *const classes[] = {"success", "warning", "error", "dim-label"};
  gboolean pending = headline.state == REPORT_STATE_PENDING;
  g_autofree char *words = dup_headline (headline, report, worst);

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), classes[i]);
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), app_verdict_state_class (headline.state));
  gtk_image_set_from_icon_name (self->icon, app_verdict_state_icon (headline.state));
  gtk_widget_set_visible (GTK_WIDGET (self->icon),
                          !pending && headline.fact != REPORT_FACT_UNSIGNED);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), pending);
  gtk_spinner_set_spinning (self->spinner, pending);
  gtk_label_set_label (self->headline, words);
}

static void
show_marks (AppVerdictPanel *self)
{
  const PadesReport *report = model_document_get_report (self->document);
  g_autoptr (GArray) pretences = model_pretence_list (self->document);

  app_verdict_marks_show (self->marks, report, pretences);
  app_pretence_list_show (self->pretences, pretences, report);
  if (pretences->len > 0)
    app_event ("pretences %u", pretences->len);
}

static void
report_changed (AppVerdictPanel *self)
{
  const PadesReport *report = model_document_get_report (self->document);
  const GError *error = model_document_get_report_error (self->document);
  guint worst;
  ReportAnswer headline = report_verdict_for_report (report, &worst);
  g_autofree char *facts = dup_facts (self, report);

  if (error != NULL)
    headline = (ReportAnswer){REPORT_STATE_UNKNOWN, REPORT_FACT_UNJUDGED};
  show_state (self, headline, report,
              worst != G_MAXUINT ? g_ptr_array_index (report->signatures, worst) : NULL);
  app_error_box_set (self->error_box, error);
  app_repair_button_set (self->repair, model_document_get_path (self->document), error);
  gtk_label_set_label (self->facts, facts);
  clear_cards (self);
  if (report != NULL)
    add_cards (self, report, headline.state == REPORT_STATE_BAD ? worst : G_MAXUINT);
  show_marks (self);
  gtk_widget_set_visible (GTK_WIDGET (self->cards), report != NULL && report->signatures->len > 0);
  gtk_widget_set_visible (self->export_button, report != NULL);
  if (headline.state != REPORT_STATE_PENDING)
    app_event ("verdict %d %d", headline.state, headline.fact);
}

static void
repair_failed (AppRepairButton *button, const GError *error, AppVerdictPanel *self)
{
  app_error_box_set (self->error_box, error);
}

static void
judge (AppVerdictPanel *self)
{
  model_document_verify (self->document, model_trust_get_folder (self->trust));
}

static void
export_report (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppVerdictPanel *self = APP_VERDICT_PANEL (widget);

  app_verdict_export (widget, self->document, self->trust, g_variant_get_string (parameter, NULL));
}

static void
app_verdict_panel_dispose (GObject *object)
{
  AppVerdictPanel *self = APP_VERDICT_PANEL (object);

  g_clear_object (&self->document);
  g_clear_object (&self->trust);
  g_clear_object (&self->marks);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_VERDICT_PANEL);
  G_OBJECT_CLASS (app_verdict_panel_parent_class)->dispose (object);
}

static void
app_verdict_panel_class_init (AppVerdictPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_verdict_panel_dispose;
  g_type_ensure (APP_TYPE_ERROR_BOX);
  g_type_ensure (APP_TYPE_PRETENCE_LIST);
  g_type_ensure (APP_TYPE_REPAIR_BUTTON);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/verify/app-verdict-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, AppVerdictPanel, spinner);
  gtk_widget_class_bind_template_child (widget_class, AppVerdictPanel, icon);
  gtk_widget_class_bind_template_child (widget_class, AppVerdictPanel, headline);
  gtk_widget_class_bind_template_child (widget_class, AppVerdictPanel, facts);
  gtk_widget_class_bind_template_child (widget_class, AppVerdictPanel, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppVerdictPanel, repair);
  gtk_widget_class_bind_template_callback (widget_class, repair_failed);
  gtk_widget_class_bind_template_child (widget_class, AppVerdictPanel, cards);
  gtk_widget_class_bind_template_child (widget_class, AppVerdictPanel, pretences);
  gtk_widget_class_bind_template_callback (widget_class, show_mark);
  gtk_widget_class_bind_template_child (widget_class, AppVerdictPanel, export_button);
  gtk_widget_class_install_action (widget_class, "verdict.export", "s", export_report);
}

static void
app_verdict_panel_init (AppVerdictPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_verdict_panel_new:
 * @view: of the document, which is ready
 * @trust: the roots that the user trusts
 *
 * Makes the panel and starts to judge.
 *
 * Returns: (transfer floating): the panel
 */
GtkWidget *
app_verdict_panel_new (AppPageView *view, ModelTrust *trust)
{
  AppVerdictPanel *self = g_object_new (APP_TYPE_VERDICT_PANEL, NULL);

  self->view = view;
  self->document = g_object_ref (app_page_view_get_document (view));
  self->trust = g_object_ref (trust);
  self->marks = app_verdict_marks_new (view);
  g_signal_connect_object (self->marks, "chosen", G_CALLBACK (mark_chosen), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->document, "notify::report", G_CALLBACK (report_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->document, "seals-found", G_CALLBACK (show_marks), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (trust, "changed", G_CALLBACK (judge), self, G_CONNECT_SWAPPED);
  model_document_seek_seals (self->document);
  judge (self);
  return GTK_WIDGET (self);
}
