/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <openssl/cms.h>
#include <string.h>

#include "pades-fixture.h"
#include "pki-cms.h"

/* A signed file, pulled apart. */
typedef struct {
  GByteArray *bytes;
  gsize range; /* of "[" */
  gsize width; /* up to where the next key begins */
  gsize gap;
  gsize tail;
  gsize der; /* size of the CMS */
} Victim;

static Fixture *fixture;
static PkiSigner *signer;
static GBytes *once;  /* signed once */
static GBytes *twice; /* and again */

static gsize
find (GByteArray *bytes, const char *what, gsize from)
{
  const char *data = (const char *) bytes->data;
  const char *at = memmem (data + from, bytes->len - from, what, strlen (what));

  g_assert_nonnull (at);
  return (gsize) (at - data);
}

static Victim
take (GBytes *source)
{
  Victim self = {.bytes = g_byte_array_new ()};
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (source, &length);
  const char *last;

  g_byte_array_append (self.bytes, data, (guint) length);
  last = fixture_find_last (data, length, "/ByteRange");
  self.range = find (self.bytes, "[", (gsize) (last - (const char *) data));
  g_assert_cmpint (
      sscanf ((const char *) self.bytes->data + self.range, "[0 %zu %zu", &self.gap, &self.tail),
      ==, 2);
  self.width = 50;
  for (self.der = (self.tail - self.gap - 2) / 2; self.der > 0; self.der--)
    if (memcmp (self.bytes->data + self.gap - 1 + 2 * self.der, "00", 2) != 0)
      break;
  return self;
}

/* What was changed in an issuer's certificate the issuer would mend, whom the judge asks for it: a
 * signature does not cover the certificates that came along. */
static GBytes *
fetch_but_issuers (PkiFetch *self,
                   const char *uri,
                   const char *content_type,
                   GBytes *body,
                   gsize limit,
                   GCancellable *cancellable,
                   GError **error)
{
  if (!g_str_has_prefix (uri, "http://issuer/"))
    return fixture->fetch->fetch (fixture->fetch, uri, content_type, body, limit, cancellable,
                                  error);
  g_set_error_literal (error, PKI_ERROR, PKI_ERROR_FETCH_ADDRESS, uri);
  return NULL;
}

static PkiFetch deaf = {fetch_but_issuers, NULL};

static PadesReport *
verify (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfFile) file = fixture_open (bytes);
  g_autoptr (PkiService) service = pki_service_new (&deaf);
  const PadesVerifyRequest request = {fixture->trust, SUPPORT_NOW + 60, service};
  PadesReport *report = pades_verify_by (file, &request, NULL, &error);

  g_assert_no_error (error);
  return report;
}

static void
assert_outcome (Victim *self,
                guint index,
                PadesIntegrity integrity,
                PadesCoverage coverage,
                PadesIndication indication)
{
  g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (g_steal_pointer (&self->bytes));
  g_autoptr (PadesReport) report = verify (bytes);
  const PadesSignature *signature;

  g_assert_cmpuint (report->signatures->len, >, index);
  signature = g_ptr_array_index (report->signatures, index);
  g_assert_cmpint (signature->integrity, ==, integrity);
  g_assert_cmpint (signature->coverage, ==, coverage);
  g_assert_cmpint (signature->indication, ==, indication);
  if (indication != PADES_INDICATION_TOTAL_PASSED)
    g_assert_cmpint (report->indication, !=, PADES_INDICATION_TOTAL_PASSED);
}

static void
test_untouched (void)
{
  Victim victim = take (once);

  assert_outcome (&victim, 0, PADES_INTEGRITY_INTACT, PADES_COVERAGE_ENTIRE_FILE,
                  PADES_INDICATION_TOTAL_PASSED);
}

static void
test_flip_before (void)
{
  Victim victim = take (once);

  victim.bytes->data[find (victim.bytes, "0 g 100", 0)] = '1';
  assert_outcome (&victim, 0, PADES_INTEGRITY_BROKEN, PADES_COVERAGE_ENTIRE_FILE,
                  PADES_INDICATION_TOTAL_FAILED);
}

static void
test_flip_reason (void)
{
  Victim victim = take (once);
  gsize at = find (victim.bytes, "/M", victim.range);

  victim.bytes->data[find (victim.bytes, "2026", at) + 3] = '5';
  assert_outcome (&victim, 0, PADES_INTEGRITY_BROKEN, PADES_COVERAGE_ENTIRE_FILE,
                  PADES_INDICATION_TOTAL_FAILED);
}

