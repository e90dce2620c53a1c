/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-head.h"

#include <string.h>

/* RFC 9110, 5.6.2 */
static gboolean
is_token (guint8 byte)
{
  return g_ascii_isalnum (byte) || (byte != 0 && strchr ("!#$%&'*+-.^_`|~", byte));
}

static gboolean
is_visible (guint8 byte)
{
  return byte >= 0x20 && byte < 0x7f;
}

/* RFC 9110, 5.5 */
static gboolean
is_of_value (guint8 byte)
{
  return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
}

/* RFC 9112, 2.2, 3, 5 and 5.2. A blank before the colon, a line that goes on in the next one, a
 * NUL, or an end of a line that is not CR LF says something else to each reader. */
static PlatformHeadState
next (PlatformHeadState state, guint8 byte)
{
  switch (state)
    {
    case PLATFORM_HEAD_BEGINS:
      return is_token (byte) ? PLATFORM_HEAD_REQUEST_LINE : PLATFORM_HEAD_UNSOUND;
    case PLATFORM_HEAD_REQUEST_LINE:
      return byte == '\r'        ? PLATFORM_HEAD_LINE_ENDS
             : is_visible (byte) ? PLATFORM_HEAD_REQUEST_LINE
                                 : PLATFORM_HEAD_UNSOUND;
    case PLATFORM_HEAD_LINE_BEGINS:
      return byte == '\r'      ? PLATFORM_HEAD_ENDS
             : is_token (byte) ? PLATFORM_HEAD_NAME
                               : PLATFORM_HEAD_UNSOUND;
    case PLATFORM_HEAD_NAME:
      return byte == ':'       ? PLATFORM_HEAD_VALUE
             : is_token (byte) ? PLATFORM_HEAD_NAME
                               : PLATFORM_HEAD_UNSOUND;
    case PLATFORM_HEAD_VALUE:
      return byte == '\r'         ? PLATFORM_HEAD_LINE_ENDS
             : is_of_value (byte) ? PLATFORM_HEAD_VALUE
                                  : PLATFORM_HEAD_UNSOUND;
    case PLATFORM_HEAD_LINE_ENDS:
      return byte == '\n' ? PLATFORM_HEAD_LINE_BEGINS : PLATFORM_HEAD_UNSOUND;
    case PLATFORM_HEAD_ENDS:
      return byte == '\n' ? PLATFORM_HEAD_OVER : PLATFORM_HEAD_UNSOUND;
    default:
      return state;
    }
}

/**
 * platform_head_begin:
 * @self: a head
 *
 * Waits for another request.
 */
void
platform_head_begin (PlatformHead *self)
{
  *self = (PlatformHead){PLATFORM_HEAD_BEGINS, 0};
}

/**
 * platform_head_read:
 * @self: a head
 * @bytes: (array length=size): that came now
 * @size: how many
 *
 * Looks at them. What comes later than the end of the head is not counted.
 */
void
platform_head_read (PlatformHead *self, const guint8 *bytes, gsize size)
{
  if (self->state == PLATFORM_HEAD_OVER)
    return;
  for (gsize i = 0; i < size && self->state != PLATFORM_HEAD_UNSOUND; i++)
    {
      self->state = next (self->state, bytes[i]);
      if (self->state == PLATFORM_HEAD_OVER)
        {
          self->n_followed = size - i - 1;
          return;
        }
    }
}

/**
 * platform_head_is_sound:
 * @self: a head
 *
 * Asks whether it is over, and every reader reads the same in it.
 *
 * Returns: %FALSE if not
 */
gboolean
platform_head_is_sound (const PlatformHead *self)
{
  return self->state == PLATFORM_HEAD_OVER;
}
