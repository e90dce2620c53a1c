-- SPDX-License-Identifier: GPL-3.0-or-later
-- A guard against slips, not against a person with the database; the log's proofs are for that.
CREATE FUNCTION evidence_is_append_only () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'evidence is append-only'; END $$;
CREATE TRIGGER evidence_no_change BEFORE UPDATE OR DELETE ON evidence
FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only ();
