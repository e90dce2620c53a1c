/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "pki-issue.h"
#include "pki-request.h"
#include "platform-person.h"
#include "platform-private.h"
#include "platform-store-certificate.h"
#include "platform-store-evidence.h"

/* Everything that can be done to a certificate, in every order, against a model of what it is then;
 * and what others are told of it. */

#define LENGTH 4
#define MAX_HOLDS LENGTH

typedef enum {
  SUSPEND,
  RESTORE,
  REVOKE,
  RENEW,
  CHANGE,
  N_VERBS,
} Verb;

static const char *const verbs[] = {"suspend", "restore", "revoke", "renew", "change"};

typedef struct {
  const char *state;
  int reason;
  gint64 since;
  guint n_holds;
  struct {
    gint64 since;
    gint64 until; /* 0: it goes on */
  } holds[MAX_HOLDS];
} Model;

/* One certificate of a person who signs with another one. */
typedef struct {
  PlatformPerson *person;
  PlatformKey *key;
  char *serial;
  Model model;
} Life;

static void
life_free (Life *self)
{
  platform_key_free (self->key);
  g_free (self->serial);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Life, life_free)

static Life *
life_new (PlatformPerson *person)
{
  Life *self = g_new0 (Life, 1);
  g_autofree char *session = NULL;
  g_autofree char *body = NULL;
  g_autoptr (PlatformReply) reply = NULL;

  self->person = person;
  self->key = platform_key_new ("p256");
  self->model.state = "active";
  session = platform_person_pass (person, self->key);
  body = g_strdup_printf ("{\"session\":\"%s\",\"request\":\"%s\"}", session, self->key->request);
  reply = platform_person_ask (person, "POST", "/v1/certificates", body);
  g_assert_cmpuint (reply->status, ==, 201);
  self->serial = g_strdup (platform_reply_text (reply, "serial"));
  return self;
}

static char *
body_of (Life *self, Verb verb, PlatformKey *fresh)
{
  gboolean over = g_str_equal (self->model.state, "revoked");
  PlatformKey *key = verb == CHANGE ? fresh : self->key;
  g_autofree char *session = NULL;

  if (verb == SUSPEND)
    return NULL;
  if (verb == REVOKE)
    return g_strdup ("{\"reason\":1,\"invalid_since\":\"2026-11-01T00:00:00Z\"}");
  if (verb == RENEW)
    return g_strdup_printf ("{\"request\":\"%s\"}", key->request);
  /* Where it is refused no identification is used up. */
  session = over || (verb == RESTORE && !g_str_equal (self->model.state, "suspended"))
                ? g_strdup ("x")
                : platform_person_pass (self->person, key);
  return verb == RESTORE
             ? g_strdup_printf ("{\"session\":\"%s\"}", session)
             : g_strdup_printf ("{\"session\":\"%s\",\"request\":\"%s\"}", session, key->request);
}

static gboolean
may (const Model *model, Verb verb)
{
  gboolean active = g_str_equal (model->state, "active");
  gboolean suspended = g_str_equal (model->state, "suspended");

  switch (verb)
    {
    case SUSPEND:
    case RENEW:
      return active;
    case RESTORE:
      return suspended;
    default:
      return active || suspended;
    }
}

static void
end_hold (Model *model, gint64 now)
{
  if (model->n_holds > 0 && model->holds[model->n_holds - 1].until == 0)
    model->holds[model->n_holds - 1].until = now;
}

static void
model_revoke (Model *model, int reason, gint64 now)
{
  /* X.509: revoked while it was suspended, it counts as revoked since then. */
  if (g_str_equal (model->state, "active"))
    model->since = now;
  model->state = "revoked";
  model->reason = reason;
  end_hold (model, now);
}

static void
model_step (Model *model, Verb verb, gint64 now)
{
  if (verb == SUSPEND)
    {
      model->state = "suspended";
      model->reason = 6;
      model->since = now;
      model->holds[model->n_holds++].since = now;
    }
  else if (verb == RESTORE)
    {
      model->state = "active";
      model->reason = 0;
      model->since = 0;
      end_hold (model, now);
    }
  else if (verb != RENEW)
    model_revoke (model, verb == REVOKE ? 1 : 4, now);
}

