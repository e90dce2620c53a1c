/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-date.h"
#include "pades-dss.h"
#include "pades-extend.h"
#include "pades-judges.h"
#include "pdf-writer.h"
#include "support-proof.h"

static Fixture *fixture;

typedef enum {
  NOTHING,
  REVOKE,
  SUSPEND,
  FORGET,
} Event;

/* Signed now, time-stamped two seconds later and judged in a minute; what happened in between, or
 * before. */
static const struct {
  const char *what;
  Event event;
  int when; /* seconds from now */
  PadesLevel level;
  PadesTrust trust;
  PadesIndication indication;
  PadesSub sub;
} rows[] = {
    {"nothing", NOTHING, 0, PADES_LEVEL_B_B, PADES_TRUST_TRUSTED, PADES_INDICATION_TOTAL_PASSED,
     PADES_SUB_NONE},
    {"revoked-before-unproven", REVOKE, -9, PADES_LEVEL_B_B, PADES_TRUST_REVOKED,
     PADES_INDICATION_INDETERMINATE, PADES_SUB_REVOKED_NO_POE},
    {"revoked-later-unproven", REVOKE, 30, PADES_LEVEL_B_B, PADES_TRUST_REVOKED,
     PADES_INDICATION_INDETERMINATE, PADES_SUB_REVOKED_NO_POE},
    {"revoked-before", REVOKE, -9, PADES_LEVEL_B_T, PADES_TRUST_REVOKED,
     PADES_INDICATION_TOTAL_FAILED, PADES_SUB_REVOKED},
    {"revoked-between", REVOKE, 1, PADES_LEVEL_B_T, PADES_TRUST_REVOKED,
     PADES_INDICATION_INDETERMINATE, PADES_SUB_REVOKED_NO_POE},
    {"revoked-later", REVOKE, 30, PADES_LEVEL_B_T, PADES_TRUST_TRUSTED,
     PADES_INDICATION_TOTAL_PASSED, PADES_SUB_NONE},
    {"suspended", SUSPEND, -9, PADES_LEVEL_B_T, PADES_TRUST_SUSPENDED,
     PADES_INDICATION_INDETERMINATE, PADES_SUB_TRY_LATER},
    {"suspended-later", SUSPEND, 30, PADES_LEVEL_B_T, PADES_TRUST_TRUSTED,
     PADES_INDICATION_TOTAL_PASSED, PADES_SUB_NONE},
    {"unknown-to-its-issuer", FORGET, 0, PADES_LEVEL_B_B, PADES_TRUST_UNKNOWN,
     PADES_INDICATION_INDETERMINATE, PADES_SUB_TRY_LATER},
    {"unknown-to-its-issuer-stamped", FORGET, 0, PADES_LEVEL_B_T, PADES_TRUST_UNKNOWN,
     PADES_INDICATION_INDETERMINATE, PADES_SUB_TRY_LATER},
};

static SupportIdentity *
issue (gboolean listed)
{
  return fixture_issue (fixture, &(SupportAddresses){"http://ocsp/", listed ? "http://crl/" : NULL,
                                                     "http://issuer/"});
}

static GBytes *
sign_by (SupportIdentity *identity, PadesLevel level)
{
  g_autoptr (PkiSigner) signer = support_identity_new_signer (identity);
  PadesSignRequest request = fixture_request (fixture, signer, level);
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);

  return fixture_sign (fixture, bytes, &request);
}

static void
happen (Event event, PkiCertificate *certificate, gint64 when)
{
  switch (event)
    {
    case REVOKE:
      support_ocsp_revoke (fixture->ocsp, certificate, when);
      break;
    case SUSPEND:
      support_ocsp_suspend (fixture->ocsp, certificate, when);
      break;
    case FORGET:
      support_ocsp_forget (fixture->ocsp, certificate);
      break;
    case NOTHING:
      break;
    }
}

static void
test_row (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (SupportIdentity) identity = issue (FALSE);
  g_autoptr (GBytes) bytes = sign_by (identity, rows[i].level);
  g_autoptr (PadesReport) report = NULL;
  const PadesSignature *signature;

  happen (rows[i].event, support_identity_get_certificate (identity), SUPPORT_NOW + rows[i].when);
  report = fixture_verify (fixture, bytes);
  signature = g_ptr_array_index (report->signatures, 0);
  g_assert_cmpint (signature->trust, ==, rows[i].trust);
  g_assert_cmpint (signature->indication, ==, rows[i].indication);
  g_assert_cmpint (signature->sub_indication, ==, rows[i].sub);
}

