"""Work that goes to others: processes here, workers of a Dask cluster; and runs too large for one machine."""
