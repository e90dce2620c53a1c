/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-cmp-message.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "pki-der-write.h"
#include "pki-der.h"
#include "pki-error.h"
#include "pki-openssl.h"

/* As much as is kept of an act; with an RSA-4096 key and a chain it is 7,000 bytes. */
#define MAX_SIZE 16384
#define MAX_TRANSACTION 64
#define MAX_REFERENCE 128
/* OpenSSL's own programs take 500; each costs one hash before anything is known of the sender. */
#define MIN_ITERATIONS 100
#define MAX_ITERATIONS 10000
#define MAX_SALT 256

/* The rest of what an element holds. */
typedef struct {
  const guint8 *p;
  const guint8 *end;
} Rest;

static const guint8 pbm[] = {0x2a, 0x86, 0x48, 0x86, 0xf6, 0x7d, 0x07, 0x42, 0x0d};
static const guint8 old_certificate[] = {0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x05, 0x01, 0x05};
/* The hashes of a password: SHA-1, and SHA-256, -384, -512. */
static const guint8 sha1[] = {0x2b, 0x0e, 0x03, 0x02, 0x1a};
static const guint8 sha2[] = {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02};

static Rest
inside (const PkiDer *element)
{
  return (Rest){element->content, element->content + element->content_size};
}

static gboolean
take (Rest *rest, int tag, PkiDer *element)
{
  return pki_der_expect (&rest->p, rest->end, V_ASN1_UNIVERSAL, tag, element);
}

static gboolean
open_sequence (Rest *rest, Rest *content)
{
  PkiDer element;

  if (!take (rest, V_ASN1_SEQUENCE, &element))
    return FALSE;
  *content = inside (&element);
  return TRUE;
}

/* One [n], where it comes next. */
static gboolean
take_tagged (Rest *rest, int tag, PkiDer *element)
{
  Rest ahead = *rest;

  if (!pki_der_expect (&ahead.p, ahead.end, V_ASN1_CONTEXT_SPECIFIC, tag, element))
    return FALSE;
  *rest = ahead;
  return TRUE;
}

static GBytes *
content_of (const PkiDer *element)
{
  return g_bytes_new (element->content, element->content_size);
}

static gboolean
is_oid (const PkiDer *element, const guint8 *oid, gsize size)
{
  return element->content_size == size && memcmp (element->content, oid, size) == 0;
}

/* Up to four octets; anything longer is more than is taken anywhere here. */
static gint64
number_of (const PkiDer *element)
{
  gint64 number = 0;

  if (element->content_size == 0 || element->content_size > 4)
    return -1;
  for (gsize i = 0; i < element->content_size; i++)
    number = number << 8 | element->content[i];
  return element->content[0] & 0x80 ? -1 : number;
}

static char *
hex_of (const guint8 *bytes, gsize size)
{
  GString *text = g_string_sized_new (2 * size);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}

/* As certificates' serial numbers are written here. */
static char *
serial_of (const PkiDer *element)
{
  BIGNUM *number = element->content_size > 0 && element->content_size <= 21 &&
                           !(element->content[0] & 0x80)
                       ? BN_bin2bn (element->content, element->content_size, NULL)
                       : NULL;
  char *hex = number ? BN_bn2hex (number) : NULL;
  char *copy = g_strdup (hex);

  OPENSSL_free (hex);
  BN_free (number);
  return copy;
}

static gint64
time_of (Rest rest)
{
  const guint8 *p = rest.p;
  ASN1_GENERALIZEDTIME *time = d2i_ASN1_GENERALIZEDTIME (NULL, &p, rest.end - p);
  gint64 seconds = 0;

  if (!time || !pki_time_from_asn1 (time, &seconds) || seconds < 0)
    seconds = 0;
  ASN1_GENERALIZEDTIME_free (time);
  ERR_clear_error ();
  return seconds;
}

static gboolean
is_known_hash (const PkiDer *oid)
{
  return is_oid (oid, sha1, sizeof sha1) ||
         (oid->content_size == sizeof sha2 + 1 && memcmp (oid->content, sha2, sizeof sha2) == 0 &&
          oid->content[sizeof sha2] >= 1 && oid->content[sizeof sha2] <= 3);
}

