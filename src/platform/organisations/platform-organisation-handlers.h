/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"
#include "platform-store-organisation.h"

G_BEGIN_DECLS

PlatformOrganisation *platform_organisation_of_representative (PlatformCall *call,
                                                               const char *id,
                                                               GError **error);
gboolean platform_create_organisation (PlatformCall *call, GError **error);
gboolean platform_list_organisations (PlatformCall *call, GError **error);
gboolean platform_report_organisation (PlatformCall *call, GError **error);
gboolean platform_list_claims (PlatformCall *call, GError **error);
gboolean platform_confirm_claim (PlatformCall *call, GError **error);
gboolean platform_reject_claim (PlatformCall *call, GError **error);
gboolean platform_doubt_claim (PlatformCall *call, GError **error);
gboolean platform_get_claim (PlatformCall *call, GError **error);
gboolean platform_withdraw_organisation (PlatformCall *call, GError **error);

G_END_DECLS
