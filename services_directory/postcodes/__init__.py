"""The compiled postcode file and the sources that it is compiled from."""