/* PBMParameter ::= SEQUENCE { salt, owf, iterationCount, mac } (RFC 9810, 5.1.3.1) */
static gboolean
is_cheap (Rest parameters)
{
  Rest pbmparameter, owf;
  PkiDer salt, hash, iterations;

  if (!open_sequence (&parameters, &pbmparameter) ||
      !take (&pbmparameter, V_ASN1_OCTET_STRING, &salt) || salt.content_size > MAX_SALT ||
      !open_sequence (&pbmparameter, &owf) || !take (&owf, V_ASN1_OBJECT, &hash) ||
      !is_known_hash (&hash) || !take (&pbmparameter, V_ASN1_INTEGER, &iterations))
    return FALSE;
  return number_of (&iterations) >= MIN_ITERATIONS && number_of (&iterations) <= MAX_ITERATIONS;
}

static gboolean
read_protection (PkiCmpMessage *self, Rest tagged)
{
  Rest algorithm;
  PkiDer oid;

  if (!open_sequence (&tagged, &algorithm) || !take (&algorithm, V_ASN1_OBJECT, &oid))
    return FALSE;
  self->protection = is_oid (&oid, pbm, sizeof pbm) ? PKI_CMP_MAC : PKI_CMP_SIGNATURE;
  return self->protection == PKI_CMP_SIGNATURE || is_cheap (algorithm);
}

static char *
text_of (const PkiDer *element)
{
  if (element->content_size == 0 || element->content_size > MAX_REFERENCE)
    return NULL;
  for (gsize i = 0; i < element->content_size; i++)
    if (!g_ascii_isgraph (element->content[i]))
      return NULL;
  return g_strndup ((const char *) element->content, element->content_size);
}

/* The fields of a header behind its names, each of which may be missing. */
static gboolean
read_field (PkiCmpMessage *self, const PkiDer *field)
{
  Rest tagged = inside (field);
  PkiDer octets;

  if (field->tag == 0)
    {
      self->time = time_of (tagged);
      return self->time > 0;
    }
  if (field->tag == 1)
    return read_protection (self, tagged);
  if (field->tag != 2 && field->tag != 4 && field->tag != 5)
    return TRUE;
  if (!take (&tagged, V_ASN1_OCTET_STRING, &octets))
    return FALSE;
  if (field->tag == 2)
    self->reference = text_of (&octets);
  else if (field->tag == 5)
    self->sender_nonce = content_of (&octets);
  else if (octets.content_size > 0 && octets.content_size <= MAX_TRANSACTION)
    self->transaction = hex_of (octets.content, octets.content_size);
  return TRUE;
}

/* PKIHeader (RFC 9810, 5.1.1): pvno, sender, recipient, and what has tags, in their order. */
static gboolean
read_header (PkiCmpMessage *self, Rest header)
{
  PkiDer version, name, field;
  int last = -1;

  if (!take (&header, V_ASN1_INTEGER, &version) || !pki_der_next (&header.p, header.end, &name) ||
      !pki_der_next (&header.p, header.end, &name))
    return FALSE;
  while (header.p < header.end)
    {
      if (!pki_der_next (&header.p, header.end, &field) ||
          field.tag_class != V_ASN1_CONTEXT_SPECIFIC || field.tag <= last ||
          !read_field (self, &field))
        return FALSE;
      last = field.tag;
    }
  return self->transaction != NULL;
}

/* [3] or [4] around a Name, as templates and GeneralNames have it. */
static void
set_issuer (PkiCmpMessage *self, const PkiDer *tagged)
{
  g_clear_pointer (&self->issuer, g_bytes_unref);
  self->issuer = content_of (tagged);
}

/* CertTemplate (RFC 4211, 5): all of it implicitly tagged but the names. */
static gboolean
read_template (PkiCmpMessage *self, Rest template, gboolean is_revocation)
{
  PkiDer field;

  while (template.p < template.end)
    {
      if (!pki_der_next (&template.p, template.end, &field) ||
          field.tag_class != V_ASN1_CONTEXT_SPECIFIC)
        return FALSE;
      if (field.tag == 6)
        {
          g_autoptr (GByteArray) key = g_byte_array_new ();

          g_byte_array_append (key, field.content, field.content_size);
          g_clear_pointer (&self->spki, g_bytes_unref);
          self->spki = pki_der_wrap (PKI_DER_SEQUENCE, key);
        }
      else if (is_revocation && field.tag == 1)
        {
          g_free (self->serial);
          self->serial = serial_of (&field);
        }
      else if (is_revocation && field.tag == 3)
        set_issuer (self, &field);
    }
  return TRUE;
}

