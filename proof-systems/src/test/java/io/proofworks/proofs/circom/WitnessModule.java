package io.proofworks.proofs.circom;

import io.proofworks.proofs.bn254.Fr;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Writes witness generators as circom's compiler does, of a circuit with one input whose wires are
 * 1 and that input: imports, exports and what {@code init} does are chosen by the test.
 *
 * <p>Memory: the shared words at 0, the prime at 32, the wires from 64.
 */
final class WitnessModule {

  /** Types of functions: none, an argument, a result, an argument and a result, and so on. */
  private static final List<String> TYPES =
      List.of(
          "600000",
          "60017f00",
          "6000017f",
          "60017f017f",
          "60027f7f00",
          "60037f7f7f00",
          "60027f7f017f");

  private static final int NONE = 0;
  private static final int TAKES = 1;
  private static final int GIVES = 2;
  private static final int TAKES_AND_GIVES = 3;
  private static final int TAKES_TWO = 4;
  private static final int TAKES_THREE = 5;
  private static final int TAKES_TWO_AND_GIVES = 6;

  private record Function(String name, int type, String body) {}

  private record Import(String name, int type) {}

  private final List<Import> imports = new ArrayList<>();
  private final List<Function> functions = new ArrayList<>();
  private String init = "";
  private int pages = 1;

  /** What circom 2.0.0 makes. */
  static WitnessModule early() {
    WitnessModule module = new WitnessModule();
    module.imports.add(new Import("exceptionHandler", TAKES));
    module.imports.add(new Import("showSharedRWMemory", NONE));
    return module;
  }

  /** What circom 2.0.7 and later make. */
  static WitnessModule late() {
    WitnessModule module = early();
    module.imports.add(new Import("printErrorMessage", NONE));
    module.imports.add(new Import("writeBufferMessage", NONE));
    module.functions.add(new Function("getInputSignalSize", TAKES_TWO_AND_GIVES, "4101"));
    module.functions.add(new Function("getInputSize", GIVES, "4101"));
    return module;
  }

  /** With one more import, which takes a number and is called by {@code init}. */
  WitnessModule importing(String name) {
    init += "4107" + "10" + hex(imports.size());
    imports.add(new Import(name, TAKES));
    return this;
  }

  /** With more instructions in {@code init}, in hex. */
  WitnessModule doing(String instructions) {
    init += instructions;
    return this;
  }

  WitnessModule ofPages(int initial) {
    pages = initial;
    return this;
  }

  byte[] toBytes() {
    functions.add(new Function("init", TAKES, init));
    functions.add(new Function("getFieldNumLen32", GIVES, "4108"));
    functions.add(new Function("getWitnessSize", GIVES, "4102"));
    functions.add(new Function("getRawPrime", NONE, copied("4100", "4120")));
    functions.add(new Function("readSharedRWMemory", TAKES_AND_GIVES, "200041046c280200"));
    functions.add(new Function("writeSharedRWMemory", TAKES_TWO, "200041046c2001360200"));
    functions.add(new Function("setInputSignal", TAKES_THREE, copied("41e000", "4100")));
    functions.add(new Function("getWitness", TAKES, copied("4100", "200041206c41c0006a")));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(HexFormat.of().parseHex("0061736d01000000"));
    section(out, 1, TYPES);
    section(
        out,
        2,
        imports.stream()
            .map(i -> name("runtime") + name(i.name()) + "00" + hex(i.type()))
            .toList());
    section(out, 3, functions.stream().map(f -> hex(f.type())).toList());
    section(out, 5, List.of("00" + unsigned(pages)));
    List<String> exports = new ArrayList<>();
    for (int i = 0; i < functions.size(); i++) {
      exports.add(name(functions.get(i).name()) + "00" + hex(imports.size() + i));
    }
    section(out, 7, exports);
    section(out, 10, functions.stream().map(f -> sized("00" + f.body() + "0b")).toList());
    section(
        out,
        11,
        List.of("0041200b" + sized(word(Fr.MODULUS)), "0041c0000b" + sized(word(BigInteger.ONE))));
    return out.toByteArray();
  }

  /** Four times eight bytes from one place to another. */
  private static String copied(String to, String from) {
    StringBuilder code = new StringBuilder();
    for (int at = 0; at < 32; at += 8) {
      code.append(to).append(from).append("2903").append(hex(at)).append("3703").append(hex(at));
    }
    return code.toString();
  }

  private static String word(BigInteger value) {
    byte[] word = new byte[32];
    byte[] magnitude = value.toByteArray();
    for (int i = 0; i < magnitude.length; i++) {
      word[i] = magnitude[magnitude.length - 1 - i];
    }
    return HexFormat.of().formatHex(word);
  }

  private static String name(String text) {
    return sized(HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private static String sized(String content) {
    return unsigned(content.length() / 2) + content;
  }

  private static void section(ByteArrayOutputStream out, int id, List<String> items) {
    out.writeBytes(
        HexFormat.of().parseHex(hex(id) + sized(unsigned(items.size()) + String.join("", items))));
  }

  private static String unsigned(int value) {
    return value < 0x80 ? hex(value) : hex(value & 0x7f | 0x80) + unsigned(value >>> 7);
  }

  private static String hex(int value) {
    return HexFormat.of().toHexDigits((byte) value);
  }
}
