#include "policy/trace_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "policy/classify.hpp"
#include "policy/error_words.hpp"
#include "record/vocabulary.hpp"

namespace jurymast::policy {
namespace {

constexpr std::string_view kOther = "other";

struct StepWord {
  const Snapshot& snapshot;

  std::string operator()(const step::Send& send) const {
    std::string word = fmt::format("send:{}:{}", snapshot.target(send.target).name, send.attempt);
    if (send.fresh) word += ":fresh";
    if (send.prompt == step::PromptForm::Corrected) word += ":corrected";
    if (send.prompt == step::PromptForm::Degraded) word += ":degraded";
    return word;
  }
  std::string operator()(const step::CloseUpstream&) const { return "close"; }
  std::string operator()(const step::Wait&) const { return "wait"; }
  std::string operator()(const step::Validate&) const { return "validate"; }
  std::string operator()(const step::Commit& commit) const { return fmt::format("commit:{}", commit.status); }
  std::string operator()(const step::Forward&) const { return "forward"; }
  std::string operator()(const step::EndClient&) const { return "end"; }
  std::string operator()(const step::AbortClient& abort) const { return fmt::format("abort:{}", name_of(abort.failure_class)); }
  std::string operator()(const step::Answer& answer) const {
    std::string word = fmt::format("answer:{}", answer.status);
    if (answer.failure_class) word += fmt::format(":{}", name_of(*answer.failure_class));
    if (answer.refusal) word += fmt::format(":{}", name_of(*answer.refusal));
    if (answer.body_of_attempt) word += fmt::format(":body_of_{}", *answer.body_of_attempt);
    if (answer.final_answer) word += ":final";
    if (answer.retry_after_s) word += fmt::format(":after_{}s", *answer.retry_after_s);
    return word;
  }
  std::string operator()(const step::Finish&) const { return "finish"; }
};

}  // namespace

std::string_view traced_error_word(std::string_view word) {
  if (word.empty() || is_deciding_word(word) || error_word(word)) return word;
  const std::string_view recorded = record::text_of(record::known_word(word));
  return recorded == word ? recorded : kOther;
}

std::string trace_word(const Step& step, const Snapshot& snapshot) { return std::visit(StepWord{snapshot}, step); }

}  // namespace jurymast::policy
