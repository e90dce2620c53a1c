/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-openssl.h"

#include <openssl/err.h>
#include <time.h>

/**
 * pki_openssl_set_error:
 * @error: return location
 * @domain: the error's domain
 * @code: its code
 * @message: what happened
 *
 * Sets an error with OpenSSL's own reason behind the message, and empties OpenSSL's queue.
 */
void
pki_openssl_set_error (GError **error, GQuark domain, int code, const char *message)
{
  unsigned long last = ERR_peek_last_error ();
  const char *reason = last != 0 ? ERR_reason_error_string (last) : NULL;

  if (reason != NULL)
    g_set_error (error, domain, code, "%s: %s", message, reason);
  else
    g_set_error_literal (error, domain, code, message);
  ERR_clear_error ();
}

/**
 * pki_time_from_asn1:
 * @time: (nullable): a time
 * @seconds: (out): since 1970, UTC, fractions cut
 *
 * Returns: %FALSE where it is no time
 */
gboolean
pki_time_from_asn1 (const ASN1_TIME *time, gint64 *seconds)
{
  struct tm broken_down = {0};

  if (time == NULL || ASN1_TIME_to_tm (time, &broken_down) != 1)
    {
      ERR_clear_error ();
      return FALSE;
    }
  *seconds = timegm (&broken_down);
  return TRUE;
}

/**
 * pki_openssl_no_password:
 * @buffer: left alone
 * @size: the room in it
 * @for_writing: no matter
 * @user_data: no matter
 *
 * Gives no password: OpenSSL's own callback would ask at the terminal.
 *
 * Returns: -1
 */
int
pki_openssl_no_password (char *buffer, int size, int for_writing, void *user_data)
{
  return -1;
}
