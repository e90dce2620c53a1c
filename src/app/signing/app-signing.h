/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app-document-page.h"

G_BEGIN_DECLS

#define APP_TYPE_SIGNING (app_signing_get_type ())
G_DECLARE_FINAL_TYPE (AppSigning, app_signing, APP, SIGNING, GObject)

/* Everything that has to do with signing the document of one tab: the drawer and the verdict at
 * its side, the stamps on its pages, the bar at its foot, its actions "finish", "undo", "redo",
 * "cancel-signing", and the question when it is closed with unsigned stamps. Lives as long as the
 * page. */
void app_signing_attach (AppDocumentPage *page);

G_END_DECLS