/* CertId ::= SEQUENCE { issuer GeneralName, serialNumber INTEGER }, of the certificate that is
 * updated (RFC 4211, 6.5); what else the controls say is not read. */
static gboolean
read_controls (PkiCmpMessage *self, Rest controls)
{
  Rest control, id;
  PkiDer oid, issuer, serial;

  while (controls.p < controls.end)
    {
      if (!open_sequence (&controls, &control) || !take (&control, V_ASN1_OBJECT, &oid))
        return FALSE;
      if (!is_oid (&oid, old_certificate, sizeof old_certificate))
        continue;
      if (!open_sequence (&control, &id) || !take_tagged (&id, 4, &issuer) ||
          !take (&id, V_ASN1_INTEGER, &serial))
        return FALSE;
      set_issuer (self, &issuer);
      g_free (self->serial);
      self->serial = serial_of (&serial);
    }
  return TRUE;
}

/* CertReqMessages (RFC 4211, 3); one at a time. */
static gboolean
read_requests (PkiCmpMessage *self, Rest body)
{
  Rest messages, message, request, template, controls;
  PkiDer id;

  return open_sequence (&body, &messages) && open_sequence (&messages, &message) &&
         messages.p == messages.end && open_sequence (&message, &request) &&
         take (&request, V_ASN1_INTEGER, &id) && open_sequence (&request, &template) &&
         read_template (self, template, FALSE) &&
         (request.p == request.end ||
          (open_sequence (&request, &controls) && read_controls (self, controls)));
}

/* A reason that is not there, is there twice or is of no known form is none: nobody takes it for
 * another one. */
static void
read_reason (PkiCmpMessage *self, Rest details)
{
  const guint8 *p = details.p;
  X509_EXTENSIONS *extensions = p < details.end ? d2i_X509_EXTENSIONS (NULL, &p, details.end - p)
                                                : NULL;
  ASN1_ENUMERATED *reason;
  ASN1_GENERALIZEDTIME *since;
  int critical = -1;
  int others = 0;

  if (!extensions || p != details.end)
    {
      sk_X509_EXTENSION_pop_free (extensions, X509_EXTENSION_free);
      return;
    }
  reason = X509V3_get_d2i (extensions, NID_crl_reason, &critical, NULL);
  since = X509V3_get_d2i (extensions, NID_invalidity_date, &others, NULL);
  if (reason && sk_X509_EXTENSION_num (extensions) == (since ? 2 : 1) &&
      (!since || pki_time_from_asn1 (since, &self->invalid_since)))
    self->reason = ASN1_ENUMERATED_get (reason);
  ASN1_ENUMERATED_free (reason);
  ASN1_GENERALIZEDTIME_free (since);
  sk_X509_EXTENSION_pop_free (extensions, X509_EXTENSION_free);
}

/* RevReqContent ::= SEQUENCE OF SEQUENCE { certDetails, crlEntryDetails OPTIONAL } */
static gboolean
read_revocation (PkiCmpMessage *self, Rest body)
{
  Rest all, details, template;

  if (!open_sequence (&body, &all) || !open_sequence (&all, &details) || all.p != all.end ||
      !open_sequence (&details, &template) || !read_template (self, template, TRUE))
    return FALSE;
  read_reason (self, details);
  ERR_clear_error ();
  return self->serial && self->issuer;
}

