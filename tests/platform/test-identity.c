/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "platform-person.h"

/* Those who find out who somebody is: an operator who looks, and a service outside. */

#define KEY "a key of thirty-two characters!!"
/* Two bytes say JPEG; that is all the platform has to know of it. */
#define PICTURE(n) "/9j/4AAQSkZJRgAB" n

typedef struct {
  PlatformTest *test;
  PlatformPerson *person;
  PlatformReply *identity; /* as the desktop began it */
  PlatformReply *phone;    /* the answer to the scan */
  char *seen;              /* the tag of what an operator has seen, in quotes; or NULL */
} Journey;

static void
restart (PlatformTest *test, const char *identification)
{
  g_autofree char *path = g_build_filename (test->folder, "identity.key", NULL);

  platform_test_stop (test);
  g_assert_true (g_file_set_contents_full (path, KEY "\n", -1, 0, 0600, NULL));
  test->options.identification = identification;
  test->options.identity_url = "https://identity.example/start";
  test->options.identity_key = path;
  platform_test_start (test);
}

/* Until the phone has entered the match code; its answer is returned. */
static PlatformReply *
travel (Journey *self, const char *identification, gboolean shows_face)
{
  self->test = platform_test_new ();
  restart (self->test, identification);
  self->person = platform_person_new (self->test, "lilei");
  if (shows_face)
    {
      platform_person_accept (self->person, "face-service");
      platform_person_accept (self->person, "face-authorisation");
    }
  self->identity = platform_person_begin (self->person, self->person->key);
  self->phone = platform_person_scan (self->test, self->identity);
  return platform_person_enter (self->test, self->phone,
                                platform_reply_text (self->identity, "match_code"));
}

static void
clear (Journey *self)
{
  platform_reply_free (self->identity);
  platform_reply_free (self->phone);
  g_free (self->seen);
  platform_person_free (self->person);
  platform_test_free (self->test);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Journey, clear)

static char *
state_of (Journey *self)
{
  g_autofree char *path = g_strconcat ("/v1/identity-sessions/",
                                       platform_reply_text (self->identity, "id"), NULL);
  g_autoptr (PlatformReply) reply = platform_person_ask (self->person, "GET", path, NULL);

  return g_strdup (platform_reply_text (reply, "state"));
}

#define assert_state(self, wanted)                                                                 \
  do                                                                                               \
    {                                                                                              \
      g_autofree char *found = state_of (self);                                                    \
      g_assert_cmpstr (found, ==, wanted);                                                         \
    }                                                                                              \
  while (0)

static guint
send_pictures (Journey *self, const char *a, const char *b, const char *c)
{
  g_autofree char *body = g_strdup_printf ("{\"token\":\"%s\",\"pictures\":[{\"jpeg\":\"%s\"},"
                                           "{\"jpeg\":\"%s\"},{\"jpeg\":\"%s\"}]}",
                                           platform_reply_text (self->phone, "token"), a, b, c);

  return platform_test_status (self->test, "POST", "/v1/phone/pictures",
                               &(PlatformSend){.body = body});
}

static char *
log_operator_in (PlatformTest *test)
{
  const PlatformGrant grant = {.login = "operator", .role = "ca-operator", .granted = TRUE};
  g_autoptr (GError) error = NULL;

  platform_test_add_account (test, "operator");
  platform_grant (&test->options, &grant, &error);
  g_assert_no_error (error);
  return platform_test_log_in (test, "operator");
}

static PlatformReply *
review (Journey *self, const char *session, const char *verb, const char *body)
{
  const char *id = platform_reply_text (self->identity, "id");
  g_autofree char *path = g_strjoin ("/", "/v1/reviews", id, verb, NULL);

  if (!verb)
    return platform_test_send (self->test, "GET", path, &(PlatformSend){.session = session});
  return platform_test_send (
      self->test, "POST", path,
      &(PlatformSend){.session = session, .body = body, .if_match = self->seen});
}

/* What an operator sees, and decides on from then on. */
static PlatformReply *
view (Journey *self, const char *session)
{
  PlatformReply *shown = review (self, session, NULL, NULL);

  g_free (self->seen);
  self->seen = g_strdup (shown->etag);
  return shown;
}

