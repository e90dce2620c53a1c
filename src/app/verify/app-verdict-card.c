/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-verdict-card.h"

#include <glib/gi18n.h>

#include "app-certificate-dialog.h"
#include "app-certificate-status.h"
#include "app-change-list.h"
#include "app-trust-dialog.h"
#include "app-verdict-words.h"
#include "report-words.h"

struct _AppVerdictCard {
  GtkBox parent_instance;

  ModelTrust *trust;
  GPtrArray *chain;        /* PkiCertificate, leaf first; empty where there is no signer */
  GPtrArray *statuses;     /* char *, one for each of chain, NULL where nothing was found out */
  PkiJudgement *judgement; /* of the ways to roots, or NULL */
  char *document;          /* its name */
  guint index;             /* in the report */
  guint revision;
  guint page;
  double x, y;

  GtkLabel *number;
  GtkImage *icon;
  GtkLabel *headline;
  GtkGrid *answers;
  GtkLabel *advice;
  GtkWidget *mark_button;
  GtkWidget *later;
  GtkWidget *changes_button;
  GtkWidget *certificate_button;
  GtkWidget *trust_button;
};

G_DEFINE_FINAL_TYPE (AppVerdictCard, app_verdict_card, GTK_TYPE_BOX)

enum { SHOW_MARK, SHOW_VERSION, SHOW_CHANGES, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
show_mark (AppVerdictCard *self)
{
  g_signal_emit (self, signals[SHOW_MARK], 0, self->page, self->x, self->y);
}

static GtkWindow *
window_of (AppVerdictCard *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
show_certificate (AppVerdictCard *self)
{
  gtk_window_present (GTK_WINDOW (app_certificate_dialog_new_judged (
      window_of (self), self->chain, self->statuses, self->judgement)));
}

/* The topmost certificate that came along is who would be trusted. A signer issued by somebody
 * whose certificate is not there is no authority: then the authority's own file is asked for. */
static gboolean
is_authority (AppVerdictCard *self)
{
  PkiCertificate *top = self->chain->len > 0 ? g_ptr_array_index (self->chain, self->chain->len - 1)
                                             : NULL;

  return top != NULL && (pki_certificate_is_self_signed (top) || pki_certificate_is_ca (top));
}

static void
show_trust (AppVerdictCard *self)
{
  if (is_authority (self))
    app_trust_dialog_ask (window_of (self), self->trust,
                          g_ptr_array_index (self->chain, self->chain->len - 1), PKI_ROOT_DOCUMENT,
                          self->document);
  else
    app_trust_dialog_choose (window_of (self), self->trust);
}

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
attach_answer (
    AppVerdictCard *self, int row, const char *question, ReportState state, const char *sentence)
{
  GtkWidget *name = make_label (question, "dim-label");
  GtkWidget *icon = gtk_image_new_from_icon_name (app_verdict_state_icon (state));
  GtkWidget *text = make_label (sentence, NULL);

  gtk_label_set_wrap (GTK_LABEL (name), FALSE);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_set_margin_top (icon, 2);
  gtk_widget_add_css_class (icon, app_verdict_state_class (state));
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  report_words_state_word (state), -1);
  gtk_label_set_selectable (GTK_LABEL (text), FALSE);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_grid_attach (self->answers, name, 0, row, 1, 1);
  gtk_grid_attach (self->answers, icon, 1, row, 1, 1);
  gtk_grid_attach (self->answers, text, 2, row, 1, 1);
}

static void
add_answer (AppVerdictCard *self,
            ReportQuestion question,
            ReportAnswer answer,
            const PadesSignature *signature)
{
  g_autofree char *sentence = report_words_dup_sentence (answer.fact, signature);

  attach_answer (self, (int) question, report_words_question (question), answer.state, sentence);
}

/* Below the answers: what only those need who want to know all. */
static void
add_timestamps (AppVerdictCard *self, const PadesSignature *signature)
{
  for (guint i = 0; signature->timestamps != NULL && i < signature->timestamps->len; i++)
    {
      const PadesTimestamp *stamp = g_ptr_array_index (signature->timestamps, i);
      gboolean counts = stamp->trust == PADES_TRUST_TRUSTED;
      ReportState state = counts ? REPORT_STATE_GOOD : REPORT_STATE_UNKNOWN;
      g_autofree char *when = report_words_dup_timestamp (stamp);
      g_autofree char *text = g_strdup_printf (_ ("%s: %s"), report_words_timestamp (stamp->kind),
                                               when);

      if (report_words_is_timestamp_news (stamp))
        attach_answer (self, REPORT_N_QUESTIONS + (int) i, "", state, text);
    }
}

/* Who signs next has to know what the first one left open. */
static void
add_certification (AppVerdictCard *self, const PadesSignature *signature, ReportState intact)
{
  const char *words = report_words_certification (signature);
  guint n_stamps = signature->timestamps != NULL ? signature->timestamps->len : 0;
  g_autofree char *text = NULL;

  if (words == NULL)
    return;
  text = g_strdup_printf (_ ("%s: %s"), _ ("Certification"), words);
  attach_answer (self, (int) (REPORT_N_QUESTIONS + n_stamps), "", intact, text);
}

static void
show_headline (AppVerdictCard *self, ReportAnswer headline, const PadesSignature *signature)
{
  const char *advice = report_words_advice (headline.fact);
  g_autofree char *words = report_words_dup_headline (headline.fact, signature);

  gtk_image_set_from_icon_name (self->icon, app_verdict_state_icon (headline.state));
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), app_verdict_state_class (headline.state));
  gtk_label_set_label (self->headline, words);
  gtk_widget_set_visible (GTK_WIDGET (self->advice), advice != NULL);
  if (advice != NULL)
    gtk_label_set_label (self->advice, advice);
}

