-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a message of CMP was answered with, for the next one of the same transaction and for the same one
-- again, on whichever process it comes to. sender: the identification that the secret is of, or the serial
-- number of the certificate that signs; request: what the transaction began with; certificate: the serial
-- number of what it brought.
CREATE TABLE cmp_transaction (
  sender TEXT NOT NULL,
  id TEXT NOT NULL,
  request BYTEA NOT NULL,
  last_sha256 TEXT NOT NULL,
  answer BYTEA NOT NULL,
  certificate TEXT REFERENCES certificate (serial),
  expires BIGINT NOT NULL,
  PRIMARY KEY (sender, id)
);
CREATE INDEX cmp_transaction_expires ON cmp_transaction (expires);