static void
step (Life *self, Verb verb)
{
  g_autoptr (PlatformKey) fresh = verb == CHANGE ? platform_key_new ("p256") : NULL;
  g_autofree char *path = g_strdup_printf ("/v1/certificates/%s/%s", self->serial, verbs[verb]);
  g_autofree char *body = body_of (self, verb, fresh);
  guint n_entries = platform_test_count (self->person->test, "evidence");
  g_autoptr (PlatformReply) reply = platform_person_ask (self->person, "POST", path, body);

  if (!may (&self->model, verb))
    {
      g_assert_cmpuint (reply->status, ==, 409);
      g_assert_cmpuint (platform_test_count (self->person->test, "evidence"), ==, n_entries);
      return;
    }
  g_assert_cmpuint (reply->status, ==, verb == RENEW || verb == CHANGE ? 201 : 200);
  g_assert_cmpuint (platform_test_count (self->person->test, "evidence"), >, n_entries);
  model_step (&self->model, verb, self->person->test->now);
}

static void
compare (Life *self)
{
  const Model *model = &self->model;
  g_autofree char *row = g_strdup_printf ("certificate WHERE serial = '%s' AND state = '%s' AND "
                                          "reason = %d AND since = %" G_GINT64_FORMAT,
                                          self->serial, model->state, model->reason, model->since);
  g_autofree char *all = g_strdup_printf ("certificate_hold WHERE serial = '%s'", self->serial);

  g_assert_cmpuint (platform_test_count (self->person->test, row), ==, 1);
  g_assert_cmpuint (platform_test_count (self->person->test, all), ==, model->n_holds);
  for (guint i = 0; i < model->n_holds; i++)
    {
      g_autofree char *hold = g_strdup_printf ("%s AND since = %" G_GINT64_FORMAT
                                               " AND COALESCE (until, 0) = %" G_GINT64_FORMAT,
                                               all, model->holds[i].since, model->holds[i].until);

      g_assert_cmpuint (platform_test_count (self->person->test, hold), ==, 1);
    }
}

/* What is revoked stays so: of the orders that differ only behind that, the first is enough. */
static gboolean
is_told_by_another (guint order)
{
  Model model = {.state = "active"};
  gboolean revoked = FALSE;

  for (guint k = 0; k < LENGTH; k++, order /= N_VERBS)
    {
      Verb verb = order % N_VERBS;

      if (revoked && verb != 0)
        return TRUE;
      if (may (&model, verb))
        model_step (&model, verb, k + 1);
      revoked = g_str_equal (model.state, "revoked");
    }
  return FALSE;
}

static void
live (Life *self, guint order)
{
  for (guint k = 0; k < LENGTH && !g_str_equal (self->model.state, "revoked"); k++)
    {
      self->person->test->now++;
      step (self, order % N_VERBS);
      compare (self);
      order /= N_VERBS;
    }
  if (g_str_equal (self->model.state, "revoked"))
    for (Verb verb = 0; verb < N_VERBS; verb++)
      step (self, verb);
  compare (self);
}

/* Each order of @LENGTH acts has each shorter one at its beginning. */
static void
test_every_order (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  guint n = 1;

  platform_person_certify (person);
  for (guint i = 0; i < LENGTH; i++)
    n *= N_VERBS;
  for (guint i = 0; i < n; i++)
    if (!is_told_by_another (i))
      {
        g_autoptr (Life) life = life_new (person);

        live (life, i);
      }
}

static char *
run (PlatformTest *test, const char *serial, const char *line)
{
  g_autofree char *script = g_strdup_printf (
      "cd '%s' && U='%s' && S=%s && curl -sf $U/ca/authority.cer | openssl x509 -inform der -out "
      "authority.pem && { %s; } 2>&1",
      test->folder, platform_get_url (test->platform), serial, line);
  const char *const arguments[] = {"sh", "-c", script, NULL};
  char *out = NULL;

  g_assert_true (g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                               &out, NULL, NULL, NULL));
  return out;
}

static void
assert_told (PlatformTest *test, const char *serial, const char *line, const char *words)
{
  g_autofree char *said = run (test, serial, line);

  if (!strstr (said, words))
    g_test_message ("%s\n%s", line, said);
  g_assert_nonnull (strstr (said, words));
}

#define OCSP                                                                                       \
  "openssl ocsp -issuer authority.pem -serial 0x$S -url $U/ocsp -noverify -no_nonce -resp_text"
#define LIST                                                                                       \
  "curl -sf $U/crl/authority.crl | openssl crl -inform der -noout -text | grep -A 20 $S || "       \
  "echo unlisted"

static char *
dup_words (const char *before, gint64 seconds, const char *format)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);
  g_autofree char *text = g_date_time_format (time, format);

  return g_strconcat (before, text, NULL);
}

