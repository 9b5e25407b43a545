package dev.attune.load.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** People who read one stream after the other, each on a thread of its own, until they are closed, which waits for the last ones to end. */
final class Readers implements AutoCloseable {
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();

    /**
     * They begin at once.
     *
     * @param count who read at the same time
     * @param pauseMs after each stream
     * @param ended hears of every stream, on several threads
     */
    Readers(PolicyClient client, List<String> prompts, int count, int pauseMs, Consumer<SwapStream> ended) {
        for (int reader = 0; reader < count; reader++) {
            int first = reader;
            Thread thread = new Thread(
                    () -> {
                        for (int i = first; !over.get(); i++) {
                            ended.accept(client.ask(prompts.get(i % prompts.size())));
                            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMs));
                        }
                    },
                    "reader-" + reader);
            thread.start();
            threads.add(thread);
        }
    }

    @Override
    public void close() {
        over.set(true);
        threads.forEach(Readers::join);
    }

    private static void join(Thread reader) {
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
