-- Keys, secrets, names and log-ins: the only place that joins a person to a pseudonym.
-- A database of its own, dumped on its own, whose dumps are kept shortly: else erasure is not real.
CREATE TABLE person (
    id      uuid PRIMARY KEY,
    key     bytea NOT NULL,
    secret  bytea NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE name (
    name   text PRIMARY KEY,
    person uuid NOT NULL REFERENCES person ON DELETE CASCADE
);
CREATE INDEX name_person ON name (person);
CREATE TABLE import_participant (
    origin      text NOT NULL,
    source      text NOT NULL,
    participant text NOT NULL,
    person      uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    PRIMARY KEY (origin, source, participant)
);
-- By which statement a conversation is known again when its source is imported once more.
CREATE TABLE import_source (
    origin    text NOT NULL,
    source    text NOT NULL,
    statement bytea NOT NULL,
    PRIMARY KEY (origin, source)
);
CREATE TABLE community_key (
    origin  text PRIMARY KEY,
    key     bytea NOT NULL,
    signing bytea NOT NULL,
    vkey    text NOT NULL
);
CREATE TABLE digest_key (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    secret  bytea NOT NULL,
    made_at timestamptz NOT NULL
);
CREATE TABLE account (
    id       uuid PRIMARY KEY,
    origin   text NOT NULL,
    login    text NOT NULL,
    password text NOT NULL,
    person   uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    staff    text,
    UNIQUE (origin, login)
);
CREATE TABLE session (
    digest     bytea PRIMARY KEY,
    csrf       text NOT NULL,
    account    uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    expires_at timestamptz NOT NULL
);
CREATE TABLE api_token (
    digest     bytea PRIMARY KEY,
    account    uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    made_at    timestamptz NOT NULL DEFAULT now()
);
