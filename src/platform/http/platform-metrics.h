/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "wire-routes.h"

G_BEGIN_DECLS

typedef struct _PlatformMetrics PlatformMetrics;

PlatformMetrics *platform_metrics_new     (void);
void             platform_metrics_free    (PlatformMetrics *metrics);
void             platform_metrics_count   (PlatformMetrics *metrics,
                                           WireOperation    operation,
                                           guint            status,
                                           gint64           microseconds);
void             platform_metrics_refuse  (PlatformMetrics *metrics,
                                           guint            status);
char            *platform_metrics_to_text (PlatformMetrics *metrics);

G_END_DECLS
