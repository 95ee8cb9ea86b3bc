"""Is each recording as it was stored?"""
