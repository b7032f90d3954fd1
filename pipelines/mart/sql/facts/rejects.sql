-- One row per record that could not be read.
select origin, position, reason
from rejects
order by origin, position, reason
