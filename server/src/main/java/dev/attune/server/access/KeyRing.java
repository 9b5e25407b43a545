package dev.attune.server.access;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The keys of one moment. Immutable. */
final class KeyRing {
    /** All of them are compared for every request; so many take 0.6 ms. */
    private static final int MOST_KEYS = 10_000;

    private final List<AccessKey> keys;
    private final byte[][] digests;

    /** @throws KeysException if two keys share a name or a hash, or there are too many */
    KeyRing(List<AccessKey> keys) {
        if (keys.size() > MOST_KEYS) {
            throw new KeysException(keys.size() + " keys are too many; " + MOST_KEYS + " is the limit.");
        }
        Set<String> names = new HashSet<>();
        Set<String> hashes = new HashSet<>();
        for (AccessKey key : keys) {
            if (!names.add(key.name())) {
                throw new KeysException("There are two keys with the name " + key.name() + ".");
            }
            if (!hashes.add(key.sha256())) {
                throw new KeysException("Key " + key.name() + " has the sha256 of another key.");
            }
        }
        this.keys = List.copyOf(keys);
        this.digests =
                keys.stream().map(key -> HexFormat.of().parseHex(key.sha256())).toArray(byte[][]::new);
    }

    static KeyRing of(List<AccessKey> some, List<AccessKey> more) {
        List<AccessKey> all = new ArrayList<>(some);
        all.addAll(more);
        return new KeyRing(all);
    }

    List<AccessKey> keys() {
        return keys;
    }

    /** Looks at every key, whether or not an earlier one fits, so that the time says nothing. */
    Optional<AccessKey> find(String presented) {
        byte[] digest = Secret.sha256(presented);
        int found = -1;
        for (int i = 0; i < digests.length; i++) {
            found = MessageDigest.isEqual(digests[i], digest) ? i : found;
        }
        return found < 0 ? Optional.empty() : Optional.of(keys.get(found));
    }
}
