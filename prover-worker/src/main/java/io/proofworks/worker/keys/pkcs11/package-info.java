/**
 * Keys in a hardware module, by PKCS#11 (Cryptoki 2.40, and the EdDSA of 3.0). The JDK's own
 * provider knows no EdDSA, so the module is called directly.
 */
@NullMarked
package io.proofworks.worker.keys.pkcs11;

import org.jspecify.annotations.NullMarked;
