package dev.attune.server.access;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The keys that count now, and what each of them has taken. Once there are keys they are needed, to the end: a server that began
 * without a file of keys asks for them as soon as there is one. Safe on any thread.
 */
public final class Keys {
    private static final Caller LOCAL = Caller.local();

    private final KeyFile file;
    private final List<AccessKey> environment;
    private final CallLimits defaults;
    private final LongSupplier nanoTime;
    /** Whether the file must be there: it was named, or has been there. */
    private boolean fileCounts;

    private volatile Known known;

    private Keys(
            KeyFile file, boolean fileCounts, List<AccessKey> environment, CallLimits defaults, LongSupplier nanoTime) {
        this.file = file;
        this.fileCounts = fileCounts;
        this.environment = List.copyOf(environment);
        this.defaults = defaults;
        this.nanoTime = nanoTime;
        this.known = new Known(false, new KeyRing(List.of()), Map.of());
    }

    /** Whether keys are needed, the keys, and their callers by hash; changed together. */
    private record Known(boolean needed, KeyRing ring, Map<String, Caller> callers) {}

    /**
     * Reads the keys for the first time.
     *
     * @param isNamed whether somebody named the file, so that it must be there
     * @param defaults what a key may take that says nothing of its own
     * @param nanoTime a clock that never goes back
     * @throws KeysException if the file cannot be used
     */
    public static Keys open(
            KeyFile file, boolean isNamed, List<AccessKey> environment, CallLimits defaults, LongSupplier nanoTime) {
        Keys keys = new Keys(file, isNamed, environment, defaults, nanoTime);
        keys.reload();
        return keys;
    }

    /** Whether requests need a key. A file without keys needs one that nobody has. */
    public boolean areNeeded() {
        return known.needed;
    }

    /** Whoever calls a server that knows no keys. */
    public Caller local() {
        return LOCAL;
    }

    /** Whose key this is. */
    public Optional<Caller> find(String presented) {
        Known now = known;
        return now.ring.find(presented).map(key -> now.callers.get(key.sha256()));
    }

    /** Where those are kept that are not in the environment. */
    public KeyFile file() {
        return file;
    }

    /** How many keys there are. */
    public int count() {
        return known.ring.keys().size();
    }

    /**
     * Reads the file again. A key that stays keeps its account.
     *
     * @throws KeysException if the file cannot be used; the keys are then as they were
     */
    public synchronized void reload() {
        boolean counts = fileCounts || file.exists();
        List<AccessKey> kept = counts ? file.read() : List.of();
        KeyRing ring = KeyRing.of(kept, environment);
        Map<String, Caller> callers = new HashMap<>();
        for (AccessKey key : ring.keys()) {
            callers.put(key.sha256(), caller(key));
        }
        fileCounts = counts;
        known = new Known(counts || !environment.isEmpty(), ring, callers);
    }

    private Caller caller(AccessKey key) {
        CallLimits limits = key.limits() == null ? defaults : key.limits().over(defaults);
        Caller before = known.callers.get(key.sha256());
        Account account = before != null && before.account().limits().equals(limits)
                ? before.account()
                : new Account(limits, nanoTime);
        return new Caller(key.name(), key.user(), Role.setOf(key.roles()), account);
    }
}
