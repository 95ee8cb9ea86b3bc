"""The job market for tests: a service of offers with the official contract, and made-up offers."""
