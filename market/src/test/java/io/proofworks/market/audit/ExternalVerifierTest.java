package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.avro.Policy;
import io.proofworks.market.local.DefaultPolicy;
import io.proofworks.market.scenario.NamedProgram;
import io.proofworks.proofs.external.ExternalProofSystem;
import io.proofworks.proofs.external.ExternalService;
import io.proofworks.proofs.external.ExternalServiceException;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.settlement.SettlementApplication;
import io.proofworks.settlement.simulation.AuthoredRecords;
import io.proofworks.topics.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The audit of a market whose proofs another program verifies. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ExternalVerifierTest {

  private static final Duration BRIEF = Duration.ofSeconds(2);

  @TempDir private Path directory;
  private NamedProgram program;
  private ExternalService service;
  private VerifierRegistry verifiers;

  @BeforeEach
  void start() throws IOException {
    program = NamedProgram.in(directory);
    service = ExternalService.of(program.command()).within(BRIEF);
    verifiers = ExternalProofSystem.joining(VerifierRegistry.standard(), service);
  }

  @AfterEach
  void end() {
    service.close();
  }

  private Policy policy() {
    return DefaultPolicy.with(DefaultPolicy.of(SignedLog.DOMAIN, List.of(), 1), verifiers);
  }

  /** A task is settled with a proof of that program. */
  private ForgedLog settled() throws IOException {
    program.answer();
    ProvenTask task =
        new ProvenTask(
            policy(),
            new AuthoredRecords.Statement(
                NamedProgram.PROGRAM.proofSystem(),
                Hash32.of(NamedProgram.PROGRAM.hash()),
                new byte[] {0, 1}),
            new byte[] {1});
    return MadeLog.of(new SettlementApplication(), verifiers, task::prove);
  }

  private Audit.Result audit(ForgedLog log) {
    try (LogSnapshot snapshot = LogSnapshot.of(log.records())) {
      return Audit.of(snapshot, MadeLog.scope(log, verifiers));
    }
  }

  @Test
  void shouldNameWhatItCouldNotCheckWhereTheProgramDoesNotAnswer() throws Exception {
    ForgedLog log = settled();
    String reveal = ForgedLog.place(log.of(Topics.REVEALS).getLast());
    assertThat(audit(log).findings()).noneMatch(f -> f.kind().startsWith("DIFFERENT_V"));

    program.fallSilent();

    assertThatThrownBy(() -> audit(log))
        .isInstanceOf(ExternalServiceException.class)
        .hasMessageContaining("no answer within")
        .hasMessageContaining("not checked: " + reveal + ", task-0 ");
  }

  @Test
  void shouldNameAReceiptWhoseRootItCouldNotCheck() throws Exception {
    program.fallSilent();
    WrittenLog log = policies().ticked(0, 100);
    log.write(
        Topics.RECEIPTS,
        Hash32.ZERO.hex(),
        NamedProgram.receipt(SignedLog.DOMAIN, Hash32.ZERO.hex()),
        WrittenLog.at(10));

    assertThatThrownBy(() -> log.findings(run -> new ReceiptAudit(run, new Requests(run))))
        .isInstanceOf(ExternalServiceException.class)
        .hasMessageContaining("not checked: market.receipts-0@0");
  }

  /** A transaction hides what it wrote for as long as it is open. */
  @Test
  void shouldWaitTenMinutesLongerForWhatTransactionsMayHideWhileTheProgramIsAsked() {
    WrittenLog log = policies().ticked(0, 1_000);

    log.findings(run -> {
      assertThat(run.delays().overdue()).isEqualTo(WrittenLog.at(1_000 - 60 - 600));
      assertThat(run.delays().isTooLong(WrittenLog.at(100), WrittenLog.at(820))).isFalse();
      assertThat(run.delays().isTooLong(WrittenLog.at(100), WrittenLog.at(820.001))).isTrue();
    });
  }

  private WrittenLog policies() {
    WrittenLog log = new WrittenLog().of(verifiers);
    log.write(Topics.POLICIES, SignedLog.DOMAIN.hex(), policy(), WrittenLog.at(0));
    return log;
  }
}
