/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a field's author demands of the certificate, before the key and with it. */

#include <string.h>

#include "pades-fixture.h"

#define POLICY "2.16.156.112554.3"

static Fixture *fixture;
static SupportIdentity *identity;
static SupportIdentity *stranger;
static SupportIdentity *edwards;

static PdfFile *
open_form (const char *demands)
{
  g_autofree char *field = g_strdup_printf (
      "<</Type/Annot/Subtype/Widget/Rect[100 100 300 200]/F 4/P 3 0 R"
      "/FT/Sig/T(seal)/SV<</Type/SV%s>>>>",
      demands);
  const char *objects[] = {
      "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>",
      "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
      "<</Type/Page/Parent 2 0 R/Annots[4 0 R]>>",
      field,
  };
  g_autoptr (GBytes) bytes = fixture_pdf_of (objects, G_N_ELEMENTS (objects));

  return fixture_open (bytes);
}

static char *
ask (const char *demands, GPtrArray *certificates, gboolean more)
{
  g_autoptr (PdfFile) file = open_form (demands);
  g_autoptr (GError) error = NULL;
  PadesSignRequest request = {.level = PADES_LEVEL_B_B,
                              .digest = PKI_DIGEST_SHA256,
                              .field = "seal",
                              .certificates = certificates,
                              .more_certificates = more};

  if (pades_sign_preflight (file, &request, &error))
    return NULL;
  g_assert_error (error, PADES_ERROR, PADES_ERROR_SEED);
  g_test_message ("%s", error->message);
  return g_strdup (error->message);
}

/* The answer with the key is that of the preflight. */
static void
check (const char *demands, const char *complaint)
{
  g_autofree char *before = ask (demands, identity->chain, FALSE);
  g_autofree char *unknown = ask (demands, NULL, FALSE);
  g_autoptr (PkiSigner) signer = support_identity_new_signer (identity);
  g_autoptr (PdfFile) file = open_form (demands);
  g_autofree char *path = fixture_get_path (fixture, "demand.pdf");
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_B);
  g_autoptr (GError) error = NULL;
  gboolean done;

  g_test_message ("%s", demands);
  request.field = "seal";
  done = pades_sign (file, path, &request, NULL, &error);
  g_assert_null (unknown);
  if (complaint == NULL)
    {
      g_assert_no_error (error);
      g_assert_null (before);
      g_assert_true (done);
      return;
    }
  g_assert_error (error, PADES_ERROR, PADES_ERROR_SEED);
  g_assert_cmpstr (error->message, ==, before);
  g_assert_nonnull (strstr (before, complaint));
}

static void
test_subject_name (void)
{
  check ("/Cert<</Ff 8/SubjectDN[<</CN(Zhang San)>>]>>", NULL);
  check ("/Cert<</Ff 8/SubjectDN[<</cn(  zhang   SAN )>>]>>", NULL);
  check ("/Cert<</Ff 8/SubjectDN[<</2.5.4.3(Zhang San)/O(Example Ltd)>>]>>", NULL);
  check ("/Cert<</Ff 8/SubjectDN[<</CN(Zhang San)>><</O(Example Ltd)>>]>>", NULL);
  check ("/Cert<</Ff 8/SubjectDN<</CN(Zhang San)>>>>", NULL);
  check ("/Cert<</Ff 8>>", NULL);
  check ("/Cert<</Ff 0/SubjectDN[<</CN(Li Si)>>]>>", NULL);
  check (
      "/Cert<</Ff 8/SubjectDN[<</CN(Li Si)>>]>>",
      "demands a certificate whose subject has “CN” “Li Si” (SubjectDN); this one’s is “CN=Zhang "
      "San");
  check ("/Cert<</Ff 8/SubjectDN[<</CN(Zhang San)>><</O(Other)>>]>>", "“O” “Other”");
  check ("/Cert<</Ff 8/SubjectDN[<</CN(Zhang San)/OU(Sales)>>]>>", "(SubjectDN)");
  check ("/Cert<</Ff 8/SubjectDN[<</nonsense(x)>>]>>", "(SubjectDN)");
  check ("/Cert<</Ff 8/SubjectDN[3]>>", "(SubjectDN)");
  check ("/Cert<</Ff 8/SubjectDN 3>>", "(SubjectDN)");
  check ("/Cert<</Ff 8/SubjectDN[<</CN(\\357\\273\\277\\033[2J)>>]>>", "“CN” “\xef\xbf\xbd[2J”");
}

static void
test_policy (void)
{
  check ("/Cert<</Ff 4/OID[(" POLICY ")]>>", NULL);
  check ("/Cert<</Ff 4/OID[(" POLICY ")(1.2.3.4)]>>", NULL);
  check ("/Cert<</Ff 4>>", NULL);
  check ("/Cert<</Ff 0/OID[(1.2.3)]>>", NULL);
  check ("/Cert<</Ff 4/OID[(" POLICY ")(1.2.3)]>>", "“1.2.3” (OID)");
  check ("/Cert<</Ff 4/OID[(1.2.3)]>>", "names " POLICY ", 1.2.3.4");
  check ("/Cert<</Ff 4/OID 3>>", "(OID)");
}

