"""The domain model: immutable values, and the logic that needs nothing else."""