/* As the list tells it, which shows no pictures. */
static void
glance (Journey *self, const char *session)
{
  g_autoptr (PlatformReply) list = platform_test_send (self->test, "GET", "/v1/reviews",
                                                       &(PlatformSend){.session = session});
  JsonArray *items = json_object_get_array_member (list->json, "items");

  g_assert_cmpuint (json_array_get_length (items), ==, 1);
  g_free (self->seen);
  self->seen = g_strdup_printf (
      "\"%s\"", json_object_get_string_member (json_array_get_object_element (items, 0), "etag"));
}

static guint
apply (Journey *self)
{
  g_autofree char *body = g_strdup_printf ("{\"session\":\"%s\",\"request\":\"%s\"}",
                                           platform_reply_text (self->identity, "id"),
                                           self->person->key->request);
  g_autoptr (PlatformReply)
      reply = platform_person_ask (self->person, "POST", "/v1/certificates", body);

  return reply->status;
}

static void
test_review (void)
{
  g_auto (Journey) self = {0};
  g_autoptr (PlatformReply) entered = travel (&self, "review", TRUE);
  g_autofree char *session = log_operator_in (self.test);
  g_autoptr (PlatformReply) waiting = NULL, shown = NULL, accepted = NULL, gone = NULL;
  g_auto (GStrv) challenge = g_strsplit (platform_reply_text (entered, "challenge"), " ", -1);
  g_autofree char *list = NULL;

  g_assert_cmpstr (platform_reply_text (entered, "state"), ==, "in-progress");
  g_assert_cmpuint (g_strv_length (challenge), ==, 3);
  g_assert_cmpuint (apply (&self), ==, 409);
  g_assert_cmpuint (send_pictures (&self, PICTURE ("AQ=="), PICTURE ("Ag=="), PICTURE ("Aw==")), ==,
                    200);
  g_assert_cmpuint (send_pictures (&self, PICTURE ("BA=="), PICTURE ("BQ=="), PICTURE ("Bg==")), ==,
                    409);
  waiting = platform_test_send (self.test, "GET", "/v1/reviews",
                                &(PlatformSend){.session = session});
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (waiting->json, "items")),
                    ==, 1);
  shown = view (&self, session);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (shown->json, "pictures")),
                    ==, 3);
  assert_state (&self, "in-progress");
  accepted = review (&self, session, "accept", NULL);
  g_assert_cmpuint (accepted->status, ==, 204);
  assert_state (&self, "passed");
  gone = review (&self, session, "accept", NULL);
  g_assert_cmpstr (platform_reply_problem (gone), ==, "already-decided");
  g_assert_cmpuint (platform_test_count (self.test, "identity_picture"), ==, 0);
  g_assert_cmpuint (
      platform_test_count (self.test, "evidence WHERE type = 'identification-viewed'"), ==, 1);
  g_assert_cmpuint (apply (&self), ==, 201);
}

static void
test_review_rejects (void)
{
  g_auto (Journey) self = {0};
  g_autoptr (PlatformReply) entered = travel (&self, "review", TRUE);
  g_autofree char *session = log_operator_in (self.test);
  g_autofree char *path = g_strconcat ("/v1/identity-sessions/",
                                       platform_reply_text (self.identity, "id"), NULL);
  g_autoptr (PlatformReply) nothing = NULL, rejected = NULL, seen = NULL;

  send_pictures (&self, PICTURE ("AQ=="), PICTURE ("Ag=="), PICTURE ("Aw=="));
  glance (&self, session);
  nothing = review (&self, session, "reject", "{\"reason\":\"  \"}");
  g_assert_cmpuint (nothing->status, ==, 400);
  rejected = review (&self, session, "reject", "{\"reason\":\"照片模糊\"}");
  g_assert_cmpuint (rejected->status, ==, 204);
  seen = platform_person_ask (self.person, "GET", path, NULL);
  g_assert_cmpstr (platform_reply_text (seen, "state"), ==, "failed");
  g_assert_cmpstr (platform_reply_text (seen, "reason"), ==, "照片模糊");
  g_assert_cmpuint (platform_test_count (self.test, "identity_picture"), ==, 0);
  g_assert_cmpuint (apply (&self), ==, 409);
}

