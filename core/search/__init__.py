"""An engine that finds documents by what people type: words and their forms, and an index in memory."""