static void
show_version (AppVerdictCard *self)
{
  g_signal_emit (self, signals[SHOW_VERSION], 0, self->revision);
}

static void
show_changes (AppVerdictCard *self)
{
  g_signal_emit (self, signals[SHOW_CHANGES], 0, self->index);
}

static void
app_verdict_card_dispose (GObject *object)
{
  AppVerdictCard *self = APP_VERDICT_CARD (object);

  g_clear_object (&self->trust);
  g_clear_pointer (&self->chain, g_ptr_array_unref);
  g_clear_pointer (&self->statuses, g_ptr_array_unref);
  g_clear_pointer (&self->judgement, pki_judgement_free);
  g_clear_pointer (&self->document, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_VERDICT_CARD);
  G_OBJECT_CLASS (app_verdict_card_parent_class)->dispose (object);
}

static void
app_verdict_card_class_init (AppVerdictCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_verdict_card_dispose;

  /**
   * AppVerdictCard::show-mark:
   * @page: from 0
   * @x: of the mark's middle, user space
   * @y: the same
   *
   * The signature's mark is wanted on the screen.
   */
  signals[SHOW_MARK] = g_signal_new ("show-mark", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_DOUBLE,
                                     G_TYPE_DOUBLE);

  /**
   * AppVerdictCard::show-version:
   * @number: of the revision that the signature covers, from 1
   *
   * The document as it was signed is wanted on the screen.
   */
  signals[SHOW_VERSION] = g_signal_new ("show-version", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                        G_TYPE_UINT);

  /**
   * AppVerdictCard::show-changes:
   * @index: place of the signature in the report
   *
   * What changed since the signature is wanted on the screen, page by page.
   */
  signals[SHOW_CHANGES] = g_signal_new ("show-changes", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                        G_TYPE_UINT);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/verify/app-verdict-card.ui");
  gtk_widget_class_bind_template_child (widget_class, AppVerdictCard, number);
  gtk_widget_class_bind_template_child (widget_class, AppVerdictCard, icon);
  gtk_widget_class_bind_template_child (widget_class, AppVerdictCard, headline);
  gtk_widget_class_bind_template_child (widget_class, AppVerdictCard, answers);
  gtk_widget_class_bind_template_child (widget_class, AppVerdictCard, advice);
  gtk_widget_class_bind_template_child (widget_class, AppVerdictCard, mark_button);
  gtk_widget_class_bind_template_child (widget_class, AppVerdictCard, later);
  gtk_widget_class_bind_template_child (widget_class, AppVerdictCard, changes_button);
  gtk_widget_class_bind_template_child (widget_class, AppVerdictCard, certificate_button);
  gtk_widget_class_bind_template_child (widget_class, AppVerdictCard, trust_button);
  gtk_widget_class_bind_template_callback (widget_class, show_mark);
  gtk_widget_class_bind_template_callback (widget_class, show_version);
  gtk_widget_class_bind_template_callback (widget_class, show_changes);
  gtk_widget_class_bind_template_callback (widget_class, show_certificate);
  gtk_widget_class_bind_template_callback (widget_class, show_trust);
}

