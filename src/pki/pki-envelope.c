/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-envelope-private.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include "pki-der.h"
#include "pki-error.h"
#include "pki-openssl.h"

/* RFC 5280, 4.2.1.3 */
#define KEY_ENCIPHERMENT 2
#define KEY_AGREEMENT 4

/* After so many bytes whoever looks on is told. */
#define PART_SIZE (1024UL * 1024)

struct _PkiEnvelope {
  CMS_ContentInfo *cms;
  gboolean guarded;
  gsize size; /* of all of it */
  PkiEnvelopeWatch watch;
};

/* What has gone into a BIO, for who looks on. */
typedef struct {
  const PkiEnvelopeWatch *watch;
  gsize done;
  gsize told;
  gsize whole;
  gboolean over; /* given up */
} Passage;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CMS_ContentInfo, CMS_ContentInfo_free)

/* A BIO in memory with room for so much: growing little by little copies all of it a dozen times.
 */
static gboolean
make_room (BIO *bio, gsize size)
{
  BUF_MEM *memory = BUF_MEM_new ();

  if (memory == NULL || BUF_MEM_grow (memory, size) == 0)
    {
      BUF_MEM_free (memory);
      return FALSE;
    }
  memory->length = 0;
  return BIO_set_mem_buf (bio, memory, BIO_CLOSE) == 1;
}

static gboolean
tell (Passage *passage)
{
  if (passage->done - passage->told < PART_SIZE)
    return TRUE;
  passage->told = passage->done;
  passage->over = passage->watch->func != NULL &&
                  !passage->watch->func (passage->done, passage->whole, passage->watch->data);
  return !passage->over;
}

/* Of what was given up the rest is not taken. */
static long
count (BIO *bio,
       int what,
       const char *data,
       size_t size,
       int argi,
       long argl,
       int result,
       size_t *processed)
{
  Passage *passage = (Passage *) BIO_get_callback_arg (bio);

  if (what != BIO_CB_WRITE)
    return result;
  passage->done += size;
  return tell (passage) ? 1 : -1;
}

static void
free_bio (gpointer bio)
{
  BIO_free_all (bio);
}

/* What is in a BIO in memory, without a copy. */
static GBytes *
steal_bytes (BIO **bio)
{
  BIO *taken = g_steal_pointer (bio);
  char *data = NULL;
  long size = BIO_get_mem_data (taken, &data);

  return g_bytes_new_with_free_func (data, (gsize) size, free_bio, taken);
}

static void
free_text (gpointer data)
{
  OPENSSL_free (data);
}

static GBytes *
encode (CMS_ContentInfo *cms)
{
  guint8 *data = NULL;
  int size = i2d_CMS_ContentInfo (cms, &data);

  return size > 0 ? g_bytes_new_with_free_func (data, (gsize) size, free_text, data) : NULL;
}

static gboolean
is_of_size (GBytes *bytes, GError **error)
{
  if (g_bytes_get_size (bytes) <= PKI_ENVELOPE_MAX_SIZE)
    return TRUE;
  g_set_error (error, PKI_ERROR, PKI_ERROR_ENVELOPE_SIZE,
               "%" G_GSIZE_FORMAT " bytes are more than %lu", g_bytes_get_size (bytes),
               PKI_ENVELOPE_MAX_SIZE);
  return FALSE;
}

/* The bit of keyUsage that a key needs to be given a content key; -1: it can only sign. */
static int
get_usage (EVP_PKEY *key)
{
  if (EVP_PKEY_is_a (key, "RSA"))
    return KEY_ENCIPHERMENT;
  return EVP_PKEY_is_a (key, "EC") ? KEY_AGREEMENT : -1;
}

/**
 * pki_certificate_check_recipient:
 * @self: a certificate
 * @now: seconds since 1970, UTC
 * @error: %PKI_ERROR_EXPIRED, %PKI_ERROR_NOT_YET_VALID or %PKI_ERROR_NO_ENCRYPTION
 *
 * Tells whether something may be encrypted to it at this moment: the validity, a key that can do
 * more than sign, and key usage (RFC 5280, 4.2.1.3), which where present must grant keyEncipherment
 * to an RSA key and keyAgreement to an elliptic one.
 *
 * Returns: %TRUE if it may
 */
