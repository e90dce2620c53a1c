/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "pades-dss.h"
#include "pades-extend.h"
#include "pades-judges.h"
#include "pdf-writer.h"

static Fixture *fixture;

typedef gboolean (*Operation) (PdfFile *file,
                               const char *output,
                               const PadesSignRequest *request,
                               GCancellable *cancellable,
                               GError **error);

/* The old bytes are a prefix of the new ones. */
static GBytes *
run (Operation operation, GBytes *bytes, const PadesSignRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfFile) file = fixture_open (bytes);
  g_autofree char *path = fixture_get_path (fixture, "extended.pdf");
  GBytes *result;

  operation (file, path, request, NULL, &error);
  g_assert_no_error (error);
  result = fixture_read (path);
  g_assert_cmpint (g_bytes_get_size (result), >, g_bytes_get_size (bytes));
  g_assert_cmpmem (g_bytes_get_data (result, NULL), g_bytes_get_size (bytes),
                   g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return result;
}

static GBytes *
extend (GBytes *bytes, PadesLevel level)
{
  PadesSignRequest request = fixture_request (fixture, NULL, level);

  return run (pades_extend, bytes, &request);
}

static void
assert_refused (Operation operation, GBytes *bytes, const PadesSignRequest *request, GError **error)
{
  g_autoptr (PdfFile) file = fixture_open (bytes);
  g_autofree char *path = fixture_get_path (fixture, "refused.pdf");

  g_assert_false (operation (file, path, request, NULL, error));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static GBytes *
sign_by (SupportIdentity *identity, GBytes *bytes, PadesLevel level)
{
  g_autoptr (PkiSigner) signer = support_identity_new_signer (identity);
  PadesSignRequest request = fixture_request (fixture, signer, level);

  return fixture_sign (fixture, bytes, &request);
}

static GBytes *
sign (GBytes *bytes, PadesLevel level)
{
  g_autoptr (SupportIdentity) identity = support_ca_issue (fixture->ca, &(SupportProfile){0});

  return sign_by (identity, bytes, level);
}

static void
assert_signature (GBytes *bytes, guint index, PadesLevel level)
{
  g_autoptr (PadesReport) report = fixture_verify (fixture, bytes);
  PadesSignature *signature = g_ptr_array_index (report->signatures, index);

  g_assert_cmpint (signature->integrity, ==, PADES_INTEGRITY_INTACT);
  g_assert_cmpint (signature->coverage, <=, PADES_COVERAGE_ENTIRE_REVISION);
  g_assert_cmpint (signature->trust, ==, PADES_TRUST_TRUSTED);
  if (!signature->timestamp)
    g_assert_cmpint (signature->level, ==, level);
}

static guint
count_signatures (GBytes *bytes)
{
  g_autoptr (PadesReport) report = fixture_verify (fixture, bytes);

  return report->signatures->len;
}

static void
assert_store (GBytes *bytes, guint certificates, guint ocsps, guint crls)
{
  g_autoptr (PdfFile) file = fixture_open (bytes);
  g_autoptr (PkiValidationData) data = pades_dss_read (file);

  g_assert_cmpuint (pki_validation_data_get_certificates (data)->len, ==, certificates);
  g_assert_cmpuint (pki_validation_data_get_ocsps (data)->len, ==, ocsps);
  g_assert_cmpuint (pki_validation_data_get_crls (data)->len, ==, crls);
}

static guint
count_vri (GBytes *bytes)
{
  g_autoptr (PdfFile) file = fixture_open (bytes);
  g_autoptr (PdfObject) catalog = pdf_file_get_catalog (file, NULL);
  g_autoptr (PdfObject) dss = pdf_file_get_key (file, catalog, "DSS", NULL);
  g_autoptr (PdfObject) vri = pdf_file_get_key (file, dss, "VRI", NULL);

  return pdf_object_get_length (vri);
}

/* Signer and TSA by OCSP; their issuer and the responder by lists. Certificates: these four, and
 * the root. */
static void
test_sign (gconstpointer data)
{
  FixtureStructure structure = GPOINTER_TO_UINT (data);
  g_autoptr (GBytes) bytes = fixture_pdf (structure);
  g_autoptr (GBytes) lt = sign (bytes, PADES_LEVEL_B_LT);
  g_autoptr (GBytes) lta = sign (bytes, PADES_LEVEL_B_LTA);

  assert_signature (lt, 0, PADES_LEVEL_B_LT);
  g_assert_cmpuint (count_signatures (lt), ==, 1);
  assert_store (lt, 5, 2, 2);
  g_assert_cmpuint (count_vri (lt), ==, 1);
  assert_signature (lta, 0, PADES_LEVEL_B_LTA);
  assert_signature (lta, 1, PADES_LEVEL_NONE);
  g_assert_cmpuint (count_signatures (lta), ==, 2);
  assert_store (lta, 5, 2, 2);
}

static void
test_qpdf (void)
{
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_STREAM);
  g_autoptr (GBytes) lta = sign (bytes, PADES_LEVEL_B_LTA);

  judges_check_all (fixture, lta, JUDGES_NO_PDFSIG | JUDGES_NO_MUTOOL | JUDGES_NO_OPENSSL, 2);
}

