/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <string.h>

#include "pades-fixture.h"
#include "pades-judges.h"

static Fixture *fixture;

/* PSS by an ordinary RSA key, and by one that may do nothing else. */
static const struct {
  const char *name;
  const char *key;
  gboolean pss;
  JudgesLimits limits;
} kinds[] = {
    {"rsa", "rsa2048", FALSE, 0},
    /* MuPDF 1.21 has no PSS; NSS none for keys that are for PSS only. */
    {"rsa-pss", "rsa2048", TRUE, JUDGES_NO_MUTOOL},
    {"pss", "pss", TRUE, JUDGES_NO_MUTOOL | JUDGES_NO_PDFSIG},
    {"p256", "p256", FALSE, 0},
    {"p384", "p384", FALSE, 0},
    /* Neither NSS, MuPDF 1.21 nor the CMS of OpenSSL 3.0 has EdDSA. */
    {"ed25519", "ed25519", FALSE, JUDGES_NO_MUTOOL | JUDGES_NO_PDFSIG | JUDGES_NO_OPENSSL},
    {"ed448", "ed448", FALSE, JUDGES_NO_MUTOOL | JUDGES_NO_PDFSIG | JUDGES_NO_OPENSSL},
};

typedef struct {
  guint kind;
  FixtureStructure structure;
  PadesLevel level;
} Case;

static void
assert_good (const PadesSignature *signature, PadesLevel level)
{
  g_assert_cmpint (signature->integrity, ==, PADES_INTEGRITY_INTACT);
  g_assert_cmpint (signature->trust, ==, PADES_TRUST_TRUSTED);
  g_assert_cmpint (signature->level, ==, level);
  g_assert_cmpint (signature->claimed, ==, SUPPORT_NOW);
  g_assert_cmpstr (signature->reason, ==, "同意");
  g_assert_cmpstr (signature->location, ==, "杭州");
  g_assert_cmpstr (signature->sub_filter, ==, "ETSI.CAdES.detached");
  g_assert_cmpstr (pki_certificate_get_name (signature->signer), ==, "张三");
  if (level == PADES_LEVEL_B_T)
    {
      g_assert_cmpint (signature->proven, ==, SUPPORT_NOW + 2);
      g_assert_cmpint (signature->time_source, ==, PADES_TIME_SIGNATURE_TIMESTAMP);
      g_assert_cmpint (signature->tsa_trust, ==, PADES_TRUST_TRUSTED);
      g_assert_nonnull (signature->tsa);
    }
  else
    g_assert_cmpint (signature->proven, ==, G_MININT64);
}

/* All pass: each permits those after it. */
static void
assert_report (const PadesReport *report, guint n, PadesLevel level)
{
  g_assert_cmpuint (report->signatures->len, ==, n);
  for (guint i = 0; i < n; i++)
    {
      const PadesSignature *signature = g_ptr_array_index (report->signatures, i);
      g_autofree char *name = g_strdup_printf ("Signature%u", i + 1);

      assert_good (signature, level);
      g_assert_cmpuint (signature->number, ==, i + 1);
      g_assert_cmpstr (signature->field, ==, name);
      g_assert_cmpuint (signature->revision, ==, i + 2);
      if (i + 1 == n)
        {
          g_assert_cmpint (signature->coverage, ==, PADES_COVERAGE_ENTIRE_FILE);
          g_assert_cmpint (signature->changes, ==, PADES_CHANGES_NONE);
          g_assert_cmpint (signature->indication, ==, PADES_INDICATION_TOTAL_PASSED);
          continue;
        }
      g_assert_cmpint (signature->coverage, ==, PADES_COVERAGE_ENTIRE_REVISION);
      g_assert_cmpint (signature->changes, ==, PADES_CHANGES_PERMITTED);
      g_assert_cmpint (signature->indication, ==, PADES_INDICATION_TOTAL_PASSED);
    }
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (PkiSigner) signer = fixture_new_signer (fixture, kinds[test->kind].key);
  PadesSignRequest request = fixture_request (fixture, signer, test->level);
  g_autoptr (GBytes) bytes = fixture_pdf (test->structure);

  request.pss = kinds[test->kind].pss;
  for (guint n = 1; n <= 3; n++)
    {
      GBytes *next = fixture_sign (fixture, bytes, &request);
      g_autoptr (PadesReport) report = fixture_verify (fixture, next);

      assert_report (report, n, test->level);
      g_bytes_unref (bytes);
      bytes = next;
    }
  judges_check_all (fixture, bytes, kinds[test->kind].limits, 3);
}

