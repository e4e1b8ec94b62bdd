"""The only readers of whole stores."""
