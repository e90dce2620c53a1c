/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-fixture.h"

G_BEGIN_DECLS

/* What a judge cannot judge: that is not our failure. */
typedef enum {
  JUDGES_NO_PDFSIG = 1,
  JUDGES_NO_MUTOOL = 2,
  JUDGES_NO_OPENSSL = 4,
} JudgesLimits;

/* What other programs say about a file, as far as they are installed. */
gboolean judges_have      (const char *program);
char    *judges_run       (const char *const *argv,
                           int        *status);
void     judges_check_all (Fixture           *fixture,
                           GBytes            *bytes,
                           JudgesLimits       limits,
                           guint              n_signatures);

G_END_DECLS