static void
add_matrix (void)
{
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    for (guint s = 0; s < FIXTURE_N_STRUCTURES; s++)
      for (PadesLevel level = PADES_LEVEL_B_B; level <= PADES_LEVEL_B_T; level++)
        {
          Case *test = g_new0 (Case, 1);
          g_autofree char *path = g_strdup_printf ("/pades/sign/%s/%s/%s", kinds[k].name,
                                                   fixture_structure_name (s),
                                                   level == PADES_LEVEL_B_B ? "b-b" : "b-t");

          *test = (Case){k, s, level};
          g_test_add_data_func_full (path, test, test_case, g_free);
        }
}

/* What failed left nothing, and says what. */
static void
assert_refused (GBytes *bytes, const PadesSignRequest *request, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfFile) file = fixture_open (bytes);
  g_autofree char *path = fixture_get_path (fixture, "refused.pdf");
  g_autoptr (GDir) folder = NULL;
  const char *name;

  g_assert_false (pades_sign (file, path, request, NULL, &error));
  g_assert_error (error, domain, code);
  folder = g_dir_open (fixture->folder, 0, NULL);
  while ((name = g_dir_read_name (folder)) != NULL)
    g_assert_cmpstr (name, ==, "signed.pdf");
}

/* A signer that passes another's work on, but changes it. */
typedef struct {
  PkiSigner parent;
  PkiSigner *honest; /* lent */
  enum { TWIST_GARBAGE, TWIST_GROW, TWIST_CANCEL, TWIST_REFUSE } twist;
  GCancellable *cancellable;
} TwistedSigner;

static GPtrArray *
twisted_get_certificates (PkiSigner *signer)
{
  PkiSigner *honest = ((TwistedSigner *) signer)->honest;

  return honest->funcs->get_certificates (honest);
}

static gboolean
twisted_sign (PkiSigner *signer,
              PkiDigestType digest,
              gboolean pss,
              GBytes *tbs,
              GBytes **signature,
              GBytes **algorithm,
              GCancellable *cancellable,
              GError **error)
{
  TwistedSigner *self = (TwistedSigner *) signer;
  g_autofree guint8 *value = NULL;
  gsize length = 0;

  if (self->twist == TWIST_REFUSE)
    {
      g_set_error_literal (error, PKI_ERROR, PKI_ERROR_SIGN, "no");
      return FALSE;
    }
  if (!self->honest->funcs->sign (self->honest, digest, pss, tbs, signature, algorithm, cancellable,
                                  error))
    return FALSE;
  length = g_bytes_get_size (*signature) + (self->twist == TWIST_GROW ? 20000 : 0);
  value = g_malloc0 (length);
  memcpy (value, g_bytes_get_data (*signature, NULL), g_bytes_get_size (*signature));
  if (self->twist == TWIST_GARBAGE)
    value[length / 2] ^= 1;
  if (self->twist == TWIST_CANCEL)
    g_cancellable_cancel (self->cancellable);
  g_bytes_unref (*signature);
  *signature = g_bytes_new (value, length);
  return TRUE;
}

static gsize
twisted_get_max_size (PkiSigner *signer)
{
  PkiSigner *honest = ((TwistedSigner *) signer)->honest;

  return honest->funcs->get_max_size (honest);
}

static const PkiSignerFuncs twisted_funcs = {twisted_get_certificates, twisted_sign,
                                             twisted_get_max_size, NULL};

static void
test_garbage_key (void)
{
  g_autoptr (PkiSigner) honest = fixture_new_signer (fixture, "rsa2048");
  TwistedSigner twisted = {{&twisted_funcs}, honest, TWIST_GARBAGE};
  PadesSignRequest request = fixture_request (fixture, &twisted.parent, PADES_LEVEL_B_B);
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);

  assert_refused (bytes, &request, PADES_ERROR, PADES_ERROR_SELF_CHECK);
}

static void
test_grown_key (void)
{
  g_autoptr (PkiSigner) honest = fixture_new_signer (fixture, "rsa2048");
  TwistedSigner twisted = {{&twisted_funcs}, honest, TWIST_GROW};
  PadesSignRequest request = fixture_request (fixture, &twisted.parent, PADES_LEVEL_B_B);
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);

  assert_refused (bytes, &request, PADES_ERROR, PADES_ERROR_CONTENTS);
}

static void
test_refusing_key (void)
{
  g_autoptr (PkiSigner) honest = fixture_new_signer (fixture, "p256");
  TwistedSigner twisted = {{&twisted_funcs}, honest, TWIST_REFUSE};
  PadesSignRequest request = fixture_request (fixture, &twisted.parent, PADES_LEVEL_B_B);
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);

  assert_refused (bytes, &request, PKI_ERROR, PKI_ERROR_SIGN);
}

