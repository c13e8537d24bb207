-- The wording of each option of a poll, or of each statement, in their order.
ALTER TABLE words ADD COLUMN labels text[] NOT NULL DEFAULT '{}';
