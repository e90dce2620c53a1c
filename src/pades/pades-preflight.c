/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-preflight.h"

#include "pades-field.h"
#include "pades-mac.h"
#include "pades-marks.h"
#include "pades-permission.h"
#include "pades-restriction.h"
#include "pades-seed.h"

static gboolean
check_integrity_code (PadesPlan *plan, GError **error)
{
  return pades_mac_refuse (plan->file, error);
}

/* Each asks one thing. Where no field could be chosen, what is asked about it has no answer. */
static const struct {
  gboolean (*check) (PadesPlan *plan, GError **error);
  gboolean of_field;
} checks[] = {
    {check_integrity_code, FALSE},
    {pades_permission_check_author, TRUE},
    {pades_permission_check_certification, FALSE},
    {pades_permission_check_new_field, TRUE},
    {pades_permission_check_locks, TRUE},
    {pades_restriction_check_certify, FALSE},
    {pades_restriction_choose_lock, TRUE},
    {pades_seed_obey, TRUE},
    {pades_field_check_page, TRUE},
};

/* Whether to go on after a problem: only where all are wanted. */
static gboolean
keep (GPtrArray *problems, GError *problem, GError **error)
{
  if (problems == NULL)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  g_ptr_array_add (problems, problem);
  return TRUE;
}

static gboolean
check_marks (PadesPlan *plan, GPtrArray *problems, GError **error)
{
  GPtrArray *marks = plan->request->marks;
  guint n_marks = marks != NULL ? marks->len : 0;
  GError *problem = NULL;
  guint i;

  for (i = 0; i < n_marks; i++)
    if (!pades_marks_check (plan, g_ptr_array_index (marks, i), &problem) &&
        !keep (problems, g_steal_pointer (&problem), error))
      return FALSE;
  return TRUE;
}

/**
 * pades_preflight_run:
 * @plan: a plan with the file's fields and signatures listed
 * @problems: (nullable) (element-type GError): takes each problem; %NULL to stop at the first
 * @error: return location for an error, without @problems
 *
 * Chooses the field, and asks whether the file, its author, earlier signatures and its pages permit
 * what is planned.
 *
 * Returns: %FALSE with %PADES_ERROR or %PDF_ERROR at the first problem where not all are wanted
 */
gboolean
pades_preflight_run (PadesPlan *plan, GPtrArray *problems, GError **error)
{
  GError *problem = NULL;
  gboolean chosen = pades_field_choose (plan, &problem);
  guint i;

  if (!chosen && !keep (problems, g_steal_pointer (&problem), error))
    return FALSE;
  for (i = 0; i < G_N_ELEMENTS (checks); i++)
    if ((chosen || !checks[i].of_field) && !checks[i].check (plan, &problem) &&
        !keep (problems, g_steal_pointer (&problem), error))
      return FALSE;
  return check_marks (plan, problems, error);
}