/* The second token brings along certificates that the first one did not have: nothing about it is
 * wrong. */
static GBytes *
stuff (GBytes *answer)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (answer, &length);
  TS_RESP *response = d2i_TS_RESP (NULL, &data, (long) length);
  PKCS7 *token = TS_RESP_get_token (response);
  guint8 *der = NULL;
  int size = 0;

  for (guint i = 0; i < 24; i++)
    {
      SupportProfile profile = {.kind = "p256", .common_name = "stuffing"};
      g_autoptr (SupportIdentity) identity = support_ca_issue (fixture->ca, &profile);

      g_assert_cmpint (PKCS7_add_certificate (token, identity->x509), ==, 1);
    }
  size = i2d_TS_RESP (response, &der);
  answer = g_bytes_new (der, size);
  OPENSSL_free (der);
  TS_RESP_free (response);
  return answer;
}

static GBytes *
grow (GBytes *body, gpointer user_data, GError **error)
{
  guint *n = user_data;
  g_autoptr (GBytes) answer = support_tsa_answer (fixture->tsa, SUPPORT_TSA_GOOD, body);

  return (*n)++ == 0 ? g_steal_pointer (&answer) : stuff (answer);
}

static void
test_grown_timestamp (void)
{
  static const char *const addresses[] = {"http://growing/", NULL};
  g_autoptr (PkiSigner) signer = fixture_new_signer (fixture, "p256");
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_T);
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);
  guint n = 0;

  support_fetch_add (fixture->fetch, addresses[0], grow, &n);
  request.tsa = addresses;
  assert_refused (bytes, &request, PADES_ERROR, PADES_ERROR_CONTENTS);
  g_assert_cmpuint (n, ==, 2);
}

typedef struct {
  SupportTsaFault fault;
  int code;
} Fault;

static GBytes *
answer_faulty (GBytes *body, gpointer user_data, GError **error)
{
  return support_tsa_answer (fixture->tsa, *(const SupportTsaFault *) user_data, body);
}

static void
test_tsa_faults (void)
{
  static const char *const alone[] = {"http://faulty/", NULL};
  static const char *const helped[] = {"http://faulty/", "http://nowhere/", "http://tsa/", NULL};
  static Fault faults[] = {
      {SUPPORT_TSA_GARBAGE, PKI_ERROR_TSA_GARBAGE},
      {SUPPORT_TSA_EMPTY, PKI_ERROR_TSA_GARBAGE},
      {SUPPORT_TSA_REFUSED, PKI_ERROR_TSA_REFUSED},
      {SUPPORT_TSA_NONCE, PKI_ERROR_TSA_NONCE},
      {SUPPORT_TSA_IMPRINT, PKI_ERROR_TSA_IMPRINT},
      {SUPPORT_TSA_SIGNATURE, PKI_ERROR_TSA_SIGNATURE},
  };
  g_autoptr (PkiSigner) signer = fixture_new_signer (fixture, "p256");
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_T);
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);
  SupportTsaFault fault = SUPPORT_TSA_GOOD;

  support_fetch_add (fixture->fetch, "http://faulty/", answer_faulty, &fault);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (GBytes) signed_bytes = NULL;
      g_autoptr (PadesReport) report = NULL;

      fault = faults[i].fault;
      request.tsa = alone;
      assert_refused (bytes, &request, PKI_ERROR, faults[i].code);
      request.tsa = helped;
      signed_bytes = fixture_sign (fixture, bytes, &request);
      report = fixture_verify (fixture, signed_bytes);
      assert_report (report, 1, PADES_LEVEL_B_T);
    }
}

static void
test_two_requests (void)
{
  g_autoptr (PkiSigner) signer = fixture_new_signer (fixture, "p256");
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_T);
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);
  g_autoptr (GBytes) signed_bytes = NULL;

  fixture->n_requests = 0;
  signed_bytes = fixture_sign (fixture, bytes, &request);
  g_assert_cmpuint (fixture->n_requests, ==, 2);
}

static void
test_level_without_service (void)
{
  g_autoptr (PkiSigner) signer = fixture_new_signer (fixture, "p256");
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_T);
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);

  request.tsa = NULL;
  assert_refused (bytes, &request, PKI_ERROR, PKI_ERROR_FETCH_ADDRESS);
  request.level = PADES_LEVEL_B_LT;
  assert_refused (bytes, &request, PKI_ERROR, PKI_ERROR_FETCH_ADDRESS);
}

