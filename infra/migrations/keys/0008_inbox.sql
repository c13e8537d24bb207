-- Up to which entry somebody has looked through the inbox. Nobody else reads it.
CREATE TABLE inbox_seen (
    account  uuid PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    position bigint NOT NULL CHECK (position >= 0)
);