static void
test_flip_after (void)
{
  Victim victim = take (once);
  gsize at = find (victim.bytes, "/ID", victim.tail);

  victim.bytes->data[find (victim.bytes, "00112233", at)] = '1';
  assert_outcome (&victim, 0, PADES_INTEGRITY_BROKEN, PADES_COVERAGE_ENTIRE_FILE,
                  PADES_INDICATION_TOTAL_FAILED);
}

/* The last bytes of the CMS are the signature value's. */
static void
test_flip_value (void)
{
  Victim victim = take (once);
  guint8 *digit = victim.bytes->data + victim.gap - 1 + 2 * (victim.der - 4);

  *digit = *digit == '0' ? '1' : '0';
  assert_outcome (&victim, 0, PADES_INTEGRITY_BROKEN, PADES_COVERAGE_ENTIRE_FILE,
                  PADES_INDICATION_TOTAL_FAILED);
}

static void
test_flip_cms (void)
{
  Victim victim = take (once);

  victim.bytes->data[victim.gap + 1] = '7';
  assert_outcome (&victim, 0, PADES_INTEGRITY_UNPARSEABLE, PADES_COVERAGE_ENTIRE_FILE,
                  PADES_INDICATION_TOTAL_FAILED);
}

static void
test_flip_padding (void)
{
  Victim victim = take (once);

  victim.bytes->data[victim.tail - 10] = '7';
  assert_outcome (&victim, 0, PADES_INTEGRITY_INTACT, PADES_COVERAGE_MALFORMED,
                  PADES_INDICATION_TOTAL_FAILED);
  victim = take (once);
  memset (victim.bytes->data + victim.tail - 10, ' ', 2);
  assert_outcome (&victim, 0, PADES_INTEGRITY_INTACT, PADES_COVERAGE_MALFORMED,
                  PADES_INDICATION_TOTAL_FAILED);
}

/* No byte of the file can be changed without a word, those of the padding included. */
static void
test_flip_everywhere (void)
{
  g_autoptr (PkiService) service = pki_service_new (&deaf);
  const PadesVerifyRequest request = {fixture->trust, SUPPORT_NOW, service};
  gsize length = g_bytes_get_size (once);

  for (gsize at = 0; at < length; at += 41)
    {
      Victim victim = take (once);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (PdfFile) file = NULL;
      g_autoptr (PadesReport) report = NULL;

      victim.bytes->data[at] ^= at > victim.gap && at < victim.tail ? 1 : 0x10;
      bytes = g_byte_array_free_to_bytes (victim.bytes);
      file = pdf_file_new_for_bytes (bytes, NULL, NULL);
      if (file == NULL)
        continue;
      report = pades_verify_by (file, &request, NULL, NULL);
      if (report != NULL && report->indication == PADES_INDICATION_TOTAL_PASSED)
        g_error ("byte %" G_GSIZE_FORMAT " can be changed", at);
    }
}

static void
shift (gboolean insert, gsize at)
{
  g_autoptr (PkiService) service = pki_service_new (&deaf);
  const PadesVerifyRequest request = {fixture->trust, SUPPORT_NOW, service};
  Victim victim = take (once);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (PdfFile) file = NULL;
  g_autoptr (PadesReport) report = NULL;

  if (insert)
    {
      g_byte_array_set_size (victim.bytes, victim.bytes->len + 1);
      memmove (victim.bytes->data + at + 1, victim.bytes->data + at, victim.bytes->len - at - 1);
    }
  else
    g_byte_array_remove_index (victim.bytes, (guint) at);
  bytes = g_byte_array_free_to_bytes (victim.bytes);
  file = pdf_file_new_for_bytes (bytes, NULL, NULL);
  if (file != NULL)
    report = pades_verify_by (file, &request, NULL, NULL);
  if (report != NULL)
    g_assert_cmpint (report->indication, !=, PADES_INDICATION_TOTAL_PASSED);
}

static void
test_shift (void)
{
  Victim victim = take (once);
  const gsize places[] = {20,
                          victim.range + 5,
                          victim.gap - 2,
                          victim.gap + 8,
                          victim.tail - 4,
                          victim.tail + 30,
                          victim.bytes->len - 20};

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      shift (TRUE, places[i]);
      shift (FALSE, places[i]);
    }
  g_byte_array_unref (victim.bytes);
}

