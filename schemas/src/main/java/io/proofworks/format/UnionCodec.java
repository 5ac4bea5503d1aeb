package io.proofworks.format;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/**
 * One of several records.
 *
 * @param branches in the schema's order
 * @param indices of a branch by the class of its values
 */
record UnionCodec(List<Codec> branches, Map<Class<?>, Integer> indices) implements Codec {

  @Override
  public void write(Object value, Encoder out) throws IOException {
    Integer index = indices.get(value.getClass());
    if (index == null) {
      throw new FormatException("no branch for " + value.getClass().getName());
    }
    out.writeIndex(index);
    branches.get(index).write(value, out);
  }

  @Override
  public @Nullable Object read(Decoder in) throws IOException {
    return branches.get(checked(in.readIndex(), branches.size())).read(in);
  }

  static int checked(int index, int branches) {
    if (index < 0 || index >= branches) {
      throw new FormatException("no branch " + index);
    }
    return index;
  }
}
