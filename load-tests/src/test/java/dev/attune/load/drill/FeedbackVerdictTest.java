package dev.attune.load.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.load.drill.FeedbackVerdict.Kept;
import dev.attune.load.drill.FeedbackVerdict.Kills;
import dev.attune.load.drill.Ledger.Promise;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FeedbackVerdictTest {
    private final Ledger ledger = new Ledger();

    @Test
    void holdsIfEveryPromiseIsThereOnce() {
        promise("a", 1);
        promise("b", 1);
        FeedbackVerdict verdict = verdict(Map.of("a", 1, "b", 1), Map.of("fb-a", 1, "fb-b", 1));
        assertThat(verdict.holds()).isTrue();
        assertThat(verdict.acknowledged()).isEqualTo(2);
        assertThat(verdict.kills()).isEqualTo(7);
    }

    @Test
    void countsWhatTheExportOrTheOwnListLacks() {
        promise("a", 1);
        promise("b", 1);
        promise("c", 1);
        FeedbackVerdict verdict = verdict(Map.of("a", 1, "b", 1), Map.of("fb-a", 1, "fb-c", 1));
        assertThat(verdict.lost()).isEqualTo(2);
        assertThat(verdict.holds()).isFalse();
    }

    @Test
    void countsWhatTookEffectTwice() {
        promise("exported twice", 1);
        promise("revised", 1);
        promise("acknowledged as the second", 2);
        FeedbackVerdict verdict = verdict(
                Map.of("exported twice", 2, "revised", 1, "acknowledged as the second", 1),
                Map.of("fb-exported twice", 1, "fb-revised", 2, "fb-acknowledged as the second", 1));
        assertThat(verdict.doubled()).isEqualTo(3);
        assertThat(verdict.holds()).isFalse();
    }

    @Test
    void countsWhatNobodyWasPromised() {
        FeedbackVerdict verdict = verdict(Map.of("ghost", 1), Map.of());
        assertThat(verdict.unasked()).isEqualTo(1);
        assertThat(verdict.holds()).isFalse();
    }

    private void promise(String mark, int revision) {
        ledger.acknowledged(new Promise("ada", mark, "fb-" + mark, revision));
    }

    private FeedbackVerdict verdict(Map<String, Integer> exported, Map<String, Integer> revisions) {
        return FeedbackVerdict.of(ledger, new Kept(exported, revisions), new Kills(4, 3), 1);
    }
}
