/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-change.h"

#include <glib.h>

typedef struct {
  PadesChangeKind kind;
  guint page; /* from 0 */
  const char *name;
} Given;

static PadesReport *
new_report (const Given *given, guint n)
{
  PadesReport *self = g_new0 (PadesReport, 1);

  self->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) pades_change_free);
  for (guint i = 0; i < n; i++)
    {
      gboolean page = given[i].kind == PADES_CHANGE_PAGE;
      PadesChange *change = pades_change_new (given[i].kind,
                                              page ? PADES_EFFECT_CONTENT : PADES_EFFECT_FORM, 2);

      change->page = given[i].page;
      change->name = g_strdup (given[i].name);
      g_ptr_array_add (self->changes, change);
    }
  return self;
}

static void
report_free (PadesReport *self)
{
  g_ptr_array_unref (self->changes);
  g_free (self);
}

static char *
describe (GPtrArray *news)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < news->len; i++)
    {
      const ReportNews *each = g_ptr_array_index (news, i);
      g_autofree char *place = report_change_dup_place (each);

      g_string_append_printf (text, "%s%s: %s", i > 0 ? "; " : "", place != NULL ? place : "-",
                              each->change->name);
    }
  return g_string_free (text, FALSE);
}

static void
check (
    const Given *given, guint n, int docmdp, guint max, const char *expected, guint expected_more)
{
  PadesReport *report = new_report (given, n);
  PadesSignature signature = {.revision = 1, .docmdp = docmdp};
  guint more = 0;
  g_autoptr (GPtrArray) news = report_change_tell (report, &signature, max, &more);
  g_autofree char *text = describe (news);

  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpuint (more, ==, expected_more);
  report_free (report);
}

#define VALUE PADES_CHANGE_FIELD_VALUE

/* Page after page the same is one line; a gap, a step back, another thing or no page begin another.
 */
static void
test_joined (void)
{
  static const Given given[] = {
      {VALUE, 0, "a"},           {VALUE, 1, "a"},           {VALUE, 2, "a"}, {VALUE, 4, "a"},
      {VALUE, 3, "a"},           {VALUE, 4, "b"},           {VALUE, 5, "b"}, {VALUE, 5, "b"},
      {VALUE, G_MAXUINT32, "c"}, {VALUE, G_MAXUINT32, "c"}, {VALUE, 0, "c"},
  };

  check (given, G_N_ELEMENTS (given), 0, 100,
         "Pages 1–3: a; Page 5: a; Page 4: a; Pages 5–6: b; Page 6: b; -: c; -: c; Page 1: c", 0);
  check (given, G_N_ELEMENTS (given), 0, 2, "Pages 1–3: a; Page 5: a", 7);
  check (given, 0, 0, 2, "", 0);
}

/* What is forbidden comes first, and is not lost among what is permitted. */
static void
test_forbidden_first (void)
{
  static const Given given[] = {
      {VALUE, 0, "a"}, {VALUE, 1, "a"}, {VALUE, 3, "b"}, {PADES_CHANGE_PAGE, 2, "x"},
      {VALUE, 4, "b"},
  };

  check (given, G_N_ELEMENTS (given), 2, 1, "Page 3: x", 4);
  check (given, G_N_ELEMENTS (given), 2, 3, "Page 3: x; Pages 1–2: a; Pages 4–5: b", 0);
}

/* The same sentence on the next page, but one of them is forbidden. */
static void
test_not_across_permission (void)
{
  static const Given given[] = {{VALUE, 0, "a"}, {VALUE, 1, "a"}};
  PadesReport *report = new_report (given, G_N_ELEMENTS (given));
  g_autoptr (GPtrArray) news = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = NULL;

  report_change_join (news, g_ptr_array_index (report->changes, 0), FALSE);
  report_change_join (news, g_ptr_array_index (report->changes, 1), TRUE);
  text = describe (news);
  g_assert_cmpstr (text, ==, "Page 1: a; Page 2: a");
  report_free (report);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/change/joined", test_joined);
  g_test_add_func ("/report/change/forbidden-first", test_forbidden_first);
  g_test_add_func ("/report/change/not-across-permission", test_not_across_permission);
  return g_test_run ();
}
