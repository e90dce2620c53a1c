/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "platform-person.h"

/* Tags of states, lists page by page, and what a certificate says of its key. */

static PlatformReply *
send (PlatformPerson *person, const char *method, const char *path, const PlatformSend *wanted)
{
  PlatformSend all = *wanted;

  all.session = person->session;
  return platform_test_send (person->test, method, path, &all);
}

/* Beside the one that the person signs with. */
static char *
another_certificate (PlatformPerson *person)
{
  g_autoptr (PlatformKey) key = platform_key_new ("p256");
  g_autofree char *passed = platform_person_pass (person, key);
  g_autofree char *body = g_strdup_printf ("{\"session\":\"%s\",\"request\":\"%s\"}", passed,
                                           key->request);
  g_autoptr (PlatformReply) reply = platform_person_ask (person, "POST", "/v1/certificates", body);

  g_assert_cmpuint (reply->status, ==, 201);
  return g_strdup (platform_reply_text (reply, "serial"));
}

/* The newest, so that it is the first of the list. */
static char *
later_certificate (PlatformPerson *person)
{
  platform_person_certify (person);
  person->test->now++;
  return another_certificate (person);
}

static guint
step (PlatformPerson *person, const char *serial, const char *verb, const char *etag)
{
  g_autofree char *path = g_strconcat ("/v1/certificates/", serial, "/", verb, NULL);
  const char *body = g_str_equal (verb, "revoke") ? "{\"reason\":1}" : NULL;
  g_autofree char *act = platform_person_sign_act (person, "POST", path, body);
  g_autoptr (PlatformReply) reply = send (
      person, "POST", path, &(PlatformSend){.body = body, .if_match = etag, .act = act});

  if (reply->status == 412)
    g_assert_cmpstr (platform_reply_problem (reply), ==, "changed");
  return reply->status;
}

/* Who decides on what they saw a while ago decides nothing. */
static void
test_stale (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autofree char *serial = later_certificate (person);
  g_autofree char *path = g_strconcat ("/v1/certificates/", serial, NULL);
  g_autoptr (PlatformReply) before = send (person, "GET", path, &(PlatformSend){NULL});
  g_autoptr (PlatformReply) list = send (person, "GET", "/v1/certificates", &(PlatformSend){NULL});
  JsonObject *item = json_array_get_object_element (
      json_object_get_array_member (list->json, "items"), 0);
  g_autofree char *weak = g_strconcat ("W/", before->etag, NULL);
  g_autofree char *several = g_strconcat ("\"other\", ", before->etag, NULL);
  g_autofree char *quoted = g_strdup_printf ("\"%s\"",
                                             json_object_get_string_member (item, "etag"));
  guint n;

  g_assert_cmpstr (quoted, ==, before->etag);
  g_assert_cmpuint (step (person, serial, "revoke", "\"other\""), ==, 412);
  g_assert_cmpuint (step (person, serial, "revoke", weak), ==, 412);
  g_assert_cmpuint (step (person, serial, "suspend", several), ==, 200);
  n = platform_test_count (test, "evidence");
  g_assert_cmpuint (step (person, serial, "revoke", before->etag), ==, 412);
  g_assert_cmpuint (platform_test_count (test, "evidence"), ==, n);
  g_assert_cmpuint (platform_test_count (test, "certificate WHERE state = 'suspended'"), ==, 1);
  g_assert_cmpuint (step (person, serial, "revoke", "*"), ==, 200);
}

static void
test_unchanged (void)
{
  static const char *const paths[] = {"/v1/me",       "/v1/certificates",  "/v1/consents",
                                      "/v1/sessions", "/v1/organisations", "/v1/agreements",
                                      "/openapi.json"};
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (PlatformReply) first = send (person, "GET", paths[i], &(PlatformSend){NULL});
      g_autoptr (PlatformReply)
          again = send (person, "GET", paths[i], &(PlatformSend){.if_none_match = first->etag});
      g_autoptr (PlatformReply)
          other = send (person, "GET", paths[i], &(PlatformSend){.if_none_match = "\"x\""});

      g_assert_cmpuint (first->status, ==, 200);
      g_assert_cmpuint (again->status, ==, 304);
      g_assert_cmpstr (again->body, ==, "");
      g_assert_cmpstr (again->etag, ==, first->etag);
      g_assert_cmpuint (other->status, ==, 200);
    }
}

/* An answer that got lost says the same when it comes again, in its head, too. */
static void
test_answer_again (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autofree char *body = g_strdup_printf ("{\"request\":\"%s\"}", person->key->request);
  const PlatformSend same = {.body = body, .name = "lost"};
  g_autoptr (PlatformReply) first = send (person, "POST", "/v1/identity-sessions", &same);
  g_autoptr (PlatformReply) again = send (person, "POST", "/v1/identity-sessions", &same);

  g_assert_cmpuint (first->status, ==, 201);
  g_assert_cmpuint (again->status, ==, 201);
  g_assert_cmpstr (again->body, ==, first->body);
  g_assert_nonnull (first->etag);
  g_assert_cmpstr (again->etag, ==, first->etag);
}

