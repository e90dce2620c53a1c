/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "pades-fixture.h"
#include "pades-judges.h"
#include "pdf-fields.h"

static Fixture *fixture;
static SupportIdentity *identity;
static PkiSigner *signer;

/* It counts empty fields as signatures too. */
#define LIMITS JUDGES_NO_MUTOOL

#define PAGES "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>"
#define WIDGET "/Type/Annot/Subtype/Widget/Rect[100 100 300 200]/F 4/P 3 0 R"

/* Two text fields beside an empty signature field, into whose dictionary more can be put. */
static GBytes *
new_form (const char *more)
{
  g_autofree char *field = g_strdup_printf ("<<" WIDGET "/FT/Sig/T(seal)%s>>", more);
  const char *objects[] = {
      "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R 5 0 R 6 0 R]>>>>",
      PAGES,
      "<</Type/Page/Parent 2 0 R/Annots[4 0 R 5 0 R 6 0 R]>>",
      field,
      "<<" WIDGET "/FT/Tx/T(sum)>>",
      "<<" WIDGET "/FT/Sig/T(second)>>",
  };

  return fixture_pdf_of (objects, G_N_ELEMENTS (objects));
}

static PadesSignRequest
request_for (const char *field)
{
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_B);

  request.field = field;
  return request;
}

static void
assert_refused (GBytes *bytes, const PadesSignRequest *request, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfFile) file = fixture_open (bytes);
  g_autofree char *path = fixture_get_path (fixture, "refused.pdf");

  g_assert_false (pades_sign (file, path, request, NULL, &error));
  g_assert_error (error, PADES_ERROR, code);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static PadesSignature *
first_signature (PadesReport *report)
{
  PadesSignature *signature = g_ptr_array_index (report->signatures, 0);

  g_assert_cmpint (signature->integrity, ==, PADES_INTEGRITY_INTACT);
  return signature;
}

static void
test_certify (void)
{
  for (int permission = 1; permission <= 3; permission++)
    {
      g_autoptr (GBytes) bytes = new_form ("");
      PadesSignRequest request = request_for (permission == 2 ? "seal" : NULL);
      PadesSignRequest next = request_for ("second");
      g_autoptr (GBytes) certified = NULL;
      g_autoptr (PadesReport) report = NULL;

      request.certify = permission;
      certified = fixture_sign (fixture, bytes, &request);
      judges_check_all (fixture, certified, LIMITS, 1);
      report = fixture_verify (fixture, certified);
      g_assert_cmpint (first_signature (report)->docmdp, ==, permission);
      g_assert_cmpint (report->indication, ==, PADES_INDICATION_TOTAL_PASSED);
      if (permission == 1)
        {
          assert_refused (certified, &next, PADES_ERROR_CERTIFIED);
        }
      else
        {
          g_autoptr (GBytes) twice = fixture_sign (fixture, certified, &next);

          judges_check_all (fixture, twice, LIMITS, 2);
          next.certify = permission;
          assert_refused (certified, &next, PADES_ERROR_NOT_FIRST);
        }
    }
}

/* Others sign in the fields that the certification saw; a new one shows something under P 3 only.
 */
static void
test_certify_and_mark (void)
{
  for (int permission = 2; permission <= 3; permission++)
    {
      g_autoptr (GBytes) bytes = new_form ("");
      g_autoptr (PadesAppearance) appearance = fixture_appearance ();
      g_autoptr (GPtrArray) placed = g_ptr_array_new ();
      PadesMark mark = {{.page = 0, .x = 20, .y = 20, .width = 30, .height = 30}, appearance};
      PadesSignRequest request = request_for ("seal");
      PadesSignRequest next = request_for (NULL);
      g_autoptr (GBytes) certified = NULL;
      g_autoptr (GBytes) twice = NULL;
      g_autoptr (PadesReport) report = NULL;

      request.certify = permission;
      certified = fixture_sign (fixture, bytes, &request);
      g_ptr_array_add (placed, &mark);
      next.marks = placed;
      if (permission == 2)
        {
          assert_refused (certified, &next, PADES_ERROR_CERTIFIED);
          next.marks = NULL;
        }
      twice = fixture_sign (fixture, certified, &next);
      report = fixture_verify (fixture, twice);
      g_assert_cmpint (report->indication, ==, PADES_INDICATION_TOTAL_PASSED);
    }
}

