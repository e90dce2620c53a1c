-- SPDX-License-Identifier: GPL-3.0-or-later
-- All that the authority has issued. state: active, suspended, revoked; reason is CRLReason of
-- RFC 5280, 5.3.1, and since when it holds.
CREATE TABLE certificate (
  serial TEXT PRIMARY KEY,
  profile TEXT NOT NULL,
  der BYTEA NOT NULL,
  spki_sha256 BYTEA NOT NULL,
  person TEXT REFERENCES person (id),
  organisation TEXT,
  policy TEXT,
  state TEXT NOT NULL,
  reason BIGINT NOT NULL,
  since BIGINT NOT NULL,
  invalid_since BIGINT NOT NULL,
  not_before BIGINT NOT NULL,
  not_after BIGINT NOT NULL,
  replaces TEXT REFERENCES certificate (serial),
  created BIGINT NOT NULL
);
CREATE INDEX certificate_person ON certificate (person);
CREATE INDEX certificate_spki ON certificate (spki_sha256);
CREATE INDEX certificate_state ON certificate (state);

-- A list forgets a suspension once it is lifted (RFC 5280, 5.3.1); this does not.
CREATE TABLE certificate_hold (
  id TEXT PRIMARY KEY,
  serial TEXT NOT NULL REFERENCES certificate (serial),
  since BIGINT NOT NULL,
  until BIGINT
);
CREATE INDEX certificate_hold_serial ON certificate_hold (serial);

CREATE TABLE revocation_list (
  number BIGINT PRIMARY KEY,
  this_update BIGINT NOT NULL,
  next_update BIGINT NOT NULL,
  der BYTEA NOT NULL
);

-- The latest moment that any time-stamp names.
CREATE TABLE clock (
  name TEXT PRIMARY KEY,
  latest BIGINT NOT NULL
);
