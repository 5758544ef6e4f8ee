"""Where services come from; one file each."""
