package io.proofworks.sharding.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.sharding.domain.ProvenStatements.Proven;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProvenStatementsTest {

  private static final long START = 1_800_000_000_000L;

  private final Shelf shelf = new Shelf();
  private final ProvenStatements proven = new ProvenStatements(shelf, 3);

  private static final class Shelf implements ProvenStatements.Shelf {
    private final TreeMap<String, Proven> all = new TreeMap<>();

    @Override
    public Optional<Proven> get(String key) {
      return Optional.ofNullable(all.get(key));
    }

    @Override
    public void put(String key, Proven value) {
      all.put(key, value);
    }

    @Override
    public void remove(String key) {
      all.remove(key);
    }

    @Override
    public Optional<String> first() {
      return all.isEmpty() ? Optional.empty() : Optional.of(all.firstKey());
    }

    @Override
    public long size() {
      return all.size();
    }
  }

  private void put(String statement, long at) {
    proven.put("0x" + statement, new Proven("t" + statement, "b", at));
  }

  private boolean has(String statement) {
    return proven.find("0x" + statement).isPresent();
  }

  @Test
  void shouldKeepTheNewestAndNoMoreThanThereIsRoomFor() {
    put("c", START + 2);
    put("a", START);
    put("b", START + 1);
    assertThat(has("a")).isTrue();

    put("d", START + 3);

    assertThat(has("a")).isFalse();
    assertThat(has("b") && has("c") && has("d")).isTrue();
    assertThat(shelf.all).hasSize(6);
  }

  @Test
  void shouldKeepNothingForLongerThanItsTime() {
    put("a", START);
    put("b", START + 1);

    put("c", START + ProvenStatements.KEPT_MS + 1);

    assertThat(has("a")).isFalse();
    assertThat(has("b")).as("not a millisecond early, and not too many").isTrue();
  }

  @Test
  void shouldKeepTheFirstProofOfAStatementAndForgetItWhenItIsTold() {
    put("a", START);
    proven.put("0xa", new Proven("another", "b", START + 1));
    assertThat(proven.find("0xa").orElseThrow().taskId()).isEqualTo("ta");

    proven.remove("0xa");

    assertThat(shelf.all).isEmpty();
  }

  /** As after a restart. */
  @Test
  void shouldCountWhatIsOnTheShelfAlready() {
    put("a", START);
    put("b", START + 1);
    put("c", START + 2);

    new ProvenStatements(shelf, 3).put("0xd", new Proven("td", "b", START + 3));

    assertThat(has("a")).isFalse();
    assertThat(shelf.all).hasSize(6);
  }
}
