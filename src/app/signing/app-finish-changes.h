/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-terms.h"

G_BEGIN_DECLS

#define APP_TYPE_FINISH_CHANGES (app_finish_changes_get_type ())
G_DECLARE_FINAL_TYPE (AppFinishChanges, app_finish_changes, APP, FINISH_CHANGES, AdwExpanderRow)

/* What may happen to a document after it is signed. Signal "changed". */

/* The form fields that may be locked one by one; without any only all of them can be. The notes, one
 * for each or NULL, stand beside the names. */
void       app_finish_changes_set_fields  (AppFinishChanges   *self,
                                           const char * const *fields,
                                           const char * const *notes);
/* FALSE: fields are to be chosen, and none is. */
gboolean   app_finish_changes_is_complete (AppFinishChanges   *self);
/* 1, 2, 3 as DocMDP has them, or 0. */
int        app_finish_changes_get_certify (AppFinishChanges   *self);
PadesLock *app_finish_changes_dup_lock    (AppFinishChanges   *self);

G_END_DECLS
