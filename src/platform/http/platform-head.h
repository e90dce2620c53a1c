/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where a PlatformHead is in the head of a request. */
typedef enum {
  PLATFORM_HEAD_BEGINS,
  PLATFORM_HEAD_REQUEST_LINE,
  PLATFORM_HEAD_LINE_BEGINS,
  PLATFORM_HEAD_NAME,
  PLATFORM_HEAD_VALUE,
  PLATFORM_HEAD_LINE_ENDS,
  PLATFORM_HEAD_ENDS,
  PLATFORM_HEAD_OVER,
  PLATFORM_HEAD_UNSOUND,
} PlatformHeadState;

/* The head of one request, looked at as it comes: libsoup mends what it does not understand, and a
 * proxy in front of it may have mended it in another way. */
typedef struct {
  PlatformHeadState state;
  gsize n_followed; /* bytes that came together with it, behind it */
} PlatformHead;

void     platform_head_begin    (PlatformHead *self);
void     platform_head_read     (PlatformHead *self,
                                 const guint8 *bytes,
                                 gsize         size);
gboolean platform_head_is_sound (const PlatformHead *self);

G_END_DECLS
