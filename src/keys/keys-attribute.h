/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <p11-kit/pkcs11.h>

G_BEGIN_DECLS

/* One line of a template for a token (PKCS#11 v3.0, 3.3); what it holds is lent. */
CK_ATTRIBUTE keys_attribute    (CK_ATTRIBUTE_TYPE  type,
                                gconstpointer      value,
                                gsize              size);
CK_ATTRIBUTE keys_attribute_of (CK_ATTRIBUTE_TYPE  type,
                                GBytes            *value);

G_END_DECLS
