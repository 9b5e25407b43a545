package dev.attune.load.drill;

import dev.attune.load.drill.TrainerDrillPlan.Moment;
import dev.attune.load.drill.TrainingClient.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Kills a server's trainer at one moment after another, and waits for the next one each time. Runs on a thread of its own. */
final class TrainerKiller implements Runnable {
    private static final String STARTING = "starting";
    private static final int LOOK_EVERY_MS = 50;
    private static final long LONGEST_NS = TimeUnit.MINUTES.toNanos(15);

    private final ProcessHandle server;
    private final TrainingClient training;
    private final TrainingEars ears;
    private final List<Moment> moments;
    private final Consumer<String> progress;
    private final Map<String, Integer> whileAt = new TreeMap<>();
    private final Map<Long, Integer> inCycle = new TreeMap<>();
    private String lastPlace = "";
    private int inARow;

    TrainerKiller(
            ProcessHandle server,
            TrainingClient training,
            TrainingEars ears,
            List<Moment> moments,
            Consumer<String> progress) {
        this.server = server;
        this.training = training;
        this.ears = ears;
        this.moments = moments;
        this.progress = progress;
    }

    /**
     * What was killed.
     *
     * @param whileAt kills by what the trainer was doing
     * @param inCycle the same by the cycle it was doing it in
     */
    record Killed(Map<String, Integer> whileAt, Map<Long, Integer> inCycle) {
        int count() {
            return whileAt.values().stream().mapToInt(Integer::intValue).sum();
        }

        /** The cycle that was struck most often; 0 if none was. */
        long mostStruck() {
            return inCycle.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey)
                    .orElse(0L);
        }
    }

    /** To be asked for when it has ended. */
    Killed killed() {
        return new Killed(whileAt, inCycle);
    }

    @Override
    public void run() {
        try {
            awaitStart(1);
            for (Moment moment : moments) {
                kill(moment);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void kill(Moment moment) throws IOException {
        int before = ears.heard();
        if (moment.atWork()) {
            await("a word of the trainer", () -> ears.heard() > before);
        }
        Pause.ms(moment.afterMs(inARow));
        Status status = training.status();
        String doing = ears.heard() > before ? status.state() : STARTING;
        await("a trainer to kill", this::struck);
        whileAt.merge(doing, 1, Integer::sum);
        if (!doing.equals(STARTING) && !doing.equals("idle")) {
            inCycle.merge(status.cycle(), 1, Integer::sum);
            String place = doing + " " + status.cycle();
            inARow = place.equals(lastPlace) ? inARow + 1 : 0;
            lastPlace = place;
        }
        progress.accept("killed the trainer while " + doing + ", cycle " + status.cycle());
        awaitStart(status.starts() + 1);
    }

    /** It is the only Java that the server starts; before it is Java it is the program that lowers its priority. */
    private boolean struck() {
        return server.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .findFirst()
                .map(ProcessHandle::destroyForcibly)
                .orElse(false);
    }

    private void awaitStart(long number) throws IOException {
        await("start " + number + " of the trainer", () -> {
            Status status = training.status();
            return status.starts() >= number && status.alive();
        });
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(String what, Condition condition) throws IOException {
        long deadline = System.nanoTime() + LONGEST_NS;
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("waited in vain for " + what);
            }
            Pause.ms(LOOK_EVERY_MS);
        }
    }
}