static GBytes *
sign_again (SupportIdentity *identity, GBytes *bytes, PadesLevel level)
{
  g_autoptr (PkiSigner) signer = support_identity_new_signer (identity);
  PadesSignRequest request = fixture_request (fixture, signer, level);

  return fixture_sign (fixture, bytes, &request);
}

/* An embedded answer, of the issuer's own, says good, and the list that is asked for on behalf of
 * somebody else names its owner as revoked before: whoever signed first. */
static void
test_either_first (void)
{
  fixture->ocsp_fault = SUPPORT_OCSP_ISSUER;
  for (guint first = 0; first < 2; first++)
    {
      g_autoptr (SupportIdentity) accused = issue (FALSE);
      g_autoptr (SupportIdentity)
          other = fixture_issue (fixture, &(SupportAddresses){NULL, "http://crl/", NULL});
      g_autoptr (GBytes) once = first == 0 ? sign_by (accused, PADES_LEVEL_B_LT)
                                           : sign_by (other, PADES_LEVEL_B_B);
      g_autoptr (GBytes) twice = first == 0 ? sign_again (other, once, PADES_LEVEL_B_B)
                                            : sign_again (accused, once, PADES_LEVEL_B_LT);
      g_autoptr (PadesReport) report = NULL;
      const PadesSignature *signature;

      support_ocsp_revoke (fixture->ocsp, support_identity_get_certificate (accused),
                           SUPPORT_NOW - 9);
      report = fixture_verify (fixture, twice);
      signature = g_ptr_array_index (report->signatures, first);
      g_assert_cmpint (signature->trust, ==, PADES_TRUST_REVOKED);
      g_assert_cmpint (signature->indication, ==, PADES_INDICATION_TOTAL_FAILED);
      signature = g_ptr_array_index (report->signatures, 1 - first);
      g_assert_cmpint (signature->trust, ==, PADES_TRUST_TRUSTED);
    }
  fixture->ocsp_fault = SUPPORT_OCSP_GOOD;
}

/* Nobody is asked: what is not embedded is not known, and not good. */
static void
test_offline (void)
{
  g_autoptr (SupportIdentity) identity = issue (TRUE);
  g_autoptr (GBytes) bytes = sign_by (identity, PADES_LEVEL_B_B);
  g_autoptr (PdfFile) file = fixture_open (bytes);
  guint before = fixture->n_questions;
  g_autoptr (PadesReport)
      report = pades_verify (file, fixture->trust, SUPPORT_NOW + 60, NULL, NULL);
  const PadesSignature *signature = g_ptr_array_index (report->signatures, 0);

  g_assert_cmpint (signature->trust, ==, PADES_TRUST_UNKNOWN);
  g_assert_cmpint (signature->indication, ==, PADES_INDICATION_INDETERMINATE);
  g_assert_cmpint (signature->sub_indication, ==, PADES_SUB_TRY_LATER);
  g_assert_cmpuint (fixture->n_questions, ==, before);
}

/* An authority that lives longer, right below the root; nobody can be asked about it. */
static SupportTsa *
found_authority (void)
{
  const SupportProfile profile = {.common_name = "长期时间戳服务",
                                  .key_usage = "critical,digitalSignature",
                                  .extended_key_usage = "critical,timeStamping",
                                  .not_after = SUPPORT_NOW + 900 * SUPPORT_DAY};
  SupportTsa *tsa;

  support_ca_set_addresses (fixture->ca, &(SupportAddresses){0});
  tsa = support_tsa_new_with (
      fixture->ca,
      support_ca_issue_by (fixture->ca, support_ca_get_root_identity (fixture->ca), &profile));
  support_tsa_set_time (tsa, SUPPORT_NOW + 300 * SUPPORT_DAY, 0);
  return tsa;
}

/* On the three hundredth day. */
static GBytes *
stamp_later (GBytes *bytes)
{
  PadesSignRequest request = fixture_request (fixture, NULL, PADES_LEVEL_NONE);
  SupportTsa *first = fixture->tsa;
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfFile) file = fixture_open (bytes);
  g_autofree char *path = fixture_get_path (fixture, "stamped.pdf");

  fixture->tsa = found_authority ();
  g_assert_true (pades_timestamp (file, path, &request, NULL, &error));
  g_assert_no_error (error);
  support_tsa_free (fixture->tsa);
  fixture->tsa = first;
  return fixture_read (path);
}

