/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tokens as they refuse: a module that answers whatever a test tells it to. */

#include <dlfcn.h>
#include <openssl/err.h>
#include <string.h>

#include "keys-error.h"
#include "keys-token.h"
#include "mock-pkcs11.h"
#include "pki-cms.h"
#include "pki-error.h"
#include "pki-openssl.h"
#include "support-ca.h"
#include "support-clock.h"

#define URI "pkcs11:token=Mock%20token"
#define PIN "123456"

static char *folder;
static SupportCa *ca;
static const char *module;
static MockPkcs11 *mock;
static MockPkcs11 fresh;

typedef struct {
  const char *pin;
  guint n_asked;
  guint n_asked_every_time;
  KeysPinState state;
  gboolean pad;
} Person;

static char *
answer (const KeysPinRequest *request, gpointer data, GError **error)
{
  Person *person = data;

  person->n_asked++;
  if (request->every_time)
    person->n_asked_every_time++;
  person->state = request->pin;
  person->pad = request->pad;
  return g_strdup (person->pin);
}

static PkiSigner *
open_token (Person *person, GError **error)
{
  KeysTokenRequest request = {
      .uri = URI,
      .module = module,
      .now = SUPPORT_NOW,
      .pin = answer,
      .data = person,
  };

  return keys_token_open (&request, NULL, error);
}

static gboolean
sign (PkiSigner *signer, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) digest = pki_digest_bytes (PKI_DIGEST_SHA256, "contract", 8);
  PkiCmsRequest request = {.digest = PKI_DIGEST_SHA256, .content_digest = digest};
  g_autoptr (GBytes) der = pki_cms_sign (signer, &request, cancellable, error);
  g_autoptr (PkiCms) cms = NULL;

  g_assert_cmpuint (ERR_peek_error (), ==, 0);
  if (der == NULL)
    return FALSE;
  cms = pki_cms_new (g_bytes_get_data (der, NULL), g_bytes_get_size (der), NULL);
  g_assert_cmpint (pki_cms_check (cms, digest), ==, PKI_CMS_INTACT);
  return TRUE;
}

static void
assert_signs (PkiSigner *signer)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (sign (signer, NULL, &error));
  g_assert_no_error (error);
}

static void
assert_sign_fails (PkiSigner *signer, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (sign (signer, NULL, &error));
  g_assert_error (error, KEYS_ERROR, code);
}

static void
assert_open_fails (Person *person, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (open_token (person, &error));
  g_assert_error (error, KEYS_ERROR, code);
  g_assert_cmpuint (mock->n_sessions, ==, 0);
}

static void
set_up (void)
{
  *mock = fresh;
}

