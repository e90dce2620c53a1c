/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pdf-file.h"

#include <string.h>
#include <unistd.h>

#include "pdf-error.h"
#include "pdf-file-private.h"
#include "pdf-parser.h"
#include "pdf-recover.h"

/* The header stands within these bytes, as in Acrobat (ISO 32000-1, annex H.3, note 13). */
#define HEADER_WITHIN 1024

/* startxref is searched backwards this far: mail gateways append kilobytes, disks pad blocks. */
#define STARTXREF_WITHIN (1u << 20)

/* Sections of one file: a form saved every day for twenty years. */
#define MAX_SECTIONS 8192

/* Up to here a file is read into memory, beyond it is mapped. A mapped file can change under its
 * reader, which is then an error; the memory copy is the same bytes from parsing to hashing. Files
 * that are rewritten in place while somebody signs them are small ones on their way through mail
 * and synchronised folders; for large scans a copy would cost more than everything else. */
#define IN_MEMORY_UP_TO (64u << 20)

/* Nobody else truncates a file that this process writes under a name of its own: it is mapped as
 * soon as that is cheaper. */
#define OWN_IN_MEMORY_UP_TO (1u << 20)

/* Bytes that may be parsed, unpacked and searched on a file's behalf, besides a multiple of its
 * size: reading every object once takes the size itself, a few times more where it is packed. */
#define BUDGET_BASE (256u << 20)
#define BUDGET_FACTOR 64

/* Likewise what all cross-reference streams together may unpack to, and never more than 20 million
 * objects need. */
#define XREF_BASE (16u << 20)
#define XREF_MAX (256u << 20)

/* What opens a file besides its bytes. */
typedef struct {
  const char *password; /* or NULL */
  PdfCrypt *crypt;      /* of an earlier or later revision, or NULL */
  gboolean recover;     /* the cross-references are of no use: look for the objects */
  PdfFile *newer;       /* what these bytes are the beginning of, or NULL */
} Secret;

static PdfFile *
file_new (void)
{
  PdfFile *self = g_new0 (PdfFile, 1);

  self->ref_count = 1;
  self->fd = -1;
  self->xrefs = g_ptr_array_new_with_free_func ((GDestroyNotify) pdf_xref_unref);
  self->revisions = g_array_new (FALSE, FALSE, sizeof (PdfRevisionEnd));
  pdf_file_init_caches (self);
  return self;
}

static gboolean
find_header (PdfFile *self, GError **error)
{
  static const char head[] = "%PDF-";
  const guint8 *found = memmem (self->data, MIN (self->length, HEADER_WITHIN), head, strlen (head));
  PdfParser parser;
  guint64 number;

  if (!found)
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_NOT_PDF, "no PDF header");
      return FALSE;
    }
  self->header = found - self->data;
  self->major = 1;
  self->minor = 0;
  pdf_parser_init (&parser, self->data, MIN (self->length, self->header + 16),
                   self->header + strlen (head));
  if (pdf_parser_take_integer (&parser, &number) && number < 10)
    {
      self->major = number;
      if (pdf_parser_take_keyword (&parser, ".") && pdf_parser_take_integer (&parser, &number) &&
          number < 10)
        self->minor = number;
    }
  return TRUE;
}

/**
 * pdf_file_find_startxref: (skip)
 * @self: a file
 * @end: where its bytes are taken to end
 * @value: (out): the number behind the last startxref that one follows
 *
 * Finds where a reader begins.
 *
 * Returns: %FALSE when there is none
 */
gboolean
pdf_file_find_startxref (PdfFile *self, gsize end, guint64 *value)
{
  static const char keyword[] = "startxref";
  gsize lowest = end > STARTXREF_WITHIN ? end - STARTXREF_WITHIN : 0;

  for (gsize at = end; at-- > lowest;)
    {
      PdfParser parser;

      if (self->data[at] != 's' || end - at < strlen (keyword) ||
          memcmp (self->data + at, keyword, strlen (keyword)) != 0)
        continue;
      pdf_parser_init (&parser, self->data, end, at + strlen (keyword));
      if (pdf_parser_take_integer (&parser, value))
        return TRUE;
    }
  return FALSE;
}

