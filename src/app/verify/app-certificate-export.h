/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model-root.h"

G_BEGIN_DECLS

typedef enum {
  APP_CERTIFICATE_PEM,
  APP_CERTIFICATE_DER,
  APP_CERTIFICATE_P7B, /* with its issuers */
} AppCertificateForm;

/* Asks for a place and writes the first certificate of the chain there, or all of it. */
void app_certificate_export (GtkWindow *parent, GPtrArray *chain, AppCertificateForm form);

G_END_DECLS
