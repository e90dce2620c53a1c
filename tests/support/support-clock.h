/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* The moment at which the tests live: 2026-11-26 00:00:00 UTC. */
#define SUPPORT_NOW G_GINT64_CONSTANT (1795651200)
#define SUPPORT_DAY G_GINT64_CONSTANT (86400)
