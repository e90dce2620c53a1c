/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mock-pkcs11.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>

#define TRIES 3
#define LABEL "Mock token"
#define KEY_LABEL "authority" /* where no test names another */
#define ID "\x01\x02"
/* CKA_ID is that of the first certificate and its key alone; the issuers' follow. */
enum { HANDLE_KEY = 1, HANDLE_CERTIFICATE = 2 };

MockPkcs11 mock_pkcs11;

static EVP_PKEY *key;
static STACK_OF (X509) * certificates;
static gboolean logged_in;
static gboolean logged_in_again;
static gboolean signing;
static gboolean searching;
static CK_OBJECT_CLASS wanted;
static gboolean wanted_id;
static int next;

/* What a function answers before it does anything; those that need a session need the token. */
static CK_RV
enter (const char *function, gboolean needs_token)
{
  const char *name = function + strlen ("mock_");

  if (g_strcmp0 (mock_pkcs11.removed_at, name) == 0)
    mock_pkcs11.removed = TRUE;
  if (g_strcmp0 (mock_pkcs11.failing, name) == 0)
    return mock_pkcs11.answer;
  return needs_token && mock_pkcs11.removed ? CKR_SESSION_HANDLE_INVALID : CKR_OK;
}

/* A count or length far beyond the room that was offered. */
static void
lie (const char *function, CK_ULONG *size)
{
  if (g_strcmp0 (mock_pkcs11.lying, function) == 0)
    *size = 1000000;
}

__attribute__ ((constructor)) static void
set_up (void)
{
  const char *flags = g_getenv ("MOCK_PKCS11_FLAGS");
  const char *fail = g_getenv ("MOCK_PKCS11_FAIL");

  mock_pkcs11.pem = g_getenv ("MOCK_PKCS11_PEM");
  mock_pkcs11.pin = "123456";
  mock_pkcs11.label = KEY_LABEL;
  mock_pkcs11.tries = TRIES;
  if (flags != NULL)
    mock_pkcs11.flags = g_ascii_strtoull (flags, NULL, 16);
  if (fail != NULL && strchr (fail, '=') != NULL)
    {
      mock_pkcs11.failing = g_strndup (fail, strcspn (fail, "="));
      mock_pkcs11.answer = g_ascii_strtoull (strchr (fail, '=') + 1, NULL, 0);
    }
}

static void
forget (void)
{
  EVP_PKEY_free (key);
  key = NULL;
  sk_X509_pop_free (certificates, X509_free);
  certificates = NULL;
}

static CK_RV
mock_C_Initialize (void *arguments)
{
  CK_RV rv;
  FILE *file;
  X509 *x509;

  if ((rv = enter (__func__, FALSE)) != CKR_OK)
    return rv;
  file = mock_pkcs11.pem != NULL ? fopen (mock_pkcs11.pem, "r") : NULL;
  if (file == NULL)
    return CKR_GENERAL_ERROR;
  key = PEM_read_PrivateKey (file, NULL, NULL, NULL);
  rewind (file);
  certificates = sk_X509_new_null ();
  while ((x509 = PEM_read_X509 (file, NULL, NULL, NULL)) != NULL)
    sk_X509_push (certificates, x509);
  fclose (file);
  logged_in = FALSE;
  mock_pkcs11.n_sessions = 0;
  return key != NULL ? CKR_OK : CKR_DEVICE_ERROR;
}

static CK_RV
mock_C_Finalize (void *reserved)
{
  forget ();
  return CKR_OK;
}

static void
pad (CK_UTF8CHAR *target, gsize size, const char *text)
{
  memset (target, ' ', size);
  memcpy (target, text, MIN (strlen (text), size));
}

static CK_RV
mock_C_GetInfo (CK_INFO *info)
{
  memset (info, 0, sizeof *info);
  info->cryptokiVersion = (CK_VERSION){2, 40};
  pad (info->manufacturerID, sizeof info->manufacturerID, "Vermilion tests");
  pad (info->libraryDescription, sizeof info->libraryDescription, "Mock");
  return CKR_OK;
}

static CK_RV
mock_C_GetSlotList (CK_BBOOL present, CK_SLOT_ID *ids, CK_ULONG *n_ids)
{
  CK_RV rv;
  CK_ULONG n = present && mock_pkcs11.removed ? 0 : 1;

  if ((rv = enter (__func__, FALSE)) != CKR_OK)
    return rv;
  if (ids != NULL && n == 1)
    ids[0] = 7;
  *n_ids = n;
  if (ids != NULL)
    lie ("C_GetSlotList", n_ids);
  return CKR_OK;
}