gboolean
pki_certificate_check_recipient (PkiCertificate *self, gint64 now, GError **error)
{
  int usage;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!pki_certificate_check_time (self, now, error))
    return FALSE;
  usage = get_usage (X509_get0_pubkey (pki_certificate_get_x509 (self)));
  if (usage >= 0 && pki_certificate_has_key_usage (self, (guint) usage))
    return TRUE;
  g_set_error (error, PKI_ERROR, PKI_ERROR_NO_ENCRYPTION, "%s: %s", pki_certificate_get_name (self),
               usage < 0 ? "its key can only sign" : "keyUsage does not grant it");
  return FALSE;
}

/* OpenSSL's own choice for RSA is PKCS #1 v1.5, and SHA-1 for the rest: RFC 8017, 7.1, and
 * RFC 5753, 7.1.2, have better. */
static gboolean
set_parameters (CMS_RecipientInfo *info)
{
  EVP_PKEY_CTX *context = CMS_RecipientInfo_get0_pkey_ctx (info);

  if (CMS_RecipientInfo_type (info) == CMS_RECIPINFO_AGREE)
    return EVP_PKEY_CTX_set_ecdh_kdf_md (context, EVP_sha256 ()) > 0;
  return EVP_PKEY_CTX_set_rsa_padding (context, RSA_PKCS1_OAEP_PADDING) > 0 &&
         EVP_PKEY_CTX_set_rsa_oaep_md (context, EVP_sha256 ()) > 0 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md (context, EVP_sha256 ()) > 0;
}

static gboolean
add_recipients (CMS_ContentInfo *cms, GPtrArray *recipients)
{
  for (guint i = 0; i < recipients->len; i++)
    {
      X509 *x509 = pki_certificate_get_x509 (g_ptr_array_index (recipients, i));
      CMS_RecipientInfo *info = CMS_add1_recipient_cert (cms, x509, CMS_KEY_PARAM);

      if (info == NULL || !set_parameters (info))
        return FALSE;
    }
  return TRUE;
}

/**
 * pki_envelope_close:
 * @content: what only the recipients are to read, at most 1 GiB
 * @recipients: (element-type PkiCertificate): one or more that
 *   pki_certificate_check_recipient() has allowed
 * @error: %PKI_ERROR_ENVELOPE_SIZE or %PKI_ERROR_UNSUPPORTED
 *
 * Encrypts something to certificates: AES-256-GCM in AuthEnvelopedData (RFC 5083 and 5084), the
 * content key by RSAES-OAEP (RFC 3560) or ephemeral-static ECDH (RFC 5753), both with SHA-256.
 *
 * Returns: (transfer full): DER, or %NULL with @error set
 */
GBytes *
pki_envelope_close (GBytes *content, GPtrArray *recipients, GError **error)
{
  static const PkiEnvelopeWatch nobody = {NULL};

  return pki_envelope_close_watched (content, recipients, &nobody, error);
}

/* The same as CMS_final() does of what is given to it at once. */
static gboolean
fill (CMS_ContentInfo *cms, GBytes *content, Passage *passage)
{
  g_autoptr (BIO) chain = CMS_dataInit (cms, NULL);
  BIO *memory = chain != NULL ? BIO_find_type (chain, BIO_TYPE_MEM) : NULL;
  const guint8 *data = g_bytes_get_data (content, &passage->whole);

  if (memory == NULL || !make_room (memory, passage->whole + 1))
    return FALSE;
  while (passage->done < passage->whole)
    {
      gsize size = MIN (PART_SIZE, passage->whole - passage->done);

      if (BIO_write (chain, data + passage->done, (int) size) != (int) size)
        return FALSE;
      passage->done += size;
      if (!tell (passage))
        return FALSE;
    }
  return BIO_flush (chain) == 1 && CMS_dataFinal (cms, chain) == 1;
}

