/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-placements.h"

G_BEGIN_DECLS

#define MODEL_TYPE_JOURNAL (model_journal_get_type ())
G_DECLARE_FINAL_TYPE (ModelJournal, model_journal, MODEL, JOURNAL, GObject)

/* Keeps the stamps of a document on disk while they are being placed, so that neither a crash nor
 * a closed window loses one. The document is known again by its path, size and time at once, and
 * by its content when it was moved.
 *
 * Signal "restored" (guint stamps, guint missing): stamps of last time are on the pages again, as
 * one step that can be undone; missing ones had seals that are no longer there. */
ModelJournal *model_journal_new    (const char      *folder,
                                    const char      *document,
                                    ModelPlacements *placements,
                                    ModelSeals      *seals);
/* Restores, and records from here on. Once the document's pages are known. */
void          model_journal_open   (ModelJournal    *self);
/* Writes now what waits to be written. */
void          model_journal_flush  (ModelJournal    *self);
/* The stamps are signed or given up: nothing of them is kept. Later edits are recorded again. */
void          model_journal_drop   (ModelJournal    *self);

G_END_DECLS
