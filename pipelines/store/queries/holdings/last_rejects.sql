SELECT origin, position, reason, run_id
FROM rejects
ORDER BY run_id DESC, origin, position
LIMIT $n;
