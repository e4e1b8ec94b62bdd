"""Link a whole store at once: SQL for what is counted, arrays for what is walked."""
