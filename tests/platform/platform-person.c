/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-person.h"

#include <string.h>

#include "keys-office.h"
#include "pki-request.h"
#include "pki-statement.h"
#include "wire-text.h"

PlatformKey *
platform_key_new (const char *kind)
{
  PlatformKey *self = g_new0 (PlatformKey, 1);
  g_autoptr (GPtrArray) nobody = g_ptr_array_new ();
  g_autoptr (GBytes) spki = NULL;
  g_autoptr (GBytes) der = NULL;
  PkiSigner *signer;
  g_autoptr (GError) error = NULL;

  self->key = keys_office_generate (kind, &error);
  g_assert_no_error (error);
  spki = keys_office_get_spki (self->key, &error);
  signer = keys_office_open (self->key, nobody, &error);
  der = pki_request_make (signer, spki, NULL, NULL, &error);
  g_assert_no_error (error);
  pki_signer_free (signer);
  self->request = g_base64_encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  return self;
}

void
platform_key_free (PlatformKey *self)
{
  g_bytes_unref (self->key);
  g_free (self->request);
  g_free (self);
}

PlatformReply *
platform_person_challenge (PlatformPerson *self, WireOperation operation, const char *object)
{
  g_autofree char *body = g_strdup_printf ("{\"operation\":\"%s\",\"object\":\"%s\"}",
                                           wire_route_get (operation)->operation, object);

  return platform_test_send (self->test, "POST", "/v1/act-challenges",
                             &(PlatformSend){.session = self->session, .body = body});
}

char *
platform_person_sign (PkiSigner *signer, PlatformReply *challenge, WireStatement *statement)
{
  g_autofree char *text = NULL;
  g_autoptr (GBytes) cms = NULL;
  g_autofree char *base64 = NULL;
  g_autoptr (GError) error = NULL;

  if (!statement->nonce)
    statement->nonce = platform_reply_text (challenge, "nonce");
  if (!statement->platform)
    statement->platform = platform_reply_text (challenge, "platform");
  if (!statement->state && json_object_has_member (challenge->json, "state"))
    statement->state = platform_reply_text (challenge, "state");
  if (!statement->time)
    g_assert_true (
        wire_time_from_text (platform_reply_text (challenge, "created"), &statement->time));
  text = wire_statement_to_text (statement);
  cms = pki_statement_sign (signer, text, NULL, &error);
  g_assert_no_error (error);
  base64 = g_base64_encode (g_bytes_get_data (cms, NULL), g_bytes_get_size (cms));
  return g_strconcat (statement->nonce, ".", base64, NULL);
}

char *
platform_person_sign_act (PlatformPerson *self,
                          const char *method,
                          const char *path,
                          const char *body)
{
  WireStatement statement = {0};
  g_auto (GStrv) values = NULL;
  gboolean known;
  g_autofree char *object = NULL;
  g_autoptr (PlatformReply) challenge = NULL;
  gpointer message = NULL;
  const WireType *type;
  char *act;

  if (!self->signer || !wire_route_find (method, path, &statement.operation, &values, &known))
    return NULL;
  statement.object = object = g_strjoinv ("/", values);
  challenge = platform_person_challenge (self, statement.operation, object);
  if (challenge->status != 201)
    return NULL;
  type = wire_route_get (statement.operation)->body;
  if (type)
    statement.body = message = wire_decode (type, body, -1, NULL);
  act = platform_person_sign (self->signer, challenge, &statement);
  if (message)
    wire_free (type, message);
  return act;
}

PlatformReply *
platform_person_ask (PlatformPerson *self, const char *method, const char *path, const char *body)
{
  g_autofree char *act = platform_person_sign_act (self, method, path, body);

  return platform_test_send (self->test, method, path,
                             &(PlatformSend){.session = self->session, .body = body, .act = act});
}

