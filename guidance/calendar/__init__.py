"""The shared calendar: trainings, deployments, deadlines."""
