/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "pki-certificate.h"
#include "platform-person.h"

/* From a login to a certificate, and what becomes of it; and each short cut that is refused. */

static PlatformReply *
apply (PlatformPerson *self, const char *session, PlatformKey *key)
{
  g_autofree char *body = g_strdup_printf ("{\"session\":\"%s\",\"request\":\"%s\"}", session,
                                           key->request);

  return platform_person_ask (self, "POST", "/v1/certificates", body);
}

static char *
get_certificate (PlatformPerson *self)
{
  platform_person_certify (self);
  return g_strdup (self->serial);
}

static PkiCertificate *
certificate_of (PlatformReply *reply)
{
  gsize length;
  g_autofree guchar *der = g_base64_decode (platform_reply_text (reply, "der"), &length);
  g_autoptr (GError) error = NULL;
  PkiCertificate *certificate = pki_certificate_new_from_der (der, length, &error);

  g_assert_no_error (error);
  return certificate;
}

static void
test_apply (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autofree char *session = platform_person_pass (person, person->key);
  g_autoptr (PlatformReply) reply = apply (person, session, person->key);
  g_autoptr (PlatformReply) again = apply (person, session, person->key);
  g_autoptr (PlatformReply) me = platform_person_ask (person, "GET", "/v1/me", NULL);
  g_autoptr (PkiCertificate) certificate = certificate_of (reply);

  g_assert_cmpuint (reply->status, ==, 201);
  g_assert_cmpstr (pki_certificate_get_name (certificate), ==, "李雷");
  g_assert_true (pki_certificate_check_signer (certificate, test->now, NULL));
  g_assert_nonnull (strstr (platform_reply_text (reply, "policy"), ".1"));
  g_assert_cmpstr (platform_reply_text (me, "identity"), ==, "verified");
  g_assert_cmpstr (platform_reply_problem (again), ==, "conflict");
  g_assert_cmpuint (platform_test_count (test, "certificate WHERE person IS NOT NULL"), ==, 1);
}

static void
test_consent_comes_first (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (PlatformReply) list = platform_person_ask (person, "GET", "/v1/consents", NULL);
  JsonArray *items = json_object_get_array_member (list->json, "items");
  g_autofree char *path = g_strconcat (
      "/v1/consents/",
      json_object_get_string_member (json_array_get_object_element (items, 0), "id"), NULL);
  g_autoptr (PlatformReply) withdrawn = platform_person_ask (person, "DELETE", path, NULL);
  g_autoptr (PlatformReply) twice = platform_person_ask (person, "DELETE", path, NULL);
  g_autoptr (PlatformReply) refused = platform_person_begin (person, person->key);
  g_autoptr (PlatformReply) forged = platform_person_ask (
      person, "POST", "/v1/consents",
      "{\"agreement\":\"privacy\",\"version\":1,\"language\":\"en\",\"sha256\":\"00\"}");
  g_autoptr (PlatformReply) unknown = platform_person_ask (
      person, "POST", "/v1/consents",
      "{\"agreement\":\"privacy\",\"version\":2,\"language\":\"en\",\"sha256\":\"00\"}");

  g_assert_cmpuint (json_array_get_length (items), ==, 2);
  g_assert_cmpuint (withdrawn->status, ==, 204);
  g_assert_cmpstr (platform_reply_problem (twice), ==, "conflict");
  g_assert_cmpstr (platform_reply_problem (refused), ==, "consent");
  g_assert_cmpstr (platform_reply_problem (forged), ==, "changed");
  g_assert_cmpstr (platform_reply_problem (unknown), ==, "not-found");
}

/* Whoever takes back what they gave twice has taken it back, whichever of the two they name. */
static void
test_consent_given_twice (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (PlatformPerson) other = platform_person_new (test, "hanmeimei");
  g_autoptr (PlatformReply) list = NULL, withdrawn = NULL, twice = NULL, refused = NULL;
  g_autoptr (PlatformReply) theirs = NULL;
  g_autofree char *path = NULL, *last = NULL;
  JsonArray *items;

  test->now++;
  platform_person_accept (person, "privacy");
  list = platform_person_ask (person, "GET", "/v1/consents", NULL);
  items = json_object_get_array_member (list->json, "items");
  g_assert_cmpuint (json_array_get_length (items), ==, 3);
  path = g_strconcat (
      "/v1/consents/",
      json_object_get_string_member (json_array_get_object_element (items, 0), "id"), NULL);
  withdrawn = platform_person_ask (person, "DELETE", path, NULL);
  twice = platform_person_ask (person, "DELETE", path, NULL);
  refused = platform_person_begin (person, person->key);
  theirs = platform_person_begin (other, other->key);
  g_assert_cmpuint (withdrawn->status, ==, 204);
  g_assert_cmpstr (platform_reply_problem (twice), ==, "conflict");
  g_assert_cmpstr (platform_reply_text (twice, "detail"), ==, "it was withdrawn already");
  g_assert_cmpstr (platform_reply_problem (refused), ==, "consent");
  g_assert_cmpuint (theirs->status, ==, 201);
  g_assert_cmpuint (platform_test_count (test, "consent WHERE withdrawn IS NOT NULL"), ==, 2);
  g_assert_cmpuint (platform_test_count (test, "evidence WHERE type = 'consent-withdrawn'"), ==, 2);
}