static CK_RV
mock_C_GetSlotInfo (CK_SLOT_ID slot, CK_SLOT_INFO *info)
{
  memset (info, 0, sizeof *info);
  pad (info->slotDescription, sizeof info->slotDescription, "Mock reader");
  pad (info->manufacturerID, sizeof info->manufacturerID, "Vermilion tests");
  info->flags = CKF_REMOVABLE_DEVICE | (mock_pkcs11.removed ? 0 : CKF_TOKEN_PRESENT);
  return CKR_OK;
}

static CK_FLAGS
pin_flags (void)
{
  switch (mock_pkcs11.tries)
    {
    case 0:
      return CKF_USER_PIN_LOCKED;
    case 1:
      return CKF_USER_PIN_FINAL_TRY | CKF_USER_PIN_COUNT_LOW;
    case TRIES:
      return 0;
    default:
      return CKF_USER_PIN_COUNT_LOW;
    }
}

static CK_RV
mock_C_GetTokenInfo (CK_SLOT_ID slot, CK_TOKEN_INFO *info)
{
  CK_RV rv;

  if ((rv = enter (__func__, FALSE)) != CKR_OK)
    return rv;
  if (mock_pkcs11.removed)
    return CKR_TOKEN_NOT_PRESENT;
  memset (info, 0, sizeof *info);
  pad (info->label, sizeof info->label, LABEL);
  pad (info->manufacturerID, sizeof info->manufacturerID, "Vermilion tests");
  pad (info->model, sizeof info->model, "M1");
  pad (info->serialNumber, sizeof info->serialNumber, "0042");
  info->flags = CKF_TOKEN_INITIALIZED | CKF_LOGIN_REQUIRED | CKF_USER_PIN_INITIALIZED |
                pin_flags ();
  info->flags ^= mock_pkcs11.flags;
  return CKR_OK;
}

static CK_RV
mock_C_OpenSession (CK_SLOT_ID slot,
                    CK_FLAGS flags,
                    void *application,
                    CK_NOTIFY notify,
                    CK_SESSION_HANDLE *session)
{
  CK_RV rv;

  if ((rv = enter (__func__, FALSE)) != CKR_OK)
    return rv;
  if (mock_pkcs11.removed)
    return CKR_TOKEN_NOT_PRESENT;
  *session = 11;
  mock_pkcs11.n_sessions++;
  return CKR_OK;
}

static CK_RV
mock_C_CloseSession (CK_SESSION_HANDLE session)
{
  if (mock_pkcs11.n_sessions > 0 && --mock_pkcs11.n_sessions == 0)
    logged_in = FALSE;
  return CKR_OK;
}

static CK_RV
mock_C_CloseAllSessions (CK_SLOT_ID slot)
{
  mock_pkcs11.n_sessions = 0;
  logged_in = FALSE;
  return CKR_OK;
}

static CK_RV
mock_C_GetSessionInfo (CK_SESSION_HANDLE session, CK_SESSION_INFO *info)
{
  CK_RV rv;

  if ((rv = enter (__func__, TRUE)) != CKR_OK)
    return rv;
  *info = (CK_SESSION_INFO){7, logged_in ? CKS_RO_USER_FUNCTIONS : CKS_RO_PUBLIC_SESSION,
                            CKF_SERIAL_SESSION, 0};
  return CKR_OK;
}

static void
log_login (void)
{
  const char *path = g_getenv ("MOCK_PKCS11_LOG");
  FILE *file = path != NULL ? fopen (path, "a") : NULL;

  mock_pkcs11.n_logins++;
  if (file == NULL)
    return;
  fputs ("login\n", file);
  fclose (file);
}

