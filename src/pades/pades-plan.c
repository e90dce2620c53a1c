/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-plan.h"

#include "pades-date.h"
#include "pades-field.h"
#include "pades-marks.h"
#include "pades-preflight.h"
#include "pades-restriction.h"
#include "pades-version.h"

/* Room for "[0 b c d]" with three numbers of 14 digits, more than any file system holds. */
#define BYTE_RANGE_WIDTH 50

static PadesPlan *
plan_bare (PdfFile *file, const PadesSignRequest *request)
{
  PadesPlan *self = g_new0 (PadesPlan, 1);

  self->file = pdf_file_ref (file);
  self->timestamp = request == NULL;
  self->request = request != NULL ? request : &self->bare;
  self->forms = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static gboolean
decide (PadesPlan *self, GPtrArray *problems, GError **error)
{
  return (self->fields = pdf_fields_list (self->file, error)) != NULL &&
         (self->earlier = pades_dictionary_list (self->file, error)) != NULL &&
         pades_preflight_run (self, problems, error);
}

static PadesPlan *
plan_new (PdfFile *file, const PadesSignRequest *request, GPtrArray *problems, GError **error)
{
  g_autoptr (PadesPlan) self = plan_bare (file, request);

  return decide (self, problems, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * pades_plan_new:
 * @file: the file to be signed
 * @request: what is asked for; lent until the plan is freed. No signer is needed yet
 * @error: return location for an error
 *
 * Decides how a request can be carried out, and whether earlier signatures and the field's author
 * permit it.
 *
 * Returns: (transfer full): the plan; %NULL with %PADES_ERROR or %PDF_ERROR
 */
PadesPlan *
pades_plan_new (PdfFile *file, const PadesSignRequest *request, GError **error)
{
  g_return_val_if_fail (request != NULL, NULL);

  return plan_new (file, request, NULL, error);
}

/**
 * pades_plan_new_timestamp:
 * @file: the file to be time-stamped
 * @error: return location for an error
 *
 * Plans a document time-stamp (ISO 32000-2, 12.8.5) in an invisible field of its own, which every
 * certification permits.
 *
 * Returns: (transfer full): the plan; %NULL with %PADES_ERROR or %PDF_ERROR
 */
PadesPlan *
pades_plan_new_timestamp (PdfFile *file, GError **error)
{
  return plan_new (file, NULL, NULL, error);
}

/**
 * pades_plan_new_empty:
 * @file: the file that gets a field
 * @request: its name, at most one mark, whose appearance is not looked at, and what whoever signs
 *   in it locks; lent until the plan is freed
 * @error: return location for an error
 *
 * Plans a signature field that somebody else is to sign in (ISO 32000-2, 12.7.5.5).
 *
 * Returns: (transfer full): the plan; %NULL with %PADES_ERROR or %PDF_ERROR
 */
PadesPlan *
pades_plan_new_empty (PdfFile *file, const PadesSignRequest *request, GError **error)
{
  g_autoptr (PadesPlan) self = plan_bare (file, request);

  self->empty = TRUE;
  return decide (self, NULL, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * pades_plan_try:
 * @file: a file
 * @request: (nullable): what is asked for; %NULL for a document time-stamp
 * @problems: (element-type GError): takes all that forbids it
 *
 * Asks everything that pades_plan_new() or pades_plan_new_timestamp() asks, and does not stop at
 * the first answer.
 */
void
pades_plan_try (PdfFile *file, const PadesSignRequest *request, GPtrArray *problems)
{
  GError *error = NULL;
  g_autoptr (PadesPlan) plan = plan_new (file, request, problems, &error);

  if (plan == NULL)
    g_ptr_array_add (problems, error);
}

/**
 * pades_plan_get_certificate:
 * @self: a plan
 *
 * Tells who signs, or is going to.
 *
 * Returns: (transfer none) (nullable): the certificate; %NULL for a time-stamp, and where nobody
 *   knows yet
 */
PkiCertificate *
pades_plan_get_certificate (PadesPlan *self)
{
  const PadesSignRequest *request = self->request;

  if (request->signer != NULL)
    return pki_signer_get_certificate (request->signer);
  if (request->certificates == NULL || request->certificates->len == 0)
    return NULL;
  return g_ptr_array_index (request->certificates, 0);
}

/**
 * pades_plan_free:
 * @self: (nullable): a plan
 *
 * Frees it.
 */
void
pades_plan_free (PadesPlan *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->byte_range, pdf_object_unref);
  g_clear_pointer (&self->contents, pdf_object_unref);
  g_clear_pointer (&self->catalog, pdf_object_unref);
  g_clear_pointer (&self->writer, pdf_writer_free);
  g_clear_pointer (&self->forms, g_ptr_array_unref);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_clear_pointer (&self->earlier, g_ptr_array_unref);
  g_clear_pointer (&self->file, pdf_file_unref);
  g_clear_pointer (&self->lock, pades_lock_free);
  g_free (self->name);
  g_free (self);
}

static void
set_text (PdfObject *dict, const char *key, const char *text)
{
  if (text != NULL && text[0] != '\0')
    pdf_object_take (dict, key, pdf_object_new_text (text));
}

static PdfObject *
build_properties (void)
{
  PdfObject *properties = pdf_object_new_dict ();
  PdfObject *app = pdf_object_new_dict ();

  pdf_object_take (app, "Name", pdf_object_new_name ("Vermilion"));
  pdf_object_take (properties, "App", app);
  return properties;
}

static PdfObject *
build_signature (PadesPlan *self)
{
  const PadesSignRequest *request = self->request;
  PdfObject *dict = pdf_object_new_dict ();
  g_autofree char *date = pades_date_format (request->now, request->utc_offset);

  pdf_object_take (dict, "Type", pdf_object_new_name ("Sig"));
  pdf_object_take (dict, "Filter", pdf_object_new_name ("Adobe.PPKLite"));
  pdf_object_take (dict, "SubFilter", pdf_object_new_name ("ETSI.CAdES.detached"));
  pdf_object_set (dict, "ByteRange", self->byte_range);
  pdf_object_set (dict, "Contents", self->contents);
  set_text (dict, "M", date);
  set_text (dict, "Name", pki_certificate_get_name (pki_signer_get_certificate (request->signer)));
  set_text (dict, "Reason", request->reason);
  set_text (dict, "Location", request->location);
  set_text (dict, "ContactInfo", request->contact);
  pdf_object_take (dict, "Prop_Build", build_properties ());
  return dict;
}

/* EN 319 142-1, 5.4.3: the token's time and certificate say all that entries could. */
static PdfObject *
build_timestamp (PadesPlan *self)
{
  PdfObject *dict = pdf_object_new_dict ();

  pdf_object_take (dict, "Type", pdf_object_new_name ("DocTimeStamp"));
  pdf_object_take (dict, "Filter", pdf_object_new_name ("Adobe.PPKLite"));
  pdf_object_take (dict, "SubFilter", pdf_object_new_name ("ETSI.RFC3161"));
  pdf_object_set (dict, "ByteRange", self->byte_range);
  pdf_object_set (dict, "Contents", self->contents);
  return dict;
}

/* Only a signer's key can need more than the version that signatures have. */
static const char *
get_key_type (PadesPlan *self)
{
  if (self->timestamp || self->empty)
    return NULL;
  return pki_certificate_get_key_type (pki_signer_get_certificate (self->request->signer));
}

static gboolean
load_catalog (PadesPlan *self, GError **error)
{
  PdfObject *root = pdf_object_peek_key (pdf_file_peek_trailer (self->file), "Root");
  g_autoptr (PdfObject) catalog = pdf_file_get_catalog (self->file, error);

  if (catalog == NULL)
    return FALSE;
  self->catalog_number = pdf_object_get_ref (root, NULL);
  self->catalog = pdf_object_copy (catalog);
  self->conformance = pades_conformance_read (self->file, catalog);
  return TRUE;
}

static void
put_catalog (PadesPlan *self)
{
  self->catalog_changed |= pades_version_raise (self->file, self->catalog, get_key_type (self));
  if (self->catalog_changed)
    pdf_writer_put (self->writer, self->catalog_number, self->catalog);
}

static gboolean
build_objects (PadesPlan *self, GError **error)
{
  GPtrArray *marks = self->request->marks;
  guint32 number = pdf_writer_reserve (self->writer);
  g_autoptr (PdfObject) signature = self->timestamp ? build_timestamp (self)
                                                    : build_signature (self);
  guint i;

  pades_restriction_write (self, number, signature);
  pdf_writer_put (self->writer, number, signature);
  if (!pades_field_write (self, number, error))
    return FALSE;
  for (i = 1; marks != NULL && i < marks->len; i++)
    if (!pades_marks_stamp (self, g_ptr_array_index (marks, i), error))
      return FALSE;
  put_catalog (self);
  return TRUE;
}

/* Behind the numbers comes white space up to the width that was kept. */
static void
fill_byte_range (guint8 *place, gsize gap, gsize tail, gsize end)
{
  g_autofree char *text = g_strdup_printf (
      "[0 %" G_GSIZE_FORMAT " %" G_GSIZE_FORMAT " %" G_GSIZE_FORMAT "]", gap, tail, end - tail);

  memset (place, ' ', BYTE_RANGE_WIDTH);
  memcpy (place, text, MIN (strlen (text), BYTE_RANGE_WIDTH));
}

/**
 * pades_plan_build:
 * @self: the plan
 * @contents_size: bytes to keep for the CMS
 * @gap: (out): where /Contents begins in @bytes, its "<"
 * @error: return location for an error
 *
 * Makes the bytes to append, /ByteRange filled in and /Contents all zeros, to be filled in later.
 * A plan can be built once.
 *
 * Returns: (transfer none) (nullable): the bytes, which the plan owns
 */
GByteArray *
pades_plan_build (PadesPlan *self, gsize contents_size, gsize *gap, GError **error)
{
  GByteArray *bytes = NULL;
  gsize width = 2 * contents_size + 2;
  gsize base = 0;
  gsize range = 0;

  g_return_val_if_fail (self->writer == NULL, NULL);
  g_return_val_if_fail (self->timestamp || self->request->signer != NULL, NULL);

  self->writer = pdf_writer_new (self->file);
  self->byte_range = pdf_object_new_reserved (BYTE_RANGE_WIDTH);
  self->contents = pdf_object_new_reserved (width);
  if (!load_catalog (self, error) || !build_objects (self, error))
    return NULL;
  bytes = pdf_writer_finish (self->writer, error);
  if (bytes == NULL)
    return NULL;
  pdf_file_get_data (self->file, &base);
  if (!pdf_writer_find (self->writer, self->byte_range, &range) ||
      !pdf_writer_find (self->writer, self->contents, gap))
    g_assert_not_reached (); /* both were put above */
  fill_byte_range (bytes->data + (range - base), *gap, *gap + width, base + bytes->len);
  *gap -= base;
  memset (bytes->data + *gap, '0', width);
  bytes->data[*gap] = '<';
  bytes->data[*gap + width - 1] = '>';
  return bytes;
}

/**
 * pades_plan_build_empty:
 * @self: the plan of an empty field
 * @error: return location for an error
 *
 * Makes the bytes to append. A plan can be built once.
 *
 * Returns: (transfer none) (nullable): the bytes, which the plan owns
 */
GByteArray *
pades_plan_build_empty (PadesPlan *self, GError **error)
{
  g_return_val_if_fail (self->writer == NULL && self->empty, NULL);

  self->writer = pdf_writer_new (self->file);
  if (!load_catalog (self, error) || !pades_field_write (self, 0, error))
    return NULL;
  put_catalog (self);
  return pdf_writer_finish (self->writer, error);
}
