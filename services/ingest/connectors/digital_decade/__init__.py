"""Digital Decade and DESI: facts of the Commission's dashboard, by its API or from an export."""
