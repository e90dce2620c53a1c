/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "pki-access.h"
#include "pki-crl.h"
#include "pki-judge.h"
#include "pki-openssl.h"
#include "support-clock.h"
#include "support-proof.h"

/* Lists that are not signed by the issuer of the certificates in them (RFC 5280, 5.2.5). Each case
 * is put before openssl, too. */

#define POINT "http://lists.example/all.crl"
/* Where it is asked about the listers themselves. */
#define LISTERS "URI:http://lists.example/listers.crl"
#define SINCE (SUPPORT_NOW - SUPPORT_DAY)

typedef struct {
  SupportCa *ca;
  SupportIdentity *lister; /* appointed by the issuing CA */
  SupportIdentity *above;  /* appointed by the root */
  SupportIdentity *rogue;  /* of a strange root, with the name of the first */
} Fixture;

/* "DER:" and the hexadecimal digits of a cRLDistributionPoints with a cRLIssuer. */
static char *
make_points (SupportIdentity *lister)
{
  CRL_DIST_POINTS *points = CRL_DIST_POINTS_new ();
  DIST_POINT *point = DIST_POINT_new ();
  GENERAL_NAME *uri = a2i_GENERAL_NAME (NULL, NULL, NULL, GEN_URI, POINT, 0);
  GENERAL_NAME *name = GENERAL_NAME_new ();
  g_autoptr (GString) text = g_string_new ("DER:");
  unsigned char *der = NULL;
  int length;

  point->distpoint = DIST_POINT_NAME_new ();
  point->distpoint->type = 0;
  point->distpoint->name.fullname = GENERAL_NAMES_new ();
  sk_GENERAL_NAME_push (point->distpoint->name.fullname, uri);
  name->type = GEN_DIRNAME;
  name->d.directoryName = X509_NAME_dup (X509_get_subject_name (lister->x509));
  point->CRLissuer = GENERAL_NAMES_new ();
  sk_GENERAL_NAME_push (point->CRLissuer, name);
  sk_DIST_POINT_push (points, point);
  length = i2d_CRL_DIST_POINTS (points, &der);
  for (int i = 0; i < length; i++)
    g_string_append_printf (text, "%02x", der[i]);
  OPENSSL_free (der);
  CRL_DIST_POINTS_free (points);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Its certificate says that the lister's lists speak for it. */
static SupportIdentity *
issue (SupportCa *ca, SupportIdentity *lister)
{
  g_autofree char *points = make_points (lister);
  const char *const extensions[] = {"crlDistributionPoints", points, NULL};

  return support_ca_issue (ca, &(SupportProfile){.extensions = extensions});
}

static void
set_up (Fixture *self, gconstpointer data)
{
  static const char *const extensions[] = {"crlDistributionPoints", LISTERS, NULL};
  const SupportProfile profile = {
      .common_name = "名单", .key_usage = "critical,cRLSign", .extensions = extensions};
  g_autoptr (SupportCa) strange = support_ca_new (SUPPORT_NOW);

  self->ca = support_ca_new (SUPPORT_NOW);
  self->lister = support_ca_issue (self->ca, &profile);
  self->above = support_ca_issue_by (self->ca, support_ca_get_root_identity (self->ca), &profile);
  self->rogue = support_ca_issue (strange, &profile);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  support_identity_free (self->lister);
  support_identity_free (self->above);
  support_identity_free (self->rogue);
  support_ca_free (self->ca);
}

static PkiCrl *
make_list_of_listers (SupportIdentity *issuer, const SupportEntry *entries)
{
  return support_proof_crl (&(SupportListProfile){
      .issuer = issuer,
      .this_update = SUPPORT_NOW,
      .next_update = SUPPORT_NOW + SUPPORT_DAY,
      .entries = entries,
      .point = "fullname:" LISTERS,
  });
}

static PkiCrl *
make_list (SupportIdentity *lister, SupportIdentity *signer, const SupportEntry *entries)
{
  return support_proof_crl (&(SupportListProfile){
      .issuer = lister,
      .signer = signer,
      .this_update = SUPPORT_NOW,
      .next_update = SUPPORT_NOW + SUPPORT_DAY,
      .entries = entries,
      .point = "indirectCRL:TRUE",
  });
}

static void
write_file (const char *folder, const char *name, const char *kind, GBytes *der)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  FILE *file = g_fopen (path, "a");

  PEM_write (file, kind, "", g_bytes_get_data (der, NULL), (long) g_bytes_get_size (der));
  fclose (file);
}

