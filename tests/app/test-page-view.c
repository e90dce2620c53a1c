/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "app-page-view-private.h"
#include "harness.h"
#include "support-pdf.h"

typedef struct {
  GtkWidget *window;
  AppPageView *view;
  ModelDocument *document;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  fixture->view = APP_PAGE_VIEW (app_page_view_new ());
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (fixture->view));
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), scrolled);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 700);
  gtk_window_present (GTK_WINDOW (fixture->window));
  harness_wait_until (gtk_widget_get_width (GTK_WIDGET (fixture->view)) > 0);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  gpointer view = fixture->view;

  g_object_add_weak_pointer (view, &view);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  harness_settle ();
  g_assert_null (view);
  g_assert_finalize_object (fixture->document);
}

static void
open_path (Fixture *fixture, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  fixture->document = model_document_new (file);
  model_document_load (fixture->document, NULL);
  app_page_view_set_document (fixture->view, fixture->document);
  harness_wait_until (model_document_get_state (fixture->document) == MODEL_DOCUMENT_READY);
  harness_wait_until (model_document_peek_any (fixture->document, 0, 0) != NULL);
  harness_settle ();
}

static void
open_contract (Fixture *fixture, guint n_pages, gboolean mixed)
{
  g_autofree char *path = harness_write_pdf ("view.pdf", n_pages, mixed);

  open_path (fixture, path);
}

/* Where a point of an A4 page is on the page's turned picture, said once more and differently. */
static void
turn_point (int turn, double x, double y, double *across, double *down)
{
  for (double width = 210, height = 297, swap; turn > 0; turn -= 90)
    {
      swap = x;
      x = height - y;
      y = swap;
      swap = width;
      width = height;
      height = swap;
    }
  *across = x;
  *down = y;
}

