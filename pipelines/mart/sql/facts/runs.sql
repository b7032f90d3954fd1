-- One row per ingestion, oldest first.
select run_id, source, asked, started_at, finished_at, status, n_seen, n_new, n_updated, n_rejected, message
from runs
order by run_id
