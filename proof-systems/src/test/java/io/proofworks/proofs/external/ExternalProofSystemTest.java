package io.proofworks.proofs.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.ShardPlan;
import io.proofworks.proofs.Statement;
import io.proofworks.proofs.VersionStatus;
import io.proofworks.proofs.aggregation.AggregationSchemes;
import io.proofworks.proofs.keyed.KeyedProofSystem;
import io.proofworks.proofs.registry.VerifierRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An external system whose program is {@link CountingService}, in a process of its own. */
final class ExternalProofSystemTest {

  private static final Program PROGRAM = KeyedProofSystem.program("counting", CountingService.KEY);
  private static final byte[] BINDING = new byte[32];
  private static final VerifierRegistry STANDARD = VerifierRegistry.standard();

  @TempDir private Path directory;

  @SuppressWarnings("NullAway") // a statement's binding is nullable; NullAway misses it on arrays
  private static Statement step(int from, int to) {
    return new Statement(PROGRAM, new byte[] {(byte) from, (byte) to}, null);
  }

  private static ExternalProofSystem system(VerifierRegistry registry) {
    return (ExternalProofSystem) registry.system("counting").orElseThrow();
  }

  @Test
  void shouldCutVerifyMergeAndFoldAsItsProgramSays() {
    try (ExternalService service = CountingService.started(directory, "")) {
      VerifierRegistry registry = ExternalProofSystem.joining(STANDARD, service);
      ExternalProofSystem system = system(registry);
      assertThat(system.program()).isEqualTo(PROGRAM);

      ShardPlan.Shards plan = (ShardPlan.Shards) system.split(PROGRAM, new byte[3], 20);
      List<byte[]> inputs = plan.shards().stream().map(shard -> shard.publicInputs()).toList();
      assertThat(plan.shards()).hasSize(3).allMatch(shard -> shard.weight() == 3);
      assertThat(system.fold(inputs).orElseThrow()).isEqualTo(plan.publicInputs());
      assertThat(system.fold(List.of(inputs.get(0), inputs.get(2)))).isEmpty();
      assertThat(system.fold(List.of())).isEmpty();
      assertThat(system.split(PROGRAM, new byte[0], 20))
          .isEqualTo(new ShardPlan.Refused("nothing to count"));

      assertThat(registry.verify(step(0, 1), new byte[] {0, 1})).isEqualTo(ProofVerdict.VALID);
      assertThat(registry.verify(step(0, 1), new byte[] {0, 2}))
          .isInstanceOf(ProofVerdict.Invalid.class);
      assertThat(registry.verify(step(0, 1), new byte[3]))
          .isInstanceOf(ProofVerdict.NonCanonical.class);
    }
  }

  @Test
  void shouldBringItsScheme() {
    try (ExternalService service = CountingService.started(directory, "")) {
      AggregationScheme scheme =
          AggregationSchemes.find("COUNTING", ExternalProofSystem.joining(STANDARD, service))
              .orElseThrow();
      List<Statement> steps = List.of(step(0, 1), step(1, 2));
      byte[] aggregate = scheme.aggregate(steps, List.of(new byte[2], new byte[2]), BINDING);

      assertThat(scheme.verify(aggregate, steps, BINDING)).isEqualTo(ProofVerdict.VALID);
      byte[] another = BINDING.clone();
      another[5] = 1;
      assertThat(scheme.verify(aggregate, steps, another).isValid()).isFalse();
      assertThat(scheme.verify(aggregate, List.of(), BINDING).isValid()).isFalse();
      assertThat(scheme.verify(new byte[65], steps, BINDING))
          .isInstanceOf(ProofVerdict.NonCanonical.class);
    }
    assertThat(AggregationSchemes.find("COUNTING", VerifierRegistry.standard())).isEmpty();
  }

