package io.proofworks.market.cli;

import io.proofworks.avro.Policy;
import io.proofworks.market.local.DefaultPolicy;
import io.proofworks.market.local.Operator;
import io.proofworks.market.local.SigningKey;
import io.proofworks.market.terminal.Console;
import io.proofworks.policy.PolicyBounds;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.aggregation.AggregationSchemes;
import io.proofworks.proofs.ledgercircuit.LedgerProgram;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.settings.ProofSettings;
import io.proofworks.settings.Setting;
import io.proofworks.worker.proving.LedgerBackend;
import io.proofworks.worker.proving.ProgramBook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code proofworks policy}: the rules a market is run by. Only who may write {@code
 * market.policies} can publish one.
 */
@Command(
    name = "policy",
    description = {
      "Shows the policy in force, publishes one, or withdraws it.",
      "The first policy of a market needs no file: it offers the ledger circuit under development"
          + " keys. Every later one is a file: what 'show' prints, changed, its version one"
          + " higher.",
      "Who withdraws it publishes the same once more, closed: the market takes no new requests and"
          + " no new provers, and ends what it has. A later one with closed false opens it again."
    })
final class PolicyCommand implements Callable<Integer> {

  /** What to do. */
  enum Action {
    SHOW,
    PUBLISH,
    WITHDRAW
  }

  @Mixin private MarketOptions market;

