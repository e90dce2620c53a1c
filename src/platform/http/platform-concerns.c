/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-concerns.h"

struct _PlatformConcerns {
  GMutex lock;
  char *why[PLATFORM_N_CONCERNS]; /* NULL: all is well */
};

static const char *const names[PLATFORM_N_CONCERNS] = {
    [PLATFORM_CONCERN_AUTHORITY_ENDS] = "authority-ends",
    [PLATFORM_CONCERN_KEY] = "key",
    [PLATFORM_CONCERN_RESPONDER] = "responder",
    [PLATFORM_CONCERN_TIMESTAMPER] = "timestamper",
    [PLATFORM_CONCERN_REGISTRAR] = "registrar",
    [PLATFORM_CONCERN_LIST] = "revocation-list",
    [PLATFORM_CONCERN_ROOT_LIST] = "root-list",
    [PLATFORM_CONCERN_CLOCK] = "clock",
    [PLATFORM_CONCERN_STORE] = "store",
};

/**
 * platform_concerns_new:
 *
 * Begins without any.
 *
 * Returns: (transfer full): the concerns
 */
PlatformConcerns *
platform_concerns_new (void)
{
  PlatformConcerns *self = g_new0 (PlatformConcerns, 1);

  g_mutex_init (&self->lock);
  return self;
}

/**
 * platform_concerns_free:
 * @self: (transfer full): concerns
 *
 * Frees them.
 */
void
platform_concerns_free (PlatformConcerns *self)
{
  for (guint i = 0; i < PLATFORM_N_CONCERNS; i++)
    g_free (self->why[i]);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * platform_concerns_note:
 * @self: concerns
 * @concern: which
 * @why: (nullable): what is the matter, without a secret; NULL: all is well
 *
 * Notes how a matter stands; the log is told when that changes. Any thread may.
 */
void
platform_concerns_note (PlatformConcerns *self, PlatformConcern concern, const char *why)
{
  g_autofree char *before = NULL;

  g_mutex_lock (&self->lock);
  before = self->why[concern];
  self->why[concern] = g_strdup (why);
  g_mutex_unlock (&self->lock);
  if (why && g_strcmp0 (why, before) != 0)
    g_warning ("%s: %s", names[concern], why);
  else if (!why && before)
    g_message ("%s: well again", names[concern]);
}

/**
 * platform_concerns_has:
 * @self: concerns
 * @concern: which
 *
 * Asks how a matter stands.
 *
 * Returns: whether it is one now
 */
gboolean
platform_concerns_has (PlatformConcerns *self, PlatformConcern concern)
{
  gboolean has;

  g_mutex_lock (&self->lock);
  has = self->why[concern] != NULL;
  g_mutex_unlock (&self->lock);
  return has;
}

/**
 * platform_concerns_list:
 * @self: concerns
 * @list: (out) (array): room for %PLATFORM_N_CONCERNS + 1 names, which are lent
 *
 * Lists what is the matter now, with NULL at the end.
 *
 * Returns: how many
 */
guint
platform_concerns_list (PlatformConcerns *self, char **list)
{
  guint n = 0;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < PLATFORM_N_CONCERNS; i++)
    if (self->why[i])
      list[n++] = (char *) names[i];
  g_mutex_unlock (&self->lock);
  list[n] = NULL;
  return n;
}

/**
 * platform_concerns_to_text:
 * @self: concerns
 *
 * Writes them in the text format of Prometheus, version 0.0.4.
 *
 * Returns: (transfer full): the text
 */
char *
platform_concerns_to_text (PlatformConcerns *self)
{
  GString *text = g_string_new ("# HELP vermilion_concern Whether somebody has to see to it.\n"
                                "# TYPE vermilion_concern gauge\n");

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < PLATFORM_N_CONCERNS; i++)
    g_string_append_printf (text, "vermilion_concern{matter=\"%s\"} %d\n", names[i],
                            self->why[i] != NULL);
  g_mutex_unlock (&self->lock);
  return g_string_free (text, FALSE);
}
