/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-verdict-marks.h"

#include <glib/gi18n.h>

#include "app-verdict-words.h"
#include "report-words.h"

/* Marks are not smaller than can be hit, in mm. */
#define MIN_SIDE 3

/* More stamps than anybody points at. */
#define MAX_PRETENCES 500

typedef struct {
  AppVerdictMarks *owner;
  guint index; /* of the signature in the report; G_MAXUINT: it is the mark of none */
  guint page;
  PdfRect rect; /* user space */
  const char *icon;
  char *words;
} Mark;

struct _AppVerdictMarks {
  GObject parent_instance;

  AppPageView *view;  /* weak */
  GPtrArray *buttons; /* GtkWidget, pinned to the view, lent */
};

G_DEFINE_FINAL_TYPE (AppVerdictMarks, app_verdict_marks, G_TYPE_OBJECT)

enum { CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
mark_free (gpointer data)
{
  Mark *self = data;

  g_free (self->words);
  g_free (self);
}

static Mark *
mark_of (GtkWidget *button)
{
  return g_object_get_data (G_OBJECT (button), "mark");
}

static void
choose (GtkWidget *button)
{
  const Mark *mark = mark_of (button);

  g_signal_emit (mark->owner, signals[CHOSEN], 0, mark->index);
}

static gboolean
tell (GtkWidget *button, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  const Mark *mark = mark_of (button);

  gtk_tooltip_set_icon_from_icon_name (tooltip, mark->icon);
  gtk_tooltip_set_text (tooltip, mark->words);
  return TRUE;
}

/* The headline, and the three answers that a picture likes to lie about. */
static char *
dup_words (const PadesSignature *signature, const ReportVerdict *verdict)
{
  static const ReportQuestion questions[] = {REPORT_QUESTION_WHO, REPORT_QUESTION_TRUSTED,
                                             REPORT_QUESTION_WHEN};
  g_autofree char *headline = report_words_dup_headline (verdict->headline.fact, signature);
  GString *words = g_string_new (headline);

  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      g_autofree char *sentence = report_words_dup_sentence (verdict->answers[questions[i]].fact,
                                                             signature);

      g_string_append_printf (words, "\n%s %s", report_words_question (questions[i]), sentence);
    }
  return g_string_free (words, FALSE);
}

/* Below what else is pinned: a seal that is being placed over it can still be moved. */
static void
pin (AppVerdictMarks *self, GtkWidget *button)
{
  const Mark *mark = mark_of (button);
  ModelDocument *document = app_page_view_get_document (self->view);
  PdfMatrix to_display = pdf_page_box_get_to_display (
      model_document_get_page_box (document, mark->page));
  PdfRect mm = pdf_matrix_apply_rect (&to_display, &mark->rect);
  const PdfPlacement place = {.page = mark->page,
                              .x = mm.x0,
                              .y = mm.y0,
                              .width = MAX (mm.x1 - mm.x0, MIN_SIDE),
                              .height = MAX (mm.y1 - mm.y0, MIN_SIDE)};

  app_page_view_pin (self->view, button, &place, 0);
  gtk_widget_insert_after (button, GTK_WIDGET (self->view), NULL);
}

/* Takes the words. */
static void
add (AppVerdictMarks *self, const Mark *what)
{
  Mark *mark = g_memdup2 (what, sizeof *what);
  GtkWidget *button;

  if (mark->page >= model_document_get_n_pages (app_page_view_get_document (self->view)) ||
      mark->rect.x1 <= mark->rect.x0 || mark->rect.y1 <= mark->rect.y0)
    {
      mark_free (mark);
      return;
    }
  button = gtk_button_new ();
  mark->owner = self;
  g_object_set_data_full (G_OBJECT (button), "mark", mark, mark_free);
  gtk_widget_add_css_class (button, "signature-mark");
  if (mark->index == G_MAXUINT)
    gtk_widget_add_css_class (button, "pretended");
  gtk_widget_set_has_tooltip (button, TRUE);
  gtk_widget_set_cursor_from_name (button, "pointer");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  mark->words, -1);
  g_signal_connect (button, "clicked", G_CALLBACK (choose), NULL);
  g_signal_connect (button, "query-tooltip", G_CALLBACK (tell), NULL);
  g_ptr_array_add (self->buttons, button);
  pin (self, button);
}

