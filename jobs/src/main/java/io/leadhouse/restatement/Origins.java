package io.leadhouse.restatement;

import java.util.HashSet;
import java.util.Set;

/** What has changed in the contracts below a table, by organization. */
final class Origins {
  /** Stands for a contract's rows that belong to no organization, and so touch all. */
  private static final String EVERYBODY = "";

  private final Set<String> merged = new HashSet<>();
  private final Set<String> came = new HashSet<>();
  private final Set<String> went = new HashSet<>();
  private boolean redefined;

  void redefined() {
    redefined = true;
  }

  /**
   * Notes what changed in one contract for one organization.
   *
   * @param organization null for rows that belong to none
   * @param anyCame whether a row came or changed, as opposed to going
   */
  void changed(String organization, boolean merge, boolean anyCame, boolean anyWent) {
    String whose = organization == null ? EVERYBODY : organization;
    if (merge) {
      merged.add(whose);
    }
    if (anyCame) {
      came.add(whose);
    }
    if (anyWent) {
      went.add(whose);
    }
  }

  /** Whose contracts have changed. */
  Set<String> named() {
    Set<String> named = new HashSet<>(came);
    named.addAll(went);
    named.addAll(merged);
    named.remove(EVERYBODY);
    return named;
  }

  /** For an organization that is not {@link #named}. */
  Cause causeOfOthers() {
    return cause(EVERYBODY);
  }

  /**
   * @param organization null for figures that belong to none
   */
  Cause cause(String organization) {
    if (redefined) {
      return Cause.DEFINITION;
    }
    if (touches(merged, organization)) {
      return Cause.MERGE;
    }
    return touches(went, organization) && !touches(came, organization)
        ? Cause.DELETE
        : Cause.LATE_ROW;
  }

  private static boolean touches(Set<String> organizations, String organization) {
    return organization == null
        ? !organizations.isEmpty()
        : organizations.contains(EVERYBODY) || organizations.contains(organization);
  }
}
