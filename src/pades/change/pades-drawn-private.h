/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-drawn.h"
#include "pades-letters.h"
#include "pdf-geometry.h"

G_BEGIN_DECLS

/* One look while it is read: shared by the files of pades-drawn alone. */

#define PADES_DRAWN_MAX_STATES 32
#define PADES_DRAWN_MAX_PARTS 4000

typedef struct {
  double light; /* 0 black … 1 white, or -1: not known */
} PadesInk;

typedef struct {
  PdfMatrix ctm;
  PdfRect clip;
  PadesInk fill;
  PadesInk stroke;
  double alpha; /* of what is filled */
  double width;
  PadesLetters *letters; /* lent */
  double size, spacing, word_spacing, scale, leading, rise;
  gint64 mode;
} PadesInkState;

typedef struct {
  PdfRect box;
  gboolean is_box; /* a rectangle along the sides */
  gboolean is_odd; /* curves, slants */
  guint n;         /* points */
  double x, y;     /* the last one */
} PadesPart;

typedef struct {
  PdfRect box;
  PadesInk ink;
} PadesGround;

typedef struct {
  const PadesDrawing *drawing;
  PadesDrawn *drawn;
  PdfObject *resources;
  PdfObject *fonts;
  GPtrArray *fonts_read; /* PadesLetters, owned */
  GHashTable *by_name;   /* font's name to PadesLetters */
  GPtrArray *operands;
  GArray *parts;   /* of the path */
  GArray *grounds; /* PadesGround, upwards */
  PadesInkState stack[PADES_DRAWN_MAX_STATES];
  guint depth;
  PadesInkState *at;
  PdfRect room; /* the look, upright */
  PdfMatrix text;
  PdfMatrix line;
  gboolean clips;
  gboolean goes_on; /* where the last text ended */
  gboolean fits;    /* readers choose a size that fits */
  gboolean is_over; /* nothing it says counts */
} PadesDrawer;

static inline double
width_of (const PdfRect *rect)
{
  return rect->x1 - rect->x0;
}

static inline double
height_of (const PdfRect *rect)
{
  return rect->y1 - rect->y0;
}

double pades_drawer_operand (PadesDrawer *self, guint i);
PdfMatrix pades_drawer_matrix (PadesDrawer *self);
void pades_drawer_doubt (PadesDrawer *self);
PadesInk pades_drawer_find_ground (const PadesDrawer *self, double x, double y);

/* Each takes an operator; FALSE: it is none of its kind. */
gboolean pades_drawer_take_colour (PadesDrawer *self, const char *operator);
gboolean pades_drawer_take_path (PadesDrawer *self, const char *operator);
gboolean pades_drawer_take_text (PadesDrawer *self, const char *operator);

G_END_DECLS
