/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-account.h"

G_BEGIN_DECLS

#define APP_TYPE_ACCOUNT_PASSWORD (app_account_password_get_type ())
G_DECLARE_FINAL_TYPE (AppAccountPassword, app_account_password, APP, ACCOUNT_PASSWORD, AdwWindow)

/* The account's password is changed. Signal "changed". */
AppAccountPassword *app_account_password_new (GtkWindow    *parent,
                                              ModelAccount *account);

G_END_DECLS