/* What each answer means, in whichever call it comes. */
static const struct {
  CK_RV rv;
  KeysError code;
} answers[] = {
    {CKR_CANCEL, KEYS_ERROR_CANCELLED},
    {CKR_HOST_MEMORY, KEYS_ERROR_TOKEN_DEVICE},
    {CKR_SLOT_ID_INVALID, KEYS_ERROR_TOKEN_MISSING},
    {CKR_GENERAL_ERROR, KEYS_ERROR_TOKEN_DEVICE},
    {CKR_FUNCTION_FAILED, KEYS_ERROR_TOKEN_DEVICE},
    {CKR_ARGUMENTS_BAD, KEYS_ERROR_MODULE},
    {CKR_ACTION_PROHIBITED, KEYS_ERROR_TOKEN_MECHANISM},
    {CKR_DATA_INVALID, KEYS_ERROR_TOKEN_MECHANISM},
    {CKR_DATA_LEN_RANGE, KEYS_ERROR_TOKEN_MECHANISM},
    {CKR_DEVICE_ERROR, KEYS_ERROR_TOKEN_DEVICE},
    {CKR_DEVICE_MEMORY, KEYS_ERROR_TOKEN_DEVICE},
    {CKR_DEVICE_REMOVED, KEYS_ERROR_TOKEN_REMOVED},
    {CKR_FUNCTION_CANCELED, KEYS_ERROR_CANCELLED},
    {CKR_FUNCTION_NOT_SUPPORTED, KEYS_ERROR_TOKEN_MECHANISM},
    {CKR_FUNCTION_REJECTED, KEYS_ERROR_CANCELLED},
    {CKR_KEY_CHANGED, KEYS_ERROR_TOKEN_NO_KEY},
    {CKR_KEY_HANDLE_INVALID, KEYS_ERROR_TOKEN_NO_KEY},
    {CKR_OBJECT_HANDLE_INVALID, KEYS_ERROR_TOKEN_NO_KEY},
    {CKR_KEY_SIZE_RANGE, KEYS_ERROR_TOKEN_MECHANISM},
    {CKR_KEY_TYPE_INCONSISTENT, KEYS_ERROR_TOKEN_MECHANISM},
    {CKR_KEY_FUNCTION_NOT_PERMITTED, KEYS_ERROR_TOKEN_MECHANISM},
    {CKR_MECHANISM_INVALID, KEYS_ERROR_TOKEN_MECHANISM},
    {CKR_MECHANISM_PARAM_INVALID, KEYS_ERROR_TOKEN_MECHANISM},
    {CKR_CURVE_NOT_SUPPORTED, KEYS_ERROR_TOKEN_MECHANISM},
    {CKR_DOMAIN_PARAMS_INVALID, KEYS_ERROR_TOKEN_MECHANISM},
    {CKR_OPERATION_ACTIVE, KEYS_ERROR_TOKEN_BUSY},
    {CKR_OPERATION_NOT_INITIALIZED, KEYS_ERROR_TOKEN_SESSION},
    {CKR_PIN_INVALID, KEYS_ERROR_PIN_FORM},
    {CKR_PIN_LEN_RANGE, KEYS_ERROR_PIN_FORM},
    {CKR_PIN_EXPIRED, KEYS_ERROR_PIN_EXPIRED},
    {CKR_PIN_LOCKED, KEYS_ERROR_PIN_LOCKED},
    {CKR_SESSION_CLOSED, KEYS_ERROR_TOKEN_SESSION},
    {CKR_SESSION_COUNT, KEYS_ERROR_TOKEN_BUSY},
    {CKR_SESSION_HANDLE_INVALID, KEYS_ERROR_TOKEN_SESSION},
    {CKR_SESSION_READ_WRITE_SO_EXISTS, KEYS_ERROR_TOKEN_BUSY},
    {CKR_TOKEN_NOT_PRESENT, KEYS_ERROR_TOKEN_MISSING},
    {CKR_TOKEN_NOT_RECOGNIZED, KEYS_ERROR_TOKEN_DEVICE},
    {CKR_USER_NOT_LOGGED_IN, KEYS_ERROR_TOKEN_SESSION},
    {CKR_USER_PIN_NOT_INITIALIZED, KEYS_ERROR_PIN_NOT_SET},
    {CKR_USER_ANOTHER_ALREADY_LOGGED_IN, KEYS_ERROR_TOKEN_BUSY},
    {CKR_USER_TOO_MANY_TYPES, KEYS_ERROR_TOKEN_BUSY},
    {CKR_RANDOM_NO_RNG, KEYS_ERROR_TOKEN_DEVICE},
    {CKR_BUFFER_TOO_SMALL, KEYS_ERROR_MODULE},
    {CKR_CRYPTOKI_NOT_INITIALIZED, KEYS_ERROR_MODULE},
    {CKR_FIPS_SELF_TEST_FAILED, KEYS_ERROR_TOKEN_DEVICE},
    {CKR_LIBRARY_LOAD_FAILED, KEYS_ERROR_MODULE},
    {CKR_PIN_TOO_WEAK, KEYS_ERROR_PIN_FORM},
    {CKR_NEW_PIN_MODE, KEYS_ERROR_PIN_EXPIRED},
    {CKR_NEXT_OTP, KEYS_ERROR_TOKEN_DEVICE},
    {CKR_TOKEN_WRITE_PROTECTED, KEYS_ERROR_TOKEN_DEVICE},
    {CKR_RANDOM_SEED_NOT_SUPPORTED, KEYS_ERROR_TOKEN_DEVICE},
    {CKR_EXCEEDED_MAX_ITERATIONS, KEYS_ERROR_TOKEN_DEVICE},
    {CKR_STATE_UNSAVEABLE, KEYS_ERROR_TOKEN_SESSION},
    {CKR_SAVED_STATE_INVALID, KEYS_ERROR_TOKEN_SESSION},
    {CKR_SESSION_EXISTS, KEYS_ERROR_TOKEN_BUSY},
    {CKR_SESSION_READ_ONLY_EXISTS, KEYS_ERROR_TOKEN_BUSY},
    {CKR_PUBLIC_KEY_INVALID, KEYS_ERROR_TOKEN_MECHANISM},
    {CKR_KEY_INDIGESTIBLE, KEYS_ERROR_TOKEN_MECHANISM},
    {CKR_SIGNATURE_INVALID, KEYS_ERROR_TOKEN_MISMATCH},
    {CKR_SIGNATURE_LEN_RANGE, KEYS_ERROR_TOKEN_MISMATCH},
    {CKR_NO_EVENT, KEYS_ERROR_MODULE},
    {CKR_ATTRIBUTE_READ_ONLY, KEYS_ERROR_MODULE},
    {CKR_ATTRIBUTE_SENSITIVE, KEYS_ERROR_MODULE},
    {CKR_ATTRIBUTE_TYPE_INVALID, KEYS_ERROR_MODULE},
    {CKR_ATTRIBUTE_VALUE_INVALID, KEYS_ERROR_MODULE},
    {CKR_ENCRYPTED_DATA_INVALID, KEYS_ERROR_MODULE},
    {CKR_ENCRYPTED_DATA_LEN_RANGE, KEYS_ERROR_MODULE},
    {CKR_FUNCTION_NOT_PARALLEL, KEYS_ERROR_MODULE},
    {CKR_KEY_NOT_NEEDED, KEYS_ERROR_MODULE},
    {CKR_KEY_NEEDED, KEYS_ERROR_MODULE},
    {CKR_KEY_NOT_WRAPPABLE, KEYS_ERROR_MODULE},
    {CKR_KEY_UNEXTRACTABLE, KEYS_ERROR_MODULE},
    {CKR_SESSION_PARALLEL_NOT_SUPPORTED, KEYS_ERROR_MODULE},
    {CKR_SESSION_READ_ONLY, KEYS_ERROR_MODULE},
    {CKR_TEMPLATE_INCOMPLETE, KEYS_ERROR_MODULE},
    {CKR_TEMPLATE_INCONSISTENT, KEYS_ERROR_MODULE},
    {CKR_UNWRAPPING_KEY_SIZE_RANGE, KEYS_ERROR_MODULE},
    {CKR_UNWRAPPING_KEY_TYPE_INCONSISTENT, KEYS_ERROR_MODULE},
    {CKR_USER_TYPE_INVALID, KEYS_ERROR_MODULE},
    {CKR_WRAPPED_KEY_INVALID, KEYS_ERROR_MODULE},
    {CKR_WRAPPED_KEY_LEN_RANGE, KEYS_ERROR_MODULE},
    {CKR_WRAPPING_KEY_HANDLE_INVALID, KEYS_ERROR_MODULE},
    {CKR_WRAPPING_KEY_SIZE_RANGE, KEYS_ERROR_MODULE},
    {CKR_WRAPPING_KEY_TYPE_INCONSISTENT, KEYS_ERROR_MODULE},
    {CKR_INFORMATION_SENSITIVE, KEYS_ERROR_MODULE},
    {CKR_CRYPTOKI_ALREADY_INITIALIZED, KEYS_ERROR_MODULE},
    {CKR_MUTEX_BAD, KEYS_ERROR_MODULE},
    {CKR_MUTEX_NOT_LOCKED, KEYS_ERROR_MODULE},
    {CKR_VENDOR_DEFINED | 0x1234, KEYS_ERROR_TOKEN_DEVICE},
};

