"""What Newsbrief speaks of: frozen values, and the decisions that need nothing else."""
