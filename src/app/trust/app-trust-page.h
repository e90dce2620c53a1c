/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-trust.h"

G_BEGIN_DECLS

#define APP_TYPE_TRUST_PAGE (app_trust_page_get_type ())
G_DECLARE_FINAL_TYPE (AppTrustPage, app_trust_page, APP, TRUST_PAGE, AdwBin)

/* The room of the roots that signatures are traced back to. */
GtkWidget *app_trust_page_new (ModelTrust *trust);

G_END_DECLS