static void
test_lists_only (void)
{
  SupportAddresses addresses = {NULL, "http://crl/", "http://issuer/"};
  g_autoptr (SupportIdentity) identity = fixture_issue (fixture, &addresses);
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);
  g_autoptr (GBytes) signed_bytes = sign_by (identity, bytes, PADES_LEVEL_B_LT);

  assert_signature (signed_bytes, 0, PADES_LEVEL_B_LT);
  assert_store (signed_bytes, 5, 1, 2);
}

/* The second signature keeps what the first embedded, and each has its entry. */
static void
test_cumulative (void)
{
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);
  g_autoptr (GBytes) once = sign (bytes, PADES_LEVEL_B_LT);
  g_autoptr (GBytes) twice = sign (once, PADES_LEVEL_B_LT);

  assert_signature (twice, 0, PADES_LEVEL_B_LT);
  assert_signature (twice, 1, PADES_LEVEL_B_LT);
  g_assert_cmpuint (count_vri (twice), ==, 2);
  /* One more certificate, an answer about it and a newer one about the TSA; the lists are signed
   * anew each time, so they come twice. */
  assert_store (twice, 6, 4, 4);
}

static void
test_extend (gconstpointer data)
{
  PadesLevel from = GPOINTER_TO_UINT (data);
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);
  g_autoptr (GBytes) signed_bytes = sign (bytes, from);

  for (PadesLevel to = MAX (from + 1, PADES_LEVEL_B_T); to <= PADES_LEVEL_B_LTA; to++)
    {
      g_autoptr (GBytes) extended = extend (signed_bytes, to);

      assert_signature (extended, 0, to);
    }
}

/* Each renewal proves the time-stamp before it. */
static void
test_renew (void)
{
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);
  g_autoptr (GBytes) once = sign (bytes, PADES_LEVEL_B_LTA);
  g_autoptr (GBytes) twice = extend (once, PADES_LEVEL_B_LTA);
  g_autoptr (GBytes) thrice = extend (twice, PADES_LEVEL_B_LTA);

  g_assert_cmpuint (count_signatures (thrice), ==, 4);
  for (guint i = 0; i < 4; i++)
    assert_signature (thrice, i, PADES_LEVEL_B_LTA);
}

static void
test_nothing_to_extend (void)
{
  PadesSignRequest request = fixture_request (fixture, NULL, PADES_LEVEL_B_LT);
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);
  g_autoptr (GBytes) signed_bytes = sign (bytes, PADES_LEVEL_B_LT);
  g_autoptr (GError) error = NULL;

  assert_refused (pades_extend, bytes, &request, &error);
  g_assert_error (error, PADES_ERROR, PADES_ERROR_NO_SIGNATURE);
  g_clear_error (&error);
  assert_refused (pades_extend, signed_bytes, &request, &error);
  g_assert_error (error, PADES_ERROR, PADES_ERROR_REACHED);
}

