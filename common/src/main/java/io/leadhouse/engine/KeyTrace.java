package io.leadhouse.engine;

import io.leadhouse.engine.KeyCarriers.Equality;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What narrowed rows are narrowed by, and which columns tell it.
 *
 * @param key the refresh key; absent for the rows of an input that is narrowed by a link, as long
 *     as they have not met the rows to which it leads
 * @param links by target of a link, its columns
 */
record KeyTrace(Optional<KeyCarriers> key, Map<TouchLink.Target, KeyCarriers> links) {
  KeyTrace {
    links = Map.copyOf(links);
  }

  /** What a grouping must not mix: the keys, else the values of the link. */
  KeyCarriers by() {
    return key.orElseGet(() -> links.values().iterator().next());
  }

  boolean isLinked() {
    return key.isEmpty();
  }

  KeyTrace each(UnaryOperator<KeyCarriers> change) {
    Map<TouchLink.Target, KeyCarriers> changed = new LinkedHashMap<>();
    links.forEach((target, carriers) -> changed.put(target, change.apply(carriers)));
    return new KeyTrace(key.map(change), changed);
  }

  /** With the links of other rows, of which each row has one beside it. */
  KeyTrace with(KeyTrace other) {
    Map<TouchLink.Target, KeyCarriers> all = new LinkedHashMap<>(other.links);
    all.putAll(links);
    return new KeyTrace(key, all);
  }

  /** What is true of the rows of both. */
  KeyTrace and(KeyTrace other) {
    Map<TouchLink.Target, KeyCarriers> both = new LinkedHashMap<>();
    links.forEach(
        (target, carriers) -> {
          if (other.links.containsKey(target)) {
            both.put(target, carriers.and(other.links.get(target)));
          }
        });
    return new KeyTrace(key.map(carriers -> carriers.and(other.key.orElseThrow())), both);
  }

  /** Whether equalities join linked rows with those to which they lead. */
  boolean leadsTo(KeyTrace other, List<Equality> equalities) {
    TouchLink.Target target = links.keySet().iterator().next();
    return other.links.containsKey(target)
        && links.get(target).meets(other.links.get(target), equalities);
  }
}
