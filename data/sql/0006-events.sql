-- SPDX-License-Identifier: GPL-3.0-or-later
-- What somebody's programs are told of: a stream is a person's, or the operators'. Its counter is
-- raised in the transaction of the change, so that no number is seen before a lower one.
CREATE TABLE event_stream (
  name TEXT PRIMARY KEY,
  last BIGINT NOT NULL
);

CREATE TABLE event (
  stream TEXT NOT NULL REFERENCES event_stream (name),
  seq BIGINT NOT NULL,
  time BIGINT NOT NULL,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (stream, seq)
);
