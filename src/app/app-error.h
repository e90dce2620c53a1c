/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An error in the words of a person, in their language: what happened, why probably, what to do.
 * Strings are static; why and remedy may be empty. */
typedef struct {
  const char *what;
  const char *why;
  const char *remedy;
} AppExplanation;

AppExplanation app_error_explain    (const GError *error);
/* What to do, with the time where that is known. */
char          *app_error_dup_remedy (const GError *error);

G_END_DECLS
