/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "wire-error.h"

G_BEGIN_DECLS

/* A message is a plain C struct, and one table says what its members are on the wire: the same
 * table encodes, decodes, bounds and frees it, and the tests hold it against data/openapi.yaml. */

/**
 * WireKind:
 * @WIRE_STRING: `char *`, UTF-8 without control characters but line feed and tab
 * @WIRE_INTEGER: `gint64`, at most 2^53 in size, as JSON allows everywhere (RFC 8259 §6)
 * @WIRE_BOOLEAN: `gboolean`
 * @WIRE_TIME: `gint64`, seconds since 1970 UTC; on the wire RFC 3339 in UTC; 0 is absent
 * @WIRE_BYTES: `GBytes *`, on the wire base64 (RFC 4648 §4)
 * @WIRE_STRINGS: `GStrv`
 * @WIRE_OBJECT: pointer to a struct of @item
 * @WIRE_OBJECTS: `GPtrArray *` of structs of @item
 */
typedef enum {
  WIRE_STRING,
  WIRE_INTEGER,
  WIRE_BOOLEAN,
  WIRE_TIME,
  WIRE_BYTES,
  WIRE_STRINGS,
  WIRE_OBJECT,
  WIRE_OBJECTS,
} WireKind;

typedef struct _WireType WireType;

typedef struct {
  const char *name;
  WireKind kind;
  gsize offset; /* in the struct */
  gsize max;    /* characters, bytes, items, or the largest number; 0: no use of it */
  gboolean required;
  const WireType *item;
} WireField;

struct _WireType {
  const char *name; /* of the schema in data/openapi.yaml */
  gsize size;
  const WireField *fields;
  guint n_fields;
};

/* Of somebody who is to have a certificate, which has no room for more (RFC 5280, A.1). */
#define WIRE_MAX_NAME 64

#define WIRE_FIELD(Struct, member, kind, max)                                                      \
  {                                                                                                \
#member, kind, G_STRUCT_OFFSET(Struct, member), max, TRUE, NULL                                \
  }
#define WIRE_OPTIONAL(Struct, member, kind, max)                                                   \
  {                                                                                                \
#member, kind, G_STRUCT_OFFSET(Struct, member), max, FALSE, NULL                               \
  }
#define WIRE_NESTED(Struct, member, kind, max, type)                                               \
  {                                                                                                \
#member, kind, G_STRUCT_OFFSET(Struct, member), max, TRUE, &(type)                             \
  }

#define WIRE_TYPE(Struct, fields)                                                                  \
  {                                                                                                \
#Struct, sizeof(Struct), fields, G_N_ELEMENTS(fields)                                          \
  }

char    *wire_encode (const WireType *type,
                      gconstpointer   message);
gpointer wire_decode (const WireType  *type,
                      const char      *json,
                      gssize           length,
                      GError         **error);
void     wire_free   (const WireType *type,
                      gpointer        message);

G_END_DECLS
