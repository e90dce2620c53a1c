/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-pictures.h"

#include <math.h>

struct _AppPictures {
  GHashTable *textures; /* cairo_surface_t → GdkTexture over its pixels */
};

/* The texture keeps the surface alive. */
static GdkTexture *
get_texture (AppPictures *self, cairo_surface_t *picture)
{
  GdkTexture *texture = g_hash_table_lookup (self->textures, picture);
  g_autoptr (GBytes) bytes = NULL;
  int height = cairo_image_surface_get_height (picture);
  int stride = cairo_image_surface_get_stride (picture);

  if (texture != NULL)
    return texture;
  bytes = g_bytes_new_with_free_func (
      cairo_image_surface_get_data (picture), (gsize) stride * height,
      (GDestroyNotify) cairo_surface_destroy, cairo_surface_reference (picture));
  texture = gdk_memory_texture_new (cairo_image_surface_get_width (picture), height,
                                    GDK_MEMORY_DEFAULT, bytes, stride);
  g_hash_table_insert (self->textures, picture, texture);
  return texture;
}

/* What of the area the widget can show at all: more would be composed for nothing. */
static gboolean
get_seen (GtkWidget *widget, const graphene_rect_t *area, graphene_rect_t *seen)
{
  graphene_rect_t all;

  graphene_rect_init (&all, 0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  return graphene_rect_intersection (area, &all, seen);
}

static void
append_cairo (GtkSnapshot *snapshot,
              cairo_surface_t *picture,
              const graphene_rect_t *area,
              const graphene_rect_t *seen)
{
  double across = area->size.width / cairo_image_surface_get_width (picture);
  double down = area->size.height / cairo_image_surface_get_height (picture);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, seen);

  cairo_translate (cr, area->origin.x, area->origin.y);
  cairo_scale (cr, across, down);
  cairo_set_source_surface (cr, picture, 0, 0);
  /* Stretched for a moment, until the right one is there: quick is better than fine. */
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_BILINEAR);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_rectangle (cr, 0, 0, cairo_image_surface_get_width (picture),
                   cairo_image_surface_get_height (picture));
  cairo_fill (cr);
  cairo_destroy (cr);
}

/**
 * app_pictures_new:
 *
 * Makes an empty set.
 *
 * Returns: (transfer full): the set
 */
AppPictures *
app_pictures_new (void)
{
  AppPictures *self = g_new0 (AppPictures, 1);

  self->textures = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  return self;
}

/**
 * app_pictures_free:
 * @self: (nullable): the set
 *
 * Frees it.
 */
void
app_pictures_free (AppPictures *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->textures);
  g_free (self);
}

/**
 * app_pictures_append:
 * @self: the set
 * @widget: whose snapshot it is
 * @snapshot: where to
 * @picture: an opaque image surface
 * @area: where it is to be, in the widget
 *
 * Draws a picture. A renderer on the graphics card keeps it as a texture. GTK's cairo renderer
 * would convert a texture to floating point and back at every frame (GTK 4.8, half of the cost of
 * scrolling), and is given the surface itself.
 */
void
app_pictures_append (AppPictures *self,
                     GtkWidget *widget,
                     GtkSnapshot *snapshot,
                     cairo_surface_t *picture,
                     const graphene_rect_t *area)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GskRenderer *renderer = native != NULL ? gtk_native_get_renderer (native) : NULL;
  graphene_rect_t seen;

  if (!get_seen (widget, area, &seen))
    return;
  if (renderer != NULL && GSK_IS_CAIRO_RENDERER (renderer))
    append_cairo (snapshot, picture, area, &seen);
  else
    gtk_snapshot_append_texture (snapshot, get_texture (self, picture), area);
}

static gboolean
is_unused (gpointer surface, gpointer texture, gpointer used)
{
  return !g_hash_table_contains (used, surface);
}

/**
 * app_pictures_prune:
 * @self: the set
 * @used: the surfaces that are still shown
 *
 * Lets the textures of all others go.
 */
void
app_pictures_prune (AppPictures *self, GHashTable *used)
{
  g_hash_table_foreach_remove (self->textures, is_unused, used);
}
