"""Questions that take several simulations, or one made again: one study a file, above `aksonsim.api`."""
