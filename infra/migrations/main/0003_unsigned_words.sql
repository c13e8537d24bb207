-- Children's words are shown without the sign. Where they are withheld, the row stands without them,
-- so that the sign stays away then too: else whoever looks twice would join the two.
ALTER TABLE words
    ADD COLUMN unsigned boolean NOT NULL DEFAULT false,
    ALTER COLUMN title DROP NOT NULL,
    ALTER COLUMN text DROP NOT NULL;