#define OPENSSL_TIME "%b %e %H:%M:%S %Y GMT"

/* What was signed while the key was suspended is not made good by the revocation that follows. */
static void
test_revoked_from_a_hold (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (Life) life = NULL;
  g_autofree char *revocation = NULL;
  g_autofree char *listed = NULL;

  platform_person_certify (person);
  life = life_new (person);
  test->now += 100;
  revocation = dup_words ("Revocation Time: ", test->now, OPENSSL_TIME);
  listed = dup_words ("Revocation Date: ", test->now, OPENSSL_TIME);
  step (life, SUSPEND);
  assert_told (test, life->serial, OCSP, "certificateHold");
  assert_told (test, life->serial, OCSP, revocation);
  assert_told (test, life->serial, LIST, "Certificate Hold");
  test->now += 1000;
  step (life, REVOKE);
  assert_told (test, life->serial, OCSP, "keyCompromise");
  assert_told (test, life->serial, OCSP, revocation);
  assert_told (test, life->serial, OCSP, "Invalidity Date");
  assert_told (test, life->serial, LIST, "Key Compromise");
  assert_told (test, life->serial, LIST, listed);
  assert_told (test, life->serial, LIST, "Nov  1 00:00:00 2026 GMT");
}

static char *
renew (Life *self)
{
  g_autofree char *path = g_strdup_printf ("/v1/certificates/%s/renew", self->serial);
  g_autofree char *body = g_strdup_printf ("{\"request\":\"%s\"}", self->key->request);
  g_autoptr (PlatformReply) reply = platform_person_ask (self->person, "POST", path, body);

  g_assert_cmpuint (reply->status, ==, 201);
  return g_strdup (platform_reply_text (reply, "serial"));
}

/* A name that has no room in a certificate is refused before anybody is identified with it. */
static void
test_long_name (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (GString) name = g_string_new (NULL);

  for (guint i = 0; i < 65; i++)
    g_string_append (name, "欧");
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"request\":\"%s\",\"name\":\"%s\"}",
                                               person->key->request, name->str);
      g_autoptr (PlatformReply)
          reply = platform_person_ask (person, "POST", "/v1/identity-sessions", body);

      g_assert_cmpuint (reply->status, ==, i == 0 ? 400 : 201);
      g_string_truncate (name, 64 * strlen ("欧"));
    }
}

/* A key that is in other hands is so with each of its certificates; one that is only not used any
 * more goes with its own. */
static void
test_same_key (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (Life) stolen = NULL, retired = NULL;
  g_autofree char *later = NULL, *stays = NULL, *path = NULL;
  g_autoptr (PlatformReply) reply = NULL;

  platform_person_certify (person);
  stolen = life_new (person);
  retired = life_new (person);
  test->now++;
  later = renew (stolen);
  stays = renew (retired);
  step (stolen, REVOKE);
  assert_told (test, stolen->serial, OCSP, "keyCompromise");
  assert_told (test, later, OCSP, "keyCompromise");
  assert_told (test, later, LIST, "Key Compromise");
  path = g_strdup_printf ("/v1/certificates/%s/revoke", retired->serial);
  reply = platform_person_ask (person, "POST", path, "{\"reason\":5}");
  g_assert_cmpuint (reply->status, ==, 200);
  assert_told (test, stays, OCSP, ": good");
  assert_told (test, person->serial, OCSP, ": good");
  g_assert_cmpuint (platform_test_count (test, "evidence WHERE type = 'certificate-revoked'"), ==,
                    3);
}

/* The same key of P-256 with its point written short (SEC 1, 2.3.3). */
static GBytes *
write_short (GBytes *spki)
{
  gsize size;
  const guint8 *long_form = g_bytes_get_data (spki, &size);
  g_autoptr (GByteArray) out = g_byte_array_new ();

  g_assert_cmpuint (size, ==, 91);
  g_byte_array_append (out, long_form, 26 + 1 + 32);
  out->data[1] = 0x39;
  out->data[24] = 0x22;
  out->data[26] = 2 + (long_form[size - 1] & 1);
  return g_bytes_new (out->data, out->len);
}