/* Two phones on one code, a code that ran out, and one that was replaced. */
static void
test_codes (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (PlatformReply) identity = platform_person_begin (person, person->key);
  g_autoptr (PlatformReply) phone = platform_person_scan (test, identity);
  g_autoptr (PlatformReply) second = platform_person_scan (test, identity);
  g_autofree char *path = g_strconcat ("/v1/identity-sessions/",
                                       platform_reply_text (identity, "id"), NULL);
  g_autofree char *refresh = g_strconcat (path, "/refresh", NULL);
  g_autoptr (PlatformReply) seen = platform_person_ask (person, "GET", path, NULL);
  g_autoptr (PlatformReply) fresh = platform_person_ask (person, "POST", refresh, NULL);
  g_autoptr (PlatformReply)
      old_phone = platform_person_enter (test, phone, platform_reply_text (fresh, "match_code"));
  g_autoptr (PlatformReply) old_code = platform_person_scan (test, identity);
  g_autoptr (PlatformReply) late = NULL, expired = NULL;

  g_assert_cmpuint (phone->status, ==, 200);
  g_assert_cmpstr (platform_reply_problem (second), ==, "conflict");
  g_assert_cmpstr (platform_reply_text (seen, "state"), ==, "scanned");
  g_assert_false (json_object_has_member (seen->json, "verification_uri"));
  g_assert_cmpstr (platform_reply_text (fresh, "state"), ==, "waiting");
  g_assert_cmpstr (platform_reply_problem (old_phone), ==, "gone");
  g_assert_cmpstr (platform_reply_problem (old_code), ==, "gone");
  test->now += 120;
  late = platform_person_scan (test, fresh);
  expired = platform_person_ask (person, "GET", path, NULL);
  g_assert_cmpstr (platform_reply_problem (late), ==, "expired");
  g_assert_cmpstr (platform_reply_text (expired, "state"), ==, "expired");
}

/* A phone that does not stand before the screen has three guesses. */
static void
test_wrong_match_code (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (PlatformReply) identity = platform_person_begin (person, person->key);
  g_autoptr (PlatformReply) phone = platform_person_scan (test, identity);
  g_autofree char *code = g_strdup (platform_reply_text (identity, "match_code"));
  g_autoptr (PlatformReply) late = NULL, refused = NULL;

  code[0] ^= 1; /* another digit */
  for (guint left = 3; left-- > 0;)
    {
      g_autoptr (PlatformReply) reply = platform_person_enter (test, phone, code);

      g_assert_cmpint (json_object_get_int_member (reply->json, "retries"), ==, left);
      g_assert_cmpstr (platform_reply_text (reply, "state"), ==, left > 0 ? "scanned" : "failed");
    }
  late = platform_person_enter (test, phone, platform_reply_text (identity, "match_code"));
  g_assert_cmpstr (platform_reply_problem (late), ==, "conflict");
  refused = apply (person, platform_reply_text (identity, "id"), person->key);
  g_assert_cmpstr (platform_reply_problem (refused), ==, "conflict");
}

static void
test_cancelled (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (PlatformReply) identity = platform_person_begin (person, person->key);
  g_autofree char *path = g_strconcat ("/v1/identity-sessions/",
                                       platform_reply_text (identity, "id"), NULL);
  g_autoptr (PlatformReply) cancelled = platform_person_ask (person, "DELETE", path, NULL);
  g_autoptr (PlatformReply) twice = platform_person_ask (person, "DELETE", path, NULL);
  g_autoptr (PlatformReply) phone = platform_person_scan (test, identity);

  g_assert_cmpuint (cancelled->status, ==, 204);
  g_assert_cmpstr (platform_reply_problem (twice), ==, "conflict");
  g_assert_cmpstr (platform_reply_problem (phone), ==, "gone");
}

