package io.proofworks.aggregation.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The aggregators of the market, and whose turn it is. Jobs rotate: the eligible aggregator that
 * was longest without one comes first, so that none can become the only door to settlement.
 */
public record Directory(List<Member> members) {

  /**
   * An aggregator and its last turn.
   *
   * @param lastTurn grows with every job that is issued; a newcomer's is the latest of all
   */
  public record Member(Aggregator aggregator, long lastTurn) {}

  /** Nobody. */
  public static final Directory EMPTY = new Directory(List.of());

  public Directory {
    members = List.copyOf(members);
  }

  /** The member of that id. */
  public Optional<Member> member(String id) {
    return members.stream().filter(member -> member.aggregator().id().equals(id)).findFirst();
  }

  /** With this aggregator new or renewed; its turn stays. */
  public Directory with(Aggregator aggregator) {
    long turn = member(aggregator.id()).map(Member::lastTurn).orElseGet(this::latestTurn);
    return replace(new Member(aggregator, turn));
  }

  /**
   * As if a newcomer just had its turn: whoever comes anew, also under another name, gains nothing
   * over those who wait.
   */
  public long latestTurn() {
    return members.stream().mapToLong(Member::lastTurn).max().orElse(0);
  }

  /** After a job went to that aggregator. */
  Directory issuedTo(String id) {
    long turn = latestTurn() + 1;
    return member(id).map(member -> replace(new Member(member.aggregator(), turn))).orElse(this);
  }

  /**
   * Whose turn it is.
   *
   * @param holders who had the node before, the first one's first: taken again only when nobody
   *     else may, and then the one whose turn is longest ago
   * @param eligible what else the job asks of its aggregator
   */
  Optional<Aggregator> next(List<String> holders, Predicate<Aggregator> eligible) {
    List<Member> may =
        members.stream().filter(member -> eligible.test(member.aggregator())).toList();
    return longestIdle(
            may.stream().filter(member -> !holders.contains(member.aggregator().id())).toList())
        .or(() -> longestIdle(may));
  }

  private static Optional<Aggregator> longestIdle(List<Member> candidates) {
    return candidates.stream()
        .min(
            Comparator.comparingLong(Member::lastTurn)
                .thenComparing(member -> member.aggregator().id()))
        .map(Member::aggregator);
  }

  private Directory replace(Member member) {
    List<Member> all = new ArrayList<>(members);
    all.removeIf(other -> other.aggregator().id().equals(member.aggregator().id()));
    all.add(member);
    return new Directory(all);
  }
}
