/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  SEAL_PART_SEAL     = 1 << 0,
  SEAL_PART_LABELS   = 1 << 1, /* "Reason:" and the like before what follows */
  SEAL_PART_NAME     = 1 << 2,
  SEAL_PART_DATE     = 1 << 3,
  SEAL_PART_REASON   = 1 << 4,
  SEAL_PART_LOCATION = 1 << 5,
  SEAL_PART_CODE     = 1 << 6, /* a QR code */
} SealParts;

#define SEAL_PARTS_TEXT (SEAL_PART_NAME | SEAL_PART_DATE | SEAL_PART_REASON | SEAL_PART_LOCATION)

typedef enum {
  SEAL_PLACE_BESIDE,
  SEAL_PLACE_UNDER,
  SEAL_N_PLACES
} SealPlace;

typedef enum {
  SEAL_LANGUAGE_CHINESE,
  SEAL_LANGUAGE_ENGLISH,
  SEAL_N_LANGUAGES
} SealLanguage;

typedef enum {
  SEAL_DATE_ISO,  /* 2026-11-26 20:31:07 +08:00 */
  SEAL_DATE_LONG, /* 2026年11月26日 20:31:07 +08:00 */
  SEAL_DATE_DAY,  /* 2026-11-26 (UTC+08:00) */
  SEAL_N_DATES
} SealDate;

/* What an appearance shows, where and how: all that a preset holds. Its text form is
 * "show=seal,labels,name,date place=beside language=zh date=iso". */
typedef struct {
  SealParts    parts;
  SealPlace    place;    /* of text and code: beside the seal, or under it */
  SealLanguage language; /* of labels and long dates */
  SealDate     date;
} SealStyle;

gboolean    seal_style_parse         (const char      *text,
                                      SealStyle       *style);
char       *seal_style_to_text       (const SealStyle *style);
gboolean    seal_style_equal         (const SealStyle *a,
                                      const SealStyle *b);
/* Those that everybody has, by name; NULL behind the last. */
const char *seal_style_builtin_name  (guint            index);
gboolean    seal_style_builtin_find  (const char      *name,
                                      SealLanguage     language,
                                      SealStyle       *style);

G_END_DECLS
