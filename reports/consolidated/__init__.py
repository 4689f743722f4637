"""The figures of all schools of a quarter added up: sums of what was submitted, and of nothing else."""
