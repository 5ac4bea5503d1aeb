package io.proofworks.market.audit;

import io.proofworks.aggregation.domain.Aggregator;
import io.proofworks.aggregation.processor.RelayedMessages;
import io.proofworks.avro.ProverStanding;
import io.proofworks.runtime.journal.BrokerClocks;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;

/** Every standing of every account, as they follow from the accounts' journals, in order. */
final class Standings {

  /**
   * An account from one change to the next.
   *
   * @param since when it became that, epoch milliseconds
   * @param published when everybody could read that, which is later by what settlement was behind
   * @param newcomer whether it offers to aggregate, and has money: enough to be told of
   * @param standing as it is published
   */
  record Standing(
      long since,
      long published,
      Aggregator aggregator,
      boolean backed,
      boolean newcomer,
      ProverStanding standing) {

    private static Standing of(ProverStanding standing, long published) {
      boolean backed = RelayedMessages.isBacked(standing);
      return new Standing(
          standing.getAsOf(),
          published,
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

  /** When what accounts took in at a time was written, by that time. */
  private final ScratchMap<Long> written;

  Standings(Scratch scratch) {
    Codec<Standing> codec = codec();
    ends = scratch.map(Codec.of(End.class));
    byPlace = scratch.lists(codec);
    byTime = scratch.lists(codec);
    written = scratch.map(Codec.of(Long.class));
  }

  /**
   * An account's entry was written, of which everybody could read by then what followed; all of
   * them have to be told before standings are added.
   *
   * @param applied time of its input, epoch milliseconds
   * @param appended when it was written
   */
  void wrote(long applied, long appended) {
    String time = Long.toString(applied);
    written.put(time, Math.max(appended, written.getOrDefault(time, Long.MIN_VALUE)));
  }

  private static Codec<Standing> codec() {
    MarketSerdes serdes = new MarketSerdes(KnownSchemas.ofThisBuild());
    return new Codec<>(
        standing -> {
          byte[] value = serdes.encode(Topics.PROVERS, standing.standing());
          return ByteBuffer.allocate(Long.BYTES + value.length)
              .putLong(standing.published())
              .put(value)
              .array();
        },
        bytes -> {
          byte[] value = Arrays.copyOfRange(bytes, Long.BYTES, bytes.length);
          return switch (serdes.decoder(Topics.PROVERS).decode(value)) {
            case Decoded.Value<ProverStanding>(ProverStanding standing) ->
                Standing.of(standing, ByteBuffer.wrap(bytes).getLong());
            case Decoded.Malformed<ProverStanding>(String detail) ->
                throw new IllegalStateException(detail);
          };
        });
  }

  /** The next of its account. */
  void add(ProverStanding standing) {
    String account = standing.getProverId();
    End before = ends.getOrDefault(account, new End(account, 0, Long.MIN_VALUE));
    End end = new End(account, before.count() + 1, Math.max(before.time(), standing.getAsOf()));
    Standing next = Standing.of(standing, published(standing.getAsOf()));
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

  private long published(long since) {
    return written.getOrDefault(Long.toString(since), since);
  }

  /**
   * Those that somebody may have known of an account at some time between two, epoch milliseconds,
   * by whatever broker's clock.
   */
  List<Standing> between(String account, long from, long to) {
    long certain = from - BrokerClocks.APART_MS;
    long possible = to + BrokerClocks.APART_MS;
    List<Standing> found = new ArrayList<>();
    long first = known(account, certain);
    for (Standing standing : byTime.between(account, first, possible + STEPS_BACK_MS)) {
      if (standing.published() <= certain) {
        found.clear(); // what it was before is over
      }
      if (standing.since() <= possible) {
        found.add(standing);
      }
    }
    return found;
  }

  /** The time of the newest standing of an account that everybody could read at a time. */
  private long known(String account, long time) {
    OptionalLong last = byTime.last(account, time);
    while (last.isPresent() && !isPublished(account, last.getAsLong(), time)) {
      last = byTime.last(account, last.getAsLong() - 1);
    }
    return last.orElse(Long.MIN_VALUE);
  }

  private boolean isPublished(String account, long since, long time) {
    for (Standing standing : byTime.between(account, since, since)) {
      if (standing.published() <= time) {
        return true;
      }
    }
    return false;
  }
}
