/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <openssl/x509v3.h>

#include "pki-algorithm.h"
#include "pki-path.h"
#include "support-ca.h"
#include "support-clock.h"
#include "support-proof.h"

static SupportCa *ca;
static PkiTrust *trust;

static SupportIdentity *
authority (SupportIdentity *issuer, const char *name, const char *const *extensions)
{
  return support_ca_issue_by (ca, issuer,
                              &(SupportProfile){.common_name = name,
                                                .key_usage = "critical,keyCertSign,cRLSign",
                                                .constraints = "critical,CA:TRUE",
                                                .extensions = extensions});
}

static GPtrArray *
list_paths (SupportIdentity *leaf, GPtrArray *others, PkiTrust *roots)
{
  const PkiPathQuery query = {support_identity_get_certificate (leaf), others, NULL, roots,
                              PKI_PURPOSE_DOCUMENT};

  return pki_path_list (&query);
}

static void
assert_path (GPtrArray *paths, guint index, guint length, PkiFlaw flaw, guint at)
{
  PkiPath *path;

  g_assert_cmpuint (paths->len, >, index);
  path = g_ptr_array_index (paths, index);
  g_assert_true (path->anchored);
  g_assert_cmpuint (path->certificates->len, ==, length);
  g_assert_cmpint (path->flaw, ==, flaw);
  g_assert_cmpuint (path->flaw_at, ==, at);
}

typedef struct {
  const char *what;
  const char *authority[5];
  const char *leaf[5];
  PkiFlaw flaw;
  guint at;
} Rule;

static const Rule rules[] = {
    {"plain", {NULL}, {NULL}, PKI_FLAW_NONE, 0},
    {"unknown-critical", {NULL}, {"1.2.3.4", "critical,DER:0500"}, PKI_FLAW_EXTENSION, 0},
    {"unknown", {NULL}, {"1.2.3.4", "DER:0500"}, PKI_FLAW_NONE, 0},
    {"unknown-critical-of-authority",
     {"1.2.3.4", "critical,DER:0500"},
     {NULL},
     PKI_FLAW_EXTENSION,
     1},
    {"name-permitted",
     {"nameConstraints", "critical,permitted;email:example.com"},
     {"subjectAltName", "email:someone@example.com"},
     PKI_FLAW_NONE,
     0},
    {"name-elsewhere",
     {"nameConstraints", "critical,permitted;email:example.com"},
     {"subjectAltName", "email:someone@example.org"},
     PKI_FLAW_NAME_CONSTRAINTS,
     0},
    {"name-excluded",
     {"nameConstraints", "critical,excluded;email:example.com"},
     {"subjectAltName", "email:someone@example.com"},
     PKI_FLAW_NAME_CONSTRAINTS,
     0},
    {"policy-demanded",
     {"policyConstraints", "critical,requireExplicitPolicy:0", "certificatePolicies", "1.2.3.5"},
     {"certificatePolicies", "1.2.3.5"},
     PKI_FLAW_NONE,
     0},
    {"policy-missing",
     {"policyConstraints", "critical,requireExplicitPolicy:0", "certificatePolicies", "1.2.3.5"},
     {NULL},
     PKI_FLAW_POLICY,
     0},
    {"policy-other",
     {"policyConstraints", "critical,requireExplicitPolicy:0", "certificatePolicies", "1.2.3.5"},
     {"certificatePolicies", "1.2.3.6"},
     PKI_FLAW_POLICY,
     0},
    {"purpose", {NULL}, {"extendedKeyUsage", "codeSigning"}, PKI_FLAW_PURPOSE, 0},
};

static void
test_rule (gconstpointer data)
{
  const Rule *rule = data;
  g_autoptr (SupportIdentity)
      issuer = authority (support_ca_get_root_identity (ca), "下级机构", rule->authority);
  g_autoptr (SupportIdentity)
      leaf = support_ca_issue_by (ca, issuer, &(SupportProfile){.extensions = rule->leaf});
  g_autoptr (GPtrArray) paths = list_paths (leaf, leaf->chain, trust);

  g_assert_cmpuint (paths->len, ==, 1);
  assert_path (paths, 0, 3, rule->flaw, rule->at);
}

/* Two authorities signed the same one. The first path breaks a rule, the other leads around it;
 * whoever trusts one of the two roots only has one path. */
