-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a signed act was about, and in which enterprise, whose auditors may read it.
ALTER TABLE act ADD COLUMN object TEXT;
ALTER TABLE act ADD COLUMN organisation TEXT REFERENCES organisation (id);
CREATE INDEX act_organisation ON act (organisation);