static void
test_bad_pictures (void)
{
  g_auto (Journey) self = {0};
  g_autoptr (PlatformReply) entered = travel (&self, "review", TRUE);
  g_autofree char *two = g_strdup_printf (
      "{\"token\":\"%s\",\"pictures\":[{\"jpeg\":\"" PICTURE ("AQ==") "\"}]}",
      platform_reply_text (self.phone, "token"));

  g_assert_cmpuint (send_pictures (&self, PICTURE ("AQ=="), PICTURE ("AQ=="), PICTURE ("Aw==")), ==,
                    400);
  g_assert_cmpuint (send_pictures (&self, "PHN2Zz4=", PICTURE ("Ag=="), PICTURE ("Aw==")), ==, 400);
  g_assert_cmpuint (
      platform_test_status (self.test, "POST", "/v1/phone/pictures", &(PlatformSend){.body = two}),
      ==, 400);
  g_assert_cmpuint (platform_test_count (self.test, "identity_picture"), ==, 0);
  self.test->now += 601;
  g_assert_cmpuint (send_pictures (&self, PICTURE ("AQ=="), PICTURE ("Ag=="), PICTURE ("Aw==")), ==,
                    410);
}

/* Giving up erases what was sent. */
static void
test_cancel_erases (void)
{
  g_auto (Journey) self = {0};
  g_autoptr (PlatformReply) entered = travel (&self, "review", TRUE);
  g_autofree char *path = g_strconcat ("/v1/identity-sessions/",
                                       platform_reply_text (self.identity, "id"), NULL);
  g_autoptr (PlatformReply) cancelled = NULL;

  send_pictures (&self, PICTURE ("AQ=="), PICTURE ("Ag=="), PICTURE ("Aw=="));
  g_assert_cmpuint (platform_test_count (self.test, "identity_picture"), ==, 3);
  cancelled = platform_person_ask (self.person, "DELETE", path, NULL);
  g_assert_cmpuint (cancelled->status, ==, 204);
  g_assert_cmpuint (platform_test_count (self.test, "identity_picture"), ==, 0);
}

static void
withdraw (PlatformPerson *person, const char *agreement)
{
  g_autoptr (PlatformReply) list = platform_person_ask (person, "GET", "/v1/consents", NULL);
  JsonArray *items = json_object_get_array_member (list->json, "items");

  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonObject *each = json_array_get_object_element (items, i);
      g_autofree char *path = g_strconcat ("/v1/consents/",
                                           json_object_get_string_member (each, "id"), NULL);
      g_autoptr (PlatformReply) done = NULL;

      if (!g_str_equal (json_object_get_string_member (each, "agreement"), agreement))
        continue;
      done = platform_person_ask (person, "DELETE", path, NULL);
      g_assert_cmpuint (done->status, ==, 204);
    }
}

/* Without the consent to be identified by face there is nothing to look at, and nothing is taken.
 */
static void
test_withdrawal_erases (void)
{
  g_auto (Journey) self = {0};
  g_autoptr (PlatformReply) entered = travel (&self, "review", TRUE);

  send_pictures (&self, PICTURE ("AQ=="), PICTURE ("Ag=="), PICTURE ("Aw=="));
  withdraw (self.person, "face-authorisation");
  g_assert_cmpuint (platform_test_count (self.test, "identity_picture"), ==, 0);
  assert_state (&self, "cancelled");
  g_assert_cmpuint (send_pictures (&self, PICTURE ("BA=="), PICTURE ("BQ=="), PICTURE ("Bg==")), !=,
                    200);
  g_assert_cmpuint (platform_test_count (self.test, "identity_picture"), ==, 0);
}

/* What was agreed to is what a certificate is issued on: pictures of somebody who takes that back
 * are looked at by nobody either. */