static void
test_certify_must_be_first (void)
{
  g_autoptr (GBytes) bytes = new_form ("");
  PadesSignRequest request = request_for ("seal");
  g_autoptr (GBytes) approved = fixture_sign (fixture, bytes, &request);

  request.field = NULL;
  request.certify = 3;
  assert_refused (approved, &request, PADES_ERROR_NOT_FIRST);
}

/* Validation data and a document time-stamp follow even where nothing else may. */
static void
test_certify_for_years (void)
{
  g_autoptr (GBytes) bytes = new_form ("");
  PadesSignRequest request = request_for ("seal");
  g_autoptr (GBytes) certified = NULL;
  g_autoptr (PadesReport) report = NULL;

  request.certify = 1;
  request.level = PADES_LEVEL_B_LTA;
  certified = fixture_sign (fixture, bytes, &request);
  report = fixture_verify (fixture, certified);
  g_assert_cmpint (first_signature (report)->docmdp, ==, 1);
  g_assert_cmpint (first_signature (report)->level, ==, PADES_LEVEL_B_LTA);
}

static void
test_usage_rights_stay (void)
{
  const char *objects[] = {
      "<</Type/Catalog/Pages 2 0 R/Perms 4 0 R>>",
      PAGES,
      "<</Type/Page/Parent 2 0 R>>",
      "<</UR3 5 0 R>>",
      "<</Type/Sig/Filter/Adobe.PPKLite>>",
  };
  g_autoptr (GBytes) bytes = fixture_pdf_of (objects, G_N_ELEMENTS (objects));
  PadesSignRequest request = request_for (NULL);
  g_autoptr (GBytes) certified = NULL;
  g_autoptr (PdfFile) file = NULL;
  g_autoptr (PdfObject) catalog = NULL;
  PdfObject *permissions = NULL;

  request.certify = 2;
  certified = fixture_sign (fixture, bytes, &request);
  file = fixture_open (certified);
  catalog = pdf_file_load (file, 1, NULL);
  permissions = pdf_object_peek_key (catalog, "Perms");
  g_assert_cmpuint (pdf_object_get_ref (pdf_object_peek_key (permissions, "UR3"), NULL), ==, 5);
  g_assert_cmpuint (pdf_object_get_ref (pdf_object_peek_key (permissions, "DocMDP"), NULL), >, 5);
}

static GBytes *
lock_by (GBytes *bytes, const char *field, const char *text)
{
  PadesSignRequest request = request_for (field);
  g_autoptr (PadesLock) lock = pades_lock_parse (text);
  g_autoptr (PadesReport) report = NULL;
  GBytes *locked = NULL;

  g_assert_nonnull (lock);
  request.lock = lock;
  locked = fixture_sign (fixture, bytes, &request);
  judges_check_all (fixture, locked, LIMITS, 1);
  report = fixture_verify (fixture, locked);
  g_assert_cmpstr (first_signature (report)->locked_fields, ==, text);
  g_assert_cmpint (report->indication, ==, PADES_INDICATION_TOTAL_PASSED);
  return locked;
}

static void
test_lock (void)
{
  static const struct {
    const char *lock;
    gboolean may_sign;
  } rows[] = {
      {"all", FALSE},         {"include:second,sum", FALSE}, {"include:sum", TRUE},
      {"exclude:sum", FALSE}, {"exclude:second", TRUE},
  };
  g_autoptr (GBytes) bytes = new_form ("");

  for (guint i = 0; i < 2 * G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) locked = lock_by (bytes, i % 2 == 0 ? "seal" : NULL, rows[i / 2].lock);
      PadesSignRequest next = request_for ("second");

      if (rows[i / 2].may_sign)
        g_bytes_unref (fixture_sign (fixture, locked, &next));
      else
        assert_refused (locked, &next, PADES_ERROR_LOCKED);
    }
}