static void
test_answers_to_login (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      Person person = {.pin = PIN};

      set_up ();
      mock->failing = "C_Login";
      mock->answer = answers[i].rv;
      g_test_message ("0x%lx", answers[i].rv);
      assert_open_fails (&person, (int) answers[i].code);
      g_assert_cmpuint (person.n_asked, ==, 1);
      g_assert_cmpuint (mock->n_logins, ==, 1);
    }
}

static void
test_answers_to_signing (gconstpointer call)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      Person person = {.pin = PIN};
      g_autoptr (PkiSigner) signer = NULL;

      set_up ();
      signer = open_token (&person, NULL);
      mock->failing = call;
      mock->answer = answers[i].rv;
      g_test_message ("0x%lx", answers[i].rv);
      assert_sign_fails (signer, (int) answers[i].code);
      g_assert_cmpuint (mock->n_logins, ==, 1);
    }
}

/* Every answer there could be: what does not speak of a PIN is never blamed on it. */
static void
test_blame (void)
{
  static const CK_RV about_pins[] = {
      CKR_PIN_INCORRECT, CKR_PIN_INVALID,  CKR_PIN_LEN_RANGE,
      CKR_PIN_EXPIRED,   CKR_PIN_LOCKED,   CKR_USER_PIN_NOT_INITIALIZED,
      CKR_PIN_TOO_WEAK,  CKR_NEW_PIN_MODE,
  };

  for (CK_RV rv = 1; rv <= 0x210; rv++)
    {
      Person person = {.pin = PIN};
      g_autoptr (GError) error = NULL;
      gboolean about_pin = FALSE;

      if (rv == CKR_USER_ALREADY_LOGGED_IN) /* no refusal */
        continue;
      set_up ();
      mock->failing = "C_Login";
      mock->answer = rv;
      for (guint i = 0; i < G_N_ELEMENTS (about_pins); i++)
        about_pin |= about_pins[i] == rv;
      g_assert_null (open_token (&person, &error));
      g_assert_true (error->domain == KEYS_ERROR);
      g_assert_cmpint (error->code >= KEYS_ERROR_PIN && error->code <= KEYS_ERROR_PIN_NOT_SET, ==,
                       about_pin);
    }
}

