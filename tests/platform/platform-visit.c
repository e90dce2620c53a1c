/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-visit.h"

#include <libsoup/soup.h>
#include <string.h>

#include "pki-digest.h"

static GMutex lock;
static char *warning; /* the last one that the platform has logged */

static GLogWriterOutput
keep_warning (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  if ((level & G_LOG_LEVEL_MASK) != G_LOG_LEVEL_WARNING)
    return g_log_writer_default (level, fields, n_fields, data);
  g_mutex_lock (&lock);
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE"))
      {
        g_free (warning);
        warning = g_strdup (fields[i].value);
      }
  g_mutex_unlock (&lock);
  return G_LOG_WRITER_HANDLED;
}

void
platform_visit_assert_warned (const char *pattern)
{
  g_autofree char *last = NULL;

  g_mutex_lock (&lock);
  last = g_steal_pointer (&warning);
  g_mutex_unlock (&lock);
  g_assert_nonnull (last);
  g_test_message ("%s", last);
  g_assert_true (g_pattern_match_simple (pattern, last));
}

void
platform_visit_init (PlatformVisit *self)
{
  g_autofree char *secret = NULL;

  self->issuer = platform_issuer_new ();
  self->test = platform_test_new ();
  platform_test_stop (self->test);
  secret = g_build_filename (self->test->folder, "portal.secret", NULL);
  g_assert_true (g_file_set_contents_full (secret, "s&cret:é\n", -1, 0, 0600, NULL));
  self->test->options.portal_issuer = platform_issuer_get_url (self->issuer);
  self->test->options.portal_client = "vermilion";
  self->test->options.portal_secret = g_intern_string (secret);
  self->test->options.portal_name = "政务服务网";
  self->test->options.portal_registration = TRUE;
  platform_test_start (self->test);
  platform_issuer_forge (self->issuer, &(PlatformForgery){0}, self->test->now);
}

void
platform_visit_clear (PlatformVisit *self)
{
  platform_test_free (self->test);
  platform_issuer_free (self->issuer);
}

void
platform_view_clear (PlatformView *view)
{
  g_clear_pointer (&view->location, g_free);
  g_clear_pointer (&view->cookie, g_free);
  g_clear_pointer (&view->json, json_object_unref);
}

void
platform_visit_browse (PlatformTest *test,
                       const char *address,
                       const char *cookie,
                       const char *body,
                       PlatformView *view)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *uri = *address == '/'
                             ? g_strconcat (platform_get_url (test->platform), address, NULL)
                             : g_strdup (address);
  g_autoptr (SoupMessage) message = soup_message_new (body ? "POST" : "GET", uri);
  SoupMessageHeaders *answered = soup_message_get_response_headers (message);
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  const char *set;

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  if (cookie)
    soup_message_headers_replace (soup_message_get_request_headers (message), "Cookie", cookie);
  if (body)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

      soup_message_set_request_body_from_bytes (message, "application/json", bytes);
    }
  answer = soup_session_send_and_read (session, message, NULL, NULL);
  g_assert_nonnull (answer);
  view->status = soup_message_get_status (message);
  view->location = g_strdup (soup_message_headers_get_one (answered, "Location"));
  set = soup_message_headers_get_one (answered, "Set-Cookie");
  view->cookie = set ? g_strndup (set, strcspn (set, ";")) : NULL;
  if (set)
    g_assert_nonnull (strstr (set, "; HttpOnly; SameSite=Lax"));
  if (g_bytes_get_size (answer) > 0 &&
      json_parser_load_from_data (parser, g_bytes_get_data (answer, NULL),
                                  g_bytes_get_size (answer), NULL))
    view->json = json_object_ref (json_node_get_object (json_parser_get_root (parser)));
}

void
platform_visitor_clear (PlatformVisitor *self)
{
  g_free (self->id);
  g_free (self->address);
  g_free (self->code);
  g_free (self->cookie);
  g_free (self->state);
}

char *
platform_visit_challenge (void)
{
  g_autoptr (GBytes) digest = pki_digest_bytes (PKI_DIGEST_SHA256, PLATFORM_VISIT_SECRET,
                                                strlen (PLATFORM_VISIT_SECRET));

  return g_base64_encode (g_bytes_get_data (digest, NULL), g_bytes_get_size (digest));
}

void
platform_visitor_take (PlatformVisitor *self, PlatformReply *reply)
{
  g_assert_cmpuint (reply->status, ==, 201);
  self->id = g_strdup (platform_reply_text (reply, "id"));
  self->address = g_strdup (platform_reply_text (reply, "address"));
  self->code = g_strdup (platform_reply_text (reply, "match_code"));
}