/* A new field keeps the lock in its own dictionary too, an indirect object. */
static void
test_lock_of_new_field (void)
{
  g_autoptr (GBytes) bytes = new_form ("");
  g_autoptr (GBytes) locked = lock_by (bytes, "mine", "include:sum");
  g_autoptr (PdfFile) file = fixture_open (locked);
  g_autoptr (GPtrArray) fields = pdf_fields_list (file, NULL);
  PdfField *field = g_ptr_array_index (fields, fields->len - 1);
  g_autoptr (PdfObject) lock = pdf_file_get_key (file, field->dict, "Lock", NULL);

  g_assert_cmpstr (field->name, ==, "mine");
  g_assert_cmpint (pdf_object_get_type (pdf_object_peek_key (field->dict, "Lock")), ==,
                   PDF_TYPE_REF);
  g_assert_true (pdf_object_is_name (pdf_object_peek_key (lock, "Type"), "SigFieldLock"));
  g_assert_true (pdf_object_is_name (pdf_object_peek_key (lock, "Action"), "Include"));
}

static void
test_lock_contradicts (void)
{
  g_autoptr (GBytes) plain = new_form ("");
  g_autoptr (GBytes) demanding = new_form ("/Lock<</Action/Include/Fields[(sum)]>>");
  g_autoptr (PadesLock) all = pades_lock_parse ("all");
  g_autoptr (PadesLock) same = pades_lock_parse ("include:sum");
  g_autoptr (PadesLock) missing = pades_lock_parse ("include:sun");
  PadesSignRequest request = request_for ("seal");

  request.lock = missing;
  assert_refused (plain, &request, PADES_ERROR_NO_LOCKABLE);
  request.lock = all;
  assert_refused (demanding, &request, PADES_ERROR_SEED);
  request.lock = same;
  g_bytes_unref (fixture_sign (fixture, demanding, &request));
}

static void
test_lock_and_certify (void)
{
  g_autoptr (GBytes) bytes = new_form ("");
  g_autoptr (PadesLock) lock = pades_lock_parse ("include:sum");
  PadesSignRequest request = request_for ("seal");
  g_autoptr (GBytes) certified = NULL;
  g_autoptr (PadesReport) report = NULL;

  request.lock = lock;
  request.certify = 2;
  certified = fixture_sign (fixture, bytes, &request);
  judges_check_all (fixture, certified, LIMITS, 1);
  report = fixture_verify (fixture, certified);
  g_assert_cmpint (first_signature (report)->docmdp, ==, 2);
  g_assert_cmpstr (first_signature (report)->locked_fields, ==, "include:sum");
}

static void
test_lock_texts (void)
{
  static const char *const wrong[] = {
      "",           "ALL",        "include",      "include:", "only:A",
      "include:A,", "exclude:,A", "include:\xff", "all:sum",  "include:A,,B"};

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_null (pades_lock_parse (wrong[i]));
}

/* An honest request differs from row to row in what the row says. */
typedef struct {
  const char *seed;
  const char *reason;
  PkiDigestType digest;
  PadesLevel level;
  int certify;
  const char *complaint; /* a part of the message, or NULL where it is met */
} Row;

#define B PADES_LEVEL_B_B
#define T PADES_LEVEL_B_T
#define SHA(n) PKI_DIGEST_SHA##n

