package io.proofworks.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A struct type of <a href="https://eips.ethereum.org/EIPS/eip-712">EIP-712</a>, read from its type
 * string, which is the one place that declares it: {@code Name(type1 name1,type2 name2)}, followed
 * by the types it refers to in alphabetical order, as the EIP's {@code encodeType} writes them.
 *
 * <p>Members may be {@code bytes32}, {@code address}, {@code int32}, {@code int64}, {@code bool},
 * {@code string}, {@code bytes}, a struct, or an array {@code T[]} of one of these. Integers are
 * signed because Avro's are: every value a record can hold then has exactly one encoding.
 */
public final class StructType {

  /** A member, as declared: its type with any {@code []}, and its name. */
  public record Member(String type, String name) {

    boolean isArray() {
      return type.endsWith("[]");
    }

    /** The type without the array brackets. */
    public String elementType() {
      return isArray() ? type.substring(0, type.length() - 2) : type;
    }
  }

  private final String encodeType;
  private final String name;
  private final SequencedMap<String, List<Member>> structs;
  private final byte[] typeHash;

  private StructType(String encodeType, String name, SequencedMap<String, List<Member>> structs) {
    this.encodeType = encodeType;
    this.name = name;
    this.structs = structs;
    this.typeHash = Keccak.bytes(encodeType.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a type string.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static StructType parse(String encodeType) {
    SequencedMap<String, List<Member>> structs = new LinkedHashMap<>();
    for (String declaration : encodeType.split("(?<=\\))")) {
      int open = declaration.indexOf('(');
      if (open < 1 || !declaration.endsWith(")")) {
        throw new IllegalArgumentException("not a struct declaration: " + declaration);
      }
      structs.put(
          declaration.substring(0, open),
          members(declaration.substring(open + 1, declaration.length() - 1)));
    }
    return new StructType(encodeType, structs.firstEntry().getKey(), structs);
  }

  private static List<Member> members(String declarations) {
    List<Member> members = new ArrayList<>();
    for (String declaration : declarations.split(",")) {
      int space = declaration.indexOf(' ');
      members.add(new Member(declaration.substring(0, space), declaration.substring(space + 1)));
    }
    return List.copyOf(members);
  }

  /** The name of the primary struct. */
  public String name() {
    return name;
  }

  /** The members of the primary struct, in order. */
  public List<Member> members() {
    return structs.firstEntry().getValue();
  }

  /** Every struct by name, the primary one first. */
  public Map<String, List<Member>> structs() {
    return structs;
  }

  /**
   * A value of this type.
   *
   * @param values one per member, in order: {@link Hash32}, {@link Address}, Integer, Long,
   *     Boolean, String, byte[], {@link Struct}, or a List of these
   */
  public Struct of(Object... values) {
    return new Struct(this, List.of(values));
  }

  byte[] typeHash() {
    return typeHash;
  }

  @Override
  public String toString() {
    return encodeType;
  }
}