/* mm → pixels → mm, for zoom × turn × page × point. */
static void
test_round_trip (Fixture *fixture, gconstpointer unused)
{
  static const double zooms[] = {0.1, 0.33, 1, 1.37, 4, 8};
  static const guint pages[] = {0, 5, 11};
  static const double points[][2] = {{1, 1}, {105, 148.5}, {209, 12}, {30, 296}};

  open_contract (fixture, 12, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    for (int turn = 0; turn < 360; turn += 90)
      for (guint p = 0; p < G_N_ELEMENTS (pages) * G_N_ELEMENTS (points); p++)
        {
          guint page = pages[p / G_N_ELEMENTS (points)], picked;
          const double *point = points[p % G_N_ELEMENTS (points)];
          double scale, across, down, x_mm, y_mm;
          graphene_rect_t area;

          app_page_view_set_turn (fixture->view, turn);
          app_page_view_set_zoom (fixture->view, zooms[i]);
          app_page_view_scroll_to (fixture->view, page, point[0], point[1]);
          app_page_view_get_area (fixture->view, page, &area);
          scale = app_page_view_get_scale (fixture->view);
          turn_point (turn, point[0], point[1], &across, &down);
          g_assert_true (app_page_view_pick_page (fixture->view, area.origin.x + across * scale,
                                                  area.origin.y + down * scale, &picked, &x_mm,
                                                  &y_mm));
          g_assert_cmpuint (picked, ==, page);
          g_assert_cmpfloat_with_epsilon (x_mm, point[0], 0.6 / scale);
          g_assert_cmpfloat_with_epsilon (y_mm, point[1], 0.6 / scale);
          g_assert_cmpfloat_with_epsilon (area.size.width, (turn % 180 ? 297 : 210) * scale, 0.6);
        }
}

static void
test_between_pages (Fixture *fixture, gconstpointer unused)
{
  graphene_rect_t area;
  double x_mm, y_mm;
  guint page;

  open_contract (fixture, 3, FALSE);
  app_page_view_set_zoom (fixture->view, 0.5);
  harness_settle ();
  app_page_view_get_area (fixture->view, 0, &area);
  g_assert_false (app_page_view_pick_page (fixture->view, area.origin.x - 50,
                                           area.origin.y + area.size.height + 2, &page, &x_mm,
                                           &y_mm));
  g_assert_cmpuint (page, ==, 0);
  g_assert_cmpfloat (x_mm, ==, 0);
  g_assert_cmpfloat_with_epsilon (y_mm, 297, 0.5);
}

static void
assert_pinned (Fixture *fixture, GtkWidget *child, const PdfPlacement *placement, int margin)
{
  double scale = app_page_view_get_scale (fixture->view);
  int turn = app_page_view_get_turn (fixture->view);
  double angle = (placement->angle + turn) * G_PI / 180, across, down;
  graphene_rect_t area, bounds;

  harness_settle ();
  app_page_view_get_area (fixture->view, placement->page, &area);
  turn_point (turn, placement->x + placement->width / 2, placement->y + placement->height / 2,
              &across, &down);
  g_assert_true (gtk_widget_compute_bounds (child, GTK_WIDGET (fixture->view), &bounds));
  g_assert_cmpfloat_with_epsilon (bounds.origin.x + bounds.size.width / 2,
                                  area.origin.x + across * scale, 1.1);
  g_assert_cmpfloat_with_epsilon (bounds.origin.y + bounds.size.height / 2,
                                  area.origin.y + down * scale, 1.1);
  g_assert_cmpfloat_with_epsilon (
      bounds.size.width,
      (fabs (placement->width * cos (angle)) + fabs (placement->height * sin (angle))) * scale +
          2 * margin,
      1.1);
}

static void
test_pin (Fixture *fixture, gconstpointer unused)
{
  PdfPlacement placement = {1, 120, 215, 40, 25, 0};
  GtkWidget *child = gtk_drawing_area_new ();

  open_contract (fixture, 4, FALSE);
  app_page_view_pin (fixture->view, child, &placement, 12);
  app_page_view_scroll_to (fixture->view, 1, 120, 215);
  assert_pinned (fixture, child, &placement, 12);
  app_page_view_set_zoom (fixture->view, 1.7);
  assert_pinned (fixture, child, &placement, 12);
  app_page_view_set_turn (fixture->view, 90);
  assert_pinned (fixture, child, &placement, 12);
  placement.angle = 30;
  placement.x = 20;
  app_page_view_pin (fixture->view, child, &placement, 0);
  assert_pinned (fixture, child, &placement, 0);
  app_page_view_set_turn (fixture->view, 270);
  app_page_view_scroll_to (fixture->view, 1, 20, 215);
  assert_pinned (fixture, child, &placement, 0);

  g_object_add_weak_pointer (G_OBJECT (child), (gpointer *) &child);
  app_page_view_unpin (fixture->view, child);
  g_assert_null (child);
}

/* A page whose drawing takes long is not drawn by a snapshot: it is blank, and at once. */
static void
test_snapshot_never_draws (Fixture *fixture, gconstpointer unused)
{
  GString *content = g_string_new (NULL);
  SupportPdf options = {.n_pages = 40};
  g_autofree char *path = NULL, *folder = harness_dup_path ("");
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node;
  guint blank;

  for (int i = 0; i < 40000; i++)
    g_string_append_printf (content, "%d %d m %d %d l S ", i % 595, (i * 7) % 842, (i * 13) % 595,
                            (i * 29) % 842);
  options.content = content->str;
  path = support_pdf_write (&options, folder, "slow.pdf");
  open_path (fixture, path);

  app_page_view_scroll_to (fixture->view, 30, 0, 0);
  app_page_view_update_pictures (fixture->view, TRUE);
  blank = app_page_view_get_n_blank (fixture->view);
  GTK_WIDGET_GET_CLASS (fixture->view)->snapshot (GTK_WIDGET (fixture->view), snapshot);
  g_assert_cmpuint (app_page_view_get_n_blank (fixture->view), >, blank);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  gsk_render_node_unref (node);
  g_string_free (content, TRUE);
}

static void
test_ten_thousand (Fixture *fixture, gconstpointer unused)
{
  SupportPdf options = {.n_pages = 10000, .fanout = 50};
  g_autofree char *folder = harness_dup_path ("");
  g_autofree char *path = support_pdf_write (&options, folder, "10000.pdf");
  GtkAdjustment *adjustment;
  guint pictures = 0;

  open_path (fixture, path);
  app_page_view_set_zoom (fixture->view, 1);
  app_page_view_scroll_to (fixture->view, 9999, 0, 0);
  harness_wait_until (app_page_view_get_current_page (fixture->view) == 9999);
  harness_wait_until (model_document_peek_any (fixture->document, 9999, 0) != NULL);
  adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (fixture->view));
  g_assert_cmpfloat (gtk_adjustment_get_upper (adjustment), >, 10000 * 1100);
  for (guint page = 0; page < 10000; page++)
    pictures += model_document_peek_any (fixture->document, page, 0) != NULL;
  g_assert_cmpuint (pictures, <, 12);
}

