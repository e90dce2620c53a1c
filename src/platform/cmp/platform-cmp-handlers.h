/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"

G_BEGIN_DECLS

/* The Certificate Management Protocol (RFC 9810, 9811): the same questions as by JSON, asked by any
 * client of the standard, and decided on by the same handlers. */
gboolean platform_send_cmp (PlatformCall *call, GError **error);

G_END_DECLS
