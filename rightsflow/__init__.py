"""Everything that is not orchestration: law, data map, register, mail, letters, copy."""
