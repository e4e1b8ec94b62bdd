"""What one agency hands to another: the report as it came, as others read it, and for print."""
