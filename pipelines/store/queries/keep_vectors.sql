-- A text that has a vector of this model keeps the one it has.
INSERT INTO embeddings
SELECT $model, text_sha256, vector, $embedded_at
FROM incoming_vectors
ON CONFLICT DO NOTHING;
