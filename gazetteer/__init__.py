"""How the bundled gazetteer is made: GeoNames data out of Python packages, and our own table, into one SQLite file."""
