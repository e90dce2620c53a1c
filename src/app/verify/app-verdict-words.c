/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-verdict-words.h"

typedef struct {
  const char *icon;
  const char *css_class;
} StateLook;

static const StateLook states[] = {
    [REPORT_STATE_PENDING] = {"content-loading-symbolic", "dim-label"},
    [REPORT_STATE_GOOD] = {"emblem-ok-symbolic", "success"},
    [REPORT_STATE_UNKNOWN] = {"vermilion-unproven-symbolic", "dim-label"},
    [REPORT_STATE_WARN] = {"dialog-warning-symbolic", "warning"},
    [REPORT_STATE_BAD] = {"dialog-error-symbolic", "error"},
};

/**
 * app_verdict_state_icon:
 *
 * Returns: (transfer none): an icon's name
 */
const char *
app_verdict_state_icon (ReportState state)
{
  return states[state].icon;
}

/**
 * app_verdict_state_class:
 *
 * Returns: (transfer none): the style class of its colour
 */
const char *
app_verdict_state_class (ReportState state)
{
  return states[state].css_class;
}
