package dev.attune.feedback.training;

import java.util.List;

/** Names of the numbers in a {@link TrainingEvent}, for everybody who shows them: TRL's where TRL has one. */
public final class TrainingMetrics {
    /** Of each iteration of practice; the two about values only where there is a value function. */
    public static final List<String> POLICY = List.of(
            "objective/kl",
            "objective/kl_k3",
            "objective/entropy",
            "objective/scores",
            "objective/rlhf_reward",
            "objective/non_score_reward",
            "objective/kl_coef",
            "policy/approxkl_avg",
            "policy/clipfrac_avg",
            "policy/entropy_avg",
            "loss/policy_avg",
            "loss/value_avg",
            "val/ratio",
            "val/ratio_var",
            "val/num_eos_tokens",
            "val/var_explained",
            "lr",
            "episode",
            "response_length");

    /** Of each step of a reward model: its accuracy on judgements that it has not learned from yet. */
    public static final List<String> REWARD = List.of("loss/reward", "reward/train_accuracy", "grad_norm", "lr");

    /** Of its last step: what people say whom it never learns from. */
    public static final List<String> REWARD_AT_LAST =
            List.of("reward/accuracy", "reward/held_out_loss", "reward/auroc", "reward/calibration_error");

    private TrainingMetrics() {}
}