static void
accept_again (PlatformPerson *person, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      person->test->now++;
      platform_person_accept (person, "privacy");
    }
}

/* All pages together are the list, each thing once, though some came while it was read. */
static void
test_pages (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *path = g_strdup ("/v1/consents?limit=3");
  guint total, n_pages = 0;

  accept_again (person, 9);
  total = platform_test_count (test, "consent");
  while (path)
    {
      g_autoptr (PlatformReply) page = send (person, "GET", path, &(PlatformSend){NULL});
      JsonArray *items = json_object_get_array_member (page->json, "items");

      g_assert_cmpuint (page->status, ==, 200);
      g_assert_cmpuint (json_array_get_length (items), <=, 3);
      for (guint i = 0; i < json_array_get_length (items); i++)
        g_assert_true (
            g_hash_table_add (seen, g_strdup (json_object_get_string_member (
                                        json_array_get_object_element (items, i), "id"))));
      g_clear_pointer (&path, g_free);
      if (json_object_has_member (page->json, "next"))
        path = g_strconcat ("/v1/consents?limit=3&after=", platform_reply_text (page, "next"),
                            NULL);
      if (n_pages++ == 0)
        accept_again (person, 1);
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, total);
}

/* A cursor of another list, of somebody else, or none at all. */
static void
test_cursors (void)
{
  static const char *const hostile[] = {"after=x",
                                        "after=",
                                        "after=1-2-3",
                                        "after=%27%3B--",
                                        "after=0-00-0000000000000000",
                                        "limit=0",
                                        "limit=101",
                                        "limit=-1",
                                        "limit=x",
                                        "limit=",
                                        "limit=1e1",
                                        "limit=99999999999999999999"};
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (PlatformPerson) other = platform_person_new (test, "hanmeimei");
  g_autoptr (PlatformReply) page = NULL;
  g_autofree char *own = NULL, *elsewhere = NULL;

  accept_again (person, 2);
  page = send (person, "GET", "/v1/consents?limit=1", &(PlatformSend){NULL});
  own = g_strconcat ("/v1/consents?after=", platform_reply_text (page, "next"), NULL);
  elsewhere = g_strconcat ("/v1/sessions?after=", platform_reply_text (page, "next"), NULL);
  g_clear_pointer (&page, platform_reply_free);
  page = send (person, "GET", own, &(PlatformSend){NULL});
  g_assert_cmpuint (page->status, ==, 200);
  g_assert_cmpuint (
      platform_test_status (test, "GET", own, &(PlatformSend){.session = other->session}), ==, 400);
  g_assert_cmpuint (
      platform_test_status (test, "GET", elsewhere, &(PlatformSend){.session = person->session}),
      ==, 400);
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autofree char *path = g_strconcat ("/v1/certificates?", hostile[i], NULL);
      g_autoptr (PlatformReply) reply = send (person, "GET", path, &(PlatformSend){NULL});

      g_assert_cmpuint (reply->status, ==, 400);
      g_assert_cmpstr (platform_reply_problem (reply), ==, "malformed");
    }
}

static PlatformReply *
act (PlatformPerson *person, const char *serial, const char *verb, const char *body)
{
  g_autofree char *path = g_strconcat ("/v1/certificates/", serial, verb, NULL);

  return platform_person_ask (person, "POST", path, body);
}

static char *
certify (PlatformPerson *person)
{
  platform_person_certify (person);
  return g_strdup (person->serial);
}

static void
assert_no_request (PlatformPerson *person, GByteArray *der)
{
  g_autofree char *text = g_base64_encode (der->data, der->len);
  PlatformKey key = {.request = text};
  g_autoptr (PlatformReply) reply = platform_person_begin (person, &key);

  g_assert_cmpstr (platform_reply_problem (reply), ==, "request");
}

/* Whoever does not have the key cannot have it certified; nor is there anything behind a request.
 */
static void
test_not_proven (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (GByteArray) der = g_byte_array_new ();
  gsize length;
  g_autofree guchar *bytes = g_base64_decode (person->key->request, &length);

  g_byte_array_append (der, bytes, length);
  der->data[length - 1] ^= 1;
  assert_no_request (person, der);
  der->data[length - 1] ^= 1;
  g_byte_array_append (der, (const guint8 *) "", 1);
  assert_no_request (person, der);
  /* A whole element more, not a byte. */
  g_byte_array_append (der, (const guint8 *) "", 1);
  der->data[length] = 5;
  assert_no_request (person, der);
  g_assert_cmpuint (platform_test_count (test, "identity_session"), ==, 0);
}

