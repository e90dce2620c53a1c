/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "client-fetch.h"
#include "pki-judge.h"
#include "support-ca.h"
#include "support-clock.h"
#include "support-http.h"

#define CA_USAGE "critical,keyCertSign,cRLSign"
#define CA_RULES "critical,CA:TRUE"
#define N_STEPS 20

/* An authority and a server on loopback with certificates at /at/<name>. */
typedef struct {
  SupportCa *ca;
  SupportHttp *http;
  GHashTable *shelf; /* name → GBytes; not touched while it is asked */
  PkiFetch *fetch;
  PkiService *service;
  PkiTrust *roots;
  GPtrArray *identities;
  int n_requests; /* atomic */
} Fixture;

static void
serve (const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  Fixture *fixture = user_data;
  GBytes *found = g_hash_table_lookup (fixture->shelf, path);

  g_atomic_int_inc (&fixture->n_requests);
  g_assert_cmpstr (method, ==, "GET");
  if (g_str_equal (path, "/drip"))
    reply->manner = SUPPORT_HTTP_DRIP;
  else if (g_str_equal (path, "/moved"))
    {
      reply->status = 302;
      reply->location = support_http_make_uri (fixture->http, "/at/der");
    }
  else if (found != NULL)
    reply->body = g_bytes_ref (found);
  else
    reply->status = 404;
}

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  fixture->ca = support_ca_new (SUPPORT_NOW);
  fixture->http = support_http_new (NULL);
  fixture->shelf = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) g_bytes_unref);
  fixture->fetch = client_fetch_new (5);
  fixture->service = pki_service_new (fixture->fetch);
  fixture->roots = pki_trust_new ();
  fixture->identities = g_ptr_array_new_with_free_func ((GDestroyNotify) support_identity_free);
  pki_trust_add (fixture->roots, support_ca_get_root (fixture->ca));
  support_http_add (fixture->http, "/at", serve, fixture);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  support_http_free (fixture->http);
  g_ptr_array_unref (fixture->identities);
  pki_trust_free (fixture->roots);
  pki_service_free (fixture->service);
  pki_fetch_free (fixture->fetch);
  g_hash_table_unref (fixture->shelf);
  support_ca_free (fixture->ca);
}

/* What is issued next says that its issuer is there. */
static void
point_to (Fixture *fixture, const char *name)
{
  g_autofree char *path = name != NULL ? g_strconcat ("/at/", name, NULL) : NULL;
  g_autofree char *uri = path != NULL ? support_http_make_uri (fixture->http, path) : NULL;

  support_ca_set_addresses (fixture->ca, &(SupportAddresses){NULL, NULL, uri});
}

static SupportIdentity *
issue (Fixture *fixture, SupportIdentity *issuer, const SupportProfile *profile, const char *above)
{
  SupportIdentity *identity;

  point_to (fixture, above);
  identity = support_ca_issue_by (fixture->ca, issuer, profile);
  g_ptr_array_add (fixture->identities, identity);
  return identity;
}

static SupportIdentity *
issue_ca (Fixture *fixture, SupportIdentity *issuer, const char *name, const char *above)
{
  return issue (
      fixture, issuer,
      &(SupportProfile){.common_name = name, .key_usage = CA_USAGE, .constraints = CA_RULES},
      above);
}

static SupportIdentity *
issue_leaf (Fixture *fixture, SupportIdentity *issuer, const char *above)
{
  return issue (fixture, issuer, &(SupportProfile){0}, above);
}

static void
put (Fixture *fixture, const char *name, SupportIdentity *identity)
{
  PkiCertificate *certificate = support_identity_get_certificate (identity);

  g_hash_table_insert (fixture->shelf, g_strconcat ("/", name, NULL),
                       g_bytes_ref (pki_certificate_get_der (certificate)));
}

static void
put_list (Fixture *fixture, const char *name, GPtrArray *certificates)
{
  g_hash_table_insert (fixture->shelf, g_strconcat ("/", name, NULL),
                       support_certificates_to_p7b (certificates));
}

typedef struct {
  PkiReason reason;
  guint length;   /* of the path */
  guint n_held;   /* certificates that were taken in */
  int n_requests; /* that this took */
} Outcome;