static void
test_required_withdrawn (void)
{
  g_auto (Journey) self = {0};
  g_autoptr (PlatformReply) entered = travel (&self, "review", TRUE);

  send_pictures (&self, PICTURE ("AQ=="), PICTURE ("Ag=="), PICTURE ("Aw=="));
  withdraw (self.person, "privacy");
  g_assert_cmpuint (platform_test_count (self.test, "identity_picture"), ==, 0);
  assert_state (&self, "cancelled");
}

/* Somebody who has passed, and takes back what they agreed to before the certificate is there. */
static void
test_withdrawn_before_issue (void)
{
  g_auto (Journey) self = {0};
  g_autoptr (PlatformReply) entered = travel (&self, "trial", FALSE);

  assert_state (&self, "passed");
  withdraw (self.person, "certification");
  g_assert_cmpuint (apply (&self), ==, 409);
  g_assert_cmpuint (platform_test_count (self.test, "certificate WHERE person IS NOT NULL"), ==, 0);
  assert_state (&self, "passed");
  platform_person_accept (self.person, "certification");
  g_assert_cmpuint (apply (&self), ==, 201);
}

/* Whether the list says so; the others are for this operator. */
static gboolean
is_own (Journey *self, const char *session)
{
  g_autoptr (PlatformReply) list = platform_test_send (self->test, "GET", "/v1/reviews",
                                                       &(PlatformSend){.session = session});
  JsonArray *items = json_object_get_array_member (list->json, "items");

  return json_object_get_boolean_member (json_array_get_object_element (items, 0), "own");
}

/* Listed as their own, and neither shown to them, nor on record as looked at, nor theirs to decide.
 */
static void
assert_own (Journey *self, const char *session)
{
  g_autoptr (PlatformReply) shown = NULL, accepted = NULL, rejected = NULL;

  glance (self, session);
  g_assert_true (is_own (self, session));
  shown = review (self, session, NULL, NULL);
  accepted = review (self, session, "accept", NULL);
  rejected = review (self, session, "reject", "{\"reason\":\"mine\"}");
  g_assert_cmpuint (shown->status, ==, 403);
  g_assert_cmpstr (platform_reply_problem (shown), ==, "own-application");
  g_assert_cmpstr (platform_reply_problem (accepted), ==, "own-application");
  g_assert_cmpstr (platform_reply_problem (rejected), ==, "own-application");
  g_assert_cmpuint (
      platform_test_count (self->test, "evidence WHERE type = 'identification-viewed'"), ==, 0);
  assert_state (self, "in-progress");
}

/* An operator who wants a certificate asks another one. */
static void
test_nobody_reviews_themself (void)
{
  g_auto (Journey) self = {0};
  g_autoptr (PlatformReply) entered = travel (&self, "review", TRUE);
  const PlatformGrant grant = {.login = "lilei", .role = "ca-operator", .granted = TRUE};

  send_pictures (&self, PICTURE ("AQ=="), PICTURE ("Ag=="), PICTURE ("Aw=="));
  g_assert_true (platform_grant (&self.test->options, &grant, NULL));
  assert_own (&self, self.person->session);
}

/* Nor by another account of theirs. */
static void
test_nobody_reviews_themself_twice (void)
{
  g_auto (Journey) self = {0};
  g_autoptr (PlatformReply) entered = travel (&self, "review", TRUE);
  const PlatformGrant grant = {.login = "second", .role = "ca-operator", .granted = TRUE};
  g_autofree char *number = g_strdup_printf ("5201%010u001X", g_str_hash ("lilei"));
  g_autofree char *session = NULL;

  send_pictures (&self, PICTURE ("AQ=="), PICTURE ("Ag=="), PICTURE ("Aw=="));
  platform_test_add_account_of (self.test, "second", number);
  g_assert_true (platform_grant (&self.test->options, &grant, NULL));
  session = platform_test_log_in (self.test, "second");
  assert_own (&self, session);
}

