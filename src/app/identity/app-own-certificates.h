/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-account.h"

G_BEGIN_DECLS

#define APP_TYPE_OWN_CERTIFICATES (app_own_certificates_get_type ())
G_DECLARE_FINAL_TYPE (AppOwnCertificates, app_own_certificates, APP, OWN_CERTIFICATES, AdwBin)

/* The person's certificates on the platform, and what can be done about each. */
void app_own_certificates_set_account (AppOwnCertificates *self,
                                       ModelAccount       *account);

G_END_DECLS
