package dev.attune.server.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.api.PolicyDecision;
import dev.attune.api.PolicyStatus;
import dev.attune.api.PolicyVersion;
import dev.attune.serving.checkpoint.Generation;
import dev.attune.serving.checkpoint.Manifest;
import dev.attune.serving.checkpoint.Served;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A policy as the contract shows it. */
final class PolicyWords {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PolicyWords() {}

    static PolicyStatus status(Policy policy, Policy.View view) {
        Served served = view.served();
        return new PolicyStatus(
                "policy",
                version(policy, served, OptionalLong.of(view.following().serving())),
                version(policy, served, served.previous()),
                null,
                served.current(),
                served.held(),
                view.following().step().name().toLowerCase(Locale.ROOT),
                view.following().message(),
                served.decisions().stream().map(PolicyWords::decision).toList());
    }

    /** The newest first. */
    static List<PolicyVersion> versions(Policy policy, int most) {
        Served served = policy.view().served();
        return policy.versions(most).stream()
                .map(generation -> version(policy, served, generation))
                .toList();
    }

    private static @Nullable PolicyVersion version(Policy policy, Served served, OptionalLong number) {
        return number.isEmpty()
                ? null
                : policy.version(number.getAsLong())
                        .map(generation -> version(policy, served, generation))
                        .orElse(null);
    }

    private static PolicyVersion version(Policy policy, Served served, Generation generation) {
        Manifest manifest = generation.manifest();
        Manifest.Parent parent = manifest.parent();
        return new PolicyVersion(
                "policy.version",
                manifest.version(),
                manifest.created().getEpochSecond(),
                standing(policy, served, manifest.version()),
                parent == null ? null : parent.version(),
                parent == null ? null : parent.manifestSha256(),
                object(JSON.valueToTree(manifest.files())),
                object(manifest.details()));
    }

    private static String standing(Policy policy, Served served, long version) {
        if (version == served.current()) {
            return "current";
        }
        if (version == served.previous().orElse(-1)) {
            return "previous";
        }
        return policy.isAccepted(version) ? "accepted" : "rejected";
    }

    private static PolicyDecision decision(Served.Decision decision) {
        return new PolicyDecision(
                decision.at().getEpochSecond(),
                decision.action().name().toLowerCase(Locale.ROOT),
                decision.version(),
                decision.by(),
                decision.reason());
    }

    @SuppressWarnings("unchecked") // a JSON object's keys are text
    private static Map<String, Object> object(JsonNode json) {
        return json.isObject() ? JSON.convertValue(json, Map.class) : Map.of();
    }
}