/* What was seen is what the decision is on, and it was seen by who decides. */
static void
test_unseen (void)
{
  g_auto (Journey) self = {0};
  g_autoptr (PlatformReply) entered = travel (&self, "review", TRUE);
  const PlatformGrant grant = {.login = "second", .role = "ca-operator", .granted = TRUE};
  g_autofree char *first = log_operator_in (self.test), *second = NULL, *path = NULL;
  g_autoptr (PlatformReply) blind = NULL, any = NULL, unseen = NULL, by_other = NULL, known = NULL,
                            accepted = NULL;

  send_pictures (&self, PICTURE ("AQ=="), PICTURE ("Ag=="), PICTURE ("Aw=="));
  platform_test_add_account (self.test, "second");
  g_assert_true (platform_grant (&self.test->options, &grant, NULL));
  second = platform_test_log_in (self.test, "second");
  blind = review (&self, first, "accept", NULL);
  g_assert_cmpuint (blind->status, ==, 428);
  self.seen = g_strdup ("*");
  any = review (&self, first, "accept", NULL);
  g_assert_cmpuint (any->status, ==, 428);
  glance (&self, first);
  g_assert_false (is_own (&self, first));
  unseen = review (&self, first, "accept", NULL);
  g_assert_cmpstr (platform_reply_problem (unseen), ==, "identification-not-viewed");
  by_other = view (&self, second);
  platform_reply_free (unseen);
  unseen = review (&self, first, "accept", NULL);
  g_assert_cmpstr (platform_reply_problem (unseen), ==, "identification-not-viewed");
  /* Who says that they have the pictures is sent them all the same: it is kept that they were. */
  path = g_strconcat ("/v1/reviews/", platform_reply_text (self.identity, "id"), NULL);
  known = platform_test_send (self.test, "GET", path,
                              &(PlatformSend){.session = first, .if_none_match = self.seen});
  g_assert_cmpuint (known->status, ==, 200);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (known->json, "pictures")),
                    ==, 3);
  accepted = review (&self, first, "accept", NULL);
  g_assert_cmpuint (accepted->status, ==, 204);
  assert_state (&self, "passed");
}

/* Pictures of before are not those of now. */
static void
test_seen_before (void)
{
  g_auto (Journey) self = {0};
  g_autoptr (PlatformReply) entered = travel (&self, "review", TRUE);
  g_autofree char *session = log_operator_in (self.test);
  g_autofree char *path = g_strconcat ("/v1/identity-sessions/",
                                       platform_reply_text (self.identity, "id"), "/refresh", NULL);
  g_autoptr (PlatformReply) shown = NULL, begun_again = NULL, refused = NULL;

  send_pictures (&self, PICTURE ("AQ=="), PICTURE ("Ag=="), PICTURE ("Aw=="));
  shown = view (&self, session);
  platform_reply_free (self.identity);
  self.identity = platform_person_ask (self.person, "POST", path, NULL);
  begun_again = review (&self, session, "accept", NULL);
  g_assert_cmpuint (begun_again->status, ==, 404);
  platform_reply_free (self.phone);
  self.phone = platform_person_scan (self.test, self.identity);
  platform_reply_free (entered);
  entered = platform_person_enter (self.test, self.phone,
                                   platform_reply_text (self.identity, "match_code"));
  g_assert_cmpuint (send_pictures (&self, PICTURE ("BA=="), PICTURE ("BQ=="), PICTURE ("Bg==")), ==,
                    200);
  glance (&self, session);
  refused = review (&self, session, "accept", NULL);
  g_assert_cmpstr (platform_reply_problem (refused), ==, "identification-not-viewed");
  assert_state (&self, "in-progress");
}

