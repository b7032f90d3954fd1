SELECT run_id, source, asked, started_at, finished_at, status, n_seen, n_new, n_updated, n_rejected, message
FROM runs
ORDER BY run_id DESC
LIMIT $n;
