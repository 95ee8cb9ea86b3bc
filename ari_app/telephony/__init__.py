"""`core.telephony.telephony` on ARI: channels, bridges, recordings and consultants' telephones."""