void
platform_visitor_begin (PlatformVisit *self, PlatformVisitor *login)
{
  g_autofree char *sha256 = platform_visit_challenge ();
  g_autofree char *body = g_strdup_printf ("{\"challenge\":\"%s\",\"device\":\"书房\"}", sha256);
  g_autoptr (PlatformReply) reply = platform_test_send (self->test, "POST", "/v1/portal-logins",
                                                        &(PlatformSend){.body = body, .name = ""});

  platform_visitor_take (login, reply);
}

static char *
state_in (const char *address)
{
  g_autoptr (GHashTable)
      fields = g_uri_parse_params (strchr (address, '?') + 1, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);

  return g_strdup (g_hash_table_lookup (fields, "state"));
}

/* To the portal, which makes a code for what it was sent. */
void
platform_visitor_go (PlatformVisit *self, PlatformVisitor *login)
{
  g_auto (PlatformView) view = {0};

  platform_visit_browse (self->test, login->address, NULL, NULL, &view);
  g_assert_cmpuint (view.status, ==, 303);
  g_assert_true (g_str_has_prefix (view.location, platform_issuer_get_url (self->issuer)));
  g_free (login->cookie);
  g_free (login->state);
  login->cookie = g_steal_pointer (&view.cookie);
  login->state = state_in (view.location);
  platform_issuer_authorize (self->issuer, view.location);
}

/* Where the browser is left, without the platform's own address. */
char *
platform_visitor_come_back (PlatformVisit *self,
                            PlatformVisitor *login,
                            const char *more,
                            const char *cookie)
{
  g_autofree char *path = g_strdup_printf ("/portal/callback?state=%s%s", login->state, more);
  g_autofree char *page = g_strconcat (platform_get_url (self->test->platform), "/portal#", NULL);
  g_auto (PlatformView) view = {0};

  platform_visit_browse (self->test, path, cookie, NULL, &view);
  g_assert_cmpuint (view.status, ==, 303);
  /* Nowhere else, whatever the address says. */
  g_assert_true (g_str_has_prefix (view.location, page));
  return g_strdup (view.location + strlen (page));
}

char *
platform_visit_text (JsonObject *json, const char *member)
{
  return g_strdup (json_object_get_string_member_with_default (json, member, "-"));
}

PlatformReply *
platform_visitor_ask (PlatformVisit *self,
                      PlatformVisitor *login,
                      const char *secret,
                      const char *what)
{
  g_autofree char *path = g_strdup_printf ("/v1/portal-logins/%s/%s", login->id, what);
  g_autofree char *body = g_strdup_printf ("{\"secret\":\"%s\"}", secret);

  return platform_test_send (self->test, "POST", path, &(PlatformSend){.body = body, .name = ""});
}

char *
platform_visitor_state (PlatformVisit *self, PlatformVisitor *login)
{
  g_autoptr (PlatformReply)
      reply = platform_visitor_ask (self, login, PLATFORM_VISIT_SECRET, "poll");

  g_assert_cmpuint (reply->status, ==, 200);
  return platform_visit_text (reply->json, "state");
}

char *
platform_visitor_reason (PlatformVisit *self, PlatformVisitor *login)
{
  g_autoptr (PlatformReply)
      reply = platform_visitor_ask (self, login, PLATFORM_VISIT_SECRET, "poll");

  return platform_visit_text (reply->json, "reason");
}

char *
platform_visitor_enter (PlatformVisit *self,
                        PlatformVisitor *login,
                        const char *code,
                        const char *cookie)
{
  g_autofree char *path = g_strdup_printf ("/v1/portal-logins/%s/confirm", login->id);
  g_autofree char *body = g_strdup_printf ("{\"match_code\":\"%s\"}", code);
  g_auto (PlatformView) view = {0};

  platform_visit_browse (self->test, path, cookie, body, &view);
  return view.status == 200 ? platform_visit_text (view.json, "state")
                            : g_strdup_printf ("%u", view.status);
}

void
platform_visitor_arrive (PlatformVisit *self, PlatformVisitor *login)
{
  platform_visitor_begin (self, login);
  platform_visitor_go (self, login);
  platform_assert_text (platform_visitor_come_back (self, login, "&code=the-code", login->cookie),
                        login->id);
}

/* The session's token. */
char *
platform_visit_log_in (PlatformVisit *self)
{
  g_auto (PlatformVisitor) login = {0};
  g_autoptr (PlatformReply) reply = NULL;

  platform_visitor_arrive (self, &login);
  platform_assert_text (platform_visitor_enter (self, &login, login.code, login.cookie),
                        "confirmed");
  reply = platform_visitor_ask (self, &login, PLATFORM_VISIT_SECRET, "session");
  g_assert_cmpuint (reply->status, ==, 201);
  return g_strdup (platform_reply_text (reply, "token"));
}

PlatformReply *
platform_visit_me (PlatformVisit *self, const char *session)
{
  return platform_test_send (self->test, "GET", "/v1/me", &(PlatformSend){.session = session});
}

void
platform_visit_set_up (void)
{
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  g_log_set_writer_func (keep_warning, NULL, NULL);
}
