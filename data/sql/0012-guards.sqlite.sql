-- SPDX-License-Identifier: GPL-3.0-or-later
-- What people signed stays as evidence does. INSERT OR REPLACE takes a row away without a word to a
-- trigger on DELETE: a row that is there already is not entered again.
CREATE TRIGGER evidence_no_replace BEFORE INSERT ON evidence
WHEN EXISTS (SELECT 1 FROM evidence WHERE seq = NEW.seq OR id = NEW.id)
BEGIN SELECT RAISE (ABORT, 'evidence is append-only'); END;
CREATE TRIGGER act_no_update BEFORE UPDATE ON act
BEGIN SELECT RAISE (ABORT, 'acts are append-only'); END;
CREATE TRIGGER act_no_delete BEFORE DELETE ON act
BEGIN SELECT RAISE (ABORT, 'acts are append-only'); END;
CREATE TRIGGER act_no_replace BEFORE INSERT ON act
WHEN EXISTS (SELECT 1 FROM act WHERE id = NEW.id)
BEGIN SELECT RAISE (ABORT, 'acts are append-only'); END;