static void
test_cross_signed (void)
{
  static const char *const narrow[] = {"nameConstraints", "critical,permitted;email:example.com",
                                       NULL};
  static const char *const name[] = {"subjectAltName", "email:someone@example.org", NULL};
  g_autoptr (SupportCa) other = support_ca_new (SUPPORT_NOW);
  g_autoptr (SupportIdentity)
      first = authority (support_ca_get_root_identity (ca), "交叉机构", narrow);
  g_autoptr (SupportIdentity) second = support_ca_issue_by (
      other, support_ca_get_root_identity (other),
      &(SupportProfile){
          .twin = first, .key_usage = "critical,keyCertSign", .constraints = "critical,CA:TRUE"});
  g_autoptr (SupportIdentity)
      leaf = support_ca_issue_by (ca, first, &(SupportProfile){.extensions = name});
  g_autoptr (GPtrArray) others = g_ptr_array_new ();
  g_autoptr (PkiTrust) both = pki_trust_new ();
  g_autoptr (PkiTrust) theirs = pki_trust_new ();
  g_autoptr (GPtrArray) paths = NULL;
  g_autoptr (GPtrArray) single = NULL;

  g_ptr_array_add (others, support_identity_get_certificate (first));
  g_ptr_array_add (others, support_identity_get_certificate (second));
  pki_trust_add (both, support_ca_get_root (ca));
  pki_trust_add (both, support_ca_get_root (other));
  pki_trust_add (theirs, support_ca_get_root (other));
  paths = list_paths (leaf, others, both);
  g_assert_cmpuint (paths->len, ==, 2);
  assert_path (paths, 0, 3, PKI_FLAW_NONE, 0);
  assert_path (paths, 1, 3, PKI_FLAW_NAME_CONSTRAINTS, 0);
  g_assert_cmpint (pki_trust_check (both, support_identity_get_certificate (leaf), others,
                                    PKI_PURPOSE_DOCUMENT, SUPPORT_NOW, NULL),
                   ==, PKI_CHAIN_TRUSTED);
  single = list_paths (leaf, others, theirs);
  g_assert_cmpuint (single->len, ==, 1);
}

/* Two authorities that signed each other make a circle. */
static void
test_circle (void)
{
  g_autoptr (SupportIdentity) a = authority (support_ca_get_issuer (ca), "甲", NULL);
  g_autoptr (SupportIdentity) b = authority (a, "乙", NULL);
  g_autoptr (SupportIdentity) a_by_b = support_ca_issue_by (
      ca, b,
      &(SupportProfile){
          .twin = a, .key_usage = "critical,keyCertSign", .constraints = "critical,CA:TRUE"});
  g_autoptr (SupportIdentity) leaf = support_ca_issue_by (ca, a, &(SupportProfile){0});
  g_autoptr (GPtrArray) others = g_ptr_array_new ();
  g_autoptr (GPtrArray) paths = NULL;
  PkiPath *path;

  g_ptr_array_add (others, support_identity_get_certificate (a_by_b));
  g_ptr_array_add (others, support_identity_get_certificate (b));
  paths = list_paths (leaf, others, trust);
  g_assert_cmpuint (paths->len, ==, 1);
  path = g_ptr_array_index (paths, 0);
  g_assert_false (path->anchored);
}

/* Hundreds of authorities of one name, each under hundreds of another: only the work is bounded,
 * and what is found in time counts. */
static void
test_crowd (void)
{
  g_autoptr (GPtrArray)
      crowd = g_ptr_array_new_with_free_func ((GDestroyNotify) support_identity_free);
  g_autoptr (GPtrArray) others = g_ptr_array_new ();
  g_autoptr (SupportIdentity) leaf = NULL;
  g_autoptr (GPtrArray) paths = NULL;

  for (guint i = 0; i < 120; i++)
    {
      SupportIdentity *one = authority (support_ca_get_root_identity (ca), "众", NULL);

      g_ptr_array_add (crowd, one);
      g_ptr_array_add (others, support_identity_get_certificate (one));
    }
  leaf = support_ca_issue_by (ca, g_ptr_array_index (crowd, 119), &(SupportProfile){0});
  paths = list_paths (leaf, others, trust);
  g_assert_cmpuint (paths->len, ==, 1);
  assert_path (paths, 0, 3, PKI_FLAW_NONE, 0);
}

