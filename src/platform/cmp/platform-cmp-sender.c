/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-cmp-sender.h"

#include <string.h>

#include "platform-private.h"
#include "platform-statement.h"

/**
 * platform_cmp_dup_secret:
 * @platform: the platform
 * @session: id of an identification
 *
 * Tells the secret that an identification's id stands for in CMP. It is kept nowhere: all processes
 * of a platform make the same one.
 *
 * Returns: (transfer full): 64 hexadecimal digits
 */
char *
platform_cmp_dup_secret (Platform *platform, const char *session)
{
  g_autoptr (GBytes) mac = platform_mac (platform, "cmp", session);
  const guint8 *bytes = g_bytes_get_data (mac, NULL);
  GString *text = g_string_sized_new (64);

  for (gsize i = 0; i < g_bytes_get_size (mac); i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}

static void
free_secret (gpointer text)
{
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static PlatformActor *
actor_new (const PlatformAccount *account)
{
  PlatformActor *actor = g_new0 (PlatformActor, 1);

  actor->account = g_strdup (account->id);
  actor->login = g_strdup (account->login);
  actor->person = g_strdup (account->person);
  actor->name = g_strdup (account->name);
  actor->id_last_four = g_strdup (account->id_last_four);
  actor->identity = g_strdup (account->identity);
  actor->roles = g_strdupv (account->roles);
  actor->created = account->created;
  return actor;
}

/* What is done is done by the account that began the identification. */
static PlatformAccount *
find_asker (PlatformCall *call, const char *session, GError **error)
{
  g_autofree char *login = platform_store_find_asker (call->store, session, error);

  return login ? platform_store_find_login (call->store, login, error) : NULL;
}

static gboolean
find_by_reference (PlatformCall *call,
                   const char *reference,
                   PlatformCmpSender *sender,
                   GError **error)
{
  g_autoptr (PlatformIdentity)
      identity = platform_store_get_identity (call->store, reference, error);
  g_autoptr (PlatformAccount) account = identity ? find_asker (call, identity->id, error) : NULL;
  char *secret;

  if (!account || g_strcmp0 (account->person, identity->person) != 0)
    return !*error;
  secret = platform_cmp_dup_secret (call->platform, identity->id);
  sender->secret = g_bytes_new_with_free_func (secret, strlen (secret), free_secret, secret);
  sender->name = g_strdup (identity->id);
  sender->identity = g_steal_pointer (&identity);
  call->actor = actor_new (account);
  return TRUE;
}

static gboolean
find_by_certificate (PlatformCall *call, GBytes *der, PlatformCmpSender *sender, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (PlatformCertificate) row = platform_statement_find (call, der, &local);
  g_autoptr (PlatformAccount)
      account = row ? platform_store_find_account_of (call->store, row->person, &local) : NULL;

  if (local && local->domain != WIRE_PROBLEM)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!account)
    return TRUE;
  sender->signer = pki_certificate_new_from_der (g_bytes_get_data (row->der, NULL),
                                                 g_bytes_get_size (row->der), error);
  if (!sender->signer)
    return FALSE;
  sender->name = g_strdup (row->serial);
  sender->certificate = g_steal_pointer (&row);
  call->actor = actor_new (account);
  return TRUE;
}

/**
 * platform_cmp_sender_find:
 * @call: the request, which becomes the sender's
 * @message: what it says
 * @sender: (out): who that is; nobody where it is not known here
 * @error: where to put a fault
 *
 * Finds what the protection of a message is to be verified with.
 *
 * Returns: FALSE on error
 */
gboolean
platform_cmp_sender_find (PlatformCall *call,
                          const PkiCmpMessage *message,
                          PlatformCmpSender *sender,
                          GError **error)
{
  if (message->protection == PKI_CMP_MAC && message->reference)
    return find_by_reference (call, message->reference, sender, error);
  if (message->protection == PKI_CMP_SIGNATURE && message->signer)
    return find_by_certificate (call, message->signer, sender, error);
  return TRUE;
}

/**
 * platform_cmp_sender_clear:
 * @sender: a sender
 *
 * Lets go of it, with its secret wiped.
 */
void
platform_cmp_sender_clear (PlatformCmpSender *sender)
{
  g_free (sender->name);
  g_clear_pointer (&sender->secret, g_bytes_unref);
  g_clear_pointer (&sender->identity, platform_identity_free);
  g_clear_pointer (&sender->certificate, platform_certificate_free);
  g_clear_pointer (&sender->signer, pki_certificate_unref);
}
