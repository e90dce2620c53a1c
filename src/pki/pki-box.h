/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GBytes *pki_box_close (GBytes *key,
                       GBytes *content);
GBytes *pki_box_open  (GBytes *key,
                       GBytes *box);

G_END_DECLS