static double
get_page_width (Fixture *fixture, guint page)
{
  double width, height;

  pdf_page_box_get_size (model_document_get_page_box (fixture->document, page), &width, &height);
  return width;
}

/* A document of mixed pages, long enough that its end is not measured when it can be scrolled. */
static guint
open_unmeasured (Fixture *fixture)
{
  guint n_pages = 700;

  for (open_contract (fixture, n_pages, TRUE); get_page_width (fixture, n_pages - 51) < 150;)
    {
      app_page_view_set_document (fixture->view, NULL);
      g_clear_object (&fixture->document);
      open_contract (fixture, n_pages *= 3, TRUE);
    }
  return n_pages;
}

/* Pages turn out smaller than the first while one far down is on the screen: it stays there. */
static void
test_no_jump (Fixture *fixture, gconstpointer unused)
{
  graphene_rect_t before, after;
  guint n_pages = open_unmeasured (fixture);
  guint page = n_pages - 50;

  app_page_view_set_zoom (fixture->view, 0.8);
  app_page_view_scroll_to (fixture->view, page, 0, 0);
  app_page_view_get_area (fixture->view, page, &before);
  harness_wait_until (get_page_width (fixture, n_pages - 1) < 150);
  harness_settle ();
  app_page_view_get_area (fixture->view, page, &after);
  g_assert_cmpuint (app_page_view_get_current_page (fixture->view), ==, page);
  g_assert_cmpfloat_with_epsilon (after.origin.y, before.origin.y, 1.5);
  g_assert_cmpfloat_with_epsilon (after.size.height, 210 * app_page_view_get_scale (fixture->view),
                                  1);
}

static void
test_fit (Fixture *fixture, gconstpointer unused)
{
  graphene_rect_t area;
  int width, height;

  open_contract (fixture, 2, FALSE);
  width = gtk_widget_get_width (GTK_WIDGET (fixture->view));
  height = gtk_widget_get_height (GTK_WIDGET (fixture->view));
  app_page_view_get_area (fixture->view, 0, &area);
  g_assert_cmpfloat_with_epsilon (area.size.width, width - 2 * APP_PAGE_MARGIN, 1.1);
  app_page_view_set_fit (fixture->view, APP_FIT_PAGE);
  harness_settle ();
  app_page_view_get_area (fixture->view, 0, &area);
  g_assert_cmpfloat_with_epsilon (area.size.height, height - 2 * APP_PAGE_MARGIN, 1.1);
  app_page_view_set_zoom (fixture->view, 1);
  g_assert_cmpint (app_page_view_get_fit (fixture->view), ==, APP_FIT_NONE);
  g_assert_cmpfloat (app_page_view_get_zoom (fixture->view), ==, 1);
  app_page_view_step_zoom (fixture->view, 2);
  g_assert_cmpfloat_with_epsilon (app_page_view_get_zoom (fixture->view), 1.25, 1e-9);
  app_page_view_set_zoom (fixture->view, 1000);
  g_assert_cmpfloat_with_epsilon (app_page_view_get_zoom (fixture->view), APP_MAX_ZOOM, 1e-9);
}