/* PKIBody ::= CHOICE (RFC 9810, 5.1.2) */
static gboolean
read_body (PkiCmpMessage *self, const PkiDer *body)
{
  Rest content = inside (body);

  switch (body->tag)
    {
    case 0:
    case 2:
      self->kind = PKI_CMP_ENROL;
      return read_requests (self, content) && self->spki;
    case 4:
      self->kind = PKI_CMP_ENROL;
      self->request = content_of (body);
      return TRUE;
    case 7:
      self->kind = PKI_CMP_UPDATE;
      return read_requests (self, content);
    case 11:
      self->kind = PKI_CMP_REVOKE;
      return read_revocation (self, content);
    case 24:
      self->kind = PKI_CMP_CONFIRM;
      return TRUE;
    case 25:
      self->kind = PKI_CMP_POLL;
      return TRUE;
    default:
      return TRUE;
    }
}

static gboolean
read_certificates (PkiCmpMessage *self, Rest tagged)
{
  Rest certificates;
  PkiDer first;

  if (!open_sequence (&tagged, &certificates))
    return FALSE;
  if (certificates.p == certificates.end)
    return TRUE;
  if (!take (&certificates, V_ASN1_SEQUENCE, &first))
    return FALSE;
  self->signer = g_bytes_new (first.start, first.size);
  return TRUE;
}

static gboolean
read_message (PkiCmpMessage *self)
{
  gsize size;
  const guint8 *der = g_bytes_get_data (self->der, &size);
  Rest rest = {der, der + size};
  Rest message, header;
  PkiDer body, tagged;

  if (!open_sequence (&rest, &message) || rest.p != rest.end ||
      !open_sequence (&message, &header) || !read_header (self, header) ||
      !pki_der_next (&message.p, message.end, &body) || body.tag_class != V_ASN1_CONTEXT_SPECIFIC ||
      !read_body (self, &body))
    return FALSE;
  take_tagged (&message, 0, &tagged);
  return (!take_tagged (&message, 1, &tagged) || read_certificates (self, inside (&tagged))) &&
         message.p == message.end;
}

/**
 * pki_cmp_message_free:
 * @self: (transfer full): a message
 *
 * Frees it.
 */
void
pki_cmp_message_free (PkiCmpMessage *self)
{
  g_clear_pointer (&self->der, g_bytes_unref);
  g_free (self->transaction);
  g_clear_pointer (&self->sender_nonce, g_bytes_unref);
  g_free (self->reference);
  g_clear_pointer (&self->signer, g_bytes_unref);
  g_clear_pointer (&self->request, g_bytes_unref);
  g_clear_pointer (&self->spki, g_bytes_unref);
  g_free (self->serial);
  g_clear_pointer (&self->issuer, g_bytes_unref);
  g_free (self);
}

/**
 * pki_cmp_message_is_by:
 * @self: a message
 * @issuer: an authority's certificate
 *
 * Asks whether what a message is about is said to be of an authority: a serial number alone names
 * nothing.
 *
 * Returns: whether it is
 */
gboolean
pki_cmp_message_is_by (const PkiCmpMessage *self, PkiCertificate *issuer)
{
  gsize size;
  const guint8 *der = self->issuer ? g_bytes_get_data (self->issuer, &size) : NULL;
  const guint8 *p = der;
  X509_NAME *name = der ? d2i_X509_NAME (NULL, &p, size) : NULL;
  gboolean is_by = name && p == der + size &&
                   X509_NAME_cmp (name,
                                  X509_get_subject_name (pki_certificate_get_x509 (issuer))) == 0;

  X509_NAME_free (name);
  ERR_clear_error ();
  return is_by;
}

/**
 * pki_cmp_message_read:
 * @der: PKIMessage from outside
 * @error: %PKI_ERROR_PARSE where it is none, or asks for more work than a message is worth
 *
 * Takes a message apart, without believing any of it.
 *
 * Returns: (transfer full): the message, or NULL on error
 */
PkiCmpMessage *
pki_cmp_message_read (GBytes *der, GError **error)
{
  g_autoptr (PkiCmpMessage) self = g_new0 (PkiCmpMessage, 1);

  self->der = g_bytes_ref (der);
  self->kind = PKI_CMP_OTHER;
  self->reason = PKI_CMP_NO_REASON;
  if (g_bytes_get_size (der) <= MAX_SIZE && pki_der_is_strict (der) && read_message (self))
    return g_steal_pointer (&self);
  g_set_error_literal (error, PKI_ERROR, PKI_ERROR_PARSE,
                       "this is no message of CMP that is taken here");
  return NULL;
}
