/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client-memory.h"

struct _ClientMemory {
  GPtrArray *afters; /* the cursor of each page */
  GPtrArray *tags;
};

static void
clear (gpointer data)
{
  ClientMemory *self = data;

  g_ptr_array_unref (self->afters);
  g_ptr_array_unref (self->tags);
}

/**
 * client_memory_new:
 *
 * Makes one that remembers nothing.
 *
 * Returns: (transfer full): the memory
 */
ClientMemory *
client_memory_new (void)
{
  ClientMemory *self = g_atomic_rc_box_new0 (ClientMemory);

  self->afters = g_ptr_array_new_with_free_func (g_free);
  self->tags = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * client_memory_ref:
 * @self: a memory
 *
 * Returns: (transfer full): the same
 */
ClientMemory *
client_memory_ref (ClientMemory *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * client_memory_unref:
 * @self: (transfer full): a memory
 *
 * Lets go of it.
 */
void
client_memory_unref (ClientMemory *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * client_memory_forget:
 * @self: a memory
 *
 * The next answer is a whole one.
 */
void
client_memory_forget (ClientMemory *self)
{
  g_ptr_array_set_size (self->afters, 0);
  g_ptr_array_set_size (self->tags, 0);
}

/**
 * client_memory_add:
 * @self: a memory
 * @after: the cursor of the next page
 * @tag: that it came with
 *
 * Remembers a page.
 */
void
client_memory_add (ClientMemory *self, const char *after, const char *tag)
{
  g_ptr_array_add (self->afters, g_strdup (after));
  g_ptr_array_add (self->tags, g_strdup (tag));
}

/**
 * client_memory_count:
 * @self: a memory
 *
 * Returns: of how many pages it knows
 */
guint
client_memory_count (ClientMemory *self)
{
  return self->tags->len;
}

/**
 * client_memory_get_after:
 * @self: a memory
 * @page: below client_memory_count()
 *
 * Returns: (transfer none): its cursor
 */
const char *
client_memory_get_after (ClientMemory *self, guint page)
{
  return self->afters->pdata[page];
}

/**
 * client_memory_get_tag:
 * @self: a memory
 * @page: below client_memory_count()
 *
 * Returns: (transfer none): its tag
 */
const char *
client_memory_get_tag (ClientMemory *self, guint page)
{
  return self->tags->pdata[page];
}
