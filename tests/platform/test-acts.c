/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "pki-cms.h"
#include "pki-digest.h"
#include "pki-statement.h"
#include "platform-db.h"
#include "platform-person.h"
#include "wire-certificate.h"

/* Logins with a certificate, and acts that carry a signature of their own: each way to have one
 * that is not meant, and what can be proven of those that are. */

static PlatformReply *
begin_login (PlatformTest *test)
{
  PlatformReply *reply = platform_test_send (test, "POST", "/v1/login-challenges", NULL);

  g_assert_cmpuint (reply->status, ==, 201);
  return reply;
}

static PlatformReply *
send_login (PlatformTest *test, const char *act, const char *device)
{
  g_auto (GStrv) parts = g_strsplit (act, ".", 2);
  g_autofree char *body = g_strdup_printf (
      "{\"nonce\":\"%s\",\"signature\":\"%s\",\"device\":\"%s\"}", parts[0], parts[1], device);

  return platform_test_send (test, "POST", "/v1/certificate-sessions",
                             &(PlatformSend){.body = body});
}

static char *
sign_login (PkiSigner *signer, PlatformReply *challenge, const char *device, WireStatement changed)
{
  WireCertificateLogin login = {.device = (char *) device};

  changed.operation = changed.operation ? changed.operation : WIRE_CREATE_CERTIFICATE_SESSION;
  changed.body = changed.operation == WIRE_CREATE_CERTIFICATE_SESSION ? &login : NULL;
  return platform_person_sign (signer, challenge, &changed);
}

static void
assert_login_refused (PlatformTest *test, PkiSigner *signer, WireStatement changed, const char *why)
{
  g_autoptr (PlatformReply) challenge = begin_login (test);
  g_autofree char *act = sign_login (signer, challenge, "PC", changed);
  g_autoptr (PlatformReply) reply = send_login (test, act, "PC");

  g_assert_cmpstr (platform_reply_problem (reply), ==, why);
}

static void
test_login (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (PlatformReply) challenge = NULL, session = NULL, replayed = NULL, me = NULL;
  g_autofree char *act = NULL;

  platform_person_certify (person);
  challenge = begin_login (test);
  act = sign_login (person->signer, challenge, "PC", (WireStatement){0});
  session = send_login (test, act, "PC");
  g_assert_cmpuint (session->status, ==, 201);
  me = platform_test_send (test, "GET", "/v1/me",
                           &(PlatformSend){.session = platform_reply_text (session, "token")});
  g_assert_cmpstr (platform_reply_text (me, "login"), ==, "lilei");
  replayed = send_login (test, act, "PC");
  g_assert_cmpstr (platform_reply_problem (replayed), ==, "challenge");
}

/* A signature that was never meant for this login. */
static void
test_login_refused (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformTest) elsewhere = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (PlatformPerson) foreigner = platform_person_new (elsewhere, "lilei");
  g_autoptr (PlatformReply) challenge = NULL, foreign = NULL, late = NULL, other_device = NULL;
  g_autofree char *act = NULL, *foreign_act = NULL;
  guint sessions;

  platform_person_certify (person);
  platform_person_certify (foreigner);
  sessions = platform_test_count (test, "session");
  /* An honest client names the platform that it speaks with. */
  assert_login_refused (test, person->signer, (WireStatement){.platform = "https://other.example"},
                        "statement");
  assert_login_refused (test, person->signer,
                        (WireStatement){.operation = WIRE_SUSPEND_CERTIFICATE}, "statement");
  assert_login_refused (test, person->signer, (WireStatement){.time = 1}, "statement");
  assert_login_refused (test, person->signer, (WireStatement){.nonce = "00"}, "challenge");
  assert_login_refused (test, foreigner->signer, (WireStatement){0}, "certificate");
  foreign = begin_login (elsewhere);
  foreign_act = sign_login (person->signer, foreign, "PC", (WireStatement){0});
  g_clear_pointer (&foreign, platform_reply_free);
  foreign = send_login (test, foreign_act, "PC");
  g_assert_cmpstr (platform_reply_problem (foreign), ==, "challenge");
  challenge = begin_login (test);
  act = sign_login (person->signer, challenge, "PC", (WireStatement){0});
  other_device = send_login (test, act, "another");
  g_assert_cmpstr (platform_reply_problem (other_device), ==, "statement");
  test->now += 121;
  late = send_login (test, act, "PC");
  g_assert_cmpstr (platform_reply_problem (late), ==, "challenge");
  g_assert_cmpuint (platform_test_count (test, "session"), ==, sessions);
}

