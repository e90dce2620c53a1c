/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "client-platform.h"
#include "client-root.h"
#include "pki-error.h"

G_BEGIN_DECLS

struct _ClientPlatform {
  SoupSession *session;
  char *url;
  char *token;               /* (nullable): of an embedded platform's start */
  char *login;               /* (nullable): token of the session */
  GCancellable *cancellable; /* (nullable) */
  char *anchor;              /* (nullable): PEM */
  GBytes *refused;           /* (nullable): a certificate, DER */
  PkiError refusal;          /* why one was refused, for the next error of the connection */
  guint patience;            /* seconds */
  ClientRoot root;
};

G_END_DECLS
