/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-account.h"

G_BEGIN_DECLS

#define APP_TYPE_MEMBER_DIALOG (app_member_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppMemberDialog, app_member_dialog, APP, MEMBER_DIALOG, AdwWindow)

/* Somebody's roles in an enterprise. Signal "placed" once the platform has them.
 * member: whose they are; NULL adds somebody by their login. */
AppMemberDialog *app_member_dialog_new (GtkWindow        *parent,
                                        ModelPlatform    *platform,
                                        const char       *organisation,
                                        const WireMember *member);

G_END_DECLS
