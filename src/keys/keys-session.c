/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-session.h"

#include "keys-ckr.h"

/* A card holds a handful of certificates, an HSM some thousands; a certificate a few kilobytes. */
#define MAX_OBJECTS 4096
#define MAX_ATTRIBUTE 65536

static KeysSession *
open_session (const KeysSlot *slot, CK_FLAGS flags, GError **error)
{
  CK_SESSION_HANDLE handle;
  CK_RV rv = slot->functions->C_OpenSession (slot->id, CKF_SERIAL_SESSION | flags, NULL, NULL,
                                             &handle);
  KeysSession *self;

  if (!keys_ckr_check (rv, "C_OpenSession", error))
    return NULL;
  self = g_new0 (KeysSession, 1);
  self->slot = *slot;
  self->handle = handle;
  return self;
}

/**
 * keys_session_open:
 * @slot: where the token is; copied
 * @error: as from keys_ckr_check()
 *
 * Opens a session that reads.
 *
 * Returns: (transfer full): the session, which must not outlive the modules
 */
KeysSession *
keys_session_open (const KeysSlot *slot, GError **error)
{
  return open_session (slot, 0, error);
}

/**
 * keys_session_open_to_write:
 * @slot: where the token is; copied
 * @error: as from keys_ckr_check()
 *
 * Opens a session that can put things on the token, once the user has logged in.
 *
 * Returns: (transfer full): the session, which must not outlive the modules
 */
KeysSession *
keys_session_open_to_write (const KeysSlot *slot, GError **error)
{
  return open_session (slot, CKF_RW_SESSION, error);
}

/**
 * keys_session_find:
 * @self: a session
 * @kind: CKO_CERTIFICATE and the like
 * @id: (nullable): the CKA_ID that they shall have
 * @error: as from keys_ckr_check()
 *
 * Finds the objects that are visible now; private keys often are not before the login.
 *
 * Returns: (transfer full) (element-type CK_OBJECT_HANDLE): their handles
 */
GArray *
keys_session_find (KeysSession *self, CK_OBJECT_CLASS kind, GBytes *id, GError **error)
{
  CK_FUNCTION_LIST *functions = self->slot.functions;
  gsize id_size = 0;
  gconstpointer id_data = id != NULL ? g_bytes_get_data (id, &id_size) : NULL;
  CK_ATTRIBUTE template[] = {
      {CKA_CLASS, &kind, sizeof kind},
      {CKA_ID, (void *) id_data, id_size},
  };
  g_autoptr (GArray) handles = g_array_new (FALSE, FALSE, sizeof (CK_OBJECT_HANDLE));
  CK_RV rv = functions->C_FindObjectsInit (self->handle, template, id != NULL ? 2 : 1);
  CK_ULONG n = 1;

  if (!keys_ckr_check (rv, "C_FindObjectsInit", error))
    return NULL;
  while (rv == CKR_OK && n > 0 && handles->len < MAX_OBJECTS)
    {
      CK_OBJECT_HANDLE some[16] = {0};

      rv = functions->C_FindObjects (self->handle, some, G_N_ELEMENTS (some), &n);
      if (rv == CKR_OK)
        g_array_append_vals (handles, some, (guint) MIN (n, G_N_ELEMENTS (some)));
    }
  functions->C_FindObjectsFinal (self->handle);
  return keys_ckr_check (rv, "C_FindObjects", error) ? g_steal_pointer (&handles) : NULL;
}

/**
 * keys_session_read:
 * @self: a session
 * @object: an object
 * @type: the attribute
 *
 * Reads an attribute.
 *
 * Returns: (transfer full): its value, empty where there is none to be had
 */
GBytes *
keys_session_read (KeysSession *self, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type)
{
  CK_FUNCTION_LIST *functions = self->slot.functions;
  CK_ATTRIBUTE attribute = {type, NULL, 0};
  g_autofree guint8 *value = NULL;
  CK_ULONG size;

  if (functions->C_GetAttributeValue (self->handle, object, &attribute, 1) != CKR_OK ||
      attribute.ulValueLen > MAX_ATTRIBUTE)
    return g_bytes_new (NULL, 0);
  size = attribute.ulValueLen;
  value = g_malloc (size + 1);
  attribute.pValue = value;
  if (functions->C_GetAttributeValue (self->handle, object, &attribute, 1) != CKR_OK ||
      attribute.ulValueLen > size)
    return g_bytes_new (NULL, 0);
  return g_bytes_new (value, attribute.ulValueLen);
}

