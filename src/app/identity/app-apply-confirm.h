/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app-apply-key.h"
#include "model-account.h"

G_BEGIN_DECLS

#define APP_TYPE_APPLY_CONFIRM (app_apply_confirm_get_type ())
G_DECLARE_FINAL_TYPE (AppApplyConfirm, app_apply_confirm, APP, APPLY_CONFIRM, AdwBin)

/* Who the person is, what will be printed in the certificate, and what locks its key: all that is
 * confirmed before the phone. Signals "changed", and "activated" when Enter was pressed. */
typedef struct {
  ModelAccount    *account; /* of whoever applies */
  const char      *serial;  /* of the certificate that it is about, or NULL */
  AppApplyKeyWish  key;
} AppApplyConfirmWish;

void        app_apply_confirm_begin   (AppApplyConfirm           *self,
                                       const AppApplyConfirmWish *wish);
/* What is still to be entered, in words; NULL: nothing. */
const char *app_apply_confirm_missing (AppApplyConfirm *self);
void        app_apply_confirm_submit  (AppApplyConfirm  *self,
                                       ModelApplication *application);
/* To what is still to be said of the person; FALSE: nothing is. */
gboolean    app_apply_confirm_focus_empty (AppApplyConfirm *self);
void        app_apply_confirm_wipe    (AppApplyConfirm *self);

G_END_DECLS
