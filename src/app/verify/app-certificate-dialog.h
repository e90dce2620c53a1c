/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-certificate.h"
#include "report-verdict.h"

G_BEGIN_DECLS

#define APP_TYPE_CERTIFICATE_DIALOG (app_certificate_dialog_get_type ())
G_DECLARE_FINAL_TYPE (
    AppCertificateDialog, app_certificate_dialog, APP, CERTIFICATE_DIALOG, AdwWindow)

/* A certificate and those above it, in the words that matter; the technical ones below; to be
 * copied and exported. */
AppCertificateDialog *app_certificate_dialog_new (GtkWindow *parent, GPtrArray *chain);
/* With what was found out about each, strings of app_certificate_dup_status(), and the ways to
 * roots; both may be NULL. */
AppCertificateDialog *app_certificate_dialog_new_judged (GtkWindow *parent,
                                                         GPtrArray *chain,
                                                         GPtrArray *statuses,
                                                         const PkiJudgement *judgement);

G_END_DECLS
