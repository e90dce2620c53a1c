/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "report-verdict.h"

G_BEGIN_DECLS

/* A way from a root down to a certificate, with what is the matter with each on it. */
GtkWidget *app_certificate_path_new       (const PkiJudgement *judgement);
/* The same of one that was not chosen, and why. */
GtkWidget *app_certificate_path_new_other (const PkiJudgement *judgement);

G_END_DECLS
