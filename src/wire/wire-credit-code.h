/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Why a text is no unified social credit identifier, the first thing that one would put right. */
typedef enum {
  WIRE_CREDIT_CODE_GOOD,
  WIRE_CREDIT_CODE_CHARACTER, /* one that no code has in its place */
  WIRE_CREDIT_CODE_LENGTH,
  WIRE_CREDIT_CODE_CHECK, /* one of the characters is another one */
} WireCreditCodeFault;

WireCreditCodeFault wire_credit_code_check    (const char *code);
gboolean            wire_credit_code_is_valid (const char *code);

G_END_DECLS
