/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-promote.h"

#include "pades-acroform.h"

/* The way from a list of fields to the one in question. */
typedef struct {
  PadesPlan *plan;
  char **steps; /* places in /Fields, then in the /Kids below */
  guint32 number;
  guint32 parent; /* of the field, or 0 */
} Way;

/* ISO 32000-2, table 226: required, and what strict readers follow. */
static void
set_parent (Way *self, PdfObject *field, guint32 parent)
{
  if (parent != 0 && pdf_object_peek_key (field, "Parent") == NULL)
    pdf_object_take (field, "Parent", pdf_writer_new_ref (self->plan->writer, parent));
}

static PdfObject *rewrite (Way *self, PdfObject *list, guint depth, guint32 parent);

/* Gives a field on the way or beside it a number, if it has none: readers that know fields by their
 * numbers only pass over a list where one is missing. */
static guint32
number_field (Way *self, PdfObject *entry, guint depth, guint32 parent, gboolean on_way)
{
  PdfWriter *writer = self->plan->writer;
  guint32 number = pdf_object_get_ref (entry, NULL);
  g_autoptr (PdfObject) old = pdf_file_resolve (self->plan->file, entry, NULL);
  g_autoptr (PdfObject) field = NULL;

  if (pdf_object_get_type (old) != PDF_TYPE_DICT || (number != 0 && !on_way))
    return number;
  if (number == 0)
    number = pdf_writer_reserve (writer);
  field = pdf_object_copy (old);
  set_parent (self, field, parent);
  if (on_way)
    pdf_object_take (field, "Kids",
                     rewrite (self, pdf_object_peek_key (old, "Kids"), depth + 1, number));
  pdf_writer_put (writer, number, field);
  return number;
}

/* The list becomes a direct one of its own: one array object may serve in several places. */
static PdfObject *
rewrite (Way *self, PdfObject *list, guint depth, guint32 parent)
{
  g_autoptr (PdfObject) array = pdf_file_resolve (self->plan->file, list, NULL);
  guint64 index = g_ascii_strtoull (self->steps[depth], NULL, 10);
  PdfObject *changed = pdf_object_new_array ();
  guint i;

  for (i = 0; i < pdf_object_get_length (array); i++)
    {
      PdfObject *entry = pdf_object_peek_index (array, i);
      gboolean is_field = i == index && self->steps[depth + 1] == NULL;
      guint32 number = is_field ? self->number
                                : number_field (self, entry, depth, parent, i == index);

      if (is_field)
        self->parent = parent;
      if (number == 0 || number == pdf_object_get_ref (entry, NULL))
        pdf_object_append (changed, entry);
      else
        pdf_object_take_append (changed, pdf_writer_new_ref (self->plan->writer, number));
    }
  return changed;
}

/**
 * pades_promote_field:
 * @plan: the plan of an existing field that is a direct object, with writer and catalog
 *
 * Gives the field a number, and makes the list that it stands in refer to it, and the same for the
 * fields above it and those beside it. Nothing may have been
 * signed yet: the lists are what an earlier signature covers.
 */
void
pades_promote_field (PadesPlan *plan)
{
  g_auto (GStrv) steps = g_strsplit (plan->field->place, "/", -1);
  g_autoptr (PdfObject) form = pades_acroform_dup (plan);
  g_autoptr (PdfObject) field = NULL;
  Way way = {plan, steps, pdf_writer_reserve (plan->writer)};

  pdf_object_take (form, "Fields", rewrite (&way, pdf_object_peek_key (form, "Fields"), 0, 0));
  pades_acroform_store (plan, form);
  field = pdf_object_copy (plan->field->dict);
  set_parent (&way, field, way.parent);
  pdf_object_unref (plan->field->dict);
  plan->field->dict = g_steal_pointer (&field);
  plan->field->number = way.number;
}
