-- One row: the columns of holdings.Totals.
SELECT
    (SELECT count(*) FROM papers),
    (SELECT count(*) FROM listings),
    (SELECT count(*) FROM observations),
    (SELECT count(*) FROM days),
    (SELECT count(*) FROM rejects),
    (SELECT count(*) FROM runs),
    (SELECT min(listed_on) FROM listings),
    (SELECT max(listed_on) FROM listings),
    (SELECT min(day) FROM days),
    (SELECT max(day) FROM days);
