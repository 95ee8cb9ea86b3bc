"""How values are said in Polish, English and Ukrainian. Pure."""
