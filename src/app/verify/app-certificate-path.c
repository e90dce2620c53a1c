/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-certificate-path.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app-certificate-status.h"
#include "app-verdict-words.h"

/* Of one level of the tree, in pixels. */
#define INDENT 18

static ReportState
look (PkiState state)
{
  static const ReportState looks[PKI_N_STATES] = {
      [PKI_STATE_VALID] = REPORT_STATE_GOOD,         [PKI_STATE_UNKNOWN] = REPORT_STATE_UNKNOWN,
      [PKI_STATE_WEAK] = REPORT_STATE_WARN,          [PKI_STATE_EXPIRED] = REPORT_STATE_WARN,
      [PKI_STATE_NOT_YET_VALID] = REPORT_STATE_WARN, [PKI_STATE_UNTRUSTED] = REPORT_STATE_WARN,
      [PKI_STATE_SUSPENDED] = REPORT_STATE_BAD,      [PKI_STATE_REVOKED] = REPORT_STATE_BAD,
      [PKI_STATE_INVALID] = REPORT_STATE_BAD,
  };

  return looks[state];
}

static GtkWidget *
make_row (const PkiLink *link, int depth)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (app_verdict_state_icon (look (link->state)));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 pki_certificate_get_name (link->certificate));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), app_certificate_state_words (link));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_margin_start (icon, depth * INDENT);
  gtk_widget_add_css_class (icon, app_verdict_state_class (look (link->state)));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  return row;
}

static GtkWidget *
make_group (const PkiJudgement *judgement, const char *title, const char *description)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  for (guint i = judgement->links->len; i-- > 0;)
    adw_preferences_group_add (
        ADW_PREFERENCES_GROUP (group),
        make_row (g_ptr_array_index (judgement->links, i), (int) (judgement->links->len - 1 - i)));
  return group;
}

static const char *
failure_words (PkiReason reason)
{
  switch (reason)
    {
    case PKI_REASON_NONE:
      return _ ("It leads to a trusted root as well.");
    case PKI_REASON_NO_CHAIN:
      return _ ("Not used: it ends at an issuer that is not among those you trust.");
    case PKI_REASON_REVOKED:
    case PKI_REASON_REVOKED_CA:
      return _ ("Not used: a certificate on it was revoked.");
    case PKI_REASON_SUSPENDED:
      return _ ("Not used: a certificate on it is suspended.");
    case PKI_REASON_NOT_YET_VALID:
    case PKI_REASON_EXPIRED:
    case PKI_REASON_EXPIRED_CA:
      return _ ("Not used: a certificate on it was not valid at that time.");
    case PKI_REASON_WEAK:
      return _ ("Not used: it rests on an algorithm that is too weak.");
    case PKI_REASON_NO_ANSWER:
      return _ ("Not used: whether a certificate on it was revoked is not known.");
    case PKI_REASON_FLAW:
    default:
      return _ ("Not used: a certificate on it breaks a rule.");
    }
}

/**
 * app_certificate_path_new:
 * @judgement: of the way that was chosen
 *
 * Makes a group of rows, the root on top.
 *
 * Returns: (transfer floating): an #AdwPreferencesGroup
 */
GtkWidget *
app_certificate_path_new (const PkiJudgement *judgement)
{
  return make_group (judgement,
                     judgement->anchored ? _ ("Path from a Trusted Root")
                                         : _ ("Path, as Far as It Is Known"),
                     NULL);
}

/**
 * app_certificate_path_new_other:
 * @judgement: of a way that was not chosen
 *
 * Makes the same of another way, with the reason why it was not chosen.
 *
 * Returns: (transfer floating): an #AdwPreferencesGroup
 */
GtkWidget *
app_certificate_path_new_other (const PkiJudgement *judgement)
{
  return make_group (judgement, _ ("Another Path"), failure_words (judgement->reason));
}