static void
append (Victim *self, const char *text)
{
  g_byte_array_append (self->bytes, (const guint8 *) text, (guint) strlen (text));
}

static void
test_append_blank (void)
{
  Victim victim = take (once);

  append (&victim, "\r\n\n ");
  assert_outcome (&victim, 0, PADES_INTEGRITY_INTACT, PADES_COVERAGE_ENTIRE_REVISION,
                  PADES_INDICATION_TOTAL_PASSED);
}

static void
test_append_comment (void)
{
  Victim victim = take (once);

  append (&victim, "% something\n");
  assert_outcome (&victim, 0, PADES_INTEGRITY_INTACT, PADES_COVERAGE_ENTIRE_REVISION,
                  PADES_INDICATION_INDETERMINATE);
}

static void
test_append_revision (void)
{
  Victim victim = take (once);
  gsize previous = 0;
  gsize object = victim.bytes->len;
  g_autofree char *tail = NULL;
  const char *last = fixture_find_last (victim.bytes->data, victim.bytes->len, "startxref");

  g_assert_cmpint (sscanf (last, "startxref %zu", &previous), ==, 1);
  append (&victim, "5 0 obj\n<</Length 9>>stream\n1 g 9 9 m\nendstream\nendobj\n");
  tail = g_strdup_printf ("xref\n5 1\n%010zu 00000 n \ntrailer\n<</Size 20/Root 1 0 R/Prev %zu>>\n"
                          "startxref\n%u\n%%%%EOF\n",
                          object, previous, victim.bytes->len);
  append (&victim, tail);
  assert_outcome (&victim, 0, PADES_INTEGRITY_INTACT, PADES_COVERAGE_ENTIRE_REVISION,
                  PADES_INDICATION_TOTAL_FAILED);
}

static void
set_range (Victim *self, const char *text)
{
  g_assert_cmpuint (strlen (text), <=, self->width);
  memset (self->bytes->data + self->range, ' ', self->width);
  memcpy (self->bytes->data + self->range, text, strlen (text));
}

/* What somebody with a key of their own can do: sign just these bytes, properly. */
static void
sign_again (Victim *self, gsize first, gsize from, gsize second)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PkiDigest) digest = pki_digest_new (PKI_DIGEST_SHA256);
  PkiCmsRequest request = {PKI_DIGEST_SHA256, FALSE, NULL};
  g_autoptr (GBytes) cms = NULL;

  memset (self->bytes->data + self->gap + 1, '0', self->tail - self->gap - 2);
  pki_digest_update (digest, self->bytes->data, first);
  pki_digest_update (digest, self->bytes->data + from, second);
  request.content_digest = pki_digest_finish (digest);
  cms = pki_cms_sign (signer, &request, NULL, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < g_bytes_get_size (cms); i++)
    {
      char hex[3];

      g_snprintf (hex, sizeof hex, "%02x", ((const guint8 *) g_bytes_get_data (cms, NULL))[i]);
      memcpy (self->bytes->data + self->gap + 1 + 2 * i, hex, 2);
    }
  g_bytes_unref (request.content_digest);
}

static void
sign_range (Victim *self, gsize first, gsize from, gsize second)
{
  g_autofree char *text = g_strdup_printf ("[0 %zu %zu %zu]", first, from, second);

  set_range (self, text);
  sign_again (self, first, from, second);
}

/* The helper signs as pades_sign() does, or the cases below would prove nothing. */
static void
test_sign_again (void)
{
  Victim victim = take (once);

  sign_range (&victim, victim.gap, victim.tail, victim.bytes->len - victim.tail);
  assert_outcome (&victim, 0, PADES_INTEGRITY_INTACT, PADES_COVERAGE_ENTIRE_FILE,
                  PADES_INDICATION_TOTAL_PASSED);
}

static void
test_wide_gap (void)
{
  Victim victim = take (once);

  sign_range (&victim, victim.gap - 9, victim.tail, victim.bytes->len - victim.tail);
  assert_outcome (&victim, 0, PADES_INTEGRITY_INTACT, PADES_COVERAGE_MALFORMED,
                  PADES_INDICATION_TOTAL_FAILED);
  victim = take (once);
  sign_range (&victim, victim.gap, victim.tail + 1, victim.bytes->len - victim.tail - 1);
  assert_outcome (&victim, 0, PADES_INTEGRITY_INTACT, PADES_COVERAGE_MALFORMED,
                  PADES_INDICATION_TOTAL_FAILED);
}

