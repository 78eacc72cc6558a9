package io.leadhouse.run;

import io.leadhouse.engine.Consumption;
import java.util.Optional;

/**
 * What a run did with a table.
 *
 * @param status as {@link io.leadhouse.engine.TableResult.Status} names it
 * @param made the table as the run left it; empty when it was not built
 * @param problem why it was not built; empty when it was
 */
public record PastBuild(String table, String status, Optional<Consumption> made, String problem) {}
