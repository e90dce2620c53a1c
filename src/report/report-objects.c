/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-objects.h"

#include "report-text.h"

/* Enough for any honest set of files; beyond them nothing is referred to. */
#define MAX_OBJECTS 20000

/* Of one object in full and of all together; larger ones are named by their digest. */
#define MAX_SIZE (1u << 20)
#define MAX_TOTAL (64u << 20)

struct _ReportObjects {
  GHashTable *known; /* identifier → itself */
  GString *xml;
  gsize total;
};

static const struct {
  const char *prefix;
  const char *type; /* TS 119 102-2, 4.4.4 */
} kinds[REPORT_N_OBJECTS] = {
    [REPORT_OBJECT_CERTIFICATE] = {"C", "urn:etsi:019102:validationObject:certificate"},
    [REPORT_OBJECT_OCSP] = {"O", "urn:etsi:019102:validationObject:OCSPResponse"},
    [REPORT_OBJECT_CRL] = {"R", "urn:etsi:019102:validationObject:CRL"},
    [REPORT_OBJECT_TIMESTAMP] = {"T", "urn:etsi:019102:validationObject:timestamp"},
};

/**
 * report_objects_new:
 *
 * Makes a collection without objects.
 *
 * Returns: (transfer full): the collection
 */
ReportObjects *
report_objects_new (void)
{
  ReportObjects *self = g_new0 (ReportObjects, 1);

  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->xml = g_string_new (NULL);
  return self;
}

/**
 * report_objects_free:
 * @self: (nullable): a collection
 *
 * Frees it.
 */
void
report_objects_free (ReportObjects *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->known);
  g_string_free (self->xml, TRUE);
  g_free (self);
}

/* Whether id, which is taken, is new; lent receives the copy that stays. */
static gboolean
enter (ReportObjects *self, char *id, const char **lent)
{
  g_autofree char *own = id;
  gpointer known = NULL;

  *lent = NULL;
  if (g_hash_table_lookup_extended (self->known, own, &known, NULL))
    {
      *lent = known;
      return FALSE;
    }
  if (g_hash_table_size (self->known) >= MAX_OBJECTS)
    return FALSE;
  *lent = own;
  g_hash_table_add (self->known, g_steal_pointer (&own));
  return TRUE;
}

static void
open_object (GString *xml, const char *id, const char *type)
{
  g_string_append_printf (xml,
                          "<ValidationObject id=\"%s\">\n<ObjectType>%s</ObjectType>\n"
                          "<ValidationObjectRepresentation>",
                          id, type);
}

/* TS 119 102-2, 4.4.6: since when it is proven to exist; G_MAXINT64 where nobody asks. */
static void
close_object (GString *xml, gint64 since)
{
  g_autoptr (GDateTime) moment = since != G_MAXINT64 ? g_date_time_new_from_unix_utc (since) : NULL;
  g_autofree char *text = moment != NULL ? g_date_time_format_iso8601 (moment) : NULL;

  g_string_append (xml, "</ValidationObjectRepresentation>\n");
  if (text != NULL)
    g_string_append_printf (xml,
                            "<POE><POETime>%s</POETime>"
                            "<TypeOfProof>urn:etsi:019102:poetype:validation</TypeOfProof></POE>\n",
                            text);
  g_string_append (xml, "</ValidationObject>\n");
}

static void
add_digest (GString *xml, const guint8 *bytes, gsize length)
{
  g_autofree char *base64 = g_base64_encode (bytes, length);

  g_string_append_printf (
      xml,
      "<DigestAlgAndValue><ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>"
      "<ds:DigestValue>%s</ds:DigestValue></DigestAlgAndValue>",
      base64);
}

/**
 * report_objects_add_answer:
 * @self: a collection
 * @kind: what it is
 * @der: it
 * @since: when it is proven to have existed, seconds since 1970; %G_MAXINT64 for nothing known
 *
 * Adds an object with its proof of existence, unless it is there already.
 *
 * Returns: (transfer none) (nullable): its identifier
 */
const char *
report_objects_add_answer (ReportObjects *self, ReportObjectKind kind, GBytes *der, gint64 since)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (der, &size);
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, der);
  const char *id = NULL;

  if (!enter (self, g_strdup_printf ("%s-%s", kinds[kind].prefix, sha256), &id))
    return id;
  open_object (self->xml, id, kinds[kind].type);
  if (size <= MAX_SIZE && self->total + size <= MAX_TOTAL)
    {
      g_autofree char *base64 = g_base64_encode (data, size);
      g_string_append_printf (self->xml, "<base64>%s</base64>", base64);
      self->total += size;
    }
  else
    {
      g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
      guint8 bytes[32];
      gsize length = sizeof bytes;
      g_checksum_update (checksum, data, (gssize) size);
      g_checksum_get_digest (checksum, bytes, &length);
      add_digest (self->xml, bytes, length);
    }
  close_object (self->xml, since);
  return id;
}

/**
 * report_objects_add:
 * @self: a collection
 * @kind: what it is
 * @der: it
 *
 * Adds an object, unless it is there already.
 *
 * Returns: (transfer none) (nullable): its identifier
 */
const char *
report_objects_add (ReportObjects *self, ReportObjectKind kind, GBytes *der)
{
  return report_objects_add_answer (self, kind, der, G_MAXINT64);
}

/**
 * report_objects_add_certificate:
 * @self: a collection
 * @certificate: a certificate
 *
 * The same for a certificate.
 *
 * Returns: (transfer none) (nullable): its identifier
 */
const char *
report_objects_add_certificate (ReportObjects *self, PkiCertificate *certificate)
{
  return report_objects_add (self, REPORT_OBJECT_CERTIFICATE,
                             pki_certificate_get_der (certificate));
}

/**
 * report_objects_add_file:
 * @self: a collection
 * @name: the signed file's name
 * @sha256: of its bytes, in hexadecimal
 *
 * Adds what was signed by name and digest.
 *
 * Returns: (transfer none) (nullable): its identifier
 */
const char *
report_objects_add_file (ReportObjects *self, const char *name, const char *sha256)
{
  g_autofree char *clean = report_text_clean (name, REPORT_TEXT_VALUE);
  g_autofree char *uri = g_uri_escape_string (clean, "/", FALSE);
  guint8 bytes[32] = {0};
  const char *id = NULL;

  if (!enter (self, g_strdup_printf ("D-%s", sha256), &id))
    return id;
  for (guint i = 0; i < sizeof bytes && sha256[2 * i] != '\0'; i++)
    bytes[i] = (guint8) (g_ascii_xdigit_value (sha256[2 * i]) << 4 |
                         g_ascii_xdigit_value (sha256[2 * i + 1]));
  open_object (self->xml, id, "urn:etsi:019102:validationObject:signedData");
  add_digest (self->xml, bytes, sizeof bytes);
  g_string_append_printf (self->xml, "<URI>%s</URI>", uri);
  close_object (self->xml, G_MAXINT64);
  return id;
}

/**
 * report_objects_write:
 * @self: a collection
 * @xml: what is being written
 *
 * Writes the list of all objects, where there are any.
 */
void
report_objects_write (ReportObjects *self, GString *xml)
{
  if (self->xml->len == 0)
    return;
  g_string_append (xml, "<SignatureValidationObjects>\n");
  g_string_append_len (xml, self->xml->str, (gssize) self->xml->len);
  g_string_append (xml, "</SignatureValidationObjects>\n");
}