static void
test_narrow_gap (void)
{
  Victim victim = take (once);

  sign_range (&victim, victim.gap, victim.tail - 1, victim.bytes->len - victim.tail + 1);
  assert_outcome (&victim, 0, PADES_INTEGRITY_INTACT, PADES_COVERAGE_MALFORMED,
                  PADES_INDICATION_TOTAL_FAILED);
}

static void
test_short_tail (void)
{
  Victim victim = take (once);

  sign_range (&victim, victim.gap, victim.tail, victim.bytes->len - victim.tail - 12);
  assert_outcome (&victim, 0, PADES_INTEGRITY_INTACT, PADES_COVERAGE_PARTIAL,
                  PADES_INDICATION_TOTAL_FAILED);
}

/* A gap that is another object's hexadecimal string. */
static void
test_foreign_gap (void)
{
  Victim victim = take (once);
  gsize start = find (victim.bytes, "<00112233", 0);

  sign_range (&victim, start, start + 34, victim.gap - start - 34);
  assert_outcome (&victim, 0, PADES_INTEGRITY_INTACT, PADES_COVERAGE_MALFORMED,
                  PADES_INDICATION_TOTAL_FAILED);
}

static void
test_bad_ranges (void)
{
  static const struct {
    const char *text;
    PadesIntegrity integrity;
  } ranges[] = {
      {"[]", PADES_INTEGRITY_UNPARSEABLE},
      {"[0 1 2]", PADES_INTEGRITY_UNPARSEABLE},
      {"[0 1 2 3 4]", PADES_INTEGRITY_UNPARSEABLE},
      {"[0 -1 2 3]", PADES_INTEGRITY_UNPARSEABLE},
      {"[0 100 50 10]", PADES_INTEGRITY_BROKEN},
      {"[0 100 50 10 4 1]", PADES_INTEGRITY_BROKEN},
      {"[0 10 20 99999999]", PADES_INTEGRITY_UNPARSEABLE},
      {"[0 10 99999999 5]", PADES_INTEGRITY_UNPARSEABLE},
      {"[0 9223372036854775807 9223372036854775807 9]", PADES_INTEGRITY_UNPARSEABLE},
      {"[1 10 20 30]", PADES_INTEGRITY_BROKEN},
      {"[0 10.5 20 30]", PADES_INTEGRITY_UNPARSEABLE},
      {"(0 10 20 30)", PADES_INTEGRITY_UNPARSEABLE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      Victim victim = take (once);

      set_range (&victim, ranges[i].text);
      assert_outcome (&victim, 0, ranges[i].integrity, PADES_COVERAGE_MALFORMED,
                      PADES_INDICATION_TOTAL_FAILED);
    }
}

/* Signed all the same, in three pieces or in one: intact, and it does not hold. */
static void
test_pieces (void)
{
  Victim victim = take (once);
  g_autofree char *three = g_strdup_printf ("[0 9 9 %zu %zu %zu]", victim.gap - 9, victim.tail,
                                            victim.bytes->len - victim.tail);
  g_autofree char *one = g_strdup_printf ("[0 %zu]", victim.gap);

  set_range (&victim, three);
  sign_again (&victim, victim.gap, victim.tail, victim.bytes->len - victim.tail);
  assert_outcome (&victim, 0, PADES_INTEGRITY_INTACT, PADES_COVERAGE_MALFORMED,
                  PADES_INDICATION_TOTAL_FAILED);
  victim = take (once);
  set_range (&victim, one);
  sign_again (&victim, victim.gap, victim.gap, 0);
  assert_outcome (&victim, 0, PADES_INTEGRITY_INTACT, PADES_COVERAGE_MALFORMED,
                  PADES_INDICATION_TOTAL_FAILED);
}

static void
test_foreign_range (void)
{
  Victim first = take (once);
  Victim victim = take (twice);
  g_autofree char *text = g_strndup ((char *) first.bytes->data + first.range, first.width);

  set_range (&victim, text);
  g_byte_array_unref (first.bytes);
  /* Both now speak of the first revision; the order among them is not said. */
  assert_outcome (&victim, 0, PADES_INTEGRITY_INTACT, PADES_COVERAGE_ENTIRE_REVISION,
                  PADES_INDICATION_TOTAL_PASSED);
  victim = take (twice);
  set_range (&victim, text);
  assert_outcome (&victim, 1, PADES_INTEGRITY_BROKEN, PADES_COVERAGE_MALFORMED,
                  PADES_INDICATION_TOTAL_FAILED);
}

/* The value of a good signature over another document. */
static void
test_swapped_contents (void)
{
  g_autoptr (GBytes) other = fixture_pdf (FIXTURE_PACKED);
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_B);
  g_autoptr (GBytes) signed_other = fixture_sign (fixture, other, &request);
  Victim victim = take (once);
  Victim donor = take (signed_other);

  g_assert_cmpuint (victim.tail - victim.gap, ==, donor.tail - donor.gap);
  memcpy (victim.bytes->data + victim.gap, donor.bytes->data + donor.gap, donor.tail - donor.gap);
  g_byte_array_unref (donor.bytes);
  assert_outcome (&victim, 0, PADES_INTEGRITY_BROKEN, PADES_COVERAGE_ENTIRE_FILE,
                  PADES_INDICATION_TOTAL_FAILED);
}

