/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seal-face.h"

#include <string.h>

#include "seal-drawing-private.h"

#define FIRST_LINE "vermilion-seal-face 1\n"

/* Far above any real face (60 characters have about 5,000 operators). */
#define MAX_BYTES (4 * 1024 * 1024)
#define MAX_OPS 100000
/* One metre. */
#define MAX_COORDINATE 1000000

static const char letters[SEAL_N_OPS] = {
    [SEAL_OP_COLOUR] = 'K',        [SEAL_OP_MOVE] = 'M',  [SEAL_OP_LINE] = 'L',
    [SEAL_OP_CURVE] = 'C',         [SEAL_OP_CLOSE] = 'Z', [SEAL_OP_FILL] = 'F',
    [SEAL_OP_FILL_EVEN_ODD] = 'E',
};

/**
 * seal_face_write:
 * @drawing: a seal made of outlines
 *
 * Writes the outlines of a seal so that [func@face_read] gives the very same ones back.
 *
 * Returns: (transfer full): the file
 */
GBytes *
seal_face_write (SealDrawing *drawing)
{
  GString *out;

  g_return_val_if_fail (drawing != NULL && drawing->ops != NULL, NULL);

  out = g_string_new (FIRST_LINE);
  g_string_append_printf (out, "S %d %d\n", drawing->width, drawing->height);
  for (guint i = 0; i < drawing->ops->len; i++)
    {
      const SealOp *op = &g_array_index (drawing->ops, SealOp, i);

      g_string_append_c (out, letters[op->kind]);
      for (guint j = 0; j < seal_op_n_values (op->kind); j++)
        g_string_append_printf (out, " %d", op->v[j]);
      g_string_append_c (out, '\n');
    }
  return g_string_free_to_bytes (out);
}

typedef struct {
  const char *at;
  const char *end;
} Reader;

/* A space and a whole number of at most eight digits. */
static gboolean
read_number (Reader *reader, gint32 *value)
{
  gboolean negative;
  gint32 number = 0;
  guint n_digits = 0;

  if (reader->at == reader->end || *reader->at++ != ' ')
    return FALSE;
  negative = reader->at < reader->end && *reader->at == '-';
  reader->at += negative ? 1 : 0;
  for (; reader->at < reader->end && g_ascii_isdigit (*reader->at); reader->at++, n_digits++)
    {
      if (n_digits == 8)
        return FALSE;
      number = number * 10 + (*reader->at - '0');
    }
  *value = negative ? -number : number;
  return n_digits > 0;
}

static gboolean
read_values (Reader *reader, gint32 *values, guint n, gint32 limit)
{
  for (guint i = 0; i < n; i++)
    if (!read_number (reader, &values[i]) || ABS (values[i]) > limit)
      return FALSE;
  return reader->at < reader->end && *reader->at++ == '\n';
}

static gboolean
read_op (Reader *reader, SealOp *op)
{
  const char *letter = memchr (letters, *reader->at, SEAL_N_OPS);

  reader->at++;
  if (letter == NULL)
    return FALSE;
  op->kind = (SealOpKind) (letter - letters);
  if (!read_values (reader, op->v, seal_op_n_values (op->kind),
                    op->kind == SEAL_OP_COLOUR ? 0xffffff : MAX_COORDINATE))
    return FALSE;
  return op->kind != SEAL_OP_COLOUR || op->v[0] >= 0;
}

/* A PDF reader may reject a whole page over one operator out of place: colour only between paths,
 * lines only within one, nothing painted that was not begun. */
typedef enum {
  STATE_BETWEEN,
  STATE_IN_SUBPATH,
  STATE_CLOSED,
} State;

static gboolean
follows (State *state, SealOpKind kind)
{
  switch (kind)
    {
    case SEAL_OP_COLOUR:
      return *state == STATE_BETWEEN;
    case SEAL_OP_MOVE:
      if (*state == STATE_IN_SUBPATH)
        return FALSE;
      *state = STATE_IN_SUBPATH;
      return TRUE;
    case SEAL_OP_LINE:
    case SEAL_OP_CURVE:
      return *state == STATE_IN_SUBPATH;
    case SEAL_OP_CLOSE:
      if (*state != STATE_IN_SUBPATH)
        return FALSE;
      *state = STATE_CLOSED;
      return TRUE;
    case SEAL_OP_FILL:
    case SEAL_OP_FILL_EVEN_ODD:
      if (*state != STATE_CLOSED)
        return FALSE;
      *state = STATE_BETWEEN;
      return TRUE;
    case SEAL_N_OPS:
    default:
      return FALSE;
    }
}

static SealDrawing *
read_face (Reader *reader)
{
  g_autoptr (SealDrawing) drawing = NULL;
  State state = STATE_BETWEEN;
  gint32 size[2];

  if (reader->at == reader->end || *reader->at++ != 'S' ||
      !read_values (reader, size, 2, MAX_COORDINATE) || size[0] <= 0 || size[1] <= 0)
    return NULL;
  drawing = seal_drawing_new (size[0] / 1000.0, size[1] / 1000.0);
  while (reader->at < reader->end)
    {
      SealOp op = {0};

      if (drawing->ops->len == MAX_OPS || !read_op (reader, &op) || !follows (&state, op.kind))
        return NULL;
      g_array_append_val (drawing->ops, op);
    }
  return state == STATE_BETWEEN ? g_steal_pointer (&drawing) : NULL;
}

/**
 * seal_face_read:
 * @data: a face as [func@face_write] writes it
 * @size: its length
 *
 * Reads outlines, trusting nothing: sizes, counts and order are checked.
 *
 * Fails with %SEAL_ERROR_STORE.
 *
 * Returns: (transfer full): the seal
 */
SealDrawing *
seal_face_read (const char *data, gsize size, GError **error)
{
  Reader reader = {data, data + size};
  SealDrawing *drawing = NULL;

  g_return_val_if_fail (data != NULL || size == 0, NULL);

  if (size <= MAX_BYTES && size > strlen (FIRST_LINE) &&
      memcmp (data, FIRST_LINE, strlen (FIRST_LINE)) == 0)
    {
      reader.at += strlen (FIRST_LINE);
      drawing = read_face (&reader);
    }
  if (drawing == NULL)
    g_set_error (error, SEAL_ERROR, SEAL_ERROR_STORE,
                 "damaged seal face near byte %" G_GSIZE_FORMAT, (gsize) (reader.at - data));
  return drawing;
}
