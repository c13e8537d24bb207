-- Households with their invitation codes, who belongs to which, by what the roll finds somebody
-- again, and sheets that wait for confirmation. No label, name or code stands here in the clear.
CREATE TABLE household (
    id          uuid PRIMARY KEY,
    origin      text NOT NULL,
    digest      bytea NOT NULL,
    label       bytea NOT NULL,
    secret      bytea NOT NULL,
    code_digest bytea NOT NULL UNIQUE,
    code        bytea NOT NULL,
    code_until  timestamptz NOT NULL,
    made_at     timestamptz NOT NULL,
    -- One that nobody ever lived in is still waiting for its letter; one that was left goes.
    lived_in    boolean NOT NULL DEFAULT false,
    UNIQUE (origin, digest)
);
CREATE TABLE household_member (
    person    uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    household uuid NOT NULL REFERENCES household,
    -- The digest of the code by which this person came, if it was a code.
    came_by   bytea,
    PRIMARY KEY (person, household)
);
CREATE INDEX household_member_household ON household_member (household);
CREATE TABLE roll_digest (
    origin text NOT NULL,
    digest bytea NOT NULL,
    person uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    PRIMARY KEY (origin, digest, person)
);
CREATE INDEX roll_digest_person ON roll_digest (person);
CREATE TABLE roll_draft (
    id      uuid PRIMARY KEY,
    origin  text NOT NULL,
    staff   text NOT NULL,
    sheet   bytea NOT NULL,
    made_at timestamptz NOT NULL
);
