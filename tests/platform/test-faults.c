/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <openssl/x509.h>
#include <string.h>

#include "platform-db.h"
#include "platform-faults.h"
#include "platform-person.h"

/* A full disk, a broken one and a database that is killed, at each call in turn of each transaction
 * from the code to the end of a certificate: nothing is lost, nothing half, and the same request
 * sent again does it once. */

/* No step makes so many calls. */
#define MAX_CALLS 200

/* One journey: an identification for a key, a certificate, a suspension and so on. */
typedef struct {
  PlatformPerson *person;
  PlatformKey *key;
  guint number;
  char *identity;
  char *secret;
  char *code;
  char *phone;
  char *serial;
  char *act; /* what signs the step that is taken now */
} Journey;

static PlatformTest *test;
static PlatformDb *watcher;
static guint n_journeys;

static void
journey_clear (Journey *self)
{
  platform_key_free (self->key);
  g_free (self->identity);
  g_free (self->secret);
  g_free (self->code);
  g_free (self->phone);
  g_free (self->serial);
  g_free (self->act);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Journey, journey_clear)

static void
set (char **member, const char *text)
{
  g_free (*member);
  *member = g_strdup (text);
}

/* A step: what is asked, and what is kept of the answer. */
typedef struct {
  const char *name;
  char *(*path) (Journey *journey);
  char *(*body) (Journey *journey);
  void (*take) (Journey *journey, PlatformReply *reply);
  guint status;
} Step;

static char *
path_identities (Journey *self)
{
  return g_strdup ("/v1/identity-sessions");
}

static char *
body_request (Journey *self)
{
  return g_strdup_printf ("{\"request\":\"%s\"}", self->key->request);
}

static void
take_identity (Journey *self, PlatformReply *reply)
{
  set (&self->identity, platform_reply_text (reply, "id"));
  set (&self->code, platform_reply_text (reply, "match_code"));
  set (&self->secret, strchr (platform_reply_text (reply, "verification_uri"), '#') + 1);
}

static char *
path_scan (Journey *self)
{
  return g_strdup ("/v1/phone/scan");
}

static char *
body_scan (Journey *self)
{
  return g_strdup_printf ("{\"secret\":\"%s\"}", self->secret);
}

static void
take_phone (Journey *self, PlatformReply *reply)
{
  set (&self->phone, platform_reply_text (reply, "token"));
}

static char *
path_confirm (Journey *self)
{
  return g_strdup ("/v1/phone/confirm");
}

static char *
body_confirm (Journey *self)
{
  return g_strdup_printf ("{\"token\":\"%s\",\"match_code\":\"%s\"}", self->phone, self->code);
}

static char *
path_certificates (Journey *self)
{
  return g_strdup ("/v1/certificates");
}

static char *
body_certificate (Journey *self)
{
  return g_strdup_printf ("{\"session\":\"%s\",\"request\":\"%s\"}", self->identity,
                          self->key->request);
}

/* It signs what counts from now on. */
static void
take_serial (Journey *self, PlatformReply *reply)
{
  g_clear_pointer (&self->person->signer, pki_signer_free);
  self->person->signer = platform_person_open (self->key, reply);
  set (&self->serial, platform_reply_text (reply, "serial"));
}

static char *
path_suspend (Journey *self)
{
  return g_strdup_printf ("/v1/certificates/%s/suspend", self->serial);
}

static char *
path_restore (Journey *self)
{
  return g_strdup_printf ("/v1/certificates/%s/restore", self->serial);
}

static char *
body_restore (Journey *self)
{
  return g_strdup_printf ("{\"session\":\"%s\"}", self->identity);
}

static char *
path_renew (Journey *self)
{
  return g_strdup_printf ("/v1/certificates/%s/renew", self->serial);
}

static char *
path_revoke (Journey *self)
{
  return g_strdup_printf ("/v1/certificates/%s/revoke", self->serial);
}

static char *
body_revoke (Journey *self)
{
  return g_strdup ("{\"reason\":4}");
}

static const Step steps[] = {
    {"begin", path_identities, body_request, take_identity, 201},
    {"scan", path_scan, body_scan, take_phone, 200},
    {"confirm", path_confirm, body_confirm, NULL, 200},
    {"certificate", path_certificates, body_certificate, take_serial, 201},
    {"suspend", path_suspend, NULL, NULL, 200},
    {"begin again", path_identities, body_request, take_identity, 201},
    {"scan again", path_scan, body_scan, take_phone, 200},
    {"confirm again", path_confirm, body_confirm, NULL, 200},
    {"restore", path_restore, body_restore, NULL, 200},
    {"renew", path_renew, body_request, NULL, 201},
    {"revoke", path_revoke, body_revoke, NULL, 200},
};

static PlatformReply *
send_step (Journey *self, const Step *step)
{
  g_autofree char *path = step->path (self);
  g_autofree char *body = step->body ? step->body (self) : NULL;
  g_autofree char *name = g_strdup_printf ("journey %u %s", self->number, step->name);

  const PlatformSend send = {
      .session = self->person->session, .body = body, .name = name, .act = self->act};

  return platform_test_send (test, "POST", path, &send);
}

