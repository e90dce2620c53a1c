/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-certificates.h"
#include "model-key.h"

G_BEGIN_DECLS

#define APP_TYPE_KEY_DIALOG (app_key_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppKeyDialog, app_key_dialog, APP, KEY_DIALOG, AdwWindow)

/* What it says; all of it is lent. */
typedef struct {
  const char *title;
  const char *text; /* what the key is wanted for */
  const char *go;   /* on the button */
} AppKeyWords;

/* Asks for a key and its password or PIN. Signal "chosen", as often as the person tries. */
AppKeyDialog *app_key_dialog_new      (GtkWindow         *parent,
                                       ModelCertificates *certificates,
                                       const AppKeyWords *words);
ModelKey     *app_key_dialog_dup_key  (AppKeyDialog *self);
/* A try begins; whoever closes the dialog gives it up, by what is returned (lent). */
GCancellable *app_key_dialog_wait     (AppKeyDialog *self);
/* It failed: the person may try again. */
void          app_key_dialog_fail     (AppKeyDialog *self,
                                       const GError *error);

G_END_DECLS
