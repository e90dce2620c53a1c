-- SPDX-License-Identifier: GPL-3.0-or-later
-- Enterprises. state: claimed, confirmed, rejected; one that was rejected leaves its code free.
CREATE TABLE organisation (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  credit_code TEXT NOT NULL,
  legal_representative TEXT NOT NULL REFERENCES person (id),
  state TEXT NOT NULL,
  reason TEXT,
  created BIGINT NOT NULL
);
CREATE UNIQUE INDEX organisation_credit_code ON organisation (credit_code)
WHERE state <> 'rejected';
CREATE INDEX organisation_legal_representative ON organisation (legal_representative);

-- Who may do what for an enterprise; one that ended stays, since what was done then was allowed.
CREATE TABLE membership (
  id TEXT PRIMARY KEY,
  organisation TEXT NOT NULL REFERENCES organisation (id),
  person TEXT NOT NULL REFERENCES person (id),
  roles TEXT NOT NULL,
  since BIGINT NOT NULL,
  ended BIGINT
);
CREATE UNIQUE INDEX membership_person ON membership (organisation, person) WHERE ended IS NULL;
CREATE INDEX membership_of ON membership (person);

ALTER TABLE identity_session ADD COLUMN organisation TEXT REFERENCES organisation (id);
