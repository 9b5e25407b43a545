package dev.attune.serving.engine;

import dev.attune.serving.model.KvCache;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who sits where in one cache. Running sequences fill the slots from 0, those that decode first, so that a step reads one
 * block; finished ones stay behind them for whoever comes with the same beginning. Owned by the decode thread.
 */
final class Slots implements AutoCloseable {
    /** Rows of a finished sequence that may help somebody. */
    private static final int WORTH_KEEPING = Sharing.OF_STRANGERS.worthCopying();

    private final KvCache cache;
    private final int maxSlots;
    private final int maxKept;
    private final List<Sequence> running = new ArrayList<>();
    /** Slot → the tokens of a finished sequence whose rows lie there, least recently used first. */
    private final Map<Integer, int[]> kept = new LinkedHashMap<>();

    Slots(KvCache cache, EngineLimits limits) {
        this.cache = cache;
        this.maxSlots = limits.maxRunning() + limits.prefixSlots();
        this.maxKept = limits.prefixSlots();
    }

    /** By slot. */
    List<Sequence> running() {
        return running;
    }

    KvCache cache() {
        return cache;
    }

    long usedRows() {
        long rows = 0;
        for (Sequence sequence : running) {
            rows += sequence.cached();
        }
        return rows;
    }

    /** Gives a sequence the next slot and the rows of its prompt that are there already. */
    void admit(Sequence sequence, Sharing sharing) {
        int slot = running.size();
        int[] prompt = sequence.request().promptIds();
        Match match = bestMatch(prompt);
        if (match.count() >= sharing.worthCopying()
                && kept.containsKey(match.slot())
                && kept.get(match.slot()).length == match.count()) {
            exchangeKept(match.slot(), slot);
            kept.remove(slot);
        } else {
            vacate(slot, match.slot());
            cache.ensure(slot + 1, match.count());
            // Vacating may have moved the rows that match.
            Match now = match.count() >= sharing.worthCopying() ? bestMatch(prompt) : Match.NONE;
            cache.copy(now.slot(), slot, now.count());
            match = now;
        }
        running.add(sequence);
        sequence.advance(match.count());
    }

    /** Whether somebody's prompt is being computed whose beginning would serve this one better than what is there now. */
    boolean worthWaitingFor(int[] prompt, Sharing sharing) {
        int now = bestMatch(prompt).count();
        for (Sequence sequence : running) {
            int soon = Sequence.commonPrefix(
                    sequence.request().promptIds(), sequence.request().promptIds().length, prompt, prompt.length - 1);
            if (!sequence.decoding() && sequence.cached() < soon && soon >= now + sharing.worthWaiting()) {
                return true;
            }
        }
        return false;
    }

    /** Takes a sequence out, and keeps its rows if that may help somebody. */
    void release(Sequence sequence) {
        int slot = takeOut(sequence);
        if (maxKept > 0 && sequence.cached() >= WORTH_KEEPING) {
            kept.put(slot, sequence.cachedTokens());
            if (kept.size() > maxKept) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
    }

    /** Takes a sequence out whose rows are no numbers, before anybody computes beside them. */
    void discard(Sequence sequence) {
        cache.clear(takeOut(sequence), sequence.cached());
    }

    /** Closes the gap; returns the slot in which the rows lie now. */
    private int takeOut(Sequence sequence) {
        int slot = running.indexOf(sequence);
        int decoding = (int) running.stream().filter(Sequence::decoding).count();
        if (slot < decoding) {
            exchange(slot, decoding - 1);
            slot = decoding - 1;
        }
        for (int last = running.size() - 1; slot < last; slot++) {
            exchange(slot, slot + 1);
        }
        running.remove(slot);
        return slot;
    }

    /** Forgets everybody and every row, without touching the cache: what it holds may be broken. */
    void abandon() {
        running.clear();
        kept.clear();
    }

    @Override
    public void close() {
        cache.close();
    }

    private record Match(int slot, int count) {
        static final Match NONE = new Match(0, 0);
    }

    private Match bestMatch(int[] prompt) {
        Match best = Match.NONE;
        int limit = prompt.length - 1;
        for (int slot = 0; slot < running.size(); slot++) {
            int count = running.get(slot).commonPrefix(prompt, limit);
            best = count > best.count() ? new Match(slot, count) : best;
        }
        for (Map.Entry<Integer, int[]> entry : kept.entrySet()) {
            int[] tokens = entry.getValue();
            int count = Sequence.commonPrefix(tokens, tokens.length, prompt, limit);
            best = count > best.count() ? new Match(entry.getKey(), count) : best;
        }
        return best;
    }

    private void exchange(int a, int b) {
        if (a != b) {
            Sequence x = running.get(a);
            Sequence y = running.get(b);
            cache.swap(a, b, Math.max(x.cached(), y.cached()));
            running.set(a, y);
            running.set(b, x);
        }
    }

    /** Brings kept rows to another slot; what was kept there goes the other way. */
    private void exchangeKept(int from, int to) {
        if (from == to) {
            return;
        }
        int[] mine = kept.remove(from);
        int[] other = kept.remove(to);
        cache.ensure(Math.max(from, to) + 1, 0);
        cache.swap(from, to, Math.max(mine == null ? 0 : mine.length, other == null ? 0 : other.length));
        if (other != null) {
            kept.put(from, other);
        }
        if (mine != null) {
            kept.put(to, mine);
        }
    }

    /** Moves what is kept in a slot to a free one, or forgets it if there is none. */
    private void vacate(int slot, int matched) {
        int[] tokens = kept.get(slot);
        if (tokens == null) {
            return;
        }
        int free = slot + 1;
        while (kept.containsKey(free)) {
            free++;
        }
        if (free < maxSlots) {
            kept.remove(slot);
            cache.ensure(free + 1, 0);
            cache.copy(slot, free, tokens.length);
            kept.put(free, tokens);
        } else {
            int oldest =
                    kept.keySet().stream().filter(s -> s != matched).findFirst().orElse(slot);
            exchangeKept(slot, oldest);
            kept.remove(slot);
        }
    }
}
