package io.proofworks.proofs;

import com.fasterxml.jackson.databind.JsonNode;
import io.proofworks.proofs.keyed.KeyedProofSystem;
import io.proofworks.proofs.keyed.PicoProofSystem;
import io.proofworks.proofs.keyed.PublishedPrograms;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.proofs.risc0.Risc0ProofSystem;
import io.proofworks.proofs.risc0.Risc0SnapshotProofSystem;
import io.proofworks.proofs.risc0.SetInclusionProofSystem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every real proof among the fixtures, as the market would see it. */
public final class Corpus {

  /** A proof that verifies, and where it is from. */
  public record Case(String origin, Statement statement, byte[] proof) {
    public String system() {
      return statement.program().proofSystem();
    }

    @Override
    public String toString() {
      return system() + " " + origin;
    }
  }

  private Corpus() {}

  /** All systems with no version stopped: what verifies, whatever policy says. */
  public static VerifierRegistry permissive() {
    return VerifierRegistry.withStatuses(
        VerifierRegistry.standard().statuses().keySet().stream()
            .collect(Collectors.toMap(Function.identity(), version -> VersionStatus.ACTIVE)));
  }

  public static List<Case> all() {
    return Stream.of(receipts(), setInclusion(), sp1(), sameStatement(), linea(), worldId(), pico())
        .flatMap(List::stream)
        .toList();
  }

  public static List<Case> receipts() {
    return files("risc0/receipts").map(Corpus::receipt).toList();
  }

  private static Case receipt(Path file) {
    JsonNode json = Fixtures.json(file);
    byte[] image = Fixtures.bytes(json, "image_id");
    byte[] journal = Fixtures.bytes(json, "journal");
    byte[] seal = Fixtures.bytes(json, "seal");
    String day = json.at("/provenance/commit_date").asText();
    if (day.compareTo("2024-05-08") > 0) {
      return new Case(name(file), statement(Risc0ProofSystem.ID, image, journal), seal);
    }
    Program program =
        new Program(image, Risc0SnapshotProofSystem.ID, day.getBytes(StandardCharsets.US_ASCII));
    byte[] inputs = join(Fixtures.bytes(json, "post_state_digest"), journal);
    return new Case(name(file), new Statement(program, inputs, null), seal);
  }

  public static List<Case> setInclusion() {
    return files("risc0/set-inclusion")
        .map(file -> {
          JsonNode json = Fixtures.json(file);
          return new Case(
              name(file),
              statement(
                  SetInclusionProofSystem.ID,
                  Fixtures.bytes(json, "image_id"),
                  Fixtures.bytes(json, "journal")),
              Fixtures.bytes(json, "seal"));
        })
        .toList();
  }

  public static List<Case> sp1() {
    List<Case> cases = new ArrayList<>();
    files("sp1/proofs")
        .forEach(file -> {
          for (JsonNode json : Fixtures.json(file)) {
            cases.add(
                new Case(
                    name(file) + " " + json.at("/provenance/path").asText(),
                    statement(
                        "sp1-" + json.get("proof_system").asText(),
                        Fixtures.bytes(json, "vkey"),
                        Fixtures.bytes(json, "public_values")),
                    Fixtures.bytes(json, "proof")));
          }
        });
    return cases;
  }

  /** Several proofs each of six statements. */
  public static List<Case> sameStatement() {
    List<Case> cases = new ArrayList<>();
    for (JsonNode group :
        Fixtures.json(Fixtures.file("same-statement/automata-dcap-multi-prover.json"))) {
      for (JsonNode json : group.get("proofs")) {
        cases.add(
            new Case(
                json.get("path").asText(),
                statement(
                    json.get("prover").asText() + "-" + json.get("proof_system").asText(),
                    Fixtures.bytes(json, "program_id"),
                    Fixtures.bytes(group, "statement_bytes")),
                Fixtures.bytes(json, "proof")));
      }
    }
    return cases;
  }

  public static List<Case> linea() {
    List<Case> cases = new ArrayList<>();
    for (JsonNode json : Fixtures.json(Fixtures.file("linea/full_circuit_proofs.json"))) {
      String key = json.get("verifying_key_file").asText().substring(6, 8);
      cases.add(
          new Case(
              json.at("/provenance/path").asText(),
              new Statement(
                  PublishedPrograms.all().get("linea-" + key),
                  Fixtures.bytes(json, "public_input"),
                  null),
              Fixtures.bytes(json, "proof")));
    }
    return cases;
  }

  public static List<Case> worldId() {
    List<Case> cases = new ArrayList<>();
    for (JsonNode json : Fixtures.json(Fixtures.file("worldid/groth16.json"))) {
      String name = json.get("name").asText();
      Program program = PublishedPrograms.all().get("world-id-" + name.split(" ")[0]);
      cases.add(
          new Case(
              name,
              new Statement(program, words(json.get("public")), null),
              words(json.get("proof8"))));
    }
    return cases;
  }

  public static List<Case> pico() {
    JsonNode json = Fixtures.json(Fixtures.file("pico/automata_dcap_pico.json"));
    return List.of(
        new Case(
            "automata",
            statement(
                PicoProofSystem.ID,
                Fixtures.bytes(json, "riscv_vkey"),
                Fixtures.bytes(json, "public_values")),
            words(json.get("proof"))));
  }

  /** Whether a proof of that system ends in the 256 bytes of a Groth16 proof. */
  public static boolean endsInGroth16(String system) {
    return system.contains("groth16") && !system.equals(KeyedProofSystem.GNARK_GROTH16);
  }

  private static Statement statement(String system, byte[] hash, byte[] inputs) {
    return new Statement(Program.of(hash, system), inputs, null);
  }

  private static Stream<Path> files(String folder) {
    try (Stream<Path> files = Files.list(Fixtures.file(folder))) {
      return files.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private static byte[] join(byte[] a, byte[] b) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(a);
    out.writeBytes(b);
    return out.toByteArray();
  }

  /** Numbers, decimal or in hex, as 32 bytes each. */
  public static byte[] words(JsonNode numbers) {
    byte[] out = new byte[32 * numbers.size()];
    for (int i = 0; i < numbers.size(); i++) {
      String text = numbers.get(i).asText();
      BigInteger value =
          text.startsWith("0x") ? new BigInteger(text.substring(2), 16) : new BigInteger(text);
      byte[] magnitude = value.toByteArray();
      int length = Math.min(32, magnitude.length);
      System.arraycopy(magnitude, magnitude.length - length, out, 32 * i + 32 - length, length);
    }
    return out;
  }
}