/* How many rows; from outside the platform, by a connection that meets no fault. */
static gint64
ask (const char *sql)
{
  g_autofree char *count = g_strdup_printf ("SELECT COUNT(*) FROM (%s) AS answer", sql);
  g_autoptr (GError) error = NULL;
  g_autoptr (PlatformRows) rows = platform_db_query (watcher, &error, count, "");

  g_assert_no_error (error);
  return platform_rows_number (rows, 0, 0);
}

/* Rows that may not be, by SQL that both databases take. */
static const struct {
  const char *what;
  const char *sql;
} forbidden[] = {
    {"a certificate has one entry of its issuing",
     "SELECT serial FROM certificate c WHERE 1 <> (SELECT COUNT(*) FROM evidence e WHERE e.subject "
     "= c.serial AND e.type IN ('certificate-issued', 'certificate-renewed'))"},
    {"an issuing has its certificate",
     "SELECT id FROM evidence e WHERE e.type IN ('certificate-issued', 'certificate-renewed') AND "
     "NOT EXISTS (SELECT 1 FROM certificate c WHERE c.serial = e.subject)"},
    {"a suspended certificate has one open hold, another none",
     "SELECT serial FROM certificate c WHERE (CASE WHEN state = 'suspended' THEN 1 ELSE 0 END) <> "
     "(SELECT COUNT(*) FROM certificate_hold h WHERE h.serial = c.serial AND h.until IS NULL)"},
    {"a hold has its entry",
     "SELECT serial FROM certificate c WHERE (SELECT COUNT(*) FROM certificate_hold h WHERE "
     "h.serial = c.serial) <> (SELECT COUNT(*) FROM evidence e WHERE e.subject = c.serial AND "
     "e.type = 'certificate-suspended')"},
    {"the end of a hold has its entry",
     "SELECT serial FROM certificate c WHERE (SELECT COUNT(*) FROM certificate_hold h WHERE "
     "h.serial = c.serial AND h.until IS NOT NULL) <> (SELECT COUNT(*) FROM evidence e WHERE "
     "e.subject = c.serial AND e.type = 'certificate-restored')"},
    {"a revocation has its entry, and an entry its revocation",
     "SELECT serial FROM certificate c WHERE (CASE WHEN state = 'revoked' THEN 1 ELSE 0 END) <> "
     "(SELECT COUNT(*) FROM evidence e WHERE e.subject = c.serial AND e.type = "
     "'certificate-revoked')"},
    {"an identification has its entry",
     "SELECT id FROM identity_session s WHERE 1 <> (SELECT COUNT(*) FROM evidence e WHERE "
     "e.subject = s.id AND e.type = 'identification-begun')"},
    {"a list has its entry",
     "SELECT number FROM revocation_list WHERE (SELECT COUNT(*) FROM revocation_list) <> (SELECT "
     "COUNT(*) FROM evidence WHERE type = 'revocation-list')"},
    {"a used identification is one certificate or one restoration",
     "SELECT 1 FROM person WHERE (SELECT COUNT(*) FROM identity_session WHERE state = 'used') <> "
     "(SELECT COUNT(*) FROM evidence WHERE (type = 'certificate-issued' AND actor IS NOT NULL) OR "
     "type = 'certificate-restored')"},
};

static GPtrArray *
query_column (const char *sql, gboolean bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PlatformRows) rows = platform_db_query (watcher, &error, sql, "");
  GPtrArray *column = g_ptr_array_new ();

  g_assert_no_error (error);
  for (guint i = 0; i < platform_rows_length (rows); i++)
    g_ptr_array_add (column, bytes ? (gpointer) platform_rows_bytes (rows, i, 0)
                                   : platform_rows_dup (rows, i, 0));
  return column;
}

/* What the newest list says is what the certificates' rows say. */
static void
check_list (void)
{
  g_autoptr (GPtrArray)
      lists = query_column ("SELECT der FROM revocation_list ORDER BY number DESC LIMIT 1", TRUE);
  g_autoptr (GPtrArray)
      serials = query_column ("SELECT serial FROM certificate WHERE state <> 'active'", FALSE);
  g_autoptr (GBytes) der = lists->pdata[0];
  gsize size;
  const guint8 *p = g_bytes_get_data (der, &size);
  X509_CRL *list = d2i_X509_CRL (NULL, &p, (long) size);

  g_assert_nonnull (list);
  g_assert_cmpint (MAX (sk_X509_REVOKED_num (X509_CRL_get_REVOKED (list)), 0), ==, serials->len);
  for (guint i = 0; i < serials->len; i++)
    {
      BIGNUM *number = NULL;
      ASN1_INTEGER *serial;
      X509_REVOKED *entry = NULL;

      BN_hex2bn (&number, serials->pdata[i]);
      serial = BN_to_ASN1_INTEGER (number, NULL);
      g_assert_cmpint (X509_CRL_get0_by_serial (list, &entry, serial), !=, 0);
      ASN1_INTEGER_free (serial);
      BN_free (number);
      g_free (serials->pdata[i]);
    }
  X509_CRL_free (list);
}

