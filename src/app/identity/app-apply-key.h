/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-application.h"
#include "model-tokens.h"

G_BEGIN_DECLS

#define APP_TYPE_APPLY_KEY (app_apply_key_get_type ())
G_DECLARE_FINAL_TYPE (AppApplyKey, app_apply_key, APP, APPLY_KEY, AdwBin)

/* The key that a certificate is wanted for: where it is or will be, of what kind, and what locks
 * it. Signals "changed", and "activated" when Enter was pressed. All of it is lent. */
typedef struct {
  ModelTokens             *tokens;   /* where the key can be made, besides this computer */
  ModelApplicationPurpose  purpose;
  gboolean                 waiting;  /* a key that was made earlier waits in a file */
  const ModelTokenPlace   *waits_on; /* or on this token, plugged in or not; or NULL */
  gboolean                 on_token; /* the key that is there is */
} AppApplyKeyWish;

void        app_apply_key_begin   (AppApplyKey           *self,
                                   const AppApplyKeyWish *wish);
/* What is still to be entered, in words; NULL: nothing. */
const char *app_apply_key_missing (AppApplyKey           *self);
void        app_apply_key_submit  (AppApplyKey           *self,
                                   ModelApplication      *application);
void        app_apply_key_wipe    (AppApplyKey           *self);

G_END_DECLS