/* On a file that nobody signed, and on one that is signed. */
static void
test_timestamp (gconstpointer data)
{
  FixtureStructure structure = GPOINTER_TO_UINT (data);
  PadesSignRequest request = fixture_request (fixture, NULL, PADES_LEVEL_NONE);
  g_autoptr (GBytes) bytes = fixture_pdf (structure);
  g_autoptr (GBytes) alone = run (pades_timestamp, bytes, &request);
  g_autoptr (GBytes) signed_bytes = sign (bytes, PADES_LEVEL_B_B);
  g_autoptr (GBytes) behind = run (pades_timestamp, signed_bytes, &request);

  g_assert_cmpuint (count_signatures (alone), ==, 1);
  assert_signature (alone, 0, PADES_LEVEL_NONE);
  assert_signature (behind, 0, PADES_LEVEL_B_T);
  assert_signature (behind, 1, PADES_LEVEL_NONE);
}

static const PadesSignature *
peek_first (const PadesReport *report)
{
  return g_ptr_array_index (report->signatures, 0);
}

/* What a later program leaves out of the store was there under the first time-stamp, and is so if
 * another follows. */
static void
test_emptied (void)
{
  PadesSignRequest request = fixture_request (fixture, NULL, PADES_LEVEL_NONE);
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);
  g_autoptr (GBytes) lta = sign (bytes, PADES_LEVEL_B_LTA);
  g_autoptr (PdfFile) file = fixture_open (lta);
  g_autoptr (PdfWriter) writer = pdf_writer_new (file);
  g_autoptr (PdfObject) old = pdf_file_get_catalog (file, NULL);
  g_autoptr (PdfObject) catalog = pdf_object_copy (old);
  g_autoptr (PdfObject) store = pdf_object_new_dict ();
  guint32 root = pdf_object_get_ref (pdf_object_peek_key (pdf_file_peek_trailer (file), "Root"),
                                     NULL);
  GByteArray *all = g_byte_array_new ();
  g_autoptr (GBytes) emptied = NULL;
  g_autoptr (GBytes) stamped = NULL;
  g_autoptr (PadesReport) report = NULL;
  GByteArray *added;

  pdf_object_set (catalog, "DSS", store);
  pdf_writer_put (writer, root, catalog);
  added = pdf_writer_finish (writer, NULL);
  g_byte_array_append (all, g_bytes_get_data (lta, NULL), (guint) g_bytes_get_size (lta));
  g_byte_array_append (all, added->data, added->len);
  emptied = g_byte_array_free_to_bytes (all);
  report = fixture_verify (fixture, emptied);
  g_assert_cmpint (peek_first (report)->changes, ==, PADES_CHANGES_FORBIDDEN);
  g_clear_pointer (&report, pades_report_free);
  stamped = run (pades_timestamp, emptied, &request);
  report = fixture_verify (fixture, stamped);
  g_assert_cmpuint (report->signatures->len, ==, 3);
  g_assert_cmpint (peek_first (report)->changes, ==, PADES_CHANGES_PERMITTED);
  g_assert_cmpint (peek_first (report)->level, ==, PADES_LEVEL_B_LTA);
}

/* A certification against every change permits what proves it longer. */
static void
test_certified (void)
{
  static const char *certified[] = {
      "<</Type/Catalog/Pages 2 0 R/Perms<</DocMDP 5 0 R>>>>",
      "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
      "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<>>>>",
      "<</Length 27>>stream\n0 g 100 600 200 100 re f    \nendstream",
      "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Reference[<</Type/SigRef"
      "/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]>>",
  };
  PadesSignRequest request = fixture_request (fixture, NULL, PADES_LEVEL_NONE);
  g_autoptr (SupportIdentity) identity = support_ca_issue (fixture->ca, &(SupportProfile){0});
  g_autoptr (PkiSigner) signer = support_identity_new_signer (identity);
  g_autoptr (GBytes) bytes = fixture_pdf_of (certified, G_N_ELEMENTS (certified));
  g_autoptr (GBytes) stamped = run (pades_timestamp, bytes, &request);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (count_signatures (stamped), ==, 2);
  request.signer = signer;
  assert_refused (pades_sign, bytes, &request, &error);
  g_assert_error (error, PADES_ERROR, PADES_ERROR_CERTIFIED);
}

