/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"
#include "platform-store-identity.h"

G_BEGIN_DECLS

/* The provider "http": an outside service verifies the person. The phone is sent to its address
 * with a signed question, and it reports with a signed answer; both share a key. */
gboolean platform_report_begin    (PlatformCall      *call,
                                   PlatformIdentity  *identity,
                                   GError           **error);
char    *platform_report_address  (PlatformCall     *call,
                                   PlatformIdentity *identity);
gboolean platform_report_identity (PlatformCall  *call,
                                   GError       **error);

G_END_DECLS