/* A request that openssl makes well signed, of a key that nobody should have. */
static char *
request_of (const char *key)
{
  g_autofree char *line = g_strdup_printf ("openssl req -new -newkey %s -nodes -keyout /dev/null "
                                           "-subj '/CN=x' -outform der 2>/dev/null | base64 -w0",
                                           key);
  const char *const arguments[] = {"sh", "-c", line, NULL};
  char *out = NULL;

  g_assert_true (g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                               &out, NULL, NULL, NULL));
  return out;
}

static void
test_requests_refused (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (PlatformPerson) thief = platform_person_new (test, "hanmeimei");
  g_autoptr (PlatformKey) other = platform_key_new ("p256");
  g_autofree char *session = platform_person_pass (person, person->key);
  g_autoptr (PlatformReply) other_key = apply (person, session, other);
  g_autoptr (PlatformReply) stolen = apply (thief, session, person->key);
  PlatformKey rubbish = {.request = (char *) "AAAA"};
  g_autoptr (PlatformReply) none = platform_person_begin (person, &rubbish);
  g_autoptr (PlatformReply) good = NULL, late = NULL, same_key = NULL;
  g_autofree char *second = NULL;

  g_assert_cmpstr (platform_reply_problem (other_key), ==, "key");
  g_assert_cmpstr (platform_reply_problem (stolen), ==, "not-found");
  g_assert_cmpstr (platform_reply_problem (none), ==, "request");
  good = apply (person, session, person->key);
  g_assert_cmpuint (good->status, ==, 201);
  /* Another person cannot have a certificate for a key that is somebody's. */
  second = platform_person_pass (thief, person->key);
  same_key = apply (thief, second, person->key);
  g_assert_cmpstr (platform_reply_problem (same_key), ==, "key");
  g_free (second);
  second = platform_person_pass (person, other);
  test->now += 600;
  late = apply (person, second, other);
  g_assert_cmpstr (platform_reply_problem (late), ==, "expired");
}

/* A point of a curve is the same written short, and whoever knows an RSA key may change its
 * exponent: what is somebody's key, or was revoked, is known again. */
static void
test_same_key_otherwise (void)
{
  static const char line[] =
      "d=$(mktemp -d) && cd $d && openssl ecparam -name prime256v1 -genkey -noout -out long && "
      "openssl ec -in long -conv_form compressed -out short && for k in long short; do "
      "openssl req -new -key $k -subj /CN=x -outform der | base64 -w0; echo; done; rm -r $d";
  const char *const arguments[] = {"sh", "-c", line, NULL};
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (PlatformPerson) thief = platform_person_new (test, "hanmeimei");
  g_autofree char *out = NULL;
  g_auto (GStrv) requests = NULL;

  g_assert_true (g_spawn_sync (NULL, (char **) arguments, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out,
                               NULL, NULL, NULL));
  requests = g_strsplit (out, "\n", -1);
  g_assert_cmpuint (strlen (requests[1]), <, strlen (requests[0]));
  for (guint i = 0; i < 2; i++)
    {
      PlatformKey key = {.request = requests[i]};
      PlatformPerson *self = i == 0 ? person : thief;
      g_autofree char *session = platform_person_pass (self, &key);
      g_autoptr (PlatformReply) reply = apply (self, session, &key);

      if (i == 0)
        g_assert_cmpuint (reply->status, ==, 201);
      else
        g_assert_cmpstr (platform_reply_problem (reply), ==, "key");
    }
}

/* Keys that are too short, of a curve that is, or whose exponent lets others sign or is another
 * than everybody's. */
static void
test_weak_keys (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  static const char *const weak[] = {
      "rsa:1024",
      "ec -pkeyopt ec_paramgen_curve:prime192v1",
      "ec -pkeyopt ec_paramgen_curve:secp256k1",
      "rsa:2048 -pkeyopt rsa_keygen_pubexp:3",
      "rsa:2048 -pkeyopt rsa_keygen_pubexp:65539",
  };
  static const char *const strong[] = {"rsa:2048", "ec -pkeyopt ec_paramgen_curve:P-384"};

  for (guint i = 0; i < G_N_ELEMENTS (weak); i++)
    {
      PlatformKey key = {.request = request_of (weak[i])};
      g_autoptr (PlatformReply) reply = platform_person_begin (person, &key);

      g_test_message ("%s", weak[i]);
      g_assert_cmpint (strlen (key.request), >, 100);
      g_assert_cmpstr (platform_reply_problem (reply), ==, "weak-key");
      g_free (key.request);
    }
  for (guint i = 0; i < G_N_ELEMENTS (strong); i++)
    {
      PlatformKey key = {.request = request_of (strong[i])};
      g_autoptr (PlatformReply) reply = platform_person_begin (person, &key);

      g_assert_cmpuint (reply->status, ==, 201);
      g_free (key.request);
    }
  g_assert_cmpuint (platform_test_count (test, "identity_session"), ==, 2);
}

