/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-module.h"

#include <openssl/err.h>

#include "keys-ckr.h"

/* No machine has more; a module that says so is broken. */
#define MAX_SLOTS 256

struct _KeysModules {
  CK_FUNCTION_LIST **registered; /* with p11-kit; NULL-terminated */
  CK_FUNCTION_LIST *extra;
  char *path; /* of extra */
};

static gboolean
load_extra (KeysModules *self, const char *path, GError **error)
{
  CK_FUNCTION_LIST *module = p11_kit_module_load (path, 0);
  CK_RV rv;

  if (module == NULL)
    {
      const char *reason = p11_kit_message ();

      g_set_error (error, KEYS_ERROR, KEYS_ERROR_MODULE, "%s: %s", path,
                   reason != NULL ? reason : "cannot be loaded");
      return FALSE;
    }
  rv = p11_kit_module_initialize (module);
  if (rv != CKR_OK)
    {
      g_autofree char *name = keys_ckr_dup_name (rv);

      p11_kit_module_release (module);
      g_set_error (error, KEYS_ERROR, KEYS_ERROR_MODULE, "%s: C_Initialize: %s", path, name);
      return FALSE;
    }
  self->extra = module;
  self->path = g_strdup (path);
  return TRUE;
}

/**
 * keys_modules_load:
 * @path: (nullable): a module that p11-kit does not know of
 * @error: %KEYS_ERROR_MODULE when the one at @path cannot be used
 *
 * Loads what is registered with p11-kit, which every driver's package does by itself, and @path.
 * A registered module that fails is left out: other tokens have nothing to do with it.
 *
 * Returns: (transfer full): the modules
 */
KeysModules *
keys_modules_load (const char *path, GError **error)
{
  g_autoptr (KeysModules) self = g_new0 (KeysModules, 1);

  p11_kit_be_quiet ();
  if (path != NULL && !load_extra (self, path, error))
    return NULL;
  self->registered = p11_kit_modules_load_and_initialize (0);
  ERR_clear_error ();
  return g_steal_pointer (&self);
}

static void
add_slots (GArray *slots, CK_FUNCTION_LIST *functions, const char *module)
{
  CK_SLOT_ID ids[MAX_SLOTS] = {0};
  CK_ULONG n_ids = MAX_SLOTS;

  if (functions->C_GetSlotList (CK_TRUE, ids, &n_ids) != CKR_OK)
    return;
  for (CK_ULONG i = 0; i < MIN (n_ids, MAX_SLOTS); i++)
    {
      KeysSlot slot = {.functions = functions, .id = ids[i], .module = module};

      if (functions->C_GetTokenInfo (ids[i], &slot.info) == CKR_OK &&
          (slot.info.flags & CKF_TOKEN_INITIALIZED) != 0)
        g_array_append_val (slots, slot);
    }
}

/**
 * keys_modules_list_slots:
 * @self: the modules
 *
 * Lists the tokens that are plugged in. Stores of root certificates look like tokens to p11-kit;
 * nobody signs with those.
 *
 * Returns: (transfer full) (element-type KeysSlot): the slots, those of the extra module first
 */
GArray *
keys_modules_list_slots (KeysModules *self)
{
  GArray *slots = g_array_new (FALSE, FALSE, sizeof (KeysSlot));

  if (self->extra != NULL)
    add_slots (slots, self->extra, self->path);
  for (guint i = 0; self->registered != NULL && self->registered[i] != NULL; i++)
    if ((p11_kit_module_get_flags (self->registered[i]) & P11_KIT_MODULE_TRUSTED) == 0)
      add_slots (slots, self->registered[i], NULL);
  return slots;
}

/**
 * keys_slot_dup_text:
 * @text: one of the texts of CK_TOKEN_INFO
 * @size: its room
 *
 * Takes away the blanks that PKCS#11 fills its texts up with; not every token writes UTF-8.
 *
 * Returns: (transfer full): the text
 */
char *
keys_slot_dup_text (const guint8 *text, gsize size)
{
  return g_utf8_make_valid ((const char *) text, (gssize) p11_kit_space_strlen (text, size));
}

/**
 * keys_modules_free:
 * @self: (nullable) (transfer full): the modules
 *
 * Lets go of them; what others in this process do with the same modules is not disturbed.
 */
void
keys_modules_free (KeysModules *self)
{
  if (self == NULL)
    return;
  if (self->registered != NULL)
    p11_kit_modules_finalize_and_release (self->registered);
  if (self->extra != NULL)
    {
      p11_kit_module_finalize (self->extra);
      p11_kit_module_release (self->extra);
    }
  g_free (self->path);
  g_free (self);
  ERR_clear_error ();
}