/* A section that was read as part of a longer file is the same here, if all of it is here. They
 * follow each other in the same order: @next is where the last one was found. */
static PdfXref *
share_section (PdfFile *self, PdfFile *newer, gsize offset, guint *next)
{
  if (!newer || newer->shift != self->shift)
    return NULL;
  for (; *next < newer->xrefs->len; (*next)++)
    {
      PdfXref *xref = g_ptr_array_index (newer->xrefs, *next);

      if (xref->offset == offset)
        return xref->whole <= self->length ? pdf_xref_ref (xref) : NULL;
    }
  return NULL;
}

static gboolean
read_chain (PdfFile *self, guint64 start, PdfFile *newer, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  guint64 top = 0;
  guint next = 0;

  while (start > 0)
    {
      PdfXref *xref;

      if (self->xrefs->len >= MAX_SECTIONS)
        {
          g_set_error (error, PDF_ERROR, PDF_ERROR_LIMIT, "too many revisions");
          return FALSE;
        }
      if (start >= self->length - self->shift)
        {
          g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED,
                       "cross-reference is said to be beyond the end of the file");
          return FALSE;
        }
      xref = share_section (self, newer, start + self->shift, &next);
      if (!xref)
        xref = pdf_xref_read (self, start + self->shift, error);
      if (!xref)
        return FALSE;
      g_ptr_array_add (self->xrefs, xref);
      if (!g_hash_table_add (seen, GSIZE_TO_POINTER (xref->offset)))
        {
          g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED, "revisions lead back to themselves");
          return FALSE;
        }
      self->n_entries += pdf_xref_count (xref, &top);
      /* Producers write /Prev 0 where there is no earlier section. */
      start = MAX (0, pdf_object_get_integer (pdf_object_peek_key (xref->trailer, "Prev")));
    }
  return TRUE;
}

/* The newest trailer speaks for the file (7.5.5). One without /Root, which is required, is
 * completed from those before it, as other readers do. */
static void
find_trailer (PdfFile *self)
{
  static const char *const keys[] = {"Root", "Encrypt", "Info", "ID"};
  const PdfXref *newest = g_ptr_array_index (self->xrefs, 0);

  g_clear_pointer (&self->trailer, pdf_object_unref);
  if (pdf_object_peek_key (newest->trailer, "Root"))
    {
      self->trailer = pdf_object_ref (newest->trailer);
      return;
    }
  self->trailer = pdf_object_copy (newest->trailer);
  for (guint i = 1; i < self->xrefs->len; i++)
    for (guint j = 0; j < G_N_ELEMENTS (keys); j++)
      {
        const PdfXref *older = g_ptr_array_index (self->xrefs, i);
        PdfObject *value = pdf_object_peek_key (older->trailer, keys[j]);

        if (value && !pdf_object_peek_key (self->trailer, keys[j]))
          pdf_object_set (self->trailer, keys[j], value);
      }
}

/* Opens the encryption, if there is one. What was read so far was read without its key. */
static gboolean
open_encryption (PdfFile *self, const Secret *secret, GError **error)
{
  PdfObject *stated = pdf_object_peek_key (pdf_file_peek_trailer (self), "Encrypt");
  g_autoptr (PdfObject) encrypt = NULL;

  if (!stated)
    return TRUE;
  encrypt = pdf_file_resolve (self, stated, error);
  if (!encrypt)
    return FALSE;
  if (pdf_object_get_type (encrypt) != PDF_TYPE_DICT)
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED, "no encryption dictionary");
      return FALSE;
    }
  if (secret->crypt && pdf_crypt_fits (secret->crypt, self, encrypt))
    self->crypt = pdf_crypt_ref (secret->crypt);
  else
    self->crypt = pdf_crypt_new (self, encrypt, secret->password, error);
  self->encrypt = pdf_object_get_ref (stated, NULL);
  pdf_file_init_caches (self);
  return self->crypt != NULL;
}

/* A catalog of another generation than the one that is there is none (ISO 32000-2, 7.3.10): readers
 * that mind it look for an older one, or for whatever they find. */
