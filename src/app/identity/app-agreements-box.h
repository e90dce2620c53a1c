/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-agreements.h"

G_BEGIN_DECLS

#define APP_TYPE_AGREEMENTS_BOX (app_agreements_box_get_type ())
G_DECLARE_FINAL_TYPE (AppAgreementsBox, app_agreements_box, APP, AGREEMENTS_BOX, AdwBin)

/* The texts, each to be opened and ticked by itself, in either language. Signal "changed". */
void       app_agreements_box_set_agreements (AppAgreementsBox *self,
                                              ModelAgreements  *agreements);
gboolean   app_agreements_box_is_complete  (AppAgreementsBox *self);
/* WireAgreement, lent, in a new array. */
GPtrArray *app_agreements_box_dup_accepted (AppAgreementsBox *self);

G_END_DECLS