static void
app_verdict_card_init (AppVerdictCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->statuses = g_ptr_array_new_with_free_func (g_free);
  self->chain = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
}

static char *
dup_status (const PkiJudgement *judgement, PkiCertificate *certificate)
{
  for (guint i = 0; judgement != NULL && i < judgement->links->len; i++)
    {
      const PkiLink *link = g_ptr_array_index (judgement->links, i);

      if (pki_certificate_equal (link->certificate, certificate))
        return app_certificate_dup_status (link);
    }
  return NULL;
}

static void
copy_chain (AppVerdictCard *self, const PadesSignature *signature)
{
  guint n = signature->chain != NULL ? signature->chain->len : 0;

  if (signature->judgement != NULL)
    self->judgement = pki_judgement_ref (signature->judgement);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (self->chain, pki_certificate_ref (g_ptr_array_index (signature->chain, i)));
  if (n == 0 && signature->signer != NULL)
    g_ptr_array_add (self->chain, pki_certificate_ref (signature->signer));
  for (guint i = 0; i < self->chain->len; i++)
    g_ptr_array_add (self->statuses,
                     dup_status (signature->judgement, g_ptr_array_index (self->chain, i)));
}

static void
show_place (AppVerdictCard *self, guint page, double x, double y)
{
  g_signal_emit (self, signals[SHOW_MARK], 0, page, x, y);
}

static void
add_changes (AppVerdictCard *self, const PadesReport *report, const PadesSignature *signature)
{
  GtkWidget *list = app_change_list_new (report, signature);

  g_signal_connect_object (list, "show-place", G_CALLBACK (show_place), self, G_CONNECT_SWAPPED);
  gtk_box_insert_child_after (GTK_BOX (self), list, GTK_WIDGET (self->answers));
}

/**
 * app_verdict_card_new:
 * @report: as judged; not kept
 * @index: place of the signature in it
 * @trust: where a root can be added
 * @alone: whether it is the only one, so that the file's headline says it already
 *
 * Makes the card of a signature.
 *
 * Returns: (transfer floating): the card
 */
GtkWidget *
app_verdict_card_new (const PadesReport *report, guint index, ModelTrust *trust, gboolean alone)
{
  const PadesSignature *signature = g_ptr_array_index (report->signatures, index);
  AppVerdictCard *self = g_object_new (APP_TYPE_VERDICT_CARD, NULL);
  ReportVerdict verdict = report_verdict_for_signature (signature);
  g_autofree char *number = g_strdup_printf (
      signature->timestamp ? _ ("Time-stamp %u") : _ ("Signature %u"), signature->number);

  self->trust = g_object_ref (trust);
  self->document = g_filename_display_basename (report->path != NULL ? report->path : "");
  self->page = signature->page;
  self->x = (signature->rect.x0 + signature->rect.x1) / 2;
  self->y = (signature->rect.y0 + signature->rect.y1) / 2;
  copy_chain (self, signature);
  gtk_label_set_label (self->number, number);
  gtk_widget_set_visible (GTK_WIDGET (self->number), !alone);
  show_headline (self, verdict.headline, signature);
  for (ReportQuestion question = 0; question < REPORT_N_QUESTIONS; question++)
    add_answer (self, question, verdict.answers[question], signature);
  add_timestamps (self, signature);
  add_certification (self, signature, verdict.answers[REPORT_QUESTION_INTACT].state);
  add_changes (self, report, signature);
  gtk_widget_set_visible (self->mark_button, signature->page != G_MAXUINT32);
  self->index = index;
  self->revision = signature->revision;
  gtk_widget_set_visible (self->later, signature->changes != PADES_CHANGES_NONE &&
                                           signature->revision < report->revisions->len);
  gtk_widget_set_visible (self->certificate_button, self->chain->len > 0);
  gtk_widget_set_visible (self->trust_button,
                          verdict.answers[REPORT_QUESTION_TRUSTED].fact == REPORT_FACT_UNTRUSTED ||
                              verdict.answers[REPORT_QUESTION_TRUSTED].fact ==
                                  REPORT_FACT_SELF_SIGNED);
  return GTK_WIDGET (self);
}

/**
 * app_verdict_card_suggest_changes:
 * @self: the card
 *
 * Makes it the next step to see what was changed since the signature.
 */
void
app_verdict_card_suggest_changes (AppVerdictCard *self)
{
  g_return_if_fail (APP_IS_VERDICT_CARD (self));
  gtk_widget_add_css_class (self->changes_button, "suggested-action");
}