/* The signature of a document over the very same bytes is no statement, and a statement is no
 * signature of a document. */
static void
test_document_signature (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  const char *text = "{}";
  g_autoptr (GBytes) digest = pki_digest_bytes (PKI_DIGEST_SHA256, text, strlen (text));
  g_autoptr (GBytes) document = NULL, statement = NULL;
  g_autoptr (PkiCms) cms = NULL;
  g_autoptr (PkiCertificate) signer = NULL;
  g_autoptr (GError) error = NULL;

  platform_person_certify (person);
  document = pki_cms_sign (person->signer,
                           &(PkiCmsRequest){.digest = PKI_DIGEST_SHA256, .content_digest = digest},
                           NULL, &error);
  g_assert_no_error (error);
  g_assert_null (pki_statement_check (document, text, NULL));
  statement = pki_statement_sign (person->signer, text, NULL, &error);
  g_assert_no_error (error);
  signer = pki_statement_check (statement, text, &error);
  g_assert_no_error (error);
  g_assert_null (pki_statement_check (statement, "{ }", NULL));
  cms = pki_cms_new (g_bytes_get_data (statement, NULL), g_bytes_get_size (statement), &error);
  g_assert_no_error (error);
  g_assert_cmpint (pki_cms_check (cms, digest), ==, PKI_CMS_MALFORMED);
}

/* Each state of a certificate has its own answer. */
static void
test_login_states (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (PlatformPerson) other = platform_person_new (test, "hanmeimei");
  g_autofree char *revoke = NULL;
  g_autoptr (PlatformReply) stopped = NULL, revoked = NULL;

  platform_person_certify (person);
  platform_person_certify (other);
  stopped = platform_person_ask (person, "POST", "/v1/emergency-stop", NULL);
  g_assert_cmpuint (stopped->status, ==, 200);
  assert_login_refused (test, person->signer, (WireStatement){0}, "certificate-suspended");
  revoke = g_strdup_printf ("/v1/certificates/%s/revoke", other->serial);
  revoked = platform_person_ask (other, "POST", revoke, "{\"reason\":1}");
  g_assert_cmpuint (revoked->status, ==, 200);
  assert_login_refused (test, other->signer, (WireStatement){0}, "certificate-revoked");
  test->now += 3000 * 86400LL;
  assert_login_refused (test, person->signer, (WireStatement){0}, "certificate-expired");
}

/* Rubbish in the place of a signature. */
static void
test_garbage (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autofree char *path = NULL;
  const char *const headers[] = {"", ".", "x", "x.!!", "00.AAAA", "00.MIIB", NULL};
  g_autofree char *long_one = g_strnfill (30000, 'A');

  platform_person_certify (person);
  path = g_strdup_printf ("/v1/certificates/%s/suspend", person->serial);
  for (guint i = 0; headers[i]; i++)
    {
      guint status = platform_test_status (
          test, "POST", path, &(PlatformSend){.session = person->session, .act = headers[i]});

      g_assert_true (status == 400 || status == 409 || status == 403);
    }
  long_one[2] = '.';
  g_assert_cmpuint (
      platform_test_status (test, "POST", path,
                            &(PlatformSend){.session = person->session, .act = long_one}),
      ==, 400);
  g_assert_cmpuint (platform_test_count (test, "certificate WHERE state = 'suspended'"), ==, 0);
}

static PlatformReply *
send_act (PlatformPerson *self, const char *verb, const char *body, const char *act)
{
  g_autofree char *path = g_strdup_printf ("/v1/certificates/%s/%s", self->serial, verb);

  return platform_test_send (self->test, "POST", path,
                             &(PlatformSend){.session = self->session, .body = body, .act = act});
}

/* The person signs that a certificate be revoked for a reason. */
static char *
sign_revocation (PkiSigner *signer, PlatformReply *challenge, const char *serial, gint64 reason)
{
  const WireRevocation body = {.reason = reason};

  return platform_person_sign (
      signer, challenge,
      &(WireStatement){.operation = WIRE_REVOKE_CERTIFICATE, .object = serial, .body = &body});
}

