package io.leadhouse.publish;

import java.time.Duration;

/**
 * A table that is ready to be written.
 *
 * @param rows rows that it is to have; of a skipped table, rows that it has
 * @param took copying and comparing
 */
record LoadedTable(TablePlan plan, long rows, Duration took) {}