  @Parameters(index = "0", paramLabel = "ACTION", description = "${COMPLETION-CANDIDATES}")
  private Action action;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      description = "The policy to publish, as Avro's JSON.")
  private @Nullable Path file;

  @Option(
      names = "--keys-dir",
      paramLabel = "DIR",
      description = "Development keys of the ledger circuit, for the first policy.")
  private @Nullable Path keysDir;

  @Option(
      names = "--ledger",
      paramLabel = "DEPTHxTRANSFERS",
      defaultValue = "8x2",
      description = "Sizes of the ledger circuit to offer, for the first policy.")
  private List<String> ledger;

  @Option(
      names = "--tick-key",
      paramLabel = "FILE|HEX",
      description = "The key that tickers sign with, or its public side, for the first policy.")
  private @Nullable String tickKey;

  private final Console console;

  PolicyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (action != Action.PUBLISH && file != null) {
      throw new CommandException(ExitCodes.USAGE, "FILE is for publish; show > FILE writes one");
    }
    Optional<Policy> given = file == null ? Optional.empty() : Optional.of(read(file));
    given.ifPresent(this::requireScheme);
    given.ifPresent(this::requireSystems);
    given.ifPresent(this::requireVersions);
    given.ifPresent(this::requireSound);
    Map<String, Object> kafka = market.kafka();
    try (Operator operator = new Operator(market.domain(), kafka, market.serdes())) {
      Optional<Policy> inForce = operator.policy();
      return switch (action) {
        case SHOW -> show(known(inForce));
        case PUBLISH -> publish(operator, inForce, given);
        case WITHDRAW -> withdraw(operator, known(inForce));
      };
    }
  }

  private Policy known(Optional<Policy> inForce) {
    return inForce.orElseThrow(() ->
        new CommandException(
            ExitCodes.FAILED,
            "the market has no policy for domain "
                + market.domain().hex()
                + ": publish its first with `proofworks policy publish --keys-dir DIR`"));
  }

  private int show(Policy policy) throws IOException {
    console.print(PolicyText.of(policy) + "\n");
    return ExitCodes.OK;
  }

  private int withdraw(Operator operator, Policy inForce) {
    if (inForce.getClosed()) {
      console.say("version " + inForce.getVersion() + " is closed already; nothing published");
      return ExitCodes.OK;
    }
    return publish(operator, Optional.of(inForce), Optional.of(Operator.closed(inForce)));
  }

  private int publish(Operator operator, Optional<Policy> inForce, Optional<Policy> given) {
    if (given.isEmpty() && inForce.isPresent()) {
      console.say("version " + inForce.get().getVersion() + " is in force; nothing published");
      return ExitCodes.OK;
    }
    Policy next = given.orElseGet(this::first);
    requireNext(next, inForce);
    try {
      operator.publish(next);
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCodes.USAGE, String.valueOf(e.getMessage()));
    }
    console.say(Console.Style.GOOD, "version " + next.getVersion() + " published");
    warnOfTickKey(next);
    return ExitCodes.OK;
  }

  private void requireNext(Policy next, Optional<Policy> inForce) {
    int version = inForce.map(Policy::getVersion).orElse(0) + 1;
    if (next.getVersion() != version) {
      throw new CommandException(
          ExitCodes.USAGE, "version is " + next.getVersion() + ", the next one is " + version);
    }
    if (!next.getDomain().equals(market.domain().hex())) {
      throw new CommandException(
          ExitCodes.USAGE,
          "domain is " + next.getDomain() + ", the market's is " + market.domain().hex());
    }
  }

  /** A market without its policy's scheme would aggregate nothing. */
  private void requireScheme(Policy policy) {
    String scheme = policy.getAggregationScheme();
    if (AggregationSchemes.find(scheme, VerifierRegistry.standard()).isPresent()) {
      return; // no program has to be started to know that
    }
    Set<String> schemes = here(verifiers -> AggregationSchemes.over(verifiers).keySet());
    if (!schemes.contains(scheme)) {
      throw missing("aggregationScheme is " + scheme, schemes);
    }
  }

  /** Nobody could verify a proof of a program whose system is not there. */
  private void requireSystems(Policy policy) {
    Set<String> named = new TreeSet<>();
    policy.getPrograms().forEach(program -> named.add(program.getProofSystem()));
    named.removeAll(VerifierRegistry.standard().systems());
    if (named.isEmpty()) {
      return; // no program has to be started to know that
    }
    Set<String> systems = here(VerifierRegistry::systems);
    named.removeAll(systems);
    if (!named.isEmpty()) {
      throw missing("there are programs of " + named, systems);
    }
  }

  /** A stop of a version that is misspelt would stop nothing. */
  private void requireVersions(Policy policy) {
    Set<String> named = new TreeSet<>(policy.getVerifierStatus().keySet());
    named.removeAll(VerifierRegistry.standard().statuses().keySet());
    if (named.isEmpty()) {
      return; // no program has to be started to know that
    }
    Set<String> versions = here(verifiers -> verifiers.statuses().keySet());
    named.removeAll(versions);
    if (!named.isEmpty()) {
      throw missing("verifierStatus names the versions " + named, versions);
    }
  }

  /**
   * Under an unsound key anybody could prove anything; of one that is unknown here nothing could be
   * verified.
   */
  private void requireSound(Policy policy) {
    List<Program> programs = ProgramBook.of(policy);
    VerifierRegistry standard = VerifierRegistry.standard();
    Predicate<Program> isStandard = program -> standard.system(program.proofSystem()).isPresent();
    Optional<String> flaw = flaw(programs.stream().filter(isStandard).toList(), standard);
    if (flaw.isEmpty() && !programs.stream().allMatch(isStandard)) {
      try (ProofSettings proofs = market.proofs()) {
        flaw = flaw(programs, proofs.verifiers());
      }
    }
    flaw.ifPresent(why -> {
      throw new CommandException(ExitCodes.USAGE, why);
    });
  }

  static Optional<String> flaw(List<Program> programs, VerifierRegistry verifiers) {
    return programs.stream()
        .flatMap(program ->
            verifiers.obstacle(program).map(why -> "program " + program + ": " + why).stream())
        .findFirst();
  }

  private Set<String> here(Function<VerifierRegistry, Set<String>> names) {
    try (ProofSettings proofs = market.proofs()) {
      return new TreeSet<>(names.apply(proofs.verifiers()));
    }
  }

  private static CommandException missing(String what, Set<String> here) {
    return new CommandException(
        ExitCodes.USAGE,
        "%s; with these settings there are %s; %s and %s bring others"
            .formatted(
                what,
                here,
                Setting.EXTERNAL_COMMAND.settingName(),
                Setting.SNARKPACK_CEREMONIES.settingName()));
  }

  private Policy first() {
    if (keysDir == null) {
      throw new CommandException(
          ExitCodes.USAGE,
          "the first policy needs --keys-dir DIR (development keys, made when missing) or a FILE");
    }
    LedgerBackend backend =
        LedgerBackend.withDevelopmentKeys(
            keysDir, ledger.stream().map(LedgerBackend.Size::parse).toList());
    Policy ours =
        DefaultPolicy.of(
            market.domain(),
            backend.programs().stream().map(LedgerProgram::program).toList(),
            DefaultPolicy.SHARD_WEIGHT);
    Policy keyed = Policy.newBuilder(ours).setTickKey(publicTickKey()).build();
    try (ProofSettings proofs = market.proofs()) {
      return DefaultPolicy.with(keyed, proofs.verifiers());
    }
  }

  private String publicTickKey() {
    if (tickKey == null) {
      return "";
    }
    if (Hash32.tryParse(tickKey).isPresent()) {
      return tickKey;
    }
    try {
      return "0x" + SigningKey.publicKey(Path.of(tickKey));
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandException(
          ExitCodes.USAGE, "--tick-key: " + tickKey + " is neither 0x and 64 hex digits nor a key");
    }
  }

  /** What follows when no tick can show an outage. */
  private void warnOfTickKey(Policy policy) {
    if (policy.getTickKey().isEmpty()) {
      console.say(
          Console.Style.BAD,
          "it has no tickKey: after an outage of the brokers honest provers may be slashed;"
              + " tick-key makes one");
    }
  }

  /** The policy, if the applications that read it will take it. */
  private static Policy accepted(Policy policy) {
    PolicyBounds.excessHere(policy)
        .ifPresent(why -> {
          throw new IllegalArgumentException(why);
        });
    return policy;
  }

  private static Policy read(Path file) throws IOException {
    String text = Files.readString(file);
    try {
      return accepted(PolicyText.parse(text));
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCodes.USAGE, file + " is no policy: " + e.getMessage());
    }
  }
}