static void
test_dead_end (void)
{
  g_autoptr (SupportIdentity) leaf = support_ca_issue (ca, &(SupportProfile){0});
  g_autoptr (PkiTrust) nobody = pki_trust_new ();
  g_autoptr (GPtrArray) whole = list_paths (leaf, leaf->chain, nobody);
  g_autoptr (GPtrArray) alone = list_paths (leaf, NULL, trust);
  PkiPath *path = g_ptr_array_index (whole, 0);

  g_assert_false (path->anchored);
  g_assert_cmpuint (path->certificates->len, ==, 3);
  path = g_ptr_array_index (alone, 0);
  g_assert_false (path->anchored);
  g_assert_cmpuint (path->certificates->len, ==, 1);
}

/* What this computer trusts ends a path, and is not the user's own choice. */
static void
test_shared (void)
{
  g_autoptr (SupportCa) other = support_ca_new (SUPPORT_NOW);
  g_autoptr (PkiTrust) roots = pki_trust_new ();

  pki_trust_add_shared (roots, support_ca_get_root (ca));
  pki_trust_add (roots, support_ca_get_root (other));
  g_assert_cmpuint (pki_trust_get_size (roots), ==, 2);
  g_assert_false (pki_trust_is_own (roots, support_ca_get_root (ca)));
  g_assert_true (pki_trust_is_own (roots, support_ca_get_root (other)));
}

static void
assert_end (PkiAlgorithmEnd end, const char *name, gint64 until)
{
  g_assert_cmpstr (end.name, ==, name);
  g_assert_cmpint (end.until, ==, until);
}

static void
test_algorithm_ends (void)
{
  g_autoptr (SupportIdentity)
      weak = support_ca_issue (ca, &(SupportProfile){.kind = "rsa1024", .md = EVP_sha1 ()});
  g_autoptr (SupportIdentity) rsa = support_ca_issue (ca, &(SupportProfile){.kind = "rsa2048"});
  g_autoptr (SupportIdentity) strong = support_ca_issue (ca, &(SupportProfile){.kind = "rsa3072"});
  g_autoptr (SupportIdentity) curve = support_ca_issue (ca, &(SupportProfile){0});
  PkiCertificate *certificate = support_identity_get_certificate (weak);
  SupportAnswerProfile answer = {.issuer = support_ca_get_issuer (ca),
                                 .certificate = certificate,
                                 .this_update = SUPPORT_NOW,
                                 .md = EVP_sha1 ()};
  SupportListProfile list = {.issuer = answer.issuer, .this_update = SUPPORT_NOW};
  g_autoptr (PkiOcsp) ocsp = support_proof_ocsp (&answer);
  g_autoptr (PkiCrl) crl = support_proof_crl (&list);

  assert_end (pki_algorithm_end_of_key (certificate), "RSA-1024", 1569888000);
  assert_end (pki_algorithm_end_of_certificate (certificate), "SHA-1", 1249084800);
  certificate = support_identity_get_certificate (rsa);
  assert_end (pki_algorithm_end_of_key (certificate), "RSA-2048", 1861920000);
  assert_end (pki_algorithm_end_of_certificate (certificate), NULL, G_MAXINT64);
  assert_end (pki_algorithm_end_of_key (support_identity_get_certificate (strong)), NULL,
              G_MAXINT64);
  assert_end (pki_algorithm_end_of_key (support_identity_get_certificate (curve)), NULL,
              G_MAXINT64);
  assert_end (pki_algorithm_end_of_ocsp (ocsp), "SHA-1", 1249084800);
  assert_end (pki_algorithm_end_of_crl (crl), NULL, G_MAXINT64);
  assert_end (pki_algorithm_end_of_digest (PKI_DIGEST_SHA1), "SHA-1", 1249084800);
  assert_end (pki_algorithm_end_of_digest (PKI_DIGEST_SHA256), NULL, G_MAXINT64);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  ca = support_ca_new (SUPPORT_NOW);
  trust = pki_trust_new ();
  pki_trust_add (trust, support_ca_get_root (ca));
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autofree char *name = g_strconcat ("/pki/path/rule/", rules[i].what, NULL);

      g_test_add_data_func (name, &rules[i], test_rule);
    }
  g_test_add_func ("/pki/path/cross-signed", test_cross_signed);
  g_test_add_func ("/pki/path/circle", test_circle);
  g_test_add_func ("/pki/path/crowd", test_crowd);
  g_test_add_func ("/pki/path/dead-end", test_dead_end);
  g_test_add_func ("/pki/path/shared", test_shared);
  g_test_add_func ("/pki/algorithm/ends", test_algorithm_ends);
  status = g_test_run ();
  pki_trust_free (trust);
  support_ca_free (ca);
  return status;
}