static gboolean
set_given_up (GError **error)
{
  ERR_clear_error ();
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "given up");
  return FALSE;
}

/**
 * pki_envelope_close_watched:
 * @content: as of pki_envelope_close()
 * @recipients: (element-type PkiCertificate): as of pki_envelope_close()
 * @watch: who looks on
 * @error: as of pki_envelope_close(), or %G_IO_ERROR_CANCELLED
 *
 * Does what pki_envelope_close() does, before somebody's eyes.
 *
 * Returns: (transfer full): DER, or %NULL with @error set
 */
GBytes *
pki_envelope_close_watched (GBytes *content,
                            GPtrArray *recipients,
                            const PkiEnvelopeWatch *watch,
                            GError **error)
{
  g_autoptr (CMS_ContentInfo) cms = NULL;
  Passage passage = {.watch = watch};
  GBytes *envelope = NULL;

  g_return_val_if_fail (recipients->len > 0, NULL);

  if (!is_of_size (content, error))
    return NULL;
  ERR_clear_error ();
  cms = CMS_AuthEnvelopedData_create (EVP_aes_256_gcm ());
  if (cms != NULL && add_recipients (cms, recipients) && CMS_set_detached (cms, 0) == 1 &&
      fill (cms, content, &passage))
    envelope = encode (cms);
  if (envelope == NULL && passage.over)
    set_given_up (error);
  else if (envelope == NULL)
    pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_UNSUPPORTED, "cannot encrypt");
  return envelope;
}

static gboolean
has_type (GBytes *bytes, const guint8 *type, gsize length)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  /* ContentInfo: a SEQUENCE, its length in up to five bytes, or indefinite (BER); then the type. */
  for (gsize at = 2; at <= 6 && at + length <= size; at++)
    if (data[0] == 0x30 && memcmp (data + at, type, length) == 0)
      return TRUE;
  return FALSE;
}

/**
 * pki_envelope_is:
 * @bytes: the beginning of a file suffices
 *
 * Looks whether it says that it is an encrypted CMS.
 *
 * Returns: whether it does
 */
gboolean
pki_envelope_is (GBytes *bytes)
{
  /* id-envelopedData, id-smime-ct-authEnvelopedData */
  static const guint8 enveloped[] = {6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 3};
  static const guint8 guarded[] = {6, 11, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 16, 1, 23};

  return has_type (bytes, enveloped, sizeof enveloped) || has_type (bytes, guarded, sizeof guarded);
}

/**
 * pki_envelope_new:
 * @bytes: DER or BER, from anybody; at most 1 GiB
 * @error: %PKI_ERROR_ENVELOPE or %PKI_ERROR_ENVELOPE_SIZE
 *
 * Reads to whom something is encrypted.
 *
 * Returns: (transfer full): the envelope, or %NULL with @error set
 */
PkiEnvelope *
pki_envelope_new (GBytes *bytes, GError **error)
{
  g_autoptr (CMS_ContentInfo) cms = NULL;
  PkiEnvelope *self;
  const guint8 *data;
  gsize size;
  int type;

  if (!is_of_size (bytes, error))
    return NULL;
  ERR_clear_error ();
  data = g_bytes_get_data (bytes, &size);
  cms = size > 0 ? d2i_CMS_ContentInfo (NULL, &data, (long) size) : NULL;
  type = cms != NULL ? OBJ_obj2nid (CMS_get0_type (cms)) : NID_undef;
  if (type != NID_id_smime_ct_authEnvelopedData && type != NID_pkcs7_enveloped)
    {
      pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_ENVELOPE, "no encrypted CMS");
      return NULL;
    }
  self = g_new0 (PkiEnvelope, 1);
  self->cms = g_steal_pointer (&cms);
  self->guarded = type == NID_id_smime_ct_authEnvelopedData;
  self->size = size;
  return self;
}

/**
 * pki_envelope_free:
 * @self: (nullable) (transfer full): an envelope
 *
 * Frees it.
 */
