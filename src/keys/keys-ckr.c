/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-ckr.h"

/* clang-format off */
#define ROW(rv, error) { rv, #rv, KEYS_ERROR_##error }

/* Only what speaks of a PIN is called a PIN error: to blame the PIN for anything else makes people
 * type it again until the token is locked. What is not here is the device's or its driver's. */
static const struct {
  CK_RV       rv;
  const char *name;
  KeysError   error;
} answers[] = {
  ROW (CKR_PIN_INCORRECT, PIN),
  ROW (CKR_PIN_INVALID, PIN_FORM),
  ROW (CKR_PIN_LEN_RANGE, PIN_FORM),
  ROW (CKR_PIN_EXPIRED, PIN_EXPIRED),
  ROW (CKR_PIN_LOCKED, PIN_LOCKED),
  ROW (CKR_USER_PIN_NOT_INITIALIZED, PIN_NOT_SET),
  ROW (CKR_CANCEL, CANCELLED),
  ROW (CKR_FUNCTION_CANCELED, CANCELLED),
  ROW (CKR_FUNCTION_REJECTED, CANCELLED),
  ROW (CKR_DEVICE_REMOVED, TOKEN_REMOVED),
  ROW (CKR_TOKEN_NOT_PRESENT, TOKEN_MISSING),
  ROW (CKR_SLOT_ID_INVALID, TOKEN_MISSING),
  ROW (CKR_GENERAL_ERROR, TOKEN_DEVICE),
  ROW (CKR_FUNCTION_FAILED, TOKEN_DEVICE),
  ROW (CKR_DEVICE_ERROR, TOKEN_DEVICE),
  ROW (CKR_DEVICE_MEMORY, TOKEN_DEVICE),
  ROW (CKR_HOST_MEMORY, TOKEN_DEVICE),
  ROW (CKR_TOKEN_NOT_RECOGNIZED, TOKEN_DEVICE),
  ROW (CKR_RANDOM_NO_RNG, TOKEN_DEVICE),
  ROW (CKR_FIPS_SELF_TEST_FAILED, TOKEN_DEVICE),
  ROW (CKR_SESSION_CLOSED, TOKEN_SESSION),
  ROW (CKR_SESSION_HANDLE_INVALID, TOKEN_SESSION),
  ROW (CKR_USER_NOT_LOGGED_IN, TOKEN_SESSION),
  ROW (CKR_OPERATION_NOT_INITIALIZED, TOKEN_SESSION),
  ROW (CKR_SESSION_COUNT, TOKEN_BUSY),
  ROW (CKR_OPERATION_ACTIVE, TOKEN_BUSY),
  ROW (CKR_SESSION_READ_WRITE_SO_EXISTS, TOKEN_BUSY),
  ROW (CKR_USER_ANOTHER_ALREADY_LOGGED_IN, TOKEN_BUSY),
  ROW (CKR_USER_TOO_MANY_TYPES, TOKEN_BUSY),
  ROW (CKR_KEY_HANDLE_INVALID, TOKEN_NO_KEY),
  ROW (CKR_OBJECT_HANDLE_INVALID, TOKEN_NO_KEY),
  ROW (CKR_KEY_CHANGED, TOKEN_NO_KEY),
  ROW (CKR_MECHANISM_INVALID, TOKEN_MECHANISM),
  ROW (CKR_MECHANISM_PARAM_INVALID, TOKEN_MECHANISM),
  ROW (CKR_FUNCTION_NOT_SUPPORTED, TOKEN_MECHANISM),
  ROW (CKR_KEY_FUNCTION_NOT_PERMITTED, TOKEN_MECHANISM),
  ROW (CKR_KEY_SIZE_RANGE, TOKEN_MECHANISM),
  ROW (CKR_KEY_TYPE_INCONSISTENT, TOKEN_MECHANISM),
  ROW (CKR_ACTION_PROHIBITED, TOKEN_MECHANISM),
  ROW (CKR_DATA_INVALID, TOKEN_MECHANISM),
  ROW (CKR_DATA_LEN_RANGE, TOKEN_MECHANISM),
  ROW (CKR_CURVE_NOT_SUPPORTED, TOKEN_MECHANISM),
  ROW (CKR_DOMAIN_PARAMS_INVALID, TOKEN_MECHANISM),
  ROW (CKR_ARGUMENTS_BAD, MODULE),
  ROW (CKR_CRYPTOKI_NOT_INITIALIZED, MODULE),
  ROW (CKR_LIBRARY_LOAD_FAILED, MODULE),
  ROW (CKR_CANT_LOCK, MODULE),
  ROW (CKR_NEED_TO_CREATE_THREADS, MODULE),
  ROW (CKR_BUFFER_TOO_SMALL, MODULE),
};
/* clang-format on */

/**
 * keys_ckr_to_error:
 * @rv: a module's answer other than CKR_OK
 *
 * Tells what a module's refusal means to a person.
 *
 * Returns: the code, %KEYS_ERROR_TOKEN_DEVICE for what the standard does not know
 */
KeysError
keys_ckr_to_error (CK_RV rv)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    if (answers[i].rv == rv)
      return answers[i].error;
  return KEYS_ERROR_TOKEN_DEVICE;
}

/**
 * keys_ckr_dup_name:
 * @rv: a module's answer
 *
 * Names it as the standard does, for those who will ask the token's vendor.
 *
 * Returns: (transfer full): its name, or its number
 */
char *
keys_ckr_dup_name (CK_RV rv)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    if (answers[i].rv == rv)
      return g_strdup (answers[i].name);
  return g_strdup_printf ("CKR 0x%lx", rv);
}

/**
 * keys_ckr_check:
 * @rv: a module's answer
 * @call: the function that gave it
 * @error: return location for what keys_ckr_to_error() says
 *
 * Makes an error of an answer that is a refusal.
 *
 * Returns: whether it is CKR_OK
 */
gboolean
keys_ckr_check (CK_RV rv, const char *call, GError **error)
{
  g_autofree char *name = NULL;

  if (rv == CKR_OK)
    return TRUE;
  name = keys_ckr_dup_name (rv);
  g_set_error (error, KEYS_ERROR, keys_ckr_to_error (rv), "%s: %s", call, name);
  return FALSE;
}
