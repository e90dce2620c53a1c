/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where the token of a session is kept: with the desktop's keyring (the Secret Service,
 * org.freedesktop.secrets) where one answers and is unlocked, or else in the program's own file of
 * mode 0600, which then says so. Nothing here asks a person anything, and nothing waits for more
 * than some seconds. */
typedef struct {
  const char *folder; /* the user's data folder, so that two of them are kept apart */
  const char *name;   /* of the session in it */
} ClientVaultKey;

/* The token, or NULL; TRUE in changed says that it has moved into the keyring and that the file has
 * to be written. */
char    *client_vault_take (const ClientVaultKey *key,
                            GKeyFile             *file,
                            const char           *group,
                            gboolean             *changed);
/* NULL forgets it. The file is to be written afterwards. */
void     client_vault_put  (const ClientVaultKey *key,
                            GKeyFile             *file,
                            const char           *group,
                            const char           *session);
/* Whether the keyring has it. */
gboolean client_vault_has  (GKeyFile   *file,
                            const char *group);

G_END_DECLS
