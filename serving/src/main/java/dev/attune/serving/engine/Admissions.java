package dev.attune.serving.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The requests that were accepted and have not ended; the waiting ones among them are bounded. Safe for many threads. */
final class Admissions {
    private final Map<String, Admission> inFlight = new ConcurrentHashMap<>();
    private final WaitingRoom waitingRoom;
    private final Consumer<Admission> onBroken;

    /** @param onBroken told of a request whose sink threw */
    Admissions(EngineLimits limits, Consumer<Admission> onBroken) {
        this.waitingRoom = new WaitingRoom(limits.maxWaiting(), limits.maxWaitingTokens());
        this.onBroken = onBroken;
    }

    /**
     * Lets requests in together, or none.
     *
     * @throws QueueFullException if too many requests or prompt tokens wait
     * @throws IllegalArgumentException if an id is in use
     */
    List<Admission> admit(List<GenerationRequest> together) {
        int[] promptTokens = promptTokens(together);
        waitingRoom.enter(together.size(), Arrays.stream(promptTokens).sum());
        List<Admission> admissions = new ArrayList<>();
        for (GenerationRequest request : together) {
            admissions.add(new Admission(
                    request, promptTokens[admissions.size()], waitingRoom, onBroken, a -> inFlight.remove(a.id(), a)));
        }
        for (Admission admission : admissions) {
            if (inFlight.putIfAbsent(admission.id(), admission) != null) {
                admissions.forEach(each -> inFlight.remove(each.id(), each));
                admissions.forEach(Admission::leaveWaitingRoom);
                throw new IllegalArgumentException("a request with id " + admission.id() + " is in flight");
            }
        }
        return admissions;
    }

    @Nullable
    Admission find(String id) {
        return inFlight.get(id);
    }

    /** Whether it has not ended; its id may have gone to a later request since. */
    boolean holds(Admission admission) {
        return inFlight.get(admission.id()) == admission;
    }

    /** Those in flight now; some may end while they are gone through. */
    Collection<Admission> all() {
        return inFlight.values();
    }

    int waiting() {
        return waitingRoom.requests();
    }

    /** What each of them has to compute; of a prompt that was just asked for, only the last token. */
    private static int[] promptTokens(List<GenerationRequest> together) {
        int[] tokens = new int[together.size()];
        for (int i = 0; i < tokens.length; i++) {
            int[] ids = together.get(i).promptIds();
            tokens[i] = i > 0 && together.get(i - 1).promptIds() == ids ? 1 : ids.length;
        }
        return tokens;
    }
}
