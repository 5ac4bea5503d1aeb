package io.proofworks.proofs.external;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class OutsideProgramTest {

  @Test
  void shouldSeeNothingOfOurSettings() {
    ProcessBuilder builder = new ProcessBuilder(List.of("env"));
    builder.environment().put("PROOFWORKS_KAFKA_SASL_JAAS_CONFIG", "geheim");
    builder.environment().put("PROOFWORKS_REGISTRY_PASSWORD", "geheim");
    builder.environment().put("SNARKJS", "/opt/snarkjs");

    OutsideProgram.withoutOurs(builder);

    assertThat(builder.environment())
        .containsEntry("SNARKJS", "/opt/snarkjs")
        .doesNotContainValue("geheim");
    assertThat(OutsideProgram.of(List.of("env")).environment().keySet())
        .isNotEmpty()
        .noneMatch(name -> name.startsWith("PROOFWORKS_"));
  }
}
