/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-archival.h"
#include "pki-cms-private.h"
#include "support-ca.h"
#include "support-clock.h"
#include "support-proof.h"

static SupportCa *ca;

/* A length in two bytes is long enough, and never too short. */
static void
append (GByteArray *out, guint8 tag, const void *content, gsize length)
{
  const guint8 header[] = {tag, 0x82, (guint8) (length >> 8), (guint8) length};

  g_byte_array_append (out, header, sizeof header);
  g_byte_array_append (out, content, (guint) length);
}

static GByteArray *
wrap (guint8 tag, GByteArray *content)
{
  GByteArray *out = g_byte_array_new ();

  append (out, tag, content->data, content->len);
  g_byte_array_unref (content);
  return out;
}

static GByteArray *
list_of (guint8 tag, GBytes *der)
{
  GByteArray *entries = g_byte_array_new ();

  g_byte_array_append (entries, g_bytes_get_data (der, NULL), (guint) g_bytes_get_size (der));
  /* One more that is nothing. */
  g_byte_array_append (entries, (const guint8 *) "\x30\x00", 2);
  return wrap (tag, wrap (0x30, entries));
}

static GByteArray *
make_value (PkiCrl *crl, PkiOcsp *ocsp)
{
  g_autoptr (GByteArray) crls = list_of (0xa0, pki_crl_get_der (crl));
  g_autoptr (GByteArray) ocsps = list_of (0xa1, pki_ocsp_get_der (ocsp));
  GByteArray *parts = g_byte_array_new ();

  g_byte_array_append (parts, crls->data, crls->len);
  g_byte_array_append (parts, ocsps->data, ocsps->len);
  return wrap (0x30, parts);
}

/* OpenSSL signs it, with the attribute. */
static PkiCms *
sign (SupportIdentity *identity, const guint8 *value, gsize length)
{
  const guint flags = CMS_DETACHED | CMS_BINARY | CMS_PARTIAL;
  BIO *content = BIO_new_mem_buf ("content", 7);
  CMS_ContentInfo *info = CMS_sign (NULL, NULL, NULL, NULL, flags);
  CMS_SignerInfo *signer = CMS_add1_signer (info, identity->x509, identity->key, EVP_sha256 (),
                                            flags);
  unsigned char *der = NULL;
  int size;
  PkiCms *cms;

  g_assert_cmpint (CMS_signed_add1_attr_by_txt (signer, "1.2.840.113583.1.1.8", V_ASN1_SEQUENCE,
                                                value, (int) length),
                   ==, 1);
  g_assert_cmpint (CMS_final (info, content, NULL, flags), ==, 1);
  size = i2d_CMS_ContentInfo (info, &der);
  cms = pki_cms_new (der, (gsize) size, NULL);
  g_assert_nonnull (cms);
  OPENSSL_free (der);
  CMS_ContentInfo_free (info);
  BIO_free (content);
  return cms;
}

static void
assert_read (PkiCms *cms, guint crls, guint ocsps)
{
  g_autoptr (PkiValidationData) data = pki_validation_data_new ();

  pki_archival_read (cms, data);
  g_assert_cmpuint (pki_validation_data_get_crls (data)->len, ==, crls);
  g_assert_cmpuint (pki_validation_data_get_ocsps (data)->len, ==, ocsps);
}

static void
test_archival (void)
{
  g_autoptr (SupportIdentity) identity = support_ca_issue (ca, &(SupportProfile){0});
  SupportAnswerProfile answer = {.issuer = support_ca_get_issuer (ca),
                                 .certificate = support_identity_get_certificate (identity),
                                 .this_update = SUPPORT_NOW};
  SupportListProfile list = {.issuer = answer.issuer, .this_update = SUPPORT_NOW};
  g_autoptr (PkiOcsp) ocsp = support_proof_ocsp (&answer);
  g_autoptr (PkiCrl) crl = support_proof_crl (&list);
  g_autoptr (GByteArray) value = make_value (crl, ocsp);
  g_autoptr (PkiCms) whole = sign (identity, value->data, value->len);
  g_autoptr (PkiCms) empty = sign (identity, (const guint8 *) "\x30\x00", 2);
  g_autoptr (PkiCms) odd = sign (identity, (const guint8 *) "\x30\x04\xa0\x02\x05\x00", 6);

  assert_read (whole, 1, 1);
  assert_read (empty, 0, 0);
  assert_read (odd, 0, 0);
}

