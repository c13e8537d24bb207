-- When the door stood open, so that a poll whose last hour nobody could use is not closed unseen.
-- Each span is lengthened while any server process beats; after a pause a new one begins. No person
-- and no act stands here: these are the hours of the server.
CREATE TABLE door_open (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    since  timestamptz NOT NULL,
    until  timestamptz NOT NULL
);
