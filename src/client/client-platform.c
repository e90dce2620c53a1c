/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client-platform.h"

#include <string.h>

#include "client-line.h"
#include "client-platform-private.h"
#include "client-statement.h"
#include "pki-error.h"
#include "pki-random.h"

#define TIMEOUT 30
/* Seconds that a whole answer may take. */
#define PATIENCE 120
/* A list that goes on for ever is some program's fault: fifty thousand things are none. */
#define MAX_PAGES 500
/* No tag of ours is as long. */
#define MAX_TAG 200

static void
free_secret (char *text)
{
  if (text)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

/**
 * client_platform_new:
 * @url: where it is
 * @token: (nullable): the start token of an embedded one
 *
 * Makes a client of a platform; nothing is asked yet.
 *
 * Returns: (transfer full): the client
 */
ClientPlatform *
client_platform_new (const char *url, const char *token)
{
  ClientPlatform *self = g_new0 (ClientPlatform, 1);

  self->session = soup_session_new_with_options ("timeout", TIMEOUT, NULL);
  self->url = g_strdup (url);
  self->token = g_strdup (token);
  self->patience = PATIENCE;
  self->refusal = PKI_ERROR_FETCH_TLS;
  return self;
}

/**
 * client_platform_free:
 * @self: (transfer full): a client
 *
 * Frees it, and wipes its tokens.
 */
void
client_platform_free (ClientPlatform *self)
{
  g_object_unref (self->session);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->refused, g_bytes_unref);
  client_root_clear (&self->root);
  g_free (self->anchor);
  g_free (self->url);
  free_secret (self->token);
  free_secret (self->login);
  g_free (self);
}

/**
 * client_platform_get_url:
 * @self: a client
 *
 * Tells where the platform is that it asks.
 *
 * Returns: (transfer none): its address
 */
const char *
client_platform_get_url (ClientPlatform *self)
{
  return self->url;
}

/**
 * client_platform_get_cancellable:
 * @self: a client
 *
 * Tells what ends its questions.
 *
 * Returns: (transfer none) (nullable): as it was set
 */
GCancellable *
client_platform_get_cancellable (ClientPlatform *self)
{
  return self->cancellable;
}

/**
 * client_platform_set_login:
 * @self: a client
 * @session: (nullable): token from the answer to a login
 *
 * Says who asks from now on.
 */
void
client_platform_set_login (ClientPlatform *self, const char *session)
{
  free_secret (self->login);
  self->login = g_strdup (session);
}

/**
 * client_platform_set_cancellable:
 * @self: a client
 * @cancellable: (nullable): ends what is asked from now on, with %G_IO_ERROR_CANCELLED
 *
 * Makes its questions ones that can be given up.
 */
void
client_platform_set_cancellable (ClientPlatform *self, GCancellable *cancellable)
{
  g_set_object (&self->cancellable, cancellable);
}

/**
 * client_platform_set_patience:
 * @self: a client
 * @seconds: that a whole answer may take, once it has begun; 120 where this is not called
 *
 * Says how long an answer that comes little by little is waited for.
 */
void
client_platform_set_patience (ClientPlatform *self, guint seconds)
{
  self->patience = seconds;
}

/**
 * client_platform_set_proxy:
 * @self: a client
 * @proxy: (nullable): such as http://proxy.example:3128; %NULL is the one of the desktop
 *
 * Says through what the platform is reached.
 */
void
client_platform_set_proxy (ClientPlatform *self, const char *proxy)
{
  g_autoptr (GProxyResolver) resolver = NULL;

  if (proxy == NULL || *proxy == '\0')
    return;
  resolver = g_simple_proxy_resolver_new (proxy, NULL);
  g_object_set (self->session, "proxy-resolver", resolver, NULL);
}

/**
 * client_platform_set_anchor:
 * @self: a client
 * @pem: (nullable): certificates, as client_anchor_accepts() takes them
 *
 * Says what its server may prove itself with besides what this computer's own authorities issued.
 */
void
client_platform_set_anchor (ClientPlatform *self, const char *pem)
{
  g_free (self->anchor);
  self->anchor = g_strdup (pem);
}

/**
 * client_platform_set_root:
 * @self: a client
 * @sha256: (nullable): of the root that was compared; NULL: whatever answers is the platform
 *
 * Says which platform is meant. From now on nothing is sent over a connection before the platform
 * has shown this root there: what answers at its address may be another one by then.
 */
void
client_platform_set_root (ClientPlatform *self, const char *sha256)
{
  client_root_clear (&self->root);
  self->root = (ClientRoot){.sha256 = g_strdup (sha256)};
}