static void
assert_refused (PlatformPerson *person, const char *act, const char *why)
{
  g_autoptr (PlatformReply) reply = send_act (person, "revoke", "{\"reason\":1}", act);

  g_assert_cmpstr (platform_reply_problem (reply), ==, why);
  g_assert_cmpuint (platform_test_count (person->test, "certificate WHERE state = 'revoked'"), ==,
                    0);
  g_assert_cmpuint (platform_test_count (person->test, "act"), ==, 0);
  g_assert_cmpuint (
      platform_test_count (person->test, "evidence WHERE type = 'certificate-revoked'"), ==, 0);
}

static void
test_acts_refused (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (PlatformPerson) other = platform_person_new (test, "hanmeimei");
  g_autoptr (PlatformReply) challenge = NULL, others = NULL, suspension = NULL, late = NULL;
  g_autofree char *reason = NULL, *object = NULL, *theirs = NULL, *not_mine = NULL, *verb = NULL;
  g_autofree char *stale = NULL, *borrowed = NULL, *moved = NULL;
  g_autoptr (PlatformReply) mine = NULL, elsewhere = NULL;

  platform_person_certify (person);
  platform_person_certify (other);
  mine = platform_person_challenge (person, WIRE_REVOKE_CERTIFICATE, person->serial);
  assert_refused (person, NULL, "signature-needed");
  challenge = platform_person_challenge (person, WIRE_REVOKE_CERTIFICATE, person->serial);
  reason = sign_revocation (person->signer, challenge, person->serial, 4);
  assert_refused (person, reason, "statement");
  object = sign_revocation (person->signer, challenge, other->serial, 1);
  assert_refused (person, object, "statement");
  theirs = sign_revocation (other->signer, challenge, person->serial, 1);
  assert_refused (person, theirs, "certificate");
  /* A nonce is somebody's, for one operation on one thing. */
  others = platform_person_challenge (other, WIRE_REVOKE_CERTIFICATE, other->serial);
  not_mine = sign_revocation (person->signer, others, person->serial, 1);
  assert_refused (person, not_mine, "challenge");
  suspension = platform_person_challenge (person, WIRE_SUSPEND_CERTIFICATE, person->serial);
  verb = sign_revocation (person->signer, suspension, person->serial, 1);
  assert_refused (person, verb, "challenge");
  /* Their nonce for the same thing of the same person: an operator's second account, or a guess. */
  platform_test_change (test,
                        "UPDATE challenge SET account = (SELECT id FROM account WHERE login = "
                        "'hanmeimei')");
  borrowed = sign_revocation (person->signer, mine, person->serial, 1);
  assert_refused (person, borrowed, "challenge");
  elsewhere = platform_person_challenge (person, WIRE_REVOKE_CERTIFICATE, person->serial);
  platform_test_change (test, "UPDATE challenge SET object = 'ff'");
  moved = sign_revocation (person->signer, elsewhere, person->serial, 1);
  assert_refused (person, moved, "challenge");
  late = platform_person_challenge (person, WIRE_REVOKE_CERTIFICATE, person->serial);
  stale = sign_revocation (person->signer, late, person->serial, 1);
  test->now += 301;
  assert_refused (person, stale, "challenge");
}

/* A suspended certificate ends itself, and none of the person's others. */
static void
test_suspended_ends_itself (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (PlatformPerson) other = platform_person_new (test, "hanmeimei");
  g_autofree char *serial = NULL, *act = NULL, *itself = NULL;
  g_autoptr (PlatformReply) stopped = NULL, challenge = NULL, own = NULL, revoked = NULL;

  platform_person_certify (person);
  platform_person_certify (other);
  stopped = platform_person_ask (person, "POST", "/v1/emergency-stop", NULL);
  g_assert_cmpuint (stopped->status, ==, 200);
  platform_test_change (test, "UPDATE certificate SET person = (SELECT person FROM account WHERE "
                              "login = 'lilei') WHERE person IS NOT NULL");
  serial = g_steal_pointer (&person->serial);
  person->serial = g_strdup (other->serial);
  challenge = platform_person_challenge (person, WIRE_REVOKE_CERTIFICATE, other->serial);
  act = sign_revocation (person->signer, challenge, other->serial, 1);
  assert_refused (person, act, "certificate-suspended");
  g_free (person->serial);
  person->serial = g_steal_pointer (&serial);
  own = platform_person_challenge (person, WIRE_REVOKE_CERTIFICATE, person->serial);
  itself = sign_revocation (person->signer, own, person->serial, 1);
  revoked = send_act (person, "revoke", "{\"reason\":1}", itself);
  g_assert_cmpuint (revoked->status, ==, 200);
}

