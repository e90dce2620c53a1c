-- SPDX-License-Identifier: GPL-3.0-or-later
-- An answer that comes again has the tag that it had.
ALTER TABLE idempotency ADD COLUMN etag TEXT;