/**
 * client_platform_get_other_root:
 * @self: a client
 *
 * Tells whether another platform answers, after %PKI_ERROR_FETCH_TLS.
 *
 * Returns: (transfer none) (nullable): SHA-256 of the root that it showed
 */
const char *
client_platform_get_other_root (ClientPlatform *self)
{
  return self->root.other;
}

/**
 * client_platform_get_refused:
 * @self: a client
 *
 * Tells what the server proved itself with where that was not enough, after %PKI_ERROR_FETCH_TLS,
 * and somebody who knows its fingerprint could still believe it.
 *
 * Returns: (transfer none) (nullable): the certificate, DER; NULL of one that has expired, begins
 *   later or is for another name, whoever issued it
 */
GBytes *
client_platform_get_refused (ClientPlatform *self)
{
  return self->refused;
}

/**
 * client_platform_set_transport_error:
 * @self: a client
 * @cause: what the network said
 * @error: where to put it
 *
 * Says in this layer's words why nothing came, or that it was given up.
 *
 * Returns: FALSE
 */
gboolean
client_platform_set_transport_error (ClientPlatform *self, const GError *cause, GError **error)
{
  PkiError code = cause->domain == G_TLS_ERROR        ? self->refusal
                  : cause->domain == G_RESOLVER_ERROR ? PKI_ERROR_FETCH_ADDRESS
                  : g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)
                      ? PKI_ERROR_FETCH_TIMEOUT
                      : PKI_ERROR_FETCH_CONNECT;

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      if (error)
        *error = g_error_copy (cause);
      return FALSE;
    }
  self->refusal = PKI_ERROR_FETCH_TLS;
  g_set_error (error, PKI_ERROR, code, "%s: %s", self->url, cause->message);
  return FALSE;
}

/* Of a list, what is asked for, and how it came. */
typedef struct {
  const char *after; /* the cursor, or "" for its beginning */
  const char *tag;   /* that it had; or NULL */
  char *new_tag;     /* that it has now; or NULL */
  gboolean same;     /* it is as it was, and is not sent */
} Page;

static void
take_tag (Page *page, SoupMessage *message)
{
  const char *tag = soup_message_headers_get_one (soup_message_get_response_headers (message),
                                                  "ETag");

  g_clear_pointer (&page->new_tag, g_free);
  page->new_tag = tag && strlen (tag) <= MAX_TAG ? g_strdup (tag) : NULL;
  page->same = page->tag && soup_message_get_status (message) == SOUP_STATUS_NOT_MODIFIED;
}

/* @page: (nullable): of a list */
static gboolean
ask (ClientPlatform *self,
     const ClientQuestion *question,
     Page *page,
     gpointer *answer,
     GError **error)
{
  const WireType *type = wire_route_get (question->operation)->answer;
  g_autofree char *name = question->name ? g_strdup (question->name) : pki_random_hex (16);
  g_autofree char *act = question->signer ? client_statement_sign (self, question, error) : NULL;
  const ClientEnvelope envelope = {page ? page->after : NULL, name, act, page ? page->tag : NULL};
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GBytes) body = NULL;
  gsize size;
  const char *text;

  if (question->signer && !act)
    return FALSE;
  body = client_line_ask (self, question, &envelope, &message, error);
  if (!body)
    return FALSE;
  if (page)
    take_tag (page, message);
  if (page && page->same)
    return TRUE;
  if (!SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (message)))
    return client_line_refuse (self, message, body, error);
  if (!type || !answer)
    return TRUE;
  text = g_bytes_get_data (body, &size);
  *answer = wire_decode (type, text ? text : "", size, error);
  return *answer != NULL;
}

/* Every list begins so. */
typedef struct {
  GPtrArray *items;
  char *next;
} List;

/* Takes over what the next page has; whoever frees the list frees it. */
static void
append (List *list, List *page)
{
  while (page->items->len > 0)
    g_ptr_array_insert (list->items, -1, g_ptr_array_steal_index (page->items, 0));
  g_free (list->next);
  list->next = g_steal_pointer (&page->next);
}

static gboolean
is_list (const WireType *type)
{
  return type && type->n_fields == 2 && g_str_equal (type->fields[0].name, "items") &&
         g_str_equal (type->fields[1].name, "next");
}

/* One page without a tag, and nobody can tell the next time whether it is the same. */
static void
remember (ClientMemory *memory, const char *after, Page *page, gboolean *tagged)
{
  if (memory && *tagged && page->new_tag)
    client_memory_add (memory, after, page->new_tag);
  else if (memory)
    client_memory_forget (memory);
  *tagged = *tagged && page->new_tag;
  g_clear_pointer (&page->new_tag, g_free);
}

