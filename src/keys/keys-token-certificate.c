/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-token-certificate.h"

#include <openssl/x509.h>
#include <string.h>

#include "keys-attribute.h"
#include "pki-openssl.h"
#include "pki-request.h"

static GBytes *
encode_name (const X509_NAME *name)
{
  unsigned char *der = NULL;
  int size = i2d_X509_NAME (name, &der);
  GBytes *bytes = g_bytes_new (der, (gsize) MAX (size, 0));

  OPENSSL_free (der);
  return bytes;
}

static GBytes *
encode_serial (X509 *x509)
{
  unsigned char *der = NULL;
  int size = i2d_ASN1_INTEGER (X509_get0_serialNumber (x509), &der);
  GBytes *bytes = g_bytes_new (der, (gsize) MAX (size, 0));

  OPENSSL_free (der);
  return bytes;
}

/* PKCS#11 v3.0, 4.6.3. */
static gboolean
put_certificate (KeysSession *session, PkiCertificate *certificate, GBytes *id, GError **error)
{
  static const CK_OBJECT_CLASS kind = CKO_CERTIFICATE;
  static const CK_CERTIFICATE_TYPE type = CKC_X_509;
  static const CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
  X509 *x509 = pki_certificate_get_x509 (certificate);
  const char *label = pki_certificate_get_name (certificate);
  g_autoptr (GBytes) subject = encode_name (X509_get_subject_name (x509));
  g_autoptr (GBytes) issuer = encode_name (X509_get_issuer_name (x509));
  g_autoptr (GBytes) serial = encode_serial (x509);
  CK_ATTRIBUTE template[] = {
      keys_attribute (CKA_CLASS, &kind, sizeof kind),
      keys_attribute (CKA_CERTIFICATE_TYPE, &type, sizeof type),
      keys_attribute (CKA_TOKEN, &yes, sizeof yes),
      keys_attribute (CKA_PRIVATE, &no, sizeof no),
      keys_attribute (CKA_LABEL, label, strlen (label)),
      keys_attribute_of (CKA_SUBJECT, subject),
      keys_attribute_of (CKA_ISSUER, issuer),
      keys_attribute_of (CKA_SERIAL_NUMBER, serial),
      keys_attribute_of (CKA_VALUE, pki_certificate_get_der (certificate)),
      keys_attribute_of (CKA_ID, id),
  };
  CK_OBJECT_HANDLE handle;
  CK_RV rv = session->slot.functions->C_CreateObject (session->handle, template,
                                                      G_N_ELEMENTS (template), &handle);

  return keys_session_check (session, rv, "C_CreateObject", error);
}

static gboolean
is_there (GPtrArray *objects, PkiCertificate *certificate)
{
  for (guint i = 0; i < objects->len; i++)
    if (pki_certificate_equal (((KeysObject *) objects->pdata[i])->certificate, certificate))
      return TRUE;
  return FALSE;
}

/* Whoever signs has to bring the issuers along; a root proves nothing by being there. */
static gboolean
put_issuers (KeysSession *session, GPtrArray *chain, GError **error)
{
  g_autoptr (GPtrArray) objects = keys_session_list_certificates (session, error);
  g_autoptr (GBytes) none = g_bytes_new (NULL, 0);

  if (objects == NULL)
    return FALSE;
  for (guint i = 1; i < chain->len; i++)
    {
      PkiCertificate *issuer = chain->pdata[i];
      gboolean is_root = g_str_equal (pki_certificate_get_subject (issuer),
                                      pki_certificate_get_issuer (issuer));

      if (!is_root && !is_there (objects, issuer) &&
          !put_certificate (session, issuer, none, error))
        return FALSE;
    }
  return TRUE;
}

static GBytes *
dup_key_of (PkiCertificate *certificate)
{
  g_autoptr (GBytes) spki = pki_certificate_dup_spki (certificate);

  return pki_spki_make_canonical (spki);
}

static gboolean
is_of_same_key (PkiCertificate *one, PkiCertificate *other)
{
  g_autoptr (GBytes) first = dup_key_of (one);
  g_autoptr (GBytes) second = dup_key_of (other);

  return first != NULL && second != NULL && g_bytes_equal (first, second);
}

/* Tokens there are that give several keys one CKA_ID, and keys that several authorities certified:
 * what another key or another authority's word hangs on is nobody's to destroy here. */
static gboolean
is_superseded (GBytes *der, PkiCertificate *by)
{
  gsize size;
  const void *data = g_bytes_get_data (der, &size);
  g_autoptr (PkiCertificate) certificate = pki_certificate_new_from_der (data, size, NULL);

  return certificate != NULL && !pki_certificate_equal (certificate, by) &&
         g_str_equal (pki_certificate_get_issuer (certificate), pki_certificate_get_issuer (by)) &&
         is_of_same_key (certificate, by);
}

/* One key with two certificates would be found by neither's address of the token alone. */
static void
drop_older (KeysSession *session, PkiCertificate *certificate, GBytes *id)
{
  g_autoptr (GArray) found = keys_session_find (session, CKO_CERTIFICATE, id, NULL);

  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      CK_OBJECT_HANDLE handle = g_array_index (found, CK_OBJECT_HANDLE, i);
      g_autoptr (GBytes) der = keys_session_read (session, handle, CKA_VALUE);

      if (is_superseded (der, certificate))
        session->slot.functions->C_DestroyObject (session->handle, handle);
    }
}

/**
 * keys_token_certificate_put:
 * @session: to write, logged in
 * @chain: (element-type PkiCertificate): a certificate, then its issuers
 * @id: CKA_ID of its key
 * @error: any code of #KeysError about tokens
 *
 * Puts a certificate beside its key, after the issuers that are not there yet. Then the older ones
 * of the same key by the same authority go; every other one stays.
 *
 * Returns: whether it is there
 */
gboolean
keys_token_certificate_put (KeysSession *session, GPtrArray *chain, GBytes *id, GError **error)
{
  if (!put_issuers (session, chain, error) ||
      !put_certificate (session, chain->pdata[0], id, error))
    return FALSE;
  drop_older (session, chain->pdata[0], id);
  return TRUE;
}
