/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* The platform that is meant, and the connection that it was recognised on. Of one thread. */
typedef struct {
  char *sha256;      /* (nullable): of the root that it has to show; NULL: any */
  char *other;       /* (nullable): what it showed instead */
  guint64 connection; /* that it was recognised on; 0: none */
  gboolean next;     /* it was recognised just now, on a connection that has ended */
  gboolean sent;     /* the last question has gone out */
  gboolean withheld; /* and then, or at once, would have gone elsewhere */
} ClientRoot;

void     client_root_clear      (ClientRoot   *self);
gboolean client_root_is_pending (ClientRoot   *self);
gboolean client_root_recognise  (ClientRoot   *self,
                                 SoupMessage  *answered,
                                 GBytes       *root);
void     client_root_guard      (ClientRoot   *self,
                                 SoupMessage  *message,
                                 GCancellable *cancellable);

G_END_DECLS
