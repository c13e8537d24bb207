-- The key under which the ballots of one poll lie until they are opened. Once it is destroyed the row
-- stands without it, so that nobody makes another one for the same poll.
CREATE TABLE poll_key (
    origin  text NOT NULL,
    poll    text NOT NULL,
    key     bytea,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (origin, poll)
);
CREATE INDEX poll_key_kept ON poll_key (origin, poll) WHERE key IS NOT NULL;
-- Under which names households vote, where a household has one vote.
CREATE TABLE household_name (
    name      text PRIMARY KEY,
    household uuid NOT NULL REFERENCES household ON DELETE CASCADE
);
CREATE INDEX household_name_household ON household_name (household);
