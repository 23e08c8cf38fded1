"""`koers alerts` and `koers mail`: what operations do with alerts and with the mail that tells them."""
