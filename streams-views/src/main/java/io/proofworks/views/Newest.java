package io.proofworks.views;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A list of what anybody can have as much of as it likes: of each partition only the newest stay.
 *
 * @param list by {@link Keys#newest}, so that the newest are first
 * @param kept how many
 * @param forget takes away what is no longer among them
 */
record Newest(Shelf shelf, String list, int kept, Consumer<String> forget) {

  /**
   * It is looked through only when so many are too many: a look costs as much as the list is long.
   */
  private int atOnce() {
    return Math.max(1, kept / 5);
  }

  void add(String position) {
    shelf.list(list, position);
    shelf.count(list, 1);
    if (shelf.countOf(list) >= kept + atOnce()) {
      old().forEach(this::remove);
    }
  }

  private void remove(String position) {
    forget.accept(position);
    shelf.unlist(list, position);
    shelf.count(list, -1);
  }

  private List<String> old() {
    List<String> all = new ArrayList<>();
    shelf.reader().list(list, Optional.empty(), (position, entry) -> all.add(position));
    return all.subList(Math.min(kept, all.size()), all.size());
  }
}
