"""Charts: one a file, frame in, `go.Figure` out; the frame is never changed."""
