-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is kept for a time is found by its time, when that is over.
CREATE INDEX login_failure_last ON login_failure (last);
CREATE INDEX idempotency_created ON idempotency (created);
CREATE INDEX session_expires ON session (expires);
CREATE INDEX identity_session_expires ON identity_session (expires);
CREATE INDEX event_time ON event (time);
