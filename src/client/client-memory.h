/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The tags (RFC 9110, 8.8.3) that the pages of a list had when it was asked for last: one that is
 * the same since is neither sent nor read again. Used by one question at a time. */
typedef struct _ClientMemory ClientMemory;

ClientMemory *client_memory_new    (void);
ClientMemory *client_memory_ref    (ClientMemory *self);
void          client_memory_unref  (ClientMemory *self);
void          client_memory_forget (ClientMemory *self);

/* For this layer: the page of that number, as it was; NULL: nobody knows. */
void          client_memory_add      (ClientMemory *self,
                                      const char   *after,
                                      const char   *tag);
guint         client_memory_count    (ClientMemory *self);
const char   *client_memory_get_after (ClientMemory *self,
                                       guint         page);
const char   *client_memory_get_tag  (ClientMemory *self,
                                      guint         page);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClientMemory, client_memory_unref)

G_END_DECLS
