-- Under which household's name somebody votes in a poll: fixed at the first asking, so that whoever
-- moves while the poll runs has no second vote. It goes with the person.
CREATE TABLE household_vote (
    origin text NOT NULL,
    scope  text NOT NULL,
    person uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    name   text NOT NULL,
    PRIMARY KEY (person, origin, scope)
);
-- Whoever lives now where there is a name already may have voted under it, and keeps it.
INSERT INTO household_vote (origin, scope, person, name)
SELECT DISTINCT ON (m.person, h.origin, split_part(n.name, ':', 2))
    h.origin, 'ballot:' || split_part(n.name, ':', 2), m.person, n.name
FROM household_name n JOIN household h ON h.id = n.household
JOIN household_member m ON m.household = h.id
ORDER BY m.person, h.origin, split_part(n.name, ':', 2), h.digest;
