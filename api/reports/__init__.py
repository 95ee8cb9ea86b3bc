"""Reports as files, and figures for everybody."""
