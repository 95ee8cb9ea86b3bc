"""Log-ins by the office's directory (OpenID Connect)."""