/* A request as long as no key makes it, and one longer than any body may be. */
static void
test_huge_requests (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  static const struct {
    gsize size;
    const char *problem;
  } cases[] = {{16000, "request"}, {40000, "malformed"}, {4 << 20, "too-large"}};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PlatformKey key = {.request = g_strnfill (cases[i].size, 'M')};
      g_autoptr (PlatformReply) reply = platform_person_begin (person, &key);

      g_assert_cmpstr (platform_reply_problem (reply), ==, cases[i].problem);
      g_free (key.request);
    }
  g_assert_cmpuint (platform_test_count (test, "identity_session"), ==, 0);
}

/* Passing takes two minutes, collecting the certificate ten: one for one, and then it says to start
 * again. */
static void
test_collect_late (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autofree char *session = platform_person_pass (person, person->key);
  g_autofree char *path = g_strconcat ("/v1/identity-sessions/", session, NULL);
  g_autoptr (PlatformReply) still = NULL, got = NULL, twice = NULL, used = NULL;

  test->now += 599;
  still = platform_person_ask (person, "GET", path, NULL);
  g_assert_cmpstr (platform_reply_text (still, "state"), ==, "passed");
  got = apply (person, session, person->key);
  g_assert_cmpuint (got->status, ==, 201);
  twice = apply (person, session, person->key);
  g_assert_cmpstr (platform_reply_problem (twice), ==, "conflict");
  used = platform_person_ask (person, "GET", path, NULL);
  g_assert_cmpstr (platform_reply_text (used, "state"), ==, "used");
  g_assert_cmpuint (platform_test_count (test, "certificate WHERE person IS NOT NULL"), ==, 1);
}

/* The name in a request is not what is printed. */
static void
test_forged_subject (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  const char *const arguments[] = {
      "sh", "-c",
      "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null "
      "-subj '/CN=Somebody Else/O=Bank' -outform der 2>/dev/null | base64 -w0",
      NULL};
  PlatformKey forged = {0};
  g_autofree char *session = NULL;
  g_autoptr (PlatformReply) reply = NULL;

  g_assert_true (g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                               &forged.request, NULL, NULL, NULL));
  session = platform_person_pass (person, &forged);
  reply = apply (person, session, &forged);
  g_assert_nonnull (strstr (platform_reply_text (reply, "subject"), "李雷"));
  g_assert_null (strstr (platform_reply_text (reply, "subject"), "Bank"));
  g_free (forged.request);
}

static PlatformReply *
act (PlatformPerson *self, const char *serial, const char *verb, const char *body)
{
  g_autofree char *path = g_strdup_printf ("/v1/certificates/%s%s", serial, verb);

  return platform_person_ask (self, "POST", path, body);
}

/* What a list says of serial numbers, by openssl. */
static gboolean
is_listed (PlatformTest *test, const char *serial)
{
  g_autofree char *line = g_strdup_printf (
      "curl -sf %s/crl/authority.crl | openssl crl -inform der -noout -text",
      platform_get_url (test->platform));
  const char *const arguments[] = {"sh", "-c", line, NULL};
  g_autofree char *out = NULL;

  g_assert_true (g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                               &out, NULL, NULL, NULL));
  return strstr (out, serial) != NULL;
}

