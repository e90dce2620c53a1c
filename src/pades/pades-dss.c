/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-dss.h"

#include "pades-version.h"
#include "pdf-writer.h"

/* Far more than honest stores hold, and each costs memory. */
#define MAX_ENTRIES 2048
#define MAX_ENTRY_SIZE ((gsize) 32 << 20)
#define MAX_STORE_SIZE ((gsize) 128 << 20)

typedef enum {
  CERTIFICATES,
  OCSPS,
  CRLS,
  N_LISTS,
} List;

static const char *const list_keys[N_LISTS] = {"Certs", "OCSPs", "CRLs"};
static const char *const vri_keys[N_LISTS] = {"Cert", "OCSP", "CRL"};

struct _PadesDss {
  PdfFile *file;
  PdfWriter *writer;
  PdfObject *catalog;        /* a copy */
  guint32 number;            /* of the store's object, 0 for none */
  PdfObject *dict;           /* a copy */
  PdfObject *lists[N_LISTS]; /* copies */
  PdfObject *vri;            /* a copy */
  GHashTable *known;         /* SHA-256 of an entry → its object number */
  gboolean changed;
};

typedef void (*Visit) (List list, guint32 number, GBytes *der, gpointer user_data);

static GBytes *
load_entry (PdfFile *file, PdfObject *reference)
{
  g_autoptr (PdfObject) stream = pdf_file_resolve (file, reference, NULL);

  if (pdf_object_get_type (stream) != PDF_TYPE_STREAM)
    return NULL;
  return pdf_file_decode (file, stream, MAX_ENTRY_SIZE, NULL);
}

/* One reading of a store: each object once, and no more than honest ones hold. */
typedef struct {
  PdfFile *file;
  Visit visit;
  gpointer user_data;
  GHashTable *seen; /* object numbers */
  gsize room;
} Reading;

static void
visit_entry (Reading *reading, List list, PdfObject *reference)
{
  guint32 number = pdf_object_get_ref (reference, NULL);
  g_autoptr (GBytes) der = NULL;

  if (reading->room == 0 || !g_hash_table_add (reading->seen, GUINT_TO_POINTER (number)))
    return;
  der = load_entry (reading->file, reference);
  if (der == NULL)
    return;
  if (g_bytes_get_size (der) > reading->room)
    {
      reading->room = 0;
      return;
    }
  reading->room -= g_bytes_get_size (der);
  reading->visit (list, number, der, reading->user_data);
}

static void
visit_lists (Reading *reading, PdfObject *dict, const char *const keys[N_LISTS])
{
  for (List list = 0; list < N_LISTS; list++)
    {
      g_autoptr (PdfObject) array = pdf_file_get_key (reading->file, dict, keys[list], NULL);

      for (guint i = 0; i < MIN (pdf_object_get_length (array), MAX_ENTRIES); i++)
        visit_entry (reading, list, pdf_object_peek_index (array, i));
    }
}

/* What is only named for one signature exists as well, though it should be in the lists, too. */
static void
visit_vri (Reading *reading, PdfObject *dss)
{
  g_autoptr (PdfObject) vri = pdf_file_get_key (reading->file, dss, "VRI", NULL);
  PdfObject *value = NULL;
  const char *key = NULL;

  for (guint i = 0; i < MAX_ENTRIES && pdf_object_peek_entry (vri, i, &key, &value); i++)
    {
      g_autoptr (PdfObject) entry = pdf_file_resolve (reading->file, value, NULL);

      visit_lists (reading, entry, vri_keys);
    }
}

static void
visit_entries (PdfFile *file, PdfObject *dss, Visit visit, gpointer user_data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  Reading reading = {file, visit, user_data, seen, MAX_STORE_SIZE};

  visit_lists (&reading, dss, list_keys);
  visit_vri (&reading, dss);
}

static void
collect_entry (List list, guint32 number, GBytes *der, gpointer user_data)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (der, &length);
  g_autoptr (PkiCertificate) certificate = NULL;
  g_autoptr (PkiOcsp) ocsp = NULL;
  g_autoptr (PkiCrl) crl = NULL;

  switch (list)
    {
    case CERTIFICATES:
      certificate = pki_certificate_new_from_der (data, length, NULL);
      if (certificate != NULL)
        pki_validation_data_add_certificate (user_data, certificate);
      break;
    case OCSPS:
      ocsp = pki_ocsp_new (data, length, NULL);
      if (ocsp != NULL)
        pki_validation_data_add_ocsp (user_data, ocsp);
      break;
    case CRLS:
      crl = pki_crl_new (data, length, NULL);
      if (crl != NULL)
        pki_validation_data_add_crl (user_data, crl);
      break;
    case N_LISTS:
      break;
    }
}

