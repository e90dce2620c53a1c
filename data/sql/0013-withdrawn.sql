-- SPDX-License-Identifier: GPL-3.0-or-later
-- A claim may be withdrawn while it waits (state: withdrawn); its code is free, as that of one that
-- was rejected.
DROP INDEX organisation_credit_code;
CREATE UNIQUE INDEX organisation_credit_code ON organisation (credit_code)
WHERE state <> 'rejected' AND state <> 'withdrawn';
