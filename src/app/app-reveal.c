/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-reveal.h"

#include "app-events.h"

/* ms: a file manager that has to start first takes a second or two. */
#define TIMEOUT 10000

typedef struct {
  GtkWindow *window;
  GFile *file;
} Reveal;

static void
reveal_free (Reveal *self)
{
  g_object_unref (self->window);
  g_object_unref (self->file);
  g_free (self);
}

static void
shown (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reveal *self = user_data;
  g_autoptr (GVariant)
      answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autoptr (GFile) folder = g_file_get_parent (self->file);

  if (answer == NULL && folder != NULL)
    {
      g_autofree char *uri = g_file_get_uri (folder);

      gtk_show_uri (self->window, uri, GDK_CURRENT_TIME);
    }
  reveal_free (self);
}

/**
 * app_reveal_file:
 * @window: where it was asked for
 * @path: a file
 *
 * Asks the file manager of the desktop (org.freedesktop.FileManager1) to show it.
 */
void
app_reveal_file (GtkWindow *window, const char *path)
{
  GDBusConnection *bus = g_application_get_dbus_connection (
      G_APPLICATION (gtk_window_get_application (window)));
  Reveal *self = g_new (Reveal, 1);
  g_autofree char *uri = NULL;
  const char *uris[2] = {NULL};

  *self = (Reveal){g_object_ref (window), g_file_new_for_path (path)};
  uri = g_file_get_uri (self->file);
  uris[0] = uri;
  app_event ("reveal %s", uri);
  if (bus == NULL)
    {
      reveal_free (self);
      return;
    }
  g_dbus_connection_call (bus, "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1",
                          "org.freedesktop.FileManager1", "ShowItems",
                          g_variant_new ("(^ass)", uris, ""), NULL, G_DBUS_CALL_FLAGS_NONE, TIMEOUT,
                          NULL, shown, self);
}