static const Row rows[] = {
    {"/Ff 1/Filter/Adobe.PPKLite", "x", SHA (256), B, 0, NULL},
    {"/Ff 1/Filter/Other", "x", SHA (256), B, 0, "“Other” (/SV Filter)"},
    {"/Ff 0/Filter/Other", "x", SHA (256), B, 0, NULL},
    {"/Ff 2/SubFilter[/adbe.pkcs7.detached/ETSI.CAdES.detached]", "x", SHA (256), B, 0, NULL},
    {"/Ff 2/SubFilter[/adbe.pkcs7.detached]", "x", SHA (256), B, 0, "(/SV SubFilter)"},
    {"/SubFilter[/adbe.pkcs7.detached]", "x", SHA (256), B, 0, NULL},
    {"/Ff 4/V 3", "x", SHA (256), B, 0, NULL},
    {"/Ff 4/V 4", "x", SHA (256), B, 0, "version 4"},
    {"/V 4", "x", SHA (256), B, 0, NULL},
    {"/Ff 8/Reasons[(I agree)(I saw)]", "I saw", SHA (256), B, 0, NULL},
    {"/Ff 8/Reasons[(I agree)(I saw)]", "I", SHA (256), B, 0, "“I agree”, “I saw” (/SV Reasons)"},
    {"/Ff 8/Reasons[(I agree)(I saw)]", NULL, SHA (256), B, 0, "one of the reasons"},
    {"/Ff 8/Reasons[(.)]", NULL, SHA (256), B, 0, NULL},
    {"/Ff 8/Reasons[(.)]", "x", SHA (256), B, 0, "no reason"},
    {"/Ff 8/Reasons[(.)]", ".", SHA (256), B, 0, "no reason"},
    {"/Ff 8", "x", SHA (256), B, 0, "no reason"},
    {"/Ff 8", NULL, SHA (256), B, 0, NULL},
    {"/Reasons[(I agree)]", "x", SHA (256), B, 0, NULL},
    {"/Ff 16/LegalAttestation[(no scripts)]", "x", SHA (256), B, 0, NULL},
    {"/Ff 16/LegalAttestation[(no scripts)]", "x", SHA (256), B, 2, "“no scripts”"},
    {"/Ff 32/AddRevInfo true", "x", SHA (256), PADES_LEVEL_B_LT, 0, NULL},
    {"/Ff 32/AddRevInfo true", "x", SHA (256), T, 0, "revocation information"},
    {"/Ff 32/AddRevInfo false", "x", SHA (256), B, 0, NULL},
    {"/Ff 64/DigestMethod[(SHA1)(SHA384)]", "x", SHA (384), B, 0, NULL},
    {"/Ff 64/DigestMethod[(SHA1)(SHA384)]", "x", SHA (256), B, 0, "“SHA1”, “SHA384”"},
    {"/Ff 64/DigestMethod[(SHA1)]", "x", PKI_DIGEST_NONE, B, 0, "“SHA1” (/SV DigestMethod)"},
    {"/DigestMethod[(SHA1)(SHA384)]", "x", SHA (512), B, 0, NULL},
    {"/Ff 128/LockDocument/true", "x", SHA (256), B, 1, NULL},
    {"/Ff 128/LockDocument/true", "x", SHA (256), B, 2, "closes the document"},
    {"/Ff 128/LockDocument/true>>/Lock<</Action/All/P 1", "x", SHA (256), B, 0, NULL},
    {"/Ff 128/LockDocument/false", "x", SHA (256), B, 0, NULL},
    {"/Ff 128/LockDocument/false", "x", SHA (256), B, 1, "does not close"},
    {"/Ff 128/LockDocument/auto", "x", SHA (256), B, 0, NULL},
    {"/LockDocument/true", "x", SHA (256), B, 0, NULL},
    {"/Ff 256/AppearanceFilter(Blue)", "x", SHA (256), B, 0, "the appearance “Blue”"},
    {"/AppearanceFilter(Blue)", "x", SHA (256), B, 0, NULL},
    {"/MDP<</P 0>>", "x", SHA (256), B, 0, NULL},
    {"/MDP<</P 0>>", "x", SHA (256), B, 2, "certifies nothing"},
    {"/MDP<</P 2>>", "x", SHA (256), B, 2, NULL},
    {"/MDP<</P 2>>", "x", SHA (256), B, 3, "permission 2 (/SV MDP)"},
    {"/MDP<</P 2>>", "x", SHA (256), B, 0, "permission 2 (/SV MDP)"},
    {"/TimeStamp<</URL(http://elsewhere/)/Ff 1>>", "x", SHA (256), T, 0, NULL},
    {"/TimeStamp<</URL(http://elsewhere/)/Ff 1>>", "x", SHA (256), B, 0, "(/SV TimeStamp)"},
    {"/TimeStamp<</URL(http://elsewhere/)/Ff 0>>", "x", SHA (256), B, 0, NULL},
    {"/Cert<</Ff 4/OID[(x)]>>", "x", SHA (256), B, 0, "(/SV Cert)"},
    {"/Cert<</Ff 8/SubjectDN[<</CN(x)>>]>>", "x", SHA (256), B, 0, "(/SV Cert)"},
    {"/Cert<</Ff 64/URL(http://elsewhere/)>>", "x", SHA (256), B, 0, NULL},
    {"/Cert<</Ff 32/KeyUsage[(0)(11)]>>", "x", SHA (256), B, 0, NULL},
    {"/Cert<</Ff 32/KeyUsage[(X1)]>>", "x", SHA (256), B, 0, NULL},
    {"/Cert<</Ff 32/KeyUsage[(11XXXXXX0)]>>", "x", SHA (256), B, 0, NULL},
    {"/Cert<</Ff 32/KeyUsage[(01)]>>", "x", SHA (256), B, 0, "(KeyUsage)"},
    {"/Cert<</Ff 32/KeyUsage[(XXXXXXXX1)]>>", "x", SHA (256), B, 0, "(KeyUsage)"},
    {"/Cert<</KeyUsage[(01)]>>", "x", SHA (256), B, 0, NULL},
};