/* SignedData { …, [0] certificates, [1] { CertificateList, [1] { id-ri-ocsp-response, … } }, … } */
static PkiCms *
put_beside (PkiCms *cms, PkiCrl *crl, PkiOcsp *ocsp)
{
  static const guint8 type[] = {0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x10, 0x02};
  const guint8 *data = g_bytes_get_data (cms->der, NULL);
  const guint8 *cursor = data;
  const guint8 *end = data + g_bytes_get_size (cms->der);
  GByteArray *inner = g_byte_array_new ();
  GByteArray *other = g_byte_array_new ();
  GByteArray *set = g_byte_array_new ();
  g_autoptr (GByteArray) entry = NULL;
  g_autoptr (GByteArray) beside = NULL;
  g_autoptr (GByteArray) all = NULL;
  GByteArray *outer = g_byte_array_new ();
  PkiDer part, oid;
  PkiCms *changed;
  guint i;

  g_assert_true (pki_der_next (&cursor, end, &part));
  cursor = part.content;
  g_assert_true (pki_der_next (&cursor, end, &oid) && pki_der_next (&cursor, end, &part));
  cursor = part.content;
  g_assert_true (pki_der_next (&cursor, end, &part));
  cursor = part.content;
  end = part.content + part.content_size;
  g_byte_array_append (other, type, sizeof type);
  g_byte_array_append (other, g_bytes_get_data (pki_ocsp_get_der (ocsp), NULL),
                       (guint) g_bytes_get_size (pki_ocsp_get_der (ocsp)));
  entry = wrap (0xa1, other);
  g_byte_array_append (set, g_bytes_get_data (pki_crl_get_der (crl), NULL),
                       (guint) g_bytes_get_size (pki_crl_get_der (crl)));
  g_byte_array_append (set, entry->data, entry->len);
  beside = wrap (0xa1, set);
  for (i = 0; pki_der_next (&cursor, end, &part); i++)
    {
      g_byte_array_append (inner, part.start, (guint) part.size);
      if (i == 3)
        g_byte_array_append (inner, beside->data, beside->len);
    }
  g_byte_array_append (outer, oid.start, (guint) oid.size);
  all = wrap (0xa0, wrap (0x30, inner));
  g_byte_array_append (outer, all->data, all->len);
  outer = wrap (0x30, outer);
  changed = pki_cms_new (outer->data, outer->len, NULL);
  g_assert_nonnull (changed);
  g_byte_array_unref (outer);
  return changed;
}

static void
test_beside (void)
{
  g_autoptr (SupportIdentity) identity = support_ca_issue (ca, &(SupportProfile){0});
  SupportAnswerProfile answer = {.issuer = support_ca_get_issuer (ca),
                                 .certificate = support_identity_get_certificate (identity),
                                 .this_update = SUPPORT_NOW};
  SupportListProfile list = {.issuer = answer.issuer, .this_update = SUPPORT_NOW};
  g_autoptr (PkiOcsp) ocsp = support_proof_ocsp (&answer);
  g_autoptr (PkiCrl) crl = support_proof_crl (&list);
  g_autoptr (PkiCms) bare = sign (identity, (const guint8 *) "\x30\x00", 2);
  g_autoptr (PkiCms) full = put_beside (bare, crl, ocsp);
  g_autoptr (PkiValidationData) none = pki_validation_data_new ();
  g_autoptr (PkiValidationData) data = pki_validation_data_new ();

  pki_archival_read_beside (bare, none);
  g_assert_cmpuint (pki_validation_data_get_crls (none)->len, ==, 0);
  g_assert_cmpuint (pki_validation_data_get_ocsps (none)->len, ==, 0);
  pki_archival_read_beside (full, data);
  g_assert_cmpuint (pki_validation_data_get_crls (data)->len, ==, 1);
  g_assert_cmpuint (pki_validation_data_get_ocsps (data)->len, ==, 1);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  ca = support_ca_new (SUPPORT_NOW);
  g_test_add_func ("/pki/archival", test_archival);
  g_test_add_func ("/pki/archival/beside", test_beside);
  status = g_test_run ();
  support_ca_free (ca);
  return status;
}
