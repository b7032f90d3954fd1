SELECT day FROM days WHERE capped ORDER BY day;
