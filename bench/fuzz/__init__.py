"""The fuzzer: hostile messages changed at random, read, and watched. See `python -m bench.fuzz`."""