/* With nothing at hand but the leaf itself. */
static Outcome
judge_with (Fixture *fixture, SupportIdentity *leaf, PkiTrust *roots, PkiService *service)
{
  g_autoptr (PkiValidationData) data = pki_validation_data_new ();
  g_autoptr (PkiProof) proof = pki_proof_new (SUPPORT_NOW);
  g_autoptr (PkiJudge)
      judge = pki_judge_new (&(PkiJudgeSources){roots, data, proof, service, SUPPORT_NOW, NULL});
  const PkiJudgeQuestion question = {support_identity_get_certificate (leaf), NULL,
                                     PKI_PURPOSE_DOCUMENT, SUPPORT_NOW};
  int before = g_atomic_int_get (&fixture->n_requests);
  g_autoptr (PkiJudgement) judgement = NULL;

  if (service != NULL)
    pki_service_begin (service);
  judgement = pki_judge_certificate (judge, &question);
  return (Outcome){judgement->reason, judgement->links->len,
                   pki_validation_data_get_certificates (data)->len,
                   g_atomic_int_get (&fixture->n_requests) - before};
}

static Outcome
judge (Fixture *fixture, SupportIdentity *leaf)
{
  return judge_with (fixture, leaf, fixture->roots, fixture->service);
}

/* DER, PEM, "certs-only" CMS and a redirection; the second time from memory. */
static void
test_forms (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = {"der", "pem", "p7c", "moved"};
  SupportIdentity *issuer = support_ca_get_issuer (fixture->ca);
  PkiCertificate *certificate = support_identity_get_certificate (issuer);
  char *pem = support_certificate_to_pem (certificate);
  g_autoptr (GPtrArray) alone = g_ptr_array_new ();

  g_ptr_array_add (alone, certificate);
  put (fixture, "der", issuer);
  put_list (fixture, "p7c", alone);
  g_hash_table_insert (fixture->shelf, g_strdup ("/pem"), g_bytes_new_take (pem, strlen (pem)));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      SupportIdentity *leaf = issue_leaf (fixture, issuer, names[i]);
      Outcome first = judge (fixture, leaf);

      g_assert_cmpint (first.reason, ==, PKI_REASON_NONE);
      g_assert_cmpuint (first.length, ==, 3);
      g_assert_cmpuint (first.n_held, ==, 1);
      g_assert_cmpint (first.n_requests, ==, i == 3 ? 2 : 1);
      first = judge (fixture, leaf);
      g_assert_cmpint (first.reason, ==, PKI_REASON_NONE);
      g_assert_cmpint (first.n_requests, ==, 0);
    }
}

/* Nobody is turned to offline, where no root is given, or for a chain that ends at a stranger's
 * root. */
static void
test_silence (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PkiTrust) none = pki_trust_new ();
  SupportIdentity *stranger = issue (
      fixture, NULL, &(SupportProfile){.self_signed = TRUE, .common_name = "stranger"}, "der");
  SupportIdentity *leaf = issue_leaf (fixture, support_ca_get_issuer (fixture->ca), "der");
  const Outcome outcomes[] = {
      judge_with (fixture, leaf, fixture->roots, NULL),
      judge_with (fixture, leaf, none, fixture->service),
      judge_with (fixture, stranger, fixture->roots, fixture->service),
  };

  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      g_assert_cmpint (outcomes[i].reason, ==, PKI_REASON_NO_CHAIN);
      g_assert_cmpuint (outcomes[i].length, ==, 1);
      g_assert_cmpint (outcomes[i].n_requests, ==, 0);
    }
}

/* A whole chain step by step; each step's certificate says where the next one is. */
static void
test_steps (Fixture *fixture, gconstpointer data)
{
  SupportIdentity *a = issue_ca (fixture, support_ca_get_root_identity (fixture->ca), "A", NULL);
  SupportIdentity *b = issue_ca (fixture, a, "B", "a");
  SupportIdentity *c = issue_ca (fixture, b, "C", "b");
  Outcome outcome;

  put (fixture, "a", a);
  put (fixture, "b", b);
  put (fixture, "c", c);
  outcome = judge (fixture, issue_leaf (fixture, c, "c"));
  g_assert_cmpint (outcome.reason, ==, PKI_REASON_NONE);
  g_assert_cmpuint (outcome.length, ==, 5);
  g_assert_cmpint (outcome.n_requests, ==, 3);
}

