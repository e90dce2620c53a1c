-- SPDX-License-Identifier: GPL-3.0-or-later
-- What people signed stays as evidence does, and neither is emptied as a whole.
CREATE FUNCTION act_is_append_only () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'acts are append-only'; END $$;
CREATE TRIGGER act_no_change BEFORE UPDATE OR DELETE ON act
FOR EACH ROW EXECUTE FUNCTION act_is_append_only ();
CREATE TRIGGER act_no_truncate BEFORE TRUNCATE ON act
FOR EACH STATEMENT EXECUTE FUNCTION act_is_append_only ();
CREATE TRIGGER evidence_no_truncate BEFORE TRUNCATE ON evidence
FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only ();
