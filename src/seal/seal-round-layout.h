/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "seal-error.h"

G_BEGIN_DECLS

/* The measures of a round face in mm from its centre, y down, angles in degrees clockwise from
 * twelve o'clock. Pure numbers: no font and no drawing. */
typedef struct {
  double diameter;
  double border;
  double star;       /* circumradius */
  double gap;        /* between the border and the heads of the ring text */
  double height;     /* of the ring text, when it has room */
  double row_width;  /* the most a row may take */
  double row_height;
} SealRoundSize;

/* What is to be placed: how much room each character takes, a full-width one being 1. */
typedef struct {
  double         diameter;
  gboolean       star;
  gboolean       code;
  const double  *name;
  guint          n_name;
  const double  *row;
  guint          n_row;
} SealRoundText;

typedef struct {
  const SealRoundSize *size;
  double  height;      /* ring text */
  double  width;       /* of a full-width character's cell in the ring */
  double  foot;        /* radius at the characters' feet */
  double  span;        /* between the first and the last character's centre */
  double *angles;      /* of the characters' centres, n_name of them */
  double  row_top;
  double  row_height;
  double  row_char;    /* width of a full-width character's cell in the row */
  double  row_extent;  /* width of the whole row */
  double *row_centres; /* n_row of them */
} SealRoundLayout;

/* The digits of a code: along the bottom, heads to the centre. */
#define SEAL_CODE_DIGITS 13
#define SEAL_CODE_HEIGHT 1.4
#define SEAL_CODE_PITCH 5.0
#define SEAL_CODE_GAP 0.5 /* between the border and the digits' feet */

SealRoundLayout     *seal_round_layout_new  (const SealRoundText *text,
                                             GError             **error);
void                 seal_round_layout_free (SealRoundLayout     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SealRoundLayout, seal_round_layout_free)

G_END_DECLS
