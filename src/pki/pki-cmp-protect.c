/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-cmp-protect.h"

#include <openssl/asn1.h>

#include "pki-der-write.h"
#include "pki-der.h"
#include "pki-error.h"

/* OpenSSL signs messages with its own keys only; an office's may be anywhere. So it makes the
 * message, and the signature is put in here. */

typedef struct {
  PkiDer header;
  PkiDer body;
  PkiDer certificates; /* content_size 0: none */
} Parts;

static gboolean
take_apart (GBytes *message, Parts *parts)
{
  gsize size;
  const guint8 *p = g_bytes_get_data (message, &size);
  const guint8 *end = p + size;
  PkiDer all, tagged;

  if (!pki_der_expect (&p, end, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE, &all))
    return FALSE;
  p = all.content;
  end = p + all.content_size;
  if (!pki_der_expect (&p, end, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE, &parts->header) ||
      !pki_der_next (&p, end, &parts->body))
    return FALSE;
  parts->certificates = (PkiDer){0};
  if (p == end)
    return TRUE;
  if (!pki_der_expect (&p, end, V_ASN1_CONTEXT_SPECIFIC, 1, &tagged) || p != end)
    return FALSE;
  p = tagged.content;
  return pki_der_expect (&p, end, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE, &parts->certificates);
}

static void
append_element (GByteArray *out, const PkiDer *element)
{
  g_byte_array_append (out, element->start, element->size);
}

/* protectionAlg [1] stands behind messageTime [0] and before all the others. */
static GByteArray *
write_header (const PkiDer *header, GBytes *algorithm)
{
  g_autoptr (GByteArray) content = g_byte_array_new ();
  g_autoptr (GByteArray) wrapped = g_byte_array_new ();
  GByteArray *out = g_byte_array_new ();
  const guint8 *p = header->content;
  const guint8 *end = p + header->content_size;
  gboolean is_written = FALSE;
  PkiDer field;

  pki_der_append (wrapped, algorithm);
  for (guint i = 0; pki_der_next (&p, end, &field); i++)
    {
      if (i >= 3 && field.tag > 0 && !is_written)
        {
          pki_der_append_wrapped (content, PKI_DER_CONTEXT (1), wrapped);
          is_written = TRUE;
        }
      append_element (content, &field);
    }
  if (!is_written)
    pki_der_append_wrapped (content, PKI_DER_CONTEXT (1), wrapped);
  pki_der_append_wrapped (out, PKI_DER_SEQUENCE, content);
  return out;
}

/* The office's own first (RFC 9483, 3.3); the root is what the reader has to have. */
static void
append_certificates (GByteArray *out, GPtrArray *chain, const PkiDer *others)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autoptr (GByteArray) sequence = g_byte_array_new ();

  for (guint i = 0; i + 1 < chain->len; i++)
    pki_der_append (all, pki_certificate_get_der (chain->pdata[i]));
  if (others->content_size > 0)
    g_byte_array_append (all, others->content, others->content_size);
  pki_der_append_wrapped (sequence, PKI_DER_SEQUENCE, all);
  pki_der_append_wrapped (out, PKI_DER_CONTEXT (1), sequence);
}

/* pki_issuer_complete() gives SEQUENCE { what was signed, algorithm, BIT STRING }. */
static gboolean
append_signature (GByteArray *out, PkiIssuer *office, GByteArray *content, GError **error)
{
  g_autoptr (GBytes) tbs = pki_der_wrap (PKI_DER_SEQUENCE, content);
  g_autoptr (GBytes) signed_part = pki_issuer_complete (office, tbs, NULL, NULL, error);
  g_autoptr (GByteArray) bits = g_byte_array_new ();
  gsize size;
  const guint8 *p, *end;
  PkiDer element;

  if (!signed_part)
    return FALSE;
  p = g_bytes_get_data (signed_part, &size);
  end = p + size;
  if (!pki_der_next (&p, end, &element))
    return FALSE;
  p = element.content;
  for (guint i = 0; i < 3; i++)
    if (!pki_der_next (&p, end, &element))
      return FALSE;
  append_element (bits, &element);
  pki_der_append_wrapped (out, PKI_DER_CONTEXT (0), bits);
  return TRUE;
}

/**
 * pki_cmp_protect:
 * @message: DER PKIMessage that was made here, without protection
 * @office: who signs
 * @chain: (element-type PkiCertificate): its certificate first, the root last
 * @error: what the key refuses with
 *
 * Puts a signature into a message (RFC 9810, 5.1.3.3).
 *
 * Returns: (transfer full): DER PKIMessage, or NULL on error
 */
GBytes *
pki_cmp_protect (GBytes *message, PkiIssuer *office, GPtrArray *chain, GError **error)
{
  GBytes *algorithm = pki_issuer_get_algorithm (office, NULL, error);
  g_autoptr (GByteArray) content = NULL;
  Parts parts;

  if (!algorithm)
    return NULL;
  if (!take_apart (message, &parts))
    {
      g_set_error_literal (error, PKI_ERROR, PKI_ERROR_PARSE, "this message cannot be signed");
      return NULL;
    }
  content = write_header (&parts.header, algorithm);
  append_element (content, &parts.body);
  if (!append_signature (content, office, content, error))
    return NULL;
  append_certificates (content, chain, &parts.certificates);
  return pki_der_wrap (PKI_DER_SEQUENCE, content);
}
