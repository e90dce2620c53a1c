/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app-window.h"

G_BEGIN_DECLS

/* The program in the test's own process: a data folder that goes away, in-memory settings, and
 * every critical fatal. Started by meson on a screen and a session bus of its own. */
void            harness_init             (int            *argc,
                                          char         ***argv);
int             harness_run              (void);
/* The application, registered; made at the first call. */
AppApplication *harness_get_application  (void);
AppWindow      *harness_new_window       (void);
/* A path in the data folder. */
char           *harness_dup_path         (const char     *name);
/* Pages of 210 by 297 mm with a line of text, "Page N of the contract"; all but the first of 148 by
 * 210 mm where mixed. */
char           *harness_write_pdf        (const char     *name,
                                          guint           n_pages,
                                          gboolean        mixed);
AppDocumentPage *harness_open            (AppWindow      *window,
                                          const char     *path);
/* The first widget below this one of that type, or that has that template name. */
GtkWidget      *harness_find             (GtkWidget      *root,
                                          const char     *type_or_name);
void            harness_press            (GtkWidget      *widget,
                                          guint           key,
                                          GdkModifierType modifiers);
/* Lets everything happen that is due now. */
void            harness_settle           (void);

/* Lets the main context run until the condition holds; fails the test after ten seconds. */
#define harness_wait_until(condition) \
  G_STMT_START { \
    gint64 harness_deadline = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND; \
    while (!(condition) && g_get_monotonic_time () < harness_deadline) \
      if (!g_main_context_iteration (NULL, FALSE)) \
        g_usleep (1000); \
    g_assert_true (condition); \
  } G_STMT_END

G_END_DECLS
