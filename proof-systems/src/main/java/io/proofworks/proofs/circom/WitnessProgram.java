package io.proofworks.proofs.circom;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.proofworks.proofs.bn254.Fr;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;

/**
 * The witness generator that circom 2 compiles a circuit to ({@code .wasm}), run in this JVM. Its
 * code is sandboxed: it has its own memory and can call nothing but the functions that take its
 * messages. Compiling it takes some seconds, once. Safe for use by many threads.
 *
 * <p>Source: circom, the {@code witness_calculator.js} that it generates.
 */
public final class WitnessProgram {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final WasmModule module;
  private final Function<Instance, Machine> machine;

  private WitnessProgram(WasmModule module, Function<Instance, Machine> machine) {
    this.module = module;
    this.machine = machine;
  }

  /**
   * Reads and compiles a program.
   *
   * @throws IllegalArgumentException when the bytes are no WebAssembly
   */
  public static WitnessProgram parse(byte[] wasm) {
    try {
      WasmModule module = Parser.parse(wasm);
      Function<Instance, Machine> machine =
          MachineFactoryCompiler.builder(module)
              .withInterpreterFallback(InterpreterFallback.SILENT)
              .compile();
      return new WitnessProgram(module, machine);
    } catch (RuntimeException e) { // its parser throws whatever it stumbles over
      throw new IllegalArgumentException("not a WebAssembly program: " + e.getMessage(), e);
    }
  }

  /**
   * The witness for inputs.
   *
   * @param inputs JSON as circom's {@code input.json}: an object of signal names, with numbers,
   *     decimal strings or nested lists of them
   * @return Fr.LIMBS longs for each wire
   * @throws IllegalArgumentException when the inputs are not the circuit's, one of its assertions
   *     fails, the program is not one of circom over BN254, or it wants more time or memory than
   *     {@link WitnessLimits#STANDARD}
   * @throws CancellationException when the thread is interrupted
   */
  public long[] witness(String inputs) {
    return witness(inputs, WitnessLimits.STANDARD);
  }

  /**
   * As {@link #witness(String)}, within other limits.
   *
   * @throws CancellationException when the thread is interrupted
   */
  public long[] witness(String inputs, WitnessLimits limits) {
    Map<String, List<BigInteger>> signals = signals(inputs);
    return new WitnessRun(limits).of(() -> witness(signals, limits));
  }

  private long[] witness(Map<String, List<BigInteger>> signals, WitnessLimits limits) {
    WitnessMachine run = WitnessMachine.start(module, machine, limits);
    signals.forEach(run::set);
    return run.witness();
  }

  private static Map<String, List<BigInteger>> signals(String inputs) {
    JsonNode object;
    try {
      object = JSON.readTree(inputs);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the inputs are no JSON: " + e.getOriginalMessage(), e);
    }
    if (object == null || !object.isObject()) {
      throw new IllegalArgumentException("the inputs are an object of signals");
    }
    Map<String, List<BigInteger>> signals = new LinkedHashMap<>();
    object.properties().forEach(e -> qualify(e.getKey(), e.getValue(), signals));
    return signals;
  }

  /** Buses, which are objects, are signals of their fields; lists are flat in row-major order. */
  private static void qualify(String name, JsonNode value, Map<String, List<BigInteger>> signals) {
    if (value.isObject()) {
      value.properties().forEach(e -> qualify(name + "." + e.getKey(), e.getValue(), signals));
    } else if (value.isArray() && holdsObjects(value)) {
      for (int i = 0; i < value.size(); i++) {
        qualify(name + "[" + i + "]", value.get(i), signals);
      }
    } else {
      List<BigInteger> numbers = new ArrayList<>();
      flatten(name, value, numbers);
      signals.put(name, numbers);
    }
  }

  private static boolean holdsObjects(JsonNode list) {
    JsonNode first = list.get(0);
    return first != null && (first.isObject() || first.isArray() && holdsObjects(first));
  }

  private static void flatten(String name, JsonNode value, List<BigInteger> out) {
    if (value.isArray()) {
      value.forEach(item -> flatten(name, item, out));
      return;
    }
    try {
      out.add(new BigInteger(value.asText()).mod(Fr.MODULUS));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("signal " + name + " is no number: " + value, e);
    }
  }

  /** FNV-1a of a signal's name, by which the program knows it. */
  static long hash(String name) {
    long hash = 0xCBF29CE484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001B3L;
    }
    return hash;
  }
}
