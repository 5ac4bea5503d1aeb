package io.proofworks.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RememberedPortsTest {

  @TempDir Path directory;

  @Test
  void shouldChooseAPortOnceHoweverOftenTheSystemGivesIt() {
    Iterator<Integer> given = List.of(40_001, 40_001, 40_001, 40_002).iterator();
    RememberedPorts ports = new RememberedPorts(directory.resolve("ports.properties"), given::next);

    int broker = ports.choose("broker", 0);
    int controller = ports.choose("controller", 0);

    assertThat(List.of(broker, controller)).containsExactly(40_001, 40_002);
  }
}
