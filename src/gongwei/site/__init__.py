"""Settings, URLs and the command line: wires everything."""
