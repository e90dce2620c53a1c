/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-print.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* In points, UserUnit applied. */
static void
get_page_size (ModelDocument *document, guint page, double *width, double *height)
{
  pdf_page_box_get_size (model_document_get_page_box (document, page), width, height);
  *width /= PDF_MM_PER_POINT;
  *height /= PDF_MM_PER_POINT;
}

static void
begin_print (GtkPrintOperation *operation, GtkPrintContext *context, ModelDocument *document)
{
  gtk_print_operation_set_n_pages (operation, model_document_get_n_pages (document));
}

/* The paper turns with each page, so that a table laid across is not printed small. */
static void
set_up_page (GtkPrintOperation *operation,
             GtkPrintContext *context,
             int page,
             GtkPageSetup *setup,
             ModelDocument *document)
{
  double width, height;

  get_page_size (document, page, &width, &height);
  gtk_page_setup_set_orientation (setup, width > height ? GTK_PAGE_ORIENTATION_LANDSCAPE
                                                        : GTK_PAGE_ORIENTATION_PORTRAIT);
}

/* True size where the page fits the paper: a seal of 40 mm is 40 mm on paper too. */
static void
draw_page (GtkPrintOperation *operation,
           GtkPrintContext *context,
           int page,
           ModelDocument *document)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  double paper_width = gtk_print_context_get_width (context);
  double paper_height = gtk_print_context_get_height (context);
  double width, height, scale;

  get_page_size (document, page, &width, &height);
  /* The 2 % let an A4 page onto A4 paper whose printer cannot reach the edge exactly. */
  scale = MIN (1, MIN (paper_width / width, paper_height / height) * 1.02);
  cairo_translate (cr, (paper_width - width * scale) / 2, (paper_height - height * scale) / 2);
  cairo_scale (cr, scale, scale);
  model_document_print_page (document, page, cr);
}

static void
take_done (GtkPrintOperation *operation, GtkPrintOperationResult result, GtkWindow *parent)
{
  g_autoptr (GError) error = NULL;
  GtkWidget *dialog;

  if (result != GTK_PRINT_OPERATION_RESULT_ERROR)
    return;
  gtk_print_operation_get_error (operation, &error);
  dialog = adw_message_dialog_new (parent, _ ("The document was not printed"), NULL);
  adw_message_dialog_format_body (
      ADW_MESSAGE_DIALOG (dialog),
      _ ("The printer did not take it. Check that it is switched on and connected, then print "
         "again.\n\nDetails: %s"),
      error->message);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * app_print_new:
 * @document: a document that is ready
 * @current: the page on the screen, from 0
 *
 * Makes the printing of a document, to be run.
 *
 * Returns: (transfer full): the operation
 */
GtkPrintOperation *
app_print_new (ModelDocument *document, guint current)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();

  gtk_print_operation_set_job_name (operation, model_document_get_title (document));
  gtk_print_operation_set_current_page (operation, current);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  g_signal_connect (operation, "begin-print", G_CALLBACK (begin_print), document);
  g_signal_connect (operation, "request-page-setup", G_CALLBACK (set_up_page), document);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_page), document);
  g_object_set_data_full (G_OBJECT (operation), "document", g_object_ref (document),
                          g_object_unref);
  return operation;
}

/**
 * app_print_run:
 * @document: a document that is ready
 * @current: the page on the screen, from 0
 * @parent: the window
 *
 * Prints a document after asking how.
 */
void
app_print_run (ModelDocument *document, guint current, GtkWindow *parent)
{
  g_autoptr (GtkPrintOperation) operation = app_print_new (document, current);

  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect_object (operation, "done", G_CALLBACK (take_done), parent, 0);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent, NULL);
}
