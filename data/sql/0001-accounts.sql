-- SPDX-License-Identifier: GPL-3.0-or-later
-- Times are seconds since 1970 UTC; ids are 128 random bits as hexadecimal text.

CREATE TABLE evidence (
  seq $SERIAL,
  id TEXT NOT NULL UNIQUE,
  time BIGINT NOT NULL,
  type TEXT NOT NULL,
  actor TEXT,
  subject TEXT NOT NULL,
  data TEXT NOT NULL
);
CREATE INDEX evidence_subject ON evidence (subject);

CREATE TABLE person (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  id_hmac BYTEA NOT NULL,
  id_last_four TEXT NOT NULL,
  identity TEXT NOT NULL,
  created BIGINT NOT NULL
);
CREATE INDEX person_id_hmac ON person (id_hmac);

CREATE TABLE account (
  id TEXT PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  password TEXT NOT NULL,
  person TEXT NOT NULL REFERENCES person (id),
  roles TEXT NOT NULL,
  state TEXT NOT NULL,
  created BIGINT NOT NULL
);

CREATE TABLE session (
  id TEXT PRIMARY KEY,
  token_sha256 BYTEA NOT NULL UNIQUE,
  account TEXT NOT NULL REFERENCES account (id),
  device TEXT,
  address TEXT NOT NULL,
  created BIGINT NOT NULL,
  last_seen BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  ended BIGINT
);
CREATE INDEX session_account ON session (account);

-- Wrong passwords, of a login from an address; '*' stands for any.
CREATE TABLE login_failure (
  login TEXT NOT NULL,
  address TEXT NOT NULL,
  failures BIGINT NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (login, address)
);

-- Answers to POSTs that may come again.
CREATE TABLE idempotency (
  actor TEXT NOT NULL,
  name TEXT NOT NULL,
  request_mac BYTEA NOT NULL,
  status BIGINT NOT NULL,
  location TEXT,
  body BYTEA NOT NULL,
  created BIGINT NOT NULL,
  PRIMARY KEY (actor, name)
);

CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
