/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seal-ink.h"

#include <math.h>

#include "seal-paper.h"

/* How much ink a pixel holds, 0…255: redness where the picture shows a seal, darkness where it
 * shows writing. */
typedef struct {
  int width;
  int height;
  guint8 *strength;
  guint32 rgb;
} Ink;

/* A pixel is certainly red, or certainly dark, from here on. */
#define CERTAIN 0.30f
/* A picture shows a seal when this part of it, and this part of its ink, is certainly red: a stamp
 * of 40 mm on a scanned A4 page is 0.4 % ink. */
#define RED_PART 0.0008
#define RED_INK_PART 0.08
/* Ramp of the soft alpha: noise of paper and camera below, full ink above. */
#define RED_FOOT 0.10f
#define DARK_FOOT 0.22f /* above ruled lines and folds */
#define RAMP_HEAD 0.70f
/* Against this the redness of dark pixels is measured, so that red over print is still red and
 * the colour noise of black print is not. */
#define DARK_FLOOR 0.40f

/* Under red ink, print this dark hides what colour is there. */
#define HIDDEN 0.40f
/* Lines of print are about this part of the picture wide. */
#define PRINT_PART 140

#define MIN_INK_PIXELS 64
#define MARGIN 0.02

static void
ink_clear (Ink *ink)
{
  g_clear_pointer (&ink->strength, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Ink, ink_clear)

static float
redness (const float rgb[3])
{
  return MAX (0, rgb[0] - MAX (rgb[1], rgb[2])) / MAX (rgb[0], DARK_FLOOR);
}

static float
darkness (const float rgb[3])
{
  return 1 - (0.299f * rgb[0] + 0.587f * rgb[1] + 0.114f * rgb[2]);
}

typedef float (*Measure) (const float rgb[3]);

/* Decides by looking at every pixel: a seal is red, writing is dark. */
static Measure
choose_measure (SealPaper *paper, int width, int height)
{
  guint64 red = 0, ink = 0;

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        float rgb[3];
        gboolean is_red;

        seal_paper_flatten (paper, x, y, rgb);
        is_red = redness (rgb) > CERTAIN;
        red += is_red;
        ink += is_red || darkness (rgb) > CERTAIN;
      }
  return red > RED_PART * width * height && red > RED_INK_PART * ink ? redness : darkness;
}

/* The strength that nine tenths of the certain ink stay under. */
static float
full_strength (const guint *histogram)
{
  guint64 total = 0, seen = 0;

  for (int i = (int) (CERTAIN * 255); i < 256; i++)
    total += histogram[i];
  for (int i = 255; i > (int) (CERTAIN * 255); i--)
    {
      seen += histogram[i];
      if (seen * 10 >= total)
        return (float) i / 255;
    }
  return 1;
}

/* Sums over rectangles that start at the top left: n of pixels that show their colour, and their
 * strength. */
typedef struct {
  guint32 n;
  guint32 strength;
} Sum;

static Sum *
sum_shown (const Ink *ink, const guint8 *hidden)
{
  gsize stride = (gsize) ink->width + 1;
  Sum *sums = g_new0 (Sum, stride * ((gsize) ink->height + 1));

  for (int y = 0; y < ink->height; y++)
    {
      Sum line = {0};

      for (int x = 0; x < ink->width; x++)
        {
          gsize at = (gsize) y * (gsize) ink->width + (gsize) x;
          gsize to = (gsize) (y + 1) * stride + (gsize) (x + 1);

          line.n += !hidden[at];
          line.strength += hidden[at] ? 0 : ink->strength[at] > 127;
          sums[to].n = sums[to - stride].n + line.n;
          sums[to].strength = sums[to - stride].strength + line.strength;
        }
    }
  return sums;
}

/* What covers most of the pixels around one that shows no colour, 0…1. */
static float
guess_from_neighbours (const Ink *ink, const Sum *sums, int x, int y)
{
  int reach = MAX (3, MAX (ink->width, ink->height) / PRINT_PART);
  gsize stride = (gsize) ink->width + 1;
  gsize left = (gsize) MAX (0, x - reach), right = (gsize) MIN (ink->width, x + reach + 1);
  gsize top = (gsize) MAX (0, y - reach), bottom = (gsize) MIN (ink->height, y + reach + 1);
  const Sum *a = &sums[top * stride + left], *b = &sums[top * stride + right];
  const Sum *c = &sums[bottom * stride + left], *d = &sums[bottom * stride + right];
  guint32 n = d->n - b->n - c->n + a->n;
  guint32 strength = d->strength - b->strength - c->strength + a->strength;

  return n > 0 ? CLAMP (((float) strength / (float) n - 0.4f) * 5, 0, 1) : 0;
}