/* What is under the pointer stays there. */
static void
test_zoom_about_point (Fixture *fixture, gconstpointer unused)
{
  double x0, y0, x1, y1;
  guint page0, page1;

  open_contract (fixture, 9, FALSE);
  app_page_view_scroll_to (fixture->view, 4, 100, 150);
  harness_settle ();
  app_page_view_pick_page (fixture->view, 500, 300, &page0, &x0, &y0);
  app_page_view_zoom_at (fixture->view, 3, 500, 300);
  app_page_view_pick_page (fixture->view, 500, 300, &page1, &x1, &y1);
  g_assert_cmpuint (page0, ==, page1);
  g_assert_cmpfloat_with_epsilon (x0, x1, 0.5);
  g_assert_cmpfloat_with_epsilon (y0, y1, 0.5);
}

static void
test_keys (Fixture *fixture, gconstpointer unused)
{
  GtkWidget *view = GTK_WIDGET (fixture->view);

  open_contract (fixture, 9, FALSE);
  harness_press (view, GDK_KEY_End, 0);
  harness_wait_until (app_page_view_get_current_page (fixture->view) == 8);
  harness_press (view, GDK_KEY_Home, 0);
  harness_wait_until (app_page_view_get_current_page (fixture->view) == 0);
  app_page_view_set_fit (fixture->view, APP_FIT_PAGE);
  harness_settle ();
  harness_press (view, GDK_KEY_Page_Down, 0);
  harness_press (view, GDK_KEY_Page_Down, 0);
  harness_settle ();
  harness_press (view, GDK_KEY_space, 0);
  harness_wait_until (app_page_view_get_current_page (fixture->view) > 1);
  harness_press (view, GDK_KEY_Up, 0);
  harness_press (view, GDK_KEY_Page_Up, 0);
  gtk_test_accessible_assert_role (view, GTK_ACCESSIBLE_ROLE_DOCUMENT);
  gtk_test_accessible_assert_property (view, GTK_ACCESSIBLE_PROPERTY_LABEL, "view.pdf");
}

/* At a large zoom the view asks for squares of what it shows, and they come. */
static void
test_tiles (Fixture *fixture, gconstpointer unused)
{
  cairo_surface_t *whole;

  open_contract (fixture, 1, FALSE);
  app_page_view_set_zoom (fixture->view, 8);
  app_page_view_scroll_to (fixture->view, 0, 105, 148);
  harness_settle ();
  harness_wait_until (model_document_peek_tile (fixture->document, 0,
                                                app_page_view_get_scale (fixture->view), 0, 2,
                                                3) != NULL);
  whole = model_document_peek_any (fixture->document, 0, 0);
  g_assert_cmpint (cairo_image_surface_get_width (whole) * cairo_image_surface_get_height (whole),
                   <=, 8000000);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)
  ADD ("/app/page-view/round-trip", test_round_trip);
  ADD ("/app/page-view/between-pages", test_between_pages);
  ADD ("/app/page-view/pin", test_pin);
  ADD ("/app/page-view/snapshot-never-draws", test_snapshot_never_draws);
  ADD ("/app/page-view/ten-thousand", test_ten_thousand);
  ADD ("/app/page-view/no-jump", test_no_jump);
  ADD ("/app/page-view/fit", test_fit);
  ADD ("/app/page-view/zoom-about-point", test_zoom_about_point);
  ADD ("/app/page-view/keys", test_keys);
  ADD ("/app/page-view/tiles", test_tiles);
  return harness_run ();
}
