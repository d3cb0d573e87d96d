"""A result as one report: HTML that needs nothing else, or PDF; every figure comes from `aksonsim.analysis`."""
