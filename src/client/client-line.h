/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "client-message.h"
#include "client-platform.h"

G_BEGIN_DECLS

/* The line to a platform: what is sent over it, to whom, and what comes back. For this layer. */
GInputStream *client_line_open          (ClientPlatform        *self,
                                         const ClientQuestion  *question,
                                         const ClientEnvelope  *envelope,
                                         const char            *media_type,
                                         SoupMessage          **message,
                                         GError               **error);
GBytes       *client_line_ask           (ClientPlatform        *self,
                                         const ClientQuestion  *question,
                                         const ClientEnvelope  *envelope,
                                         SoupMessage          **message,
                                         GError               **error);
GBytes       *client_line_read          (ClientPlatform        *self,
                                         GInputStream          *stream,
                                         GError               **error);
gboolean      client_line_refuse        (ClientPlatform        *self,
                                         SoupMessage           *message,
                                         GBytes                *body,
                                         GError               **error);
gboolean      client_line_set_too_large (ClientPlatform        *self,
                                         const char            *what,
                                         GError               **error);

G_END_DECLS
