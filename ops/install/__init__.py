"""What a machine needs: programs, certificates, configuration."""
