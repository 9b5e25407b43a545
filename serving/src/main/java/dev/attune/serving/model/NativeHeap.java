package dev.attune.serving.model;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The C library's heap, where all tensors live. What is freed there stays with the process, in holes between what lives on:
 * a model read and packed in pieces would leave half its size behind as holes.
 */
final class NativeHeap {
    private static final Logger LOG = LoggerFactory.getLogger(NativeHeap.class);

    private NativeHeap() {}

    /** Gives the pages of all holes back to the system. Milliseconds; safe beside other threads; nothing happens without glibc. */
    static void trim() {
        if (!Platform.isLinux()) {
            return;
        }
        try {
            Function.getFunction("c", "malloc_trim").invokeInt(new Object[] {0});
        } catch (UnsatisfiedLinkError otherLibrary) {
            LOG.debug("This C library cannot trim its heap", otherLibrary);
        }
    }
}