/* openssl's verdict, with what it is told to trust and all certificates. */
static gboolean
openssl_says (Fixture *self, SupportIdentity *identity, SupportIdentity *lister, PkiCrl *crl)
{
  g_autofree char *folder = g_dir_make_tmp ("vermilion-XXXXXX", NULL);
  g_autofree char *line = g_strdup_printf (
      "cd '%s' && openssl verify -attime %d -crl_check -extended_crl -partial_chain -CAfile ca.pem "
      "-CRLfile crl.pem -untrusted other.pem leaf.pem >/dev/null 2>&1; r=$?; rm -r '%s'; exit $r",
      folder, (int) SUPPORT_NOW, folder);
  const char *const arguments[] = {"sh", "-c", line, NULL};
  g_autoptr (PkiCrl) own = make_list_of_listers (support_ca_get_issuer (self->ca), NULL);
  g_autoptr (PkiCrl) root = make_list_of_listers (support_ca_get_root_identity (self->ca), NULL);
  int status;

  write_file (folder, "ca.pem", "CERTIFICATE",
              pki_certificate_get_der (support_ca_get_root (self->ca)));
  write_file (folder, "other.pem", "CERTIFICATE",
              pki_certificate_get_der (g_ptr_array_index (identity->chain, 1)));
  write_file (folder, "other.pem", "CERTIFICATE",
              pki_certificate_get_der (support_identity_get_certificate (lister)));
  write_file (folder, "leaf.pem", "CERTIFICATE",
              pki_certificate_get_der (support_identity_get_certificate (identity)));
  write_file (folder, "crl.pem", "X509 CRL", pki_crl_get_der (crl));
  /* It wants to know of the lister as well. */
  write_file (folder, "crl.pem", "X509 CRL", pki_crl_get_der (own));
  write_file (folder, "crl.pem", "X509 CRL", pki_crl_get_der (root));
  g_assert_true (g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                               NULL, NULL, &status, NULL));
  return status == 0;
}

/* FALSE: it tells nothing. */
static gboolean
ask (SupportIdentity *identity, SupportIdentity *lister, PkiCrl *crl, PkiStatus *status)
{
  g_autoptr (GPtrArray) others = g_ptr_array_new ();
  const PkiStatusQuestion question = {support_identity_get_certificate (identity),
                                      g_ptr_array_index (identity->chain, 1), SUPPORT_NOW, others};
  PkiCertificate *signer = NULL;
  gboolean told;

  for (guint i = 0; i < lister->chain->len; i++)
    g_ptr_array_add (others, g_ptr_array_index (lister->chain, i));
  told = pki_crl_check_by (crl, &question, status, &signer, NULL);
  if (told)
    g_assert_true (signer == support_identity_get_certificate (lister));
  return told;
}

