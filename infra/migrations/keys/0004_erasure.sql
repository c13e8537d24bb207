-- Erasures that were asked for, and what is still to be done for each of them. The id is secret,
-- and goes with the row: what the log and its request ids say of an erasure derives from it.
CREATE TABLE erasure (
    id        uuid PRIMARY KEY,
    person    uuid UNIQUE REFERENCES person ON DELETE SET NULL,
    asked_at  timestamptz NOT NULL,
    begins_at timestamptz NOT NULL,
    due_at    timestamptz NOT NULL,
    drawn     boolean NOT NULL DEFAULT false,
    -- Filled as the person row goes: under which names the ciphertexts and words still lie.
    names     text[] NOT NULL DEFAULT '{}'
);
-- What is to be recorded, each in an append of its own at a random hour; a row goes once it is.
CREATE TABLE erasure_step (
    erasure  uuid NOT NULL REFERENCES erasure ON DELETE CASCADE,
    number   int NOT NULL,
    due_at   timestamptz NOT NULL,
    log      int NOT NULL,
    what     text NOT NULL,
    name     text NOT NULL,
    subject  text NOT NULL,
    -- Of the entry that this answers: so a second answer to something newer is another request.
    position bigint NOT NULL,
    PRIMARY KEY (erasure, number)
);
CREATE INDEX erasure_step_due ON erasure_step (due_at);
