/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-envelope.h"

#include <glib/gstdio.h>
#include <openssl/cms.h>
#include <string.h>

#include "pki-envelope-file.h"
#include "pki-error.h"
#include "pki-openssl.h"
#include "pki-signer.h"
#include "support-ca.h"
#include "support-clock.h"

static SupportCa *ca;

/* What a platform puts into the certificate of a key of this kind. */
static SupportIdentity *
issue (const char *kind)
{
  const char *usage = g_str_has_prefix (kind, "rsa")
                          ? "critical,digitalSignature,nonRepudiation,keyEncipherment"
                          : "critical,digitalSignature,nonRepudiation,keyAgreement";

  return support_ca_issue (ca, &(SupportProfile){.kind = kind, .key_usage = usage});
}

static GBytes *
make_content (gsize size)
{
  guint8 *data = g_malloc (size + 1);

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) (i * 7);
  return g_bytes_new_take (data, size);
}

static GBytes *
close_to (GBytes *content, SupportIdentity *first, SupportIdentity *second)
{
  g_autoptr (GPtrArray) recipients = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  GBytes *envelope;

  g_ptr_array_add (recipients, support_identity_get_certificate (first));
  if (second != NULL)
    g_ptr_array_add (recipients, support_identity_get_certificate (second));
  envelope = pki_envelope_close (content, recipients, &error);
  g_assert_no_error (error);
  return envelope;
}

static GBytes *
open_by (GBytes *bytes, SupportIdentity *identity, GError **error)
{
  g_autoptr (PkiEnvelope) envelope = pki_envelope_new (bytes, error);
  g_autoptr (PkiSigner) signer = support_identity_new_signer (identity);

  return envelope != NULL ? pki_signer_open (signer, envelope, error) : NULL;
}

/* Each recipient reads it, and nobody else; twice the same is never the same. */
static void
test_round_trip (void)
{
  static const char *const kinds[] = {"rsa2048", "p256", "p384", "p521"};
  static const gsize sizes[] = {0, 1, 16, 17, 100000};
  SupportIdentity *people[G_N_ELEMENTS (kinds)];
  g_autoptr (SupportIdentity) second = issue ("p256");
  g_autoptr (SupportIdentity) other = issue ("p256");

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    people[i] = issue (kinds[i]);
  for (guint i = 0; i < G_N_ELEMENTS (kinds) * G_N_ELEMENTS (sizes); i++)
    {
      SupportIdentity *first = people[i / G_N_ELEMENTS (sizes)];
      g_autoptr (GBytes) content = make_content (sizes[i % G_N_ELEMENTS (sizes)]);
      g_autoptr (GBytes) closed = close_to (content, first, second);
      g_autoptr (GBytes) again = close_to (content, first, second);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) opened = open_by (closed, first, &error);
      g_autoptr (GBytes) by_second = open_by (closed, second, NULL);

      g_assert_no_error (error);
      g_assert_true (pki_envelope_is (closed));
      g_assert_true (g_bytes_equal (opened, content));
      g_assert_true (g_bytes_equal (by_second, content));
      g_assert_false (g_bytes_equal (closed, again));
      g_assert_null (open_by (closed, other, &error));
      g_assert_error (error, PKI_ERROR, PKI_ERROR_NOT_RECIPIENT);
    }
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    support_identity_free (people[i]);
}

/* Whatever is changed, what comes out is what went in, or nothing. */
static void
test_tamper (void)
{
  static const char *const kinds[] = {"rsa2048", "p256"};
  g_autoptr (GBytes) content = make_content (200);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (SupportIdentity) identity = issue (kinds[i]);
      g_autoptr (GBytes) closed = close_to (content, identity, NULL);
      gsize size = g_bytes_get_size (closed);
      guint refused = 0;

      for (gsize bit = 0; bit < size * 8; bit += 11)
        {
          guint8 *changed = g_memdup2 (g_bytes_get_data (closed, NULL), size);
          g_autoptr (GBytes) bad = g_bytes_new_take (changed, size);
          g_autoptr (GBytes) part = g_bytes_new_from_bytes (closed, 0, bit / 8);
          g_autoptr (GBytes) opened = NULL;

          changed[bit / 8] ^= 1 << bit % 8;
          opened = open_by (bad, identity, NULL);
          g_assert_true (opened == NULL || g_bytes_equal (opened, content));
          refused += opened == NULL;
          g_assert_null (open_by (part, identity, NULL));
        }
      /* Almost all: what is left says nothing, such as a version number. */
      g_assert_cmpuint (refused * 20, >, size * 8 / 11 * 19);
    }
}

