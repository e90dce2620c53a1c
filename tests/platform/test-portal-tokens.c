/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "pki-jose.h"
#include "platform-visit.h"

/* What a portal's tokens say, and who may have made them. */

static const struct {
  const char *name;
  gboolean good;
  PlatformForgery forgery;
} forgeries[] = {
    {"rs256", TRUE, {0}},
    {"ps256", TRUE, {.algorithm = "PS256"}},
    {"es256", TRUE, {.algorithm = "ES256"}},
    {"one key that fits", TRUE, {.kid = ""}},
    {"several clients", TRUE, {.aud = "[\"other\",\"vermilion\"]", .azp = "vermilion"}},
    {"a list of one", TRUE, {.aud = "[\"vermilion\"]"}},
    {"clocks that differ a little", TRUE, {.iat_shift = 50}},
    {"just expired by another clock", TRUE, {.exp_shift = -350}},
    {"none", FALSE, {.algorithm = "none", .key = "none"}},
    {"None", FALSE, {.algorithm = "None", .key = "none", .kid = ""}},
    {"no signature", FALSE, {.key = "none"}},
    {"keyed with the public key", FALSE, {.algorithm = "HS256", .key = "public"}},
    {"the same, called rs256", FALSE, {.algorithm = "RS256", .key = "public"}},
    {"an algorithm in small letters", FALSE, {.algorithm = "rs256", .key = "rsa"}},
    {"of another digest", FALSE, {.algorithm = "RS512", .key = "rsa"}},
    {"a foreign key", FALSE, {.key = "foreign"}},
    {"a foreign key of its own name", FALSE, {.key = "foreign", .kid = "foreign"}},
    {"a foreign key in the header",
     FALSE,
     {.key = "foreign", .header = ",\"jku\":\"http://127.0.0.1/\",\"jwk\":{\"kty\":\"RSA\"}"}},
    {"a key of another kind", FALSE, {.algorithm = "ES256", .key = "rsa", .kid = "rsa"}},
    {"a key that is for another algorithm", FALSE, {.algorithm = "RS256", .kid = "ec"}},
    {"pss as pkcs1", FALSE, {.algorithm = "PS256", .key = "none"}},
    {"ecdsa of another form", FALSE, {.algorithm = "ES256", .is_der = TRUE}},
    {"ecdsa of zeros", FALSE, {.algorithm = "ES256", .is_zero = TRUE}},
    {"changed", FALSE, {.is_changed = TRUE}},
    {"what may not be overlooked", FALSE, {.header = ",\"crit\":[\"exp\"]"}},
    {"another issuer", FALSE, {.iss = "https://evil.example"}},
    {"the issuer with a stroke", FALSE, {.iss = "http://127.0.0.1/op/"}},
    {"another client", FALSE, {.aud = "\"other\""}},
    {"no client", FALSE, {.aud = "[]"}},
    {"a client that is no text", FALSE, {.aud = "{\"vermilion\":1}"}},
    {"several clients and nobody's", FALSE, {.aud = "[\"other\",\"vermilion\"]"}},
    {"given to another", FALSE, {.azp = "other"}},
    {"another login", FALSE, {.nonce = "0123456789"}},
    {"no login", FALSE, {.nonce = ""}},
    {"expired", FALSE, {.exp_shift = -361}},
    {"an end that is a text", FALSE, {.exp = "\"9999999999\""}},
    {"an end that is none", FALSE, {.exp = "-1"}},
    {"an end beyond all time", FALSE, {.exp = "1e300"}},
    {"of a time to come", FALSE, {.iat_shift = 61}},
    {"an old one", FALSE, {.iat_shift = -700}},
    {"not yet", FALSE, {.claims = ",\"nbf\":9999999999"}},
    {"nobody", FALSE, {.sub = "\"\""}},
    {"somebody who is no text", FALSE, {.sub = "17"}},
    {"no token", FALSE, {.token = "x"}},
    {"an empty one", FALSE, {.token = ".."}},
    {"one part too many", FALSE, {.token = "e30.e30.e30.e30"}},
    {"letters that are none", FALSE, {.token = "e30=.e30.AA"}},
};

static void
test_forgery (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_auto (PlatformVisit) portal = {0};
  g_auto (PlatformVisitor) login = {0};

  platform_visit_init (&portal);
  platform_issuer_forge (portal.issuer, &forgeries[i].forgery, portal.test->now);
  platform_visitor_arrive (&portal, &login);
  if (!forgeries[i].good)
    platform_visit_assert_warned ("portal: the portal's token: *");
  platform_assert_text (platform_visitor_state (&portal, &login),
                        forgeries[i].good ? "returned" : "failed");
  if (forgeries[i].good)
    return;
  platform_assert_text (platform_visitor_reason (&portal, &login), "portal");
  platform_assert_text (platform_visitor_enter (&portal, &login, login.code, login.cookie), "409");
  g_assert_cmpuint (platform_test_count (portal.test, "account"), ==, 0);
  g_assert_cmpuint (platform_test_count (portal.test, "session"), ==, 0);
}

/* A new key is asked for when a token names it, and invented names do not make the platform ask and
 * ask. */
static void
test_rotation (void)
{
  g_auto (PlatformVisit) portal = {0};
  g_auto (PlatformVisitor) login = {0};
  guint before;

  platform_visit_init (&portal);
  g_free (platform_visit_log_in (&portal));
  g_assert_cmpuint (platform_issuer_count_keys (portal.issuer), ==, 1);
  /* Another process of the platform, or this one a while later. */
  platform_test_stop (portal.test);
  platform_test_start (portal.test);
  platform_issuer_rotate (portal.issuer);
  g_free (platform_visit_log_in (&portal));
  before = platform_issuer_count_keys (portal.issuer);
  platform_issuer_forge (portal.issuer, &(PlatformForgery){.kid = "invented"}, portal.test->now);
  for (guint i = 0; i < 5; i++)
    {
      g_auto (PlatformVisitor) each = {0};

      platform_visitor_arrive (&portal, &each);
      platform_visit_assert_warned ("portal: *no key of the portal");
    }
  g_assert_cmpuint (platform_issuer_count_keys (portal.issuer) - before, <, 5);
}

/* A portal's key that somebody else can find out, or that verifies whatever comes, is none. */
static void
test_weak_keys (void)
{
  static const struct {
    gsize size; /* bytes of the modulus */
    const char *exponent;
    gboolean taken;
  } table[] = {
      {128, "\1\0\1", FALSE}, {255, "\1\0\1", FALSE}, {256, "\0\0\1", FALSE},
      {256, "\1\0\0", FALSE}, {256, "\1\0\1", TRUE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      guint8 digits[256];
      g_autoptr (GBytes) modulus = NULL;
      g_autoptr (GBytes) exponent = g_bytes_new (table[i].exponent, 3);
      PkiJoseKey *key;

      memset (digits, 0xff, sizeof digits);
      modulus = g_bytes_new (digits, table[i].size);
      key = pki_jose_key_new_rsa (modulus, exponent);
      g_assert_cmpint (key != NULL, ==, table[i].taken);
      g_clear_pointer (&key, pki_jose_key_free);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  platform_visit_set_up ();
  for (guint i = 0; i < G_N_ELEMENTS (forgeries); i++)
    {
      g_autofree char *path = g_strconcat ("/platform/portal/token/", forgeries[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_forgery);
    }
  g_test_add_func ("/platform/portal/rotation", test_rotation);
  g_test_add_func ("/platform/portal-tokens/weak-keys", test_weak_keys);
  return g_test_run ();
}
