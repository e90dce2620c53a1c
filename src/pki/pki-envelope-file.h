/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GBytes *pki_envelope_read_file (const char  *path,
                                GError     **error);
/* PkiCertificate */
GPtrArray *pki_envelope_read_recipients (const char  *path,
                                         GError     **error);

G_END_DECLS
