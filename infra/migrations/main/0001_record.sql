-- The record: one log a community, its head row, its entries, and what hangs on an entry.
CREATE TABLE log_head (
    log       int PRIMARY KEY,
    community text NOT NULL UNIQUE,
    origin    text NOT NULL UNIQUE,
    opening   bytea NOT NULL,
    position  bigint NOT NULL
) WITH (fillfactor = 10);

-- No column says when: the time of an entry is as coarse as its bytes say, in a dump too.
CREATE TABLE event (
    log      int NOT NULL REFERENCES log_head,
    position bigint NOT NULL CHECK (position > 0),
    type     text NOT NULL,
    tags     text[] NOT NULL,
    data     bytea NOT NULL CHECK (octet_length(data) <= 65535),
    PRIMARY KEY (log, position)
);

-- The empty tag stands once on every event, so that a search by type alone has an index too.
CREATE TABLE event_tag (
    log      int NOT NULL,
    tag      text COLLATE "C" NOT NULL,
    type     text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (log, tag, type, position)
);

-- What a request was answered, so that a repeat is answered alike. The digest is keyed by a secret
-- that is destroyed after 30 days: from then on the contents of a request can no longer be guessed.
CREATE TABLE request (
    log         int NOT NULL,
    id          uuid NOT NULL,
    digest_key  bigint,
    digest      bytea,
    head        bigint NOT NULL,
    count       int NOT NULL,
    PRIMARY KEY (log, id)
);

-- Salt and private fields of an entry, encrypted under the key of the person or of the community.
CREATE TABLE vault (
    log        int NOT NULL,
    position   bigint NOT NULL,
    ciphertext bytea NOT NULL,
    PRIMARY KEY (log, position)
);

-- Publicly readable words in plain text, for pages and search. Outside backups; refilled from the
-- vault after a crash, which empties these tables and their checkpoint alike.
CREATE UNLOGGED TABLE words (
    log      int NOT NULL,
    position bigint NOT NULL,
    subject  text NOT NULL,
    kind     text NOT NULL,
    title    text NOT NULL,
    text     text NOT NULL,
    grams    text[] NOT NULL,
    PRIMARY KEY (log, position)
);
CREATE INDEX words_subject ON words (log, subject);
CREATE INDEX words_grams ON words USING gin (grams);
CREATE UNLOGGED TABLE words_checkpoint (
    log      int PRIMARY KEY,
    position bigint NOT NULL
);

-- How far each projection has folded each log.
CREATE TABLE checkpoint (
    projection text NOT NULL,
    version    int NOT NULL,
    log        int NOT NULL,
    position   bigint NOT NULL,
    PRIMARY KEY (projection, version, log)
);
CREATE TABLE projection_stop (
    projection text NOT NULL,
    version    int NOT NULL,
    log        int NOT NULL,
    reason     text NOT NULL,
    PRIMARY KEY (projection, version, log)
);
