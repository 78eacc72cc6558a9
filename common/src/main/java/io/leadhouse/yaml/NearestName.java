package io.leadhouse.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
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
    return near(given, valid)
        .map(name -> " Did you mean '" + name + "'?")
        .orElseGet(() -> " Valid: " + String.join(", ", valid.stream().sorted().toList()) + ".");
  }

  /** The nearest of the valid names, where it is near enough to have been meant. */
  public static Optional<String> near(String given, Collection<String> valid) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    int allowed = Math.max(2, given.length() / 3);
    return valid.stream()
        .min(
            Comparator.comparing((String name) -> distance.apply(given, name))
                .thenComparing(Comparator.naturalOrder()))
        .filter(nearest -> distance.apply(given, nearest) <= allowed);
  }
}
