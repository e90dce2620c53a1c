/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-document.h"

G_BEGIN_DECLS

#define APP_TYPE_PROPERTIES_WINDOW (app_properties_window_get_type ())
G_DECLARE_FINAL_TYPE (AppPropertiesWindow, app_properties_window, APP, PROPERTIES_WINDOW, AdwWindow)

/* What a document says about itself. */
GtkWindow *app_properties_window_present (ModelDocument *document,
                                          GtkWindow     *parent);

G_END_DECLS
