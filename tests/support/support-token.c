/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support-token.h"

#include <dlfcn.h>
#include <gio/gio.h>
#include <p11-kit/pkcs11.h>
#include <string.h>

/* Hexadecimal, as softhsm2-util takes it. */
#define ISSUER_ID "ca"

const char *
support_token_get_module (void)
{
  static const char *const paths[] = {
      "/usr/lib/softhsm/libsofthsm2.so",
      "/usr/lib64/softhsm/libsofthsm2.so",
      "/usr/lib64/pkcs11/libsofthsm2.so",
      "/usr/lib/pkcs11/libsofthsm2.so",
  };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    if (g_file_test (paths[i], G_FILE_TEST_EXISTS))
      return paths[i];
  return NULL;
}

static void
run_util (char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  int status;

  if (!g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &err, &status,
                     &error) ||
      status != 0)
    g_error ("softhsm2-util: %s %s%s", error != NULL ? error->message : "", out, err);
}

static void
write_text (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, &error))
    g_error ("%s", error->message);
}

/**
 * support_token_create:
 * @folder: an empty folder
 *
 * Initialises the token and its PIN.
 */
void
support_token_create (const char *folder)
{
  g_autofree char *config = g_build_filename (folder, "softhsm2.conf", NULL);
  g_autofree char *tokens = g_build_filename (folder, "tokens", NULL);
  g_autofree char *text = g_strdup_printf ("directories.tokendir = %s\n"
                                           "objectstore.backend = file\n"
                                           "log.level = ERROR\n",
                                           tokens);

  g_mkdir_with_parents (tokens, 0700);
  write_text (folder, "softhsm2.conf", text);
  g_setenv ("SOFTHSM2_CONF", config, TRUE);
  run_util ((char *[]){"softhsm2-util", "--init-token", "--free", "--label", SUPPORT_TOKEN_LABEL,
                       "--so-pin", "87654321", "--pin", SUPPORT_TOKEN_PIN, NULL});
}

/* The module stays in memory until the process ends, as p11-kit's configuration does. */
static CK_FUNCTION_LIST *
load (void)
{
  static CK_FUNCTION_LIST *functions;
  void *module;
  CK_C_GetFunctionList get;

  if (functions != NULL)
    return functions;
  module = dlopen (support_token_get_module (), RTLD_NOW | RTLD_LOCAL);
  g_assert_nonnull (module);
  get = (CK_C_GetFunctionList) dlsym (module, "C_GetFunctionList");
  g_assert_cmpuint (get (&functions), ==, CKR_OK);
  return functions;
}

static CK_SLOT_ID
find_slot (CK_FUNCTION_LIST *functions)
{
  CK_SLOT_ID ids[16];
  CK_ULONG n = G_N_ELEMENTS (ids);

  g_assert_cmpuint (functions->C_GetSlotList (CK_TRUE, ids, &n), ==, CKR_OK);
  for (CK_ULONG i = 0; i < n; i++)
    {
      CK_TOKEN_INFO info;

      g_assert_cmpuint (functions->C_GetTokenInfo (ids[i], &info), ==, CKR_OK);
      if (memcmp (info.label, SUPPORT_TOKEN_LABEL, strlen (SUPPORT_TOKEN_LABEL)) == 0)
        return ids[i];
    }
  g_error ("the token is not there");
}

static CK_ULONG
parse_hex (const char *hex, guint8 *bytes)
{
  for (gsize i = 0; i < strlen (hex) / 2; i++)
    bytes[i] = (guint8) (g_ascii_xdigit_value (hex[2 * i]) * 16 +
                         g_ascii_xdigit_value (hex[2 * i + 1]));
  return strlen (hex) / 2;
}

static CK_SESSION_HANDLE
begin (CK_FUNCTION_LIST *functions)
{
  CK_SESSION_HANDLE session;

  g_assert_cmpuint (functions->C_Initialize (NULL), ==, CKR_OK);
  g_assert_cmpuint (functions->C_OpenSession (find_slot (functions),
                                              CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL,
                                              &session),
                    ==, CKR_OK);
  g_assert_cmpuint (functions->C_Login (session, CKU_USER, (CK_UTF8CHAR *) SUPPORT_TOKEN_PIN,
                                        strlen (SUPPORT_TOKEN_PIN)),
                    ==, CKR_OK);
  return session;
}

