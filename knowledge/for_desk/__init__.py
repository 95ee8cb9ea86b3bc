"""Articles beside a call: which ones its consultant is shown, and which the caller has heard on the way."""
