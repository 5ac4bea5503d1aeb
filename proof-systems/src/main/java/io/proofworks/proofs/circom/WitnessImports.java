package io.proofworks.proofs.circom;

import java.util.ArrayList;
import java.util.List;
import run.endive.runtime.ExportFunction;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.WasmFunctionHandle;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.FunctionImport;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.Import;

/**
 * What a witness generator may ask of its surroundings, which depends on the circom that made it:
 * 2.0.0 to 2.0.6 import two functions, 2.0.7 two more for messages, and some builds of 2.2 {@code
 * printDebug}. Nothing but messages goes out.
 *
 * <p>Source: circom, {@code code_producers/src/wasm_elements/wasm_code_generator.rs} of those
 * versions; circom_runtime, {@code js/witness_calculator.js}.
 */
final class WitnessImports {
  private static final String RUNTIME = "runtime";
  private static final int MAX_MESSAGE = 1_000;
  private static final int MAX_SAID = 10_000;

  /** What the program's exceptions mean, from code 1. */
  private static final List<String> ERRORS =
      List.of(
          "signal not found",
          "too many signals set",
          "signal already set",
          "an assertion of the circuit failed",
          "not enough memory",
          "an input is longer than its signal",
          "an array is accessed out of bounds");

  private WitnessImports() {}

  /** Thrown through the program's frames. */
  static final class CircuitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CircuitException(String message) {
      super(message);
    }
  }

  /**
   * The functions that a module imports.
   *
   * @throws IllegalArgumentException when it wants anything else than programs of circom do
   */
  static ImportValues of(WasmModule module) {
    StringBuilder said = new StringBuilder();
    List<ImportFunction> functions = new ArrayList<>();
    for (int i = 0; i < module.importSection().importCount(); i++) {
      Import wanted = module.importSection().getImport(i);
      if (!(wanted instanceof FunctionImport function) || !wanted.module().equals(RUNTIME)) {
        throw unknown(wanted);
      }
      FunctionType type = module.typeSection().getType(function.typeIndex());
      if (!type.returns().isEmpty()) {
        throw unknown(wanted);
      }
      functions.add(
          new HostFunction(
              RUNTIME, wanted.name(), type, handle(wanted, type.params().size(), said)));
    }
    return ImportValues.builder().withFunctions(functions).build();
  }

  private static WasmFunctionHandle handle(Import wanted, int arguments, StringBuilder said) {
    return switch (wanted.name()) {
      case "exceptionHandler" -> {
        if (arguments != 1) {
          throw unknown(wanted);
        }
        yield (instance, args) -> {
          throw new CircuitException(error((int) args[0]) + said);
        };
      }
      case "printErrorMessage" ->
          (instance, args) -> {
            if (said.length() < MAX_SAID) {
              said.append(": ").append(message(instance));
            }
            return new long[0];
          };
      case "writeBufferMessage" ->
          (instance, args) -> {
            message(instance);
            return new long[0];
          };
      case "showSharedRWMemory", "printDebug" -> (instance, args) -> new long[0];
      default -> throw unknown(wanted);
    };
  }

  private static IllegalArgumentException unknown(Import wanted) {
    return new IllegalArgumentException(
        "not a program of circom 2: it imports " + wanted.module() + "." + wanted.name());
  }

  /** Takes a message from the program, character by character, so that it can say the next. */
  private static String message(Instance instance) {
    ExportFunction next = instance.export("getMessageChar");
    StringBuilder text = new StringBuilder();
    for (long c = next.apply()[0]; c != 0 && text.length() < MAX_MESSAGE; c = next.apply()[0]) {
      text.append((char) c);
    }
    return text.toString().strip();
  }

  private static String error(int code) {
    return code >= 1 && code <= ERRORS.size() ? ERRORS.get(code - 1) : "error " + code;
  }
}