void
platform_person_accept (PlatformPerson *self, const char *name)
{
  g_autoptr (PlatformReply) list = platform_person_ask (self, "GET", "/v1/agreements", NULL);
  JsonArray *items = json_object_get_array_member (list->json, "items");

  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonObject *item = json_array_get_object_element (items, i);
      g_autofree char *body = g_strdup_printf (
          "{\"agreement\":\"%s\",\"version\":1,\"language\":\"zh_CN\",\"sha256\":\"%s\"}", name,
          json_object_get_string_member (item, "sha256"));
      g_autoptr (PlatformReply) reply = NULL;

      if (!g_str_equal (json_object_get_string_member (item, "agreement"), name) ||
          !g_str_equal (json_object_get_string_member (item, "language"), "zh_CN"))
        continue;
      reply = platform_person_ask (self, "POST", "/v1/consents", body);
      g_assert_cmpuint (reply->status, ==, 201);
      return;
    }
  g_assert_not_reached ();
}

PlatformPerson *
platform_person_new (PlatformTest *test, const char *login)
{
  PlatformPerson *self = g_new0 (PlatformPerson, 1);

  self->test = test;
  platform_test_add_account (test, login);
  self->session = platform_test_log_in (test, login);
  self->key = platform_key_new ("p256");
  platform_person_accept (self, "privacy");
  platform_person_accept (self, "certification");
  return self;
}

void
platform_person_free (PlatformPerson *self)
{
  g_free (self->session);
  g_free (self->serial);
  g_clear_pointer (&self->signer, pki_signer_free);
  platform_key_free (self->key);
  g_free (self);
}

PlatformReply *
platform_person_begin (PlatformPerson *self, PlatformKey *key)
{
  g_autofree char *body = g_strdup_printf ("{\"request\":\"%s\"}", key->request);

  return platform_person_ask (self, "POST", "/v1/identity-sessions", body);
}

PlatformReply *
platform_person_scan (PlatformTest *test, PlatformReply *identity)
{
  const char *secret = strchr (platform_reply_text (identity, "verification_uri"), '#') + 1;
  g_autofree char *body = g_strdup_printf ("{\"secret\":\"%s\"}", secret);

  return platform_test_send (test, "POST", "/v1/phone/scan", &(PlatformSend){.body = body});
}

PlatformReply *
platform_person_enter (PlatformTest *test, PlatformReply *phone, const char *code)
{
  g_autofree char *body = g_strdup_printf ("{\"token\":\"%s\",\"match_code\":\"%s\"}",
                                           platform_reply_text (phone, "token"), code);

  return platform_test_send (test, "POST", "/v1/phone/confirm", &(PlatformSend){.body = body});
}

char *
platform_person_pass (PlatformPerson *self, PlatformKey *key)
{
  g_autoptr (PlatformReply) identity = platform_person_begin (self, key);
  g_autoptr (PlatformReply) phone = platform_person_scan (self->test, identity);
  g_autoptr (PlatformReply) done = platform_person_enter (
      self->test, phone, platform_reply_text (identity, "match_code"));

  g_assert_cmpstr (platform_reply_text (done, "state"), ==, "passed");
  return g_strdup (platform_reply_text (identity, "id"));
}

PkiSigner *
platform_person_open (PlatformKey *key, PlatformReply *certificate)
{
  g_autoptr (GPtrArray)
      chain = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
  gsize length;
  g_autofree guchar *der = g_base64_decode (platform_reply_text (certificate, "der"), &length);
  g_autoptr (GError) error = NULL;
  PkiSigner *signer;

  g_ptr_array_add (chain, pki_certificate_new_from_der (der, length, &error));
  g_assert_no_error (error);
  signer = keys_office_open (key->key, chain, &error);
  g_assert_no_error (error);
  return signer;
}

void
platform_person_certify (PlatformPerson *self)
{
  g_autofree char *session = platform_person_pass (self, self->key);
  g_autofree char *body = g_strdup_printf ("{\"session\":\"%s\",\"request\":\"%s\"}", session,
                                           self->key->request);
  g_autoptr (PlatformReply) reply = platform_person_ask (self, "POST", "/v1/certificates", body);

  g_assert_cmpuint (reply->status, ==, 201);
  g_free (self->serial);
  g_clear_pointer (&self->signer, pki_signer_free);
  self->serial = g_strdup (platform_reply_text (reply, "serial"));
  self->signer = platform_person_open (self->key, reply);
}
