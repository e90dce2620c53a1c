/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire-credit-code.h"

#include <string.h>

/* GB 32100-2015, 4.2 and table A.1: digits and capitals but I, O, Z, S and V. */
static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

#define LENGTH 18
#define MODULUS 31

static int
value_of (char c)
{
  const char *at = c ? strchr (alphabet, c) : NULL;

  return at ? (int) (at - alphabet) : -1;
}

/**
 * wire_credit_code_check:
 * @code: a unified social credit identifier, or the beginning of one
 *
 * Checks its form and its check character (GB 32100-2015, annex B: weights are powers of 3).
 *
 * Returns: what is wrong with it
 */
WireCreditCodeFault
wire_credit_code_check (const char *code)
{
  guint sum = 0;
  guint weight = 1;
  gsize length = strlen (code);

  for (guint i = 0; i < length; i++)
    if (value_of (code[i]) < 0)
      return WIRE_CREDIT_CODE_CHARACTER;
  if (length != LENGTH)
    return WIRE_CREDIT_CODE_LENGTH;
  for (guint i = 0; i < LENGTH - 1; i++)
    {
      sum += value_of (code[i]) * weight;
      weight = weight * 3 % MODULUS;
    }
  return value_of (code[LENGTH - 1]) == (int) ((MODULUS - sum % MODULUS) % MODULUS)
             ? WIRE_CREDIT_CODE_GOOD
             : WIRE_CREDIT_CODE_CHECK;
}

/**
 * wire_credit_code_is_valid:
 * @code: a unified social credit identifier
 *
 * Returns: FALSE if it cannot be one
 */
gboolean
wire_credit_code_is_valid (const char *code)
{
  return wire_credit_code_check (code) == WIRE_CREDIT_CODE_GOOD;
}
