/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-token.h"

#include <openssl/err.h>
#include <string.h>

#include "keys-chain.h"
#include "keys-error.h"
#include "keys-login.h"
#include "keys-uri.h"

static KeysTokenEntry *
entry_new (const KeysSlot *slot, const KeysObject *object)
{
  const CK_TOKEN_INFO *info = &slot->info;
  KeysTokenEntry *entry = g_new0 (KeysTokenEntry, 1);

  entry->uri = keys_uri_format (info, object);
  entry->module = g_strdup (slot->module);
  entry->token = keys_slot_dup_text (info->label, sizeof info->label);
  entry->model = keys_slot_dup_text (info->model, sizeof info->model);
  entry->serial = keys_slot_dup_text (info->serialNumber, sizeof info->serialNumber);
  entry->pin = keys_login_get_pin_state (info->flags);
  entry->pad = (info->flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0;
  entry->needs_login = (info->flags & CKF_LOGIN_REQUIRED) != 0;
  return entry;
}

/* A public key of the same CKA_ID tells of a private one that is hidden. */
static KeysTokenKey
find_key (KeysSession *session, GBytes *id)
{
  const CK_OBJECT_CLASS kinds[] = {CKO_PRIVATE_KEY, CKO_PUBLIC_KEY};

  for (guint i = 0; i < G_N_ELEMENTS (kinds) && g_bytes_get_size (id) > 0; i++)
    {
      g_autoptr (GArray) found = keys_session_find (session, kinds[i], id, NULL);

      if (found != NULL && found->len > 0)
        return KEYS_TOKEN_KEY_PRESENT;
    }
  return (session->slot.info.flags & CKF_LOGIN_REQUIRED) != 0 ? KEYS_TOKEN_KEY_UNKNOWN
                                                              : KEYS_TOKEN_KEY_ABSENT;
}

static GPtrArray *
list_certificates (GPtrArray *objects)
{
  GPtrArray *all = g_ptr_array_new ();

  for (guint i = 0; objects != NULL && i < objects->len; i++)
    g_ptr_array_add (all, ((KeysObject *) objects->pdata[i])->certificate);
  return all;
}

static KeysTokenEntry *
entry_new_for_object (KeysSession *session, const KeysObject *object)
{
  KeysTokenEntry *entry = entry_new (&session->slot, object);
  PkiCertificate *certificate = object->certificate;

  entry->certificate = pki_certificate_ref (certificate);
  entry->label = g_utf8_make_valid (g_bytes_get_data (object->label, NULL) ?: "",
                                    (gssize) g_bytes_get_size (object->label));
  entry->key = find_key (session, object->id);
  /* Asked for a moment when it is valid: only what it may be used for counts. */
  entry->signs = pki_certificate_check_signer (certificate,
                                               pki_certificate_get_not_before (certificate), NULL);
  return entry;
}

/* An issuer's certificate lies there for the chain's sake. */
static void
add_token (GPtrArray *entries, const KeysSlot *slot)
{
  g_autoptr (KeysSession) session = keys_session_open (slot, NULL);
  g_autoptr (GPtrArray) objects = NULL;
  g_autoptr (GPtrArray) all = NULL;
  guint before = entries->len;

  if (session != NULL)
    objects = keys_session_list_certificates (session, NULL);
  all = list_certificates (objects);
  for (guint i = 0; objects != NULL && i < objects->len; i++)
    {
      KeysTokenEntry *entry = entry_new_for_object (session, objects->pdata[i]);

      entry->chain = keys_chain_order (all, entry->certificate);
      if (pki_certificate_is_ca (entry->certificate) && entry->key != KEYS_TOKEN_KEY_PRESENT)
        keys_token_entry_free (entry);
      else
        g_ptr_array_add (entries, entry);
    }
  if (entries->len == before)
    g_ptr_array_add (entries, entry_new (slot, NULL));
}

static gboolean
is_listed (GPtrArray *entries, const KeysSlot *slot)
{
  g_autofree char *uri = keys_uri_format (&slot->info, NULL);
  gsize length = strlen (uri);

  for (guint i = 0; i < entries->len; i++)
    {
      const char *other = ((KeysTokenEntry *) entries->pdata[i])->uri;

      if (g_str_has_prefix (other, uri) && (other[length] == '\0' || other[length] == ';'))
        return TRUE;
    }
  return FALSE;
}

/**
 * keys_token_list:
 * @module: (nullable): a PKCS#11 module that is not registered with p11-kit
 * @error: %KEYS_ERROR_MODULE when @module cannot be loaded
 *
 * Lists the tokens that are plugged in with the certificates on them, without a PIN. A token that
 * two modules know is listed once.
 *
 * Returns: (transfer full) (element-type KeysTokenEntry): the entries
 */
GPtrArray *
keys_token_list (const char *module, GError **error)
{
  g_autoptr (KeysModules) modules = keys_modules_load (module, error);
  g_autoptr (GArray) slots = NULL;
  GPtrArray *entries;

  if (modules == NULL)
    return NULL;
  slots = keys_modules_list_slots (modules);
  entries = g_ptr_array_new_with_free_func ((GDestroyNotify) keys_token_entry_free);
  for (guint i = 0; i < slots->len; i++)
    {
      const KeysSlot *slot = &g_array_index (slots, KeysSlot, i);

      if (!is_listed (entries, slot))
        add_token (entries, slot);
    }
  ERR_clear_error ();
  return entries;
}

/**
 * keys_token_entry_free:
 * @entry: (nullable) (transfer full): an entry
 *
 * Frees it.
 */
void
keys_token_entry_free (KeysTokenEntry *entry)
{
  if (entry == NULL)
    return;
  g_free (entry->uri);
  g_free (entry->module);
  g_free (entry->token);
  g_free (entry->model);
  g_free (entry->serial);
  g_free (entry->label);
  g_clear_pointer (&entry->certificate, pki_certificate_unref);
  g_clear_pointer (&entry->chain, g_ptr_array_unref);
  g_free (entry);
}