static void
check_invariants (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (forbidden); i++)
    if (ask (forbidden[i].sql) != 0)
      g_error ("not so: %s", forbidden[i].what);
  check_list ();
}

/* The caller is told when to come again; then it is done once. */
static PlatformReply *
come_again (Journey *self, const Step *step, PlatformReply *refused)
{
  g_autoptr (PlatformReply) first = refused;
  PlatformReply *reply = NULL;

  g_assert_cmpstr (platform_reply_problem (first), ==, "unavailable");
  g_assert_cmpstr (first->retry_after, ==, "5");
  check_invariants ();
  /* Each of the pool's connections may have died with the server's process. */
  for (guint i = 0; i < 8; i++)
    {
      reply = send_step (self, step);
      if (reply->status != 503)
        return reply;
      g_clear_pointer (&reply, platform_reply_free);
    }
  g_error ("%s: it stays away", step->name);
}

/* A certificate that is suspended signs nothing: what restores it is the identification. */
static void
sign_step (Journey *self, const Step *step)
{
  g_autofree char *path = step->path (self);
  g_autofree char *body = step->body ? step->body (self) : NULL;

  g_free (self->act);
  self->act = step->path == path_restore
                  ? NULL
                  : platform_person_sign_act (self->person, "POST", path, body);
}

/* Whether the fault struck. */
static gboolean
take_step (Journey *self, const Step *step, PlatformFault fault, guint at)
{
  g_autoptr (PlatformReply) reply = NULL;
  g_autoptr (PlatformReply) same = NULL;
  gboolean struck;

  sign_step (self, step);
  platform_faults_arm (fault, at);
  reply = send_step (self, step);
  struck = platform_faults_disarm ();
  if (reply->status == 503)
    {
      g_assert_true (struck);
      reply = come_again (self, step, g_steal_pointer (&reply));
    }
  if (reply->status != step->status)
    g_error ("%s at %u: %u %s", step->name, at, reply->status, reply->body);
  if (step->take)
    step->take (self, reply);
  if (!struck)
    return FALSE;
  same = send_step (self, step);
  g_assert_cmpuint (same->status, ==, step->status);
  g_assert_cmpstr (same->body, ==, reply->body);
  return TRUE;
}

/* A journey where each step meets a fault at the same one of its calls, if it makes so many. How
 * many did. */
static guint
travel (PlatformPerson *person, PlatformFault fault, guint at, guint strikes[])
{
  g_auto (Journey) journey = {.person = person, .number = ++n_journeys};
  guint n_struck = 0;

  journey.key = platform_key_new ("p256");
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (take_step (&journey, &steps[i], fault, at))
      {
        strikes[i]++;
        n_struck++;
      }
  check_invariants ();
  return n_struck;
}

static void
check_totals (void)
{
  g_assert_cmpint (ask ("SELECT 1 FROM certificate WHERE person IS NOT NULL"), ==, 2 * n_journeys);
  g_assert_cmpint (ask ("SELECT 1 FROM identity_session"), ==, 2 * n_journeys);
  g_assert_cmpint (ask ("SELECT 1 FROM certificate_hold"), ==, n_journeys);
  g_assert_cmpint (ask ("SELECT 1 FROM certificate WHERE state = 'revoked'"), ==, n_journeys);
  g_assert_cmpint (ask ("SELECT 1 FROM certificate WHERE state = 'suspended'"), ==, 0);
}

static void
test_fault (gconstpointer data)
{
  PlatformFault fault = GPOINTER_TO_UINT (data);
  guint strikes[G_N_ELEMENTS (steps)] = {0};
  PlatformPerson *person;
  guint at = 1;

  test = platform_test_new ();
  n_journeys = 0;
  watcher = g_str_has_prefix (test->database, "postgresql:")
                ? platform_db_open_postgresql (test->database, NULL)
                : platform_db_open_sqlite (test->database, NULL);
  g_assert_nonnull (watcher);
  person = platform_person_new (test, "wang");
  while (at < MAX_CALLS && travel (person, fault, at, strikes) > 0)
    at++;
  g_assert_cmpuint (at, <, MAX_CALLS);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_test_message ("%s: struck at %u calls", steps[i].name, strikes[i]);
      g_assert_cmpuint (strikes[i], >=, 3);
    }
  check_totals ();
  platform_person_free (person);
  g_clear_pointer (&watcher, platform_db_free);
  platform_test_free (test);
}

static GLogWriterOutput
swallow (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  return level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_CRITICAL)
             ? g_log_writer_default (level, fields, n_fields, data)
             : G_LOG_WRITER_HANDLED;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* The platform warns of its database each time. */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  g_log_set_writer_func (swallow, NULL, NULL);
  platform_faults_install (g_getenv ("VERMILION_TEST_DATABASE"));
  g_test_add_data_func ("/platform/faults/once", GUINT_TO_POINTER (PLATFORM_FAULT_ONCE),
                        test_fault);
  g_test_add_data_func ("/platform/faults/stays", GUINT_TO_POINTER (PLATFORM_FAULT_STAYS),
                        test_fault);
  return g_test_run ();
}