void
pki_envelope_free (PkiEnvelope *self)
{
  if (self == NULL)
    return;
  CMS_ContentInfo_free (self->cms);
  g_free (self);
}

/**
 * pki_envelope_set_watch:
 * @self: an envelope
 * @watch: who looks on when it is opened
 *
 * Says who is told how far that is.
 */
void
pki_envelope_set_watch (PkiEnvelope *self, const PkiEnvelopeWatch *watch)
{
  self->watch = *watch;
}

/**
 * pki_envelope_is_guarded:
 * @self: an envelope
 *
 * Tells whether a change on the way would be noticed.
 *
 * Returns: whether it would
 */
gboolean
pki_envelope_is_guarded (PkiEnvelope *self)
{
  return self->guarded;
}

static gboolean
agrees_with (CMS_RecipientInfo *info, X509 *x509)
{
  STACK_OF (CMS_RecipientEncryptedKey) *keys = CMS_RecipientInfo_kari_get0_reks (info);

  for (int i = 0; i < sk_CMS_RecipientEncryptedKey_num (keys); i++)
    if (CMS_RecipientEncryptedKey_cert_cmp (sk_CMS_RecipientEncryptedKey_value (keys, i), x509) ==
        0)
      return TRUE;
  return FALSE;
}

static gboolean
is_of (CMS_RecipientInfo *info, X509 *x509)
{
  switch (CMS_RecipientInfo_type (info))
    {
    case CMS_RECIPINFO_TRANS:
      return CMS_RecipientInfo_ktri_cert_cmp (info, x509) == 0;
    case CMS_RECIPINFO_AGREE:
      return agrees_with (info, x509);
    default:
      return FALSE;
    }
}

/**
 * pki_envelope_is_for:
 * @self: an envelope
 * @certificate: somebody's
 *
 * Looks whether the key of a certificate opens it.
 *
 * Returns: whether it is among the recipients
 */
gboolean
pki_envelope_is_for (PkiEnvelope *self, PkiCertificate *certificate)
{
  STACK_OF (CMS_RecipientInfo) *infos = CMS_get0_RecipientInfos (self->cms);
  X509 *x509 = pki_certificate_get_x509 (certificate);

  for (int i = 0; infos != NULL && i < sk_CMS_RecipientInfo_num (infos); i++)
    if (is_of (sk_CMS_RecipientInfo_value (infos, i), x509))
      return TRUE;
  return FALSE;
}

/**
 * pki_envelope_open:
 * @self: an envelope
 * @certificate: one of its recipients
 * @key: the certificate's key
 * @error: %PKI_ERROR_NOT_RECIPIENT, %PKI_ERROR_ENVELOPE_CHANGED or %G_IO_ERROR_CANCELLED
 *
 * Decrypts it. Nothing of what was changed on the way comes out, where that can be known.
 *
 * Returns: (transfer full): the content, or %NULL with @error set
 */
GBytes *
pki_envelope_open (PkiEnvelope *self, PkiCertificate *certificate, EVP_PKEY *key, GError **error)
{
  Passage passage = {.watch = &self->watch, .whole = self->size};
  g_autoptr (BIO) output = BIO_new (BIO_s_mem ());
  gboolean done;

  if (!pki_envelope_is_for (self, certificate))
    {
      g_set_error (error, PKI_ERROR, PKI_ERROR_NOT_RECIPIENT, "not encrypted to %s",
                   pki_certificate_get_name (certificate));
      return NULL;
    }
  ERR_clear_error ();
  BIO_set_callback_ex (output, count);
  BIO_set_callback_arg (output, (char *) &passage);
  done = make_room (output, self->size) &&
         CMS_decrypt (self->cms, key, pki_certificate_get_x509 (certificate), NULL, output,
                      CMS_BINARY) == 1;
  BIO_set_callback_ex (output, NULL);
  /* OpenSSL takes what is refused for the end: nothing of that has been checked. */
  if (passage.over)
    {
      set_given_up (error);
      return NULL;
    }
  if (done)
    return steal_bytes (&output);
  pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_ENVELOPE_CHANGED, "cannot decrypt");
  return NULL;
}
