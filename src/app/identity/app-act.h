/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app-application.h"
#include "model-platform.h"

G_BEGIN_DECLS

/* Asks the platform one thing that counts, as model_platform_ask() does. Where it wants that signed,
 * the person is asked for their key and its password or PIN, again while it is wrong; who gives up
 * gets %G_IO_ERROR_CANCELLED: nothing has changed, unless the platform was at it; what it did is asked
 * for then. Whoever closes @window gives up, too. */
void     app_act_ask    (GtkWindow            *window,
                         ModelPlatform        *platform,
                         const ClientQuestion *question,
                         GAsyncReadyCallback   callback,
                         gpointer              user_data);
/* Whether such an act can be done from here: with the key of an active certificate of the person, or
 * unsigned, where they have none. A token may yet be plugged in. */
gboolean app_act_is_possible (AppApplication       *application);
/* Whether that is under way over the window: a question, a key dialog, or the platform at it. */
gboolean app_act_is_running (GtkWindow            *window,
                             const ClientQuestion *question);
/* A button by which it is done looks, and is read out, as one that cannot be pressed meanwhile. */
void     app_act_mark   (GtkWidget            *button,
                         gboolean              running);
/* The answer, for wire_free(); NULL without an error where there is none but "done". */
gpointer app_act_finish (GAsyncResult  *result,
                         GError       **error);

G_END_DECLS