static void
test_good (void)
{
  Person person = {.pin = PIN};
  g_autoptr (GError) error = NULL;
  g_autoptr (PkiSigner) signer = NULL;

  set_up ();
  signer = open_token (&person, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 5; i++)
    assert_signs (signer);
  g_assert_cmpuint (mock->n_logins, ==, 1);
  g_assert_cmpuint (mock->n_signatures, ==, 5);
  g_clear_pointer (&signer, pki_signer_free);
  g_assert_cmpuint (mock->n_sessions, ==, 0);
}

static void
test_tries (void)
{
  const struct {
    KeysPinState state;
    int code;
  } table[] = {
      {KEYS_PIN_OK, KEYS_ERROR_PIN_LOW},
      {KEYS_PIN_COUNT_LOW, KEYS_ERROR_PIN_FINAL_TRY},
      {KEYS_PIN_FINAL_TRY, KEYS_ERROR_PIN_LOCKED},
  };
  Person person = {.pin = "wrong"};

  set_up ();
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      assert_open_fails (&person, table[i].code);
      g_assert_cmpint (person.state, ==, table[i].state);
      g_assert_cmpuint (mock->n_logins, ==, i + 1);
    }
  /* Locked: not even asked any more. */
  person.pin = PIN;
  assert_open_fails (&person, KEYS_ERROR_PIN_LOCKED);
  g_assert_cmpuint (person.n_asked, ==, 3);
  g_assert_cmpuint (mock->n_logins, ==, 3);
}

/* A token that counts in secret. */
static void
test_uncounted (void)
{
  Person person = {.pin = PIN};

  set_up ();
  mock->failing = "C_Login";
  mock->answer = CKR_PIN_INCORRECT;
  assert_open_fails (&person, KEYS_ERROR_PIN);
}

