/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A way to find out who holds the phone. */
typedef struct {
  const char *name;
  const char *policy; /* OID in the certificate: how well the person was verified */
} PlatformProvider;

const PlatformProvider *platform_provider_find (const char *name);

G_END_DECLS
