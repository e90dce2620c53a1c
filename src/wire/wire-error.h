/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WireError:
 * @WIRE_ERROR_SYNTAX: the text is no JSON object, or is nested or sized beyond the bounds
 * @WIRE_ERROR_MISSING: a required field is absent; the message names it
 * @WIRE_ERROR_TYPE: a field has the wrong type; the message names it
 * @WIRE_ERROR_RANGE: a field is too long, too large or of a wrong form; the message names it
 */
typedef enum {
  WIRE_ERROR_SYNTAX,
  WIRE_ERROR_MISSING,
  WIRE_ERROR_TYPE,
  WIRE_ERROR_RANGE,
} WireError;

#define WIRE_ERROR (wire_error_quark ())

GQuark wire_error_quark (void);

G_END_DECLS