static PadesReport *
verify_on (GBytes *bytes, gint64 day)
{
  g_autoptr (PdfFile) file = fixture_open (bytes);

  return pades_verify (file, fixture->trust, SUPPORT_NOW + day * SUPPORT_DAY, NULL, NULL);
}

/* Signer and time-stamp authority expire on day 365: what was time-stamped anew before that is good
 * on day 400, with nobody to ask, and what was not is not. On day 901 nothing is any more. */
static void
test_chain (void)
{
  g_autoptr (SupportIdentity) identity = issue (TRUE);
  g_autoptr (GBytes) once = sign_by (identity, PADES_LEVEL_B_LTA);
  g_autoptr (GBytes) twice = stamp_later (once);
  g_autoptr (PadesReport) bare = verify_on (once, 400);
  g_autoptr (PadesReport) renewed = verify_on (twice, 400);
  g_autoptr (PadesReport) late = verify_on (twice, 901);
  const PadesSignature *signature = g_ptr_array_index (bare->signatures, 0);

  g_assert_cmpint (signature->trust, ==, PADES_TRUST_EXPIRED);
  g_assert_cmpint (signature->sub_indication, ==, PADES_SUB_OUT_OF_BOUNDS_NO_POE);
  g_assert_cmpint (signature->proven, ==, PADES_DATE_NONE);
  g_assert_cmpuint (renewed->signatures->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      signature = g_ptr_array_index (renewed->signatures, i);
      g_assert_cmpint (signature->trust, ==, PADES_TRUST_TRUSTED);
      signature = g_ptr_array_index (late->signatures, i);
      g_assert_cmpint (signature->trust, ==, PADES_TRUST_EXPIRED);
    }
  signature = g_ptr_array_index (renewed->signatures, 0);
  g_assert_cmpint (signature->proven, ==, SUPPORT_NOW + 2);
  g_assert_cmpint (signature->level, ==, PADES_LEVEL_B_LTA);
}

/* Four objects, of which the last is added behind them, binary as it is. */
static GBytes *
make_store (PkiCrl *crl)
{
  const char *objects[] = {
      "<</Type/Catalog/Pages 2 0 R/DSS<</Type/DSS/VRI<</AA<</CRL[4 0 R 4 0 R 9 0 R]>>/BB 7>>>>>>",
      "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
      "<</Type/Page/Parent 2 0 R/Resources<<>>>>",
  };
  g_autoptr (GBytes) bytes = fixture_pdf_of (objects, G_N_ELEMENTS (objects));
  g_autoptr (PdfFile) file = fixture_open (bytes);
  g_autoptr (PdfWriter) writer = pdf_writer_new (file);
  GByteArray *whole = g_byte_array_new ();
  GByteArray *added;

  g_assert_cmpuint (pdf_writer_add_stream (writer, NULL, pki_crl_get_der (crl)), ==, 4);
  added = pdf_writer_finish (writer, NULL);
  g_byte_array_append (whole, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  g_byte_array_append (whole, added->data, added->len);
  return g_byte_array_free_to_bytes (whole);
}

/* A list that is named for one signature only, and nowhere else; before it was there nothing was.
 */
static void
test_vri (void)
{
  g_autoptr (PkiCrl)
      crl = support_proof_crl (&(SupportListProfile){.issuer = support_ca_get_issuer (fixture->ca),
                                                     .this_update = SUPPORT_NOW,
                                                     .next_update = SUPPORT_NOW + SUPPORT_DAY});
  g_autoptr (GBytes) bytes = make_store (crl);
  g_autoptr (PdfFile) file = fixture_open (bytes);
  g_autoptr (PkiValidationData) data = pades_dss_read (file);
  g_autoptr (PkiValidationData) before = pades_dss_read_at (file, 1);
  GPtrArray *crls = pki_validation_data_get_crls (data);

  g_assert_cmpuint (crls->len, ==, 1);
  g_assert_cmpstr (pki_crl_get_sha256 (g_ptr_array_index (crls, 0)), ==, pki_crl_get_sha256 (crl));
  g_assert_cmpuint (pki_validation_data_get_crls (before)->len, ==, 0);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  fixture = fixture_new ();
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *name = g_strconcat ("/pades/time/", rows[i].what, NULL);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_row);
    }
  g_test_add_func ("/pades/time/either-first", test_either_first);
  g_test_add_func ("/pades/time/offline", test_offline);
  g_test_add_func ("/pades/time/chain", test_chain);
  g_test_add_func ("/pades/time/vri", test_vri);
  status = g_test_run ();
  fixture_free (fixture);
  return status;
}
