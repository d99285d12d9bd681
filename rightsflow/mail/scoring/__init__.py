"""How well letters are read, measured on letters whose meaning somebody has written down."""
