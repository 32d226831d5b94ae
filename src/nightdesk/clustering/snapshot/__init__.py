"""What stands in the window, written down so that another process takes it up."""
