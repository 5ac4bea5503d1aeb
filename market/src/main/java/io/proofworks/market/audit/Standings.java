package io.proofworks.market.audit;

import io.proofworks.aggregation.domain.Aggregator;
import io.proofworks.aggregation.processor.RelayedMessages;
import io.proofworks.avro.ProverStanding;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Every standing of every account, as they follow from the accounts' journals, in order. */
final class Standings {

  /**
   * An account from one change to the next.
   *
   * @param since when it became that, epoch milliseconds
   * @param newcomer whether it offers to aggregate, and has money: enough to be told of
   * @param standing as it is published
   */
  record Standing(
      long since,
      Aggregator aggregator,
      boolean backed,
      boolean newcomer,
      ProverStanding standing) {

    private static Standing of(ProverStanding standing) {
      boolean backed = RelayedMessages.isBacked(standing);
      return new Standing(
          standing.getAsOf(),
          RelayedMessages.aggregator(standing),
          backed,
          backed && RelayedMessages.aggregates(standing),
          standing);
    }
  }

  /**
   * Where the newest standing of an account is.
   *
   * @param count how many it has
   * @param time the latest time of all, epoch milliseconds
   */
  private record End(String account, long count, long time) {}

  /** By how much the times of inputs of one account step back at most, ms. */
  private static final long STEPS_BACK_MS = Audit.LONGEST_WAIT_MS;

  private final ScratchMap<End> ends;
  private final ScratchLists<Standing> byPlace;

  /** By the latest time so far, which does not step back. */
  private final ScratchLists<Standing> byTime;

  Standings(Scratch scratch) {
    Codec<Standing> codec = codec();
    ends = scratch.map(Codec.of(End.class));
    byPlace = scratch.lists(codec);
    byTime = scratch.lists(codec);
  }

  private static Codec<Standing> codec() {
    MarketSerdes serdes = new MarketSerdes(KnownSchemas.ofThisBuild());
    return new Codec<>(
        standing -> serdes.encode(Topics.PROVERS, standing.standing()),
        bytes ->
            switch (serdes.decoder(Topics.PROVERS).decode(bytes)) {
              case Decoded.Value<ProverStanding>(ProverStanding standing) -> Standing.of(standing);
              case Decoded.Malformed<ProverStanding>(String detail) ->
                  throw new IllegalStateException(detail);
            });
  }

  /** The next of its account. */
  void add(ProverStanding standing) {
    String account = standing.getProverId();
    End before = ends.getOrDefault(account, new End(account, 0, Long.MIN_VALUE));
    End end = new End(account, before.count() + 1, Math.max(before.time(), standing.getAsOf()));
    Standing next = Standing.of(standing);
    byPlace.add(account, before.count(), next);
    byTime.add(account, end.time(), next);
    ends.put(account, end);
  }

  /** In the order of their names. */
  Iterable<String> accounts() {
    return () -> {
      Iterator<End> all = ends.values().iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return all.hasNext();
        }

        @Override
        public String next() {
          return all.next().account();
        }
      };
    };
  }

  /** Those of an account from its nth on, from 0. */
  Iterable<Standing> from(String account, long place) {
    return byPlace.between(account, place, Long.MAX_VALUE);
  }

  /** Those that an account had at some time between two, epoch milliseconds. */
  List<Standing> between(String account, long from, long to) {
    List<Standing> found = new ArrayList<>();
    long first = byTime.last(account, from).orElse(Long.MIN_VALUE);
    for (Standing standing : byTime.between(account, first, to + STEPS_BACK_MS)) {
      if (standing.since() <= from) {
        found.clear(); // what it was before is over
      }
      if (standing.since() <= to) {
        found.add(standing);
      }
    }
    return found;
  }
}