static void
check_row (const Row *row)
{
  g_autofree char *seed = g_strdup_printf ("/SV<</Type/SV%s>>", row->seed);
  g_autoptr (GBytes) bytes = new_form (seed);
  g_autoptr (PdfFile) file = fixture_open (bytes);
  g_autofree char *path = fixture_get_path (fixture, "seed.pdf");
  g_autoptr (GError) error = NULL;
  PadesSignRequest request = request_for ("seal");
  gboolean done;

  g_test_message ("%s", row->seed);
  request.reason = row->reason;
  request.digest = row->digest;
  request.level = row->level;
  request.certify = row->certify;
  done = pades_sign (file, path, &request, NULL, &error);
  if (row->complaint == NULL)
    {
      g_assert_no_error (error);
      g_assert_true (done);
      return;
    }
  g_assert_error (error, PADES_ERROR, PADES_ERROR_SEED);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, row->complaint));
}

static void
test_seed (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    check_row (&rows[i]);
}

static void
test_seed_digest_is_default (void)
{
  g_autoptr (GBytes) bytes = new_form ("/SV<</DigestMethod[(SHA1)(SHA384)(SHA512)]>>");
  PadesSignRequest request = request_for ("seal");
  g_autoptr (GBytes) signed_bytes = NULL;
  g_autoptr (PadesReport) report = NULL;

  request.digest = PKI_DIGEST_NONE;
  signed_bytes = fixture_sign (fixture, bytes, &request);
  report = fixture_verify (fixture, signed_bytes);
  g_assert_cmpint (first_signature (report)->digest, ==, PKI_DIGEST_SHA384);
}

static char *
to_hex (PkiCertificate *certificate)
{
  gsize length = 0;
  const guint8 *der = g_bytes_get_data (pki_certificate_get_der (certificate), &length);
  GString *hex = g_string_new ("<");

  for (gsize i = 0; i < length; i++)
    g_string_append_printf (hex, "%02x", der[i]);
  g_string_append_c (hex, '>');
  return g_string_free (hex, FALSE);
}

static void
check_certificate (const char *flag, const char *key, PkiCertificate *listed, const char *complaint)
{
  g_autofree char *hex = to_hex (listed);
  g_autofree char *seed = g_strdup_printf ("/Cert<</Ff %s/%s[(junk)%s]>>", flag, key, hex);
  Row row = {seed, "x", PKI_DIGEST_SHA256, PADES_LEVEL_B_B, 0, complaint};

  check_row (&row);
}

static void
test_seed_certificate (void)
{
  g_autoptr (SupportIdentity)
      other = support_ca_issue (fixture->ca, &(SupportProfile){.common_name = "李四"});
  PkiCertificate *own = support_identity_get_certificate (identity);
  PkiCertificate *stranger = support_identity_get_certificate (other);
  PkiCertificate *issuer = support_identity_get_certificate (support_ca_get_issuer (fixture->ca));
  PkiCertificate *root = support_ca_get_root (fixture->ca);

  check_certificate ("1", "Subject", own, NULL);
  check_certificate ("1", "Subject", stranger, "(Subject)");
  check_certificate ("0", "Subject", stranger, NULL);
  check_certificate ("2", "Issuer", issuer, NULL);
  check_certificate ("2", "Issuer", root, NULL);
  check_certificate ("2", "Issuer", stranger, "(Issuer)");
  check_certificate ("0", "Issuer", stranger, NULL);
}