/* Who comes second is told, and why nothing of theirs counts. */
static void
test_two_operators (void)
{
  g_auto (Journey) self = {0};
  g_autoptr (PlatformReply) entered = travel (&self, "review", TRUE);
  g_autofree char *session = log_operator_in (self.test);
  g_autoptr (PlatformReply) shown = NULL, rejected = NULL, second = NULL, third = NULL, late = NULL;

  send_pictures (&self, PICTURE ("AQ=="), PICTURE ("Ag=="), PICTURE ("Aw=="));
  shown = view (&self, session);
  rejected = review (&self, session, "reject", "{\"reason\":\"照片模糊\"}");
  g_assert_cmpuint (rejected->status, ==, 204);
  second = review (&self, session, "accept", NULL);
  g_assert_cmpuint (second->status, ==, 409);
  g_assert_cmpstr (platform_reply_problem (second), ==, "already-decided");
  third = review (&self, session, "reject", "{\"reason\":\"again\"}");
  g_assert_cmpstr (platform_reply_problem (third), ==, "already-decided");
  late = review (&self, session, NULL, NULL);
  g_assert_cmpstr (platform_reply_problem (late), ==, "already-decided");
  assert_state (&self, "failed");
  g_assert_cmpuint (platform_test_count (self.test, "identity_session WHERE reason = '照片模糊'"),
                    ==, 1);
}

/* Whoever keeps their face to themself is asked for no picture. */
static void
test_in_person (void)
{
  g_auto (Journey) self = {0};
  g_autoptr (PlatformReply) entered = travel (&self, "review", FALSE);
  g_autofree char *session = log_operator_in (self.test);
  g_autoptr (PlatformReply) accepted = NULL, shown = NULL;

  g_assert_cmpstr (platform_reply_text (entered, "challenge"), ==, "in-person");
  g_assert_cmpuint (send_pictures (&self, PICTURE ("AQ=="), PICTURE ("Ag=="), PICTURE ("Aw==")), ==,
                    409);
  shown = view (&self, session);
  accepted = review (&self, session, "accept", NULL);
  g_assert_cmpuint (accepted->status, ==, 204);
  assert_state (&self, "passed");
}

static char *
sign (const char *text)
{
  return g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guint8 *) KEY, strlen (KEY), text,
                                    -1);
}

static char *
parameter (PlatformReply *entered, const char *name)
{
  g_autoptr (GUri)
      uri = g_uri_parse (platform_reply_text (entered, "address"), G_URI_FLAGS_NONE, NULL);
  g_autoptr (GHashTable)
      query = g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_NONE, NULL);

  return g_strdup (g_hash_table_lookup (query, name));
}

#define PASSED "true,\"id_last_four\":\"001x\""

/* passed: the rest of the report, from the value of that name on. */
static guint
report (Journey *self, const char *attempt, const char *passed, gint64 time, const char *spoilt)
{
  g_autofree char *body = g_strdup_printf (
      "{\"session\":\"%s\",\"attempt\":\"%s\",\"passed\":%s,\"reason\":\"no\"}",
      platform_reply_text (self->identity, "id"), attempt, passed);
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT ".%s", time, body);
  g_autofree char *mac = sign (text);
  g_autofree char *header = g_strdup_printf ("t=%" G_GINT64_FORMAT ",v1=%s%s", time, mac, spoilt);

  return platform_test_status (self->test, "POST", "/v1/identity-reports",
                               &(PlatformSend){.body = body, .signature = header, .name = ""});
}

static void
test_http (void)
{
  g_auto (Journey) self = {0};
  g_autoptr (PlatformReply) entered = travel (&self, "http", TRUE);
  const char *address = platform_reply_text (entered, "address");
  g_autofree char *attempt = parameter (entered, "attempt");
  g_autofree char *name = parameter (entered, "name");
  g_autofree char *document = parameter (entered, "id_last_four");
  const char *query = strchr (address, '?') + 1;
  const char *end = strstr (address, "&signature=");
  g_autofree char *asked = g_strndup (query, end - query);
  g_autofree char *mac = sign (asked);

  g_assert_cmpstr (end + strlen ("&signature="), ==, mac);
  g_assert_cmpstr (name, ==, "李雷");
  g_assert_cmpstr (document, ==, "001X");
  g_assert_cmpuint (report (&self, attempt, PASSED, self.test->now, "0"), ==, 401);
  g_assert_cmpuint (report (&self, attempt, PASSED, self.test->now - 301, ""), ==, 410);
  g_assert_cmpuint (report (&self, "another", PASSED, self.test->now, ""), ==, 409);
  assert_state (&self, "in-progress");
  g_assert_cmpuint (report (&self, attempt, PASSED, self.test->now - 299, ""), ==, 204);
  assert_state (&self, "passed");
  g_assert_cmpuint (report (&self, attempt, PASSED, self.test->now, ""), ==, 409);
  g_assert_cmpuint (apply (&self), ==, 201);
}