/* A key that the platform itself has a certificate for is no person's. */
static void
test_key_of_the_platform (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autofree char *session = NULL, *body = NULL;
  g_autoptr (PlatformReply) refused = NULL;

  platform_person_certify (person);
  platform_test_change (test, "UPDATE certificate SET person = NULL");
  g_clear_pointer (&person->signer, pki_signer_free);
  session = platform_person_pass (person, person->key);
  body = g_strdup_printf ("{\"session\":\"%s\",\"request\":\"%s\"}", session, person->key->request);
  refused = platform_person_ask (person, "POST", "/v1/certificates", body);
  g_assert_cmpstr (platform_reply_problem (refused), ==, "key");
}

static void
restore (PlatformPerson *person, const char *serial)
{
  PkiSigner *signer = g_steal_pointer (&person->signer);
  g_autofree char *proof = platform_person_pass (person, person->key);
  g_autofree char *body = g_strdup_printf ("{\"session\":\"%s\"}", proof);
  g_autoptr (PlatformReply) reply = act (person, serial, "/restore", body);

  g_assert_cmpstr (platform_reply_text (reply, "state"), ==, "active");
  person->signer = signer;
}

static guint
count_time (PlatformTest *test, const char *rows, gint64 time)
{
  g_autofree char *all = g_strdup_printf ("%s = %" G_GINT64_FORMAT, rows, time);

  return platform_test_count (test, all);
}

/* Each time that it was suspended has its own end, and who revokes what is suspended does not make
 * it good for the time before. */
static void
test_holds (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autofree char *serial = certify (person);
  const gint64 begun = test->now;
  g_autoptr (PlatformReply) revoked = NULL;

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (PlatformReply) suspended = act (person, serial, "/suspend", NULL);

      g_assert_cmpstr (platform_reply_text (suspended, "state"), ==, "suspended");
      test->now += 10;
      if (i < 2)
        restore (person, serial);
      test->now += 10;
    }
  g_assert_cmpuint (count_time (test, "certificate_hold WHERE until", begun + 10), ==, 1);
  g_assert_cmpuint (count_time (test, "certificate_hold WHERE until", begun + 30), ==, 1);
  g_assert_cmpuint (platform_test_count (test, "certificate_hold WHERE until IS NULL"), ==, 1);
  test->now += 3600;
  revoked = act (person, serial, "/revoke", "{\"reason\":4}");
  g_assert_cmpstr (platform_reply_text (revoked, "state"), ==, "revoked");
  g_assert_cmpuint (count_time (test, "certificate WHERE state = 'revoked' AND since", begun + 40),
                    ==, 1);
}

/* A key in other hands is that for each of its certificates; a certificate that is only replaced
 * ends alone. */
static void
test_compromised (void)
{
  for (guint reason = 1; reason <= 4; reason += 3)
    {
      g_autoptr (PlatformTest) test = platform_test_new ();
      g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
      g_autofree char *serial = certify (person);
      g_autofree char *same = g_strdup_printf ("{\"request\":\"%s\"}", person->key->request);
      g_autofree char *body = g_strdup_printf ("{\"reason\":%u}", reason);
      g_autoptr (PlatformReply) renewed = NULL, revoked = NULL;

      test->now += 300 * 86400;
      g_free (person->session);
      person->session = platform_test_log_in (test, "lilei");
      renewed = act (person, serial, "/renew", same);
      g_assert_cmpuint (renewed->status, ==, 201);
      revoked = act (person, serial, "/revoke", body);
      g_assert_cmpstr (platform_reply_text (revoked, "state"), ==, "revoked");
      g_assert_cmpuint (platform_test_count (test, "certificate WHERE state = 'revoked'"), ==,
                        reason == 1 ? 2 : 1);
    }
}

/* No certificate outlives the authority's. */
static void
test_end_of_authority (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  const gint64 end = test->now + 3653 * G_GINT64_CONSTANT (86400);
  g_autoptr (PlatformPerson) person = NULL;
  g_autofree char *late = g_strdup_printf (
      "certificate WHERE person IS NOT NULL AND not_after > %" G_GINT64_FORMAT, end);

  test->now = end - 100 * 86400;
  person = platform_person_new (test, "lilei");
  platform_person_certify (person);
  g_assert_cmpuint (platform_test_count (test, "certificate WHERE person IS NOT NULL"), ==, 1);
  g_assert_cmpuint (platform_test_count (test, late), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/platform/state/stale", test_stale);
  g_test_add_func ("/platform/state/unchanged", test_unchanged);
  g_test_add_func ("/platform/state/answer-again", test_answer_again);
  g_test_add_func ("/platform/state/pages", test_pages);
  g_test_add_func ("/platform/state/cursors", test_cursors);
  g_test_add_func ("/platform/state/not-proven", test_not_proven);
  g_test_add_func ("/platform/state/key-of-the-platform", test_key_of_the_platform);
  g_test_add_func ("/platform/state/holds", test_holds);
  g_test_add_func ("/platform/state/compromised", test_compromised);
  g_test_add_func ("/platform/state/end-of-authority", test_end_of_authority);
  return g_test_run ();
}
