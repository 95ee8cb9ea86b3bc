"""What a fresh installation still lacks before a caller can be helped."""