static void
test_list_states (void)
{
  const struct {
    guint tries;
    CK_FLAGS flags;
    KeysPinState state;
  } table[] = {
      {3, 0, KEYS_PIN_OK},
      {2, 0, KEYS_PIN_COUNT_LOW},
      {1, 0, KEYS_PIN_FINAL_TRY},
      {0, 0, KEYS_PIN_LOCKED},
      {3, CKF_USER_PIN_INITIALIZED, KEYS_PIN_NOT_SET},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GPtrArray) entries = NULL;
      const KeysTokenEntry *entry;

      set_up ();
      mock->tries = table[i].tries;
      mock->flags = table[i].flags;
      entries = keys_token_list (module, NULL);
      entry = entries->pdata[0];
      g_assert_cmpstr (entry->token, ==, "Mock token");
      g_assert_cmpint (entry->pin, ==, table[i].state);
      g_assert_cmpint (entry->key, ==, KEYS_TOKEN_KEY_UNKNOWN);
      g_assert_cmpuint (mock->n_logins, ==, 0);
      g_assert_cmpuint (mock->n_sessions, ==, 0);
    }
}

static void
test_not_set (void)
{
  Person person = {.pin = PIN};

  set_up ();
  mock->flags = CKF_USER_PIN_INITIALIZED;
  assert_open_fails (&person, KEYS_ERROR_PIN_NOT_SET);
  g_assert_cmpuint (person.n_asked, ==, 0);
}

static void
test_pad (void)
{
  Person person = {.pin = ""};
  g_autoptr (PkiSigner) signer = NULL;

  set_up ();
  mock->flags = CKF_PROTECTED_AUTHENTICATION_PATH;
  signer = open_token (&person, NULL);
  assert_signs (signer);
  g_assert_true (person.pad);
  g_assert_true (mock->null_pin);
}

static void
test_always_authenticate (void)
{
  Person person = {.pin = PIN};
  g_autoptr (PkiSigner) signer = NULL;

  set_up ();
  mock->always = TRUE;
  signer = open_token (&person, NULL);
  assert_signs (signer);
  assert_signs (signer);
  g_assert_cmpuint (person.n_asked, ==, 3);
  g_assert_cmpuint (person.n_asked_every_time, ==, 2);
  /* One wrong PIN ends it: the next file of a batch must not use up another try. */
  person.pin = "wrong";
  assert_sign_fails (signer, KEYS_ERROR_PIN_LOW);
  assert_sign_fails (signer, KEYS_ERROR_PIN_LOW);
  g_assert_cmpuint (mock->n_logins, ==, 4);
}

static void
test_removed (void)
{
  static const char *const calls[] = {"C_SignInit", "C_Sign"};

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      Person person = {.pin = PIN};
      g_autoptr (PkiSigner) signer = NULL;

      set_up ();
      signer = open_token (&person, NULL);
      assert_signs (signer);
      mock->removed_at = calls[i];
      assert_sign_fails (signer, KEYS_ERROR_TOKEN_REMOVED);
      /* Back in the slot, it has forgotten the login; this signer is of no use any more. */
      mock->removed_at = NULL;
      mock->removed = FALSE;
      assert_sign_fails (signer, KEYS_ERROR_TOKEN_REMOVED);
      g_assert_cmpuint (mock->n_logins, ==, 1);
    }
}

static void
test_removed_early (void)
{
  Person person = {.pin = PIN};

  set_up ();
  mock->removed = TRUE;
  assert_open_fails (&person, KEYS_ERROR_TOKEN_MISSING);
  set_up ();
  mock->removed_at = "C_Login";
  assert_open_fails (&person, KEYS_ERROR_TOKEN_REMOVED);
}

