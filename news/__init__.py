"""The domain: frozen values, and the decisions that need nothing else."""