static const struct {
  SupportOcspFault fault;
  int code;
} faults[] = {
    {SUPPORT_OCSP_GARBAGE, PKI_ERROR_OCSP_GARBAGE},
    {SUPPORT_OCSP_REFUSED, PKI_ERROR_OCSP_REFUSED},
    {SUPPORT_OCSP_NONCE, PKI_ERROR_OCSP_NONCE},
    {SUPPORT_OCSP_SIGNATURE, PKI_ERROR_OCSP_SIGNATURE},
    {SUPPORT_OCSP_STALE, PKI_ERROR_OCSP_STALE},
};

/* Neither a file of a lower level nor any other is left; at B-T all goes well. */
static void
test_faults (void)
{
  SupportAddresses addresses = {"http://ocsp/", NULL, "http://issuer/"};
  g_autoptr (SupportIdentity) identity = fixture_issue (fixture, &addresses);
  g_autoptr (PkiSigner) signer = support_identity_new_signer (identity);
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_LT);
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);
  g_autoptr (GBytes) signed_bytes = sign_by (identity, bytes, PADES_LEVEL_B_T);

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (GError) error = NULL;

      fixture->ocsp_fault = faults[i].fault;
      assert_refused (pades_sign, bytes, &request, &error);
      g_assert_error (error, PKI_ERROR, faults[i].code);
      g_assert_nonnull (strstr (error->message, "“李四”"));
      g_assert_nonnull (strstr (error->message, "http://ocsp/"));
      g_clear_error (&error);
      request.signer = NULL;
      assert_refused (pades_extend, signed_bytes, &request, &error);
      g_assert_error (error, PKI_ERROR, faults[i].code);
      request.signer = signer;
    }
  fixture->ocsp_fault = SUPPORT_OCSP_GOOD;
}

static void
test_stale_list (void)
{
  SupportAddresses addresses = {NULL, "http://crl/", "http://issuer/"};
  g_autoptr (SupportIdentity) identity = fixture_issue (fixture, &addresses);
  g_autoptr (PkiSigner) signer = support_identity_new_signer (identity);
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_LT);
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);
  g_autoptr (GError) error = NULL;

  fixture->crl_kind = SUPPORT_CRL_STALE;
  assert_refused (pades_sign, bytes, &request, &error);
  g_assert_error (error, PKI_ERROR, PKI_ERROR_CRL_STALE);
  fixture->crl_kind = SUPPORT_CRL_GOOD;
}

static void
test_no_address (void)
{
  SupportAddresses addresses = {NULL, NULL, "http://issuer/"};
  g_autoptr (SupportIdentity) identity = fixture_issue (fixture, &addresses);
  g_autoptr (PkiSigner) signer = support_identity_new_signer (identity);
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_LT);
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);
  g_autoptr (GError) error = NULL;

  assert_refused (pades_sign, bytes, &request, &error);
  g_assert_error (error, PKI_ERROR, PKI_ERROR_NO_REVOCATION_SOURCE);
}

typedef struct {
  PkiSigner base;
  PkiSigner *real;
} Watched;

static GPtrArray *
watched_get_certificates (PkiSigner *signer)
{
  PkiSigner *real = ((Watched *) signer)->real;

  return real->funcs->get_certificates (real);
}

static gboolean
watched_sign (PkiSigner *signer,
              PkiDigestType digest,
              gboolean pss,
              GBytes *tbs,
              GBytes **signature,
              GBytes **algorithm,
              GCancellable *cancellable,
              GError **error)
{
  g_assert_not_reached ();
}

static gsize
watched_get_max_size (PkiSigner *signer)
{
  PkiSigner *real = ((Watched *) signer)->real;

  return real->funcs->get_max_size (real);
}

/* The key is not asked to sign. */
static void
test_revoked_signer (void)
{
  static const PkiSignerFuncs funcs = {watched_get_certificates, watched_sign, watched_get_max_size,
                                       NULL};
  g_autoptr (SupportIdentity) identity = support_ca_issue (fixture->ca, &(SupportProfile){0});
  g_autoptr (PkiSigner) signer = support_identity_new_signer (identity);
  Watched watched = {{&funcs}, signer};
  PadesSignRequest request = fixture_request (fixture, &watched.base, PADES_LEVEL_B_LT);
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);
  g_autoptr (GError) error = NULL;

  support_ocsp_revoke (fixture->ocsp, support_identity_get_certificate (identity),
                       SUPPORT_NOW - SUPPORT_DAY);
  assert_refused (pades_sign, bytes, &request, &error);
  g_assert_error (error, PKI_ERROR, PKI_ERROR_REVOKED);
}

