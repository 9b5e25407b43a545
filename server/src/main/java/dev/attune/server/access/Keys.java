package dev.attune.server.access;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The keys that count now, and what each of them has taken. A server either knows keys or it does not, from its start to its end;
 * which keys those are may change. Safe on any thread.
 */
public final class Keys {
    private static final Caller LOCAL = Caller.local();

    private final Optional<KeyFile> file;
    private final List<AccessKey> environment;
    private final CallLimits defaults;
    private final LongSupplier nanoTime;
    private volatile Known known = new Known(new KeyRing(List.of()), Map.of());

    private Keys(Optional<KeyFile> file, List<AccessKey> environment, CallLimits defaults, LongSupplier nanoTime) {
        this.file = file;
        this.environment = environment;
        this.defaults = defaults;
        this.nanoTime = nanoTime;
    }

    /** The keys and their callers, by hash; changed together. */
    private record Known(KeyRing ring, Map<String, Caller> callers) {}

    /**
     * Reads the keys for the first time.
     *
     * @param defaults what a key may take that says nothing of its own
     * @param nanoTime a clock that never goes back
     * @throws KeysException if the file cannot be used
     */
    public static Keys open(
            Optional<KeyFile> file, List<AccessKey> environment, CallLimits defaults, LongSupplier nanoTime) {
        Keys keys = new Keys(file, List.copyOf(environment), defaults, nanoTime);
        keys.reload();
        return keys;
    }

    /** Whether requests need a key. A file without keys needs one that nobody has. */
    public boolean areNeeded() {
        return file.isPresent() || !environment.isEmpty();
    }

    /** Whoever calls a server that knows no keys. */
    public Caller local() {
        if (areNeeded()) {
            throw new IllegalStateException("nobody is let in without a key here");
        }
        return LOCAL;
    }

    /** Whose key this is. */
    public Optional<Caller> find(String presented) {
        Known now = known;
        return now.ring.find(presented).map(key -> now.callers.get(key.sha256()));
    }

    /** Where some of them are kept. */
    public Optional<KeyFile> file() {
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
        List<AccessKey> kept = file.map(KeyFile::read).orElse(List.of());
        KeyRing ring = KeyRing.of(kept, environment);
        Map<String, Caller> callers = new HashMap<>();
        for (AccessKey key : ring.keys()) {
            callers.put(key.sha256(), caller(key));
        }
        known = new Known(ring, callers);
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
