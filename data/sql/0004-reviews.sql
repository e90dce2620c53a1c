-- SPDX-License-Identifier: GPL-3.0-or-later
-- What an identification asks of the phone after the code, when that was done, and why it failed.
ALTER TABLE identity_session ADD COLUMN challenge TEXT;
ALTER TABLE identity_session ADD COLUMN submitted BIGINT;
ALTER TABLE identity_session ADD COLUMN reason TEXT;

-- Pictures that a phone has sent; they go with the decision they were taken for.
CREATE TABLE identity_picture (
  session TEXT NOT NULL REFERENCES identity_session (id),
  number BIGINT NOT NULL,
  jpeg BYTEA NOT NULL,
  PRIMARY KEY (session, number)
);
