"""Sweeps: a scenario at many points of its parameters, on common random numbers, kept point by point."""