/**
 * pades_dss_read:
 * @file: a file
 *
 * Reads the document security store of a file; entries that cannot be read are passed over.
 *
 * Returns: (transfer full): what is in there
 */
PkiValidationData *
pades_dss_read (PdfFile *file)
{
  PkiValidationData *data = pki_validation_data_new ();
  g_autoptr (PdfObject) catalog = pdf_file_get_catalog (file, NULL);
  g_autoptr (PdfObject) dss = pdf_file_get_key (file, catalog, "DSS", NULL);

  visit_entries (file, dss, collect_entry, data);
  return data;
}

/**
 * pades_dss_read_at:
 * @file: a file
 * @revision: one of its revisions, from 1
 *
 * Reads the document security store as it was in a revision.
 *
 * Returns: (transfer full): what was in there
 */
PkiValidationData *
pades_dss_read_at (PdfFile *file, guint revision)
{
  g_autoptr (PdfFile) old = pdf_file_new_for_revision (file, revision, NULL);

  return old != NULL ? pades_dss_read (old) : pki_validation_data_new ();
}

static void
note_entry (List list, guint32 number, GBytes *der, gpointer user_data)
{
  PadesDss *self = user_data;

  g_hash_table_insert (self->known, g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, der),
                       GUINT_TO_POINTER (number));
}

static PdfObject *
copy_or_new (PdfFile *file, PdfObject *dict, const char *key, PdfType type)
{
  g_autoptr (PdfObject) old = dict != NULL ? pdf_file_get_key (file, dict, key, NULL) : NULL;

  if (pdf_object_get_type (old) == type)
    return pdf_object_copy (old);
  return type == PDF_TYPE_ARRAY ? pdf_object_new_array () : pdf_object_new_dict ();
}

/**
 * pades_dss_new:
 * @file: the file
 * @error: return location for an error
 *
 * Starts adding to the store of a file, or a new one.
 *
 * Returns: (transfer full): the store; %NULL with %PDF_ERROR
 */
PadesDss *
pades_dss_new (PdfFile *file, GError **error)
{
  g_autoptr (PdfObject) catalog = pdf_file_get_catalog (file, error);
  PadesDss *self = NULL;

  if (catalog == NULL)
    return NULL;
  self = g_new0 (PadesDss, 1);
  self->file = pdf_file_ref (file);
  self->writer = pdf_writer_new (file);
  self->catalog = pdf_object_copy (catalog);
  self->dict = copy_or_new (file, catalog, "DSS", PDF_TYPE_DICT);
  self->number = pdf_object_get_ref (pdf_object_peek_key (catalog, "DSS"), NULL);
  for (List list = 0; list < N_LISTS; list++)
    self->lists[list] = copy_or_new (file, self->dict, list_keys[list], PDF_TYPE_ARRAY);
  self->vri = copy_or_new (file, self->dict, "VRI", PDF_TYPE_DICT);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  visit_entries (file, self->dict, note_entry, self);
  return self;
}

/**
 * pades_dss_free:
 * @self: (nullable): a store
 *
 * Frees it.
 */
void
pades_dss_free (PadesDss *self)
{
  if (self == NULL)
    return;
  for (List list = 0; list < N_LISTS; list++)
    pdf_object_unref (self->lists[list]);
  pdf_object_unref (self->vri);
  pdf_object_unref (self->dict);
  pdf_object_unref (self->catalog);
  g_hash_table_unref (self->known);
  pdf_writer_free (self->writer);
  pdf_file_unref (self->file);
  g_free (self);
}

static guint32
store_entry (PadesDss *self, List list, GBytes *der)
{
  char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, der);
  guint32 number = GPOINTER_TO_UINT (g_hash_table_lookup (self->known, hash));

  if (number != 0)
    {
      g_free (hash);
      return number;
    }
  number = pdf_writer_add_stream (self->writer, NULL, der);
  pdf_object_take_append (self->lists[list], pdf_writer_new_ref (self->writer, number));
  g_hash_table_insert (self->known, hash, GUINT_TO_POINTER (number));
  self->changed = TRUE;
  return number;
}