static void
test_unknown_sub_filter (void)
{
  Victim victim = take (once);

  memcpy (victim.bytes->data + find (victim.bytes, "/ETSI.CAdES.detached", 0),
          "/ETSI.CAdES.detache_", 20);
  assert_outcome (&victim, 0, PADES_INTEGRITY_UNSUPPORTED, PADES_COVERAGE_ENTIRE_FILE,
                  PADES_INDICATION_INDETERMINATE);
}

/* As Poppler 22.12 leaves it: on its page, and in no form. */
static void
test_not_in_form (void)
{
  Victim victim = take (once);
  gsize fields = find (victim.bytes, "/Fields [", 0);
  gsize end = find (victim.bytes, "]", fields);

  memset (victim.bytes->data + fields + 9, ' ', end - fields - 9);
  sign_range (&victim, victim.gap, victim.tail, victim.bytes->len - victim.tail);
  assert_outcome (&victim, 0, PADES_INTEGRITY_INTACT, PADES_COVERAGE_ENTIRE_FILE,
                  PADES_INDICATION_TOTAL_PASSED);
}

/* Readers go by /Type or by /SubFilter; what each calls something else does not pass. */
static void
test_foreign_type (void)
{
  Victim victim = take (once);

  memcpy (victim.bytes->data + find (victim.bytes, "/Type /Sig /", 0), "/Type /Sog /", 12);
  sign_range (&victim, victim.gap, victim.tail, victim.bytes->len - victim.tail);
  assert_outcome (&victim, 0, PADES_INTEGRITY_INTACT, PADES_COVERAGE_ENTIRE_FILE,
                  PADES_INDICATION_INDETERMINATE);
}

/* The hexadecimal of a CMS over all but the gap, or over @other, made by OpenSSL: without
 * attributes, as PDF signatures were before PAdES, or with its content inside, as none is to be. */
static void
sign_by_openssl (Victim *self, const char *kind, unsigned int flags, const char *other)
{
  SupportProfile profile = {.kind = kind, .common_name = "张三"};
  g_autoptr (SupportIdentity) identity = support_ca_issue (fixture->ca, &profile);
  BIO *content = BIO_new (BIO_s_mem ());
  CMS_ContentInfo *cms;
  guint8 *der = NULL;
  int size;

  memcpy (self->bytes->data + find (self->bytes, "/ETSI.CAdES.detached", 0), "/adbe.pkcs7.detached",
          20);
  memset (self->bytes->data + self->gap + 1, '0', self->tail - self->gap - 2);
  if (other != NULL)
    BIO_puts (content, other);
  else
    {
      BIO_write (content, self->bytes->data, (int) self->gap);
      BIO_write (content, self->bytes->data + self->tail, (int) (self->bytes->len - self->tail));
    }
  cms = CMS_sign (identity->x509, identity->key, NULL, content, CMS_BINARY | flags);
  g_assert_nonnull (cms);
  size = i2d_CMS_ContentInfo (cms, &der);
  g_assert_cmpint (2 * size, <, self->tail - self->gap - 2);
  for (int i = 0; i < size; i++)
    {
      char hex[3];

      g_snprintf (hex, sizeof hex, "%02x", der[i]);
      memcpy (self->bytes->data + self->gap + 1 + 2 * i, hex, 2);
    }
  OPENSSL_free (der);
  CMS_ContentInfo_free (cms);
  BIO_free (content);
}

