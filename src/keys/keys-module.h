/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <p11-kit/p11-kit.h>

G_BEGIN_DECLS

/* The PKCS#11 modules of this machine, loaded and initialised for as long as this lives. */
typedef struct _KeysModules KeysModules;

/* A slot with a token in it; nothing here outlives the modules. */
typedef struct {
  CK_FUNCTION_LIST *functions;
  CK_SLOT_ID        id;
  CK_TOKEN_INFO     info;
  const char       *module; /* the path that keys_modules_load() was given, or NULL */
} KeysSlot;

KeysModules *keys_modules_load       (const char   *path,
                                      GError      **error);
GArray      *keys_modules_list_slots (KeysModules  *self);
char        *keys_slot_dup_text      (const guint8 *text,
                                      gsize         size);
void         keys_modules_free       (KeysModules  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KeysModules, keys_modules_free)

G_END_DECLS