/* Revoked after it was time-stamped: extended, and still trusted for that time. Revoked before the
 * signature was made, which nobody asked at B-T: not extended. */
static void
test_revoked_later (void)
{
  g_autoptr (SupportIdentity) identity = support_ca_issue (fixture->ca, &(SupportProfile){0});
  PadesSignRequest request = fixture_request (fixture, NULL, PADES_LEVEL_B_LT);
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);
  g_autoptr (GBytes) signed_bytes = sign_by (identity, bytes, PADES_LEVEL_B_T);
  g_autoptr (GBytes) extended = NULL;
  g_autoptr (GError) error = NULL;

  support_ocsp_revoke (fixture->ocsp, support_identity_get_certificate (identity),
                       SUPPORT_NOW + 30);
  extended = extend (signed_bytes, PADES_LEVEL_B_LT);
  assert_signature (extended, 0, PADES_LEVEL_B_LT);
  support_ocsp_revoke (fixture->ocsp, support_identity_get_certificate (identity),
                       SUPPORT_NOW - SUPPORT_DAY);
  assert_refused (pades_extend, signed_bytes, &request, &error);
  g_assert_error (error, PKI_ERROR, PKI_ERROR_REVOKED);
}

/* B-B says nothing of when: what is embedded about a revocation by now counts. */
static void
test_embedded_revocation (void)
{
  g_autoptr (SupportIdentity) identity = support_ca_issue (fixture->ca, &(SupportProfile){0});
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);
  g_autoptr (GBytes) first = sign_by (identity, bytes, PADES_LEVEL_B_T);
  g_autoptr (GBytes) extended = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autoptr (PadesReport) report = NULL;
  PadesSignature *signature = NULL;

  support_ocsp_revoke (fixture->ocsp, support_identity_get_certificate (identity),
                       SUPPORT_NOW + 30);
  extended = extend (first, PADES_LEVEL_B_LT);
  again = sign_by (identity, extended, PADES_LEVEL_B_B);
  report = fixture_verify (fixture, again);
  signature = g_ptr_array_index (report->signatures, 0);
  g_assert_cmpint (signature->trust, ==, PADES_TRUST_TRUSTED);
  signature = g_ptr_array_index (report->signatures, 1);
  g_assert_cmpint (signature->trust, ==, PADES_TRUST_REVOKED);
  g_assert_cmpint (signature->indication, ==, PADES_INDICATION_INDETERMINATE);
}

/* A run of files asks once about each certificate. */
static void
test_batch (void)
{
  g_autoptr (SupportIdentity) identity = support_ca_issue (fixture->ca, &(SupportProfile){0});
  g_autoptr (PkiSigner) signer = support_identity_new_signer (identity);
  g_autoptr (PkiCollector) collector = pki_collector_new (fixture->fetch, fixture->trust);
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_LTA);
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);
  guint before = fixture->n_questions;

  request.collector = collector;
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GBytes) signed_bytes = fixture_sign (fixture, bytes, &request);

      assert_signature (signed_bytes, 0, PADES_LEVEL_B_LTA);
      g_assert_cmpuint (fixture->n_questions - before, ==, 2);
    }
}

static char *
find_corpus_file (const char *name)
{
  const char *corpus = g_getenv ("VERMILION_CORPUS");
  g_autofree char *folder = corpus != NULL ? g_strdup (corpus)
                                           : g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..",
                                                               "shared", "corpus", NULL);

  return g_build_filename (folder, "sign", "signed", name, NULL);
}

