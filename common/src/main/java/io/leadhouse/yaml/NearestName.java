package io.leadhouse.yaml;

import java.util.Collection;
import java.util.Comparator;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Suggests what a person may have meant by a name that does not exist. */
public final class NearestName {
  private NearestName() {}

  /**
   * A sentence to append to a complaint: " Did you mean 'x'?" for a near name, else the valid
   * names, else nothing.
   */
  public static String hint(String given, Collection<String> valid) {
    if (valid.isEmpty()) {
      return "";
    }
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    String nearest =
        valid.stream()
            .min(
                Comparator.comparing((String name) -> distance.apply(given, name))
                    .thenComparing(Comparator.naturalOrder()))
            .orElseThrow();
    int allowed = Math.max(2, given.length() / 3);
    return distance.apply(given, nearest) <= allowed
        ? " Did you mean '" + nearest + "'?"
        : " Valid: " + String.join(", ", valid.stream().sorted().toList()) + ".";
  }
}