static void
test_bare_cms (void)
{
  static const char *const keys[] = {"rsa2048", "p256"};

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      Victim victim = take (once);

      sign_by_openssl (&victim, keys[i], CMS_DETACHED | CMS_NOATTR, NULL);
      assert_outcome (&victim, 0, PADES_INTEGRITY_INTACT, PADES_COVERAGE_ENTIRE_FILE,
                      PADES_INDICATION_INDETERMINATE);
      victim = take (once);
      sign_by_openssl (&victim, keys[i], CMS_DETACHED | CMS_NOATTR, NULL);
      victim.bytes->data[find (victim.bytes, "0 g 100", 0)] = '1';
      assert_outcome (&victim, 0, PADES_INTEGRITY_BROKEN, PADES_COVERAGE_ENTIRE_FILE,
                      PADES_INDICATION_TOTAL_FAILED);
    }
}

/* A reader that checks the content inside and one that checks the file agree, or they do not; it
 * passes neither way. */
static void
test_enveloped (void)
{
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_T);
  g_autoptr (GBytes) unsigned_bytes = fixture_pdf (FIXTURE_TABLE);
  /* A time-stamp's room is enough for the file itself. */
  g_autoptr (GBytes) roomy = fixture_sign (fixture, unsigned_bytes, &request);
  Victim victim = take (roomy);

  sign_by_openssl (&victim, "p256", 0, NULL);
  assert_outcome (&victim, 0, PADES_INTEGRITY_UNSUPPORTED, PADES_COVERAGE_ENTIRE_FILE,
                  PADES_INDICATION_INDETERMINATE);
  victim = take (roomy);
  sign_by_openssl (&victim, "p256", 0, "another content");
  assert_outcome (&victim, 0, PADES_INTEGRITY_UNPARSEABLE, PADES_COVERAGE_ENTIRE_FILE,
                  PADES_INDICATION_TOTAL_FAILED);
}

static void
test_no_roots (void)
{
  g_autoptr (PdfFile) file = fixture_open (once);
  g_autoptr (PadesReport) report = pades_verify (file, NULL, SUPPORT_NOW, NULL, NULL);
  const PadesSignature *signature = g_ptr_array_index (report->signatures, 0);

  g_assert_cmpint (signature->integrity, ==, PADES_INTEGRITY_INTACT);
  g_assert_cmpint (signature->trust, ==, PADES_TRUST_UNKNOWN);
  g_assert_cmpint (signature->indication, ==, PADES_INDICATION_INDETERMINATE);
  g_assert_cmpint (signature->sub_indication, ==, PADES_SUB_NO_CERTIFICATE_CHAIN_FOUND);
}

static void
test_foreign_roots (void)
{
  g_autoptr (SupportCa) ca = support_ca_new (SUPPORT_NOW);
  g_autoptr (PkiTrust) trust = pki_trust_new ();
  g_autoptr (PdfFile) file = fixture_open (once);
  g_autoptr (PadesReport) report = NULL;
  const PadesSignature *signature;

  pki_trust_add (trust, support_ca_get_root (ca));
  report = pades_verify (file, trust, SUPPORT_NOW, NULL, NULL);
  signature = g_ptr_array_index (report->signatures, 0);
  g_assert_cmpint (signature->trust, ==, PADES_TRUST_UNTRUSTED);
  g_assert_cmpint (signature->indication, ==, PADES_INDICATION_INDETERMINATE);
}

/* A month later the certificate has expired: only a time-stamp tells that it was valid then, and
 * only what is embedded that its TSA was. */
