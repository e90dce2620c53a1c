-- SPDX-License-Identifier: GPL-3.0-or-later
-- Nonces to be signed: of logins, where no account is known yet, and of acts by an account on an
-- object. Each is good once, on whichever process it comes back to.
CREATE TABLE challenge (
  nonce TEXT PRIMARY KEY,
  operation TEXT NOT NULL,
  account TEXT REFERENCES account (id),
  object TEXT,
  state TEXT,
  platform TEXT NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL
);
CREATE INDEX challenge_expires ON challenge (expires);

-- What people signed when they did something that counts, so that it can be proven later without this
-- platform. The evidence entries of an act name its id.
CREATE TABLE act (
  id TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES account (id),
  certificate TEXT NOT NULL REFERENCES certificate (serial),
  operation TEXT NOT NULL,
  statement TEXT NOT NULL,
  signature BYTEA NOT NULL,
  created BIGINT NOT NULL
);
CREATE INDEX act_account ON act (account);
