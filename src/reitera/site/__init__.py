"""The product put together: settings, addresses, the frame all pages share, the command line."""
