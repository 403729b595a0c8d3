#include "app/log/log_explanation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/log/log_advice.hpp"
#include "app/log/log_text.hpp"
#include "app/status/status_words.hpp"
#include "base/family.hpp"

namespace jurymast::app {
namespace {

using record::InForce;
using record::ParsedAttempt;
using record::ParsedOperation;

constexpr std::size_t kIndent = 3;

std::string seconds(std::uint64_t micros) {
  const std::uint64_t ms = micros / 1000;
  return ms < 1000 ? fmt::format("{} ms", ms) : fmt::format("{}.{:03} s", ms / 1000, ms % 1000);
}

std::string tokens(std::uint64_t milli) { return fmt::format("{}.{}", milli / 1000, milli % 1000 / 100); }

std::string plural(std::size_t count, std::string_view word) { return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s"); }

/// Builds the text: paragraphs of sentences, wrapped, under numbered questions.
class Writer {
 public:
  void question(std::string_view text) {
    text_ += fmt::format("\n{}\n", text);
    parts_.push_back({.question = std::string(text)});
  }
  void say(std::string_view sentence) { add(sentence, "", kIndent); }
  void item(std::string_view text) { add(text, "- ", kIndent); }
  void plain(std::string_view sentence) { add(sentence, "", 0); }
  void open(std::string_view what) {
    say(fmt::format("NOT ANSWERED: {}", what));
    parts_.back().answered = false;
  }
  Explanation finish() {
    const bool all_answered = std::all_of(parts_.begin(), parts_.end(), [](const ExplanationPart& part) { return part.answered; });
    return {std::move(text_), std::move(parts_), all_answered};
  }

 private:
  void add(std::string_view sentence, std::string_view mark, std::size_t indent) {
    text_ += wrap(fmt::format("{:{}}{}{}", "", indent, mark, sentence), indent + mark.size());
    parts_.back().sentences.emplace_back(sentence);
  }

  std::string text_;
  std::vector<ExplanationPart> parts_{ExplanationPart{}};
};

void head(Writer& to, const record::ParsedLine& line) {
  const ParsedOperation& op = line.operation;
  to.plain(fmt::format("Operation {}", op.id));
  to.plain(fmt::format("{}, {} here", to_rfc3339(line.at), local_text(line.at)));
  std::string ending = op.outcome == "interrupted"
                           ? std::string("interrupted: the process ended before the operation did")
                           : fmt::format("{} with status {} after {} ms", op.outcome, op.status, op.latency_ms);
  if (op.first_content_ms) ending += fmt::format(", first content after {} ms", *op.first_content_ms);
  to.plain(fmt::format("{}{}.", ending, op.client.empty() ? "" : fmt::format(", for client {}", op.client)));
  if (!line.checksum_holds) to.plain("WARNING: this line was changed after it was written. Run: jurymast log verify");
}

void surface(Writer& to, const ParsedOperation& op) {
  to.question("1. Which documented surface was asked?");
  const auto family = family_named(op.family);
  if (!family) return to.open("the record does not name an API family.");
  const std::string_view name = *family == Family::ChatCompletions ? "Chat Completions" : "Responses";
  to.say(fmt::format("{}: POST /v1{}, {}.", name, path_of(*family), op.streamed ? "streamed" : "buffered"));
}

std::string with_origin(const std::string& target, const InForce& names) {
  const record::ParsedTarget* const found = names.target(target);
  if (found == nullptr) return target;
  return fmt::format("{} ({}{}{})", target, found->origin, found->model.empty() ? "" : ", model ", found->model);
}

std::string draw_text(const ParsedOperation& op) {
  constexpr std::uint64_t kPpmPerHundredth = 100;
  const std::uint64_t hundredths = *op.weight_ppm / kPpmPerHundredth;
  return fmt::format("It was drawn to {} (arm {}), while {}.{:02} % of eligible requests went to the canary.", op.assigned, op.arm,
                     hundredths / 100, hundredths % 100);
}

/// The name that was asked for, and which model stood behind it as far as the record tells.
std::string models_text(const ParsedOperation& op) {
  std::string text = fmt::format("Asked for as {}", op.model_alias);
  if (!op.model_requested.empty()) text += fmt::format(", sent as {}", op.model_requested);
  if (!op.model_returned.empty()) return text + fmt::format("; the answer names {}.", op.model_returned);
  if (op.model_unprintable) return text + "; the answer names something that is no model's name.";
  return op.model_substituted.empty() ? text + "." : text + "; the answer names no model.";
}

std::string served_elsewhere(const ParsedOperation& op, const std::string& first, const InForce& names) {
  const std::string_view role = op.served_by == op.primary ? "primary" : "fallback";
  std::string reason = op.fallback_class.empty() ? denial_words(op.fallback_denial) : "it failed as " + op.fallback_class;
  if (!op.fallback_taken) reason = "it holds what the request leans on";
  return fmt::format("Served by the {} {} instead of {}: {}.", role, with_origin(op.served_by, names), first, reason);
}

void route(Writer& to, const ParsedOperation& op, const InForce& names) {
  to.question("2. Which route and target?");
  if (op.route.empty()) {
    if (op.refusal.empty()) return to.open("the record names no route.");
    return to.say("None: it was refused before a route was found.");
  }
  std::string sentence =
      fmt::format("Route {} of configuration {}: primary {}", op.route, op.config, with_origin(op.primary, names));
  if (const record::ParsedRoute* const known = names.route(op.route)) {
    const std::string fallback = fmt::format("{}", fmt::join(known->fallback, ", "));
    sentence += fallback.empty() ? ", no fallback" : fmt::format(", fallback {}, mode {}", fallback, known->mode);
  }
  to.say(sentence + ".");
  if (op.weight_ppm) to.say(draw_text(op));
  if (!op.not_drawn.empty()) to.say(fmt::format("It was not eligible for the draw that stood: {}.", op.not_drawn));
  for (const auto& [target, denial] : op.passed_over) to.say(fmt::format("{} was not asked: {}.", target, denial_words(denial)));
  if (op.queued_us > 0) to.say(fmt::format("It waited {} for a paused target.", seconds(op.queued_us)));
  if (op.outcome == "interrupted") return to.say("Which target had it when the process ended is not known.");
  if (!op.model_alias.empty()) to.say(models_text(op));
  if (op.served_by.empty()) return to.say("No target served it.");
  const std::string& first = op.assigned.empty() ? op.primary : op.assigned;
  if (op.served_by != first) return to.say(served_elsewhere(op, first, names));
  if (first == op.primary) return to.say(fmt::format("Served by its primary, {}.", op.served_by));
  to.say(fmt::format("Served by {}, where it was drawn to.", with_origin(op.served_by, names)));
}

std::string output_words(std::string_view output) {
  if (output == "none") return "fits the route's rules";
  if (output == "undecided") return "could not be held against the route's rules to the end";
  return fmt::format("breaks the route's rules ({})", output);
}

std::string attempt_text(const ParsedAttempt& attempt) {
  std::string text = fmt::format("attempt {} at {}: {}", attempt.number, attempt.target, attempt.failure_class);
  if (attempt.status != 0) text += fmt::format(", HTTP {}", attempt.status);
  if (!attempt.code.empty()) text += fmt::format(", code {}", attempt.code);
  if (!attempt.type.empty()) text += fmt::format(", type {}", attempt.type);
  text += fmt::format(", {}", seconds(attempt.elapsed_us));
  if (attempt.first_content_us) text += fmt::format(" (first content {})", seconds(*attempt.first_content_us));
  if (attempt.waited_us > 0) text += fmt::format(", after a wait of {}", seconds(attempt.waited_us));
  if (attempt.retry_after_ms) text += fmt::format(", asked for {} of rest", seconds(*attempt.retry_after_ms * 1000));
  if (attempt.probe) text += ", as the breaker's probe";
  if (!attempt.prompt_variant.empty()) text += fmt::format(", with the system prompt {}", attempt.prompt_variant);
  if (attempt.corrected) text += ", with the corrective instruction";
  if (attempt.degraded) text += ", in its degraded form";
  if (!attempt.output.empty()) text += fmt::format(", its answer {}", output_words(attempt.output));
  if (attempt.next == "same_target") text += "; then the same target again";
  if (attempt.next == "next_target") text += "; then the next target";
  return text + ".";
}

void classification(Writer& to, const ParsedOperation& op) {
  to.question("3. How was it classified?");
  if (op.outcome == "interrupted") {
    return to.say(
        "As interrupted: there is its start and no end, so what the upstream did is not known. The client saw its "
        "connection end.");
  }
  if (!op.refusal.empty()) {
    to.say(fmt::format("Refused by the gateway itself: {} ({}).", op.refusal, op.status));
  } else if (op.failure_class.empty()) {
    to.open("there is neither a class nor a refusal.");
  } else {
    to.say(fmt::format("The client was told {}; the class is {}.", op.status, op.failure_class));
  }
  for (const ParsedAttempt& attempt : op.attempts) to.item(attempt_text(attempt));
  if (!op.corrective.empty()) to.say(fmt::format("The corrective instruction is {}.", op.corrective));
  if (!op.degraded.empty()) to.say(fmt::format("The degraded form is {}.", op.degraded));
  if (op.outcome == "partial")
    to.say("Content had reached the client, so nothing could be tried again; its stream ended visibly, not cleanly.");
  if (op.outcome == "cancelled") to.say("The client left; that counts for nobody.");
  if (op.final_answer) to.say("The answer told the caller not to come back (x-should-retry: false).");
  if (op.retry_after_s) to.say(fmt::format("The answer named {} s as the time to come back.", *op.retry_after_s));
}

std::size_t most_on_one_target(const ParsedOperation& op) {
  std::map<std::string, std::size_t> counts;
  std::size_t most = 0;
  // The last tier is an arrival of its own.
  for (const ParsedAttempt& attempt : op.attempts) {
    if (!attempt.degraded) most = std::max(most, ++counts[attempt.target]);
  }
  return most;
}

void budget(Writer& to, const ParsedOperation& op, const InForce& names) {
  to.question("4. Were the retries inside the budget?");
  if (op.outcome == "interrupted") return to.say("Not known: the attempts of an interrupted operation were never written.");
  if (op.attempts.empty()) return to.say("Nothing was sent upstream, so nothing was retried.");
  const std::size_t most = most_on_one_target(op);
  const record::ParsedRoute* const limits = names.route(op.route);
  if (limits == nullptr) {
    to.open(fmt::format("{} were made, but the limits of configuration {} are not in the log.",
                        plural(op.attempts.size(), "attempt"), op.config));
  } else {
    const bool inside = op.attempts.size() <= limits->attempts && most <= limits->attempts_per_target;
    to.say(fmt::format("{}: {} of at most {}, {} on one target of at most {}.", inside ? "Yes" : "NO",
                       plural(op.attempts.size(), "attempt"), limits->attempts, most, limits->attempts_per_target));
  }
  for (const ParsedAttempt& attempt : op.attempts) {
    const std::uint64_t before = attempt.tokens_before_milli;
    const std::uint64_t after = attempt.tokens_after_milli;
    if (after < before)
      to.say(fmt::format("Attempt {} took a token of {}: {} became {}.", attempt.number, attempt.target, tokens(before),
                         tokens(after)));
    if (const auto denied = retry_words(attempt.retry); !denied.empty())
      to.say(fmt::format("After attempt {}: {}.", attempt.number, denied));
  }
  if (op.replay) {
    to.say(fmt::format("It is a caller's own retry{}, so each target was tried once at most.",
                       op.replay_of.empty() ? "" : " of " + op.replay_of));
  }
}

void proof(Writer& to, const ParsedOperation& op) {
  if (!op.unproven.empty()) {
    to.question("What was not proved");
    to.say("The fallback went ahead although these conditions were neither true nor false:");
    for (const std::string& name : op.unproven) to.item(fmt::format("{}: {}", name, condition_words(name)));
  }
  if (!op.fallback_refused) return;
  to.question("Why there was no fallback");
  const auto blocked = [&](const std::string& name, const std::string& value) {
    if (op.blocked_by.empty()) return value != "true";
    return std::find(op.blocked_by.begin(), op.blocked_by.end(), name) != op.blocked_by.end();
  };
  for (const auto& [name, value] : op.conditions) {
    if (blocked(name, value)) to.item(fmt::format("{} is {}: {}", name, value, condition_words(name)));
  }
}

void next(Writer& to, const ParsedOperation& op) {
  const std::string advice = advice_for(op);
  if (!advice.empty()) {
    to.question("What to do");
    to.say(advice);
  }
  if (!op.maybe_executed) return;
  to.question("Take care");
  for (const ParsedAttempt& attempt : op.attempts) {
    if (!attempt.maybe_executed) continue;
    to.say(
        fmt::format("Attempt {} may have been carried out by {} although no answer came: its tokens may be on the "
                    "bill, and a side effect may "
                    "have happened.",
                    attempt.number, attempt.target));
  }
}

}  // namespace

Explanation explain(const record::ParsedLine& line, const InForce& names) {
  Writer to;
  head(to, line);
  surface(to, line.operation);
  route(to, line.operation, names);
  classification(to, line.operation);
  budget(to, line.operation, names);
  proof(to, line.operation);
  next(to, line.operation);
  return to.finish();
}

}  // namespace jurymast::app