static void
test_keys (void)
{
  Person person = {.pin = PIN};
  g_autoptr (PkiSigner) signer = NULL;

  set_up ();
  mock->no_key = TRUE;
  assert_open_fails (&person, KEYS_ERROR_TOKEN_NO_KEY);
  set_up ();
  mock->cannot_sign = TRUE;
  assert_open_fails (&person, KEYS_ERROR_TOKEN_MECHANISM);
  set_up ();
  mock->wrong_key = TRUE;
  signer = open_token (&person, NULL);
  assert_sign_fails (signer, KEYS_ERROR_TOKEN_MISMATCH);
}

/* An expired certificate is no reason to type a PIN. */
static void
test_expired (void)
{
  Person person = {.pin = PIN};
  KeysTokenRequest request = {
      .uri = URI,
      .module = module,
      .now = SUPPORT_NOW + 3650 * SUPPORT_DAY,
      .pin = answer,
      .data = &person,
  };
  g_autoptr (GError) error = NULL;

  set_up ();
  g_assert_null (keys_token_open (&request, NULL, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_EXPIRED);
  g_assert_cmpuint (person.n_asked, ==, 0);
}

/* A broken token, and what it says at each step before the PIN. */
static void
test_failing_early (void)
{
  const struct {
    const char *call;
    CK_RV answer;
    int code;
  } table[] = {
      {"C_OpenSession", CKR_DEVICE_ERROR, KEYS_ERROR_TOKEN_DEVICE},
      {"C_OpenSession", CKR_SESSION_COUNT, KEYS_ERROR_TOKEN_BUSY},
      {"C_FindObjectsInit", CKR_GENERAL_ERROR, KEYS_ERROR_TOKEN_DEVICE},
      {"C_FindObjects", CKR_DEVICE_REMOVED, KEYS_ERROR_TOKEN_REMOVED},
      {"C_GetAttributeValue", CKR_DEVICE_ERROR, KEYS_ERROR_TOKEN_NO_CERTIFICATE},
      {"C_GetSlotList", CKR_FUNCTION_FAILED, KEYS_ERROR_TOKEN_MISSING},
      {"C_GetTokenInfo", CKR_TOKEN_NOT_RECOGNIZED, KEYS_ERROR_TOKEN_MISSING},
  };
  Person person = {.pin = PIN};

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GPtrArray) entries = NULL;

      set_up ();
      mock->failing = table[i].call;
      mock->answer = table[i].answer;
      assert_open_fails (&person, table[i].code);
      entries = keys_token_list (module, NULL);
      g_assert_nonnull (entries);
    }
  g_assert_cmpuint (person.n_asked, ==, 0);
}

/* Counts and lengths that no room was offered for: nothing is read beyond, nothing goes on for
 * ever. */
