"""Files that somebody has saved from a spreadsheet: offers, trainings, events, coordinates of gminas."""
