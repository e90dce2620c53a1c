-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who somebody is to a portal, by its issuer and its name for them, never by an address or a name
-- that they could choose. One that ended stays, since what was done then was theirs.
CREATE TABLE portal_link (
  id TEXT PRIMARY KEY,
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  account TEXT NOT NULL REFERENCES account (id),
  created BIGINT NOT NULL,
  ended BIGINT
);
CREATE UNIQUE INDEX portal_link_subject ON portal_link (issuer, subject) WHERE ended IS NULL;
CREATE INDEX portal_link_account ON portal_link (account);

-- One login at a portal on its way from a desktop through a browser and back; account: whose login
-- it is to become too, NULL: it is a login. state: waiting, opened, redeeming, returned, confirmed,
-- used, failed.
CREATE TABLE portal_login (
  id TEXT PRIMARY KEY,
  account TEXT REFERENCES account (id),
  secret_sha256 BYTEA NOT NULL,
  ticket_sha256 BYTEA NOT NULL UNIQUE,
  browser_sha256 BYTEA,
  state_sha256 BYTEA UNIQUE,
  match_code TEXT NOT NULL,
  retries BIGINT NOT NULL,
  device TEXT,
  address TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT,
  issuer TEXT,
  subject TEXT,
  name TEXT,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL
);
CREATE INDEX portal_login_expires ON portal_login (expires);
