/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ModelError:
 * @MODEL_ERROR_ROOT_NEW: a platform that is met for the first time; its root has to be compared
 * @MODEL_ERROR_ROOT_CHANGED: the platform shows another root than the one that was compared
 * @MODEL_ERROR_EMBEDDED: the platform of this computer does not start
 * @MODEL_ERROR_EMBEDDED_NEWER: its database was written by a newer version of this program
 * @MODEL_ERROR_EMBEDDED_DAMAGED: its database is damaged
 * @MODEL_ERROR_STORE: what has to be remembered cannot be written
 * @MODEL_ERROR_KEEP: an operator's decision cannot be kept until it is answered; it is sent all the same
 *
 * What the desktop refuses by itself.
 */
typedef enum {
  MODEL_ERROR_ROOT_NEW,
  MODEL_ERROR_ROOT_CHANGED,
  MODEL_ERROR_EMBEDDED,
  MODEL_ERROR_EMBEDDED_NEWER,
  MODEL_ERROR_EMBEDDED_DAMAGED,
  MODEL_ERROR_STORE,
  MODEL_ERROR_KEEP,
  MODEL_N_ERRORS
} ModelError;

#define MODEL_ERROR (model_error_quark ())

GQuark model_error_quark (void);
gboolean model_error_explain (int code, const char **what, const char **why, const char **remedy);

G_END_DECLS
