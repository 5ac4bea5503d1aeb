package io.proofworks.runtime;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import java.io.IOException;
import java.util.function.Function;

/** Hashes and addresses as byte strings, and as hex text where they are keys of a map. */
final class ProtocolIds {

  private ProtocolIds() {}

  static Module module() {
    SimpleModule module = new SimpleModule("protocol-ids");
    add(module, Hash32.class, Hash32::bytes, Hash32::of, Hash32::hex, Hash32::parse);
    add(module, Address.class, Address::bytes, Address::of, Address::hex, Address::parse);
    return module;
  }

  private static <T> void add(
      SimpleModule module,
      Class<T> type,
      Function<T, byte[]> bytes,
      Function<byte[], T> of,
      Function<T, String> hex,
      Function<String, T> parse) {
    module.addSerializer(type, new Write<>(type, bytes));
    module.addDeserializer(type, new Read<>(type, of));
    module.addKeySerializer(type, new WriteKey<>(type, hex));
    module.addKeyDeserializer(type, new ReadKey(parse));
  }

  private static final class Write<T> extends StdSerializer<T> {
    private static final long serialVersionUID = 1L;
    private final transient Function<T, byte[]> bytes;

    Write(Class<T> type, Function<T, byte[]> bytes) {
      super(type);
      this.bytes = bytes;
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeBinary(bytes.apply(value));
    }
  }

  private static final class Read<T> extends StdDeserializer<T> {
    private static final long serialVersionUID = 1L;
    private final transient Function<byte[], T> of;

    Read(Class<T> type, Function<byte[], T> of) {
      super(type);
      this.of = of;
    }

    @Override
    public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return of.apply(in.getBinaryValue());
    }
  }

  private static final class WriteKey<T> extends StdSerializer<T> {
    private static final long serialVersionUID = 1L;
    private final transient Function<T, String> hex;

    WriteKey(Class<T> type, Function<T, String> hex) {
      super(type);
      this.hex = hex;
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeFieldName(hex.apply(value));
    }
  }

  private static final class ReadKey extends KeyDeserializer {
    private final Function<String, ?> parse;

    ReadKey(Function<String, ?> parse) {
      this.parse = parse;
    }

    @Override
    public Object deserializeKey(String key, DeserializationContext context) {
      return parse.apply(key);
    }
  }
}
