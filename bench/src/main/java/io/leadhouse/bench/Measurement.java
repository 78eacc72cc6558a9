package io.leadhouse.bench;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One step, done by one engine.
 *
 * @param step what was done, such as {@code ingest} or a table's name
 * @param variant who did it: {@code leadhouse}, {@code duckdb}, {@code postgres} …
 * @param rows rows that the step wrote
 * @param seconds wall time
 * @param peakMb highest resident memory of the processes that did it, in MB; NULL where the
 *     operating system does not tell
 */
record Measurement(
    String step, String variant, long rows, double seconds, @JsonProperty("peak_mb") Long peakMb) {}
