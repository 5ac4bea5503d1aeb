package io.proofworks.sharding.processor;

import io.proofworks.runtime.FormatSerdes;
import io.proofworks.sharding.domain.Borne;
import io.proofworks.sharding.domain.FreeMoney;
import io.proofworks.sharding.domain.Means;
import io.proofworks.sharding.domain.WorkedOff;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What is executed for whom. Each requester has executed within ten seconds what its free money, as
 * far as it is known, may be worth, whatever others ask for. All else together has a twentieth of a
 * core in the long run, at most so much at once, and whoever is let in last may take longer. It
 * counts also where the turn is set aside later: the work was done.
 */
final class Solvency {

  /** For which a requester's money bears what is executed for it, ms. */
  static final long WINDOW_MS = 10_000;

  /** Log time in which those without money have a millisecond of work. */
  static final long SHARE = 20;

  /** Log time for which their share is saved. */
  static final long SAVED_MS = 40_000;

  /** Beside the ends of batches, which begin with digits. */
  private static final String OWN = "borne/own/";

  private static final String OTHERS = "borne/others";

  private final StateMap<Borne> own;
  private final StateMap<WorkedOff> others;

  Solvency(KeyValueStore<Bytes, byte[]> store) {
    own = new StateMap<>(store, Names.BATCH_ENDS, FormatSerdes.of(ShardingFormats.BORNE));
    others = new StateMap<>(store, Names.BATCH_ENDS, FormatSerdes.of(ShardingFormats.WORKED_OFF));
  }

  /**
   * The means of a requester.
   *
   * @param free what is known of its free money, base units
   * @param now where the clock of the requests stands
   */
  Means of(String requester, long free, long now) {
    return new Means() {
      @Override
      public long known() {
        return free;
      }

      @Override
      public boolean bear(long worth, long effortMs) {
        return bearOwn(requester, worth, new FreeMoney(free).most(), now)
            || bearOthers(effortMs, now);
      }
    };
  }

  /** Of who has twice what is known nobody may say that it has not the money. */
  private boolean bearOwn(String requester, long worth, long most, long now) {
    String window = OWN + Parked.timeKey(now - now % WINDOW_MS);
    String key = window + "|" + requester;
    long before = own.get(key).map(Borne::worth).orElse(0L);
    if (worth > most - before) {
      return false;
    }
    forgetBefore(window);
    own.put(key, new Borne(before + worth));
    return true;
  }

  /** No more stand there than requesters with money within one window. */
  private void forgetBefore(String window) {
    Optional<String> oldest = oldest(window);
    while (oldest.isPresent()) {
      own.remove(oldest.get());
      oldest = oldest(window);
    }
  }

  private Optional<String> oldest(String before) {
    return own.firstFrom(OWN).filter(key -> key.startsWith(OWN) && key.compareTo(before) < 0);
  }

  private boolean bearOthers(long effortMs, long now) {
    WorkedOff before = others.get(OTHERS).orElse(new WorkedOff(now));
    if (before.at() >= now + SAVED_MS) {
      return false;
    }
    others.put(OTHERS, before.with(SHARE * effortMs, now));
    return true;
  }
}
