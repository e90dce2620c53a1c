/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "wire-message.h"

G_BEGIN_DECLS

/* What a platform says of itself to anyone. */
typedef struct {
  char *name;
  char *version;
  gboolean embedded;       /* it lives in somebody's desktop program */
  char *registration;      /* open, portal (to whom it vouches for), closed */
  char *identification;    /* trial: nobody is verified */
  char *portal;            /* (nullable): what people call the portal at which one may log in */
} WirePlatform;

typedef struct {
  char *status;   /* ok, concern */
  GStrv concerns; /* what somebody has to see to: key, clock, authority-ends and so on */
} WireHealth;

extern const WireType wire_platform_type;
extern const WireType wire_health_type;

G_END_DECLS
