/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app-application.h"

G_BEGIN_DECLS

/* Tells the person through the desktop, once, what has become of a certificate of theirs. */
void app_notices_watch      (AppApplication *application);
void app_notices_add_action (AppApplication *application);

G_END_DECLS
