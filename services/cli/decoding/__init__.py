"""`koers decode`: one file of a publisher as the cells Koers reads in it, or as what changed since another one."""
