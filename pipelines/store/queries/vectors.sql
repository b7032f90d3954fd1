-- One row for each text asked for that has a vector of the model, in the order asked.
SELECT place, vector
FROM wanted
JOIN embeddings USING (text_sha256)
WHERE model = $model
ORDER BY place;