/* Where print crosses a red seal, the seal goes on. */
static void
bridge_print (Ink *ink, SealPaper *paper)
{
  gsize n = (gsize) ink->width * (gsize) ink->height;
  g_autofree guint8 *hidden = g_new (guint8, n);
  g_autofree Sum *sums = NULL;

  for (gsize at = 0; at < n; at++)
    {
      float rgb[3];

      seal_paper_flatten (paper, (int) (at % (gsize) ink->width), (int) (at / (gsize) ink->width),
                          rgb);
      hidden[at] = ink->strength[at] < 200 && MAX (rgb[0], MAX (rgb[1], rgb[2])) < HIDDEN;
    }
  sums = sum_shown (ink, hidden);
  for (gsize at = 0; at < n; at++)
    if (hidden[at])
      {
        float guess = guess_from_neighbours (ink, sums, (int) (at % (gsize) ink->width),
                                             (int) (at / (gsize) ink->width));

        ink->strength[at] = MAX (ink->strength[at], (guint8) (255 * guess));
      }
}

static void
measure_ink (Ink *ink, SealPaper *paper)
{
  Measure measure = choose_measure (paper, ink->width, ink->height);
  guint histogram[256] = {0};
  gsize n = (gsize) ink->width * (gsize) ink->height;
  float foot = measure == redness ? RED_FOOT : DARK_FOOT;
  float head;

  for (gsize at = 0; at < n; at++)
    {
      float rgb[3];

      seal_paper_flatten (paper, (int) (at % (gsize) ink->width), (int) (at / (gsize) ink->width),
                          rgb);
      ink->strength[at] = (guint8) (255 * CLAMP (measure (rgb), 0, 1));
      histogram[ink->strength[at]]++;
    }
  head = MAX (RAMP_HEAD * full_strength (histogram), foot + 0.1f);
  for (gsize at = 0; at < n; at++)
    {
      float alpha = (ink->strength[at] / 255.0f - foot) / (head - foot);

      ink->strength[at] = (guint8) (255 * CLAMP (alpha, 0, 1) + 0.5f);
    }
  if (measure == redness)
    bridge_print (ink, paper);
}

/* One channel's median over pixels that are all ink. */
static guint
median_channel (const Ink *ink, SealPaper *paper, int channel)
{
  guint histogram[256] = {0};
  guint64 total = 0, seen = 0;

  for (gsize at = 0; at < (gsize) ink->width * (gsize) ink->height; at++)
    {
      float rgb[3];

      if (ink->strength[at] < 250)
        continue;
      seal_paper_flatten (paper, (int) (at % (gsize) ink->width), (int) (at / (gsize) ink->width),
                          rgb);
      histogram[(guint8) (255 * rgb[channel])]++;
      total++;
    }
  for (guint i = 0; i < 256; i++)
    {
      seen += histogram[i];
      if (seen * 2 > total)
        return i;
    }
  return 0;
}

/* Takes a connected patch of ink from the map of what is left, as pixel numbers. */
static void
collect_patch (const Ink *ink, guint8 *left, guint32 start, GArray *patch)
{
  g_array_set_size (patch, 0);
  left[start] = FALSE;
  g_array_append_val (patch, start);
  for (guint i = 0; i < patch->len; i++)
    {
      int x = (int) (g_array_index (patch, guint32, i) % (guint32) ink->width);
      int y = (int) (g_array_index (patch, guint32, i) / (guint32) ink->width);

      for (int v = MAX (0, y - 1); v <= MIN (ink->height - 1, y + 1); v++)
        for (int u = MAX (0, x - 1); u <= MIN (ink->width - 1, x + 1); u++)
          {
            guint32 at = (guint32) (v * ink->width + u);

            if (!left[at])
              continue;
            left[at] = FALSE;
            g_array_append_val (patch, at);
          }
    }
}

/* Drops dust: patches whose strong core is a dot, with their soft rim. */
static void
despeckle (Ink *ink)
{
  gsize n = (gsize) ink->width * (gsize) ink->height;
  guint least = (guint) MAX (8, n / 60000);
  g_autofree guint8 *left = g_new (guint8, n);
  g_autoptr (GArray) patch = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (gsize at = 0; at < n; at++)
    left[at] = ink->strength[at] > 0;
  for (gsize at = 0; at < n; at++)
    {
      guint core = 0;

      if (!left[at])
        continue;
      collect_patch (ink, left, (guint32) at, patch);
      for (guint i = 0; i < patch->len; i++)
        core += ink->strength[g_array_index (patch, guint32, i)] > 127;
      for (guint i = 0; core < least && i < patch->len; i++)
        ink->strength[g_array_index (patch, guint32, i)] = 0;
    }
}

