package io.proofworks.market.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.proofworks.avro.Policy;
import io.proofworks.market.local.DefaultPolicy;
import io.proofworks.market.local.LocalMarketSettings;
import io.proofworks.market.terminal.Console;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.external.ExternalProofSystem;
import io.proofworks.proofs.external.ExternalService;
import io.proofworks.proofs.external.ExternalServiceException;
import io.proofworks.proofs.keyed.KeyedProofSystem;
import io.proofworks.proofs.keyed.PublishedPrograms;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.MarketRules;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTreeTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir private Path empty;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "dev",
        "submit",
        "topics list",
        "audit",
        "batch abcd",
        "task abcd",
        "prover",
        "query ledger",
        "doctor"
      })
  void shouldNameAnOptionItDoesNotKnow(String command) {
    assertThat(run(command + " --no-such-option")).isEqualTo(ExitCodes.USAGE);
    assertThat(said()).contains("--no-such-option").contains("--help").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "dev",
        "submit",
        "topics",
        "audit",
        "batch",
        "task",
        "prover",
        "query",
        "deposit",
        "run",
        "doctor",
        "policy",
        "journal-key",
        "witness"
      })
  void shouldExplainEveryCommand(String command) {
    assertThat(run(command + " --help")).isEqualTo(ExitCodes.OK);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("Usage: proofworks " + command)
        .contains("Exit codes:");
    assertThat(said()).isEmpty();
  }

  /** Terminals are recorded, and what is given for an account by mistake may be its key. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "deposit %s 100",
        "withdraw %s 100",
        "evidence stake %s reference",
        "evidence receipt %s0"
      })
  void shouldNotPrintWhatMayBeAKey(String command) {
    String key = "0x" + "5a".repeat(32);

    assertThat(run(command.formatted(key))).isEqualTo(ExitCodes.USAGE);
    assertThat(said()).contains("hex digits").doesNotContain("5a5a5a");
    assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("5a5a5a");
  }

  /** On the log it would end every application of this build. */
  @Test
  void shouldNotPublishAPolicyWithRulesThatThisBuildDoesNotKnow() throws Exception {
    Policy policy =
        Policy.newBuilder(DefaultPolicy.of(LocalMarketSettings.DOMAIN, List.of(), 20))
            .setRules(MarketRules.NEWEST + 1)
            .build();
    Path file = Files.writeString(empty.resolve("policy.json"), PolicyText.of(policy));

    assertThat(run("policy publish " + file)).isEqualTo(ExitCodes.USAGE);
    assertThat(said())
        .contains("rules is 3, which has to be from 1 to 2: the versions that this build knows");
  }

  @Test
  void shouldNotPublishAPolicyThatTheApplicationsWouldRefuse() throws Exception {
    Policy policy = DefaultPolicy.of(LocalMarketSettings.DOMAIN, List.of(), 20);
    String json = PolicyText.of(policy).replaceAll("(\"burnBps\" *: *)5000", "$110001");
    Path file = Files.writeString(empty.resolve("policy.json"), json);

    assertThat(run("policy publish " + file)).isEqualTo(ExitCodes.USAGE);
    assertThat(said()).contains("no policy").contains("10001");
  }

  @Test
  void shouldNotPublishAPolicyUnderWhichNothingWouldBeAggregated() throws Exception {
    Policy policy = DefaultPolicy.of(LocalMarketSettings.DOMAIN, List.of(), 20);
    String json = PolicyText.of(policy).replace("\"BATCH\"", "\"PICKLES\"");
    Path file = Files.writeString(empty.resolve("policy.json"), json);

    assertThat(run("policy publish " + file)).isEqualTo(ExitCodes.USAGE);
    assertThat(said())
        .contains("PICKLES")
        .contains("[BATCH, SNARKPACK]")
        .contains("external.command");
  }

  @Test
  void shouldNotPublishAPolicyWithAProgramThatNobodyCouldVerify() throws Exception {
    Program other = Program.of(new byte[32], "pickles-ledger");
    Policy policy = DefaultPolicy.of(LocalMarketSettings.DOMAIN, List.of(other), 20);
    Path file = Files.writeString(empty.resolve("policy.json"), PolicyText.of(policy));

    assertThat(run("policy publish " + file)).isEqualTo(ExitCodes.USAGE);
    assertThat(said()).contains("pickles-ledger").contains("external.command");
  }

  /** A key whose delta is its gamma, which lets anybody prove anything; and one of no hash. */
  @Test
  void shouldNotPublishAPolicyWithAProgramUnderWhichAnybodyCouldProveAnything() throws Exception {
    // given
    Program sound =
        PublishedPrograms.all().values().stream()
            .filter(program -> program.proofSystem().equals(KeyedProofSystem.GROTH16))
            .findFirst()
            .orElseThrow();
    byte[] key = sound.data();
    System.arraycopy(key, 192, key, 320, 128);
    Program unsound = KeyedProofSystem.program(KeyedProofSystem.GROTH16, key);
    Program misnamed = new Program(new byte[32], sound.proofSystem(), sound.data());

    // when, then
    for (Program program : List.of(unsound, misnamed)) {
      Policy policy = DefaultPolicy.of(LocalMarketSettings.DOMAIN, List.of(sound, program), 20);
      Path file = Files.writeString(empty.resolve("policy.json"), PolicyText.of(policy));
      assertThat(run("policy publish " + file)).isEqualTo(ExitCodes.USAGE);
      assertThat(said()).contains(program.toString());
    }
    assertThat(said()).contains("gamma and delta").contains("its hash is not that of its key");
  }

  @ParameterizedTest
  @CsvSource({
    "submit --system risc0-groth16, --program",
    "demo --transfers 0, --transfers",
    "dev --provers 65, --provers",
    "dev --aggregators x, --aggregators",
    "dev --depth 3, --depth",
    "dev --rollups 0, --rollups",
    "demo --rollups 9, --rollups",
    "submit --transfers 0, --transfers",
    "submit --class SOON, --class",
    "submit --wait -1, --wait",
    "deposit 0x12 5, ACCOUNT",
    "deposit 0x0000000000000000000000000000000000000001 lots, lots",
    "deposit 0x0000000000000000000000000000000000000001 0, AMOUNT",
    "deposit 0x0000000000000000000000000000000000000001 0.0000001, AMOUNT",
    "policy burn, burn",
    "policy show pom.xml, publish",
    "policy publish pom.xml, no policy",
    "journal-key pom.xml, chmod 600",
    "topics burn, burn",
    "topics list --partitions 0, --partitions",
    "topics acls --application-prefix=, --application-prefix",
    "doctor --application-prefix=, --application-prefix",
    "topics list --output XML, --output",
    "audit --partitions 0, --partitions",
    "audit --journal-key abcd, --journal-key",
    "audit --bootstrap-servers nonsense, --bootstrap-servers",
    "batch xyz, xyz",
    "task 12, 12",
    "prover xyz, xyz",
    "run nothing, nothing",
    "doctor --partitions 0, --partitions",
    "query everything, everything",
    "query ledger --limit 0, --limit"
  })
  void shouldNameTheValueThatIsWrong(String command, String named) {
    assertThat(run(command)).isEqualTo(ExitCodes.USAGE);
    assertThat(said()).contains(named).doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "submit",
        "topics check",
        "topics create",
        "doctor",
        "audit",
        "batch abcd",
        "task abcd",
        "prover",
        "query ledger"
      })
  void shouldSayHowToStartAMarketWhereNoneRuns(String command) {
    assertThat(run(command + " --data-dir " + empty)).isEqualTo(ExitCodes.UNAVAILABLE);
    assertThat(said()).contains("proofworks dev --data-dir").doesNotContain("\tat ");
  }

  @Test
  void shouldSayWhichBrokerDoesNotAnswer() {
    assertThat(run("topics check --bootstrap-servers 127.0.0.1:1"))
        .isEqualTo(ExitCodes.UNAVAILABLE);
    assertThat(said()).contains("no broker answers at 127.0.0.1:1").doesNotContain("\tat ");
  }

  @Test
  void shouldListTopicsAndGrantsWithoutABroker() {
    assertThat(run("topics list -o csv")).isEqualTo(ExitCodes.OK);
    assertThat(run("topics acls -o csv")).isEqualTo(ExitCodes.OK);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("market.reveals,taskId,Reveal,4,delete,30d,262144")
        .contains("User:prover,\"Write,Describe\",TOPIC,market.reveals,false");
  }

  @Test
  void shouldNameApplicationsAsTheSettingsDoUnlessTheCommandLineDoes() throws Exception {
    Path config = Files.writeString(empty.resolve("ours.properties"), "application.prefix=ours\n");

    assertThat(run("topics acls -o csv --config " + config)).isEqualTo(ExitCodes.OK);
    assertThat(run("topics acls -o csv --application-prefix theirs --config " + config))
        .isEqualTo(ExitCodes.OK);

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("GROUP,ours-settlement")
        .contains("GROUP,theirs-settlement")
        .doesNotContain("GROUP,proofworks-");
  }

  @Test
  void shouldTellThatAnExternalProgramDoesNotAnswerAndWhichSettingNamesIt() {
    ExternalService missing = ExternalService.of("/no/such --thing");
    ExternalServiceException silence =
        catchThrowableOfType(
            ExternalServiceException.class,
            () -> ExternalProofSystem.joining(VerifierRegistry.standard(), missing));

    assertThat(CommandTree.explain(console(), silence)).isEqualTo(ExitCodes.UNAVAILABLE);
    assertThat(said()).contains("external.command").contains("/no/such --thing");

    assertThat(CommandTree.explain(console(), silence.about("market.reveals-0@3, task-0 5")))
        .isEqualTo(ExitCodes.UNAVAILABLE);
    assertThat(said()).contains("external.command", "not checked: market.reveals-0@3, task-0 5");
  }

  /** Nothing is started that need not be: the program of the setting does not exist. */
  @Test
  void shouldStartNoProgramForAPolicyThatNeedsNone() throws Exception {
    Policy policy = DefaultPolicy.of(LocalMarketSettings.DOMAIN, List.of(), 20);
    Path file = Files.writeString(empty.resolve("policy.json"), PolicyText.of(policy));
    Path config = Files.writeString(empty.resolve("a.properties"), "external.command=/no/such\n");

    assertThat(run("policy publish " + file + " --data-dir " + empty + " --config " + config))
        .isEqualTo(ExitCodes.UNAVAILABLE);
    assertThat(said()).contains("no market runs on").doesNotContain("/no/such");
  }

  private Console console() {
    return new Console(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        Map.of(),
        false);
  }

  private int run(String command) {
    return CommandTree.run(console(), command.split(" "));
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