/* Page by page, as long as none has changed. */
static gboolean
ask_same (ClientPlatform *self, const ClientQuestion *question, gboolean *same, GError **error)
{
  ClientMemory *memory = question->memory;

  *same = memory && client_memory_count (memory) > 0;
  for (guint i = 0; *same && i < client_memory_count (memory); i++)
    {
      Page page = {client_memory_get_after (memory, i), client_memory_get_tag (memory, i), NULL,
                   FALSE};
      gpointer other = NULL;
      gboolean done = ask (self, question, &page, &other, error);

      g_free (page.new_tag);
      if (!done)
        return FALSE;
      if (other)
        wire_free (wire_route_get (question->operation)->answer, other);
      *same = page.same;
    }
  return TRUE;
}

static gboolean
ask_all (ClientPlatform *self, const ClientQuestion *question, gpointer *answer, GError **error)
{
  const WireType *type = wire_route_get (question->operation)->answer;
  Page first = {"", NULL, NULL, FALSE};
  gboolean tagged = TRUE;
  gpointer all = NULL;

  if (question->memory)
    client_memory_forget (question->memory);
  if (!ask (self, question, &first, &all, error))
    {
      g_free (first.new_tag);
      return FALSE;
    }
  remember (question->memory, "", &first, &tagged);
  for (guint i = 1; ((List *) all)->next; i++)
    {
      g_autofree char *after = g_strdup (((List *) all)->next);
      Page each = {after, NULL, NULL, FALSE};
      gpointer page = NULL;

      if (i == MAX_PAGES ? !client_line_set_too_large (self, "list", error)
                         : !ask (self, question, &each, &page, error))
        {
          if (question->memory)
            client_memory_forget (question->memory);
          g_free (each.new_tag);
          wire_free (type, all);
          return FALSE;
        }
      remember (question->memory, after, &each, &tagged);
      append (all, page);
      wire_free (type, page);
    }
  *answer = all;
  return TRUE;
}

static gboolean
ask_list (ClientPlatform *self, const ClientQuestion *question, gpointer *answer, GError **error)
{
  gboolean same;

  return ask_same (self, question, &same, error) &&
         (same || ask_all (self, question, answer, error));
}

/**
 * client_platform_ask:
 * @self: a client
 * @question: what is asked
 * @answer: (out) (optional) (transfer full): a struct of the route's answer, for wire_free(); or
 *   NULL of a list that is as the question's memory has it
 * @error: %WIRE_PROBLEM, #WireError or %PKI_ERROR_FETCH_CONNECT and its like
 *
 * Asks a platform and waits for the answer; a list comes with all its pages in one, or not at all.
 * A POST whose answer got lost comes once or twice again, where the platform then does it once.
 *
 * Returns: FALSE on error
 */
gboolean
client_platform_ask (ClientPlatform *self,
                     const ClientQuestion *question,
                     gpointer *answer,
                     GError **error)
{
  return answer && is_list (wire_route_get (question->operation)->answer)
             ? ask_list (self, question, answer, error)
             : ask (self, question, NULL, answer, error);
}

/**
 * client_platform_open_stream:
 * @self: a client
 * @question: what is asked
 * @media_type: of the answer
 * @error: %WIRE_PROBLEM, or %PKI_ERROR_FETCH_STATUS where the answer is none of that type, or
 *   %PKI_ERROR_FETCH_CONNECT and its like
 *
 * Asks for an answer that comes bit by bit, and does not wait for its end.
 *
 * Returns: (transfer full): the answer; or NULL on error
 */
GInputStream *
client_platform_open_stream (ClientPlatform *self,
                             const ClientQuestion *question,
                             const char *media_type,
                             GError **error)
{
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GInputStream) stream = client_line_open (self, question, &(ClientEnvelope){NULL},
                                                      media_type, &message, error);
  g_autoptr (GBytes) body = NULL;
  guint status;

  if (!stream)
    return NULL;
  status = soup_message_get_status (message);
  if (SOUP_STATUS_IS_SUCCESSFUL (status) &&
      g_strcmp0 (
          soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL),
          media_type) == 0)
    return g_steal_pointer (&stream);
  if (SOUP_STATUS_IS_SUCCESSFUL (status))
    g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_STATUS, "%s: no %s", self->url, media_type);
  else if ((body = client_line_read (self, stream, error)))
    client_line_refuse (self, message, body, error);
  return NULL;
}
