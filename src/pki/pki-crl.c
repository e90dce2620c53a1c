/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-crl.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "pki-algorithm-private.h"
#include "pki-crl-issuer.h"
#include "pki-openssl.h"

/* Lists of large authorities have some megabytes. */
#define MAX_CRL_SIZE (32 * 1024 * 1024)

/* The reason code that takes a certificate off a list (RFC 5280, 5.3.1). */
#define REMOVED 2

struct _PkiCrl {
  gatomicrefcount ref_count;
  GBytes *der;
  char *sha256;
  X509_CRL *crl;
};

/* What X509_verify_cert() complained of: about the list, not about the certificates. */
typedef struct {
  gboolean stale;
  gboolean forged;
  gboolean foreign; /* of another scope or issuer, or one that cannot be understood */
} Findings;

static X509_CRL *
decode_pem (const void *data, gsize length)
{
  g_autoptr (BIO) bio = BIO_new_mem_buf (data, (int) length);

  return PEM_read_bio_X509_CRL (bio, NULL, pki_openssl_no_password, NULL);
}

static X509_CRL *
decode (const void *data, gsize length)
{
  const unsigned char *p = data;
  X509_CRL *crl = NULL;

  if (length == 0 || length > MAX_CRL_SIZE)
    return NULL;
  if (length > 11 && memcmp (data, "-----BEGIN ", 11) == 0)
    return decode_pem (data, length);
  crl = d2i_X509_CRL (NULL, &p, (long) length);
  if (crl == NULL || p == (const unsigned char *) data + length)
    return crl;
  X509_CRL_free (crl);
  return NULL;
}

/**
 * pki_crl_new:
 * @data: exactly one list, DER or PEM
 * @length: its size
 * @error: %PKI_ERROR_CRL_GARBAGE
 *
 * Reads a list (RFC 5280, 5.1); nothing of it is verified yet.
 *
 * Returns: (transfer full): the list
 */
PkiCrl *
pki_crl_new (const void *data, gsize length, GError **error)
{
  PkiCrl *self;
  X509_CRL *crl;
  unsigned char *der = NULL;
  int size;

  ERR_clear_error ();
  crl = decode (data, length);
  size = crl != NULL ? i2d_X509_CRL (crl, &der) : 0;
  if (size <= 0)
    {
      X509_CRL_free (crl);
      pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_CRL_GARBAGE,
                             "not a certificate revocation list");
      return NULL;
    }
  self = g_new0 (PkiCrl, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->crl = crl;
  self->der = g_bytes_new (der, size);
  self->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, self->der);
  OPENSSL_free (der);
  return self;
}

/**
 * pki_crl_ref:
 * @self: a list
 *
 * Takes a reference.
 *
 * Returns: (transfer full): @self
 */