static CK_RV
mock_C_Login (CK_SESSION_HANDLE session, CK_USER_TYPE user, CK_UTF8CHAR *pin, CK_ULONG size)
{
  CK_RV rv;
  gboolean right;

  log_login ();
  if ((rv = enter (__func__, TRUE)) != CKR_OK)
    return rv;
  mock_pkcs11.null_pin = pin == NULL;
  if (mock_pkcs11.tries == 0)
    return CKR_PIN_LOCKED;
  if (user == CKU_CONTEXT_SPECIFIC && !signing)
    return CKR_OPERATION_NOT_INITIALIZED;
  right = pin == NULL
              ? (mock_pkcs11.flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0
              : size == strlen (mock_pkcs11.pin) && memcmp (pin, mock_pkcs11.pin, size) == 0;
  if (!right)
    {
      mock_pkcs11.tries--;
      return CKR_PIN_INCORRECT;
    }
  mock_pkcs11.tries = TRIES;
  if (user == CKU_CONTEXT_SPECIFIC)
    logged_in_again = TRUE;
  else
    logged_in = TRUE;
  return CKR_OK;
}

static CK_RV
mock_C_Logout (CK_SESSION_HANDLE session)
{
  logged_in = FALSE;
  return CKR_OK;
}

static CK_RV
mock_C_FindObjectsInit (CK_SESSION_HANDLE session, CK_ATTRIBUTE *template, CK_ULONG n)
{
  CK_RV rv;

  if ((rv = enter (__func__, TRUE)) != CKR_OK)
    return rv;
  if (searching)
    return CKR_OPERATION_ACTIVE;
  searching = TRUE;
  wanted_id = FALSE;
  next = 0;
  for (CK_ULONG i = 0; i < n; i++)
    if (template[i].type == CKA_CLASS)
      wanted = *(CK_OBJECT_CLASS *) template[i].pValue;
    else
      wanted_id = TRUE;
  return CKR_OK;
}

static CK_RV
mock_C_FindObjects (CK_SESSION_HANDLE session, CK_OBJECT_HANDLE *objects, CK_ULONG max, CK_ULONG *n)
{
  CK_RV rv;
  int first = wanted == CKO_CERTIFICATE ? HANDLE_CERTIFICATE : HANDLE_KEY;
  int end = 0;

  if ((rv = enter (__func__, TRUE)) != CKR_OK)
    return rv;
  if (wanted == CKO_CERTIFICATE)
    end = wanted_id ? 1 : sk_X509_num (certificates);
  else if (wanted == CKO_PRIVATE_KEY)
    end = logged_in && !mock_pkcs11.no_key ? 1 : 0;
  for (*n = 0; *n < max && next < end; next++)
    objects[(*n)++] = (CK_OBJECT_HANDLE) (first + next);
  lie ("C_FindObjects", n);
  return CKR_OK;
}

static CK_RV
mock_C_FindObjectsFinal (CK_SESSION_HANDLE session)
{
  searching = FALSE;
  return CKR_OK;
}

static CK_RV
put (CK_ATTRIBUTE *attribute, const void *value, gsize size)
{
  if (attribute->pValue != NULL && attribute->ulValueLen < size)
    return CKR_BUFFER_TOO_SMALL;
  if (attribute->pValue != NULL)
    memcpy (attribute->pValue, value, size);
  attribute->ulValueLen = size;
  if (attribute->pValue != NULL)
    lie ("C_GetAttributeValue", &attribute->ulValueLen);
  return CKR_OK;
}

static CK_RV
put_der (CK_ATTRIBUTE *attribute, X509 *x509)
{
  unsigned char *der = NULL;
  int size = i2d_X509 (x509, &der);
  CK_RV rv = put (attribute, der, (gsize) size);

  OPENSSL_free (der);
  return rv;
}

/* The public half, which this token shows on the private key. */
static CK_RV
put_point (CK_ATTRIBUTE *attribute)
{
  guint8 point[67] = {0x04, 65};
  size_t size = 0;

  if (EVP_PKEY_get_octet_string_param (key, OSSL_PKEY_PARAM_PUB_KEY, point + 2, 65, &size) != 1 ||
      size != 65)
    return CKR_FUNCTION_FAILED;
  return put (attribute, point, sizeof point);
}

static CK_RV
get_of_key (CK_ATTRIBUTE *attribute)
{
  static const guint8 p256[] = {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};
  CK_BBOOL always = mock_pkcs11.always ? CK_TRUE : CK_FALSE;
  CK_BBOOL signs = mock_pkcs11.cannot_sign ? CK_FALSE : CK_TRUE;
  CK_KEY_TYPE type = CKK_EC;

  switch (attribute->type)
    {
    case CKA_ALWAYS_AUTHENTICATE:
      return put (attribute, &always, sizeof always);
    case CKA_SIGN:
      return put (attribute, &signs, sizeof signs);
    case CKA_KEY_TYPE:
      return put (attribute, &type, sizeof type);
    case CKA_EC_PARAMS:
      return put (attribute, p256, sizeof p256);
    case CKA_EC_POINT:
      return put_point (attribute);
    case CKA_ID:
      return put (attribute, ID, strlen (ID));
    case CKA_LABEL:
      return put (attribute, mock_pkcs11.label, strlen (mock_pkcs11.label));
    default:
      attribute->ulValueLen = (CK_ULONG) -1;
      return CKR_ATTRIBUTE_TYPE_INVALID;
    }
}

static CK_RV
mock_C_GetAttributeValue (CK_SESSION_HANDLE session,
                          CK_OBJECT_HANDLE object,
                          CK_ATTRIBUTE *attribute,
                          CK_ULONG n)
{
  CK_RV rv;
  const char *label = object == HANDLE_CERTIFICATE ? "Signing" : "Issuer";

  if ((rv = enter (__func__, TRUE)) != CKR_OK)
    return rv;
  if (object == HANDLE_KEY)
    return get_of_key (attribute);
  if (attribute->type == CKA_ID)
    return put (attribute, ID, object <= HANDLE_CERTIFICATE ? strlen (ID) : 0);
  if (attribute->type == CKA_LABEL)
    return put (attribute, label, strlen (label));
  if (attribute->type == CKA_VALUE && object >= HANDLE_CERTIFICATE)
    return put_der (attribute, sk_X509_value (certificates, (int) object - HANDLE_CERTIFICATE));
  attribute->ulValueLen = (CK_ULONG) -1;
  return CKR_ATTRIBUTE_TYPE_INVALID;
}

static CK_RV
mock_C_SignInit (CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE object)
{
  CK_RV rv;

  if ((rv = enter (__func__, TRUE)) != CKR_OK)
    return rv;
  if (!logged_in)
    return CKR_USER_NOT_LOGGED_IN;
  if (mechanism->mechanism != CKM_ECDSA)
    return CKR_MECHANISM_INVALID;
  signing = TRUE;
  logged_in_again = FALSE;
  return CKR_OK;
}

/* The P-256 key's r and s, each of 32 bytes. */
static CK_RV
sign_raw (const guint8 *data, gsize size, guint8 *value, CK_ULONG *value_size)
{
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new (key, NULL);
  guint8 der[128];
  const guint8 *p = der;
  size_t der_size = sizeof der;
  ECDSA_SIG *signature = NULL;

  if (EVP_PKEY_sign_init (context) == 1 && EVP_PKEY_sign (context, der, &der_size, data, size) == 1)
    signature = d2i_ECDSA_SIG (NULL, &p, (long) der_size);
  EVP_PKEY_CTX_free (context);
  if (signature == NULL)
    return CKR_FUNCTION_FAILED;
  BN_bn2binpad (ECDSA_SIG_get0_r (signature), value, 32);
  BN_bn2binpad (ECDSA_SIG_get0_s (signature), value + 32, 32);
  ECDSA_SIG_free (signature);
  *value_size = 64;
  return CKR_OK;
}

static CK_RV
mock_C_Sign (
    CK_SESSION_HANDLE session, CK_BYTE *data, CK_ULONG size, CK_BYTE *value, CK_ULONG *value_size)
{
  CK_RV rv;

  ERR_put_error (ERR_LIB_USER, 0, ERR_R_INTERNAL_ERROR, __FILE__, __LINE__); /* as SoftHSM does */
  if ((rv = enter (__func__, TRUE)) != CKR_OK)
    return rv;
  if (!signing)
    return CKR_OPERATION_NOT_INITIALIZED;
  signing = FALSE;
  if (mock_pkcs11.always && !logged_in_again)
    return CKR_USER_NOT_LOGGED_IN;
  g_usleep (mock_pkcs11.delay);
  rv = sign_raw (data, size, value, value_size);
  if (mock_pkcs11.wrong_key)
    value[40] ^= 1;
  mock_pkcs11.n_signatures++;
  lie ("C_Sign", value_size);
  return rv;
}

static CK_RV
mock_C_GetMechanismInfo (CK_SLOT_ID slot, CK_MECHANISM_TYPE type, CK_MECHANISM_INFO *info)
{
  return CKR_MECHANISM_INVALID;
}

static CK_FUNCTION_LIST functions = {
    .version = {2, 40},
    .C_Initialize = mock_C_Initialize,
    .C_Finalize = mock_C_Finalize,
    .C_GetInfo = mock_C_GetInfo,
    .C_GetSlotList = mock_C_GetSlotList,
    .C_GetSlotInfo = mock_C_GetSlotInfo,
    .C_GetTokenInfo = mock_C_GetTokenInfo,
    .C_GetMechanismInfo = mock_C_GetMechanismInfo,
    .C_OpenSession = mock_C_OpenSession,
    .C_CloseSession = mock_C_CloseSession,
    .C_CloseAllSessions = mock_C_CloseAllSessions,
    .C_GetSessionInfo = mock_C_GetSessionInfo,
    .C_Login = mock_C_Login,
    .C_Logout = mock_C_Logout,
    .C_FindObjectsInit = mock_C_FindObjectsInit,
    .C_FindObjects = mock_C_FindObjects,
    .C_FindObjectsFinal = mock_C_FindObjectsFinal,
    .C_GetAttributeValue = mock_C_GetAttributeValue,
    .C_SignInit = mock_C_SignInit,
    .C_Sign = mock_C_Sign,
};

CK_RV
C_GetFunctionList (CK_FUNCTION_LIST **list)
{
  functions.C_GetFunctionList = C_GetFunctionList;
  *list = &functions;
  return CKR_OK;
}
