/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model-look.h"

G_BEGIN_DECLS

/* In the user's folder. */
#define APP_APPEARANCE_PRESETS "appearances.ini"

/* The appearances that everybody has, then those that the user saved. */
typedef struct {
  GArray        *styles;    /* SealStyle */
  GtkStringList *titles;    /* of each */
  guint          n_builtin; /* the first of them */
} AppAppearancePresets;

void      app_appearance_presets_init  (AppAppearancePresets       *self,
                                        const char                 *path);
void app_appearance_presets_clear (AppAppearancePresets *self);
/* FALSE: it has no name. */
gboolean  app_appearance_presets_find  (const AppAppearancePresets *self,
                                        const SealStyle            *style,
                                        guint                      *position);
/* The style with the preset taken. */
SealStyle app_appearance_presets_take  (const AppAppearancePresets *self,
                                        guint                       position,
                                        const SealStyle            *style);
/* What was chosen last; before anything was, in the language of the desktop. */
SealStyle app_appearance_presets_recall (GSettings *settings);

G_END_DECLS
