/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-portal.h"

G_BEGIN_DECLS

#define APP_TYPE_PORTAL_WAY (app_portal_way_get_type ())
G_DECLARE_FINAL_TYPE (AppPortalWay, app_portal_way, APP, PORTAL_WAY, AdwBin)

/* While somebody is at the platform's portal: the digits to be entered there, and the way back to
 * the page. "leave" is emitted when they want another way, where that is offered. */
void     app_portal_way_offer_leave (AppPortalWay     *self);
void     app_portal_way_set_portal  (AppPortalWay     *self,
                                     const char       *name);
void     app_portal_way_begin       (AppPortalWay     *self,
                                     ModelPortalVisit *visit);
void     app_portal_way_end         (AppPortalWay     *self);
gboolean app_portal_way_is_on       (AppPortalWay     *self);

G_END_DECLS
