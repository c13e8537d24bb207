-- Pictures of papers from which the desk recorded something, encrypted under the key of the person
-- whose name `owner` is. `digest` is keyed by the same key: it says nothing once the key is gone.
CREATE TABLE picture (
    log        int NOT NULL,
    owner      text NOT NULL,
    digest     bytea NOT NULL,
    type       text NOT NULL,
    ciphertext bytea NOT NULL,
    PRIMARY KEY (log, owner, digest)
);
