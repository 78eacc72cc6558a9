package io.leadhouse.publish;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What readers are to see from one moment on.
 *
 * @param tables the tables to bring up to date, together
 * @param declared names of all tables that the warehouse publishes. One that is not among {@code
 *     tables} (it failed, or was not asked for) stays as it is; a table published earlier that is
 *     no longer declared is dropped
 * @param asOf the instant that the tables speak of
 */
public record Publication(List<PublishedTable> tables, Set<String> declared, Instant asOf) {
  public Publication {
    tables = List.copyOf(tables);
    declared = Set.copyOf(declared);
  }
}
