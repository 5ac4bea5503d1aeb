package io.proofworks.proofs;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.proofs.registry.VerifierRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class VerifierRegistryTest {

  /** Takes the place of a system, with another version than that has. */
  private record Substitute(String id) implements ProofSystem {

    @Override
    public int maxProofBytes() {
      return 1;
    }

    @Override
    public Map<String, VersionStatus> statuses() {
      return Map.of("v9", VersionStatus.ACTIVE);
    }

    @Override
    public Reduced reduce(
        Program program, byte[] publicInputs, byte @Nullable [] binding, byte[] proof) {
      return Reduced.invalid("nothing is valid");
    }
  }

  @Test
  void shouldCallASystemStoppedOnceNoVersionOfItIsLeft() {
    VerifierRegistry standard = VerifierRegistry.standard();
    Map<String, String> all =
        standard.statuses().keySet().stream()
            .filter(version -> version.startsWith("sp1-groth16/"))
            .collect(Collectors.toMap(version -> version, version -> "STOPPED"));
    Map<String, String> allButOne = new HashMap<>(all);
    allButOne.remove("sp1-groth16/v5.0.0");

    assertThat(standard.stopped()).containsExactly("risc0-groth16-snapshot");
    assertThat(standard.under(VersionStatus.of(all)).stopped())
        .containsExactlyInAnyOrder("risc0-groth16-snapshot", "sp1-groth16");
    assertThat(standard.under(VersionStatus.of(allButOne)).stopped())
        .containsExactly("risc0-groth16-snapshot");
  }

  @Test
  void shouldNotSpeakOfTheVersionsOfASystemThatAnotherHasReplaced() {
    VerifierRegistry registry =
        VerifierRegistry.standard().with("groth16", policy -> new Substitute("groth16"));

    assertThat(registry.statuses().keySet())
        .filteredOn(version -> version.startsWith("groth16/"))
        .containsExactly("groth16/v9");
  }
}
