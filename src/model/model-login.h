/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-account.h"
#include "model-key.h"

G_BEGIN_DECLS

/* Lent; secrets are model_secret_new(). */
typedef struct {
  const char *login;
  GBytes *password;
  const char *name;  /* as in the identity document */
  GBytes *id_number; /* of it */
} ModelRegistration;

/* Lent; both are model_secret_new(). */
typedef struct {
  GBytes *from;
  GBytes *to;
  gboolean keep_sessions; /* FALSE: every other one ends */
} ModelPasswordChange;

/* Ways into an account and out of it. A login that ends after another platform was chosen counts for
 * neither. */
/* Opens an account, and logs in to it; without name and number just the latter. */
void     model_login_enter           (ModelAccount            *self,
                                      const ModelRegistration *who,
                                      GCancellable            *cancellable,
                                      GAsyncReadyCallback      callback,
                                      gpointer                 user_data);
void     model_login_enter_with_key  (ModelAccount            *self,
                                      ModelKey                *key,
                                      GCancellable            *cancellable,
                                      GAsyncReadyCallback      callback,
                                      gpointer                 user_data);
void     model_login_enter_by        (ModelAccount            *self,
                                      const ModelPlatformWork *work,
                                      GCancellable            *cancellable,
                                      GAsyncReadyCallback      callback,
                                      gpointer                 user_data);
/* Of all. */
gboolean model_login_finish          (GAsyncResult            *result,
                                      GError                 **error);
void     model_login_leave           (ModelAccount            *self);
void     model_login_change_password (ModelAccount              *self,
                                      const ModelPasswordChange *change,
                                      GCancellable              *cancellable,
                                      GAsyncReadyCallback        callback,
                                      gpointer                   user_data);
gboolean model_login_change_password_finish (GAsyncResult *result,
                                             GError      **error);

G_END_DECLS