static void
test_expired (void)
{
  SupportProfile profile = {
      .kind = "p256", .common_name = "张三", .not_after = SUPPORT_NOW + 10 * SUPPORT_DAY};
  g_autoptr (SupportIdentity) identity = support_ca_issue (fixture->ca, &profile);
  g_autoptr (PkiSigner) brief = support_identity_new_signer (identity);
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);

  for (PadesLevel level = PADES_LEVEL_B_B; level <= PADES_LEVEL_B_LT; level++)
    {
      PadesSignRequest request = fixture_request (fixture, brief, level);
      g_autoptr (GBytes) signed_bytes = fixture_sign (fixture, bytes, &request);
      g_autoptr (PdfFile) file = fixture_open (signed_bytes);
      g_autoptr (PadesReport)
          report = pades_verify (file, fixture->trust, SUPPORT_NOW + 30 * SUPPORT_DAY, NULL, NULL);
      const PadesSignature *signature = g_ptr_array_index (report->signatures, 0);

      if (level == PADES_LEVEL_B_LT)
        {
          g_assert_cmpint (signature->trust, ==, PADES_TRUST_TRUSTED);
          g_assert_cmpint (signature->proven, ==, SUPPORT_NOW + 2);
          continue;
        }
      g_assert_cmpint (signature->trust, ==, PADES_TRUST_EXPIRED);
      g_assert_cmpint (signature->indication, ==, PADES_INDICATION_INDETERMINATE);
      g_assert_cmpint (signature->sub_indication, ==, PADES_SUB_OUT_OF_BOUNDS_NO_POE);
    }
}

static void
test_cancel (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (PdfFile) file = fixture_open (once);

  g_cancellable_cancel (cancellable);
  g_assert_null (pades_verify (file, fixture->trust, SUPPORT_NOW, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
set_up (void)
{
  PadesSignRequest request;
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);

  fixture = fixture_new ();
  signer = fixture_new_signer (fixture, "p256");
  request = fixture_request (fixture, signer, PADES_LEVEL_B_B);
  once = fixture_sign (fixture, bytes, &request);
  twice = fixture_sign (fixture, once, &request);
}

static void
add_flips (void)
{
  g_test_add_func ("/pades/tamper/untouched", test_untouched);
  g_test_add_func ("/pades/tamper/flip/before", test_flip_before);
  g_test_add_func ("/pades/tamper/flip/date", test_flip_reason);
  g_test_add_func ("/pades/tamper/flip/after", test_flip_after);
  g_test_add_func ("/pades/tamper/flip/value", test_flip_value);
  g_test_add_func ("/pades/tamper/flip/cms", test_flip_cms);
  g_test_add_func ("/pades/tamper/flip/padding", test_flip_padding);
  g_test_add_func ("/pades/tamper/flip/everywhere", test_flip_everywhere);
  g_test_add_func ("/pades/tamper/shift", test_shift);
  g_test_add_func ("/pades/tamper/append/blank", test_append_blank);
  g_test_add_func ("/pades/tamper/append/comment", test_append_comment);
  g_test_add_func ("/pades/tamper/append/revision", test_append_revision);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  set_up ();
  add_flips ();
  g_test_add_func ("/pades/tamper/range/sign-again", test_sign_again);
  g_test_add_func ("/pades/tamper/range/wide-gap", test_wide_gap);
  g_test_add_func ("/pades/tamper/range/narrow-gap", test_narrow_gap);
  g_test_add_func ("/pades/tamper/range/short-tail", test_short_tail);
  g_test_add_func ("/pades/tamper/range/foreign-gap", test_foreign_gap);
  g_test_add_func ("/pades/tamper/range/bad", test_bad_ranges);
  g_test_add_func ("/pades/tamper/range/pieces", test_pieces);
  g_test_add_func ("/pades/tamper/range/foreign", test_foreign_range);
  g_test_add_func ("/pades/tamper/swapped-contents", test_swapped_contents);
  g_test_add_func ("/pades/tamper/unknown-sub-filter", test_unknown_sub_filter);
  g_test_add_func ("/pades/tamper/foreign-type", test_foreign_type);
  g_test_add_func ("/pades/tamper/not-in-form", test_not_in_form);
  g_test_add_func ("/pades/verify/bare-cms", test_bare_cms);
  g_test_add_func ("/pades/verify/enveloped", test_enveloped);
  g_test_add_func ("/pades/verify/no-roots", test_no_roots);
  g_test_add_func ("/pades/verify/foreign-roots", test_foreign_roots);
  g_test_add_func ("/pades/verify/expired", test_expired);
  g_test_add_func ("/pades/verify/cancel", test_cancel);
  result = g_test_run ();
  g_bytes_unref (once);
  g_bytes_unref (twice);
  pki_signer_free (signer);
  fixture_free (fixture);
  return result;
}
