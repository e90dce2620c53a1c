-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who accepted which text, byte for byte, and when.
CREATE TABLE consent (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES person (id),
  agreement TEXT NOT NULL,
  version BIGINT NOT NULL,
  language TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  accepted BIGINT NOT NULL,
  withdrawn BIGINT
);
CREATE INDEX consent_person ON consent (person);

-- One identification by phone, for one key. state: waiting, scanned, in-progress, passed, failed,
-- expired, cancelled, used.
CREATE TABLE identity_session (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES person (id),
  spki_sha256 BYTEA NOT NULL,
  provider TEXT NOT NULL,
  secret_sha256 BYTEA NOT NULL UNIQUE,
  phone_sha256 BYTEA UNIQUE,
  match_code TEXT NOT NULL,
  retries BIGINT NOT NULL,
  state TEXT NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL
);
CREATE INDEX identity_session_person ON identity_session (person);