/* The same number, and another certificate. */
static void
test_other_certificate (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");

  platform_person_certify (person);
  platform_test_change (test, "UPDATE certificate SET der = spki_sha256");
  assert_login_refused (test, person->signer, (WireStatement){0}, "certificate");
}

/* What was decided about an active certificate does not hold for a suspended one. */
static void
test_changed (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (PlatformReply) challenge = NULL, stopped = NULL, unsigned_act = NULL;
  g_autofree char *act = NULL;

  platform_person_certify (person);
  challenge = platform_person_challenge (person, WIRE_REVOKE_CERTIFICATE, person->serial);
  act = sign_revocation (person->signer, challenge, person->serial, 1);
  stopped = platform_person_ask (person, "POST", "/v1/emergency-stop", NULL);
  g_assert_cmpuint (stopped->status, ==, 200);
  assert_refused (person, act, "changed");
  /* Nor does the emergency stop open a way around the signature. */
  assert_refused (person, NULL, "signature-needed");
}

/* A column of the one row of a table, from outside the platform. */
static PlatformRows *
read_row (PlatformTest *test, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PlatformDb) db = g_str_has_prefix (test->database, "postgresql:")
                                  ? platform_db_open_postgresql (test->database, &error)
                                  : platform_db_open_sqlite (test->database, &error);
  PlatformRows *rows = platform_db_query (db, &error, sql, "");

  g_assert_no_error (error);
  g_assert_cmpuint (platform_rows_length (rows), ==, 1);
  return rows;
}

static void
write_file (const char *folder, const char *name, gconstpointer data, gssize length)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, data, length, &error);
  g_assert_no_error (error);
}

/* openssl knows nothing of this platform but its root. */
static gboolean
openssl_verifies (PlatformTest *test, const char *statement, GBytes *signature)
{
  g_autofree char *line = g_strdup_printf (
      "cd %s && curl -sf %s/ca/root.cer | openssl x509 -inform der -out root.pem && "
      "curl -sf %s/ca/authority.cer | openssl x509 -inform der -out authority.pem && cat "
      "authority.pem >> root.pem && "
      "openssl cms -verify -binary -inform DER -in act.p7s -content act.json -CAfile root.pem "
      "-purpose any -attime %" G_GINT64_FORMAT " -out /dev/null 2>&1",
      test->folder, platform_get_url (test->platform), platform_get_url (test->platform),
      test->now + 1);
  const char *const arguments[] = {"sh", "-c", line, NULL};
  g_autofree char *out = NULL;
  int status;

  write_file (test->folder, "act.json", statement, -1);
  write_file (test->folder, "act.p7s", g_bytes_get_data (signature, NULL),
              g_bytes_get_size (signature));
  g_assert_true (g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                               &out, NULL, &status, NULL));
  g_test_message ("%s", out);
  return status == 0;
}

static void
test_proof (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (PlatformReply) challenge = NULL, revoked = NULL, replayed = NULL;
  g_autoptr (PlatformRows) kept = NULL, entry = NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autofree char *act = NULL, *sha256 = NULL, *tampered = NULL;
  const char *statement, *data;

  platform_person_certify (person);
  challenge = platform_person_challenge (person, WIRE_REVOKE_CERTIFICATE, person->serial);
  act = sign_revocation (person->signer, challenge, person->serial, 1);
  revoked = send_act (person, "revoke", "{\"reason\":1}", act);
  g_assert_cmpstr (platform_reply_text (revoked, "state"), ==, "revoked");
  replayed = send_act (person, "revoke", "{\"reason\":1}", act);
  g_assert_cmpstr (platform_reply_problem (replayed), ==, "challenge");
  kept = read_row (test, "SELECT statement, signature, id FROM act");
  statement = platform_rows_text (kept, 0, 0);
  signature = platform_rows_bytes (kept, 0, 1);
  g_assert_nonnull (strstr (statement, "\"act\":\"revokeCertificate\""));
  g_assert_nonnull (strstr (statement, "\"body.reason\":1"));
  g_assert_nonnull (strstr (statement, "\"state\":\"active\""));
  g_assert_nonnull (strstr (statement, person->serial));
  g_assert_true (openssl_verifies (test, statement, signature));
  tampered = g_strdelimit (g_strdup (statement), "1", '2');
  g_assert_false (openssl_verifies (test, tampered, signature));
  entry = read_row (test, "SELECT data FROM evidence WHERE type = 'certificate-revoked'");
  data = platform_rows_text (entry, 0, 0);
  sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, signature);
  g_assert_nonnull (strstr (data, sha256));
  g_assert_nonnull (strstr (data, platform_rows_text (kept, 0, 2)));
}

