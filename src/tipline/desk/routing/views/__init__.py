"""The pages of routing: who gets what, one report's route, and the packet that is handed over."""
