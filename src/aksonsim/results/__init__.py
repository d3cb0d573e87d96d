"""What is asked of a simulation and what is answered, typed: quantities, conditions, statistics."""
