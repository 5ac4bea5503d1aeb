package io.proofworks.protocol;

import java.util.List;

/**
 * A value of a {@link StructType}.
 *
 * @param values one per member, in the order of the type
 */
public record Struct(StructType type, List<Object> values) {

  /**
   * @throws IllegalArgumentException if there is not one value per member
   */
  public Struct {
    if (values.size() != type.members().size()) {
      throw new IllegalArgumentException(
          values.size() + " values for the members of " + type + ": a struct has all of them");
    }
    values = List.copyOf(values);
  }

  /**
   * hashStruct of the EIP: keccak256(typeHash ‖ encodeData).
   *
   * @throws IllegalArgumentException if a value is not of its member's type, or a string has no
   *     UTF-8 form
   */
  public Hash32 hash() {
    return Hash32.of(StructEncoding.hashStruct(this));
  }
}
