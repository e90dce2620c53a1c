/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-enterprise-words.h"

#include <glib/gi18n.h>

#define REPRESENTATIVE "legal-representative"

static const char *const roles[] = {"applicant", "approver", "seal-administrator", "auditor", NULL};

static const struct {
  const char *role;
  const char *words;
  const char *duty;
} words[] = {
    {REPRESENTATIVE, N_ ("legal representative"),
     N_ ("Speaks for the enterprise by law, and decides who may do what.")},
    {"applicant", N_ ("applicant"), N_ ("Prepares documents and asks for the use of a seal.")},
    {"approver", N_ ("approver"), N_ ("Approves or rejects the use of a seal.")},
    {"seal-administrator", N_ ("seal administrator"),
     N_ ("Keeps the seals: adds, suspends and withdraws them.")},
    {"auditor", N_ ("auditor"), N_ ("Sees everything and does nothing else; has no other role.")},
};

/**
 * app_enterprise_list_roles:
 *
 * Returns: what members can be
 */
const char *const *
app_enterprise_list_roles (void)
{
  return roles;
}

/**
 * app_enterprise_role_words:
 * @role: as the platform names it
 *
 * Returns: what people call it
 */
const char *
app_enterprise_role_words (const char *role)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].role, role))
      return _ (words[i].words);
  return role;
}

/**
 * app_enterprise_role_duty:
 * @role: as the platform names it
 *
 * Returns: what somebody with that role does
 */
const char *
app_enterprise_role_duty (const char *role)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].role, role))
      return _ (words[i].duty);
  return "";
}

/**
 * app_enterprise_dup_roles:
 * @names: as the platform names them
 *
 * Returns: (transfer full): all of them in a line
 */
char *
app_enterprise_dup_roles (char **names)
{
  GString *line = g_string_new (NULL);

  for (guint i = 0; names[i] != NULL; i++)
    g_string_append_printf (line, "%s%s", i > 0 ? _ (", ") : "",
                            app_enterprise_role_words (names[i]));
  return g_string_free (line, FALSE);
}

/**
 * app_enterprise_dup_state:
 * @organisation: an enterprise
 * @trial: whether its platform verifies nobody
 *
 * Returns: (transfer full): how far its recognition is
 */
char *
app_enterprise_dup_state (const WireOrganisation *organisation, gboolean trial)
{
  if (app_enterprise_is_confirmed (organisation))
    return g_strdup (trial ? _ ("Taken as it was entered: on trial nobody compares it")
                           : _ ("Compared with the register, and confirmed"));
  if (g_str_equal (organisation->state, "rejected"))
    /* Translators: %s is a reason in somebody's own words. */
    return g_strdup_printf (_ ("Not confirmed: %s"),
                            organisation->reason != NULL ? organisation->reason : "–");
  if (organisation->reason != NULL)
    /* Translators: %s is what somebody said is wrong. */
    return g_strdup_printf (_ ("An operator looks into the register again. Until then no "
                               "certificate is issued in its name. The reason: %s"),
                            organisation->reason);
  return g_strdup (_ ("Waiting for an operator to compare it with the register. You need not do "
                      "anything; this page tells when it is done."));
}

/**
 * app_enterprise_is_confirmed:
 * @organisation: an enterprise
 *
 * Returns: whether the platform recognises it
 */
gboolean
app_enterprise_is_confirmed (const WireOrganisation *organisation)
{
  return g_str_equal (organisation->state, "confirmed");
}

/**
 * app_enterprise_is_represented:
 * @organisation: an enterprise
 *
 * Returns: whether who asks is its legal representative
 */
gboolean
app_enterprise_is_represented (const WireOrganisation *organisation)
{
  return g_strv_contains ((const char *const *) organisation->roles, REPRESENTATIVE);
}

/* Of what does not wrap: so much stands beside a menu's edges at 800 pixels, and with text of twice
 * the size at 1280. */
#define BRIEF 36
#define BRIEF_END 12

/**
 * app_enterprise_dup_brief_name:
 * @name: of an enterprise or a person
 *
 * Shortens a long name in its middle: names begin with a place and end with a kind, and both tell
 * one from another.
 *
 * Returns: (transfer full): the name, of at most 36 characters
 */
char *
app_enterprise_dup_brief_name (const char *name)
{
  glong length = g_utf8_strlen (name, -1);
  g_autofree char *begin = g_utf8_substring (name, 0, MIN (length, BRIEF - BRIEF_END - 1));

  if (length <= BRIEF)
    return g_strdup (name);
  return g_strconcat (begin, "…", g_utf8_offset_to_pointer (name, length - BRIEF_END), NULL);
}
