/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-login.h"

#include <string.h>

#include "keys-ckr.h"

/**
 * keys_login_get_pin_state:
 * @flags: from CK_TOKEN_INFO
 *
 * Tells how the user's PIN stands, the worst first.
 *
 * Returns: the state
 */
KeysPinState
keys_login_get_pin_state (CK_FLAGS flags)
{
  if ((flags & CKF_USER_PIN_LOCKED) != 0)
    return KEYS_PIN_LOCKED;
  if ((flags & CKF_USER_PIN_INITIALIZED) == 0)
    return KEYS_PIN_NOT_SET;
  if ((flags & CKF_USER_PIN_FINAL_TRY) != 0)
    return KEYS_PIN_FINAL_TRY;
  if ((flags & CKF_USER_PIN_COUNT_LOW) != 0)
    return KEYS_PIN_COUNT_LOW;
  return KEYS_PIN_OK;
}

/**
 * keys_login_refresh:
 * @session: a session
 * @error: as from keys_session_check()
 *
 * Reads anew how the token's PIN stands.
 *
 * Returns: whether the token told
 */
gboolean
keys_login_refresh (KeysSession *session, GError **error)
{
  KeysSlot *slot = &session->slot;

  return keys_session_check (session, slot->functions->C_GetTokenInfo (slot->id, &slot->info),
                             "C_GetTokenInfo", error);
}

/* A PIN that cannot be right is not asked for. */
static gboolean
check_state (KeysPinState state, GError **error)
{
  if (state == KEYS_PIN_LOCKED)
    g_set_error_literal (error, KEYS_ERROR, KEYS_ERROR_PIN_LOCKED, "CKF_USER_PIN_LOCKED is set");
  else if (state == KEYS_PIN_NOT_SET)
    g_set_error_literal (error, KEYS_ERROR, KEYS_ERROR_PIN_NOT_SET,
                         "CKF_USER_PIN_INITIALIZED is not set");
  else
    return TRUE;
  return FALSE;
}

static char *
ask (const KeysPinRequest *pin, const KeysTokenRequest *request, GError **error)
{
  g_autoptr (GError) cause = NULL;
  char *secret = request->pin (pin, request->data, &cause);

  if (secret != NULL)
    return secret;
  if (cause != NULL)
    g_propagate_error (error, g_steal_pointer (&cause));
  else
    g_set_error_literal (error, KEYS_ERROR, KEYS_ERROR_CANCELLED, "no PIN was given");
  return NULL;
}

/* Of a wrong PIN, how many more there may be is the first thing to know. */
static gboolean
judge (KeysSession *session, CK_RV rv, GError **error)
{
  static const KeysError codes[] = {
      [KEYS_PIN_OK] = KEYS_ERROR_PIN,
      [KEYS_PIN_COUNT_LOW] = KEYS_ERROR_PIN_LOW,
      [KEYS_PIN_FINAL_TRY] = KEYS_ERROR_PIN_FINAL_TRY,
      [KEYS_PIN_LOCKED] = KEYS_ERROR_PIN_LOCKED,
      [KEYS_PIN_NOT_SET] = KEYS_ERROR_PIN,
  };

  if (rv == CKR_USER_ALREADY_LOGGED_IN)
    return TRUE;
  if (rv != CKR_PIN_INCORRECT || !keys_login_refresh (session, NULL))
    return keys_session_check (session, rv, "C_Login", error);
  g_set_error_literal (error, KEYS_ERROR,
                       codes[keys_login_get_pin_state (session->slot.info.flags)],
                       "C_Login: CKR_PIN_INCORRECT");
  return FALSE;
}

static gboolean
login (KeysSession *session,
       CK_USER_TYPE user,
       PkiCertificate *certificate,
       const KeysTokenRequest *request,
       GError **error)
{
  const CK_TOKEN_INFO *info = &session->slot.info;
  KeysPinRequest pin = {
      .certificate = certificate,
      .pin = keys_login_get_pin_state (info->flags),
      .pad = (info->flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0,
      .every_time = user == CKU_CONTEXT_SPECIFIC,
  };
  g_autofree char *token = NULL;
  g_autofree char *serial = NULL;
  char *secret;
  CK_RV rv;

  if (!check_state (pin.pin, error))
    return FALSE;
  pin.token = token = keys_slot_dup_text (info->label, sizeof info->label);
  pin.serial = serial = keys_slot_dup_text (info->serialNumber, sizeof info->serialNumber);
  secret = ask (&pin, request, error);
  if (secret == NULL)
    return FALSE;
  rv = session->slot.functions->C_Login (session->handle, user,
                                         pin.pad ? NULL : (CK_UTF8CHAR *) secret,
                                         pin.pad ? 0 : strlen (secret));
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
  return judge (session, rv, error);
}

/* All sessions of a process share the login (PKCS#11 v3.0, 5.6.9). */
static gboolean
is_logged_in (KeysSession *session)
{
  CK_SESSION_INFO info;

  return session->slot.functions->C_GetSessionInfo (session->handle, &info) == CKR_OK &&
         (info.state == CKS_RO_USER_FUNCTIONS || info.state == CKS_RW_USER_FUNCTIONS);
}

/**
 * keys_login_user:
 * @session: a session
 * @certificate: what the login is for
 * @request: whom to ask for the PIN
 * @error: any PIN error of #KeysError, or what the one who was asked reports
 *
 * Logs the user in where the token wants that and nobody has yet. Never tries a PIN twice.
 *
 * Returns: whether private keys can be used now
 */
gboolean
keys_login_user (KeysSession *session,
                 PkiCertificate *certificate,
                 const KeysTokenRequest *request,
                 GError **error)
{
  if (!keys_login_refresh (session, error))
    return FALSE;
  if ((session->slot.info.flags & CKF_LOGIN_REQUIRED) == 0 || is_logged_in (session))
    return TRUE;
  return login (session, CKU_USER, certificate, request, error);
}

/**
 * keys_login_again:
 * @session: a session between C_SignInit and C_Sign
 * @certificate: what the login is for
 * @request: whom to ask for the PIN
 * @error: as from keys_login_user()
 *
 * Gives the PIN for one signature, as a key with CKA_ALWAYS_AUTHENTICATE wants it. Call
 * keys_login_refresh() before C_SignInit: between the two, some cards bear no other question.
 *
 * Returns: whether the token took it
 */
gboolean
keys_login_again (KeysSession *session,
                  PkiCertificate *certificate,
                  const KeysTokenRequest *request,
                  GError **error)
{
  return login (session, CKU_CONTEXT_SPECIFIC, certificate, request, error);
}