/* What was signed is fetched by who signed it, and by nobody else: another person, who knows its
 * number, is told that there is none. */
static void
test_fetched (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (PlatformPerson) other = platform_person_new (test, "hanmeimei");
  g_autoptr (PlatformReply) done = NULL, list = NULL, act = NULL, theirs = NULL, none = NULL;
  g_autofree char *path = NULL, *one = NULL;
  g_autofree guchar *der = NULL;
  g_autoptr (GBytes) signature = NULL;
  JsonObject *item;
  gsize length;

  platform_person_certify (person);
  path = g_strdup_printf ("/v1/certificates/%s/suspend", person->serial);
  done = platform_person_ask (person, "POST", path, NULL);
  g_assert_cmpuint (done->status, ==, 200);
  list = platform_person_ask (person, "GET", "/v1/acts", NULL);
  item = json_array_get_object_element (json_object_get_array_member (list->json, "items"), 0);
  g_assert_cmpstr (json_object_get_string_member (item, "operation"), ==, "suspendCertificate");
  g_assert_cmpstr (json_object_get_string_member (item, "object"), ==, person->serial);
  g_assert_false (json_object_has_member (item, "signature"));
  one = g_strconcat ("/v1/acts/", json_object_get_string_member (item, "id"), NULL);
  act = platform_person_ask (person, "GET", one, NULL);
  der = g_base64_decode (platform_reply_text (act, "signature"), &length);
  signature = g_bytes_new (der, length);
  g_assert_true (openssl_verifies (test, platform_reply_text (act, "statement"), signature));
  theirs = platform_person_ask (other, "GET", one, NULL);
  g_assert_cmpuint (theirs->status, ==, 404);
  none = platform_person_ask (other, "GET", "/v1/acts", NULL);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (none->json, "items")), ==,
                    0);
}

/* Whoever is no operator learns nothing of what waits for them; an office that signs lets nobody
 * decide without a certificate. */
static void
test_office (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  const PlatformGrant grant = {.login = "operator", .role = "ca-operator", .granted = TRUE};
  g_autoptr (PlatformPerson) person = platform_person_new (test, "lilei");
  g_autoptr (PlatformPerson) clerk = platform_person_new (test, "operator");
  g_autoptr (PlatformReply) nosy = NULL, missing = NULL, other_act = NULL, alone = NULL;

  platform_test_stop (test);
  test->options.signed_office = TRUE;
  platform_test_start (test);
  g_assert_true (platform_grant (&test->options, &grant, NULL));
  nosy = platform_person_challenge (person, WIRE_ACCEPT_REVIEW, "x");
  g_assert_cmpuint (nosy->status, ==, 403);
  missing = platform_person_challenge (clerk, WIRE_ACCEPT_REVIEW, "x");
  g_assert_cmpuint (missing->status, ==, 404);
  other_act = platform_person_challenge (clerk, WIRE_GET_ME, "x");
  g_assert_cmpuint (other_act->status, ==, 400);
  alone = platform_person_ask (clerk, "POST", "/v1/organisation-claims/x/confirm", NULL);
  g_assert_cmpstr (platform_reply_problem (alone), ==, "signature-needed");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/platform/acts/login", test_login);
  g_test_add_func ("/platform/acts/login-refused", test_login_refused);
  g_test_add_func ("/platform/acts/document-signature", test_document_signature);
  g_test_add_func ("/platform/acts/login-states", test_login_states);
  g_test_add_func ("/platform/acts/garbage", test_garbage);
  g_test_add_func ("/platform/acts/refused", test_acts_refused);
  g_test_add_func ("/platform/acts/changed", test_changed);
  g_test_add_func ("/platform/acts/proof", test_proof);
  g_test_add_func ("/platform/acts/fetched", test_fetched);
  g_test_add_func ("/platform/acts/office", test_office);
  g_test_add_func ("/platform/acts/suspended-ends-itself", test_suspended_ends_itself);
  g_test_add_func ("/platform/acts/other-certificate", test_other_certificate);
  return g_test_run ();
}
