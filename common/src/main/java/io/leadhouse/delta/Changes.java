package io.leadhouse.delta;

/** How many rows a write inserted, updated and deleted. */
public record Changes(long inserted, long updated, long deleted) {
  long total() {
    return inserted + updated + deleted;
  }
}