static GdkPixbuf *
ink_to_pixbuf (const Ink *ink)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, ink->width, ink->height);

  gdk_pixbuf_fill (pixbuf, ink->rgb << 8);
  for (int y = 0; y < ink->height; y++)
    {
      guint8 *line = gdk_pixbuf_get_pixels (pixbuf) +
                     (gsize) y * (gsize) gdk_pixbuf_get_rowstride (pixbuf);

      for (int x = 0; x < ink->width; x++)
        line[4 * x + 3] = ink->strength[y * ink->width + x];
    }
  return pixbuf;
}

typedef struct {
  int left, top, right, bottom;
  guint64 n_strong;
} Extent;

static Extent
find_extent (GdkPixbuf *picture)
{
  Extent extent = {G_MAXINT, G_MAXINT, -1, -1, 0};

  for (int y = 0; y < gdk_pixbuf_get_height (picture); y++)
    {
      const guint8 *line = gdk_pixbuf_read_pixels (picture) +
                           (gsize) y * (gsize) gdk_pixbuf_get_rowstride (picture);

      for (int x = 0; x < gdk_pixbuf_get_width (picture); x++)
        {
          if (line[4 * x + 3] < 16)
            continue;
          extent.left = MIN (extent.left, x);
          extent.right = MAX (extent.right, x);
          extent.top = MIN (extent.top, y);
          extent.bottom = MAX (extent.bottom, y);
          extent.n_strong += line[4 * x + 3] > 127;
        }
    }
  return extent;
}

/**
 * seal_ink_crop:
 * @picture: a picture with transparency
 * @error: return location for %SEAL_ERROR_PICTURE_EMPTY
 *
 * Cuts out the part that is not empty, and a little around it.
 *
 * Returns: (transfer full): the part, or %NULL with @error set
 */
GdkPixbuf *
seal_ink_crop (GdkPixbuf *picture, GError **error)
{
  Extent extent = find_extent (picture);
  int width = extent.right - extent.left + 1, height = extent.bottom - extent.top + 1;
  int margin = (int) ceil (MAX (width, height) * MARGIN);
  g_autoptr (GdkPixbuf) part = NULL;
  int left, top;

  if (extent.n_strong < MIN_INK_PIXELS)
    {
      g_set_error_literal (error, SEAL_ERROR, SEAL_ERROR_PICTURE_EMPTY, "nothing is left of it");
      return NULL;
    }
  left = MAX (0, extent.left - margin);
  top = MAX (0, extent.top - margin);
  width = MIN (gdk_pixbuf_get_width (picture), extent.right + 1 + margin) - left;
  height = MIN (gdk_pixbuf_get_height (picture), extent.bottom + 1 + margin) - top;
  part = gdk_pixbuf_new_subpixbuf (picture, left, top, width, height);
  return gdk_pixbuf_copy (part);
}

/* A picture that is dark all over has no paper, and one with a few grains has no ink. */
static gboolean
check_amount (GdkPixbuf *cropped, GError **error)
{
  Extent extent = find_extent (cropped);
  double part = (double) extent.n_strong /
                (gdk_pixbuf_get_width (cropped) * (double) gdk_pixbuf_get_height (cropped));

  /* A seal carved white on red covers four fifths of its box; a thin signature a hundredth. */
  if (part >= 0.002 && part <= 0.9)
    return TRUE;
  g_set_error (error, SEAL_ERROR, SEAL_ERROR_PICTURE_EMPTY, "ink covers %.2f %% of it", part * 100);
  return FALSE;
}

/**
 * seal_ink_extract:
 * @photo: a photograph or scan of ink on paper
 * @error: return location for a %SEAL_ERROR where there is too little ink, or too much
 *
 * Takes the ink alone, in one colour, with soft edges.
 *
 * Returns: (transfer full): a picture with transparency, or %NULL with @error set
 */
GdkPixbuf *
seal_ink_extract (GdkPixbuf *photo, GError **error)
{
  g_autoptr (SealPaper) paper = seal_paper_new (photo);
  g_autoptr (GdkPixbuf) whole = NULL;
  g_autoptr (GdkPixbuf) cropped = NULL;
  g_auto (Ink) ink = {gdk_pixbuf_get_width (photo), gdk_pixbuf_get_height (photo)};

  ink.strength = g_new0 (guint8, (gsize) ink.width * (gsize) ink.height);
  measure_ink (&ink, paper);
  despeckle (&ink);
  for (int channel = 0; channel < 3; channel++)
    ink.rgb = ink.rgb << 8 | median_channel (&ink, paper, channel);
  whole = ink_to_pixbuf (&ink);
  cropped = seal_ink_crop (whole, error);
  if (cropped == NULL || !check_amount (cropped, error))
    return NULL;
  return g_steal_pointer (&cropped);
}