static gboolean
has_root (PdfFile *self, GError **error)
{
  guint16 generation = 0;
  guint32 number = pdf_object_get_ref (pdf_object_peek_key (self->trailer, "Root"), &generation);
  PdfEntry entry;

  if (number == 0 || !pdf_file_lookup (self, number, &entry) ||
      generation == (entry.kind == PDF_ENTRY_PACKED ? 0 : entry.generation))
    return TRUE;
  g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED, "the catalog is said to be %u %u, which is not",
               number, generation);
  return FALSE;
}

/* Everything, with offsets counted from @shift. */
static gboolean
read_structure (PdfFile *self, gsize shift, const Secret *secret, GError **error)
{
  g_autoptr (PdfObject) catalog = NULL;
  guint64 start;

  self->shift = shift;
  self->n_entries = 0;
  self->xref_room = MIN (XREF_MAX, XREF_BASE + (guint64) self->length * BUDGET_FACTOR);
  g_ptr_array_set_size (self->xrefs, 0);
  g_clear_pointer (&self->crypt, pdf_crypt_unref);
  pdf_file_init_caches (self);
  if (!pdf_file_find_startxref (self, self->length, &start))
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED, "no startxref");
      return FALSE;
    }
  if (!read_chain (self, start, secret->newer, error))
    return FALSE;
  if (self->xrefs->len == 0)
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED, "startxref is 0");
      return FALSE;
    }
  find_trailer (self);
  if (!open_encryption (self, secret, error))
    return FALSE;
  catalog = has_root (self, error) ? pdf_file_get_catalog (self, error) : NULL;
  if (!catalog)
    return FALSE;
  pdf_file_find_revisions (self);
  return pdf_file_check_rest (self, error);
}

/* Everything, by looking for it. */
static gboolean
recover_structure (PdfFile *self, const Secret *secret, GError **error)
{
  g_autoptr (GArray) found = NULL;
  g_autoptr (PdfObject) catalog = NULL;

  if (!pdf_recover_sections (self, &found, error) || !open_encryption (self, secret, error))
    return FALSE;
  pdf_recover_packed (self, found);
  catalog = pdf_file_get_catalog (self, error);
  if (!catalog)
    return FALSE;
  pdf_file_find_revisions (self);
  return TRUE;
}

/* Offsets count from the header (ISO 32000-2, 7.5.5), but where something was put before it
 * afterwards, or the producer counted it in, only trying tells. */
static gboolean
try_bytes (PdfFile *self, const Secret *secret, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (GError) other = NULL;

  self->data = g_bytes_get_data (self->bytes, &self->length);
  self->budget = BUDGET_BASE + (guint64) self->length * BUDGET_FACTOR;
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (self->length == 0)
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_EMPTY, "the file has no bytes");
      return FALSE;
    }
  if (!find_header (self, error))
    return FALSE;
  if (secret->recover)
    return recover_structure (self, secret, error);
  if (read_structure (self, self->header, secret, &problem))
    return TRUE;
  if (self->header > 0 && g_error_matches (problem, PDF_ERROR, PDF_ERROR_DAMAGED) &&
      read_structure (self, 0, secret, &other))
    return TRUE;
  if (other && !g_error_matches (other, PDF_ERROR, PDF_ERROR_DAMAGED))
    g_propagate_error (error, g_steal_pointer (&other));
  else
    g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static gboolean
read_bytes (PdfFile *self, const Secret *secret, GCancellable *cancellable, GError **error)
{
  gboolean read = try_bytes (self, secret, cancellable, error);

  if (!read)
    pdf_file_blame_change (self, error);
  return read;
}

