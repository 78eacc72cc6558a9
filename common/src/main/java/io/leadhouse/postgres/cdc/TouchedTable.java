package io.leadhouse.postgres.cdc;

import io.leadhouse.postgres.TableName;
import io.leadhouse.postgres.cdc.PgOutputMessage.Column;
import io.leadhouse.postgres.cdc.TableChanges.Keys;
import io.leadhouse.postgres.cdc.TableChanges.Whole;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The keys of one table that were touched, until they are too many or cannot be told. */
final class TouchedTable {
  private final TableName name;
  private final List<String> key;
  private final int mostKeys;
  private final Set<List<String>> keys = new HashSet<>();

  /** Where the key's columns are in a row; empty while the log does not name all of them. */
  private List<Integer> places = List.of();

  private boolean identified;
  private Optional<Whole> whole = Optional.empty();

  TouchedTable(TableName name, List<String> key, int mostKeys) {
    this.name = name;
    this.key = key;
    this.mostKeys = mostKeys;
  }

  TableName name() {
    return name;
  }

  void described(List<Column> columns) {
    List<String> names = columns.stream().map(Column::name).toList();
    places = names.containsAll(key) ? key.stream().map(names::indexOf).toList() : List.of();
    identified = !places.isEmpty() && places.stream().allMatch(i -> columns.get(i).identifying());
  }

  void inserted(PgOutputTuple row) {
    if (places.isEmpty()) {
      readWhole("the log does not name its key " + key);
    } else {
      add(row, row);
    }
  }

  void updated(Optional<PgOutputTuple> old, PgOutputTuple row) {
    if (!identified) {
      readWhole("its replica identity did not hold its key " + key);
      return;
    }
    old.ifPresent(before -> add(before, before));
    // A key that is stored outside the row and did not change is told in the old row only.
    add(row, old.orElse(row));
  }

  void deleted(PgOutputTuple old) {
    if (identified) {
      add(old, old);
    } else {
      readWhole("its replica identity did not hold its key " + key);
    }
  }

  void truncated() {
    readWhole("it was truncated");
  }

  /** Empty if nothing was touched. */
  Optional<TableChanges> changes() {
    if (whole.isPresent()) {
      return Optional.of(whole.get());
    }
    return keys.isEmpty() ? Optional.empty() : Optional.of(new Keys(keys));
  }

  private void add(PgOutputTuple row, PgOutputTuple otherwise) {
    if (whole.isPresent()) {
      return;
    }
    List<String> values = new ArrayList<>(places.size());
    for (int place : places) {
      PgOutputTuple teller = row.isElsewhere(place) ? otherwise : row;
      if (teller.isElsewhere(place)) {
        readWhole("the log does not hold a value of its key " + key);
        return;
      }
      Optional<String> value = teller.text(place);
      if (value.isEmpty()) {
        return; // NULL: such a row is never kept
      }
      values.add(value.get());
    }
    keys.add(List.copyOf(values));
    if (keys.size() > mostKeys) {
      readWhole("more than " + mostKeys + " of its keys changed");
    }
  }

  private void readWhole(String reason) {
    if (whole.isEmpty()) {
      whole = Optional.of(new Whole(reason));
      keys.clear();
    }
  }
}
