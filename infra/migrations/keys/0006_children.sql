-- Whose words are not shown, and whose are shown without a sign: what the log and the told age band
-- say of a child, kept beside its key so that the filler of words need not work it out again.
ALTER TABLE person
    ADD COLUMN withheld boolean NOT NULL DEFAULT false,
    ADD COLUMN unsigned boolean NOT NULL DEFAULT false;
CREATE INDEX person_sheltered ON person (id) WHERE withheld OR unsigned;
-- People whose shown words do not follow these two yet. A row goes when they do; one that was
-- replaced meanwhile has another token and stays.
CREATE TABLE words_change (
    person uuid PRIMARY KEY REFERENCES person ON DELETE CASCADE,
    token  uuid NOT NULL DEFAULT gen_random_uuid()
);
