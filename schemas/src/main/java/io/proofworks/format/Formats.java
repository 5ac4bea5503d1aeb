package io.proofworks.format;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Protocol;
import org.apache.avro.Schema;
import org.apache.avro.idl.IdlReader;

/**
 * The formats of one part of the product: all versions of its schemas, and what of it is called
 * otherwise there. A version is never changed once it was released; the next one is a file of its
 * own.
 */
public final class Formats {

  private final String name;
  private final List<Protocol> versions;
  private final Map<Class<?>, String> names = new HashMap<>();
  private final List<Format<?>> made = new ArrayList<>();

  private Formats(String name, List<Protocol> versions) {
    this.name = name;
    this.versions = versions;
  }

  /**
   * The formats of that name.
   *
   * @param newest version, from 1; what is written is of it
   * @throws FormatException if one of its files is absent or wrong
   */
  public static Formats of(String name, int newest) {
    List<Protocol> versions = new ArrayList<>();
    for (int version = 1; version <= newest; version++) {
      versions.add(read("formats/%s/%d.avdl".formatted(name, version)));
    }
    return new Formats(name, List.copyOf(versions));
  }

  private static Protocol read(String resource) {
    try (InputStream file = Formats.class.getResourceAsStream(resource)) {
      if (file == null) {
        throw new FormatException("no " + resource);
      }
      return new IdlReader().parse(file).getProtocol();
    } catch (IOException | RuntimeException e) {
      throw new FormatException("reading " + resource, e);
    }
  }

  /** A record of a sealed type that the schemas call otherwise. */
  public Formats named(Class<? extends Record> type, String schema) {
    names.put(type, schema);
    return this;
  }

  /**
   * The format of that type.
   *
   * @param schema of its record in the newest version, and in all older ones that have it
   * @throws FormatException if the two do not fit
   */
  public <T> Format<T> format(Class<T> type, String schema) {
    List<Schema> history =
        versions.stream()
            .map(version -> version.getType(version.getNamespace() + "." + schema))
            .toList();
    if (history.getLast() == null) {
      throw new FormatException(
          "no %s in version %d of %s".formatted(schema, history.size(), name));
    }
    Codec codec =
        new Binding(known -> names.getOrDefault(known, known.getSimpleName()))
            .bind(type, history.getLast());
    Format<T> format = new Format<>(name + "." + schema, type, codec, history);
    made.add(format);
    return format;
  }

  /** All that were made of it. */
  public List<Format<?>> all() {
    return List.copyOf(made);
  }

  /** As the other, where the schema has the type's simple name. */
  public <T> Format<T> format(Class<T> type) {
    return format(type, names.getOrDefault(type, type.getSimpleName()));
  }
}