static void
test_lying (void)
{
  static const char *const calls[] = {"C_GetSlotList", "C_FindObjects", "C_GetAttributeValue"};
  Person person = {.pin = PIN};
  g_autoptr (PkiSigner) signer = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autoptr (GPtrArray) entries = NULL;
      g_autoptr (PkiSigner) found = NULL;
      g_autoptr (GError) error = NULL;

      set_up ();
      mock->lying = calls[i];
      entries = keys_token_list (module, NULL);
      g_assert_nonnull (entries);
      found = open_token (&person, &error);
      g_assert_true ((found == NULL) == (error != NULL));
    }
  set_up ();
  signer = open_token (&person, NULL);
  mock->lying = "C_Sign";
  assert_sign_fails (signer, KEYS_ERROR_TOKEN_MISMATCH);
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (20000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

/* A slow token cannot be interrupted, but what it then gives is thrown away. */
static void
test_slow (void)
{
  Person person = {.pin = PIN};
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (PkiSigner) signer = NULL;
  g_autoptr (GError) error = NULL;
  GThread *thread;

  set_up ();
  mock->delay = 300000;
  signer = open_token (&person, NULL);
  thread = g_thread_new ("cancel", cancel_soon, cancellable);
  g_assert_false (sign (signer, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  assert_signs (signer);
}

static void
test_module (void)
{
  g_autofree char *text = g_build_filename (folder, "mock.pem", NULL);
  g_autofree char *missing = g_build_filename (folder, "missing.so", NULL);
  const char *const paths[] = {text, missing, folder};

  set_up ();
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (keys_token_list (paths[i], &error));
      g_assert_error (error, KEYS_ERROR, KEYS_ERROR_MODULE);
      g_assert_nonnull (strstr (error->message, paths[i]));
    }
  for (CK_RV rv = CKR_HOST_MEMORY; rv <= CKR_CANT_LOCK; rv++)
    {
      g_autoptr (GError) error = NULL;

      mock->failing = "C_Initialize";
      mock->answer = rv;
      g_assert_null (keys_token_list (module, &error));
      g_assert_error (error, KEYS_ERROR, KEYS_ERROR_MODULE);
    }
}

static void
load_mock (void)
{
  g_autofree char *pem_path = g_build_filename (folder, "mock.pem", NULL);
  g_autoptr (SupportIdentity) identity = support_ca_issue (ca, &(SupportProfile){0});
  /* As on most cards: what signs, its issuers, and a certificate to encrypt with. */
  g_autoptr (SupportIdentity)
      encryption = support_ca_issue (ca, &(SupportProfile){.key_usage = "keyEncipherment"});
  g_autofree char *signing_pem = support_identity_to_pem (identity);
  g_autofree char *encryption_pem = support_certificate_to_pem (
      support_identity_get_certificate (encryption));
  g_autofree char *pem = g_strconcat (signing_pem, encryption_pem, NULL);
  void *handle;

  g_assert_true (g_file_set_contents (pem_path, pem, -1, NULL));
  g_setenv ("MOCK_PKCS11_PEM", pem_path, TRUE);
  /* Kept loaded: its state outlives each use, as a real token's does. */
  handle = dlopen (module, RTLD_NOW | RTLD_LOCAL);
  g_assert_nonnull (handle);
  mock = dlsym (handle, "mock_pkcs11");
  g_assert_nonnull (mock);
  fresh = *mock;
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  module = g_getenv ("MOCK_PKCS11");
  g_assert_nonnull (module);
  folder = g_dir_make_tmp ("vermilion-token-XXXXXX", NULL);
  ca = support_ca_new (SUPPORT_NOW);
  load_mock ();
  g_test_add_func ("/keys/token-refusals/good", test_good);
  g_test_add_func ("/keys/token-refusals/answers/C_Login", test_answers_to_login);
  g_test_add_data_func ("/keys/token-refusals/answers/C_SignInit", "C_SignInit",
                        test_answers_to_signing);
  g_test_add_data_func ("/keys/token-refusals/answers/C_Sign", "C_Sign", test_answers_to_signing);
  g_test_add_func ("/keys/token-refusals/blame", test_blame);
  g_test_add_func ("/keys/token-refusals/tries", test_tries);
  g_test_add_func ("/keys/token-refusals/uncounted", test_uncounted);
  g_test_add_func ("/keys/token-refusals/list-states", test_list_states);
  g_test_add_func ("/keys/token-refusals/not-set", test_not_set);
  g_test_add_func ("/keys/token-refusals/pad", test_pad);
  g_test_add_func ("/keys/token-refusals/always-authenticate", test_always_authenticate);
  g_test_add_func ("/keys/token-refusals/removed", test_removed);
  g_test_add_func ("/keys/token-refusals/removed-early", test_removed_early);
  g_test_add_func ("/keys/token-refusals/keys", test_keys);
  g_test_add_func ("/keys/token-refusals/expired", test_expired);
  g_test_add_func ("/keys/token-refusals/failing-early", test_failing_early);
  g_test_add_func ("/keys/token-refusals/lying", test_lying);
  g_test_add_func ("/keys/token-refusals/slow", test_slow);
  g_test_add_func ("/keys/token-refusals/module", test_module);
  status = g_test_run ();
  support_ca_free (ca);
  g_spawn_sync (NULL, (char *[]){"rm", "-rf", folder, NULL}, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                NULL, NULL, NULL, NULL);
  g_free (folder);
  return status;
}
