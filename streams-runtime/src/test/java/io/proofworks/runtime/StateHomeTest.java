package io.proofworks.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateHomeTest {

  @TempDir private Path base;

  private StateHome home() {
    return new StateHome(base, "app");
  }

  private Path task(String name, String content) throws IOException {
    Path store = Files.createDirectories(base.resolve("app").resolve(name).resolve("rocksdb"));
    Files.writeString(store.resolve("000012.sst"), content);
    return base.resolve("app").resolve(name);
  }

  @Test
  void shouldMoveOnlyTheDamagedTaskAside() throws IOException {
    Path damaged = task("0_1", "damaged");
    Path whole = task("0_2", "whole");

    home().setAside(Optional.of("0_1"));

    assertThat(damaged).doesNotExist();
    assertThat(whole).exists();
    assertThat(base.resolve("app.aside/1/0_1/rocksdb/000012.sst")).hasContent("damaged");
  }

  @Test
  void shouldMoveEverythingWhenNoTaskIsNamedOrItIsNotThere() throws IOException {
    Path one = task("0_1", "x");

    home().setAside(Optional.of("7_7"));

    assertThat(one).doesNotExist();
    assertThat(base.resolve("app.aside/1/all/0_1")).exists();
    home().setAside(Optional.empty()); // nothing is there any more
    assertThat(base.resolve("app.aside/2")).doesNotExist();
  }

  @Test
  void shouldKeepTheLastThreeOnly() throws IOException {
    for (int i = 1; i <= 5; i++) {
      task("0_1", "copy " + i);
      home().setAside(Optional.of("0_1"));
    }

    try (Stream<Path> kept = Files.list(base.resolve("app.aside"))) {
      assertThat(kept.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder("3", "4", "5");
    }
  }

  @Test
  void shouldNameTheWayOutOfADirectoryThatCannotBeWritten() throws IOException {
    Path file = Files.writeString(base.resolve("file"), "no directory");

    StateHome unusable = new StateHome(file.resolve("state"), "app");

    assertThatThrownBy(unusable::requireUsable)
        .isInstanceOf(StateUnusableException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("state.dir");
  }

  @Test
  void shouldLeaveNothingBehindWhenItLooks() throws IOException {
    home().requireUsable();

    try (Stream<Path> files = Files.list(base)) {
      assertThat(files).containsExactly(base.resolve("app"));
    }
  }

  @Test
  void shouldBeKnownByTheSameIdAfterARestartAndByAnotherInAnotherDirectory() {
    String first = StateHome.instanceId(base.resolve("one"));

    assertThat(StateHome.instanceId(base.resolve("one"))).isEqualTo(first);
    assertThat(StateHome.instanceId(base.resolve("two"))).isNotEqualTo(first);
    assertThat(first).matches("[a-zA-Z0-9._-]{10,249}");
  }
}
