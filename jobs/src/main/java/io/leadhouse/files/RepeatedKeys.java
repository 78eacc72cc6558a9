package io.leadhouse.files;

import io.leadhouse.model.FileKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Finds the rows of a file that share a key. A row that repeats an earlier one is refused; of rows
 * that differ none may land, because nothing tells which is right.
 *
 * <p>A hash a row is all that is kept of a file without repetitions.
 */
final class RepeatedKeys {
  private final int[] keyFields;
  private long[] hashes = new long[1024];
  private int size;

  RepeatedKeys(FileKind kind) {
    List<String> names = List.copyOf(kind.fields().keySet());
    this.keyFields = kind.key().stream().mapToInt(names::indexOf).toArray();
  }

  /** Takes note of a row that could land. */
  void add(RowReader.FileRow row) {
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, size + size / 2);
    }
    hashes[size++] = hash(key(row));
  }

  /**
   * Reads the file again where keys may repeat. To be called once, after the last row.
   *
   * @return line → why its row is refused
   */
  Map<Long, String> refused(Layout layout) throws IOException {
    long[] suspects = suspects();
    if (suspects.length == 0) {
      return Map.of();
    }
    Map<List<Object>, List<Occurrence>> occurrences = new HashMap<>();
    try (RowReader rows = new RowReader(layout)) {
      while (rows.hasNext()) {
        RowReader.FileRow row = rows.next();
        List<Object> key = key(row);
        if (row.problems().isEmpty() && Arrays.binarySearch(suspects, hash(key)) >= 0) {
          occurrences
              .computeIfAbsent(key, k -> new ArrayList<>(2))
              .add(new Occurrence(row.line(), row.values()));
        }
      }
    }
    Map<Long, String> refused = new TreeMap<>();
    occurrences.values().forEach(same -> refuse(same, refused));
    return refused;
  }

  private record Occurrence(long line, List<Object> values) {}

  private static void refuse(List<Occurrence> same, Map<Long, String> refused) {
    Occurrence first = same.get(0);
    if (same.stream().allMatch(other -> other.values().equals(first.values()))) {
      same.stream()
          .skip(1)
          .forEach(other -> refused.put(other.line(), "repeats line " + first.line()));
    } else {
      for (Occurrence one : same) {
        long other = one.line() == first.line() ? same.get(1).line() : first.line();
        refused.put(one.line(), "has the key of line " + other + ", with other values");
      }
    }
  }

  /** The hashes that several rows have, in order. */
  private long[] suspects() {
    Arrays.sort(hashes, 0, size);
    return IntStream.range(1, size)
        .filter(i -> hashes[i] == hashes[i - 1])
        .mapToLong(i -> hashes[i])
        .toArray();
  }

  private List<Object> key(RowReader.FileRow row) {
    Object[] key = new Object[keyFields.length];
    for (int i = 0; i < key.length; i++) {
      key[i] = row.values().get(keyFields[i]);
    }
    return Arrays.asList(key);
  }

  /** Of 64 bits, so that equal hashes of different keys are rare; they cost time, never a row. */
  private static long hash(List<Object> key) {
    long hash = 0xcbf29ce484222325L;
    for (Object part : key) {
      String text = String.valueOf(part);
      for (int i = 0; i < text.length(); i++) {
        hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
      }
      hash = (hash ^ 0x1F) * 0x100000001b3L;
    }
    return hash;
  }
}
