/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model-seals.h"

G_BEGIN_DECLS

#define APP_TYPE_SEAL_CARD (app_seal_card_get_type ())
G_DECLARE_FINAL_TYPE (AppSealCard, app_seal_card, APP, SEAL_CARD, GtkBox)

/* A seal in the gallery: on paper at the gallery's scale, with its title and what can be done with
 * it. Property "seal" (ModelSeal). */

G_END_DECLS
