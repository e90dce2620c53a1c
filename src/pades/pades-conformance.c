/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-conformance.h"

#include <string.h>

/* Honest metadata has some kilobytes. */
#define MAX_METADATA ((gsize) 4 << 20)
#define MAX_INTENTS 64

/* The part of ISO 19005 that the XMP metadata claims, as an attribute or as an element; 0 for none.
 * More of XML than this key needs not be understood: a wrong guess only makes the ink plainer. */
static int
read_part (PdfFile *file, PdfObject *catalog)
{
  static const char key[] = "pdfaid:part";
  g_autoptr (PdfObject) metadata = pdf_file_get_key (file, catalog, "Metadata", NULL);
  g_autoptr (GBytes) bytes = NULL;
  const char *data = NULL;
  const char *at = NULL;
  gsize length = 0;
  gsize i;

  if (pdf_object_get_type (metadata) == PDF_TYPE_STREAM)
    bytes = pdf_file_decode (file, metadata, MAX_METADATA, NULL);
  if (bytes == NULL)
    return 0;
  data = g_bytes_get_data (bytes, &length);
  at = data == NULL ? NULL : memmem (data, length, key, strlen (key));
  if (at == NULL)
    return 0;
  for (i = (gsize) (at - data) + strlen (key); i < length; i++)
    {
      if (g_ascii_isdigit (data[i]))
        return data[i] - '0';
      if (strchr (">=\"' \t\r\n", data[i]) == NULL)
        break;
    }
  return 0;
}

/* Components of the colour space that the output intent describes; 0 without one. */
static gint64
read_intent (PdfFile *file, PdfObject *catalog)
{
  g_autoptr (PdfObject) intents = pdf_file_get_key (file, catalog, "OutputIntents", NULL);
  guint n = pdf_object_get_type (intents) == PDF_TYPE_ARRAY ? pdf_object_get_length (intents) : 0;
  guint i;

  for (i = 0; i < MIN (n, MAX_INTENTS); i++)
    {
      g_autoptr (PdfObject)
          intent = pdf_file_resolve (file, pdf_object_peek_index (intents, i), NULL);
      g_autoptr (PdfObject) kind = pdf_file_get_key (file, intent, "S", NULL);
      g_autoptr (PdfObject) profile = pdf_file_get_key (file, intent, "DestOutputProfile", NULL);
      g_autoptr (PdfObject) components = pdf_file_get_key (file, profile, "N", NULL);

      if (pdf_object_is_name (kind, "GTS_PDFA1") && pdf_object_get_integer (components) > 0)
        return pdf_object_get_integer (components);
    }
  return 0;
}

/**
 * pades_conformance_read:
 * @file: the file
 * @catalog: its catalog
 *
 * Tells what an appearance must do without, so that an archived document stays one: PDF/A-1 has no
 * transparency (ISO 19005-1, 6.4), the later parts none without an output intent (ISO 19005-2,
 * 6.2.10), and all of them device colours only of the kind that the intent describes.
 *
 * Returns: the restrictions; none for a file that claims nothing
 */
PadesConformance
pades_conformance_read (PdfFile *file, PdfObject *catalog)
{
  int part = read_part (file, catalog);
  gint64 intent = part == 0 ? 0 : read_intent (file, catalog);

  return (PadesConformance){
      .flat = part == 1 || (part > 1 && intent == 0),
      .calibrated = part > 0 && intent != 3,
  };
}
