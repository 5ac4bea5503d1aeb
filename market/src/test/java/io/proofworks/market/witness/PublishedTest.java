package io.proofworks.market.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Cosignature;
import io.proofworks.protocol.Hash32;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.WitnessKey;
import io.proofworks.tlog.Witnesses;
import io.proofworks.topics.Journals;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PublishedTest {

  private static final Hash32 DOMAIN = Hash32.ZERO;
  private static final byte[] SEED = new byte[32];
  private static final String NAME = "w.example";
  private static final WitnessKey KEY = WitnessKey.of(NAME, SEED);

  private final Published published = new Published(DOMAIN, KEY);
  private final List<Cosignature> told = new ArrayList<>();

  /** A note of a journal, cosigned. */
  private static String note(String journal, long size) {
    Checkpoint checkpoint = new Checkpoint(Journals.origin(DOMAIN, journal), size, Hash32.ZERO);
    return checkpoint.sign(SEED) + WitnessKey.cosign(checkpoint.text(), NAME, SEED, 7);
  }

  private void tell(long nowMs, String... notes) {
    published.tell(List.of(notes), nowMs, told::add);
  }

  @Test
  void shouldSayWhatAnybodyCanCheckWithTheKeyAlone() {
    tell(0, note("task-0", 5), note("account-1", 9));

    assertThat(told).extracting(Cosignature::getJournal).containsExactly("task-0", "account-1");
    Witnesses named = new Witnesses(1, List.of(KEY));
    String origin = Journals.origin(DOMAIN, "task-0");
    assertThat(named.cosigned(origin, told.getFirst()))
        .contains(new Checkpoint(origin, 5, Hash32.ZERO));
    assertThat(told.getFirst().getTime()).isEqualTo(7);

    // nothing of it can be changed
    assertThat(named.cosigned(Journals.origin(DOMAIN, "task-1"), told.getFirst())).isEmpty();
    Cosignature larger = Cosignature.newBuilder(told.getFirst()).setTreeSize(6).build();
    assertThat(named.cosigned(origin, larger)).isEmpty();
    Cosignature later = Cosignature.newBuilder(told.getFirst()).setTime(8).build();
    assertThat(named.cosigned(origin, later)).isEmpty();
    Cosignature otherRoot =
        Cosignature.newBuilder(told.getFirst()).setRoot("0x" + "11".repeat(32)).build();
    assertThat(named.cosigned(origin, otherRoot)).isEmpty();
    Cosignature another = Cosignature.newBuilder(told.getFirst()).setWitness("v.example").build();
    assertThat(named.cosigned(origin, another)).isEmpty();
  }

  @Test
  void shouldWaitBetweenTwoOfAJournalAndRepeatTheLastWhenNothingIsNew() {
    tell(0, note("task-0", 5));
    tell(9_999, note("task-0", 6));
    assertThat(told).hasSize(1);

    tell(10_000, note("task-0", 6));
    assertThat(told).extracting(Cosignature::getTreeSize).containsExactly(5L, 6L);

    tell(69_999, note("task-0", 6));
    assertThat(told).hasSize(2);
    tell(70_000, note("task-0", 6));
    assertThat(told).extracting(Cosignature::getTreeSize).containsExactly(5L, 6L, 6L);
  }
}
