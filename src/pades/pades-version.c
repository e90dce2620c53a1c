/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-version.h"

/* Major and minor in one number that compares. */
#define VERSION(major, minor) ((major) *100 + (minor))

/* EN 319 142-1, 4.1: CAdES signatures are extension level 2 of PDF 1.7. */
#define ESIC_LEVEL 2

/* ISO/TS 32002: EdDSA and ECDSA curves in PDF 2.0. */
#define ISO_CURVES 32002

static guint
read_version (PdfFile *file, PdfObject *catalog)
{
  g_autoptr (PdfObject) name = pdf_file_get_key (file, catalog, "Version", NULL);
  const char *text = pdf_object_get_name (name);
  guint major = 1;
  guint minor = 0;
  guint version = 0;

  pdf_file_get_header (file, &major, &minor);
  version = VERSION (major, minor);
  /* The catalog only ever raises it (ISO 32000-2, table 29). */
  if (text != NULL && g_ascii_isdigit (text[0]) && text[1] == '.' && g_ascii_isdigit (text[2]) &&
      text[3] == '\0')
    version = MAX (version, (guint) VERSION (text[0] - '0', text[2] - '0'));
  return version;
}

static PdfObject *
developer_extension (const char *base, gint64 level)
{
  PdfObject *extension = pdf_object_new_dict ();

  pdf_object_take (extension, "Type", pdf_object_new_name ("DeveloperExtensions"));
  pdf_object_take (extension, "BaseVersion", pdf_object_new_name (base));
  pdf_object_take (extension, "ExtensionLevel", pdf_object_new_integer (level));
  return extension;
}

static PdfObject *
iso_extension (void)
{
  static const char url[] = "https://www.iso.org/standard/45875.html";
  static const char revision[] = ":2022";
  PdfObject *extension = developer_extension ("2.0", ISO_CURVES);

  pdf_object_take (extension, "ExtensionRevision",
                   pdf_object_new_string (revision, strlen (revision)));
  pdf_object_take (extension, "URL", pdf_object_new_string (url, strlen (url)));
  return extension;
}

static gint64
level_of (PdfFile *file, PdfObject *extension)
{
  g_autoptr (PdfObject) level = pdf_file_get_key (file, extension, "ExtensionLevel", NULL);

  return pdf_object_get_integer (level);
}

/* Extensions are direct objects throughout (ISO 32000-2, 7.12.2), so what was indirect is copied
 * in; whatever others declared stays. */
static PdfObject *
copy_extensions (PdfFile *file, PdfObject *catalog)
{
  g_autoptr (PdfObject) extensions = pdf_file_get_key (file, catalog, "Extensions", NULL);

  if (pdf_object_get_type (extensions) != PDF_TYPE_DICT)
    return pdf_object_new_dict ();
  return pdf_object_copy (extensions);
}

static gboolean
declare_esic (PdfFile *file, PdfObject *extensions)
{
  g_autoptr (PdfObject) esic = pdf_file_get_key (file, extensions, "ESIC", NULL);

  if (level_of (file, esic) >= ESIC_LEVEL || pdf_object_get_type (esic) == PDF_TYPE_ARRAY)
    return FALSE;
  pdf_object_take (extensions, "ESIC", developer_extension ("1.7", ESIC_LEVEL));
  return TRUE;
}

/* One developer may have several extensions: then the value is an array (ISO 32000-2, 7.12.3). */
static gboolean
declare_curves (PdfFile *file, PdfObject *extensions)
{
  g_autoptr (PdfObject) iso = pdf_file_get_key (file, extensions, "ISO_", NULL);
  g_autoptr (PdfObject) all = pdf_object_new_array ();
  guint n = pdf_object_get_type (iso) == PDF_TYPE_ARRAY ? pdf_object_get_length (iso) : 0;
  guint i;

  if (level_of (file, iso) == ISO_CURVES)
    return FALSE;
  if (pdf_object_get_type (iso) == PDF_TYPE_DICT)
    pdf_object_append (all, iso);
  for (i = 0; i < n; i++)
    {
      g_autoptr (PdfObject) each = pdf_file_resolve (file, pdf_object_peek_index (iso, i), NULL);

      if (level_of (file, each) == ISO_CURVES)
        return FALSE;
      if (each != NULL)
        pdf_object_append (all, each);
    }
  pdf_object_take_append (all, iso_extension ());
  pdf_object_set (extensions, "ISO_", all);
  return TRUE;
}

/**
 * pades_version_raise:
 * @file: the file to be signed
 * @catalog: a copy of its catalog, to be changed
 * @key_type: (nullable): of the signer, as pki_certificate_get_key_type() names it
 *
 * Declares what a PAdES signature needs: at least PDF 1.7 with ETSI's extension, or PDF 2.0, where
 * only elliptic curves are an extension. Nothing is lowered and nobody's declaration removed. The
 * header stays: its bytes may be signed.
 *
 * Returns: whether @catalog was changed
 */
gboolean
pades_version_raise (PdfFile *file, PdfObject *catalog, const char *key_type)
{
  guint version = read_version (file, catalog);
  g_autoptr (PdfObject) extensions = copy_extensions (file, catalog);
  gboolean changed = FALSE;

  if (version >= VERSION (2, 0))
    {
      if (key_type == NULL ||
          !(g_str_has_prefix (key_type, "P-") || g_str_has_prefix (key_type, "Ed")))
        return FALSE;
      changed = declare_curves (file, extensions);
    }
  else
    {
      changed = declare_esic (file, extensions);
    }
  if (changed)
    pdf_object_set (catalog, "Extensions", extensions);
  if (version < VERSION (1, 7))
    pdf_object_take (catalog, "Version", pdf_object_new_name ("1.7"));
  return changed || version < VERSION (1, 7);
}
