/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-toast.h"

#include <adwaita.h>

/* The name of what an overlay remembers. */
#define SAID "app-toast-said"

static GtkWidget *
find_below (GtkWidget *widget)
{
  if (ADW_IS_TOAST_OVERLAY (widget))
    return widget;
  for (GtkWidget *each = gtk_widget_get_first_child (widget); each != NULL;
       each = gtk_widget_get_next_sibling (each))
    {
      GtkWidget *found = find_below (each);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static AdwToastOverlay *
find_overlay (GtkWidget *widget)
{
  GtkWidget *found = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  GtkRoot *window = gtk_widget_get_root (widget);

  while (found == NULL && window != NULL)
    {
      found = find_below (GTK_WIDGET (window));
      window = GTK_ROOT (gtk_window_get_transient_for (GTK_WINDOW (window)));
    }
  return found != NULL ? ADW_TOAST_OVERLAY (found) : NULL;
}

/* A title of a toast's own is cut off where it is long, and no screen reader is told of it. */
static GtkWidget *
make_title (const char *text)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT,
                                   "label", text, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR,
                                   "xalign", 0.0, NULL);

  gtk_widget_add_css_class (label, "heading");
  return label;
}

static AdwToast *
make_toast (const char *text)
{
  AdwToast *toast = adw_toast_new ("");

  adw_toast_set_custom_title (toast, make_title (text));
  return toast;
}

/* Where the last rows of a page are buttons, these would be behind the words for seconds: what is
 * below the words is as high as they are. */
static void
make_room (AdwToastOverlay *overlay, gboolean wanted)
{
  GtkWidget *child = adw_toast_overlay_get_child (overlay);
  GtkWidget *words = gtk_widget_get_last_child (GTK_WIDGET (overlay));
  int width = gtk_widget_get_width (GTK_WIDGET (overlay)), usual = 0, height = 0;

  if (child == NULL || !gtk_widget_has_css_class (GTK_WIDGET (overlay), "toasts-apart"))
    return;
  if (wanted && words != child)
    {
      gtk_widget_measure (words, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &usual, NULL, NULL);
      gtk_widget_measure (words, GTK_ORIENTATION_VERTICAL, MIN (usual, width), NULL, &height, NULL,
                          NULL);
    }
  gtk_widget_set_margin_bottom (child, height);
}

static void
forget (AdwToast *toast, gpointer overlay)
{
  if (g_object_get_data (overlay, SAID) != toast)
    return;
  g_object_set_data (overlay, SAID, NULL);
  make_room (overlay, FALSE);
}

/**
 * app_toast:
 * @widget: where it was done, or the window that it was done in
 * @text: a sentence without its full stop; no markup
 *
 * Says for a moment what was done, to the eye and to a screen reader.
 */
void
app_toast (GtkWidget *widget, const char *text)
{
  AdwToastOverlay *overlay = find_overlay (widget);
  AdwToast *before, *toast;

  g_return_if_fail (overlay != NULL);

  before = g_object_get_data (G_OBJECT (overlay), SAID);
  if (before != NULL)
    adw_toast_dismiss (before);
  toast = make_toast (text);
  g_object_set_data (G_OBJECT (overlay), SAID, toast);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (forget), overlay, 0);
  adw_toast_overlay_add_toast (overlay, toast);
  make_room (overlay, TRUE);
}

/**
 * app_toast_stay:
 * @widget: as of app_toast()
 * @text: as of app_toast()
 *
 * Says what has become of something, until it is closed.
 */
void
app_toast_stay (GtkWidget *widget, const char *text)
{
  AdwToastOverlay *overlay = find_overlay (widget);
  AdwToast *toast = make_toast (text);

  adw_toast_set_timeout (toast, 0);
  adw_toast_overlay_add_toast (overlay, toast);
}