static void
test_recipients (void)
{
  const struct {
    SupportProfile profile;
    int code; /* -1: something may be encrypted to it */
  } table[] = {
      {{.kind = "rsa2048", .key_usage = "keyEncipherment"}, -1},
      {{.kind = "rsa2048", .key_usage = "keyAgreement"}, PKI_ERROR_NO_ENCRYPTION},
      {{.kind = "rsa2048"}, PKI_ERROR_NO_ENCRYPTION},
      {{.kind = "p256", .key_usage = "keyAgreement"}, -1},
      {{.kind = "p256", .key_usage = "keyEncipherment"}, PKI_ERROR_NO_ENCRYPTION},
      {{.kind = "ed25519", .key_usage = "keyAgreement"}, PKI_ERROR_NO_ENCRYPTION},
      {{.kind = "pss", .key_usage = "keyEncipherment"}, PKI_ERROR_NO_ENCRYPTION},
      {{.key_usage = "keyAgreement", .not_before = SUPPORT_NOW + 1}, PKI_ERROR_NOT_YET_VALID},
      {{.key_usage = "keyAgreement", .not_after = SUPPORT_NOW - 1}, PKI_ERROR_EXPIRED},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (SupportIdentity) identity = support_ca_issue (ca, &table[i].profile);
      g_autoptr (GError) error = NULL;
      gboolean may = pki_certificate_check_recipient (support_identity_get_certificate (identity),
                                                      SUPPORT_NOW, &error);

      g_assert_cmpint (may, ==, table[i].code < 0);
      if (!may)
        g_assert_error (error, PKI_ERROR, table[i].code);
    }
}

/* As other programs do it: OpenSSL's own choice of everything, unguarded or written as a stream. */
static GBytes *
close_as_others (GBytes *content, SupportIdentity *identity, const EVP_CIPHER *cipher, guint flags)
{
  STACK_OF (X509) *recipients = sk_X509_new_null ();
  g_autoptr (BIO)
      input = BIO_new_mem_buf (g_bytes_get_data (content, NULL), (int) g_bytes_get_size (content));
  g_autoptr (BIO) output = BIO_new (BIO_s_mem ());
  CMS_ContentInfo *cms;
  char *data;
  long size;

  sk_X509_push (recipients, identity->x509);
  cms = CMS_encrypt (recipients, input, cipher, CMS_BINARY | flags);
  g_assert_nonnull (cms);
  g_assert_cmpint (i2d_CMS_bio_stream (output, cms, input, (int) (CMS_BINARY | flags)), ==, 1);
  CMS_ContentInfo_free (cms);
  sk_X509_free (recipients);
  size = BIO_get_mem_data (output, &data);
  return g_bytes_new (data, (gsize) size);
}

static void
test_others (void)
{
  static const char *const kinds[] = {"rsa2048", "p256"};
  const struct {
    const EVP_CIPHER *cipher;
    guint flags;
    gboolean guarded;
  } table[] = {
      {EVP_aes_128_cbc (), 0, FALSE},
      {EVP_aes_128_cbc (), CMS_STREAM, FALSE},
      {EVP_aes_128_gcm (), 0, TRUE},
      {EVP_aes_256_gcm (), CMS_STREAM, TRUE},
  };
  g_autoptr (GBytes) content = make_content (5000);

  for (guint i = 0; i < G_N_ELEMENTS (table) * G_N_ELEMENTS (kinds); i++)
    {
      guint row = i % G_N_ELEMENTS (table);
      g_autoptr (SupportIdentity) identity = issue (kinds[i / G_N_ELEMENTS (table)]);
      g_autoptr (GBytes)
          closed = close_as_others (content, identity, table[row].cipher, table[row].flags);
      g_autoptr (PkiEnvelope) envelope = pki_envelope_new (closed, NULL);
      g_autoptr (GBytes) opened = open_by (closed, identity, NULL);

      g_assert_true (pki_envelope_is (closed));
      g_assert_cmpint (pki_envelope_is_guarded (envelope), ==, table[row].guarded);
      g_assert_true (g_bytes_equal (opened, content));
    }
}

static void
test_foreign (void)
{
  static const char *const texts[] = {"", "0", "%PDF-1.7\n", "\x30\x80",
                                      "\x30\x84\xFF\xFF\xFF\xFF"};
  GBytes *certificate = pki_certificate_get_der (support_ca_get_root (ca));

  for (guint i = 0; i <= G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) bytes = i < G_N_ELEMENTS (texts)
                                     ? g_bytes_new (texts[i], strlen (texts[i]))
                                     : g_bytes_ref (certificate);
      g_autoptr (GError) error = NULL;

      g_assert_false (pki_envelope_is (bytes));
      g_assert_null (pki_envelope_new (bytes, &error));
      g_assert_error (error, PKI_ERROR, PKI_ERROR_ENVELOPE);
    }
}