static void
test_suspend_and_restore (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autofree char *serial = get_certificate (person);
  g_autofree char *proof = NULL;
  g_autofree char *body = NULL;
  g_autoptr (PlatformReply) suspended = act (person, serial, "/suspend", NULL);
  g_autoptr (PlatformReply) twice = act (person, serial, "/suspend", NULL);
  g_autoptr (PlatformReply) unproven = NULL, restored = NULL;
  JsonObject *hold;

  /* What is suspended signs nothing; the identification stands for it. */
  g_clear_pointer (&person->signer, pki_signer_free);
  unproven = act (person, serial, "/restore", "{\"session\":\"x\"}");

  g_assert_cmpstr (platform_reply_text (suspended, "state"), ==, "suspended");
  g_assert_cmpint (json_object_get_int_member (suspended->json, "reason"), ==, 6);
  g_assert_cmpstr (platform_reply_problem (twice), ==, "certificate-suspended");
  g_assert_cmpstr (platform_reply_problem (unproven), ==, "not-found");
  g_assert_true (is_listed (test, serial));
  test->now += 10;
  proof = platform_person_pass (person, person->key);
  body = g_strdup_printf ("{\"session\":\"%s\"}", proof);
  restored = act (person, serial, "/restore", body);
  g_assert_cmpstr (platform_reply_text (restored, "state"), ==, "active");
  g_assert_false (is_listed (test, serial));
  /* The list has forgotten; the platform has not. */
  hold = json_array_get_object_element (json_object_get_array_member (restored->json, "holds"), 0);
  g_assert_true (json_object_has_member (hold, "since"));
  g_assert_true (json_object_has_member (hold, "until"));
}

static void
test_revoke (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autofree char *serial = get_certificate (person);
  g_autoptr (PlatformReply) odd = act (person, serial, "/revoke", "{\"reason\":2}");
  g_autoptr (PlatformReply) future = act (
      person, serial, "/revoke", "{\"reason\":1,\"invalid_since\":\"2099-01-01T00:00:00Z\"}");
  g_autoptr (PlatformReply) revoked = act (
      person, serial, "/revoke", "{\"reason\":1,\"invalid_since\":\"2026-11-01T00:00:00Z\"}");
  g_autoptr (PlatformReply) twice = act (person, serial, "/revoke", "{\"reason\":0}");
  g_autoptr (PlatformReply) suspended = act (person, serial, "/suspend", NULL);
  g_autofree char *session = platform_person_pass (person, person->key);
  g_autoptr (PlatformReply) again = apply (person, session, person->key);

  g_assert_cmpstr (platform_reply_problem (odd), ==, "malformed");
  g_assert_cmpstr (platform_reply_problem (future), ==, "malformed");
  g_assert_cmpstr (platform_reply_text (revoked, "state"), ==, "revoked");
  g_assert_cmpstr (platform_reply_problem (twice), ==, "certificate-revoked");
  g_assert_cmpstr (platform_reply_problem (suspended), ==, "certificate-revoked");
  /* A key that may be in other hands does not come back. */
  g_assert_cmpstr (platform_reply_problem (again), ==, "key");
  g_assert_true (is_listed (test, serial));
}

static void
test_renew (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (PlatformKey) other = platform_key_new ("p256");
  g_autofree char *serial = get_certificate (person);
  g_autofree char *same = g_strdup_printf ("{\"request\":\"%s\"}", person->key->request);
  g_autofree char *wrong = g_strdup_printf ("{\"request\":\"%s\"}", other->request);
  g_autoptr (PlatformReply) renewed = NULL, refused = NULL, expired = NULL;

  test->now += 300 * 86400;
  g_free (person->session);
  person->session = platform_test_log_in (test, "lilei");
  refused = act (person, serial, "/renew", wrong);
  g_assert_cmpstr (platform_reply_problem (refused), ==, "key");
  renewed = act (person, serial, "/renew", same);
  g_assert_cmpuint (renewed->status, ==, 201);
  g_assert_cmpstr (platform_reply_text (renewed, "replaces"), ==, serial);
  test->now += 100 * 86400;
  g_free (person->session);
  person->session = platform_test_log_in (test, "lilei");
  expired = act (person, serial, "/renew", same);
  g_assert_cmpstr (platform_reply_problem (expired), ==, "certificate-expired");
}

static PlatformReply *
replace (PlatformPerson *self, const char *serial, const char *session, PlatformKey *key)
{
  g_autofree char *body = g_strdup_printf ("{\"session\":\"%s\",\"request\":\"%s\"}", session,
                                           key->request);

  return act (self, serial, "/change", body);
}

/* Identified with another name than the platform knows. */
static char *
pass_as (PlatformPerson *self, PlatformKey *key, const char *name)
{
  g_autofree char *body = g_strdup_printf ("{\"request\":\"%s\",\"name\":\"%s\"}", key->request,
                                           name);
  g_autoptr (PlatformReply)
      identity = platform_person_ask (self, "POST", "/v1/identity-sessions", body);
  g_autoptr (PlatformReply) phone = platform_person_scan (self->test, identity);
  g_autoptr (PlatformReply) done = platform_person_enter (
      self->test, phone, platform_reply_text (identity, "match_code"));

  g_assert_cmpstr (platform_reply_text (phone, "name"), ==, name);
  g_assert_cmpstr (platform_reply_text (done, "state"), ==, "passed");
  return g_strdup (platform_reply_text (identity, "id"));
}

