/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client-root.h"

/**
 * client_root_clear:
 * @self: a root
 *
 * Frees what it has.
 */
void
client_root_clear (ClientRoot *self)
{
  g_free (self->sha256);
  g_free (self->other);
}

/**
 * client_root_is_pending:
 * @self: a root
 *
 * Returns: whether the platform has to show it before anything is asked
 */
gboolean
client_root_is_pending (ClientRoot *self)
{
  return self->sha256 != NULL && (self->connection == 0 || self->withheld) && !self->next;
}

/**
 * client_root_recognise:
 * @self: a root
 * @answered: the question that asked for it, which nothing secret was in
 * @root: what was shown, DER
 *
 * Compares what is shown on a connection with what is expected. Some servers and proxies end the
 * connection after each answer: there the next question goes to whom answered the moment before.
 *
 * Returns: FALSE: it is another
 */
gboolean
client_root_recognise (ClientRoot *self, SoupMessage *answered, GBytes *root)
{
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, root);

  g_clear_pointer (&self->other, g_free);
  self->connection = 0;
  if (!g_str_equal (sha256, self->sha256))
    {
      self->other = g_steal_pointer (&sha256);
      return FALSE;
    }
  self->connection = soup_message_get_connection_id (answered);
  self->next = !soup_message_is_keepalive (answered);
  self->withheld = FALSE;
  return TRUE;
}

/* libsoup says this before each time that it writes a question, also where it does so again because
 * the connection had ended. */
static void
starting (SoupMessage *message, ClientRoot *self)
{
  GCancellable *cancellable = g_object_get_data (G_OBJECT (message), "cancellable");

  if (self->next || soup_message_get_connection_id (message) == self->connection)
    {
      self->next = FALSE;
      self->sent = TRUE;
    }
  else
    {
      self->withheld = TRUE;
      g_cancellable_cancel (cancellable);
    }
}

/**
 * client_root_guard:
 * @self: a root, which outlives the message's sending
 * @message: what is going to be sent with @cancellable
 * @cancellable: ends this message alone
 *
 * Keeps a question back where it would go over a connection on which nobody was recognised: at the
 * same address another platform may answer by now.
 */
void
client_root_guard (ClientRoot *self, SoupMessage *message, GCancellable *cancellable)
{
  if (self->sha256 == NULL)
    return;
  self->sent = self->withheld = FALSE;
  /* Or a POST has a connection of its own, on which nobody was recognised. libsoup would also
   * repeat it, which is kept back. */
  soup_message_add_flags (message, SOUP_MESSAGE_IDEMPOTENT);
  g_object_set_data_full (G_OBJECT (message), "cancellable", g_object_ref (cancellable),
                          g_object_unref);
  g_signal_connect (message, "starting", G_CALLBACK (starting), self);
}
