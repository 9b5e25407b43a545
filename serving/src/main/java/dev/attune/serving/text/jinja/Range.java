package dev.attune.serving.text.jinja;

import java.util.AbstractList;

/** Python's range: a list of numbers that are not stored. */
final class Range extends AbstractList<Object> {
    private static final int MOST = 100_000;

    private final long start;
    private final long stop;
    private final long step;
    private final int size;

    Range(long start, long stop, long step) {
        if (step == 0) {
            throw new Failure("range() arg 3 must not be zero");
        }
        this.start = start;
        this.stop = stop;
        this.step = step;
        double count = Math.ceil(((double) stop - start) / step);
        if (count > MOST) {
            throw new Failure("range is longer than " + MOST);
        }
        this.size = (int) Math.max(0, count);
    }

    Range slice(Slice slice) {
        return new Range(start + slice.first() * step, start + slice.end() * step, step * slice.stride());
    }

    @Override
    public Object get(int index) {
        return start + index * step;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public String toString() {
        return "range(" + start + ", " + stop + (step == 1 ? "" : ", " + step) + ")";
    }
}