static void
test_usage (void)
{
  check ("/Cert<</Ff 32/KeyUsage[(01)(X11)]>>",
         "another use: with nonRepudiation without digitalSignature, or with "
         "nonRepudiation+keyEncipherment (KeyUsage); that of “Zhang San” is for digitalSignature, "
         "nonRepudiation (/SV Cert)");
}

/* Shown where it can be a page of the web, and nowhere opened. */
static void
test_address (void)
{
  check ("/Cert<</Ff 4/OID[(1.2.3)]/URL(https://ca.example/order?x=1)>>",
         "; by its author’s word such a certificate can be had at https://ca.example/order?x=1");
  check ("/Cert<</Ff 4/OID[(1.2.3)]/URL(https://me:secret@ca.example/#x)>>",
         "had at https://ca.example/ (/SV Cert)");
  check ("/Cert<</Ff 4/OID[(1.2.3)]/URL(file:///etc/passwd)>>", "1.2.3.4 (/SV Cert)");
  check ("/Cert<</Ff 4/OID[(1.2.3)]/URL(javascript:alert\\(1\\))>>", "1.2.3.4 (/SV Cert)");
  check ("/Cert<</Ff 4/OID[(1.2.3)]/URL(https://a.example/\\033[2J)>>", "1.2.3.4 (/SV Cert)");
  check ("/Cert<</Ff 68/OID[(" POLICY ")]/URL(https://ca.example/)>>", NULL);
  check ("/Cert<</Ff 4/OID[(" POLICY ")]/URL(https://s.example/)/URLType/ASSP>>", NULL);
}

static void
test_service (void)
{
  g_autofree char *complaint = ask ("/Cert<</Ff 64/URL(https://s.example/)/URLType/ASSP>>", NULL,
                                    FALSE);

  g_assert_nonnull (strstr (complaint, "signing service is used (URL: https://s.example/)"));
}

static char *
demand (int flag, const char *key, SupportIdentity *listed)
{
  gsize length = 0;
  GBytes *der = pki_certificate_get_der (support_identity_get_certificate (listed));
  const guint8 *data = g_bytes_get_data (der, &length);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "/Cert<</Ff %d/%s[<", flag, key);
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (text, "%02x", data[i]);
  g_string_append (text, ">]>>");
  return g_string_free (text, FALSE);
}

static void
test_listed (void)
{
  g_autofree char *other = demand (1, "Subject", stranger);
  g_autofree char *issuer = demand (2, "Issuer", stranger);

  check (other, "another certificate: of “Li Si” (Subject); this one is of “Zhang San”");
  check (issuer, "issued by “Li Si” (Issuer); that of “Zhang San” was issued by “示例签发机构”");
}

/* A file that keeps the rest of its certificates behind a password may still hold the issuer. */
static void
test_partial (void)
{
  g_autofree char *root = demand (2, "Issuer", support_ca_get_root_identity (fixture->ca));
  g_autoptr (GPtrArray) alone = g_ptr_array_new ();
  g_autofree char *complete = NULL;

  g_ptr_array_add (alone, support_identity_get_certificate (identity));
  complete = ask (root, alone, FALSE);
  g_assert_nonnull (strstr (complete, "(Issuer)"));
  g_assert_null (ask (root, alone, TRUE));
  g_assert_null (ask (root, identity->chain, FALSE));
}

/* Which digest a key will use, its certificate tells. */
static void
test_digest (void)
{
  const char *demands = "/Ff 64/DigestMethod[(SHA256)]";
  g_autofree char *refused = ask (demands, edwards->chain, FALSE);

  g_assert_nonnull (strstr (refused, "“SHA256” (/SV DigestMethod)"));
  g_assert_null (ask (demands, identity->chain, FALSE));
}

int
main (int argc, char **argv)
{
  static const char *const extensions[] = {"certificatePolicies", POLICY ",1.2.3.4", NULL};
  int result;

  g_test_init (&argc, &argv, NULL);
  fixture = fixture_new ();
  identity = support_ca_issue (fixture->ca, &(SupportProfile){.common_name = "Zhang San",
                                                              .organisation = "Example Ltd",
                                                              .extensions = extensions});
  stranger = support_ca_issue (fixture->ca, &(SupportProfile){.common_name = "Li Si"});
  edwards = support_ca_issue (fixture->ca, &(SupportProfile){.kind = "ed25519"});
  g_test_add_func ("/pades/demand/subject-name", test_subject_name);
  g_test_add_func ("/pades/demand/policy", test_policy);
  g_test_add_func ("/pades/demand/usage", test_usage);
  g_test_add_func ("/pades/demand/address", test_address);
  g_test_add_func ("/pades/demand/service", test_service);
  g_test_add_func ("/pades/demand/listed", test_listed);
  g_test_add_func ("/pades/demand/partial", test_partial);
  g_test_add_func ("/pades/demand/digest", test_digest);
  result = g_test_run ();
  support_identity_free (edwards);
  support_identity_free (stranger);
  support_identity_free (identity);
  fixture_free (fixture);
  return result;
}
