/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-platform-signer.h"

/**
 * cli_platform_signer_is_named:
 * @self: what was given on the command line
 *
 * Tells whether a key was given.
 *
 * Returns: whether there is one to open
 */
gboolean
cli_platform_signer_is_named (const CliPlatformSigner *self)
{
  return self->options.p12 != NULL || self->options.token != NULL;
}

/**
 * cli_platform_signer_clear:
 * @self: what was given on the command line
 *
 * Frees what it holds.
 */
void
cli_platform_signer_clear (CliPlatformSigner *self)
{
  g_clear_pointer (&self->options.p12, g_free);
  g_clear_pointer (&self->options.token, g_free);
  g_clear_pointer (&self->options.module, g_free);
  g_clear_pointer (&self->options.password_file, g_free);
}
