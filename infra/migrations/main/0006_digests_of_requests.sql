-- Until now the digest of a request covered its body alone, so equal ballots left equal digests. These
-- digests go; a repeat of what was asked before is known by its id.
UPDATE request SET digest = NULL, digest_key = NULL WHERE digest IS NOT NULL;
