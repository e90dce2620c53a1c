/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <openssl/evp.h>

EVP_PKEY *keys_generate_key (const char *kind);
