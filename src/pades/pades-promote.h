/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-plan.h"

G_BEGIN_DECLS

/* A field that is no object of its own becomes one, so that it can be written anew. */
void pades_promote_field (PadesPlan *plan);

G_END_DECLS
