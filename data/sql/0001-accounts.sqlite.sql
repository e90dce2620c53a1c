-- SPDX-License-Identifier: GPL-3.0-or-later
-- A guard against slips, not against a person with the file; the log's proofs are for that.
CREATE TRIGGER evidence_no_update BEFORE UPDATE ON evidence
BEGIN SELECT RAISE (ABORT, 'evidence is append-only'); END;
CREATE TRIGGER evidence_no_delete BEFORE DELETE ON evidence
BEGIN SELECT RAISE (ABORT, 'evidence is append-only'); END;
