"""Which plural categories a locale has (CLDR)."""