static guint
count_intact (GBytes *bytes)
{
  g_autoptr (PadesReport) report = fixture_verify (fixture, bytes);
  guint n = 0;

  for (guint i = 0; i < report->signatures->len; i++)
    {
      PadesSignature *signature = g_ptr_array_index (report->signatures, i);

      n += signature->integrity == PADES_INTEGRITY_INTACT &&
           signature->coverage <= PADES_COVERAGE_ENTIRE_REVISION;
    }
  return n;
}

/* Files of other programs: a signature at B-LT and a time-stamp over all go behind what is there.
 */
static void
test_corpus (gconstpointer data)
{
  g_autofree char *path = find_corpus_file (data);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) signed_bytes = NULL;
  g_autoptr (PdfFile) file = NULL;
  g_autoptr (PkiValidationData) before = NULL;
  g_autoptr (PkiValidationData) after = NULL;
  g_autoptr (PdfFile) signed_file = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("the corpus is not next to the sources");
      return;
    }
  bytes = fixture_read (path);
  file = fixture_open (bytes);
  before = pades_dss_read (file);
  signed_bytes = sign (bytes, PADES_LEVEL_B_LTA);
  signed_file = fixture_open (signed_bytes);
  after = pades_dss_read (signed_file);
  g_assert_cmpuint (count_intact (signed_bytes), ==, count_intact (bytes) + 2);
  g_assert_cmpuint (pki_validation_data_get_certificates (before)->len, >, 0);
  g_assert_cmpuint (pki_validation_data_get_certificates (after)->len, ==,
                    pki_validation_data_get_certificates (before)->len + 5);
  g_assert_cmpuint (pki_validation_data_get_ocsps (after)->len, ==,
                    pki_validation_data_get_ocsps (before)->len + 2);
}

int
main (int argc, char **argv)
{
  static const char *const files[] = {"pades-lta-dss-indirect-arrs-test.pdf", "doc-firmado-LT.pdf"};
  int status;

  g_test_init (&argc, &argv, NULL);
  fixture = fixture_new ();
  for (guint i = 0; i < FIXTURE_N_STRUCTURES; i++)
    {
      const char *name = fixture_structure_name (i);
      g_autofree char *signing = g_strconcat ("/pades/longterm/sign/", name, NULL);
      g_autofree char *stamping = g_strconcat ("/pades/longterm/timestamp/", name, NULL);

      g_test_add_data_func (signing, GUINT_TO_POINTER (i), test_sign);
      g_test_add_data_func (stamping, GUINT_TO_POINTER (i), test_timestamp);
    }
  g_test_add_func ("/pades/longterm/qpdf", test_qpdf);
  g_test_add_func ("/pades/longterm/lists-only", test_lists_only);
  g_test_add_func ("/pades/longterm/cumulative", test_cumulative);
  g_test_add_data_func ("/pades/longterm/extend/B-B", GUINT_TO_POINTER (PADES_LEVEL_B_B),
                        test_extend);
  g_test_add_data_func ("/pades/longterm/extend/B-T", GUINT_TO_POINTER (PADES_LEVEL_B_T),
                        test_extend);
  g_test_add_data_func ("/pades/longterm/extend/B-LT", GUINT_TO_POINTER (PADES_LEVEL_B_LT),
                        test_extend);
  g_test_add_func ("/pades/longterm/renew", test_renew);
  g_test_add_func ("/pades/longterm/nothing-to-extend", test_nothing_to_extend);
  g_test_add_func ("/pades/longterm/emptied", test_emptied);
  g_test_add_func ("/pades/longterm/certified", test_certified);
  g_test_add_func ("/pades/longterm/faults", test_faults);
  g_test_add_func ("/pades/longterm/stale-list", test_stale_list);
  g_test_add_func ("/pades/longterm/no-address", test_no_address);
  g_test_add_func ("/pades/longterm/revoked-signer", test_revoked_signer);
  g_test_add_func ("/pades/longterm/revoked-later", test_revoked_later);
  g_test_add_func ("/pades/longterm/embedded-revocation", test_embedded_revocation);
  g_test_add_func ("/pades/longterm/batch", test_batch);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *name = g_strconcat ("/pades/longterm/corpus/", files[i], NULL);

      g_test_add_data_func (name, files[i], test_corpus);
    }
  status = g_test_run ();
  fixture_free (fixture);
  return status;
}
