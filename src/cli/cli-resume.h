/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-certificate.h"

G_BEGIN_DECLS

/* Whether an earlier run did its work on a file. */
PkiCertificate *cli_resume_find_signer (const char *input,
                                        const char *output,
                                        const char *password);

G_END_DECLS
