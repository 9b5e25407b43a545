package dev.attune.load.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A few people at a time: work done side by side, results in the order in which it was given. */
final class Crowd implements AutoCloseable {
    private final ExecutorService threads;

    Crowd(int atATime) {
        this.threads = Executors.newFixedThreadPool(atATime, work -> {
            Thread thread = new Thread(work, "crowd");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Something that talks to a server. */
    interface Work<A, B> {
        B of(A one) throws IOException;
    }

    /** Waits for all. @throws IOException the first that one of them threw */
    <A, B> List<B> all(List<A> each, Work<A, B> work) throws IOException {
        List<CompletableFuture<B>> running = new ArrayList<>();
        for (A one : each) {
            running.add(CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return work.of(one);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    threads));
        }
        try {
            return running.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            running.forEach(one -> one.cancel(false));
            if (e.getCause() instanceof UncheckedIOException failed) {
                throw failed.getCause();
            }
            throw e;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
