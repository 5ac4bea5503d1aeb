package io.proofworks.worker.aggregator;

import java.util.LinkedHashSet;
import java.util.SequencedSet;

/** So many names, the newest that were added. One thread uses it. */
final class NewestNames {

  private final int most;
  private final SequencedSet<String> names = new LinkedHashSet<>();

  NewestNames(int most) {
    this.most = most;
  }

  void add(String name) {
    names.add(name);
    if (names.size() > most) {
      names.removeFirst();
    }
  }

  boolean contains(String name) {
    return names.contains(name);
  }
}