/* A report on an attempt that the person gave up says nothing about the next. */
static void
test_http_refreshed (void)
{
  g_auto (Journey) self = {0};
  g_autoptr (PlatformReply) entered = travel (&self, "http", TRUE);
  g_autofree char *attempt = parameter (entered, "attempt");
  g_autofree char *path = g_strjoin ("/", "/v1/identity-sessions",
                                     platform_reply_text (self.identity, "id"), "refresh", NULL);
  g_autoptr (PlatformReply) anew = platform_person_ask (self.person, "POST", path, NULL);
  g_autoptr (PlatformReply) phone = platform_person_scan (self.test, anew);
  g_autoptr (PlatformReply)
      again = platform_person_enter (self.test, phone, platform_reply_text (anew, "match_code"));
  g_autofree char *second = parameter (again, "attempt");

  g_assert_cmpuint (report (&self, attempt, "true", self.test->now, ""), ==, 409);
  g_assert_cmpuint (report (&self, second, "false", self.test->now, ""), ==, 204);
  assert_state (&self, "failed");
}

/* Somebody else of the same name is somebody else. */
static void
test_http_other_document (void)
{
  g_auto (Journey) self = {0};
  g_autoptr (PlatformReply) entered = travel (&self, "http", TRUE);
  g_autofree char *attempt = parameter (entered, "attempt");

  g_assert_cmpuint (report (&self, attempt, "true", self.test->now, ""), ==, 400);
  assert_state (&self, "in-progress");
  g_assert_cmpuint (report (&self, attempt, "true,\"id_last_four\":\"002X\"", self.test->now, ""),
                    ==, 204);
  assert_state (&self, "failed");
  g_assert_cmpuint (apply (&self), ==, 409);
}

static void
test_options (void)
{
  static const char *const bad[][2] = {{"guessing", NULL},
                                       {"http", "http://identity.example/start"},
                                       {"http", "https://identity.example/start?x=1"},
                                       {"http", NULL}};
  g_autoptr (PlatformTest) test = platform_test_new ();

  platform_test_stop (test);
  test->options.identity_key = "/dev/null";
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      test->options.identification = bad[i][0];
      test->options.identity_url = bad[i][1];
      g_assert_null (platform_start (&test->options, &error));
      g_assert_error (error, PLATFORM_ERROR, PLATFORM_ERROR_OPTIONS);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/platform/identity/review", test_review);
  g_test_add_func ("/platform/identity/review-rejects", test_review_rejects);
  g_test_add_func ("/platform/identity/bad-pictures", test_bad_pictures);
  g_test_add_func ("/platform/identity/cancel-erases", test_cancel_erases);
  g_test_add_func ("/platform/identity/withdrawal-erases", test_withdrawal_erases);
  g_test_add_func ("/platform/identity/required-withdrawn", test_required_withdrawn);
  g_test_add_func ("/platform/identity/withdrawn-before-issue", test_withdrawn_before_issue);
  g_test_add_func ("/platform/identity/nobody-reviews-themself", test_nobody_reviews_themself);
  g_test_add_func ("/platform/identity/nobody-reviews-themself-twice",
                   test_nobody_reviews_themself_twice);
  g_test_add_func ("/platform/identity/unseen", test_unseen);
  g_test_add_func ("/platform/identity/seen-before", test_seen_before);
  g_test_add_func ("/platform/identity/two-operators", test_two_operators);
  g_test_add_func ("/platform/identity/in-person", test_in_person);
  g_test_add_func ("/platform/identity/http", test_http);
  g_test_add_func ("/platform/identity/http-refreshed", test_http_refreshed);
  g_test_add_func ("/platform/identity/http-other-document", test_http_other_document);
  g_test_add_func ("/platform/identity/options", test_options);
  return g_test_run ();
}
