-- embeddings: one row for each text that a sentence model turned into a vector; a cache that `papertide embed` fills.
--   model        id of the model: first 16 hex digits of the sha256 of its files and settings
--   text_sha256  sha256, in hex, of the text as it was embedded (store.embeddings.embedded_text)
--   vector       as many numbers as the model has dimensions
--   embedded_at  naive UTC
-- Checks: a vector has length 1. A paper whose text changed has no row until its new text is embedded.
CREATE TABLE embeddings (
    model       TEXT NOT NULL,
    text_sha256 TEXT NOT NULL,
    vector      FLOAT[] NOT NULL CHECK (len(vector) > 0),
    embedded_at TIMESTAMP NOT NULL,
    PRIMARY KEY (model, text_sha256)
);