/* Damaged seed values neither crash nor open a way round. */
static void
test_seed_broken (void)
{
  static const Row broken[] = {
      {"/Ff 511/Filter 3", NULL, PKI_DIGEST_SHA256, PADES_LEVEL_B_B, 0, "(/SV Filter)"},
      {"/Ff 8/Reasons 99 0 R", "x", PKI_DIGEST_SHA256, PADES_LEVEL_B_B, 0, "no reason"},
      {"/Ff 64/DigestMethod[3 null[]]", NULL, PKI_DIGEST_SHA256, PADES_LEVEL_B_B, 0, "digests"},
      {"/Cert[]/MDP 3/TimeStamp(x)", NULL, PKI_DIGEST_SHA256, PADES_LEVEL_B_B, 0, NULL},
      {"/Cert<</Ff 3>>", NULL, PKI_DIGEST_SHA256, PADES_LEVEL_B_B, 0, "(Subject)"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    check_row (&broken[i]);
}

static guint
count_problems (GPtrArray *problems, GQuark domain, int code)
{
  guint n = 0;

  for (guint i = 0; i < problems->len; i++)
    n += g_error_matches (g_ptr_array_index (problems, i), domain, code);
  return n;
}

static GPtrArray *
list_problems (GBytes *bytes, const PadesSignRequest *request)
{
  g_autoptr (PdfFile) file = fixture_open (bytes);

  return pades_sign_preflight_all (file, request);
}

/* Everything that stands against it is told at once, and nothing twice. */
static void
test_all_problems (void)
{
  g_autoptr (GBytes) bytes = new_form ("");
  g_autoptr (PadesAppearance) appearance = fixture_appearance ();
  PadesMark marks[] = {{{6, 10, 10, 40, 40, 0}, appearance},
                       {{0, 10, 10, 40, 40, 0}, appearance},
                       {{0, 500, 10, 40, 40, 0}, appearance}};
  g_autoptr (GPtrArray) placed = g_ptr_array_new ();
  PadesSignRequest request = request_for (NULL);
  g_autoptr (GPtrArray) sound = list_problems (bytes, &request);
  g_autoptr (GBytes) certified = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GPtrArray) lost = NULL;

  g_assert_cmpuint (sound->len, ==, 0);
  request.certify = 1;
  certified = fixture_sign (fixture, bytes, &request);
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    g_ptr_array_add (placed, &marks[i]);
  request.marks = placed;
  request.signer = NULL;
  problems = list_problems (certified, &request);
  g_assert_cmpuint (problems->len, ==, 4);
  g_assert_cmpuint (count_problems (problems, PADES_ERROR, PADES_ERROR_CERTIFIED), ==, 1);
  g_assert_cmpuint (count_problems (problems, PADES_ERROR, PADES_ERROR_NOT_FIRST), ==, 1);
  g_assert_cmpuint (count_problems (problems, PADES_ERROR, PADES_ERROR_NO_PAGE), ==, 1);
  g_assert_cmpuint (count_problems (problems, PADES_ERROR, PADES_ERROR_OFF_PAGE), ==, 1);

  request.field = "there.is.none";
  lost = list_problems (certified, &request);
  g_assert_cmpuint (lost->len, ==, 5);
  g_assert_cmpuint (count_problems (lost, PADES_ERROR, PADES_ERROR_NO_FIELD), ==, 1);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  fixture = fixture_new ();
  identity = support_ca_issue (fixture->ca, &(SupportProfile){.common_name = "张三"});
  signer = support_identity_new_signer (identity);
  g_test_add_func ("/pades/restriction/certify-and-mark", test_certify_and_mark);
  g_test_add_func ("/pades/restriction/certify", test_certify);
  g_test_add_func ("/pades/restriction/certify-must-be-first", test_certify_must_be_first);
  g_test_add_func ("/pades/restriction/certify-for-years", test_certify_for_years);
  g_test_add_func ("/pades/restriction/usage-rights-stay", test_usage_rights_stay);
  g_test_add_func ("/pades/restriction/lock", test_lock);
  g_test_add_func ("/pades/restriction/lock-of-new-field", test_lock_of_new_field);
  g_test_add_func ("/pades/restriction/lock-contradicts", test_lock_contradicts);
  g_test_add_func ("/pades/restriction/lock-and-certify", test_lock_and_certify);
  g_test_add_func ("/pades/restriction/lock-texts", test_lock_texts);
  g_test_add_func ("/pades/seed/values", test_seed);
  g_test_add_func ("/pades/seed/digest-is-default", test_seed_digest_is_default);
  g_test_add_func ("/pades/seed/certificate", test_seed_certificate);
  g_test_add_func ("/pades/seed/broken", test_seed_broken);
  g_test_add_func ("/pades/restriction/all-problems", test_all_problems);
  result = g_test_run ();
  pki_signer_free (signer);
  support_identity_free (identity);
  fixture_free (fixture);
  return result;
}
