/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model-certificate.h"

G_BEGIN_DECLS

/* Asks before a PIN is tried that may lock the token: the callback gets user_data alone, at once
 * where nothing is at stake, else when it was said to go on. */
void app_last_try_ask (GtkWindow        *parent,
                       ModelCertificate *certificate,
                       void (*go_on) (gpointer object),
                       gpointer          object);

G_END_DECLS