/* The same number under two issuers is two certificates. */
static void
test_named (Fixture *self, gconstpointer data)
{
  SupportIdentity *listers[] = {self->lister, self->above};

  for (guint i = 0; i < G_N_ELEMENTS (listers); i++)
    {
      PkiCertificate *ca = support_identity_get_certificate (support_ca_get_issuer (self->ca));
      g_autoptr (SupportIdentity) gone = issue (self->ca, listers[i]);
      g_autoptr (SupportIdentity) good = issue (self->ca, listers[i]);
      g_autoptr (SupportIdentity) next = issue (self->ca, listers[i]);
      const SupportEntry entries[] = {/* Not under its issuer: this is another's. */
                                      {support_identity_get_certificate (good), SINCE, 1, NULL},
                                      {support_identity_get_certificate (gone), SINCE, 1, ca},
                                      /* The issuer goes on. */
                                      {support_identity_get_certificate (next), SINCE, 6, NULL},
                                      {NULL}};
      g_autoptr (PkiCrl) crl = make_list (listers[i], NULL, entries);
      PkiStatus status;

      g_assert_true (pki_crl_is_about (crl, support_identity_get_certificate (gone)));
      g_assert_true (ask (gone, listers[i], crl, &status));
      g_assert_cmpint (status.kind, ==, PKI_STATUS_REVOKED);
      g_assert_cmpint (status.since, ==, SINCE);
      g_assert_true (ask (next, listers[i], crl, &status));
      g_assert_cmpint (status.kind, ==, PKI_STATUS_ON_HOLD);
      g_assert_true (ask (good, listers[i], crl, &status));
      g_assert_cmpint (status.kind, ==, PKI_STATUS_GOOD);
      g_assert_false (openssl_says (self, gone, listers[i], crl));
      g_assert_false (openssl_says (self, next, listers[i], crl));
      g_assert_true (openssl_says (self, good, listers[i], crl));
    }
}

/* A list of the issuer itself that names others' certificates too. */
static void
test_own (Fixture *self, gconstpointer data)
{
  SupportIdentity *issuer = support_ca_get_issuer (self->ca);
  g_autoptr (SupportIdentity) gone = support_ca_issue (self->ca, &(SupportProfile){0});
  g_autoptr (SupportIdentity) good = support_ca_issue (self->ca, &(SupportProfile){0});
  const SupportEntry entries[] = {
      {support_identity_get_certificate (gone), SINCE, 1, NULL},
      {support_identity_get_certificate (good), SINCE, 1, support_ca_get_root (self->ca)},
      {NULL}};
  g_autoptr (PkiCrl) crl = make_list (issuer, NULL, entries);
  PkiStatusQuestion question = {support_identity_get_certificate (gone),
                                support_identity_get_certificate (issuer), SUPPORT_NOW, NULL};
  PkiStatus status;

  g_assert_true (pki_crl_check (crl, &question, &status, NULL));
  g_assert_cmpint (status.kind, ==, PKI_STATUS_REVOKED);
  question.certificate = support_identity_get_certificate (good);
  g_assert_true (pki_crl_check (crl, &question, &status, NULL));
  g_assert_cmpint (status.kind, ==, PKI_STATUS_GOOD);
}

/* Whoever was not appointed says nothing: another that the certificate does not name, one of a
 * strange root with the right name, a forger, one who may not sign lists, and a list that does not
 * say that it is indirect. */
static void
test_unappointed (Fixture *self, gconstpointer data)
{
  g_autoptr (SupportIdentity) plain = support_ca_issue (self->ca, &(SupportProfile){0});
  g_autoptr (SupportIdentity) identity = issue (self->ca, self->lister);
  g_autoptr (SupportIdentity)
      signer = support_ca_issue (self->ca, &(SupportProfile){.common_name = "名单"});
  g_autoptr (PkiCrl) good = make_list (self->lister, NULL, NULL);
  g_autoptr (PkiCrl) strange = make_list (self->rogue, NULL, NULL);
  g_autoptr (PkiCrl) forged = make_list (self->lister, self->rogue, NULL);
  g_autoptr (PkiCrl) no_signer = make_list (signer, NULL, NULL);
  g_autoptr (PkiCrl) direct = support_proof_crl (&(SupportListProfile){
      .issuer = self->lister,
      .this_update = SUPPORT_NOW,
      .next_update = SUPPORT_NOW + SUPPORT_DAY,
  });
  g_autoptr (GPtrArray) nobody = g_ptr_array_new ();
  PkiStatusQuestion question = {support_identity_get_certificate (identity),
                                g_ptr_array_index (identity->chain, 1), SUPPORT_NOW, nobody};
  PkiStatus status;

  g_assert_true (ask (identity, self->lister, good, &status));
  g_assert_false (ask (plain, self->lister, good, &status));
  g_assert_false (ask (identity, self->rogue, strange, &status));
  g_assert_false (openssl_says (self, identity, self->rogue, strange));
  g_assert_false (ask (identity, self->lister, forged, &status));
  g_assert_false (ask (identity, signer, no_signer, &status));
  g_assert_false (ask (identity, self->lister, direct, &status));
  /* Who signed it is not at hand. */
  g_assert_false (pki_crl_check (good, &question, &status, NULL));
  question.others = NULL;
  g_assert_false (pki_crl_check (good, &question, &status, NULL));
}

