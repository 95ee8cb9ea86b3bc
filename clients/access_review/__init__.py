"""Reading the access log: by entries and as a file, and by visits. Each reading stands in it, too."""