static GBytes *
get_der (List list, gpointer entry)
{
  switch (list)
    {
    case CERTIFICATES:
      return pki_certificate_get_der (entry);
    case OCSPS:
      return pki_ocsp_get_der (entry);
    case CRLS:
    default:
      return pki_crl_get_der (entry);
    }
}

static void
store_list (PadesDss *self, List list, GPtrArray *entries, PdfObject *vri)
{
  PdfObject *references = NULL;

  if (entries->len == 0)
    return;
  references = pdf_object_new_array ();
  for (guint i = 0; i < entries->len; i++)
    {
      GBytes *der = get_der (list, g_ptr_array_index (entries, i));
      guint32 number = store_entry (self, list, der);

      pdf_object_take_append (references, pdf_writer_new_ref (self->writer, number));
    }
  pdf_object_take (vri, vri_keys[list], references);
}

/* The key is over the decoded /Contents with its padding, in every file that other programs made
 * (the standard's "signature to which it applies" leaves it open). */
static char *
make_key (PadesDictionary *signature)
{
  gsize length = 0;
  const guint8 *contents = pdf_object_get_string (signature->contents, &length);
  g_autofree char *hex = g_compute_checksum_for_data (G_CHECKSUM_SHA1, contents, length);

  return g_ascii_strup (hex, -1);
}

/**
 * pades_dss_add:
 * @self: a store
 * @signature: what the data is for
 * @data: certificates, answers and lists
 *
 * Adds what the store has not got yet. An entry under /VRI that is there already stays as it is:
 * readers take a change of it for a manipulation.
 */
void
pades_dss_add (PadesDss *self, PadesDictionary *signature, PkiValidationData *data)
{
  g_autofree char *key = make_key (signature);
  g_autoptr (PdfObject) vri = pdf_object_new_dict ();

  store_list (self, CERTIFICATES, pki_validation_data_get_certificates (data), vri);
  store_list (self, OCSPS, pki_validation_data_get_ocsps (data), vri);
  store_list (self, CRLS, pki_validation_data_get_crls (data), vri);
  if (pdf_object_peek_key (self->vri, key) != NULL || pdf_object_get_length (vri) == 0)
    return;
  pdf_object_set (self->vri, key, vri);
  self->changed = TRUE;
}

/**
 * pades_dss_is_changed:
 * @self: a store
 *
 * Tells whether anything was added.
 *
 * Returns: whether there is a revision to append
 */
gboolean
pades_dss_is_changed (PadesDss *self)
{
  return self->changed;
}

static void
fill_dict (PadesDss *self)
{
  pdf_object_take (self->dict, "Type", pdf_object_new_name ("DSS"));
  for (List list = 0; list < N_LISTS; list++)
    if (pdf_object_get_length (self->lists[list]) > 0)
      pdf_object_set (self->dict, list_keys[list], self->lists[list]);
  if (pdf_object_get_length (self->vri) > 0)
    pdf_object_set (self->dict, "VRI", self->vri);
}

/**
 * pades_dss_build:
 * @self: a store
 * @error: return location for an error
 *
 * Makes the revision that adds what was added. A store can be built once.
 *
 * Returns: (transfer none): the bytes, owned by the store; %NULL with %PDF_ERROR
 */
GByteArray *
pades_dss_build (PadesDss *self, GError **error)
{
  PdfObject *root = pdf_object_peek_key (pdf_file_peek_trailer (self->file), "Root");
  gboolean raised = pades_version_raise (self->file, self->catalog, NULL);

  fill_dict (self);
  if (self->number != 0)
    {
      pdf_writer_put (self->writer, self->number, self->dict);
    }
  else
    {
      guint32 number = pdf_writer_add (self->writer, self->dict);

      pdf_object_take (self->catalog, "DSS", pdf_writer_new_ref (self->writer, number));
    }
  if (self->number == 0 || raised)
    pdf_writer_put (self->writer, pdf_object_get_ref (root, NULL), self->catalog);
  return pdf_writer_finish (self->writer, error);
}
