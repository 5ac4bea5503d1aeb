package io.proofworks.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The list of planted bugs, of which a build runs some only. */
final class PlantedBugsTest {

  @Test
  void shouldPlantEachBugWhereItsOriginalStandsOnce() throws Exception {
    Process check =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "build/Mutants.java",
                "--check")
            .directory(Path.of("..").toFile())
            .redirectErrorStream(true)
            .start();

    String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(check.waitFor()).as(said).isZero();
  }
}