static PdfFile *
open_path (const char *path, const Secret *secret, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdfFile) self = file_new ();

  if (!pdf_file_read_path (self, path, IN_MEMORY_UP_TO, error) ||
      !read_bytes (self, secret, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * pdf_file_open:
 * @path: a file's path
 * @cancellable: (nullable): asked before the file is read
 * @error: return location
 *
 * Opens a PDF and reads its cross-references; objects are read when they are asked for. A file
 * that is encrypted opens when no password is needed to read it.
 *
 * Returns: (transfer full): the file; %NULL with %PDF_ERROR_UNREADABLE, %PDF_ERROR_EMPTY,
 *   %PDF_ERROR_NOT_PDF, %PDF_ERROR_DAMAGED, %PDF_ERROR_PASSWORD, %PDF_ERROR_ENCRYPTED or
 *   %PDF_ERROR_LIMIT
 */
PdfFile *
pdf_file_open (const char *path, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (path, NULL);
  return open_path (path, &(Secret){NULL, NULL, FALSE, NULL}, cancellable, error);
}

/**
 * pdf_file_open_with_password:
 * @path: a file's path
 * @password: (nullable): the user's or the owner's, UTF-8; for nothing when the file is not
 *   encrypted
 * @cancellable: (nullable): asked before the file is read
 * @error: return location
 *
 * Opens a PDF that may be encrypted. No copy of the password is kept.
 *
 * Returns: (transfer full): the file; %NULL as [ctor@PdfFile.open], with %PDF_ERROR_PASSWORD when
 *   the password is wrong or one is needed
 */
PdfFile *
pdf_file_open_with_password (const char *path,
                             const char *password,
                             GCancellable *cancellable,
                             GError **error)
{
  g_return_val_if_fail (path, NULL);
  return open_path (path, &(Secret){password, NULL, FALSE, NULL}, cancellable, error);
}

/**
 * pdf_file_open_appended:
 * @self: a file
 * @path: path of what was made by appending to it
 * @cancellable: (nullable): asked before the file is read
 * @error: return location
 *
 * Opens a PDF that this process is making, with the key that opened @self, if it is encrypted.
 * Objects that stand where they stand in @self are not read again: whoever trusts what the file
 * says makes sure that it begins with the bytes of @self.
 *
 * Returns: (transfer full): the file; %NULL as [ctor@PdfFile.open]
 */
PdfFile *
pdf_file_open_appended (PdfFile *self, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdfFile) appended = file_new ();

  g_return_val_if_fail (self && path, NULL);
  appended->kin = pdf_file_ref (self);
  if (!pdf_file_read_path (appended, path, OWN_IN_MEMORY_UP_TO, error) ||
      !read_bytes (appended, &(Secret){NULL, self->crypt, FALSE, NULL}, cancellable, error))
    return NULL;
  return g_steal_pointer (&appended);
}

/**
 * pdf_file_open_recovered:
 * @path: path of a damaged file
 * @password: (nullable): of an encrypted one
 * @cancellable: (nullable): asked before the file is read
 * @error: return location
 *
 * Opens a PDF whose cross-references cannot be followed by looking for its objects; of several
 * trailers, the last that names a catalog counts. It has one revision whatever was appended to it,
 * and nothing may be appended to it: it is there to be copied.
 *
 * Returns: (transfer full): the file; %NULL as [ctor@PdfFile.open]
 */
PdfFile *
pdf_file_open_recovered (const char *path,
                         const char *password,
                         GCancellable *cancellable,
                         GError **error)
{
  g_return_val_if_fail (path, NULL);
  return open_path (path, &(Secret){password, NULL, TRUE, NULL}, cancellable, error);
}

static PdfFile *
open_bytes (GBytes *bytes, const Secret *secret, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdfFile) self = file_new ();

  self->bytes = g_bytes_ref (bytes);
  self->mapping = secret->newer ? secret->newer->mapping : NULL;
  self->kin = secret->newer ? pdf_file_ref (secret->newer) : NULL;
  return read_bytes (self, secret, cancellable, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * pdf_file_new_for_bytes:
 * @bytes: a whole PDF
 * @cancellable: (nullable): asked before the bytes are read
 * @error: return location
 *
 * Reads a PDF from memory.
 *
 * Returns: (transfer full): the file, which has no path; %NULL as [ctor@PdfFile.open]
 */
PdfFile *
pdf_file_new_for_bytes (GBytes *bytes, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (bytes, NULL);
  return open_bytes (bytes, &(Secret){NULL, NULL, FALSE, NULL}, cancellable, error);
}

/**
 * pdf_file_new_for_revision:
 * @self: a file
 * @number: a revision from 1, the oldest
 * @error: return location
 *
 * Reads the file as it was: the bytes up to the end of a revision. They are shared, and so are the
 * cross-references read from them and the key of an encrypted file: both files belong to one
 * thread.
 *
 * Returns: (transfer full): the file, which has no path; %NULL as [ctor@PdfFile.open]
 */
PdfFile *
pdf_file_new_for_revision (PdfFile *self, guint number, GError **error)
{
  const PdfRevision *revision = pdf_file_get_revision (self, number);
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (revision, NULL);
  bytes = g_bytes_new_from_bytes (self->bytes, 0, revision->end);
  return open_bytes (bytes, &(Secret){NULL, self->crypt, FALSE, self}, NULL, error);
}

/**
 * pdf_file_ref:
 * @self: a file
 *
 * Takes a reference.
 *
 * Returns: (transfer full): @self
 */
PdfFile *
pdf_file_ref (PdfFile *self)
{
  self->ref_count++;
  return self;
}

/**
 * pdf_file_unref:
 * @self: (nullable): a file
 *
 * Gives a reference back; the last one closes the file, and wipes its key if it is encrypted.
 */
void
pdf_file_unref (PdfFile *self)
{
  if (!self || --self->ref_count > 0)
    return;
  pdf_page_tree_free (self->pages);
  g_hash_table_unref (self->objects);
  g_hash_table_unref (self->packs);
  g_ptr_array_unref (self->xrefs);
  g_clear_pointer (&self->trailer, pdf_object_unref);
  pdf_crypt_unref (self->crypt);
  g_array_unref (self->revisions);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  if (self->fd >= 0)
    close (self->fd);
  pdf_file_unref (self->kin);
  g_free (self->path);
  g_free (self);
}

/**
 * pdf_file_get_path:
 * @self: a file
 *
 * Tells where the file was opened.
 *
 * Returns: (transfer none) (nullable): the path; %NULL when it was read from memory
 */
const char *
pdf_file_get_path (PdfFile *self)
{
  return self->path;
}

/**
 * pdf_file_get_data:
 * @self: a file
 * @length: (out): how many bytes
 *
 * Looks at the bytes of the file.
 *
 * Returns: (transfer none): the bytes
 */
const guint8 *
pdf_file_get_data (PdfFile *self, gsize *length)
{
  *length = self->length;
  return self->data;
}

/**
 * pdf_file_get_header:
 * @self: a file
 * @major: (out) (optional): 1 of PDF 1.7
 * @minor: (out) (optional): 7 of PDF 1.7
 *
 * Reads the header; /Version of the catalog may say more.
 *
 * Returns: the offset of the header, 0 unless something stands before it
 */
gsize
pdf_file_get_header (PdfFile *self, guint *major, guint *minor)
{
  if (major)
    *major = self->major;
  if (minor)
    *minor = self->minor;
  return self->header;
}

/**
 * pdf_file_is_encrypted:
 * @self: a file
 *
 * Tells whether a file is encrypted, be it with an empty password or for its attachments only.
 *
 * Returns: %TRUE if so
 */
gboolean
pdf_file_is_encrypted (PdfFile *self)
{
  return self->crypt != NULL;
}

/**
 * pdf_file_permits:
 * @self: a file
 * @permission: what somebody wants to do
 *
 * Tells whether the author of an encrypted file permits something to whoever opened it (ISO
 * 32000-2, table 22). The owner's password permits everything, and so do files in the clear.
 *
 * Returns: %TRUE if so
 */
gboolean
pdf_file_permits (PdfFile *self, PdfPermission permission)
{
  return !self->crypt || (pdf_crypt_get_permissions (self->crypt) & permission) != 0;
}

/**
 * pdf_file_peek_trailer:
 * @self: a file
 *
 * Looks at the newest trailer, or the dictionary of the newest cross-reference stream.
 *
 * Returns: (transfer none): a dictionary or stream
 */
PdfObject *
pdf_file_peek_trailer (PdfFile *self)
{
  return self->trailer;
}

/**
 * pdf_file_get_size:
 * @self: a file
 *
 * Tells which object number is free: /Size, or more where the cross-references have more.
 *
 * Returns: one more than the highest object number
 */
guint32
pdf_file_get_size (PdfFile *self)
{
  gint64 stated = pdf_object_get_integer (
      pdf_object_peek_key (pdf_file_peek_trailer (self), "Size"));
  guint64 top = MAX (1, stated);

  for (guint i = 0; i < self->xrefs->len; i++)
    pdf_xref_count (g_ptr_array_index (self->xrefs, i), &top);
  return MIN (top, G_MAXUINT32);
}
