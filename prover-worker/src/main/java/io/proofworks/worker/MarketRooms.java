package io.proofworks.worker;

import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Role;
import io.proofworks.worker.domain.Places;
import io.proofworks.worker.keys.KeyPlaces;
import io.proofworks.worker.keys.OwnerPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a worker has for each of the markets that it serves: a directory, and its part of what the
 * machine can do. Provers share that, for a task which comes while all places are taken is given
 * back and costs nothing. Jobs of aggregators cannot be given back, and what is leased beyond what
 * a machine can do costs bonds: so who aggregates divides it.
 */
final class MarketRooms {

  /**
   * One market's.
   *
   * @param capacity proofs, and jobs, at once
   * @param places where the proofs are made
   */
  record Room(
      Hash32 domain,
      Path directory,
      boolean isFirst,
      Path ownerDirectory,
      int capacity,
      Places places) {

    /** What its worker is called in logs. */
    String name(String given) {
      return isFirst ? given : given + "/" + domain.hex().substring(2, 10);
    }

    /** Where its keys are: the owner's, unless it is kept elsewhere, is the first market's. */
    KeyPlaces keys(KeyPlaces said) {
      return isFirst || said.owner() != null
          ? said
          : new KeyPlaces(new OwnerPlace.InFile(ownerDirectory), said.session());
    }
  }

  private final List<Room> all;

  private MarketRooms(List<Room> all) {
    this.all = List.copyOf(all);
  }

  /**
   * Rooms in that directory, which is made.
   *
   * @param capacity proofs at once in all of them
   * @throws IOException if the directory cannot be used
   * @throws IllegalArgumentException if a market is named twice, or an aggregator has no slot for
   *     each
   */
  static MarketRooms of(List<Hash32> domains, Path directory, Set<Role> roles, int capacity)
      throws IOException {
    if (new HashSet<>(domains).size() < domains.size()) {
      throw new IllegalArgumentException("--domain names a market twice");
    }
    boolean divides = roles.contains(Role.AGGREGATOR) && domains.size() > 1;
    if (divides && capacity < domains.size()) {
      throw new IllegalArgumentException(
          "an aggregator of %d markets has a slot for each: --capacity is at least that, not %d"
              .formatted(domains.size(), capacity));
    }
    MarketDirectories directories = MarketDirectories.in(directory, domains.getFirst());
    Places shared = new Places(capacity);
    List<Room> all = new ArrayList<>();
    for (int i = 0; i < domains.size(); i++) {
      int part = divides ? share(capacity, domains.size(), i) : capacity;
      all.add(room(domains.get(i), directories, part, divides ? new Places(part) : shared));
    }
    return new MarketRooms(all);
  }

  private static Room room(
      Hash32 domain, MarketDirectories directories, int capacity, Places places)
      throws IOException {
    return new Room(
        domain,
        Files.createDirectories(directories.of(domain)),
        directories.isFirst(domain),
        directories.owner(),
        capacity,
        places);
  }

  /** Equal parts; what is left over goes to those named first. */
  private static int share(int capacity, int markets, int index) {
    return capacity / markets + (index < capacity % markets ? 1 : 0);
  }

  List<Room> all() {
    return all;
  }
}
