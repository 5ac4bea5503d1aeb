package io.proofworks.proofs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The tables of other people's verifiers that this module carries: one entry a line, columns
 * separated by a space, and {@code #} before remarks on where the numbers are from.
 */
public final class VerifierLines {

  private static final String PUBLISHED = "published";

  private VerifierLines() {}

  /**
   * Versions by selector, hex, of the releases of a system that were published and of which the
   * table has no verifier.
   */
  public static Map<String, String> published(Class<?> owner, String system) {
    return read(owner, PUBLISHED).stream()
        .filter(line -> line.getFirst().equals(system))
        .collect(Collectors.toUnmodifiableMap(line -> line.get(2), line -> line.get(1)));
  }

  /**
   * The entries of one kind, without the column that says the kind.
   *
   * @param owner the class beside whose package the table {@code verifiers.txt} lies
   */
  public static List<List<String>> read(Class<?> owner, String kind) {
    InputStream resource =
        Objects.requireNonNull(owner.getResourceAsStream("verifiers.txt"), "verifiers.txt");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(resource, StandardCharsets.US_ASCII))) {
      return lines
          .lines()
          .map(line -> List.of(line.split(" ")))
          .filter(columns -> columns.getFirst().equals(kind))
          .map(columns -> columns.subList(1, columns.size()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
