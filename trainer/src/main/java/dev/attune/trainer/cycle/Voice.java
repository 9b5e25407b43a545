package dev.attune.trainer.cycle;

import dev.attune.feedback.redis.TrainerLease;
import dev.attune.feedback.redis.TrainingBoard;
import dev.attune.feedback.training.LeaseLostException;
import dev.attune.feedback.training.TrainingEvent;
import dev.attune.feedback.training.TrainingState;
import dev.attune.feedback.training.TrainingStatus;
import dev.attune.trainer.report.Progress;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trainer's voice in Redis: status and events. What Redis cannot take is lost, training does not wait for it; the status is said again
 * with the next word. A word that is refused because another trainer has the lease is lost too: the lease remembers, and whoever writes next
 * is told by it. One thread.
 */
final class Voice implements Announcer.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Voice.class);

    private final TrainingBoard board;
    private final TrainerLease lease;
    private final Progress progress;
    private TrainingStatus said = TrainingStatus.NONE;
    private volatile boolean taken = true;

    Voice(TrainingBoard board, TrainerLease lease, Progress progress) {
        this.board = board;
        this.lease = lease;
        this.progress = progress;
    }

    TrainingStatus said() {
        return said;
    }

    /** Takes up what the trainer before said last. */
    void takeUp(TrainingStatus before) {
        said = before;
    }

    @Override
    public void heard(TrainingEvent event) {
        unlessAway(board.tell(lease, event));
    }

    /** Another state, with a word for people; said aloud when it is a new one. */
    void state(TrainingState state, long cycle, Map<String, Long> evidence, String message) {
        boolean news = state != said.state() || !message.equals(said.message());
        if (news && !message.isEmpty()) {
            progress.note(message);
        }
        if (news || !evidence.equals(said.evidence()) || !taken) {
            say(new TrainingStatus(state, cycle, evidence, said.verdict(), message, System.currentTimeMillis()));
        }
    }

    void verdict(String verdict) {
        said = new TrainingStatus(
                said.state(), said.cycle(), said.evidence(), verdict, said.message(), System.currentTimeMillis());
    }

    private void say(TrainingStatus status) {
        said = status;
        taken = true;
        unlessAway(board.say(lease, status));
    }

    private void unlessAway(CompletionStage<Void> told) {
        told.exceptionally(failure -> {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (!(cause instanceof LeaseLostException)) {
                taken = false;
            }
            LOG.debug("Redis did not take a word of the trainer", cause);
            return null;
        });
    }
}
