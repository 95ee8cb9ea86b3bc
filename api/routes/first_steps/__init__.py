"""What a fresh installation still lacks."""
