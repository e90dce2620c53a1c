/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-step.h"

#include <math.h>
#include <string.h>

/* What colours mean that a page gives as bare numbers (ISO 32000-2, 14.11.5). */

/* A profile that describes sRGB has some kilobytes. */
#define MAX_PROFILE (256u << 10)

/* ICC.1, 7.2 and 7.3: the header, the number of tags, and for each its signature, offset and size.
 */
#define HEADER 128
#define ENTRY 12
#define MAX_TAGS 64

/* Programs round the numbers of IEC 61966-2-1 differently. */
#define TOLERANCE 0.01

typedef struct {
  const guint8 *data;
  gsize size;
} Profile;

static guint32
read32 (const guint8 *at)
{
  return (guint32) at[0] << 24 | (guint32) at[1] << 16 | (guint32) at[2] << 8 | at[3];
}

/* NULL where it has none with at least so many bytes. */
static const guint8 *
find_tag (const Profile *profile, const char *name, gsize least, gsize *size)
{
  guint32 n = MIN (read32 (profile->data + HEADER), MAX_TAGS);

  for (guint32 i = 0; i < n && HEADER + 4 + (i + 1) * ENTRY <= profile->size; i++)
    {
      const guint8 *entry = profile->data + HEADER + 4 + i * ENTRY;
      guint32 offset = read32 (entry + 4);

      *size = read32 (entry + 8);
      if (memcmp (entry, name, 4) == 0)
        return *size >= least && offset <= profile->size && *size <= profile->size - offset
                   ? profile->data + offset
                   : NULL;
    }
  return NULL;
}

/* XYZType: signature, reserved, three s15Fixed16Number (ICC.1, 10.31). */
static gboolean
has_primary (const Profile *profile, const char *name, const double wanted[3])
{
  gsize size;
  const guint8 *tag = find_tag (profile, name, 20, &size);

  if (tag == NULL || memcmp (tag, "XYZ ", 4) != 0)
    return FALSE;
  for (guint i = 0; i < 3; i++)
    if (fabs ((gint32) read32 (tag + 8 + 4 * i) / 65536.0 - wanted[i]) > TOLERANCE)
      return FALSE;
  return TRUE;
}

static double
srgb_to_linear (double value)
{
  return value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
}

/* curveType: signature, reserved, a count, and as many uInt16Number (ICC.1, 10.6). */
static gboolean
has_curve (const Profile *profile, const char *name)
{
  gsize size;
  const guint8 *tag = find_tag (profile, name, 12, &size);
  guint32 n;

  if (tag == NULL || memcmp (tag, "curv", 4) != 0)
    return FALSE;
  n = read32 (tag + 8);
  if (n < 2 || n > (size - 12) / 2)
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    {
      double value = (tag[12 + 2 * i] << 8 | tag[13 + 2 * i]) / 65535.0;

      if (fabs (value - srgb_to_linear ((double) i / (n - 1))) > TOLERANCE)
        return FALSE;
    }
  return TRUE;
}

/* By its three primaries in D50 and their curves; one with tables beside them may say anything. */
static gboolean
is_srgb (const Profile *profile)
{
  static const struct {
    const char *primary;
    const char *curve;
    double xyz[3];
  } channels[] = {
      {"rXYZ", "rTRC", {0.4361, 0.2225, 0.0139}},
      {"gXYZ", "gTRC", {0.3851, 0.7169, 0.0971}},
      {"bXYZ", "bTRC", {0.1431, 0.0606, 0.7141}},
  };
  static const char *const tables[] = {"A2B0", "A2B1", "A2B2", "A2B3", "B2A0", "B2A1",
                                       "B2A2", "B2A3", "D2B0", "D2B1", "D2B2", "D2B3",
                                       "B2D0", "B2D1", "B2D2", "B2D3"};
  gsize size;

  if (profile->size < HEADER + 4 || memcmp (profile->data + 16, "RGB XYZ ", 8) != 0 ||
      memcmp (profile->data + 36, "acsp", 4) != 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (channels); i++)
    if (!has_primary (profile, channels[i].primary, channels[i].xyz) ||
        !has_curve (profile, channels[i].curve))
      return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    if (find_tag (profile, tables[i], 0, &size) != NULL)
      return FALSE;
  return TRUE;
}

static gboolean
names_srgb (PdfFile *file, PdfObject *intent)
{
  static const char *const keys[] = {
      "Type",         "S",    "OutputCondition",   "OutputConditionIdentifier",
      "RegistryName", "Info", "DestOutputProfile", NULL};
  g_autoptr (PdfObject) stream = pdf_file_get_key (file, intent, "DestOutputProfile", NULL);
  g_autoptr (GBytes) bytes = NULL;
  Profile profile;
  const char *key;
  PdfObject *value;

  if (pdf_object_get_type (stream) != PDF_TYPE_STREAM)
    return FALSE;
  for (guint i = 0; pdf_object_peek_entry (intent, i, &key, &value); i++)
    if (!pades_step_is_any (key, keys))
      return FALSE;
  bytes = pdf_file_decode (file, stream, MAX_PROFILE, NULL);
  if (bytes == NULL)
    return FALSE;
  profile.data = g_bytes_get_data (bytes, &profile.size);
  return is_srgb (&profile);
}

/**
 * pades_step_adds_srgb:
 * @step: a step
 *
 * Asks whether the document has an output intent now, where it had none, and that names sRGB: what
 * readers take bare numbers for anyway. DSS and PDFBox add it with the picture of a signature.
 *
 * Returns: whether that is all there is to /OutputIntents
 */
gboolean
pades_step_adds_srgb (PadesStep *step)
{
  g_autoptr (PdfObject) old = pades_step_get_old (step, step->old_catalog, "OutputIntents");
  g_autoptr (PdfObject) new = pades_step_get_new (step, step->new_catalog, "OutputIntents");
  g_autoptr (PdfObject) intent = NULL;

  if ((old != NULL && pdf_object_get_type (old) != PDF_TYPE_NULL) ||
      pdf_object_get_type (new) != PDF_TYPE_ARRAY || pdf_object_get_length (new) != 1)
    return FALSE;
  intent = pdf_file_resolve (step->new, pdf_object_peek_index (new, 0), NULL);
  return pdf_object_get_type (intent) == PDF_TYPE_DICT && names_srgb (step->new, intent);
}
