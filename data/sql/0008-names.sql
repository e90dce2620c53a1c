-- SPDX-License-Identifier: GPL-3.0-or-later
-- The name that somebody says they have now, and is identified with; it becomes theirs with the
-- certificate that is changed.
ALTER TABLE identity_session ADD COLUMN name TEXT;
