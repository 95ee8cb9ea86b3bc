"""Where sealed recordings lie: a disk, or S3."""
