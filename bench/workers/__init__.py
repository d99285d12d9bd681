"""Several workers on one instance, each as on a machine of its own: how fast, and why no faster."""