/* SoftHSM's program imports elliptic keys to sign only. */
static void
let_derive (const char *id)
{
  CK_FUNCTION_LIST *functions = load ();
  CK_SESSION_HANDLE session = begin (functions);
  CK_OBJECT_CLASS kind = CKO_PRIVATE_KEY;
  CK_BBOOL yes = CK_TRUE;
  guint8 id_bytes[32];
  CK_ATTRIBUTE template[] = {
      {CKA_CLASS, &kind, sizeof kind},
      {CKA_ID, id_bytes, parse_hex (id, id_bytes)},
  };
  CK_ATTRIBUTE change = {CKA_DERIVE, &yes, sizeof yes};
  CK_OBJECT_HANDLE key;
  CK_ULONG n = 0;

  g_assert_cmpuint (functions->C_FindObjectsInit (session, template, G_N_ELEMENTS (template)), ==,
                    CKR_OK);
  g_assert_cmpuint (functions->C_FindObjects (session, &key, 1, &n), ==, CKR_OK);
  g_assert_cmpuint (n, ==, 1);
  functions->C_FindObjectsFinal (session);
  g_assert_cmpuint (functions->C_SetAttributeValue (session, key, &change, 1), ==, CKR_OK);
  g_assert_cmpuint (functions->C_Finalize (NULL), ==, CKR_OK);
}

/**
 * support_token_add_certificate:
 * @certificate: a certificate
 * @label: its CKA_LABEL
 * @id: its CKA_ID in hexadecimal
 *
 * Puts a certificate alone onto the token.
 */
void
support_token_add_certificate (PkiCertificate *certificate, const char *label, const char *id)
{
  CK_FUNCTION_LIST *functions = load ();
  CK_OBJECT_CLASS kind = CKO_CERTIFICATE;
  CK_CERTIFICATE_TYPE type = CKC_X_509;
  CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
  GBytes *der = pki_certificate_get_der (certificate);
  guint8 id_bytes[32];
  CK_ATTRIBUTE template[] = {
      {CKA_CLASS, &kind, sizeof kind},
      {CKA_CERTIFICATE_TYPE, &type, sizeof type},
      {CKA_TOKEN, &yes, sizeof yes},
      {CKA_PRIVATE, &no, sizeof no},
      {CKA_LABEL, (void *) label, strlen (label)},
      {CKA_ID, id_bytes, parse_hex (id, id_bytes)},
      {CKA_SUBJECT, (void *) "0", 2},
      {CKA_VALUE, (void *) g_bytes_get_data (der, NULL), g_bytes_get_size (der)},
  };
  CK_SESSION_HANDLE session = begin (functions);
  CK_OBJECT_HANDLE object;

  g_assert_cmpuint (functions->C_CreateObject (session, template, G_N_ELEMENTS (template), &object),
                    ==, CKR_OK);
  g_assert_cmpuint (functions->C_Finalize (NULL), ==, CKR_OK);
}

/**
 * support_token_add:
 * @folder: that of support_token_create()
 * @identity: a key with its chain
 * @label: CKA_LABEL
 * @id: CKA_ID in hexadecimal
 *
 * Puts a key and its certificates onto the token.
 */
void
support_token_add (const char *folder, SupportIdentity *identity, const char *label, const char *id)
{
  g_autofree char *pem = support_identity_to_pem (identity);
  g_autofree char *path = g_build_filename (folder, "import.pem", NULL);

  write_text (folder, "import.pem", pem);
  run_util ((char *[]){"softhsm2-util", "--import", path, "--token", SUPPORT_TOKEN_LABEL, "--pin",
                       SUPPORT_TOKEN_PIN, "--label", (char *) label, "--id", (char *) id, NULL});
  if (EVP_PKEY_is_a (identity->key, "EC"))
    let_derive (id);
  for (guint i = 0; i < identity->chain->len; i++)
    support_token_add_certificate (identity->chain->pdata[i], i == 0 ? label : "issuer",
                                   i == 0 ? id : ISSUER_ID);
}
