/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "render-document.h"

#include <glib/gi18n-lib.h>

static const struct {
  const char *what, *why, *remedy;
} sentences[RENDER_N_ERRORS] = {
    [RENDER_ERROR_UNREADABLE] =
        {N_ ("This file cannot be shown."),
         N_ ("It is not a PDF, or it is damaged so badly that no page can be drawn."),
         N_ ("Ask the sender for the file again, or open it in the program that made it and save "
             "it "
             "as PDF.")},
    [RENDER_ERROR_PASSWORD] = {N_ ("This file is protected by a password."),
                               N_ ("No password was given, or it is not the right one."),
                               N_ ("Enter the password that the sender told you. Capital and small "
                                   "letters differ.")},
    [RENDER_ERROR_TOO_LARGE] = {N_ ("The page is too large to be drawn at this size."),
                                N_ ("Its picture would need more memory than is reasonable."),
                                N_ ("Choose a smaller zoom.")},
};

G_DEFINE_QUARK (render_error, render_error)

/**
 * render_error_explain:
 * @code: a #RenderError
 * @what: (out): what happened
 * @why: (out): why, probably
 * @remedy: (out): what to do
 *
 * Explains an error in three untranslated sentences for people.
 *
 * Returns: %FALSE when @code is no #RenderError
 */
gboolean
render_error_explain (int code, const char **what, const char **why, const char **remedy)
{
  if (code < 0 || code >= RENDER_N_ERRORS)
    return FALSE;
  *what = sentences[code].what;
  *why = sentences[code].why;
  *remedy = sentences[code].remedy;
  return TRUE;
}
