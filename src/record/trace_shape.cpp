#include "record/trace_shape.hpp"

#include "base/failure_class.hpp"
#include "base/family.hpp"
#include "base/output_fault.hpp"
#include "record/check_words.hpp"
#include "record/shape_words.hpp"
#include "record/vocabulary.hpp"

namespace jurymast::record {
namespace {

using enum MemberType;

std::vector<Member> synthetic_members() {
  return {{"forced", Identifier, "the one target it was sent to", "policy chose"},
          {"fault", Word, "what was done to its attempts", {}, list(kProbeFaultNames)},
          {"shadow", Flag, "it was a copy of a caller's request", "false"}};
}

std::vector<Member> assignment_members() {
  return {{"arm", Word, "where the draw put it", "it was not drawn", list(kArmNames)},
          {"weight_ppm", Count, "the canary's share when it was drawn, in millionths", "it was not drawn"},
          {"not_drawn", Word, "why it was not eligible for the draw that stood", "it was drawn, or no draw stood",
           list(kNotDrawnNames)},
          {"first", Identifier, "the fallback that was to be asked before the primary", "the primary came first"},
          {"disabled", Identifiers, "targets of the route that nobody was to be sent to", "none"},
          {"suspended", Identifiers, "targets that had lost their place among the fallbacks", "none"},
          {"mode", Identifier, "the mode in place of the configured one", "as configured"},
          {"permitted", Words, "classes that fell back although their rule says no", "none", list(kFailureClassNames)}};
}

std::vector<Member> facts_members() {
  return {{"route", Identifier, "its name", {}},
          {"family", Word, "its API family", {}, list(kFamilyNames)},
          {"streamed", Flag, "a stream was asked for", "false"},
          {"stateful", Flag, "it leans on what a provider keeps", "false"},
          {"stored", Flag, "the provider is to keep its answer", "false"},
          {"background", Flag, "an answer that is only queued is whole", "false"},
          {"pinned", Identifier, "the target that holds its state", "none"},
          {"validated", Flag, "the route has rules for its answer", "false"},
          {"replay", Flag, "a caller's own retry", "false"},
          {"token_limit_said", Flag, "the request names a token limit", "false"},
          {"input_tokens_estimate", Count, "of its prompt", "not estimated"},
          {"client_timeout_ns", Count, "what the caller said it would wait", "not said"},
          {"log_healthy", Word, "whether records were being kept", {}, list(kTriNames)},
          {"killed", Flag, "the kill switch stood", "false"},
          {"evidence", Words, "of each fallback, in the route's order", "nothing was shown", list(kTriNames)},
          {"assignment", Object, "where it went besides what is configured", "as configured", {}, assignment_members()},
          {"synthetic", Object, "it was a probe with a ticket, or a shadow", "a caller's own", {}, synthetic_members()}};
}

std::vector<Member> error_members() {
  return {{"code", Identifier, "the upstream's word where a decision can turn on it, else `other`", "none"},
          {"type", Identifier, "likewise", "none"},
          {"param", Identifier, "likewise", "none"},
          {"numeric", Count, "a status inside the body", "none"},
          {"retry_after_ns", Count, "a wait named in the body", "none"}};
}

std::vector<Member> question_members() {
  return {{"asked", Identifier, "a target that was asked to let an attempt in", "a place was given back"},
          {"settled", Identifier, "a target to which a place was given back", "it was asked"},
          {"class", Word, "how the attempt had ended", "it was asked", list(kFailureClassNames)},
          {"kind", Identifier, "arrival, retry or stale_replay", "a place was given back"},
          {"uncharged", Flag, "its token had been taken before", "false"},
          {"place", Flag, "it was to be sent at once", "false"},
          {"denial", Word, "why not", "it was let in", list(kDenialNames)},
          {"breaker", Word, "the breaker's state", "a place was given back", list(kBreakerStateNames)},
          {"epoch", Count, "how often the breaker had opened", "0"},
          {"tokens", Count, "what the retry budget held, in thousandths", "0"},
          {"tokens_after", Count, "what it held afterwards", "0"},
          {"pause_ns", Count, "what was left of a pause", "0"},
          {"in_flight", Count, "requests running there", "0"},
          {"limit", Count, "how many may run there at once", "0"},
          {"probe", Flag, "it was let in to find out", "false"},
          {"credential_epoch", Count, "how often the credential had been refused", "0"},
          {"credential_probe", Flag, "it was let in to find out about the credential", "false"},
          {"open_again_ns", Count, "when the denial was expected to end, since the operation began", "not known"},
          {"draws", Count, "random numbers that the answer took", "0"}};
}

std::vector<Member> event_members() {
  return {{"at_ns", Count, "since the operation began", {}},
          {"event", Identifier, "what happened: start, dialed, head, …", {}},
          {"content_seen_ns", Count, "when content was last relayed, since the operation began", "none since the event before"},
          {"reused", Flag, "of connected", "false"},
          {"status", Count, "of head", "another event"},
          {"content", Identifier, "of head: what the body says it is", "another event"},
          {"foreign_encoding", Flag, "of head", "false"},
          {"retry_after_ns", Count, "of head", "not said"},
          {"ratelimit_reset_ns", Count, "of head", "not said"},
          {"parsed", Flag, "of a body: it was JSON", "false"},
          {"html", Flag, "of error_body", "false"},
          {"error", Object, "what an error object said", "there was none", {}, error_members()},
          {"finish", Identifier, "how the model's answer ended", "another event"},
          {"has_content", Flag, "there was some", "false"},
          {"object_matches", Flag, "of body_complete: the object is what the family documents", "false"},
          {"required_present", Flag, "of body_complete", "false"},
          {"finished", Flag, "of body_complete: terminal evidence stood", "false"},
          {"kind", Identifier, "of failed: how the transport failed", "another event"},
          {"bytes_sent", Flag, "of failed", "false"},
          {"response_started", Flag, "of failed", "false"},
          {"fault", Word, "of validated: what the route's rules found", "another event", list(kOutputFaultNames)},
          {"refusal", Word, "of local_failure", "another event", refusal_names()},
          {"fleet", Objects, "what the fleet was asked, in order", "nothing", {}, question_members()},
          {"steps", Identifiers, "what was done, in order", "nothing"}};
}

}  // namespace

KindShape trace_shape() {
  return {"trace",
          "what one operation's exchange was told, asked and did; stands right before the operation's own record",
          {{"id", Id, "the operation", {}},
           {"ts", Time, "when it was admitted", {}},
           {"config", Count, "version of the configuration", {}},
           {"digest", MemberType::Digest, "SHA-256 of its text", {}},
           {"seed", Hash, "of its random stream", {}},
           {"facts", Object, "what was known of the request", {}, {}, facts_members()},
           {"events", Objects, "in their order", {}, {}, event_members()},
           {"cut", Flag, "there were more events than have room", "false"}}};
}

}  // namespace jurymast::record
