-- Which member of staff looked at whose name, household or age band, and where. It dies with the
-- person. The time is told to the hour: finer, it would tell the minute of the act that follows.
CREATE TABLE contact_look (
    origin text NOT NULL,
    person uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    staff  text NOT NULL,
    place  text NOT NULL,
    at     timestamptz NOT NULL,
    PRIMARY KEY (origin, person, at, staff, place)
);
CREATE INDEX contact_look_at ON contact_look (at);
CREATE INDEX contact_look_person ON contact_look (person);