PkiCrl *
pki_crl_ref (PkiCrl *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * pki_crl_unref:
 * @self: (transfer full) (nullable): a list
 *
 * Drops a reference.
 */
void
pki_crl_unref (PkiCrl *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  X509_CRL_free (self->crl);
  g_bytes_unref (self->der);
  g_free (self->sha256);
  g_free (self);
}

/**
 * pki_crl_get_der:
 * @self: a list
 *
 * Gives its encoding, a CertificateList.
 *
 * Returns: (transfer none): the DER
 */
GBytes *
pki_crl_get_der (PkiCrl *self)
{
  return self->der;
}

/**
 * pki_crl_get_sha256:
 * @self: a list
 *
 * Gives its fingerprint.
 *
 * Returns: (transfer none): lower-case hexadecimal digits
 */
const char *
pki_crl_get_sha256 (PkiCrl *self)
{
  return self->sha256;
}

/**
 * pki_crl_get_signature_algorithm:
 * @self: a list
 *
 * Returns: (transfer none): with what it is signed (RFC 5280, 5.1.1.2)
 */
const X509_ALGOR *
pki_crl_get_signature_algorithm (PkiCrl *self)
{
  const X509_ALGOR *algorithm = NULL;

  X509_CRL_get0_signature (self->crl, NULL, &algorithm);
  return algorithm;
}

/**
 * pki_crl_is_delta:
 * @self: a list
 *
 * Tells whether it names only what changed since another list (RFC 5280, 5.2.4): whom it does not
 * name, it says nothing about.
 *
 * Returns: whether it is a delta list
 */
gboolean
pki_crl_is_delta (PkiCrl *self)
{
  return X509_CRL_get_ext_by_NID (self->crl, NID_delta_crl, -1) >= 0;
}

/**
 * pki_crl_is_about:
 * @self: a list
 * @certificate: a certificate
 *
 * Tells whether the list is issued in the name of a certificate's issuer, or of one that the
 * certificate names in their place. That is quickly found out, and nothing of it is verified.
 *
 * Returns: whether asking it makes sense
 */
gboolean
pki_crl_is_about (PkiCrl *self, PkiCertificate *certificate)
{
  return X509_NAME_cmp (X509_CRL_get_issuer (self->crl),
                        X509_get_issuer_name (pki_certificate_get_x509 (certificate))) == 0 ||
         pki_crl_issuer_is_named (self->crl, certificate);
}

static void
note_list (Findings *findings, int error)
{
  switch (error)
    {
    case X509_V_ERR_CRL_NOT_YET_VALID:
    case X509_V_ERR_CRL_HAS_EXPIRED:
      findings->stale = TRUE;
      break;
    case X509_V_ERR_CRL_SIGNATURE_FAILURE:
    case X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE:
    case X509_V_ERR_KEYUSAGE_NO_CRL_SIGN:
      findings->forged = TRUE;
      break;
    case X509_V_ERR_UNABLE_TO_GET_CRL:
    case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
    case X509_V_ERR_DIFFERENT_CRL_SCOPE:
    case X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION:
    case X509_V_ERR_CRL_PATH_VALIDATION_ERROR:
    case X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD:
    case X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD:
      findings->foreign = TRUE;
      break;
    default:
      break;
    }
}

/* Of who issued an indirect list: whatever is wrong with their certificate is, but not what is said
 * of lists, since whether it was revoked itself is weighed elsewhere. */
static void
note_issuer (Findings *findings, int error)
{
  Findings about_lists = {0};

  note_list (&about_lists, error);
  findings->foreign |= !about_lists.stale && !about_lists.forged && !about_lists.foreign;
}

static int
note_finding (int ok, X509_STORE_CTX *context)
{
  X509_STORE_CTX *parent = X509_STORE_CTX_get0_parent_ctx (context);
  int error = X509_STORE_CTX_get_error (context);

  if (ok)
    return 1;
  if (parent != NULL)
    note_issuer (X509_STORE_CTX_get_app_data (parent), error);
  else
    note_list (X509_STORE_CTX_get_app_data (context), error);
  return 1;
}

static void
set_parameters (X509_STORE_CTX *context, gint64 at, gboolean indirect, Findings *findings)
{
  X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param (context);

  if (indirect)
    X509_VERIFY_PARAM_set_flags (param, X509_V_FLAG_EXTENDED_CRL_SUPPORT);
  X509_VERIFY_PARAM_set_flags (param, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_PARTIAL_CHAIN);
  if (at == PKI_STATUS_ANY_TIME)
    X509_VERIFY_PARAM_set_flags (param, X509_V_FLAG_NO_CHECK_TIME);
  else
    X509_VERIFY_PARAM_set_time (param, (time_t) at);
  X509_STORE_CTX_set_app_data (context, findings);
  X509_STORE_CTX_set_verify_cb (context, note_finding);
}

/* OpenSSL knows the rules of scope, signature and critical extensions (RFC 5280, 6.3.3): it is
 * asked about a chain of two, of which only what it says about the list is heard. @signer: of an
 * indirect list; NULL where it is the certificate's issuer. */
static void
examine (PkiCrl *self,
         const PkiStatusQuestion *question,
         PkiCertificate *signer,
         Findings *findings)
{
  gboolean indirect = pki_crl_issuer_is_indirect (self->crl);
  X509_STORE *store = X509_STORE_new ();
  X509_STORE_CTX *context = X509_STORE_CTX_new ();
  STACK_OF (X509_CRL) *lists = sk_X509_CRL_new_null ();
  STACK_OF (X509) *others = sk_X509_new_null ();

  sk_X509_CRL_push (lists, self->crl);
  if (signer != NULL)
    pki_crl_issuer_add_way (store, others, question, signer);
  else
    X509_STORE_add_cert (store, pki_certificate_get_x509 (question->issuer));
  if (X509_STORE_CTX_init (context, store, pki_certificate_get_x509 (question->certificate),
                           others) == 1)
    {
      X509_STORE_CTX_set0_crls (context, lists);
      set_parameters (context, question->at, indirect, findings);
      findings->foreign |= X509_verify_cert (context) != 1;
    }
  else
    findings->foreign = TRUE;
  X509_STORE_CTX_free (context);
  X509_STORE_free (store);
  sk_X509_CRL_free (lists);
  sk_X509_free (others);
  ERR_clear_error ();
}

static int
read_reason (X509_REVOKED *revoked)
{
  ASN1_ENUMERATED *value = X509_REVOKED_get_ext_d2i (revoked, NID_crl_reason, NULL, NULL);
  int reason = value != NULL ? (int) ASN1_ENUMERATED_get (value) : -1;

  ASN1_ENUMERATED_free (value);
  return reason;
}

/* X.509, 8.5.2.12: since when those are kept on the list that have expired. OpenSSL does not know
 * the extension; its content is a GeneralizedTime. */
static gint64
read_expired_from (X509_CRL *crl)
{
  g_autoptr (ASN1_OBJECT) oid = OBJ_txt2obj ("2.5.29.60", 1);
  int index = X509_CRL_get_ext_by_OBJ (crl, oid, -1);
  gint64 from = G_MAXINT64;

  if (index >= 0)
    {
      const ASN1_OCTET_STRING *value = X509_EXTENSION_get_data (X509_CRL_get_ext (crl, index));
      const unsigned char *p = ASN1_STRING_get0_data (value);
      ASN1_GENERALIZEDTIME *time = d2i_ASN1_GENERALIZEDTIME (NULL, &p, ASN1_STRING_length (value));

      if (!pki_time_from_asn1 (time, &from))
        from = G_MAXINT64;
      ASN1_GENERALIZEDTIME_free (time);
    }
  return from;
}

static gboolean
read_times (PkiCrl *self, PkiStatus *status)
{
  const ASN1_TIME *next = X509_CRL_get0_nextUpdate (self->crl);

  *status = (PkiStatus){.reason = -1, .next_update = G_MAXINT64};
  if (!pki_time_from_asn1 (X509_CRL_get0_lastUpdate (self->crl), &status->this_update) ||
      (next != NULL && !pki_time_from_asn1 (next, &status->next_update)))
    return FALSE;
  status->produced = status->this_update;
  status->keeps_from = read_expired_from (self->crl);
  return TRUE;
}

typedef enum {
  ENTRY_NONE,
  ENTRY_REVOKED,
  ENTRY_REMOVED,
  ENTRY_UNREADABLE,
} Entry;

static Entry
read_entry (PkiCrl *self, PkiCertificate *certificate, PkiStatus *status)
{
  X509_REVOKED *revoked = NULL;
  int found = X509_CRL_get0_by_cert (self->crl, &revoked, pki_certificate_get_x509 (certificate));

  if (found == 0)
    return ENTRY_NONE;
  if (found == REMOVED)
    return ENTRY_REMOVED;
  status->reason = read_reason (revoked);
  status->kind = status->reason == CRL_REASON_CERTIFICATE_HOLD ? PKI_STATUS_ON_HOLD
                                                               : PKI_STATUS_REVOKED;
  return pki_time_from_asn1 (X509_REVOKED_get0_revocationDate (revoked), &status->since)
             ? ENTRY_REVOKED
             : ENTRY_UNREADABLE;
}

static gboolean
fail (GError **error, PkiError code, const char *message)
{
  ERR_clear_error ();
  g_set_error_literal (error, PKI_ERROR, code, message);
  return FALSE;
}

/* Is it of this issuer and scope, rightly signed, and in date? What it says comes later. */
static gboolean
check_list (PkiCrl *self,
            const PkiStatusQuestion *question,
            PkiStatus *status,
            PkiCertificate **signer,
            GError **error)
{
  Findings findings = {0};

  ERR_clear_error ();
  *signer = pki_crl_issuer_is_named (self->crl, question->certificate)
                ? pki_crl_issuer_find (self->crl, question)
                : NULL;
  examine (self, question, *signer, &findings);
  if (findings.foreign)
    return fail (error, PKI_ERROR_CRL_GARBAGE,
                 "the revocation list does not cover the certificate");
  if (findings.forged)
    return fail (error, PKI_ERROR_CRL_SIGNATURE,
                 "the revocation list is not signed by the certificate's issuer");
  if (findings.stale)
    return fail (error, PKI_ERROR_CRL_STALE, "the revocation list is not valid at this time");
  if (!read_times (self, status))
    return fail (error, PKI_ERROR_CRL_GARBAGE, "the revocation list's times cannot be read");
  return TRUE;
}

/* What a list that can be relied on says; a delta list tells about those that it revokes and about
 * nobody else. */
static gboolean
look_up (PkiCrl *self, PkiCertificate *certificate, PkiStatus *status, GError **error)
{
  switch (read_entry (self, certificate, status))
    {
    case ENTRY_NONE:
      return !pki_crl_is_delta (self) ||
             fail (error, PKI_ERROR_CRL_GARBAGE,
                   "a delta list does not tell about certificates it does not name");
    case ENTRY_REMOVED:
      return fail (error, PKI_ERROR_CRL_GARBAGE,
                   "that a certificate is no longer listed does not tell why");
    case ENTRY_UNREADABLE:
      return fail (error, PKI_ERROR_CRL_GARBAGE, "the revocation list's times cannot be read");
    case ENTRY_REVOKED:
    default:
      return TRUE;
    }
}

/**
 * pki_crl_check_by:
 * @self: a list
 * @question: whose status, and as of when
 * @status: (out): the status
 * @signer: (out) (transfer none) (nullable): who issued an indirect list, one of the question's
 *   others; %NULL where the certificate's issuer did
 * @error: as pki_crl_check()
 *
 * As pki_crl_check(). Whether the signer's own certificate was revoked is for the caller to find
 * out.
 *
 * Returns: whether @status can be relied on
 */
gboolean
pki_crl_check_by (PkiCrl *self,
                  const PkiStatusQuestion *question,
                  PkiStatus *status,
                  PkiCertificate **signer,
                  GError **error)
{
  g_return_val_if_fail (self != NULL && question != NULL && status != NULL, FALSE);

  return check_list (self, question, status, signer, error) &&
         look_up (self, question->certificate, status, error);
}

/**
 * pki_crl_check:
 * @self: a list
 * @question: whose status, and as of when
 * @status: (out): the status
 * @error: %PKI_ERROR_CRL_GARBAGE where it does not cover the certificate, %PKI_ERROR_CRL_SIGNATURE,
 *   %PKI_ERROR_CRL_STALE
 *
 * Looks a certificate up in a list signed by its issuer's own key, or by whom its distribution
 * points name and a certificate of the same root appoints (RFC 5280, 6.3.3). Lists of some reasons
 * only are not served.
 *
 * Returns: whether @status can be relied on
 */
gboolean
pki_crl_check (PkiCrl *self, const PkiStatusQuestion *question, PkiStatus *status, GError **error)
{
  PkiCertificate *signer = NULL;

  return pki_crl_check_by (self, question, status, &signer, error);
}

static gboolean
read_number (X509_CRL *crl, int nid, gint64 *number)
{
  ASN1_INTEGER *value = X509_CRL_get_ext_d2i (crl, nid, NULL, NULL);
  gboolean ok = value != NULL && ASN1_INTEGER_get_int64 (number, value) == 1;

  ASN1_INTEGER_free (value);
  ERR_clear_error ();
  return ok;
}

/* RFC 5280, 5.2.4: the complete list is no older than the one the delta was made from, and older
 * than the delta itself. */
static gboolean
goes_on_from (PkiCrl *delta, PkiCrl *base)
{
  gint64 from = 0;
  gint64 number = 0;
  gint64 base_number = 0;

  return read_number (delta->crl, NID_delta_crl, &from) &&
         read_number (delta->crl, NID_crl_number, &number) &&
         read_number (base->crl, NID_crl_number, &base_number) && !pki_crl_is_delta (base) &&
         from <= base_number && base_number < number;
}

/* RFC 5280, 5.3.1: an entry removeFromCRL ends a hold, or says that the certificate has expired. It
 * never makes one good that was revoked for good. */
static gboolean
ends_hold (PkiCertificate *certificate, const PkiStatus *before, gint64 removed)
{
  return before->kind == PKI_STATUS_ON_HOLD &&
         removed <= pki_certificate_get_not_after (certificate);
}

/* What the complete list says, whenever it was made, with the times of the delta list. */
static gboolean
check_base (PkiCrl *base, const PkiStatusQuestion *question, PkiStatus *status, GError **error)
{
  PkiStatusQuestion whenever = *question;
  PkiStatus times = *status;

  whenever.at = PKI_STATUS_ANY_TIME;
  if (!pki_crl_check (base, &whenever, status, error))
    return FALSE;
  status->this_update = times.this_update;
  status->next_update = times.next_update;
  status->produced = times.produced;
  return TRUE;
}

/**
 * pki_crl_check_delta:
 * @self: a delta list
 * @base: the complete list that it goes on from, however old
 * @question: whose status, and as of when
 * @status: (out): the status, with the times of @self
 * @error: as pki_crl_check()
 *
 * Looks a certificate up in both lists: where the delta list does not name it, what the complete
 * one said still holds.
 *
 * Returns: whether @status can be relied on
 */
gboolean
pki_crl_check_delta (PkiCrl *self,
                     PkiCrl *base,
                     const PkiStatusQuestion *question,
                     PkiStatus *status,
                     GError **error)
{
  PkiCertificate *signer = NULL;
  Entry entry;

  g_return_val_if_fail (self != NULL && base != NULL && status != NULL, FALSE);

  if (!goes_on_from (self, base))
    return fail (error, PKI_ERROR_CRL_GARBAGE, "the delta list does not go on from this list");
  if (!check_list (self, question, status, &signer, error))
    return FALSE;
  entry = read_entry (self, question->certificate, status);
  if (entry == ENTRY_REVOKED || entry == ENTRY_UNREADABLE)
    return pki_crl_check (self, question, status, error);
  if (!check_base (base, question, status, error))
    return FALSE;
  if (entry == ENTRY_REMOVED && ends_hold (question->certificate, status, status->this_update))
    {
      status->kind = PKI_STATUS_GOOD;
      status->reason = -1;
      status->since = 0;
    }
  return TRUE;
}

/**
 * pki_crl_fetch:
 * @fetch: the way to the network
 * @uri: where the list is
 * @cancellable: (nullable): handed to @fetch
 * @error: %PKI_ERROR_CRL_GARBAGE, or an error of @fetch
 *
 * Gets a list; nothing of it is verified yet.
 *
 * Returns: (transfer full): the list
 */
PkiCrl *
pki_crl_fetch (PkiFetch *fetch, const char *uri, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (fetch != NULL && uri != NULL, NULL);

  bytes = fetch->fetch (fetch, uri, NULL, NULL, MAX_CRL_SIZE, cancellable, error);
  if (bytes == NULL)
    return NULL;
  return pki_crl_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
}