static void
test_expired (void)
{
  g_autoptr (PkiSigner) signer = fixture_new_signer (fixture, "p256");
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_B);
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);

  request.now = SUPPORT_NOW + 3000 * SUPPORT_DAY;
  assert_refused (bytes, &request, PKI_ERROR, PKI_ERROR_EXPIRED);
}

typedef struct {
  PadesStep step;
  GCancellable *cancellable;
  guint seen; /* bits */
} Watch;

static void
watch (PadesStep step, double fraction, gpointer user_data)
{
  Watch *self = user_data;

  g_assert_cmpfloat (fraction, >=, 0.0);
  g_assert_cmpfloat (fraction, <=, 1.0);
  self->seen |= 1u << step;
  if (self->cancellable != NULL && step == self->step)
    g_cancellable_cancel (self->cancellable);
}

static void
test_cancel (void)
{
  g_autoptr (PkiSigner) signer = fixture_new_signer (fixture, "p256");
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_T);
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);
  g_autoptr (PdfFile) file = fixture_open (bytes);
  g_autofree char *path = fixture_get_path (fixture, "cancelled.pdf");

  request.progress = watch;
  for (PadesStep step = PADES_STEP_PREPARE; step <= PADES_STEP_VERIFY; step++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GDir) folder = NULL;
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      Watch self = {step, cancellable};
      const char *name;

      request.progress_data = &self;
      g_assert_false (pades_sign (file, path, &request, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      folder = g_dir_open (fixture->folder, 0, NULL);
      while ((name = g_dir_read_name (folder)) != NULL)
        g_assert_cmpstr (name, ==, "signed.pdf");
    }
}

static void
test_progress (void)
{
  g_autoptr (PkiSigner) signer = fixture_new_signer (fixture, "p256");
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_T);
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);
  g_autoptr (GBytes) signed_bytes = NULL;
  Watch self = {0};

  request.progress = watch;
  request.progress_data = &self;
  signed_bytes = fixture_sign (fixture, bytes, &request);
  g_assert_cmphex (self.seen, ==, 0x1f);
}

/* What is found out about one signer is remembered for their next signature, and for nobody else's.
 */
static void
test_several_people (void)
{
  g_autoptr (SupportCa) other_ca = support_ca_new (SUPPORT_NOW);
  g_autoptr (SupportIdentity) identity = support_ca_issue (other_ca, &(SupportProfile){0});
  g_autoptr (PkiSigner) known = fixture_new_signer (fixture, "p256");
  g_autoptr (PkiSigner) stranger = support_identity_new_signer (identity);
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);
  g_autoptr (PadesReport) report = NULL;

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (GBytes) before = g_steal_pointer (&bytes);
      PadesSignRequest request = fixture_request (fixture, i % 2 == 0 ? known : stranger,
                                                  PADES_LEVEL_B_B);

      bytes = fixture_sign (fixture, before, &request);
    }
  report = fixture_verify (fixture, bytes);
  g_assert_cmpuint (report->signatures->len, ==, 5);
  for (guint i = 0; i < 5; i++)
    {
      PadesSignature *signature = g_ptr_array_index (report->signatures, i);
      PkiSigner *signer = i % 2 == 0 ? known : stranger;

      g_assert_cmpint (signature->trust, ==,
                       i % 2 == 0 ? PADES_TRUST_TRUSTED : PADES_TRUST_UNTRUSTED);
      g_assert_cmpstr (pki_certificate_get_sha256 (g_ptr_array_index (signature->chain, 0)), ==,
                       pki_certificate_get_sha256 (pki_signer_get_certificate (signer)));
    }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  fixture = fixture_new ();
  add_matrix ();
  g_test_add_func ("/pades/sign/several-people", test_several_people);
  g_test_add_func ("/pades/sign/garbage-key", test_garbage_key);
  g_test_add_func ("/pades/sign/grown-key", test_grown_key);
  g_test_add_func ("/pades/sign/refusing-key", test_refusing_key);
  g_test_add_func ("/pades/sign/grown-timestamp", test_grown_timestamp);
  g_test_add_func ("/pades/sign/tsa-faults", test_tsa_faults);
  g_test_add_func ("/pades/sign/two-requests", test_two_requests);
  g_test_add_func ("/pades/sign/level-without-service", test_level_without_service);
  g_test_add_func ("/pades/sign/expired", test_expired);
  g_test_add_func ("/pades/sign/cancel", test_cancel);
  g_test_add_func ("/pades/sign/progress", test_progress);
  result = g_test_run ();
  fixture_free (fixture);
  return result;
}
