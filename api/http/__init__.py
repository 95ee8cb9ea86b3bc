"""HTTP itself: connections, proxies, limits, files, sockets."""
