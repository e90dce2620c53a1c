/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A platform is known by its root. What the windows remember of it (platforms.ini, after a person
 * compared the fingerprint) and the command line (platform.ini, as seen first) is in one folder of
 * the user's; here it is only read. */
#define CLIENT_PIN_DESKTOP "platforms.ini"
#define CLIENT_PIN_COMMAND "platform.ini"

/* The group of an address in the desktop's memory; not every address can be the name of one. */
char    *client_pin_group (const char *address);
/* FALSE where another root is remembered: known receives it. */
gboolean client_pin_check (const char  *folder,
                           const char  *address,
                           const char  *sha256,
                           char       **known);

/* What the server at an address may prove itself with besides the system's authorities: PEM. */
char    *client_pin_dup_anchor (const char *folder,
                                const char *address);

G_END_DECLS
