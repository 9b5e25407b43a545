package dev.attune.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at files again and again, on a thread of its own, and tells when one has changed. It asks rather than listens, because
 * mounted secrets and network drives send no events. Whoever starts it closes it.
 */
final class FileWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread named = new Thread(task, "file-watch");
        named.setDaemon(true);
        return named;
    });
    private final List<Path> files;
    private final Runnable changed;
    private List<String> seen;

    private FileWatch(List<Path> files, Runnable changed) {
        this.files = List.copyOf(files);
        this.changed = changed;
        this.seen = look();
    }

    /**
     * Begins.
     *
     * @param changed reads the files; if it throws, the log says so and the next change is awaited
     */
    static FileWatch start(int everyMs, List<Path> files, Runnable changed) {
        FileWatch watch = new FileWatch(files, changed);
        // Fails never, as what it runs catches everything, and ends with the thread.
        var unused = watch.thread.scheduleWithFixedDelay(watch::compare, everyMs, everyMs, TimeUnit.MILLISECONDS);
        return watch;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void compare() {
        List<String> now = look();
        if (now.equals(seen)) {
            return;
        }
        seen = now;
        try {
            changed.run();
            LOG.info("taken up again: {}", files);
        } catch (RuntimeException e) {
            LOG.error("{} changed and cannot be used; all stays as it was: {}", files, e.getMessage());
        }
    }

    private List<String> look() {
        return files.stream().map(FileWatch::stamp).toList();
    }

    /** Changes when the file is written or another takes its place. */
    private static String stamp(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return now.lastModifiedTime() + " " + now.size() + " " + now.fileKey();
        } catch (IOException e) {
            return "not there";
        }
    }
}
