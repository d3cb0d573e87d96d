"""From estimates to draws: keyed streams, designs, distributions, quantile tables and the Gaussian copula.

Importing this package costs nothing and brings no SciPy; its parts are imported by their own names:
`block` (``prepare``, ``fill_inputs``), `from_estimate` (``distribution_of``), `streams`, `designs`, `tables`,
`copula`, `jit`.
"""
