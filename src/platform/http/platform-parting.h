/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

void platform_parting_begin (SoupServerMessage *message,
                             GSocket           *socket,
                             gsize              most);

G_END_DECLS