/* The address is asked: the list there is of use. */
static void
test_address (Fixture *self, gconstpointer data)
{
  g_autoptr (SupportIdentity) identity = issue (self->ca, self->lister);
  g_auto (GStrv)
      uris = pki_access_list (support_identity_get_certificate (identity), PKI_ACCESS_CRL);

  g_assert_cmpstr (uris[0], ==, POINT);
  g_assert_null (uris[1]);
}

static PkiReason
judge (Fixture *self, SupportIdentity *leaf, PkiCrl *crl, PkiCrl *of_listers)
{
  g_autoptr (PkiTrust) trust = pki_trust_new ();
  PkiValidationData *data = pki_validation_data_new ();
  PkiProof *proof = pki_proof_new (SUPPORT_NOW);
  PkiJudge *own;
  g_autoptr (PkiJudgement) judgement = NULL;
  PkiReason reason;

  pki_trust_add (trust, support_ca_get_root (self->ca));
  pki_validation_data_add_certificate (data, support_identity_get_certificate (self->lister));
  pki_validation_data_add_crl (data, crl);
  if (of_listers != NULL)
    pki_validation_data_add_crl (data, of_listers);
  own = pki_judge_new (&(PkiJudgeSources){trust, data, proof, NULL, SUPPORT_NOW, NULL});
  judgement = pki_judge_certificate (
      own, &(PkiJudgeQuestion){support_identity_get_certificate (leaf), leaf->chain,
                               PKI_PURPOSE_DOCUMENT, SUPPORT_NOW});
  reason = judgement->reason;
  pki_judge_free (own);
  pki_proof_free (proof);
  pki_validation_data_free (data);
  return reason;
}

/* Who issues the list has a status too: where it is not known, or bad, being on no list of theirs
 * is no comfort. */
static void
test_judged (Fixture *self, gconstpointer data)
{
  SupportIdentity *ca = support_ca_get_issuer (self->ca);
  g_autoptr (SupportIdentity) leaf = issue (self->ca, self->lister);
  const SupportEntry entries[] = {
      {support_identity_get_certificate (leaf), SINCE, 1, support_identity_get_certificate (ca)},
      {NULL}};
  const SupportEntry fallen[] = {{support_identity_get_certificate (self->lister), SINCE, 1, NULL},
                                 {NULL}};
  g_autoptr (PkiCrl) clean = make_list (self->lister, NULL, NULL);
  g_autoptr (PkiCrl) accusing = make_list (self->lister, NULL, entries);
  g_autoptr (PkiCrl) of_listers = make_list_of_listers (ca, NULL);
  g_autoptr (PkiCrl) of_fallen = make_list_of_listers (ca, fallen);

  g_assert_cmpint (judge (self, leaf, clean, of_listers), ==, PKI_REASON_NONE);
  g_assert_cmpint (judge (self, leaf, accusing, of_listers), ==, PKI_REASON_REVOKED);
  g_assert_cmpint (judge (self, leaf, clean, NULL), ==, PKI_REASON_NO_ANSWER);
  g_assert_cmpint (judge (self, leaf, clean, of_fallen), ==, PKI_REASON_NO_ANSWER);
}

#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/pki/indirect/named", test_named);
  ADD ("/pki/indirect/own", test_own);
  ADD ("/pki/indirect/unappointed", test_unappointed);
  ADD ("/pki/indirect/address", test_address);
  ADD ("/pki/indirect/judged", test_judged);
  return g_test_run ();
}