  @Test
  @SuppressWarnings("NullAway") // a statement's binding is nullable; NullAway misses it on arrays
  void shouldAskNobodyAboutWhatIsNotItsOwn() {
    try (ExternalService service = CountingService.started(directory, "dies")) {
      VerifierRegistry registry = ExternalProofSystem.joining(STANDARD, service);
      Program forged = new Program(new byte[32], "counting", CountingService.KEY);
      Statement elsewhere = new Statement(forged, new byte[2], null);
      Statement bound = new Statement(PROGRAM, new byte[2], BINDING);

      assertThat(registry.verify(elsewhere, new byte[2])).isInstanceOf(ProofVerdict.Stopped.class);
      assertThat(registry.verify(bound, new byte[2])).isInstanceOf(ProofVerdict.Stopped.class);
      assertThat(registry.obstacle(forged)).isPresent();
      assertThat(registry.obstacle(PROGRAM)).isEmpty();
      assertThat(registry.verify(step(0, 1), new byte[65]))
          .isInstanceOf(ProofVerdict.NonCanonical.class);
      assertThat(system(registry).split(forged, new byte[1], 20))
          .isInstanceOf(ShardPlan.Refused.class);
      VerifierRegistry stopped = registry.under(Map.of("counting/v1", VersionStatus.STOPPED));
      assertThat(stopped.verify(step(0, 1), new byte[] {0, 1}))
          .isEqualTo(new ProofVerdict.Stopped("v1"));
      assertThat(
              AggregationSchemes.find("COUNTING", stopped)
                  .orElseThrow()
                  .verify(new byte[34], List.of(step(0, 1)), BINDING))
          .isEqualTo(new ProofVerdict.Stopped("v1"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dies", "fails", "shrugs"})
  void shouldGiveNoVerdictWhenItsProgramGivesNone(String mode) {
    try (ExternalService service = CountingService.started(directory, mode)) {
      VerifierRegistry registry = ExternalProofSystem.joining(STANDARD, service);

      assertThatThrownBy(() -> registry.verify(step(0, 1), new byte[] {0, 1}))
          .isInstanceOf(ExternalServiceException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"once-dies", "once-fails"})
  void shouldStartItsProgramAgainWhenItHasDiedOrFailed(String mode) {
    try (ExternalService service = CountingService.started(directory, mode)) {
      VerifierRegistry registry = ExternalProofSystem.joining(STANDARD, service);

      assertThat(registry.verify(step(0, 1), new byte[] {0, 1})).isEqualTo(ProofVerdict.VALID);
    }
  }

  @Test
  void shouldNotMergeAgainWhatItsProgramFailedAtButAskAFreshOneNext() throws IOException {
    try (ExternalService service = CountingService.started(directory, "once-fails")) {
      VerifierRegistry registry = ExternalProofSystem.joining(STANDARD, service);
      AggregationScheme scheme = AggregationSchemes.find("COUNTING", registry).orElseThrow();
      List<Statement> steps = List.of(step(0, 1), step(1, 2));

      assertThatThrownBy(() -> scheme.aggregate(steps, List.of(new byte[2], new byte[2]), BINDING))
          .isInstanceOf(ExternalServiceException.class)
          .hasMessageContaining("out of paper");

      assertThat(CountingService.runs(directory)).isEqualTo(1);
      assertThat(registry.verify(step(0, 1), new byte[] {0, 1})).isEqualTo(ProofVerdict.VALID);
      assertThat(CountingService.runs(directory)).isEqualTo(2);
    }
  }

  @Test
  void shouldRefuseAnotherProgramThanBefore() {
    try (ExternalService service = CountingService.started(directory, "changes")) {
      VerifierRegistry registry = ExternalProofSystem.joining(STANDARD, service);

      assertThatThrownBy(() -> registry.verify(step(0, 1), new byte[] {0, 1}))
          .isInstanceOf(ExternalServiceException.class)
          .hasMessageContaining("another program than before");
    }
  }

  /** Else every batch of the market would be the program's to aggregate. */
  @Test
  void shouldEndAProgramWhoseSchemeIsCalledLikeAnother() throws IOException {
    try (ExternalService service = CountingService.started(directory, "usurps")) {
      assertThatThrownBy(() -> ExternalProofSystem.joining(STANDARD, service))
          .isInstanceOf(ExternalServiceException.class)
          .hasMessageContaining("its scheme BATCH");
      assertThatThrownBy(() -> service.ask(JsonNodeFactory.instance.objectNode(), Patience.SOON))
          .hasMessageContaining("closed");
    }
  }

  @Test
  void shouldEndAProgramThatIsAnotherSystemsNamesake() throws IOException {
    try (ExternalService first = CountingService.started(directory, "");
        ExternalService second = CountingService.started(directory, "")) {
      VerifierRegistry registry = ExternalProofSystem.joining(STANDARD, first);

      assertThatThrownBy(() -> ExternalProofSystem.joining(registry, second))
          .isInstanceOf(ExternalServiceException.class)
          .hasMessageContaining("which is another system");
      assertThatThrownBy(() -> second.ask(JsonNodeFactory.instance.objectNode(), Patience.SOON))
          .hasMessageContaining("closed");
    }
  }

  @Test
  void shouldSayWhatIsWrongWithACommand() {
    ExternalService missing = ExternalService.of("/no/such --thing");
    assertThatThrownBy(() -> ExternalProofSystem.joining(STANDARD, missing))
        .isInstanceOf(ExternalServiceException.class)
        .hasMessageContaining("/no/such");
    try (ExternalService garbling = CountingService.started(directory, "garbles")) {
      assertThatThrownBy(() -> ExternalProofSystem.joining(STANDARD, garbling))
          .isInstanceOf(ExternalServiceException.class);
    }
  }
}
