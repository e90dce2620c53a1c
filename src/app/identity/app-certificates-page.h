/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-account.h"
#include "model-certificates.h"

G_BEGIN_DECLS

#define APP_TYPE_CERTIFICATES_PAGE (app_certificates_page_get_type ())
G_DECLARE_FINAL_TYPE (AppCertificatesPage, app_certificates_page, APP, CERTIFICATES_PAGE, AdwBin)

/* The room "Identity": who the user is on the platform, and with which certificates they can
 * sign. */
GtkWidget *app_certificates_page_new (ModelCertificates *certificates,
                                      ModelAccount      *account);

G_END_DECLS
