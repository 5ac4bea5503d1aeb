package io.proofworks.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Role;
import io.proofworks.worker.keys.KeyPlaces;
import io.proofworks.worker.keys.WorkerKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker has for each of its markets. */
class MarketRoomsTest {

  private static final Hash32 A = Hash32.parse("0x" + "a1".repeat(32));
  private static final Hash32 B = Hash32.parse("0x" + "b2".repeat(32));
  private static final Set<Role> PROVER = Set.of(Role.PROVER);

  @TempDir private Path directory;

  private List<MarketRooms.Room> rooms(Set<Role> roles, int capacity, Hash32... domains)
      throws IOException {
    return MarketRooms.of(List.of(domains), directory, roles, capacity).all();
  }

  private static WorkerKeys keys(MarketRooms.Room room) throws IOException {
    return WorkerKeys.loadOrCreate(room.directory().resolve("keys"), room.keys(KeyPlaces.FILES));
  }

  @Test
  void shouldLeaveTheFirstMarketTheDirectoryAsItWas() throws IOException {
    WorkerKeys before = WorkerKeys.loadOrCreate(directory.resolve("keys"));

    List<MarketRooms.Room> rooms = rooms(PROVER, 1, A, B);

    assertThat(rooms.getFirst().directory()).isEqualTo(directory);
    assertThat(rooms.getLast().directory()).isEqualTo(directory.resolve("markets/" + B.hex()));
    assertThat(keys(rooms.getFirst()).session().publicKey())
        .isEqualTo(before.session().publicKey());
    assertThat(rooms).extracting(room -> room.name("ada")).containsExactly("ada", "ada/b2b2b2b2");
  }

  /** Its journal has commits of that market, and no other's. */
  @Test
  void shouldKnowWhoseTheDirectoryIsInWhateverOrderTheyAreNamed() throws IOException {
    rooms(PROVER, 1, A);

    assertThat(rooms(PROVER, 1, B, A))
        .extracting(MarketRooms.Room::directory)
        .containsExactly(directory.resolve("markets/" + B.hex()), directory);
    assertThat(rooms(PROVER, 1, B).getFirst().directory()).isNotEqualTo(directory);
  }

  @Test
  void shouldBeOneOwnerWithAKeyForEachSession() throws IOException {
    List<MarketRooms.Room> rooms = rooms(PROVER, 1, A, B);

    WorkerKeys first = keys(rooms.getFirst());
    WorkerKeys second = keys(rooms.getLast());

    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.session().publicKey()).isNotEqualTo(first.session().publicKey());
    assertThat(rooms.getLast().directory().resolve("keys/owner.key")).doesNotExist();
  }

  @Test
  void shouldShareThePlacesOfAProver() throws IOException {
    List<MarketRooms.Room> rooms = rooms(PROVER, 1, A, B);

    assertThat(rooms.getFirst().places()).isSameAs(rooms.getLast().places());
    assertThat(rooms).extracting(MarketRooms.Room::capacity).containsExactly(1, 1);
  }

  /** A lease that it has no room for cannot be given back, and costs its bond. */
  @Test
  void shouldDivideTheSlotsOfAnAggregator() throws IOException {
    List<MarketRooms.Room> rooms = rooms(Set.of(Role.PROVER, Role.AGGREGATOR), 3, A, B);

    assertThat(rooms).extracting(MarketRooms.Room::capacity).containsExactly(2, 1);
    assertThat(rooms.getLast().places()).isNotSameAs(rooms.getFirst().places());
    assertThat(rooms.getLast().places().tryTake()).isTrue();
    assertThat(rooms.getLast().places().tryTake()).isFalse();
    assertThatThrownBy(() -> rooms(Set.of(Role.AGGREGATOR), 1, A, B))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--capacity");
  }

  @Test
  void shouldServeAMarketOnce() {
    assertThatThrownBy(() -> rooms(PROVER, 2, A, A))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("twice");
  }

  @Test
  void shouldNotGuessWhoseADirectoryIs() throws IOException {
    Files.writeString(directory.resolve("market"), "");

    assertThatThrownBy(() -> rooms(PROVER, 1, A)).isInstanceOf(IOException.class);
  }
}