static char *
name_of (PlatformPerson *self)
{
  g_autoptr (PlatformReply) me = platform_person_ask (self, "GET", "/v1/me", NULL);

  return g_strdup (platform_reply_text (me, "name"));
}

/* What was taken for a name before it is not fit any more: it is said, and nothing is issued. */
static void
test_name_from_before (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autofree char *session = platform_person_pass (person, person->key);
  guint evidence = platform_test_count (test, "evidence");
  g_autoptr (PlatformReply) refused = NULL;

  platform_test_change (test, "UPDATE person SET name = '李\u2f12'");
  refused = apply (person, session, person->key);
  g_assert_cmpstr (platform_reply_problem (refused), ==, "name");
  g_assert_cmpuint (platform_test_count (test, "certificate WHERE person IS NOT NULL"), ==, 0);
  g_assert_cmpuint (platform_test_count (test, "evidence"), ==, evidence);
}

typedef struct {
  PlatformTest *test;
  PlatformSend send;
} AtOnce;

static gpointer
apply_at_once (gpointer data)
{
  AtOnce *once = data;

  return GUINT_TO_POINTER (
      platform_test_status (once->test, "POST", "/v1/certificates", &once->send));
}

/* One identification is good for one certificate, however many ask for it in the same moment. */
static void
test_at_once (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autofree char *session = platform_person_pass (person, person->key);
  g_autofree char *body = g_strdup_printf ("{\"session\":\"%s\",\"request\":\"%s\"}", session,
                                           person->key->request);
  static const char *const names[] = {"one", "two", "three", "four"};
  GThread *threads[G_N_ELEMENTS (names)];
  AtOnce each[G_N_ELEMENTS (names)];
  guint n_issued = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      each[i] = (AtOnce){test, {.session = person->session, .body = body, .name = names[i]}};
      threads[i] = g_thread_new (NULL, apply_at_once, &each[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      guint status = GPOINTER_TO_UINT (g_thread_join (threads[i]));

      n_issued += status == 201 ? 1 : 0;
      g_assert_true (status == 201 || status == 409);
    }
  g_assert_cmpuint (n_issued, ==, 1);
  g_assert_cmpuint (platform_test_count (test, "certificate WHERE person IS NOT NULL"), ==, 1);
}

/* After a change of name: a new certificate with the new one, the old one revoked, both or neither.
 */
static void
test_change (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (PlatformKey) key = platform_key_new ("p256");
  g_autofree char *serial = get_certificate (person);
  g_autoptr (PlatformReply) unproven = replace (person, serial, "x", key);
  g_autofree char *session = pass_as (person, key, "李明");
  g_autoptr (PlatformReply) other_key = replace (person, serial, session, person->key);
  g_autofree char *path = g_strconcat ("/v1/certificates/", serial, NULL);
  g_autoptr (PlatformReply) untouched = platform_person_ask (person, "GET", path, NULL);
  g_autoptr (PlatformReply) not_new = apply (person, session, key);
  g_autofree char *before = name_of (person);
  g_autofree char *after = NULL;
  g_autoptr (PlatformReply) fresh = NULL, old = NULL, again = NULL;

  g_assert_cmpstr (platform_reply_problem (not_new), ==, "conflict");
  g_assert_cmpstr (before, ==, "李雷");
  g_assert_cmpstr (platform_reply_problem (unproven), ==, "not-found");
  g_assert_cmpstr (platform_reply_problem (other_key), ==, "key");
  g_assert_cmpstr (platform_reply_text (untouched, "state"), ==, "active");
  fresh = replace (person, serial, session, key);
  g_assert_cmpuint (fresh->status, ==, 201);
  g_assert_cmpstr (platform_reply_text (fresh, "replaces"), ==, serial);
  g_assert_nonnull (strstr (platform_reply_text (fresh, "subject"), "李明"));
  after = name_of (person);
  g_assert_cmpstr (after, ==, "李明");
  old = platform_person_ask (person, "GET", path, NULL);
  g_assert_cmpstr (platform_reply_text (old, "state"), ==, "revoked");
  g_assert_cmpint (json_object_get_int_member (old->json, "reason"), ==, 3);
  g_assert_true (is_listed (test, serial));
  pki_signer_free (person->signer);
  person->signer = platform_person_open (key, fresh);
  again = replace (person, serial, session, key);
  g_assert_cmpstr (platform_reply_problem (again), ==, "conflict");
  g_assert_cmpuint (platform_test_count (test, "evidence WHERE type = 'certificate-changed'"), ==,
                    1);
  g_assert_cmpuint (platform_test_count (test, "evidence WHERE type = 'certificate-revoked'"), ==,
                    1);
  g_assert_cmpuint (platform_test_count (test, "evidence WHERE type = 'person-renamed'"), ==, 1);
  g_assert_cmpuint (platform_test_count (test, "act WHERE operation = 'changeCertificate'"), ==, 1);
}

/* A session alone changes nothing, and a key of somebody else neither; names that are none are
 * refused. */
static void
test_change_is_signed (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (PlatformKey) key = platform_key_new ("p256");
  g_autofree char *serial = get_certificate (person);
  g_autofree char *session = pass_as (person, key, "李明");
  g_autofree char *path = g_strdup_printf ("/v1/certificates/%s/change", serial);
  g_autofree char *body = g_strdup_printf ("{\"session\":\"%s\",\"request\":\"%s\"}", session,
                                           key->request);
  g_autoptr (PlatformReply) unsigned_one = platform_test_send (
      test, "POST", path, &(PlatformSend){.session = person->session, .body = body});
  const char *const names[] = {"", " ", " 李明", "李\\n明"};
  g_autoptr (PlatformReply) done = NULL;

  g_assert_cmpstr (platform_reply_problem (unsigned_one), ==, "signature-needed");
  g_assert_cmpuint (platform_test_count (test, "person WHERE name = '李明'"), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *asked = g_strdup_printf ("{\"request\":\"%s\",\"name\":\"%s\"}",
                                                key->request, names[i]);
      g_autoptr (PlatformReply)
          refused = platform_person_ask (person, "POST", "/v1/identity-sessions", asked);

      g_assert_cmpuint (refused->status, ==, 422);
    }
  done = platform_person_ask (person, "POST", path, body);
  g_assert_cmpuint (done->status, ==, 201);
}

/* All at once, and nobody else's; nor does an identification bring any back that was begun before.
 */
static void
test_emergency_stop (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (PlatformPerson) other = platform_person_new (test, "hanmeimei");
  g_autofree char *first = get_certificate (person);
  g_autofree char *theirs = get_certificate (other);
  g_autofree char *second = NULL, *proof = NULL, *path = NULL, *body = NULL;
  g_autoptr (PlatformReply) stopped = NULL, again = NULL, ended = NULL, late = NULL;

  platform_key_free (person->key);
  person->key = platform_key_new ("rsa2048");
  second = get_certificate (person);
  proof = platform_person_pass (person, person->key);
  path = g_strdup_printf ("/v1/identity-sessions/%s", proof);
  body = g_strdup_printf ("{\"session\":\"%s\"}", proof);
  stopped = platform_person_ask (person, "POST", "/v1/emergency-stop", NULL);
  again = platform_person_ask (person, "POST", "/v1/emergency-stop", NULL);
  g_assert_cmpint (json_object_get_int_member (stopped->json, "suspended"), ==, 2);
  g_assert_cmpint (json_object_get_int_member (again->json, "suspended"), ==, 0);
  g_assert_true (is_listed (test, first) && is_listed (test, second));
  g_assert_false (is_listed (test, theirs));
  ended = platform_person_ask (person, "GET", path, NULL);
  g_assert_cmpstr (platform_reply_text (ended, "state"), ==, "cancelled");
  g_clear_pointer (&person->signer, pki_signer_free);
  late = act (person, second, "/restore", body);
  g_assert_cmpstr (platform_reply_problem (late), ==, "conflict");
  g_assert_true (is_listed (test, second));
}

/* Another person's certificate is not there. */
static void
test_other_person (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (PlatformPerson) other = platform_person_new (test, "hanmeimei");
  g_autofree char *serial = get_certificate (person);
  g_autofree char *path = g_strconcat ("/v1/certificates/", serial, NULL);
  g_autofree char *renewal = g_strdup_printf ("{\"request\":\"%s\"}", person->key->request);
  g_autoptr (PlatformReply) seen = platform_person_ask (other, "GET", path, NULL);
  g_autoptr (PlatformReply) suspended = act (other, serial, "/suspend", NULL);
  g_autoptr (PlatformReply) revoked = act (other, serial, "/revoke", "{\"reason\":0}");
  g_autoptr (PlatformReply) renewed = act (other, serial, "/renew", renewal);
  g_autoptr (PlatformReply) own = platform_person_ask (person, "GET", path, NULL);

  g_assert_cmpuint (seen->status, ==, 404);
  g_assert_cmpuint (suspended->status, ==, 404);
  g_assert_cmpuint (revoked->status, ==, 404);
  g_assert_cmpuint (renewed->status, ==, 404);
  g_assert_cmpstr (platform_reply_text (own, "state"), ==, "active");
}

/* A page at a time, none twice and none left out. */
static void
test_pages (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autofree char *serial = get_certificate (person);
  g_autofree char *same = g_strdup_printf ("{\"request\":\"%s\"}", person->key->request);
  g_autofree char *path = g_strdup ("/v1/certificates");
  g_autoptr (GHashTable) serials = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_pages = 0;

  for (guint i = 0; i < 44; i++)
    {
      g_autoptr (PlatformReply) renewed = act (person, serial, "/renew", same);

      g_assert_cmpuint (renewed->status, ==, 201);
    }
  for (; path; n_pages++)
    {
      g_autoptr (PlatformReply) page = platform_person_ask (person, "GET", path, NULL);
      JsonArray *items = json_object_get_array_member (page->json, "items");

      for (guint i = 0; i < json_array_get_length (items); i++)
        g_assert_true (
            g_hash_table_add (serials, g_strdup (json_object_get_string_member (
                                           json_array_get_object_element (items, i), "serial"))));
      g_free (path);
      path = json_object_has_member (page->json, "next")
                 ? g_strconcat ("/v1/certificates?after=", platform_reply_text (page, "next"), NULL)
                 : NULL;
    }
  g_assert_cmpuint (n_pages, ==, 3);
  g_assert_cmpuint (g_hash_table_size (serials), ==, 45);
}

static void
test_phone_page (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformReply) page = platform_test_send (test, "GET", "/phone", NULL);
  g_autoptr (PlatformReply) script = platform_test_send (test, "GET", "/phone/phone.js", NULL);
  g_autoptr (PlatformReply) words = platform_test_send (test, "GET", "/phone/phone-words.js", NULL);
  g_autoptr (PlatformReply) style = platform_test_send (test, "GET", "/phone/phone.css", NULL);

  g_assert_nonnull (strstr (page->body, "/phone/phone.js"));
  g_assert_null (strstr (page->body, "onclick"));
  g_assert_null (strstr (page->body, "style="));
  g_assert_cmpuint (script->status, ==, 200);
  g_assert_cmpuint (words->status, ==, 200);
  g_assert_cmpuint (style->status, ==, 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/platform/certificates/apply", test_apply);
  g_test_add_func ("/platform/certificates/consent-comes-first", test_consent_comes_first);
  g_test_add_func ("/platform/certificates/consent-given-twice", test_consent_given_twice);
  g_test_add_func ("/platform/certificates/codes", test_codes);
  g_test_add_func ("/platform/certificates/wrong-match-code", test_wrong_match_code);
  g_test_add_func ("/platform/certificates/cancelled", test_cancelled);
  g_test_add_func ("/platform/certificates/requests-refused", test_requests_refused);
  g_test_add_func ("/platform/certificates/same-key-otherwise", test_same_key_otherwise);
  g_test_add_func ("/platform/certificates/weak-keys", test_weak_keys);
  g_test_add_func ("/platform/certificates/huge-requests", test_huge_requests);
  g_test_add_func ("/platform/certificates/collect-late", test_collect_late);
  g_test_add_func ("/platform/certificates/name-from-before", test_name_from_before);
  g_test_add_func ("/platform/certificates/at-once", test_at_once);
  g_test_add_func ("/platform/certificates/change", test_change);
  g_test_add_func ("/platform/certificates/change-is-signed", test_change_is_signed);
  g_test_add_func ("/platform/certificates/forged-subject", test_forged_subject);
  g_test_add_func ("/platform/certificates/suspend-and-restore", test_suspend_and_restore);
  g_test_add_func ("/platform/certificates/revoke", test_revoke);
  g_test_add_func ("/platform/certificates/renew", test_renew);
  g_test_add_func ("/platform/certificates/emergency-stop", test_emergency_stop);
  g_test_add_func ("/platform/certificates/other-person", test_other_person);
  g_test_add_func ("/platform/certificates/pages", test_pages);
  g_test_add_func ("/platform/certificates/phone-page", test_phone_page);
  return g_test_run ();
}
