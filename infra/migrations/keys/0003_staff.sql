-- Under which public handle somebody serves. A handle that was used once is never given to
-- somebody else, also after this person has gone: its acts stand in the log for ever.
CREATE TABLE staff_handle (
    origin text NOT NULL,
    handle text NOT NULL,
    person uuid REFERENCES person ON DELETE SET NULL,
    PRIMARY KEY (origin, handle)
);
CREATE INDEX staff_handle_person ON staff_handle (person);
INSERT INTO staff_handle (origin, handle, person)
SELECT origin, substr(staff, length('staff:') + 1), person FROM account
WHERE staff LIKE 'staff:_%' ON CONFLICT DO NOTHING;