static void
enter_old (PlatformTest *test, PkiCertificate *certificate, GBytes *digest, const char *like)
{
  PlatformStore *store = platform_pool_take (test->platform->pool);
  g_autoptr (PlatformCertificate) row = NULL;
  g_autoptr (GError) error = NULL;
  const char *serial = pki_certificate_get_serial (certificate);

  g_assert_true (platform_store_begin (store, &error));
  row = platform_store_find_certificate (store, like, &error);
  g_assert_true (platform_store_add_certificate (store,
                                                 &(PlatformNewCertificate){
                                                     .certificate = certificate,
                                                     .profile = row->profile,
                                                     .spki_sha256 = digest,
                                                     .person = row->person,
                                                     .policy = row->policy,
                                                 },
                                                 test->now, &error));
  g_assert_true (platform_store_add_evidence (store, "certificate-issued", NULL, serial, test->now,
                                              NULL, &error));
  g_assert_true (platform_store_commit (store, &error));
  g_assert_no_error (error);
  platform_pool_give (test->platform->pool, store);
}

/* A certificate as it was issued before keys were brought to one form. */
static Life *
life_of_old (PlatformPerson *person)
{
  PlatformTest *test = person->test;
  Life *self = g_new0 (Life, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) request = NULL, spki = NULL, old = NULL, digest = NULL;
  g_autoptr (PkiCertificate) certificate = NULL;
  gsize size;
  guchar *der;

  self->person = person;
  self->key = platform_key_new ("p256");
  self->model.state = "active";
  der = g_base64_decode (self->key->request, &size);
  request = g_bytes_new_take (der, size);
  spki = pki_request_read (request, &error);
  old = write_short (spki);
  digest = pki_spki_digest (old);
  certificate = pki_issue_certificate (test->platform->authority->issuer,
                                       &(PkiIssue){.profile = PKI_PROFILE_PERSON,
                                                   .spki = old,
                                                   .common_name = "李雷",
                                                   .country = "CN",
                                                   .not_before = test->now - 1000,
                                                   .not_after = test->now + 86400},
                                       NULL, &error);
  g_assert_no_error (error);
  self->serial = g_strdup (pki_certificate_get_serial (certificate));
  enter_old (test, certificate, digest, person->serial);
  return self;
}

/* It is renewed, restored and revoked like any other, with those that followed it. */
static void
test_short_point (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (PlatformPerson) thief = platform_person_new (test, "hanmeimei");
  g_autoptr (Life) life = NULL, held = NULL;
  g_autofree char *later = NULL, *session = NULL, *body = NULL;
  g_autoptr (PlatformReply) taken = NULL;

  platform_person_certify (person);
  life = life_of_old (person);
  held = life_of_old (person);
  test->now++;
  later = renew (life);
  step (held, SUSPEND);
  test->now++;
  step (held, RESTORE);
  assert_told (test, held->serial, OCSP, ": good");
  session = platform_person_pass (thief, held->key);
  body = g_strdup_printf ("{\"session\":\"%s\",\"request\":\"%s\"}", session, held->key->request);
  taken = platform_person_ask (thief, "POST", "/v1/certificates", body);
  g_assert_cmpstr (platform_reply_problem (taken), ==, "key");
  test->now++;
  step (life, REVOKE);
  assert_told (test, life->serial, OCSP, "keyCompromise");
  assert_told (test, later, OCSP, "keyCompromise");
}

/* After a certificate's end its signatures are still asked about, and who is asked says that what
 * they say still counts (RFC 6960, 4.4.4; X.509, 9.5.2.8). */
static void
test_after_the_end (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (Life) good = NULL, revoked = NULL;

  platform_person_certify (person);
  good = life_new (person);
  revoked = life_new (person);
  test->now++;
  step (revoked, REVOKE);
  test->now += 400 * 86400;
  assert_told (test, good->serial, OCSP, ": good");
  assert_told (test, good->serial, OCSP, "OCSP Archive Cutoff");
  assert_told (test, good->serial, LIST, "unlisted");
  assert_told (test, revoked->serial, OCSP, "keyCompromise");
  assert_told (test, revoked->serial, LIST, "Key Compromise");
  assert_told (test, good->serial,
               "curl -sf $U/crl/authority.crl | openssl crl -inform der -noout -text", "2.5.29.60");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/platform/life/every-order", test_every_order);
  g_test_add_func ("/platform/life/revoked-from-a-hold", test_revoked_from_a_hold);
  g_test_add_func ("/platform/life/long-name", test_long_name);
  g_test_add_func ("/platform/life/same-key", test_same_key);
  g_test_add_func ("/platform/life/short-point", test_short_point);
  g_test_add_func ("/platform/life/after-the-end", test_after_the_end);
  return g_test_run ();
}