/* One has a widget, and stamps beside it where it has more marks. */
static void
add_signature (AppVerdictMarks *self, const PadesReport *report, guint index)
{
  const PadesSignature *signature = g_ptr_array_index (report->signatures, index);
  ReportVerdict verdict = report_verdict_for_signature (signature);
  Mark mark = {.index = index, .icon = app_verdict_state_icon (verdict.headline.state)};

  mark.page = signature->page;
  mark.rect = signature->rect;
  mark.words = dup_words (signature, &verdict);
  add (self, &mark);
  for (guint i = 0; report->stamps != NULL && i < report->stamps->len; i++)
    {
      const PadesStamp *stamp = &g_array_index (report->stamps, PadesStamp, i);

      if (stamp->signature != index)
        continue;
      mark.page = stamp->page;
      mark.rect = stamp->rect;
      mark.words = dup_words (signature, &verdict);
      add (self, &mark);
    }
}

static void
add_pretence (AppVerdictMarks *self, const ReportPretence *pretence)
{
  Mark mark = {.index = G_MAXUINT, .icon = "dialog-warning-symbolic"};

  mark.page = pretence->page;
  mark.rect = pretence->rect;
  mark.words = g_strdup_printf ("%s\n%s", _ ("A picture, not a signature"),
                                _ ("It belongs to no signature: anybody can put such a picture on "
                                   "a page."));
  add (self, &mark);
}

/* The sizes of the pages are estimates until they are read. */
static void
pin_again (AppVerdictMarks *self)
{
  for (guint i = 0; i < self->buttons->len; i++)
    pin (self, g_ptr_array_index (self->buttons, i));
}

static void
take_off (AppVerdictMarks *self)
{
  for (guint i = 0; i < self->buttons->len && self->view != NULL; i++)
    app_page_view_unpin (self->view, g_ptr_array_index (self->buttons, i));
  g_ptr_array_set_size (self->buttons, 0);
}

static void
app_verdict_marks_dispose (GObject *object)
{
  AppVerdictMarks *self = APP_VERDICT_MARKS (object);

  if (self->view != NULL && !gtk_widget_in_destruction (GTK_WIDGET (self->view)))
    take_off (self);
  g_clear_weak_pointer (&self->view);
  g_clear_pointer (&self->buttons, g_ptr_array_unref);
  G_OBJECT_CLASS (app_verdict_marks_parent_class)->dispose (object);
}

static void
app_verdict_marks_class_init (AppVerdictMarksClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = app_verdict_marks_dispose;

  /**
   * AppVerdictMarks::chosen:
   * @index: place of the signature in the report; %G_MAXUINT when it is the mark of none
   *
   * A mark was pressed.
   */
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
app_verdict_marks_init (AppVerdictMarks *self)
{
  self->buttons = g_ptr_array_new ();
}

/**
 * app_verdict_marks_new:
 * @view: where the marks are
 *
 * Makes what tells about them.
 *
 * Returns: (transfer full): it
 */
AppVerdictMarks *
app_verdict_marks_new (AppPageView *view)
{
  AppVerdictMarks *self = g_object_new (APP_TYPE_VERDICT_MARKS, NULL);

  g_set_weak_pointer (&self->view, view);
  g_signal_connect_object (view, "notify::current-page", G_CALLBACK (pin_again), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * app_verdict_marks_show:
 * @self: what tells about marks
 * @report: (nullable): a report; not kept
 * @pretences: (nullable) (element-type ReportPretence): what belongs to no signature; not kept
 *
 * Tells what this report says, each over its mark, and of the others that they are none.
 */
void
app_verdict_marks_show (AppVerdictMarks *self, const PadesReport *report, const GArray *pretences)
{
  g_return_if_fail (APP_IS_VERDICT_MARKS (self));
  if (self->view == NULL)
    return;
  take_off (self);
  for (guint i = 0; report != NULL && i < report->signatures->len; i++)
    add_signature (self, report, i);
  for (guint i = 0; pretences != NULL && i < MIN (pretences->len, MAX_PRETENCES); i++)
    add_pretence (self, &g_array_index (pretences, ReportPretence, i));
}