/* Of what a partner sends, in whatever form, their own certificate and not its issuers. */
static void
test_files (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vermilion-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "partner", NULL);
  g_autoptr (SupportIdentity) identity = issue ("p256");
  PkiCertificate *own = support_identity_get_certificate (identity);
  g_autofree char *pem = support_identity_to_pem (identity);
  g_autoptr (GBytes) p7b = support_certificates_to_p7b (identity->chain);
  g_autoptr (GBytes) text = g_bytes_new (pem, strlen (pem));
  g_autoptr (GBytes) none = g_bytes_new_static ("%PDF-1.7", 8);
  g_autoptr (GBytes) large = g_bytes_new_take (g_malloc0 (3 << 20), 3 << 20);
  GBytes *forms[] = {text, pki_certificate_get_der (own), p7b, none, large};
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (identity->chain->len, >, 1);
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (GPtrArray) found = NULL;

      g_assert_true (g_file_set_contents (path, g_bytes_get_data (forms[i], NULL),
                                          (gssize) g_bytes_get_size (forms[i]), NULL));
      found = pki_envelope_read_recipients (path, &error);
      if (i < 3)
        {
          g_assert_no_error (error);
          g_assert_cmpuint (found->len, ==, 1);
          g_assert_true (pki_certificate_equal (found->pdata[0], own));
          continue;
        }
      g_assert_error (error, PKI_ERROR, PKI_ERROR_PARSE);
      g_clear_error (&error);
    }
  g_assert_null (pki_envelope_read_recipients (folder, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_ENVELOPE_UNREADABLE);
  g_remove (path);
  g_rmdir (folder);
}

typedef struct {
  gsize done;
  gsize whole;
  guint calls;
  gsize until; /* where it is given up */
} Sight;

static gboolean
look_on (gsize done, gsize whole, gpointer data)
{
  Sight *sight = data;

  g_assert_cmpuint (done, >, sight->done);
  g_assert_cmpuint (done, <=, whole);
  sight->done = done;
  sight->whole = whole;
  sight->calls++;
  return done < sight->until;
}

/* Of what is large somebody is told how far it is, and nothing comes out of what is given up: not
 * even what was decrypted until then, of which nothing has been checked. */
static void
test_watched (void)
{
  g_autoptr (SupportIdentity) person = issue ("p256");
  g_autoptr (PkiSigner) signer = support_identity_new_signer (person);
  g_autoptr (GPtrArray) recipients = g_ptr_array_new ();
  g_autoptr (GBytes) content = make_content (5 * 1024 * 1024 + 3);
  g_autoptr (GBytes) closed = NULL;
  g_autoptr (GBytes) opened = NULL;
  g_autoptr (PkiEnvelope) envelope = NULL;
  g_autoptr (GError) error = NULL;
  Sight sight = {.until = 2 * 1024 * 1024};
  const PkiEnvelopeWatch watch = {look_on, &sight};

  g_ptr_array_add (recipients, support_identity_get_certificate (person));
  g_assert_null (pki_envelope_close_watched (content, recipients, &watch, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  sight = (Sight){.until = G_MAXSIZE};
  closed = pki_envelope_close_watched (content, recipients, &watch, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sight.calls, ==, 5);
  g_assert_cmpuint (sight.whole, ==, g_bytes_get_size (content));
  envelope = pki_envelope_new (closed, &error);
  pki_envelope_set_watch (envelope, &watch);
  sight = (Sight){.until = 2 * 1024 * 1024};
  g_assert_null (pki_signer_open (signer, envelope, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  sight = (Sight){.until = G_MAXSIZE};
  opened = pki_signer_open (signer, envelope, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (opened, content));
  g_assert_cmpuint (sight.calls, ==, 5);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  ca = support_ca_new (SUPPORT_NOW);
  g_test_add_func ("/pki/envelope/round-trip", test_round_trip);
  g_test_add_func ("/pki/envelope/tamper", test_tamper);
  g_test_add_func ("/pki/envelope/recipients", test_recipients);
  g_test_add_func ("/pki/envelope/others", test_others);
  g_test_add_func ("/pki/envelope/foreign", test_foreign);
  g_test_add_func ("/pki/envelope/files", test_files);
  g_test_add_func ("/pki/envelope/watched", test_watched);
  status = g_test_run ();
  support_ca_free (ca);
  return status;
}
