/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-error.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "keys-error.h"
#include "model-error.h"
#include "pades-error.h"
#include "pdf-error.h"
#include "pki-error.h"
#include "render-document.h"
#include "seal-error.h"
#include "wire-problem.h"

typedef struct {
  GQuark (*domain) (void);
  gboolean (*explain) (int code, const char **what, const char **why, const char **remedy);
} Table;

static const Table tables[] = {
    {keys_error_quark, keys_error_explain},   {model_error_quark, model_error_explain},
    {pades_error_quark, pades_error_explain}, {pdf_error_quark, pdf_error_explain},
    {pki_error_quark, pki_error_explain},     {render_error_quark, render_error_explain},
    {seal_error_quark, seal_error_explain},   {wire_problem_quark, wire_problem_explain},
};

/* What a platform refuses with says all in one sentence. */
static const char *
translate (const char *words)
{
  return words != NULL ? _ (words) : "";
}

/**
 * app_error_explain:
 * @error: any error
 *
 * Finds the words for an error; one from outside our libraries gets general ones.
 *
 * Returns: the translated sentences
 */
AppExplanation
app_error_explain (const GError *error)
{
  AppExplanation explanation = {
      N_ ("This did not work."),
      N_ ("The system reported a problem; the details name it."),
      N_ ("Try again. If it stays, copy the details for whoever helps you."),
  };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    if (error->domain == tables[i].domain ())
      tables[i].explain (error->code, &explanation.what, &explanation.why, &explanation.remedy);

  /* The command line has a way of its own. */
  if (g_error_matches (error, WIRE_PROBLEM, WIRE_PROBLEM_UNAUTHENTICATED))
    explanation.remedy = N_ ("Log in to the platform in “Identity”, and do it again.");
  return (AppExplanation){translate (explanation.what), translate (explanation.why),
                          translate (explanation.remedy)};
}

/**
 * app_error_dup_remedy:
 * @error: any error
 *
 * Says what to do: when to try again, where the platform has told that.
 *
 * Returns: (transfer full): a translated sentence, or ""
 */
char *
app_error_dup_remedy (const GError *error)
{
  guint wait = wire_problem_get_wait (error);
  guint minutes = (wait + 59) / 60;

  if (wait == 0)
    return g_strdup (app_error_explain (error).remedy);
  return wait < 60
             ? g_strdup_printf (
                   ngettext ("Try again in %u second.", "Try again in %u seconds.", wait), wait)
             : g_strdup_printf (
                   ngettext ("Try again in %u minute.", "Try again in %u minutes.", minutes),
                   minutes);
}
