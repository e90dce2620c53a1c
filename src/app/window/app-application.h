/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-account.h"
#include "model-application.h"
#include "model-certificates.h"
#include "model-document.h"
#include "model-recent.h"
#include "model-seals.h"
#include "model-trust.h"

G_BEGIN_DECLS

#define APP_TYPE_APPLICATION (app_application_get_type ())
G_DECLARE_FINAL_TYPE (AppApplication, app_application, APP, APPLICATION, AdwApplication)

/* Owns what all windows share: the user's data folder and the models that live in it. */
AppApplication *app_application_new (void);
/* The running one, for widgets: the application of their window. */
AppApplication *app_application_of (GtkWidget *widget);
/* Where seals, keys and the journal are kept; it need not exist yet. */
const char *app_application_get_folder (AppApplication *self);
GSettings *app_application_get_settings (AppApplication *self);
ModelRecent *app_application_get_recent (AppApplication *self);
ModelSeals *app_application_get_seals (AppApplication *self);
ModelCertificates *app_application_get_certificates (AppApplication *self);
ModelTrust *app_application_get_trust (AppApplication *self);
/* Who the user is on their platform; nothing is started or asked yet. */
ModelAccount *app_application_get_account (AppApplication *self);

/* Loads a document while GTK is still starting. */
void app_application_preload (AppApplication *self, ModelDocument *document);
/* The preloaded document of that file, or a new one that is loading. */
ModelDocument *app_application_load (AppApplication *self, GFile *file);

/* The next time this file is opened, its password is known: NULL where it has none. */
void app_application_share_secret (AppApplication *self, GFile *file, GBytes *secret);

G_END_DECLS
