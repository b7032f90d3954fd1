-- Mondays to Fridays between the first and the last fetched day that no source answered for.
SELECT weekday.day
FROM (
    SELECT unnest(generate_series(min(day)::TIMESTAMP, max(day)::TIMESTAMP, INTERVAL 1 DAY))::DATE AS day
    FROM days
) AS weekday
ANTI JOIN days ON days.day = weekday.day
WHERE isodow(weekday.day) <= 5
ORDER BY weekday.day;
