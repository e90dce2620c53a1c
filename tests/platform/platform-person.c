/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-person.h"

#include <string.h>

#include "keys-office.h"
#include "pki-request.h"

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
  der = pki_request_make (signer, spki, NULL, &error);
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
platform_person_ask (PlatformPerson *self, const char *method, const char *path, const char *body)
{
  return platform_test_send (self->test, method, path,
                             &(PlatformSend){.session = self->session, .body = body});
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