/* Of two certificates of one issuer the one leads to a stranger's root. */
static void
test_crossed (Fixture *fixture, gconstpointer data)
{
  SupportIdentity *stranger = issue (fixture, NULL,
                                     &(SupportProfile){.self_signed = TRUE,
                                                       .common_name = "stranger",
                                                       .key_usage = CA_USAGE,
                                                       .constraints = CA_RULES},
                                     NULL);
  SupportIdentity *one = issue_ca (fixture, stranger, "crossed", NULL);
  SupportIdentity *two = issue (
      fixture, support_ca_get_root_identity (fixture->ca),
      &(SupportProfile){
          .common_name = "crossed", .key_usage = CA_USAGE, .constraints = CA_RULES, .twin = one},
      NULL);
  g_autoptr (GPtrArray) both = g_ptr_array_new ();
  Outcome outcome;

  g_ptr_array_add (both, support_identity_get_certificate (stranger));
  g_ptr_array_add (both, support_identity_get_certificate (one));
  g_ptr_array_add (both, support_identity_get_certificate (two));
  put_list (fixture, "both", both);
  outcome = judge (fixture, issue_leaf (fixture, one, "both"));
  g_assert_cmpint (outcome.reason, ==, PKI_REASON_NONE);
  g_assert_cmpuint (outcome.length, ==, 3);
  g_assert_cmpuint (outcome.n_held, ==, 2);
  g_assert_cmpint (outcome.n_requests, ==, 1);
}

/* Who has the issuer's name has not its key; nor has silence one, nor a byte now and then. */
static void
test_wrong (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = {"impostor", "garbage", "nothing", "drip"};
  SupportIdentity *root = support_ca_get_root_identity (fixture->ca);
  SupportIdentity *issuer = issue_ca (fixture, root, "name", NULL);
  SupportIdentity *impostor = issue_ca (fixture, root, "name", NULL);

  put (fixture, "impostor", impostor);
  g_hash_table_insert (fixture->shelf, g_strdup ("/garbage"), g_bytes_new_static ("0\202", 2));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      Outcome outcome = judge (fixture, issue_leaf (fixture, issuer, names[i]));

      g_assert_cmpint (outcome.reason, ==, PKI_REASON_NO_CHAIN);
      g_assert_cmpuint (outcome.length, ==, 1);
      g_assert_cmpuint (outcome.n_held, ==, 0);
      g_assert_cmpint (outcome.n_requests, ==, 1);
    }
}

/* Two that signed each other and send to each other for ever. */
static void
test_loop (Fixture *fixture, gconstpointer data)
{
  SupportIdentity *seed = issue_ca (fixture, NULL, "one", NULL);
  SupportIdentity *two = issue_ca (fixture, seed, "two", "one");
  SupportIdentity *one = issue (
      fixture, two,
      &(SupportProfile){
          .common_name = "one", .key_usage = CA_USAGE, .constraints = CA_RULES, .twin = seed},
      "two");
  Outcome outcome;

  put (fixture, "one", one);
  put (fixture, "two", two);
  outcome = judge (fixture, issue_leaf (fixture, one, "one"));
  g_assert_cmpint (outcome.reason, ==, PKI_REASON_NO_CHAIN);
  g_assert_cmpint (outcome.n_requests, ==, 2);
}

/* A ladder without end, and an address full of certificates that are nobody's business. */
static void
test_flood (Fixture *fixture, gconstpointer data)
{
  SupportIdentity *step = issue_ca (fixture, NULL, "0", NULL);
  g_autoptr (GPtrArray) crowd = g_ptr_array_new ();
  SupportIdentity *issuer = support_ca_get_issuer (fixture->ca);
  Outcome outcome;

  put (fixture, "0", step);
  for (guint i = 1; i < N_STEPS; i++)
    {
      g_autofree char *above = g_strdup_printf ("%u", i - 1);
      g_autofree char *name = g_strdup_printf ("%u", i);

      step = issue_ca (fixture, step, name, above);
      put (fixture, name, step);
      g_ptr_array_add (crowd, support_identity_get_certificate (step));
    }
  outcome = judge (fixture, issue_leaf (fixture, step, "19"));
  g_assert_cmpint (outcome.reason, ==, PKI_REASON_NO_CHAIN);
  g_assert_cmpint (outcome.n_requests, <=, 8);
  g_ptr_array_add (crowd, support_identity_get_certificate (issuer));
  put_list (fixture, "crowd", crowd);
  outcome = judge (fixture, issue_leaf (fixture, issuer, "crowd"));
  g_assert_cmpint (outcome.reason, ==, PKI_REASON_NONE);
  g_assert_cmpuint (outcome.n_held, ==, 1);
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, NULL, fixture_set_up, test, fixture_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/pki/ascent/forms", test_forms);
  add ("/pki/ascent/silence", test_silence);
  add ("/pki/ascent/steps", test_steps);
  add ("/pki/ascent/crossed", test_crossed);
  add ("/pki/ascent/wrong", test_wrong);
  add ("/pki/ascent/loop", test_loop);
  add ("/pki/ascent/flood", test_flood);
  return g_test_run ();
}
