package io.leadhouse.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.testing.TestSession;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class MergeChainsTest {
  private static final StructType MERGES =
      StructType.fromDDL("organization_id string, loser_id string, survivor_id string");
  private static final String CIRCULAR = "circular";

  @Test
  void aLongChainEndsAtItsLastLead() {
    Map<String, String> merges = new TreeMap<>();
    for (int i = 0; i < 100; i++) {
      merges.put("lead" + i, "lead" + (i + 1));
    }

    assertThat(resolved(merges, 3).values()).hasSize(100).containsOnly("lead100");
  }

  @Test
  void randomMergesEndWhereAWalkAlongThemEnds() {
    Random random = new Random(7);
    Map<String, String> merges = new TreeMap<>();
    for (int i = 0; i < 200; i++) {
      merges.put("lead" + i, "lead" + random.nextInt(230));
    }

    Map<String, String> walked = new TreeMap<>();
    merges.keySet().forEach(loser -> walked.put(loser, walk(merges, loser)));

    assertThat(walked.values()).contains(CIRCULAR);
    assertThat(resolved(merges, 1)).isEqualTo(walked);
    assertThat(resolved(merges, 5)).isEqualTo(walked);
  }

  private static String walk(Map<String, String> merges, String start) {
    Set<String> seen = new HashSet<>();
    String lead = start;
    while (merges.containsKey(lead)) {
      if (!seen.add(lead)) {
        return CIRCULAR;
      }
      lead = merges.get(lead);
    }
    return lead;
  }

  private static Map<String, String> resolved(Map<String, String> merges, int partitions) {
    List<Row> rows = new ArrayList<>();
    merges.forEach((loser, survivor) -> rows.add(RowFactory.create("1", loser, survivor)));
    Dataset<Row> input = TestSession.fresh().createDataFrame(rows, MERGES).repartition(partitions);
    Map<String, String> ends = new TreeMap<>();
    for (Row row : MergeChains.resolve(input).collectAsList()) {
      boolean circular = row.getBoolean(row.fieldIndex(MergeChains.CIRCULAR));
      String loser = row.getString(row.fieldIndex(MergeChains.LOSER));
      String survivor = row.getString(row.fieldIndex(MergeChains.SURVIVOR));
      ends.put(loser, circular ? CIRCULAR : survivor);
    }
    return ends;
  }
}
