/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gmodule.h>

#include "cli-module.h"

#include "client-fetch.h"

static PkiFetch *
fetch_new (guint timeout, const char *folder)
{
  PkiFetch *fetch = client_fetch_new (timeout);

  client_fetch_set_memory (fetch, folder);
  return fetch;
}

G_MODULE_EXPORT const CliClientModule cli_module = {fetch_new};