/**
 * keys_session_read_boolean:
 * @self: a session
 * @object: an object
 * @type: the attribute
 * @otherwise: what to take it for where the token does not know it
 *
 * Reads a truth value.
 *
 * Returns: the value
 */
gboolean
keys_session_read_boolean (KeysSession *self,
                           CK_OBJECT_HANDLE object,
                           CK_ATTRIBUTE_TYPE type,
                           gboolean otherwise)
{
  g_autoptr (GBytes) value = keys_session_read (self, object, type);

  if (g_bytes_get_size (value) != sizeof (CK_BBOOL))
    return otherwise;
  return *(const CK_BBOOL *) g_bytes_get_data (value, NULL) != CK_FALSE;
}

static void
object_free (KeysObject *self)
{
  pki_certificate_unref (self->certificate);
  g_bytes_unref (self->id);
  g_bytes_unref (self->label);
  g_free (self);
}

/**
 * keys_session_list_certificates:
 * @self: a session
 * @error: as from keys_ckr_check()
 *
 * Reads the certificates, for which no token wants a PIN. What cannot be read as X.509 is passed
 * over.
 *
 * Returns: (transfer full) (element-type KeysObject): the certificates
 */
GPtrArray *
keys_session_list_certificates (KeysSession *self, GError **error)
{
  g_autoptr (GArray) handles = keys_session_find (self, CKO_CERTIFICATE, NULL, error);
  GPtrArray *objects;

  if (handles == NULL)
    return NULL;
  objects = g_ptr_array_new_with_free_func ((GDestroyNotify) object_free);
  for (guint i = 0; i < handles->len; i++)
    {
      CK_OBJECT_HANDLE handle = g_array_index (handles, CK_OBJECT_HANDLE, i);
      g_autoptr (GBytes) der = keys_session_read (self, handle, CKA_VALUE);
      PkiCertificate *certificate = pki_certificate_new_from_der (g_bytes_get_data (der, NULL),
                                                                  g_bytes_get_size (der), NULL);
      KeysObject *object;

      if (certificate == NULL)
        continue;
      object = g_new0 (KeysObject, 1);
      object->certificate = certificate;
      object->id = keys_session_read (self, handle, CKA_ID);
      object->label = keys_session_read (self, handle, CKA_LABEL);
      g_ptr_array_add (objects, object);
    }
  return objects;
}

/* What a module says when the token is gone is anybody's guess: the standard's own answer is the
 * rarest. Its slot knows better. */
static gboolean
is_gone (KeysSession *self, KeysError code)
{
  CK_SLOT_INFO info;

  return (code == KEYS_ERROR_TOKEN_SESSION || code == KEYS_ERROR_TOKEN_DEVICE ||
          code == KEYS_ERROR_TOKEN_NO_KEY) &&
         self->slot.functions->C_GetSlotInfo (self->slot.id, &info) == CKR_OK &&
         (info.flags & CKF_TOKEN_PRESENT) == 0;
}

/**
 * keys_session_check:
 * @self: a session
 * @rv: a module's answer
 * @call: the function that gave it
 * @error: as from keys_ckr_check(); %KEYS_ERROR_TOKEN_REMOVED whenever the token is gone
 *
 * Makes an error of an answer that is a refusal.
 *
 * Returns: whether it is CKR_OK
 */
gboolean
keys_session_check (KeysSession *self, CK_RV rv, const char *call, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (keys_ckr_check (rv, call, &cause))
    return TRUE;
  if (is_gone (self, (KeysError) cause->code))
    cause->code = KEYS_ERROR_TOKEN_REMOVED;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

/**
 * keys_session_free:
 * @self: (nullable) (transfer full): a session
 *
 * Closes it; with an application's last one the token forgets the PIN.
 */
void
keys_session_free (KeysSession *self)
{
  if (self == NULL)
    return;
  self->slot.functions->C_CloseSession (self->handle);
  g_free (self);
}
